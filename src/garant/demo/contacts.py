"""The people at the accounts: one of each level, or more; names of rivers and of stones."""

from collections.abc import Iterator
from unicodedata import combining, normalize

from garant.demo.attention import LEVELS
from garant.demo.chance import stream
from garant.demo.ledger import Ledger, Row

FIRST = (
    "Alix", "Bruno", "Camille", "Dora", "Élie", "Farid", "Gaëlle", "Hector", "Iris", "Jules",
    "Kim", "Lou", "Maïa", "Nino", "Odile", "Paco", "Rachid", "Salomé", "Théo", "Ursule",
    "Victor", "Wanda", "Xavier", "Yasmine", "Zélie",
)  # fmt: skip
LAST = (
    "Agate", "Basalte", "Calcaire", "Durance", "Escaut", "Feldspath", "Garonne", "Hématite",
    "Isère", "Jaspe", "Kaolin", "Lignon", "Marne", "Nacre", "Obsidienne", "Porphyre", "Quartz",
    "Rhône", "Silex", "Topaze", "Vézère", "Yonne", "Zircon",
)  # fmt: skip
JOBS = {
    "user": ("Community manager", "Graphiste", "Chargée de contenu", "Social media editor"),
    "operational": ("Head of social media", "Responsable communication", "Digital lead"),
    "economic": ("Directrice marketing", "Chief marketing officer", "Directeur général"),
}
SECOND_USER = 0.4
ECONOMIC = "economic"


def introduce(ledger: Ledger, seed: int) -> None:
    """Write everybody at every account, in the order of the accounts."""
    met = {row["account_id"] for row in _touchpoints(ledger, "business_review")}
    left = {row["account_id"]: row["at"].date() for row in _touchpoints(ledger, "sponsor_left")}
    for number, account in enumerate(ledger.tables["account"]):
        key = account["account_id"]
        for row in _at(account, number, seed):
            if row["level"] == ECONOMIC:
                row["left_on"] = left.get(key)
                row["is_sponsor"] = key in met and key not in left
            ledger.add("contact", row)


def _touchpoints(ledger: Ledger, kind: str) -> list[Row]:
    rows = ledger.tables.get("touchpoint", [])
    return [row for row in rows if row["kind"] == kind and row["level"] == ECONOMIC]


def _at(account: Row, number: int, seed: int) -> Iterator[Row]:
    account_id = account["account_id"]
    rng = stream(seed, "contacts", account_id)
    levels = [*LEVELS, "user"] if rng.random() < SECOND_USER else [*LEVELS]
    domain = f"{plain(account['name'])}.example"
    for place, level in enumerate(levels, start=1):
        name = _name(number * len(LAST) + place)
        yield {
            "contact_id": f"{account_id}-K{place}",  # as the touchpoints of that level say it
            "account_id": account_id,
            "name": name,
            "email": f"{plain(name, '.')}@{domain}",
            "job": rng.choice(JOBS[level]),
            "level": level,
            "is_sponsor": False,
            "left_on": None,
        }


def _name(number: int) -> str:
    # 25 and 23 share no factor: a name does not return before 575 others.
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"


def plain(name: str, between: str = "-") -> str:
    """A name as an address has it.

    >>> plain("Hôtel Églantine 2")
    'hotel-eglantine-2'
    """
    letters = "".join(c for c in normalize("NFD", name.casefold()) if not combining(c))
    return between.join(letters.split())
