"""A study: why customers do not renew, from a book or from a flat table.

    study = garant.Study(book)
    study.drivers()                      # what each lever would have avoided
    study.effect("discount", cap=0.10)   # what one lever does, and how sure that is
    study.policy({"discount": 0.10})     # what a change of policy would do

Each method gives a :class:`StudyResult`, which prints as sentences and a table and draws itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from garant.charts import Lang
from garant.metrics.errors import RequestError
from garant.study import changes as policies
from garant.study.declaration import lever as lever_of
from garant.study.departments import departments
from garant.study.drivers import drivers
from garant.study.effect import effect
from garant.study.feature import Feature
from garant.study.intervention import Change, intervention
from garant.study.observations import Observations
from garant.study.policy import policy
from garant.study.prediction import Prediction, prediction
from garant.study.risk import risk
from garant.study.screening import REASONS, screened
from garant.warehouse import study_rows as rows_of
from garant.warehouse.study_result import StudyResult
from garant.warehouse.study_sources import BookSource, FlatSource, Source
from garant.warehouse.study_table import laid
from garant.warehouse.told_result import Found

if TYPE_CHECKING:
    from garant.warehouse.book import Book

Renewals = Literal["first", "every"]
RENEWALS: tuple[Renewals, ...] = ("first", "every")
SURVIVAL = "garant.study.survival"  # slow to load, and only a table with times needs it
Day = date | str


class Study:
    """The renewals of a company, and what can be said of why some are lost.

    `renewals` is ``first`` (one a customer) or ``every``; it counts for drivers and departments.
    `seed` draws folds and simulations: the same seed gives the same answer.
    """

    def __init__(
        self, book: Book | FlatSource, *, renewals: Renewals = "first", seed: int = 0
    ) -> None:
        if renewals not in RENEWALS:
            raise RequestError("renewals are first or every, not {given}", given=repr(renewals))
        self._source: Source = book if isinstance(book, FlatSource) else BookSource(book)
        self._every = renewals == "every"
        self._seed = seed
        self._shown = {"renewals": renewals, "seed": seed}

    @classmethod
    def flat(  # noqa: PLR0913 - the options of the command, by name
        cls,
        file: str | Path,
        features: str | Path,
        *,
        outcome: str | None = None,
        id: str | None = None,  # noqa: A002 - the word of the command
        time: str | None = None,
        renewals: Renewals = "first",
        seed: int = 0,
    ) -> Study:
        """The study of a file with one row a customer, and of the features file beside it."""
        source = FlatSource(file, features, outcome, id, time)
        return cls(source, renewals=renewals, seed=seed)

    @cached_property
    def raw(self) -> Observations:
        """Every renewal with every feature, as it was read."""
        return self._source.observations()

    @cached_property
    def observations(self) -> Observations:
        """The same without what cannot be studied; RequestError where there is too little."""
        return screened(self.raw) if self._source.screens else self.raw

    @cached_property
    def settings(self) -> dict[str, Any]:
        """How it is computed."""
        return {**self._source.settings(), **self._shown}

    def table(self) -> StudyResult:
        """The rows that are studied: one a renewal, with its outcome and its features."""
        return StudyResult("table", lambda _: laid(self.raw), self.settings)

    def drivers(self) -> StudyResult:
        """Every lever, ranked by the loss that its better value would have avoided."""
        found = drivers(self.observations, every=self._every)
        foreseen = self._foreseen
        results = (found,) if foreseen is None else (found, foreseen)
        return StudyResult(
            "drivers",
            lambda lang: rows_of.drivers(found, foreseen, lang),
            self.settings,
            results=results,
            drawn=(found,),
        )

    def effect(self, lever: str, cap: float | None = None) -> StudyResult:
        """What one lever does to loss, by bands, and what a cap would avoid; first renewals."""
        feature = self._lever(lever)
        found = effect(self.observations, lever, cap=cap, seed=self._seed)
        return self._result("effect", lambda _: rows_of.effect(found), found, feature)

    def departments(self) -> StudyResult:
        """How much of the avoidable loss lies with each department."""
        found = departments(self.observations, every=self._every)
        return self._result("departments", lambda _: rows_of.departments(found), found)

    def risk(self) -> StudyResult:
        """The risk of each account that comes up for renewal, with its reasons."""
        past, upcoming = self._enough, self._source.upcoming()
        codes = {f.code for f in upcoming.features}
        features = tuple(f for f in past.features if f.code in codes)
        # The record of the drivers is that of the risks too, where both read the same features.
        same = past is not self.raw and features == past.features
        record = self._foreseen if same else None
        found = risk(past.only(features), upcoming.only(features), seed=self._seed, record=record)
        return self._result("risk", lambda lang: rows_of.risk(found, lang), found)

    def policy(self, changes: Mapping[str, float | str]) -> StudyResult:
        """What a policy would do: ``{"discount": 0.10}`` caps on the better side of the lever.

        A text says it in full: ``"<=0.10"``, ``">=12"``, ``"=annual"``.
        """
        table = self.observations
        asked = {code: self._change(code, to) for code, to in changes.items()}
        found = policy(table, asked, seed=self._seed)
        return self._result("policy", lambda _: rows_of.policy(found), found)

    def intervention(
        self,
        lever: str,
        *,
        on: Day | Sequence[Day],
        scope: str | Sequence[str | None] | None = None,
    ) -> StudyResult:
        """Whether a change of a lever did what it was for.

        `on` is its day, and `scope` (``"region=Nord"``) for whom; several days in turn need a
        scope each.
        """
        table = self._enough
        lever_of(table.features, lever)
        changes = _changes(on, scope)
        _refuse_scopes(table, changes)
        found = intervention(table, changes, as_of=self._source.as_of())
        return self._result(
            "intervention", lambda lang: rows_of.intervention(found, lang), found, tuple(changes)
        )

    def survival(self) -> StudyResult:
        """How long customers stay, of a flat table that says how long each has been there."""
        if not isinstance(self._source, FlatSource):
            raise RequestError("how long customers stay is read from a flat table only")
        table, times = self._source.timed(self.observations)
        found = import_module(SURVIVAL).survival(table, times, seed=self._seed)
        return self._result("survival", lambda _: rows_of.survival(found), found)

    @cached_property
    def _foreseen(self) -> Prediction | None:
        return prediction(self.observations, seed=self._seed)

    @property
    def _enough(self) -> Observations:
        """The renewals, screened where there are enough of them to screen."""
        try:
            return self.observations
        except RequestError:
            return self.raw

    def _lever(self, code: str) -> Feature:
        """A lever by its code."""
        self._refuse_set_aside(code)
        return lever_of(self.observations.features, code)

    def _refuse_set_aside(self, code: str) -> None:
        """A lever that was set aside says why."""
        table = self.observations
        gone = next((one for one in table.refused if one.code == code), None)
        if gone is not None:
            raise RequestError(
                "{lever} cannot be studied: {reason}",
                lever=code, reason=REASONS.get(gone.reason, gone.reason),
            )  # fmt: skip

    def _change(self, code: str, to: float | str) -> policies.Change:
        """A change as `policy` takes it, which says what is wrong with all of them at once."""
        self._refuse_set_aside(code)
        if isinstance(to, str):
            text = to if to.lstrip().startswith(("<", ">", "=")) else f"={to}"
            return policies.parse_change(f"{code}{text}")[1]
        sides: dict[str | None, policies.Operator] = {"low": "<=", "high": ">="}
        feature = next((f for f in self.observations.features if f.code == code), None)
        return sides.get(feature.better if feature else None, "="), float(to)

    def _result(
        self, kind: str, laid_in: Callable[[Lang], Found], found: Any, *more: Any
    ) -> StudyResult:
        return StudyResult(kind, laid_in, self.settings, results=(found,), drawn=(found, *more))


def _changes(on: Day | Sequence[Day], scope: str | Sequence[str | None] | None) -> list[Change]:
    days = [on] if isinstance(on, date | str) else list(on)
    scopes = [scope] if scope is None or isinstance(scope, str) else list(scope)
    if len(days) != len(scopes) and not (len(days) == 1 and not scopes):
        raise RequestError(
            "{days} days and {scopes} scopes: a change in turns needs a scope for each day",
            days=len(days), scopes=sum(one is not None for one in scopes),
        )  # fmt: skip
    return [_changed(day, one) for day, one in zip(days, scopes or [None], strict=True)]


def _changed(day: Day, scope: str | None) -> Change:
    try:
        on = pd.Timestamp(day if isinstance(day, date) else date.fromisoformat(day))
    except ValueError:
        raise RequestError(
            "the date {what} is {given}; write it as 2024-12-31", what="on", given=repr(day)
        ) from None
    if scope is None:
        return Change(on)
    column, equals, value = (part.strip() for part in scope.partition("="))
    if not (column and equals and value):
        raise RequestError("{scope} is no scope; write COLUMN=VALUE", scope=repr(scope))
    return Change(on, column, value)


def _refuse_scopes(table: Observations, changes: Sequence[Change]) -> None:
    """Refuse a scope that is nobody's, and say what there is."""
    categories = {f.code for f in table.features if not f.is_number}
    for change in changes:
        if change.column is None:
            continue
        if change.column not in categories:
            raise RequestError(
                "there is no column {column} to limit a change by; there are: {columns}",
                column=change.column, columns=", ".join(sorted(categories)) or "none",
            )  # fmt: skip
        levels = sorted(str(level) for level in table.values[change.column].dropna().unique())
        if change.value not in levels:
            raise RequestError(
                "nobody has {column}={value}; the values are: {levels}",
                column=change.column, value=change.value, levels=", ".join(levels),
            )  # fmt: skip


def with_effect(first: StudyResult, second: StudyResult) -> StudyResult:
    """The effect of a lever with the drivers beside it, as `garant study flat --lever` gives."""

    def both(lang: Lang) -> Found:
        one, other = first.laid(lang), second.laid(lang)
        return replace(other, beside={**one.beside, **other.beside, "drivers": list(one.rows)})

    results = (*second.results, *first.results)
    return StudyResult("effect", both, first.settings, results=results, drawn=second.drawn)


def with_survival(first: StudyResult, second: StudyResult) -> StudyResult:
    """An answer with how long customers stay beside it."""

    def both(lang: Lang) -> Found:
        one, other = first.laid(lang), second.laid(lang)
        return replace(one, beside={**one.beside, "survival": dict(other.beside)})

    results = (*first.results, *second.results)
    return StudyResult(first.kind, both, first.settings, results=results, drawn=first.drawn)
