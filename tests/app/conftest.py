"""The people of the tests, and the small named company in the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from garant.cli import language
from garant.contracts.models import MetricSetting
from garant.sources import actions
from garant.sources.models import Import
from garant.users.models import User
from garant.users.roles import Role
from tests import world
from tests.app import account_world, walk
from tests.app.reading import Reading


@pytest.fixture(autouse=True)
def english() -> None:
    """A command that spoke French leaves no French behind."""
    language.speak("en")


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_user(
        "ada@ardoise.example", "a long enough password", name="Ada Vautrin", role=Role.ADMIN
    )


@pytest.fixture(name="world")
def people_and_accounts(db: None) -> dict[str, Any]:
    """A person of every role, and the accounts that they may see: account_world.py."""
    return account_world.made()


@pytest.fixture
def browser(world: dict[str, Any]) -> Client:
    """What that company's administrator sees."""
    return walk.client_of(world["people"][Role.ADMIN])


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return Reading(tmp_path_factory.mktemp("reading"))


@pytest.fixture
def read_once(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read once is not read again: tests/app/reading.py."""
    monkeypatch.setattr(actions, "decode", reading)


@pytest.fixture
def company(admin: User, tmp_path: Path, read_once: None) -> Import:
    """Ardoise, imported: tests/world.py."""
    for key, value in {**world.SETTINGS, "known_as_of": world.AS_OF.isoformat()}.items():
        MetricSetting.objects.create(key=key, value=value)
    folder = world.write(tmp_path / "ardoise")
    one = actions.receive(by=admin, files=sorted(folder.glob("*.csv")))
    return actions.apply(by=admin, one=one)
