"""The OpenAPI document holds: odd requests get the answers that are documented, and never a 500.

The whole of it is for `schemathesis run` against a server; here each operation gets some requests.
Imports start a process each and have their own tests.
"""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from garant.wsgi import application
from tests.api.conftest import BASE, Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company"), pytest.mark.slow]
SLOW = ["give_files", "map_import"]
SOME = SchemathesisConfig.from_dict({
    "phases": {"coverage": {"enabled": False}, "examples": {"enabled": False}},
})  # fmt: skip
schema = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", application, config=SOME)
EVERY_CHECK = settings(
    max_examples=3, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@schema.exclude(operation_id=SLOW).parametrize()
@EVERY_CHECK
def test_odd_requests_get_the_answers_that_are_documented(case: Case, admin: Program) -> None:
    plain = {"Accept-Encoding": "identity"}  # this client does not unpack
    case.call_and_validate(headers={"Authorization": f"Bearer {admin.token}", **plain})


def test_the_document_is_public_and_says_what_every_operation_shares() -> None:
    document = json.loads(Client().get(f"{BASE}/openapi.json").content)
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            problems = {code for code in operation["responses"] if int(code) >= 400}
            assert {"401", "403", "422", "500"} <= problems, path
            assert operation["security"] == [{"Bearer": []}]
            assert ("Idempotency-Key" in operation["description"]) == (method == "post")
            assert operation["x-may"]
