"""The documentation of the API: a page like the others, for whoever asks."""

from __future__ import annotations

import pytest

from garant.users.models import User
from garant.users.roles import Role
from tests.pages.conftest import Open
from tests.pages.test_every_page import faults, looked_at

pytestmark = pytest.mark.usefixtures("company")
ADDRESS = "/api/v1/docs"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_documentation_has_no_fault_open_or_closed(
    language: str, open_page: Open, reader: User, session: str
) -> None:
    User.objects.filter(pk=reader.pk).update(language=language)
    for who in ("", session):
        opened = open_page(ADDRESS, language=language, session=who)
        assert faults(opened) == []
        opened.page.evaluate(OPEN_ALL)
        for theme, width in looked_at(opened):
            assert faults(opened) == [], (theme, width)
        title = {"en": "Accounts", "fr": "Comptes"}[language]
        assert opened.page.locator("#accounts").inner_text() == title


@pytest.mark.parametrize("role", list(Role))
def test_every_role_comes_there_from_the_page_of_tokens(
    role: Role, open_page: Open, reader: User, session: str
) -> None:
    User.objects.filter(pk=reader.pk).update(role=role)
    opened = open_page("/settings/tokens/", session=session)
    opened.page.get_by_role("link", name="Documentation of the API").click()
    opened.page.wait_for_url(f"**{ADDRESS}")
    assert opened.page.locator("#accounts").count() == 1
    assert [*opened.complaints, *opened.refusals()] == []


def test_a_kind_of_problem_leads_to_its_explanation(open_page: Open) -> None:
    opened = open_page(f"{ADDRESS}#conflict")
    assert "409" in opened.page.locator("tr#conflict").inner_text()
    assert opened.page.locator("code", has_text="/api/v1/accounts/{id}").count() >= 2
