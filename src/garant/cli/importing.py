"""`garant import KIND FILE…`: files into the installation, checked before anything is written."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from garant.cli.commands import command
from garant.cli.failure import problem_lines
from garant.cli.language import N_, _
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
SUFFIXES = {".csv", ".parquet", ".xlsx", ".xlsm"}
# The words of what an import did, for the translators.
COUNTS = (N_("new"), N_("changed"), N_("same"))


Kind = Annotated[
    str, typer.Argument(metavar="KIND", help=_("book, undo, or a table: accounts, lines, spend …"))
]
Given = Annotated[
    list[str], typer.Argument(metavar="FILE…|ID", help=_("Files, a folder, or an import."))
]
Mapped = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help=_("A TOML file that renames columns and tables.")),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=_("Say what is understood, and change nothing."))
]
SkipBad = Annotated[
    bool,
    typer.Option(
        "--skip-bad/--all-or-nothing", help=_("Leave bad rows out, or refuse all for one.")
    ),
]
Replace = Annotated[
    bool, typer.Option("--replace", help=_("Take the place of everything that is there."))
]


@command(app, "import", _("Take files into the installation, or undo an import."))
def import_(
    kind: Kind, given: Given, speech: Speech, *, mapping: Mapped = None, dry_run: DryRun = False,
    skip_bad: SkipBad = False, replace: Replace = False,
) -> None:  # fmt: skip
    awake()
    kinds: Any = import_module("garant.sources.tables").KINDS
    if kind not in {BOOK, UNDO, *kinds}:
        raise UsageError(
            "the first word is one of {kinds}, not {given}",
            kinds=", ".join((BOOK, UNDO, *kinds)), given=repr(kind),
        )  # fmt: skip
    if kind == UNDO:
        _undo(given)
        return
    with waiting(_("Reading the files …"), quiet=speech.quiet):
        one = _received(kind, given, mapping, replaces=replace, skips=skip_bad)
    _refuse(one)
    if not dry_run and not _changes(one):
        import_module(ACTIONS).discard(by=one.by, one=one)
        typer.echo(_("All of it is known already; nothing was changed."))
        return
    if not dry_run:
        with waiting(_("Writing …"), quiet=speech.quiet):
            one = import_module(ACTIONS).apply(by=one.by, one=one)
    _tell(one)


def _received(
    kind: str, given: list[str], mapping: Path | None, *, replaces: bool, skips: bool
) -> Import:
    files = _files([Path(path) for path in given])
    own = next((file for file in files if file.name == FILE), None)
    named = mapping or own
    text = named.read_text(encoding="utf-8") if named is not None else ""
    tables = [file for file in files if file.suffix.lower() in SUFFIXES]
    if not tables:
        raise UsageError(
            "none of {files} is a CSV, Parquet or Excel file", files=", ".join(given) or "nothing"
        )
    if kind != BOOK and not text and len(tables) > 1:
        raise UsageError("a table is one file, or has a mapping; there are {count} files here",
                         count=len(tables))  # fmt: skip
    actions: Any = import_module(ACTIONS)
    one: Import = actions.receive(
        by=administrator(), files=tables, mapping=text, kind=kind,
        ways=actions.Ways(replaces=replaces, skips=skips),
    )  # fmt: skip
    return one


def _files(given: list[Path]) -> list[Path]:
    """The files given, and those in the folders given."""
    paths = given
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError("there is no file {files}", files=", ".join(missing))
    found = [one for path in paths for one in (path.iterdir() if path.is_dir() else [path])]
    return sorted(one for one in found if one.is_file())


def _refuse(one: Import) -> None:
    """Refuse what cannot be read, with every problem."""
    as_problem = import_module("garant.sources.problems").as_problem
    problems = [as_problem(problem) for problem in one.problems]
    if one.errors:
        raise DataError(problem for problem in problems if problem.level == "error")
    left_out = [_said_left_out(as_problem(row)) for row in one.report.get("refused", ())]
    for line in problem_lines([*problems, *left_out]):
        typer.echo(line, err=True)
    if unkept := one.report.get("unkept"):
        said = _("Not kept here, and left out: {tables}").format(tables=", ".join(unkept))
        typer.echo(said, err=True)


def _changes(one: Import) -> bool:
    """Whether an import would change anything."""
    counts = one.found.values()
    return (
        one.replaces
        or bool(one.report.get("settings"))
        or any(table["new"] or table["changed"] for table in counts)
    )


def _said_left_out(problem: Problem) -> Problem:
    """A row that is left out is no error any more: nothing is refused for it."""
    return replace(problem, level="warning")


def _tell(one: Import) -> None:
    for table, counts in one.found.items():
        typer.echo(f"{table}: " + ", ".join(f"{n} {_(word)}" for word, n in counts.items()))
    after = one.report.get("after")
    if after and one.state == "checked":
        typer.echo(
            _("Recurring revenue would be {mrr} {currency} a month in {month}.").format(
                mrr=after["mrr"], currency=after["currency"] or "", month=after["month"][:7]
            )
        )
    typer.echo(_("Import {number}: {state}.").format(number=one.pk, state=_(_label(one))))


def _label(one: Import) -> str:
    """The English word for how far an import is, which our own catalogue translates."""
    translation: Any = import_module("django.utils.translation")
    with translation.override("en"):
        return str(one.get_state_display())


def _undo(given: list[str]) -> None:
    models: Any = import_module("garant.sources.models")
    for number in given:
        one = models.Import.objects.filter(pk=number).first() if number.isdigit() else None
        if one is None:
            raise UsageError("there is no import {number}", number=repr(number))
        _tell(import_module(ACTIONS).undo(by=administrator(), one=one))


def administrator() -> User:
    """Whoever runs commands on the machine acts as its first administrator."""
    users: Any = import_module("garant.users.models")
    first: User = users.User.objects.filter(role="admin", is_active=True).earliest("pk")
    return first
