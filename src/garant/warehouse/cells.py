"""The cells of a table as DuckDB SQL: from whatever a file holds to the canonical type.

Nothing is rounded, guessed or dropped here: a cell that does not convert exactly becomes null
and its row is marked bad, so that it is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from garant.metrics.schema import CURRENCIES, TABLES, Column

_INTEGERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
    "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
}  # fmt: skip
_WHOLE_DIGITS = 15
# A column that is empty is as another column of its row says.
SAME_AS = {("account", "region"): "country"}
FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_INSTANT = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?( ?UTC|Z|[+-]\d{2}(:?\d{2})?)?)?"
_FIRST, _LAST = "DATE '1900-01-01'", "DATE '9999-12-31'"


@dataclass(frozen=True, slots=True)
class Cell:
    """A canonical value, and where it fails (``None``: it cannot fail)."""

    value: str
    bad: str | None = None


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def decimals(table: str, column: str) -> int:
    """How many decimals a number of that column may have: a rate has more than an amount."""
    return 12 if (table, column) == ("fx_rate", "rate") else 8


def is_currency(table: str, column: Column) -> bool:
    """Whether a column of ours holds the codes of currencies; an attribute never does."""
    return column.name in CURRENCIES and TABLES[table].column(column.name) is not None


def sql_type(table: str, column: Column) -> str:
    """The canonical type of a column in SQL."""
    scale = decimals(table, column.name)
    return {
        "text": "VARCHAR",
        "date": "DATE",
        "month": "DATE",
        "instant": "TIMESTAMP",
        "integer": "BIGINT",
        "decimal": f"DECIMAL({scale + 16},{scale})",
        "flag": "BOOLEAN",
    }[column.kind]


def cell(table: str, column: Column, *, source: str, physical: str) -> Cell:
    """The canonical value of the SQL expression ``source``, of DuckDB type ``physical``."""
    family = _family(physical)
    if column.kind == "text":
        text = _text(source, family)
        return Cell(f"upper({text})" if is_currency(table, column) else text)
    if family == "text":
        value = _parsed(table, column, f"CAST({source} AS VARCHAR)")
        return Cell(value, f"({value}) IS NULL AND trim(CAST({source} AS VARCHAR)) <> ''")
    native = {
        "date": _date,
        "month": _month,
        "instant": _instant,
        "integer": _integer,
        "decimal": lambda value, kind: _decimal(value, kind, decimals(table, column.name)),
        "flag": _flag,
    }[column.kind](source, family)
    if native is None:
        return Cell(f"CAST(NULL AS {sql_type(table, column)})", f"{source} IS NOT NULL")
    return native


def _family(physical: str) -> str:
    """What sort of thing a DuckDB type holds."""
    if physical in _INTEGERS:
        return "integer"
    if physical in {"FLOAT", "DOUBLE"}:
        return "double"
    if physical == "TIMESTAMP WITH TIME ZONE":
        return "zoned"
    starts = {"VARCHAR": "text", "ENUM": "text", "DECIMAL": "decimal", "TIMESTAMP": "timestamp",
              "DATE": "date", "BOOLEAN": "flag", '"NULL"': "null"}  # fmt: skip
    return next((name for start, name in starts.items() if physical.startswith(start)), "other")


def _text(source: str, family: str) -> str:
    if family == "double":  # an identifier that a data frame turned into 12.0
        whole = f"CAST(TRY_CAST({source} AS BIGINT) AS VARCHAR)"
        text = (
            f"CASE WHEN {source} = trunc({source}) THEN {whole} ELSE CAST({source} AS VARCHAR) END"
        )
        return f"CASE WHEN NOT isnan({source}) THEN {text} END"
    return f"nullif(CAST({source} AS VARCHAR), '')"


def _parsed(table: str, column: Column, text: str) -> str:
    """A value read from text."""
    if column.kind == "date":
        return _parsed_date(text)
    if column.kind == "month":
        month = f"CASE WHEN length(trim({text})) = 7 THEN trim({text}) || '-01' ELSE {text} END"
        date = _parsed_date(month)
        return f"CASE WHEN day({date}) = 1 THEN {date} END"
    if column.kind == "instant":
        instant = f"CAST(TRY_CAST(trim({text}) AS TIMESTAMPTZ) AS TIMESTAMP)"
        return _where(f"regexp_full_match(trim({text}), '{_INSTANT}')", instant)
    if column.kind == "integer":
        shape = r"[+-]?\d{1,18}(\.0*)?"
        number = f"TRY_CAST(split_part(trim({text}), '.', 1) AS BIGINT)"
        return _where(f"regexp_full_match(trim({text}), '{shape}')", number)
    if column.kind == "flag":
        whens = " ".join(f"WHEN '{word}' THEN {value}" for word, value in FLAGS.items())
        return f"CASE lower(trim({text})) {whens} END"
    scale = decimals(table, column.name)
    shape = rf"[+-]?(\d{{1,{_WHOLE_DIGITS}}}(\.\d{{0,{scale}}}0*)?|\.\d{{1,{scale}}}0*)"
    number = f"TRY_CAST({text} AS {sql_type(table, column)})"
    return _where(f"regexp_full_match(trim({text}), '{shape}')", number)


def _parsed_date(text: str) -> str:
    """A date that reads back as it was written: DuckDB alone would take 2024/1/5 as well."""
    date = f"TRY_CAST({text} AS DATE)"
    same = f"CAST({date} AS VARCHAR) = trim({text})"
    return _where(f"{same} AND {date} BETWEEN {_FIRST} AND {_LAST}", date)


def _where(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"


def _exact(value: str, test: str, source: str) -> Cell:
    """A conversion that is kept only where the test shows that nothing was lost."""
    kept = _where(test, value)
    return Cell(kept, f"{source} IS NOT NULL AND ({kept}) IS NULL")


def _date(source: str, family: str) -> Cell | None:
    if family == "date":
        return Cell(source)
    if family in {"timestamp", "zoned"}:
        moment = f"CAST({source} AS TIMESTAMP)"
        return _exact(
            f"CAST({moment} AS DATE)",
            f"{moment} = date_trunc('day', {moment}) AND isfinite({moment})",
            source,
        )
    return None


def _month(source: str, family: str) -> Cell | None:
    date = _date(source, family)
    return None if date is None else _exact(date.value, f"day({date.value}) = 1", source)


def _instant(source: str, family: str) -> Cell | None:
    if family not in {"date", "timestamp", "zoned"}:
        return None
    return Cell(f"CAST({source} AS TIMESTAMP)")


def _integer(source: str, family: str) -> Cell | None:
    if family == "integer":
        value = f"TRY_CAST({source} AS BIGINT)"
        return Cell(value, f"{source} IS NOT NULL AND {value} IS NULL")
    if family == "double":
        return _not_a_number_is_empty(
            _exact(f"TRY_CAST({source} AS BIGINT)", f"{source} = trunc({source})", source), source
        )
    if family == "decimal":
        return _exact(f"TRY_CAST({source} AS BIGINT)", f"{source} = trunc({source})", source)
    return None


def _decimal(source: str, family: str, scale: int) -> Cell | None:
    """A number as an exact decimal; of a float, the shortest decimal that names it."""
    kind = f"DECIMAL({scale + 16},{scale})"
    bound = f"abs({source}) < 1e{_WHOLE_DIGITS}"
    if family == "double":
        value = f"TRY_CAST(CAST({source} AS VARCHAR) AS {kind})"
        exact = f"{bound} AND CAST({value} AS DOUBLE) = CAST(CAST({source} AS VARCHAR) AS DOUBLE)"
        return _not_a_number_is_empty(_exact(value, exact, source), source)
    if family in {"integer", "decimal"}:
        value = f"TRY_CAST({source} AS {kind})"
        return _exact(value, f"{bound} AND {value} = {source}", source)
    return None


def _flag(source: str, family: str) -> Cell | None:
    if family == "flag":
        return Cell(source)
    if family in {"integer", "double", "decimal"}:
        cell = _exact(f"({source} = 1)", f"{source} IN (0, 1)", source)
        return _not_a_number_is_empty(cell, source) if family == "double" else cell
    return None


def _not_a_number_is_empty(cell: Cell, source: str) -> Cell:
    """Data frames write an empty number as NaN."""
    return Cell(cell.value, f"NOT isnan({source}) AND {cell.bad}")
