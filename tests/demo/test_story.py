from dataclasses import replace
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from garant.demo.story import Figures, story
from garant.demo.wording import SENTENCES, money, percent, spoken_date
from tests.demo.plain import LAST_DAY, POLICY_ON, Plain

FIGURES = Figures(
    opening_on=date(2020, 7, 31),
    closing_on=date(2025, 6, 30),
    policy_on=date(2023, 7, 1),
    opening_mrr=Decimal(1234),
    closing_mrr=Decimal("434267.12"),
    accounts=309,
    nrr=Decimal("1.040"),
    grr=Decimal("0.871"),
    loss_before=Decimal("0.333"),
    due_before=171,
    loss_after=Decimal("0.107"),
    due_after=84,
    loss_low_discount=Decimal("0.10"),
    loss_high_discount=Decimal("0.49"),
    trough=Decimal("-3912345.5"),
    trough_on=date(2024, 2, 29),
)


def told(lang="en", **changes):
    return " ".join(story(replace(FIGURES, **changes), lang))


def test_a_third_is_said_only_when_the_figure_is_near_a_third():
    assert "A third of customers left at the first renewal: 33.3%" in told()
    assert "Nearly a third of customers" in told(loss_before=Decimal("0.298"))
    assert "At the first renewal, 41.0% of the 171" in told(loss_before=Decimal("0.41"))
    assert "One customer in ten" in told(loss_before=Decimal("0.1"))


def test_the_share_after_the_policy_is_compared_both_ways_and_when_nothing_moved():
    assert "10.7% of the 84 that came due left at the first renewal, against 33.3%" in told()
    assert "more than the 33.3% before" in told(loss_after=Decimal("0.5"))
    assert "about the same as before" in told(loss_after=Decimal("0.34"))


def test_too_few_or_no_renewals_are_said_instead_of_a_comparison():
    assert "too little to conclude" in told(due_after=12)
    assert "too early to compare" in told(loss_after=None, due_after=0)


def test_no_link_is_told_when_the_discount_shows_none():
    assert "No link is seen with the first discount" in told(loss_high_discount=Decimal("0.11"))
    assert "fewer than the 10.0%" in told(loss_high_discount=Decimal("0.02"))
    assert "Observed link: 49.0%" in told()


def test_what_could_not_be_computed_is_left_out():
    sentences = story(
        replace(FIGURES, nrr=None, grr=None, trough=None, loss_low_discount=None), "en"
    )
    assert not any("retention is" in s or "trough" in s or "above 20%" in s for s in sentences)
    assert all("{" not in s for s in sentences)


def test_net_retention_is_read_on_the_right_side_of_one_hundred():
    assert "grew by more" in told()
    assert "does not make up" in told(nrr=Decimal("0.97"))
    assert "does not make up" in told(nrr=Decimal(1))


def test_the_french_story_follows_french_typography():
    text = told("fr")
    assert "Un tiers des clients sont partis au premier renouvellement\u00a0: 33,3\u00a0%" in text
    assert "434,3\u00a0k€" in text
    assert "1er\u00a0juillet\u00a02023" in text
    assert "Lien observé" in text
    for mark in ":;?!%":
        assert f" {mark}" not in text


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("word", ["caus", "because", "parce que", "grâce", "thanks to", "prove"])
def test_no_sentence_claims_a_cause(lang, word):
    assert all(word not in sentences[lang].lower() for sentences in SENTENCES.values())


def test_both_languages_say_the_same_figures():
    def names(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for code, sentences in SENTENCES.items():
        assert names(sentences["en"]) == names(sentences["fr"]), code


def test_amounts_percentages_and_dates_are_written_as_the_style_asks():
    assert money(Decimal("9876.4"), "EUR", lang="fr") == "9\u00a0876\u00a0€"
    assert money(Decimal("9876.4"), "EUR", lang="en") == "€9,876"
    assert money(Decimal(440600), "CHF", lang="en") == "440.6k CHF"
    assert percent(Decimal("-0.05"), "fr") == "−5,0\u00a0%"
    assert spoken_date(date(2026, 3, 12), "fr") == "12\u00a0mars\u00a02026"


def test_the_default_company_tells_the_essay_s_story(company):
    plain = Plain(company)
    before = [lost for c, lost in plain.first_renewals() if c["signed_on"] < POLICY_ON]
    after = [lost for c, lost in plain.first_renewals() if c["signed_on"] >= POLICY_ON]
    text = told(
        loss_before=Decimal(sum(before)) / len(before),
        due_before=len(before),
        loss_after=Decimal(sum(after)) / len(after),
        due_after=len(after),
        closing_mrr=plain.total(LAST_DAY),
    )
    assert "Nearly a third of customers left at the first renewal" in text
    assert f"of the {len(after)} that came due left at the first renewal, against" in text
