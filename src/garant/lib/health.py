"""Whether the process is alive, and whether it can take writes."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

UNAVAILABLE = 503


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view's signature
    """Alive."""
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view's signature
    """Can take writes: the database answers, and its schema is this version's."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return JsonResponse({"ok": False, "reason": str(error)}, status=UNAVAILABLE)
    if behind:
        return JsonResponse({"ok": False, "reason": "migrations are due"}, status=UNAVAILABLE)
    return JsonResponse({"ok": True})
