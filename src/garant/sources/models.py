"""Imports: what was given, what was understood of it, and what became of it."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far an import got."""

    STAGED = "staged", _("Received")
    CHECKED = "checked", _("Checked")
    REFUSED = "refused", _("Refused")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


class Import(models.Model):
    """Files that somebody gave, read as tables of facts.

    `found` says table by table what is new, changed, the same; `problems` what is wrong. The
    staged tables lie in the data folder until the import is applied or thirty days are over.
    """

    kind = models.CharField(max_length=20)
    folder = models.UUIDField(default=uuid4, editable=False)
    files = models.JSONField(default=list)
    mapping = models.TextField(blank=True)
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

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return ", ".join(self.files) or self.kind
