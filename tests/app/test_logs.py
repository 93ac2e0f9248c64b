"""The log of requests: one JSON line each, with no personal data in it."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

from garant.lib.logs import JsonLines
from garant.users.models import User

pytestmark = pytest.mark.django_db


def lines(caplog) -> list[dict[str, object]]:
    own = [record for record in caplog.records if record.name == "garant.request"]
    return [json.loads(JsonLines().format(record)) for record in own]


@pytest.fixture
def log(caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    return caplog


def test_a_request_has_a_line_with_who_what_how_and_how_long(
    client: Client, admin: User, log
) -> None:
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/search/?q=ines.caro@ardoise.example")
    (line,) = lines(log)
    assert line["route"] == "search/"
    assert (line["method"], line["status"], line["user_id"]) == ("GET", 302, admin.pk) or (
        line["status"] == 200
    )
    assert line["ms"] > 0


def test_neither_the_address_nor_a_name_is_written(client: Client, admin: User, log) -> None:
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/search/?q=ines.caro@ardoise.example")
    client.get("/ines.caro@ardoise.example/")
    text = "\n".join(JsonLines().format(record) for record in log.records)
    assert "ines" not in text
    assert "Ada" not in text


def test_an_id_from_the_front_is_kept_and_a_strange_one_is_not(client: Client) -> None:
    given = client.get("/healthz", headers={"X-Request-ID": "abc-123-def-456"})
    assert given.headers["X-Request-ID"] == "abc-123-def-456"
    for strange in ("short", "x" * 65, "has space in it", 'quote"quote'):
        answered = client.get("/healthz", headers={"X-Request-ID": strange})
        assert answered.headers["X-Request-ID"] != strange
        assert len(answered.headers["X-Request-ID"]) == 32
