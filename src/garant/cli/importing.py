"""`garant import book FILE…`: files into the installation, checked before anything is written."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from garant.cli.commands import command
from garant.cli.failure import problem_lines
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake
from garant.cli.waiting import waiting
from garant.metrics.errors import DataError, Problem, UsageError
from garant.warehouse.mapping import FILE

if TYPE_CHECKING:
    from garant.sources.models import Import
    from garant.users.models import User

app = typer.Typer(rich_markup_mode=None, add_completion=False)
ACTIONS = "garant.sources.actions"
BOOK, UNDO = "book", "undo"
SUFFIXES = {".csv", ".parquet"}


@command(app, "import", _("Take the files of a book into the installation, or undo an import."))
def import_(
    kind: Annotated[str, typer.Argument(metavar="book|undo", help=_("What is given."))],
    given: Annotated[
        list[str], typer.Argument(metavar="FILE…|ID", help=_("Files, a folder, or an import."))
    ],
    speech: Speech,
    *,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("A TOML file that renames columns and tables.")),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Say what is understood, and change nothing."))
    ] = False,
) -> None:
    if kind not in {BOOK, UNDO}:
        raise UsageError("the first word is book or undo, not {given}", given=repr(kind))
    awake()
    if kind == UNDO:
        _undo(given)
        return
    with waiting(_("Reading the files …"), quiet=speech.quiet):
        one = _received(_files([Path(path) for path in given]), mapping)
    _refuse(one)
    if dry_run:
        _tell(one)
        return
    with waiting(_("Writing …"), quiet=speech.quiet):
        applied = import_module(ACTIONS).apply(by=one.by, one=one)
    _tell(applied)


def _received(files: list[Path], mapping: Path | None) -> Import:
    own = next((file for file in files if file.name == FILE), None)
    named = mapping or own
    text = named.read_text(encoding="utf-8") if named is not None else ""
    tables = [file for file in files if file.suffix.lower() in SUFFIXES]
    one: Import = import_module(ACTIONS).receive(by=_administrator(), files=tables, mapping=text)
    return one


def _files(given: list[Path]) -> list[Path]:
    """The files given, and those in the folders given."""
    missing = [str(path) for path in given if not path.exists()]
    if missing:
        raise UsageError("there is no file {files}", files=", ".join(missing))
    found = [one for path in given for one in (path.iterdir() if path.is_dir() else [path])]
    return sorted(one for one in found if one.is_file())


def _refuse(one: Import) -> None:
    """Refuse what cannot be read, with every problem."""
    problems = [Problem(**problem) for problem in one.problems]
    if one.errors:
        raise DataError(problem for problem in problems if problem.level == "error")
    for line in problem_lines(problems):
        typer.echo(line, err=True)


def _tell(one: Import) -> None:
    for table, counts in one.found.items():
        typer.echo(f"{table}: " + ", ".join(f"{n} {_(word)}" for word, n in counts.items()))
    typer.echo(_("Import {number}: {state}.").format(number=one.pk, state=one.get_state_display()))


def _undo(given: list[str]) -> None:
    models: Any = import_module("garant.sources.models")
    for number in given:
        one = models.Import.objects.filter(pk=number).first() if number.isdigit() else None
        if one is None:
            raise UsageError("there is no import {number}", number=repr(number))
        _tell(import_module(ACTIONS).undo(by=_administrator(), one=one))


def _administrator() -> User:
    """Whoever runs commands on the machine acts as its first administrator."""
    users: Any = import_module("garant.users.models")
    first: User = users.User.objects.filter(role="admin", is_active=True).earliest("pk")
    return first
