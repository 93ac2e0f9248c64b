"""Checks of contract lines and of the chains that they form."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics.calendar import days_between, plus_months
from garant.metrics.checks.check import ROW, Check
from garant.metrics.checks.generic import PREDECESSOR
from garant.metrics.settings import Settings

ELIGIBLE = ("recurring", "usage_commit")
FOREVER = "9999-12-31"
_SAID = {"account": "account_id", "currency": "currency", "start": "start_on"}


def with_contract(lines: ir.Table, contracts: ir.Table | None) -> ir.Table:
    """Lines with what their contract says: ``_c_…``, null without one."""
    if contracts is None:
        nulls = {"_c_id": str, "_c_term_end": "date", "_c_effective_end": "date"}
        return lines.mutate(
            **{name: ibis.null(kind) for name, kind in nulls.items()},
            _c_auto_renew=ibis.null("boolean"),
        )
    held = contracts.select(
        _c_id="contract_id",
        _c_term_end="term_end",
        _c_effective_end="effective_end",
        _c_auto_renew="auto_renew",
    )
    return lines.left_join(held, lines.contract_id == held["_c_id"])


def linked(known: ir.Table, lines: ir.Table, *, is_known: ir.BooleanValue) -> ir.Table:
    """The known lines that name a predecessor, with what it says: ``_p_id`` is null without one.

    A predecessor that is not known, or no longer, is still a line; but nothing is said of it.
    """
    naming = known.filter(known.predecessor_line_id.notnull())
    naming = naming.select("line_id", PREDECESSOR, "account_id", "currency", "start_on", ROW)
    said = {
        f"_p_{name}": ibis.ifelse(is_known, lines[column], ibis.null(lines[column].type()))
        for name, column in _SAID.items()
    }
    before = lines.select(_p_id="line_id", **said)
    return naming.left_join(before, naming.predecessor_line_id == before["_p_id"])


def with_predecessor(lines: ir.Table, known: ir.Table) -> ir.Table:
    """Lines with what their predecessor says: ``_p_…``, null without one."""
    said = {f"_p_{name}": column for name, column in _SAID.items()}
    before = known.select(_p_id="line_id", _p_contract="contract_id", **said)
    return lines.left_join(before, lines.predecessor_line_id == before["_p_id"])


def refusals() -> list[Check]:
    """What no line may be, besides what its columns declare."""
    return [*_of_price(), *_of_chain()]


def _of_price() -> list[Check]:
    return [
        Check(
            "error", "R26", "contract_line", "interval_unit",
            "a {kind} line priced {price_basis} needs an interval; fill in interval_unit and "
            "interval_count, such as month and 1",
            lambda t: _eligible(t)
            & t.price_basis.isin(("per_unit_per_interval", "flat_per_interval"))
            & (t.interval_unit.isnull() | t.interval_count.isnull()),
            ("kind", "price_basis"),
        ),
        Check(
            "error", "R8", "contract_line", "end_on",
            "a line priced line_total needs its own end_on, so that its total can be spread",
            lambda t: _eligible(t) & (t.price_basis == "line_total") & t.end_on.isnull(),
        ),
    ]  # fmt: skip


def _of_chain() -> list[Check]:
    return [
        Check(
            "error", "R26", "contract_line", "link",
            "the link {link} needs a predecessor_line_id, the line that it continues",
            lambda t: t.link.notnull() & t.predecessor_line_id.isnull(),
            ("link",),
        ),
        Check(
            "error", "R26", "contract_line", "predecessor_line_id",
            "the predecessor {predecessor_line_id} belongs to the account {_p_account}, this line "
            "to {account_id}; a line continues a line of its own account",
            lambda t: t["_p_account"] != t.account_id,
            ("predecessor_line_id", "_p_account", "account_id"), part=PREDECESSOR,
        ),
        Check(
            "error", "R26", "contract_line", "currency",
            "the predecessor {predecessor_line_id} is in {_p_currency}, this line in {currency}; "
            "a chain keeps its currency: leave the predecessor out",
            lambda t: t["_p_currency"] != t.currency,
            ("predecessor_line_id", "_p_currency", "currency"), part=PREDECESSOR,
        ),
    ]  # fmt: skip


def unfound_predecessor() -> Check:
    """An id that no line bears, known or not."""
    return Check(
        "error", "R26", "contract_line", PREDECESSOR,
        "there is no {other} {id}; correct it, or add that {other} first",
        lambda t: t["_p_id"].isnull(),
        (PREDECESSOR,), {"other": "contract_line"}, part=PREDECESSOR, called={"id": PREDECESSOR},
    )  # fmt: skip


def warnings(settings: Settings) -> list[Check]:
    """What is doubtful in a line and its contract."""
    return [
        Check(
            "warning", "R4", "contract_line", "end_on",
            "the contract {contract_id} renews by itself, yet this line ends with its term on "
            "{end_on}; leave end_on empty if it runs on",
            lambda t: t["_c_auto_renew"] & (t.end_on == t["_c_term_end"]),
            ("contract_id", "end_on"),
        ),
        Check(
            "warning", "R4", "contract_line", "start_on",
            "this line starts on {start_on}, when its contract {contract_id} has ended; "
            "it never counts",
            lambda t: t.start_on >= contract_end(t),
            ("start_on", "contract_id"),
        ),
        Check(
            "warning", "R26", "contract_line", "end_on",
            "the total of this line is spread over less than half a month ({start_on} to "
            "{end_on}), which makes its monthly amount large",
            lambda t: _short(t, settings),
            ("start_on", "end_on"),
        ),
    ]  # fmt: skip


def contract_end(lines: ir.Table) -> ir.DateValue:
    """When the contract of a line ends it (R4), if it does."""
    term_end = ibis.ifelse(lines["_c_auto_renew"], ibis.null("date"), lines["_c_term_end"])
    return ibis.least(lines["_c_effective_end"], term_end)


def _eligible(lines: ir.Table) -> ir.BooleanValue:
    return lines.kind.isin(ELIGIBLE)


def _short(lines: ir.Table, settings: Settings) -> ir.BooleanValue:
    """R8: fewer than 0.5 months, and not empty."""
    days = days_between(lines.start_on, lines.end_on)
    if settings.annual_basis == "days":
        short = days * 24 < 365
    else:
        month = plus_months(lines.start_on, ibis.literal(1))
        short = days * 2 < days_between(lines.start_on, month)
    return (lines.price_basis == "line_total") & _eligible(lines) & (days > 0) & short


def overlaps(lines: ir.Table) -> tuple[ir.Table, Check]:
    """Lines of one account, product, department and currency that run at once, unlinked.

    A predecessor ends where its successor starts (R5), so lines that still overlap are unlinked.
    """
    after = lines.filter(lines.predecessor_line_id.notnull())
    after = after.group_by(_a_id=after.predecessor_line_id).aggregate(_a_start=after.start_on.min())
    rows = lines.filter(_eligible(lines))
    rows = rows.left_join(after, rows.line_id == after["_a_id"])
    end = ibis.least(rows.end_on, contract_end(rows), rows["_a_start"])
    rows = rows.mutate(_end=ibis.coalesce(end, ibis.date(FOREVER)))
    rows = rows.filter(rows["_end"] > rows.start_on)
    keys = ["account_id", "product_id", "department_id", "currency"]
    window = ibis.window(group_by=keys, order_by=["start_on", "line_id"], preceding=(None, 1))
    rows = rows.mutate(_until=rows["_end"].max().over(window))
    check = Check(
        "warning", "R26", "contract_line", "start_on",
        "this line starts on {start_on} while another line of the account {account_id} for the "
        "same product, department and currency still runs; both count: link them if this one "
        "takes over from the other",
        lambda t: t["_until"] > t.start_on,
        ("start_on", "account_id"),
    )  # fmt: skip
    return rows, check


def turning_back(lines: ir.Table) -> ir.BooleanValue:
    """Links that do not move forward in time: every cycle has one, hardly any book has many."""
    return lines["_p_start"] >= lines.start_on


def links_near(known: ir.Table, lines: ir.Table) -> ir.Table:
    """The links of the accounts that have a link that does not move forward.

    Columns ``line_id``, ``predecessor_line_id`` and ``_row``. Ibis has no recursion, and the
    steps of a fixed number of joins would bound the length of a chain; so the few links that
    can lie on a cycle are fetched, and :func:`garant.metrics.checks.chains.cycles` walks them.
    """
    accounts = lines.filter(turning_back(lines)).select(_near="account_id").distinct()
    linked = known.filter(known.predecessor_line_id.notnull())
    near = linked.semi_join(accounts, linked.account_id == accounts["_near"])
    return near.select("line_id", "predecessor_line_id", "_row")


def cyclic() -> Check:
    """What is said of a line on a cycle."""
    return Check(
        "error", "R26", "contract_line", "predecessor_line_id",
        "this line is its own predecessor, by way of {chain}; one of these links is wrong",
        turning_back, ("chain",),
    )  # fmt: skip
