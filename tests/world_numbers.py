"""What the small named company comes to, worked by hand from the rules. No program made these.

MRR at month ends (EUR), from the lines of ``tests/world.py``:

    A1  10 × 20 = 200 · 2023-06 15 × 20 = 300 · 2023-09 + 8 × 20 = 460 · 2024-03 + 90 = 550
        2024-06 8 × 18 = 144 for 160: 534 · 2024-10 15 × 22 = 330 for 300: 564 · 2024-11 − 90: 474
    A2  2023-02 10 × 20 = 200 · 2024-05 10 × 32 = 320
    A3  2023-03 20 × 25 = 500, less 30 % = 350 · 2023-09 500 · 2024-03 nothing
    A4  2023-01 6,000 / 12 = 500; the late renewal (21 days ≤ 30) leaves no hole (R5)
        2024-02 6,600 / 12 = 550
    A5  2023-04 2,400 / 12 = 200 · 2024-04 nothing: notice on 2023-12-20, and the first
        anniversary of the term after it is 2024-04-01 (R4)
    A6  12 × 30 = 360 dollars: 2023-05 × 0.90 = 324 · 2023-07 × 0.95 = 342 · 2024-01 × 0.92 = 331.2
        2024-04 10 × 30 = 300 dollars: × 0.92 = 276 · 2024-07 × 0.90 = 270
    A7  2023-01 5 × 20 = 100 · 2023-08 nothing · 2024-01 6 × 30 = 180 · 2024-09 6 × 20 = 120
    A8  2023-10 from the 5th to the 20th only: no month end · 2024-06 4 × 75 / 3 = 100
        2024-09 3 × 75 / 3 = 75 · 2024-12 nothing: term over on the 15th, nothing signed
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

D = Decimal
Numbers = dict[str, Any]

BUCKETS = (
    "new",
    "reactivation",
    "upsell_seats",
    "upsell_plan",
    "cross_sell_product",
    "cross_sell_department",
    "price_increase",
    "contraction_seats",
    "contraction_plan",
    "contraction_price",
    "contraction_drop",
    "churn",
    "fx",
    "restatement",
)


def _mrr(**accounts: str) -> dict[str, Decimal]:
    return {account: D(amount) for account, amount in accounts.items()}


# What each account is worth at the end of a day; who has nothing has no row.
MRR = {
    # Before Dolmen's 15th: 200 + 100
    date(2023, 1, 14): _mrr(A1="200", A7="100"),
    # 300 + 200 + 350 + 500 + 200 + 324 + 100 = 1,974
    date(2023, 6, 30): _mrr(A1="300", A2="200", A3="350", A4="500", A5="200", A6="324", A7="100"),
    # Havre's fortnight: Inbox at 60. 460 + 200 + 500 + 500 + 200 + 342 + 60 = 2,262
    date(2023, 10, 19): _mrr(A1="460", A2="200", A3="500", A4="500", A5="200", A6="342", A8="60"),
    # 460 + 200 + 500 + 500 + 200 + 342 = 2,202
    date(2023, 12, 31): _mrr(A1="460", A2="200", A3="500", A4="500", A5="200", A6="342"),
    # Dolmen's term is over and not yet renewed: carried by R5.
    date(2024, 1, 20): _mrr(A1="460", A2="200", A3="500", A4="500", A5="200", A6="331.2", A7="180"),
    # 534 + 320 + 550 + 276 + 180 + 100 = 1,960
    date(2024, 6, 30): _mrr(A1="534", A2="320", A4="550", A6="276", A7="180", A8="100"),
    # 474 + 320 + 550 + 270 + 120 = 1,734
    date(2024, 12, 31): _mrr(A1="474", A2="320", A4="550", A6="270", A7="120"),
}

# On 2024-12-31: MRR 1,734; ARR 12 × 1,734. CMRR: Dolmen's line has a decided end (a total needs
# its own end), so 474 + 320 + 270 + 120, and finance's 5 × 22 from February 2025.
TOTALS: Numbers = {"mrr": D(1734), "arr": D(20808), "cmrr": D(1294)}
BY_PRODUCT = {"DESK": D(1414), "DESKPLUS": D(320)}  # 474 + 550 + 270 + 120
BY_DEPARTMENT = {"sales": D(330), "support": D(144), None: D(1260)}  # 320 + 550 + 270 + 120


def _bridge(opening: str, closing: str, accounts: tuple[int, int], **changes: str) -> Numbers:
    """One row: what is not named is 0. ``accounts``: at the opening and at the closing."""
    row: Numbers = {"opening": D(opening), "closing": D(closing)}
    row |= {bucket: D(changes.pop(bucket, "0")) for bucket in BUCKETS}
    row |= {"accounts_opening": accounts[0], "accounts_closing": accounts[1]}
    for count in ("accounts_new", "accounts_reactivated", "accounts_churned", "blips"):
        row[count] = int(changes.pop(count, "0"))
    assert not changes, f"unknown: {changes}"
    return row


def _quiet(amount: str, accounts: int, **changes: str) -> Numbers:
    return _bridge(amount, amount, (accounts, accounts), **changes)


MONTHLY = {
    # Aubépine 200, Dolmen 500, Grisette 100
    date(2023, 1, 1): _bridge("0", "800", (0, 3), new="800", accounts_new="3"),
    date(2023, 2, 1): _bridge("800", "1000", (3, 4), new="200", accounts_new="1"),
    date(2023, 3, 1): _bridge("1000", "1350", (4, 5), new="350", accounts_new="1"),
    date(2023, 4, 1): _bridge("1350", "1550", (5, 6), new="200", accounts_new="1"),
    date(2023, 5, 1): _bridge("1550", "1874", (6, 7), new="324", accounts_new="1"),
    # Aubépine (15 − 10) × 20
    date(2023, 6, 1): _bridge("1874", "1974", (7, 7), upsell_seats="100"),
    # Fennel 360 × (0.95 − 0.90)
    date(2023, 7, 1): _bridge("1974", "1992", (7, 7), fx="18"),
    date(2023, 8, 1): _bridge("1992", "1892", (7, 6), churn="100", accounts_churned="1"),
    # Aubépine's support 8 × 20; Cormoran's discount ends, 500 − 350
    date(2023, 9, 1): _bridge(
        "1892", "2202", (6, 6), cross_sell_department="160", price_increase="150"
    ),
    # Havre came and went inside the month
    date(2023, 10, 1): _quiet("2202", 6, blips="1"),
    date(2023, 11, 1): _quiet("2202", 6),
    date(2023, 12, 1): _quiet("2202", 6),
    # Grisette is back; Fennel 360 × (0.92 − 0.95)
    date(2024, 1, 1): _bridge(
        "2202", "2371.2", (6, 7), reactivation="180", fx="-10.8", accounts_reactivated="1"
    ),
    # Dolmen 550 − 500: same seats, dearer
    date(2024, 2, 1): _bridge("2371.2", "2421.2", (7, 7), price_increase="50"),
    # Aubépine's Inbox; Cormoran leaves
    date(2024, 3, 1): _bridge(
        "2421.2", "2011.2", (7, 6), cross_sell_product="90", churn="500", accounts_churned="1"
    ),
    # Fennel (12 − 10) × 30 × 0.92; Églantier leaves
    date(2024, 4, 1): _bridge(
        "2011.2", "1756", (6, 5), contraction_seats="55.2", churn="200", accounts_churned="1"
    ),
    # Brumaire 320 − 200
    date(2024, 5, 1): _bridge("1756", "1876", (5, 5), upsell_plan="120"),
    # Aubépine's support 8 × (20 − 18); Havre, seen in October, is back
    date(2024, 6, 1): _bridge(
        "1876",
        "1960",
        (5, 6),
        reactivation="100",
        contraction_price="16",
        accounts_reactivated="1",
    ),
    # Fennel 300 × (0.90 − 0.92)
    date(2024, 7, 1): _bridge("1960", "1954", (6, 6), fx="-6"),
    date(2024, 8, 1): _quiet("1954", 6),
    # Grisette 180 − 120; Havre (4 − 3) × 25
    date(2024, 9, 1): _bridge(
        "1954", "1869", (6, 6), contraction_plan="60", contraction_seats="25"
    ),
    # Aubépine 15 × (22 − 20)
    date(2024, 10, 1): _bridge("1869", "1899", (6, 6), price_increase="30"),
    date(2024, 11, 1): _bridge("1899", "1809", (6, 6), contraction_drop="90"),
    date(2024, 12, 1): _bridge("1809", "1734", (6, 5), churn="75", accounts_churned="1"),
}

# Point to point, so not the sum of the months: Havre is a blip of both years and Grisette one of
# 2023, Fennel is new at December's rate, and Aubépine's Inbox comes and goes unseen in 2024.
YEARLY = {
    # 460 + 200 + 500 + 500 + 200 + 342
    date(2023, 1, 1): _bridge("0", "2202", (0, 6), new="2202", accounts_new="6", blips="2"),
    # Aubépine sales +30, support −16; Brumaire +120; Cormoran −500; Dolmen +50; Églantier −200;
    # Fennel −2 × 30 × 0.90 = −54 and 270 − 342 + 54 = −18 of exchange; Grisette +120
    # 2,202 + 120 + 120 + 80 − 54 − 16 − 700 − 18 = 1,734
    date(2024, 1, 1): _bridge(
        "2202",
        "1734",
        (6, 5),
        reactivation="120",
        upsell_plan="120",
        price_increase="80",
        contraction_seats="54",
        contraction_price="16",
        churn="700",
        fx="-18",
        accounts_reactivated="1",
        accounts_churned="2",
        blips="1",
    ),
}

QUARTERLY = {
    # Aubépine's Inbox +90, Dolmen +50, Grisette +180, Cormoran −500, Fennel 360 × −0.03
    date(2024, 1, 1): _bridge(
        "2202",
        "2011.2",
        (6, 6),
        reactivation="180",
        cross_sell_product="90",
        price_increase="50",
        churn="500",
        fx="-10.8",
        accounts_reactivated="1",
        accounts_churned="1",
    ),
}

CHURN_REASONS = {
    ("A7", date(2023, 8, 1)): "nonpayment",
    ("A3", date(2024, 3, 1)): "voluntary",
    ("A5", date(2024, 4, 1)): "other",
    ("A8", date(2024, 12, 1)): None,
}
PRICE_SUBTYPES = {
    ("A3", date(2023, 9, 1)): "discount",
    ("A4", date(2024, 2, 1)): "list",
    ("A1", date(2024, 6, 1)): "list",
    ("A1", date(2024, 10, 1)): "list",
}

# Twelve months, at the opening rate.
RETENTION = {
    # Opening 1,974. Kept: Aubépine 534, Brumaire 320, Dolmen 550, Fennel 300 × 0.90 = 270,
    # Grisette 180: 1,854 / 1,974. At most their opening: 300 + 200 + 500 + 270 + 100 = 1,370.
    # Gone: Cormoran and Églantier, of 7.
    date(2024, 6, 30): {
        "opening_mrr": D(1974),
        "nrr": D("0.939210"),
        "grr": D("0.694022"),
        "logo_churn": D("0.285714"),
        "accounts_opening": 7,
        "accounts_lost": 2,
    },
    # Opening 2,202. Kept: 474 + 320 + 550 + 300 × 0.95 = 1,629 / 2,202 = 0.7397820…
    # At most their opening: 460 + 200 + 500 + 285 = 1,445 / 2,202 = 0.6562216…
    # Gone: Cormoran and Églantier, of 6. Grisette is no part of it.
    date(2024, 12, 31): {
        "opening_mrr": D(2202),
        "nrr": D("0.739782"),
        "grr": D("0.656222"),
        "logo_churn": D("0.333333"),
        "accounts_opening": 6,
        "accounts_lost": 2,
    },
}

# Cohort → accounts that still pay at +0, +1, …, to December 2024. Havre's cohort is June 2024:
# its fortnight met no month end.
LOGOS = {
    date(2023, 1, 1): [3] * 7 + [2] * 5 + [3] * 12,  # Grisette away from August to December
    date(2023, 2, 1): [1] * 23,
    date(2023, 3, 1): [1] * 12 + [0] * 10,
    date(2023, 4, 1): [1] * 12 + [0] * 9,
    date(2023, 5, 1): [1] * 20,
    date(2024, 6, 1): [1] * 6 + [0],
}
# The same in money, at the rate of month 0.
REVENUE = {
    # Aubépine + Dolmen + Grisette: 200 + 500 + 100 …
    date(2023, 1, 1): [
        *[D(800)] * 5,
        *[D(900)] * 2,  # June: 300
        D(800),  # August: Grisette gone
        *[D(960)] * 4,  # September: 460
        D(1140),  # January: 460 + 500 + 180
        D(1190),
        *[D(1280)] * 3,  # March: 550 + 550 + 180
        *[D(1264)] * 3,  # June: 534
        D(1204),  # September: 120
        D(1234),
        *[D(1144)] * 2,
    ],
    date(2023, 5, 1): [D(324)] * 11 + [D(270)] * 9,  # 300 dollars × 0.90
}

RENEWALS = {
    # Aubépine (tacit, 460 → 460), Dolmen (500 → 550), Brumaire (200 → 200), Cormoran (500 → 0)
    # 1,160 / 1,660 · 1,210 / 1,660 · 3 / 4
    date(2024, 1, 1): {
        "due": 4,
        "due_mrr": D(1660),
        "renewed": 3,
        "kept_mrr": D(1160),
        "renewed_mrr": D(1210),
        "pending": 0,
        "pending_mrr": D(0),
        "gross": D("0.698795"),
        "net": D("0.728916"),
        "logo": D("0.75"),
    },
    # Églantier, tacit, with notice in time: 200 → 0
    date(2024, 4, 1): {
        "due": 1,
        "due_mrr": D(200),
        "renewed": 0,
        "kept_mrr": D(0),
        "renewed_mrr": D(0),
        "pending": 0,
        "pending_mrr": D(0),
        "secured": 0,
        "gross": D(0),
        "net": D(0),
        "logo": D(0),
    },
    # Havre's first quarter: 100 → 75
    date(2024, 7, 1): {
        "due": 1,
        "due_mrr": D(100),
        "renewed": 1,
        "kept_mrr": D(75),
        "renewed_mrr": D(75),
        "pending": 0,
        "pending_mrr": D(0),
        "secured": 0,
        "gross": D("0.75"),
        "net": D("0.75"),
        "logo": D(1),
    },
    # Havre's second: due on 2024-12-15, open until 2025-01-14
    date(2024, 10, 1): {
        "due": 1,
        "due_mrr": D(75),
        "renewed": 0,
        "kept_mrr": D(0),
        "renewed_mrr": D(0),
        "pending": 1,
        "pending_mrr": D(75),
        "secured": 0,
        "gross": D(0),
        "net": D(0),
        "logo": D(0),
    },
}

ECONOMICS = {
    # ARPA 1,874 / 7. Nothing left: no quick ratio. CAC (3,000 + 600 + 200 × 0.90) / 1.
    # Margin: January to May have 800 + 1,000 + 1,350 + 1,550 + 1,874 = 6,574 of MRR and 1,500 of
    # cost: 1 − 1,500 / 6,574 = 0.7718284…; payback 3,780 / (324 × 0.7718284…) = 15.1156223…
    # Nobody has left yet: no lifetime value.
    date(2023, 5, 1): {
        "mrr": D(1874),
        "arr": D(22488),
        "accounts": 7,
        "arpa": D("267.7143"),
        "quick_ratio": None,
        "cac": D(3780),
        "payback_months": D("15.115622"),
        "ltv_simple": None,
        "gross_margin": D("0.771828"),
    },
    # ARPA 1,892 / 6. Quick ratio 0 / 100. Nobody won: no CAC. Margin: 6,574 + 1,974 + 1,992 +
    # 1,892 = 12,432; 1 − 2,400 / 12,432 = 0.8069498… Churn: 1 of the months' openings 0 + 3 + 4 +
    # 5 + 6 + 7 + 7 + 7 = 39; 1,892 / 6 × 10,032 / 12,432 × 39 = 12,298 × 0.8069498…
    date(2023, 8, 1): {
        "mrr": D(1892),
        "arr": D(22704),
        "accounts": 6,
        "arpa": D("315.3333"),
        "quick_ratio": D(0),
        "cac": None,
        "payback_months": None,
        "ltv_simple": D("9923.8687"),
        "gross_margin": D("0.806950"),
    },
    # ARPA 1,734 / 5 = 346.8. Quick ratio 0 / 75. Margin: the year's MRR is 2,371.2 + 2,421.2 +
    # 2,011.2 + 1,756 + 1,876 + 1,960 + 1,954 + 1,954 + 1,869 + 1,899 + 1,809 + 1,734 = 23,614.6;
    # 1 − 4,800 / 23,614.6 = 0.7967359… Churn: Cormoran, Églantier and Havre, of openings 6 + 7 +
    # 7 + 6 + 5 + 5 + 6 + 6 + 6 + 6 + 6 + 6 = 72: 1 / 24. 346.8 × 24 × 0.7967359…
    date(2024, 12, 1): {
        "mrr": D(1734),
        "arr": D(20808),
        "accounts": 5,
        "arpa": D("346.8"),
        "quick_ratio": D(0),
        "cac": None,
        "payback_months": None,
        "ltv_simple": D("6631.3924"),
        "gross_margin": D("0.796736"),
    },
}
# June 2024: Havre's 100 / Aubépine's 16. March: 90 / 500.
QUICK_RATIOS = {date(2024, 6, 1): D("6.25"), date(2024, 3, 1): D("0.18")}

# Aubépine on 2024-12-31, Paris. 28 days: from 4 December. u1 on the 30th and 31st, u2 on the
# 27th; u3 last on 20 November, so lost on 18 December. 15 + 8 seats. Features: case_closed and
# report_sent of 4. Depth: u1 twice and u2 once, 3 / 2.
ADOPTION: Numbers = {
    "active_users_1d": 1,
    "active_users_7d": 2,
    "active_users_28d": 2,
    "seats": D(23),
    "seat_utilisation": D("0.086957"),
    "breadth": D("0.5"),
    "depth": D("1.5"),
    "days_since_value_event": 0,
    "new_users": 0,
    "users_lost": 0,
}
USERS_LOST = {date(2024, 12, 18): 1}  # 20 November + 28 days
TIME_TO_FIRST_VALUE = {"A1": 25}  # signed on 2022-12-15, first case closed on 2023-01-09
