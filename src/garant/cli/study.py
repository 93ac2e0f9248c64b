"""`garant study …`: why customers do not renew, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from garant.cli.books import asked, opened
from garant.cli.commands import application, command
from garant.cli.language import _
from garant.cli.options import Shape, Source, Speech, day
from garant.cli.output import foresee
from garant.cli.study_options import Cap, File, Lever, Sample, changes_of, split
from garant.cli.waiting import waiting
from garant.metrics.errors import UsageError

if TYPE_CHECKING:
    from garant.warehouse.study import Study
    from garant.warehouse.study_result import StudyResult

app = application(_("Find why customers do not renew, and how sure it is."))

# numpy, pandas and what learns are slow to load: not for --help.
STUDY = "garant.warehouse.study"
ANSWERS = "garant.cli.study_answers"
FLAT = "garant.cli.study_flat"
REPORT = "garant.cli.study_report"
Question = Callable[["Study"], "StudyResult"]


def _tell(source: Source, shape: Shape, question: Question, sample: Sample) -> None:
    foresee(shape, drawn=True)
    found = asked(source, shape, lambda book: question(_study(book, sample)))
    import_module(ANSWERS).deliver(found, shape)


def _study(book: Any, sample: Sample) -> Study:
    made: Study = import_module(STUDY).Study(book, renewals=sample.renewals, seed=sample.seed)
    return made


@command(app, "drivers", _("What weighs on renewals, by the loss it would have avoided."))
def drivers(source: Source, sample: Sample, shape: Shape) -> None:
    _tell(source, shape, lambda study: study.drivers(), sample)


@command(app, "effect", _("What one lever does to the loss, such as the discount."))
def effect(source: Source, sample: Sample, shape: Shape, *, lever: Lever, cap: Cap = None) -> None:
    _tell(source, shape, lambda study: study.effect(lever, cap=cap), sample)


@command(app, "departments", _("How much of the avoidable loss lies with each department."))
def departments(source: Source, sample: Sample, shape: Shape) -> None:
    _tell(source, shape, lambda study: study.departments(), sample)


@command(app, "risk", _("Which accounts are likely to leave, and why."))
def risk(source: Source, sample: Sample, shape: Shape) -> None:
    _tell(source, shape, lambda study: study.risk(), sample)


@command(
    app,
    "policy",
    _("What a change of policy would do: --set 'discount<=0.10', in quotes; settings as ever."),
)
def policy(source: Source, sample: Sample, shape: Shape) -> None:
    book, changes = split(source)
    _tell(book, shape, lambda study: study.policy(changes), sample)


@command(app, "intervention", _("Whether a change did what it was for."))
def intervention(
    source: Source,
    sample: Sample,
    shape: Shape,
    *,
    lever: Lever,
    on: Annotated[
        list[date],
        typer.Option(parser=day, metavar="DATE", help=_("The day of the change; repeatable.")),
    ],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=VALUE", help=_("For whom; one for each --on of a change in turns.")
        ),
    ] = None,
) -> None:
    pairs = changes_of([one.isoformat() for one in on], scope or ())
    days, scopes = [one for one, _scope in pairs], [one for _day, one in pairs]
    _tell(source, shape, lambda study: study.intervention(lever, on=days, scope=scopes), sample)


@command(app, "table", _("The rows that are studied, and what their columns are, as files."))
def table(source: Source, shape: Shape) -> None:
    if shape.chart is not None:
        raise UsageError("there is no picture of this answer; leave --chart out")
    foresee(shape, drawn=False)
    study = asked(source, shape, lambda book: _read(_study(book, Sample())))
    import_module(ANSWERS).deliver_table(study, shape)


def _read(study: Study) -> Study:
    """Let the book be read while the reader is told to wait."""
    _rows = study.raw
    return study


@command(app, "flat", _("The study of a file with one row a customer."))
def flat(
    shape: Shape,
    sample: Sample,
    *,
    file: File,
    outcome: Annotated[
        str | None,
        typer.Option(metavar="COLUMN[=VALUE]", help=_("Who was lost; 1 unless a value is given.")),
    ] = None,
    features: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help=_("What each column is; without, one is proposed.")),
    ] = None,
    id: Annotated[  # noqa: A002 - the name of the option
        str | None, typer.Option(metavar="COLUMN", help=_("Who each row is."))
    ] = None,
    time: Annotated[
        str | None, typer.Option(metavar="COLUMN", help=_("How long each customer stayed."))
    ] = None,
    lever: Annotated[
        str | None, typer.Option(metavar="CODE", help=_("Also the effect of that lever."))
    ] = None,
    cap: Cap = None,
) -> None:
    told = import_module(FLAT)
    if features is None:
        if lever is not None or cap is not None or time is not None:
            raise UsageError("--lever, --cap and --time need --features FILE.toml")
        told.propose(file, shape, outcome=outcome, id=id)
        return
    if cap is not None and lever is None:
        raise UsageError("--cap needs --lever CODE: what is to be capped?")
    foresee(shape, drawn=True)
    with waiting(_("Reading the file and computing …"), quiet=shape.quiet):
        study = import_module(STUDY).Study.flat(
            file, features, outcome=outcome, id=id, time=time, renewals=sample.renewals,
            seed=sample.seed,
        )  # fmt: skip
        found = told.answer(study, lever=lever, cap=cap, timed=time is not None)
    import_module(ANSWERS).deliver(found, shape)


@command(app, "report", _("A report of a few pages for a board: FILE.html or FILE.pdf."))
def report(
    source: Source,
    sample: Sample,
    speech: Speech,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=_("FILE.html or FILE.pdf."))
    ],
    intervention: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVER=DATE", help=_("A change to measure, such as discount=2024-01-01.")
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(metavar="LEVER<=X", help=_("A policy to simulate, in quotes; repeatable.")),
    ] = None,
) -> None:
    made = import_module(REPORT)
    wanted = made.wanted(output, intervention or (), policy or ())
    said = _("Reading the book and writing the report …")
    with waiting(said, quiet=speech.quiet), opened(source) as book:
        made.write(_study(book, sample), wanted)
