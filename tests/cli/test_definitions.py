import json

import pytest

from garant.metrics.catalog import METRICS


def test_list_has_a_row_for_each_metric(call):
    rows = json.loads(call("metrics", "list", "--format", "json").out)["rows"]
    assert [row["code"] for row in rows] == [metric.code for metric in METRICS]
    assert all(row["label"] and row["unit"] and row["table"] for row in rows)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_metric_has_a_page_with_its_definition_and_example(call, lang):
    for metric in METRICS:
        said = call("metrics", "show", metric.code, "--lang", lang)
        assert said.code == 0, metric.code
        text = " ".join(said.out.split())
        definition = metric.definition_fr if lang == "fr" else metric.definition
        assert definition.split()[0] in text
        assert metric.formula.split()[0] in text


def test_show_as_json_is_one_row_with_both_languages(call):
    (row,) = json.loads(call("metrics", "show", "nrr", "--format", "json").out)["rows"]
    assert row["code"] == "nrr"
    assert row["definition"] != row["definition_fr"]
    assert row["example_value"]


def test_an_unknown_code_is_refused_with_what_is_near(call):
    said = call("metrics", "show", "nnr")
    assert said.code == 1
    assert "'nnr'" in said.err
    assert "nrr" in said.err
