"""The audit trail's rows."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One deed. Names are kept as they were, so that an entry outlives what it tells of."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=254)
    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=80, db_index=True)
    object_kind = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=200, blank=True)
    object_name = models.CharField(max_length=254, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["previous"], name="audit_one_chain")]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_of")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.object_name}"
