"""What was signed: products, contracts, lines, discounts, pauses, deals; spend and rates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.db.models import Model, QuerySet
from ninja import Router

from garant.accounts import queries
from garant.api.resources import Filter, Resource
from garant.api.values import Day, Exact, IdInAddress, Told
from garant.contracts.models import (
    Contract,
    ContractLine,
    Discount,
    FxRate,
    Opportunity,
    Pause,
    Product,
    Spend,
)
from garant.metrics.schema import TABLES
from garant.users.models import User

router = Router()


class ProductOut(Told):
    """A thing sold."""

    product_id: str
    name: str
    family: str


class ContractOut(Told):
    """What was signed with an account, for a term."""

    contract_id: str
    account_id: str
    signed_on: date | None
    term_start: date
    term_end: date | None
    auto_renew: bool
    notice_days: int
    renews_contract_id: str
    cancel_requested_on: date | None
    effective_end: date | None
    end_reason: str
    salesperson: str
    channel: str


class LineOut(Told):
    """One price for one thing over one time."""

    line_id: str
    contract_id: str
    account_id: str
    product_id: str
    department_id: str
    kind: str
    start_on: date
    end_on: date | None
    trial_end: date | None
    quantity: Exact
    unit: str
    price_basis: str
    amount: Exact
    list_amount: Exact | None
    currency: str
    interval_unit: str
    interval_count: int | None
    predecessor_line_id: str
    link: str


class DiscountOut(Told):
    """What is taken off a line or a contract."""

    discount_id: str
    line_id: str
    contract_id: str
    kind: str
    value: Exact
    currency: str
    duration: str
    start_on: date
    end_on: date | None
    priority: int


class OpportunityOut(Told):
    """A deal: won, lost or open."""

    opportunity_id: str
    account_id: str | None
    contract_id: str
    opened_on: date
    closed_on: date | None
    outcome: str
    segment: str
    salesperson: str
    channel: str
    list_amount: Exact | None
    discount: Exact | None
    deal_risk: Exact | None


class PauseOut(Told):
    """Days on which a line rests; `end_on` is the first day on which it runs again."""

    id: int
    line_id: str
    start_on: date
    end_on: date | None


class RateOut(Told):
    """How much of the second currency one of the first is worth; `valid_to` is included."""

    id: int
    from_currency: str
    to_currency: str
    valid_from: date
    valid_to: date | None
    rate: Exact


class SpendOut(Told):
    """What a department spent in a month."""

    id: int
    month: date
    department: str
    kind: str
    amount: Exact
    currency: str


def _words(table: str, column: str) -> Any:
    """The words that a column of the facts may hold, as the values of a filter."""
    declared = TABLES[table].column(column)
    return Literal[tuple(declared.choices)] if declared is not None else str


def _live(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(voided_at=None)


def _of_accounts(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    return lambda user: _live(model).filter(account__in=queries.scope(user))


def _open(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    """What belongs to no account: whoever may read contracts sees it."""
    return lambda _user: _live(model)


def _discounts(user: User) -> QuerySet[Any]:
    """Discounts of lines and contracts of accounts that somebody may see."""
    lines = _of_accounts(ContractLine)(user).values("line_id")
    contracts = _of_accounts(Contract)(user).values("contract_id")
    return _live(Discount).filter(line_id__in=lines) | _live(Discount).filter(
        contract_id__in=contracts
    )


def _pauses(user: User) -> QuerySet[Any]:
    """Pauses of lines of accounts that somebody may see."""
    lines = _of_accounts(ContractLine)(user).values("line_id")
    return _live(Pause).filter(line_id__in=lines)


def _deals(user: User) -> QuerySet[Any]:
    """Deals of accounts that somebody may see; who sees all sees those without one too."""
    seen = _of_accounts(Opportunity)(user)
    if not queries.sees_all(user):
        return seen
    return seen | _live(Opportunity).filter(account=None)


def _between(name: str) -> dict[str, Filter]:
    return {
        f"{name}_from": Filter(f"{name}__gte", Day),
        f"{name}_before": Filter(f"{name}__lt", Day),
    }


OF_ACCOUNT = {"account_id": Filter("account_id")}
OF_CONTRACT = {"contract_id": Filter("contract_id")}
RESOURCES = (
    Resource(
        name="products", one="product", may="contracts.read", out=ProductOut, rows=_open(Product),
        key="product_id", sorts={"name": "name", "id": "pk"}, sort="id",
        filters={"family": Filter("family")},
    ).mount(router),
    Resource(
        name="contracts", one="contract", may="contracts.read", out=ContractOut,
        rows=_of_accounts(Contract), key="contract_id",
        sorts={"term_start": "-term_start", "term_end": "term_end", "id": "pk"}, sort="id",
        filters=OF_ACCOUNT | _between("term_start") | _between("term_end")
        | {"end_reason": Filter("end_reason", _words("contract", "end_reason"))},
    ).mount(router),
    Resource(
        name="lines", one="line", may="contracts.read", out=LineOut,
        rows=_of_accounts(ContractLine), key="line_id",
        sorts={"start_on": "-start_on", "end_on": "end_on", "id": "pk"}, sort="id",
        filters=OF_ACCOUNT | OF_CONTRACT | _between("start_on")
        | {"product_id": Filter("product_id"), "currency": Filter("currency"),
           "kind": Filter("kind", _words("contract_line", "kind"))},
    ).mount(router),
    Resource(
        name="discounts", one="discount", may="contracts.read", out=DiscountOut, rows=_discounts,
        key="discount_id", sorts={"start_on": "-start_on", "id": "pk"}, sort="id",
        filters=OF_CONTRACT | {"line_id": Filter("line_id")},
    ).mount(router),
    Resource(
        name="opportunities", one="opportunity", may="contracts.read", out=OpportunityOut,
        rows=_deals, key="opportunity_id", sorts={"opened_on": "-opened_on", "id": "pk"},
        sort="id", filters=OF_ACCOUNT | _between("opened_on")
        | {"outcome": Filter("outcome", _words("opportunity", "outcome"))},
    ).mount(router),
    Resource(
        name="pauses", one="pause", may="contracts.read", out=PauseOut, rows=_pauses,
        key_values=IdInAddress, sorts={"start_on": "-start_on", "id": "pk"}, sort="id",
        filters={"line_id": Filter("line_id")} | _between("start_on"),
    ).mount(router),
    Resource(
        name="fx-rates", one="fx_rate", may="contracts.read", out=RateOut, rows=_open(FxRate),
        key_values=IdInAddress, sorts={"valid_from": "-valid_from", "id": "pk"}, sort="id",
        filters=_between("valid_from") | {"from_currency": Filter("from_currency"),
                                          "to_currency": Filter("to_currency")},
    ).mount(router),
    Resource(
        name="spend", one="spend", may="spend.read", out=SpendOut, rows=_open(Spend),
        key_values=IdInAddress, sorts={"month": "-month", "id": "pk"}, sort="id",
        filters=_between("month") | {"department": Filter("department"),
                                     "kind": Filter("kind", _words("spend", "kind"))},
    ).mount(router),
)  # fmt: skip
