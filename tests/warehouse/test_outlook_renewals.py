"""The renewals to come and the growth arithmetic of whole books; calls read from files."""

from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest

from garant import Book
from garant.demo.company import generate
from garant.demo.write import write_company
from garant.metrics.arithmetic import cost_of_departure
from garant.metrics.errors import DataError, RequestError
from garant.warehouse.observations import observations
from garant.warehouse.outlook_calls import calls
from garant.warehouse.outlook_growth import growth
from garant.warehouse.outlook_renewals import _Known, looked_ahead, renewals_to_come
from tests.warehouse.due_book import AS_OF, tables, written


@cache
def book():
    return Book(tables(), as_of=AS_OF)


@cache
def found_by(by="month"):
    return renewals_to_come(book(), months=3, by=by)


def by_contract():
    return {row["contract_id"]: row for row in found_by("contract").rows()}


def test_each_contract_due_has_its_state_its_money_and_its_days():
    found = by_contract()
    told = {name: (row["due_on"].isoformat(), str(row["notice_on"]), row["amount"], row["state"])
            for name, row in found.items()}  # fmt: skip
    assert told == {
        "late": ("2025-05-25", "None", 40, "open"),  # in its days of grace
        "signed": ("2025-06-30", "None", 90, "secured"),
        "fixed": ("2025-07-01", "None", 100, "open"),
        "leaving": ("2025-07-10", "2025-07-10", 50, "lost"),
        "tacit": ("2025-07-20", "2025-06-20", 200, "open"),
        "noticed": ("2025-08-01", "2025-06-02", 300, "secured"),
    }
    assert [row["probability"] for row in found.values()].count(None) == 0
    assert {row["probability_from"] for row in found.values()} == {"rates", "decided"}


def test_the_months_are_those_of_the_renewals_of_the_metrics():
    found = found_by()
    metric = {row["period"]: row for row in book().renewals(since="2025-05-01",
              until="2025-08-31").rows()}  # fmt: skip
    rows = {row["period"]: row for row in found.rows()}
    assert list(rows) == [date(2025, month, 1) for month in (5, 6, 7, 8)]
    for period, row in rows.items():
        assert row["due_mrr"] == metric[period]["due_mrr"]
        assert row["open"] == metric[period]["pending_mrr"]
        assert row["secured"] == metric[period]["kept_mrr"]
    june = rows[date(2025, 6, 1)]
    assert (june["secured"], june["lost"]) == (80, 10)  # renewed at 80 of 90
    assert found.beside["total"]["due_mrr"] == 40 + 90 + 350 + 300


def test_what_must_be_decided_this_month_begins_with_what_is_late():
    beside = found_by("contract").beside
    told = [(row["contract_id"], row["decide_on"]) for row in beside["this_month"]]
    assert told == [("late", date(2025, 5, 25)), ("tacit", date(2025, 6, 20))]


def test_the_scenarios_stand_side_by_side_and_never_average():
    beside = found_by("contract").beside
    kept = {one["scenario"]: one["kept"] for one in beside["scenarios"]}
    assert kept["all_renewed"] == 80 + 300 + 340
    assert kept["none_renewed"] == 380
    assert kept["called"] is None
    assert kept["none_renewed"] <= kept["worst_plausible"] < kept["model"] < kept["all_renewed"]


def test_with_a_too_short_past_of_losses_the_rates_speak_and_say_why():
    found = found_by()
    assert found.beside["probability"]["study"] == "too_few"
    first = found.beside["probability"]["rates"][0]
    assert (first["due"], first["lost"]) == (36, 6)
    assert "too few of them for the study" in " ".join(found.sentences())
    assert "trop peu" in " ".join(found.sentences("fr"))
    assert found.picture("fr").title == "Ce qui arrive à échéance, ce qui restera"


def test_a_wrong_request_is_refused():
    with pytest.raises(RequestError, match="by month or by contract, not 'day'"):
        renewals_to_come(book(), by="day")
    with pytest.raises(RequestError, match="99 months: it must be from 1 to 36"):
        renewals_to_come(book(), months=99)


def test_a_book_without_contracts_tells_its_open_terms():
    lines = [{key: value for key, value in line.items() if key != "contract_id"}
             for line in tables()["contract_line"]]  # fmt: skip
    plain = Book({"account": tables()["account"], "contract_line": lines}, as_of=AS_OF)
    found = renewals_to_come(plain, months=3, by="contract")
    assert {row["state"] for row in found.rows()} == {"open"}
    assert "all of them open" in found.sentences()[0]


# ---------------------------------------------------------------- calls


def file(tmp_path, text):
    path = tmp_path / "said.csv"
    path.write_text(text)
    return path


def test_calls_stand_beside_the_model_and_the_latest_counts(tmp_path):
    path = file(
        tmp_path,
        "contract_id,call,amount,by,on\n"
        "tacit,lost,,Ada,2025-06-01\nfixed,renew,95.50,Ben,2025-05-02\ntacit,renew,,Ada,2025-06-09\n"
        "late,lost,,Ben,2025-06-09\ntacit,lost,,Ada,2025-07-01\n",
    )
    told = renewals_to_come(book(), months=3, calls=path, by="contract")
    assert {row["contract_id"]: row["call"] for row in told.rows() if row["call"]} == {
        "tacit": "renew",  # what is said in July is not known in June
        "fixed": "renew",
        "late": "lost",
    }
    assert told.beside["total"]["called_kept"] == 380 + Decimal("295.50")
    assert told.beside["total"]["uncalled"] == 0
    plain = found_by("contract")
    assert told.beside["total"]["expected_kept"] == plain.beside["total"]["expected_kept"]
    assert told.settings["calls"] == "said.csv"


def test_a_call_that_does_not_count_as_written_is_told_of(tmp_path):
    path = file(
        tmp_path,
        "contract_id,call,amount,on\nfixed,renew,999999999,\ntacit,lost,500,\n"
        "noticed,lost,,\nlate,renew,,2025-07-01\n",
    )
    found = renewals_to_come(book(), months=3, calls=path)
    said = " ".join(found.sentences("en"))
    assert "counted at what is due: fixed." in said
    assert "with an amount that counts for nothing: tacit." in said
    assert "the call changes nothing: noticed." in said
    assert "and not counted: late." in said
    # 380 are secured, and the 100 due of "fixed" are called
    assert found.beside["total"]["called_kept"] == 480
    assert "480 will be kept: €380 that is secured without them, and €100 called renewed" in said


def test_a_book_may_hold_its_calls_itself(tmp_path):
    folder = written(tmp_path / "book")
    (folder / "forecast.csv").write_text("contract_id,call\nfixed,renew\n")
    found = renewals_to_come(Book(folder, as_of=AS_OF), months=3)
    assert found.settings["calls"] == "forecast.csv"
    assert found.beside["total"]["called_kept"] == 480


def test_all_that_is_wrong_with_calls_is_told_at_once(tmp_path):
    path = file(
        tmp_path,
        "contract_id,call,amount,on\nnobody,renew,,\nfixed,maybe,-3,\ntacit,renew,much,June\n",
    )
    with pytest.raises(DataError) as wrong:
        calls(path, contracts={"fixed", "tacit"}, on=date(2025, 6, 10))
    told = {(one.row, one.field): one.text() for one in wrong.value.problems}
    assert told == {
        (2, "contract_id"): "there is no contract 'nobody' in the book",
        (3, "call"): "'maybe' is not one of: renew, lost, open",
        (3, "amount"): "'-3' is not an amount of 0 or more, such as 1250.50",
        (4, "amount"): "'much' is not an amount of 0 or more, such as 1250.50",
        (4, "on"): "'June' is not a date; write it as 2024-12-31",
    }


def test_two_calls_of_a_contract_need_their_days_and_a_file_its_columns(tmp_path):
    twice = file(tmp_path, "contract_id,call\nfixed,renew\nfixed,lost\n")
    with pytest.raises(DataError, match="row 2 is a call of contract 'fixed' too"):
        calls(twice, contracts={"fixed"}, on=date(2025, 6, 10))
    other = file(tmp_path, "contract,say\nfixed,renew\n")
    with pytest.raises(DataError) as wrong:
        calls(other, contracts={"fixed"}, on=date(2025, 6, 10))
    assert [one.field for one in wrong.value.problems] == ["contract_id", "call"]
    with pytest.raises(RequestError, match="there is no file"):
        calls(tmp_path / "none.csv", contracts=(), on=date(2025, 6, 10))


# ---------------------------------------------------------------- standing a year back


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The company of the demo, without what the study reads and renewals do not need."""
    folder = write_company(generate(150, 7), tmp_path_factory.mktemp("demo") / "company")
    for name in ("usage", "ticket", "touchpoint", "reading"):
        (folder / f"{name}.csv").unlink(missing_ok=True)
    return folder


def test_what_was_foreseen_a_year_before_came_within_its_intervals(company):
    came = observations(Book(company, as_of="2025-12-31")).rows
    came = came.set_index(["contract_id", came["due_on"].dt.date])
    known = _Known.of(Book(company, as_of="2024-06-30"), 12, 0)
    found = looked_ahead(known.due, known.past, ahead=known.ahead, foreseen=known.foreseen)
    told = [(one.contract_id, one.due_on, float(one.amount)) for one in found.rows]
    rows = pd.DataFrame(told, columns=["contract_id", "due_on", "amount"])
    really = came.reindex(pd.MultiIndex.from_frame(rows[["contract_id", "due_on"]]))
    renewed = (really["kept"] * really["mrr"]).fillna(0).to_numpy()
    rows["came"] = np.minimum(renewed, rows["amount"])
    by_month = rows.groupby(pd.to_datetime(rows["due_on"]).dt.to_period("M"))["came"].sum()
    inside = [
        float(month.low) - 1 <= by_month[pd.Period(month.period, "M")] <= float(month.high) + 1
        for month in found.months
        if month.open
    ]
    assert len(inside) >= 10
    assert np.mean(inside) >= 0.8


# ---------------------------------------------------------------- growth


def test_growth_of_a_book_counts_its_customers_its_churn_and_its_departures():
    known = Book(tables(), as_of="2024-12-31")
    found = growth(known, "30%", expected_months=20)
    customers, money = found.rows()
    months = known.bridge(by="month", view="net").rows()[-12:]
    assert customers["now"] == months[-1]["accounts_closing"]
    gone = sum(row["accounts_churned"] for row in months)
    held = sum(row["accounts_opening"] for row in months)
    assert gone == 6  # gone0 to gone5, on 1 April 2024
    assert customers["monthly_churn"] == (Decimal(gone) / held).quantize(Decimal("0.000001"))
    assert money["now"] == months[-1]["closing"]
    assert customers["per_salesperson"] is None  # who signed in 2023 sells no more
    so_far = found.beside["so_far"]
    assert so_far["count"] == 6
    assert so_far["cost"] == 6 * cost_of_departure(10, 20, 12)  # twelve months each, of 20
    assert found.sentences()[0].startswith("To go from 36 to 47 customers in a year while")
    assert found.picture() is None


def test_who_signed_within_the_year_shares_the_wins():
    found = growth(Book(tables(), as_of="2023-12-31"), "10%")
    assert found.settings["salespeople"] == 1
    assert found.rows()[0]["per_salesperson"] == found.rows()[0]["per_month"]


def test_a_book_of_nobody_has_nothing_to_grow():
    gone = {name: [row for row in rows if "gone" in str(row.values())]
            for name, rows in tables().items()}  # fmt: skip
    with pytest.raises(RequestError, match="nothing to grow"):
        growth(Book(gone, as_of="2025-12-31"), "10%")
