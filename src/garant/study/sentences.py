"""Every sentence of a study, whole, in English and in French; words.py chooses and fills them.

A `~` is a no-break space (U+00A0), written so that it can be seen: French has one before
`: ; ? ! %`, and both languages have one between a number and its unit.
"""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    # what was looked at
    "looked_at": {
        "en": "{losses} of {observations} renewals that came due were lost ({share}).",
        "fr": "{losses} renouvellements échus sur {observations} ont été perdus ({share}).",
    },
    # drivers
    "first": {
        "en": "{label} comes first: with {reference} at worst, the loss would have been {points} "
        "lower ({low} to {high}, 90% interval); {verdict}, {claim}.",
        "fr": "{label} vient en premier~: à {reference} au pire, la perte aurait baissé de "
        "{points} (de {low} à {high}, intervalle à 90~%)~; {verdict}, {claim}.",
    },
    "first_money": {
        "en": "{label} comes first: with {reference} at worst, the loss would have been {points} "
        "lower ({low} to {high}, 90% interval), or {mrr} of MRR a month; {verdict}, {claim}.",
        "fr": "{label} vient en premier~: à {reference} au pire, la perte aurait baissé de "
        "{points} (de {low} à {high}, intervalle à 90~%), soit {mrr} de MRR par mois~; "
        "{verdict}, {claim}.",
    },
    "first_level": {
        "en": "{label} comes first: with {reference} for everyone, the loss would have been "
        "{points} lower ({low} to {high}, 90% interval); {verdict}, {claim}.",
        "fr": "{label} vient en premier~: à {reference} pour tous, la perte aurait baissé de "
        "{points} (de {low} à {high}, intervalle à 90~%)~; {verdict}, {claim}.",
    },
    "first_level_money": {
        "en": "{label} comes first: with {reference} for everyone, the loss would have been "
        "{points} lower ({low} to {high}, 90% interval), or {mrr} of MRR a month; {verdict}, "
        "{claim}.",
        "fr": "{label} vient en premier~: à {reference} pour tous, la perte aurait baissé de "
        "{points} (de {low} à {high}, intervalle à 90~%), soit {mrr} de MRR par mois~; "
        "{verdict}, {claim}.",
    },
    "not_cause": {
        "en": "An observed link does not say that changing it would change the loss: that takes an "
        "adjusted estimate, and at best a change that is measured.",
        "fr": "Un lien observé ne dit pas que le changer changerait la perte~: il y faut une "
        "estimation ajustée et, au mieux, un changement que l’on mesure.",
    },
    "then": {
        "en": "Then {label}: {points} ({low} to {high}); {verdict}.",
        "fr": "Puis {label}~: {points} (de {low} à {high})~; {verdict}.",
    },
    "none_found": {
        "en": "No lever was found to matter. One that would avoid {detectable} or more would have "
        "been found in 80 of 100 studies like this one; a smaller one could be missed.",
        "fr": "Aucun levier ne ressort. Un levier qui éviterait {detectable} ou plus serait "
        "ressorti dans 80 études comparables sur 100~; un effet plus petit peut passer "
        "inaperçu.",
    },
    "protecting": {
        "en": "{label} protects: fewer are lost where it is worse than its reference. Look at how "
        "that reference was chosen.",
        "fr": "{label} protège~: on perd moins là où ce levier est pire que sa référence. Voyez "
        "comment cette référence a été choisie.",
    },
    "early_warnings": {
        "en": "These go with a loss, explain nothing, and warn early: {labels}.",
        "fr": "Ceci accompagne une perte sans rien expliquer, et avertit tôt~: {labels}.",
    },
    # departments
    "department": {
        "en": "All departments together could have avoided {total} ({total_low} to {total_high}, "
        "90% interval), an observed link; the largest part, {points} ({low} to {high}), lies "
        "with {department}. Parts overlap: one alone would not avoid exactly its part.",
        "fr": "Tous les départements ensemble auraient pu éviter {total} (de {total_low} à "
        "{total_high}, intervalle à 90~%), un lien observé~; la plus grande part, {points} "
        "(de {low} à {high}), relève du département {department}. Les parts se recouvrent~: "
        "un département seul n’éviterait pas exactement la sienne.",
    },
    "department_none": {
        "en": "All departments together could have avoided {total} ({total_low} to {total_high}, "
        "90% interval), an observed link; the largest part, {points} ({low} to {high}), lies "
        "with levers that no department owns. Parts overlap: one alone would not avoid "
        "exactly its part.",
        "fr": "Tous les départements ensemble auraient pu éviter {total} (de {total_low} à "
        "{total_high}, intervalle à 90~%), un lien observé~; la plus grande part, {points} "
        "(de {low} à {high}), tient à des leviers qui ne relèvent d’aucun département. Les "
        "parts se recouvrent~: un seul n’éviterait pas exactement la sienne.",
    },
    "department_unclear": {
        "en": "All departments together would have avoided {total} ({total_low} to {total_high}, "
        "90% interval): it is inconclusive, and no parts can be told.",
        "fr": "Tous les départements ensemble auraient évité {total} (de {total_low} à "
        "{total_high}, intervalle à 90~%)~: on ne peut pas conclure, ni dire de parts.",
    },
    "no_department": {
        "en": "No department owns a lever that varies: nothing can be shared out.",
        "fr": "Aucun département n’a de levier qui varie~: il n’y a rien à répartir.",
    },
    # effect
    "cap": {
        "en": "Had {label} been {at} at worst for everyone, the loss would have changed by "
        "{points} ({low} to {high}, 95% interval): {claim}.",
        "fr": "Si {label} avait été à {at} au pire pour tous, la perte aurait changé de {points} "
        "(de {low} à {high}, intervalle à 95~%)~: {claim}.",
    },
    "cap_level": {
        "en": "Had {label} been {at} for everyone, the loss would have changed by {points} ({low} "
        "to {high}, 95% interval): {claim}.",
        "fr": "Si {label} avait été à {at} pour tous, la perte aurait changé de {points} (de {low} "
        "à {high}, intervalle à 95~%)~: {claim}.",
    },
    "exposed": {
        "en": "Among those worse than the reference, the loss differs by {points} with {label} "
        "({low} to {high}, 95% interval): {claim}.",
        "fr": "Chez ceux qui sont pires que la référence, la perte diffère de {points} avec "
        "{label} (de {low} à {high}, intervalle à 95~%)~: {claim}.",
    },
    "no_overlap": {
        "en": "No figure can be given: too few customers differ in {label} while being alike in "
        "all else that is known.",
        "fr": "Aucun chiffre ne peut être donné~: trop peu de clients diffèrent par {label} en se "
        "ressemblant pour tout le reste de ce qui est connu.",
    },
    "disagree": {
        "en": "The two ways to estimate it disagree; the figure is less certain than its interval "
        "says.",
        "fr": "Les deux façons de l’estimer ne s’accordent pas~; le chiffre est moins sûr que son "
        "intervalle ne le dit.",
    },
    "no_control": {
        "en": "There is no negative control: a result that the lever cannot act on would show "
        "whether something unrecorded is at work.",
        "fr": "Il n’y a pas de contrôle négatif~: un résultat sur lequel le levier ne peut agir "
        "montrerait si quelque chose de non enregistré est à l’œuvre.",
    },
    "alarm": {
        "en": "The negative control {column} alarms: the lever goes with something that it cannot "
        "act on, so something unrecorded is at work.",
        "fr": "Le contrôle négatif {column} alerte~: le levier va avec ce sur quoi il ne peut "
        "agir~; quelque chose de non enregistré est donc à l’œuvre.",
    },
    "quiet": {
        "en": "The negative control {column} is quiet.",
        "fr": "Le contrôle négatif {column} est muet.",
    },
    "effect_too_small": {
        "en": "It is inconclusive: an effect of {detectable} or more would have been seen in 80 of "
        "100 studies like this one.",
        "fr": "On ne peut pas conclure~: un effet de {detectable} ou plus se serait vu dans 80 "
        "études comparables sur 100.",
    },
    "effect_unclear": {
        "en": "It is inconclusive.",
        "fr": "On ne peut pas conclure.",
    },
    # policy
    "policy_churn": {
        "en": "Under this policy the share lost at the first renewal would change by {change} "
        "({low} to {high}, 95% interval).",
        "fr": "Sous cette politique, la part perdue au premier renouvellement changerait de "
        "{change} (de {low} à {high}, intervalle à 95~%).",
    },
    "policy_wins": {
        "en": "The number of deals won would change by {change} ({low} to {high}, 95% interval).",
        "fr": "Le nombre d’affaires gagnées changerait de {change} (de {low} à {high}, intervalle "
        "à 95~%).",
    },
    "policy_revenue": {
        "en": "Over {months} months, revenue would change by {change} ({low} to {high}, 95% "
        "interval).",
        "fr": "Sur {months} mois, le revenu changerait de {change} (de {low} à {high}, intervalle "
        "à 95~%).",
    },
    "policy_missing": {
        "en": "Only retention can be simulated. What it would cost in deals cannot be said "
        "without: {missing}.",
        "fr": "Seule la rétention peut être simulée. Ce que cela coûterait en affaires ne peut "
        "être dit sans~: {missing}.",
    },
    "policy_kind": {
        "en": "These are adjusted associations carried over to a policy, not measurements of it.",
        "fr": "Ce sont des associations ajustées étendues à une politique, non sa mesure.",
    },
    # intervention
    "fell": {
        "en": "On {on}, at look {look}, the yearly loss of those signed since the change was "
        "{points} lower than it would have been ({low} to {high}): {verdict}, an effect "
        "measured by an intervention.",
        "fr": "Au {on}, à l’examen n°~{look}, la perte annuelle de ceux qui ont signé depuis le "
        "changement était inférieure de {points} à ce qu’elle aurait été (de {low} à "
        "{high})~: {verdict}, un effet mesuré par une intervention.",
    },
    "rose": {
        "en": "On {on}, at look {look}, the yearly loss of those signed since the change was "
        "{points} higher than it would have been ({low} to {high}): what was ended protects, "
        "an effect measured by an intervention.",
        "fr": "Au {on}, à l’examen n°~{look}, la perte annuelle de ceux qui ont signé depuis le "
        "changement était supérieure de {points} à ce qu’elle aurait été (de {low} à "
        "{high})~: ce qui a cessé protège, un effet mesuré par une intervention.",
    },
    "unclear": {
        "en": "On {on}, at look {look}, the yearly loss of those signed since the change differs "
        "by {points} from what it would have been ({low} to {high}): {verdict}.",
        "fr": "Au {on}, à l’examen n°~{look}, la perte annuelle de ceux qui ont signé depuis le "
        "changement diffère de {points} de ce qu’elle aurait été (de {low} à {high})~: "
        "{verdict}.",
    },
    "seen_again": {
        "en": "Seen again at look {look}, on {on}: {points} ({low} to {high}).",
        "fr": "Revu à l’examen n°~{look}, le {on}~: {points} (de {low} à {high}).",
    },
    "first_verdict": {
        "en": "A first verdict could be had on {on}, not before: who signs after a change comes up "
        "for renewal at the end of a term.",
        "fr": "Un premier verdict était possible le {on}, pas avant~: qui signe après un "
        "changement ne se renouvelle qu’au bout d’une période.",
    },
    "too_early": {
        "en": "It is too early: too few of those signed since the change have come up for renewal.",
        "fr": "Il est trop tôt~: trop peu de ceux qui ont signé depuis le changement sont arrivés "
        "à échéance.",
    },
    "all_at_once": {
        "en": "The effect is not identified: everybody changed at once and signs for the same "
        "term, so that in no quarter do exposed and unexposed customers of the same tenure "
        "come up for renewal together. What the market did cannot be told from what the "
        "change did. A change that comes in turns, region by region, can be measured.",
        "fr": "L’effet n’est pas identifié~: tous ont changé à la fois et signent pour la même "
        "durée~; en aucun trimestre des clients exposés et non exposés de même ancienneté "
        "n’arrivent ensemble à échéance. Ce que le marché a fait ne se distingue pas de ce "
        "que le changement a fait. Un changement par étapes, région par région, se mesure.",
    },
    "no_exposed_renewal_due": {
        "en": "Nobody who signed since the change has come up for renewal yet.",
        "fr": "Personne ayant signé depuis le changement n’est encore arrivé à échéance.",
    },
    "no_unexposed_renewal": {
        "en": "Every renewal is of someone who signed since the change: there is nothing to "
        "compare with.",
        "fr": "Tous les renouvellements sont de clients ayant signé depuis le changement~: il n’y "
        "a rien à quoi comparer.",
    },
    "no_renewal_before": {
        "en": "No renewal came due before the change: there is nothing to plan the looks by.",
        "fr": "Aucun renouvellement n’est échu avant le changement~: rien ne permet de prévoir les "
        "examens.",
    },
    "leading": {
        "en": "What moved already among those signed since: {label}, from {before} to {since}.",
        "fr": "Ce qui a déjà bougé chez ceux qui ont signé depuis~: {label}, de {before} à "
        "{since}.",
    },
    # risk
    "no_red": {
        "en": "None of {count} renewals to come is red: none has twice the average risk of "
        "{average}.",
        "fr": "Aucun des {count} renouvellements à venir n’est rouge~: aucun n’a deux fois le "
        "risque moyen, qui est de {average}.",
    },
    "risk": {
        "en": "{red} of {count} renewals to come are red: their risk is at least twice the average "
        "of {average}.",
        "fr": "{red} renouvellements à venir sur {count} sont rouges~: leur risque est d’au moins "
        "deux fois la moyenne, qui est de {average}.",
    },
    "no_skill": {
        "en": "No account is called red, amber or green: on the record so far, nothing shows that "
        "such risks tell who leaves from who stays better than chance does, and they are no better "
        "a guess than the average, {average}.",
        "fr": "Aucun compte n’est dit rouge, orange ou vert~: sur le bilan à ce jour, rien ne "
        "montre que de tels risques distinguent mieux que le hasard qui part de qui reste, et ils "
        "ne valent pas mieux que la moyenne, {average}.",
    },
    "unjudged": {
        "en": "No account is called red, amber or green: there is not yet past enough to judge "
        "such risks by, and nothing shows that they are a better guess than the average, "
        "{average}.",
        "fr": "Aucun compte n’est dit rouge, orange ou vert~: le passé ne suffit pas encore à "
        "juger de tels risques, et rien ne montre qu’ils valent mieux que la moyenne, {average}.",
    },
    "record": {
        "en": "Judged {split} on {n} renewals that it had not seen, the model put a lost one above "
        "a kept one in {auc} of pairs (AUC), and foresaw a loss of {predicted} where there "
        "was one of {observed}.",
        "fr": "Jugé {split} sur {n} renouvellements qu’il n’avait pas vus, le modèle a placé un "
        "perdu au-dessus d’un gardé dans {auc} des paires (AUC), et prévu une perte de "
        "{predicted} là où elle fut de {observed}.",
    },
    "rules_only": {
        "en": "There are too few renewals for a model ({observations}, {losses} of them lost; 150 "
        "and 30 are needed): bands follow the signs against an account, and no chance is "
        "given.",
        "fr": "Il y a trop peu de renouvellements pour un modèle ({observations}, dont {losses} "
        "perdus~; il en faut 150 et 30)~: les couleurs suivent les signes contre un compte, "
        "et aucune probabilité n’est donnée.",
    },
    # survival
    "median": {
        "en": "Half have left by time {median}; at time {time}, {last} are still there.",
        "fr": "La moitié est partie au temps {median}~; au temps {time}, {last} sont encore là.",
    },
    "no_median": {
        "en": "More than half are still there at the end: {last} at time {time}.",
        "fr": "Plus de la moitié est encore là à la fin~: {last} au temps {time}.",
    },
    "concordance": {
        "en": "A model of the other columns puts the one who left sooner first in {value} of pairs "
        "(concordance, 5 folds, ±~{error}).",
        "fr": "Un modèle des autres colonnes place en premier celui qui est parti plus tôt dans "
        "{value} des paires (concordance, 5 parts, ±~{error}).",
    },
}

WORDS: dict[str, dict[str, str]] = {
    "clearly matters": {"en": "it clearly matters", "fr": "cela pèse nettement"},
    "matters": {"en": "it matters", "fr": "cela pèse"},
    "inconclusive": {"en": "it is inconclusive", "fr": "on ne peut pas conclure"},
    "protects": {"en": "it protects", "fr": "cela protège"},
    "observed link": {"en": "an observed link", "fr": "un lien observé"},
    "adjusted association": {"en": "an adjusted association", "fr": "une association ajustée"},
    "adjusted association, negative control quiet": {
        "en": "an adjusted association, negative control quiet",
        "fr": "une association ajustée, contrôle négatif muet",
    },
    "effect measured by an intervention": {
        "en": "an effect measured by an intervention",
        "fr": "un effet mesuré par une intervention",
    },
    "forward": {"en": "forward in time", "fr": "en avançant dans le temps"},
    "5-fold": {"en": "in 5 folds", "fr": "en 5 parts"},
    "points": {"en": "{n}~points", "fr": "{n}~points"},
    "point": {"en": "{n}~point", "fr": "{n}~point"},
    "lost deals": {"en": "the deals that were lost", "fr": "les affaires perdues"},
    "deal risk logged before the discount": {
        "en": "the risk of each deal, logged before the discount",
        "fr": "le risque de chaque affaire, noté avant la remise",
    },
    "product": {"en": "product", "fr": "Produit"},
    "engineering": {"en": "engineering", "fr": "Ingénierie"},
    "marketing": {"en": "marketing", "fr": "Marketing"},
    "sales": {"en": "sales", "fr": "Ventes"},
    "customer_success": {"en": "customer success", "fr": "Réussite client"},
    "finance": {"en": "finance", "fr": "Finance"},
    "support": {"en": "support", "fr": "Support"},
    "yes": {"en": "yes", "fr": "oui"},
    "no": {"en": "no", "fr": "non"},
}
