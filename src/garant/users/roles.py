"""The roles, and what each may do: one declared matrix, for pages, API, exports and jobs alike.

An operation is `thing.verb`. `OWN` is for who sees only part of the things (their own accounts,
their own deals): :func:`scope` of each model says which part.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does in the company, as far as rights go."""

    ADMIN = "admin", _("Administrator")
    MANAGER = "manager", _("Manager")
    CSM = "csm", _("Customer success")
    MEMBER = "member", _("Member of a department")
    EXECUTIVE = "executive", _("Executive")
    SALES = "sales", _("Sales")


class Department(models.TextChoices):
    """Where somebody works; the same departments own the levers of a study."""

    CUSTOMER_SUCCESS = "customer_success", _("Customer success")
    SALES = "sales", _("Sales")
    PRODUCT = "product", _("Product")
    ENGINEERING = "engineering", _("Engineering")
    MARKETING = "marketing", _("Marketing")
    SUPPORT = "support", _("Support")
    FINANCE = "finance", _("Finance")


EVERYONE = frozenset(Role)
LEADING = frozenset({Role.ADMIN, Role.MANAGER})
WORKING = LEADING | {Role.CSM, Role.SALES}
ADMIN = frozenset({Role.ADMIN})
NEEDS_MFA = LEADING

MATRIX: Mapping[str, frozenset[Role]] = {
    "overview.read": LEADING | {Role.EXECUTIVE, Role.CSM, Role.SALES, Role.MEMBER},
    "accounts.read": WORKING | {Role.EXECUTIVE},
    "accounts.edit": LEADING | {Role.CSM},
    "accounts.assign": LEADING,
    "accounts.export": WORKING | {Role.EXECUTIVE},
    "contacts.read": WORKING,
    "contacts.edit": LEADING | {Role.CSM},
    "notes.write": WORKING,
    "contracts.read": WORKING | {Role.EXECUTIVE},
    "contracts.edit": LEADING,
    "spend.read": LEADING | {Role.EXECUTIVE},
    "renewals.read": WORKING | {Role.EXECUTIVE},
    "cohorts.read": WORKING | {Role.EXECUTIVE, Role.MEMBER},
    "metrics.read": WORKING | {Role.EXECUTIVE, Role.MEMBER},
    "views.keep": EVERYONE,
    "imports.read": LEADING,
    "imports.apply": ADMIN,
    "settings.read": LEADING,
    "settings.edit": ADMIN,
    "users.read": LEADING,
    "users.edit": ADMIN,
    "tokens.own": EVERYONE,
    "preferences.own": EVERYONE,
    "gallery.read": EVERYONE,
    "audit.read": ADMIN,
    "jobs.read": ADMIN,
    "jobs.retry": ADMIN,
}
