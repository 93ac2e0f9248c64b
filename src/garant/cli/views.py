"""How each answer is shown to a person: its sentence, its tables, its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from garant import charts
from garant.cli import ledes
from garant.cli.figures import lang
from garant.cli.labels import MOVEMENTS

Rows = Sequence[Mapping[str, Any]]
Settings = Mapping[str, Any]
ACCOUNTS = (
    "accounts_opening", "accounts_new", "accounts_reactivated", "accounts_churned",
    "accounts_closing", "blips",
)  # fmt: skip


def _no_lede(rows: Rows, settings: Settings) -> str:  # noqa: ARG001 - a lede's signature
    return ""


@dataclass(frozen=True, kw_only=True)
class View:
    """What a person gets beside the rows. `groups` are the columns of each table, in order.

    A column of `hides` is left out when it is zero in every row, and the reader is told. A `grid`
    has a line for each cohort. `keeps` chooses the rows that a person is shown, and `remark`
    says so. `remarks` are said even where there are no rows.
    """

    title: str
    lede: Callable[[Rows, Settings], str] = _no_lede
    chart: Callable[[Rows, Settings], charts.Chart] | None = None
    groups: tuple[tuple[str, ...], ...] = ()
    hides: tuple[str, ...] = ()
    by: str = "day"
    signed: bool = False
    grid: bool = False
    keeps: Callable[[Rows], Rows] | None = None
    remark: str = ""
    remarks: tuple[str, ...] = ()


def currency(settings: Settings) -> str | None:
    """The currency of the amounts, where it is known."""
    return settings.get("reporting_currency")


def bridge(title: str, *, by: str, accounts: bool, segment: str | None) -> View:
    """Opening, what moved, closing; accounts in a table of their own."""
    first = tuple(name for name in ("period", "account_id" if accounts else "", segment) if name)
    money = (*first, "opening", *MOVEMENTS, "closing")
    own = ("churn_reason", "price_subtype", "inferred")
    drawn = not (segment or accounts)
    return View(
        title=title,
        lede=lambda rows, settings: ledes.bridge(rows, currency(settings), by),
        chart=(lambda rows, settings: bridge_chart(rows, settings, by)) if drawn else None,
        groups=((*money, *own),) if accounts else (money, (*first, *ACCOUNTS)),
        hides=(*MOVEMENTS, "blips"),
        by=by,
        signed=True,
    )


def bridge_chart(rows: Rows, settings: Settings, by: str) -> charts.Chart:
    """The waterfall of all the periods put together."""
    length: Any = by
    steps = charts.bridge_steps(rows, lang=lang(), by=length)
    return charts.bridge(steps, lang=lang(), currency=currency(settings))


def retention(title: str, *, window: int, segment: str | None) -> View:
    """Net and gross retention at each month end."""
    return View(
        title=title,
        lede=lambda rows, _settings: ledes.retention(rows, window, segment),
        chart=lambda rows, _settings: charts.retention_curves(
            charts.curves_of(rows, lang=lang(), segment=segment),
            lang=lang(),
            heading=charts.retention_heading(window, lang()),
        ),
    )


def cohorts(title: str, *, of: str, by: str) -> View:
    """What is left of each cohort."""
    return View(
        title=title,
        lede=lambda rows, _settings: ledes.cohorts(rows, of),
        chart=lambda rows, _settings: charts.cohort_heatmap(
            charts.cells_of(rows), lang=lang(), quarters=by == "quarter"
        ),
        by=by if by == "quarter" else "month",
        grid=True,
    )


def renewals(title: str, *, by: str) -> View:
    """What came up for renewal, in numbers and in money."""
    return View(
        title=title,
        lede=lambda rows, settings: ledes.renewals(rows, currency(settings)),
        chart=(lambda rows, _settings: loss_chart(rows, title)) if by == "month" else None,
        groups=(
            ("period", "due", "renewed", "pending", "secured", "logo"),
            ("period", "due_mrr", "kept_mrr", "renewed_mrr", "pending_mrr", "gross", "net"),
        ),
        by=by,
    )


def loss_chart(rows: Rows, title: str) -> charts.Chart:
    """The share of what was due that was not kept, month by month."""
    months = [
        charts.Month(row["period"], 1 - row["gross"]) for row in rows if row["gross"] is not None
    ]
    return charts.bars_with_limit(months, lang=lang(), heading=charts.Heading(title))
