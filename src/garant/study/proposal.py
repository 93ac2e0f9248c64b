"""A features file, written: for columns that nobody has declared yet, or from declared features.

What can be read off a column is proposed; what cannot is marked ``# ?`` for whoever knows the
company. Nothing is guessed silently: a stage and a role are never read off a column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from garant.study.feature import Feature, Kind
from garant.study.flat import FALSE, TRUE

DOUBT = "  # ?"
FEW_LEVELS = 12  # of whole numbers below which a column may as well be a category
MOST_SHOWN = 5
MOST_LEVELS = 50

# Names that columns of an outcome, of an id and of a duration often have.
OUTCOME = re.compile(
    r"churn|lost|left|cancel|exit|attrition|resili|résili|perdu|parti", re.IGNORECASE
)
IDENTITY = re.compile(r"(^|_|\b)id$|ID$|identifi|^account|^customer|^client", re.IGNORECASE)
DURATION = re.compile(r"tenure|months?_active|duration|ancien|durée|lifetime", re.IGNORECASE)


@dataclass(frozen=True)
class Described:
    """One column, looked at: what it holds, and what it could be."""

    column: str
    kind: Kind | None
    levels: int
    empty: int
    sample: tuple[str, ...]
    whole: bool = False

    @property
    def flag_levels(self) -> bool:
        """Whether it holds two values that read as yes and no."""
        return self.kind == "flag"


@dataclass(frozen=True)
class Proposal:
    """The columns of a table, and a features file to edit. ``doubts`` are its lines to decide."""

    columns: tuple[Described, ...]
    toml: str
    doubts: int


def proposed(
    table: pd.DataFrame,
    *,
    outcome: str | None = None,
    id: str | None = None,  # noqa: A002
) -> Proposal:
    """Describe a table of text, and propose a features file for it.

    `outcome` (``column=value``) and `id` are those of the command line, if it says them.
    """
    columns = tuple(described(table[name], str(name)) for name in table.columns)
    identity = _identity(columns, len(table)) if id is None else None
    toml = "\n".join(
        [*_study(columns, len(table), outcome, id), *_features(columns, outcome, id or identity)]
    )
    return Proposal(columns, toml + "\n", toml.count(DOUBT))


def described(values: pd.Series, column: str) -> Described:
    """Look at one column of text.

    >>> described(pd.Series(["Yes", "No", "", "Yes"]), "partner").kind
    'flag'
    >>> described(pd.Series(["1.5", "2", "x"]), "size").kind
    'category'
    """
    text = values.str.strip()
    known = text[text != ""]
    counts = known.value_counts()
    sample = tuple(str(level) for level in counts.index[:MOST_SHOWN])
    numbers = pd.to_numeric(known, errors="coerce")
    whole = bool(len(known)) and bool(numbers.notna().all() and (numbers % 1 == 0).all())
    kind = _kind(counts, numbers) if len(known) else None
    return Described(column, kind, len(counts), int((text == "").sum()), sample, whole)


def _kind(counts: pd.Series, numbers: pd.Series) -> Kind:
    if len(counts) <= 2 and {str(level).lower() for level in counts.index} <= TRUE | FALSE:
        return "flag"
    return "number" if numbers.notna().all() else "category"


def document(study: Mapping[str, object], features: Iterable[Feature]) -> str:
    """The features file of features that are declared already: nothing in it is in doubt."""
    lines = ["[study]", *(f"{key} = {_value(value)}" for key, value in study.items())]
    for feature in features:
        lines += ["", f"[feature.{_key(feature.code)}]", *_declared(feature)]
    return "\n".join(lines) + "\n"


def _declared(feature: Feature) -> Iterator[str]:
    named = ("column", "label", "label_fr", "department", "stage", "kind", "role")
    for name in (*named, "better", "reference", "recorded_at"):
        value = getattr(feature, name)
        if value not in (None, ""):
            yield f"{name} = {_value(value)}"
    if feature.heavy:
        yield "heavy = true"


def _study(
    columns: tuple[Described, ...], rows: int, outcome: str | None, identity: str | None
) -> Iterator[str]:
    yield f"# {rows} rows, {len(columns)} columns. Lines marked # ? are for you to decide:"
    yield "# stage  0 context of the deal, 1 its terms, 2 onboarding, 3 product and quality,"
    yield "#        4 service, 5 around the renewal, 9 symptom (goes with a loss, explains nothing)"
    yield "# role   lever (someone can change it), context, symptom"
    yield '# A lever needs department, and better = "low" or "high", or a reference.'
    yield "# A column that is known only after the loss, or tells it, must go."
    yield "[study]"
    yield from _outcome_lines(columns, outcome)
    likely = _identity(columns, rows)
    if identity is not None:
        yield f"id = {_value(identity)}"
    elif likely is not None:
        yield f"id = {_value(likely)}{DOUBT} every row has another value"
    for one in columns:
        if DURATION.search(one.column) and one.kind == "number":
            yield f"# {_value(one.column)} may be a duration: --time{DOUBT}"


def _identity(columns: tuple[Described, ...], rows: int) -> str | None:
    """The first column that is named like an id and has another value in every row."""
    found = (one for one in columns if IDENTITY.search(one.column) and one.levels == rows)
    return next((one.column for one in found), None)


def _outcome_lines(columns: tuple[Described, ...], outcome: str | None) -> Iterator[str]:
    if outcome is not None:
        yield f"outcome = {_value(outcome)}"
        return
    found = [one for one in columns if OUTCOME.search(one.column) and one.levels == 2]
    if not found:
        yield f'# outcome = "COLUMN=VALUE"{DOUBT} which value of which column is a loss'
    for place, one in enumerate(found):
        comment = "# " if place else ""
        said = f"{one.column}={_loss(one)}"
        yield f"{comment}outcome = {_value(said)}{DOUBT} or one of: {_listed(one)}"


def _loss(one: Described) -> str:
    """The value that reads as yes; the rarer one where neither does."""
    yes = [level for level in one.sample if _plain(level) in TRUE]
    return yes[0] if yes else one.sample[-1]


def _plain(level: str) -> str:
    return level.lower().removesuffix(".0")


def _features(
    columns: tuple[Described, ...], outcome: str | None, identity: str | None
) -> Iterator[str]:
    taken = {identity, (outcome or "").partition("=")[0].strip()}
    outcomes = [one.column for one in columns if OUTCOME.search(one.column) and one.levels == 2]
    codes: set[str] = set()
    for one in columns:
        if one.column in taken or (outcome is None and one.column in outcomes[:1]):
            continue
        code = _code(one.column, codes)
        codes.add(code)
        yield ""
        yield from _feature(one, code)


def _feature(one: Described, code: str) -> Iterator[str]:
    empty = f", {one.empty} empty" if one.empty else ""
    if one.kind is None:
        yield f"# {_value(one.column)}: every cell is empty; left out"
        return
    yield f"# {one.levels} values{empty}: {_listed(one)}"
    if one.kind == "category" and one.levels > MOST_LEVELS:
        yield f"# {_value(one.column)} has too many levels: it says who, not why; left out{DOUBT}"
        return
    yield f"[feature.{_key(code)}]"
    yield f"column = {_value(one.column)}"
    yield f"stage = 0{DOUBT} 0 to 5, or 9"
    yield f"kind = {_value(one.kind)}{_kind_doubt(one)}"
    yield f'role = "context"{DOUBT} or lever, symptom'


def _kind_doubt(one: Described) -> str:
    if one.kind == "number" and one.whole and one.levels <= FEW_LEVELS:
        return f"{DOUBT} count, or category if the numbers are names"
    return ""


def _listed(one: Described) -> str:
    shown = ", ".join(json.dumps(level[:40], ensure_ascii=False) for level in one.sample)
    return shown + (", …" if one.levels > len(one.sample) else "")


def _code(column: str, taken: set[str]) -> str:
    """A code for a column: lower case, words joined by underscores; never the same twice.

    >>> _code("Monthly Charges", set()), _code("été", {"ete"})
    ('monthly_charges', 'été')
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column)
    code = re.sub(r"\W+", "_", words).strip("_").lower() or "column"
    plain, number = code, 2
    while code in taken:
        code, number = f"{plain}_{number}", number + 1
    return code


def _key(code: str) -> str:
    """A key of TOML, in quotes where it needs them."""
    return code if re.fullmatch(r"[A-Za-z0-9_-]+", code) else _value(code)


def _value(value: object) -> str:
    """A value as TOML writes it.

    >>> _value("a"), _value(0.25), _value(2.0), _value(["x"])
    ('"a"', '0.25', '2.0', '["x"]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return repr(value)
