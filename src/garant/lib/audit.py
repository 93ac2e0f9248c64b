"""The audit trail: who did what to what, before and after; append-only and chained by hashes.

Each entry carries the hash of the one before it, so an entry that was edited, removed or moved
shows; the head says how many there are, so that the end cannot be cut off either. Hashes are made
with the installation's key: whoever can write to the database alone cannot make the chain anew.
Writers lock the head (SQLite: the database), so there is one chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from garant.lib.models import AuditEntry, AuditHead

if TYPE_CHECKING:
    from django.db.models import Model

START = "0" * 64
SYSTEM = "system"
PAGE = 1000
HEAD = 1  # the key of its one row
PURPOSE = b"garant: audit trail"


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
    head = _head()
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
        previous=head.hash,
    )
    entry.hash = sealed(entry)
    entry.save(force_insert=True)
    head.count, head.hash = head.count + 1, entry.hash
    head.seal = seal_of(head)
    head.save(force_update=True)
    return entry


def _head() -> AuditHead:
    """The head of the trail, locked until the end of the transaction."""
    AuditHead.objects.get_or_create(pk=HEAD, defaults={"hash": START, "seal": ""})
    return AuditHead.objects.select_for_update().get(pk=HEAD)


def seal_of(head: AuditHead) -> str:
    """The seal of a head: it shows when the count or the last hash was changed."""
    return _keyed(f"{head.count} {head.hash}")


def _keyed(text: str) -> str:
    """A hash that only who has the installation's key can make."""
    key = hmac.digest(settings.SECRET_KEY.encode(), PURPOSE, "sha256")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sealed(entry: AuditEntry) -> str:
    """The hash of an entry: all that it says, and the hash of the one before."""
    said = [
        entry.previous, entry.at.isoformat(), entry.actor, entry.actor_id, entry.verb,
        entry.object_kind, entry.object_id, entry.object_name, entry.before, entry.after,
    ]  # fmt: skip
    return _keyed(json.dumps(said, sort_keys=True, ensure_ascii=False))


def faults() -> Iterator[str]:
    """What is wrong with the chain, entry by entry; nothing where it is whole."""
    previous, count = START, 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=PAGE):
        if entry.previous != previous:
            yield f"entry {entry.pk}: what came before it is not what it was written after"
        if sealed(entry) != entry.hash:
            yield f"entry {entry.pk}: it was changed after it was written"
        previous, count = entry.hash, count + 1
    head = AuditHead.objects.filter(pk=HEAD).first()
    if head is None:
        yield from (["the head of the trail is gone"] if count else [])
    elif head.seal != seal_of(head) and head.count:
        yield "the head of the trail was changed"
    elif (head.count, head.hash) != (count, previous):
        yield f"the trail ended with entry {head.count} in number, and now has {count}"


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values as JSON keeps them, so that the hash is the same after they were stored."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(values or {}), default=str))
    return kept
