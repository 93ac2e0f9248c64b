"""A walk over every address, as each role: what is refused, and whether anything changed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from hashlib import sha256

from django.apps import apps
from django.test import Client

from garant.users.models import User
from garant.users.roles import Role
from garant.users.routes import Route, declared

PASSWORD = "a long enough password"  # noqa: S105 - of nobody
BACKEND = "django.contrib.auth.backends.ModelBackend"
# What a request may write whoever asks: its session, and when it was last seen.
ASIDE = frozenset({"sessions.session", "usersessions.usersession"})
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<\w+>(?:\[[^\]]*\]\+?|[^)])*\)")
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000001", "date": "2024-03-01"}


def people() -> dict[Role, User]:
    """Somebody of every role."""
    return {
        role: User.objects.create_user(
            f"{role}@ardoise.example", PASSWORD, name=str(role), role=role
        )
        for role in Role
    }


def client_of(user: User | None) -> Client:
    """A browser in which somebody is logged in; failures are answers, as in a real one."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend=BACKEND)
        logged_in(client, user)
    return client


def logged_in(client: Client, user: User, *, ago: int = 0) -> None:
    """Have the login of a browser be so many seconds old, as the page of logging in notes it."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def address(route: Route) -> str:
    """An address of a route: its parameters are the first of each kind of thing."""
    return PARAMETER.sub(lambda found: SAMPLES.get(found[1] or "", "x"), route.pattern)


def pages() -> Iterator[Route]:
    """Every page that needs somebody who may."""
    return (route for route in declared() if route.operation != "anyone")


def state() -> dict[str, str]:
    """What the database holds, table by table."""
    return {
        model._meta.label_lower: sha256(repr(list(rows)).encode()).hexdigest()
        for model in apps.get_models()
        if model._meta.label_lower not in ASIDE
        for rows in [model._default_manager.order_by("pk").values_list()]
    }


def changes(before: dict[str, str]) -> set[str]:
    """The tables that are no longer as they were."""
    return {table for table, held in state().items() if before[table] != held}
