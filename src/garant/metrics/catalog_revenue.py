"""Recurring revenue on a day: MRR, ARR, CMRR and what is made of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from garant.metrics.metric import MRR_SETTINGS, Example, Metric

_END = date(2024, 12, 31)

REVENUE = (
    Metric(
        code="mrr",
        label="Monthly recurring revenue (MRR)",
        label_fr="Revenu récurrent mensuel (MRR)",
        unit="money",
        grain="day",
        better="up",
        table="mrr",
        column="mrr",
        definition="What the contract lines active on a day are worth a month, after recurring "
        "discounts and before tax. One-time charges, usage without commitment, trials, pauses "
        "and test accounts count for nothing. Each line is rounded to four decimals; totals are "
        "exact sums of rounded lines.",
        definition_fr="Ce que valent par mois les lignes de contrat actives un jour donné, après "
        "remises récurrentes et hors taxes. Les frais uniques, l'usage sans engagement, les "
        "essais, les pauses et les comptes de test ne comptent pas. Chaque ligne est arrondie à "
        "quatre décimales ; les totaux sont la somme exacte des lignes arrondies.",
        formula="Σ round4(amount × quantity ÷ months of the interval, less discounts)",
        formula_fr="Σ round4(montant × quantité ÷ mois de l'intervalle, moins les remises)",
        rules=("R3", "R6", "R8", "R9", "R10", "R16"),
        source="METRICS §2, R3 to R10",
        settings=MRR_SETTINGS,
        vendors="Stripe Billing adds up the monthly values of active and past-due subscriptions, "
        "without trials, tax, free plans or metered prices, and lets you choose whether "
        "recurring and one-time discounts are taken off: discount_policy=recurring and "
        "discount_policy=all do the same here, and discount_policy=none leaves them out. It also "
        "lets you choose when a cancelled subscription stops counting: at once is "
        "churn_recognition=at_request, at the end of what was paid is the default.",
        vendors_fr="Stripe Billing additionne la valeur mensuelle des abonnements actifs ou en "
        "retard de paiement, sans essais, taxes, offres gratuites ni prix à l'usage, et laisse "
        "choisir si les remises récurrentes et uniques sont déduites : c'est ici "
        "discount_policy=recurring et discount_policy=all ; discount_policy=none les ignore. Il "
        "laisse aussi choisir quand un abonnement résilié cesse de compter : tout de suite, "
        "c'est churn_recognition=at_request ; à la fin de la période payée, c'est le réglage "
        "par défaut.",
        example=Example(
            asked={"on": _END},
            value=Decimal(1734),
            working="On 31 December 2024: Aubépine 474, Brumaire 320, Dolmen 550, Fennel 270 "
            "(300 dollars at 0.90) and Grisette 120: 1,734.",
            working_fr="Le 31 décembre 2024 : Aubépine 474, Brumaire 320, Dolmen 550, Fennel 270 "
            "(300 dollars à 0,90) et Grisette 120 : 1 734.",
        ),
    ),
    Metric(
        code="arr",
        label="Annual recurring revenue (ARR)",
        label_fr="Revenu récurrent annuel (ARR)",
        unit="money",
        grain="day",
        better="up",
        table="mrr",
        column="arr",
        definition="Twelve times the MRR of the day. It is the same fact on a yearly scale, not "
        "what was or will be invoiced in a year.",
        definition_fr="Douze fois le MRR du jour. C'est le même fait à l'échelle d'une année, et "
        "non ce qui a été ou sera facturé en un an.",
        formula="12 × MRR",
        rules=("R23",),
        source="METRICS §2, R23",
        settings=MRR_SETTINGS,
        vendors="Some companies count in ARR only contracts of a year or more. Here every "
        "recurring line counts, whatever its term.",
        vendors_fr="Certaines entreprises ne comptent dans l'ARR que les contrats d'un an ou "
        "plus. Ici toute ligne récurrente compte, quelle que soit sa durée.",
        example=Example(
            asked={"on": _END},
            value=Decimal(20808),
            working="12 × 1,734 = 20,808.",
            working_fr="12 × 1 734 = 20 808.",
        ),
    ),
    Metric(
        code="cmrr",
        label="Committed MRR",
        label_fr="MRR engagé",
        unit="money",
        grain="day",
        better="up",
        table="mrr",
        column="cmrr",
        definition="MRR as signed: lines active on the day whose end is not decided, and lines "
        "signed that start later, at what they are worth on their first paying day. A line that "
        "another line takes over is left out. A decided end is the end of the line or the "
        "effective end of its contract; a term that merely runs out is not one.",
        definition_fr="Le MRR tel que signé : les lignes actives ce jour-là dont la fin n'est pas "
        "décidée, et les lignes signées qui commencent plus tard, à leur valeur du premier jour "
        "payant. Une ligne reprise par une autre n'est pas comptée. Une fin décidée est celle de "
        "la ligne ou la fin effective de son contrat ; un terme qui arrive à échéance n'en est "
        "pas une.",
        formula="Σ lines without successor: MRR today if no end is decided, else MRR at start if "
        "it is to come",
        formula_fr="Σ lignes sans successeur : MRR du jour si aucune fin n'est décidée, sinon "
        "MRR au départ si elle est à venir",
        rules=("R23",),
        source="METRICS §2, R23",
        settings=MRR_SETTINGS,
        vendors="ChartMogul shows committed MRR from subscription changes that are already "
        "scheduled; here a signed line or a decided end is the schedule.",
        vendors_fr="ChartMogul tire le MRR engagé des changements d'abonnement déjà programmés ; "
        "ici une ligne signée ou une fin décidée tient lieu de programme.",
        example=Example(
            asked={"on": _END},
            value=Decimal(1294),
            working="474 + 320 + 270 + 120, and 110 for Aubépine's finance department from "
            "February 2025: 1,294. Dolmen's 550 has a decided end.",
            working_fr="474 + 320 + 270 + 120, et 110 pour le service financier d'Aubépine à "
            "partir de février 2025 : 1 294. Les 550 de Dolmen ont une fin décidée.",
        ),
    ),
    Metric(
        code="arpa",
        label="Average revenue per account (ARPA)",
        label_fr="Revenu moyen par compte (ARPA)",
        unit="money",
        grain="period",
        better="up",
        table="economics",
        column="arpa",
        definition="MRR at the end of the period over the accounts that have some.",
        definition_fr="Le MRR en fin de période, divisé par le nombre de comptes qui en ont.",
        formula="MRR ÷ accounts",
        formula_fr="MRR ÷ comptes",
        rules=("R25",),
        source="METRICS §3",
        settings=MRR_SETTINGS,
        vendors="The same quotient is elsewhere called ARPU, by user or by customer; here it is "
        "always by account, once for all its contracts.",
        vendors_fr="Le même quotient s'appelle ailleurs ARPU, par utilisateur ou par client ; ici "
        "c'est toujours par compte, une fois pour tous ses contrats.",
        example=Example(
            where={"period": date(2024, 12, 1)},
            value=Decimal("346.8"),
            working="In December 2024, 1,734 / 5 = 346.8.",
            working_fr="En décembre 2024, 1 734 / 5 = 346,8.",
        ),
    ),
    Metric(
        code="quick_ratio",
        label="Quick ratio",
        label_fr="Quick ratio (gains sur pertes)",
        unit="ratio",
        grain="period",
        better="up",
        table="economics",
        column="quick_ratio",
        definition="Recurring revenue gained in a period over that lost in it. A price increase "
        "is part of the expansion; exchange rates are no part of either. Null when nothing was "
        "lost.",
        definition_fr="Le revenu récurrent gagné dans une période, divisé par celui qui y est "
        "perdu. Une hausse de prix fait partie de l'expansion ; le change n'est ni gain ni "
        "perte. Vide quand rien n'est perdu.",
        formula="(new + reactivation + expansion) ÷ (contraction + churn)",
        formula_fr="(nouveau + réactivation + expansion) ÷ (contraction + attrition)",
        rules=("R14", "R25"),
        source="METRICS §3",
        settings=MRR_SETTINGS,
        vendors="Some tools leave reactivations out of the numerator. The columns of the bridge "
        "give their figure.",
        vendors_fr="Certains outils laissent les réactivations hors du numérateur. Les colonnes "
        "du passage de MRR donnent leur chiffre.",
        example=Example(
            where={"period": date(2024, 6, 1)},
            value=Decimal("6.25"),
            working="In June 2024, Havre's 100 came back and Aubépine's price cut cost 16: "
            "100 / 16 = 6.25.",
            working_fr="En juin 2024, les 100 de Havre reviennent et la baisse de prix d'Aubépine "
            "coûte 16 : 100 / 16 = 6,25.",
        ),
    ),
)
