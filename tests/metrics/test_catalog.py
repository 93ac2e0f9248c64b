"""The catalogue: complete, in two languages, and right on the small company."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from garant.metrics import adoption, arithmetic, economics, pages
from garant.metrics.catalog import BY_CODE, METRICS, Example, Metric
from garant.metrics.settings import Settings
from tests import world_numbers as numbers

ROOT = Path(__file__).resolve().parents[2]
Row = Mapping[str, Any]

MRR_COLUMNS = {"on", "mrr", "arr", "cmrr"}
RETENTION_COLUMNS = {"nrr", "grr", "logo_churn"}
BRIDGE_COLUMNS = {*numbers.BUCKETS, "expansion", "contraction", "blips"}
COLUMNS = {
    "mrr": MRR_COLUMNS,
    "bridge": BRIDGE_COLUMNS,
    "retention": RETENTION_COLUMNS,
    "cohorts": {"retention"},
    "renewals": {"gross", "net", "logo", "pending", "secured"},
    "economics": set(economics.COLUMNS),
    "adoption": {*adoption.COLUMNS, "time_to_first_value"},
}
each = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.code)


# ---------------------------------------------------------------- every example, once more


def _bridge(example: Example) -> Row:
    row = dict(numbers.MONTHLY[example.where["period"]])
    if example.asked["view"] == "net":  # in the months used, one movement an account
        row["expansion"] = sum(row[n] for n in economics.GAINED[2:])
        row["contraction"] = sum(row[n] for n in economics.LOST[:-1])
    return row


def _cohort(example: Example) -> Row:
    kept = numbers.LOGOS if example.asked["of"] == "logos" else numbers.REVENUE
    months = kept[example.where["cohort"]]
    share = Decimal(months[int(str(example.where["k"]))]) / Decimal(months[0])
    return {"retention": share.quantize(Decimal("0.000001"))}


def _economics(example: Example) -> Row:
    month = example.where["period"]
    return {"quick_ratio": numbers.QUICK_RATIOS.get(month)} | numbers.ECONOMICS.get(month, {})


def _adoption(example: Example) -> Row:
    on = example.where.get("on")
    lost = {"users_lost": numbers.USERS_LOST.get(on, 0)}
    first = {"time_to_first_value": numbers.TIME_TO_FIRST_VALUE["A1"]}
    return {**numbers.ADOPTION, **lost, **first}


def _arithmetic(example: Example) -> Row:
    function: Callable[..., Any] = getattr(arithmetic, str(example.asked["function"]))
    given: Any = example.asked["args"]
    options: Any = example.asked.get("options", {})
    answer = function(*given, **options)
    if "row" in example.asked:
        return answer[int(str(example.asked["row"]))]._asdict()  # type: ignore[no-any-return]
    return {"annual_rate": answer, "cost": answer, "to_win": answer} | {
        str(example.asked["function"]): answer
    }


WORKED: Mapping[str, Callable[[Example], Row]] = {
    "mrr": lambda _: numbers.TOTALS,
    "bridge": _bridge,
    "retention": lambda example: numbers.RETENTION[example.where["period_end"]],
    "cohorts": _cohort,
    "renewals": lambda example: {"secured": 0} | numbers.RENEWALS[example.where["period"]],
    "economics": _economics,
    "adoption": _adoption,
    "arithmetic": _arithmetic,
}


@each
def test_its_example_is_the_number_worked_by_hand(metric: Metric) -> None:
    found = WORKED[metric.table](metric.example)[metric.column]
    expected = 1 - found if metric.code == "net_churn" else found
    assert metric.example.value == expected


@each
def test_its_example_ends_with_its_value_in_both_languages(metric: Metric) -> None:
    value = Decimal(metric.example.value or 0).normalize()
    english = f"{value:,f}"
    assert f"{value:f}" in metric.example.working or english in metric.example.working
    swapped = english.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    assert swapped in metric.example.working_fr


@pytest.mark.parametrize("metric", [m for m in METRICS if m.table == "bridge"])
def test_each_part_of_the_bridge_is_a_column_of_its_own_name(metric: Metric) -> None:
    assert metric.column == metric.code


# ---------------------------------------------------------------- complete and consistent


@each
def test_it_says_everything_in_both_languages(metric: Metric) -> None:
    for name in ("label", "label_fr", "definition", "definition_fr", "formula", "source"):
        assert getattr(metric, name).strip()
    assert bool(metric.vendors) == bool(metric.vendors_fr)
    assert metric.definition.endswith(".")
    assert metric.definition_fr.endswith(".")
    assert metric.definition != metric.definition_fr


@each
def test_its_french_keeps_the_rules_of_french_typography(metric: Metric) -> None:
    example = metric.example.working_fr
    for text in (metric.label_fr, metric.definition_fr, metric.vendors_fr, example):
        assert "'" not in text
        assert not re.search(r" [:;?!%€»]|« ", text)


@each
def test_its_rules_and_settings_exist(metric: Metric) -> None:
    assert set(metric.settings) <= set(Settings.__dataclass_fields__)
    assert set(metric.rules) <= {f"R{number}" for number in range(1, 27)}
    for name in re.findall(r"\b([a-z]+_[a-z_]+)=", f"{metric.vendors} {metric.vendors_fr}"):
        assert name in Settings.__dataclass_fields__


@each
def test_its_table_has_its_column(metric: Metric) -> None:
    if metric.table != "arithmetic":
        assert metric.column in COLUMNS[metric.table]


def test_codes_are_unique_and_every_column_of_the_answers_has_a_row() -> None:
    assert len(BY_CODE) == len(METRICS)
    assert not BRIDGE_COLUMNS - BY_CODE.keys()
    counted = {metric.column for metric in METRICS if metric.table == "adoption"}
    assert counted == COLUMNS["adoption"] - {"on"}
    unit = {metric.column for metric in METRICS if metric.table == "economics"}
    assert unit == set(economics.COLUMNS) - {"period", "mrr", "arr", "accounts"}


# ---------------------------------------------------------------- pages


def test_the_pages_in_the_repository_are_those_of_the_catalogue() -> None:
    assert pages.differences(ROOT / "docs" / "metrics") == []


def test_there_is_a_page_in_each_language_for_each_metric() -> None:
    written = pages.pages()
    for metric in METRICS:
        assert metric.label in written[f"en/{metric.code}.md"]
        assert metric.definition_fr in written[f"fr/{metric.code}.md"]
        assert metric.example.working_fr in written[f"fr/{metric.code}.md"]
        for index in ("en/README.md", "fr/README.md"):
            assert f"({metric.code}.md)" in written[index]


def test_links_between_the_pages_lead_somewhere() -> None:
    written = pages.pages()
    for name, text in written.items():
        for target in re.findall(r"\]\(([^)]+\.md)\)", text):
            path = (Path("/") / name).parent / target
            assert path.resolve().as_posix().lstrip("/") in written


def test_check_tells_what_differs_and_write_puts_it_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path)]
    assert pages.main(["--check", *out]) == 1
    assert "en/mrr.md is missing" in capsys.readouterr().err
    assert pages.main(out) == 0
    assert pages.main(["--check", *out]) == 0
    (tmp_path / "en" / "mrr.md").write_text("something else")
    (tmp_path / "en" / "old.md").write_text("left over")
    assert pages.main(["--check", *out]) == 1
    said = capsys.readouterr().err
    assert "en/mrr.md differs from the catalogue" in said
    assert "en/old.md is no page of a metric" in said
    assert pages.main(out) == 0
    assert pages.differences(tmp_path) == []


def test_the_command_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "garant.metrics.pages", "--check"], cwd=ROOT, check=False
    )
    assert done.returncode == 0


def test_examples_are_dated_within_the_two_years_of_the_small_company() -> None:
    for metric in METRICS:
        for value in metric.example.where.values():
            if isinstance(value, date):
                assert date(2023, 1, 1) <= value <= date(2024, 12, 31)
