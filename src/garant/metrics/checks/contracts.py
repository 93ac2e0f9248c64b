"""Checks of contracts: what they say of their own end, and of the contract they renew."""

from __future__ import annotations

import ibis.expr.types as ir

from garant.metrics.checks.check import Check


def with_lines(contracts: ir.Table, lines: ir.Table) -> ir.Table:
    """Contracts with ``_l_ends``: how many of their lines have an end; and who renews them."""
    ends = lines.group_by(_l_id=lines.contract_id).aggregate(_l_ends=lines.end_on.count())
    renewed = contracts.filter(contracts.renews_contract_id.notnull())
    renewed = renewed.select(_r_id=renewed.renews_contract_id).distinct()
    joined = contracts.left_join(ends, contracts.contract_id == ends["_l_id"])
    return joined.left_join(renewed, joined.contract_id == renewed["_r_id"])


def with_links(contracts: ir.Table, lines: ir.Table) -> ir.Table:
    """Contracts with ``_k_before``: null unless a line continues a line of the one renewed.

    ``lines`` carry ``_p_contract``, the contract of their predecessor.
    """
    linked = lines.filter(lines["_p_contract"].notnull())
    linked = linked.select(_k_id="contract_id", _k_before="_p_contract").distinct()
    return contracts.left_join(
        linked,
        [
            contracts.contract_id == linked["_k_id"],
            contracts.renews_contract_id == linked["_k_before"],
        ],
    )


def warnings() -> list[Check]:
    """What is doubtful in a contract. R5 and R4, and labels that contradict the dates."""
    return [*_of_renewal(), *_of_labels()]


def _of_renewal() -> list[Check]:
    return [
        Check(
            "warning", "R4", "contract", "cancel_requested_on",
            "the cancellation was requested on {cancel_requested_on}, but the contract renews by "
            "itself, has no term_end and no effective_end: it runs on. Write effective_end",
            lambda t: t.auto_renew
            & t.term_end.isnull()
            & t.effective_end.isnull()
            & t.cancel_requested_on.notnull(),
            ("cancel_requested_on",),
        ),
        Check(
            "warning", "R5", "contract", "renews_contract_id",
            "this contract renews {renews_contract_id}, but none of its lines names a line of "
            "that contract as its predecessor; the renewal counts as an end and a new start",
            lambda t: t.renews_contract_id.notnull() & t["_k_before"].isnull(),
            ("renews_contract_id",),
        ),
    ]  # fmt: skip


def _of_labels() -> list[Check]:
    return [
        Check(
            "warning", "R26", "contract", "end_reason",
            "the contract has the end_reason {end_reason} but nothing ends it; write "
            "effective_end, or leave end_reason empty",
            lambda t: t.end_reason.notnull() & _endless(t),
            ("end_reason",),
        ),
        Check(
            "warning", "R26", "contract", "effective_end",
            "the contract ends on {effective_end}, before its term starts on {term_start}; "
            "it never counts",
            lambda t: t.effective_end < t.term_start,
            ("effective_end", "term_start"),
        ),
        Check(
            "warning", "R26", "contract", "end_reason",
            "the contract is said to be superseded, but no contract renews it",
            lambda t: (t.end_reason == "superseded") & t["_r_id"].isnull(),
        ),
    ]  # fmt: skip


def _endless(contracts: ir.Table) -> ir.BooleanValue:
    """No term that ends, no decided end, and no line that ends."""
    return (
        contracts.effective_end.isnull()
        & contracts.cancel_requested_on.isnull()
        & (contracts.term_end.isnull() | contracts.auto_renew)
        & (contracts["_l_ends"].fill_null(0) == 0)
        & contracts["_r_id"].isnull()
    )
