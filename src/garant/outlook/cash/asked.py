"""What is asked of a plan on a command line: values and levers as text, scenarios by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from garant.charts.labels import Lang
from garant.metrics.errors import RequestError
from garant.outlook.cash.answer import own
from garant.outlook.cash.levers import LEVERS, applied
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_file import changed
from garant.outlook.cash.scenarios import STANDARD, Wanted
from garant.outlook.cash.sentences import WORDS
from garant.outlook.cash.voice import Voice

LANGS: tuple[Lang, ...] = ("en", "fr")


def with_changes(plan: Plan, texts: Mapping[str, str]) -> Plan:
    """The plan with fields and levers set as text: ``{"discount": "0", "selling": "+30%"}``.

    A key is a field of the plan, alone or with its section, or a lever. Where it is both, a value
    with a sign before it pulls the lever: ``price=+5%``. Fields are set first. Raises RequestError
    with every unknown key, and DataError with everything that contradicts itself.

    >>> with_changes(Plan(), {"price": "+5%", "discount": "0"}).net_price
    Decimal('1050.00')
    """
    _refuse_unknown(texts)
    fields = {key: text for key, text in texts.items() if is_field(key, text)}
    levers = {key: lever_of(key, text) for key, text in texts.items() if key not in fields}
    return applied(changed(plan, fields) if fields else plan, levers)


def is_field(key: str, text: str) -> bool:
    """Whether a key with that value sets a field, rather than pulls a lever."""
    name = key.rpartition(".")[2]
    lever = LEVERS.get(key)
    pulled = lever is not None and lever.unit == "relative"
    signed = text.strip()[:1] in {"+", "-", "−"}
    return name in SPECS and not (pulled and (signed or SPECS[name].kind == "table"))


def lever_of(code: str, text: str) -> Decimal | str:
    """The value of a lever: 30% is 0.3, and words are themselves.

    >>> lever_of("selling", "+30%"), lever_of("commission_paid", "receipt")
    (Decimal('0.3'), 'receipt')
    """
    written = text.strip().replace("\u00a0", "").replace("−", "-")
    if LEVERS[code].unit == "word":
        return written
    percent = written.endswith("%")
    try:
        number = Decimal(written.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        raise RequestError(
            "{lever}: {value} is not a number such as 0.3 or +30%", lever=code, value=repr(text)
        ) from None
    return number / 100 if percent else number


def scenarios_of(texts: Iterable[str], plan: Plan) -> tuple[Wanted, ...]:
    """Scenarios by the name of a standard one, or as ``name: lever=value, lever=value``.

    Raises RequestError that names what there is.

    >>> [one.code for one in scenarios_of(["selling", "Faster: pace=+50%"], Plan())]
    ['selling', 'Faster']
    """
    known = {one.code: one for one in STANDARD}
    return tuple(known[text] if text in known else _own(text, plan) for text in texts)


def _own(text: str, plan: Plan) -> Wanted:
    name, colon, pulls = text.partition(":")
    pairs = [pair.partition("=") for pair in (pulls if colon else text).split(",")]
    if not all(equals for _key, equals, _value in pairs):
        raise RequestError(
            "there is no scenario {text}; choose one of: {known}; or write your own as "
            "NAME: lever=value, lever=value",
            text=repr(text), known=", ".join(one.code for one in STANDARD),
        )  # fmt: skip
    texts = {key.strip(): value.strip() for key, _equals, value in pairs}
    unknown = [key for key in texts if key not in LEVERS]
    if unknown:
        raise RequestError(
            "scenario {name}: there is no lever {unknown}; the levers are: {levers}",
            name=repr(name.strip()), unknown=", ".join(unknown), levers=", ".join(LEVERS),
        )  # fmt: skip
    levers = {key: lever_of(key, value) for key, value in texts.items()}
    return own(name.strip() if colon else text.strip(), levers, plan)


def name_of(plan: Plan, texts: Mapping[str, str]) -> dict[str, str]:
    """What the plan that was so set is called, in each language."""
    return {lang: _named(plan, texts, lang) for lang in LANGS}


def _named(plan: Plan, texts: Mapping[str, str], lang: Lang) -> str:
    voice = Voice(plan, lang)
    changes = []
    for key, text in texts.items():
        name = key.rpartition(".")[2]
        if is_field(key, text):
            said = voice.field(name), voice.value(SPECS[name].unit, getattr(plan, name))
        else:
            label = LEVERS[key].told(lang)
            label = label[:1].lower() + label[1:]
            said = label, voice.value(LEVERS[key].unit, lever_of(key, text))
        changes.append(WORDS["change"][lang].format(name=said[0], value=said[1]))
    return voice.word("and_set", changes=", ".join(changes))


def _refuse_unknown(texts: Mapping[str, str]) -> None:
    known = (*LEVERS, *SPECS)
    unknown = [key for key in texts if key not in LEVERS and key.rpartition(".")[2] not in SPECS]
    if not unknown:
        return
    near = [match for key in unknown for match in get_close_matches(key, known, n=1, cutoff=0.4)]
    raise RequestError(
        "there is no field or lever {unknown}; near it there is: {near}; the levers are: {levers}",
        unknown=", ".join(unknown), near=", ".join(near) or "—", levers=", ".join(LEVERS),
    )  # fmt: skip
