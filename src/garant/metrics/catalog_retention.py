"""What is kept over a window, and by cohort."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from garant.metrics.metric import MRR_SETTINGS, Example, Metric

_YEAR_END = {"period_end": date(2024, 12, 31)}

RETENTION = (
    Metric(
        code="nrr",
        label="Net revenue retention (NRR)",
        label_fr="Rétention nette du revenu (NRR)",
        unit="share",
        grain="month end",
        better="up",
        table="retention",
        column="nrr",
        definition="Of the accounts that had MRR at the start of the window, what they have at "
        "its end over what they had: departures and expansion together, new accounts left out. "
        "Both ends at the rate of the first day. Two points are compared; monthly movements are "
        "never added up.",
        definition_fr="Pour les comptes qui avaient du MRR au début de la fenêtre, ce qu'ils ont "
        "à la fin divisé par ce qu'ils avaient : départs et expansion ensemble, sans les nouveaux "
        "comptes. Les deux bouts au change du premier jour. On compare deux points ; on "
        "n'additionne jamais les variations mensuelles.",
        formula="Σ A1 ÷ Σ A0, over accounts with A0 > 0",
        formula_fr="Σ A1 ÷ Σ A0, comptes avec A0 > 0",
        rules=("R20", "R25"),
        source="METRICS §2, R20",
        settings=MRR_SETTINGS,
        vendors="Baremetrics takes the churned less the expansion MRR of 30 days over the MRR at "
        "their start. Movements added up month by month give another figure than two points a "
        "year apart, because an account can go and come back; --window 1 is the nearest to "
        "monthly figures.",
        vendors_fr="Baremetrics rapporte le MRR perdu moins le MRR d'expansion de 30 jours au MRR "
        "de départ. Des variations additionnées mois par mois ne donnent pas le même chiffre que "
        "deux points distants d'un an, car un compte peut partir et revenir ; --window 1 est le "
        "plus proche des chiffres mensuels.",
        example=Example(
            asked={"window": 12},
            where=_YEAR_END,
            value=Decimal("0.739782"),
            working="From 31 December 2023 to 2024: 474 + 320 + 550 + 285 (300 dollars at the "
            "opening 0.95) = 1,629 of 2,202: 0.739782. Grisette came back, but had nothing at "
            "the start.",
            working_fr="Du 31 décembre 2023 à 2024 : 474 + 320 + 550 + 285 (300 dollars au change "
            "d'ouverture, 0,95) = 1 629 sur 2 202 : 0,739782. Grisette est revenue, mais n'avait "
            "rien au départ.",
        ),
    ),
    Metric(
        code="grr",
        label="Gross revenue retention (GRR)",
        label_fr="Rétention brute du revenu (GRR)",
        unit="share",
        grain="month end",
        better="up",
        table="retention",
        column="grr",
        definition="The same without expansion: each account counts at most what it had at the "
        "start. Between 0 and 1, and never above NRR.",
        definition_fr="La même sans l'expansion : chaque compte est compté au plus pour ce qu'il "
        "avait au départ. Entre 0 et 1, et jamais au-dessus du NRR.",
        formula="Σ min(A1, A0) ÷ Σ A0, over accounts with A0 > 0",
        formula_fr="Σ min(A1, A0) ÷ Σ A0, comptes avec A0 > 0",
        rules=("R20", "R25"),
        source="METRICS §2, R20",
        settings=MRR_SETTINGS,
        vendors="Where gross churn is contraction plus churn over opening MRR, an account that "
        "gains a seat and loses a product is counted as a loss; here its two ends are compared.",
        vendors_fr="Là où l'attrition brute est la contraction plus l'attrition rapportées au MRR "
        "d'ouverture, un compte qui gagne une licence et perd un produit est une perte ; ici on "
        "compare ses deux bouts.",
        example=Example(
            asked={"window": 12},
            where=_YEAR_END,
            value=Decimal("0.656222"),
            working="460 + 200 + 500 + 285 = 1,445 of 2,202: 0.656222. What Aubépine, Brumaire "
            "and Dolmen added is left out.",
            working_fr="460 + 200 + 500 + 285 = 1 445 sur 2 202 : 0,656222. Ce qu'Aubépine, "
            "Brumaire et Dolmen ont ajouté ne compte pas.",
        ),
    ),
    Metric(
        code="net_churn",
        label="Net churn",
        label_fr="Attrition nette",
        unit="share",
        grain="month end",
        better="down",
        table="retention",
        column="nrr",
        definition="What NRR is short of the whole. Below zero, negative churn, when expansion "
        "more than makes up for departures.",
        definition_fr="Ce qui manque au NRR pour faire le tout. Au-dessous de zéro, attrition "
        "négative, quand l'expansion fait plus que compenser les départs.",
        formula="1 − NRR",
        rules=("R20",),
        source="METRICS §2, R20",
        settings=MRR_SETTINGS,
        example=Example(
            asked={"window": 12},
            where=_YEAR_END,
            value=Decimal("0.260218"),
            working="1 − 0.739782 = 0.260218.",
            working_fr="1 − 0,739782 = 0,260218.",
        ),
    ),
    Metric(
        code="logo_churn",
        label="Logo churn",
        label_fr="Attrition en nombre de comptes",
        unit="share",
        grain="month end",
        better="down",
        table="retention",
        column="logo_churn",
        definition="Share of the accounts active on the first day of the window that are not on "
        "its last. Who left and came back within the window has not left.",
        definition_fr="Part des comptes actifs le premier jour de la fenêtre qui ne le sont pas "
        "le dernier. Qui est parti et revenu dans la fenêtre n'est pas parti.",
        formula="accounts with A0 > 0 and A1 = 0 ÷ accounts with A0 > 0",
        formula_fr="comptes avec A0 > 0 et A1 = 0 ÷ comptes avec A0 > 0",
        rules=("R21", "R25"),
        source="METRICS §2, R21",
        settings=MRR_SETTINGS,
        vendors="Stripe Billing divides the subscribers who left in 30 rolling days by those "
        "active at the start and those who joined since. Here only those of the start count.",
        vendors_fr="Stripe Billing divise les abonnés partis en 30 jours glissants par ceux du "
        "début et ceux arrivés depuis. Ici seuls ceux du début comptent.",
        example=Example(
            asked={"window": 12},
            where=_YEAR_END,
            value=Decimal("0.333333"),
            working="Of the six accounts of 31 December 2023, Cormoran and Églantier are gone: "
            "2 / 6 = 0.333333.",
            working_fr="Des six comptes du 31 décembre 2023, Cormoran et Églantier sont partis : "
            "2 / 6 = 0,333333.",
        ),
    ),
    Metric(
        code="annual_churn",
        label="Churn on a yearly scale",
        label_fr="Attrition ramenée à l'année",
        unit="share",
        grain="rate",
        better="down",
        table="arithmetic",
        column="annual_rate",
        definition="A churn seen over some days, as if the same share left all year. Never "
        "twelve times the monthly rate: who has left cannot leave again.",
        definition_fr="Une attrition observée sur quelques jours, comme si la même part partait "
        "toute l'année. Jamais douze fois le taux du mois : qui est parti ne peut repartir.",
        formula="1 − (1 − churn)^(365 ÷ days)",
        formula_fr="1 − (1 − attrition)^(365 ÷ jours)",
        rules=("R21",),
        source="METRICS §2, R21",
        example=Example(
            asked={"function": "annual_rate", "args": (Fraction(1, 7), 31)},
            value=Decimal("0.837162"),
            working="In August 2023 one of seven accounts left in 31 days: 1 − (6/7)^(365/31) = "
            "0.837162, where twelve times 1/7 would be more than everybody.",
            working_fr="En août 2023, un compte sur sept est parti en 31 jours : "
            "1 − (6/7)^(365/31) = 0,837162, quand douze fois 1/7 ferait plus que tout le monde.",
        ),
    ),
    Metric(
        code="cohort_logos",
        label="Cohort retention of accounts",
        label_fr="Rétention par cohorte, en comptes",
        unit="share",
        grain="cohort and month",
        better="up",
        table="cohorts",
        column="retention",
        definition="Of the accounts whose first month end with MRR is the cohort's, the share "
        "that has MRR k months later. An account that returns counts again.",
        definition_fr="Des comptes dont la première fin de mois avec du MRR est celle de la "
        "cohorte, la part qui en a k mois plus tard. Un compte qui revient compte à nouveau.",
        formula="accounts with A(k) > 0 ÷ accounts of the cohort",
        formula_fr="comptes avec A(k) > 0 ÷ comptes de la cohorte",
        rules=("R24", "R25"),
        source="METRICS §2, R24",
        settings=MRR_SETTINGS,
        example=Example(
            asked={"of": "logos"},
            where={"cohort": date(2023, 1, 1), "k": 7},
            value=Decimal("0.666667"),
            working="Aubépine, Dolmen and Grisette began in January 2023; in August, at k = 7, "
            "Grisette was gone: 2 / 3 = 0.666667. From k = 12 it is 1 again.",
            working_fr="Aubépine, Dolmen et Grisette ont commencé en janvier 2023 ; en août, à "
            "k = 7, Grisette était partie : 2 / 3 = 0,666667. À partir de k = 12, c'est de "
            "nouveau 1.",
        ),
    ),
    Metric(
        code="cohort_revenue",
        label="Cohort retention of revenue",
        label_fr="Rétention par cohorte, en revenu",
        unit="share",
        grain="cohort and month",
        better="up",
        table="cohorts",
        column="retention",
        definition="The MRR of a cohort k months later over its MRR at month 0, both at the rate "
        "of month 0. Above 1 when those who stay grow more than those who leave took away.",
        definition_fr="Le MRR d'une cohorte k mois plus tard, divisé par son MRR au mois 0, les "
        "deux au change du mois 0. Au-dessus de 1 quand ceux qui restent gagnent plus que ceux "
        "qui partent n'emportent.",
        formula="Σ A(k) ÷ Σ A(0)",
        rules=("R24", "R25"),
        source="METRICS §2, R24",
        settings=MRR_SETTINGS,
        example=Example(
            asked={"of": "revenue"},
            where={"cohort": date(2023, 1, 1), "k": 12},
            value=Decimal("1.425"),
            working="In January 2024, 460 + 500 + 180 = 1,140 of 800: 1.425.",
            working_fr="En janvier 2024, 460 + 500 + 180 = 1 140 sur 800 : 1,425.",
        ),
    ),
)
