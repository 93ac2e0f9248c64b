"""`garant import`, `export` and `count`: the same verbs as the pages, from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from garant.accounts.models import Account, Contact
from garant.cli import counting, exporting, importing
from garant.metrics.errors import DataError, UsageError
from garant.sources.models import Import
from garant.users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _said(app: typer.Typer, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--quiet"], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_one_table_is_taken_by_its_kind_tried_first_and_counted(
    company: Import, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("contact_id,account_id,name\nK1,A1,Ida\nK2,A2,Per\n", encoding="utf-8")
    tried = _said(importing.app, "contacts", str(file), "--dry-run")
    assert "contact: 2 new, 0 changed, 0 same" in tried
    assert not Contact.objects.exists()
    _said(importing.app, "contacts", str(file))
    assert json.loads(_said(counting.app, "contacts", "--json")) == {"contacts": 2}
    assert _said(counting.app, "accounts").strip() == str(Account.objects.count())
    assert "nothing was changed" in _said(importing.app, "contacts", str(file))
    last = Import.objects.latest("pk")
    _said(importing.app, "undo", str(last.pk))
    assert not Contact.objects.exists()


def test_what_is_wrong_is_told_and_bad_rows_can_be_left_out(
    company: Import, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("contact_id,account_id,name\nK1,A1,Ida\nK2,A99,Per\n", encoding="utf-8")
    with pytest.raises(DataError) as told:
        _said(importing.app, "contacts", str(file))
    assert [(one.row, one.field) for one in told.value.problems] == [(3, "account_id")]
    said = _said(importing.app, "contacts", str(file), "--skip-bad")
    assert "contact: 1 new" in said


def test_what_is_wrong_is_told_by_the_column_of_the_file(company: Import, tmp_path: Path) -> None:
    mapping, file = tmp_path / "mapping.toml", tmp_path / "people.csv"
    mapping.write_text(
        '[contact]\nfrom = "people.csv"\n[contact.columns]\n'
        'contact_id = "No"\naccount_id = "Client"\nname = "Nom"\n',
        encoding="utf-8",
    )
    file.write_text("No,Client,Nom\nK1,A99,Ida\n", encoding="utf-8")
    with pytest.raises(DataError) as told:
        _said(importing.app, "book", str(file), "--mapping", str(mapping))
    assert [(p.row, p.field) for p in told.value.problems] == [(2, "Client (account_id)")]


def test_an_export_is_lines_of_json_or_a_folder(company: Import, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in _said(exporting.app, "accounts").splitlines()]
    assert {line["account_id"] for line in lines} == set(
        Account.objects.values_list("account_id", flat=True)
    )
    _said(exporting.app, "all", "--format", "csv", "--exclude", "audit", "--out", f"{tmp_path}/o")
    names = {file.name for file in (tmp_path / "o").iterdir()}
    assert {"account.csv", "contract_line.csv", "spend.csv", "mapping.toml"} <= names
    assert "audit.csv" not in names


def test_a_word_that_is_no_kind_is_refused_with_those_that_are(admin: User) -> None:
    for app in (importing.app, exporting.app, counting.app):
        words = ["nothing", "x.csv"] if app is importing.app else ["nothing"]
        with pytest.raises(UsageError, match="accounts, contacts"):
            CliRunner().invoke(app, words, catch_exceptions=False)
