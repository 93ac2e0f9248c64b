"""The pages of settings, people and audit hold what every page holds."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from garant.lib import audit
from garant.users import actions
from garant.users.models import User
from garant.users.roles import Role
from tests.pages.conftest import Open
from tests.pages.test_every_page import KB, faults, looked_at

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGES = (
    "/settings/", "/settings/people/", "/settings/people/invite/", "/settings/metrics/",
    "/settings/company/", "/settings/login/", "/settings/tokens/", "/settings/jobs/", "/audit/",
    "/2fa/",
)  # fmt: skip


@pytest.fixture
def boss(reader: User) -> User:
    """An administrator, with something to see on each page."""
    boss = User.objects.create_user(
        "ada@ardoise.example", "a long enough password", name="Ada Vautrin", role=Role.ADMIN
    )
    actions.invite(by=boss, email="lea@ardoise.example", name="Léa", role="csm",
                   department="sales")  # fmt: skip
    actions.change_role(by=boss, user=reader, role="manager")
    actions.make_token(user=boss, label="Nightly export")
    for number in range(60):
        audit.record("note.write", by=boss, after={"note": number})
    return boss


@pytest.fixture
def inside(boss: User) -> Client:
    client = Client()
    client.force_login(boss, backend=BACKEND)
    return client


# Each in one language: they are made of the same parts, which are looked at in both elsewhere.
@pytest.mark.parametrize(
    ("page", "language"), [(page, ("en", "fr")[n % 2]) for n, page in enumerate(PAGES)]
)
def test_a_page_of_settings_has_no_fault_in_any_theme_or_width(
    page: str, language: str, open_page: Open, boss: User, inside: Client
) -> None:
    User.objects.filter(pk=boss.pk).update(language=language)
    key = inside.cookies["garant_session"].value
    opened = open_page(page, language=language, session=key)
    for theme, width in looked_at(opened):
        assert faults(opened) == [], (theme, width)
    opened.page.set_viewport_size({"width": 320, "height": 900})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_who_is_invited_has_no_fault(
    language: str, open_page: Open, boss: User
) -> None:
    invitation, secret = actions.invite(
        by=boss, email="new@ardoise.example", name="Noé", role="csm", department="sales",
        language=language,
    )  # fmt: skip
    for path in (f"/invitation/{invitation.pk}/{secret}/", "/invitation/1/wrong/"):
        opened = open_page(path, language=language)
        opened.complaints.clear()  # the browser tells the console of every 404
        for theme, width in looked_at(opened):
            assert faults(opened) == [], (path, theme, width)
        assert opened.page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("page", PAGES)
def test_the_html_of_a_page_of_settings_is_light(page: str, inside: Client) -> None:
    answer = inside.get(page)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 15 * KB


def test_somebody_is_invited_takes_the_place_and_is_kept_out_by_pages_alone(
    open_page: Open, boss: User, inside: Client, mailoutbox
) -> None:
    page = open_page("/settings/people/", session=inside.cookies["garant_session"].value).page
    page.get_by_role("link", name="Invite somebody").click()
    page.locator("#id_name").fill("Noé Vial")
    page.locator("#id_email").fill("noe@ardoise.example")
    page.locator("#id_role").select_option("csm")
    page.locator("#id_language").select_option("en")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text("The invitation is on its way to noe@ardoise.example.").wait_for()
    path = "/invitation/" + str(mailoutbox[-1].body).partition("/invitation/")[2].split()[0]
    theirs = open_page(path).page
    theirs.get_by_label("Password").fill("a password for Noé alone")
    theirs.get_by_role("button", name="Take your place").click()
    theirs.wait_for_url("**/")
    page.reload()
    page.get_by_role("link", name="Noé Vial").click()
    page.get_by_role("button", name="Keep out").click()
    page.get_by_text("Noé Vial can no longer log in.").wait_for()
    theirs.reload()
    theirs.wait_for_url("**/login/**")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Noé Vial can log in again.").wait_for()
