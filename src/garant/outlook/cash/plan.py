"""The plan of a company that sells subscriptions: what its cash will follow from.

A plan is checked as it is made: one that contradicts itself cannot exist, and every contradiction
is named at once, field by field. Amounts are Decimal, in one currency, without tax; shares are
0 to 1; months are whole, and month 1 is the first month of the plan.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from garant.metrics.errors import DataError
from garant.outlook.cash.plan_checks import numbers, problems
from garant.outlook.cash.plan_fields import Spec, meaning
from garant.outlook.cash.plan_rows import Existing, Hire

CommissionPaid = Literal["signature", "receipt", "spread"]

MOST_MONTHS = Decimal(240)
MOST_MONEY = Decimal(10) ** 12
MOST_PEOPLE = Decimal(10) ** 5
ONE, NIL = Decimal(1), Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a company plans. The defaults are a young company that sells to other companies.

    Raises DataError with every problem when the plan contradicts itself.

    >>> Plan().net_price
    Decimal('900.00')
    >>> Plan(discount=0.2).discount
    Decimal('0.2')
    """

    # ------------------------------------------------------------ the plan
    currency: str = field(default="EUR", metadata=meaning(
        group="plan", kind="text", unit="code",
        en="Currency of every amount.",
        fr="Devise de tous les montants.",
    ))  # fmt: skip
    start: str = field(default="", metadata=meaning(
        group="plan", kind="month", unit="month",
        en="First month of the plan; empty when months are only counted.",
        fr="Premier mois du plan~; vide si l’on ne fait que compter les mois.",
    ))  # fmt: skip
    months: int = field(default=60, metadata=meaning(
        group="plan", kind="whole", unit="months", low=ONE, high=MOST_MONTHS,
        en="How many months to project.",
        fr="Nombre de mois à projeter.",
    ))  # fmt: skip

    # ------------------------------------------------------------ sales
    salespeople: Decimal = field(default=Decimal(2), metadata=meaning(
        group="sales", kind="number", unit="people", low=NIL, high=MOST_PEOPLE,
        en="Salespeople present before month 1, fully productive.",
        fr="Commerciaux présents avant le mois 1, pleinement productifs.",
    ))  # fmt: skip
    hires: tuple[Hire, ...] = field(
        default=(Hire(3, Decimal(1)), Hire(9, Decimal(1)), Hire(15, Decimal(1))), metadata=meaning(
        group="sales", kind="table", unit="rows",
        en="Salespeople hired: the month in which they start and are first paid, and how many. "
        "Those of months after the plan do not count.",
        fr="Commerciaux embauchés~: le mois où ils commencent et sont payés, et combien. Ceux des "
        "mois qui suivent le plan ne comptent pas.",
    ))  # fmt: skip
    ramp_months: int = field(default=6, metadata=meaning(
        group="sales", kind="whole", unit="months", low=NIL, high=MOST_MONTHS,
        en="Months from hire to full productivity; in between it grows by equal steps, from none.",
        fr="Mois entre l’embauche et la pleine productivité~; d’ici là elle croît par pas égaux, "
        "à partir de rien.",
    ))  # fmt: skip
    deals_each: Decimal = field(default=Decimal(1), metadata=meaning(
        group="sales", kind="number", unit="deals a month", low=NIL, high=MOST_PEOPLE,
        en="Deals that a fully productive salesperson signs in a month.",
        fr="Contrats qu’un commercial pleinement productif signe en un mois.",
    ))  # fmt: skip
    salary: Decimal = field(default=Decimal(7000), metadata=meaning(
        group="sales", kind="money", unit="money a month", low=NIL, high=MOST_MONEY,
        en="What a salesperson costs in a month, charges and tools included, commission not.",
        fr="Coût d’un commercial par mois, charges et outils compris, commission non comprise.",
    ))  # fmt: skip
    commission: Decimal = field(default=Decimal("0.10"), metadata=meaning(
        group="sales", kind="share", unit="share", low=NIL, high=ONE,
        en="Commission, as a share of the first 12 months of rent of a deal.",
        fr="Commission, en part des 12 premiers mois de loyer d’un contrat.",
    ))  # fmt: skip
    commission_paid: CommissionPaid = field(default="signature", metadata=meaning(
        group="sales", kind="word", unit="word", choices=("signature", "receipt", "spread"),
        en="When it is paid: signature = at once; receipt = as the first 12 months are received; "
        "spread = a twelfth a month while the customer stays.",
        fr="Quand elle est payée~: signature = tout de suite~; receipt = à mesure que les 12 "
        "premiers mois sont encaissés~; spread = un douzième par mois tant que le client reste.",
    ))  # fmt: skip

    # ------------------------------------------------------------ price and payment
    price: Decimal = field(default=Decimal(1000), metadata=meaning(
        group="price", kind="money", unit="money a month", low=NIL, high=MOST_MONEY,
        en="Rent of a deal at list price.",
        fr="Loyer d’un contrat au tarif.",
    ))  # fmt: skip
    discount: Decimal = field(default=Decimal("0.10"), metadata=meaning(
        group="price", kind="share", unit="share", low=NIL, high=ONE,
        en="Discount given at signature; it lasts as long as the contract.",
        fr="Remise accordée à la signature~; elle dure autant que le contrat.",
    ))  # fmt: skip
    billing_months: int = field(default=1, metadata=meaning(
        group="price", kind="whole", unit="months", low=ONE, high=Decimal(36),
        en="Months billed in advance: 1 = monthly, 3 = quarterly, 12 = annual.",
        fr="Mois facturés d’avance~: 1 = mensuel, 3 = trimestriel, 12 = annuel.",
    ))  # fmt: skip
    payment_delay_months: Decimal = field(default=Decimal(1), metadata=meaning(
        group="price", kind="number", unit="months", low=NIL, high=Decimal(24),
        en="Months from invoice to payment; 1.5 = one half after one month, the other after two.",
        fr="Mois entre facture et paiement~; 1.5 = une moitié après un mois, l’autre après deux.",
    ))  # fmt: skip

    # ------------------------------------------------------------ customers
    term_months: int = field(default=12, metadata=meaning(
        group="customers", kind="whole", unit="months", low=ONE, high=MOST_MONTHS,
        en="Length of a term: customers leave at the end of one. 1 = they can leave every month.",
        fr="Durée d’un engagement~: les départs se font à la fin de l’un d’eux. 1 = tous les mois.",
    ))  # fmt: skip
    loss_by_year: tuple[Decimal, ...] = field(
        default=(Decimal("0.20"), Decimal("0.15"), Decimal("0.10")), metadata=meaning(
        group="customers", kind="list", unit="shares", low=NIL, high=ONE,
        en="Customers lost by the end of their 1st, 2nd, 3rd … year, as a share of those there at "
        "its start; the last one holds for all later years.",
        fr="Clients perdus à l’issue de leur 1re, 2e, 3e … année, en part de ceux présents à son "
        "début~; la dernière vaut pour toutes les suivantes.",
    ))  # fmt: skip
    loss_by_month: tuple[Decimal, ...] = field(default=(), metadata=meaning(
        group="customers", kind="list", unit="shares", low=NIL, high=ONE,
        en="Customers lost besides, whatever the term, at the end of their 1st, 2nd … month (those "
        "who stop paying, say); the last one holds for all later months. Empty = none.",
        fr="Clients perdus en plus, quel que soit l’engagement, à la fin de leur 1er, 2e … mois "
        "(ceux qui cessent de payer, par exemple)~; la dernière vaut pour la suite. Vide = aucun.",
    ))  # fmt: skip
    expansion: Decimal = field(default=Decimal("0.03"), metadata=meaning(
        group="customers", kind="number", unit="share a year", low=Decimal("-0.9"), high=Decimal(5),
        en="Growth of the rent of those who stay, at each anniversary.",
        fr="Hausse du loyer de ceux qui restent, à chaque anniversaire.",
    ))  # fmt: skip
    existing: tuple[Existing, ...] = field(default=(
        Existing(age_months=4, rent=Decimal(9000), accounts=10),
        Existing(age_months=10, rent=Decimal(9000), accounts=10),
        Existing(age_months=20, rent=Decimal(9000), accounts=10),
    ), metadata=meaning(
        group="customers", kind="table", unit="rows",
        en="Customers already there, by age: whole months since they started, as of month 1; what "
        "they pay a month together; how many; months billed in advance; length of their terms.",
        fr="Clients déjà là, par ancienneté~: mois entiers depuis leur début, vus du mois 1~; ce "
        "qu’ils paient ensemble par mois~; combien ils sont~; mois facturés d’avance~; durée de "
        "leurs engagements.",
    ))  # fmt: skip

    # ------------------------------------------------------------ costs
    onboarding: Decimal = field(default=Decimal(2500), metadata=meaning(
        group="costs", kind="money", unit="money", low=NIL, high=MOST_MONEY,
        en="Cost of onboarding a deal, paid in the month of signature.",
        fr="Coût de mise en service d’un contrat, payé le mois de la signature.",
    ))  # fmt: skip
    service_share: Decimal = field(default=Decimal("0.20"), metadata=meaning(
        group="costs", kind="share", unit="share", low=NIL, high=ONE,
        en="Cost of service, as a share of rent: hosting, licences, payment fees.",
        fr="Coût du service, en part du loyer~: hébergement, licences, frais de paiement.",
    ))  # fmt: skip
    service_per_account: Decimal = field(default=Decimal(50), metadata=meaning(
        group="costs", kind="money", unit="money a month", low=NIL, high=MOST_MONEY,
        en="Cost of service of a customer in a month, whatever it pays: support, care.",
        fr="Coût du service d’un client par mois, quoi qu’il paie~: support, suivi.",
    ))  # fmt: skip
    fixed: Decimal = field(default=Decimal(20000), metadata=meaning(
        group="costs", kind="money", unit="money a month", low=NIL, high=MOST_MONEY,
        en="All other costs: other salaries, product, premises.",
        fr="Tous les autres coûts~: autres salaires, produit, locaux.",
    ))  # fmt: skip

    # ------------------------------------------------------------ cash
    cash_in_hand: Decimal = field(default=Decimal(400000), metadata=meaning(
        group="cash", kind="money", unit="money", low=NIL, high=MOST_MONEY,
        en="Cash in hand before month 1.",
        fr="Trésorerie disponible avant le mois 1.",
    ))  # fmt: skip
    receivables: tuple[Decimal, ...] = field(default=(Decimal(27000),), metadata=meaning(
        group="cash", kind="list", unit="amounts", low=NIL, high=MOST_MONEY,
        en="Invoices sent before month 1 and not yet paid: what is due in month 1, month 2 and "
        "so on.",
        fr="Factures émises avant le mois 1 et non encore payées~: ce qui est dû le mois 1, le "
        "mois 2, etc.",
    ))  # fmt: skip

    # ------------------------------------------------------------ what is not known
    pace_spread: Decimal = field(default=Decimal("0.20"), metadata=meaning(
        group="uncertainty", kind="number", unit="relative", low=NIL, high=Decimal(2),
        en="How far the sales pace may turn out from the plan: 1 standard deviation.",
        fr="De combien le rythme des ventes peut s’écarter du plan~: 1 écart type.",
    ))  # fmt: skip
    price_spread: Decimal = field(default=Decimal("0.05"), metadata=meaning(
        group="uncertainty", kind="number", unit="relative", low=NIL, high=Decimal(2),
        en="The same of the rent of new deals.",
        fr="De même pour le loyer des nouveaux contrats.",
    ))  # fmt: skip
    loss_spread: Decimal = field(default=Decimal("0.25"), metadata=meaning(
        group="uncertainty", kind="number", unit="relative", low=NIL, high=Decimal(2),
        en="The same of the customers lost.",
        fr="De même pour les clients perdus.",
    ))  # fmt: skip
    delay_spread: Decimal = field(default=Decimal("0.5"), metadata=meaning(
        group="uncertainty", kind="number", unit="months", low=NIL, high=Decimal(12),
        en="The same of the payment delay, in months.",
        fr="De même pour le délai de paiement, en mois.",
    ))  # fmt: skip
    cost_spread: Decimal = field(default=Decimal("0.05"), metadata=meaning(
        group="uncertainty", kind="number", unit="relative", low=NIL, high=Decimal(2),
        en="The same of fixed costs.",
        fr="De même pour les coûts fixes.",
    ))  # fmt: skip
    chance: bool = field(default=True, metadata=meaning(
        group="uncertainty", kind="flag", unit="flag",
        en="Whether deals and departures come one by one, by chance, around what is expected.",
        fr="Si contrats et départs arrivent un à un, au hasard, autour de ce qui est attendu.",
    ))  # fmt: skip

    def __post_init__(self) -> None:
        for name, value in numbers(self).items():
            object.__setattr__(self, name, value)
        found = problems(self, SPECS)
        if found:
            raise DataError(found)

    @classmethod
    def spec(cls, field: str) -> Spec:
        """What a field means."""
        return SPECS[field]

    @property
    def net_price(self) -> Decimal:
        """Rent of a new deal, after the discount."""
        return self.price * (1 - self.discount)

    @property
    def sells(self) -> bool:
        """Whether anybody is there, or hired within the plan, who signs deals.

        >>> Plan().sells, Plan(salespeople=0, hires=()).sells
        (True, False)
        """
        hired = any(hire.people and hire.month <= self.months for hire in self.hires)
        return bool(self.deals_each and (self.salespeople or hired))

    def but(self, **values: object) -> Plan:
        """The same plan with other values; checked as a whole.

        >>> Plan().but(discount=0).net_price
        Decimal('1000')
        """
        return dataclasses.replace(self, **values)  # type: ignore[arg-type]


SPECS: Mapping[str, Spec] = {f.name: f.metadata["spec"] for f in dataclasses.fields(Plan)}
"""What each field of a plan means, in the order of its file."""
