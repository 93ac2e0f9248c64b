"""Pages are read and left without a mouse, and without a script where it is missing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from garant.accounts.models import Account, Ownership
from garant.users.models import User
from garant.users.roles import Role
from tests.pages.conftest import Open

pytestmark = pytest.mark.usefixtures("company")
FOCUSED = "document.activeElement.textContent.trim()"


def test_the_first_tab_stop_leads_to_the_content(open_page: Open, session: str) -> None:
    page = open_page("/", session=session).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_arrows_move_between_the_marks_of_a_chart_and_each_says_itself(
    open_page: Open, session: str
) -> None:
    page = open_page("/", session=session).page
    marks = page.locator(".chart svg.w").first.locator(".mk")
    assert [mark.get_attribute("tabindex") for mark in marks.all()].count("0") == 1
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == marks.nth(1).get_attribute("aria-label")
    assert page.locator(".tip.on").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".tip.on").count() == 0


def test_single_keys_go_to_pages_and_list_themselves(open_page: Open, session: str) -> None:
    page = open_page("/", session=session).page
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#keys[open]").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**" + reverse("accounts"))


def test_single_keys_can_be_turned_off(open_page: Open, reader: User, session: str) -> None:
    User.objects.filter(pk=reader.pk).update(shortcuts=False)
    page = open_page("/", session=session).page
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("c")
    assert page.locator("dialog[open]").count() == 0
    assert page.url.endswith("/")


def test_a_form_that_one_asked_for_is_typed_in_at_once(
    open_page: Open, reader: User, session: str
) -> None:
    User.objects.filter(pk=reader.pk).update(role=Role.CSM)
    account = Account.objects.get(account_id="A01")
    Ownership.objects.create(account=account, user=reader, start_on=date(2024, 1, 1))
    page = open_page(reverse("account", args=[account.pk]), session=session).page
    page.locator("a[data-new]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/notes/**")
    page.keyboard.type("Seen on Monday.")
    assert page.locator("textarea").input_value() == "Seen on Monday."


@pytest.mark.parametrize(
    ("opener", "field"), [("open-filter", "filter-q"), ("open-keep", "view-name")]
)
def test_what_opens_above_the_list_of_accounts_takes_the_focus(
    open_page: Open, session: str, opener: str, field: str
) -> None:
    page = open_page(reverse("accounts"), session=session).page
    page.locator(f"#{opener}").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#{field}")
    page.wait_for_function(f"document.activeElement.id == '{field}'")
    page.keyboard.type("atelier")
    assert page.locator(f"#{field}").input_value() == "atelier"


def test_j_and_k_walk_the_rows(open_page: Open, session: str) -> None:
    try:
        reverse("gallery")
    except NoReverseMatch:
        pytest.skip("the gallery has no address yet")
    page = open_page(reverse("gallery"), session=session).page
    for key, expected in (("j", "Orvane Logistique"), ("j", "Crédit Vauban"),
                          ("k", "Orvane Logistique")):  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == expected


def test_the_menu_of_a_person_closes_with_escape_and_gives_the_focus_back(
    open_page: Open, session: str
) -> None:
    page = open_page("/", session=session).page
    page.locator(".rail summary").press("Enter")
    assert page.locator(".rail details[open]").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator(".rail details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_list_is_sorted_and_turned_without_loading_the_page_again(
    open_page: Open, session: str
) -> None:
    page = open_page(reverse("accounts"), session=session).page
    page.evaluate("window.same = true")
    page.locator("#sort-name").click()
    page.wait_for_url("**?sort=name")
    assert page.evaluate("window.same") is True
    assert page.evaluate("document.activeElement.id") == "sort-name"
    page.locator("#pager-next").click()
    page.wait_for_url("**page=2*")
    assert page.evaluate("window.same") is True
    assert page.locator("tbody tr").count() == 10


def test_sorting_and_menus_work_without_a_script(
    browser: Browser, live_server: LiveServer, session: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "garant_session", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("accounts"))
    page.locator("#sort-name").click()
    assert page.url.endswith("?sort=name")
    page.locator(".rail summary").click()
    page.get_by_role("button", name="Log out").first.click()
    assert "login" in page.url
    context.close()
