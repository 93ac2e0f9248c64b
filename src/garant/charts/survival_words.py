"""What the chart of survival says by itself, in English and in French, whole.

French needs a no-break space before `: ; ? ! %`; it is written `~` below, so that it can be seen.
"""

from functools import partial
from typing import Final

from garant.charts import sentences

# By key: the sentence in English, then in French.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "title": ("How many will still be there", "Combien seront encore là"),
    "subtitle": (
        "Share of the start. Dashes: expected. Pale: 90% interval.",
        "Part du départ. Tirets~: attendu. Pâle~: intervalle à 90~%.",
    ),
    "evidence": (
        "Share of the start. Dashes: expected. Pale: 90% interval. Below: customers observed.",
        "Part du départ. Tirets~: attendu. Pâle~: intervalle à 90~%. En bas~: clients observés.",
    ),
    "label": (
        "{title}: {observed} after {seen}, {expected} expected after {last} ({low} to {high}).",
        "{title}~: {observed} après {seen}, {expected} attendus après {last} ({low} à {high}).",
    ),
    "label_expected": (
        "{title}: {expected} expected after {last} ({low} to {high}).",
        "{title}~: {expected} attendus après {last} ({low} à {high}).",
    ),
    "observed": ("Observed", "Observé"),
    "expected": ("Expected", "Attendu"),
    "constant": ("Constant churn", "Attrition constante"),
    "low": ("Low", "Bas"),
    "high": ("High", "Haut"),
    "customers": ("Customers observed", "Clients observés"),
    "between": ("between {low} and {high}", "entre {low} et {high}"),
    "customers.one": ("{count} customer", "{count} client"),
    "customers.many": ("{count} customers", "{count} clients"),
    "period": ("Period", "Période"),
    "month": ("Month", "Mois"),
    "quarter": ("Quarter", "Trimestre"),
    "year": ("Year", "Année"),
    "period.one": ("{k}~period", "{k}~période"),
    "period.many": ("{k}~periods", "{k}~périodes"),
    "month.one": ("{k}~month", "{k}~mois"),
    "month.many": ("{k}~months", "{k}~mois"),
    "quarter.one": ("{k}~quarter", "{k}~trimestre"),
    "quarter.many": ("{k}~quarters", "{k}~trimestres"),
    "year.one": ("{k}~year", "{k}~an"),
    "year.many": ("{k}~years", "{k}~ans"),
}

say: Final = partial(sentences.say, SENTENCES)
