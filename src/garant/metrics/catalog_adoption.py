"""Who gets value out of the product, day by day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from garant.metrics.metric import Example, Metric, Unit, Value

_LAST = {"account_id": "A1", "on": date(2024, 12, 31)}
_VENDORS = (
    "Gainsight grades its own users by logins of the last four weeks. Here a login is no use: "
    "choose the events that are worth something to the customer, or nothing tells use from "
    "presence."
)
_VENDORS_FR = (
    "Gainsight classe ses propres utilisateurs selon leurs connexions des quatre dernières "
    "semaines. Ici une connexion n'est pas un usage : choisissez les événements qui valent "
    "quelque chose pour le client, sinon rien ne distingue l'usage de la présence."
)


def _worked(
    value: Value, working: str, working_fr: str, where: dict[str, object] | None = None
) -> Example:
    return Example(value=value, working=working, working_fr=working_fr, where=where or _LAST)


def _daily(code: str, *, unit: Unit = "count", **told: object) -> Metric:
    given: dict[str, object] = {
        "grain": "account and day",
        "better": "up",
        "table": "adoption",
        "column": code,
        "rules": ("R1",),
        "source": "METRICS §4",
        "settings": ("reporting_tz",),
    }
    return Metric(code=code, unit=unit, **(given | told))  # type: ignore[arg-type]


ADOPTION = (
    _daily(
        "active_users_1d",
        label="Active users, 1 day",
        label_fr="Utilisateurs actifs, 1 jour",
        definition="Users of the account with at least one value event on the day, local in the "
        "reporting time zone.",
        definition_fr="Les utilisateurs du compte qui ont au moins un événement de valeur ce "
        "jour-là, dans le fuseau horaire de référence.",
        formula="users with a value event on (d − 1, d]",
        formula_fr="utilisateurs avec un événement de valeur sur (j − 1, j]",
        vendors=_VENDORS,
        vendors_fr=_VENDORS_FR,
        example=_worked(
            1,
            "On 31 December 2024 in Paris, u1 closes a case at 23:30; u4's, an hour later, is of "
            "2025: 1.",
            "Le 31 décembre 2024 à Paris, u1 clôt un dossier à 23 h 30 ; celui de u4, une heure "
            "plus tard, est de 2025 : 1.",
        ),
    ),
    _daily(
        "active_users_7d",
        label="Active users, 7 days",
        label_fr="Utilisateurs actifs, 7 jours",
        definition="The same over the seven days that end on this day.",
        definition_fr="De même sur les sept jours qui finissent ce jour-là.",
        formula="users with a value event on (d − 7, d]",
        formula_fr="utilisateurs avec un événement de valeur sur (j − 7, j]",
        vendors=_VENDORS,
        vendors_fr=_VENDORS_FR,
        example=_worked(
            2,
            "u1 on the 30th and the 31st, u2 on the 27th: 2.",
            "u1 le 30 et le 31, u2 le 27 : 2.",
        ),
    ),
    _daily(
        "active_users_28d",
        label="Active users, 28 days",
        label_fr="Utilisateurs actifs, 28 jours",
        definition="The same over the 28 days that end on this day: four whole weeks, so that "
        "week-ends weigh alike every day.",
        definition_fr="De même sur les 28 jours qui finissent ce jour-là : quatre semaines "
        "entières, pour que les week-ends pèsent pareil chaque jour.",
        formula="users with a value event on (d − 28, d]",
        formula_fr="utilisateurs avec un événement de valeur sur (j − 28, j]",
        vendors="A month of 30 days or of the calendar holds four or five week-ends, and moves "
        "with them.",
        vendors_fr="Un mois de 30 jours ou du calendrier contient quatre ou cinq week-ends, et "
        "bouge avec eux.",
        example=_worked(
            2,
            "From 4 December on: u1 and u2. u3's last case is of 20 November: 2.",
            "À partir du 4 décembre : u1 et u2. Le dernier dossier de u3 est du 20 novembre : 2.",
        ),
    ),
    _daily(
        "seats",
        label="Seats bought",
        label_fr="Licences achetées",
        better="none",
        definition="Units of the lines priced by unit that are active on the day. Null when the "
        "book has no such line.",
        definition_fr="Les unités des lignes au prix unitaire actives ce jour-là. Vide quand la "
        "base n'a pas de telle ligne.",
        formula="Σ quantity",
        formula_fr="Σ quantités",
        rules=("R6",),
        example=_worked(
            Decimal(23),
            "15 seats for sales and 8 for support: 23.",
            "15 licences aux ventes et 8 au support : 23.",
        ),
    ),
    _daily(
        "seat_utilisation",
        unit="share",
        label="Seat utilisation",
        label_fr="Taux d'usage des licences",
        definition="Active users of 28 days over the seats bought. Above 1 when more people use "
        "the product than were paid for.",
        definition_fr="Les utilisateurs actifs sur 28 jours, divisés par les licences achetées. "
        "Au-dessus de 1 quand plus de gens s'en servent qu'il n'en est payé.",
        formula="active users 28 days ÷ seats",
        formula_fr="utilisateurs actifs 28 jours ÷ licences",
        rules=("R25",),
        vendors="Licence utilisation often divides accounts created, or billable users, by "
        "licences sold. Who has an account and does not use it is no use here.",
        vendors_fr="Le taux d'usage des licences divise souvent les accès créés, ou facturables, "
        "par les licences vendues. Un accès dont personne ne se sert ne compte pas ici.",
        example=_worked(Decimal("0.086957"), "2 / 23 = 0.086957.", "2 / 23 = 0,086957."),
    ),
    _daily(
        "breadth",
        unit="share",
        label="Breadth of use",
        label_fr="Étendue de l'usage",
        definition="Share of the core features, named by you, that somebody of the account used "
        "in the 28 days. Null when none is named.",
        definition_fr="La part des fonctions essentielles, que vous nommez, dont quelqu'un du "
        "compte s'est servi dans les 28 jours. Vide quand aucune n'est nommée.",
        formula="core features used in 28 days ÷ core features",
        formula_fr="fonctions essentielles utilisées en 28 jours ÷ fonctions essentielles",
        rules=("R25",),
        example=_worked(
            Decimal("0.5"),
            "Cases closed and reports sent, of four features: 2 / 4 = 0.5.",
            "Dossiers clos et rapports envoyés, sur quatre fonctions : 2 / 4 = 0,5.",
        ),
    ),
    _daily(
        "depth",
        unit="ratio",
        label="Depth of use",
        label_fr="Intensité de l'usage",
        definition="Value events of the 28 days over the users active in them.",
        definition_fr="Les événements de valeur des 28 jours, divisés par les utilisateurs actifs.",
        formula="value events in 28 days ÷ active users 28 days",
        formula_fr="événements de valeur en 28 jours ÷ utilisateurs actifs 28 jours",
        rules=("R25",),
        example=_worked(
            Decimal("1.5"),
            "u1 twice and u2 once: 3 / 2 = 1.5.",
            "u1 deux fois et u2 une fois : 3 / 2 = 1,5.",
        ),
    ),
    _daily(
        "days_since_value_event",
        unit="days",
        better="down",
        label="Days since the last value event",
        label_fr="Jours depuis le dernier événement de valeur",
        definition="Days from the last value event of the account to this day; 0 on the day "
        "itself, null before the first.",
        definition_fr="Les jours écoulés depuis le dernier événement de valeur du compte ; 0 le "
        "jour même, vide avant le premier.",
        formula="d − day of the last value event",
        formula_fr="j − jour du dernier événement de valeur",
        example=_worked(0, "u1 closes a case on the day: 0.", "u1 clôt un dossier ce jour-là : 0."),
    ),
    _daily(
        "new_users",
        label="New users",
        label_fr="Nouveaux utilisateurs",
        definition="Users whose first value event ever is on this day.",
        definition_fr="Les utilisateurs dont le tout premier événement de valeur est ce jour-là.",
        formula="users whose first value event is on d",
        formula_fr="utilisateurs dont le premier événement de valeur est en j",
        example=_worked(
            0,
            "Nobody begins on the 31st; u2 began on the 27th: 0.",
            "Personne ne commence le 31 ; u2 a commencé le 27 : 0.",
        ),
    ),
    _daily(
        "users_lost",
        better="down",
        label="Users lost",
        label_fr="Utilisateurs perdus",
        definition="Users who were active in the 28 days that ended yesterday and are not in "
        "those that end today. One who comes back is no new user, and may be lost again.",
        definition_fr="Les utilisateurs actifs dans les 28 jours qui finissaient hier et qui ne "
        "le sont pas dans ceux qui finissent aujourd'hui. Celui qui revient n'est pas un nouvel "
        "utilisateur, et peut être perdu de nouveau.",
        formula="users with a last value event on d − 28",
        formula_fr="utilisateurs dont le dernier événement de valeur est en j − 28",
        example=_worked(
            1,
            "u3's last case is of 20 November 2024, so it is lost on 18 December: 1.",
            "Le dernier dossier de u3 est du 20 novembre 2024 : il est perdu le 18 décembre : 1.",
            {"account_id": "A1", "on": date(2024, 12, 18)},
        ),
    ),
    _daily(
        "time_to_first_value",
        unit="days",
        better="down",
        grain="account",
        label="Time to first value",
        label_fr="Délai jusqu'à la première valeur",
        definition="Days from the first signature of the account to its first value event; null "
        "until there is one.",
        definition_fr="Les jours entre la première signature du compte et son premier événement "
        "de valeur ; vide tant qu'il n'y en a pas.",
        formula="day of the first value event − day of the first signature",
        formula_fr="jour du premier événement de valeur − jour de la première signature",
        example=_worked(
            25,
            "Aubépine signed on 15 December 2022 and closed its first case on 9 January 2023: 25.",
            "Aubépine a signé le 15 décembre 2022 et clos son premier dossier le 9 janvier "
            "2023 : 25.",
            {"account_id": "A1"},
        ),
    ),
)
