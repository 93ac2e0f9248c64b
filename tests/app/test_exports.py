"""Exports: what goes out comes in again, with the same digits; no cell is a formula."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from garant.accounts.models import Account, Contact
from garant.contracts import models
from garant.contracts.facts import book
from garant.sources import actions, exporting, tables
from garant.sources.models import Import
from garant.users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _counts() -> dict[str, int]:
    return {kind: tables.live(name) for kind, name in tables.KINDS.items()}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_all_that_goes_out_comes_in_again_with_the_same_digits(
    form: str, company: Import, admin: User, tmp_path: Path
) -> None:
    held = Account.objects.get(account_id="A1")
    Account.objects.filter(pk=held.pk).update(name="=HYPERLINK(1)", attributes={"plan": "-x"})
    Contact.objects.create(account=held, name="+33 Ida", level="user", job="@home")
    before, digits = _counts(), book().bridge("month").rows()
    names = exporting.parts("all", without=("audit",))
    exporting.write_folder({name: exporting.table(name) for name in names}, tmp_path / "out", form)
    actions.undo(by=admin, one=company)
    Contact.objects.all().delete()
    models.MetricSetting.objects.all().delete()
    assert sum(_counts().values()) == 0
    files = sorted((tmp_path / "out").glob(f"*.{form}"))
    mapping = (tmp_path / "out" / "mapping.toml").read_text(encoding="utf-8")
    one = actions.receive(by=admin, files=files, mapping=mapping)
    assert not one.errors, one.problems
    actions.apply(by=admin, one=one)
    assert _counts() == before
    assert book().bridge("month").rows() == digits
    again = Account.objects.get(account_id="A1")
    assert (again.name, again.attributes) == ("=HYPERLINK(1)", {"plan": "-x"})
    assert Contact.objects.get().name == "+33 Ida"


def test_no_cell_of_a_csv_is_a_formula(company: Import) -> None:
    Account.objects.filter(account_id="A1").update(name="=1+1")
    out = io.BytesIO()
    exporting.write(exporting.table("account"), out, "csv")
    rows = list(csv.reader(io.StringIO(out.getvalue().decode())))
    cells = [cell for row in rows for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]


def test_an_export_as_of_a_day_holds_what_was_known_then(company: Import) -> None:
    line = models.ContractLine.objects.earliest("pk")
    models.ContractLine.objects.filter(pk=line.pk).update(recorded_at="2024-03-01T10:00:00Z")
    early = exporting.table("contract_line", as_of=date(2024, 2, 29))
    late = exporting.table("contract_line", as_of=date(2024, 3, 1))
    assert line.line_id not in early.column("line_id").to_pylist()
    assert line.line_id in late.column("line_id").to_pylist()
