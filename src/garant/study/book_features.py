"""The features that garant derives from a book, one row each, and the tables each one needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from garant.study.feature import Better, Feature, Kind, Role

BOOK_REASONS = {
    "read_from_the_successor": "read from what was signed next it is known only of those who stay",
    "recorded_too_late": "it was recorded after the day on which a loss could still be prevented",
    "too_many_levels": "a category of more than 50 levels says who, not why",
    "covered_by_another": "another column already says it",
}


def _row(  # noqa: PLR0913 - a row of a table of declarations
    code: str,
    label: str,
    label_fr: str,
    *,
    stage: int,
    kind: Kind,
    column: str,
    department: str = "none",
    role: Role = "lever",
    better: Better | None = None,
    reference: float | str | None = None,
    heavy: bool = False,
) -> Feature:
    return Feature(
        code=code,
        label=label,
        label_fr=label_fr,
        stage=stage,
        kind=kind,
        column=column,
        department=department,
        role=role,
        better=better,
        reference=reference,
        heavy=heavy,
    )


_CONTEXT_OF_THE_DEAL = (
    _row("segment", "Segment", "Segment",
         stage=0, kind="category", role="context", column="account.segment"),
    _row("industry", "Industry", "Secteur",
         stage=0, kind="category", role="context", column="account.industry"),
    _row("region", "Region", "Région",
         stage=0, kind="category", role="context", column="account.region"),
    _row("channel", "Channel", "Canal",
         stage=0, kind="category", role="context", column="contract.channel"),
    _row("salesperson", "Salesperson", "Commercial",
         stage=0, kind="category", role="context", heavy=True, column="contract.salesperson"),
    _row("quarter_end", "Signed at the end of a quarter", "Signé en fin de trimestre",
         stage=0, kind="flag", role="context", column="contract.signed_on"),
    _row("list_size", "Size at list price (log)", "Taille au prix catalogue (log)",
         stage=0, kind="number", role="context", column="contract_line.list_amount"),
    _row("employees", "Employees", "Effectif",
         stage=0, kind="number", role="context", column="account.employees"),
    _row("deal_risk", "Risk logged before the discount", "Risque noté avant la remise",
         stage=0, kind="number", role="context", column="opportunity.deal_risk"),
)  # fmt: skip

_TERMS_OF_THE_DEAL = (
    _row("discount", "Discount at first signature", "Remise à la première signature",
         stage=1, kind="number", department="sales", better="low", reference=0.0,
         column="contract_line.list_amount"),
    _row("term_months", "Length of the term, months", "Durée de la période, en mois",
         stage=1, kind="number", department="sales", better="high", reference=12.0,
         column="contract.term_end"),
    _row("billing", "Billed every", "Facturé tous les",
         stage=1, kind="category", department="finance", role="context",
         column="contract_line.interval_unit"),
    _row("tacit", "Renewed tacitly", "Reconduction tacite",
         stage=1, kind="flag", department="sales", role="context", column="contract.auto_renew"),
    _row("promise", "A promise that is measured", "Une promesse que l’on mesure",
         stage=1, kind="flag", department="sales", better="high", reference=1.0,
         column="reading.at"),
)  # fmt: skip

_ONBOARDING = (
    _row("onboarding_days", "Days to the end of onboarding", "Jours jusqu’à la fin de l’accueil",
         stage=2, kind="number", department="customer_success", better="low", reference="q25",
         column="touchpoint.kind"),
    _row("trained", "Users were trained", "Des utilisateurs ont été formés",
         stage=2, kind="flag", department="customer_success", better="high", reference=1.0,
         column="touchpoint.kind"),
)  # fmt: skip

_PRODUCT = (
    _row("defects", "Defects a year", "Anomalies par an",
         stage=3, kind="number", department="engineering", better="low", reference=0.0,
         column="ticket.kind"),
    _row("outages", "Outages a year", "Interruptions par an",
         stage=3, kind="number", department="engineering", better="low", reference=0.0,
         column="ticket.kind"),
    _row("requests_unmet", "Requests still open, a year", "Demandes sans suite, par an",
         stage=3, kind="number", department="product", better="low", reference=0.0,
         column="ticket.closed_at"),
)  # fmt: skip

_SERVICE = (
    _row("tickets", "Tickets a year", "Tickets par an",
         stage=4, kind="number", department="support", better="low", reference="q25",
         column="ticket.kind"),
    _row("hours_to_resolve", "Hours to resolve, median", "Heures pour résoudre, médiane",
         stage=4, kind="number", department="support", better="low", reference="q25",
         column="ticket.closed_at"),
)  # fmt: skip

_AROUND_THE_RENEWAL = (
    _row("sponsor_left", "The sponsor left", "Le sponsor est parti",
         stage=5, kind="flag", role="context", department="customer_success",
         column="touchpoint.kind"),
    _row("economic_covered", "Economic level met in the last 180 days",
         "Niveau économique rencontré dans les 180 derniers jours",
         stage=5, kind="flag", department="customer_success", better="high", reference=1.0,
         column="touchpoint.level"),
    _row("operational_covered", "Operational level met in the last 180 days",
         "Niveau opérationnel rencontré dans les 180 derniers jours",
         stage=5, kind="flag", department="customer_success", better="high", reference=1.0,
         column="touchpoint.level"),
    _row("user_covered", "User level met in the last 180 days",
         "Niveau utilisateur rencontré dans les 180 derniers jours",
         stage=5, kind="flag", department="customer_success", better="high", reference=1.0,
         column="touchpoint.level"),
    _row("theirs_share", "Share of exchanges that the customer began",
         "Part des échanges engagés par le client",
         stage=5, kind="number", role="context", department="customer_success",
         column="touchpoint.direction"),
    _row("business_reviews", "Business reviews a year", "Revues d’affaires par an",
         stage=5, kind="number", department="customer_success", better="high", reference=2.0,
         column="touchpoint.kind"),
)  # fmt: skip

_SYMPTOMS = (
    _row("value_read", "Promised result read in the last 180 days",
         "Résultat promis relevé dans les 180 derniers jours",
         stage=9, kind="flag", role="symptom", better="high", column="reading.at"),
    _row("usage_trend", "Trend of use over twelve weeks", "Tendance de l’usage sur douze semaines",
         stage=9, kind="number", role="symptom", better="high", column="usage.at"),
    _row("active_share", "Active users a seat", "Utilisateurs actifs par siège",
         stage=9, kind="number", role="symptom", better="high", column="usage.user_id"),
    _row("breadth", "Share of the features used", "Part des fonctions utilisées",
         stage=9, kind="number", role="symptom", better="high", column="usage.event"),
    _row("last_use_days", "Days since the last use", "Jours depuis le dernier usage",
         stage=9, kind="number", role="symptom", better="low", column="usage.at"),
    _row("late_payments", "Share of invoices paid late", "Part des factures payées en retard",
         stage=9, kind="number", role="symptom", better="low", column="payment.paid_on"),
)  # fmt: skip

BOOK_FEATURES: tuple[Feature, ...] = (
    *_CONTEXT_OF_THE_DEAL,
    *_TERMS_OF_THE_DEAL,
    *_ONBOARDING,
    *_PRODUCT,
    *_SERVICE,
    *_AROUND_THE_RENEWAL,
    *_SYMPTOMS,
)

NEEDS: Mapping[str, tuple[str, ...]] = {
    "salesperson": ("contract.salesperson",),
    "tacit": ("contract.term_end",),
    "late_payments": ("invoice.due_on", "payment.paid_on"),
    "channel": ("account.channel | contract.channel",),
    "discount": ("contract_line.list_amount | discount.value",),
    "list_size": ("contract_line.list_amount | discount.value",),
    "quarter_end": (),
    "term_months": (),
}
"""The columns that a feature needs, besides or in place of its own; ``|`` is "or"."""


def of_book(filled: frozenset[str], *, contracts: bool) -> tuple[Feature, ...]:
    """The declared features that a book can tell at all, from its columns that are not empty.

    `filled` names them with their table, as ``ticket.kind``. A book without contracts has its
    deals told by its lines.
    """
    told = [feature for feature in BOOK_FEATURES if _told(feature, filled)]
    return tuple(told if contracts else [_of_lines(feature) for feature in told])


def _told(feature: Feature, filled: frozenset[str]) -> bool:
    needed = NEEDS.get(feature.code, (feature.column,))
    return all(any(name in filled for name in one.split(" | ")) for one in needed)


def _of_lines(feature: Feature) -> Feature:
    """The same feature in a book without contracts, where a term is only how its time is cut."""
    elsewhere = {"channel": "account.channel", "quarter_end": "contract_line.start_on"}
    if feature.code == "term_months":
        feature = replace(
            feature, stage=0, role="context", department="none", better=None, reference=None
        )
        elsewhere["term_months"] = "contract_line.end_on"
    return replace(feature, column=elsewhere.get(feature.code, feature.column))
