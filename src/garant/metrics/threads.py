"""Threads: what is followed through renewals and changes of plan (R11, R15).

A thread is the (account, product, department, currency) of the first line of a chain of
predecessors. Most books never change product or department along a chain; then a thread is the
line's own product and department and none of this is needed.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import FOREVER
from garant.metrics.facts import Facts
from garant.metrics.lines import lines

_ = ibis._

_PLACE = ("account_id", "department_id", "currency")


def threaded_lines(facts: Facts) -> ir.Table:
    """The eligible lines of the book with their service end (R3 to R5) and their thread (R11)."""
    return facts.lines if facts.lines is not None else threaded(facts, lines(facts))


def threaded(facts: Facts, table: ir.Table) -> ir.Table:
    """Lines with ``thread_product`` and ``thread_department`` of the first line of their chain."""
    if not facts.profile.switching:
        return table.mutate(thread_product=_.product_id, thread_department=_.department_id)
    roots = _roots(facts, _links_of_switching_accounts(facts, table))
    first = table.select(
        *facts.keys,
        root_id="line_id",
        thread_product="product_id",
        thread_department="department_id",
    )
    found = joins.inner(roots, first, [*facts.keys, "root_id"]).select(
        *facts.keys, "line_id", "thread_product", "thread_department"
    )
    joined = joins.left(table, found, [*facts.keys, "line_id"])
    return joined.mutate(
        thread_product=_.thread_product.fill_null(_.product_id),
        thread_department=_.thread_department.fill_null(_.department_id),
    )


def links(facts: Facts, table: ir.Table) -> ir.Table:
    """Every link between two lines, stated or inferred.

    Columns: line_id, before_id, account_id, start_on, replaces, inferred, product_id,
    product_before, department_before. A predecessor that is not among the rows is no link.
    """
    before = table.select(
        *facts.keys,
        before_id="line_id",
        product_before="product_id",
        department_before="department_id",
    )
    stated = table.filter(_.predecessor_line_id.notnull()).select(
        *facts.keys,
        "line_id",
        "account_id",
        "start_on",
        "product_id",
        "department_id",
        before_id=_.predecessor_line_id,
        replaces=_.link == "replaces",
        inferred=ibis.literal(False),
    )
    inferred = inferred_links(facts, table).mutate(
        replaces=ibis.literal(True), inferred=ibis.literal(True)
    )
    both = stated.union(inferred.select(*stated.columns), distinct=False)
    return joins.inner(both, before, [*facts.keys, "before_id"]).select(
        *both.columns, "product_before", "department_before"
    )


def inferred_links(facts: Facts, table: ir.Table) -> ir.Table:
    """R15: unlinked lines that start exactly where another of the same place ended.

    Columns: line_id, before_id, account_id, start_on, product_id, department_id.
    """
    ended, started = _unlinked(facts, table)
    same = _paired(facts, ended, started, "product_id")
    if not facts.profile.families:
        return same
    families = (
        facts.known("product")
        .filter(_.family.notnull())
        .select(*facts.keys, "product_id", "family")
    )
    rest_ended = ended.anti_join(
        same.select(*facts.keys, line_id="before_id"), [*facts.keys, "line_id"]
    )
    rest_started = started.anti_join(same, [*facts.keys, "line_id"])
    by = [*facts.keys, "product_id"]
    related = _paired(
        facts,
        joins.inner(rest_ended, families, by),
        joins.inner(rest_started, families, by),
        "family",
    )
    return same.union(related, distinct=False)


def _unlinked(facts: Facts, table: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Lines that ended without a successor, and lines that started without a predecessor."""
    known = table.select(*facts.keys, predecessor_line_id="line_id")
    has_before = table.semi_join(known, [*facts.keys, "predecessor_line_id"])
    columns = [*facts.keys, "line_id", *_PLACE, "product_id"]
    running = table.filter(_.end_on > _.start_on)
    ended = running.filter(~_.continued & (_.end_on < FOREVER)).select(*columns, on="end_on")
    started = running.anti_join(has_before, [*facts.keys, "line_id"])
    return ended, started.select(*columns, on="start_on")


def _paired(facts: Facts, ended: ir.Table, started: ir.Table, alike: str) -> ir.Table:
    """The k-th line that ended with the k-th that started, by line_id, where all else agrees."""
    where = [*facts.keys, *_PLACE, "on", alike]
    place = ibis.row_number().over(group_by=where, order_by="line_id")
    first = ended.mutate(place=place).select(*where, "place", before_id="line_id")
    columns = list(dict.fromkeys([*where, "place", "line_id", "product_id"]))
    second = started.mutate(place=place).select(*columns)
    pairs = joins.inner(second, first, [*where, "place"])
    return pairs.select(
        *facts.keys,
        "line_id",
        "before_id",
        "account_id",
        "product_id",
        "department_id",
        start_on="on",
    )


def _links_of_switching_accounts(facts: Facts, table: ir.Table) -> ir.Table:
    """Links of the accounts in which some link changes product or department."""
    all_links = links(facts, table)
    changes = (_.product_id != _.product_before) | (_.department_id != _.department_before)
    accounts = all_links.filter(changes).select(*facts.keys, "account_id").distinct()
    return all_links.semi_join(accounts, [*facts.keys, "account_id"])


def _roots(facts: Facts, found: ir.Table) -> ir.Table:
    """The first line of each chain, by pointer doubling: each step doubles how far one looks back.

    No engine-independent recursion exists; a chain is never longer than the lines of an account,
    so ``log2(longest)`` steps are enough.
    """
    by = [*facts.keys, "line_id"]
    roots = found.select(*by, root_id="before_id")
    for _step in range(max(1, (facts.profile.longest - 1).bit_length())):
        further = roots.select(*facts.keys, root_id="line_id", further_id="root_id")
        joined = joins.left(roots, further, [*facts.keys, "root_id"])
        roots = joined.select(*by, root_id=_.further_id.fill_null(_.root_id))
    return roots
