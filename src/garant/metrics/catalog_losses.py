"""How MRR gets from one period to the next: the parts of the bridge that take some away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from garant.metrics.catalog_movements import in_month, movement
from garant.metrics.metric import MRR_SETTINGS, Example

LOSSES = (
    movement(
        "contraction_seats",
        label="Contraction of seats",
        label_fr="Réduction de licences",
        better="down",
        definition="What fewer units of the same product in the same department take away, at "
        "the unit price of the start of the period.",
        definition_fr="Ce qu'enlèvent moins d'unités du même produit dans le même service, au "
        "prix unitaire du début de période.",
        formula="−round4((q1 − q0) × p0), when it falls",
        formula_fr="−round4((q1 − q0) × p0), quand il baisse",
        rules=("R11", "R14"),
        example=in_month(
            date(2024, 4, 1),
            "55.2",
            working="In April 2024 Fennel gives 2 of 12 seats back: 2 × 30 dollars × 0.92 = 55.2.",
            working_fr="En avril 2024, Fennel rend 2 licences sur 12 : 2 × 30 dollars × 0,92 = "
            "55,2.",
        ),
    ),
    movement(
        "contraction_plan",
        label="Contraction of plan",
        label_fr="Descente en gamme",
        better="down",
        definition="The change of a thread whose product was replaced by another in the period, "
        "when it falls.",
        definition_fr="La variation d'un fil dont le produit a été remplacé par un autre dans la "
        "période, quand il baisse.",
        formula="m0 − m1, when a line with another product replaces one",
        formula_fr="m0 − m1, quand une ligne d'un autre produit en remplace une",
        rules=("R14", "R15"),
        example=in_month(
            date(2024, 9, 1),
            "60",
            working="In September 2024 Grisette steps down from Desk Plus to Desk: 180 − 120 = 60.",
            working_fr="En septembre 2024, Grisette redescend de Desk Plus à Desk : 180 − 120 = "
            "60.",
        ),
    ),
    movement(
        "contraction_price",
        label="Contraction of price",
        label_fr="Baisse de prix",
        better="down",
        definition="What a thread loses beyond its units: a lower list price, or a discount that "
        "starts.",
        definition_fr="Ce qu'un fil perd au-delà de ses unités : un prix de liste plus bas, ou "
        "une remise qui commence.",
        formula="−((m1 − m0) − round4((q1 − q0) × p0)), when it falls",
        formula_fr="−((m1 − m0) − round4((q1 − q0) × p0)), quand il baisse",
        rules=("R14",),
        example=in_month(
            date(2024, 6, 1),
            "16",
            working="In June 2024 Aubépine's support pays 18 instead of 20: 8 × 2 = 16.",
            working_fr="En juin 2024, le support d'Aubépine paie 18 au lieu de 20 : 8 × 2 = 16.",
        ),
    ),
    movement(
        "contraction_drop",
        label="Products and departments dropped",
        label_fr="Produits et services abandonnés",
        better="down",
        definition="MRR of a thread that ended while its account goes on. One of several "
        "subscriptions that ends is never churn.",
        definition_fr="Le MRR d'un fil qui s'arrête alors que son compte continue. Un abonnement "
        "parmi d'autres qui s'arrête n'est jamais une attrition.",
        formula="m0, when m1 = 0 and the account still has MRR",
        formula_fr="m0, quand m1 = 0 et que le compte a encore du MRR",
        rules=("R14",),
        vendors="ChartMogul too counts it as contraction as long as another subscription is "
        "active.",
        vendors_fr="ChartMogul le compte aussi en contraction tant qu'un autre abonnement est "
        "actif.",
        example=in_month(
            date(2024, 11, 1),
            "90",
            working="In November 2024 Aubépine gives up Inbox: 90.",
            working_fr="En novembre 2024, Aubépine renonce à Inbox : 90.",
        ),
    ),
    movement(
        "contraction",
        label="Contraction",
        label_fr="Contraction",
        better="down",
        definition="In the view `net`, what continuing accounts lost, each account with the sum "
        "of its movements of the period when that sum falls.",
        definition_fr="Dans la vue `net`, ce que les comptes qui continuent ont perdu, chacun "
        "avec la somme de ses variations de la période quand elle baisse.",
        formula="−Σ over continuing accounts whose movements together fall",
        formula_fr="−Σ des comptes qui continuent et dont les variations, ensemble, baissent",
        rules=("R18",),
        example=Example(
            asked={"by": "month", "view": "net"},
            where={"period": date(2024, 9, 1)},
            value=Decimal(85),
            working="In September 2024 Grisette's 60 and Havre's 25: 85.",
            working_fr="En septembre 2024, les 60 de Grisette et les 25 de Havre : 85.",
        ),
    ),
    movement(
        "churn",
        label="Churn",
        label_fr="Attrition",
        better="down",
        definition="MRR at the start of the period of accounts that have none at its end, with "
        "the reason of the last line to end. A renewal signed late, within the days of grace, "
        "leaves no hole.",
        definition_fr="Le MRR en début de période des comptes qui n'en ont plus à la fin, avec la "
        "raison de la dernière ligne à finir. Un renouvellement signé en retard, dans les jours "
        "de grâce, ne fait pas de trou.",
        formula="Σ A0, over accounts with A1 = 0 < A0",
        formula_fr="Σ A0, comptes avec A1 = 0 < A0",
        rules=("R4", "R5", "R13"),
        settings=("free_policy", "closes", *MRR_SETTINGS),
        vendors="ChartMogul and Stripe Billing let you choose whether a cancellation counts at "
        "once or when service ends: churn_recognition=at_request or service_end. Stripe Billing "
        "counts an unpaid subscription as churn; here it is churn when the contract ends, with "
        "the reason nonpayment.",
        vendors_fr="ChartMogul et Stripe Billing laissent choisir si une résiliation compte tout "
        "de suite ou à la fin du service : churn_recognition=at_request ou service_end. Stripe "
        "Billing compte un abonnement impayé en attrition ; ici c'en est une quand le contrat "
        "prend fin, avec la raison nonpayment.",
        example=in_month(
            date(2024, 3, 1),
            "500",
            working="In March 2024 Cormoran leaves at the end of its year: 500, voluntary.",
            working_fr="En mars 2024, Cormoran part à la fin de son année : 500, volontaire.",
        ),
    ),
    movement(
        "fx",
        label="Exchange rates",
        label_fr="Change",
        better="none",
        definition="What exchange rates did to MRR: each account's change less its movements, "
        "which are valued at the rate of the last day. It takes every rounding remainder.",
        definition_fr="Ce que le change a fait au MRR : la variation de chaque compte moins ses "
        "mouvements, évalués au change du dernier jour. Il recueille tous les restes d'arrondi.",
        formula="A1 − A0 − signed movements",
        formula_fr="A1 − A0 − variations signées",
        rules=("R16", "R17"),
        settings=("fx_policy", "closes", *MRR_SETTINGS),
        vendors="Stripe Billing shows the effect of currencies apart, as here. ChartMogul makes "
        "no movement of it.",
        vendors_fr="Stripe Billing montre l'effet des devises à part, comme ici. ChartMogul n'en "
        "fait pas de mouvement.",
        example=in_month(
            date(2023, 7, 1),
            "18",
            working="In July 2023 the dollar goes from 0.90 to 0.95: 360 × 0.05 = 18.",
            working_fr="En juillet 2023, le dollar passe de 0,90 à 0,95 : 360 × 0,05 = 18.",
        ),
    ),
    movement(
        "restatement",
        label="Restatement",
        label_fr="Retraitement",
        better="none",
        definition="With closes=frozen, each period is counted with what was known at its end; "
        "the restatement is what rows recorded later changed in its opening. Otherwise 0.",
        definition_fr="Avec closes=frozen, chaque période est comptée avec ce qu'on savait à sa "
        "fin ; le retraitement est ce que des lignes enregistrées plus tard ont changé à son "
        "ouverture. Sinon 0.",
        formula="opening(t) − closing(t − 1)",
        formula_fr="ouverture(t) − clôture(t − 1)",
        rules=("R2", "R17"),
        settings=("closes", *MRR_SETTINGS),
        vendors="Tools that recompute history show restated figures without saying so; "
        "closes=restated, the default, gives the same, and closes=frozen says what moved.",
        vendors_fr="Les outils qui recalculent l'historique montrent des chiffres retraités sans "
        "le dire ; closes=restated, le réglage par défaut, donne les mêmes, et closes=frozen dit "
        "ce qui a bougé.",
        example=in_month(
            date(2024, 1, 1),
            "0",
            working="Nothing was recorded late in the small company: 0 in every month.",
            working_fr="Rien n'a été enregistré en retard dans la petite entreprise : 0 chaque "
            "mois.",
        ),
    ),
    movement(
        "blips",
        label="Blips",
        label_fr="Passages éclair",
        better="none",
        unit="count",
        definition="Accounts that had MRR on some day of the period but at neither end. Counted "
        "beside the bridge, never in it; a later start is a reactivation.",
        definition_fr="Les comptes qui ont eu du MRR un jour de la période mais ni au début ni à "
        "la fin. Comptés à côté du passage, jamais dedans ; un départ ultérieur est une "
        "réactivation.",
        formula="accounts with A0 = A1 = 0 and MRR on a day between",
        formula_fr="comptes avec A0 = A1 = 0 et du MRR un jour entre les deux",
        rules=("R19",),
        example=Example(
            asked={"by": "month", "view": "full"},
            where={"period": date(2023, 10, 1)},
            value=1,
            working="Havre took Inbox from 5 to 20 October 2023: 1.",
            working_fr="Havre a pris Inbox du 5 au 20 octobre 2023 : 1.",
        ),
    ),
)
