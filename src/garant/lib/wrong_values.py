"""What is wrong with the values of a request, in the reader's language: pydantic's complaints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

# The kind of a complaint, and its sentence; what stands between braces is in its context.
SENTENCES: Mapping[str, str] = {
    "missing": gettext_noop("It is needed."),
    "extra_forbidden": gettext_noop("There is no such field."),
    "day": gettext_noop("Write a day as 2026-01-31."),
    "string_type": gettext_noop("Write a text, between quotes."),
    "string_too_long": gettext_noop("It is longer than {max_length} characters."),
    "string_too_short": gettext_noop("It is empty."),
    "string_pattern_mismatch": gettext_noop("It does not have the form that is documented."),
    "literal_error": gettext_noop("It is one of: {expected}."),
    "enum": gettext_noop("It is one of: {expected}."),
    "int_type": gettext_noop("Write a whole number, without quotes."),
    "int_parsing": gettext_noop("Write a whole number."),
    "int_from_float": gettext_noop("Write a whole number."),
    "int_parsing_size": gettext_noop("The number is too large."),
    "greater_than_equal": gettext_noop("It is at least {ge}."),
    "less_than_equal": gettext_noop("It is at most {le}."),
    "bool_type": gettext_noop("Write true or false, without quotes."),
    "list_type": gettext_noop("Write a list."),
    "too_short": gettext_noop("It has fewer than {min_length} items."),
    "too_long": gettext_noop("It has more than {max_length} items."),
    "model_attributes_type": gettext_noop("Write an object with fields."),
    "model_type": gettext_noop("Write an object with fields."),
    "dict_type": gettext_noop("Write an object with fields."),
}
OTHER = gettext_noop("This value cannot be used here.")


def told(complaints: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Each complaint as a field and a sentence."""
    return tuple({"field": _field(one["loc"]), "message": _sentence(one)} for one in complaints)


def _field(place: Iterable[Any]) -> str:
    """A place as `lines.0.amount`: where it came in and how we call it within are ours to know."""
    source, *inner = (str(part) for part in place)
    named = inner[1:] if source in {"body", "query", "form"} and len(inner) > 1 else inner
    return ".".join(named)


def _sentence(complaint: Mapping[str, Any]) -> str:
    known = SENTENCES.get(str(complaint["type"]))
    return gettext(known).format(**complaint.get("ctx", {})) if known else gettext(OTHER)
