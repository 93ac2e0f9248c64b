"""The small named company in the installation, with its figures: computed once, shown each time."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

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
    refresh._show(deepcopy(_figures()), timezone.now())


def book() -> garant.Book:
    """The same company as the command line reads it."""
    return garant.Book(world.tables(), settings=world.SETTINGS, as_of=world.AS_OF)


def person(role: Role = Role.EXECUTIVE, language: str = "en") -> User:
    """Somebody of a role."""
    return User.objects.create_user(
        f"{role}@ardoise.example", "a long enough password", name="Inès Caro", role=role,
        language=language,
    )  # fmt: skip
