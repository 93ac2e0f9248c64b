"""What holds for every page: nobody is shut out, the policy is kept, it fits, it is light."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import django_htmx
import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from garant.contracts.models import Snapshot
from garant.users.models import User
from tests.pages.conftest import Open, Opened

pytestmark = pytest.mark.usefixtures("company")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BEFORE = ("account_login", "account_reset_password")
INSIDE = (
    "overview", "accounts", "renewals", "cohorts", "metrics", "gallery",
    "account_change_password", "mfa_index", "usersessions_list",
)  # fmt: skip
KB = 1024
AXE = Axe().axe_script


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        pytest.skip(f"there is no address {name} yet")


def faults(opened: Opened) -> list[str]:
    """What axe finds, what the console says, what the policy refused, what sticks out."""
    if not opened.page.evaluate("Boolean(window.axe)"):
        opened.page.evaluate(AXE)
    found = opened.page.evaluate(
        "(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES
    )
    wide = opened.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [
        *(
            f"{fault['id']}: {node['html']}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ),
        *opened.complaints,
        *opened.refusals(),
        *([f"{wide} pixels stick out"] if wide > 0 else []),
    ]


def looked_at(opened: Opened) -> Iterator[tuple[str, int]]:
    """The same page in each theme and width."""
    for theme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in (1440, 390):
            opened.page.set_viewport_size({"width": width, "height": 900})
            yield theme, width


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [*BEFORE, *INSIDE])
def test_a_page_has_no_fault_in_any_theme_or_width(
    name: str, language: str, open_page: Open, reader: User, session: str
) -> None:
    User.objects.filter(pk=reader.pk).update(language=language)
    opened = open_page(address(name), language=language, session="" if name in BEFORE else session)
    assert opened.page.locator("html").get_attribute("lang") == language
    for theme, width in looked_at(opened):
        assert faults(opened) == [], (theme, width)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_written_by_the_server(
    theme: str, open_page: Open, reader: User, session: str
) -> None:
    User.objects.filter(pk=reader.pk).update(theme=theme)
    opened = open_page("/", dark=theme == "light", session=session)
    assert opened.page.locator("html").get_attribute("data-theme") == theme
    shown = opened.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert shown == {"light": "rgb(243, 245, 248)", "dark": "rgb(10, 18, 26)"}[theme]
    assert faults(opened) == []


def test_what_opens_on_a_page_has_no_fault(open_page: Open, session: str) -> None:
    for width in (1440, 390):
        opened = open_page("/", width=width, session=session)
        opened.page.keyboard.press("?")
        assert opened.page.locator("dialog[open]").count() == 1
        assert faults(opened) == [], ("dialog", width)
        opened.page.keyboard.press("Escape")
        opened.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        assert faults(opened) == [], ("menus and figures", width)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_that_does_not_exist_says_so_in_our_own_words(
    language: str, open_page: Open, reader: User, session: str
) -> None:
    User.objects.filter(pk=reader.pk).update(language=language)
    for known in ("", session):
        opened = open_page("/nowhere/", language=language, session=known)
        opened.complaints.clear()  # the browser tells the console of every 404
        assert faults(opened) == []
        words = {"en": "Page not found", "fr": "Page introuvable"}[language]
        assert opened.page.locator("h1").inner_text() == words


def test_a_company_of_which_nothing_is_known_is_told_what_is_missing(
    open_page: Open, session: str
) -> None:
    Snapshot.objects.all().delete()
    opened = open_page("/", session=session)
    assert faults(opened) == []
    assert opened.page.get_by_text("No contracts yet").count() == 1
    assert opened.page.locator(".chart").count() == 0


def test_filters_that_leave_nothing_can_be_taken_off(open_page: Open, session: str) -> None:
    opened = open_page(reverse("accounts") + "?q=nobody", session=session)
    assert faults(opened) == []
    opened.page.get_by_role("link", name="Clear filters").click()
    opened.page.wait_for_selector("tbody tr")
    assert opened.page.url.endswith(reverse("accounts"))


@pytest.mark.parametrize("name", [*BEFORE, *INSIDE])
def test_a_page_fits_320_pixels(name: str, open_page: Open, session: str) -> None:
    opened = open_page(address(name), width=320, session="" if name in BEFORE else session)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", INSIDE)
def test_a_french_page_has_no_english_sentence(
    name: str, open_page: Open, reader: User, session: str
) -> None:
    User.objects.filter(pk=reader.pk).update(language="fr")
    text = open_page(address(name), session=session).page.locator("body").inner_text()
    files = sorted((settings.HERE / "locale" / "fr" / "LC_MESSAGES").glob("*.po"))
    catalogues = [read_po(io.BytesIO(file.read_bytes())) for file in files]
    messages = [one for all_ in catalogues for one in all_ if isinstance(one.id, str) and one.id]
    english = [one.id for one in messages if one.id != one.string and " " in one.id]
    assert len(english) > 100
    assert [sentence for sentence in english if sentence in text] == []


@pytest.mark.parametrize("name", [*BEFORE, *INSIDE])
def test_the_html_of_a_page_is_at_most_15_kb_on_the_wire(name: str, reader: User) -> None:
    client = Client()
    if name in INSIDE:
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address(name))
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 15 * KB


@pytest.mark.parametrize("name", ["account_login", "overview", "accounts"])
def test_a_first_visit_takes_at_most_100_kb(name: str, open_page: Open, session: str) -> None:
    """Every answer that the browser asks for, as it travels: text compressed, fonts as they are."""
    opened = open_page(address(name), session="" if name in BEFORE else session)
    bodies: dict[str, int] = {}
    opened.page.on(
        "response",
        lambda answer: bodies.update(
            {answer.url: len(gzip.compress(answer.body())) if answer.status == 200 else 0}
        ),
    )
    opened.page.reload(wait_until="networkidle")
    assert any(url.endswith("garant.css") for url in bodies)
    assert sum(bodies.values()) <= 100 * KB, bodies


def test_the_scripts_are_at_most_25_kb_on_the_wire(made: list[Path]) -> None:
    ours = (settings.HERE / "static" / "garant" / "garant.js").read_bytes()
    theirs = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    assert len(ours.splitlines()) < 150
    assert len(gzip.compress(ours)) + len(gzip.compress(theirs.read_bytes())) <= 25 * KB
