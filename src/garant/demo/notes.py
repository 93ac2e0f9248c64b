"""What the people who follow accounts noted: after a start, a review, or when a sponsor left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from garant.demo.chance import stream
from garant.demo.company import Company

RECENT = timedelta(days=730)
SHARE = {"onboarding_done": 0.5, "business_review": 0.35, "sponsor_left": 1.0}

# In French a no-break space is written "~" here, so that it can be seen.
_WRITTEN = {
    "onboarding_done": (
        {
            "en": "Onboarding is over. The team publishes by itself; **two calendars** are in use "
            "and the first report went to the management.",
            "fr": "L’intégration est terminée. L’équipe publie seule~; **deux calendriers** "
            "servent et le premier rapport est parti à la direction.",
        },
        {
            "en": "Onboarding took longer than planned: their import of contacts had to be done "
            "twice.\n\n- training for the second team in two weeks\n- nobody reads reports yet",
            "fr": "L’intégration a duré plus que prévu~: il a fallu reprendre l’import de leurs "
            "contacts.\n\n- formation de la deuxième équipe dans deux semaines\n"
            "- personne ne lit encore les rapports",
        },
    ),
    "business_review": (
        {
            "en": "Review with the management.\n\n- they save about a day a week\n"
            "- they want to add the sales department\n- the price was not discussed",
            "fr": "Point avec la direction.\n\n- ils gagnent environ un jour par semaine\n"
            "- ils veulent équiper le service commercial\n- le prix n’a pas été évoqué",
        },
        {
            "en": "Review. They see what the tool does, **not what it brings**: to be measured "
            "with them before the renewal.",
            "fr": "Point. Ils voient ce que fait l’outil, **pas ce qu’il rapporte**~: à mesurer "
            "avec eux avant le renouvellement.",
        },
        {
            "en": "Review. Two requests about the calendar, passed on to the product team. "
            "They compare us with another tool.",
            "fr": "Point. Deux demandes sur le calendrier, transmises à l’équipe produit. "
            "Ils nous comparent à un autre outil.",
        },
    ),
    "sponsor_left": (
        {
            "en": "**Our sponsor has left.** Nobody is named yet; to find out who decides on the "
            "next renewal.",
            "fr": "**Notre sponsor est parti.** Personne n’est encore nommé~; trouver qui décidera "
            "du prochain renouvellement.",
        },
    ),
}


@dataclass(frozen=True)
class Remark:
    """A note about an account, in both languages: its author's is the one that is kept."""

    account_id: str
    written_at: datetime
    text: dict[str, str]


def remarks(company: Company, seed: int) -> Iterator[Remark]:
    """What was noted in the last two years of the company, in the order of the touchpoints."""
    since = date.fromisoformat(company.truth["last_day"]) - RECENT
    rng = stream(seed, "notes")
    for row in company.tables["touchpoint"]:
        kind = row["kind"]
        if kind in SHARE and row["at"].date() > since and rng.random() < SHARE[kind]:
            text = {
                language: said.replace("~", "\u00a0")
                for language, said in rng.choice(_WRITTEN[kind]).items()
            }
            yield Remark(row["account_id"], row["at"] + timedelta(hours=2), text)
