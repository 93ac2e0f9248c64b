"""The pages of imports in every state: nobody is shut out, and all of it works without a script."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from garant.lib import jobs as queue
from garant.lib.models import Worker
from garant.sources import deeds
from garant.sources.jobs import work_on_import
from garant.sources.models import Deed, Import, SavedMapping, State
from garant.users.models import User
from garant.users.roles import Role
from tests.pages.conftest import Open
from tests.pages.test_every_page import faults, looked_at

pytestmark = pytest.mark.usefixtures("company")

COLUMNS = [
    {"name": "Client", "ours": "account_id", "sure": False, "sample": ["C1"], "words": ["C1"]},
    {"name": "Début", "ours": "start_on", "sure": True, "sample": ["01/01/2025"], "words": []},
    {"name": "Prix", "ours": "amount", "sure": True, "sample": ["1 200,50"], "words": []},
    {
        "name": "Genre",
        "ours": "kind",
        "sure": True,
        "sample": ["Abo"],
        "words": ["Abo", "Une fois"],
    },
]
LOOKED = [
    {"file": "subs.csv", "table": "contract_line", "dates": "%d/%m/%Y", "decimal": ",",
     "thousands": " ", "amount": "mrr", "columns": COLUMNS},
    {"file": "other.csv", "table": "", "columns": [COLUMNS[0] | {"ours": ""}]},
]  # fmt: skip
WRONG = {
    "level": "error", "rule": "R26", "table": "contract_line", "row": 7, "field": "amount",
    "message": "{text} is not a number; write it in digits, such as 1234.50",
    "values": {"text": "abc"},
}  # fmt: skip
FAILED = {"message": deeds.OURS, "values": {}}
REPORT = {
    "tables": {
        "contract_line": {
            "file": "subs.csv", "new": 3, "changed": 1, "same": 12, "refused": 1,
            "unused": ["Remarque"],
            "changes": [{"row": 4, "id": "L4", "field": "amount", "before": "10", "after": None}],
        }
    },
    "after": {"month": "2026-06-01", "mrr": "440600.0000", "accounts": 61, "currency": "EUR"},
    "now": {"settings": [["known_as_of", "", "2026-06-30"]]},
    "ignored": ["notes.csv"], "unkept": ["usage"], "refused": [WRONG],
}  # fmt: skip


@pytest.fixture
def admin(transactional_db: None) -> User:
    user = User.objects.create_user(
        "ada@ardoise.example", "a long enough password", name="Ada Vautrin", role=Role.ADMIN
    )
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


@pytest.fixture
def own(admin: User) -> str:
    client = Client()
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["garant_session"].value)


def _imports(admin: User) -> dict[str, Import]:
    now = timezone.now()
    found = {"contract_line": {"new": 3, "changed": 1, "same": 12}}
    common = {"kind": "book", "files": ["subs.csv", "accounts.csv", "x.csv"], "by": admin}
    return {
        "staged": Import.objects.create(**common, state=State.STAGED, looked=LOOKED),
        "refused": Import.objects.create(
            **common, state=State.REFUSED, looked=LOOKED, problems=[WRONG], errors=1
        ),
        "checked": Import.objects.create(
            **common, state=State.CHECKED, found=found, report=REPORT, mapping="[account]\n",
            problems=[WRONG | {"level": "warning"}],
        ),
        "applied": Import.objects.create(
            **common, state=State.APPLIED, found=found, report=REPORT, applied_at=now
        ),
        "undone": Import.objects.create(
            **common, state=State.UNDONE, found=found, applied_at=now, undone_at=now
        ),
        "worked on": _worked_on(common | {"found": found, "asked_at": now}, admin),
        "left alone": Import.objects.create(**common, awaits=Deed.CHECK, asked_at=now),
        "failed": Import.objects.create(**common, failed=FAILED | {"deed": Deed.LOOK}),
        "not written": Import.objects.create(
            **common, state=State.CHECKED, found=found, report=REPORT,
            failed=FAILED | {"deed": Deed.APPLY},
        ),
    }  # fmt: skip


def _worked_on(said: dict[str, object], admin: User) -> Import:
    """An import that a worker has begun to write."""
    now = timezone.now()
    Worker.objects.create(worker_id="w", started_at=now, seen_at=now + timedelta(hours=1))
    one = Import.objects.create(**said, state=State.CHECKED, awaits=Deed.APPLY)
    job = work_on_import.enqueue(one.pk, Deed.APPLY, admin.pk)
    DBTaskResult.objects.filter(pk=job.id).update(status=queue.RUNNING, worker_ids=["w"])
    return one


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_imports_has_no_fault_in_any_theme_or_width(
    language: str, open_page: Open, admin: User, own: str
) -> None:
    User.objects.filter(pk=admin.pk).update(language=language)
    imports = _imports(admin)
    SavedMapping.objects.create(name="Billing", text="[account]\n" * 40, by=admin)
    addresses = [reverse(f"import{name}") for name in ("s", "_new", "_mappings", "_tools")]
    addresses += [reverse("import", args=[one.pk]) for one in imports.values()]
    for address in addresses:
        opened = open_page(address, language=language, session=own)
        opened.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        for theme, width in looked_at(opened):
            assert faults(opened) == [], (address, theme, width)
        opened.page.context.close()


def test_a_page_follows_the_work_and_goes_on_by_itself_when_it_is_done(
    open_page: Open, admin: User, own: str
) -> None:
    one = _imports(admin)["worked on"]
    opened = open_page(reverse("import", args=[one.pk]), session=own)
    assert "Being written" in opened.page.get_by_role("heading", level=1).inner_text()
    with opened.page.expect_response(lambda answer: "/progress/" in answer.url):
        pass
    Import.objects.filter(pk=one.pk).update(
        awaits="", state=State.APPLIED, applied_at=timezone.now()
    )
    opened.page.get_by_role("link", name="Undo").wait_for()
    assert "Applied" in opened.page.get_by_role("heading", level=1).inner_text()
    assert opened.complaints == []
    assert opened.refusals() == []


def test_without_a_script_the_page_asks_again_by_itself(
    browser: Browser, live_server: LiveServer, admin: User, own: str
) -> None:
    one = _imports(admin)["worked on"]
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "garant_session", "value": own, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("import", args=[one.pk]))
    Import.objects.filter(pk=one.pk).update(
        awaits="", state=State.APPLIED, applied_at=timezone.now()
    )
    page.get_by_role("link", name="Undo").wait_for()
    assert "Applied" in page.get_by_role("heading", level=1).inner_text()
    context.close()


def test_columns_can_be_changed_without_a_script(
    browser: Browser, live_server: LiveServer, admin: User, own: str, made: list[Path]
) -> None:
    one = _imports(admin)["staged"]
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "garant_session", "value": own, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("import", args=[one.pk]))
    page.get_by_label("This file holds").nth(1).select_option("account")
    page.get_by_role("button", name="See what would change").click()
    assert page.get_by_label("What Client is").nth(1).input_value() == "account_id"
    page.get_by_role("button", name="See what would change").click()
    assert page.get_by_role("alert").inner_text().count("Still to be said") >= 1
    context.close()
