"""What facts are called, and what is wrong with one, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from garant.charts import labels
from garant.contracts.fact_queries import EDITABLE
from garant.lib import problems
from garant.metrics.errors import Problem

NAMES: Mapping[str, Promise] = {
    "contract": _("Contract"), "contract_line": _("Contract line"),
    "discount": _("Discount"), "pause": _("Pause"),
    "opportunity": _("Deal"), "product": _("Product"),
    "spend": _("Spend"), "fx_rate": _("Exchange rate"),
}  # fmt: skip
# The words that columns of facts may hold, as people read them.
CHOICES: Mapping[str, Promise] = {
    "recurring": _("Recurring"), "usage_commit": _("Committed use"), "usage": _("Use"),
    "one_time": _("Once"), "per_unit_per_interval": _("A unit and interval"),
    "flat_per_interval": _("An interval, however many"), "line_total": _("The whole line"),
    "day": _("Day"), "week": _("Week"), "month": _("Month"), "year": _("Year"),
    "renews": _("Renews it"), "replaces": _("Replaces it"), "amends": _("Amends it"),
    "percent": _("Percent"), "fixed": _("Amount"), "repeating": _("Until a day"),
    "once": _("Once"), "forever": _("As long as it runs"), "won": _("Won"), "lost": _("Lost"),
    "open": _("Open"), "voluntary": _("The customer’s decision"), "nonpayment": _("Unpaid"),
    "pause": _("Paused"), "superseded": _("Another contract follows"),
    "other": _("Another reason"), "sales": _("Sales"), "marketing": _("Marketing"),
    "onboarding": _("Onboarding"), "success": _("Customer success"),
    "cogs": _("Cost of the service"),
}  # fmt: skip
# Where a word means something else than in the other tables.
OF_TABLE: Mapping[tuple[str, str], Promise] = {("spend", "other"): _("Other costs")}
# The values of a problem that are names of ours, not what somebody wrote.
CHOSEN = frozenset({"kind", "price_basis", "link", "end_reason"})
OURS = frozenset({"table", "other", "column", "first", "last"})


def choice(table: str, word: str) -> Promise | str:
    """A word that a column of a table may hold, as people read it."""
    meant = OF_TABLE.get((table, word))
    return CHOICES.get(word, word) if meant is None else meant


def told(problem: Problem, table: str) -> str:
    """What is wrong or doubtful, as a sentence; of another table than the form's, which one."""
    named = {name: _called(problem.table, name, one) for name, one in problem.values.items()}
    said = problems.filled(problem.message, named)
    # A sentence that begins with what somebody wrote keeps it as they wrote it.
    said = f"{said}." if problem.message.startswith("{") else problems.as_sentence(said)
    if problem.table == table or problem.table not in NAMES:
        return said
    return gettext("{fact}: {sentence}").format(fact=NAMES[problem.table], sentence=said)


def _called(table: str, name: str, value: object) -> object:
    """A table or a column as forms call it; a day as people write it."""
    if isinstance(value, date):
        return labels.full_date(value, labels.language(get_language() or "en"))
    if name not in OURS:
        return CHOICES.get(str(value), value) if name in CHOSEN else value
    return NAMES.get(str(value)) or _label(table, str(value))


def _label(table: str, column: str) -> Any:
    try:
        return EDITABLE[table]._meta.get_field(column).verbose_name  # type: ignore[union-attr]
    except (KeyError, FieldDoesNotExist):
        return column
