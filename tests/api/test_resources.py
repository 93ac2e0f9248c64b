"""Each resource: what it says, what it takes, and whose it is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from garant.accounts.models import Account, Contact, Note, Ownership
from garant.contracts.models import AccountFigure, Contract, ContractLine, Pause
from garant.contracts.queries import today
from garant.lib.models import AuditEntry
from garant.users.models import Invitation, User
from garant.users.roles import Role
from tests import world
from tests.api.conftest import BASE, Make, Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def test_accounts_are_those_of_the_company_without_the_test_one(admin: Program) -> None:
    found = {one["account_id"]: one for one in admin.all("/accounts")}
    rows = {row["account_id"]: row for row in world.tables()["account"]}
    assert found.keys() == rows.keys() - {"A9"}
    assert found["A2"]["name"] == rows["A2"]["name"]
    assert admin.get("/accounts/A1").json() == found["A1"]
    assert admin.get("/accounts/A9").status_code == 404
    segment = rows["A1"]["segment"]
    only = admin.all(f"/accounts?segment={segment}")
    assert {one["account_id"] for one in only} == {
        key for key, row in rows.items() if row["segment"] == segment and key != "A9"
    }
    assert [one["account_id"] for one in admin.all("/accounts?q=dolmen")] == ["A4"]


def test_facts_have_the_amounts_of_the_files(admin: Program) -> None:
    lines = {one["line_id"]: one for one in admin.all("/lines")}
    rows = {row["line_id"]: row for row in world.tables()["contract_line"]}
    assert lines.keys() == {key for key, row in rows.items() if row["account_id"] != "A9"}
    assert (lines["L6a"]["amount"], lines["L6a"]["quantity"]) == ("30", "12")
    assert lines["L1a"]["start_on"] == rows["L1a"]["start_on"].isoformat()
    discount = admin.get("/discounts/D3").json()
    assert (discount["value"], discount["end_on"]) == ("30", "2023-09-01")
    assert len(admin.all("/spend")) == len(world.SPEND)
    assert len(admin.all("/products")) == len(world.PRODUCTS)
    assert len(admin.all("/contracts?account_id=A7")) == sum(
        row["account_id"] == "A7" for row in world.CONTRACTS
    )
    later = admin.all("/lines?start_on_from=2024-06-15&start_on_before=2024-09-15")
    assert {one["line_id"] for one in later} == {
        key for key, row in rows.items() if date(2024, 6, 15) <= row["start_on"] < date(2024, 9, 15)
    }


def test_a_fact_that_was_taken_back_is_not_shown(admin: Program) -> None:
    line = ContractLine.objects.get(line_id="L1a")
    ContractLine.objects.filter(pk=line.pk).update(voided_at="2025-01-01T00:00:00Z")
    assert admin.get("/lines/L1a").status_code == 404


def test_facts_are_written_changed_and_taken_back_by_the_rules_of_files(admin: Program) -> None:
    said = {
        "account_id": "A3", "line_id": "L3z", "start_on": "2025-01-01", "quantity": "2",
        "price_basis": "flat_per_interval", "interval_unit": "month", "interval_count": 1,
        "amount": "49.50", "currency": "EUR",
    }  # fmt: skip
    made = admin.post("/lines", said)
    assert made.status_code == 201, made.content
    assert (made.json()["amount"], made.json()["kind"]) == ("49.5", "recurring")
    assert admin.post("/lines", said).status_code == 409
    changed = admin.patch("/lines/L3z", {"amount": "60"})
    assert changed.json() == {**made.json(), "amount": "60"}
    assert [one.amount for one in ContractLine.objects.filter(line_id="L3z").order_by("pk")] == [
        Decimal("49.5"), Decimal(60),
    ]  # fmt: skip
    wrong = admin.patch("/lines/L3z", {"end_on": "2024-01-01"})
    assert wrong.status_code == 409
    assert "end_on" in wrong.json()["errors"][0]["field"]
    assert admin.post("/lines", {**said, "account_id": "A9"}).status_code == 404
    assert admin.post("/lines", {**said, "amount": 49.5}).status_code == 422
    assert admin.delete("/lines/L3z").status_code == 204
    assert admin.get("/lines/L3z").status_code == 404
    assert ContractLine.objects.filter(line_id="L3z", voided_at=None).count() == 0
    assert admin.post("/products", {"name": "Lectern"}).json()["product_id"].startswith("g-")


def test_a_pause_rests_a_line_and_can_be_changed_and_taken_back(admin: Program) -> None:
    said = {"line_id": "L1a", "start_on": "2024-03-01", "end_on": "2024-05-01"}
    made = admin.post("/pauses", said, Idempotency_Key="p1")
    assert made.status_code == 201, made.content
    assert made.json() == {"id": made.json()["id"], **said}
    assert admin.post("/pauses", said, Idempotency_Key="p1").json() == made.json()
    assert admin.all("/pauses?line_id=L1a") == [made.json()]
    path = f"/pauses/{made.json()['id']}"
    assert admin.get(path).json() == made.json()
    tag = made.headers["ETag"]
    longer = admin.patch(path, {"end_on": None}, If_Match=tag)
    assert longer.json() == {**said, "id": longer.json()["id"], "end_on": None}
    assert longer.json()["id"] != made.json()["id"]  # a fact is written again, never over
    assert admin.get(path).status_code == 404
    assert [str(one.end_on) for one in Pause.objects.filter(line_id="L1a").order_by("pk")] == [
        "2024-05-01", "None",
    ]  # fmt: skip
    now = f"/pauses/{longer.json()['id']}"
    assert admin.delete(now, If_Match=tag).status_code == 412
    assert admin.delete(now, If_Match=longer.headers["ETag"]).status_code == 204
    assert admin.all("/pauses?line_id=L1a") == []
    assert not Pause.objects.filter(line_id="L1a", voided_at=None).exists()
    verbs = AuditEntry.objects.filter(verb__startswith="fact.").order_by("pk")
    assert [one.verb for one in verbs] == ["fact.write", "fact.change", "fact.void"]


def test_a_pause_of_no_line_or_of_an_account_that_one_does_not_see_is_refused(
    admin: Program, program: Make
) -> None:
    before = Pause.objects.count()
    said = {"line_id": "L404", "start_on": "2024-03-01"}
    nowhere = admin.post("/pauses", said)
    assert nowhere.status_code == 409
    assert "line_id" in nowhere.json()["errors"][0]["field"]
    of_test_account = ContractLine.objects.filter(account_id="A9").earliest("pk")
    unseen = admin.post("/pauses", {**said, "line_id": of_test_account.line_id})
    assert unseen.status_code == 403
    backwards = {"line_id": "L1a", "start_on": "2024-03-01", "end_on": "2024-02-01"}
    assert admin.post("/pauses", backwards).status_code == 409
    csm = program("csm")
    assert csm.all("/pauses") == []
    assert csm.post("/pauses", {**said, "line_id": "L1a"}).status_code == 403
    assert Pause.objects.count() == before


def test_spend_is_written_as_on_its_page(admin: Program, program: Make) -> None:
    before = len(admin.all("/spend"))
    said = {
        "month": "2024-03-01", "department": "sales", "kind": "sales", "amount": "1200.50",
        "currency": "EUR",
    }  # fmt: skip
    made = admin.post("/spend", said)
    assert made.status_code == 201, made.content
    assert made.json() == {"id": made.json()["id"], **said, "amount": "1200.5"}
    assert len(admin.all("/spend")) == before + 1
    path = f"/spend/{made.json()['id']}"
    assert program("executive").get(path).json() == made.json()
    less = admin.patch(path, {"amount": "900"}).json()
    assert less == {**made.json(), "id": less["id"], "amount": "900"}
    assert len(admin.all("/spend")) == before + 1
    for wrong in ({"kind": "fun"}, {"currency": "euro"}, {"amount": "-1"}, {"month": "2024-03"}):
        assert admin.post("/spend", {**said, **wrong}).status_code == 422, wrong
    assert program("executive").post("/spend", said).status_code == 403
    assert program("csm").get("/spend").status_code == 403
    assert admin.delete(f"/spend/{less['id']}").status_code == 204
    assert len(admin.all("/spend")) == before


def test_an_exchange_rate_keeps_every_digit_that_is_taken(admin: Program) -> None:
    known = len(admin.all("/fx-rates"))
    assert known == len(world.FX_RATES)
    said = {
        "from_currency": "CHF", "to_currency": "EUR", "valid_from": "2024-01-01",
        "valid_to": "2024-12-31",
    }  # fmt: skip
    for rate in ("1.042", "0.000000912345", "123456789.123456"):
        made = admin.post("/fx-rates", {**said, "rate": rate})
        assert made.status_code == 201, made.content
        assert admin.get(f"/fx-rates/{made.json()['id']}").json()["rate"] == rate
        assert admin.delete(f"/fx-rates/{made.json()['id']}").status_code == 204
    nothing = admin.post("/fx-rates", {**said, "rate": "0"})
    assert nothing.status_code == 409
    assert nothing.json()["errors"][0]["field"].endswith("rate")
    for rate in ("1234.1234567", "1.0420000000001", "-1", 1.042, "1,042"):
        assert admin.post("/fx-rates", {**said, "rate": rate}).status_code == 422, rate
    assert admin.post("/fx-rates", {**said, "rate": "1", "to_currency": "e"}).status_code == 422
    assert len(admin.all("/fx-rates?from_currency=USD")) == len(
        [row for row in world.FX_RATES if row["from_currency"] == "USD"]
    )
    assert len(admin.all("/fx-rates")) == known


def test_an_account_is_changed_as_on_its_page(admin: Program) -> None:
    said = admin.patch("/accounts/A1", {"segment": "Cabinets", "employees": 40}).json()
    assert (said["segment"], said["employees"]) == ("Cabinets", 40)
    entry = AuditEntry.objects.get(verb="account.edit")
    assert entry.actor_id == admin.user.pk
    assert entry.after == {"segment": "Cabinets", "employees": 40}
    assert admin.patch("/accounts/A1", {"name": ""}).status_code == 422
    assert admin.patch("/accounts/A1", {"mrr": "9"}).status_code == 422
    assert admin.patch("/accounts/A9", {"segment": "x"}).status_code == 404


def test_people_at_accounts_are_added_and_found(admin: Program) -> None:
    said = {"account_id": "A2", "name": "Léa Brun", "level": "user", "email": "lea@b.example"}
    made = admin.post("/contacts", said)
    assert made.status_code == 201
    assert Contact.objects.get().account.account_id == "A2"
    assert admin.all("/contacts?account_id=A2&level=user") == [made.json()]
    assert admin.all("/contacts?account_id=A1") == []
    left = admin.patch(f"/contacts/{made.json()['id']}", {"left_on": "2024-11-30"})
    assert left.json() == {**made.json(), "left_on": "2024-11-30"}
    assert admin.post("/contacts", {**said, "account_id": "A9"}).status_code == 404


def test_accounts_are_given_to_somebody_and_the_history_stays(
    admin: Program, program: Make
) -> None:
    first, second = program("csm").user, program("csm").user
    for user, day in ((first, "2024-01-01"), (second, "2024-06-01")):
        said = {"account_ids": ["A1", "A2"], "user_id": user.pk, "start_on": day}
        assert admin.post("/ownerships", said).json() == {"changed": 2}
    history = admin.all("/ownerships?account_id=A1")
    assert [(one["user"]["id"], one["start_on"], one["end_on"]) for one in history] == [
        (first.pk, "2024-01-01", "2024-06-01"), (second.pk, "2024-06-01", None),
    ]  # fmt: skip
    assert admin.get("/accounts/A1").json()["owner"] == {"id": second.pk, "name": second.name}
    early = {"account_ids": ["A1"], "user_id": first.pk, "start_on": "2024-02-01"}
    refused = admin.post("/ownerships", early)
    assert refused.status_code == 409
    assert second.name in refused.json()["detail"]
    mixed = {"account_ids": ["A3", "A404"], "user_id": first.pk}
    assert admin.post("/ownerships", mixed).status_code == 404
    assert not Ownership.objects.filter(account__account_id="A3").exists()


def test_a_note_is_taken_back_by_who_wrote_it(admin: Program, program: Make) -> None:
    note = admin.post("/notes", {"account_id": "A1", "text": "**Renews** in May."}).json()
    assert note["text"] == "**Renews** in May."
    assert admin.get(f"/notes/{note['id']}").json() == note
    assert program("manager").delete(f"/notes/{note['id']}").status_code == 403
    assert Note.objects.exists()
    assert admin.delete(f"/notes/{note['id']}").status_code == 204
    assert admin.get(f"/notes/{note['id']}").status_code == 404
    assert admin.post(f"/notes/{note['id']}/restore").json() == note


def test_each_sees_the_accounts_of_their_scope_and_what_belongs_to_them(
    admin: Program, program: Make
) -> None:
    csm, sales, leader = program("csm"), program("sales"), program("executive")
    said = {"account_ids": ["A1", "A4"], "user_id": csm.user.pk, "start_on": "2024-01-01"}
    assert admin.post("/ownerships", said).status_code == 200
    Contract.objects.filter(account_id="A2").update(salesperson=sales.user.email)
    for name in ("A1", "A2"):
        admin.post("/notes", {"account_id": name, "text": "Seen."})
        admin.post("/contacts", {"account_id": name, "name": "Léa", "level": "user"})
    seen = {csm: {"A1", "A4"}, sales: {"A2"}, leader: {f"A{n}" for n in range(1, 9)}}
    for asker, accounts in seen.items():
        assert {one["account_id"] for one in asker.all("/accounts")} == accounts
        for path in ("/contracts", "/lines", "/notes", "/ownerships"):
            assert {one["account_id"] for one in asker.all(path)} <= accounts, path
    assert {one["account_id"] for one in csm.all("/contacts")} == {"A1"}
    assert {one["account_id"] for one in sales.all("/notes")} == {"A2"}
    assert leader.get("/contacts").status_code == 403
    assert csm.get("/accounts/A2").status_code == 404
    assert csm.patch("/accounts/A2", {"region": "Nord"}).status_code == 404
    assert csm.post("/notes", {"account_id": "A2", "text": "No."}).status_code == 404
    line = ContractLine.objects.filter(account_id="A2").earliest("pk")
    assert csm.get(f"/lines/{line.line_id}").status_code == 404
    assert [one["account_id"] for one in admin.all("/accounts?owner=none&q=aub")] == []
    assert {one["account_id"] for one in csm.all("/accounts?owner=mine")} == {"A1", "A4"}


def test_accounts_are_asked_for_by_where_they_stand(admin: Program) -> None:
    due = today() + timedelta(days=60)
    for account_id, more in {"A1": {"mrr": 200, "due_on": due}, "A2": {"left_on": today()}}.items():
        given = {"mrr": 0, "mrr_year_ago": 0, **more}
        AccountFigure.objects.update_or_create(account_id=account_id, defaults=given)
    found = {
        query: {one["account_id"] for one in admin.all(f"/accounts?{query}")} & {"A1", "A2"}
        for query in ("state=customer", "state=left", "renewal=30", "renewal=90")
    }
    assert found == {
        "state=customer": {"A1"}, "state=left": {"A2"}, "renewal=30": set(), "renewal=90": {"A1"},
    }  # fmt: skip
    refused = admin.get("/accounts?state=gone")
    assert refused.status_code == 422


def test_an_account_that_is_handed_over_later_is_still_followed_by_who_has_it(
    admin: Program, program: Make
) -> None:
    now, next_one = admin.user, program(Role.CSM).user
    account, change = Account.objects.get(account_id="A1"), timezone.localdate() + timedelta(days=9)
    Ownership.objects.filter(account=account).delete()
    for user, start, end in ((now, date(2023, 1, 1), change), (next_one, change, None)):
        Ownership.objects.create(account=account, user=user, start_on=start, end_on=end)
    assert admin.get("/accounts/A1").json()["owner"]["id"] == now.pk


def test_an_account_is_not_put_below_itself(admin: Program) -> None:
    below = admin.patch("/accounts/A2", {"parent_account_id": "A1"})
    assert below.json()["parent_account_id"] == "A1"
    assert admin.patch("/accounts/A1", {"parent_account_id": "A2"}).status_code == 409
    assert (
        admin.patch("/accounts/A2", {"parent_account_id": None}).json()["parent_account_id"] is None
    )


def test_saved_views_and_tokens_are_each_ones_own(admin: Program, program: Make) -> None:
    other = program("csm")
    said = {"page": "accounts", "name": "North", "query": "region=Nord"}
    view = admin.post("/saved-views", said).json()
    assert admin.all("/saved-views") == [view]
    assert other.all("/saved-views") == []
    assert other.delete(f"/saved-views/{view['id']}").status_code == 404
    assert admin.delete(f"/saved-views/{view['id']}").status_code == 204
    made = admin.post("/tokens", {"label": "report", "read_only": True, "days": 7}).json()
    assert other.get(f"/tokens/{made['id']}").status_code == 404
    assert other.delete(f"/tokens/{made['id']}").status_code == 404
    reader = Program(admin.user, made["token"], admin.client)
    assert reader.get("/accounts").status_code == 200
    assert admin.delete(f"/tokens/{made['id']}").status_code == 204
    assert reader.get("/accounts").status_code == 401


def test_somebody_is_invited_by_mail_and_again_and_no_longer(admin: Program) -> None:
    said = {
        "email": "nina@ardoise.example", "name": "Nina Roche", "role": "csm",
        "department": "support", "language": "fr",
    }  # fmt: skip
    made = admin.post("/invitations", said)
    assert made.status_code == 201
    assert mail.outbox[0].to == ["nina@ardoise.example"]
    assert admin.post("/invitations", said).status_code == 409
    number = made.json()["id"]
    assert admin.post(f"/invitations/{number}/send").status_code == 200
    assert len(mail.outbox) == 2
    assert [one["id"] for one in admin.all("/invitations")] == [number]
    assert admin.delete(f"/invitations/{number}").status_code == 204
    assert admin.all("/invitations") == []
    assert Invitation.objects.get().withdrawn_at


def test_roles_are_changed_and_the_last_administrator_stays(admin: Program, program: Make) -> None:
    csm = program("csm").user
    changed = admin.patch(f"/users/{csm.pk}", {"role": "manager", "department": "sales"})
    assert (changed.json()["role"], changed.json()["department"]) == ("manager", "sales")
    refused = admin.patch(f"/users/{admin.user.pk}", {"role": "csm"})
    assert refused.status_code == 409
    assert User.objects.get(pk=admin.user.pk).role == "admin"
    assert {one["role"] for one in admin.all("/users?role=manager")} == {"manager"}


def test_the_audit_trail_is_read_from_the_newest_entry_back(admin: Program) -> None:
    admin.patch("/accounts/A1", {"region": "Nord"})
    newest = admin.get("/audit?limit=1").json()["items"][0]
    assert newest["verb"] == "account.edit"
    assert newest["after"] == {"region": "Nord"}
    assert admin.get(f"/audit/{newest['id']}").json() == newest
    assert len(admin.all("/audit?verb=token.make")) == 1


def give(asker: Program, folder: Path, **said: str) -> Any:
    files = [
        SimpleUploadedFile(file.name, file.read_bytes()) for file in sorted(folder.glob("*.csv"))
    ]
    carried = {"Authorization": f"Bearer {asker.token}"}
    return asker.client.post(f"{BASE}/imports", {"files": files, **said}, headers=carried)


def test_files_are_given_checked_applied_and_taken_back(admin: Program, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "account.csv").write_text("account_id,name\nB1,Brise Marine\n", encoding="utf-8")
    given = give(admin, folder)
    assert given.status_code == 201, given.content
    one = given.json()
    assert (one["state"], one["errors"]) == ("checked", 0)
    assert admin.get("/accounts/B1").status_code == 404
    applied = admin.post(f"/imports/{one['id']}/apply")
    assert applied.json()["state"] == "applied"
    assert admin.get("/accounts/B1").json()["name"] == "Brise Marine"
    assert admin.post(f"/imports/{one['id']}/apply").status_code == 409
    assert admin.post(f"/imports/{one['id']}/undo").json()["state"] == "undone"
    assert admin.get("/accounts/B1").status_code == 404


def test_files_with_a_mistake_say_where_and_can_be_let_go_of(
    admin: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "account.csv").write_text("account_id,employees\nB1,many\n", encoding="utf-8")
    given = give(admin, folder)
    assert given.json()["state"] == "refused"
    wrong = given.json()["problems"][0]
    assert (wrong["table"], wrong["row"], wrong["field"]) == ("account", 2, "employees")
    assert "many" in wrong["message"]
    assert admin.delete(f"/imports/{given.json()['id']}").status_code == 204
    assert admin.all("/imports") == []
