"""One account on its way through the years: what is known of it, and what runs now."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from garant.demo.contracts import Running
from garant.demo.leaving import Profile
from garant.demo.months import instant
from garant.demo.truth import Truth


@dataclass
class Life:
    """One account on its way. `renewals` counts the renewals that it has been asked for."""

    truth: Truth
    profile: Profile
    rng: Random
    running: Running
    renewals: int = 0

    @property
    def last_day(self) -> date:
        """After this day nothing is known."""
        return self.truth.last_day

    def at(self, day: date) -> datetime:
        """A moment of that day at which something is written down."""
        return instant(day, self.rng)
