"""What a command answers, before it takes a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Answer:
    """Rows, the names of their columns in order, and the settings they were computed with.

    `beside` is what must be read with the rows; only JSON has room for it.
    """

    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    settings: Mapping[str, Any]
    beside: Mapping[str, Any] = field(default_factory=dict)


class Computed(Protocol):
    """What a book answers with."""

    @property
    def columns(self) -> Sequence[str]: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...
    def rows(self) -> Sequence[Mapping[str, Any]]: ...


def answer_of(result: Computed) -> Answer:
    """The answer that a result holds; this is where the engine works."""
    rows = result.rows()
    return Answer(tuple(result.columns), rows, result.settings)
