"""Which imports there were, and the mappings that were kept."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from garant.sources.models import Import, SavedMapping
from garant.users.models import User


def scope(user: User) -> QuerySet[Import]:
    """The imports that somebody may see."""
    if not user.may("imports.read"):
        return Import.objects.none()
    return Import.objects.select_related("by")


def mappings(user: User) -> QuerySet[SavedMapping]:
    """The mappings that somebody may use."""
    if not user.may("imports.apply"):
        raise PermissionDenied("imports.apply")
    return SavedMapping.objects.select_related("by")


def last_applied(user: User) -> Import | None:
    """The import that can be undone first."""
    found = scope(user).filter(state="applied").order_by("-applied_at").first()
    return found if found is not None and found.may_be_undone else None
