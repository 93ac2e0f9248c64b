"""Definitions: every metric has its page, in both languages, with the settings that hold here."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from garant.contracts.models import MetricSetting
from garant.metrics.catalog import BY_CODE, METRICS
from tests.app import ardoise

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(params=["en", "fr"])
def reader(request: pytest.FixtureRequest, db: None, client: Client) -> Client:
    ardoise.show()
    client.force_login(ardoise.person(language=request.param), backend=BACKEND)
    client.language = request.param  # type: ignore[attr-defined]
    return client


def test_every_metric_has_a_page_in_the_readers_language(reader: Client) -> None:
    language = reader.language  # type: ignore[attr-defined]
    french = language == "fr"
    for metric in METRICS:
        shown = reader.get(f"/metrics/{metric.code}/")
        told = shown.context["told"]
        assert shown.status_code == 200
        label = metric.label_fr if french else metric.label
        whole = metric.definition_fr if french else metric.definition
        assert escape(label) in shown.content.decode()
        with translation.override(language):
            assert told.label == label
            assert f"{told.first} {told.more}".strip() == whole


def test_the_index_leads_to_every_metric(reader: Client) -> None:
    page = reader.get("/metrics/").content.decode()
    assert all(f'href="/metrics/{metric.code}/"' in page for metric in METRICS)


def test_the_last_figure_is_that_of_the_last_refresh(reader: Client) -> None:
    french = reader.language == "fr"  # type: ignore[attr-defined]
    shown = reader.get("/metrics/nrr/").context
    assert shown["figure"] == ("74,0\N{NO-BREAK SPACE}%" if french else "74.0%")
    assert shown["csv"] == "/figures/retention.csv"
    assert len(shown["rows"]) == 12


def test_a_figure_of_the_bridge_leads_to_its_accounts(reader: Client) -> None:
    rows = reader.get("/metrics/churn/").context["rows"]
    addresses = [row["address"] for row in rows if row["address"]]
    assert "/figures/bridge/churn/?from=2024-03&to=2024-03" in addresses


def test_the_settings_are_those_of_the_installation(reader: Client) -> None:
    MetricSetting.objects.create(key="discount_policy", value="none")
    settings = reader.get("/metrics/mrr/").context["settings"]
    assert ("none", True) in [(value, unusual) for _name, value, unusual in settings]
    assert len(settings) == len(BY_CODE["mrr"].settings)


def test_a_metric_that_there_is_not_is_not_found(reader: Client) -> None:
    assert reader.get("/metrics/happiness/").status_code == 404
