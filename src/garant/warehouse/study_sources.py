"""Where the rows of a study come from: a book, or a flat table with its features file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import pandas as pd

from garant.metrics import fx
from garant.metrics.errors import RequestError
from garant.study.observations import Observations
from garant.warehouse import observations as readers
from garant.warehouse import study_flat

if TYPE_CHECKING:
    from garant.warehouse.book import Book


class Source(Protocol):
    """What a study asks of where it reads. `screens`: whether its rows are still to be screened."""

    screens: ClassVar[bool]

    def observations(self) -> Observations: ...
    def upcoming(self) -> Observations: ...
    def settings(self) -> dict[str, Any]: ...
    def as_of(self) -> pd.Timestamp | None: ...


@dataclass(frozen=True)
class BookSource:
    """The renewals of a book."""

    book: Book
    screens: ClassVar[bool] = True

    @cached_property
    def reading(self) -> readers.Reading:
        """What is read of it, once."""
        return readers.Reading.of(self.book, None)

    def observations(self) -> Observations:
        """What came due, as known when each could still be saved."""
        return self.reading.observations()

    def upcoming(self) -> Observations:
        """What comes due, as known today."""
        return self.reading.upcoming()

    def settings(self) -> dict[str, Any]:
        """The settings of the book."""
        facts = self.book.facts
        shown = dict(facts.settings.as_text())
        return shown | {"reporting_currency": fx.reporting_currency(facts)}

    def as_of(self) -> pd.Timestamp | None:
        """The day the book is read at."""
        return pd.Timestamp(self.book.facts.settings.known_on())


@dataclass
class FlatSource:
    """The rows of a file."""

    file: str | Path
    features: str | Path
    outcome: str | None = None
    id: str | None = None
    time: str | None = None
    screens: ClassVar[bool] = False

    @cached_property
    def opened(self) -> study_flat.FlatTable:
        """The file and its declaration."""
        return study_flat.opened(
            self.file, self.features, outcome=self.outcome, id=self.id, time=self.time
        )

    def observations(self) -> Observations:
        """Its rows; screened as they are read."""
        return self.opened.observations()

    def upcoming(self) -> Observations:
        """A flat table does not say what is still to come."""
        raise RequestError("a flat table does not say which renewals are to come; a book does")

    def settings(self) -> dict[str, Any]:
        """What was read, and how."""
        declared = self.opened.declaration
        outcome = declared.outcome
        return {
            "file": Path(self.file).name,
            "features": Path(self.features).name,
            "outcome": f"{outcome.column}={outcome.value}" if outcome else None,
            "id": declared.id,
            "time": self.time,
        }

    def as_of(self) -> pd.Timestamp | None:
        """Unknown."""
        return None

    def timed(self, observed: Observations) -> tuple[Observations, Any]:
        """Its rows with how long each was seen."""
        return self.opened.timed(observed)
