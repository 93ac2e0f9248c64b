"""Every sentence about cash, whole, in English and in French; cash_words.py chooses and fills them.

A `~` is a no-break space (U+00A0), written so that it can be seen: French has one before
`: ; ? ! %`, and both languages have one between a number and its unit.
"""

from __future__ import annotations

SENTENCES: dict[str, dict[str, str]] = {
    # the trough
    "turns": {
        "en": "Cumulative cash falls to {lowest} {at} and is back above zero {from_}.",
        "fr": "La trésorerie cumulée descend à {lowest} {at} et repasse au-dessus de zéro {from_}.",
    },
    "stays": {
        "en": "Cumulative cash falls to {lowest} {at} and is not back above zero {by}.",
        "fr": "La trésorerie cumulée descend à {lowest} {at} et ne repasse pas au-dessus de zéro "
        "{by}.",
    },
    "above": {
        "en": "Cumulative cash never falls below zero: it comes to {end} {by}.",
        "fr": "La trésorerie cumulée ne passe jamais sous zéro~: elle atteint {end} {by}.",
    },
    # a scenario beside the plan: the trough, then the end
    "deeper_higher": {
        "en": "{name}: first {deeper} deeper (to {lowest}, {at}), then {higher} more {by}.",
        "fr": "{name}~: d’abord {deeper} plus profond (à {lowest}, {at}), puis {higher} de plus "
        "{by}.",
    },
    "deeper_lower": {
        "en": "{name}: {deeper} deeper (to {lowest}, {at}), and {higher} less {by}.",
        "fr": "{name}~: {deeper} plus profond (à {lowest}, {at}), et {higher} de moins {by}.",
    },
    "shallower_higher": {
        "en": "{name}: {deeper} less deep (to {lowest}, {at}), and {higher} more {by}.",
        "fr": "{name}~: {deeper} moins profond (à {lowest}, {at}), et {higher} de plus {by}.",
    },
    "shallower_lower": {
        "en": "{name}: {deeper} less deep (to {lowest}, {at}), but {higher} less {by}.",
        "fr": "{name}~: {deeper} moins profond (à {lowest}, {at}), mais {higher} de moins {by}.",
    },
    "no_trough_higher": {
        "en": "{name}: no trough at all, and {higher} more {by}.",
        "fr": "{name}~: plus de creux du tout, et {higher} de plus {by}.",
    },
    "no_trough_lower": {
        "en": "{name}: no trough at all, but {higher} less {by}.",
        "fr": "{name}~: plus de creux du tout, mais {higher} de moins {by}.",
    },
    # a scenario beside a plan without a trough: how far behind, then ahead
    "behind_ahead": {
        "en": "{name}: first up to {behind} behind the plan ({at}), ahead of it {from_}, {higher} "
        "more {by}.",
        "fr": "{name}~: d’abord jusqu’à {behind} de retard sur le plan ({at}), en avance {from_}, "
        "{higher} de plus {by}.",
    },
    "behind_lower": {
        "en": "{name}: up to {behind} behind the plan ({at}), and {higher} less {by}.",
        "fr": "{name}~: jusqu’à {behind} de retard sur le plan ({at}), et {higher} de moins {by}.",
    },
    "never_behind": {
        "en": "{name}: never behind the plan, and {higher} more {by}.",
        "fr": "{name}~: jamais en retard sur le plan, et {higher} de plus {by}.",
    },
    "same": {
        "en": "{name}: nothing changes.",
        "fr": "{name}~: rien ne change.",
    },
    "relabelled": {
        "en": "{name}: only what the plan calls its months and its amounts changes; no amount is "
        "converted.",
        "fr": "{name}~: seul change le nom que le plan donne à ses mois et à ses montants~; aucun "
        "montant n’est converti.",
    },
    "same_ends": {
        "en": "{name}: neither the depth nor the end changes, only months in between.",
        "fr": "{name}~: ni la profondeur ni la fin ne changent, seulement des mois entre les deux.",
    },
    "in_hand": {
        "en": "{name}: what comes in and goes out stays as it is. As planned, {before}; so, "
        "{after}.",
        "fr": "{name}~: ce qui entre et sort ne change pas. Comme prévu, {before}~; ainsi, "
        "{after}.",
    },
    "in_advance": {
        "en": "Most of what is more by then is no gain: it is rent received before it is earned, "
        "for which service is still owed.",
        "fr": "L’essentiel de ce surplus n’est pas un gain~: c’est du loyer encaissé avant d’être "
        "gagné, pour lequel le service reste dû.",
    },
    "in_advance_longer": {
        "en": "Part of what is more by then is no gain: it is rent received before it is earned, "
        "for which service is still owed. The terms are longer too, {term} rather than {before}.",
        "fr": "Une part de ce surplus n’est pas un gain~: c’est du loyer encaissé avant d’être "
        "gagné, pour lequel le service reste dû. Les engagements sont aussi plus longs, {term} au "
        "lieu de {before}.",
    },
    "expanding": {
        "en": "It counts on the rent of those who stay growing by {growth} every year, as over the "
        "last one; without that growth, cash comes to {end} {by}.",
        "fr": "Cela compte sur une hausse de {growth} chaque année du loyer de ceux qui restent, "
        "comme sur la dernière~; sans cette hausse, la trésorerie atteint {end} {by}.",
    },
    "shrinking": {
        "en": "It counts on the rent of those who stay falling by {growth} every year, as over the "
        "last one; without that fall, cash comes to {end} {by}.",
        "fr": "Cela compte sur une baisse de {growth} chaque année du loyer de ceux qui restent, "
        "comme sur la dernière~; sans cette baisse, la trésorerie atteint {end} {by}.",
    },
    "churn_pair": {
        "en": "With 30% lost in the first year rather than 10%, the trough is {deeper} deeper and "
        "the end {higher} lower.",
        "fr": "Avec 30~% de perte la première année plutôt que 10~%, le creux est plus profond de "
        "{deeper} et la fin plus basse de {higher}.",
    },
    "churn_pair_against": {
        "en": "With 30% lost in the first year rather than 10%, the end is {higher} higher: a "
        "customer costs more than it pays.",
        "fr": "Avec 30~% de perte la première année plutôt que 10~%, la fin est plus haute de "
        "{higher}~: un client coûte plus qu’il ne paie.",
    },
    "churn_pair_flat": {
        "en": "With 30% lost in the first year rather than 10%, the end is {higher} lower.",
        "fr": "Avec 30~% de perte la première année plutôt que 10~%, la fin est plus basse de "
        "{higher}.",
    },
    # one deal, and the money in hand
    "payback": {
        "en": "A deal has paid back what it cost by itself after {months}, and after {all} with "
        "the salary of who sold it.",
        "fr": "Un contrat a remboursé ce qu’il a coûté lui-même après {months}, et après {all} "
        "avec le salaire de qui l’a vendu.",
    },
    "payback_part": {
        "en": "A deal has paid back what it cost by itself after {months}, but never the salary of "
        "who sold it.",
        "fr": "Un contrat a remboursé ce qu’il a coûté lui-même après {months}, mais jamais le "
        "salaire de qui l’a vendu.",
    },
    "payback_alone": {
        "en": "A deal has paid back what it cost by itself after {months}.",
        "fr": "Un contrat a remboursé ce qu’il a coûté lui-même après {months}.",
    },
    "payback_never": {
        "en": "A deal never pays back what it cost: selling more only digs.",
        "fr": "Un contrat ne rembourse jamais ce qu’il a coûté~: vendre plus ne fait que creuser.",
    },
    "runway": {
        "en": "The {cash} in hand last {months}; {needed} more must be found.",
        "fr": "Les {cash} disponibles durent {months}~; il faut trouver {needed} de plus.",
    },
    "runway_none": {
        "en": "There is no cash in hand: {needed} must be found.",
        "fr": "Il n’y a pas de trésorerie disponible~: il faut trouver {needed}.",
    },
    "lasting": {
        "en": "The {cash} in hand last to the end.",
        "fr": "Les {cash} disponibles durent jusqu’au bout.",
    },
    # chance
    "bands": {
        "en": "In 9 futures out of 10 the trough is {low} to {high} deep; the cash in hand runs "
        "out in {share} of them.",
        "fr": "Dans 9 avenirs sur 10, le creux est profond de {low} à {high}~; la trésorerie "
        "disponible s’épuise dans {share} d’entre eux.",
    },
    "bands_turn": {
        "en": "Half of them turn positive {by}; {never} do not within the plan.",
        "fr": "La moitié d’entre eux repassent au-dessus de zéro {by}~; {never} n’y reviennent pas "
        "dans le plan.",
    },
    "bands_never": {
        "en": "{never} of them do not turn positive within the plan.",
        "fr": "{never} d’entre eux ne repassent pas au-dessus de zéro dans le plan.",
    },
    # what the depth hangs on
    "tornado": {
        "en": "What the depth of {depth} hangs on most: {first}, from {low} to {high}; then "
        "{then}.",
        "fr": "Ce dont dépend le plus la profondeur de {depth}~: {first}, de {low} à {high}~; puis "
        "{then}.",
    },
    "tornado_end": {
        "en": "The plan has no trough. What cash comes to at the end, {depth}, hangs most on this: "
        "{first}, from {low} to {high}; then {then}.",
        "fr": "Le plan n’a pas de creux. Ce dont dépend le plus la trésorerie finale de {depth}~: "
        "{first}, de {low} à {high}~; puis {then}.",
    },
    "one_at_a_time": {
        "en": "One input moves at a time, the others as planned.",
        "fr": "Une donnée bouge à la fois, les autres comme prévu.",
    },
    # where the plan comes from
    "typical": {
        "en": "These are the figures of a typical company, invented. Write a plan of your own with "
        "garant outlook cash --init -o plan.toml, or name your book.",
        "fr": "Ce sont les chiffres d’une société type, inventée. Écrivez votre plan avec "
        "garant outlook cash --init -o plan.toml, ou nommez vos faits.",
    },
    "from_book": {
        "en": "From the book: {accounts} customers pay {rent} a month at the end of {month}; "
        "{deals} deals were signed in 12 months.",
        "fr": "D’après vos faits~: {accounts} clients paient {rent} par mois fin {month}~; {deals} "
        "contrats ont été signés en 12 mois.",
    },
    "from_book_starting": {
        "en": "From the book: {accounts} customers pay {rent} a month at the end of {month}, and "
        "{starting} more, for {starting_rent}, start the month after; {deals} deals were signed in "
        "12 months.",
        "fr": "D’après vos faits~: {accounts} clients paient {rent} par mois fin {month}, et "
        "{starting} de plus, pour {starting_rent}, commencent le mois suivant~; {deals} contrats "
        "ont été signés en 12 mois.",
    },
    "no_spend_told": {
        "en": "The book has no spend: what selling and serving cost is assumed, with the figures "
        "of the typical company, so the depth is not that of this one until you give them.",
        "fr": "Les faits n’ont pas de dépenses~: ce que coûtent la vente et le service est "
        "supposé, aux chiffres de la société type~; la profondeur n’est pas celle de cette "
        "société tant que vous ne les donnez pas.",
    },
    "assumed": {
        "en": "Not told by the book, and assumed: {fields}. Set them with --set, or with --init in "
        "a file.",
        "fr": "Non dit par les faits, et supposé~: {fields}. Fixez-les avec --set, ou avec --init "
        "dans un fichier.",
    },
}

FIELDS: dict[str, dict[str, str]] = {
    "currency": {"en": "currency", "fr": "devise"},
    "start": {"en": "first month", "fr": "premier mois"},
    "months": {"en": "months", "fr": "mois"},
    "salespeople": {"en": "salespeople", "fr": "commerciaux"},
    "hires": {"en": "hires", "fr": "embauches"},
    "ramp_months": {"en": "ramp of a hire", "fr": "montée en puissance"},
    "deals_each": {"en": "deals of each a month", "fr": "contrats de chacun par mois"},
    "salary": {"en": "cost of a salesperson a month", "fr": "coût d’un commercial par mois"},
    "commission": {"en": "commission", "fr": "commission"},
    "commission_paid": {"en": "commission paid at", "fr": "versement de la commission"},
    "price": {"en": "list rent of a deal", "fr": "loyer d’un contrat au tarif"},
    "discount": {"en": "discount", "fr": "remise"},
    "billing_months": {"en": "months billed in advance", "fr": "mois facturés d’avance"},
    "payment_delay_months": {"en": "payment delay", "fr": "délai de paiement"},
    "term_months": {"en": "term", "fr": "durée d’engagement"},
    "loss_by_year": {"en": "loss by year", "fr": "perte par année"},
    "loss_by_month": {"en": "loss by month", "fr": "perte par mois"},
    "expansion": {"en": "expansion a year", "fr": "expansion par an"},
    "existing": {"en": "customers there", "fr": "clients déjà là"},
    "onboarding": {"en": "onboarding of a deal", "fr": "mise en service d’un contrat"},
    "service_share": {"en": "cost of service, of rent", "fr": "coût du service, du loyer"},
    "service_per_account": {
        "en": "service of a customer a month",
        "fr": "service d’un client par mois",
    },
    "fixed": {"en": "fixed costs a month", "fr": "coûts fixes par mois"},
    "cash_in_hand": {"en": "cash in hand", "fr": "trésorerie disponible"},
    "receivables": {"en": "invoices still unpaid", "fr": "factures encore impayées"},
}
"""Short names of the fields of a plan."""

WORDS: dict[str, dict[str, str]] = {
    "at_month": {"en": "in month {month}", "fr": "au mois {month}"},
    "at_date": {"en": "in {month}", "fr": "en {month}"},
    "from_month": {"en": "from month {month}", "fr": "dès le mois {month}"},
    "from_date": {"en": "from {month}", "fr": "dès {month}"},
    "by_month": {"en": "by month {month}", "fr": "au mois {month}"},
    "by_date": {"en": "by {month}", "fr": "en {month}"},
    "month": {"en": "{n}~month", "fr": "{n}~mois"},
    "months": {"en": "{n}~months", "fr": "{n}~mois"},
    "window": {"en": "the last {n}~months", "fr": "les {n}~derniers mois"},
    "whole_book": {"en": "all of the book", "fr": "tous les faits"},
    "signature": {"en": "signature", "fr": "à la signature"},
    "receipt": {"en": "receipt", "fr": "à l’encaissement"},
    "spread": {"en": "spread over the year", "fr": "étalée sur l’année"},
    "hand_lasts": {
        "en": "the cash in hand lasts to the end",
        "fr": "la trésorerie disponible dure jusqu’au bout",
    },
    "hand_runs_out": {
        "en": "the cash in hand lasts {months} and {needed} more must be found",
        "fr": "la trésorerie disponible dure {months} et il faut trouver {needed} de plus",
    },
    "nobody": {"en": "nobody", "fr": "aucune"},
    "and_set": {"en": "With {changes}", "fr": "Avec {changes}"},
    "change": {"en": "{name} {value}", "fr": "{name} {value}"},
}
