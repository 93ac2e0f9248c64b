"""`garant facts …`: what a book holds, and what is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from garant.cli.answers import Answer
from garant.cli.books import asked, chosen
from garant.cli.commands import application, command
from garant.cli.failure import problem_lines, problem_text
from garant.cli.language import N_, _, ngettext, spoken
from garant.cli.options import Shape, Source
from garant.cli.output import deliver, for_machines, foresee
from garant.cli.views import View
from garant.metrics.errors import Problem
from garant.metrics.settings import Settings
from garant.warehouse.propose import Proposal, propose
from garant.warehouse.write import whole_file

app = application(_("Check, describe or map the facts of a book."))
SHOWN = ("table", "rows", "first_day", "last_day", "gives", "unknown")
MAPPED = ("file", "theirs", "table", "ours", "sure")
CHECKED = ("level", "rule", "table", "row", "field", "message")


@command(app, "check", _("Every error and every doubt in the facts."))
def check(source: Source, shape: Shape) -> None:
    view = View(title=_("Check of the facts"), lede=lambda rows, _settings: _judged(rows))
    foresee(shape, drawn=view.chart is not None)
    problems = asked(source, shape, lambda book: book.check())
    rows = [_row(problem) for problem in problems]
    deliver(Answer(CHECKED, rows, Settings.parse(chosen(source)).as_text()), view, shape)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        seen = shape.form() == "table" and shape.output is None and sys.stdout.isatty()
        if not seen:
            typer.echo("\n".join(problem_lines(errors)), err=True)
        raise typer.Exit(1)


@command(app, "describe", _("The tables that were read, their rows and their columns."))
def describe(source: Source, shape: Shape) -> None:
    rows: Sequence[Any] = ()
    view = View(title=_("The facts"), lede=lambda _rows, _settings: _described(rows))
    foresee(shape, drawn=view.chart is not None)
    rows = asked(source, shape, lambda book: book.describe())
    if for_machines(shape):
        answer = Answer(
            tuple(rows[0]) if rows else (), rows, Settings.parse(chosen(source)).as_text()
        )
    else:
        shown = [_shown(row) for row in rows if row["file"]]
        answer = Answer([name for name in SHOWN if any(row[name] for row in shown)], shown, {})
    deliver(answer, view, shape)


@command(app, "map", _("A mapping for files of another system, proposed from their headers."))
def propose_mapping(
    shape: Shape,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_("CSV files."))],
) -> None:
    view = View(title=_("Proposed mapping"), lede=lambda rows, _settings: _mapped(rows))
    foresee(shape, drawn=view.chart is not None)
    proposal = propose(files)
    answer = Answer(MAPPED, list(_guesses(proposal)), {})
    if shape.form() != "table":
        deliver(answer, view, shape)
    elif shape.output is not None:
        whole_file(shape.output, lambda file: _write_text(file, proposal.toml))
        deliver(answer, view, replace(shape, output=None, format="table"))
    else:
        typer.echo(proposal.toml, nl=False)


def _write_text(file: IO[bytes], text: str) -> None:
    file.write(text.encode())


def _guesses(proposal: Proposal) -> Iterator[dict[str, Any]]:
    for one in proposal.understood:
        for ours, theirs in one.columns.items():
            yield dict(zip(MAPPED, (one.file, theirs, one.table, ours, True), strict=True))
        for ours, several in one.doubtful.items():
            yield dict(
                zip(MAPPED, (one.file, ", ".join(several), one.table, ours, False), strict=True)
            )
        for theirs in one.unused:
            yield dict(zip(MAPPED, (one.file, theirs, one.table, None, True), strict=True))
        for ours in one.missing:
            yield dict(zip(MAPPED, (one.file, None, one.table, ours, False), strict=True))
    for name in proposal.unknown:
        yield dict(zip(MAPPED, (name, None, None, None, False), strict=True))


def _mapped(rows: Sequence[Any]) -> str:
    open_ones = sum(not row["sure"] for row in rows)
    if not open_ones:
        return _("Everything was understood; read the mapping once before you use it.")
    return ngettext(
        "{count} column is for you to decide: the mapping marks it with # ?",
        "{count} columns are for you to decide: the mapping marks them with # ?",
        open_ones,
    ).format(count=open_ones)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """What a person reads of a table: where it comes from, what it holds, what it tells."""
    return {
        **{name: row[name] for name in ("rows", "first_day", "last_day")},
        "table": row["table"] or row["file"],
        "gives": _translated(row["gives"] or N_("nothing: no table has that name")),
        "unknown": ", ".join(row["unknown"]),
    }


def _row(problem: Problem) -> dict[str, Any]:
    return {
        "level": problem.level,
        "rule": problem.rule,
        "table": problem.table,
        "row": problem.row,
        "field": problem.field,
        "message": problem_text(problem),
    }


def _judged(rows: Sequence[Any]) -> str:
    errors = sum(row["level"] == "error" for row in rows)
    warnings = len(rows) - errors
    said = []
    if errors:
        said.append(
            ngettext(
                "{count} error is to be corrected before anything is computed.",
                "{count} errors are to be corrected before anything is computed.",
                errors,
            ).format(count=errors)
        )
    if warnings:
        said.append(
            ngettext(
                "{count} warning is worth reading.", "{count} warnings are worth reading.", warnings
            ).format(count=warnings)
        )
    return " ".join(said) or _("The facts are sound: there is nothing to correct.")


def _translated(text: str) -> str:
    """The text in the language in use; nothing rather than a sentence in another language."""
    said = _(text)
    return said if said != text or spoken() == "en" else ""


def _described(rows: Sequence[Any]) -> str:
    read = sum(1 for row in rows if row["table"] and row["file"])
    absent = [row["table"] for row in rows if row["table"] and not row["file"]]
    if not absent:
        return _("Every table that garant knows was read.")
    return ngettext(
        "{count} table was read; a book may also have: {absent}.",
        "{count} tables were read; a book may also have: {absent}.",
        read,
    ).format(count=read, absent=", ".join(absent))
