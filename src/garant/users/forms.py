"""What people type about users: themselves, others, invitations, tokens, the company's log-in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.users.models import LANGUAGES, THEMES, User
from garant.users.roles import Department, Role

NAMED = {"autocomplete": "name"}
TOKEN_LIVES = (
    ("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("One year")),
)  # fmt: skip


class ProfileForm(forms.Form):
    """One's own name and preferences."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(NAMED)
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=THEMES, widget=forms.RadioSelect)
    shortcuts = forms.BooleanField(
        label=gettext_lazy("Keyboard shortcuts of one key"), required=False,
        help_text=gettext_lazy("Such as / to search. Turn them off if a tool of yours uses keys."),
    )  # fmt: skip


class PersonForm(forms.Form):
    """Somebody's role and department."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    department = forms.ChoiceField(label=gettext_lazy("Department"), choices=Department.choices)


class InviteForm(PersonForm):
    """Whom to invite, to what."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=LANGUAGES,
        help_text=gettext_lazy("The invitation is written in it."),
    )  # fmt: skip
    field_order = ("name", "email", "role", "department", "language")


class AcceptForm(forms.Form):
    """The name and the password of who takes a place."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(NAMED)
    )
    password = forms.CharField(
        label=gettext_lazy("Password"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("Twelve characters or more."),
    )  # fmt: skip

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """A password that is neither short, nor common, nor like who they are."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("password"):
            user = User(email=self.email, name=given.get("name", ""))
            try:
                validate_password(given["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


class TokenForm(forms.Form):
    """A token for a program."""

    label = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=80,
        help_text=gettext_lazy("So that you know later whether it is still needed."),
    )  # fmt: skip
    days = forms.ChoiceField(label=gettext_lazy("How long it holds"), choices=TOKEN_LIVES)
    read_only = forms.BooleanField(
        label=gettext_lazy("May only read"), required=False, initial=True,
        help_text=gettext_lazy("Without this, the program may change all that you may change."),
    )  # fmt: skip


class ProtectionForm(forms.Form):
    """Who needs a second step at login."""

    mfa_required = forms.BooleanField(
        label=gettext_lazy("Administrators and managers need a second step at login"),
        required=False,
        help_text=gettext_lazy(
            "Without one they can do nothing but set it up. Turn this off for trials only."
        ),
    )


class ProviderForm(forms.Form):
    """The company's own log-in."""

    name = forms.CharField(
        label=gettext_lazy("What people call it"), max_length=40,
        help_text=gettext_lazy("It is on the button of the log-in page."),
    )  # fmt: skip
    issuer = forms.CharField(
        label=gettext_lazy("Issuer"),
        max_length=300,
        help_text=gettext_lazy("An address that begins with https://, as your provider gives it."),
    )
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=191)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"), required=False, max_length=400,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=gettext_lazy("It is kept sealed and never shown. Empty: it stays as it is."),
    )  # fmt: skip

    def clean_issuer(self) -> str:
        """An address over https; over http only for a name that is allowed to be private."""
        given = str(self.cleaned_data["issuer"]).rstrip("/")
        parts = urlsplit(given)
        private = parts.scheme == "http" and parts.hostname in settings.ALLOW_PRIVATE_HOSTS
        if not parts.hostname or not (parts.scheme == "https" or private):
            raise forms.ValidationError(_("Give an address that begins with https://"))
        return given
