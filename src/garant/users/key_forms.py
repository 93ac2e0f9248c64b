"""The forms of passkeys and security keys, in our own words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ALONE = gettext_lazy("It is enough to log in, without a password (a passkey)")


class AddKeyForm(allauth_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A key's name, and whether it takes the place of the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["passwordless"].label = ALONE
        self.fields["passwordless"].help_text = _(
            "The device then asks for a finger, a face or a code of its own. Without this, the key "
            "comes after the password."
        )


class EditKeyForm(allauth_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")


class _KnownKey:
    """Says of a key that opens nothing here what one can do, where allauth speaks of codes."""

    def clean_credential(self) -> Authenticator:
        """The key that was shown."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError as error:
            if error.code != "incorrect_code":
                raise
            said = _("This key opens nothing here, or waited too long. Try again, or another way.")
            raise forms.ValidationError(said, code=error.code) from error


class LoginKeyForm(_KnownKey, allauth_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Coming in by a passkey alone."""


class SecondKeyForm(_KnownKey, allauth_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key after the password."""


class AgainKeyForm(_KnownKey, allauth_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key, to confirm who one is."""
