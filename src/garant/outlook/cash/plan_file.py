"""A plan as a file: TOML read with every mistake at once, and written with every field explained.

The sections are the groups of the plan, the keys its fields. What is left out has its default.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from garant.metrics.errors import DataError, Problem
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_checks import ROW_EXAMPLES, RULE
from garant.outlook.cash.plan_fields import GROUPS
from garant.outlook.cash.plan_rows import Existing, Hire

ROWS: dict[str, type[Hire | Existing]] = {"hires": Hire, "existing": Existing}
"""What the rows of each table of a plan are."""


def read_plan(text: str, *, file: str = "plan") -> Plan:
    r"""The plan that a file describes.

    Raises DataError with every problem: what is not TOML, an unknown section or key with the
    nearest one there is, a value out of its bounds, fields that contradict each other.

    >>> read_plan("[price]\ndiscount = 0").net_price
    Decimal('1000')
    """
    return _planned(Plan(), _document(text, file), file)


def changed(plan: Plan, texts: Mapping[str, str]) -> Plan:
    """The plan with some fields given as on a command line, alone or with their section.

    Raises DataError with every problem.

    >>> plan = changed(Plan(), {"price.discount": "5 %", "loss_by_year": "0.3, 0.1"})
    >>> plan.discount, plan.loss_by_year
    (Decimal('0.05'), (Decimal('0.3'), Decimal('0.1')))
    """
    document: dict[str, dict[str, Any]] = {}
    found: list[Problem] = []
    for key, text in texts.items():
        group, _, name = key.rpartition(".")
        if name in SPECS and group in {"", SPECS[name].group}:
            document.setdefault(SPECS[name].group, {})[name] = _typed(name, text)
        else:
            found.append(_unknown("plan", key, key, (*SPECS,)))
    return _planned(plan, document, "plan", found)


def plan_text(plan: Plan | None = None, lang: str = "en") -> str:
    """A plan as a file, each field with its explanation, unit, bounds and default.

    >>> read_plan(plan_text(Plan(months=24), "fr")).months
    24
    """
    plan = plan or Plan()
    lines = [f"# {line}".replace("~", NBSP) for line in HEADS[lang]]
    for group, heading in GROUPS.items():
        lines += ["", f"# {heading[lang]}", f"[{group}]"]
        for name, spec in SPECS.items():
            if spec.group == group:
                lines += ["", *_explained(name, lang), f"{name} = {_written(getattr(plan, name))}"]
    return "\n".join(lines) + "\n"


HEADS = {
    "en": (
        "A plan for: garant outlook cash",
        "Amounts are without tax, in one currency. Shares are from 0 to 1: 0.10 is 10%.",
        "What is taken out of this file has its default.",
    ),
    "fr": (
        "Un plan pour~: garant outlook cash",
        "Les montants sont hors taxes, dans une seule devise.",
        "Les parts vont de 0 à 1~: 0.10 vaut 10~%.",
        "Ce qui est retiré de ce fichier garde sa valeur par défaut.",
    ),
}
NOTES = {
    "en": {"between": "{low} to {high}", "from": "{low} or more", "default": "default {value}",
           "rows": "rows such as {example}"},
    "fr": {"between": "de {low} à {high}", "from": "{low} ou plus", "default": "défaut {value}",
           "rows": "lignes telles que {example}"},
}  # fmt: skip
WIDTH = 96
NBSP = "\u00a0"
UNTOLD = 1000  # a bound above it is there to keep out slips, and says nothing of the field


# ---------------------------------------------------------------- reading


def _document(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise DataError([_no_toml(error, file)]) from None


def _no_toml(error: tomllib.TOMLDecodeError, file: str) -> Problem:
    """What is wrong with a line, in a sentence that can be translated."""
    found = re.search(r"line (\d+)", str(error))
    line = int(found[1]) if found else None
    if re.search("overwrite|twice|mutate", str(error)):
        return Problem("error", RULE, file, line, None,
                       "this key or section is there twice; leave one")  # fmt: skip
    return Problem(
        "error", RULE, file, line, None,
        "this line is not TOML: write name = value, a text between quotes, a list between [ and "
        "], a number with a point and without spaces",
    )  # fmt: skip


def _planned(
    plan: Plan, document: Mapping[str, Any], file: str, found: Iterable[Problem] = ()
) -> Plan:
    """The plan with the values of a document; or every problem, whoever finds it."""
    problems = [*found, *_keys(document, file)]
    values: dict[str, Any] = {
        name: _value(name, value)
        for group, section in document.items()
        if group in GROUPS and isinstance(section, dict)
        for name, value in section.items()
        if name in SPECS and SPECS[name].group == group
    }
    try:
        made = dataclasses.replace(plan, **values)
    except DataError as error:
        problems += [dataclasses.replace(problem, table=file) for problem in error.problems]
    if problems:
        raise DataError(problems)
    return made


def _keys(document: Mapping[str, Any], file: str) -> Iterator[Problem]:
    for group, section in document.items():
        if group not in GROUPS:
            yield _unknown_section(file, group)
        elif not isinstance(section, dict):
            yield _mistake(file, group, "[{key}] is a section, not a value", key=group)
        else:
            for name, value in section.items():
                yield from _key(file, group, name, value)


def _key(file: str, group: str, name: str, value: object) -> Iterator[Problem]:
    place, names = f"{group}.{name}", [n for n, spec in SPECS.items() if spec.group == group]
    if name in names:
        if name in ROWS:
            yield from _row_keys(file, place, ROWS[name], value)
    elif name in SPECS:
        yield _mistake(file, place, "{key} belongs in the section [{section}]", key=name,
                       section=SPECS[name].group)  # fmt: skip
    else:
        yield _unknown(file, place, name, (*names, *SPECS))


def _row_keys(file: str, place: str, kind: type, value: object) -> Iterator[Problem]:
    fields = dataclasses.fields(kind)
    names = tuple(field.name for field in fields)
    needed = {field.name for field in fields if field.default is dataclasses.MISSING}
    for index, row in enumerate(value if isinstance(value, list) else (), start=1):
        if isinstance(row, dict):
            for key in row:
                if key not in names:
                    yield _unknown(file, f"{place}[{index}].{key}", key, names)
            for key in sorted(needed - set(row)):
                yield _mistake(file, f"{place}[{index}]", "{key} is missing", key=key)


def _value(name: str, value: object) -> object:
    """A value as the plan takes it: a list as a tuple, a table as a row."""
    if not isinstance(value, list):
        return value
    return tuple(_row(ROWS[name], item) if name in ROWS else item for item in value)


def _row(kind: type[Hire | Existing], item: object) -> object:
    """A row; what is missing or unknown has been told, and stands in as nothing."""
    if not isinstance(item, dict):
        return item
    blank: dict[str, Any] = {"month": 1} if kind is Hire else {"age_months": 0, "rent": Decimal(0)}
    names = {field.name for field in dataclasses.fields(kind)}
    return kind(**{**blank, **{key: value for key, value in item.items() if key in names}})


def _typed(name: str, text: str) -> object:
    """The value of a text, as TOML would give it; what cannot be read stays text and is refused."""
    kind, text = SPECS[name].kind, text.strip()
    if kind == "list":
        return [part.strip() for part in text.strip("[]").split(",") if part.strip()]
    if kind in {"whole", "flag", "table"}:
        try:
            return tomllib.loads(f"x = {text}", parse_float=Decimal)["x"]
        except tomllib.TOMLDecodeError:
            return text
    return text


def _unknown_section(file: str, section: str) -> Problem:
    if section in SPECS:
        return _mistake(file, section, "{key} belongs in the section [{section}]", key=section,
                        section=SPECS[section].group)  # fmt: skip
    return _mistake(file, section, "unknown section [{key}]; the sections are: {allowed}",
                    key=section, allowed=", ".join(GROUPS))  # fmt: skip


def _unknown(file: str, place: str, key: str, names: tuple[str, ...]) -> Problem:
    word = key.rpartition(".")[2]
    starting = [name for name in names if name.startswith(word)]
    near = get_close_matches(word, names, n=1, cutoff=0.6) or starting[:1]
    if near:
        return _mistake(file, place, "unknown key {key}; did you mean {near}?", key=key,
                        near=near[0])  # fmt: skip
    allowed = ", ".join(dict.fromkeys(names))
    return _mistake(file, place, "unknown key {key}; the keys are: {allowed}", key=key,
                    allowed=allowed)  # fmt: skip


def _mistake(file: str, place: str, message: str, **values: object) -> Problem:
    return Problem("error", RULE, file, None, place, message, values)


# ---------------------------------------------------------------- writing


def _explained(name: str, lang: str) -> list[str]:
    spec, notes = SPECS[name], NOTES[lang]
    parts = [spec.unit_told(lang)]
    if spec.kind == "table":
        parts = [notes["rows"].format(example=ROW_EXAMPLES[f"{spec.group}.{name}"])]
    elif spec.choices:
        parts = [", ".join(spec.choices)]
    elif spec.low is not None and spec.high is not None and spec.unit not in {"share", "shares"}:
        told = notes["between" if spec.high <= UNTOLD else "from"]
        parts.append(told.format(low=f"{spec.low:f}", high=f"{spec.high:f}"))
    if spec.kind != "table":
        parts.append(notes["default"].format(value=_written(getattr(_DEFAULT, name))))
    return [f"# {line}" for line in (*_wrapped(spec.told(lang)), " · ".join(parts))]


_DEFAULT = Plan()


def _wrapped(text: str) -> Iterator[str]:
    """Lines of a comment; a no-break space does not break."""
    line = ""
    for word in text.split(" "):
        if line and len(line) + len(word) > WIDTH:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _written(value: object) -> str:
    """A value in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        rows = any(isinstance(item, Hire | Existing) for item in value)
        items = [_written(item) for item in value]
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]" if rows else _line(items)
    if isinstance(value, Hire | Existing):
        given = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        pairs = [f"{key} = {_written(item)}" for key, item in given.items() if item is not None]
        return "{ " + ", ".join(pairs) + " }"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _line(items: list[str]) -> str:
    return "[" + ", ".join(items) + "]"
