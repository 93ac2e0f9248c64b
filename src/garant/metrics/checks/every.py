"""All checks of a book: which tables they read, and which rows of them (R2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

import ibis
import ibis.expr.types as ir

from garant.metrics.checks import amounts, contracts, generic, lines
from garant.metrics.checks.check import Question
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
    known = ibis.literal(settings.known().astimezone(UTC).replace(tzinfo=None)).cast("timestamp(6)")
    recorded = table.recorded_at.isnull() | (table.recorded_at <= known)
    if settings.closes == "frozen":
        return table.filter(recorded)
    return table.filter(recorded & (table.voided_at.isnull() | (table.voided_at > known)))


def _of_table(name: str, known: Tables, tables: Tables, settings: Settings) -> Question:
    """One table with what its checks read of others, and its checks."""
    table = TABLES[name]
    rows = known[name]
    found: dict[str, str] = {}
    turning = None
    checks = generic.of_cells(table)
    if name == "contract_line":
        turning = lines.turning_back
        rows = lines.with_predecessor(rows, known[name])
        found["predecessor_line_id"] = "_p_id"
        checks += lines.refusals()
    rows, more = _with_references(rows, name, tables)
    checks += generic.of_references(table, tables, found=found | more)
    if name == "discount" and "contract_line" in known:
        rows = amounts.with_currencies(rows, known["contract_line"])
        checks += amounts.of_discounts(settings)
    checks += amounts.of_opportunities() if name == "opportunity" else []
    checks += amounts.of_rates() if name == "fx_rate" else []
    key = table.key[0] if table.key else None
    return Question(rows, tuple(checks), key, unique=key is not None, turning=turning)


def _with_references(rows: ir.Table, name: str, tables: Tables) -> tuple[ir.Table, dict[str, str]]:
    """The rows, with a column that is null where an id of another table is not found there."""
    found = {}
    for column in generic.referring(TABLES[name], tables):
        if column.name == "predecessor_line_id":
            continue
        other = TABLES[str(column.refers_to)]
        mark = f"_f_{column.name}"
        ids = tables[other.name].select(**{mark: other.key[0]})
        rows = rows.left_join(ids, rows[column.name] == ids[mark])
        found[column.name] = mark
    return rows, found


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
