"""Two accounts of Ardoise with one contract each, and somebody of every role; no import."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from garant.accounts.models import Account, Ownership
from garant.contracts.models import Contract, ContractLine, Product
from garant.users.models import User
from garant.users.roles import Role
from tests.app import walk

MARCH = date(2024, 3, 1)


def made() -> dict[str, Any]:
    """`csm` follows A1, `sales` sold A2; `people` has everybody by role."""
    people = walk.people()
    first = Account.objects.create(account_id="A1", name="Aubépine Conseil", segment="large")
    second = Account.objects.create(account_id="A2", name="Brumaire Textile", segment="small")
    Product.objects.create(product_id="DESK", name="Desk", family="desk")
    Ownership.objects.create(account=first, user=people[Role.CSM], start_on=MARCH)
    User.objects.filter(pk=people[Role.SALES].pk).update(name="Hugo Merle")
    for account, seller in ((first, "Colette Geai"), (second, "Hugo Merle")):
        contract(account, salesperson=seller)
        line(account)
    people[Role.SALES].refresh_from_db()
    return {"people": people, "first": first, "second": second}


def contract(account: Account, **more: Any) -> Contract:
    given = {
        "contract_id": f"C-{account.account_id}", "account": account,
        "signed_on": date(2024, 2, 20),
        "term_start": MARCH, "term_end": date(2025, 3, 1), "auto_renew": True, "notice_days": 60,
    }  # fmt: skip
    return Contract.objects.create(**{**given, **more})


def line(account: Account, **more: Any) -> ContractLine:
    """Ten seats at 20 a month: 200."""
    given = {
        "line_id": f"L-{account.account_id}", "contract_id": f"C-{account.account_id}",
        "account": account, "product_id": "DESK", "start_on": MARCH, "quantity": Decimal(10),
        "unit": "seat", "price_basis": "per_unit_per_interval", "amount": Decimal(20),
        "currency": "EUR", "interval_unit": "month", "interval_count": 1,
    }  # fmt: skip
    return ContractLine.objects.create(**{**given, **more})
