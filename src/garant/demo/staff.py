"""Who works at the company and logs in: somebody of every role, with the names of birds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

DOMAIN = "voliere.example"


@dataclass(frozen=True)
class Colleague:
    """Somebody who logs in; `joined_on` matters for who follows accounts."""

    name: str
    role: str
    department: str
    language: str
    joined_on: date = date(2021, 1, 1)

    @property
    def email(self) -> str:
        """The first name, without its accents, at the company."""
        first = self.name.split()[0].casefold()
        return f"{first.translate(str.maketrans('éèêëïîç', 'eeeeiic'))}@{DOMAIN}"


ADMINISTRATOR = Colleague("Ada Mésange", "admin", "engineering", "en")
MANAGER = Colleague("Félix Loriot", "manager", "customer_success", "fr")
CSMS = (
    Colleague("Nora Fauvette", "csm", "customer_success", "fr"),
    Colleague("Robin Sittelle", "csm", "customer_success", "en", date(2022, 6, 1)),
    Colleague("Zoé Bergeronnette", "csm", "customer_success", "fr", date(2024, 2, 1)),
)
# The one of the salespeople who is at it from the first year and who gave the most away.
SELLER = Colleague("Hugo Muscade", "sales", "sales", "fr", date(2021, 9, 1))
EXECUTIVE = Colleague("Clara Héron", "executive", "finance", "en")
MEMBERS = (
    Colleague("Tom Pinson", "member", "product", "en"),
    Colleague("Rose Martinet", "member", "support", "fr"),
)
STAFF: Sequence[Colleague] = (ADMINISTRATOR, MANAGER, *CSMS, SELLER, EXECUTIVE, *MEMBERS)


@dataclass(frozen=True)
class Followed:
    """From which day on somebody follows an account."""

    by: Colleague
    start_on: date


def followers(number: int, since: date, left_on: date | None) -> list[Followed]:
    """Who follows the account of that number (from 0), a customer from a day to a day, in order.

    Accounts are dealt out in turn among those who are there, and again when somebody joins: then
    the newcomer takes over one account in so many.
    """
    there = [csm for csm in CSMS if csm.joined_on <= since] or [CSMS[0]]
    found = [Followed(there[number % len(there)], since)]
    for size, csm in enumerate(CSMS, start=1):
        joins = csm.joined_on > since and (left_on is None or csm.joined_on < left_on)
        if joins and number % size == size - 1:
            found.append(Followed(csm, csm.joined_on))
    return found
