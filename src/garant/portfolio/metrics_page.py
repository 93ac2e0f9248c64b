"""The page of a metric: what it means, how it is worked, by which settings; its last figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from garant.contracts import queries
from garant.contracts.movement_queries import NET
from garant.contracts.snapshots import Figures
from garant.metrics.catalog import METRICS, Metric
from garant.metrics.settings import Settings
from garant.portfolio import figures_page
from garant.portfolio.overview_page import drill
from garant.portfolio.settings_words import MEANINGS
from garant.portfolio.templatetags.garant import lang, money, number, share
from garant.users.models import User

TOLD = 12
GROUPS = (
    (_("Revenue"), ("mrr",)),
    (_("Movements"), ("bridge",)),
    (_("Retention"), ("retention", "cohorts")),
    (_("Renewals"), ("renewals",)),
    (_("Economics"), ("economics", "arithmetic")),
    (_("Adoption"), ("adoption",)),
)
UNITS = {
    "money": _("amount"), "share": _("share"), "ratio": _("ratio"), "count": _("number"),
    "months": _("months"), "days": _("days"),
}  # fmt: skip
GRAINS = {
    "day": _("day"), "period": _("period"), "month end": _("month end"), "rate": _("rate"),
    "cohort and month": _("cohort and month"), "retention curve": _("retention curve"),
    "account": _("account"), "target": _("target"), "account and day": _("account and day"),
}  # fmt: skip
BETTER = {"up": _("higher"), "down": _("lower"), "none": _("neither")}
DERIVED = {"net_churn"}  # worked from its column, which holds another metric
Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A metric in the reader's language."""

    metric: Metric

    def _said(self, name: str) -> str:
        french = getattr(self.metric, f"{name}_fr") if lang() == "fr" else ""
        return str(french or getattr(self.metric, name))

    @property
    def label(self) -> str:
        """What it is called."""
        return self._said("label")

    @property
    def first(self) -> str:
        """The first sentence of what it means."""
        return self._said("definition").split(". ", 1)[0].removesuffix(".") + "."

    @property
    def more(self) -> str:
        """What else there is to say of its meaning."""
        return self._said("definition").removeprefix(self.first).strip()

    @property
    def formula(self) -> str:
        """How it is worked."""
        return self._said("formula")

    @property
    def vendors(self) -> str:
        """Where other tools count otherwise."""
        return self._said("vendors")

    @property
    def example(self) -> str:
        """A figure of the small company of the documentation, worked."""
        example = self.metric.example
        return example.working_fr if lang() == "fr" else example.working

    @property
    def unit(self) -> object:
        """In what it is counted."""
        return UNITS[self.metric.unit]

    @property
    def grain(self) -> object:
        """What one figure is about."""
        return GRAINS.get(self.metric.grain, self.metric.grain)

    @property
    def better(self) -> object:
        """Which direction is good."""
        return BETTER[self.metric.better]


def index() -> list[tuple[object, list[Told]]]:
    """Every metric, by what it is about."""
    return [
        (name, [Told(metric) for metric in METRICS if metric.table in tables])
        for name, tables in GROUPS
    ]


def context(metric: Metric, user: User) -> dict[str, Any]:
    """What the page of a metric needs."""
    code = table_of(metric)
    open_to = code and user.may(figures_page.operation(code))
    figures = queries.figures(code) if open_to else None
    rows = _rows(metric, figures, user) if figures is not None else []
    return {
        "told": Told(metric),
        "metric": metric,
        "settings": _settings(metric),
        "rows": rows,
        "figure": rows[0]["figure"] if rows else "",
        "on": rows[0]["on"] if rows else "",
        "csv": reverse("figures_csv", args=[code]) if figures is not None else "",
        "stamp": figures_page.stamp(figures) if figures is not None else None,
        "place": _place(metric, user),
    }


def _place(metric: Metric, user: User) -> str:
    """The page that shows it, for who may open that."""
    may = figures_page.PAGES.get(metric.table)
    return metric.table if may is not None and user.may(may) else ""


def table_of(metric: Metric) -> str:
    """The code of the table that holds a metric, month by month; nothing where none is kept."""
    if metric.code in DERIVED:
        return ""
    if metric.code in NET:
        return "bridge.net"
    if metric.table in queries.TABLES:
        return metric.table
    return "economics" if metric.code in ("mrr", "arr") else ""


def _rows(metric: Metric, figures: Figures, user: User) -> list[Row]:
    """Its last figures, the newest first."""
    written = _written(metric, figures.settings.get("reporting_currency"))
    told = [row for row in figures.rows if row.get(metric.column) is not None]
    opens = metric.table == "bridge" and metric.unit == "money" and user.may("accounts.read")
    return [
        {
            "on": _on(row),
            "figure": written(row[metric.column]),
            "address": _behind(metric, row) if opens and row[metric.column] else "",
        }
        for row in reversed(told[-TOLD:])
    ]


def _on(row: Row) -> str:
    return figures_page.month_name(row.get("period") or row["period_end"])


def _behind(metric: Metric, row: Row) -> str:
    return drill(metric.code, row["period"], row["period"])


def _written(metric: Metric, currency: str | None) -> Callable[[Any], str]:
    """How a figure of its unit is written."""
    if metric.unit == "money":
        return lambda value: money(value, currency)
    if metric.unit == "share":
        return share
    decimals = 0 if metric.unit in ("count", "days") else 1
    return lambda value: number(value, decimals)


def _settings(metric: Metric) -> Sequence[tuple[object, object, bool]]:
    """The settings that move it, as they are here, and whether that is another value than usual."""
    kept: dict[str, object] = {**Settings.parse(queries.settings_kept()).as_text()}
    usual = Settings().as_text()
    told = kept | {"known_as_of": str(kept["known_as_of"])[:10]}
    return [(_setting(name), told[name], kept[name] != usual[name]) for name in metric.settings]


def _setting(name: str) -> object:
    """What a setting is called."""
    meaning = MEANINGS.get(name)
    return meaning.name if meaning is not None else name
