"""The whole company: every table, in the columns of the metric pages, and the truth behind it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from garant.demo.attention import look_after
from garant.demo.catalogue import PRODUCTS, list_price
from garant.demo.chance import stream
from garant.demo.contacts import introduce
from garant.demo.course import live
from garant.demo.leaving import (
    Profile,
    days_until_return,
    first_chance,
    first_leavers,
    later_chance,
    months_until_unpaid,
    starts,
)
from garant.demo.ledger import Ledger, Row
from garant.demo.people import account_name
from garant.demo.signing import REGIONS, Deal, deals
from garant.demo.spend import spend
from garant.demo.truth import Truth, described
from garant.demo.usage import use
from garant.demo.worth import Stretch, stretches
from garant.metrics.errors import RequestError

TABLES = (
    "account", "contact", "product", "contract", "contract_line", "discount", "opportunity",
    "pause", "spend", "touchpoint", "ticket", "usage", "reading",
)  # fmt: skip
SORTED_BY = {
    "contract": ("contract_id", "recorded_at"),
    "contract_line": ("line_id", "recorded_at"),
    "touchpoint": ("account_id", "at"),
    "ticket": ("account_id", "opened_at"),
    "usage": ("account_id", "at", "user_id"),
}


@dataclass(frozen=True)
class Company:
    """The tables of an invented company, rows as dictionaries, and how it was made."""

    tables: dict[str, list[Row]]
    truth: dict[str, Any]


def generate(accounts: int = 400, seed: int = 7) -> Company:
    """The company of that many signed accounts; the same arguments give the same rows.

    Raises RequestError when it is asked for fewer than one account.
    """
    if accounts < 1:
        raise RequestError("a company has 1 account or more, not {accounts}", accounts=accounts)
    truth, ledger = Truth(), Ledger()
    decided = deals(truth, accounts=accounts, seed=seed)
    won = [deal for deal in decided if deal.won]
    profiles = _profiles(truth, won, seed)
    for profile in profiles:
        ledger.add("account", _account(profile))
        live(truth, profile, ledger=ledger, seed=seed)
    _products(ledger)
    _opportunities(ledger, decided, profiles)
    lived = stretches(ledger.tables["contract"], ledger.tables["contract_line"])
    _surroundings(_Made(truth, ledger, seed), profiles, lived)
    introduce(ledger, seed)
    spend(truth, won, lived=lived, ledger=ledger, accounts=accounts)
    return Company(
        tables={table: _sorted(table, ledger.tables.get(table, [])) for table in TABLES},
        truth=described(
            truth,
            accounts=accounts,
            seed=seed,
            expected_loss_before=_expected_loss(profiles, trained=False),
            expected_loss_after=_expected_loss(profiles, trained=True),
        ),
    )


def _expected_loss(profiles: Sequence[Profile], *, trained: bool) -> float | None:
    """The mean chance of leaving at the first renewal; None when nobody signed on that side."""
    chances = [profile.first_chance for profile in profiles if profile.trained == trained]
    return round(sum(chances) / len(chances), 4) if chances else None


@dataclass(frozen=True)
class _Made:
    truth: Truth
    ledger: Ledger
    seed: int


def _profiles(truth: Truth, won: Sequence[Deal], seed: int) -> list[Profile]:
    started = starts(truth, won, seed=seed)
    chances = [
        first_chance(truth, deal, start=start) for deal, start in zip(won, started, strict=True)
    ]
    leaves = first_leavers(truth, won, chances=chances, seed=seed)
    rng = stream(seed, "fate")
    return [
        Profile(
            account_id=f"A{number + 1:04d}",
            name=account_name(number),
            deal=deal,
            start=start,
            trained=truth.trained(deal.closed_on),
            first_chance=chances[number],
            leaves_first=leaves[number],
            later_chance=later_chance(truth, deal),
            unpaid_after=months_until_unpaid(rng),
            returns_after=days_until_return(rng),
        )
        for number, (deal, start) in enumerate(zip(won, started, strict=True))
    ]


def _account(profile: Profile) -> Row:
    prospect = profile.deal.prospect
    return {
        "account_id": profile.account_id,
        "name": profile.name,
        "parent_account_id": None,
        "segment": prospect.segment.name,
        "industry": prospect.industry,
        "region": REGIONS[prospect.country],
        "country": prospect.country,
        "channel": prospect.channel,
        "employees": prospect.employees,
        "is_test": False,
    }


def _products(ledger: Ledger) -> None:
    for product in PRODUCTS.values():
        ledger.add(
            "product",
            {
                "product_id": product.product_id,
                "name": product.name,
                "family": product.family,
            },
        )


def _opportunities(ledger: Ledger, decided: Sequence[Deal], profiles: Sequence[Profile]) -> None:
    accounts = {id(profile.deal): profile.account_id for profile in profiles}
    contracts: dict[str, str] = {}
    for row in ledger.tables["contract"]:
        contracts.setdefault(row["account_id"], row["contract_id"])
    for number, deal in enumerate(decided, start=1):
        account = accounts.get(id(deal))
        row = _opportunity(f"O{number:05d}", deal)
        row |= {"account_id": account, "contract_id": contracts[account] if account else None}
        ledger.add("opportunity", row)


def _opportunity(opportunity_id: str, deal: Deal) -> Row:
    price = list_price(deal.prospect.plan, deal.closed_on)
    return {
        "opportunity_id": opportunity_id,
        "account_id": None,
        "contract_id": None,
        "opened_on": deal.opened_on,
        "closed_on": deal.closed_on,
        "outcome": "won" if deal.won else "lost",
        "segment": deal.prospect.segment.name,
        "salesperson": deal.salesperson.name,
        "channel": deal.prospect.channel,
        "list_amount": 12 * price * deal.prospect.seats,
        "discount": Decimal(deal.discount) / 100,
        "deal_risk": Decimal(str(deal.deal_risk)),
    }


def _surroundings(made: _Made, profiles: Sequence[Profile], lived: Sequence[Stretch]) -> None:
    by_account: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in lived:
        by_account[stretch.line["account_id"]].append(stretch)
    for profile in profiles:
        own = by_account[profile.account_id]
        look_after(made.truth, profile, lived=own, ledger=made.ledger, seed=made.seed)
        use(made.truth, profile, lived=own, ledger=made.ledger, seed=made.seed)


def _sorted(table: str, rows: list[Row]) -> list[Row]:
    columns = SORTED_BY.get(table)
    if columns is None:
        return rows
    return sorted(rows, key=lambda row: tuple(row[column] for column in columns))
