"""What holds for every operation: tokens, problems, versions, one effect for one key, paging."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from garant.accounts.models import Account, Note
from garant.api import repeats
from garant.api.models import KeptAnswer
from garant.users.models import ApiToken, User
from tests.api.conftest import BASE, Make, Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
NOTE = {"account_id": "A1", "text": "Called Aubépine."}


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of an answer, which has every field that RFC 9457 names."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said.keys() == {"type", "title", "status", "detail", "errors"}
    assert said["status"] == status
    assert said["type"].startswith("/api/v1/docs#")
    assert said["title"]
    assert said["detail"]
    return said


# ------------------------------------------------------------------ who asks


def test_a_token_that_does_not_hold_opens_nothing(program: Make) -> None:
    asker = program("admin")
    holds = asker.token
    wrong = (
        "", "gar_", "x", holds[:-1], holds + "x", f"gar_999_{holds.rpartition('_')[2]}",
        f"gar_{10**15}_x", "gar_1_é",
    )  # fmt: skip
    for token in wrong:
        asker.token = token
        answer = asker.get("/accounts")
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_ends_when_it_expires_is_revoked_or_its_user_is_kept_out(program: Make) -> None:
    late, gone, out = (program("admin") for _ in range(3))
    ApiToken.objects.filter(user=late.user).update(expires_at=timezone.now())
    ApiToken.objects.filter(user=gone.user).delete()
    User.objects.filter(pk=out.user.pk).update(is_active=False)
    for asker in (late, gone, out):
        problem(asker.get("/accounts"), 401)


def test_a_session_of_the_browser_opens_nothing(admin: Program) -> None:
    admin.client.force_login(admin.user, backend="django.contrib.auth.backends.ModelBackend")
    admin.token = ""
    problem(admin.get("/accounts"), 401)
    problem(admin.post("/notes", NOTE), 401)
    assert not Note.objects.exists()


def test_a_token_that_may_only_read_writes_nothing(program: Make) -> None:
    reader = program("admin", read_only=True)
    assert reader.get("/accounts").status_code == 200
    assert "only read" in problem(reader.post("/notes", NOTE), 403)["detail"]
    assert not Note.objects.exists()


def test_the_last_use_of_a_token_is_kept_to_the_minute(admin: Program) -> None:
    admin.get("/accounts")
    first = ApiToken.objects.get().used_at
    admin.get("/accounts")
    assert ApiToken.objects.get().used_at == first
    ApiToken.objects.update(used_at=timezone.now() - timedelta(seconds=61))
    admin.get("/accounts")
    assert ApiToken.objects.get().used_at > first


# ------------------------------------------------------------------ problems


def test_every_refusal_is_a_problem_document(admin: Program) -> None:
    problem(admin.get("/nowhere"), 404)
    problem(admin.get("/accounts/A404"), 404)
    problem(admin.get("/accounts/"), 404)
    not_allowed = admin.ask("PUT", "/accounts", {})
    problem(not_allowed, 405)
    assert not_allowed.headers["Allow"]
    send = admin.client.post
    carried = {"Authorization": f"Bearer {admin.token}"}
    for body in (b"{", b"\xff", b'{"text": NaN}', b'"\\ud800"', b"[" * 100_000):
        answer = send(f"{BASE}/notes", body, content_type="application/json", headers=carried)
        problem(answer, 400)
    problem(send(f"{BASE}/notes", b"a=1", content_type="text/plain", headers=carried), 415)
    large = b'{"text": "' + b"x" * 3_000_000 + b'"}'
    problem(send(f"{BASE}/notes", large, content_type="application/json", headers=carried), 413)
    assert not Note.objects.exists()


def test_everything_that_is_wrong_is_named_at_once_in_the_language_asked_for(
    admin: Program,
) -> None:
    said = {"level": "boss", "name": "", "is_sponsor": "yes", "left_on": "2026-02-30", "age": 3}
    english = problem(admin.post("/contacts", said), 422)
    fields = [error["field"] for error in english["errors"]]
    assert sorted(fields) == ["account_id", "age", "is_sponsor", "left_on", "level", "name"]
    french = problem(admin.post("/contacts", said, Accept_Language="fr"), 422)
    assert french["title"] != english["title"]
    for mine, theirs in zip(english["errors"], french["errors"], strict=True):
        assert mine["field"] == theirs["field"]
        assert mine["message"] != theirs["message"]
    assert problem(admin.post("/notes", {"text": "a\x00b", "account_id": "A1"}), 422)


def test_an_unknown_filter_or_sort_is_refused_and_told_what_there_is(admin: Program) -> None:
    said = problem(admin.get("/accounts?colour=red&segment=SME&segment=ENT"), 422)
    told = {error["field"]: error["message"] for error in said["errors"]}
    assert told.keys() == {"segment", "colour"}
    assert "segment, industry, region" in told["colour"]
    wrong_sort = problem(admin.get("/accounts?sort=password"), 422)
    assert "'-mrr'" in wrong_sort["errors"][0]["message"]
    problem(admin.get("/accounts/A1?x=1"), 422)
    problem(admin.get("/accounts?limit=201"), 422)


def test_a_failure_of_ours_says_nothing_of_itself(
    admin: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("garant.accounts.actions.write_note", lambda **_: 1 / 0)
    said = problem(admin.post("/notes", NOTE), 500)
    assert "division" not in json.dumps(said)


# ------------------------------------------------------------------ versions


def test_an_item_that_did_not_change_is_not_sent_again(admin: Program) -> None:
    tag = admin.get("/accounts/A1").headers["ETag"]
    again = admin.get("/accounts/A1", If_None_Match=f'"x", W/{tag}')
    assert (again.status_code, again.content) == (304, b"")
    Account.objects.filter(account_id="A1").update(region="Nord")
    assert admin.get("/accounts/A1", If_None_Match=tag).status_code == 200


def test_a_change_of_an_older_version_is_refused(admin: Program) -> None:
    tag = admin.get("/accounts/A1").headers["ETag"]
    first = admin.patch("/accounts/A1", {"region": "Nord"}, If_Match=tag)
    assert first.status_code == 200
    problem(admin.patch("/accounts/A1", {"region": "Sud"}, If_Match=tag), 412)
    assert Account.objects.get(account_id="A1").region == "Nord"
    second = admin.patch("/accounts/A1", {"region": "Sud"}, If_Match=first.headers["ETag"])
    assert second.json()["region"] == "Sud"
    note = admin.post("/notes", NOTE).json()
    problem(admin.delete(f"/notes/{note['id']}", If_Match='"other"'), 412)
    assert admin.delete(f"/notes/{note['id']}", If_Match="*").status_code == 204


# ------------------------------------------------------------------ one key, one effect


def test_a_request_that_is_sent_again_has_one_effect_and_one_answer(admin: Program) -> None:
    first = admin.post("/notes", NOTE, Idempotency_Key="k1")
    again = admin.post("/notes", NOTE, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Note.objects.count() == 1
    admin.post("/notes", NOTE)
    admin.post("/notes", NOTE, Idempotency_Key="k2")
    assert Note.objects.count() == 3


def test_a_key_is_for_one_request_of_one_user(admin: Program, program: Make) -> None:
    admin.post("/notes", NOTE, Idempotency_Key="k1")
    other = {**NOTE, "text": "Something else."}
    said = problem(admin.post("/notes", other, Idempotency_Key="k1"), 422)
    assert said["errors"][0]["field"] == "Idempotency-Key"
    assert program("manager").post("/notes", other, Idempotency_Key="k1").status_code == 201
    for key in ("", "é", "x" * 201):
        problem(admin.post("/notes", NOTE, Idempotency_Key=key), 422)
    assert Note.objects.count() == 2


def test_a_refusal_leaves_its_key_free(admin: Program) -> None:
    problem(admin.post("/notes", {**NOTE, "account_id": "A404"}, Idempotency_Key="k1"), 404)
    assert not KeptAnswer.objects.exists()
    assert admin.post("/notes", NOTE, Idempotency_Key="k1").status_code == 201


def test_a_key_is_forgotten_after_a_day(admin: Program) -> None:
    admin.post("/notes", NOTE, Idempotency_Key="k1")
    KeptAnswer.objects.update(at=timezone.now() - repeats.KEPT)
    admin.post("/notes", NOTE, Idempotency_Key="k1")
    assert Note.objects.count() == 2


def test_of_two_at_once_the_second_gets_the_answer_of_the_first(
    admin: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looks before the first has written its key, and writes its own too late."""
    first = admin.post("/notes", NOTE, Idempotency_Key="k1")
    looked = repeats._earlier
    first_looks = [None]
    monkeypatch.setattr(
        repeats, "_earlier", lambda *asked: first_looks.pop() if first_looks else looked(*asked)
    )
    second = admin.post("/notes", NOTE, Idempotency_Key="k1")
    assert second.json() == first.json()
    assert Note.objects.count() == 1


def test_slow_work_of_the_same_key_is_not_begun_twice(admin: Program) -> None:
    said = {
        "email": "nina@ardoise.example", "name": "Nina Roche", "role": "csm",
        "department": "customer_success",
    }  # fmt: skip
    made = admin.post("/invitations", said, Idempotency_Key="k1")
    assert made.status_code == 201
    KeptAnswer.objects.update(status=None, body="")
    problem(admin.post("/invitations", said, Idempotency_Key="k1"), 409)
    with pytest.raises(IntegrityError):
        KeptAnswer.objects.create(user=admin.user, key="k1", asked="")


def test_a_secret_is_shown_once_and_not_kept_for_repeats(admin: Program) -> None:
    first = admin.post("/tokens", {"label": "report"}, Idempotency_Key="k1").json()
    again = admin.post("/tokens", {"label": "report"}, Idempotency_Key="k1").json()
    assert first["token"].startswith(f"gar_{first['id']}_")
    assert again == {**first, "token": None}
    kept = KeptAnswer.objects.get().body
    assert first["token"].rpartition("_")[2] not in kept


# ------------------------------------------------------------------ paging


def test_pages_follow_each_other_whatever_is_added_or_taken_away(admin: Program) -> None:
    Account.objects.all().delete()
    Account.objects.bulk_create(
        Account(account_id=f"P{n:02}", name=f"Firme {n // 2:02}") for n in range(20)
    )
    seen: list[str] = []
    following: str | None = ""
    while following is not None:
        cursor = f"&cursor={following}" if following else ""
        page = admin.get(f"/accounts?sort=name&limit=7{cursor}").json()
        seen += [one["account_id"] for one in page["items"]]
        following = page["next"]
        Account.objects.create(account_id=f"before{len(seen)}", name="Aaa")
        Account.objects.filter(account_id=seen[0]).delete()
    assert seen == [f"P{n:02}" for n in range(20)]


@pytest.mark.parametrize("sort", ["mrr", "-mrr", "due", "-due", "name", "-name"])
def test_each_sort_gives_every_account_once_those_without_figure_last(
    admin: Program, sort: str
) -> None:
    from garant.contracts.models import AccountFigure

    for number, name in enumerate(("A1", "A2", "A4")):
        AccountFigure.objects.create(account_id=name, mrr=100 * number, mrr_year_ago=0)
    names, following = [], ""
    while following is not None:
        cursor = f"&cursor={following}" if following else ""
        page = admin.get(f"/accounts?sort={sort}&limit=2{cursor}").json()
        names += [one["account_id"] for one in page["items"]]
        following = page["next"]
    assert sorted(names) == [f"A{n}" for n in range(1, 9)]
    if "mrr" in sort:
        assert names[:3] == (["A4", "A2", "A1"] if sort == "mrr" else ["A1", "A2", "A4"])


def test_a_cursor_is_of_its_list_and_sort(admin: Program) -> None:
    cursor = admin.get("/accounts?limit=2&sort=name").json()["next"]
    problem(admin.get(f"/accounts?limit=2&sort=mrr&cursor={cursor}"), 404)
    problem(admin.get(f"/lines?cursor={cursor}"), 404)
    problem(admin.get(f"/accounts?sort=name&cursor={cursor[:-2]}xx"), 404)
