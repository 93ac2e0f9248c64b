"""What an account costs to win, brings in and is worth; what a departure costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from garant.metrics.metric import MRR_SETTINGS, Example, Metric

_MAY, _DECEMBER = {"period": date(2023, 5, 1)}, {"period": date(2024, 12, 1)}

ECONOMICS = (
    Metric(
        code="cac",
        label="Customer acquisition cost (CAC)",
        label_fr="Coût d'acquisition d'un compte (CAC)",
        unit="money",
        grain="period",
        better="down",
        table="economics",
        column="cac",
        definition="Sales and marketing spend of the period over the accounts won in it. Null "
        "when none was won, or when no such spend is known.",
        definition_fr="Les dépenses de vente et de marketing de la période, divisées par les "
        "comptes gagnés. Vide quand aucun n'est gagné, ou quand aucune de ces dépenses n'est "
        "connue.",
        formula="(sales + marketing spend) ÷ accounts won",
        formula_fr="(dépenses de vente + de marketing) ÷ comptes gagnés",
        rules=("R13", "R25"),
        source="METRICS §3",
        settings=MRR_SETTINGS,
        vendors="Some count only marketing, and some set the spend of an earlier month against "
        "the accounts won; the lag in months does the latter.",
        vendors_fr="Certains ne comptent que le marketing, et d'autres rapportent aux comptes "
        "gagnés la dépense d'un mois antérieur ; le décalage en mois fait de même.",
        example=Example(
            where=_MAY,
            value=Decimal(3780),
            working="In May 2023, 3,000 + 600 + 200 dollars at 0.90 for one account: 3,780.",
            working_fr="En mai 2023, 3 000 + 600 + 200 dollars à 0,90 pour un compte : 3 780.",
        ),
    ),
    Metric(
        code="gross_margin",
        label="Gross margin",
        label_fr="Marge brute",
        unit="share",
        grain="period",
        better="up",
        table="economics",
        column="gross_margin",
        definition="What is left of MRR after the cost of service, over the twelve months that "
        "end with the period.",
        definition_fr="Ce qui reste du MRR après le coût du service, sur les douze mois qui "
        "finissent avec la période.",
        formula="1 − cost of service ÷ Σ MRR of the same months",
        formula_fr="1 − coût du service ÷ Σ MRR des mêmes mois",
        rules=("R25",),
        source="METRICS §3",
        settings=MRR_SETTINGS,
        example=Example(
            where=_DECEMBER,
            value=Decimal("0.796736"),
            working="In 2024, 12 × 400 = 4,800 of cost and 23,614.6 of MRR: "
            "1 − 4,800 / 23,614.6 = 0.796736.",
            working_fr="En 2024, 12 × 400 = 4 800 de coût et 23 614,6 de MRR : "
            "1 − 4 800 / 23 614,6 = 0,796736.",
        ),
    ),
    Metric(
        code="payback_months",
        label="Payback, in months",
        label_fr="Délai de récupération, en mois",
        unit="months",
        grain="period",
        better="down",
        table="economics",
        column="payback_months",
        definition="Months until an account won in the period has earned, in margin, what it "
        "cost to win. Null where the margin is not positive: it never does.",
        definition_fr="Le nombre de mois avant qu'un compte gagné dans la période ait rapporté, "
        "en marge, ce qu'il a coûté. Vide quand la marge n'est pas positive : il ne le fera "
        "jamais.",
        formula="CAC ÷ (new MRR ÷ accounts won × gross margin)",
        formula_fr="CAC ÷ (nouveau MRR ÷ comptes gagnés × marge brute)",
        rules=("R25",),
        source="METRICS §3",
        settings=MRR_SETTINGS,
        vendors="Without the margin the same quotient is shorter; here the margin is always in.",
        vendors_fr="Sans la marge le même quotient est plus court ; ici la marge y est toujours.",
        example=Example(
            where=_MAY,
            value=Decimal("15.115622"),
            working="3,780 / (324 × 5,074 / 6,574) = 15.115622 months.",
            working_fr="3 780 / (324 × 5 074 / 6 574) = 15,115622 mois.",
        ),
    ),
    Metric(
        code="ltv_simple",
        label="Lifetime value, simple",
        label_fr="Valeur vie, simple",
        unit="money",
        grain="period",
        better="up",
        table="economics",
        column="ltv_simple",
        definition="What an account would bring in margin if accounts kept leaving as they did "
        "in the last twelve months: accounts that left in them over the sum of the accounts that "
        "opened each month. Null while nobody has left.",
        definition_fr="Ce qu'un compte rapporterait en marge si les comptes continuaient de "
        "partir comme sur les douze derniers mois : les comptes partis, divisés par la somme des "
        "comptes présents au début de chaque mois. Vide tant que personne n'est parti.",
        formula="ARPA × gross margin ÷ logo churn of a month",
        formula_fr="ARPA × marge brute ÷ attrition mensuelle en nombre de comptes",
        rules=("R21", "R25"),
        source="METRICS §3",
        settings=MRR_SETTINGS,
        vendors="Many divide ARPA by churn without the margin, or by revenue churn. Lifetime "
        "value has three kinds here, each with its name.",
        vendors_fr="Beaucoup divisent l'ARPA par l'attrition sans la marge, ou par l'attrition du "
        "revenu. La valeur vie a ici trois sortes, chacune avec son nom.",
        example=Example(
            where=_DECEMBER,
            value=Decimal("6631.3924"),
            working="Three departures of 72 account-months: 1/24 a month; "
            "346.8 × 0.796736 × 24 = 6,631.3924 (with the margin unrounded).",
            working_fr="Trois départs sur 72 mois-comptes : 1/24 par mois ; "
            "346,8 × 0,796736 × 24 = 6 631,3924 (avec la marge non arrondie).",
        ),
    ),
    Metric(
        code="ltv_expected",
        label="Lifetime value, expected",
        label_fr="Valeur vie, espérée",
        unit="money",
        grain="retention curve",
        better="up",
        table="arithmetic",
        column="ltv_expected",
        definition="What an account brings in margin month by month, along a retention curve and "
        "discounted. With the lower and the upper curve it has an interval.",
        definition_fr="Ce qu'un compte rapporte en marge mois après mois, le long d'une courbe de "
        "rétention et actualisé. Avec les courbes basse et haute, elle a un intervalle.",
        formula="Σ over k of S(k) × ARPA × margin × discount^k",
        formula_fr="Σ sur k de S(k) × ARPA × marge × actualisation^k",
        rules=(),
        source="METRICS §3",
        example=Example(
            asked={
                "function": "ltv_expected",
                "args": ((*[1] * 7, Fraction(2, 3)), Decimal("346.8")),
                "options": {"margin": Decimal("0.8")},
            },
            value=Decimal("2127.04"),
            working="The first eight months of the cohort of January 2023, with 346.8 a month "
            "and 80 % of margin: (7 + 2/3) × 277.44 = 2,127.04.",
            working_fr="Les huit premiers mois de la cohorte de janvier 2023, avec 346,8 par mois "
            "et 80 % de marge : (7 + 2/3) × 277,44 = 2 127,04.",
        ),
    ),
    Metric(
        code="ltv_realised",
        label="Lifetime value, realised",
        label_fr="Valeur vie, réalisée",
        unit="money",
        grain="account",
        better="up",
        table="arithmetic",
        column="ltv_realised",
        definition="The margin that an account has really brought in so far.",
        definition_fr="La marge qu'un compte a vraiment rapportée à ce jour.",
        formula="Σ monthly amounts × margin",
        formula_fr="Σ montants mensuels × marge",
        rules=(),
        source="METRICS §3",
        example=Example(
            asked={
                "function": "ltv_realised",
                "args": ((*[350] * 6, *[500] * 6), Decimal("0.8")),
            },
            value=Decimal(4080),
            working="Cormoran paid 6 × 350 + 6 × 500 = 5,100; at 80 % of margin, 4,080.",
            working_fr="Cormoran a payé 6 × 350 + 6 × 500 = 5 100 ; à 80 % de marge, 4 080.",
        ),
    ),
    Metric(
        code="cost_of_departure",
        label="Cost of a departure",
        label_fr="Coût d'un départ",
        unit="money",
        grain="account",
        better="down",
        table="arithmetic",
        column="cost",
        definition="The months that were expected and will not be paid.",
        definition_fr="Les mois attendus qui ne seront pas payés.",
        formula="(expected months − months kept) × monthly amount",
        formula_fr="(mois attendus − mois gardés) × montant mensuel",
        rules=(),
        source="METRICS §3, and the essay: 500 × (20 − 2) = 9,000",
        example=Example(
            asked={"function": "cost_of_departure", "args": (500, 20, 12)},
            value=Decimal(4000),
            working="Cormoran paid 500 a month, was expected for 20 months and stayed 12: "
            "8 × 500 = 4,000.",
            working_fr="Cormoran payait 500 par mois, était attendu 20 mois et en est resté 12 : "
            "8 × 500 = 4 000.",
        ),
    ),
    Metric(
        code="replacement",
        label="Accounts to win",
        label_fr="Comptes à gagner",
        unit="count",
        grain="target",
        better="none",
        table="arithmetic",
        column="to_win",
        definition="Accounts to win to grow by a share while some leave. The same holds for "
        "money, and month by month under a monthly churn.",
        definition_fr="Les comptes à gagner pour croître d'une part alors que certains partent. "
        "De même en argent, et mois par mois sous une attrition mensuelle.",
        formula="accounts × growth + accounts lost, rounded up",
        formula_fr="comptes × croissance + comptes perdus, arrondi au-dessus",
        rules=(),
        source="METRICS §3, and the essay: two customers, 50 %, win 1; lose one, win 2",
        example=Example(
            asked={"function": "replacement", "args": (6, "50%", 2)},
            value=5,
            working="Six accounts at the end of 2023, half as many more wanted, two lost: "
            "6 × 50 % + 2 = 5.",
            working_fr="Six comptes fin 2023, moitié plus voulue, deux perdus : 6 × 50 % + 2 = 5.",
        ),
    ),
    Metric(
        code="licence_vs_rent",
        label="Licence against rent",
        label_fr="Licence contre loyer",
        unit="share",
        grain="month",
        better="none",
        table="arithmetic",
        column="rent",
        definition="Share of its lifetime value that a sale has brought in by each month: a "
        "licence has 90 % at signature, a rent an equal part each month.",
        definition_fr="La part de sa valeur vie qu'une vente a rapportée à chaque mois : une "
        "licence en a 90 % à la signature, un loyer une part égale chaque mois.",
        formula="licence: 0.9 + 0.1 × month ÷ months; rent: month ÷ months",
        formula_fr="licence : 0,9 + 0,1 × mois ÷ durée ; loyer : mois ÷ durée",
        rules=(),
        source="METRICS §3, and the essay: 90 % at signature, 5 % in the first of 20 months",
        example=Example(
            asked={"function": "licence_against_rent", "args": (20,), "row": 1},
            value=Decimal("0.05"),
            working="Of 20 months, the first brings 1 / 20 = 0.05.",
            working_fr="De 20 mois, le premier rapporte 1 / 20 = 0,05.",
        ),
    ),
)
