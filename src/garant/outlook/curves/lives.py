"""The lives of accounts: from which month to which each paid, and at what age it left.

The age of an account counts from its first month end with revenue, its cohort (METRICS R24). An
account that stops and pays again is lost when it stops (R21), and is watched again from its return
on, at its age since its cohort, as one that enters late. So what is at risk and lost in the months
of a book is what its logo churn counts; where nobody ever returned, the curve of a cohort is its
logo retention.

Where periods are longer than a month, an account is looked at at the ends of whole periods since
its cohort, and a period counts once it is over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from garant.outlook.curves.evidence import Evidence

Whole = NDArray[np.int64]

LENGTHS = (12, 3, 1)  # months of a period, the longest first
MOST_AT_ENDS = 0.5  # of the departures at the ends of such periods


@dataclass(frozen=True)
class Lives:
    """Stretches of months in which accounts pay, one row each, in order of account and month.

    `account` and `month` numbers may be any whole numbers that grow; `first` is the month of the
    account's cohort, `begin` the first month of the stretch and `end` the first one without
    revenue. `last` is the last month that is known of.
    """

    account: Whole
    first: Whole
    begin: Whole
    end: Whole
    last: int

    def evidence(self, months: int = 1, since: int | None = None) -> Evidence:
        """What these lives tell of periods of so many months.

        `since`: the month end from which on they were watched; who had left before is not known
        of, and who was there enters at its age.
        """
        account, entry, gone = self._spells(months)
        first = self._first_of(account)
        known = (self.last - first) // months
        if since is not None:
            entry = np.maximum(entry, -((first - since) // months))
        exits = np.minimum(gone, known)
        watched = exits > entry
        lost = gone <= known
        # An account that is not there at the end of the period in which it is lost was at risk.
        return Evidence.of_lives(exits[watched], lost[watched], entry[watched])

    def of(self, chosen: NDArray[np.bool_]) -> Lives:
        """The lives of some rows."""
        account, first = self.account[chosen], self.first[chosen]
        return Lives(account, first, self.begin[chosen], self.end[chosen], self.last)

    def period(self) -> int:
        """The months of the period in which these accounts decide: 12, 3 or 1.

        The longest at the ends of which, since their first month, half of those who left did.
        """
        evidence = self.evidence()
        for months in LENGTHS[:-1]:
            ends = evidence.lost[months - 1 :: months].sum()
            if ends and ends >= MOST_AT_ENDS * evidence.losses:
                return months
        return LENGTHS[-1]

    def there(self) -> NDArray[np.bool_]:
        """Which rows are of accounts that pay in the last month."""
        return self.end > self.last

    def _first_of(self, account: Whole) -> Whole:
        """The cohort months of accounts that are among the rows."""
        ids, places = np.unique(self.account, return_index=True)
        found: Whole = self.first[places[np.searchsorted(ids, account)]]
        return found

    def _spells(self, months: int) -> tuple[Whole, Whole, Whole]:
        """Account, first age at which it is seen and first one at which it is not, in periods.

        What happens between two looks is not seen: stretches that meet there are one.
        """
        seen = -((self.first - self.begin) // months)
        gone = -((self.first - self.end) // months)
        looked = gone > seen
        account, seen, gone = self.account[looked], seen[looked], gone[looked]
        if not len(account):
            return account, seen, gone
        starts = np.ones(len(account), dtype=bool)
        starts[1:] = (account[1:] != account[:-1]) | (seen[1:] > gone[:-1])
        ends = np.append(starts[1:], True)
        return account[starts], seen[starts], gone[ends]
