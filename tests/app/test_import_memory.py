"""How much memory an import may take: enough for what is given, and no more than that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from garant.sources import child
from garant.sources.decoding import Request
from garant.sources.tables import write_live
from garant.warehouse.reading import MEMORY_MB, duckdb_in_memory
from garant.warehouse.source import Scratch


def _asked(folder: Path, *, given: int, live: int | None = None) -> Request:
    for name, size in (("given", given), ("live", live)):
        (folder / name).mkdir()
        with (folder / name / "contract_line.csv").open("wb") as file:
            file.truncate((size or 0) * 1024**2)  # a file with a hole takes no room on the disk
    return Request(
        verb="read", given=folder / "given", staged=folder / "staged",
        live=folder / "live" if live is not None else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "live", "expected"),
    [(0, None, 100), (16, None, 116), (300, 40, 440), (5000, 0, 1800)],
)
def test_the_engine_has_memory_for_what_is_given_and_for_ours(
    tmp_path: Path, given: int, live: int | None, expected: int
) -> None:
    assert child.memory(_asked(tmp_path, given=given, live=live)) == expected


def test_ours_need_not_be_there_for_a_look_at_headers(tmp_path: Path) -> None:
    asked = replace(_asked(tmp_path, given=2), live=tmp_path / "not written")
    assert child.memory(asked) == 102


def test_the_engine_is_held_to_the_memory_of_its_process() -> None:
    before = MEMORY_MB.set(123)
    try:
        con = duckdb_in_memory(Scratch())
        held = con.execute("SELECT current_setting('memory_limit')").fetchall()
        assert held == [("117.3 MiB",)]  # 123 million bytes
        con.close()
    finally:
        MEMORY_MB.reset(before)


@pytest.mark.django_db
def test_tables_without_rows_are_not_written_but_for_those_that_a_book_needs(
    tmp_path: Path,
) -> None:
    write_live(tmp_path)
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["account", "contract_line"]
