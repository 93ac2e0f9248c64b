"""Addresses of pages, remembered: every page asks for those of its navigation and of its rows."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

AT_HAND = 8192


@lru_cache(maxsize=AT_HAND)
def address(route: str, *args: str | int) -> str:
    """The address of a route, as `reverse` finds it among all patterns."""
    return reverse(route, args=args)
