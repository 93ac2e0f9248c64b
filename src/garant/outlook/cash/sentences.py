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

ORIGINS: dict[str, dict[str, str]] = {
    "from_currency": {"en": "The currency of the book.", "fr": "La devise des faits."},
    "from_start": {
        "en": "The month after {month}, the last one that is over.",
        "fr": "Le mois qui suit {month}, le dernier qui soit achevé.",
    },
    "from_sellers": {
        "en": "{people} salespeople are named by the deals of the last {months} months.",
        "fr": "{people} commerciaux sont nommés par les contrats des {months} derniers mois.",
    },
    "sellers_untold": {
        "en": "No deal names who sold it: so many as sign the {deals} deals from {first_month} to "
        "{month} at the assumed pace.",
        "fr": "Aucun contrat ne nomme qui l’a vendu~: autant qu’il en faut pour signer les {deals} "
        "contrats de {first_month} à {month} au rythme supposé.",
    },
    "sellers_unknown": {
        "en": "Assumed: no deal names who sold it.",
        "fr": "Supposé~: aucun contrat ne nomme qui l’a vendu.",
    },
    "from_deals": {
        "en": "{deals} deals from {first_month} to {month}, by {people} salespeople on average.",
        "fr": "{deals} contrats de {first_month} à {month}, par {people} commerciaux en moyenne.",
    },
    "from_no_deals": {
        "en": "No deal was signed from {first_month} to {month}.",
        "fr": "Aucun contrat n’a été signé de {first_month} à {month}.",
    },
    "no_deals": {
        "en": "Assumed: no deal was signed in the last 12 months.",
        "fr": "Supposé~: aucun contrat n’a été signé depuis 12 mois.",
    },
    "no_hires": {
        "en": "Assumed: a book does not say whom you will hire, so nobody.",
        "fr": "Supposé~: des faits ne disent pas qui vous embaucherez, donc personne.",
    },
    "from_price": {
        "en": "List rent of the first day of {deals} deals, on average.",
        "fr": "Loyer au tarif du premier jour de {deals} contrats, en moyenne.",
    },
    "from_discount": {
        "en": "What these deals pay on their first day, against list; {told} of {deals} tell it.",
        "fr": "Ce que ces contrats paient le premier jour, comparé au tarif~; {told} sur {deals} "
        "le disent.",
    },
    "discount_untold": {
        "en": "No list price and no discount in the book: prices are taken as they are paid.",
        "fr": "Ni tarif ni remise dans les faits~: les prix sont pris tels qu’ils sont payés.",
    },
    "from_billing": {
        "en": "Of the middle of the rent of these deals: {share} of it is billed for so long or "
        "less, taken as in advance.",
        "fr": "Du milieu du loyer de ces contrats~: {share} en sont facturés pour cette durée ou "
        "moins, supposés d’avance.",
    },
    "from_term": {
        "en": "The commonest term of these deals, {share} of them.",
        "fr": "La durée la plus courante de ces contrats, {share} d’entre eux.",
    },
    "term_of_billing": {
        "en": "The shortest term that the billing fits.",
        "fr": "La plus courte durée à laquelle la facturation convient.",
    },
    "term_unknown": {
        "en": "Assumed: neither contracts nor lines of these deals have an end.",
        "fr": "Supposé~: ni les contrats ni leurs lignes n’ont de fin.",
    },
    "from_payments": {
        "en": "{payments} payments of the last 12 months, {days} days after their invoice on "
        "average by amount.",
        "fr": "{payments} paiements des 12 derniers mois, {days} jours après leur facture en "
        "moyenne par montant.",
    },
    "no_payments": {
        "en": "Assumed: the book has no payments of invoices.",
        "fr": "Supposé~: les faits n’ont pas de paiements de factures.",
    },
    "from_existing": {
        "en": "{accounts} customers who pay {rent} a month at the end of {month}, by age and "
        "billing.",
        "fr": "{accounts} clients qui paient {rent} par mois fin {month}, par ancienneté et "
        "facturation.",
    },
    "from_receivables": {
        "en": "What they were billed before and have still to pay: {owed}.",
        "fr": "Ce qui leur a été facturé avant et reste à payer~: {owed}.",
    },
    "from_losses": {
        "en": "Kaplan and Meier’s curve of the accounts over {window}: {lost} of those in their "
        "first year left, {at_risk} came to its end.",
        "fr": "Courbe de Kaplan et Meier des comptes sur {window}~: {lost} sont partis dans leur "
        "première année, {at_risk} en ont vu la fin.",
    },
    "loss_unknown": {
        "en": "Assumed: only {accounts} accounts came to the end of their first year; {least} are "
        "needed.",
        "fr": "Supposé~: seuls {accounts} comptes ont vu la fin de leur première année~; il en "
        "faut {least}.",
    },
    "from_expansion": {
        "en": "What {accounts} customers of a year ago pay today, against then.",
        "fr": "Ce que {accounts} clients d’il y a un an paient aujourd’hui, comparé à alors.",
    },
    "expansion_unknown": {
        "en": "Assumed: only {accounts} customers of a year ago are still there; {least} are "
        "needed.",
        "fr": "Supposé~: seuls {accounts} clients d’il y a un an sont encore là~; il en faut "
        "{least}.",
    },
    "from_commission": {
        "en": "How sales spend moved with the first-year rent of the deals signed, over {months} "
        "months.",
        "fr": "Comment la dépense des ventes a suivi le loyer de première année des contrats "
        "signés, sur {months} mois.",
    },
    "commission_untold": {
        "en": "Sales spend does not move with the deals signed: all of it is taken as salaries.",
        "fr": "La dépense des ventes ne suit pas les contrats signés~: elle est toute prise comme "
        "salaires.",
    },
    "from_salary": {
        "en": "Sales spend of the last {months} months without commission, {spent} a month with "
        "it, for {people} salespeople.",
        "fr": "Dépense des ventes des {months} derniers mois sans commission, {spent} par mois "
        "avec elle, pour {people} commerciaux.",
    },
    "from_onboarding": {
        "en": "Onboarding spend of 12 months, {spent}, for {deals} deals.",
        "fr": "Dépense de mise en service de 12 mois, {spent}, pour {deals} contrats.",
    },
    "from_cogs": {
        "en": "Cost of service of 12 months, {spent}, of {rent} of rent.",
        "fr": "Coût du service de 12 mois, {spent}, sur {rent} de loyer.",
    },
    "from_success": {
        "en": "Customer success spend of 12 months, {spent}, for {account_months} account months.",
        "fr": "Dépense de réussite client de 12 mois, {spent}, pour {account_months} mois de "
        "compte.",
    },
    "service_fixed": {
        "en": "Fewer than {least} customers: what each costs cannot be told, and this spend counts "
        "as fixed.",
        "fr": "Moins de {least} clients~: ce que coûte chacun ne peut être dit, et cette dépense "
        "compte comme fixe.",
    },
    "from_fixed": {
        "en": "Spend that moves with no deal and no customer, a month, of the last {months}: "
        "{departments}.",
        "fr": "Dépense qui ne suit ni contrats ni clients, par mois, sur les {months} derniers~: "
        "{departments}.",
    },
    "no_spend": {
        "en": "Assumed: the book has no spend.",
        "fr": "Supposé~: les faits n’ont pas de dépenses.",
    },
    "no_kind": {
        "en": "Assumed: the spend of the book has no kind {kind}.",
        "fr": "Supposé~: les dépenses n’ont pas de nature {kind}.",
    },
    "not_in_a_book": {
        "en": "Assumed: a book does not say it.",
        "fr": "Supposé~: des faits ne le disent pas.",
    },
}
"""Where a field of a plan from a book came from."""

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
    "nobody": {"en": "nobody", "fr": "aucune"},
    "and_set": {"en": "With {changes}", "fr": "Avec {changes}"},
    "change": {"en": "{name} {value}", "fr": "{name} {value}"},
}
