"""The demo's story on a terminal: sentences first, then pictures and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from garant.charts import labels
from garant.cli import ledes, views
from garant.cli.answers import Answer
from garant.cli.demo_figures import Told
from garant.cli.drawing import Step, bars, waterfall
from garant.cli.figures import Reading, lang, share
from garant.cli.labels import GAINS, LOSSES
from garant.cli.language import _, spoken
from garant.cli.sheets import sheets
from garant.cli.tables import tables
from garant.cli.terminal import READABLE, say
from garant.cli.views import View
from garant.demo.company import Company
from garant.demo.story import story

Rows = Sequence[Mapping[str, Any]]
WON = ("new", "reactivation")
GREW = tuple(name for name in GAINS if name not in WON)
ECONOMICS = ("period", "accounts", "arpa", "cac", "payback_months", "ltv_simple", "gross_margin")


def tell(found: Told, company: Company, console: Console) -> None:
    """The whole story, for a reader who knows nothing of the company."""
    width = min(console.width, READABLE)
    say(console, _title(company), style="bold")
    console.print()
    for sentence in story(found.figures, spoken()):
        say(console, sentence)
    for heading, picture in _pictures(found, width):
        say(console, heading, style="bold", before=True)
        console.print()
        for line in picture:
            console.print(line, width=width)
    for heading, answer, view in _tables(found):
        say(console, heading, style="bold", before=True)
        for sheet in sheets(answer, view):
            for table in tables(sheet, width):
                console.print()
                console.print(table)
    say(console, _amounts(found), style="dim", before=True)
    console.print()


def _title(company: Company) -> str:
    sentence = _("{company}: an invented company, {accounts} accounts, seed {seed}")
    return sentence.format(**company.truth)


def _amounts(found: Told) -> str:
    sentence = _("Amounts in {currency}, rounded to the unit; --format csv gives every digit.")
    return sentence.format(currency=found.figures.currency)


def _pictures(found: Told, width: int) -> Iterator[tuple[str, Iterator[Text]]]:
    code = found.figures.currency
    yield _("Monthly recurring revenue, year by year"), waterfall(yearly(found.years, code), width)
    yield _("Left at the first renewal, by date of signature"), bars(_losses(found), width)


def yearly(years: Rows, currency: str) -> list[Step]:
    """For each year: won, grown, lost, and where it ended."""
    unit = labels.money_unit([row["closing"] for row in years], currency, lang())
    steps: list[Step] = []
    for row in years:
        year = row["period"].year
        won, grew, lost = (ledes.total([row], *names) for names in (WON, GREW, LOSSES))
        end = row["closing"]
        moved = (
            Step(_("{year}, won").format(year=year), won, "gain", unit.amount(won, signed=True)),
            Step(_("grown"), grew, "gain", unit.amount(grew, signed=True)),
            Step(_("lost"), lost, "loss", unit.amount(-lost)),
        )
        steps += [step for step in moved if step.value]
        steps.append(Step(_("end of {year}").format(year=year), end, "total", unit.amount(end)))
    return steps


def _losses(found: Told) -> list[Step]:
    figures = found.figures
    day = Reading().day(figures.policy_on)
    sides = (
        (_("before {day}"), figures.loss_before),
        (_("from {day} on"), figures.loss_after),
        (_("before, discount of at most 5%"), figures.loss_low_discount),
        (_("before, discount above 20%"), figures.loss_high_discount),
    )
    return [
        Step(name.format(day=day), value, "loss", share(value))
        for name, value in sides
        if value is not None
    ]


def _tables(found: Told) -> Iterator[tuple[str, Answer, View]]:
    money = {"reporting_currency": found.figures.currency}
    yield (
        _("The same, movement by movement"),
        _answer(found.years, money),
        views.bridge("", by="year", accounts=False, segment=None),
    )
    ends = [
        row for row in found.retention if row["period_end"].month == found.figures.closing_on.month
    ]
    yield _("Net and gross retention over 12 months"), _answer(ends, money), View(title="")
    yield (
        _("Renewals, quarter by quarter"),
        _answer(found.quarters, money),
        views.renewals("", by="quarter"),
    )
    yield (
        _("Unit economics, quarter by quarter"),
        _answer([{name: row[name] for name in ECONOMICS} for row in found.economics], money),
        View(title="", by="quarter"),
    )


def _answer(rows: Rows, settings: Mapping[str, Any]) -> Answer:
    return Answer(tuple(rows[0]) if rows else (), rows, settings)
