"""`garant outlook cash`: a typical company, a plan, a book; what moves it; the refusals."""

import csv
import io
import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

import garant
from garant.cli.main import run
from garant.demo.company import generate
from garant.demo.write import write_company
from garant.outlook.cash.asked import with_changes
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_file import plan_text, read_plan
from garant.outlook.cash.projection import project
from garant.outlook.cash.trough import trough
from garant.warehouse.outlook_cash import cash, cash_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "plans" / "typical.toml"
COLUMNS = [
    "scenario", "month", "period", "receipts", "commissions", "salaries", "onboarding", "service",
    "fixed", "net", "cumulative", "cash",
]  # fmt: skip
COSTS = COLUMNS[4:9]
SEVEN = """\
[plan]
start = "2027-13"
[sales]
comission = 0.1
commission = 1.2
salary = -5
ramp_months = 90
[price]
discount = 20
[customers]
loss_by_year = [0.3, 1.4]
"""
D = Decimal


def answered(call, *arguments):
    said = call("outlook", "cash", *arguments, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def flat(text):
    """As one line: a terminal breaks lines where it likes."""
    return " ".join(text.replace("\u00a0", " ").split())


# ---------------------------------------------------------------- a typical company


def test_without_a_file_a_typical_company_stands_beside_what_the_essay_says_of_it(call):
    told = answered(call)
    rows = {row["scenario"]: row for row in told["scenarios"]}
    plan, selling, prepaid = (rows[code] for code in ("plan", "selling", "prepayment"))
    assert D(plan["depth"]) > 0
    assert D(selling["depth"]) > D(plan["depth"])  # deeper first
    assert D(selling["end"]) > D(plan["end"])  # higher later
    assert D(prepaid["depth"]) < D(plan["depth"])
    assert D(rows["loss_30"]["depth"]) > D(rows["loss_10"]["depth"])
    assert D(rows["loss_30"]["end"]) < D(rows["loss_10"]["end"])


def test_the_rows_are_months_whose_parts_add_up_exactly(call):
    told = answered(call)
    assert list(told["rows"][0]) == COLUMNS
    assert len(told["rows"]) == 60 * len(told["scenarios"])
    sums = {}
    for row in told["rows"]:
        parts = D(row["receipts"]) - sum(D(row[name]) for name in COSTS)
        assert parts == D(row["net"])
        sums[row["scenario"]] = sums.get(row["scenario"], D(0)) + D(row["net"])
        assert sums[row["scenario"]] == D(row["cumulative"])
        assert D(row["cash"]) - D(row["cumulative"]) == 400000
    for one in told["scenarios"]:
        path = [D(r["cumulative"]) for r in told["rows"] if r["scenario"] == one["scenario"]]
        assert D(one["depth"]) == -min(path)
        assert one["bottom_month"] == path.index(min(path)) + 1
        assert one["turns_positive_month"] == max(m for m, c in enumerate(path, 2) if c < 0)
        assert D(one["end"]) == path[-1]


def test_a_person_reads_the_scenarios_side_by_side_and_the_sentences(call):
    said = call("outlook", "cash")
    text = flat(said.out)
    assert text.startswith("Cumulative cash falls to −€")
    assert "Selling 30% more: first €" in text
    assert "With 30% lost in the first year rather than 10%, the trough is" in text
    assert "typical company" in text
    table = [line for line in said.out.splitlines() if "−" in line and "  " in line]
    assert len([line for line in table if line.startswith(("As planned", "Annual prep"))]) == 2
    french = flat(call("outlook", "cash", "--lang", "fr").out)
    assert french.startswith("La trésorerie cumulée descend à −")
    assert "Vendre 30 % de plus : d’abord" in french


def test_csv_has_every_row_and_fewer_months_are_a_shorter_plan(call):
    said = call("outlook", "cash", "--months", "12", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert list(rows[0]) == COLUMNS
    assert {row["month"] for row in rows} == {str(month) for month in range(1, 13)}


# ---------------------------------------------------------------- a plan in a file


def test_the_example_is_what_init_writes_and_reads_back_as_the_typical_plan(call):
    said = call("outlook", "cash", "--init")
    assert said.out == EXAMPLE.read_text(encoding="utf-8") == plan_text(Plan())
    assert read_plan(said.out) == Plan()
    assert answered(call, EXAMPLE)["scenarios"] == answered(call)["scenarios"]


def test_init_writes_a_new_file_and_leaves_one_that_is_there_alone(call, tmp_path):
    plan = tmp_path / "plan.toml"
    said = call("outlook", "cash", "--init", "-o", plan, "--lang", "fr", "--set", "discount=5%")
    assert (said.code, said.out) == (0, "")
    assert str(plan) in said.err.replace("\n", "")
    assert read_plan(plan.read_text(encoding="utf-8")) == Plan(discount=D("0.05"))
    before = plan.read_bytes()
    again = call("outlook", "cash", "--init", "-o", plan)
    assert again.code == 2
    assert "is there already" in again.err
    assert plan.read_bytes() == before


def test_a_plan_of_seven_mistakes_is_refused_with_all_seven_by_field(call, tmp_path):
    plan = tmp_path / "bad.toml"
    plan.write_text(SEVEN)
    said = call("outlook", "cash", plan)
    assert said.code == 1
    assert said.out == ""
    for field in ("plan.start", "sales.comission", "sales.commission", "sales.salary",
                  "sales.ramp_months", "price.discount", "customers.loss_by_year[2]"):  # fmt: skip
        assert f"field {field}:" in said.err
    assert said.err.count("error: bad.toml") == 7
    assert said.err.endswith("The plan has 7 errors; nothing was computed.\n")


def test_what_is_no_plan_and_no_book_is_refused_in_a_sentence(call, tmp_path):
    cases = (
        ((tmp_path / "none.toml",), 1, "cannot be read"),
        ((tmp_path / "nowhere",), 1, "no folder"),
        (("--as-of", "2024-01-01"), 2, "only a BOOK can be read with --as-of"),
        (("--set", "sales_pace=+30%"), 1, "no field or lever sales_pace"),
        (("--set", "qqq=1"), 1, "no field or lever qqq; the levers are"),
        (("--set", "selling=fast"), 1, "selling: 'fast' is not a number"),
        (("--set", "salary=10%"), 1, "'10%' is a percentage, and this field is not a share"),
        (("--set", "selling=30"), 1, "selling: 30 has no sign"),
        (("--paths", "100", "--seed", "-1"), 2, "--seed -1: it must be 0 or more"),
        (("--set", "start=9999-11"), 1, "9999-11 is not a month from 1900-01 to 2999-12"),
        (("--scenario", "nope"), 1, "choose one of: selling, prepayment"),
        (("--scenario", "A: nope=1"), 1, "there is no lever nope"),
        (("--sensitivity", "--paths", "100"), 2, "--sensitivity stands alone"),
        (("--init", "--format", "csv"), 2, "--init writes a plan"),
        (("--paths", "5"), 1, "5 paths"),
        (("--chart", "x.gif"), 2, "must end in"),
    )
    for arguments, code, words in cases:
        said = call("outlook", "cash", *arguments)
        assert (said.code, said.out) == (code, ""), arguments
        assert words in said.err


def test_a_file_that_is_no_text_is_refused_without_its_bytes(call, tmp_path):
    plan = tmp_path / "binary.toml"
    plan.write_bytes(b"\xff\xfe\x00")
    said = call("outlook", "cash", plan)
    assert said.code == 1
    assert "is not a text in UTF-8" in flat(said.err)
    assert "codec" not in said.err


# ---------------------------------------------------------------- levers


def test_what_is_set_stands_beside_the_plan_as_it_is(call):
    told = answered(call, "--set", "selling=+30%", "--set", "discount=0")
    assert [row["scenario"] for row in told["scenarios"]] == ["plan", "set"]
    assert told["scenarios"][1]["name"] == "With sales effort +30%, discount 0%"
    assert told["settings"]["set"] == {"selling": "+30%", "discount": "0"}
    changed = with_changes(Plan(), {"selling": "+30%", "discount": "0 %"})
    assert D(told["scenarios"][1]["depth"]) == trough(project(changed)).depth


def test_a_signed_value_pulls_a_lever_and_another_one_sets_the_field():
    assert with_changes(Plan(), {"price": "+5%"}).price == 1050
    assert with_changes(Plan(), {"price": "1200"}).price == 1200
    assert with_changes(Plan(), {"hires": "+100%"}).hires[0].people == 2
    assert with_changes(Plan(), {"sales.salary": "6500"}).salary == 6500
    assert with_changes(Plan(), {"commission_paid": "receipt"}).commission_paid == "receipt"


def test_scenarios_are_named_or_written(call):
    told = answered(call, "--scenario", "prepayment", "--scenario", "Faster: pace=+50%, price=-5%")
    assert [row["name"] for row in told["scenarios"]] == [
        *("As planned", "Annual prepayment", "Faster"),
    ]
    faster = Plan(deals_each=D("1.5"), price=950)
    assert D(told["scenarios"][2]["end"]) == trough(project(faster)).end


def test_the_levers_come_with_the_bottom_that_each_of_their_values_makes(call):
    told = answered(call, "--sensitivity")
    spans = [D(row["span"]) for row in told["rows"]]
    assert spans == sorted(spans, reverse=True)
    discount = next(row for row in told["rows"] if row["code"] == "discount")
    dearer = trough(project(Plan(discount=D(discount["high_value"]))))
    assert D(discount["high_depth"]) == dearer.depth
    assert "hangs on most: " in flat(call("outlook", "cash", "--sensitivity").out)


def test_paths_draw_bands_that_the_seed_gives_again(call):
    first, again = (answered(call, "--paths", "200", "--seed", "3") for _ in range(2))
    other = answered(call, "--paths", "200", "--seed", "4")
    assert first["bands"] == again["bands"] != other["bands"]
    assert len(first["bands"]["months"]) == 60
    assert "In 9 futures out of 10" in flat(call("outlook", "cash", "--paths", "200").out)


def test_a_chart_is_drawn_of_the_curves_and_of_the_levers(call, tmp_path):
    for name, arguments in (("cash.svg", ()), ("levers.svg", ("--sensitivity", "--lang", "fr"))):
        said = call("outlook", "cash", *arguments, "--chart", tmp_path / name)
        assert said.code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("<svg")


# ---------------------------------------------------------------- a book


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A small company with a past: a folder, read as of its last day."""
    return str(write_company(generate(80, 7), tmp_path_factory.mktemp("demo") / "company"))


@pytest.fixture(scope="module")
def of_demo(demo):
    return cash(garant.Book(demo))


def test_a_book_starts_from_its_contracts_and_its_spend(of_demo, demo):
    fields = {one["field"]: one for one in of_demo.beside["fields"]}
    derived = {name for name, one in fields.items() if one["derived"]}
    assert {"existing", "price", "salary", "onboarding", "fixed", "deals_each"} <= derived
    assert fields["onboarding"]["value"] == 1150  # what the demo spends on each account
    assert not fields["cash_in_hand"]["derived"]
    first = of_demo.rows()[0]
    assert first["period"].isoformat() == "2026-01-01"
    there = sum(one.rent for one in of_demo.answer.plan.plan.existing if one.age_months)
    assert there == D(garant.Book(demo).mrr("2025-12-31").rows()[0]["mrr"])


def test_the_demo_company_in_its_third_month_has_its_trough_ahead(demo):
    plan = cash(garant.Book(demo, as_of="2021-03-31")).answer.plan
    assert plan.plan.start == "2021-04"
    assert plan.trough.depth > 0
    assert plan.trough.bottom is not None
    assert plan.trough.turns is None or plan.trough.turns > plan.trough.bottom > 6


def test_what_a_book_does_not_tell_is_said_as_assumed(of_demo):
    said = " ".join(of_demo.sentences("en")).replace("\u00a0", " ")
    assert "Not told by the book, and assumed: hires nobody · payment delay 1 month" in said
    assert "in hand last" not in said  # a default has no runway
    given = cash_of(of_demo.answer.plan.plan, set={"cash_in_hand": "5"})
    assert "€5" in " ".join(given.sentences("en"))


def test_the_plan_of_a_book_can_be_written_edited_and_read_again(call, demo, of_demo, tmp_path):
    plan = tmp_path / "ours.toml"
    assert call("outlook", "cash", demo, "--init", "-o", plan, "--quiet").code == 0
    text = plan.read_text(encoding="utf-8")
    assert text.startswith("# currency: The currency of the book.")
    assert tomllib.loads(text)["plan"]["start"] == "2026-01"
    assert read_plan(text) == of_demo.answer.plan.plan
    told = answered(call, plan, "--quiet")
    assert [D(row["depth"]) for row in told["scenarios"]] == [
        row["depth"] for row in of_demo.beside["scenarios"]
    ]
    assert "fields" not in told


def test_settings_of_the_metrics_and_fields_of_the_plan_are_told_apart(call, book, known):
    said = call("outlook", "cash", book, *known, "--set", "cash_in_hand=900", "--months", "24",
                "--format", "json")  # fmt: skip
    told = json.loads(said.out)
    assert told["settings"]["set"] == {"cash_in_hand": "900"}
    assert told["settings"]["reporting_currency"] == "EUR"
    assert len(told["rows"]) == 2 * 24


def test_the_command_says_its_options(capsys):
    assert run(["outlook", "cash", "--help"]) == 0
    out = capsys.readouterr().out
    for option in ("--init", "--scenario", "--sensitivity", "--paths", "--seed", "--months"):
        assert option in out
