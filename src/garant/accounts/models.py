"""Accounts, the people in them, who follows them, and what is noted about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garant.lib.folding import folded

FOLDED = 400  # a ligature becomes two letters


class Level(models.TextChoices):
    """What somebody gets from the product: each level is told other things."""

    ECONOMIC = "economic", _("Economic beneficiary")
    OPERATIONAL = "operational", _("Operational beneficiary")
    USER = "user", _("User")


def sought(name: str) -> str:
    """A name as one looks for it."""
    return folded(name)[:FOLDED]


class Accounts(models.QuerySet["Account"]):
    """Accounts, whose names are sought and sorted by as people do."""

    def update(self, **values: Any) -> int:
        """Change columns; a new name is sought by from then on."""
        if "name" in values:
            values["name_folded"] = sought(values["name"])
        return super().update(**values)

    def bulk_create(self, objs: Iterable[Account], *args: Any, **options: Any) -> list[Account]:
        """Write many at once."""
        made = list(objs)
        for one in made:
            one.name_folded = sought(one.name)
        return super().bulk_create(made, *args, **options)


class Account(models.Model):
    """A customer. `account_id` is its id in the company's own tools, and in every table of facts.

    `attributes` are the columns of an import that have no field of their own.
    """

    account_id = models.CharField(_("Account id"), max_length=200, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    name_folded = models.CharField(max_length=FOLDED, editable=False, db_index=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("Parent account"),
    )  # fmt: skip
    segment = models.CharField(_("Segment"), max_length=120, blank=True, db_index=True)
    industry = models.CharField(_("Industry"), max_length=120, blank=True)
    region = models.CharField(_("Region"), max_length=120, blank=True, db_index=True)
    country = models.CharField(_("Country"), max_length=120, blank=True)
    channel = models.CharField(_("Channel"), max_length=120, blank=True)
    employees = models.PositiveIntegerField(_("Employees"), null=True, blank=True)
    is_test = models.BooleanField(_("Test account"), default=False)
    attributes = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    objects = Accounts.as_manager()

    class Meta:
        ordering = ["name_folded", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="account_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name or self.account_id

    def save(self, *args: Any, **options: Any) -> None:
        """Write it; with its name goes the name that one looks for."""
        self.name_folded = sought(self.name)
        if "name" in (fields := options.get("update_fields") or ()):
            options["update_fields"] = [*fields, "name_folded"]
        super().save(*args, **options)

    @property
    def initials(self) -> str:
        """Two letters for the sign of an account."""
        words = [word for word in str(self).split() if word[0].isalnum()] or [self.account_id]
        return "".join(word[0] for word in (words[0], *words[1:2])).upper()


class Contact(models.Model):
    """A person at an account. What can name a person is kept here and nowhere else."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    contact_id = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail address"), blank=True)
    job = models.CharField(_("Job"), max_length=120, blank=True)
    level = models.CharField(_("Level"), max_length=12, choices=Level)
    is_sponsor = models.BooleanField(_("Sponsor"), default=False)
    left_on = models.DateField(_("Left on"), null=True, blank=True)

    class Meta:
        ordering = ["level", "name", "id"]

    def __str__(self) -> str:
        return self.name


class Ownership(models.Model):
    """Who follows an account, from when until when (the day of the end is not in it)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="ownerships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ownerships"
    )
    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-start_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(end_on=None), name="one_owner_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")), name="ownership_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.account}"

    @property
    def today(self) -> bool:
        """Whether it holds today: one from a later day on does not yet."""
        day = timezone.localdate()
        return self.start_on <= day and (self.end_on is None or day < self.end_on)


class LiveNotes(models.Manager["Note"]):
    """The notes that nobody took back."""

    def get_queryset(self) -> models.QuerySet[Note]:
        """Those that are there."""
        return super().get_queryset().filter(deleted_at=None)


class Note(models.Model):
    """Something noted about an account, in Markdown. One that was taken back can be had again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes"
    )
    text = models.TextField(_("Note"), max_length=20_000)
    written_at = models.DateTimeField(default=timezone.now, db_index=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = LiveNotes()
    every: models.Manager[Note] = models.Manager()

    class Meta:
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]


class SavedView(models.Model):
    """A list as somebody wants to find it again: its address, under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("Name"), max_length=60)
    page = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="one_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name
