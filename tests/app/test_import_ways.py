"""Ways to import: in place of everything, one table alone, without bad rows, by a mapping."""

from __future__ import annotations

import csv
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

import garant
from garant.accounts.models import Account, Contact, Note, Ownership
from garant.contracts import models, queries
from garant.contracts.refresh import refresh
from garant.metrics.errors import RequestError
from garant.sources import actions
from garant.sources.actions import Ways
from garant.sources.models import Import, State
from garant.users.models import User
from garant.users.roles import Role
from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ACCOUNTS = (
    "id,company,csm,contact_count\n7,Brun,cleo@ardoise.example,3\n8,Boréal,nobody@x.example,1\n"
)
LINES = (
    "id;customer_id;start_date;end_date;monthly_price;devise\n"
    "1;7;01/01/2024;31/12/2024;1 200,50;EUR\n"
    "2;8;15/02/2024;;300,00;EUR\n"
)
EUROS = '[settings]\nreporting_currency = "EUR"\nknown_as_of = "2024-12-31"\n'
MAPPING = """
[settings]
known_as_of = "2024-06-30"

[account]
from = "customers.csv"
[account.columns]
account_id = "id"
name = "company"
owner = "csm"

[contract_line]
from = "subs.csv"
dates = "%d/%m/%Y"
decimal = ","
thousands = " "
amount_is = "mrr"
[contract_line.columns]
line_id = "id"
account_id = "customer_id"
start_on = "start_date"
end_on = { column = "end_date", inclusive = true }
amount = "monthly_price"
currency = "devise"
"""


def _written(folder: Path, **texts: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [folder / f"{name}.csv" for name in texts]


def _other(folder: Path) -> list[Path]:
    return _written(folder, customers=ACCOUNTS, subs=LINES)


def _said(one: Import) -> list[tuple[str, Any, Any]]:
    return [(row["table"], row["row"], row["field"]) for row in one.problems]


def test_another_company_takes_the_place_of_everything_and_can_be_undone(
    company: Import, admin: User, tmp_path: Path
) -> None:
    cleo = User.objects.create_user(
        "cleo@ardoise.example", "x" * 12, name="Cléo", role=Role.CSM
    )  # fmt: skip
    held = Account.objects.get(account_id="A1")
    Note.objects.create(account=held, author=admin, text="Met them")
    Contact.objects.create(account=held, name="Ida", level="user", left_on="2024-02-01")
    lines, settings = models.ContractLine.objects.count(), queries.settings_kept()
    one = actions.receive(
        by=admin, files=_other(tmp_path / "other"), mapping=MAPPING, ways=Ways(replaces=True)
    )
    assert one.state == State.CHECKED, one.problems
    assert one.report["after"]["mrr"] == "1500.5000"
    assert ["known_as_of", settings["known_as_of"], "2024-06-30"] in one.report["now"]["settings"]
    going = one.gone
    assert {name: going[name] for name in ("account", "contract_line", "contact", "note")} == {
        "account": len(world.tables()["account"]), "contract_line": lines, "contact": 1, "note": 1,
    }  # fmt: skip
    _confirmed(admin, one)
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Boréal", "Brun"]
    assert Account.objects.get(name="Brun").attributes["contact_count"] == "3"
    assert [(o.account.name, o.user) for o in Ownership.objects.all()] == [("Brun", cleo)]
    assert models.ContractLine.objects.count() == 2
    assert not Note.objects.exists()
    refresh()
    kept = queries.figures("bridge")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    book = garant.Book(tmp_path / "other", mapping=tmp_path / "mapping.toml")
    assert kept is not None
    assert list(kept.rows) == book.bridge("month").rows()

    actions.undo(by=admin, one=one)
    assert Account.objects.count() == len(world.tables()["account"])
    assert models.ContractLine.objects.count() == lines
    assert queries.settings_kept() == settings
    assert Note.objects.get().account.account_id == "A1"
    assert str(Contact.objects.get().left_on) == "2024-02-01"
    assert not Ownership.objects.exists()


def _confirmed(admin: User, one: Import) -> None:
    """Replace everything by the page, which asks for a tick."""
    browser = Client()
    browser.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    assert 'name="sure" required' in browser.get(reverse("import", args=[one.pk])).content.decode()
    address = reverse("import_apply", args=[one.pk])
    browser.post(address)
    assert Import.objects.get(pk=one.pk).state == State.CHECKED
    browser.post(address, {"sure": "on"})
    assert Import.objects.get(pk=one.pk).state == State.APPLIED


def test_a_company_is_not_emptied_by_files_of_which_every_line_is_left_out(
    company: Import, admin: User, tmp_path: Path
) -> None:
    bad = LINES.replace("2024", "24th of")
    files = _written(tmp_path / "bad", customers=ACCOUNTS, subs=bad)
    one = actions.receive(
        by=admin, files=files, mapping=MAPPING, ways=Ways(replaces=True, skips=True)
    )
    assert one.state == State.REFUSED
    assert one.problems[-1]["message"].startswith("no line of the files can be kept")
    with pytest.raises(RequestError):
        actions.apply(by=admin, one=one)


def test_one_table_alone_is_checked_against_what_is_there(
    company: Import, admin: User, tmp_path: Path
) -> None:
    before = models.Spend.objects.filter(voided_at=None).count()
    text = "contact_id,account_id,name,level,left_on\nK1,A1,Ida Brun,economic,\nK2,A2,Per,user,\n"
    people = actions.receive(
        by=admin, files=_written(tmp_path / "p", anything=text), kind="contacts"
    )
    actions.apply(by=admin, one=people)
    assert [one.account.account_id for one in Contact.objects.order_by("contact_id")] == [
        "A1",
        "A2",
    ]
    again = actions.receive(
        by=admin, files=_written(tmp_path / "q", k=text.replace("Per,user", "Per,economic")),
        kind="contacts",
    )  # fmt: skip
    assert again.found["contact"] == {"new": 0, "changed": 1, "same": 1}
    (change,) = again.report["tables"]["contact"]["changes"]
    assert (change["id"], change["field"], change["before"], change["after"]) == (
        "K2", "level", "user", "economic",
    )  # fmt: skip
    wrong = actions.receive(
        by=admin, files=_written(tmp_path / "r", k=text.replace(",A2,", ",A99,")), kind="contacts"
    )
    assert _said(wrong) == [("contact", 3, "account_id")]
    assert models.Spend.objects.filter(voided_at=None).count() == before
    actions.undo(by=admin, one=people)
    assert not Contact.objects.exists()


def test_what_a_file_does_not_say_of_an_account_stays(
    company: Import, admin: User, tmp_path: Path
) -> None:
    before = Account.objects.get(account_id="A1")
    text = "account_id,industry\nA1,paper\n"
    one = actions.receive(by=admin, files=_written(tmp_path / "p", a=text), kind="accounts")
    assert one.found["account"] == {"new": 0, "changed": 1, "same": 0}
    actions.apply(by=admin, one=one)
    after = Account.objects.get(account_id="A1")
    assert (after.industry, after.name, after.segment) == ("paper", before.name, before.segment)
    actions.undo(by=admin, one=one)
    assert Account.objects.get(account_id="A1").industry == before.industry


def test_bad_rows_are_left_out_when_asked_and_all_of_them_are_told(
    admin: User, tmp_path: Path
) -> None:
    folder = world.write(tmp_path / "ardoise")
    file = folder / "contract_line.csv"
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    start, amount = rows[0].index("start_on"), rows[0].index("amount")
    rows[3][start], rows[5][amount] = "2023-02-31", "12,5"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([*rows[:7], [*rows[7], "one too many"], *rows[8:]])
    files = sorted(folder.glob("*.csv"))
    whole = actions.receive(by=admin, files=files, mapping=EUROS)
    assert whole.state == State.REFUSED
    one = actions.check(actions.leave_bad_rows_out(by=admin, one=whole))
    told = {(row["row"], row["field"]) for row in one.report["refused"]}
    assert {(4, "start_on"), (6, "amount"), (8, None)} <= told
    assert one.state == State.CHECKED, one.problems
    bad = len({row["row"] for row in one.report["refused"] if row["table"] == "contract_line"})
    assert one.report["tables"]["contract_line"]["refused"] == bad
    actions.apply(by=admin, one=one)
    assert models.ContractLine.objects.count() == len(rows) - 1 - bad


def test_a_workbook_is_read_sheet_by_sheet(admin: User, tmp_path: Path) -> None:
    book = Workbook()
    tables = {name: world.tables()[name] for name in ("account", "contract_line", "fx_rate")}
    for name, found in tables.items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in found for key in row))
        sheet.append(columns)
        for row in found:
            cells = [row.get(key) for key in columns]
            sheet.append([float(c) if isinstance(c, Decimal) else c for c in cells])
    book.save(tmp_path / "ardoise.xlsx")
    one = actions.receive(by=admin, files=[tmp_path / "ardoise.xlsx"], mapping=EUROS)
    assert one.state == State.CHECKED, one.problems
    assert one.found["contract_line"]["new"] == len(tables["contract_line"])


def test_what_unfolds_or_is_damaged_is_refused_in_words(admin: User, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        for k in range(22):
            parts.writestr(f"xl/{k}.xml", b"\0" * (100 << 20))
    (tmp_path / "damaged.xlsx").write_bytes(bomb.read_bytes()[:2000])
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1" + b"x" * 500)
    wide = pa.array(["x" * 1_000_000] * 4).dictionary_encode()
    wide = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000), wide.dictionary)
    pq.write_table(pa.table({"account_id": wide}), tmp_path / "account.parquet")
    (tmp_path / "bytes.csv").write_bytes(b"id;name\n1;\x81\x07\n")
    for name, word in (
        ("bomb.xlsx", "unfold"), ("damaged.xlsx", "damaged"), ("damaged.parquet", "Parquet"),
        ("account.parquet", ""), ("bytes.csv", "UTF-8"),
    ):  # fmt: skip
        one = actions.receive(by=admin, files=[tmp_path / name], ways=Ways(asks=True))
        assert one.state == State.REFUSED, name
        assert any(word in row["message"] for row in one.problems), (name, one.problems[:2])
    assert not Account.objects.exists()


def test_files_go_after_thirty_days_and_what_was_never_applied_with_them(
    company: Import, admin: User, tmp_path: Path
) -> None:
    folder = actions.folder_of(company)
    late = timezone.now() + timedelta(days=31)
    waiting = Import.objects.create(kind="book", by=admin)
    assert actions.clear(timezone.now()) == 0
    assert actions.clear(late) == 1
    assert not folder.exists()
    assert not Import.objects.filter(pk=waiting.pk).exists()
    Import.objects.update(applied_at=timezone.now() - timedelta(days=31))
    with pytest.raises(RequestError, match="30 days"):
        actions.undo(by=admin, one=company)


def test_accounts_that_lines_make_come_from_the_lines_that_are_kept(
    admin: User, tmp_path: Path
) -> None:
    text = (
        "line,client,start_on,end_on,amount\n"
        "1,C1,2024-01-01,,100\n2,C2,2024-01-01,,soon\n3,C3,2024-01-01,,-5\n4,C3,2024-01-01,,70\n"
    )
    mapping = """
[account]
from = "lines.csv"
distinct = true
[account.columns]
account_id = "client"
[contract_line]
from = "lines.csv"
amount_is = "mrr"
[contract_line.columns]
line_id = "line"
account_id = "client"
currency = { value = "EUR" }
"""
    files = _written(tmp_path, lines=text)
    one = actions.receive(by=admin, files=files, mapping=mapping, ways=Ways(skips=True))
    assert one.state == State.CHECKED, one.problems
    assert one.found["contract_line"]["new"] == 2
    actions.apply(by=admin, one=one)
    assert sorted(Account.objects.values_list("account_id", flat=True)) == ["C1", "C3"]
