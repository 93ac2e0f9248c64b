"""`garant arithmetic …`: the essays' sums, for any numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from garant.cli.answers import Answer
from garant.cli.commands import application, command
from garant.cli.figures import lang, money, share
from garant.cli.language import _
from garant.cli.options import Shape, whole
from garant.cli.outlook_renewals_views import effort
from garant.cli.output import deliver, for_machines, foresee
from garant.cli.views import View
from garant.metrics.arithmetic import cost_of_departure, licence_against_rent, replacement
from garant.outlook.growth.rows import rows_of
from garant.outlook.growth.target import Stock
from garant.outlook.growth.target import growth as grown
from garant.outlook.growth.words import told

app = application(_("The arithmetic of leaving and replacing."))


def _tell(rows: list[dict[str, Any]], shape: Shape, said: Callable[[], str]) -> None:
    view = View(title=_("Arithmetic"), lede=lambda _rows, _settings: said())
    foresee(shape, drawn=view.chart is not None)
    deliver(Answer(tuple(rows[0]), rows, {}), view, shape)


def _number(name: str, help: str) -> Any:  # noqa: A002 - Typer's own word
    return typer.Option(name, metavar="NUMBER", help=help)


@command(app, "departure", _("What a departure costs: the months that will not be paid."))
def departure(
    shape: Shape,
    monthly: Annotated[str, _number("--monthly", _("What the customer pays a month."))],
    expected: Annotated[str, _number("--expected", _("The months that were expected."))],
    kept: Annotated[str, _number("--kept", _("The months that were kept."))],
) -> None:
    cost = cost_of_departure(monthly, expected, kept)
    row = {"monthly": monthly, "expected_months": expected, "kept_months": kept, "cost": cost}
    sentence = _(
        "A customer of {monthly} a month, expected for {expected} months and gone after "
        "{kept}, costs {cost}."
    )
    _tell(
        [row],
        shape,
        lambda: sentence.format(
            monthly=monthly, expected=expected, kept=kept, cost=money(cost, None)
        ),
    )


@command(app, "replace", _("How many customers to win, to grow in spite of those who leave."))
def replace(
    shape: Shape,
    customers: Annotated[str, _number("--customers", _("The customers there are."))],
    growth: Annotated[str, typer.Option(metavar="SHARE", help=_("The growth wanted: 50% or 0.5."))],
    lost: Annotated[str, _number("--lost", _("The customers who leave meanwhile."))] = "0",
) -> None:
    wanted = replacement(customers, growth, lost)
    row = {"customers": customers, "growth": growth, "lost": lost, "to_win": wanted}
    sentence = _("To grow {customers} customers by {growth} while losing {lost}, win {count}.")
    _tell(
        [row],
        shape,
        lambda: sentence.format(customers=customers, growth=growth, lost=lost, count=wanted),
    )


@command(app, "growth", _("What to win for a year's target, in spite of those who leave."))
def growth(
    shape: Shape,
    *,
    customers: Annotated[str, _number("--customers", _("The customers there are."))],
    churn: Annotated[
        str, typer.Option(metavar="SHARE", help=_("The share that leaves each month: 2% or 0.02."))
    ],
    target: Annotated[
        str, typer.Option(metavar="SHARE", help=_("The growth wanted in a year: +30% or 0.3."))
    ],
    mrr: Annotated[
        str | None, _number("--mrr", _("What the customers pay a month, all together."))
    ] = None,
    salespeople: Annotated[
        int | None, typer.Option(parser=whole, metavar="N", help=_("How many sell."))
    ] = None,
) -> None:
    stocks = [Stock("customers", customers, churn)]
    stocks += [Stock("mrr", mrr, churn)] if mrr is not None else []
    found = grown(stocks, target, salespeople=salespeople)
    rows = rows_of(found)
    _tell(
        rows if for_machines(shape) else [effort(row) for row in rows],
        shape,
        lambda: " ".join(told(found, lang())),
    )


@command(app, "licence-vs-rent", _("What has come in by each month: a licence beside a rent."))
def licence_vs_rent(
    shape: Shape,
    months: Annotated[
        int, typer.Option(parser=whole, metavar="MONTHS", help=_("The months of the rent."))
    ],
) -> None:
    rows = [received._asdict() for received in licence_against_rent(months)]
    sentence = _(
        "At signature a licence has earned {licence} of its value; "
        "a rent of {months} months has earned {rent} after one month."
    )
    _tell(
        rows,
        shape,
        lambda: sentence.format(
            licence=share(rows[0]["licence"]), months=months, rent=share(rows[1]["rent"])
        ),
    )
