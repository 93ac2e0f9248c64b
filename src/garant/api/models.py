"""Answers kept for a day, so that a request that is sent twice has one effect."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """What a POST with an `Idempotency-Key` was answered. No status yet: it is being worked on.

    `asked` is a hash of the method, the address and the body; what is shown only once, such as
    the secret of a token, is not kept in `body`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_answers"
    )
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key
