"""What can go wrong, in one tree with two branches.

::

    GarantError
    ├── YourError            what was given is wrong; the sentence says what would be right
    │   ├── RequestError     a setting, an option or a question that has no answer   (exit 1)
    │   ├── UsageError       a command that is not spelt as documented               (exit 2)
    │   └── DataError        rows that are wrong; carries every problem at once      (exit 1)
    └── OurError             garant or the engine below it failed                    (exit 3)

Sentences are templates in English with named values, so that whoever shows them can translate
them; ``str(error)`` is the English sentence.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


class GarantError(Exception):
    """An error with a sentence: ``template`` names its ``values`` between braces.

    >>> str(GarantError("no table {table} here", table="account"))
    'no table account here'
    """

    exit_code = 3

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values


class YourError(GarantError):
    """What was given is wrong."""

    exit_code = 1


class RequestError(YourError):
    """A setting, an option or a question that cannot be answered as asked."""


class UsageError(YourError):
    """A command that is not spelt as documented."""

    exit_code = 2


class OurError(GarantError):
    """garant, or the engine below it, failed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or doubtful, in one place of the facts.

    ``row`` counts as a spreadsheet does: the header is row 1, the first row of facts is row 2;
    it is None where a problem concerns a whole table, or a source whose rows have no order.
    ``rule`` is the rule of the metric pages that is broken, such as ``R26``.

    >>> Problem("error", "R26", "account", 3, "account_id", "two rows have the id {id}",
    ...         {"id": "A1"}).text()
    'two rows have the id A1'
    """

    level: Level
    rule: str
    table: str
    row: int | None
    field: str | None
    message: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def text(self) -> str:
        """The English sentence."""
        return self.message.format(**self.values) if self.values else self.message

    def place(self) -> str:
        """Where it is: ``contract_line, row 12, amount``.

        >>> Problem("error", "R26", "account", 3, "name", "…").place()
        'account, row 3, name'
        """
        row = f"row {self.row}" if self.row is not None else None
        return ", ".join(part for part in (self.table, row, self.field) if part)


class DataError(YourError):
    """Rows that are wrong. Every problem found is in ``problems``, errors before warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = sum(problem.level == "error" for problem in self.problems)
        super().__init__("the facts have {errors} errors", errors=errors)

    def __str__(self) -> str:
        lines = (f"{problem.place()}: {problem.text()}" for problem in self.problems)
        return "\n".join([self.args[0], *lines])
