"""Which lines count, when they end, how they are linked (R3, R4, R5, R11, R15)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .calendar import Row, anniversary_after

Thread = tuple[str, str, str | None, str]


@dataclass(eq=False)
class Line:
    """One eligible line with what the rules derive from it."""

    row: Row
    contract: Row | None
    line_id: str
    account: str
    product: str
    department: str | None
    currency: str
    start: date
    end: date | None = None
    predecessor: "Line | None" = None
    successor: "Line | None" = None
    inferred_from: "Line | None" = None
    inferred_into: "Line | None" = None
    pauses: list[Row] = field(default_factory=list)

    @property
    def quantity(self) -> Decimal:
        """R11: seats of the line; a flat price is one."""
        if self.row["price_basis"] == "flat_per_interval":
            return Decimal(1)
        value = self.row.get("quantity")
        return Decimal(1) if value is None else value

    @property
    def unit(self) -> str:
        return self.row.get("unit") or "unit"

    @property
    def pays_ever(self) -> bool:
        """A line whose end is not after its start is never active (R6)."""
        return self.end is None or self.end > self.start

    @property
    def has_decided_end(self) -> bool:
        """R23: end_on or effective_end; reaching term_end is not a decision."""
        if self.row.get("end_on") is not None:
            return True
        return self.contract is not None and self.contract.get("effective_end") is not None


def eligible_lines(known: dict[str, list[Row]], settings: dict[str, Any]) -> list[Line]:
    """R3, then R4, R5 and R15 in that order."""
    contracts = {row["contract_id"]: row for row in known["contract"]}
    real = {row["account_id"] for row in known["account"] if not row.get("is_test")}
    lines = [
        make_line(row, contracts.get(row.get("contract_id")))
        for row in known["contract_line"]
        if row["kind"] in ("recurring", "usage_commit") and row["account_id"] in real
    ]
    lines.sort(key=lambda line: line.line_id)
    for line in lines:
        line.end = service_end(line.row, line.contract, settings)
        line.pauses = [p for p in known["pause"] if p["line_id"] == line.line_id]
    link_successors(lines)
    move_ends_to_successors(lines, settings["renewal_grace_days"])
    infer_replacements(lines, families(known["product"]))
    return lines


def make_line(row: Row, contract: Row | None) -> Line:
    return Line(
        row=row,
        contract=contract,
        line_id=row["line_id"],
        account=row["account_id"],
        product=row["product_id"],
        department=row.get("department_id"),
        currency=row["currency"],
        start=row["start_on"],
    )


def service_end(row: Row, contract: Row | None, settings: dict[str, Any]) -> date | None:
    """R4: the earliest of end_on, the contract's end, and a term_end that does not renew."""
    ends = [row.get("end_on")]
    if contract is not None:
        ends.append(contract_end(contract, settings))
        if not contract.get("auto_renew"):
            ends.append(contract.get("term_end"))
    return min((end for end in ends if end is not None), default=None)


def contract_end(contract: Row, settings: dict[str, Any]) -> date | None:
    """R4: effective_end, or the request, or the anniversary after the request."""
    requested = contract.get("cancel_requested_on")
    if settings["churn_recognition"] == "at_request" and requested is not None:
        return requested
    if contract.get("effective_end") is not None:
        return contract["effective_end"]
    if contract.get("auto_renew") and requested is not None:
        return anniversary_after(contract, requested)
    return None


def link_successors(lines: list[Line]) -> None:
    """R5 and D3: explicit links among eligible lines; the earliest successor counts."""
    by_id = {line.line_id: line for line in lines}
    for line in lines:
        wanted = line.row.get("predecessor_line_id")
        line.predecessor = by_id.get(wanted) if wanted is not None else None
    for line in lines:
        after = [other for other in lines if other.predecessor is line]
        line.successor = min(after, key=lambda b: (b.start, b.line_id), default=None)


def move_ends_to_successors(lines: list[Line], grace: int) -> None:
    """R5: a successor cuts its predecessor; a late renewal within grace extends it.

    A line that never was active (R6) has nothing to extend.
    """
    for line in lines:
        after = line.successor
        if after is None:
            continue
        cut = line.end is None or after.start < line.end
        renewed = after.row.get("link") == "renews" and line.pays_ever
        if cut or (renewed and after.start - line.end <= timedelta(grace)):
            line.end = after.start


def families(products: list[Row]) -> dict[str, str | None]:
    return {row["product_id"]: row.get("family") or None for row in products}


def infer_replacements(lines: list[Line], family_of: dict[str, str | None]) -> None:
    """R15 and D5: an unlinked end that meets an unlinked start is a replacement."""
    ending = [a for a in lines if a.end is not None and a.pays_ever and a.successor is None]
    starting = [b for b in lines if b.pays_ever and b.predecessor is None]
    meetings = sorted(
        {(b.account, b.department or "", b.currency, b.start) for b in starting},
    )
    for key in meetings:
        left = [a for a in ending if (a.account, a.department or "", a.currency, a.end) == key]
        right = [b for b in starting if (b.account, b.department or "", b.currency, b.start) == key]
        pair_off(left, right, {line.line_id: line.product for line in left + right})
        left = [a for a in left if a.inferred_into is None]
        right = [b for b in right if b.inferred_from is None]
        pair_off(left, right, {x.line_id: family_of.get(x.product) for x in left + right})


def pair_off(left: list[Line], right: list[Line], label: dict[str, str | None]) -> None:
    """The k-th ending line of a label with its k-th starting line, by line_id."""
    for name in {label[line.line_id] for line in left} - {None}:
        ends = sorted((a for a in left if label[a.line_id] == name), key=lambda x: x.line_id)
        starts = sorted((b for b in right if label[b.line_id] == name), key=lambda x: x.line_id)
        for a, b in zip(ends, starts, strict=False):
            a.inferred_into, b.inferred_from = b, a


def thread_of(line: Line) -> Thread:
    """R11: account, product, department and currency of the first line of the chain."""
    first, seen = line, {line.line_id}
    while True:
        before = first.predecessor or first.inferred_from
        if before is None or before.line_id in seen:
            return (first.account, first.product, first.department, first.currency)
        first = before
        seen.add(first.line_id)


def replacements(lines: list[Line]) -> list[tuple[Line, Line]]:
    """Every replaces link, explicit or inferred (R14 c, R15)."""
    pairs = []
    for line in lines:
        if line.predecessor is not None and line.row.get("link") == "replaces":
            pairs.append((line.predecessor, line))
        elif line.inferred_from is not None:
            pairs.append((line.inferred_from, line))
    return pairs
