"""The salespeople of the company and the names of its accounts, plainly invented."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Salesperson:
    """Someone who signs; `generosity` is the discount they lean to, a share of the list price."""

    name: str
    generosity: float
    joined_on: date


SALESPEOPLE = (
    Salesperson("Prune Lavande", 0.03, date(2021, 1, 1)),
    Salesperson("Basile Romarin", 0.20, date(2021, 1, 1)),
    Salesperson("Colette Estragon", 0.12, date(2021, 1, 1)),
    Salesperson("Hugo Muscade", 0.26, date(2021, 9, 1)),
    Salesperson("Inès Genièvre", 0.08, date(2022, 3, 1)),
    Salesperson("Yanis Safran", 0.16, date(2022, 9, 1)),
    Salesperson("Lena Sarriette", 0.23, date(2023, 3, 1)),
    Salesperson("Marius Cumin", 0.10, date(2024, 3, 1)),
    Salesperson("Olga Cerfeuil", 0.18, date(2024, 9, 1)),
)

HOUSES = (
    "Atelier", "Maison", "Groupe", "Comptoir", "Studio", "Fabrique", "Moulin", "Cercle",
    "Manufacture", "Librairie", "Laboratoire", "Hôtel", "Théâtre", "Coopérative", "Institut",
    "Agence", "Verrerie", "Papeterie", "Chocolaterie", "Entrepôt",
)  # fmt: skip
PLANTS = (
    "Bouleau", "Lierre", "Capucine", "Mélèze", "Fougère", "Aubépine", "Noisetier", "Pervenche",
    "Sureau", "Chardon", "Genêt", "Tilleul", "Bruyère", "Coquelicot", "Saule", "Églantine",
    "Roseau", "Myrtille", "Charme", "Bourrache", "Ajonc", "Cytise", "Mimosa", "Nénuphar",
    "Orme", "Primevère", "Ronce", "Sorbier", "Trèfle", "Violette", "Yeuse", "Glycine",
    "Houblon", "Jonquille", "Lupin", "Muguet", "Olivier",
)  # fmt: skip


def on_duty(day: date) -> list[Salesperson]:
    """Who may sign on that day."""
    return [person for person in SALESPEOPLE if person.joined_on <= day]


def account_name(number: int) -> str:
    """A distinct name for the account of that number (from 0).

    >>> account_name(0), account_name(740)
    ('Atelier Bouleau', 'Atelier Bouleau 2')
    """
    # 20 and 37 share no factor: both words change at each number and no pair returns before 740.
    name = f"{HOUSES[number % len(HOUSES)]} {PLANTS[number % len(PLANTS)]}"
    turn = number // (len(HOUSES) * len(PLANTS))
    return name if turn == 0 else f"{name} {turn + 1}"
