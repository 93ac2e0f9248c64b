"""What the page of a mapping asks where the cells of a file do not show how they are written."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from garant.warehouse.marks import OPEN

Options = Sequence[tuple[str, str | Promise]]


def or_choose(options: Options, value: str) -> Options:
    """The options, and none of them while nothing decides."""
    return ((OPEN, _("choose")), *options) if value == OPEN else options


def why_days(value: str) -> str:
    """Why somebody must say how days are written."""
    if value != OPEN:
        return ""
    return _("No day of the file shows whether the day or the month stands first.")


def why_numbers(value: str, doubt: str) -> str:
    """Why somebody must say how numbers are written, with a cell that can be read in two ways."""
    if value != OPEN or not doubt:
        return ""
    return _("{number} can be read in two ways, and no number of the file shows which.").format(
        number=doubt
    )
