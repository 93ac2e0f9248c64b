"""Whether the process is alive, and whether it can take writes."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from garant.lib import schema

UNAVAILABLE = 503


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view's signature
    """Alive."""
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view's signature
    """Can take writes: the database answers, and its schema is this version's."""
    try:
        behind = schema.due() or schema.later()
    except DatabaseError as error:
        return JsonResponse({"ok": False, "reason": str(error)}, status=UNAVAILABLE)
    if behind:
        return JsonResponse({"ok": False, "reason": "migrations are due"}, status=UNAVAILABLE)
    return JsonResponse({"ok": True})
