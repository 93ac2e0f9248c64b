"""The audit trail: who did what to what, before and after; append-only and chained by hashes.

Each entry carries the hash of the one before it, so an entry that was edited, removed or moved
shows. Writers take the last entry's row lock (SQLite: the transaction's), so there is one chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from garant.lib.models import AuditEntry

if TYPE_CHECKING:
    from django.db.models import Model

START = "0" * 64
SYSTEM = "system"
PAGE = 1000


@transaction.atomic
def record(
    verb: str,
    *,
    by: Model | None,
    of: Model | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry. `by` is the user, or nobody for the system itself."""
    last = AuditEntry.objects.select_for_update().order_by("-id").first()
    entry = AuditEntry(
        at=timezone.now(),
        actor=str(by) if by is not None else SYSTEM,
        actor_id=by.pk if by is not None else None,
        verb=verb,
        object_kind=of._meta.label_lower if of is not None else "",
        object_id=str(of.pk) if of is not None else "",
        object_name=str(of) if of is not None else "",
        before=_plain(before),
        after=_plain(after),
        previous=last.hash if last is not None else START,
    )
    entry.hash = sealed(entry)
    entry.save(force_insert=True)
    return entry


def sealed(entry: AuditEntry) -> str:
    """The hash of an entry: all that it says, and the hash of the one before."""
    said = [
        entry.previous, entry.at.isoformat(), entry.actor, entry.actor_id, entry.verb,
        entry.object_kind, entry.object_id, entry.object_name, entry.before, entry.after,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def faults() -> Iterator[str]:
    """What is wrong with the chain, entry by entry; nothing where it is whole."""
    previous = START
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=PAGE):
        if entry.previous != previous:
            yield f"entry {entry.pk}: what came before it is not what it was written after"
        if sealed(entry) != entry.hash:
            yield f"entry {entry.pk}: it was changed after it was written"
        previous = entry.hash


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values as JSON keeps them, so that the hash is the same after they were stored."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(values or {}), default=str))
    return kept
