"""The sentences of the story and how its figures are written, in English and in French."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip

# In French a no-break space is written "~" here, so that it can be seen.
_WRITTEN = {
    "grew": {
        "en": "Monthly recurring revenue went from {opening} on {opening_on} to {closing} "
        "on {closing_on}, with {accounts} accounts.",
        "fr": "Le revenu mensuel récurrent est passé de {opening} le {opening_on} à {closing} "
        "le {closing_on}, avec {accounts} comptes.",
    },
    "shrank": {
        "en": "Monthly recurring revenue fell from {opening} on {opening_on} to {closing} "
        "on {closing_on}, with {accounts} accounts.",
        "fr": "Le revenu mensuel récurrent a reculé de {opening} le {opening_on} à {closing} "
        "le {closing_on}, avec {accounts} comptes.",
    },
    "trough": {
        "en": "Salaries and commissions came first, the rent later: the cash trough reached "
        "{trough} on {trough_on}.",
        "fr": "Salaires et commissions sont venus d’abord, les loyers ensuite~: le creux de "
        "trésorerie a atteint {trough} le {trough_on}.",
    },
    "left_third": {
        "en": "A third of customers left at the first renewal: {before} of the {due_before} "
        "that came due.",
        "fr": "Un tiers des clients sont partis au premier renouvellement~: {before} des "
        "{due_before} arrivés à échéance.",
    },
    "left_near_third": {
        "en": "Nearly a third of customers left at the first renewal: {before} of the "
        "{due_before} that came due.",
        "fr": "Près d’un tiers des clients sont partis au premier renouvellement~: {before} des "
        "{due_before} arrivés à échéance.",
    },
    "left_quarter": {
        "en": "A quarter of customers left at the first renewal: {before} of the {due_before} "
        "that came due.",
        "fr": "Un quart des clients sont partis au premier renouvellement~: {before} des "
        "{due_before} arrivés à échéance.",
    },
    "left_half": {
        "en": "Half of the customers left at the first renewal: {before} of the {due_before} "
        "that came due.",
        "fr": "La moitié des clients sont partis au premier renouvellement~: {before} des "
        "{due_before} arrivés à échéance.",
    },
    "left_tenth": {
        "en": "One customer in ten left at the first renewal: {before} of the {due_before} "
        "that came due.",
        "fr": "Un client sur dix est parti au premier renouvellement~: {before} des "
        "{due_before} arrivés à échéance.",
    },
    "left_figure": {
        "en": "At the first renewal, {before} of the {due_before} customers that came due left.",
        "fr": "Au premier renouvellement, {before} des {due_before} clients arrivés à échéance "
        "sont partis.",
    },
    "discount_more": {
        "en": "Observed link: {high} left when the first discount was above 20%, {low} when it "
        "was 5% or less.",
        "fr": "Lien observé~: {high} sont partis quand la première remise dépassait 20~%, {low} "
        "quand elle ne dépassait pas 5~%.",
    },
    "discount_less": {
        "en": "Observed link: {high} left when the first discount was above 20%, fewer than the "
        "{low} that left when it was 5% or less.",
        "fr": "Lien observé~: {high} sont partis quand la première remise dépassait 20~%, moins "
        "que les {low} partis quand elle ne dépassait pas 5~%.",
    },
    "discount_same": {
        "en": "No link is seen with the first discount: {high} left when it was above 20%, {low} "
        "when it was 5% or less.",
        "fr": "Aucun lien ne se voit avec la première remise~: {high} sont partis quand elle "
        "dépassait 20~%, {low} quand elle ne dépassait pas 5~%.",
    },
    "policy": {
        "en": "On {policy_on} discounts on new signatures ended and salespeople were trained.",
        "fr": "Le {policy_on}, les remises à la signature ont pris fin et les vendeurs ont été "
        "formés.",
    },
    "since_less": {
        "en": "Among customers signed since then, {after} of the {due_after} that came due left "
        "at the first renewal, against {before} before.",
        "fr": "Parmi les clients signés depuis, {after} des {due_after} arrivés à échéance sont "
        "partis au premier renouvellement, contre {before} avant.",
    },
    "since_more": {
        "en": "Among customers signed since then, {after} of the {due_after} that came due left "
        "at the first renewal, more than the {before} before.",
        "fr": "Parmi les clients signés depuis, {after} des {due_after} arrivés à échéance sont "
        "partis au premier renouvellement, plus que les {before} d’avant.",
    },
    "since_same": {
        "en": "Among customers signed since then, {after} of the {due_after} that came due left "
        "at the first renewal: about the same as before ({before}).",
        "fr": "Parmi les clients signés depuis, {after} des {due_after} arrivés à échéance sont "
        "partis au premier renouvellement~: à peu près comme avant ({before}).",
    },
    "too_early": {
        "en": "None of the first renewals that would tell has come due on both sides: it is too "
        "early to compare.",
        "fr": "Les premiers renouvellements qui le diraient ne sont pas arrivés à échéance des "
        "deux côtés~: il est trop tôt pour comparer.",
    },
    "few": {
        "en": "That is few renewals: too little to conclude.",
        "fr": "C’est peu de renouvellements~: on ne peut pas conclure.",
    },
    "not_cause": {
        "en": "This is an observed link: a before and after alone does not tell what changed it.",
        "fr": "C’est un lien observé~: un avant et un après ne disent pas, seuls, ce qui a joué.",
    },
    "nrr_above": {
        "en": "Over the last 12 months net retention is {nrr}, gross {grr}: the accounts that "
        "stayed grew by more than the others took away.",
        "fr": "Sur les 12 derniers mois, la rétention nette est de {nrr}, la brute de {grr}~: "
        "les comptes restés ont grandi de plus que les autres n’ont retiré.",
    },
    "nrr_below": {
        "en": "Over the last 12 months net retention is {nrr}, gross {grr}: the growth of the "
        "accounts that stayed does not make up for what was lost.",
        "fr": "Sur les 12 derniers mois, la rétention nette est de {nrr}, la brute de {grr}~: "
        "la croissance des comptes restés ne compense pas ce qui est parti.",
    },
}

SENTENCES = {
    code: {lang: text.replace("~", NBSP) for lang, text in languages.items()}
    for code, languages in _WRITTEN.items()
}


def percent(share: Decimal, lang: str) -> str:
    """A share as a percentage with one decimal.

    >>> percent(Decimal("0.912"), "en")
    '91.2%'
    """
    number = _number(share * 100, 1, lang)
    return f"{number}%" if lang == "en" else f"{number}{NBSP}%"


def money(amount: Decimal, currency: str, *, lang: str) -> str:
    """An amount as it is read: thousands above 10 000, millions above 1 000 000.

    >>> money(Decimal("440600"), "EUR", lang="en"), money(Decimal("2400000"), "EUR", lang="en")
    ('€440.6k', '€2.4M')
    """
    scale, letter, decimals = _scale(amount)
    number = _number(amount / scale, decimals, lang)
    symbol = SYMBOLS.get(currency, currency)
    if lang == "fr":
        return f"{number}{NBSP}{letter}{symbol}"
    return f"{symbol}{number}{letter}" if currency in SYMBOLS else f"{number}{letter} {currency}"


def spoken_date(day: date, lang: str) -> str:
    """A date in full.

    >>> spoken_date(date(2023, 7, 1), "en")
    '1 Jul 2023'
    """
    name = MONTHS[lang][day.month - 1]
    if lang == "fr":
        first = "1er" if day.day == 1 else str(day.day)
        return NBSP.join((first, name, str(day.year)))
    return f"{day.day} {name} {day.year}"


def _scale(amount: Decimal) -> tuple[int, str, int]:
    if abs(amount) >= 1_000_000:
        return 1_000_000, "M", 1
    return (1000, "k", 1) if abs(amount) >= 10_000 else (1, "", 0)


def _number(value: Decimal, decimals: int, lang: str) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,.{decimals}f}".replace("-", "−")
    if lang == "en":
        return text
    return text.replace(",", NBSP).replace(".", ",")
