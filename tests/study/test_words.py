"""What is said of each result, in both languages: exact words, whole sentences, no cause."""

import re
from dataclasses import replace
from string import Formatter

import pytest

from garant.charts.labels import MINUS, NBSP
from garant.charts.words import SENTENCES as OF_CHARTS
from garant.study.departments import Departments, Part
from garant.study.drivers import Driver, Drivers, Sign
from garant.study.effect_result import EffectResult, EffectRow
from garant.study.intervention import Intervention, Look
from garant.study.leading import Indicator
from garant.study.negative_control import NegativeControl
from garant.study.overlap import NONE, Overlap
from garant.study.policy import PolicyResult, PolicyRow
from garant.study.prediction import Prediction
from garant.study.risk import Risk, Risks
from garant.study.sentences import SENTENCES, WORDS
from garant.study.survival_result import Point, Survival
from garant.study.verdict import ADJUSTED, MEASURED, OBSERVED, QUIET
from garant.study.words import told

VERDICTS = {
    "clearly matters": "pèse nettement",
    "matters": "pèse",
    "inconclusive": "on ne peut pas conclure",
    "protects": "protège",
}
CLAIMS = {
    OBSERVED: "un lien observé",
    ADJUSTED: "une association ajustée",
    QUIET: "une association ajustée, contrôle négatif muet",
    MEASURED: "un effet mesuré par une intervention",
}
CAUSE = re.compile(
    r"\bcaus|because|due to|thanks to|\bprove|guarantee|parce que|grâce à|provoqu|garanti|\bdû à",
    re.IGNORECASE,
)


def driver(code="discount", verdict="clearly matters", **more) -> Driver:
    given = {
        "rank": 1 if "matters" in verdict else None, "code": code, "label": code.capitalize(),
        "label_fr": f"Le {code}", "department": "sales", "stage": 1, "role": "lever",
        "kind": "number", "p_holm": 0.0, "avoidable_points": 7.25, "low": 4.0, "high": 10.5,
        "low50": 6.0, "high50": 8.0, "avoidable_mrr": None, "reference": 0.0,
        "detectable_points": 3.0, "verdict": verdict,
    }  # fmt: skip
    return Driver(**given | more)


def ranking(*rows: Driver, signs=(), least: float | None = 3.5) -> Drivers:
    return Drivers(rows, 1234, 246, least, signs, (), (), ())


def part(department="sales", **more) -> Part:
    given = {"levers": ("discount",), "avoidable_points": 5.0, "low": 2.0, "high": 8.0,
             "alone_points": 6.0, "avoidable_mrr": None}  # fmt: skip
    return Part(department, **given | more)


def departments(*rows: Part, low: float = 4.0) -> Departments:
    return Departments(rows, 9.5, low, 14.0, 1234, 246)


def effect(estimand="cap", *, points=-4.1, at=0.1, claim=ADJUSTED, **more) -> EffectResult:
    row = EffectRow(estimand, None, at, 100, points, -7.0, -1.0, "g-computation")
    given = {
        "lever": "discount", "label": "Discount", "label_fr": "Remise", "reference": 0.0,
        "cap": 0.1, "rows": (row,), "verdict": "matters", "claim": claim, "p": 0.01,
        "negative_control": None, "overlap": Overlap(True, 100.0, 0.0, 0.0), "curve": (),
        "agree": True, "disagreement_p": 0.5, "detectable_points": 3.0, "robustness": 0.1,
        "observations": 1234, "losses": 246, "unknown": 0, "confounders": (), "warnings": (),
    }  # fmt: skip
    return EffectResult(**given | more)


def no_overlap() -> EffectResult:
    row = EffectRow("cap", None, 0.1, 0, None, None, None, "g-computation")
    return effect(rows=(row,), overlap=NONE, verdict="inconclusive")


def policy(*, missing=()) -> PolicyResult:
    rows = (
        PolicyRow("revenue_percent", 2.5, -1.0, 6.0), PolicyRow("wins_percent", -2.0, -3.0, -1.0),
        PolicyRow("churn_points", -4.1, -7.0, -1.2),
    )  # fmt: skip
    return PolicyResult(
        changes=(), months=36, rows=rows[2:] if missing else rows, missing=missing,
        observations=900, deals=2000, won=900, later_renewals=300, confounders=(), warnings=(),
    )  # fmt: skip


def intervention(verdict="clearly matters", points=-4.1, reason="") -> Intervention:
    look = Look(2, "2026-03-12", points, points - 2.0, points + 2.0, verdict, 80)
    moved = Indicator("usage", "Usage", "Usage", 10.0, 12.5, 0.01)
    seen = not reason and verdict != "early"
    return Intervention(
        rows=(look,) if seen else (), identified=not reason, verdict=verdict, reason=reason,
        claim=MEASURED if seen else OBSERVED, exposed=80, first_verdict_on="2026-05-01",
        planned_on=(), check_points=None, leading=(moved,),
    )  # fmt: skip


def record(split="forward") -> Prediction:
    return Prediction(
        auc=0.845, auc_low=0.83, auc_high=0.86, log_loss=0.4, calibration_slope=1.0,
        mean_predicted=0.2, mean_observed=0.215, split=split, observations=1234, foreseen=None,
        lost=None,
    )  # fmt: skip


def risks(model="calibrated") -> Risks:
    rows = (
        Risk("A", None, None, 0.5, "red", (), None),
        Risk("B", None, None, 0.1, "green", (), None),
    )
    return Risks(rows, model, 0.2, 1234, 246, record(), (), ())


def stayed(median: float | None = 34.0) -> Survival:
    points = (Point(1.0, 0.9, 0.85, 0.95, 100), Point(72.0, 0.289, 0.25, 0.33, 3))
    return Survival(points, median, 0.867, 0.01, 1234, 246)


REASONS = ("all_at_once", "no_exposed_renewal_due", "no_unexposed_renewal", "no_renewal_before")
RESULTS = {
    "drivers": ranking(
        driver(avoidable_mrr=41250.0), driver("onboarding", "matters"),
        driver("training", "protects", rank=None),
        signs=(Sign("usage", "Usage", "L’usage", 0.001),),
    ),
    "driver with a level": ranking(driver("plan", kind="category", reference="year")),
    "driver with a flag": ranking(driver("trained", kind="flag", reference=1.0, avoidable_mrr=1.0)),
    "no driver": ranking(driver(verdict="inconclusive")),
    "no lever": ranking(least=None),
    "departments": departments(part(), part("customer_success")),
    "nobody's levers": departments(part("none")),
    "unclear departments": departments(part(), low=-1.0),
    "no departments": departments(),
    "effect": effect(),
    "effect quiet": effect(claim=QUIET, negative_control=NegativeControl("logins", False, 0.5)),
    "effect alarm": effect(negative_control=NegativeControl("logins", True, 0.01), agree=False),
    "effect of a level": effect(at="year"),
    "effect of exposure": effect("exposed", points=5.0),
    "no effect": effect(verdict="inconclusive"),
    "no effect, no power": effect(verdict="inconclusive", detectable_points=None),
    "no overlap": no_overlap(),
    "policy": policy(),
    "policy without deals": policy(missing=("lost deals", "deal risk logged before the discount")),
    "intervention": intervention(),
    "intervention the wrong way": intervention(points=4.1),
    "intervention unclear": intervention("inconclusive"),
    "intervention too early": intervention("early"),
    **{reason: intervention("not identified", reason=reason) for reason in REASONS},
    "risk": risks(),
    "rules": risks("rules"),
    "prediction": record("5-fold"),
    "survival": stayed(),
    "survival of most": stayed(None),
}  # fmt: skip


@pytest.fixture(params=RESULTS)
def result(request):
    return RESULTS[request.param]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_said_is_whole_and_claims_no_cause(result, lang):
    said = told(result, lang)
    assert said
    for sentence in said:
        assert not CAUSE.search(sentence), sentence
        assert not re.search(r"[{}~]|\bNone\b|\bnan\b", sentence), sentence
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence
        assert sentence.endswith("."), sentence
        assert "  " not in sentence
        assert not re.search(r"(?<![\w])-\d", sentence), f"a hyphen for a minus: {sentence}"


def test_both_languages_say_as_many_sentences(result):
    assert len(told(result, "en")) == len(told(result, "fr"))


def test_french_has_a_no_break_space_where_it_is_due(result):
    for sentence in told(result, "fr"):
        assert not re.search(r"[^\u00a0][:;?!%»€]", sentence), sentence
        assert not re.search(r"[«][^\u00a0]", sentence), sentence
        assert "\u202f" not in sentence  # the font does not have it
        assert "'" not in sentence


def test_english_has_no_space_before_a_sign(result):
    for sentence in told(result, "en"):
        assert not re.search(r"[\s\u00a0][:;?!%]", sentence), sentence


@pytest.mark.parametrize("texts", [*SENTENCES.values(), *WORDS.values()])
def test_a_translation_names_the_same_values(texts):
    named = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
    assert list(texts) == ["en", "fr"]
    assert named[0] == named[1]
    assert not re.search(r" [:;?!%»]|« |'", texts["fr"])
    assert not re.search(r"[ ~][:;?!%]", texts["en"])


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_has_its_exact_words_those_of_charts(verdict):
    assert OF_CHARTS[verdict] == (verdict, VERDICTS[verdict])
    for lang, words in (("en", verdict), ("fr", VERDICTS[verdict])):
        assert re.fullmatch(rf"(it |it is |cela )?{words}", WORDS[verdict][lang])
    first = driver("trained", "matters")
    row = driver(verdict=verdict) if "matters" in verdict else driver(verdict=verdict, rank=2)
    for lang, words in (("en", verdict), ("fr", VERDICTS[verdict])):
        assert words in " ".join(told(ranking(first, row), lang))


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_has_its_exact_words(claim):
    assert told(effect(claim=claim))[1].endswith(f": an {claim}.")
    assert told(effect(claim=claim), "fr")[1].endswith(f"{NBSP}: {CLAIMS[claim]}.")


def test_a_driver_is_an_observed_link_and_a_measured_effect_is_said_to_be_one():
    assert told(RESULTS["drivers"])[1].endswith("; it clearly matters, an observed link.")
    assert told(RESULTS["drivers"], "fr")[1].endswith("; cela pèse nettement, un lien observé.")
    assert MEASURED in told(RESULTS["intervention"])[0]
    assert MEASURED not in told(RESULTS["intervention unclear"])[0]


@pytest.mark.parametrize(
    ("points", "english", "french"),
    [
        (0.0, "0 points", "0 point"), (0.5, "0.5 points", "0,5 point"), (1.0, "1 point", "1 point"),
        (1.4, "1.4 points", "1,4 point"), (1.96, "2 points", "2 points"),
        (7.25, "7.3 points", "7,3 points"), (-4.1, "−4.1 points", "−4,1 points"),
        (-1.0, "−1 point", "−1 point"), (-0.04, "0 points", "0 point"),
    ],
)  # fmt: skip
def test_points_have_their_plural_and_the_true_minus(points, english, french):
    given = effect(points=points)
    assert f"changed by {english} (" in told(given)[1].replace(NBSP, " ")
    assert f"changé de {french} (" in told(given, "fr")[1].replace(NBSP, " ")


def test_what_a_cap_would_change_in_full():
    assert told(effect())[1].replace(NBSP, "_") == (
        "Had Discount been 10% at worst for everyone, the loss would have changed by "
        f"{MINUS}4.1_points ({MINUS}7 to {MINUS}1, 95% interval): an adjusted association."
    )
    assert told(effect(), "fr")[1].replace(NBSP, "_") == (
        "Si Remise avait été à 10_% au pire pour tous, la perte aurait changé de "
        f"{MINUS}4,1_points (de {MINUS}7 à {MINUS}1, intervalle à 95_%)_: une association ajustée."
    )


def test_the_first_driver_in_full_with_its_money():
    assert told(RESULTS["drivers"])[1].replace(NBSP, "_") == (
        "Discount comes first: with 0% at worst, the loss would have been 7.3_points lower "
        "(4 to 10.5, 90% interval), or 41,250 of MRR a month; it clearly matters, an observed link."
    )
    assert "soit 41_250 de MRR par mois_;" in told(RESULTS["drivers"], "fr")[1].replace(NBSP, "_")


def test_a_lever_of_levels_is_said_by_its_level_and_a_flag_by_yes_or_no():
    assert "with year for everyone" in told(RESULTS["driver with a level"])[1]
    assert "with yes for everyone" in told(RESULTS["driver with a flag"])[1]
    assert "à oui pour tous" in told(RESULTS["driver with a flag"], "fr")[1]
    assert "Had Discount been year for everyone" in told(RESULTS["effect of a level"])[1]


def test_where_nothing_is_found_what_would_have_been_found_is_said():
    assert "3.5" in told(RESULTS["no driver"])[1]
    assert "80 of 100" in told(RESULTS["no driver"])[1]
    assert len(told(RESULTS["no lever"])) == 1
    assert told(RESULTS["no effect"])[2].startswith("It is inconclusive: an effect of 3")


def test_a_department_is_named_as_charts_name_it():
    for code in ("product", "engineering", "marketing", "sales", "finance", "support"):
        english, french = OF_CHARTS[code]
        assert WORDS[code] == {"en": english.lower(), "fr": french}
    assert "relève du département Ventes" in told(RESULTS["departments"], "fr")[1]
    assert "no department owns" in told(RESULTS["nobody's levers"])[1]
    assert "inconclusive" in told(RESULTS["unclear departments"])[1]


def test_a_fall_is_told_as_a_fall_with_its_interval_the_same_way_round():
    said = told(intervention())[0].replace(NBSP, " ")
    assert said.startswith("On 12 Mar 2026, at look 2,")
    assert "4.1 points lower than it would have been (2.1 to 6.1): it clearly matters" in said
    rose = told(intervention(points=4.1))[0].replace(NBSP, " ")
    assert "4.1 points higher than it would have been (2.1 to 6.1)" in rose
    unclear = told(intervention("inconclusive"))[0].replace(NBSP, " ")
    assert f"differs by {MINUS}4.1 points" in unclear


def test_a_policy_says_revenue_and_wins_in_percent_and_the_loss_in_points():
    revenue, wins, churn, _ = (text.replace(NBSP, " ") for text in told(policy()))
    assert f"change by 2.5% ({MINUS}1% to 6%, 95% interval)" in revenue
    assert f"change by {MINUS}2% ({MINUS}3% to {MINUS}1%, 95% interval)" in wins
    assert f"change by {MINUS}4.1 points ({MINUS}7 to {MINUS}1.2, 95% interval)" in churn


def test_a_result_that_has_no_words_is_refused():
    with pytest.raises(TypeError, match="no sentences for int"):
        told(3)


@pytest.mark.parametrize(
    ("lang", "start"), [("en", "No account is called red"), ("fr", "Aucun compte n’est dit rouge")]
)
def test_risks_without_skill_are_told_without_colours_and_with_their_record(lang, start):
    result = risks("no skill")
    first, second = told(result, lang)
    assert first.startswith(start)
    assert "20" in first
    assert "AUC" in second
    (alone,) = told(replace(result, record=None), lang)
    assert alone.startswith(start)
    assert alone != first
