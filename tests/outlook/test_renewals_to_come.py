"""The renewals to come: what is due, secured, open and lost, by month; calls beside the model."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.metrics.errors import RequestError
from garant.outlook.renewals.ahead import renewals_to_come
from garant.outlook.renewals.rates import beaten
from garant.outlook.renewals.result import Ahead, Call, Foreseen, Skill
from garant.outlook.renewals.words import told

ON = date(2026, 1, 14)
NONE_FORESEEN = Foreseen(Skill("too_few"), {}, pd.DataFrame())


def past(due=200, lost=20, kept=1.0):
    days = pd.date_range("2023-01-10", periods=due, freq="5D")
    return pd.DataFrame({
        "rank": [1 + i % 3 for i in range(due)], "due_on": days,
        "lost": [i % (due // lost) == 0 for i in range(due)] if lost else [False] * due,
        "kept": kept,
    })  # fmt: skip


def row(contract, due_on, amount, state="open", **more):
    """A contract due; money in units of the currency."""
    kept = amount if state == "secured" else 0
    given = {"contract_id": contract, "account_id": f"of {contract}", "rank": 1,
             "due_on": pd.Timestamp(due_on), "notice_on": pd.NaT, "state": state,
             "amount": amount, "kept": kept} | more  # fmt: skip
    return given | {name: round(given[name] * 10_000) for name in ("amount", "kept")}


def table(*rows):
    found = pd.DataFrame(rows)
    return found.assign(notice_on=pd.to_datetime(found["notice_on"]))


DUE = table(
    row("a", "2026-01-20", 100),
    row("b", "2026-02-01", 250, "secured"),
    row("c", "2026-02-10", 400, notice_on="2026-01-31"),
    row("d", "2026-02-20", 50, "lost"),
    row("e", "2026-04-01", 1000, notice_on="2026-02-28"),
    row("f", "2026-04-02", 300, "secured", kept=240),
)


def ahead(due=DUE, months=4, calls=None, foreseen=NONE_FORESEEN, known=None):
    return renewals_to_come(
        due, past() if known is None else known, ahead=Ahead(ON, months), foreseen=foreseen,
        calls=calls,
    )  # fmt: skip


def test_each_month_is_what_is_secured_open_and_lost_to_the_last_digit():
    months = ahead().months
    assert [m.period for m in months] == [date(2026, m, 1) for m in (1, 2, 3, 4)]
    assert [(m.secured, m.open, m.lost) for m in months] == [
        (0, 100, 0),
        (250, 400, 50),
        (0, 0, 0),
        (240, 1000, 60),  # 300 - 240 was given up at signature
    ]
    assert all(m.due_mrr == m.secured + m.open + m.lost for m in months)


def test_the_total_is_the_sum_of_the_months_and_so_is_what_is_expected():
    found = ahead()
    for name in ("due_mrr", "secured", "open", "lost", "expected_kept", "count"):
        assert getattr(found.total, name) == sum(getattr(m, name) for m in found.months)
    assert found.total.low > sum(m.low for m in found.months)  # not all go badly at once
    assert found.total.high < sum(m.high for m in found.months) + Decimal("0.01")


def test_what_is_expected_is_secured_and_the_open_amounts_by_their_chance():
    found = ahead()
    open_ones = [one for one in found.rows if one.state == "open"]
    by_hand = 250 + 240 + sum(float(one.amount) * one.probability for one in open_ones)
    assert float(found.total.expected_kept) == pytest.approx(by_hand, abs=1e-3)
    assert {one.probability_from for one in open_ones} == {"rates"}
    decided = {one.contract_id: one.probability for one in found.rows if one.state != "open"}
    assert decided == {"b": 1, "d": 0, "f": 1}


def test_a_month_with_one_contract_keeps_all_or_nothing():
    april = ahead().months[3]
    chance = ahead().rows[4].probability
    assert 0.05 < 1 - chance < 0.2
    assert (april.low, april.high) == (240, 1240)


def test_an_interval_always_holds_what_is_expected():
    study = Foreseen(Skill(None, 0.7, 0.6, 0.8), {"a": 0.97, "c": 0.02, "e": 0.5}, pd.DataFrame(
        {"period": [1], "chance": [0.5], "lost": [True]}))  # fmt: skip
    january, february = ahead(foreseen=study).months[:2]
    assert (january.low, january.expected_kept, january.high) == (97, 97, 100)
    assert (february.low, february.expected_kept, february.high) == (250, 258, 258)


def test_the_first_month_is_that_of_tomorrow():
    assert Ahead(date(2026, 1, 31), 1).until == date(2026, 2, 28)
    assert Ahead(date(2026, 1, 30), 1).until == date(2026, 1, 31)
    assert Ahead(ON, 6).until == date(2026, 6, 30)
    for wrong in (0, 37):
        with pytest.raises(RequestError, match="must be from 1 to 36"):
            Ahead(ON, wrong)


def test_a_month_is_told_alike_however_many_months_are_asked_for():
    one, four = ahead(months=1), ahead(months=4)
    assert four.months[0] == one.months[0]
    assert four.shared == one.shared


def test_what_must_be_decided_this_month_is_open_and_has_its_last_day_in_it():
    found = ahead()
    assert [(one.contract_id, one.decide_on) for one in found.this_month] == [
        ("a", date(2026, 1, 20)),
        ("c", date(2026, 1, 31)),
    ]


def test_a_term_that_is_over_and_undecided_keeps_its_own_month():
    late = table(row("x", "2025-12-28", 70), row("y", "2026-01-28", 30))
    found = ahead(late, months=1)
    assert [m.period for m in found.months] == [date(2025, 12, 1), date(2026, 1, 1)]
    assert [one.contract_id for one in found.this_month] == ["x", "y"]


def test_a_contract_counts_once_at_its_next_end_and_the_reader_is_told():
    twice = table(row("q", "2026-02-01", 10), row("q", "2026-03-01", 10), row("r", "2026-03-09", 5))
    found = ahead(twice)
    assert [(one.contract_id, one.due_on.month) for one in found.rows] == [("q", 2), ("r", 3)]
    assert found.again == 1
    assert "comes due more than once" in " ".join(told(found))


def test_a_call_stands_beside_the_chance_and_changes_nothing_of_it():
    calls = {"a": Call("renew"), "c": Call("renew", Decimal(300)), "e": Call("lost"),
             "d": Call("renew")}  # fmt: skip
    plain, called = ahead(), ahead(calls=calls)
    assert plain.total.called_kept is None
    assert called.total.called_kept == 250 + 240 + 100 + 300
    assert called.total.uncalled == 0
    assert called.total.expected_kept == plain.total.expected_kept
    assert (called.total.low, called.total.high) == (plain.total.low, plain.total.high)
    assert [one.call.call if one.call else None for one in called.rows] == [
        "renew", None, "renew", "renew", "lost", None,
    ]  # fmt: skip


def test_a_call_of_more_than_is_due_keeps_what_is_due_and_an_open_call_is_none():
    called = ahead(calls={"a": Call("renew", Decimal(900)), "c": Call("open")})
    assert called.months[0].called_kept == 100
    assert called.months[1].uncalled == 400
    assert called.total.uncalled == 1400


def test_the_chances_of_the_study_are_used_where_it_is_used():
    judged = pd.DataFrame({"period": [24000 + i // 8 for i in range(160)], "chance": 0.9,
                           "lost": [i % 10 == 0 for i in range(160)]})  # fmt: skip
    study = Foreseen(Skill(None, 0.7, 0.6, 0.8), {"a": 0.5, "c": 0.75}, judged)
    found = ahead(foreseen=study)
    assert [(one.probability, one.probability_from) for one in found.rows][:3] == [
        (0.5, "study"), (1, "decided"), (0.75, "study"),
    ]  # fmt: skip
    assert found.rows[4].probability_from == "rates"  # the study does not know it
    assert found.shared.months == 20
    assert "70% of pairs" in " ".join(told(found))


def test_without_a_past_nothing_is_expected_and_it_is_said_what_it_takes():
    found = ahead(known=past(12, 2))
    assert found.total.expected_kept is None
    assert found.months[0].low is None
    assert found.total.due_mrr == 2100
    assert {one.probability for one in found.rows if one.state == "open"} == {None}
    assert "12 renewals have come due so far, and it takes 20." in told(found)[1]


def test_renewals_at_less_money_lower_what_is_expected_and_leave_the_top_as_it_is():
    less = past()
    less.loc[:99, "kept"] = 0.8
    plain, shrunk = ahead(), ahead(known=less)
    stayed = less[~less["lost"]]["kept"]
    assert shrunk.shrinking == pytest.approx((stayed < 1).mean())
    assert shrunk.kept_at == pytest.approx(0.8)
    factor = stayed.mean()
    wanted = 490 + (float(plain.total.expected_kept) - 490) * factor
    assert float(shrunk.total.expected_kept) == pytest.approx(wanted, rel=1e-4)
    assert shrunk.months[0].high == plain.months[0].high == 100


def test_nothing_due_is_said_so():
    found = ahead(DUE[:0])
    assert (found.total.due_mrr, found.total.expected_kept, len(found.months)) == (0, 0, 4)
    assert told(found) == ["Nothing comes up for renewal by 30 Apr 2026."]
    assert told(found, "fr") == ["Rien n’arrive à échéance d’ici au 30 avr. 2026."]


def test_when_all_is_decided_no_chance_is_spoken_of():
    assert told(ahead(DUE[DUE["state"] != "open"]), currency="EUR") == [
        "3 renewals come due by 30 Apr 2026, for €600 of MRR: €490 secured, €0 open, €110 lost.",
        "All of it is decided: €490 will be kept.",
    ]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("reason", ["too_few", "no_skill", "no_better"])
def test_it_says_where_the_chances_come_from_in_both_languages(lang, reason):
    skill = Skill(reason, 0.58, 0.46, 0.7) if reason != "too_few" else Skill(reason)
    said = " ".join(
        told(
            ahead(
                foreseen=Foreseen(skill, {}, pd.DataFrame()),
                calls={"a": Call("renew")},
            ),
            lang,
            currency="EUR",
        )
    )
    assert "{" not in said
    assert "~" not in said
    words = {
        "too_few": ("too few of them for the study", "trop peu pour que l’étude"),
        "no_skill": ("any better than chance", "mieux que le hasard"),
        "no_better": ("further from what came", "plus loin de ce qui est arrivé"),
    }
    assert words[reason][lang == "fr"] in said
    assert ("side by side" if lang == "en" else "côte à côte") in said


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 80),
            st.integers(1, 10**7),
            st.sampled_from(["open", "secured", "lost"]),
            st.floats(0, 1.4),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_is_due_its_parts_add_up_and_what_is_expected_lies_between_them(contracts):
    rows = [
        row(f"c{i}", ON + pd.Timedelta(days=1 + days), amount / 10_000, state,
            kept=round(amount * kept) / 10_000 if state == "secured" else 0)
        for i, (days, amount, state, kept) in enumerate(contracts)
    ]  # fmt: skip
    found = ahead(table(*rows), months=6)
    for one in (*found.months, found.total):
        assert one.due_mrr == one.secured + one.open + one.lost
        assert one.secured <= one.expected_kept <= one.secured + one.open
        assert one.secured <= one.low <= one.expected_kept <= one.high
        assert one.high <= one.secured + one.open
    assert found.worst <= found.total.low


def test_order_of_rows_changes_nothing():
    assert ahead(DUE.sample(frac=1, random_state=4)) == ahead()


# ---------------------------------------------------------------- the study against the rates


def judged(chance, lost, ranks):
    days = pd.date_range("2025-01-03", periods=len(lost), freq="2D")
    return pd.DataFrame({"rank": ranks, "observed_on": days, "chance": chance, "lost": lost})


def test_the_study_beats_the_rates_only_where_its_chances_were_nearer_to_what_came():
    lost = np.array([i % 10 == 0 for i in range(90)])
    ranks = [1 + i % 3 for i in range(90)]
    assert beaten(past(), judged(np.where(lost, 0.6, 0.95), lost, ranks))
    assert not beaten(past(), judged(np.where(lost, 0.05, 0.3), lost, ranks))  # tells them, too low
    assert not beaten(past()[:5], judged(np.where(lost, 0.6, 0.95), lost, ranks))
