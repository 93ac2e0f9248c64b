"""Tokens of one's own: made, shown once, ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.users import actions
from garant.users.models import ApiToken, User
from garant.users.roles import Role
from tests.app.walk import PASSWORD, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def csm(db: None) -> User:
    return User.objects.create_user("c@ardoise.example", PASSWORD, name="Cyril", role=Role.CSM)


def test_a_token_is_shown_once_and_only_a_hash_is_kept(csm: User) -> None:
    client = client_of(csm)
    given = {"label": "Nightly export", "days": "30", "read_only": "on"}
    answer = client.post("/settings/tokens/", given)
    found = re.search(r'value="(gar_(\d+)_([^"]+))"', answer.content.decode())
    assert found is not None
    assert answer.headers["Cache-Control"] == "no-store"
    token = ApiToken.objects.get()
    assert token.opens_with(found[3])
    assert found[3] not in token.secret
    assert token.read_only
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)
    again = client.get("/settings/tokens/").content.decode()
    assert "Nightly export" in again
    assert found[3] not in again
    assert found[3] not in str(list(audit.AuditEntry.objects.values()))


def test_a_token_that_is_ended_is_gone(csm: User) -> None:
    token, _carried = actions.make_token(user=csm, label="export")
    assert client_of(csm).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert not ApiToken.objects.exists()


def test_nobody_ends_or_sees_somebody_elses_token(csm: User, admin: User) -> None:
    token, _carried = actions.make_token(user=csm, label="Cyril’s export")
    assert client_of(admin).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert "Cyril’s export" not in client_of(admin).get("/settings/tokens/").content.decode()
    with pytest.raises(RequestError, match="somebody else's"):
        actions.revoke_token(user=admin, token=token)
    assert ApiToken.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 366, 10_000])
def test_a_token_holds_a_year_at_most(days: int, csm: User) -> None:
    with pytest.raises(RequestError, match="from 1 to 365 days"):
        actions.make_token(user=csm, label="export", days=days)


def test_a_token_that_is_too_old_opens_nothing(csm: User) -> None:
    token, carried = actions.make_token(user=csm, label="export", days=1)
    secret = carried.split("_", 2)[2]
    assert token.opens_with(secret)
    assert not token.opens_with(secret[:-1])
    token.expires_at = timezone.now()
    assert not token.opens_with(secret)
