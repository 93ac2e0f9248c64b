"""Checks of discounts, of the prices of opportunities and of exchange rates."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from garant.metrics.checks.check import ROW, Check
from garant.metrics.checks.generic import lives
from garant.metrics.settings import Settings

FIXED = "fixed"
RIVALS = "rivals"


def fixed(discounts: ir.Table, lines: ir.Table) -> ir.Table:
    """Fixed discounts with the least and the greatest currency of the lines that they reduce."""
    found = discounts.filter(discounts.kind == "fixed")
    found = found.select("discount_id", "line_id", "contract_id", "currency", ROW)
    # Few discounts are fixed, and grouping all lines of a book costs more than finding theirs.
    named = lines.semi_join(found, lines.line_id == found.line_id)
    of_line = named.group_by(_d_line=named.line_id).aggregate(_d_currency=named.currency.max())
    held = lines.semi_join(found, lines.contract_id == found.contract_id)
    of_contract = held.group_by(_d_contract=held.contract_id).aggregate(
        _d_least=held.currency.min(), _d_greatest=held.currency.max()
    )
    joined = found.left_join(of_line, found.line_id == of_line["_d_line"])
    joined = joined.left_join(of_contract, joined.contract_id == of_contract["_d_contract"])
    return joined.mutate(
        _d_least=ibis.coalesce(_["_d_currency"], _["_d_least"]),
        _d_greatest=ibis.coalesce(_["_d_currency"], _["_d_greatest"]),
    )


def of_discounts(settings: Settings) -> list[Check]:
    """What no discount may be, besides what its columns declare."""
    checks = [_neither(), _both(), _percent(), *_other_currency()]
    return [*checks, _once()] if settings.discount_policy == "all" else checks


def _neither() -> Check:
    return Check(
        "error", "R26", "discount", "line_id",
        "the discount names neither a line nor a contract; write line_id or contract_id",
        lambda t: t.line_id.isnull() & t.contract_id.isnull(),
    )  # fmt: skip


def _both() -> Check:
    return Check(
        "error", "R26", "discount", "line_id",
        "the discount names the line {line_id} and the contract {contract_id}; keep one of them",
        lambda t: t.line_id.notnull() & t.contract_id.notnull(),
        ("line_id", "contract_id"),
    )  # fmt: skip


def _percent() -> Check:
    return Check(
        "error", "R26", "discount", "value",
        "{value} is more than 100 percent; write 20 for 20 %",
        lambda t: (t.kind == "percent") & (t.value > 100),
        ("value",),
    )  # fmt: skip


def _other_currency() -> list[Check]:
    return [
        Check(
            "error", "R26", "discount", "currency",
            "the discount is in {currency} and what it reduces is in {_d_least}; "
            "a discount has the currency of its lines",
            lambda t: (t.currency != t["_d_least"]) | (t.currency != t["_d_greatest"]),
            ("currency", "_d_least"), part=FIXED,
        ),
        Check(
            "error", "R26", "discount", "currency",
            "a fixed discount needs a currency: the lines that it reduces are in {_d_least} and "
            "{_d_greatest}",
            lambda t: t.currency.isnull() & (t["_d_least"] != t["_d_greatest"]),
            ("_d_least", "_d_greatest"), part=FIXED,
        ),
    ]  # fmt: skip


def _once() -> Check:
    return Check(
        "error", "R26", "discount", "end_on",
        "with discount_policy=all a discount that counts once needs an end_on",
        lambda t: (t.duration == "once") & t.end_on.isnull(),
    )  # fmt: skip


def of_opportunities() -> list[Check]:
    """A discount there is a share of the list amount."""
    return [
        Check(
            "error", "R26", "opportunity", "discount",
            "{discount} is not a share of the list amount; write 0.15 for 15 %",
            lambda t: t.discount > 1,
            ("discount",),
        )
    ]  # fmt: skip


def rivals(rates: ir.Table) -> ir.Table:
    """Rates with another one that was written before for the same pair and first day.

    They overlap otherwise too, and the latest first day wins (R16); of one day none does.
    """
    window = ibis.window(
        group_by=["from_currency", "to_currency", "valid_from"],
        order_by=["_from", ROW], preceding=(None, 1),
    )  # fmt: skip
    least, greatest = _.rate.min().over(window), _.rate.max().over(window)
    other = ibis.ifelse(least == _.rate, greatest, least)
    return lives(rates).mutate(_until=_["_to"].max().over(window), _other=other)


def of_rates() -> list[Check]:
    """A rate of nothing would make money disappear; two for one day contradict each other."""
    return [
        Check(
            "error", "R26", "fx_rate", "rate",
            "the rate is 0; write how many {to_currency} one {from_currency} is worth",
            lambda t: t.rate == 0,
            ("to_currency", "from_currency"),
        ),
        Check(
            "error", "R16", "fx_rate", "rate",
            "from {valid_from} on, one {from_currency} is {rate} {to_currency} here and {_other} "
            "in another row; keep one of them",
            lambda t: (t["_until"] > t["_from"]) & (t["_other"] != t.rate),
            ("valid_from", "from_currency", "rate", "to_currency", "_other"), part=RIVALS,
        ),
    ]  # fmt: skip
