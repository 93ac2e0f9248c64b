"""What was decided at the end of each term."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from garant.metrics.metric import MRR_SETTINGS, Better, Example, Metric, Value

_SETTINGS = ("min_renewable_months", *MRR_SETTINGS)
_VENDORS = (
    "Many tools divide by all MRR of the period, which is retention. Here only contracts whose "
    "term ends in the period are in the denominator, and a tacit contract is due at each term."
)
_VENDORS_FR = (
    "Beaucoup d'outils divisent par tout le MRR de la période, ce qui est une rétention. Ici "
    "seuls les contrats dont le terme tombe dans la période sont au dénominateur, et un contrat "
    "tacite est dû à chaque terme."
)


def _in_quarter(quarter: date, value: Value, working: str, working_fr: str) -> Example:
    return Example(
        asked={"by": "quarter"},
        where={"period": quarter},
        value=value,
        working=working,
        working_fr=working_fr,
    )


def _rate(code: str, *, better: Better = "up", **told: object) -> Metric:
    given: dict[str, object] = {
        "unit": "share",
        "grain": "period",
        "table": "renewals",
        "rules": ("R22", "R25"),
        "source": "METRICS §2, R22",
        "settings": _SETTINGS,
    }
    return Metric(code=code, better=better, **(given | told))  # type: ignore[arg-type]


_FIRST, _LAST = date(2024, 1, 1), date(2024, 10, 1)

RENEWALS = (
    _rate(
        "renewal_gross",
        column="gross",
        label="Gross renewal rate",
        label_fr="Taux de renouvellement brut",
        definition="Of the MRR whose term ended in the period, the share that was renewed, each "
        "contract at most for what it was worth. Attributed to the end of the term, however "
        "early or late it was signed.",
        definition_fr="Du MRR dont le terme tombait dans la période, la part renouvelée, chaque "
        "contrat au plus pour ce qu'il valait. Rattaché à la fin du terme, que la signature soit "
        "en avance ou en retard.",
        formula="Σ min(S, D) ÷ Σ D",
        vendors=_VENDORS,
        vendors_fr=_VENDORS_FR,
        example=_in_quarter(
            _FIRST,
            Decimal("0.698795"),
            "First quarter of 2024: Aubépine 460, Dolmen 500, Brumaire 200 kept, Cormoran's 500 "
            "lost: 1,160 of 1,660: 0.698795.",
            "Premier trimestre 2024 : Aubépine 460, Dolmen 500, Brumaire 200 gardés, les 500 de "
            "Cormoran perdus : 1 160 sur 1 660 : 0,698795.",
        ),
    ),
    _rate(
        "renewal_net",
        column="net",
        label="Net renewal rate",
        label_fr="Taux de renouvellement net",
        definition="The same with what was added or taken off at the renewal: the successor at "
        "its start over the contract it follows.",
        definition_fr="Le même avec ce qui a été ajouté ou retiré au renouvellement : le "
        "successeur à son départ, divisé par le contrat qu'il suit.",
        formula="Σ S ÷ Σ D",
        vendors=_VENDORS,
        vendors_fr=_VENDORS_FR,
        example=_in_quarter(
            _FIRST,
            Decimal("0.728916"),
            "Dolmen came back at 550: 1,210 of 1,660: 0.728916.",
            "Dolmen est revenu à 550 : 1 210 sur 1 660 : 0,728916.",
        ),
    ),
    _rate(
        "renewal_logo",
        column="logo",
        label="Renewal rate by contract",
        label_fr="Taux de renouvellement en nombre",
        definition="Of the contracts due in the period, the share that was renewed.",
        definition_fr="Des contrats dus dans la période, la part renouvelée.",
        formula="contracts with S > 0 ÷ contracts due",
        formula_fr="contrats avec S > 0 ÷ contrats dus",
        vendors=_VENDORS,
        vendors_fr=_VENDORS_FR,
        example=_in_quarter(
            _FIRST,
            Decimal("0.75"),
            "Three of four, without Cormoran: 0.75.",
            "Trois sur quatre, sans Cormoran : 0,75.",
        ),
    ),
    _rate(
        "renewal_pending",
        better="none",
        column="pending",
        unit="count",
        label="Pending renewals",
        label_fr="Renouvellements en attente",
        definition="Contracts due in the period that are not decided yet: a fixed term until its "
        "days of grace are over, a tacit one until its notice deadline. Their MRR is in the "
        "denominator of the rates, with nothing kept, and is shown apart.",
        definition_fr="Les contrats dus dans la période qui ne sont pas encore décidés : un terme "
        "fixe jusqu'à la fin des jours de grâce, un contrat tacite jusqu'à sa date limite de "
        "préavis. Leur MRR est au dénominateur des taux, sans rien de gardé, et montré à part.",
        formula="contracts due and undecided at known_as_of",
        formula_fr="contrats dus et non décidés à known_as_of",
        example=_in_quarter(
            _LAST,
            1,
            "Havre's quarter ended on 15 December 2024; it can be renewed until 14 January: 1.",
            "Le trimestre de Havre a pris fin le 15 décembre 2024 ; il peut être renouvelé "
            "jusqu'au 14 janvier : 1.",
        ),
    ),
    _rate(
        "renewal_secured",
        better="up",
        column="secured",
        unit="count",
        label="Secured renewals",
        label_fr="Renouvellements acquis",
        definition="Tacit contracts due in the period that can no longer be cancelled in time: "
        "the notice deadline has passed. They count as kept.",
        definition_fr="Les contrats tacites dus dans la période qui ne peuvent plus être résiliés "
        "à temps : la date limite de préavis est passée. Ils comptent comme gardés.",
        formula="tacit contracts due whose notice deadline has passed",
        formula_fr="contrats tacites dus dont la date limite de préavis est passée",
        example=_in_quarter(
            _LAST,
            0,
            "None of the last quarter of 2024 is tacit: 0.",
            "Aucun de ceux du dernier trimestre 2024 n'est tacite : 0.",
        ),
    ),
)
