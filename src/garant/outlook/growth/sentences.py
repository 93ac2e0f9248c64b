"""Every sentence of the growth arithmetic, in English and in French; growth_words.py fills them.

A `~` is a no-break space (U+00A0), written so that it can be seen.
"""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    "customers": {
        "en": "To go from {now} to {target} customers in a year while {churn} leave each month, "
        "win {to_win}: {per_month} a month.",
        "fr": "Pour passer de {now} à {target} clients en un an alors que {churn} partent chaque "
        "mois, il faut en gagner {to_win}~: {per_month} par mois.",
    },
    "customers_nothing": {
        "en": "For {target} customers in a year none has to be won: of {now}, {left} will still be "
        "there while {churn} leave each month.",
        "fr": "Pour {target} clients dans un an, aucun n’est à gagner~: des {now}, {left} seront "
        "encore là alors que {churn} partent chaque mois.",
    },
    "mrr_nothing": {
        "en": "In money: for {target} a month in a year nothing has to be won: of {now}, {left} "
        "will still be there while {churn} leaves each month.",
        "fr": "En argent~: pour {target} par mois dans un an, rien n’est à gagner~: des {now}, "
        "{left} seront encore là alors que {churn} part chaque mois.",
    },
    "customers_each": {
        "en": "To go from {now} to {target} customers in a year while {churn} leave each month, "
        "win {to_win}: {per_month} a month, or {each} for each of {salespeople} salespeople.",
        "fr": "Pour passer de {now} à {target} clients en un an alors que {churn} partent chaque "
        "mois, il faut en gagner {to_win}~: {per_month} par mois, soit {each} pour chacun des "
        "{salespeople} commerciaux.",
    },
    "mrr": {
        "en": "In money: from {now} to {target} a month while {churn} leaves each month, win "
        "{to_win}: {per_month} more each month.",
        "fr": "En argent~: de {now} à {target} par mois alors que {churn} part chaque mois, il "
        "faut gagner {to_win}~: {per_month} de plus chaque mois.",
    },
    "mrr_each": {
        "en": "In money: from {now} to {target} a month while {churn} leaves each month, win "
        "{to_win}: {per_month} more each month, or {each} for each of {salespeople} salespeople.",
        "fr": "En argent~: de {now} à {target} par mois alors que {churn} part chaque mois, il "
        "faut gagner {to_win}~: {per_month} de plus chaque mois, soit {each} pour chacun des "
        "{salespeople} commerciaux.",
    },
    "replacing": {
        "en": "If nobody left, {without} would do: {share} of what is won only replaces what "
        "leaves.",
        "fr": "Si personne ne partait, {without} suffiraient~: {share} de ce qui est gagné ne fait "
        "que remplacer ce qui part.",
    },
    "no_churn": {
        "en": "Nobody leaves, so that nothing of it goes into replacing.",
        "fr": "Personne ne part~: rien de tout cela ne sert à remplacer.",
    },
    "so_far_one": {
        "en": "One customer left in the last 12 months, {monthly} a month: expected for {expected} "
        "months and gone after {kept}, that is {cost} that will not come in.",
        "fr": "Un client est parti ces 12 derniers mois, soit {monthly} par mois~: attendu "
        "{expected} mois et parti après {kept}, ce sont {cost} qui ne rentreront pas.",
    },
    "so_far_many": {
        "en": "{count} customers left in the last 12 months, {monthly} a month: expected for "
        "{expected} months and gone after {kept} on average, each weighed by what it paid, that is "
        "{cost} that will not come in.",
        "fr": "{count} clients sont partis ces 12 derniers mois, soit {monthly} par mois~: "
        "attendus {expected} mois et partis après {kept} en moyenne, pondérés par ce qu’ils "
        "payaient, ce sont {cost} qui ne rentreront pas.",
    },
    "so_far_longer": {
        "en": "{count} customers left in the last 12 months, {monthly} a month; they had stayed "
        "{kept} months on average, each weighed by what it paid, and with {expected} expected they "
        "had paid what was counted on.",
        "fr": "{count} clients sont partis ces 12 derniers mois, soit {monthly} par mois~; ils "
        "étaient restés {kept} mois en moyenne, pondérés par ce qu’ils payaient, et, pour "
        "{expected} attendus, avaient payé ce sur quoi l’on comptait.",
    },
    "none_left": {
        "en": "No customer left in the last 12 months.",
        "fr": "Aucun client n’est parti ces 12 derniers mois.",
    },
    "to_come": {
        "en": "At this pace {lost} a month will have left in {months} months, and {missing} will "
        "not have come in by then.",
        "fr": "À ce rythme, {lost} par mois seront partis dans {months} mois, et {missing} ne "
        "seront pas rentrés d’ici là.",
    },
}
