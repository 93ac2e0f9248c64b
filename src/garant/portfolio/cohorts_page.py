"""The cohorts: what is left of those who came together, month after month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant import charts
from garant.accounts.models import Account
from garant.charts import labels
from garant.charts.curves import MOST_CURVES
from garant.contracts import cohort_queries, queries
from garant.contracts.cohort_queries import PERIODS
from garant.contracts.snapshots import Figures
from garant.metrics.calendar import add_months
from garant.portfolio import figures_page
from garant.portfolio.templatetags.garant import lang, number, share
from garant.users.permissions import known

OF = {"revenue": gettext_lazy("Revenue"), "logos": gettext_lazy("Accounts")}
USUAL = ("revenue", "quarter")
YEAR = 12
LEAST_MONTHS = 3  # of history, below which a cohort says nothing
MILESTONES = (1, 3, 6, 12, 18, 24, 36, 48, 60)
TABLED = (6, 12, 24)  # the CSV has every month, and every cohort
LEAST_SHOWN = 5  # accounts below which one departure would decide what the sentence says
COMPARED = 4
ROWS = 24
DRAWN = 32  # ways to look at cohorts whose pictures a server has at hand
OFFERED = 12
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Which cohorts an address asks for."""

    of: str
    by: str
    compared: tuple[str, ...]
    opens: bool

    @property
    def periods(self) -> bool:
        """Whether its cohorts are those who began in the same time."""
        return self.by in PERIODS


def asked(request: HttpRequest, kept: Sequence[str]) -> Asked:
    """What a request asks for; what is not kept is asked for as if it was not said."""
    of, by = request.GET.get("of", ""), request.GET.get("by", "")
    return Asked(
        of if of in OF else "revenue",
        by if by in kept else "quarter",
        tuple(request.GET.getlist("compare")[:MOST_CURVES]),
        known(request).may("accounts.read"),
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """What the page needs."""
    kept = queries.cohorts_kept()
    wanted = asked(request, kept)
    figures = queries.figures(queries.cohort_code(wanted.of, wanted.by)) if kept else None
    if figures is None or not figures.rows:
        return figures_page.empty(request)
    rows = _known(figures.rows)
    reach = max(row["k"] for row in rows)
    shown = {
        "of": wanted.of,
        "by": wanted.by,
        "ofs": OF.items(),
        "bys": [(name, by_name(name)) for name in kept],
        "stamp": figures_page.stamp(figures),
        "csv": reverse("figures_csv", args=[queries.cohort_code(wanted.of, wanted.by)]),
        "metric": "cohort_logos" if wanted.of == "logos" else "cohort_revenue",
        "reach": reach,
        "needed": LEAST_MONTHS,
    }
    if reach < LEAST_MONTHS:
        first = min(row["cohort"] for row in rows) if wanted.periods else None
        known_from = add_months(first, LEAST_MONTHS) if first else None
        return shown | {"young": True, "known_from": known_from}
    return shown | _told(wanted, figures, _counted(wanted, figures), lang())


@lru_cache(maxsize=DRAWN)
def _told(wanted: Asked, figures: Figures, counted: Figures, _lang: str) -> dict[str, Any]:
    """The sentence and the pictures; those of the same figures are not drawn for each reader."""
    rows, counts = _known(figures.rows), _counts(counted)
    return {
        "lede": lede(rows, wanted, counts),
        "together": [one for one in cohort_queries.pooled(rows) if one.k in MILESTONES],
        "heatmap": _heatmap(rows, wanted),
        "curves": _curves(rows, wanted),
        "offered": list(_offered(rows, wanted)),
    }


def _known(rows: Sequence[Row]) -> list[Row]:
    """The rows of cohorts that there is something of."""
    return [row for row in rows if row["size"]]


def _counted(wanted: Asked, figures: Figures) -> Figures:
    """The table that counts the accounts of the same cohorts."""
    if wanted.of == "logos":
        return figures
    return queries.figures(queries.cohort_code("logos", wanted.by)) or figures


def _counts(figures: Figures) -> Mapping[date | str | None, int]:
    """How many accounts each cohort began with."""
    return {row["cohort"]: row["size"] for row in figures.rows if row["k"] == 0}


def by_name(by: str) -> str:
    """How a way to make cohorts is called."""
    if by in PERIODS:
        return {"quarter": _("Quarter"), "month": _("Month")}[by]
    return str(Account._meta.get_field(by).verbose_name)  # type: ignore[union-attr]


def cohort_name(cohort: date | str | None, by: str) -> str:
    """How a cohort is called."""
    if isinstance(cohort, date):
        return labels.quarter(cohort, lang()) if by == "quarter" else labels.month_year(
            cohort, lang()
        )  # fmt: skip
    return cohort or _("not said")


def key(cohort: date | str | None) -> str:
    """A cohort in an address."""
    return f"{cohort:%Y-%m}" if isinstance(cohort, date) else cohort or ""


# ---------------------------------------------------------------- the sentence


def lede(rows: Sequence[Row], wanted: Asked, counts: Mapping[date | str | None, int]) -> SafeString:
    """What is left after a year, or as long as is known; where it falls most, and who stays most.

    The best and the worst are of those cohorts in which one departure does not decide it.
    """
    together = {one.k: one for one in cohort_queries.pooled(rows)}
    k = min(YEAR, max(together))
    whole = {row["cohort"]: row["size"] for row in rows if row["k"] == 0}
    then = [
        row for row in rows
        if row["k"] == k and counts.get(row["cohort"], 0) >= LEAST_SHOWN
        and (not wanted.periods or row["size"] == whole[row["cohort"]])
    ]  # fmt: skip
    best = max(then, key=_share, default=None)
    worst = min(then, key=_share, default=None)
    words = {"k": k, "share": share(together[k].share, 0)}
    if best is None or worst is None or _share(best) == _share(worst):
        return format_html(_sentence(wanted.of), **words)
    words |= {
        "best": cohort_name(best["cohort"], wanted.by), "most": share(_share(best), 0),
        "worst": cohort_name(worst["cohort"], wanted.by), "least": share(_share(worst), 0),
        "month": cohort_queries.steepest(rows) or k,
    }  # fmt: skip
    return format_html(_compared(wanted), **words)


def _sentence(of: str) -> str:
    if of == "logos":
        return _("After {k} months, <b>{share}</b> of the accounts are still there.")
    return _("After {k} months, <b>{share}</b> of the first revenue is there.")


def _compared(wanted: Asked) -> str:
    if wanted.periods and wanted.of == "logos":
        return _(
            "After {k} months, <b>{share}</b> of the accounts are still there, from {least} of"
            " {worst} to {most} of {best}; most leave in month {month}."
        )
    if wanted.periods:
        return _(
            "After {k} months, <b>{share}</b> of the first revenue is there, from {least} of"
            " {worst} to {most} of {best}; it falls most in month {month}."
        )
    if wanted.of == "logos":
        return _("After {k} months, {most} of “{best}” are still there, and <em>{least}</em> of"
                 " “{worst}”.")  # fmt: skip
    return _("After {k} months, “{best}” pays {most} of its first revenue, and “{worst}”"
             " <em>{least}</em>.")  # fmt: skip


def _share(row: Mapping[str, Any]) -> Decimal:
    return Decimal(row["kept"]) / Decimal(row["size"])


# ---------------------------------------------------------------- pictures


def _heatmap(rows: Sequence[Row], wanted: Asked) -> charts.Chart:
    """The tiles; the table beside them has a row for each cohort, and a column for some months."""
    return charts.cohort_heatmap(
        list(_cells(rows, wanted)), lang=lang(), quarters=wanted.by == "quarter",
        table=_table(rows, wanted),
    )  # fmt: skip


def _cells(rows: Sequence[Row], wanted: Asked) -> Iterator[charts.Cell]:
    """A tile for each row, that leads to its accounts where its reader may see some."""
    nobody, behind = _("not said"), _behind(wanted)
    cell = charts.Cell
    keys = {cohort: quote_plus(key(cohort)) for cohort in _cohorts(rows)}
    for row in rows:
        cohort, k = row["cohort"], row["k"]
        href = behind.format(cohort=keys[cohort], k=k) if wanted.opens and k else None
        yield cell(nobody if cohort is None else cohort, k, row["size"], row["kept"], href)


def _table(rows: Sequence[Row], wanted: Asked) -> charts.Table:
    columns = [k for k in (0, *TABLED) if any(row["k"] == k for row in rows)]
    at = {(row["cohort"], row["k"]): row for row in rows}
    heads = (_("Cohort"), _("At the start"), *(_("Month {k}").format(k=k) for k in columns[1:]))
    return charts.Table(
        heads,
        tuple(
            (
                cohort_name(cohort, wanted.by),
                number(at[cohort, 0]["size"]),
                *(share(_share(at[cohort, k])) if (cohort, k) in at else "" for k in columns[1:]),
            )
            for cohort in _cohorts(rows)[-ROWS:]
            if (cohort, 0) in at
        ),
    )


def _behind(wanted: Asked) -> str:
    # Beside this page, and without what goes without saying: there are hundreds of them.
    said = {
        name: value for name, value in (("of", wanted.of), ("by", wanted.by)) if value not in USUAL
    }
    return f"accounts/?cohort={{cohort}}&k={{k}}{'&' if said else ''}{urlencode(said)}"


def _curves(rows: Sequence[Row], wanted: Asked) -> charts.Chart:
    compared = _compared_keys(rows, wanted)
    curves = [
        charts.Curve(cohort_name(cohort, wanted.by), _points(rows, cohort, wanted))
        for cohort in _cohorts(rows)
        if key(cohort) in compared
    ]
    heading = charts.Heading(
        _("Cohorts compared"), _("What is left, month after month, in percent of the start.")
    )
    told = [row for row in rows if key(row["cohort"]) in compared]
    return charts.retention_curves(curves, lang=lang(), heading=heading, table=_table(told, wanted))


def _points(
    rows: Sequence[Row], cohort: date | str | None, wanted: Asked
) -> tuple[charts.CurvePoint, ...]:
    """The months of a cohort in which most of it is seen: all of one that began together."""
    own = [row for row in rows if row["cohort"] == cohort]
    least = own[0]["size"] if wanted.periods else own[0]["size"] / 3
    return tuple(
        charts.CurvePoint(row["k"], row["retention"]) for row in own if row["size"] >= least
    )


def _cohorts(rows: Sequence[Row]) -> list[date | str | None]:
    """The cohorts in their order."""
    return list(dict.fromkeys(row["cohort"] for row in rows))


def _compared_keys(rows: Sequence[Row], wanted: Asked) -> set[str]:
    """Those that are asked for; else some that are spread over what there is."""
    if wanted.compared:
        return set(wanted.compared)
    long = [row["cohort"] for row in rows if row["k"] == LEAST_MONTHS]
    if not wanted.periods:
        sizes = {row["cohort"]: row["size"] for row in rows if row["k"] == 0}
        return {key(one) for one in sorted(sizes, key=lambda one: -sizes[one])[:COMPARED]}
    step = max(1, (len(long) - 1) // (COMPARED - 1)) if len(long) > 1 else 1
    return {key(cohort) for cohort in long[::-1][::step][:COMPARED]}


def _offered(rows: Sequence[Row], wanted: Asked) -> Iterator[tuple[str, str, bool]]:
    """The cohorts that can be compared, and whether they are."""
    compared = _compared_keys(rows, wanted)
    cohorts = _cohorts(rows)
    newest = cohorts[-OFFERED:]
    for cohort in cohorts:
        if cohort in newest or key(cohort) in compared:
            yield key(cohort), cohort_name(cohort, wanted.by), key(cohort) in compared
