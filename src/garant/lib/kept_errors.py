"""Errors that somebody else reads later: kept as a template, told in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import DatabaseError
from django.utils.translation import gettext

from garant.lib import problems
from garant.metrics.errors import DataError, GarantError

SHOWN = 3  # rows that are wrong, of what may be thousands


def kept(error: BaseException) -> str:
    """What to keep of an error; of one that is none of ours, what it is."""
    if isinstance(error, DataError):
        rows = [(one.message, _texts(one.values), one.place()) for one in error.problems[:SHOWN]]
        return json.dumps({"template": error.template, "values": error.values, "rows": rows})
    if isinstance(error, GarantError):
        return json.dumps({"template": error.template, "values": _texts(error.values)})
    known = "database" if isinstance(error, DatabaseError) else "ours"
    return json.dumps({known: f"{type(error).__name__}: {error}"})


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _row(message: str, values: Mapping[str, str], place: str) -> str:
    return f"{place}: {problems.told(message, values)}"


def told(text: str) -> str:
    """The sentence of what was kept; what an earlier version kept, as it is."""
    try:
        said = json.loads(text)
    except ValueError:
        return text
    if not isinstance(said, dict):
        return text
    if "template" in said:
        rows = said.get("rows", ())
        found = [problems.told(said["template"], said["values"])]
        return " ".join([*found, *(_row(*row) for row in rows)])
    if "database" in said:
        return gettext("The database did not answer as it should: {what}").format(
            what=said["database"]
        )
    return gettext("Something failed on our side: {what}").format(what=said.get("ours", ""))
