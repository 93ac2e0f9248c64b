"""The audit trail's rows, what workers say of themselves, what server processes share."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


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


class AuditHead(models.Model):
    """The end of the trail, one row: how many entries, the hash of the last one, and a seal.

    Without it entries could be taken off the end; it is also what writers lock, one after another.
    """

    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.count)


class Shared(models.Model):
    """What every process of the server must know alike for some minutes, such as failed logins.

    Its columns are those of Django's cache in a database, which reads and writes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class SentForm(models.Model):
    """A form that somebody sent: by its key and what it held, and where what it made is found.

    No address yet: it is being worked on. `shown_once`: its answer showed what is not kept.
    """

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    address = models.TextField(blank=True)
    shown_once = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key", "asked"], name="one_effect_a_form")
        ]

    def __str__(self) -> str:
        return self.address


class Worker(models.Model):
    """A process that does jobs. Its last sign of life is the lease of the job that it does."""

    worker_id = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker_id


class DueRun(models.Model):
    """A run of a scheduled job: each due time is taken once, however many workers there are."""

    job = models.CharField(max_length=120)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due_at"], name="one_run_a_due_time")]

    def __str__(self) -> str:
        return f"{self.job} {self.due_at:%Y-%m-%d %H:%M}"
