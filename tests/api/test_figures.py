"""Figures of the API: the digits worked by hand, which are those of the command."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from garant.cli.main import app
from garant.warehouse.write import write_json
from tests import world
from tests.api.conftest import Program
from tests.app import ardoise
from tests.world_numbers import MONTHLY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


TABLES = {
    "bridge": "bridge",
    "bridge?view=net": "bridge.net",
    "retention": "retention",
    "renewals": "renewals",
    "economics": "economics",
    "cohorts": "cohorts.logos.quarter",
    "cohorts?of=revenue&by=month": "cohorts.revenue.month",
}


def told_by_the_command(folder: Path) -> list[dict[str, object]]:
    settings = [f"--set={key}={value}" for key, value in world.SETTINGS.items()]
    asked = ["metrics", "bridge", str(folder), *settings, "--as-of", str(world.AS_OF)]
    answer = CliRunner().invoke(app, [*asked, "--format", "json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return list(json.loads(answer.stdout)["rows"])


def test_figures_have_the_digits_worked_by_hand_and_those_of_the_command(
    admin: Program, tmp_path: Path
) -> None:
    ardoise.refreshed()
    told = ardoise.told()
    for path, code in TABLES.items():
        result = told[code]
        answer = admin.get(f"/metrics/{path}")
        assert answer.status_code == 200
        said = io.StringIO()
        write_json(said, result.rows(), settings=result.settings)
        assert answer.json()["rows"] == json.loads(said.getvalue())["rows"], path
        assert answer.json()["settings"]["reporting_currency"] == "EUR"
        assert answer.json()["computed_at"]
    assert admin.get("/metrics/bridge").json()["rows"] == told_by_the_command(
        world.write(tmp_path / "ardoise")
    )
    _the_bridge_is_the_one_that_was_worked_by_hand(admin)
    _accounts_stand_where_they_were_worked_out_to(admin)
    _renewals_are_the_terms_that_end(admin)


def _the_bridge_is_the_one_that_was_worked_by_hand(admin: Program) -> None:
    rows = {row["period"]: row for row in admin.get("/metrics/bridge").json()["rows"]}
    assert rows.keys() == {month.isoformat() for month in MONTHLY}
    for month, numbers in MONTHLY.items():
        row = rows[month.isoformat()]
        for name, number in numbers.items():
            assert type(number)(row[name]) == number, (month, name)


def _accounts_stand_where_they_were_worked_out_to(admin: Program) -> None:
    found = {one["account_id"]: one["mrr"] for one in admin.all("/accounts")}
    assert found["A1"] == "474.0000"  # 330 + 144
    assert found["A6"] == "270.0000"  # 300 dollars × 0.90
    assert found["A3"] == "0.0000"
    assert "A9" not in found  # a test account


def _renewals_are_the_terms_that_end(admin: Program) -> None:
    ahead = admin.all("/renewals?to_come=true")
    over = admin.all("/renewals?to_come=false")
    assert {one["account_id"] for one in ahead} >= {"A8"}  # over on 2024-12-15, nothing signed
    assert {one["outcome"] for one in over} <= {"renewed", "secured", "lost"}
    assert len(ahead) + len(over) == len(admin.all("/renewals"))
    days = [one["decide_on"] for one in ahead]
    assert days == sorted(days)


def test_before_the_first_refresh_there_are_no_figures(admin: Program) -> None:
    answer = admin.get("/metrics/bridge")
    assert answer.status_code == 404
    assert "refresh" in answer.json()["detail"]
