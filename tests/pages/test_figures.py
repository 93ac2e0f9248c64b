"""The pages of figures in a browser: no fault in any theme, width or language, and light."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from playwright.sync_api import expect

from garant.users.models import User
from tests.pages.conftest import Open
from tests.pages.figures_company import cookie, ines  # noqa: F401 - fixtures
from tests.pages.test_every_page import KB, faults, looked_at

PAGES = (
    "/", "/figures/bridge/churn/?from=2024-01&to=2024-12", "/renewals/", "/cohorts/",
    "/metrics/churn/",
)  # fmt: skip
MORE = (
    "/?months=12&view=full", "/figures/bridge/fx/?from=2023-01&to=2024-12",
    "/renewals/?when=past", "/renewals/?view=calendar", "/renewals/?segment=none",
    "/cohorts/?of=logos&by=segment", "/cohorts/accounts/?of=logos&cohort=2023-01&k=12",
    "/metrics/",
)  # fmt: skip
SPOKEN = [*((one, "en") for one in PAGES), *((one, "fr") for one in (*PAGES, *MORE))]


@pytest.mark.parametrize(("address", "language"), SPOKEN)
def test_a_page_of_figures_has_no_fault_in_any_theme_or_width(
    address: str,
    language: str,
    open_page: Open,
    ines: User,  # noqa: F811
    cookie: str,  # noqa: F811
) -> None:
    User.objects.filter(pk=ines.pk).update(language=language)
    opened = open_page(address, session=cookie)
    assert opened.page.locator("html").get_attribute("lang") == language
    for theme, width in looked_at(opened):
        assert faults(opened) == [], (theme, width)
    opened.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    assert faults(opened) == [], "opened"


@pytest.mark.parametrize("address", [*PAGES, *MORE, "/cohorts/?by=month"])
def test_the_html_of_a_page_of_figures_is_light(address: str, ines: User) -> None:  # noqa: F811
    client = Client()
    client.force_login(ines, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 15 * KB


def test_a_bar_of_the_bridge_opens_the_accounts_behind_it_by_keyboard(
    open_page: Open,
    cookie: str,  # noqa: F811
) -> None:
    opened = open_page("/?months=12", session=cookie)
    churn = opened.page.locator("a.mk[href*='/figures/bridge/churn/']:visible").first
    churn.focus()
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/figures/bridge/churn/**")
    assert opened.page.locator("tfoot .n").inner_text() == "€775.00"
    opened.page.get_by_role("link", name="Definition", exact=True).click()
    opened.page.wait_for_url("**/metrics/churn/")
    assert opened.complaints == []


def test_filters_of_the_renewals_change_the_list_in_place(
    open_page: Open,
    cookie: str,  # noqa: F811
) -> None:
    opened = open_page("/renewals/", session=cookie)
    opened.page.get_by_label("Segment").select_option("small")
    opened.page.wait_for_url("**segment=small**")
    expect(opened.page.locator("#list table.rows tbody tr")).to_have_count(2)
    opened.page.get_by_role("link", name="To decide within 30 days", exact=True).last.click()
    expect(opened.page.locator("#list table.rows tbody tr")).to_have_count(1)
    assert "1 renewal, €75.00 a month" in opened.page.locator(".listhead").inner_text()
    assert opened.complaints == []


def test_the_filters_work_without_a_script(open_page: Open, cookie: str) -> None:  # noqa: F811
    opened = open_page("/renewals/", session=cookie)
    opened.page.evaluate("document.querySelector('form.filters').removeAttribute('hx-get')")
    opened.page.get_by_label("Decision").select_option("secured")
    opened.page.get_by_role("button", name="Filter", exact=True).click()
    opened.page.wait_for_url("**status=secured**")
    assert opened.page.locator("table.rows tbody tr").count() == 1


def test_cohorts_that_are_chosen_are_compared(open_page: Open, cookie: str) -> None:  # noqa: F811
    opened = open_page("/cohorts/?of=logos", session=cookie)
    for box in opened.page.get_by_role("checkbox").all():
        box.uncheck()
    opened.page.get_by_role("checkbox", name="Q1 23").check()
    opened.page.get_by_role("button", name="Compare").click()
    opened.page.wait_for_url("**compare=2023-01**")
    assert opened.page.get_by_role("checkbox", checked=True).count() == 1
