"""Every sentence of the chart of renewals to come, in English and in French, whole.

A value goes where its name stands in braces; a no-break space is written `~`.
"""

from functools import partial
from typing import Final

from garant.charts import sentences

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "title": ("What comes due, and what will be kept", "Ce qui arrive à échéance, ce qui restera"),
    "unit": (
        (
            "Monthly recurring revenue due in {unit}, by month. The line is what should be kept, "
            "with its 90% interval."
        ),
        "MRR échu par mois, en~{unit}. Le trait~: ce qui devrait rester, intervalle à 90~%.",
    ),
    "plain": (
        (
            "Monthly recurring revenue due, by month. The line is what should be kept, with its "
            "90% interval."
        ),
        "MRR échu par mois. Le trait~: ce qui devrait rester, intervalle à 90~%.",
    ),
    "unit_only": (
        "Monthly recurring revenue due in {unit}, by month.",
        "Revenu mensuel récurrent échu en~{unit}, par mois.",
    ),
    "plain_only": (
        "Monthly recurring revenue due, by month.",
        "Revenu mensuel récurrent échu, par mois.",
    ),
    "capped": (
        "What is due in {unit}, the first {shown} of {total} months; the table has all.",
        "Ce qui est échu en~{unit}, les {shown} premiers mois sur {total}~; le tableau les a tous.",
    ),
    "label": (
        (
            "{title}: {due} due from {first} to {last}, of which {secured} secured, {open} open "
            "and {lost} lost; {kept} expected to be kept."
        ),
        (
            "{title}~: {due} échus de {first} à {last}, dont {secured} acquis, {open} ouverts et "
            "{lost} perdus~; {kept} devraient être gardés."
        ),
    ),
    "label_plain": (
        (
            "{title}: {due} due from {first} to {last}, of which {secured} secured, {open} open "
            "and {lost} lost."
        ),
        (
            "{title}~: {due} échus de {first} à {last}, dont {secured} acquis, {open} ouverts et "
            "{lost} perdus."
        ),
    ),
    "secured": ("secured", "acquis"),
    "open": ("open", "ouvert"),
    "lost": ("lost", "perdu"),
    "kept": ("expected to be kept", "ce qui devrait rester"),
    "called": ("by the calls", "selon les prévisions"),
    "due": ("{amount} due", "{amount} échus"),
    "parts": (
        "{secured} secured · {open} open · {lost} lost",
        "{secured} acquis · {open} ouverts · {lost} perdus",
    ),
    "between": ("{kept} kept, between {low} and {high}", "{kept} gardés, entre {low} et {high}"),
    "between_called": (
        "{kept} kept, between {low} and {high}; {called} by the calls",
        "{kept} gardés, entre {low} et {high}~; {called} selon les prévisions",
    ),
    "only_called": ("{called} kept by the calls", "{called} gardés selon les prévisions"),
    "column.month": ("Month", "Mois"),
    "column.due": ("Due", "Échu"),
    "column.secured": ("Secured", "Acquis"),
    "column.open": ("Open", "Ouvert"),
    "column.lost": ("Lost", "Perdu"),
    "column.kept": ("Expected kept", "Gardé, attendu"),
    "column.low": ("Low", "Bas"),
    "column.high": ("High", "Haut"),
    "column.called": ("Kept by the calls", "Gardé selon les prévisions"),
}

say: Final = partial(sentences.say, SENTENCES)
