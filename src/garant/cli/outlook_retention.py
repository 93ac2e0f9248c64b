"""`garant outlook retention`: how many customers will still be there, and what they are worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from garant.cli.books import asked
from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Shape, Source, choice, day, whole
from garant.cli.outlook_app import app
from garant.cli.output import foresee
from garant.cli.study_options import number
from garant.cli.waiting import waiting
from garant.metrics.errors import UsageError

if TYPE_CHECKING:
    from garant import Book
    from garant.warehouse.told_result import ToldResult

# numpy, pandas and scipy are slow to load: not for --help.
RETENTION = "garant.warehouse.outlook_retention"
WORTH = "garant.warehouse.outlook_worth"
ANSWERS = "garant.cli.outlook_retention_views"

By = Literal["cohort"]
Length = Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerhapsSource(Source):
    """Which book, read how; or none."""

    book: Annotated[
        str | None,
        typer.Argument(
            metavar="[BOOK]",
            help=_("A folder of CSV or Parquet files, or the URL of a database."),
            show_default=False,
        ),
    ] = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What is asked of a curve."""

    survivors: Annotated[
        str | None,
        typer.Option(
            metavar="100,86.9,74.3,…",
            help=_("Instead of a book: who was still there at period 0, 1, 2 …"),
        ),
    ] = None
    customers: Annotated[
        int | None,
        typer.Option(
            parser=whole, metavar="N", help=_("How many customers these percentages are of.")
        ),
    ] = None
    horizon: Annotated[
        int | None, typer.Option(parser=whole, metavar="N", help=_("The last period shown."))
    ] = None
    period: Annotated[
        Length | None,
        choice(Length, help=_("How long a period is; by default as customers decide.")),
    ] = None
    segment: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help=_("One curve for each value of a column of the accounts.")
        ),
    ] = None
    by: Annotated[By | None, choice(By, help=_("One curve for each year of first revenue."))] = None
    since: Annotated[
        date | None,
        typer.Option(
            "--from", parser=day, metavar="DATE", help=_("Count departures from that day on only.")
        ),
    ] = None
    discount: Annotated[
        float | None,
        typer.Option(
            parser=number, metavar="RATE", help=_("What money loses in a year; by default 10%.")
        ),
    ] = None
    accounts: Annotated[
        bool, typer.Option("--accounts", help=_("What each account is worth instead."))
    ] = False
    margin: Annotated[
        float | None,
        typer.Option(
            parser=number, metavar="SHARE", help=_("Gross margin; by default the book's own.")
        ),
    ] = None
    seed: Annotated[
        int, typer.Option(parser=whole, metavar="S", help=_("Another draw of the interval."))
    ] = 0


@command(app, "retention", _("How many customers will still be there, and how sure that is."))
def retention(source: PerhapsSource, curve: Curve, shape: Shape) -> None:
    _refuse(source, curve)
    foresee(shape, drawn=True)
    if curve.survivors is not None:
        with waiting(_("Computing …"), quiet=shape.quiet):
            found = _of_survivors(curve)
    else:
        found = asked(source, shape, _question(curve))
    import_module(ANSWERS).deliver(found, shape)


def _of_survivors(curve: Curve) -> ToldResult:
    made: ToldResult = import_module(RETENTION).of_survivors(
        curve.survivors, customers=curve.customers, horizon=curve.horizon, **_shared(curve)
    )
    return made


def _question(curve: Curve) -> Callable[[Book], ToldResult]:
    if curve.accounts:
        return partial(_told, WORTH, "account_worth", margin=curve.margin, **_shared(curve))
    options = {name: getattr(curve, name) for name in ("segment", "by", "since", "horizon")}
    return partial(_told, RETENTION, "retention", **options, **_shared(curve))


def _told(module: str, name: str, book: Book, **options: Any) -> ToldResult:
    found: ToldResult = getattr(import_module(module), name)(book, **options)
    return found


def _shared(curve: Curve) -> dict[str, Any]:
    """The options that every answer has."""
    rate = {} if curve.discount is None else {"discount": curve.discount}
    return {"period": curve.period, "seed": curve.seed, **rate}


def _refuse(source: PerhapsSource, curve: Curve) -> None:
    """Options that do not go together, and a seed that is none."""
    if curve.seed < 0:
        raise UsageError("the seed is {seed}; it must be 0 or more", seed=curve.seed)
    typed = curve.survivors is not None
    if typed == (source.book is not None):
        raise UsageError("give a BOOK, or --survivors 100,86.9,74.3,…: one of the two")
    of_books = {
        "--segment": curve.segment, "--by": curve.by, "--from": curve.since,
        "--accounts": curve.accounts or None, "--margin": curve.margin,
        "--mapping": source.mapping, "--engine": source.engine, "--set": source.set,
        "--as-of": source.as_of,
    }  # fmt: skip
    given = [name for name, value in of_books.items() if value is not None]
    if typed and given:
        raise UsageError("--survivors stands alone: leave {options} out", options=", ".join(given))
    if not typed and curve.customers is not None:
        raise UsageError("--customers goes with --survivors: a book says how many there are")
    if curve.margin is not None and not curve.accounts:
        raise UsageError("--margin goes with --accounts: a curve has no money in it")
    split = [name for name in ("--segment", "--by", "--from") if of_books[name] is not None]
    if curve.accounts and split:
        raise UsageError(
            "--accounts is of all accounts; leave {options} out", options=", ".join(split)
        )
