"""The days that people may type: what lies beyond is a slip, and soon no day of a calendar."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def near(day: date) -> None:
    """Refuse a day that nobody means."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Write a day from 1900 to 2199."))
