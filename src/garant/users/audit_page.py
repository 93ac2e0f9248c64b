"""The page of the audit trail: filtered by the address, read from the newest entry back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from garant.lib import audit_reading
from garant.lib.audit_words import words_of
from garant.lib.csv_export import neutral
from garant.lib.models import AuditEntry
from garant.lib.pages import page

ROWS = 50


class Change(NamedTuple):
    """One thing that was changed: what it was, what it is."""

    name: str
    before: str
    after: str


class Shown(NamedTuple):
    """An entry as the page shows it."""

    entry: AuditEntry
    words: str
    changes: list[Change]


class _Line:
    """What csv writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


@page("audit.read")
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, when, and what was there before and after."""
    asked = audit_reading.Asked.of(request.GET)
    found = list(audit_reading.entries(asked)[: ROWS + 1])
    shown = {
        "entries": [_shown(one) for one in found[:ROWS]], "asked": asked,
        "verbs": [(verb, words_of(verb)) for verb in audit_reading.verbs()],
        "older": found[ROWS - 1].pk if len(found) > ROWS else None,
        "query": asked.query(), "newest": not asked.before,
    }  # fmt: skip
    return render(request, "users/audit.html", shown)


@page("audit.read")
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The entries that the filters leave, as a table."""
    found = audit_reading.entries(audit_reading.Asked.of(request.GET))
    write = csv.writer(_Line()).writerow
    lines = (
        write([neutral(str(cell)) for cell in row])
        for row in _rows(found.iterator(chunk_size=1000))
    )
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _shown(one: AuditEntry) -> Shown:
    names = [*one.before, *(name for name in one.after if name not in one.before)]
    changes = [Change(name, _plain(one.before, name), _plain(one.after, name)) for name in names]
    return Shown(one, words_of(one.verb), changes)


def _plain(values: dict[str, Any], name: str) -> str:
    """A value as one reads it; nothing for what was not there, or empty."""
    value = values.get(name, "")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):  # counts of what an import did to a table
        return ", ".join(f"{key} {count}" for key, count in value.items() if count)
    return "" if value is None else str(value)


def _rows(found: Iterable[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    yield ("id", "at", "who", "verb", "what", _("in words"), "before", "after", "hash")
    for one in found:
        what = f"{one.object_kind} {one.object_id} {one.object_name}".strip()
        yield (
            one.pk, one.at.isoformat(), one.actor, one.verb, what, words_of(one.verb),
            _told(one.before), _told(one.after), one.hash,
        )  # fmt: skip


def _told(values: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items())
