"""What a features file says: the outcome, who the rows are, and what each column means.

Every mistake of a file is found before it is refused, each with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, get_args

from garant.metrics.errors import DataError, Problem, RequestError
from garant.study.feature import DEPARTMENTS, STAGES, Better, Feature, Kind, Role

STUDY_KEYS = (
    *("outcome", "id", "cluster", "renewal_number", "observed_on", "mrr"),
    *("negative_control", "not_due", "other_labels", "confounders"),
)
FEATURE_KEYS = (
    *("column", "label", "label_fr", "department", "stage", "kind", "role"),
    *("better", "reference", "recorded_at", "heavy"),
)
LISTS = ("other_labels", "confounders")
CONDITIONS = ("outcome", "not_due", "other_labels")
TEXTS = ("column", "label", "label_fr", "recorded_at")
RESERVED = "renewal_number"  # every model has it beside the declared features
RULE = "STUDY"


@dataclass(frozen=True)
class Condition:
    """A column that has a value: ``churned=1``.

    >>> Condition.read("Churn=Yes")
    Condition(column='Churn', value='Yes')
    >>> Condition.read("churned").value
    '1'
    """

    column: str
    value: str

    @classmethod
    def read(cls, text: str) -> Condition:
        """Read ``column=value``; a column alone means that it is 1."""
        column, equals, value = text.partition("=")
        return cls(column.strip(), value.strip() if equals else "1")


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """How one flat table is to be studied."""

    outcome: Condition | None = None
    id: str | None = None
    cluster: str | None = None
    renewal_number: str | None = None
    observed_on: str | None = None
    mrr: str | None = None
    negative_control: str | None = None
    not_due: Condition | None = None
    other_labels: tuple[Condition, ...] = ()
    confounders: tuple[str, ...] | None = None
    features: tuple[Feature, ...] = ()

    def columns(self) -> Iterator[str]:
        """Every column of the table that it names."""
        names = (self.id, self.cluster, self.renewal_number, self.observed_on)
        yield from (name for name in (*names, self.mrr, self.negative_control) if name)
        conditions = (self.outcome, self.not_due, *self.other_labels)
        yield from (condition.column for condition in conditions if condition)
        for feature in self.features:
            yield feature.column
            if feature.recorded_at:
                yield feature.recorded_at


def declared(document: Mapping[str, Any], *, file: str) -> Declaration:
    """Read the document of a features file (as TOML gives it).

    Raises DataError with every problem: an unknown key, a word that is not allowed, a lever
    without what good would be.
    """
    problems = [*_document_problems(document, file)]
    if not problems:
        study, features = document.get("study", {}), document.get("feature", {})
        problems += _study_problems(study, file, set(features))
        for code, entry in features.items():
            problems += _feature_problems(code, entry, file)
    if problems:
        raise DataError(problems)
    return _declaration(document)


def _document_problems(document: Mapping[str, Any], file: str) -> Iterator[Problem]:
    for key, value in document.items():
        if key not in {"study", "feature"}:
            yield _mistake(file, key, "unknown section [{key}]; there are [study] and "
                           "[feature.CODE]", key=key)  # fmt: skip
        elif not isinstance(value, dict):
            yield _mistake(file, key, "[{key}] is a section, not a value", key=key)


def _study_problems(study: Mapping[str, Any], file: str, codes: set[str]) -> Iterator[Problem]:
    for key, value in study.items():
        place = f"study.{key}"
        if key not in STUDY_KEYS:
            yield _unknown(file, place, key, STUDY_KEYS)
        elif key in LISTS and not _is_texts(value):
            yield _mistake(file, place, '{key} is a list of texts: ["…"]', key=key)
        elif key not in LISTS and not _is_text(value):
            yield _mistake(file, place, "{key} is a text, not {value}", key=key, value=repr(value))
        elif key == "confounders":
            for code in sorted(set(value) - codes):
                yield _mistake(file, place, "there is no [feature.{code}]", code=code)
        elif key in CONDITIONS:
            for text in [value] if isinstance(value, str) else value:
                if not Condition.read(text).column:
                    yield _mistake(file, place, "{value} names no column; write "
                                   '"column=value"', value=repr(text))  # fmt: skip


def _feature_problems(code: str, entry: Any, file: str) -> Iterator[Problem]:
    place = f"feature.{code}"
    if not isinstance(entry, dict):
        yield _mistake(file, place, "[feature.{code}] is a section", code=code)
        return
    if code == RESERVED:
        yield _mistake(file, place, "renewal_number is no feature: name its column in [study]")
    for key, value in entry.items():
        if key not in FEATURE_KEYS:
            yield _unknown(file, f"{place}.{key}", key, FEATURE_KEYS)
        elif key in TEXTS and not _is_text(value):
            yield _mistake(file, f"{place}.{key}", "{key} is a text, not {value}", key=key,
                           value=repr(value))  # fmt: skip
        elif key == "heavy" and not isinstance(value, bool):
            yield _mistake(file, f"{place}.heavy", "heavy is true or false, not {value}",
                           value=repr(value))  # fmt: skip
    yield from _word_problems(place, entry, file)
    yield from _reference_problems(place, entry, file)


def _word_problems(place: str, entry: Mapping[str, Any], file: str) -> Iterator[Problem]:
    words = {
        "department": DEPARTMENTS, "stage": STAGES, "kind": get_args(Kind),
        "role": get_args(Role), "better": get_args(Better),
    }  # fmt: skip
    for key, allowed in words.items():
        needed = key in {"stage", "kind", "role"}
        if key not in entry and needed:
            yield _mistake(file, place, "{key} is missing; it is one of: {allowed}", key=key,
                           allowed=_listed(allowed))  # fmt: skip
        elif key in entry and (isinstance(entry[key], bool) or entry[key] not in allowed):
            yield _mistake(file, f"{place}.{key}", "{value} is not one of: {allowed}",
                           value=repr(entry[key]), allowed=_listed(allowed))  # fmt: skip


def _reference_problems(place: str, entry: Mapping[str, Any], file: str) -> Iterator[Problem]:
    if entry.get("role") != "lever":
        return
    reference = entry.get("reference")
    if entry.get("kind") == "category":
        if not isinstance(reference, str):
            yield _mistake(file, place, 'a lever that is a category needs reference = "…", '
                           "the level that would be good")  # fmt: skip
        return
    if "better" not in entry and reference is None:
        yield _mistake(file, place, 'a lever needs better = "low" or "high", or a reference')
    if reference is not None and not _is_number(reference) and not _is_quantile(reference):
        yield _mistake(file, f"{place}.reference", "{value} is neither a number nor a quantile "
                       'such as "q25"', value=repr(reference))  # fmt: skip


def _declaration(document: Mapping[str, Any]) -> Declaration:
    study = dict(document.get("study", {}))
    for key in ("outcome", "not_due"):
        if key in study:
            study[key] = Condition.read(study[key])
    study["other_labels"] = tuple(Condition.read(text) for text in study.get("other_labels", ()))
    if "confounders" in study:
        study["confounders"] = tuple(study["confounders"])
    features = tuple(_feature(code, e) for code, e in document.get("feature", {}).items())
    return Declaration(**study, features=features)


def _feature(code: str, entry: Mapping[str, Any]) -> Feature:
    named = {"code": code, "label": code.replace("_", " ").capitalize(), "column": code}
    values = {**named, **entry}
    values["stage"] = int(values["stage"])
    reference = values.get("reference")
    if isinstance(reference, bool | int):
        values["reference"] = float(reference)
    return Feature(**values)


def lever(features: tuple[Feature, ...], code: str) -> Feature:
    """The declared lever of a code.

    Raises RequestError that names the levers there are.
    """
    codes = [f.code for f in features if f.is_lever]
    if code not in codes:
        raise RequestError(
            "there is no lever {code}; the levers are: {levers}",
            code=code, levers=", ".join(codes) or "none",
        )  # fmt: skip
    return next(f for f in features if f.code == code)


def _unknown(file: str, place: str, key: str, allowed: tuple[str, ...]) -> Problem:
    return _mistake(file, place, "unknown key {key}; the keys are: {allowed}", key=key,
                    allowed=_listed(allowed))  # fmt: skip


def _mistake(file: str, place: str, message: str, **values: object) -> Problem:
    return Problem("error", RULE, file, None, place, message, values)


def _listed(words: tuple[Any, ...]) -> str:
    return ", ".join(str(word) for word in words)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: object) -> bool:
    return isinstance(value, bool | int | float) and isfinite(value)


def _is_quantile(value: object) -> bool:
    number = value.removeprefix("q") if isinstance(value, str) else ""
    return str(value).startswith("q") and number.isdecimal() and 0 < int(number) < 100
