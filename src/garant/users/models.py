"""Who logs in, who is invited, and the tokens that programs carry."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garant.users.roles import MATRIX, Department, Role

INVITED_FOR = timedelta(days=7)
LANGUAGES = (("en", "English"), ("fr", "Français"))
THEMES = (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is one person, however it is capitalised."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """One user, who can log in once there is a password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        """The user of an address."""
        return self.get(email__iexact=email or "")


class User(AbstractBaseUser):
    """Somebody of the company."""

    email = models.EmailField(_("E-mail address"), max_length=254, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    role = models.CharField(_("Role"), max_length=12, choices=Role, default=Role.CSM)
    department = models.CharField(
        _("Department"), max_length=20, choices=Department, default=Department.CUSTOMER_SUCCESS
    )
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGES, default="en")
    theme = models.CharField(_("Theme"), max_length=6, choices=THEMES, default="system")
    shortcuts = models.BooleanField(_("Keyboard shortcuts of one key"), default=True)
    is_active = models.BooleanField(_("May log in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_an_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def may(self, operation: str) -> bool:
        """Whether the role of this user is allowed an operation of the matrix."""
        return self.is_active and Role(self.role) in MATRIX[operation]

    @property
    def initials(self) -> str:
        """Two letters for the round sign of a person."""
        words = (self.name or self.email).split()
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


class Invitation(models.Model):
    """A place that waits for somebody: one use, seven days. Only a hash of its secret is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role)
    department = models.CharField(max_length=20, choices=Department)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    secret = models.CharField(max_length=128)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # Why its mail did not leave; nothing once it did.
    mail_failed = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.email

    @property
    def open(self) -> bool:
        """Whether it can still be taken."""
        return self.used_at is None and self.withdrawn_at is None and timezone.now() < self.until

    @property
    def until(self) -> datetime:
        """The moment from which it is too old."""
        return self.made_at + INVITED_FOR


class ApiToken(models.Model):
    """What a program shows in place of a person: `gar_<id>_<secret>`; only a hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(_("What it is for"), max_length=80)
    read_only = models.BooleanField(_("May only read"), default=True)
    secret = models.CharField(max_length=128)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label

    def sealed(self) -> str:
        """Give it a new secret, keep the hash, and return what the program must carry."""
        secret = secrets.token_urlsafe(32)
        # The secret has 256 bits: one round of a fast hash is enough, and each request pays it.
        self.secret = make_password(secret, hasher="token")
        self.save()
        return f"gar_{self.pk}_{secret}"

    def opens_with(self, secret: str) -> bool:
        """Whether a secret is this token's, and it still holds."""
        return self.expires_at > timezone.now() and check_password(secret, self.secret)


class InstallationSetting(models.Model):
    """Something that holds for everybody here; what is not kept is as `settings.INSTALLATION`."""

    key = models.CharField(max_length=40, unique=True)
    value = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class IdentityProvider(models.Model):
    """The company's own log-in (OpenID Connect). Its secret is kept sealed, and never shown.

    A person is known there by issuer and subject: `code` says the issuer in what is kept of a
    person, so that another issuer with the same subjects lets nobody in.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("What people call it"), max_length=40)
    issuer = models.URLField(_("Issuer"), max_length=300, unique=True)
    client_id = models.CharField(_("Client id"), max_length=200)
    secret = models.TextField()

    def __str__(self) -> str:
        return self.name
