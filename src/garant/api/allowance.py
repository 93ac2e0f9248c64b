"""How often a token may ask in a minute, counted over every process that serves.

A minute of a token is cut into shares, which processes take from the cache: so that reading does
not write each time, and no two processes give away the same share.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from garant.lib.problems import Problem
from garant.users import installation
from garant.users.models import ApiToken

MINUTE = 60
SHARES = 20  # what a process took and does not use is lost to the others: shares are small


@dataclass
class Held:
    """What a process has of a token's minute."""

    minute: int
    limit: int
    left: int = 0
    looked: int = 0  # the shares it found taken, by itself or by others


class Allowance:
    """What this process may still answer."""

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        self._lock = threading.Lock()

    def spend(self, token: ApiToken, now: float | None = None) -> None:
        """Count one request; refuse it where the token's minute is used up."""
        minute, second = divmod(int(time.time() if now is None else now), MINUTE)
        # A test or a restored backup may give a number twice: the moment tells tokens apart.
        name = f"{token.pk}:{token.made_at.timestamp()}"
        if not self._use(name, minute, 0):
            held = self._of(name, minute)
            if not self._use(name, minute, _taken(name, held)):
                raise _too_often(held.limit, MINUTE - second)

    def _of(self, name: str, minute: int) -> Held:
        held = self._held.get(name)
        if held is None or held.minute != minute:
            held = self._held[name] = Held(minute, installation.api_limit())
        return held

    def _use(self, name: str, minute: int, more: int) -> bool:
        with self._lock:
            held = self._of(name, minute)
            held.left += more
            held.left, used = max(held.left - 1, 0), held.left > 0
            return used


def _taken(name: str, held: Held) -> int:
    """The next free share, ours from now on; nothing where all are taken."""
    size = -(-held.limit // SHARES)
    for begin in range(held.looked * size, held.limit, size):
        held.looked = begin // size + 1
        key = f"api:{name}:{held.minute}:{begin}"
        # A cache that cannot be written (a full disk, a long import) stops nobody.
        if cache.add(key, 1, 2 * MINUTE) or cache.get(key) is None:
            return min(size, held.limit - begin)
    return 0


def _too_often(limit: int, seconds: int) -> Problem:
    said = _("This token may ask {count} times a minute. Ask again in {seconds} seconds.")
    return Problem(
        "too_often", said.format(count=limit, seconds=seconds),
        headers={"Retry-After": str(seconds)},
    )  # fmt: skip


OURS = Allowance()
