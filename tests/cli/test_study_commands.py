"""`garant study …`: the rows as the contract names them, the files, the refusals, the report."""

import csv
import json
import random
import re
import tomllib
from pathlib import Path

import pytest

import garant
from garant.demo.company import generate
from garant.demo.write import write_company
from garant.metrics.errors import RequestError
from garant.study.declaration import declared

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "features"

DRIVER = [
    "rank", "code", "label", "department", "stage", "role", "kind", "p_holm", "avoidable_points",
    "low", "high", "avoidable_mrr", "verdict", "claim",
]  # fmt: skip
FEATURES = """\
[study]
outcome = "left=yes"
id = "who"
[feature.size]
column = "size"
label = "Size"
label_fr = "Taille"
stage = 0
kind = "number"
role = "context"
[feature.discount]
column = "discount"
label = "Discount"
label_fr = "Remise"
department = "sales"
stage = 1
kind = "number"
role = "lever"
better = "low"
reference = 0
[feature.trained]
column = "trained"
label = "Trained"
department = "customer_success"
stage = 2
kind = "flag"
role = "lever"
better = "high"
reference = 1
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """400 customers who leave the more the larger their discount; training does nothing."""
    folder = tmp_path_factory.mktemp("flat")
    draw = random.Random(3)
    with (folder / "who.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["who", "size", "discount", "trained", "months", "left"])
        for number in range(400):
            discount = draw.choice([0, 0, 0.05, 0.1, 0.2, 0.3, 0.4])
            left = draw.random() < 0.1 + 1.5 * discount
            lines.writerow([f"c{number}", draw.randint(1, 99), discount, draw.choice([0, 1]),
                            draw.randint(1, 24), "yes" if left else "no"])  # fmt: skip
    (folder / "who.toml").write_text(FEATURES)
    return folder / "who.csv", folder / "who.toml"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A small company with a past: a folder, read as of its last day."""
    company = generate(220, 7)
    folder = write_company(company, tmp_path_factory.mktemp("demo") / "company")
    return str(folder), "--quiet"


def flat(call, sample, *more):
    file, features = sample
    return call("study", "flat", file, "--features", features, *more)


def test_the_rows_of_drivers_are_those_of_the_contract(call, sample):
    said = json.loads(flat(call, sample, "--format", "json").out)
    first, second = said["rows"]
    assert list(first) == DRIVER
    assert (first["code"], first["rank"], first["verdict"]) == ("discount", 1, "clearly matters")
    assert second["code"] == "trained"
    assert (second["rank"] is None) == (second["verdict"] not in {"matters", "clearly matters"})
    assert {row["claim"] for row in said["rows"]} == {"observed link"}
    assert first["low"] < first["avoidable_points"] < first["high"]
    assert round(first["avoidable_points"], 4) == first["avoidable_points"]
    assert said["observations"] == 400
    assert said["prediction"]["split"] == "5-fold"
    assert {"losses", "minimum_detectable_points", "early_warnings", "refused", "warnings"} < {
        *said
    }
    assert said["settings"]["outcome"] == "left=yes"


def test_a_lever_gives_its_bands_and_the_drivers_beside_them(call, sample):
    said = json.loads(
        flat(call, sample, "--lever", "discount", "--cap", "10%", "--format", "json").out
    )
    assert list(said["rows"][0]) == [
        "estimand", "band", "at", "n", "points", "low", "high", "method",
    ]  # fmt: skip
    capped = next(row for row in said["rows"] if row["estimand"] == "cap")
    assert capped["at"] == 0.1
    assert capped["points"] < 0
    assert said["claim"] == "adjusted association"
    assert said["negative_control"] is None
    assert said["overlap"]["ok"] is True
    assert [row["code"] for row in said["drivers"]] == ["discount", "trained"]


def test_times_give_a_curve_and_a_concordance(call, sample):
    said = json.loads(flat(call, sample, "--time", "months", "--format", "json").out)
    curve = said["survival"]["curve"]
    assert curve[0]["surviving"] > curve[-1]["surviving"]
    assert 0.5 < said["survival"]["concordance"] < 1


def test_a_person_reads_words_and_a_picture_is_drawn(call, sample, tmp_path):
    picture = tmp_path / "drivers.svg"
    said = flat(call, sample, "--lang", "fr", "--chart", picture)
    assert said.code == 0, said.err
    assert "Remise (Ventes)" in said.out
    assert "pèse nettement" in said.out
    assert "Remise" in picture.read_text()


def test_outcome_and_id_of_the_command_line_stand_before_those_of_the_file(call, sample):
    said = json.loads(flat(call, sample, "--outcome", "left=no", "--format", "json").out)
    assert said["settings"]["outcome"] == "left=no"
    assert flat(call, sample, "--id", "size").code == 1


def test_every_mistake_of_a_file_is_told_at_once(call, sample, tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(FEATURES.replace("stage = 0", "stage = 7").replace('"flag"', '"tick"'))
    said = call("study", "flat", sample[0], "--features", wrong)
    assert said.code == 1
    assert "feature.size.stage: 7 is not one of" in said.err
    assert "feature.trained.kind: 'tick' is not one of" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--lever", "size"), 1, "there is no lever size; the levers are: discount, trained"),
        (("--lever", "trained", "--cap", "x"), 2, "'x' is not a number"),
        (("--cap", "0.1"), 2, "--cap needs --lever"),
        (("--time", "since"), 1, "there is no column since"),
        (("--outcome", "left=maybe"), 1, "the outcome has one value only"),
        (("--chart", "x.gif"), 2, "must end in .svg, .png or .pdf"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(call, sample, arguments, code, words):
    said = flat(call, sample, *arguments)
    assert said.code == code
    assert words in said.err
    assert said.out == ""


def test_a_proposal_marks_what_it_cannot_know_and_reads_once_that_is_decided(
    call, sample, tmp_path
):
    said = call("study", "flat", sample[0])
    assert said.code == 0
    assert 'outcome = "left=yes"  # ?' in said.out
    stages = re.findall(r"^(?:stage|role) = .*$", said.out, re.MULTILINE)
    assert stages
    assert all("# ?" in line for line in stages)
    proposed = tomllib.loads(said.out)
    assert set(proposed["feature"]) == {"who", "size", "discount", "trained", "months"} - {"who"}
    (tmp_path / "mine.toml").write_text(
        said.out.replace('role = "context"', 'role = "lever"\nbetter = "low"')
    )
    read = call("study", "flat", sample[0], "--features", tmp_path / "mine.toml", "--format=json")
    assert json.loads(read.out)["rows"][0]["code"] == "discount"


def test_a_book_gives_the_same_drivers_as_the_rows_written_from_it(call, demo, tmp_path):
    direct = json.loads(call("study", "drivers", *demo, "--format", "json").out)
    rows = tmp_path / "rows.csv"
    assert call("study", "table", *demo, "-o", rows).code == 0
    again = call("study", "flat", rows, "--features", tmp_path / "rows.toml", "--format", "json")
    written = json.loads(again.out)
    points = [(row["code"], row["avoidable_points"]) for row in direct["rows"]]
    assert points == [(row["code"], row["avoidable_points"]) for row in written["rows"]]
    assert direct["observations"] == written["observations"]
    money = direct["rows"][0]["avoidable_mrr"]
    assert re.fullmatch(r"-?\d+\.\d\d", money)


def test_a_policy_and_a_setting_are_told_apart_by_their_names(call, demo):
    said = call("study", "policy", *demo, "--set", "discount<=10%", "--set",
                "renewal_grace_days=20", "--format", "json")  # fmt: skip
    found = json.loads(said.out)
    assert found["settings"]["renewal_grace_days"] == 20
    assert found["changes"] == ["discount<=0.1"]
    assert [row["measure"] for row in found["rows"]][-1] == "churn_points"
    assert call("study", "policy", *demo).code == 2


def test_an_effect_that_cannot_be_told_is_an_answer_with_no_rows(call, demo):
    said = call("study", "intervention", *demo, "--lever", "discount", "--on", "2025-12-20",
                "--format", "json")  # fmt: skip
    found = json.loads(said.out)
    assert said.code == 0
    assert (found["rows"], found["identified"]) == ([], False)
    assert found["verdict"] == "not identified"
    assert found["reason"]
    pairs = ("--on", "2024-01-01", "--on", "2024-06-01", "--scope", "region=France")
    assert call("study", "intervention", *demo, "--lever", "discount", *pairs).code == 2


def test_departments_have_a_row_each_and_every_wrong_change_is_told(sample):
    study = garant.Study.flat(*sample)
    rows = study.departments().rows()
    assert {row["department"] for row in rows} == {"sales", "customer_success"}
    assert all(row["low"] <= row["avoidable_points"] <= row["high"] for row in rows)
    with pytest.raises(RequestError, match=r"price is no lever.*weather is no lever"):
        study.policy({"price": 1, "weather": "fine"})


def test_a_result_prints_its_rows_and_draws_itself(sample):
    found = garant.Study.flat(*sample).effect("discount", cap=0.1)
    assert "g-computation" in repr(found)
    shown = found._repr_html_()
    assert "<svg" in shown
    assert "<table>" in shown
    assert list(found.to_pandas().columns) == list(found.columns)


def test_a_report_needs_nothing_from_outside_and_says_what_it_cannot_know(call, demo, tmp_path):
    page = tmp_path / "report.html"
    said = call("study", "report", *demo, "-o", page, "--intervention", "discount=2024-01-01")
    assert said.code == 0, said.err
    text = page.read_text()
    assert "default-src 'none'" in text
    assert not re.search(r'(src|href)="|url\(|<script', text)
    assert text.count("<figure>") >= 4
    assert "What this study cannot know" in text
    assert "Computed with known_as_of" in text
    assert call("study", "report", *demo, "-o", tmp_path / "report.doc").code == 2


@pytest.mark.parametrize("name", ["ibm_telco", "pysurvival_saas"])
def test_the_features_files_of_the_examples_are_sound(name):
    document = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    found = declared(document, file=name)
    assert found.outcome is not None
    assert [feature for feature in found.features if feature.is_lever]
    told = {"tenure", "TotalCharges", "months_active"}
    assert not [f for f in found.features if f.column in told and f.role != "symptom"]
