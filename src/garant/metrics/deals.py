"""The first deal of an account: its attributes, and the discount at first signature."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.errors import RequestError
from garant.metrics.exact import WIDE, half_up
from garant.metrics.facts import Facts

_ = ibis._

DISCOUNT_BANDS = (
    (0, "0 %"),
    (5, "1–5 %"),
    (10, "6–10 %"),
    (15, "11–15 %"),
    (20, "16–20 %"),
    (30, "21–30 %"),
)
LAST_BAND = "> 30 %"

_DEAL_COLUMNS = ("salesperson", "channel", "discount_band")
_ACCOUNT_KEYS = ("account_id", "name", "recorded_at", "voided_at")


def with_deal(facts: Facts, parts: ir.Table, rows: ir.Table, column: str) -> ir.Table:
    """Rows by account with ``cohort``: a column of the account, else of its first deal."""
    accounts = facts.known("account")
    own = [c for c in accounts.columns if c not in _ACCOUNT_KEYS and not c.startswith("_")]
    if column in own:
        values = accounts.select("account_id", cohort=_[column].cast("string"))
    elif facts.has("contract") and column in _DEAL_COLUMNS:
        values = _deal_values(facts, parts, column)
    else:
        raise RequestError(
            "there is no {column} to make cohorts by; there are: month, quarter, {choices}",
            column=column,
            choices=", ".join([*own, *(_DEAL_COLUMNS if facts.has("contract") else ())]),
        )
    return joins.left(rows, values, ["account_id"])


def first_contracts(facts: Facts) -> ir.Table:
    """The contract each account signed first: account_id, contract_id, salesperson, channel."""
    signed = facts.known("contract").mutate(signed=_.signed_on.fill_null(_.term_start))
    order = ibis.window(group_by="account_id", order_by=["signed", "contract_id"])
    first = signed.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    return first.select("account_id", "contract_id", "salesperson", "channel")


def first_discounts(facts: Facts, parts: ir.Table) -> ir.Table:
    """The discount at first signature, in whole percents: account_id, percent.

    1 - what the lines of the first contract cost on its first paying day, after its discounts,
    over what they would have cost at list price. A line without a list amount has its own amount
    as list price; without any list amount and any discount row nothing is known, and there is no
    row. Source: STUDY 1.
    """
    lines = facts.known("contract_line").select("line_id", "amount", "list_amount")
    firsts = first_contracts(facts).select("contract_id", signer_id="account_id")
    sold = joins.inner(joins.inner(parts, firsts, ["contract_id"]), lines, ["line_id"])
    window = ibis.window(group_by="contract_id")
    sold = sold.mutate(first_on=_.start_on.min().over(window)).filter(_.start_on == _.first_on)
    listed = half_up(
        _.gross.cast(WIDE) * (_.list_amount * 10**8).cast(WIDE),
        (_.amount * 10**8).cast(WIDE).nullif(0),
    )
    sold = sold.mutate(at_list=ibis.ifelse(_.list_amount.notnull(), listed, _.gross))
    known = (_.list_amount.notnull() | (_.mrr * 10**4 < _.gross)).cast("int64").max()
    sums = sold.group_by("signer_id").agg(
        net=_.mrr.sum().cast("int64") * 10**4, at_list=_.at_list.sum().cast("int64"), known=known
    )
    percent = half_up(ibis.greatest(_.at_list - _.net, 0).cast(WIDE) * 100, _.at_list.cast(WIDE))
    return sums.filter((_.known > 0) & (_.at_list > 0)).select(
        account_id="signer_id", percent=percent
    )


def _deal_values(facts: Facts, parts: ir.Table, column: str) -> ir.Table:
    if column != "discount_band":
        return first_contracts(facts).select("account_id", cohort=column)
    bands = [(_.percent <= most, name) for most, name in DISCOUNT_BANDS]
    return first_discounts(facts, parts).select(
        "account_id", cohort=ibis.cases(*bands, else_=LAST_BAND)
    )
