"""Imports: what comes in, what comes in again, what goes out again, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from garant.accounts.models import Account
from garant.contracts import actions as facts_write
from garant.contracts import models, queries
from garant.contracts.refresh import refresh
from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.sources import actions
from garant.sources.models import Import, State
from garant.users.models import User
from garant.users.roles import Role
from tests import world
from tests.app import ardoise

pytestmark = pytest.mark.django_db
FACTS = (models.Contract, models.ContractLine, models.Discount, models.FxRate, models.Spend)


def _again(admin: User, folder: Path) -> Import:
    one = actions.receive(by=admin, files=sorted(folder.glob("*.csv")))
    return actions.apply(by=admin, one=one)


def test_every_row_of_the_company_is_there_after_its_import(company: Import) -> None:
    tables = world.tables()
    assert Account.objects.count() == len(tables["account"])
    assert models.ContractLine.objects.count() == len(tables["contract_line"])
    assert models.Spend.objects.count() == len(tables["spend"])
    assert company.found["account"] == {"new": len(tables["account"]), "changed": 0, "same": 0}


def test_pages_have_the_digits_of_the_command(company: Import) -> None:
    refresh()
    kept = queries.figures("bridge")
    assert kept is not None
    assert list(kept.rows) == ardoise.told()["bridge"].rows()


def test_the_same_files_again_change_nothing(company: Import, admin: User, tmp_path: Path) -> None:
    before = {model: model.objects.count() for model in FACTS}
    again = _again(admin, tmp_path / "ardoise")
    assert all(row["new"] == row["changed"] == 0 for row in again.found.values())
    assert {model: model.objects.count() for model in FACTS} == before


def test_a_changed_line_is_voided_and_written_again(
    company: Import, admin: User, tmp_path: Path
) -> None:
    line = models.ContractLine.objects.filter(voided_at=None).earliest("pk")
    tables = world.tables()
    row = next(row for row in tables["contract_line"] if row["line_id"] == line.line_id)
    file = tmp_path / "ardoise" / "contract_line.csv"
    text = file.read_text(encoding="utf-8").splitlines()
    header = text[0].split(",")
    number = next(n for n, one in enumerate(text) if one.startswith(f"{line.line_id},"))
    cells = text[number].split(",")
    cells[header.index("amount")] = str(row["amount"] + 1)
    file.write_text("\n".join([*text[:number], ",".join(cells), *text[number + 1 :], ""]))
    again = _again(admin, tmp_path / "ardoise")
    versions = models.ContractLine.objects.filter(line_id=line.line_id).order_by("pk")
    assert again.found["contract_line"]["changed"] == 1
    assert [one.amount for one in versions] == [row["amount"], row["amount"] + 1]
    assert [one.voided_at is None for one in versions] == [False, True]
    assert versions[0].voided_at == versions[1].recorded_at


def test_an_import_that_is_undone_leaves_what_was_there_before(
    company: Import, admin: User
) -> None:
    done = actions.undo(by=admin, one=company)
    assert done.state == State.UNDONE
    assert not Account.objects.exists()
    assert not any(model.objects.exists() for model in FACTS)


def test_an_import_is_not_undone_under_what_was_written_by_hand_since(
    company: Import, admin: User
) -> None:
    line = models.ContractLine.objects.filter(voided_at=None).earliest("pk")
    new = facts_write.write_fact(
        by=admin, table="contract_line", values={"quantity": line.quantity + 1}, in_place_of=line
    )
    with pytest.raises(RequestError, match="take them back first"):
        actions.undo(by=admin, one=company)
    assert models.ContractLine.objects.filter(pk=new.pk, voided_at=None).exists()
    assert Import.objects.get(pk=company.pk).state == State.APPLIED


def test_an_earlier_import_waits_for_the_later_one_to_be_undone(
    company: Import, admin: User, tmp_path: Path
) -> None:
    _again(admin, tmp_path / "ardoise")
    with pytest.raises(RequestError, match="first: it came later"):
        actions.undo(by=admin, one=company)


def test_a_file_with_one_bad_row_changes_nothing(admin: User, tmp_path: Path) -> None:
    folder = world.write(tmp_path / "ardoise")
    file = folder / "contract_line.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("2023-01-15", "2023-02-31", 1))
    one = actions.receive(by=admin, files=sorted(folder.glob("*.csv")))
    assert one.state == State.REFUSED
    assert any("2023-02-31" in str(problem["values"]) for problem in one.problems)
    with pytest.raises(RequestError, match="Refused"):
        actions.apply(by=admin, one=one)
    assert not Account.objects.exists()


def test_who_may_not_import_changes_nothing(admin: User, tmp_path: Path) -> None:
    csm = User.objects.create_user("c@ardoise.example", "x" * 12, name="C", role=Role.CSM)
    folder = world.write(tmp_path / "ardoise")
    with pytest.raises(PermissionDenied):
        actions.receive(by=csm, files=sorted(folder.glob("*.csv")))
    assert not Import.objects.exists()


def test_imports_are_in_the_audit_trail_which_shows_any_edit(company: Import) -> None:
    entries = audit.AuditEntry.objects.filter(verb="import.apply")
    assert entries.count() == 1
    assert not list(audit.faults())
    entries.update(actor="somebody else")
    assert any("changed after it was written" in fault for fault in audit.faults())
