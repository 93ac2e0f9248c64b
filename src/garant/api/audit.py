"""The audit trail, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router

from garant.api.resources import Filter, Resource
from garant.api.values import IdInAddress, Told
from garant.lib.models import AuditEntry
from garant.users.models import User

router = Router()


class AuditOut(Told):
    """Who did what to what, before and after."""

    id: int
    at: datetime
    actor: str
    actor_id: int | None
    verb: str
    object_kind: str
    object_id: str
    object_name: str
    before: dict[str, Any]
    after: dict[str, Any]
    hash: str


def _entries(_user: User) -> QuerySet[Any]:
    return AuditEntry.objects.all()


ENTRIES = Resource(
    name="audit", one="audit_entry", may="audit.read", out=AuditOut, rows=_entries,
    key_values=IdInAddress, sorts={"id": "-pk"}, sort="id",
    filters={"verb": Filter("verb"), "actor_id": Filter("actor_id", IdInAddress),
             "object_kind": Filter("object_kind"), "object_id": Filter("object_id")},
).mount(router)  # fmt: skip
