"""Days and numbers as others write them: read rightly, asked about, or refused; never guessed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from garant.metrics.errors import RequestError
from garant.sources import headers, mapping_page
from garant.sources.choices import Choice, lacking
from garant.sources.decoding import Request
from garant.sources.mapping_text import toml_of
from garant.warehouse.read import open_source
from garant.warehouse.run import rows

HEADER = "customer_id;start_date;mrr;currency\n"


def _looked(folder: Path, **texts: str) -> list[Choice]:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return list(headers.look(Request("look", folder, folder), folder)["files"])


def _priced(folder: Path, *amounts: str) -> list[Choice]:
    lines = [f"C{k};2025-01-01;{amount};EUR" for k, amount in enumerate(amounts, 1)]
    return _looked(folder, lines=HEADER + "\n".join(lines) + "\n")


def _dated(folder: Path, *terms: tuple[str, str]) -> list[Choice]:
    lines = [f"C{k};{start};{end};10;EUR" for k, (start, end) in enumerate(terms, 1)]
    header = "customer_id;start_date;end_date;mrr;currency\n"
    return _looked(folder, lines=header + "\n".join(lines) + "\n")


def _read(folder: Path, looked: list[Choice]) -> tuple[dict[str, tuple[object, ...]], list[str]]:
    """Amount, start and end of each line as the import reads them, and what it refuses."""
    assert lacking(looked) == []
    mapping = folder / "mapping.toml"
    mapping.write_text(toml_of(looked), encoding="utf-8")
    with open_source(folder) as source:
        problems = [f"{one.row}, {one.field}: {one.text()}" for one in source.problems]
        found = rows(source.tables["contract_line"])
    mapping.unlink()
    return {str(one["account_id"]): _line(one) for one in found}, problems


def _line(one: dict[str, object]) -> tuple[object, ...]:
    days = [None if one[name] is None else str(one[name]) for name in ("start_on", "end_on")]
    return (*days, None if one["amount"] is None else float(str(one["amount"])))


def _amounts(folder: Path, looked: list[Choice]) -> tuple[list[object], list[str]]:
    found, problems = _read(folder, looked)
    return [found[name][2] for name in sorted(found)], problems


def test_a_number_of_another_way_is_refused_and_not_a_hundred_times_too_large(
    tmp_path: Path,
) -> None:
    looked = _priced(tmp_path, "1.200,50", "99.50", "1,200.00", "12")
    looked, _changed = mapping_page.read(looked, {"0.decimal": ",", "0.thousands": "."})
    assert _amounts(tmp_path, looked) == ([1200.5, None, None, 12], [
        "3, amount: 99.50 is not a number that can be read; write 99,50",
        "4, amount: 1,200.00 is not a number that can be read; write 1200,00",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "ways", "read"),
    [
        (("1.200,50", "99.50"), (",", "."), [1200.5, None]),
        (("1 200,50 €", "1\u00a0300,00\u00a0€", "1\u202f000,5", "- 5,5 €", ""), (",", " "),
         [1200.5, 1300, 1000.5, -5.5, None]),
        (("€1,200.50", "$ 99.5", "7 £"), (".", ","), [1200.5, 99.5, 7]),
        (("€99.50", "¥100"), (".", ","), [99.5, 100]),
        (("0,125", "0,250", "1,183"), (",", ""), [0.125, 0.25, 1.183]),
        (("1,200", "99,5"), (",", ""), [1.2, 99.5]),
        (("1,200", "1,200,000"), (".", ","), [1200, 1200000]),
        (("1.200", "1234.500"), (".", ""), [1.2, 1234.5]),
        (("1'200.50", "1’300"), (".", "'"), [1200.5, 1300]),
        (("12", "350", "12000"), (".", ""), [12, 350, 12000]),
        (("1.200,50", "(100)", "12 EUR", "12 34"), (",", "."), [1200.5, None, None, None]),
        (("1 234,50", "99.5", "300.5"), (",", " "), [1234.5, 99.5, 300.5]),  # a workbook has both
    ],
)  # fmt: skip
def test_what_can_be_no_group_of_thousands_decides_for_the_file(
    amounts: tuple[str, ...], ways: tuple[str, str], read: list[object], tmp_path: Path
) -> None:
    looked = _priced(tmp_path, *amounts)
    assert (looked[0]["decimal"], looked[0]["thousands"]) == ways
    assert _amounts(tmp_path, looked)[0] == read


def test_numbers_that_can_be_read_in_two_ways_are_asked_about(tmp_path: Path) -> None:
    looked = _priced(tmp_path, "1.200", "2.500", "350")
    assert lacking(looked) == [("lines.csv", "decimal")]
    (sheet,) = mapping_page.sheets(looked)
    (pick,) = [one for one in sheet.ways if one.name == "0.decimal"]
    assert (str(pick.options[0][1]), pick.value) == ("choose", pick.options[0][0])
    assert pick.why.startswith("1.200 can be read in two ways")
    points, changed = mapping_page.read(looked, {"0.decimal": "."})
    assert not changed
    assert _amounts(tmp_path, points) == ([1.2, 2.5, 350], [])
    commas, changed = mapping_page.read(looked, {"0.decimal": ","})
    assert changed  # the mark between thousands follows, and is shown first
    assert "Between thousands stands" in mapping_page.sheets(commas)[0].anew
    assert _amounts(tmp_path, commas) == ([1200, 2500, 350], [])


def test_other_columns_of_numbers_decide_where_one_is_in_doubt(tmp_path: Path) -> None:
    header = "customer_id;start_date;qty;mrr;currency\n"
    looked = _looked(tmp_path, lines=header + "C1;2025-01-01;1,200;99.5;EUR\n")
    assert (looked[0]["decimal"], looked[0]["thousands"]) == (".", ",")
    looked = _looked(tmp_path, lines=header + "C1;2025-01-01;1,200;1.200;EUR\n")
    assert lacking(looked) == [("lines.csv", "decimal")]


def test_whole_numbers_and_rates_of_exchange_leave_no_doubt(tmp_path: Path) -> None:
    looked = _looked(
        tmp_path,
        customers="customer_id,company,employees\nC1,Brun,1.200\n",
        fx_rate='from_currency,to_currency,from,taux\nUSD,EUR,2025-01-01,"0,923"\n',
    )  # fmt: skip
    account = next(one for one in looked if one["table"] == "account")
    assert (account["decimal"], account["thousands"]) == (",", ".")
    at = next(k for k, one in enumerate(looked) if one["file"] == "fx_rate.csv")
    looked[at]["columns"][3]["numbers"]["doubts"] = {",": "1,183"}
    looked[at]["columns"][3]["numbers"]["decimals"] = {}
    looked, _changed = mapping_page.read(looked, {f"{at}.table": "fx_rate"})
    looked, _changed = mapping_page.read(looked, {f"{at}.3": "rate"})
    assert (looked[at]["decimal"], looked[at]["thousands"]) == (",", "")


def test_one_mark_for_decimals_and_thousands_is_asked_about(tmp_path: Path) -> None:
    looked = _priced(tmp_path, "1,200.50")
    looked, _changed = mapping_page.read(looked, {"0.decimal": ","})
    assert lacking(looked) == [("lines.csv", "decimal")]
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(toml_of(looked), encoding="utf-8")
    with pytest.raises(RequestError, match="decimal and thousands are the same mark"):
        open_source(tmp_path)


# ---------------------------------------------------------------- days

AMERICAN = (("1/5/2025", "12/4/2025"), ("2/1/2025", "1/1/2026"), ("3/1/2025", "2/1/2026"))


def test_days_whose_order_no_cell_shows_are_asked_about(tmp_path: Path) -> None:
    looked = _dated(tmp_path, *AMERICAN)
    assert lacking(looked) == [("lines.csv", "dates"), ("lines.csv", "inclusive")]
    (sheet,) = mapping_page.sheets(looked)
    (pick,) = [one for one in sheet.ways if one.name == "0.dates"]
    assert (str(pick.options[0][1]), pick.value) == ("choose", pick.options[0][0])
    assert "whether the day or the month stands first" in pick.why
    chosen, changed = mapping_page.read(looked, {"0.dates": "%m/%d/%Y", "0.inclusive": "no"})
    assert not changed
    assert _read(tmp_path, chosen)[0]["C1"][:2] == ("2025-01-05", "2025-12-04")


@pytest.mark.parametrize(
    "terms",
    [
        (("1/2/2025", "1/2/2026"), ("1/6/2025", "1/6/2026")),  # of January, or firsts of months
        (("15/01/2025", "12/31/2025"),),
    ],
)
def test_days_of_one_month_and_days_in_two_orders_are_asked_about(
    terms: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    assert ("lines.csv", "dates") in lacking(_dated(tmp_path, *terms))


def test_what_the_ends_say_is_told_once_the_order_of_their_days_is_chosen(tmp_path: Path) -> None:
    looked = _dated(tmp_path, ("01/02/2024", "01/02/2025"), ("05/03/2024", "05/03/2025"))
    chosen, changed = mapping_page.read(looked, {"0.dates": "%d/%m/%Y"})
    assert changed
    assert (chosen[0]["anew"], chosen[0]["inclusive"]) == (["inclusive"], "no")
    other, changed = mapping_page.read(looked, {"0.dates": "%m/%d/%Y"})
    assert (changed, other[0]["inclusive"]) == (False, "")  # they were counted in one order only


@pytest.mark.parametrize(
    ("terms", "layout", "starts"),
    [
        (
            (("1/1/2025", "12/1/2025"), ("2/1/2025", "1/1/2026"), ("3/1/2025", "2/1/2026")),
            "%m/%d/%Y",
            "2025-02-01",
        ),
        ((("01/01/2025", ""), ("01/02/2025", ""), ("01/03/2025", "")), "%d/%m/%Y", "2025-02-01"),
        ((("01/01/2025", "02/02/2026"), ("03/03/2025", "")), "%d/%m/%Y", "2025-03-03"),
        ((("01.02.2025", ""), ("03.04.2025", "")), "%d.%m.%Y", "2025-04-03"),
        ((("01/02/25", ""), ("28/02/25", "")), "%d/%m/%y", "2025-02-28"),
        ((("12/31/25", ""), ("02/28/25", "")), "%m/%d/%y", "2025-02-28"),
        ((("2025/01/15", ""), ("2025/2/3", "")), "%Y/%m/%d", "2025-02-03"),
        ((("01/01/2025 00:00", ""), ("28/02/2025 0:00:00", "")), "%d/%m/%Y", "2025-02-28"),
        ((("1/5/2025 12:00:00 AM", ""), ("2/28/2025 12:00:00 AM", "")), "%m/%d/%Y", "2025-02-28"),
        ((("12-31-2025", ""), ("2-1-2025", "")), "%m-%d-%Y", "2025-02-01"),
        ((("2025-12-31", ""), ("2025-02-01", "")), "", "2025-02-01"),
        ((("31/12/2025", ""), ("31/31/2034", ""), ("01/02/2025", "")), "%d/%m/%Y", None),
    ],
)
def test_days_that_can_be_read_in_one_way_need_no_question(
    terms: tuple[tuple[str, str], ...], layout: str, starts: str | None, tmp_path: Path
) -> None:
    looked, _changed = mapping_page.read(_dated(tmp_path, *terms), {"0.inclusive": "no"})
    assert (looked[0]["dates"], lacking(looked)) == (layout, [])
    assert layout in {word for word, _said in mapping_page.DATES}
    assert _read(tmp_path, looked)[0]["C2"][0] == starts


def test_an_end_in_the_year_9999_is_none(tmp_path: Path) -> None:
    terms = (
        ("01/01/2025", "31/12/9999"),
        ("15/01/2025", "31/12/2025"),
        ("01/02/2025", "31/01/2026"),
    )
    looked = _dated(tmp_path, *terms)
    assert looked[0]["inclusive"] == "yes"
    found, problems = _read(tmp_path, looked)
    assert problems == []
    assert (found["C1"][1], found["C2"][1]) == (None, "2026-01-01")


def test_a_year_of_two_digits_that_may_be_of_two_centuries_is_refused(tmp_path: Path) -> None:
    looked = _dated(tmp_path, ("15/01/25", ""), ("15/01/98", ""))
    found, problems = _read(tmp_path, looked)
    assert found["C1"][0] == "2025-01-15"
    (told,) = problems
    assert told.startswith("3, start_on: 15/01/98 is not a date; write year, month and day")


def test_a_number_that_excel_keeps_for_a_day_is_told_as_such(tmp_path: Path) -> None:
    looked = _dated(tmp_path, ("15/01/2025", ""), ("45292", ""))
    _found, problems = _read(tmp_path, looked)
    (told,) = problems
    assert told == (
        "3, start_on: 45292 looks like the number that Excel keeps for the day 2024-01-01; "
        "format the column as a date"
    )


# ---------------------------------------------------------------- what the amount is


def test_another_column_of_amounts_says_anew_what_the_amount_is(tmp_path: Path) -> None:
    text = "customer_id,start_date,MRR,Yearly amount,currency\nC1,2025-01-31,10,120,EUR\n"
    looked = _looked(tmp_path, lines=text)
    places = {column["name"]: f"0.{k}" for k, column in enumerate(looked[0]["columns"])}
    sent = {places["MRR"]: "amount", places["Yearly amount"]: "", "0.amount": "mrr"}
    looked, _changed = mapping_page.read(looked, sent)
    looked, _changed = mapping_page.read(looked, sent)
    sent = {places["MRR"]: "", places["Yearly amount"]: "amount", "0.amount": "mrr"}
    chosen, changed = mapping_page.read(looked, sent)
    assert changed
    assert "The amount is" in mapping_page.sheets(chosen)[0].anew
    assert tomllib.loads(toml_of(chosen))["contract_line"]["amount_is"] == "arr"
    again, changed = mapping_page.read(chosen, sent)
    assert (changed, again[0]["amount"]) == (False, "mrr")  # somebody said it all the same
