"""`garant outlook renewals` and `garant outlook growth`: what the next months will keep and ask."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from garant.cli.books import asked
from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Shape, Source, choice, whole
from garant.cli.outlook_app import app
from garant.cli.output import foresee

By = Literal["month", "contract"]

# numpy, pandas and what learns are slow to load: not for --help.
RENEWALS = "garant.warehouse.outlook_renewals"
GROWTH = "garant.warehouse.outlook_growth"
ANSWERS = "garant.cli.told_answers"
VIEWS = "garant.cli.outlook_renewals_views"


@command(app, "renewals", _("What comes due, what is open, and what will be kept of it."))
def renewals(
    source: Source,
    shape: Shape,
    *,
    months: Annotated[
        int, typer.Option(parser=whole, metavar="N", help=_("How many months to look ahead."))
    ] = 6,
    calls: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=_("What people expect: contract_id, call (renew, lost, open), amount, by, on."),
        ),
    ] = None,
    by: Annotated[By, choice(By, help=_("One row for each month, or for each contract."))] = (
        "month"
    ),
) -> None:
    foresee(shape, drawn=True)
    found = asked(
        source,
        shape,
        lambda book: _renewals(book, months=months, calls=calls, by=by),
    )
    views = import_module(VIEWS)
    import_module(ANSWERS).deliver(found, shape, views.renewals(found, by))


@command(app, "growth", _("What to win for a year's target, in spite of those who leave."))
def growth(
    source: Source,
    shape: Shape,
    *,
    target: Annotated[
        str, typer.Option(metavar="SHARE", help=_("The growth wanted in a year: +30% or 0.3."))
    ],
    salespeople: Annotated[
        int | None,
        typer.Option(
            parser=whole,
            metavar="N",
            help=_("How many sell; by default those who signed in the last 12 months."),
        ),
    ] = None,
    expected: Annotated[
        str | None,
        typer.Option(
            metavar="MONTHS",
            help=_("How long a customer is expected; by default as churn says, 36 at most."),
        ),
    ] = None,
) -> None:
    foresee(shape, drawn=False)
    found = asked(
        source,
        shape,
        lambda book: import_module(GROWTH).growth(
            book, target, salespeople=salespeople, expected_months=expected
        ),
    )
    views = import_module(VIEWS)
    import_module(ANSWERS).deliver(found, shape, views.growth(found))


def _renewals(book: Any, **how: Any) -> Any:
    """Let the book be read, and all of it foreseen, while the reader is told to wait."""
    return import_module(RENEWALS).renewals_to_come(book, **how)
