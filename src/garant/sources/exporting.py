"""What the installation holds, as tables that can be imported again, and its figures.

CSV is made to be opened in a spreadsheet: a text that it would take for a formula has an
apostrophe before it, which an import takes off again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from garant.accounts.models import Note
from garant.contracts import facts, queries, snapshots
from garant.contracts.models import Snapshot
from garant.lib.csv_export import neutral
from garant.lib.models import AuditEntry
from garant.metrics.errors import RequestError
from garant.sources import tables
from garant.sources.mapping_text import quoted
from garant.warehouse.mapping import FILE, SETTINGS

AUDIT, NOTES = "audit", "notes"
Row = dict[str, Any]
ENTRY = (
    "at",
    "actor",
    "verb",
    "object_kind",
    "object_id",
    "object_name",
    "before",
    "after",
    "hash",
)


def parts(kind: str, *, as_of: date | None = None, without: tuple[str, ...] = ()) -> list[str]:
    """The tables of a kind that hold something: one, or all of them."""
    if kind == "metrics":
        return ["bridge", "retention", "cohorts", "renewals", "economics"] if as_of else _kept()
    if kind != "all":
        return [tables.KINDS[kind]]
    found = [name for name, model in tables.MODELS.items() if model._default_manager.exists()]
    more = [(NOTES, Note.objects.exists()), (AUDIT, AuditEntry.objects.exists())]
    found += [name for name, held in more if held]
    return [name for name in found if name not in without]


def _kept() -> list[str]:
    return sorted(set(Snapshot.objects.values_list("code", flat=True)))


def table(name: str, *, as_of: date | None = None) -> pa.Table:
    """One table, as known at the end of a day."""
    if name in tables.MODELS:
        rows = tables.table(name)
        return rows if as_of is None else _known(rows, as_of)
    if name == NOTES:
        notes = Note.objects.order_by("pk").select_related("account", "author")
        return _of_rows({"account_id": one.account.account_id, "author": one.author.email,
                         "written_at": one.written_at.isoformat(), "text": one.text}
                        for one in notes)  # fmt: skip
    entries = AuditEntry.objects.order_by("pk").values(*ENTRY)
    return _of_rows(
        {**one, "at": one["at"].isoformat(), "before": json.dumps(one["before"]),
         "after": json.dumps(one["after"])}
        for one in entries
    )  # fmt: skip


def _of_rows(rows: Iterator[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


def _known(rows: pa.Table, as_of: date) -> pa.Table:
    """The rows that were known at the end of a day, and not taken back by then."""
    if "recorded_at" not in rows.column_names:
        return rows
    end = datetime.combine(as_of + timedelta(days=1), datetime.min.time(), UTC)
    recorded = rows.column("recorded_at")
    kept = pc.or_kleene(pc.is_null(recorded), pc.less(recorded, end))
    if "voided_at" in rows.column_names:
        voided = rows.column("voided_at")
        kept = pc.and_kleene(kept, pc.or_kleene(pc.is_null(voided), pc.greater_equal(voided, end)))
    return rows.filter(pc.fill_null(kept, False))  # noqa: FBT003 - pyarrow takes it by place


def figures(code: str, *, as_of: date | None = None) -> pa.Table:
    """One table of figures: as pages show it, or as it was known at the end of a day."""
    if as_of is None:
        kept = snapshots.newest(code)
        rows = list(kept.rows) if kept is not None else []
        return pa.Table.from_pylist(rows)
    book = facts.book(known_as_of=as_of.isoformat())
    try:
        method = getattr(book, code)
        return method().to_pyarrow()
    finally:
        book.close()


def settings() -> str:
    """The settings of the metrics, as a mapping states them."""
    kept = queries.settings_kept()
    lines = [f"{key} = {quoted(value)}" for key, value in sorted(kept.items())]
    return "\n".join([f"[{SETTINGS}]", *lines, ""]) if lines else ""


# ---------------------------------------------------------------- written


def write(rows: pa.Table, out: IO[bytes], form: str) -> None:
    """Write a table in one of the forms."""
    if form == "parquet":
        pq.write_table(rows, out)
    elif form == "csv":
        _write_csv(rows, out)
    else:
        _write_lines(rows, out, {})


def write_all(found: Mapping[str, pa.Table], out: IO[bytes]) -> None:
    """Write several tables as lines of JSON, each with the name of its table."""
    for name, rows in found.items():
        _write_lines(rows, out, {"table": name})


def write_folder(found: Mapping[str, pa.Table], folder: Path, form: str) -> None:
    """Write several tables as files of a folder, which is a book again."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError("{folder} is there already; give a new folder", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in found.items():
        with (folder / f"{name}.{form}").open("wb") as out:
            write(rows, out, form)
    stated = settings()
    if stated:
        (folder / FILE).write_text(stated, encoding="utf-8")


def _write_csv(rows: pa.Table, out: IO[bytes]) -> None:
    out.write(_csv_line(rows.column_names))
    for batch in rows.to_batches(max_chunksize=10_000):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            out.write(_csv_line([neutral(_text(cell)) for cell in row]))


class _Line(list[str]):
    """What csv writes a line into."""

    def write(self, text: str) -> int:
        self.append(text)
        return len(text)


def _csv_line(cells: list[str]) -> bytes:
    line = _Line()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return "".join(line).encode()


def _write_lines(rows: pa.Table, out: IO[bytes], first: Row) -> None:
    for batch in rows.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            said = {name: _plain(cell) for name, cell in row.items()}
            out.write(json.dumps(first | said, ensure_ascii=False).encode() + b"\n")


def _plain(cell: Any) -> Any:
    return _text(cell) if isinstance(cell, Decimal | date) else cell


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        text = format(cell, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return cell.isoformat() if isinstance(cell, date) else str(cell)
