"""Every sentence that the pictures of cash say, in English and in French, whole.

A value goes where its name stands in braces. French needs a no-break space before `: ; ? ! %`;
it is written `~` below, so that it can be seen.
"""

from functools import partial
from typing import Final

from garant.charts import sentences

# By key: the sentence in English, then in French.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # cumulative cash
    "cash.title": ("How deep, how long", "Quelle profondeur, quelle durée"),
    "cash.subtitle": (
        "Cumulative cash, month by month. Disc: the bottom. Ring: back above zero.",
        "Trésorerie cumulée, mois par mois. Disque~: le fond. Anneau~: retour au-dessus de zéro.",
    ),
    "cash.band": (
        "Cumulative cash. Disc: the bottom. Ring: back above zero. Band: 9 futures in 10.",
        (
            "Trésorerie cumulée. Disque~: le fond. Anneau~: retour au-dessus de zéro. "
            "Bande~: 9 avenirs sur 10."
        ),
    ),
    "cash.capped": (
        "The first {shown} of {total} scenarios; the table has all. Disc: the bottom.",
        "Les {shown} premiers scénarios sur {total}~; le tableau les a tous. Disque~: le fond.",
    ),
    "cash.turns": (
        "{depth} · {bottom} · positive from {turn}",
        "{depth} · {bottom} · positif dès {turn}",
    ),
    "cash.stays": (
        "{depth} · {bottom} · not back by {end}",
        "{depth} · {bottom} · pas remonté à {end}",
    ),
    "cash.above": ("never below zero up to {end}", "jamais sous zéro jusqu’à {end}"),
    "cash.label_turns": (
        "{title}: {name} falls to {depth} ({bottom}) and is back above zero ({turn}).",
        "{title}~: {name} descend à {depth} ({bottom}) et repasse au-dessus de zéro ({turn}).",
    ),
    "cash.label_stays": (
        "{title}: {name} falls to {depth} ({bottom}) and is not back above zero ({end}).",
        (
            "{title}~: {name} descend à {depth} ({bottom}) et ne repasse pas au-dessus de zéro "
            "({end})."
        ),
    ),
    "cash.label_above": (
        "{title}: {name} never falls below zero and ends at {last} ({end}).",
        "{title}~: {name} ne passe jamais sous zéro et finit à {last} ({end}).",
    ),
    "cash.label_several_turns": (
        "{title}, {count} lines: {name} falls to {depth} ({bottom}), back above zero ({turn}).",
        (
            "{title}, {count} courbes~: {name} descend à {depth} ({bottom}) et repasse au-dessus "
            "de zéro ({turn})."
        ),
    ),
    "cash.label_several_stays": (
        "{title}, {count} lines: {name} falls to {depth} ({bottom}), not back above zero ({end}).",
        (
            "{title}, {count} courbes~: {name} descend à {depth} ({bottom}) et ne repasse pas "
            "au-dessus de zéro ({end})."
        ),
    ),
    "cash.label_several_above": (
        "{title}, {count} lines: {name} never falls below zero and ends at {last} ({end}).",
        "{title}, {count} courbes~: {name} ne passe jamais sous zéro et finit à {last} ({end}).",
    ),
    # cumulative cash against that of the plan
    "against.title": (
        "What each change does to cash",
        "Ce que chaque changement fait à la trésorerie",
    ),
    "against.subtitle": (
        "Cumulative cash less that of the plan. Disc: furthest behind. Ring: ahead from there.",
        "Trésorerie cumulée moins celle du plan. Disque~: retard maximal. Anneau~: avance.",
    ),
    "against.turns": (
        "{depth} · {bottom} · ahead from {turn}",
        "{depth} · {bottom} · en avance dès {turn}",
    ),
    "against.stays": (
        "{depth} · {bottom} · still behind at {end}",
        "{depth} · {bottom} · encore en retard à {end}",
    ),
    "against.above": ("never behind up to {end}", "jamais en retard jusqu’à {end}"),
    "against.label_turns": (
        "{title}: {name} is at {depth} ({bottom}) and ahead of the plan from {turn}.",
        "{title}~: {name} est à {depth} ({bottom}), puis en avance sur le plan dès {turn}.",
    ),
    "against.label_stays": (
        "{title}: {name} is at {depth} ({bottom}) and still behind the plan ({end}).",
        "{title}~: {name} est à {depth} ({bottom}), encore en retard sur le plan ({end}).",
    ),
    "against.label_above": (
        "{title}: {name} is never behind the plan and ends {last} ahead ({end}).",
        "{title}~: {name} n’est jamais en retard sur le plan et finit à {last} d’avance ({end}).",
    ),
    "against.label_several_turns": (
        "{title}, {count} lines: {name} is at {depth} ({bottom}), ahead of the plan from {turn}.",
        "{title}, {count} courbes~: {name} est à {depth} ({bottom}), en avance dès {turn}.",
    ),
    "against.label_several_stays": (
        "{title}, {count} lines: {name} is at {depth} ({bottom}), still behind the plan ({end}).",
        "{title}, {count} courbes~: {name} est à {depth} ({bottom}), encore en retard ({end}).",
    ),
    "against.label_several_above": (
        "{title}, {count} lines: {name} is never behind the plan, {last} ahead in the end ({end}).",
        "{title}, {count} courbes~: {name} n’est jamais en retard, {last} d’avance ({end}).",
    ),
    "cash.month": ("Month", "Mois"),
    "cash.cash": ("Cash", "Trésorerie"),
    "cash.low": ("{name}, low", "{name}, bas"),
    "cash.high": ("{name}, high", "{name}, haut"),
    "cash.interval": ("between {low} and {high}", "entre {low} et {high}"),
    # what the depth hangs on
    "tornado.bottom.title": ("What the depth hangs on", "De quoi dépend la profondeur"),
    "tornado.bottom.subtitle": (
        "Bottom of the trough when one input moves alone. At the ends of the bars: its value.",
        "Fond du creux quand une donnée bouge seule. Au bout des barres~: sa valeur.",
    ),
    "tornado.capped": (
        "The first {shown} of {total} inputs; the table has all.",
        "Les {shown} premières données sur {total}~; le tableau les a toutes.",
    ),
    "tornado.base": ("today’s plan {base}", "plan actuel {base}"),
    "tornado.bottom.less": ("← deeper", "← plus profond"),
    "tornado.bottom.more": ("shallower →", "moins profond →"),
    "tornado.swing": ("{low} to {high}", "de {low} à {high}"),
    "tornado.at": ("{input}: {bottom}", "{input}~: {bottom}"),
    "tornado.label": (
        "{title}: {name} first, from {low} to {high}; the plan as it is, {base}.",
        "{title}~: {name} d’abord, de {low} à {high}~; le plan tel quel, {base}.",
    ),
    "tornado.bottom.label_still": (
        "{title}: no input moves the bottom away from {base}.",
        "{title}~: aucune donnée n’éloigne le fond de {base}.",
    ),
    "tornado.end.title": ("What the end hangs on", "De quoi dépend la fin"),
    "tornado.end.subtitle": (
        "Cumulative cash at the end when one input moves alone. Beside the bars: its value.",
        "Trésorerie cumulée à la fin quand une donnée bouge seule. Au bout des barres~: sa valeur.",
    ),
    "tornado.end.less": ("← less", "← moins"),
    "tornado.end.more": ("more →", "plus →"),
    "tornado.end.label_still": (
        "{title}: no input moves the end away from {base}.",
        "{title}~: aucune donnée n’éloigne la fin de {base}.",
    ),
    "tornado.end.low": ("End, low input", "Fin, donnée basse"),
    "tornado.end.high": ("End, high input", "Fin, donnée haute"),
    "tornado.input": ("Input", "Donnée"),
    "tornado.low_input": ("Low input", "Donnée basse"),
    "tornado.high_input": ("High input", "Donnée haute"),
    "tornado.bottom.low": ("Bottom, low input", "Fond, donnée basse"),
    "tornado.bottom.high": ("Bottom, high input", "Fond, donnée haute"),
    "tornado.difference": ("Difference", "Écart"),
}

say: Final = partial(sentences.say, SENTENCES)
