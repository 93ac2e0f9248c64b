"""How MRR gets from one period to the next: the parts of the bridge that bring more of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from garant.metrics.metric import MRR_SETTINGS, Better, Example, Metric

_IN_FULL = {"by": "month", "view": "full"}


def movement(code: str, *, better: Better, **told: object) -> Metric:
    """A column of the bridge: money, by period, under the same settings."""
    given: dict[str, object] = {
        "unit": "money",
        "grain": "period",
        "table": "bridge",
        "column": code,
        "source": "METRICS §2, R12 to R18",
        "settings": ("closes", *MRR_SETTINGS),
    }
    return Metric(code=code, better=better, **(given | told))  # type: ignore[arg-type]


def in_month(month: date, value: str, *, working: str, working_fr: str) -> Example:
    """A figure of one month of the bridge."""
    return Example(
        asked=_IN_FULL,
        where={"period": month},
        value=Decimal(value),
        working=working,
        working_fr=working_fr,
    )


GAINS = (
    movement(
        "new",
        label="New MRR",
        label_fr="Nouveau MRR",
        better="up",
        definition="MRR at the end of the period of accounts that had none at its start and "
        "never had any before. A second subscription of a customer is never new.",
        definition_fr="Le MRR en fin de période des comptes qui n'en avaient pas au début et n'en "
        "avaient jamais eu. Un deuxième abonnement d'un client n'est jamais nouveau.",
        formula="Σ A1, over accounts with A0 = 0 < A1 that never had MRR",
        formula_fr="Σ A1, comptes avec A0 = 0 < A1 qui n'ont jamais eu de MRR",
        rules=("R13", "R16"),
        vendors="ChartMogul also counts a further subscription of a customer as expansion. Tools "
        "that follow subscriptions in place of customers count it as new.",
        vendors_fr="ChartMogul compte aussi un abonnement de plus d'un client en expansion. Les "
        "outils qui suivent les abonnements au lieu des clients le comptent comme nouveau.",
        example=in_month(
            date(2023, 5, 1),
            "324",
            working="In May 2023 Fennel signs 12 seats at 30 dollars: 360 × 0.90 = 324.",
            working_fr="En mai 2023, Fennel signe 12 licences à 30 dollars : 360 × 0,90 = 324.",
        ),
    ),
    movement(
        "reactivation",
        label="Reactivation",
        label_fr="Réactivation",
        better="up",
        definition="MRR at the end of the period of accounts that had none at its start but had "
        "some on an earlier day.",
        definition_fr="Le MRR en fin de période des comptes qui n'en avaient pas au début mais en "
        "avaient eu un jour d'avant.",
        formula="Σ A1, over accounts with A0 = 0 < A1 that had MRR before",
        formula_fr="Σ A1, comptes avec A0 = 0 < A1 qui ont déjà eu du MRR",
        rules=("R13", "R16", "R19"),
        settings=("reactivation_window_days", "closes", *MRR_SETTINGS),
        vendors="ChartMogul and Stripe Billing show reactivations apart too, without limit of "
        "time, as here. reactivation_window_days counts a return after so many days as new.",
        vendors_fr="ChartMogul et Stripe Billing montrent aussi les réactivations à part, sans "
        "limite de temps, comme ici. reactivation_window_days compte comme nouveau un retour "
        "après tant de jours.",
        example=in_month(
            date(2024, 1, 1),
            "180",
            working="In January 2024 Grisette is back, five months after its last day: 6 × 30 = "
            "180.",
            working_fr="En janvier 2024, Grisette revient, cinq mois après son dernier jour : 6 "
            "× 30 = 180.",
        ),
    ),
    movement(
        "upsell_seats",
        label="Upsell of seats",
        label_fr="Vente additionnelle de licences",
        better="up",
        definition="What more units of the same product in the same department bring, at the "
        "unit price of the start of the period. Also a product that starts again there while the "
        "account has it there already in another currency.",
        definition_fr="Ce qu'apportent plus d'unités du même produit dans le même service, au "
        "prix unitaire du début de période. Aussi un produit qui y commence alors que le compte "
        "l'y a déjà dans une autre devise.",
        formula="round4((q1 − q0) × p0), when it rises",
        formula_fr="round4((q1 − q0) × p0), quand il monte",
        rules=("R11", "R14", "R15"),
        vendors="Most tools give one figure of expansion. The view `net` does too.",
        vendors_fr="La plupart des outils donnent un seul chiffre d'expansion. La vue `net` aussi.",
        example=in_month(
            date(2023, 6, 1),
            "100",
            working="In June 2023 Aubépine goes from 10 seats to 15: 5 × 20 = 100.",
            working_fr="En juin 2023, Aubépine passe de 10 licences à 15 : 5 × 20 = 100.",
        ),
    ),
    movement(
        "upsell_plan",
        label="Upsell of plan",
        label_fr="Montée en gamme",
        better="up",
        definition="The change of a thread whose product was replaced by another in the period, "
        "when it rises.",
        definition_fr="La variation d'un fil dont le produit a été remplacé par un autre dans la "
        "période, quand il monte.",
        formula="m1 − m0, when a line with another product replaces one",
        formula_fr="m1 − m0, quand une ligne d'un autre produit en remplace une",
        rules=("R14", "R15"),
        example=in_month(
            date(2024, 5, 1),
            "120",
            working="In May 2024 Brumaire moves ten seats from Desk to Desk Plus: 320 − 200 = 120.",
            working_fr="En mai 2024, Brumaire passe dix licences de Desk à Desk Plus : 320 − "
            "200 = 120.",
        ),
    ),
    movement(
        "cross_sell_product",
        label="Cross-sell of products",
        label_fr="Vente croisée de produits",
        better="up",
        definition="MRR of a product that a continuing account did not have at the start.",
        definition_fr="Le MRR d'un produit qu'un compte qui continue n'avait pas au début.",
        formula="m1, when m0 = 0 and the account had no MRR in that product",
        formula_fr="m1, quand m0 = 0 et que le compte n'avait pas de MRR sur ce produit",
        rules=("R14",),
        example=in_month(
            date(2024, 3, 1),
            "90",
            working="In March 2024 Aubépine takes Inbox at 90 a month: 90.",
            working_fr="En mars 2024, Aubépine prend Inbox à 90 par mois : 90.",
        ),
    ),
    movement(
        "cross_sell_department",
        label="Cross-sell of departments",
        label_fr="Vente croisée à d'autres services",
        better="up",
        definition="MRR of a product that a continuing account had, in a department that did "
        "not have it.",
        definition_fr="Le MRR d'un produit qu'un compte qui continue avait déjà, dans un service "
        "qui ne l'avait pas.",
        formula="m1, when m0 = 0 and the department had no MRR in that product",
        formula_fr="m1, quand m0 = 0 et que le service n'avait pas de MRR sur ce produit",
        rules=("R14",),
        example=in_month(
            date(2023, 9, 1),
            "160",
            working="In September 2023 Aubépine's support joins its sales on Desk: 8 × 20 = 160.",
            working_fr="En septembre 2023, le support d'Aubépine rejoint ses ventes sur Desk : "
            "8 × 20 = 160.",
        ),
    ),
    movement(
        "price_increase",
        label="Price increase",
        label_fr="Hausse de prix",
        better="up",
        definition="What a thread gains beyond its units. With --accounts, price_subtype says "
        "whether the list price rose or a discount ended. When units and price pull opposite "
        "ways, the whole change goes where it ends up, so that volume prices make no loss.",
        definition_fr="Ce qu'un fil gagne au-delà de ses unités. Avec --accounts, price_subtype "
        "dit si le prix de liste a monté ou si une remise a pris fin. Quand unités et prix tirent "
        "en sens contraire, toute la variation va où elle aboutit, pour qu'un prix dégressif ne "
        "fasse pas de perte.",
        formula="(m1 − m0) − round4((q1 − q0) × p0), when it rises",
        formula_fr="(m1 − m0) − round4((q1 − q0) × p0), quand il monte",
        rules=("R14",),
        vendors="ChartMogul counts a discount that ends as expansion, as here.",
        vendors_fr="ChartMogul compte la fin d'une remise en expansion, comme ici.",
        example=in_month(
            date(2023, 9, 1),
            "150",
            working="In September 2023 Cormoran's 30 % end: 500 − 350 = 150, of subtype discount.",
            working_fr="En septembre 2023, les 30 % de Cormoran prennent fin : 500 − 350 = 150, de "
            "sous-type discount.",
        ),
    ),
    movement(
        "expansion",
        label="Expansion",
        label_fr="Expansion",
        better="up",
        definition="In the view `net`, what continuing accounts gained, each account with the "
        "sum of its movements of the period when that sum rises.",
        definition_fr="Dans la vue `net`, ce que les comptes qui continuent ont gagné, chacun "
        "avec la somme de ses variations de la période quand elle monte.",
        formula="Σ over continuing accounts whose movements together rise",
        formula_fr="Σ des comptes qui continuent et dont les variations, ensemble, montent",
        rules=("R18",),
        example=Example(
            asked={"by": "month", "view": "net"},
            where={"period": date(2023, 9, 1)},
            value=Decimal(310),
            working="In September 2023 Aubépine's 160 and Cormoran's 150: 310.",
            working_fr="En septembre 2023, les 160 d'Aubépine et les 150 de Cormoran : 310.",
        ),
    ),
)
