"""What the page of one import shows: what was understood, what would change, what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.contracts.queries import figures
from garant.lib.csv_export import neutral
from garant.lib.problems import as_sentence as sentence
from garant.metrics.calendar import add_months
from garant.sources import asking
from garant.sources.models import Deed, Import
from garant.sources.problems import column
from garant.sources.tables import NAMES

SHOWN = 100
TOLD: Mapping[str, str | Promise] = {"note": gettext_lazy("Notes")}  # goes, and is never imported
NOTHING: Mapping[str, int] = {"new": 0, "changed": 0, "same": 0}


@dataclass(frozen=True)
class Wrong:
    """A problem in the reader's language: where it is, and what would be right."""

    file: str
    row: int | None
    column: str
    text: str
    is_error: bool


@dataclass(frozen=True)
class Counted:
    """What becomes of one table."""

    name: str | Promise
    file: str
    new: int
    changed: int
    same: int
    refused: int
    gone: int
    changes: tuple[Mapping[str, Any], ...]
    unused: str


def context(one: Import) -> dict[str, Any]:
    """What the page needs."""
    report, wrong = one.report, list(problems(one))
    refused = list(_wrong(one, report.get("refused", ())))
    errors = [problem for problem in wrong if problem.is_error]
    doubts = [problem for problem in wrong if not problem.is_error]
    return {
        "one": one, "failed": failed(one), "tables": list(_tables(one)), "now": _now(),
        "after": _after(report),
        "settings": report.get("now", {}).get("settings", ()),
        "ignored": ", ".join(report.get("ignored", ())),
        "unkept": ", ".join(report.get("unkept", ())),
        "errors": errors[:SHOWN], "errors_in_all": len(errors),
        "refused": refused[:SHOWN], "refused_in_all": len(refused),
        "doubts": doubts[:SHOWN], "doubts_in_all": len(doubts),
        "skippable": bool(errors) and not one.skips and all(p.row is not None for p in errors),
        "changes": any(sum(one.found[name][kind] for kind in ("new", "changed"))
                       for name in one.found) or one.replaces,
    }  # fmt: skip


def waiting(one: Import) -> dict[str, Any]:
    """What is shown while a worker is at it, or nobody is."""
    still = bool(one.awaits) and asking.stands_still(one)
    return {
        "one": one, "failed": failed(one), "still": still,
        "begun": bool(one.awaits) and asking.begun(one),
        "seconds": _since(one), "discardable": one.open and one.awaits != Deed.APPLY,
    }  # fmt: skip


def _since(one: Import) -> int:
    return int((timezone.now() - one.asked_at).total_seconds()) if one.asked_at else 0


def failed(one: Import) -> str:
    """Why the last thing that was asked of a worker was not done."""
    return sentence(said(one.failed["message"], one.failed["values"])) if one.failed else ""


def problems(one: Import) -> Iterator[Wrong]:
    """Everything that is wrong or doubtful in what was given."""
    return _wrong(one, one.problems)


def _wrong(one: Import, rows: Iterable[Mapping[str, Any]]) -> Iterator[Wrong]:
    tables = one.report.get("tables", {})
    for row in rows:
        table = row["table"]
        file = row.get("file") or tables.get(table, {}).get("file") or _file(one, table)
        text = said(row["message"], row["values"])
        yield Wrong(file, row["row"], column(row), text, row["level"] == "error")


def _file(one: Import, table: str) -> str:
    found = [file["file"] for file in one.looked if file.get("table") == table]
    return found[0] if found else table


def said(message: str, values: Mapping[str, Any]) -> str:
    """A sentence in the reader's language."""
    template = _(message) if message else ""
    return template.format(**values) if values else template


def _tables(one: Import) -> Iterator[Counted]:
    for name in dict.fromkeys([*one.found, *one.gone]):
        counts = one.found.get(name, NOTHING)
        told = one.report.get("tables", {}).get(name, {})
        yield Counted(
            NAMES.get(name) or TOLD.get(name, name), told.get("file", ""), counts["new"],
            counts["changed"], counts["same"], told.get("refused", 0), one.gone.get(name, 0),
            tuple(told.get("changes", ())), ", ".join(told.get("unused", ())),
        )  # fmt: skip


def _now() -> dict[str, Any]:
    """Where recurring revenue stands now, on the pages."""
    kept = figures("bridge")
    if kept is None or not kept.rows:
        return {"mrr": None, "accounts": None, "on": None, "currency": None}
    last = kept.rows[-1]
    return {
        "mrr": last["closing"], "accounts": last["accounts_closing"], "on": _end(last["period"]),
        "currency": kept.settings.get("reporting_currency"),
    }  # fmt: skip


def _after(report: Mapping[str, Any]) -> dict[str, Any] | None:
    """Where it would stand."""
    told = report.get("after")
    if not told:
        return None
    return {
        "mrr": Decimal(told["mrr"]), "accounts": told["accounts"],
        "on": _end(date.fromisoformat(told["month"])), "currency": told["currency"],
    }  # fmt: skip


def _end(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def as_csv(one: Import) -> str:
    """Every problem, to be worked through in a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([_("File"), _("Row"), _("Column"), _("What is wrong")])
    for kept in (one.problems, one.report.get("refused", ())):
        for problem in _wrong(one, kept):
            cells = (problem.file, str(problem.row or ""), problem.column, problem.text)
            rows.writerow([neutral(cell) for cell in cells])
    return out.getvalue()
