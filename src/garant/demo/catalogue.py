"""What is sold and at what list price: three plans by the seat, three additions, one service."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CURRENCY = "EUR"
PLANS = ("P-TEAM", "P-BUSINESS", "P-ENTERPRISE")
ADDITIONS = ("P-LISTENING", "P-REPORTS", "P-ADVOCACY")
ONBOARDING = "P-ONBOARDING"
DEPARTMENTS = ("marketing", "communication", "customer_care", "sales", "human_resources", "brand")


@dataclass(frozen=True)
class Product:
    """A thing sold. `monthly` is its first list price, per seat unless `flat`."""

    product_id: str
    name: str
    family: str
    monthly: Decimal
    flat: bool = False


PRODUCTS = {
    product.product_id: product
    for product in (
        Product("P-TEAM", "Volière Team", "suite", Decimal(19)),
        Product("P-BUSINESS", "Volière Business", "suite", Decimal(31)),
        Product("P-ENTERPRISE", "Volière Enterprise", "suite", Decimal(43)),
        Product("P-LISTENING", "Listening", "listening", Decimal(290), flat=True),
        Product("P-REPORTS", "Reports", "reports", Decimal(120), flat=True),
        Product("P-ADVOCACY", "Advocacy", "advocacy", Decimal(6)),
        Product(ONBOARDING, "Onboarding workshop", "services", Decimal(1500), flat=True),
    )
}

# The list rises on these days; running tacit contracts follow once their first term is over.
PRICE_RISES = {
    date(2022, 1, 1): Decimal("0.03"),
    date(2023, 1, 1): Decimal("0.05"),
    date(2024, 1, 1): Decimal("0.03"),
    date(2025, 1, 1): Decimal("0.02"),
}


def list_price(product_id: str, day: date) -> Decimal:
    """List price a month on that day: per seat, or for the whole when the product is flat.

    >>> list_price("P-TEAM", date(2021, 6, 1)), list_price("P-ENTERPRISE", date(2025, 6, 1))
    (Decimal('19.00'), Decimal('48.90'))
    """
    price = PRODUCTS[product_id].monthly
    for risen_on, share in PRICE_RISES.items():
        price *= 1 + (share if risen_on <= day else 0)
    return to_ten_cents(price)


def to_ten_cents(price: Decimal) -> Decimal:
    """A price as a catalogue prints it.

    >>> to_ten_cents(Decimal("19.57"))
    Decimal('19.60')
    """
    return price.quantize(Decimal("0.1"), ROUND_HALF_UP).quantize(Decimal("0.01"))
