"""Who is named in an answer: an id, and the name to show."""

from __future__ import annotations

from garant.api.values import Told


class PersonOut(Told):
    """A user, as other things name one."""

    id: int
    name: str
