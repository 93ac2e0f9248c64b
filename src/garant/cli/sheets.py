"""The tables of an answer for a person, as text: which columns, what was left out, what to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from garant.charts import labels
from garant.cli.answers import Answer
from garant.cli.clean import clean
from garant.cli.figures import Reading, lang, reading
from garant.cli.labels import kind, label
from garant.cli.language import _
from garant.cli.views import View, currency
from garant.metrics.settings import Settings


@dataclass(frozen=True)
class Column:
    """One column: its name, its heading, its cells."""

    name: str
    heading: str
    cells: tuple[str, ...]
    left: bool


Sheet = tuple[Column, ...]
MOST_MONTHS = 8
TELLING_MONTHS = (1, 3, 6, 9, 12, 18, 24, 36, 48, 60)


def sheets(answer: Answer, view: View) -> Iterator[Sheet]:
    """The tables of an answer, each a sheet of columns."""
    if view.grid and answer.rows:
        yield grid(answer, view.by)
        return
    how = reading(answer.rows, by=view.by, signed=view.signed)
    hidden = set(_always_zero(answer, view))
    for group in view.groups or (tuple(answer.columns),):
        names = [name for name in group if name in answer.columns and name not in hidden]
        yield tuple(_column(name, answer, how) for name in names)


def notes(answer: Answer, view: View) -> Iterator[str]:
    """What must be known to read the tables: the unit, what is left out, the settings."""
    yield from view.remarks
    if not answer.rows:
        return
    if view.remark:
        yield view.remark
    if view.grid and set(months_shown(answer)) != {row["k"] for row in answer.rows if row["k"]}:
        yield _("Not every month is shown; --format csv has them all.")
    hidden = [_(label(name)) for name in _always_zero(answer, view)]
    if hidden:
        yield _("Not shown, because always zero: {columns}.").format(columns=", ".join(hidden))
    if any(_is_money(answer, name) for name in answer.columns):
        yield from _unit(answer, reading(answer.rows, by=view.by))
    changed = _changed(answer.settings)
    if changed:
        yield _("Computed with {settings}.").format(settings=", ".join(changed))


def grid(answer: Answer, by: str) -> Sheet:
    """A line for each cohort, and a column for some of the months that followed."""
    how = Reading(by)
    left = {(row["cohort"], row["k"]): row["retention"] for row in answer.rows}
    sizes = {row["cohort"]: row["size"] for row in answer.rows if not row["k"]}
    cohorts = list(dict.fromkeys(row["cohort"] for row in answer.rows))
    months = [
        Column("k", f"+{k}", tuple(_percent(left.get((name, k))) for name in cohorts), left=False)
        for k in months_shown(answer)
    ]
    named = tuple(how.cell("cohort", cohort) for cohort in cohorts)
    counted = tuple(how.cell("size", sizes.get(cohort)) for cohort in cohorts)
    return (
        Column("cohort", _(label("cohort")), named, left=True),
        Column("size", _(label("size")), counted, left=False),
        *months,
    )


def months_shown(answer: Answer) -> list[int]:
    """Enough months to see the shape, few enough for a narrow terminal."""
    found = {row["k"] for row in answer.rows if row["k"]}
    if len(found) <= MOST_MONTHS:
        return sorted(found)
    return [k for k in TELLING_MONTHS if k in found][:MOST_MONTHS]


def _percent(share: Decimal | None) -> str:
    return "" if share is None else labels.percent(share, lang(), decimals=0)


def _column(name: str, answer: Answer, how: Reading) -> Column:
    values = [row[name] for row in answer.rows]
    sample = next((value for value in values if value is not None), None)
    cells = tuple(how.cell(name, value) for value in values)
    return Column(name, _(label(name)), cells, kind(name, sample) in {"text", "flag"})


def _always_zero(answer: Answer, view: View) -> Sequence[str]:
    if not answer.rows:
        return ()
    return [
        name
        for name in view.hides
        if name in answer.columns and not any(row[name] for row in answer.rows)
    ]


def _is_money(answer: Answer, name: str) -> bool:
    return kind(name) == "money" and any(isinstance(row[name], Decimal) for row in answer.rows)


def _unit(answer: Answer, how: Reading) -> Iterator[str]:
    code = currency(answer.settings)
    rounded = not how.cents and any(
        isinstance(value, Decimal) and value % 1
        for row in answer.rows
        for name, value in row.items()
        if kind(name) == "money"
    )
    if code and rounded:
        yield _(
            "Amounts in {currency}, rounded to the unit; --format csv gives every digit."
        ).format(currency=code)
    elif code:
        yield _("Amounts in {currency}.").format(currency=code)
    elif rounded:
        yield _("Amounts are rounded to the unit; --format csv gives every digit.")


def _changed(settings: Mapping[str, object]) -> list[str]:
    """The settings that are not as they are by default, written as `--set` takes them."""
    default = Settings().as_text()
    return [
        clean(f"{name}={_written(name, value, settings)}")
        for name, value in settings.items()
        if name != "reporting_currency" and name in default and value != default[name]
    ]


def _written(name: str, value: object, settings: Mapping[str, object]) -> str:
    """The last instant of a day is written as that day."""
    if name != "known_as_of":
        return str(value)
    zone = ZoneInfo(str(settings.get("reporting_tz", "UTC")))
    local = datetime.fromisoformat(str(value)).astimezone(zone)
    return local.date().isoformat() if local.time() == time.max else str(value)
