"""All checks of a book: which tables they read, and which rows of them (R2)."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir

from garant.metrics.checks import amounts, contracts, generic, lines
from garant.metrics.checks.check import Question
from garant.metrics.checks.generic import PREDECESSOR
from garant.metrics.knowledge import is_known
from garant.metrics.schema import TABLES
from garant.metrics.settings import Settings

Tables = Mapping[str, ir.Table]


def questions(tables: Tables, settings: Settings, *, warnings: bool = True) -> tuple[Question, ...]:
    """What to ask of a book; without ``warnings`` only what would be refused.

    Rows that were voided by the instant of knowledge are not looked at: voiding is how a fact is
    corrected. With ``closes=frozen`` they still count in earlier periods, so there they are.
    """
    known = {name: _known(table, settings) for name, table in tables.items() if name in TABLES}
    asked = [_of_table(name, known, tables, settings) for name in known]
    if warnings and "contract_line" in known:
        asked += _warnings(known, settings)
    return tuple(asked)


def live_twice(tables: Tables, settings: Settings, *, name: str) -> Question | None:
    """Two rows of one id that are live at one instant; asked only where ids repeat."""
    found = generic.live_twice(TABLES[name], _known(tables[name], settings))
    return None if found is None else Question(found[0], (found[1],))


def links_near(tables: Tables, settings: Settings) -> ir.Table:
    """The links that can lie on a cycle."""
    known = _known(tables["contract_line"], settings)
    return lines.links_near(known, lines.with_predecessor(known, known))


def _known(table: ir.Table, settings: Settings) -> ir.Table:
    return table.filter(is_known(table, settings))


def _of_table(name: str, known: Tables, tables: Tables, settings: Settings) -> Question:
    """One table with what its checks read of others, and its checks."""
    table, rows = TABLES[name], known[name]
    parts = {
        column.name: generic.unfound(rows, column, table=table, tables=tables)
        for column in generic.referring(table, tables)
    }
    checks = generic.of_cells(table)
    checks += lines.refusals() if name == "contract_line" else []
    checks += generic.of_references(table, tables)
    turning = None
    if name == "contract_line":
        every = tables[name]
        parts[PREDECESSOR] = lines.linked(rows, every, is_known=is_known(every, settings))
        checks.append(lines.unfound_predecessor())
        turning = (PREDECESSOR, lines.turning_back)
    if name == "discount" and "contract_line" in known:
        parts[amounts.FIXED] = amounts.fixed(rows, known["contract_line"])
        checks += amounts.of_discounts(settings)
    checks += amounts.of_opportunities() if name == "opportunity" else []
    if name == "fx_rate":
        parts[amounts.RIVALS] = amounts.rivals(rows)
        checks += amounts.of_rates()
    key = table.key[0] if table.key else None
    return Question(rows, tuple(checks), key, key is not None, parts, turning)


def _warnings(known: Tables, settings: Settings) -> list[Question]:
    held = known["contract_line"]
    own = lines.with_contract(held, known.get("contract"))
    overlap, check = lines.overlaps(own)
    asked = [Question(overlap, (check,), "line_id")]
    asked.append(Question(own, tuple(lines.warnings(settings)), "line_id"))
    if "contract" in known:
        signed = contracts.with_lines(known["contract"], held)
        signed = contracts.with_links(signed, lines.with_predecessor(held, held))
        asked.append(Question(signed, tuple(contracts.warnings()), "contract_id"))
    return asked
