"""Cash curves and tornadoes of every kind: short and long, dated or not, above and below zero."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from garant.charts.cash_chart import cash_curves
from garant.charts.cash_lines import CashLine, CashPoint
from garant.charts.chart import Chart
from garant.charts.labels import NBSP, Lang
from garant.charts.tornado_chart import Swing, tornado

LONG = "Selling thirty percent more from the month in which the second salesperson is hired"


def line(name: str, *cash: int, start: date | None = None, band: int = 0) -> CashLine:
    """The cash of each month from month 0; its bottom and its turn found by plain loops."""
    months: list[int | date] = list(range(len(cash)))
    if start is not None:
        months = [
            date(start.year + (start.month - 1 + k) // 12, (start.month - 1 + k) % 12 + 1, 1)
            for k in range(len(cash))
        ]
    edges = [(Decimal(c - band * k), Decimal(c + band * k)) if band else (None, None) for k, c in
             enumerate(cash)]  # fmt: skip
    points = tuple(
        CashPoint(at, Decimal(c), low, high)
        for at, c, (low, high) in zip(months, cash, edges, strict=True)
    )
    deepest = min(range(len(cash)), key=lambda k: cash[k])
    below = [k for k in range(len(cash)) if cash[k] < 0]
    turn = below[-1] + 1 if below and below[-1] + 1 < len(cash) else None
    return CashLine(
        name,
        points,
        bottom=months[deepest] if cash[deepest] < 0 else None,
        turns=None if turn is None else months[turn],
    )


def company(deal: int, cost: int, kept: float, months: int = 60) -> list[int]:
    """Cash when every month signs `deal` of rent and costs `cost`, and `kept` of the rent stays."""
    cash, rent, path = 0, 0.0, [0]
    for _ in range(months):
        rent = rent * kept + deal
        cash += round(rent - cost)
        path.append(cash)
    return path


PLAN = company(3000, 40000, 0.99)
FOUR = (
    line("The plan", *PLAN),
    line(LONG, *company(3900, 54000, 0.99)),
    line("Paid by the year", *company(4200, 38000, 0.988)),
    line("30" + NBSP + "% churn", *company(3000, 40000, 0.965)),
)
DATED = tuple(
    line(one.name, *(int(p.cash) for p in one.points), start=date(2025, 12, 1), band=900)
    for one in FOUR
)
SWINGS = (
    Swing("Deals a month", "8", "12", -253000, -381000),
    Swing("Price", "800", "1,000", -420000, -270000),
    Swing(LONG, "1", "2", -330000, -350000),
    Swing("Expansion", "0", "6", -310000, -310000),
    Swing("Delay", "0" + NBSP + "d", "60" + NBSP + "d", -310000, -340000),
)
CASH: dict[str, Callable[[Lang], Chart]] = {
    "cash": lambda lang: cash_curves(FOUR, lang=lang, currency="EUR"),
    "dated cash": lambda lang: cash_curves(DATED, lang=lang, currency="USD"),
    "six scenarios": lambda lang: cash_curves([*FOUR, *DATED[:0], *FOUR[:2]], lang=lang),
    "one scenario": lambda lang: cash_curves([line("", 0, -5, 2)], lang=lang),
    "never below": lambda lang: cash_curves([line("Easy", 0, 5, 9)], lang=lang),
    "never back": lambda lang: cash_curves([line("Hard", *range(0, -40, -1))], lang=lang),
    "all bottoms together": lambda lang: cash_curves(
        [line(LONG, 0, 0, -k, 0, 1) for k in (7, 8, 9, 7)], lang=lang
    ),
    "cash of one month": lambda lang: cash_curves([line("Now", -3)], lang=lang),
    "flat cash": lambda lang: cash_curves([line("Flat", 0, 0, 0)], lang=lang),
    "against a plan": lambda lang: cash_curves(
        [
            line("Selling more", 0, -5, -2, 9),
            line("Paid by the year", 0, 2, 4, 8),
            line("30" + NBSP + "% churn", 0, -1, -4, -9),
        ],
        lang=lang,
        against=True,
    ),
    "no scenario": lambda lang: cash_curves([], lang=lang),
    "tornado": lambda lang: tornado(SWINGS, base=-310000, lang=lang, currency="EUR"),
    "20 inputs": lambda lang: tornado(
        [Swing(f"{LONG} {i}", "1", "2", -i, i) for i in range(20)], base=0, lang=lang
    ),
    "nothing moves": lambda lang: tornado([Swing("A", "1", "2", 0, 0)], base=0, lang=lang),
    "no input": lambda lang: tornado([], base=-5, lang=lang),
}
