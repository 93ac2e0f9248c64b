"""The sections of the settings, those that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garant.users.models import IdentityProvider, User

register = template.Library()


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the settings; `under` are the pages that belong to it."""

    route: str
    icon: str
    name: str | Promise
    operation: str = "preferences.own"
    under: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Its address, or nothing where this installation has no such page."""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""

    def holds(self, here: str) -> bool:
        """Whether a page is this one or belongs to it."""
        return here == self.route or here in self.under


SECOND_STEP = (
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
)  # fmt: skip
CONNECTIONS = "socialaccount_connections"
OWN = (
    Section("settings", "user-round", _("Profile")),
    Section("account_change_password", "key-round", _("Password"), under=("account_set_password",)),
    Section("mfa_index", "shield-check", _("Second step"), under=SECOND_STEP),
    Section("usersessions_list", "monitor-smartphone", _("Where you are logged in")),
    Section(CONNECTIONS, "building-2", _("Your company’s log-in")),
    Section("settings_tokens", "terminal", _("API tokens"), "tokens.own"),
)
EVERYBODYS = (
    Section(
        "settings_people", "users-round", _("People"), "users.read",
        ("person", "person_invite", "invitation_send"),
    ),
    Section(
        "settings_metrics", "sigma", _("Metrics"), "settings.read", ("settings_metrics_change",)
    ),
    Section(
        "settings_company", "building", _("Company"), "settings.read", ("settings_company_change",)
    ),
    Section(
        "settings_login", "log-in", _("How people log in"), "settings.edit", ("settings_provider",)
    ),
    Section("jobs", "list-checks", _("Background work"), "jobs.read"),
    Section("audit", "scroll-text", _("Audit trail"), "audit.read"),
)  # fmt: skip


@register.inclusion_tag("users/sections.html", takes_context=True)
def sections(context: template.Context) -> dict[str, Any]:
    """The two groups of sections, and which of them this page is."""
    user: User = context["request"].user
    here = str(context.get("here", ""))
    provider = IdentityProvider.objects.exists()
    own = [one for one in OWN if one.route != CONNECTIONS or provider or one.route == here]
    groups = ((_("Yours"), own), (_("Everybody’s"), EVERYBODYS))
    return {
        "groups": [
            (name, [(one, one.holds(here)) for one in among if _open(one, user)])
            for name, among in groups
        ]
    }


def _open(one: Section, user: User) -> bool:
    return user.may(one.operation) and bool(one.address)
