"""The small named company in the installation, with its figures: computed once, shown each time."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

import garant
from garant.accounts.models import Account
from garant.contracts import refresh
from garant.contracts.facts import MODELS
from garant.contracts.models import MetricSetting
from garant.users.models import User
from garant.users.roles import Role
from tests import world

SETTINGS = {**world.SETTINGS, "known_as_of": world.AS_OF.isoformat()}


def arrive() -> None:
    """Ardoise's facts, as an import leaves them."""
    for key, value in SETTINGS.items():
        MetricSetting.objects.create(key=key, value=value)
    tables = world.tables()
    Account.objects.bulk_create(
        Account(**{name: value for name, value in row.items() if value is not None})
        for row in tables["account"]
    )
    for name, model in MODELS.items():
        if name == "account":
            continue
        rows = [{k: v for k, v in row.items() if v is not None} for row in tables.get(name, ())]
        model._default_manager.bulk_create(model(**row) for row in rows)


@cache
def _figures() -> refresh.Figures:
    return refresh._computed()


def show() -> None:
    """Its facts and its figures."""
    arrive()
    refreshed()


def refreshed() -> None:
    """Its figures, where its facts are already."""
    refresh._show(deepcopy(_figures()), timezone.now())


@dataclass(frozen=True)
class Told:
    """Rows and settings of a table, as the command line has them."""

    kept: tuple[dict[str, Any], ...]
    settings: Mapping[str, Any]

    def rows(self) -> list[dict[str, Any]]:
        return deepcopy(list(self.kept))


@cache
def told() -> dict[str, Told]:
    """Every table that a refresh keeps, by its code, from the files of the company."""
    with tempfile.TemporaryDirectory() as folder:
        book = garant.Book(
            world.write(Path(folder) / "ardoise"), settings=world.SETTINGS, as_of=world.AS_OF
        )
        asked = {
            "bridge": book.bridge("month"),
            "bridge.net": book.bridge("month", "net"),
            "retention": book.retention(),
            "renewals": book.renewals("month"),
            "economics": book.economics("month"),
        }
        asked |= {
            f"cohorts.{of}.{by}": book.cohorts(of, by)  # type: ignore[arg-type]
            for of in ("logos", "revenue") for by in ("quarter", "month", "segment", "country")
        }  # fmt: skip
        found = {code: Told(tuple(one.rows()), one.settings) for code, one in asked.items()}
        book.close()
    return found


def person(role: Role = Role.EXECUTIVE, language: str = "en") -> User:
    """Somebody of a role."""
    return User.objects.create_user(
        f"{role}@ardoise.example", "a long enough password", name="Inès Caro", role=role,
        language=language,
    )  # fmt: skip
