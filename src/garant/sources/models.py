"""Imports: what was given, what was understood of it, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAMED = 2  # of the files, where an import is called by them
KEPT = timedelta(days=30)  # files, and with them the way back


class State(models.TextChoices):
    """How far an import got."""

    STAGED = "staged", _("Received")
    CHECKED = "checked", _("Checked")
    REFUSED = "refused", _("Refused")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


class Deed(models.TextChoices):
    """What a worker is asked to do for an import."""

    LOOK = "look", _("Being read")
    CHECK = "check", _("Being checked")
    APPLY = "apply", _("Being written")
    UNDO = "undo", _("Being taken back")


class Import(models.Model):
    """Files that somebody gave, read as tables of facts.

    `looked` is what its headers seem to say, as somebody may have changed it; `found` says table
    by table what is new, changed, the same; `problems` what is wrong; `report` the rest of what
    there is to say before it is applied. `before` is what undoing it needs. `awaits` is what a
    worker was asked to do, and `failed` why that was not done. The files lie in the data folder for
    thirty days.
    """

    kind = models.CharField(max_length=20)
    folder = models.UUIDField(default=uuid4, editable=False)
    files = models.JSONField(default=list)
    mapping = models.TextField(blank=True)
    replaces = models.BooleanField(_("In place of everything"), default=False)
    skips = models.BooleanField(_("Leaves bad rows out"), default=False)
    looked = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.STAGED)
    found = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    errors = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="imports"
    )
    made_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    awaits = models.CharField(max_length=5, choices=Deed, blank=True)
    asked_at = models.DateTimeField(null=True)
    failed = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        first, more = self.files[:NAMED], len(self.files) - NAMED
        return ", ".join(first) + (f" +{more}" if more > 0 else "") or self.kind

    @property
    def until(self) -> datetime:
        """Until when it can be undone."""
        return (self.applied_at or self.made_at) + KEPT

    @property
    def gone(self) -> dict[str, int]:
        """How many rows of each kind it takes out, or would: only one in place of everything."""
        told = self.report.get("now", {}).get("gone", {})
        return {name: count for name, count in told.items() if count}

    @property
    def open(self) -> bool:
        """Whether somebody is still to say what becomes of it."""
        return self.state in {State.STAGED, State.CHECKED, State.REFUSED}

    @property
    def may_be_undone(self) -> bool:
        """Whether it stands, and not for too long yet."""
        return self.state == State.APPLIED and timezone.now() <= self.until


class SavedMapping(models.Model):
    """A mapping under a name, for the next export of the same tool."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="mappings"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
