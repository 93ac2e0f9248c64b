"""Where a field of a plan from a book came from, in English and in French.

A `~` is a no-break space (U+00A0), written so that it can be seen.
"""

from __future__ import annotations

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
    "from_existing_starting": {
        "en": "{accounts} customers who pay {rent} a month at the end of {month}, by age and "
        "billing, and {starting}, for {starting_rent}, who start the month after.",
        "fr": "{accounts} clients qui paient {rent} par mois fin {month}, par ancienneté et "
        "facturation, et {starting}, pour {starting_rent}, qui commencent le mois suivant.",
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
