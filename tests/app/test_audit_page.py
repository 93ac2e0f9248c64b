"""The audit trail: read page by page, filtered, as a table, and verified."""

from __future__ import annotations

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

import garant
from garant.cli.auditing import app as auditing
from garant.lib import audit
from garant.lib.audit_words import WORDS
from garant.lib.models import AuditEntry, AuditHead
from garant.metrics.errors import RequestError
from garant.users import actions
from garant.users.audit_page import ROWS
from garant.users.models import User
from tests.app.walk import PASSWORD, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea(db: None) -> User:
    return User.objects.create_user("lea@ardoise.example", PASSWORD, name="Léa")


def read(admin: User, query: str = "") -> str:
    answer = client_of(admin).get(f"/audit/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_who_what_when_and_what_was_there_before(admin: User, lea: User) -> None:
    actions.change_role(by=admin, user=lea, role="manager")
    page = read(admin)
    for said in ("Ada Vautrin", "Changed somebody’s role or access", "Léa", "<s>csm</s> → manager"):
        assert said in page


def test_filters_leave_what_they_say(admin: User, lea: User) -> None:
    actions.change_role(by=admin, user=lea, role="manager")
    actions.prefer(user=lea, name="Léa Martin")
    today = timezone.localdate().isoformat()
    seen = {
        "?who=vautrin": (True, False), "?verb=user.rename": (False, True),
        "?what=Martin": (False, True), f"?since={today}": (True, True),
        f"?until={today}": (True, True), "?until=2020-01-01": (False, False),
        "?since=nonsense&before=-1": (True, True), "?what=users.user": (True, True),
    }  # fmt: skip
    for query, expected in seen.items():
        page = read(admin, query)
        shown = ("<s>csm</s> → manager" in page, "→ Léa Martin" in page)
        assert shown == expected, query


def test_the_trail_is_read_from_the_newest_back_without_missing_one(admin: User) -> None:
    total = 2 * ROWS + 7
    for number in range(total):
        audit.record("note.write", by=admin, after={"note": f"n{number}"})
    seen: list[int] = []
    query = ""
    for _page in range(3):
        page = read(admin, query)
        seen += [int(found) for found in re.findall(r"n(\d+)</li>", page)]
        audit.record("note.write", by=admin, after={"note": "meanwhile"})
        older = re.search(r'rel="next" href="([^"]+)"', page)
        query = older[1] if older else ""
    assert seen == list(range(total - 1, -1, -1))


def test_the_table_of_entries_has_no_formula(admin: User) -> None:
    bad = "=HYPERLINK(1)"
    audit.record("note.write", by=admin, after={"=1+1": bad})
    User.objects.filter(pk=admin.pk).update(name="@admin")
    admin.refresh_from_db()
    audit.record("note.delete", by=admin)
    answer = client_of(admin).get("/audit/csv/")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["verb"] for row in rows] == ["note.delete", "note.write"]
    assert rows[0]["who"] == "'@admin"
    assert rows[1]["after"] == f"'=1+1: {bad}"
    assert [int(row["id"]) for row in rows] == list(
        AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)
    )


def test_every_verb_of_the_source_has_words() -> None:
    source = Path(garant.__file__).parent
    recorded = {
        call.args[0].value
        for file in source.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record"
        and isinstance(call.args[0], ast.Constant)
    }  # fmt: skip
    assert len(recorded) > 15
    assert recorded - set(WORDS) == set()


@pytest.mark.parametrize("harm", ["edited", "removed", "moved"])
def test_any_edit_removal_or_reorder_is_found(harm: str, admin: User) -> None:
    entries = [audit.record("note.write", by=admin, after={"note": n}) for n in range(4)]
    whole = CliRunner().invoke(auditing, ["verify"])
    assert whole.exit_code == 0, whole.output
    assert "4 entries" in whole.stdout
    if harm == "edited":
        AuditEntry.objects.filter(pk=entries[1].pk).update(after={"note": 99})
    elif harm == "removed":
        AuditEntry.objects.filter(pk=entries[1].pk).delete()
    else:
        AuditEntry.objects.filter(pk=entries[1].pk).update(id=entries[3].pk + 5)
    broken = CliRunner().invoke(auditing, ["verify"])
    assert isinstance(broken.exception, RequestError)


def test_the_end_of_the_trail_that_is_cut_off_is_found(admin: User) -> None:
    entries = [audit.record("note.write", by=admin, after={"note": n}) for n in range(3)]
    AuditEntry.objects.filter(pk=entries[-1].pk).delete()
    assert list(audit.faults()) == ["the trail ended with entry 3 in number, and now has 2"]
    AuditHead.objects.update(count=2, hash=entries[1].hash)
    assert list(audit.faults()) == ["the head of the trail was changed"]


def test_who_can_write_to_the_database_alone_cannot_make_the_chain_anew(
    admin: User, settings
) -> None:
    audit.record("note.write", by=admin, after={"note": 1})
    entry = AuditEntry.objects.get()
    key, settings.SECRET_KEY = settings.SECRET_KEY, "a guess"
    entry.after = {"note": 2}
    entry.hash = audit.sealed(entry)
    entry.save()
    settings.SECRET_KEY = key
    assert any("changed after" in fault for fault in audit.faults())
