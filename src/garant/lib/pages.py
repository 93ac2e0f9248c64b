"""Pages: who may see one is said where it is declared."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from garant.lib import once

View = Callable[..., HttpResponseBase]
ANYONE = "anyone"


def page(operation: str, *, slow: bool = False) -> Callable[[View], View]:
    """A page for who is logged in and may do `operation`, a row of the matrix of roles.

    `slow` is work that must not hold a transaction open; see :mod:`garant.lib.once`.
    """

    def declare(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.may(operation):  # type: ignore[union-attr]
                raise PermissionDenied(operation)
            return once.answered(request, lambda: view(request, *args, **kwargs), slow=slow)

        guarded.operation = operation  # type: ignore[attr-defined]
        return guarded

    return declare


def anyone(view: View) -> View:
    """A page for who is not logged in too: declared as such, so that none is forgotten."""
    view.operation = ANYONE  # type: ignore[attr-defined]
    return view
