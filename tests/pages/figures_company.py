"""Ardoise with its figures, for pages in the browser; somebody of it who is logged in."""

from __future__ import annotations

import pytest
from django.test import Client

from garant.users.models import User
from tests.app import ardoise

WIDTHS, THEMES = (1440, 390), ("light", "dark")


@pytest.fixture
def ines(transactional_db: None) -> User:
    ardoise.show()
    return ardoise.person()


@pytest.fixture
def cookie(ines: User) -> str:
    client = Client()
    client.force_login(ines, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["garant_session"].value)
