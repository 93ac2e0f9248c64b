"""The live facts of accounts, as pages show them and as forms change them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, Model, Q, QuerySet

from garant.accounts.models import Account
from garant.accounts.queries import scope
from garant.contracts.models import (
    AccountMonth,
    Contract,
    ContractLine,
    Discount,
    Fact,
    FxRate,
    Opportunity,
    Pause,
    Product,
    Spend,
    TermEnd,
)
from garant.contracts.queries import settings_kept
from garant.users.models import User

# The tables of facts that can be changed by hand: the word of each in an address.
EDITABLE: Mapping[str, type[Fact]] = {
    "contract": Contract, "contract_line": ContractLine, "discount": Discount, "pause": Pause,
    "opportunity": Opportunity, "product": Product, "spend": Spend, "fx_rate": FxRate,
}  # fmt: skip
OF_ACCOUNT = ("contract", "contract_line", "opportunity")


def live(user: User, table: str) -> QuerySet[Any]:
    """The live rows of a table that somebody may see."""
    if not user.may("contracts.read"):
        return EDITABLE[table]._default_manager.none()
    rows: QuerySet[Any] = _rows(EDITABLE[table]).filter(voided_at=None)
    if table in OF_ACCOUNT:
        seen = Q(account__in=scope(user))
        return rows.filter(seen | Q(account=None) if table == "opportunity" else seen)
    lines = (
        live(user, "contract_line").values("line_id") if table in {"discount", "pause"} else None
    )
    if table == "pause":
        return rows.filter(line_id__in=lines)
    if table == "discount":
        contracts = live(user, "contract").values("contract_id")
        return rows.filter(Q(line_id__in=lines) | Q(contract_id__in=contracts))
    return rows


def ending_without_contract(user: User, since: date, until: date) -> int:
    """How many lines end within some days whose contract is not here."""
    held = Contract.objects.filter(voided_at=None).values("contract_id")
    lines = live(user, "contract_line").exclude(contract_id__in=held)
    return lines.filter(end_on__gt=since, end_on__lte=until).count()


def account_of(fact: Model) -> Account | None:
    """The account that a fact is about; nothing for what belongs to no account."""
    if isinstance(fact, Contract | ContractLine | Opportunity):
        account: Account | None = fact.account
        return account
    line = _live(ContractLine, line_id=getattr(fact, "line_id", "") or None)
    signed = line or _live(Contract, contract_id=getattr(fact, "contract_id", "") or None)
    return signed.account if signed is not None else None


def _live(model: type[Fact], **by: Any) -> Any:
    return _rows(model).filter(voided_at=None, **by).select_related("account").first()


def _rows(model: type[Fact]) -> QuerySet[Any]:
    """Every row of a table, whatever its columns."""
    found: QuerySet[Any] = model._default_manager.all()
    return found


def rows_around(fact: Model) -> dict[str, list[Any]]:
    """The live facts that one is checked with: those of its account, or those of its kind."""
    about = account_of(fact)
    if about is not None:
        rows = rows_of(about)
        lines = (fact, *rows["contract_line"])
        return rows | _rates_for({getattr(row, "currency", "") for row in lines})
    if isinstance(fact, FxRate):
        pair = {"from_currency": fact.from_currency, "to_currency": fact.to_currency}
        return {"fx_rate": list(FxRate.objects.filter(voided_at=None, **pair))}
    if isinstance(fact, Spend):
        beside = Spend.objects.filter(voided_at=None, month=fact.month)
        return {"spend": list(beside)} | _rates_for({row.currency for row in (*beside, fact)})
    if isinstance(fact, Product):
        return {"product": list(Product.objects.filter(voided_at=None))}
    return {"contract": []}  # what it names is not there


def _rates_for(currencies: set[str]) -> dict[str, list[Any]]:
    """The rates that amounts in some currencies are reported by; none where all are in one."""
    reported = settings_kept().get("reporting_currency") or currency_of_lines()
    abroad = currencies - {reported, ""}
    if not abroad or reported is None:
        return {}
    wanted = FxRate.objects.filter(voided_at=None, to_currency=reported, from_currency__in=abroad)
    return {"fx_rate": list(wanted)}


def currency_of_lines() -> str | None:
    """The currency of the lines, where nobody said in which one figures are."""
    lines = ContractLine.objects.filter(voided_at=None)
    return lines.order_by("pk").values_list("currency", flat=True).first()


def sold(product_id: str) -> bool:
    """Whether a line names a product."""
    return ContractLine.objects.filter(voided_at=None, product_id=product_id).exists()


def rows_of(account: Account) -> dict[str, list[Any]]:
    """Every live fact of an account, and the products; as checks read them."""
    deals = Opportunity.objects.filter(voided_at=None, account=account)
    return signed_rows(account) | {"account": [account], "opportunity": list(deals)}


def signed_rows(account: Account) -> dict[str, list[Any]]:
    """What is signed with an account: contracts, all that is under them, and the products."""
    lines = list(ContractLine.objects.filter(voided_at=None, account=account))
    contracts = list(Contract.objects.filter(voided_at=None, account=account))
    by_line = [line.line_id for line in lines]
    of_either = Q(line_id__in=by_line) | Q(contract_id__in=[one.contract_id for one in contracts])
    return {
        "product": list(Product.objects.filter(voided_at=None)),
        "contract": contracts,
        "contract_line": lines,
        "discount": list(Discount.objects.filter(of_either, voided_at=None)),
        "pause": list(Pause.objects.filter(line_id__in=by_line, voided_at=None)),
    }


def term_ends(account: Account) -> list[TermEnd]:
    """The ends of an account's terms, the latest first."""
    return list(TermEnd.objects.filter(account=account).order_by("-due_on", "contract_id"))


def months(account: Account) -> list[AccountMonth]:
    """The months in which an account moved, in their order."""
    return list(AccountMonth.objects.filter(account=account).order_by("month"))


def changed_since(account: Account, moment: datetime | None) -> bool:
    """Whether facts of an account were written or taken back after a moment."""
    if moment is None:
        return False
    lines = ContractLine.objects.filter(account=account).values("line_id")
    contracts = Contract.objects.filter(account=account).values("contract_id")
    later = Q(recorded_at__gt=moment) | Q(voided_at__gt=moment)
    of_either = Q(line_id__in=lines) | Q(contract_id__in=contracts)
    return Account.objects.filter(
        Exists(Contract.objects.filter(later, account=account))
        | Exists(ContractLine.objects.filter(later, account=account))
        | Exists(Discount.objects.filter(later, of_either))
        | Exists(Pause.objects.filter(later, line_id__in=lines)),
        pk=account.pk,
    ).exists()


def by_key(rows: list[Any], key: str) -> dict[str, list[Any]]:
    """Rows under what one of their fields holds."""
    ordered = sorted(rows, key=lambda row: getattr(row, key))
    return {name: list(held) for name, held in groupby(ordered, lambda row: getattr(row, key))}
