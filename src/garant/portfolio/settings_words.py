"""What the settings of the metrics mean, and each of their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Meaning(NamedTuple):
    """A setting: what it is called, and what it decides."""

    name: Promise
    decides: Promise


MEANINGS: Mapping[str, Meaning] = {
    "reporting_currency": Meaning(
        _("Currency of the figures"),
        _("Amounts in other currencies are turned into it. Needed once there are two currencies."),
    ),
    "reporting_tz": Meaning(_("Time zone"), _("When a day begins and ends, such as Europe/Paris.")),
    "known_as_of": Meaning(
        _("As known on"),
        _("“now”, or a day such as 2024-12-31: the figures as they were known at its end."),
    ),
    "closes": Meaning(
        _("Past months"), _("Whether what is learnt later changes a month that is over.")
    ),
    "annual_basis": Meaning(
        _("Length of a month"), _("How a price for a whole term is spread over months.")
    ),
    "discount_policy": Meaning(_("Discounts"), _("Which discounts lower the recurring revenue.")),
    "trial_policy": Meaning(_("Trials"), _("Whether a trial counts as recurring revenue.")),
    "free_policy": Meaning(
        _("Free accounts"), _("What an account is that no longer pays but stays.")
    ),
    "pause_policy": Meaning(
        _("Pauses"), _("Whether a paused contract counts as recurring revenue.")
    ),
    "churn_recognition": Meaning(
        _("Day of a departure"), _("On which day an account that gave notice is lost.")
    ),
    "gap_tolerance_days": Meaning(
        _("Gap that is bridged, in days"),
        _("An account without a contract for no longer than this is neither lost nor won back."),
    ),
    "renewal_grace_days": Meaning(
        _("Late renewals, in days"),
        _("A renewal signed no later than this after the term ended counts as a renewal."),
    ),
    "reactivation_window_days": Meaning(
        _("Win-back window, in days"),
        _("Who comes back later than this is new. “none”: always a win-back."),
    ),
    "min_renewable_months": Meaning(
        _("Shortest term, in months"), _("Terms shorter than this are no renewals to decide.")
    ),
    "fx_policy": Meaning(
        _("Exchange rates"), _("Which rate turns an amount into the currency of the figures.")
    ),
    "usage_policy": Meaning(
        _("Use beyond what was committed"), _("What of usage counts as recurring revenue.")
    ),
}
VALUES: Mapping[tuple[str, str], Promise] = {
    ("closes", "restated"): _("restated: told as known today"),
    ("closes", "frozen"): _("frozen: told as known then; what changed is a restatement"),
    ("annual_basis", "months"): _("months: calendar months"),
    ("annual_basis", "days"): _("days: 365 days a year"),
    ("discount_policy", "recurring"): _("recurring: those for several months"),
    ("discount_policy", "all"): _("all: one-off ones too"),
    ("discount_policy", "forever_only"): _("forever_only: those without an end"),
    ("discount_policy", "none"): _("none: list prices"),
    ("trial_policy", "zero"): _("zero: it does not count"),
    ("trial_policy", "count"): _("count: it counts"),
    ("pause_policy", "zero"): _("zero: it does not count"),
    ("pause_policy", "keep"): _("keep: it counts on"),
    ("churn_recognition", "service_end"): _("service_end: when service ends"),
    ("churn_recognition", "at_request"): _("at_request: when notice is given"),
    ("free_policy", "churn"): _("churn: lost"),
    ("fx_policy", "closing"): _("closing: that of the last day of the month"),
    ("usage_policy", "committed"): _("committed: only what was committed"),
}
