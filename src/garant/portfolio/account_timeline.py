"""What happened to an account, computed from its rows: signed, moved, renewed, ended, noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from garant.accounts.models import Contact, Note, Ownership
from garant.contracts.models import AccountMonth, Contract
from garant.portfolio.account_contracts import why_ended
from garant.portfolio.templatetags.garant import change

FEW = 10
ICONS = {
    "new": "sparkles", "reactivation": "rotate-ccw", "expansion": "trending-up",
    "contraction": "trending-down", "churn": "log-out",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened: when, its icon, what, and a detail."""

    on: date
    icon: str
    what: str
    detail: str = ""
    month: bool = False


@dataclass(frozen=True)
class Timeline:
    """The latest events, and how many there are."""

    events: list[Event]
    count: int


@dataclass(frozen=True)
class Rows:
    """The rows of an account that its events are read from, as far as its reader may see them."""

    months: Sequence[AccountMonth]
    contracts: Sequence[Contract]
    ownerships: Sequence[Ownership]
    notes: Sequence[Note]
    left: Sequence[Contact]


def of(rows: Rows, *, unit: str | None, whole: bool) -> Timeline:
    """What happened, the latest first; a few, or all."""
    found = sorted(_events(rows, unit), key=lambda one: one.on, reverse=True)
    return Timeline(found if whole else found[:FEW], len(found))


def movement(row: AccountMonth, unit: str | None) -> str:
    """How an account moved in a month, in words; nothing where it did not."""
    said = {
        "new": _("New: {amount} a month"), "reactivation": _("Came back: {amount} a month"),
        "expansion": _("Expansion: {amount} a month"),
        "contraction": _("Contraction: {amount} a month"), "churn": _("Churn: {amount} a month"),
    }  # fmt: skip
    if row.net not in said:
        return ""
    sign = -1 if row.net in {"contraction", "churn"} else 1
    amount = change(Decimal(sign) * abs(row.net_amount), unit)
    return said[row.net].format(amount=amount)


def _events(rows: Rows, unit: str | None) -> Iterator[Event]:
    for row in rows.months:
        if said := movement(row, unit):
            yield Event(row.month, ICONS[row.net], said, month=True)
    for contract in rows.contracts:
        yield from _of_contract(contract)
    for held in rows.ownerships:
        followed = _("{name} follows the account").format(name=held.user)
        yield Event(held.start_on, "user-round-check", followed)
    for note in rows.notes:
        yield Event(note.written_at.date(), "notebook-pen", _("Note"), str(note.author))
    for contact in rows.left:
        left = _("{name} left").format(name=contact.name)
        yield Event(contact.left_on or date.min, "user-x", left, contact.job)


def _of_contract(one: Contract) -> Iterator[Event]:
    signed = one.signed_on or one.term_start
    if one.renews_contract_id:
        said = _("Contract {id} renewed {other}")
        yield Event(
            signed, "refresh-cw", said.format(id=one.contract_id, other=one.renews_contract_id)
        )
    else:
        said = _("Contract {id} signed").format(id=one.contract_id)
        yield Event(signed, "signature", said, one.salesperson)
    if one.cancel_requested_on is not None:
        said = _("Notice given for contract {id}").format(id=one.contract_id)
        yield Event(one.cancel_requested_on, "mail-x", said)
    if one.effective_end is not None:
        said = _("Contract {id} ended").format(id=one.contract_id)
        yield Event(one.effective_end, "circle-stop", said, why_ended(one))
