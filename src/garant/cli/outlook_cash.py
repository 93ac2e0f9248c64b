"""`garant outlook cash`: how deep the cash trough is, when it turns, and what moves it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from garant.cli.books import asked as asked_of
from garant.cli.books import pairs
from garant.cli.commands import command
from garant.cli.figures import lang
from garant.cli.language import _
from garant.cli.options import Shape, Source, whole
from garant.cli.outlook_app import app
from garant.cli.output import foresee
from garant.cli.waiting import waiting
from garant.metrics.errors import UsageError
from garant.metrics.settings import Settings

if TYPE_CHECKING:
    from garant.warehouse.outlook_cash import Asked, Start

# numpy and pandas are slow to load: not for --help.
CASH = "garant.warehouse.outlook_cash"
VIEWS = "garant.cli.outlook_cash_views"
PLAN = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Source):
    """A plan, a book read so, or neither."""

    book: Annotated[
        str | None,
        typer.Argument(
            metavar="PLAN.toml|BOOK",
            help=_("A plan, or a book; without either, a typical company."),
            show_default=False,
        ),
    ] = None  # type: ignore[assignment]
    set: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help=_(
                "A field of the plan or a lever, such as discount=0 or selling=+30%; with a book "
                "also a setting of the metrics; may be repeated."
            ),
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the plan."""

    init: Annotated[
        bool,
        typer.Option("--init", help=_("Write the plan as a file to edit, and compute nothing.")),
    ] = False
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=_(
                "Beside the plan: selling, prepayment, loss_30, loss_10, no_discount, or your own "
                "as 'NAME: lever=value, lever=value'; may be repeated."
            ),
        ),
    ] = None
    months: Annotated[
        int | None,
        typer.Option(parser=whole, metavar="N", help=_("How many months; by default the plan's.")),
    ] = None
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help=_("What each lever does to the depth, alone."))
    ] = False
    paths: Annotated[
        int | None,
        typer.Option(parser=whole, metavar="N", help=_("Draw so many futures around the plan.")),
    ] = None
    seed: Annotated[
        int, typer.Option(parser=whole, metavar="S", help=_("Another draw of the futures."))
    ] = 0


@command(app, "cash", _("How deep the cash trough is, when it turns, and what moves it."))
def cash(given: Given, wanted: Wanted, shape: Shape) -> None:
    _refuse(given, wanted, shape)
    if not wanted.init:
        foresee(shape, drawn=True)
    settings, changes = _split(given)
    asked = import_module(CASH).Asked(
        set=changes,
        scenarios=wanted.scenario,
        months=wanted.months,
        sensitivity=wanted.sensitivity,
        paths=wanted.paths,
        seed=wanted.seed,
    )
    start = _start(given, settings, shape)
    if wanted.init:
        import_module(VIEWS).write_plan(start, asked, shape)
        return
    with waiting(_("Computing …"), quiet=shape.quiet):
        found = _answered(start, asked)
    import_module(VIEWS).deliver(found, shape)


def _answered(start: Start, asked: Asked) -> Any:
    """The answer, its rows laid while the reader is told to wait."""
    found = import_module(CASH).answered(start, asked)
    found.laid(lang())
    return found


def _start(given: Given, settings: list[str], shape: Shape) -> Start:
    """The plan to start from."""
    module = import_module(CASH)
    if given.book is None or _is_plan(given.book):
        found: Start = module.from_plan(given.book)
        return found
    source = Source(
        book=given.book, mapping=given.mapping, engine=given.engine, set=settings,
        as_of=given.as_of,
    )  # fmt: skip
    read: Start = asked_of(source, shape, module.from_book)
    return read


def _is_plan(given: str) -> bool:
    return Path(given).suffix.lower() == PLAN


def _split(given: Given) -> tuple[list[str], dict[str, str]]:
    """Settings of the metrics, for a book, and what changes the plan."""
    found = pairs(given.set or ())
    book = given.book is not None and not _is_plan(given.book)
    names = set(Settings.__slots__) if book else set()
    settings = [f"{key}={value}" for key, value in found.items() if key in names]
    return settings, {key: value for key, value in found.items() if key not in names}


def _refuse(given: Given, wanted: Wanted, shape: Shape) -> None:
    """Options that do not go together."""
    of_books = {"--mapping": given.mapping, "--engine": given.engine, "--as-of": given.as_of}
    named = [name for name, value in of_books.items() if value is not None]
    if named and (given.book is None or _is_plan(given.book)):
        raise UsageError(
            "only a BOOK can be read with {options}, and a plan is none", options=", ".join(named)
        )
    if wanted.seed < 0:
        raise UsageError("--seed {seed}: it must be 0 or more", seed=wanted.seed)
    if wanted.sensitivity and (wanted.scenario or wanted.paths is not None):
        raise UsageError("--sensitivity stands alone: leave --scenario and --paths out")
    if wanted.init and (shape.chart is not None or shape.format is not None):
        raise UsageError("--init writes a plan: leave --format and --chart out")
    if wanted.init and (wanted.sensitivity or wanted.scenario or wanted.paths is not None):
        raise UsageError("--init computes nothing: leave --sensitivity, --scenario and --paths out")
