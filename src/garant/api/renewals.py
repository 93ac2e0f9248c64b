"""Renewals: the ends of terms, those to come and those that are over."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet
from ninja import Router
from pydantic import AliasPath, Field

from garant.accounts.queries import following
from garant.api.resources import Filter, Resource
from garant.api.values import Day, IdInAddress, Revenue, Told
from garant.contracts import queries
from garant.contracts.models import Outcome
from garant.contracts.term_end_queries import SORT, SORTS, ends, with_account
from garant.users.models import User

router = Router()


class RenewalOut(Told):
    """The end of a contract's term: what is due, until when to decide, what became of it."""

    contract_id: str
    account_id: str
    account_name: str = Field(validation_alias=AliasPath("account", "name"))
    owner: str | None
    due_on: date
    notice_on: date | None
    decide_on: date
    tacit: bool
    outcome: Outcome
    due_mrr: Revenue
    renewed_mrr: Revenue


def _to_come(_user: User, word: str) -> Q:
    """Those to come: as the page has it, what is due today or later, or still undecided."""
    ahead = Q(due_on__gte=queries.today()) | Q(outcome=Outcome.PENDING)
    return ahead if word == "true" else ~ahead


def _followed_by(_user: User, user_id: int) -> Q:
    """Those of the accounts that somebody follows now."""
    theirs = following().filter(user_id=user_id)
    return Q(account__pk__in=theirs.values("account_id"))


def _rows(user: User) -> QuerySet[Any]:
    return with_account(ends(user))


RENEWALS = Resource(
    name="renewals", one="renewal", may="renewals.read", out=RenewalOut, rows=_rows,
    sorts=SORTS, sort=SORT,
    filters={
        "account_id": Filter("account_id"), "contract_id": Filter("contract_id"),
        "outcome": Filter("outcome", Outcome), "segment": Filter("account__segment"),
        "to_come": Filter(_to_come, Literal["true", "false"]),
        "due_on_from": Filter("due_on__gte", Day), "due_on_before": Filter("due_on__lt", Day),
        "decide_on_from": Filter("decide_on__gte", Day),
        "decide_on_before": Filter("decide_on__lt", Day),
        "owner_id": Filter(_followed_by, IdInAddress),
    },
).mount(router, items=False)  # fmt: skip
