"""``mapping.toml``: how foreign files become our tables. Declared, never programmed.

Every key is known or refused by name; there is no SQL and no expression in it. The format is
described in ``docs/guide``; ``derive`` carries it out.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from garant.metrics.errors import Problem, RequestError
from garant.metrics.schema import TABLES, TERMS, Table
from garant.warehouse.templates import is_whole

FILE = "mapping.toml"
SETTINGS = "settings"

# What a column of money says, as (price_basis, interval_unit).
AMOUNTS: Mapping[str, tuple[str, str | None]] = {
    "mrr": ("flat_per_interval", "month"),
    "arr": ("flat_per_interval", "year"),
    "line_total": ("line_total", None),
    "unit_month": ("per_unit_per_interval", "month"),
    "unit_year": ("per_unit_per_interval", "year"),
}
PRICED = ("price_basis", "interval_unit", "interval_count")  # what ``amount_is`` says
LINKS = ("renews", "replaces", "amends")


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows where ``column`` is one of these texts, is none of those, or is (not) empty."""

    column: str
    among: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    empty: bool | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """One of our columns: from a column of theirs, a constant, or a template of several."""

    column: str | None = None
    value: str | None = None
    template: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    format: str | None = None
    instant: bool = False
    inclusive: bool = False
    when: tuple[Condition, ...] = ()
    before_discount: Derived | None = None
    inexact: str = "refuse"


@dataclass(frozen=True, slots=True)
class Chain:
    """A line, or a contract, continues the one of the same that ends on the day it starts.

    Those are the same whose columns ``same`` are, or that ``template`` makes the same text of.
    """

    same: tuple[str, ...]
    link: str
    template: str | None = None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one of our tables is made."""

    table: str
    origin: str
    columns: Mapping[str, Derived]
    where: tuple[Condition, ...] = ()
    ignore: tuple[str, ...] = ()
    dates: str | None = None
    decimal: str = "."
    thousands: str = ""
    amount_is: str | None = None
    distinct: bool = False
    predecessor: Chain | None = None


def load(path: Path) -> Mapping[str, TableMapping]:
    """The mapping of each table that a file declares; every mistake in it at once."""
    tables = {name: body for name, body in _declared(path).items() if name != SETTINGS}
    return _Reader(path.name).tables(tables)


def stated_settings(path: Path) -> Mapping[str, str]:
    """What the ``[settings]`` of a mapping say, as text: how the book is to be read."""
    stated = _declared(path).get(SETTINGS, {})
    if not isinstance(stated, dict):
        raise RequestError("{key} must be a section, written [{key}]", key=SETTINGS)
    return {name: str(value) for name, value in stated.items()}


def _declared(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise RequestError(
            "the mapping {path} cannot be read: {reason}",
            path=path, reason=error.strerror or str(error),
        ) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(
            "the mapping {path} is not valid TOML: {reason}", path=path, reason=error
        ) from error


class MappingError(RequestError):
    """A mapping that is wrong; ``problems`` holds every mistake."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "; ".join(f"{problem.place()}: {problem.text()}" for problem in problems)
        super().__init__("the mapping {name} is wrong: {lines}", name=name, lines=lines)


class _Reader:
    """Reads declarations and collects what is wrong with them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.table = ""
        self.problems: list[Problem] = []

    def tables(self, declared: Mapping[str, Any]) -> Mapping[str, TableMapping]:
        found = {}
        for name, body in declared.items():
            self.table = name
            if name not in TABLES:
                self._unknown(None, name, TABLES, "table")
            elif not isinstance(body, dict):
                self._wrong(None, "{key} must be a section, written [{key}]", key=name)
            else:
                found[name] = self._table(TABLES[name], body)
        if self.problems:
            raise MappingError(self.name, self.problems)
        return found

    def _table(self, table: Table, body: Mapping[str, Any]) -> TableMapping:
        known = ("from", "columns", "where", "ignore", "dates", "decimal", "thousands",
                 "amount_is", "distinct", "predecessor")  # fmt: skip
        self._only(None, body, known)
        origin = self._text(None, body, "from") or table.name
        if ".." in Path(origin).parts or Path(origin).is_absolute():
            self._wrong("from", "{text} must be the name of a file in the book", text=repr(origin))
        columns = self._columns(table, body.get("columns", {}))
        if body.get("thousands") and body.get("thousands") == body.get("decimal", "."):
            self._wrong("thousands", "decimal and thousands are the same mark; change one of them")
        if body.get("amount_is") is not None:
            for name in PRICED:
                if name in columns:
                    self._wrong(name, "amount_is says this already; leave one of them out")
        return TableMapping(
            table=table.name,
            origin=origin,
            columns=columns,
            where=self._conditions("where", body.get("where", [])),
            ignore=self._texts("ignore", body.get("ignore", [])),
            dates=self._format("dates", self._text(None, body, "dates")),
            decimal=self._choice("decimal", body.get("decimal", "."), (".", ",")),
            thousands=self._choice(
                "thousands", body.get("thousands", ""), ("", ",", ".", " ", "'")
            ),
            amount_is=self._choice("amount_is", body.get("amount_is"), (None, *AMOUNTS)),
            distinct=self._flag("distinct", body.get("distinct", False)),
            predecessor=self._chain(table, body.get("predecessor")),
        )

    def _columns(self, table: Table, body: Any) -> Mapping[str, Derived]:
        if not isinstance(body, dict):
            self._wrong("columns", "columns must be a section, written [{table}.columns]",
                        table=table.name)  # fmt: skip
            return {}
        known = {column.name for column in table.columns}
        for name in body:
            if name not in known and not table.open:
                self._unknown("columns", name, known, "column")
        return {name: self._derived(name, what) for name, what in body.items()}

    def _derived(self, name: str, what: Any) -> Derived:
        if isinstance(what, str):
            return Derived(column=what)
        if not isinstance(what, dict):
            self._wrong(name, "write a column name in quotes, or what derives it in braces")
            return Derived()
        known = ("column", "value", "template", "values", "otherwise", "format", "instant",
                 "inclusive", "when", "before_discount", "inexact")  # fmt: skip
        self._only(name, what, known)
        if sum(key in what for key in ("column", "value", "template")) != 1:
            self._wrong(name, "give one of column, value and template")
        discount = what.get("before_discount")
        return Derived(
            column=self._text(name, what, "column"),
            value=self._text(name, what, "value"),
            template=self._template(name, self._text(name, what, "template")),
            values=self._pairs(name, what.get("values", {})),
            otherwise=self._text(name, what, "otherwise"),
            format=self._format(name, self._text(name, what, "format")),
            instant=self._flag(name, what.get("instant", False)),
            inclusive=self._flag(name, what.get("inclusive", False)),
            when=self._conditions(name, what.get("when", [])),
            before_discount=None if discount is None else self._derived(name, discount),
            inexact=self._choice(name, what.get("inexact", "refuse"), ("refuse", "empty")),
        )

    def _conditions(self, place: str, what: Any) -> tuple[Condition, ...]:
        items = what if isinstance(what, list) else [what]
        return tuple(self._condition(place, item) for item in items)

    def _condition(self, place: str, what: Any) -> Condition:
        if not isinstance(what, dict) or "column" not in what or len(what) != 2:
            self._wrong(place, "a condition is written {example}",
                        example='{ column = "…", is|not|empty = … }')  # fmt: skip
            return Condition("")
        self._only(place, what, ("column", "is", "not", "empty"))
        return Condition(
            column=str(what["column"]),
            among=self._texts(place, what.get("is", [])),
            outside=self._texts(place, what.get("not", [])),
            empty=self._flag(place, what["empty"]) if "empty" in what else None,
        )

    def _chain(self, table: Table, what: Any) -> Chain | None:
        if what is None:
            return None
        if table.name not in TERMS or not isinstance(what, dict):
            self._wrong("predecessor", "predecessor is a section of contract_line or of contract")
            return None
        self._only("predecessor", what, ("same", "link") if table.column("link") else ("same",))
        link = self._choice("predecessor", what.get("link", "renews"), LINKS)
        same = what.get("same", ["account_id", "product_id"])
        if isinstance(same, str) and "{" in same:
            return Chain((), link, self._template("predecessor", same))
        names = self._texts("predecessor", same)
        for name in names:
            if table.column(name) is None:
                self._wrong("predecessor", "{column} is no column of {table}",
                            column=name, table=table.name)  # fmt: skip
        return Chain(names, link)

    # What a value may be

    def _text(self, place: str | None, body: Mapping[str, Any], key: str) -> str | None:
        what = body.get(key)
        if what is None or isinstance(what, str):
            return what
        self._wrong(place or key, "{key} must be text in quotes", key=key)
        return None

    def _texts(self, place: str, what: Any) -> tuple[str, ...]:
        items = what if isinstance(what, list) else [what]
        if not all(isinstance(item, str) for item in items):
            self._wrong(place, "this must be text in quotes, or a list of it")
            return ()
        return tuple(items)

    def _pairs(self, place: str, what: Any) -> Mapping[str, str]:
        if not isinstance(what, dict) or not all(isinstance(one, str) for one in what.values()):
            self._wrong(place, "values must be pairs such as {example}",
                        example='{ "Monthly" = "month" }')  # fmt: skip
            return {}
        return what

    def _flag(self, place: str, what: Any) -> bool:
        if not isinstance(what, bool):
            self._wrong(place, "this must be true or false")
            return False
        return what

    def _choice(self, place: str, what: Any, choices: tuple[Any, ...]) -> Any:
        if what in choices:
            return what
        shown = ", ".join(repr(choice) for choice in choices if choice is not None)
        self._wrong(place, "{text} must be one of {choices}", text=repr(what), choices=shown)
        return choices[0]

    def _format(self, place: str, what: str | None) -> str | None:
        if what is None or (
            all(what.count(f"%{part}") == 1 for part in "md")
            and (what.count("%Y") + what.count("%y") == 1)
        ):
            return what
        self._wrong(
            place, "{text} must hold %Y or %y, %m and %d, such as %d/%m/%Y", text=repr(what)
        )
        return None

    def _template(self, place: str, what: str | None) -> str | None:
        if what is None or is_whole(what):
            return what
        self._wrong(
            place, "{text} must be text with columns of the file in braces, such as {example}",
            text=repr(what), example="{Client}-{_row}",
        )  # fmt: skip
        return None

    def _only(self, place: str | None, body: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in body:
            if key not in known:
                self._unknown(place, key, known, "key")

    def _unknown(self, place: str | None, name: str, known: Any, what: str) -> None:
        near = difflib.get_close_matches(name, list(known), n=1)
        if near:
            self._wrong(place, "there is no {what} {name}; did you mean {near}?",
                        what=what, name=name, near=near[0])  # fmt: skip
        else:
            self._wrong(place, "there is no {what} {name}; there are {known}",
                        what=what, name=name, known=", ".join(sorted(known)))  # fmt: skip

    def _wrong(self, place: str | None, message: str, **values: object) -> None:
        self.problems.append(Problem("error", "mapping", self.table, None, place, message, values))
