"""Every address, and the operation of the matrix that it is: none is left undeclared.

Ours say it where they are declared, by `@page` or `@anyone`; allauth's, and those that watch over
the process, are named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView

from garant.lib.pages import ANYONE

OWN = "preferences.own"
API = "api/"
OTHERS: Mapping[str, str] = {
    **dict.fromkeys((
        "healthz", "readyz", "account_login", "account_logout", "account_inactive",
        "account_signup", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
        "mfa_authenticate", "mfa_login_webauthn", "openid_connect_login",
        "openid_connect_callback", "socialaccount_login_cancelled", "socialaccount_login_error",
        # Pages of our own stand before these, and say that there is nothing.
        "account_email", "account_email_verification_sent", "account_confirm_login_code",
        "account_confirm_email", "socialaccount_signup",
    ), ANYONE),
    **dict.fromkeys((
        "account_reauthenticate", "account_change_password", "account_set_password", "mfa_index",
        "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp",
        "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn",
        "mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes", "socialaccount_connections", "usersessions_list",
    ), OWN),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """An address with its parameters in angle brackets, its name, and its operation."""

    pattern: str
    name: str
    operation: str


def declared() -> list[Route]:
    """Every page; the API has a walk of its own. An undeclared one has an empty operation."""
    return [one for one in _walk(get_resolver().url_patterns, "/") if _is_page(one)]


def _is_page(one: Route) -> bool:
    return not one.pattern.startswith(f"/{API}")


def _walk(patterns: Any, start: str) -> Iterator[Route]:
    seen = set()
    for one in patterns:
        here = start + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here)
        elif isinstance(one, URLPattern) and here not in seen:
            seen.add(here)
            yield Route(here, one.name or "", _operation(one))


def _operation(one: URLPattern) -> str:
    said = getattr(one.callback, "operation", "")
    leads_elsewhere = getattr(one.callback, "view_class", None) is RedirectView
    return str(said or OTHERS.get(one.name or "", ANYONE if leads_elsewhere else ""))
