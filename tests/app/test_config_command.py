"""`garant config`: the settings of the installation, from the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from garant.cli.configuring import app
from garant.contracts import queries
from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.users import installation
from garant.users.models import User

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_a_setting_of_the_installation_or_of_the_metrics_is_set_and_listed(admin: User) -> None:
    said("set", "company_name", "Ardoise")
    assert "run `garant refresh`" in said("set", "gap_tolerance_days", "3")
    assert said("set", "gap_tolerance_days", "3") == ""
    assert installation.kept()["company_name"] == "Ardoise"
    assert queries.settings_kept() == {"gap_tolerance_days": "3"}
    told = json.loads(said("list", "--json"))
    assert told["company_name"] == "Ardoise"
    assert told["gap_tolerance_days"] == 3
    assert "gap_tolerance_days = 3" in said("list")


def test_what_is_set_on_the_machine_is_in_the_trail_under_the_administrator(admin: User) -> None:
    said("set", "mfa_required", "yes")
    entry = audit.AuditEntry.objects.get()
    assert (entry.actor, entry.after) == (admin.name, {"mfa_required": "yes"})


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [("colour", "red", "no setting colour"), ("mfa_required", "perhaps", "must be one of"),
     ("closes", "often", "must be one of"), ("churn_limit", "2", "a share above 0"),
     ("churn_limit", "much", "a share above 0"), ("churn_limit", "0", "a share above 0"),
     ("churn_limit", "0.0125", "three decimals"), ("churn_limit", "NaN", "a share above 0"),
     ("colour", "red", "churn_limit, churn_recognition, closes, company"),
     ("company_name", "x" * 81, "more than 80 letters")],
)  # fmt: skip
def test_a_wrong_setting_is_refused_and_says_what_would_be_right(
    key: str, value: str, why: str, admin: User
) -> None:
    with pytest.raises(RequestError, match=why):
        said("set", key, value)
    assert not audit.AuditEntry.objects.exists()
