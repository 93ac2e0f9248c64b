"""Fixed discounts on contracts with several lines, shared out exactly (R10).

Each such discount gives line i ``value × running_i / Σ running``, divided by the months of the
line. The shares are fractions of any denominator, so these lines, usually few, leave the engine:
:func:`questions` says what must be known of them, :func:`shared_pieces` works out their pieces
with fractions, and the result goes back in as ``Facts.spread``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.types as ir

from garant.metrics.discounts import applied, pauses
from garant.metrics.exact import MONEY_ONE
from garant.metrics.facts import Facts
from garant.metrics.money import paying, price_scale
from garant.metrics.profile import counted
from garant.metrics.threads import threaded_lines

_ = ibis._

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line of a contract whose discounts are shared: price a month, when it pays, its months."""

    line_id: str
    paid_from: date
    end_on: date
    running: Fraction
    months: Fraction
    breaks: tuple[tuple[date, date], ...] = ()

    def pays(self, day: date) -> bool:
        """Whether the line is active, out of trial and not paused on a day."""
        paused = any(start <= day < end for start, end in self.breaks)
        return self.paid_from <= day < self.end_on and not paused


@dataclass(frozen=True, slots=True)
class Term:
    """A discount, on one line or (``line_id`` None) on all lines of the contract."""

    discount_id: str
    priority: int
    percent: bool
    value: Fraction
    from_on: date
    to_on: date
    line_id: str | None

    def counts(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= day < self.to_on


def questions(facts: Facts) -> dict[str, ir.Table]:
    """What to ask of the book: the lines, the discounts and the pauses concerned."""
    by = [*facts.keys, "contract_id"]
    all_paying = paying(threaded_lines(facts))
    fixed = counted(facts.known("discount"), facts.settings).filter(
        _.contract_id.notnull() & (_.kind == "fixed")
    )
    several = all_paying.group_by(by).agg(n=_.count()).filter(_.n > 1)
    concerned = all_paying.semi_join(several.semi_join(fixed, by), by)
    asked = {
        "lines": concerned.select(
            *by, "line_id", "paid_from", "end_on", "price", "months_top", "months_bottom"
        ),
        "terms": applied(facts, concerned),
    }
    if facts.profile.pauses:
        asked["pauses"] = pauses(facts).semi_join(concerned, [*facts.keys, "line_id"])
    return asked


def spread_rows(facts: Facts, answers: Mapping[str, Sequence[Row]]) -> list[tuple[Any, ...]]:
    """Rows of ``Facts.spread``, a vintage first, from the answers to :func:`questions`."""
    scale = 10 ** price_scale(facts)
    breaks: dict[Any, list[tuple[date, date]]] = defaultdict(list)
    terms: dict[Any, dict[Any, Term]] = defaultdict(dict)
    contracts: dict[Any, list[SharedLine]] = defaultdict(list)
    for row in answers.get("pauses", ()):
        breaks[_at(facts, row, "line_id")].append((row["from_on"], row["to_on"]))
    homes = {_at(facts, row, "line_id"): _at(facts, row, "contract_id") for row in answers["lines"]}
    for row in answers["terms"]:
        term = _term(row)
        terms[homes[_at(facts, row, "line_id")]][term.discount_id, term.line_id] = term
    for row in answers["lines"]:
        own = tuple(breaks[_at(facts, row, "line_id")])
        contracts[_at(facts, row, "contract_id")].append(_line(row, scale, own))
    return [
        (*home[:-1], *piece)
        for home, members in contracts.items()
        for piece in shared_pieces(members, terms[home].values())
    ]


def table(facts: Facts, rows: Sequence[tuple[Any, ...]]) -> ir.Table:
    """``Facts.spread`` from its rows."""
    schema = dict.fromkeys(facts.keys, "int64")
    schema |= {"line_id": "string", "start_on": "date", "end_on": "date", "mrr": "int64"}
    return ibis.memtable(list(rows), schema=schema)


def shared_pieces(
    members: Sequence[SharedLine], terms: Iterable[Term]
) -> list[tuple[str, date, date, int]]:
    """Pieces (line_id, start_on, end_on, mrr) of the lines of one contract.

    Every line has at least one piece, an empty one if it never pays.

    >>> from datetime import date
    >>> year = (date(2024, 1, 1), date(2025, 1, 1))
    >>> lines = [SharedLine("a", *year, Fraction(300), Fraction(1)),
    ...          SharedLine("b", *year, Fraction(100), Fraction(1))]
    >>> forty = Term("d", 0, False, Fraction(40), *year, None)
    >>> found = shared_pieces(lines, [forty])
    >>> [(line, mrr) for line, start, end, mrr in found if start < end]
    [('a', 2700000), ('b', 900000)]
    """
    ordered = sorted(terms, key=lambda term: (term.priority, term.discount_id))
    days = sorted(_edges(members, ordered))
    found = [(line.line_id, line.paid_from, line.paid_from, 0) for line in members]
    for start, end in pairwise(days):
        paying = [line for line in members if line.pays(start)]
        values = fold(paying, [term for term in ordered if term.counts(start)])
        found += [(key, start, end, rounded(value)) for key, value in values.items()]
    return found


def fold(members: Sequence[SharedLine], terms: Sequence[Term]) -> dict[str, Fraction]:
    """R10 for one day: the monthly value of each line after the discounts, in their order."""
    running = {line.line_id: line.running for line in members}
    for term in terms:
        total = sum(running.values(), Fraction(0))
        for line in members:
            if term.line_id not in (None, line.line_id):
                continue
            value = running[line.line_id]
            if term.percent:
                running[line.line_id] = value * (1 - term.value / 100)
            elif total:
                part = term.value * (value / total if term.line_id is None else 1)
                running[line.line_id] = max(value - part / line.months, Fraction(0))
    return running


def rounded(value: Fraction) -> int:
    """Ten-thousandths, half up.

    >>> rounded(Fraction("0.00005")), rounded(Fraction(1, 3))
    (1, 3333)
    """
    return int((value * MONEY_ONE * 2 + 1) // 2)


def _edges(members: Sequence[SharedLine], terms: Sequence[Term]) -> set[date]:
    days = {day for line in members for day in (line.paid_from, line.end_on)}
    days |= {day for line in members for pair in line.breaks for day in pair}
    days |= {day for term in terms for day in (term.from_on, term.to_on)}
    return days


def _at(facts: Facts, row: Row, name: str) -> tuple[Any, ...]:
    return (*(row[key] for key in facts.keys), row[name])


def _line(row: Row, scale: int, breaks: tuple[tuple[date, date], ...]) -> SharedLine:
    months = Fraction(row["months_top"], row["months_bottom"])
    price = Fraction(int(row["price"]), scale)
    return SharedLine(
        row["line_id"], row["paid_from"], row["end_on"], price / months, months, breaks
    )


def _term(row: Row) -> Term:
    own = row["line_id"] if row["shared_in"] is None else None
    value = Fraction(Decimal(row["value"]))
    return Term(
        row["discount_id"],
        row["priority"],
        bool(row["percent"]),
        value,
        row["from_on"],
        row["to_on"],
        own,
    )
