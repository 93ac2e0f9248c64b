"""What is said about cash: whole sentences in both languages, and the one that fits."""

import re
import string
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.charts.labels import NBSP
from garant.metrics.errors import RequestError
from garant.outlook.cash import sentences as table
from garant.outlook.cash.answer import CashAnswer, beside, differences, for_months, side_by_side
from garant.outlook.cash.asked import given_by, name_of, scenarios_of, with_changes
from garant.outlook.cash.book_frames import Origin, assumed
from garant.outlook.cash.levers import LEVERS
from garant.outlook.cash.monte_carlo import simulate
from garant.outlook.cash.origin_sentences import ORIGINS
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_rows import Hire
from garant.outlook.cash.projection import project
from garant.outlook.cash.scenarios import standard
from garant.outlook.cash.sensitivity import tornado
from garant.outlook.cash.trough import trough
from garant.outlook.cash.voice import Voice
from garant.outlook.cash.words import told

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
TABLES = {
    "SENTENCES": table.SENTENCES, "ORIGINS": ORIGINS, "FIELDS": table.FIELDS, "WORDS": table.WORDS,
}  # fmt: skip
EVERY = [
    (f"{name}.{key}", entry) for name, entries in TABLES.items() for key, entry in entries.items()
]
D = Decimal
EASY = Plan(fixed=0, salary=500, onboarding=0, commission=0, start="2027-01")
NEVER = Plan(price=20)


def said(plan, lang="en", source="file", **changes):
    answer = CashAnswer(source=source, comparison=standard(plan), **changes)
    return [sentence.replace(NBSP, " ") for sentence in told(answer, lang)]


def names(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize(("key", "entry"), EVERY, ids=[key for key, _ in EVERY])
def test_a_sentence_has_the_same_values_and_the_typography_of_its_language(key, entry):
    assert set(entry) == {"en", "fr"}
    assert names(entry["en"]) == names(entry["fr"])
    assert "'" not in entry["en"] + entry["fr"]
    assert not re.search(r"[^~][:;?!%]", entry["fr"]), key
    assert not re.search(r"\s[:;?!%]", entry["en"]), key


def test_every_field_of_a_plan_that_a_person_sets_has_a_short_name():
    spreads = {name for name, spec in SPECS.items() if spec.group == "uncertainty"}
    assert set(table.FIELDS) >= set(SPECS) - spreads


@pytest.mark.parametrize(("lang", "page"), [("en", "cash-trough"), ("fr", "creux-de-tresorerie")])
def test_the_guide_quotes_what_the_command_says(lang, page):
    quoted = (GUIDE / lang / f"{page}.md").read_text(encoding="utf-8")
    sentences = said(Plan(), lang, source="typical")
    for sentence in (*sentences[:3], sentences[4]):
        assert sentence in quoted


def test_a_plan_that_never_comes_back_says_so_and_a_deal_that_never_pays_back():
    sentences = said(NEVER)
    lowest = Voice(NEVER, "en").money(-standard(NEVER).rows[0].trough.depth)
    assert sentences[0] == (
        f"Cumulative cash falls to {lowest} in month 60 and is not back above zero by month 60."
    )
    assert "A deal never pays back what it cost: selling more only digs." in sentences
    young = said(NEVER.but(existing=(), receivables=()))
    assert any(one.endswith("higher: a customer costs more than it pays.") for one in young)


def test_a_plan_without_a_trough_is_compared_by_how_far_behind_it_falls():
    sentences = said(EASY)
    assert sentences[0].startswith("Cumulative cash never falls below zero: it comes to €")
    assert sentences[0].endswith("by Dec 31.")
    found = standard(EASY)
    selling = beside(found.rows[1].projection, found.rows[0].projection)
    assert selling.behind_month is not None
    assert sentences[1].startswith("Selling 30% more: first up to €")
    assert f"ahead of it from {Voice(EASY, 'en').month(selling.ahead_from or 0)}" in sentences[1]
    pair = [one for one in sentences if one.startswith("With 30% lost in the first year")]
    assert len(pair) == 1
    assert "the trough" not in pair[0]


def test_cash_in_hand_that_was_not_given_has_no_runway_beside_a_book():
    assert any("in hand last 15 months" in one for one in said(Plan()))
    no_cash = Plan(cash_in_hand=0)
    assert "There is no cash in hand: €544.7k must be found." in said(no_cash)
    assert any("in hand last to the end." in one for one in said(Plan(cash_in_hand=9_000_000)))


def test_what_was_set_is_named_by_its_fields_and_levers_in_each_language():
    texts = {"price.discount": "5%", "selling": "+30%", "loss_by_year": "0.3, 0.1"}
    plan = with_changes(Plan(), texts)
    named = {lang: name.replace(NBSP, " ") for lang, name in name_of(plan, texts).items()}
    assert named == {
        "en": "With discount 5%, sales effort +30%, loss by year 30%, 10%",
        "fr": "Avec remise 5 %, effort de vente +30 %, perte par année 30 %, 10 %",
    }


def test_a_plan_set_by_hand_is_told_first_and_its_bands_are_of_it():
    texts = {"pace": "+50%"}
    plan = with_changes(Plan(), texts)
    answer = CashAnswer(
        source="file",
        comparison=side_by_side(Plan(), plan, (), name_of(plan, texts)),
        bands=simulate(plan, paths=200),
    )
    assert [row.code for row in answer.comparison.rows] == ["plan", "set"]
    sentences = [one.replace(NBSP, " ") for one in told(answer)]
    assert sentences[0] == Voice(plan, "en").say(
        "turns",
        lowest=Voice(plan, "en").money(-answer.shown.trough.depth),
        at=f"in month {answer.shown.trough.bottom}",
        from_=f"from month {answer.shown.trough.turns}",
    ).replace(NBSP, " ")
    assert any(one.startswith("In 9 futures out of 10 the trough is €") for one in sentences)


def test_the_levers_are_told_by_depth_or_without_a_trough_by_the_end():
    deep = CashAnswer(source="file", comparison=standard(Plan()), tornado=tornado(Plan()))
    assert told(deep)[0].startswith("What the depth of €544.7k hangs on most: ")
    flat = CashAnswer(source="file", comparison=standard(EASY), tornado=tornado(EASY))
    assert told(flat)[0].startswith("The plan has no trough. What cash comes to at the end, ")


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(sorted(code for code, lever in LEVERS.items() if lever.unit == "relative")),
    st.integers(0, 90),
)
def test_beside_is_the_lowest_difference_and_the_last_month_below(code, percent):
    plan = Plan(months=36)
    other = with_changes(plan, {code: f"+{percent}%"})
    ours, theirs = project(other), project(plan)
    gaps = [
        sum(m.net for m in ours.months[:k]) - sum(m.net for m in theirs.months[:k])
        for k in range(1, 37)
    ]
    assert differences(ours, theirs) == gaps
    found = beside(ours, theirs)
    below = [month for month, gap in enumerate(gaps, start=1) if gap < 0]
    assert found.behind == max(0, -min(gaps))
    assert (found.behind_month is None) == (not below)
    if below:
        assert gaps[(found.behind_month or 0) - 1] == -found.behind
        assert found.ahead_from == (below[-1] + 1 if below[-1] < 36 else None)


def test_a_shorter_plan_leaves_out_what_comes_after_its_end():
    plan = for_months(Plan(), 4)
    assert (plan.months, plan.ramp_months, len(plan.hires)) == (4, 4, 1)
    for row in standard(for_months(Plan(), 1)).rows:
        assert len(row.projection.months) == 1


def test_scenarios_that_are_none_are_refused_with_what_there_is():
    for text, words in (
        ("nope", "choose one of: selling, prepayment, loss_30, loss_10, no_discount"),
        ("A: nope=1", "there is no lever nope; the levers are: selling, hires"),
        ("A: pace", "choose one of"),
        ("A: pace=x", "pace: 'x' is not a number such as 0.3"),
        ("A: price=1200", "price: 1200 has no sign; write more as +30%"),
    ):
        with pytest.raises(RequestError, match=re.escape(words)):
            scenarios_of([text], Plan())


# ---------------------------------------------------------------- what is said beside an amount


def set_by_hand(plan, **texts):
    texts = {key: str(value) for key, value in texts.items()}
    changed = with_changes(plan, texts)
    side = side_by_side(plan, changed, (), name_of(changed, texts))
    answer = CashAnswer(source="file", comparison=side, given=given_by(texts))
    return [one.replace(NBSP, " ") for one in told(answer)]


def test_other_cash_in_hand_is_compared_by_how_long_it_lasts_and_what_must_be_found():
    assert set_by_hand(Plan(), cash_in_hand=250000)[1] == (
        "With cash in hand €250.0k: what comes in and goes out stays as it is. As planned, the "
        "cash in hand lasts 15 months and €144.7k more must be found; so, the cash in hand lasts "
        "10 months and €294.7k more must be found."
    )  # 544.7 − 400 = 144.7; 544.7 − 250 = 294.7
    assert "the cash in hand lasts to the end" in set_by_hand(Plan(), cash_in_hand=900000)[1]


def test_another_currency_or_start_changes_names_only_and_nothing_changes_is_nothing():
    assert set_by_hand(Plan(), currency="USD")[1].endswith("no amount is converted.")
    assert set_by_hand(Plan(), start="2027-01")[1].endswith("no amount is converted.")
    assert set_by_hand(Plan(), discount="10%")[1].endswith("nothing changes.")


def test_prepayment_of_the_same_terms_is_said_to_be_rent_in_advance():
    sentence = next(one for one in said(Plan()) if one.startswith("Annual prepayment"))
    assert sentence.endswith(
        "Most of what is more by then is no gain: it is rent received before it is earned, for "
        "which service is still owed."
    )
    rows = {row.code: row for row in standard(Plan()).rows}
    ours, theirs = (rows[code].projection.months for code in ("prepayment", "plan"))
    received = sum(one.receipts for one in ours) - sum(one.receipts for one in theirs)
    assert received == rows["prepayment"].higher  # all of it is receipts: no cost is saved
    monthly = said(Plan(term_months=1))
    assert any("longer too, 12 months rather than 1 month." in one for one in monthly)


def test_a_plan_without_people_who_sell_says_nothing_of_their_salary():
    alone = Plan(salespeople=0, hires=())
    assert standard(alone).rows[0].trough.payback_with_selling is None
    assert not any("salary of who sold" in one for one in said(alone))
    late = Plan(months=12, salespeople=0, hires=(Hire(13),))
    assert not any("salary of who sold" in one for one in said(late))


def of_a_book(plan, *origins, lang="en"):
    there = Origin("existing", plan.existing, "from_existing_starting", {
        "accounts": 305, "rent": D(423700), "month": 24311, "starting": 4,
        "starting_rent": D(1800),
    })  # fmt: skip
    price = Origin("price", plan.price, "from_price", {"deals": 40})
    return said(plan, lang, source="book", origins=(there, price, *origins))


def test_the_growth_that_a_headline_compounds_is_named_beside_it_with_the_end_without_it():
    plan = Plan(expansion="0.188", start="2026-01")
    growth = Origin("expansion", plan.expansion, "from_expansion", {"accounts": 30})
    end = Voice(plan, "en").money(trough(project(plan.but(expansion=0))).end).replace(NBSP, " ")
    assert of_a_book(plan, growth)[0].endswith(
        "It counts on the rent of those who stay growing by 18.8% every year, as over the last "
        f"one; without that growth, cash comes to {end} by Dec 30."
    )
    assert "hausse de 18,8 % chaque année" in of_a_book(plan, growth, lang="fr")[0]
    assert "growing by" not in of_a_book(plan)[0]
    fall = of_a_book(plan.but(expansion="-0.1"), growth)
    assert "falling by 10% every year" in fall[0]


def test_costs_that_are_assumed_are_said_before_any_amount():
    sentences = of_a_book(EASY, assumed("salary", "no_spend"))
    assert sentences[0].startswith("The book has no spend: what selling and serving cost")
    assert sentences[1].startswith("Cumulative cash never falls below zero")
    assert sum(one.startswith("The book has no spend") for one in sentences) == 1


def test_accounts_about_to_start_are_told_beside_those_that_pay():
    sentence = next(one for one in of_a_book(Plan()) if one.startswith("From the book"))
    assert sentence == (
        "From the book: 305 customers pay €423.7k a month at the end of Dec 25, and 4 more, for "
        "€1,800, start the month after; 40 deals were signed in 12 months."
    )
