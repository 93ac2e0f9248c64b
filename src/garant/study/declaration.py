"""What a features file says: the outcome, who the rows are, and what each column means.

Every mistake of a file is found before it is refused, each with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from garant.metrics.errors import DataError, Problem, RequestError
from garant.study.feature import DEPARTMENTS, STAGES, Better, Feature, Kind, Role

STUDY_KEYS = (
    *("outcome", "id", "cluster", "renewal_number", "observed_on"),
    *("negative_control", "not_due", "other_labels", "confounders"),
)
FEATURE_KEYS = (
    *("column", "label", "label_fr", "department", "stage", "kind", "role"),
    *("better", "reference", "recorded_at", "heavy"),
)
RULE = "STUDY"
Say = Callable[..., Problem]


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
    negative_control: str | None = None
    not_due: Condition | None = None
    other_labels: tuple[Condition, ...] = ()
    confounders: tuple[str, ...] | None = None
    features: tuple[Feature, ...] = ()

    def columns(self) -> Iterator[str]:
        """Every column of the table that it names."""
        names = (self.id, self.cluster, self.renewal_number, self.observed_on)
        yield from (name for name in (*names, self.negative_control) if name)
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
            yield _problem(file, key, "unknown section [{key}]; there are [study] and "
                           "[feature.CODE]", key=key)  # fmt: skip
        elif not isinstance(value, dict):
            yield _problem(file, key, "[{key}] is a section, not a value", key=key)


def _study_problems(study: Mapping[str, Any], file: str, codes: set[str]) -> Iterator[Problem]:
    lists = {"other_labels", "confounders"}
    for key, value in study.items():
        if key not in STUDY_KEYS:
            yield _unknown(file, f"study.{key}", key, STUDY_KEYS)
        elif key in lists and not _is_texts(value):
            yield _problem(file, f"study.{key}", '{key} is a list of texts: ["…"]', key=key)
        elif key not in lists and not isinstance(value, str):
            yield _problem(file, f"study.{key}", "{key} is a text, not {value}", key=key,
                           value=repr(value))  # fmt: skip
        elif key == "confounders":
            for code in sorted(set(value) - codes):
                yield _problem(file, "study.confounders", "there is no [feature.{code}]", code=code)


def _feature_problems(code: str, entry: Any, file: str) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield _problem(file, f"feature.{code}", "[feature.{code}] is a section", code=code)
        return
    place = f"feature.{code}"
    for key in entry:
        if key not in FEATURE_KEYS:
            yield _unknown(file, f"{place}.{key}", key, FEATURE_KEYS)
    words = {
        "department": DEPARTMENTS, "stage": STAGES, "kind": get_args(Kind),
        "role": get_args(Role), "better": get_args(Better),
    }  # fmt: skip
    for key, allowed in words.items():
        needed = key in {"stage", "kind", "role"}
        if key not in entry and needed:
            yield _problem(file, place, "{key} is missing; it is one of: {allowed}", key=key,
                           allowed=_listed(allowed))  # fmt: skip
        elif key in entry and entry[key] not in allowed:
            yield _problem(file, f"{place}.{key}", "{value} is not one of: {allowed}",
                           value=repr(entry[key]), allowed=_listed(allowed))  # fmt: skip
    yield from _reference_problems(place, entry, file)


def _reference_problems(place: str, entry: Mapping[str, Any], file: str) -> Iterator[Problem]:
    if entry.get("role") != "lever":
        return
    reference = entry.get("reference")
    if entry.get("kind") == "category":
        if not isinstance(reference, str):
            yield _problem(file, place, 'a lever that is a category needs reference = "…", '
                           "the level that would be good")  # fmt: skip
        return
    if "better" not in entry and reference is None:
        yield _problem(file, place, 'a lever needs better = "low" or "high", or a reference')
    if isinstance(reference, str) and not _is_quantile(reference):
        yield _problem(file, f"{place}.reference", "{value} is neither a number nor a quantile "
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
    return _problem(file, place, "unknown key {key}; the keys are: {allowed}", key=key,
                    allowed=_listed(allowed))  # fmt: skip


def _problem(file: str, place: str, message: str, **values: object) -> Problem:
    return Problem("error", RULE, file, None, place, message, values)


def _listed(words: tuple[Any, ...]) -> str:
    return ", ".join(str(word) for word in words)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_quantile(text: str) -> bool:
    return text.startswith("q") and text[1:].isdigit() and 0 < int(text[1:]) < 100
