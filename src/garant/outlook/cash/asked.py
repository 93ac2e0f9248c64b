"""What is asked of a plan on a command line: values and levers as text, scenarios by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from garant.charts.labels import Lang
from garant.metrics.errors import RequestError
from garant.outlook.cash.answer import own
from garant.outlook.cash.levers import LEVERS, Lever, applied
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_file import changed
from garant.outlook.cash.scenarios import STANDARD, Wanted
from garant.outlook.cash.sentences import WORDS
from garant.outlook.cash.voice import Voice

SIGNS = {"+", "-", "−"}
SET_BY = {"pace": "deals_each"}
"""Levers that have another name than the one field they scale."""
LANGS: tuple[Lang, ...] = ("en", "fr")


def with_changes(plan: Plan, texts: Mapping[str, str]) -> Plan:
    """The plan with fields and levers set as text: ``{"discount": "0", "selling": "+30%"}``.

    A key is a field of the plan, alone or with its section, or a lever. A value with a sign before
    it pulls the lever (``price=+5%``), one without a sign sets the field; what could be read in
    two ways is refused. Fields are set first. Raises RequestError with every unknown key, and
    DataError with everything that contradicts itself.

    >>> with_changes(Plan(), {"price": "+5%", "discount": "0"}).net_price
    Decimal('1050.00')
    """
    _refuse_unknown(texts)
    fields = {named: text for key, text in texts.items() if (named := field_of(key, text))}
    _refuse_signs(fields)
    based = changed(plan, fields) if fields else plan
    levers = {
        key: lever_of(key, text, plan=based)
        for key, text in texts.items()
        if field_of(key, text) is None
    }
    return applied(based, levers)


def field_of(key: str, text: str) -> str | None:
    """The field, with its section if it was given, that a key sets; None where it pulls a lever.

    >>> field_of("pace", "2"), field_of("pace", "+20%"), field_of("customers.expansion", "-5%")
    ('deals_each', None, 'customers.expansion')
    """
    if key not in LEVERS:
        return key
    name = SET_BY.get(key, key)
    rows = name in SPECS and SPECS[name].kind == "table"
    if name not in SPECS or signed(text) or (rows and not text.strip().startswith("[")):
        return None
    return name


def signed(text: str) -> bool:
    """Whether a value has a sign before it."""
    return text.strip()[:1] in SIGNS


def lever_of(code: str, text: str, *, plan: Plan) -> Decimal | str:
    """What a lever is pulled to: 30% is 0.3, two months more are the months there are and two.

    >>> lever_of("selling", "+30%", plan=Plan()), lever_of("ramp", "+2", plan=Plan())
    (Decimal('0.3'), Decimal('8'))
    """
    lever = LEVERS[code]
    written = text.strip().replace("\u00a0", "").replace("−", "-")
    if lever.unit == "word":
        return written
    number = _number(code, written, text)
    if lever.unit == "relative":
        _refuse_unclear(code, written, number)
    elif lever.unit == "months":
        return _months_of(lever, written, number, plan)
    elif signed(written):
        raise _points(lever, written)
    return number


def _number(code: str, written: str, text: str) -> Decimal:
    percent = written.endswith("%")
    try:
        number = Decimal(written.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        raise RequestError(
            "{lever}: {value} is not a number such as 0.3 or +30%", lever=code, value=repr(text)
        ) from None
    return number / 100 if percent else number


def _refuse_unclear(code: str, written: str, number: Decimal) -> None:
    """So much more or less has a sign; from 1 on also a percentage: +2 could be two people."""
    if not signed(written):
        raise RequestError(
            "{lever}: {value} has no sign; write more as +30%, less as -10%",
            lever=code, value=written,
        )  # fmt: skip
    if abs(number) >= 1 and not written.endswith("%"):
        raise RequestError(
            "{lever}: {value} could be a number or a share of what there is; write {percent}",
            lever=code, value=written, percent=f"{number * 100:+.15g}%",
        )  # fmt: skip


def _months_of(lever: Lever, written: str, number: Decimal, plan: Plan) -> Decimal:
    if written.endswith("%"):
        raise RequestError(
            "{lever}: {value} is a percentage, and these are months: write 2, or +2 for two more",
            lever=lever.code, value=written,
        )  # fmt: skip
    there = Decimal(getattr(plan, lever.field or "")) if signed(written) else Decimal(0)
    return there + number


def _points(lever: Lever, written: str) -> RequestError:
    """A share with a sign could be in points or of what there is."""
    name = lever.field or ""
    low = SPECS[name].low if name else None
    if written.startswith("-") and low is not None and low < 0:
        return RequestError(
            "{lever}: {value} could be points or a share of what there is; write the value it "
            "should have, without a sign; below zero as {field}={value}",
            lever=lever.code, value=written, field=f"{SPECS[name].group}.{name}",
        )  # fmt: skip
    return RequestError(
        "{lever}: {value} could be points or a share of what there is; write the value it should "
        "have, without a sign",
        lever=lever.code, value=written,
    )  # fmt: skip


def _refuse_signs(fields: Mapping[str, str]) -> None:
    for key, text in fields.items():
        if text.strip().startswith("+"):
            raise RequestError(
                "{field}: {value} has a sign, and this sets a field; write the value it should "
                "have, without a sign",
                field=key, value=text.strip(),
            )  # fmt: skip


def given_by(texts: Mapping[str, str]) -> frozenset[str]:
    """The fields that were set by hand or by a lever of their own."""
    names = {key.rpartition(".")[2] for key in texts}
    return frozenset(names | {LEVERS[name].field or name for name in names if name in LEVERS})


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
    levers = {key: lever_of(key, value, plan=plan) for key, value in texts.items()}
    return own(name.strip() if colon else text.strip(), levers, plan)


def name_of(plan: Plan, texts: Mapping[str, str]) -> dict[str, str]:
    """What the plan that was so set is called, in each language."""
    return {lang: _named(plan, texts, lang) for lang in LANGS}


def _named(plan: Plan, texts: Mapping[str, str], lang: Lang) -> str:
    voice = Voice(plan, lang)
    changes = []
    for key, text in texts.items():
        named = field_of(key, text)
        if named is not None:
            name = named.rpartition(".")[2]
            said = voice.field(name), voice.value(SPECS[name].unit, getattr(plan, name))
        else:
            label = LEVERS[key].told(lang)
            label = label[:1].lower() + label[1:]
            said = label, voice.value(LEVERS[key].unit, _pulled(key, text, plan))
        changes.append(WORDS["change"][lang].format(name=said[0], value=said[1]))
    return voice.word("and_set", changes=", ".join(changes))


def _pulled(code: str, text: str, plan: Plan) -> object:
    """What a lever was pulled to, of the plan in which it is."""
    lever = LEVERS[code]
    if lever.unit == "months":
        return getattr(plan, lever.field or "")
    return lever_of(code, text, plan=plan)


def _refuse_unknown(texts: Mapping[str, str]) -> None:
    known = (*LEVERS, *SPECS)
    unknown = [key for key in texts if key not in LEVERS and key.rpartition(".")[2] not in SPECS]
    if not unknown:
        return
    near = [match for key in unknown for match in get_close_matches(key, known, n=1, cutoff=0.4)]
    values = {"unknown": ", ".join(unknown), "levers": ", ".join(LEVERS)}
    if near:
        raise RequestError(
            "there is no field or lever {unknown}; near it there is: {near}; the levers are: "
            "{levers}",
            near=", ".join(near), **values,
        )  # fmt: skip
    raise RequestError("there is no field or lever {unknown}; the levers are: {levers}", **values)
