"""Settings: one's own, those of people, of the metrics and of the company."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django_tasks_db.models import DBTaskResult

from garant.contracts import queries, settings_actions
from garant.contracts.models import MetricSetting
from garant.lib import audit
from garant.lib.models import AuditEntry
from garant.metrics.errors import RequestError
from garant.metrics.settings import CHOICES, Settings
from garant.portfolio.settings_page import MetricsForm
from garant.portfolio.settings_words import MEANINGS, VALUES
from garant.users import actions, installation
from garant.users.models import InstallationSetting, User
from garant.users.roles import Role
from tests.app import ardoise
from tests.app.walk import PASSWORD, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def csm(db: None) -> User:
    return User.objects.create_user("c@ardoise.example", PASSWORD, name="Cyril", role=Role.CSM)


def last() -> audit.AuditEntry:
    return audit.AuditEntry.objects.latest("pk")


# ---------------------------------------------------------------- oneself


def test_everybody_chooses_their_own_name_language_theme_and_keys(csm: User) -> None:
    client = client_of(csm)
    given = {"name": "Cyril Noé", "language": "fr", "theme": "dark"}
    answer = client.post("/settings/", given, follow=True)
    page = answer.content.decode()
    csm.refresh_from_db()
    assert (csm.name, csm.language, csm.theme, csm.shortcuts) == ("Cyril Noé", "fr", "dark", False)
    assert '<html lang="fr" data-theme="dark">' in page
    assert (last().verb, last().before) == ("user.rename", {"name": "Cyril"})


def test_a_wrong_preference_is_refused_and_named(csm: User) -> None:
    answer = client_of(csm).post("/settings/", {"name": "", "language": "xx", "theme": "dark"})
    page = answer.content.decode()
    assert 'href="#id_name"' in page
    assert 'href="#id_language"' in page
    csm.refresh_from_db()
    assert (csm.name, csm.theme) == ("Cyril", "system")


def test_nobody_sees_a_section_that_their_role_does_not_open(csm: User, admin: User) -> None:
    theirs = client_of(csm).get("/settings/").content.decode()
    assert "/settings/people/" not in theirs
    assert "/audit/" not in theirs
    everything = client_of(admin).get("/settings/").content.decode()
    for path in ("/settings/people/", "/settings/metrics/", "/settings/company/",
                 "/settings/login/", "/audit/", "/settings/tokens/", "/2fa/"):  # fmt: skip
        assert f'href="{path}"' in everything


# ---------------------------------------------------------------- people


def test_an_administrator_gives_somebody_another_role_and_department(
    admin: User, csm: User
) -> None:
    given = {"role": "manager", "department": "support"}
    assert client_of(admin).post(f"/settings/people/{csm.pk}/", given).status_code == 302
    csm.refresh_from_db()
    assert (csm.role, csm.department, csm.is_active) == ("manager", "support", True)
    assert last().before == {"role": "csm", "department": "customer_success"}
    assert last().after == {"role": "manager", "department": "support"}


def test_the_last_administrator_stays_one(admin: User) -> None:
    client = client_of(admin)
    given = {"role": "csm", "department": "support"}
    answer = client.post(f"/settings/people/{admin.pk}/", given)
    assert "is the only administrator" in answer.content.decode()
    closed = client.post(f"/settings/people/{admin.pk}/close/", follow=True)
    assert "is the only administrator" in closed.content.decode()
    admin.refresh_from_db()
    assert (admin.role, admin.is_active) == (Role.ADMIN, True)


def test_who_is_kept_out_has_no_session_and_no_token_and_can_be_let_in_again(
    admin: User, csm: User
) -> None:
    theirs = client_of(csm)
    actions.make_token(user=csm, label="export")
    answer = client_of(admin).post(f"/settings/people/{csm.pk}/close/", follow=True)
    assert f'action="/settings/people/{csm.pk}/reopen/"' in answer.content.decode()
    assert theirs.get("/settings/").status_code == 302
    assert not csm.tokens.exists()
    client_of(admin).post(f"/settings/people/{csm.pk}/reopen/")
    csm.refresh_from_db()
    assert csm.is_active
    assert not csm.tokens.exists()


# ---------------------------------------------------------------- the metrics


def test_every_setting_of_the_metrics_and_each_of_its_values_has_words() -> None:
    assert set(MEANINGS) == {field.name for field in fields(Settings)}
    assert set(VALUES) == {(key, value) for key, values in CHOICES.items() for value in values}


def form_of(**changes: str) -> dict[str, str]:
    now = {key: "none" if value is None else str(value)
           for key, value in settings_actions.in_force().as_text().items()}  # fmt: skip
    return {key: now[key] for key in MetricsForm().fields} | changes


def test_a_setting_of_the_metrics_is_kept_audited_and_the_figures_computed_anew(
    admin: User,
) -> None:
    given = form_of(gap_tolerance_days="3", closes="frozen", reporting_currency="eur")
    assert client_of(admin).post("/settings/metrics/change/", given).status_code == 302
    assert queries.settings_kept() == {
        "gap_tolerance_days": "3", "closes": "frozen", "reporting_currency": "EUR",
    }  # fmt: skip
    assert last().verb == "settings.metrics"
    assert last().before["gap_tolerance_days"] == 0
    assert last().after["gap_tolerance_days"] == 3
    waiting = DBTaskResult.objects.values_list("task_path", flat=True)
    assert list(waiting) == ["garant.contracts.jobs.refresh_figures"]


def test_the_day_that_is_looked_at_is_shown_as_a_day_and_means_its_end(admin: User) -> None:
    settings_actions.change(by=admin, values={"known_as_of": "2025-12-31"})
    kept = queries.settings_kept()
    client = client_of(admin)
    assert 'value="2025-12-31"' in client.get("/settings/metrics/").content.decode()
    client.post("/settings/metrics/change/", form_of(known_as_of="2025-12-31"))
    assert queries.settings_kept() == kept


def test_a_setting_that_goes_back_to_its_default_is_no_longer_kept(admin: User) -> None:
    settings_actions.change(by=admin, values={"gap_tolerance_days": "3"})
    assert settings_actions.change(by=admin, values={"gap_tolerance_days": "0"}) == [
        "gap_tolerance_days"
    ]
    assert not MetricSetting.objects.exists()
    assert settings_actions.change(by=admin, values={"gap_tolerance_days": "0"}) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("gap_tolerance_days", "-1"), ("gap_tolerance_days", "x"), ("reporting_tz", "Paris"),
     ("known_as_of", "yesterday"), ("reporting_currency", "euros")],
)  # fmt: skip
def test_a_wrong_setting_changes_nothing_and_is_said_on_the_page(
    key: str, value: str, admin: User
) -> None:
    given = form_of(closes="frozen", **{key: value})
    answer = client_of(admin).post("/settings/metrics/change/", given)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not MetricSetting.objects.exists()


def test_a_manager_reads_the_settings_and_changes_none(admin: User) -> None:
    manager = User.objects.create_user("m@a.example", PASSWORD, name="M", role=Role.MANAGER)
    page = client_of(manager).get("/settings/metrics/").content.decode()
    assert "Gap that is bridged" in page
    assert "/settings/metrics/change/" not in page
    with pytest.raises(PermissionDenied):
        settings_actions.change(by=manager, values={"closes": "frozen"})


# ---------------------------------------------------------------- people


def test_an_administrator_takes_off_the_second_step_of_who_lost_theirs(admin: User) -> None:
    lost = User.objects.create_user("leo@ardoise.example", PASSWORD, role=Role.MANAGER)
    Authenticator.objects.create(user=lost, type=Authenticator.Type.TOTP, data={})
    actions.make_token(user=lost, label="x")
    inside = client_of(lost)
    assert inside.get("/settings/").status_code == 200
    client_of(admin).post(f"/settings/people/{lost.pk}/second-step/")
    assert not Authenticator.objects.filter(user=lost).exists()
    assert not lost.tokens.exists()
    assert inside.get("/settings/").status_code == 302
    assert AuditEntry.objects.latest("pk").verb == "user.second_step"


# ---------------------------------------------------------------- the company


def test_customer_success_sees_every_account_when_the_company_says_so(admin: User) -> None:
    client = client_of(admin)
    assert b"checked" not in client.get("/settings/company/").content
    assert installation.kept()["csm_sees_all"] == "no"
    client.post("/settings/company/change/", {"company_name": "", "csm_sees_all": "on"})
    assert installation.kept()["csm_sees_all"] == "yes"
    assert b"checked" in client.get("/settings/company/").content


def test_the_company_has_a_name(admin: User) -> None:
    client_of(admin).post("/settings/company/change/", {"company_name": " Ardoise "})
    assert InstallationSetting.objects.get(key="company_name").value == "Ardoise"
    assert "Ardoise" in client_of(admin).get("/settings/company/").content.decode()


def test_a_setting_that_does_not_exist_is_refused_by_name(admin: User) -> None:
    with pytest.raises(RequestError, match="no setting colour"):
        actions.configure(by=admin, values={"colour": "red"})
    with pytest.raises(RequestError, match="mfa_required is 'maybe'"):
        actions.configure(by=admin, values={"mfa_required": "maybe"})
    assert not InstallationSetting.objects.exists()


def test_the_limit_of_churn_is_set_in_percent_and_held_by_page_and_api_alike(admin: User) -> None:
    client, given = client_of(admin), {"company_name": "", "churn_limit": "1,5"}
    User.objects.update(language="fr")
    assert 'value="2"' in client.get("/settings/company/").content.decode()
    assert client.post("/settings/company/change/", given).status_code == 302
    assert installation.churn_limit() == Decimal("0.015")
    assert 'value="1,5"' in client.get("/settings/company/").content.decode()
    entry = audit.AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"churn_limit": "0.02"}, {"churn_limit": "0.015"})
    ardoise.show()
    churn = client.get("/").context["churn"]
    assert "1,5" in churn.svg()
    _token, carried = actions.make_token(user=admin, label="export")
    told = client.get("/api/v1/metrics/bridge", HTTP_AUTHORIZATION=f"Bearer {carried}").json()
    assert told["churn_limit"] == "0.015"


def test_how_often_a_token_may_ask_is_set_on_the_page(admin: User) -> None:
    client, address = client_of(admin), "/settings/company/change/"
    assert client.post(address, {"api_limit": "6000"}).status_code == 302
    assert installation.api_limit() == 6000
    assert client.post(address, {"api_limit": "0"}).status_code == 200
    assert installation.api_limit() == 6000
    client.post(address, {"api_limit": ""})
    assert installation.api_limit() == 600


@pytest.mark.parametrize("wrong", ["0", "101", "a lot"])
def test_a_limit_that_is_no_percentage_is_refused(wrong: str, admin: User) -> None:
    given = {"company_name": "", "churn_limit": wrong}
    assert client_of(admin).post("/settings/company/change/", given).status_code == 200
    assert installation.kept()["churn_limit"] == "0.02"
