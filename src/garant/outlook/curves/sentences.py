"""Every sentence of a retention curve, in English and in French; retention_words.py fills them.

A `~` is a no-break space (U+00A0), written so that it can be seen.
"""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    # what was seen, and what is expected
    "seen": {
        "en": "After {age}, {share} are still there ({low} to {high}, 90% interval), of {count} "
        "customers of whom {losses} left.",
        "fr": "Après {age}, {share} sont encore là (de {low} à {high}, intervalle à 90~%), sur "
        "{count} clients dont {losses} sont partis.",
    },
    "seen_whole": {
        "en": "After {age}, {share} are still there ({low} to {high}, 90% interval), of {count} "
        "customers followed for a whole {period} at least, of whom {losses} left.",
        "fr": "Après {age}, {share} sont encore là (de {low} à {high}, intervalle à 90~%), sur "
        "{count} clients suivis pendant {whole} entier au moins, dont {losses} sont partis.",
    },
    "seen_shares": {
        "en": "After {age}, {share} are still there.",
        "fr": "Après {age}, {share} sont encore là.",
    },
    "seen_later": {
        "en": "{losses} departures were seen, over {age}; nobody was seen from the start on.",
        "fr": "{losses} départs ont été observés, sur {age}~; personne n’a été vu dès le début.",
    },
    "expected": {
        "en": "After {age}, {share} are expected ({low} to {high}, 90% interval, with the error of "
        "the model in it).",
        "fr": "Après {age}, on en attend {share} (de {low} à {high}, intervalle à 90~%, erreur de "
        "modèle comprise).",
    },
    "above": {
        "en": "Just after {age} more are expected than the {share} last seen: the curve is drawn "
        "to all periods at once, and stands at {curve} there, where {count} customers were seen.",
        "fr": "Juste après {age}, on en attend plus que les {share} vus en dernier~: la courbe "
        "suit toutes les périodes à la fois et passe là par {curve}, où {count} clients ont été "
        "observés.",
    },
    "contrast": {
        "en": "At a constant churn it would be {share}.",
        "fr": "À attrition constante, ce serait {share}.",
    },
    "falls": {
        "en": "By the curve, {first} of those there at the start leave in the first {period}, and "
        "{last} of those still there in the {place}: those likely to leave go first.",
        "fr": "D’après la courbe, {first} partent {first_period}~; de ceux qui restent, {last} "
        "partent {place}~: les plus fragiles partent d’abord.",
    },
    "flat": {
        "en": "Nothing shows that those who stay leave less: the curve is the one of a constant "
        "churn, {first} of those there in each {period}.",
        "fr": "Rien n’indique que ceux qui restent partent moins~: la courbe est celle d’une "
        "attrition constante, {first} des présents {each_period}.",
    },
    # how far to believe it
    "held": {
        "en": "Fitted on the first {fitted} alone, the curve would have been {points} off on "
        "average over the {judged} that followed; a constant churn, {constant}.",
        "fr": "Ajustée sur les {fitted} du début, la courbe se serait écartée de {points} en "
        "moyenne sur les {judged} qui ont suivi~; l’attrition constante, de {constant}.",
    },
    "not_held": {
        "en": "The history is too short to try the curve out on a part of it; the interval is the "
        "wider for it.",
        "fr": "L’historique est trop court pour éprouver la courbe sur une partie~; l’intervalle "
        "en est d’autant plus large.",
    },
    "stays": {
        "en": "Within its first {age}, a new customer stays {life} on average ({low} to {high}).",
        "fr": "Sur {age}, un nouveau client reste {life} en moyenne (de {low} à {high}).",
    },
    "life": {
        "en": "Over its whole life, what it pays is worth {life} of payments today ({low} to "
        "{high}), each counting {discount} less a year.",
        "fr": "Sur toute sa durée, ce qu’il paie vaut aujourd’hui {life} de paiements (de {low} à "
        "{high}), chacun comptant {discount} de moins par an.",
    },
    "life_plain": {
        "en": "Over its whole life, what it pays is worth {life} of payments today ({low} to "
        "{high}), each counting {discount} less a period.",
        "fr": "Sur toute sa durée, ce qu’il paie vaut aujourd’hui {life} de paiements (de {low} à "
        "{high}), chacun comptant {discount} de moins par période.",
    },
    "life_undiscounted": {
        "en": "Over its whole life, it stays {life} on average ({low} to {high}).",
        "fr": "Sur toute sa durée, il reste {life} en moyenne (de {low} à {high}).",
    },
    "life_endless": {
        "en": "On this curve some never leave: without a discount the whole life of a new customer "
        "has no end to tell.",
        "fr": "Sur cette courbe, certains ne partent jamais~: sans actualisation, la durée totale "
        "d’un nouveau client n’a pas de fin à donner.",
    },
    "assumed": {
        "en": "Shares do not say of how many customers they are: {count} are assumed, as in "
        "published tables. With fewer the interval is wider; --customers gives the number.",
        "fr": "Des parts ne disent pas de combien de clients il s’agit~: on en suppose {count}, "
        "comme dans les tables publiées. Avec moins, l’intervalle est plus large~; --customers "
        "donne le nombre.",
    },
    "risen_one": {
        "en": "More are still there at the end of period {places} than before: who has left cannot "
        "be there again, and the curve leaves them out. Check that number.",
        "fr": "Il en reste plus à la fin de la période {places} qu’avant~: qui est parti ne peut "
        "plus être là, et la courbe laisse le surplus de côté. Vérifiez ce nombre.",
    },
    "risen_many": {
        "en": "More are still there at the end of periods {places} than before: who has left "
        "cannot be there again, and the curve leaves them out. Check these numbers.",
        "fr": "Il en reste plus à la fin des périodes {places} qu’avant~: qui est parti ne peut "
        "plus être là, et la courbe laisse le surplus de côté. Vérifiez ces nombres.",
    },
    # what accounts are worth
    "worth": {
        "en": "{count} accounts pay {monthly} a month; over the life still to expect they are "
        "worth {expected} of margin ({low} to {high}, 90% interval for all of them together).",
        "fr": "{count} comptes paient {monthly} par mois~; sur la durée qu’on leur attend, ils "
        "valent {expected} de marge (de {low} à {high}, intervalle à 90~% pour tous à la fois).",
    },
    "worth_realised": {
        "en": "They have brought {realised} of margin so far.",
        "fr": "Ils ont rapporté {realised} de marge à ce jour.",
    },
    "worth_simple": {
        "en": "At the churn of the last twelve months, held constant, it would be {simple}, "
        "without a discount for the time.",
        "fr": "Au taux d’attrition des douze derniers mois, constant, ce serait {simple}, sans "
        "actualisation.",
    },
    "worth_none": {
        "en": "No account pays at the end of the last month.",
        "fr": "Aucun compte ne paie à la fin du dernier mois.",
    },
    # several curves
    "parts": {
        "en": "After {age}, {best} keeps the most, {best_share} ({best_low} to {best_high}, 90% "
        "interval), and {worst} the least, {worst_share} ({worst_low} to {worst_high}).",
        "fr": "Après {age}, {best} garde le plus, {best_share} (de {best_low} à {best_high}, "
        "intervalle à 90~%), et {worst} le moins, {worst_share} (de {worst_low} à {worst_high}).",
    },
    "parts_overlap": {
        "en": "These two intervals overlap. That is no test: it shows neither a difference nor "
        "that there is none.",
        "fr": "Ces deux intervalles se recouvrent. Ce n’est pas un test~: cela ne montre ni un "
        "écart, ni son absence.",
    },
    "parts_observed": {
        "en": "These two intervals do not overlap. That is no test: of {count} parts the best and "
        "the worst lie apart by chance alone too. It is an observed link at most: it does not say "
        "why.",
        "fr": "Ces deux intervalles ne se recouvrent pas. Ce n’est pas un test~: parmi {count} "
        "parts, la meilleure et la moins bonne s’écartent aussi par hasard. C’est au plus un lien "
        "observé~: il ne dit pas pourquoi.",
    },
    "part_one": {
        "en": "After {age}, {best} keeps {best_share} ({best_low} to {best_high}, 90% interval).",
        "fr": "Après {age}, {best} garde {best_share} (de {best_low} à {best_high}, intervalle à "
        "90~%).",
    },
    "parts_none": {
        "en": "None of the {count} parts has enough departures for a curve of its own.",
        "fr": "Aucune des {count} parts n’a assez de départs pour une courbe à elle.",
    },
    "gone_one": {
        "en": "Everyone of {names} has left: nothing is foreseen.",
        "fr": "Tous ceux de {names} sont partis~: rien n’est prévu.",
    },
    "gone_many": {
        "en": "Everyone of {names} has left: nothing is foreseen.",
        "fr": "Tous ceux de {names} sont partis~: rien n’est prévu.",
    },
    "too_small_one": {
        "en": "{names} has too few periods or departures for a curve: what was seen is shown.",
        "fr": "{names} a trop peu de périodes ou de départs pour une courbe~: on montre ce qui a "
        "été vu.",
    },
    "too_small_many": {
        "en": "{names} have too few periods or departures for a curve: what was seen is shown.",
        "fr": "{names} ont trop peu de périodes ou de départs pour une courbe~: on montre ce qui a "
        "été vu.",
    },
}

# By length of period in months, 0 where it is not known: one, and several.
AGES: dict[int, dict[str, tuple[str, str]]] = {
    0: {"en": ("{n}~period", "{n}~periods"), "fr": ("{n}~période", "{n}~périodes")},
    1: {"en": ("{n}~month", "{n}~months"), "fr": ("{n}~mois", "{n}~mois")},
    3: {"en": ("{n}~quarter", "{n}~quarters"), "fr": ("{n}~trimestre", "{n}~trimestres")},
    12: {"en": ("{n}~year", "{n}~years"), "fr": ("{n}~an", "{n}~ans")},
}
PERIODS: dict[int, dict[str, str]] = {
    0: {"en": "period", "fr": "période"},
    1: {"en": "month", "fr": "mois"},
    3: {"en": "quarter", "fr": "trimestre"},
    12: {"en": "year", "fr": "année"},
}
# Adverbs, French only: in the first period, in each one, in the n-th.
FRENCH: dict[int, tuple[str, str, str]] = {
    0: ("à la première période", "à chaque période", "à la {n}e"),
    1: ("le premier mois", "chaque mois", "le {n}e"),
    3: ("le premier trimestre", "chaque trimestre", "le {n}e"),
    12: ("la première année", "chaque année", "la {n}e"),
}
