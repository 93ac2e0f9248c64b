"""A mapping carried out: one of their tables in, one of ours out, both as Ibis tables.

Everything derived is text until it is typed, so that what does not read is reported as it would
be in a file, with its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import reduce

import ibis
from ibis import _
from ibis.expr.types import BooleanValue, StringValue, Table, Value

from garant.metrics.calendar import plus_days
from garant.metrics.errors import Problem
from garant.metrics.schema import TABLES, TERMS, Column
from garant.warehouse.layouts import MIDNIGHT, shape_of
from garant.warehouse.mapping import AMOUNTS, PRICED, Chain, Condition, Derived, TableMapping
from garant.warehouse.numerals import plain
from garant.warehouse.templates import ROW, Cell, columns, parts

_UTC = r"^(\d{4}-\d{2}-\d{2})[T ][0-9:.]+( ?UTC|Z|[+-]00(:?00)?)?$"
_ISO = r"^\d{4}-\d{2}-\d{2}$"
_AROUND = "^[\\s\u00a0\u202f]+|[\\s\u00a0\u202f]+$"
_NEVER = r"^9999-"  # a year that systems write where there is no end
_SAME = "_same"
# What rows that continue each other are told apart by, and where the one before is written.
_LINKED: Mapping[str, tuple[str, str]] = {
    "contract_line": ("line_id", "predecessor_line_id"),
    "contract": ("contract_id", "renews_contract_id"),
}


def absent(raw: tuple[str, ...], mapping: TableMapping) -> list[Problem]:
    """A problem for each column that the mapping reads and the table has not."""
    return [
        Problem(
            "error", "mapping", mapping.table, None, place,
            "{file} has no column {column}; its columns are {found}",
            {"file": mapping.origin, "column": name, "found": ", ".join(raw)},
        )
        for name, place in _read(mapping).items()
        if name not in {*raw, ROW} and not _is_of_ours(name, mapping)
    ]  # fmt: skip


def unused(raw: tuple[str, ...], mapping: TableMapping) -> tuple[str, ...]:
    """Their columns that nothing reads."""
    table = TABLES[mapping.table]
    read = _read(mapping)
    return tuple(
        name
        for name in raw
        if name not in read
        and name != ROW
        and (table.column(name) is None or name in mapping.ignore)
        and (not _is_open(mapping) or name in mapping.ignore)
    )


def mapped(raw: Table, mapping: TableMapping) -> Table:
    """Our table, made from theirs, with the row of each."""
    kept = raw.filter([_holds(raw, one) for one in mapping.where]) if mapping.where else raw
    derived = {name: _column(kept, mapping, name, how) for name, how in mapping.columns.items()}
    derived |= _prices(mapping)
    same = _kept(kept.columns, mapping, set(derived))
    derived |= {name: _stripped(kept[name]) for name in same}
    chain = mapping.predecessor
    if chain and chain.template:
        derived[_SAME] = _filled(kept, mapping, chain.template)
    table = kept.select(**derived, **{ROW: kept[ROW]})
    if mapping.distinct:
        table = _once(_completed(_once(table), mapping.table))
    return _chained(table, mapping.table, chain) if chain else table


def _stripped(value: Value) -> Value:
    """Text without the spaces around it, which nobody sees in a spreadsheet."""
    return value.re_replace(_AROUND, "") if isinstance(value, StringValue) else value


def _once(table: Table) -> Table:
    """Equal rows as one, the first of them."""
    names = [name for name in table.columns if name != ROW]
    return table.group_by(names).aggregate(**{ROW: _[ROW].min()})


def _completed(table: Table, name: str) -> Table:
    """What a row leaves empty, as the first row of the same key that says it.

    A term ends with the last line of its contract, and not at all where one of them does not.
    """
    key = TABLES[name].key
    rest = [one for one in table.columns if one not in {*key, ROW}]
    if not rest or not {*key} <= {*table.columns}:
        return table
    texts = [one for one in rest if table[one].type().is_string()]
    table = table.mutate(**{one: table[one].nullif("") for one in texts})
    _start, end = TERMS.get(name, ("", ""))
    said = {one: _said_first(table[one], key) for one in rest if one != end}
    return table.mutate(**said | ({end: _said_last(table[end], key)} if end in rest else {}))


def _said_last(value: Value, key: tuple[str, ...]) -> Value:
    rows = ibis.window(group_by=list(key))
    without = value.isnull().any().over(rows)
    return ibis.ifelse(without, ibis.null(value.type()), value.max().over(rows))


def _said_first(value: Value, key: tuple[str, ...]) -> Value:
    filled = [value.isnull(), _[ROW]]
    rows = ibis.window(group_by=list(key), order_by=filled, rows=(None, None))
    return value.fill_null(value.first().over(rows))


def _read(mapping: TableMapping) -> dict[str, str]:
    """Their columns that the mapping reads, each with the place that first reads it."""
    read: dict[str, str] = {one.column: "where" for one in mapping.where}
    for name, how in mapping.columns.items():
        read |= dict.fromkeys(_read_by(how), name)
    return read


def _read_by(how: Derived) -> list[str]:
    read = [how.column] if how.column else []
    read += [one.column for one in how.when]
    read += columns(how.template or "")
    return read + (_read_by(how.before_discount) if how.before_discount else [])


def _kept(columns: tuple[str, ...], mapping: TableMapping, derived: set[str]) -> list[str]:
    """Columns that have our name already, and the attributes of an open table."""
    table = TABLES[mapping.table]
    read = _read(mapping)
    return [
        name
        for name in columns
        if name not in derived
        and name not in mapping.ignore
        and name != ROW
        and (table.column(name) is not None or (_is_open(mapping) and name not in read))
        and not (name in read and mapping.distinct)
    ]


def _is_of_ours(name: str, mapping: TableMapping) -> bool:
    """Whether a name in a template is that of a column of ours that the mapping derives."""
    how = mapping.columns.get(name)
    theirs = {one.column for one in mapping.columns.values()}
    return how is not None and how.template is None and name not in theirs


def _is_open(mapping: TableMapping) -> bool:
    """Whether columns that nothing reads become attributes.

    Not where equal rows become one: there each would be another reason to be two.
    """
    return TABLES[mapping.table].open and not mapping.distinct


def _prices(mapping: TableMapping) -> dict[str, Value]:
    """What ``amount_is`` says of every row, whatever the file has under these names."""
    if mapping.amount_is is None:
        return {}
    basis, unit = AMOUNTS[mapping.amount_is]
    said = (basis, unit, None if unit is None else "1")
    return {
        name: ibis.null(str) if text is None else ibis.literal(text)
        for name, text in zip(PRICED, said, strict=True)
    }


def _column(raw: Table, mapping: TableMapping, name: str, how: Derived) -> Value:
    column = TABLES[mapping.table].column(name) or Column(name)
    if how.column and how == Derived(column=how.column) and not _reads_text(column, mapping):
        return _stripped(raw[how.column])
    value = _start(raw, mapping, how)
    if how.values or (how.otherwise is not None and not how.when):
        value = _replaced(value, how)
    for step in _steps(column, mapping, how):
        value = step(value)
    if how.before_discount is not None:
        share = _start_of(raw, mapping, how.before_discount)
        value = _undiscounted(value, share, empty=how.inexact == "empty")
    if how.when:
        held = reduce(lambda a, b: a & b, [_holds(raw, one) for one in how.when])
        otherwise = ibis.literal(how.otherwise) if how.otherwise is not None else ibis.null(str)
        value = ibis.ifelse(held, value, otherwise)
    return value


def _reads_text(column: Column, mapping: TableMapping) -> bool:
    """Whether the file writes this kind of column in its own way."""
    if column.kind in {"decimal", "integer"}:
        return mapping.decimal != "." or bool(mapping.thousands)
    return column.kind == "date" and mapping.dates is not None


def _start(raw: Table, mapping: TableMapping, how: Derived) -> StringValue:
    if how.value is not None:
        return ibis.literal(how.value)
    if how.template is not None:
        return _filled(raw, mapping, how.template)
    return _text(raw[how.column or ""])


def _text(value: Value) -> StringValue:
    return _stripped(value).cast(str)


def _start_of(raw: Table, mapping: TableMapping, how: Derived) -> StringValue:
    value = _start(raw, mapping, how)
    value = _replaced(value, how) if how.values else value
    return _plain_number(mapping)(value)


def _filled(raw: Table, mapping: TableMapping, template: str) -> StringValue:
    told = (_part(raw, mapping, one) for one in parts(template))
    return _text(reduce(lambda a, b: a.concat(b), told))


def _part(raw: Table, mapping: TableMapping, one: str | Cell) -> StringValue:
    """A cell of theirs, or of ours, which is the same however a file writes it."""
    if isinstance(one, str):
        return ibis.literal(one)
    how = mapping.columns.get(one.column)
    is_ours = how is not None and how.template is None
    ours = _column(raw, mapping, one.column, how) if how and is_ours else raw[one.column]
    cell = _text(ours)
    return cell if one.instead is None else cell.nullif("").fill_null(one.instead)


def _replaced(value: StringValue, how: Derived) -> StringValue:
    otherwise = value if how.otherwise is None else ibis.literal(how.otherwise)
    if not how.values:
        return value.fill_null(how.otherwise or "")
    pairs = [(ibis.literal(theirs), ibis.literal(ours)) for theirs, ours in how.values.items()]
    return value.fill_null("").cases(*pairs, else_=otherwise)


def _steps(
    column: Column, mapping: TableMapping, how: Derived
) -> list[Callable[[StringValue], StringValue]]:
    steps: list[Callable[[StringValue], StringValue]] = []
    if column.kind in {"decimal", "integer"} and how.value is None:
        steps.append(_plain_number(mapping))
    if how.instant:
        steps.append(lambda value: value.re_replace(_UTC, r"\1"))
    layout = how.format or (mapping.dates if column.kind == "date" and not how.instant else None)
    if layout is not None:
        steps.append(_iso(layout))
    if how.inclusive:
        steps.append(_next_day)
    return steps


def _plain_number(mapping: TableMapping) -> Callable[[StringValue], StringValue]:
    if mapping.decimal == "." and not mapping.thousands:
        return lambda value: value
    return plain(mapping.decimal, mapping.thousands)


def _iso(layout: str) -> Callable[[StringValue], StringValue]:
    """A date in their order to year-month-day, by its digits; what does not fit stays as it is."""
    shape = f"^{shape_of(layout)}{MIDNIGHT}$"
    order = re.findall(r"%[Yymd]", layout)
    where = {part.lower(): order.index(part) + 1 for part in order}
    century = "" if "%Y" in order else "20"
    target = f"{century}\\{where['%y']}-\\{where['%m']}-\\{where['%d']}"

    def iso(value: StringValue) -> StringValue:
        turned = value.strip().re_replace(shape, target)
        turned = turned.re_replace(r"^(\d{4})-(\d)-", r"\1-0\2-")
        padded = turned.re_replace(r"^(\d{4}-\d{2})-(\d)$", r"\1-0\2")
        return ibis.ifelse(value.strip().re_search(shape), padded, value)

    return iso


def _next_day(value: StringValue) -> StringValue:
    """R1: an end that is included becomes the day after it; one of the year 9999 is none."""
    day = ibis.ifelse(value.re_search(_ISO), value, ibis.null(str)).try_cast("date")
    never = value.re_search(_NEVER) & day.notnull()
    return ibis.ifelse(
        never, ibis.null(str), ibis.coalesce(plus_days(day, 1).cast(str), value)
    )  # fmt: skip


def _undiscounted(price: StringValue, share: StringValue, *, empty: bool) -> StringValue:
    """The price before a discount of that share, where it is exact to 8 decimals.

    Elsewhere nothing, or the division as text that no number reads, so that it is told.
    """
    paid, off = price.try_cast("decimal(18, 6)"), share.try_cast("decimal(9, 8)")
    kept = (ibis.literal(1).cast("decimal(9, 8)") - off).cast("decimal(9, 8)")
    found = (paid.cast("float64") / kept.cast("float64")).round(8).cast("decimal(20, 8)")
    told = price.concat(" / (1 - ").concat(share).concat(")")
    otherwise = ibis.null(str) if empty else told
    exact = (found.cast("decimal(20, 8)") * kept) == paid
    return ibis.ifelse(exact & (share.length() <= 10), found.cast(str), otherwise)


def _holds(raw: Table, one: Condition) -> BooleanValue:
    text = _text(raw[one.column]).fill_null("")
    if one.empty is not None:
        return (text == "") if one.empty else (text != "")
    return text.isin(one.among) if one.among else text.notin(one.outside)


def _chained(table: Table, name: str, chain: Chain) -> Table:
    """Each row linked to the one that ends where it starts: the first to the first by row.

    A column that the file has not is as one whose cells are all empty: the same in each row.
    """
    (key, before), (start, end) = _LINKED[name], TERMS[name]
    if not {key, start, end} <= {*table.columns}:
        return table  # what ends nowhere is followed by nothing
    order = [_[ROW], _[key]]
    same = [_SAME] if chain.template else [one for one in chain.same if one in table.columns]
    ended = table.filter(_[end] > _[start])
    ended = ended.select(
        **{f"_same_{one}": ended[one] for one in same},
        _on=ended[end],
        _before=ended[key],
        _nth=ibis.row_number().over(group_by=[*same, end], order_by=order),
    )
    empty = (_[end] == _[start]).fill_null(False)
    begun = table.mutate(
        _nth=ibis.row_number().over(group_by=[*same, start], order_by=[empty, *order])
    )
    alike = [begun[one].identical_to(ended[f"_same_{one}"]) for one in same]
    joined = begun.left_join(
        ended, [*alike, begun[start] == ended["_on"], begun["_nth"] == ended["_nth"]]
    )
    told = {before: joined["_before"]}
    if name == "contract_line":
        linked = joined["_before"].notnull()
        told["link"] = ibis.ifelse(linked, ibis.literal(chain.link), ibis.null(str))
    kept = {one: joined[one] for one in table.columns if one not in {*told, _SAME}}
    return joined.select(**kept, **told)
