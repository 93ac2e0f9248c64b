"""A mapping proposed for foreign files, from their headers and a sample of their values.

What is sure is written down; what a person must decide stands behind ``# ?``.
Nothing is guessed silently: each line says why it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from garant.metrics.errors import RequestError
from garant.metrics.schema import TABLES, TERMS, Column
from garant.warehouse.csvfile import first_rows, look
from garant.warehouse.ends import Ends, ends, is_moment
from garant.warehouse.layouts import Order, days_of, order_of
from garant.warehouse.marks import Written, marks_in, marks_of, settled
from garant.warehouse.templates import of_line
from garant.warehouse.words import also, amount_is, plain, score, table_of
from garant.warehouse.words import candidates as candidates_of

SAMPLE = 2000


@dataclass(frozen=True, slots=True)
class Sample:
    """A file's header and its first rows, as text."""

    path: Path
    columns: tuple[str, ...]
    rows: list[list[str]]

    def values(self) -> dict[str, list[str]]:
        """What each column holds where it is not empty."""
        return {
            header: [row[at].strip() for row in self.rows if at < len(row) and row[at].strip()]
            for at, header in enumerate(self.columns)
        }


@dataclass(frozen=True, slots=True)
class Understood:
    """One file: the table that it looks like, and which of its columns are what."""

    file: str
    table: str
    columns: Mapping[str, str]
    doubtful: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping as TOML text, and what it rests on."""

    toml: str
    understood: tuple[Understood, ...]
    unknown: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left for a person to decide."""
        return "# ?" not in self.toml


def propose(files: Iterable[Path | str]) -> Proposal:
    """The mapping that these files seem to need."""
    found, unknown = understood(sample(Path(file)) for file in files)
    head = ["# Proposed by `garant facts map`. A question mark after # is for you to decide."]
    head += [f"# Not understood, and not used: {name}" for name in unknown]
    parts = ["\n".join(head)]
    parts += [_section(one, file) for one, file in found]
    parts += _account_of_lines([one for one, _ in found])
    return Proposal("\n\n".join(parts) + "\n", tuple(one for one, _ in found), tuple(unknown))


def understood(samples: Iterable[Sample]) -> tuple[list[tuple[Understood, Sample]], list[str]]:
    """What each file seems to be, and the names of those that seem to be nothing.

    Of several files that look like one table, the best is taken: for accounts the one whose ids
    the lines name.
    """
    claims: dict[str, list[Sample]] = {}
    unknown = []
    for one in samples:
        table = table_of(one.columns, one.path.stem)
        if table is None:
            unknown.append(one.path.name)
        else:
            claims.setdefault(table, []).append(one)
    named = set(_named_accounts(claims.get("contract_line", [])))
    found = []
    for table in sorted(claims, key=lambda name: name != "contract_line"):
        best = max(claims[table], key=lambda one: _fit(table, one, named))
        unknown += [one.path.name for one in claims[table] if one is not best]
        found.append((_understood(best, table), best))
    return found, unknown


def _named_accounts(lines: Sequence[Sample]) -> Iterator[str]:
    for one in lines:
        header = _understood(one, "contract_line").columns.get("account_id", "")
        yield from one.values().get(header, [])


def _fit(table: str, one: Sample, named: set[str]) -> tuple[bool, int]:
    header = _understood(one, table).columns.get(f"{table}_id", "")
    joined = table == "account" and not named.isdisjoint(one.values().get(header, []))
    return joined, score(table, one.columns, one.path.stem)


def sample(path: Path) -> Sample:
    """The first rows of a CSV or Parquet file."""
    if not path.is_file():
        raise RequestError("there is no file {file}", file=path)
    if path.suffix.lower() == ".parquet":
        return _of_parquet(path)
    found = look(path, path.stem)
    if isinstance(found, list):
        raise RequestError(
            "{file} cannot be read: {reason}", file=path.name, reason=found[0].text()
        )
    return Sample(path, found.columns, first_rows(path, SAMPLE - 1))


def _of_parquet(path: Path) -> Sample:
    # Slow to load, and most books are CSV files.
    import duckdb

    con = duckdb.connect()
    try:
        held = con.execute("SELECT * FROM read_parquet(?) LIMIT ?", [str(path), SAMPLE])
        names = tuple(str(one[0]) for one in held.description or ())
        rows = [["" if cell is None else str(cell) for cell in row] for row in held.fetchall()]
    except duckdb.Error as error:
        raise RequestError(
            "{file} cannot be read as Parquet: {reason}",
            file=path.name, reason=str(error).splitlines()[0],
        ) from error  # fmt: skip
    finally:
        con.close()
    return Sample(path, names, rows)


def _understood(file: Sample, table: str) -> Understood:
    candidates = candidates_of(table, file.columns)
    if table == "contract_line" and "account_id" not in candidates:
        # One row for each customer: its id is the account's.
        candidates["account_id"] = [h for h in candidates.pop("line_id", []) if plain(h) == "id"]
    columns: dict[str, str] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    for name, headers in candidates.items():
        free = [header for header in headers if header not in columns.values()]
        if len(free) == 1:
            columns[name] = free[0]
        elif free:
            doubtful[name] = tuple(free)
    if table == "contract_line" and amount_is(columns):
        # A month's amount needs no interval: how often it is billed is another matter.
        for name in ("interval_unit", "interval_count"):
            columns.pop(name, None)
            doubtful.pop(name, None)
    used = {*columns.values(), *(h for headers in doubtful.values() for h in headers)}
    missing = [c.name for c in TABLES[table].columns if c.required and c.name not in columns]
    unused = tuple(header for header in file.columns if header not in used)
    return Understood(file.path.name, table, columns, doubtful, unused, tuple(missing))


# ---------------------------------------------------------------- as TOML


def _section(one: Understood, file: Sample) -> str:
    values = file.values()
    lines = [f"[{one.table}]", f"from = {_quoted(one.file)}"]
    lines += _ways_of_writing(one, values)
    lines += _way_of_pricing(one) if one.table == "contract_line" else []
    lines += ["", f"[{one.table}.columns]"]
    told = ends_of(one, file)
    lines += [_line(TABLES[one.table].column(name), header, values, told)
              for name, header in one.columns.items()]  # fmt: skip
    lines += [
        f"# ? {name} = {' or '.join(_quoted(header) for header in headers)}"
        for name, headers in one.doubtful.items()
    ]
    lines += _absent(one)
    if one.unused and not TABLES[one.table].open:
        lines.append(f"# not used: {', '.join(one.unused)}")
    elif one.unused:
        lines.append(f"# kept as attributes: {', '.join(one.unused)}")
    lines += _chain(one, values, told) if one.table == "contract_line" else []
    return "\n".join(lines)


def ends_of(one: Understood, file: Sample) -> Ends:
    """What the days of a file say of its ends, where it has a start and an end."""
    started, ended = (one.columns.get(name, "") for name in TERMS.get(one.table, ("", "")))
    if not started or not ended:
        return Ends()
    account = one.columns.get("account_id")
    at = (
        None if account is None else file.columns.index(account),
        file.columns.index(started),
        file.columns.index(ended),
    )
    values = file.values()
    order = order_of([days_of(values[started]), days_of(values[ended])])
    return ends(file.rows, at, layout=order.layout)


def _line(
    column: Column | None, header: str, values: Mapping[str, list[str]], told_of: Ends
) -> str:
    told = values.get(header, [])
    if column is None:  # pragma: no cover - only declared columns are proposed
        return ""
    wrong = sorted({text for text in told if column.choices and text not in column.choices})
    if wrong:
        pairs = ", ".join(f'{_quoted(text)} = "?"' for text in wrong[:10])
        return (
            f"# ? {column.name} = {{ column = {_quoted(header)}, values = {{ {pairs} }} }}"
            f"  # one of {', '.join(column.choices)}"
        )
    if column.kind == "date" and told and all(is_moment(text) for text in told):
        return f"{column.name} = {{ column = {_quoted(header)}, instant = true }}"
    if told and column.name in {end for _start, end in TERMS.values()}:
        return _end(column.name, header, told_of)
    return f"{column.name} = {_quoted(header)}"


def _end(name: str, header: str, told: Ends) -> str:
    """The end, with what its days say of the last one."""
    inclusive = f"{name} = {{ column = {_quoted(header)}, inclusive = true }}"
    if told.inclusive:
        return f"{inclusive}  # {told.last} of {told.of} ends are the eve of a new month or term"
    if told.inclusive is False:
        why = f"{told.without} of {told.of} ends are the first day of a new month or term"
        return f"{name} = {_quoted(header)}  # {why}"
    asked = f"# ? does the last day count? then add inclusive = true: {inclusive}"
    return f"{name} = {_quoted(header)}  {asked}"


def _ways_of_writing(one: Understood, values: Mapping[str, list[str]]) -> list[str]:
    """How the file writes its dates and numbers, where the values show it."""
    table = TABLES[one.table]
    kinds = {name: column.kind for name in one.columns if (column := table.column(name))}
    days = [days_of(values.get(one.columns[name], [])) for name in kinds if kinds[name] == "date"]
    numbers = [
        marks_in(one.table, name, marks_of(values.get(one.columns[name], []))) for name in kinds
    ]
    return _days_written(order_of(days)) + _numbers_written(settled(numbers))


def _days_written(order: Order) -> list[str]:
    if order.other:
        return [f"# ? dates = {_quoted(order.layout)} or {_quoted(order.other)}"]
    return [f"dates = {_quoted(order.layout)}"] if order.layout else []


def _numbers_written(marks: Written) -> list[str]:
    if marks.doubt:
        why = f"{marks.doubt} can be read in two ways; say thousands too, if it has some"
        return [f'# ? decimal = "." or ","  # {why}']
    lines = [f"decimal = {_quoted(marks.decimal)}"] if marks.decimal != "." else []
    return lines + ([f"thousands = {_quoted(marks.thousands)}"] if marks.thousands else [])


def _chain(one: Understood, values: Mapping[str, list[str]], told: Ends) -> list[str]:
    """A word on lines that start where another one ends, where the sample has some."""
    if "predecessor_line_id" in one.columns or not {"start_on", "end_on"} <= one.columns.keys():
        return []
    starts, ended = (set(values.get(one.columns[name], [])) for name in ("start_on", "end_on"))
    if not starts & ended and not told.followed:
        return []
    return [
        "",
        "# ? Lines start on days when others end. If each continues the last of its account and",
        "# product, remove the marks of the next three lines:",
        "# [contract_line.predecessor]",
        '# same = ["account_id", "product_id"]',
        '# link = "renews"',
    ]


def _way_of_pricing(one: Understood) -> list[str]:
    if "price_basis" in one.columns:
        return []
    name = amount_is(one.columns)
    if name is not None:
        return [f"amount_is = {_quoted(name)}  # because of the name {one.columns['amount']}"]
    if "interval_unit" in one.columns:
        told = (
            '{ value = "flat_per_interval" } or, for the price of one unit, "per_unit_per_interval"'
        )
        return [f"# ? in the columns: price_basis = {told}"]
    return ['# ? amount_is = "mrr", "arr", "unit_month", "unit_year" or "line_total"']


def _absent(one: Understood) -> list[str]:
    """What the table needs and the file does not say."""
    lines = []
    for name in one.missing:
        if name in one.doubtful or name == "price_basis":
            continue
        if name == "currency":
            lines.append('# ? currency = { value = "EUR" }')
        elif name == "line_id":
            lines.append(f"line_id = {{ template = {_quoted(of_line(one.columns))} }}")
        else:
            lines.append(f"# ? {name} = no column looks like it")
    return lines


def _account_of_lines(found: list[Understood]) -> list[str]:
    """Accounts from the lines, where no file holds accounts."""
    lines = next((one for one in found if one.table == "contract_line"), None)
    if lines is None or any(one.table == "account" for one in found):
        return []
    header = lines.columns.get("account_id")
    if header is None:
        return []
    own = {column.name for column in TABLES["account"].columns}
    told = {theirs: ours for theirs, ours in also(lines.unused).items() if theirs != ours}
    ignored = ", ".join(_quoted(c) for c in lines.columns.values() if c in own - {header})
    section = [
        "# No file holds accounts: each account of the lines is one.",
        "[account]",
        f"from = {_quoted(lines.file)}",
        "distinct = true",
        *([f"ignore = [{ignored}]"] if ignored else []),
        "",
        "[account.columns]",
        f"account_id = {_quoted(header)}",
        *(f"{ours} = {_quoted(theirs)}" for theirs, ours in told.items()),
    ]
    return ["\n".join(section)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
