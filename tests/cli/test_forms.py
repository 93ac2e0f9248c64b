import csv
import io
import json
import re
import stat
import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from garant.metrics.errors import RequestError
from garant.warehouse.write import as_text, whole_file, write_csv, write_json, write_parquet


@pytest.fixture
def bridge(call, answering, two_years):
    """Ask for the two years of a bridge, in some form."""
    answering(two_years)
    return lambda *arguments: call("metrics", "bridge", "book", "--by", "year", *arguments)


def test_json_is_one_object_and_nothing_else(bridge, two_years):
    said = bridge("--format", "json")
    answer = json.loads(said.out)
    assert list(answer) == ["settings", "rows"]
    assert said.err == ""
    assert list(answer["rows"][0]) == list(two_years[0])


def test_json_has_decimals_as_strings_dates_iso_integers_booleans_and_null():
    to = io.StringIO()
    row = {
        "amount": Decimal("0E-4"),
        "large": Decimal("1E+3"),
        "on": date(2024, 1, 31),
        "accounts": 3,
        "inferred": True,
        "reason": None,
        "name": "Églantier",
    }
    write_json(to, [row], settings={"closes": "restated", "known_as_of": None})
    assert json.loads(to.getvalue()) == {
        "settings": {"closes": "restated", "known_as_of": None},
        "rows": [
            {
                "amount": "0.0000",
                "large": "1000",
                "on": "2024-01-31",
                "accounts": 3,
                "inferred": True,
                "reason": None,
                "name": "Églantier",
            }
        ],
    }


def test_json_of_no_row_is_still_one_object():
    to = io.StringIO()
    write_json(to, [], settings={})
    assert json.loads(to.getvalue()) == {"settings": {}, "rows": []}


def test_csv_has_a_header_and_the_digits_as_they_are(bridge, two_years):
    rows = list(csv.DictReader(io.StringIO(bridge("--format", "csv").out)))
    assert list(rows[0]) == list(two_years[0])
    assert rows[0]["new"] == "1234.5000"
    assert rows[1]["period"] == "2024-01-01"


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2", "@here", "\t=1", "\r=1"])
def test_csv_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    to = io.StringIO(newline="")
    row = {"=name": text, "amount": Decimal("-5.00"), "note": 'say "hi", twice'}
    write_csv(to, [row], columns=list(row))
    header, cells = csv.reader(io.StringIO(to.getvalue(), newline=""))
    assert header[0] == "'=name"
    assert cells == [f"'{text}", "-5.00", 'say "hi", twice']


def test_csv_of_nothing_known_is_empty_and_flags_are_words():
    to = io.StringIO()
    write_csv(to, [{"a": None, "b": True, "c": False}], columns=["a", "b", "c"])
    assert to.getvalue() == "a,b,c\n,true,false\n"


def test_parquet_keeps_decimals_dates_and_integers(bridge, tmp_path):
    file = tmp_path / "bridge.parquet"
    said = bridge("--format", "parquet", "-o", file)
    assert (said.code, said.out) == (0, "")
    table = pq.read_table(file)
    assert table.column("new").to_pylist() == [Decimal("1234.5000"), Decimal("0.0000")]
    assert table.column("period").to_pylist() == [date(2023, 1, 1), date(2024, 1, 1)]
    assert table.column("accounts_new").to_pylist() == [3, 3]


@pytest.mark.parametrize(
    "amounts", [("1.0000",), ("123456789012.0000", None), ("0.5000", "20.0000")]
)
def test_parquet_types_do_not_vary_with_the_amounts(amounts):
    to = io.BytesIO()
    rows = [{"mrr": amount and Decimal(amount), "nrr": Decimal("0.950000")} for amount in amounts]
    write_parquet(to, rows, columns=("mrr", "nrr"))
    to.seek(0)
    schema = pq.read_schema(to)
    assert (str(schema.field("mrr").type), str(schema.field("nrr").type)) == (
        "decimal128(38, 4)",
        "decimal128(38, 6)",
    )


def test_a_chart_is_light_and_wide_unless_asked_otherwise(bridge, tmp_path):
    def drawn(*options):
        file = tmp_path / "bridge.svg"
        assert bridge("--chart", file, "--format", "json", *options).code == 0
        return file.read_text(encoding="utf-8")

    plain = drawn()
    dark = drawn("--chart-theme", "dark")
    narrow = drawn("--chart-width", "narrow")
    assert plain == drawn("--chart-theme", "light", "--chart-width", "wide")
    assert (
        len({plain, dark, narrow, drawn("--chart-theme", "dark", "--chart-width", "narrow")}) == 4
    )
    assert width(narrow) < width(plain) == width(dark)


def width(picture):
    return float(re.search(r'<svg[^>]* width="([\d.]+)', picture)[1])


@pytest.mark.parametrize("name", ["bridge.json", "bridge.csv", "bridge.parquet", "bridge.html"])
def test_the_name_of_the_file_gives_its_form(bridge, tmp_path, name):
    file = tmp_path / name
    assert bridge("-o", file).out == ""
    start = {"json": b'{"settings"', "csv": b"period,", "parquet": b"PAR1", "html": b"<!doctype"}
    assert file.read_bytes().startswith(start[file.suffix[1:]])


def test_a_table_goes_to_a_file_without_colours(bridge, tmp_path):
    file = tmp_path / "bridge.txt"
    bridge("-o", file)
    text = file.read_text(encoding="utf-8")
    assert "Opening" in text
    assert "\x1b" not in text


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.scoped = [], 0

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("question", ["bridge", "economics"])
def test_html_is_one_page_that_asks_for_nothing_else(call, answering, two_years, question):
    answering([row | {"arpa": Decimal(5), "note": "<b>bold</b>"} for row in two_years])
    page = call("metrics", question, "book", "--by", "year", "--format", "html").out
    parsed = Page()
    parsed.feed(page)
    tags = [tag for tag, _ in parsed.tags]
    assert "script" not in tags
    assert "link" not in tags
    assert not [1 for _, attrs in parsed.tags if {"src", "style", "onload"} & set(attrs)]
    assert "table" in tags
    assert tags.count("main") == tags.count("h1") == 1
    assert [attrs["lang"] for tag, attrs in parsed.tags if tag == "html"] == ["en"]
    assert {"row", "col"} <= {attrs.get("scope") for tag, attrs in parsed.tags if tag == "th"}
    assert "default-src 'none'" in page
    assert "<b>bold" not in page


def test_a_failure_while_writing_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("before")

    def half(to):
        to.write(b"half of it")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        whole_file(file, half)
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_named(call, tmp_path):
    said = call("arithmetic", "licence-vs-rent", "--months", "3", "-o", tmp_path / "none" / "x.csv")
    assert said.code == 1
    assert str(tmp_path / "none" / "x.csv") in said.err
    assert said.out == ""


def test_a_written_file_can_be_read_by_others_and_follows_links(tmp_path):
    file, link = tmp_path / "rows.csv", tmp_path / "link.csv"
    file.touch()
    link.symlink_to(file)
    whole_file(link, lambda to: to.write(b"new") and None)
    assert file.read_bytes() == b"new"
    assert link.is_symlink()
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev/null on Windows")
def test_a_device_is_written_to_and_not_replaced(call):
    said = call(
        "arithmetic", "licence-vs-rent", "--months", "3", "--format", "csv", "-o", "/dev/null"
    )
    assert said.code == 0
    assert Path("/dev/null").read_bytes() == b""


def test_a_folder_is_not_written_over(tmp_path):
    with pytest.raises(RequestError, match="cannot be written"):
        whole_file(tmp_path, lambda to: to.write(b"x") and None)


@pytest.mark.parametrize(
    ("name", "start"), [("b.svg", b"<svg"), ("b.png", b"\x89PNG"), ("b.pdf", b"%PDF")]
)
def test_a_chart_is_drawn_beside_the_answer(bridge, tmp_path, name, start):
    file = tmp_path / name
    said = bridge("--chart", file, "--format", "json")
    assert json.loads(said.out)["rows"]
    assert file.read_bytes().startswith(start)


def test_a_value_is_written_the_same_everywhere():
    assert as_text(Decimal("1.50")) == "1.50"
    assert as_text(3) == "3"
