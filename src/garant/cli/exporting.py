"""`garant export`: what the installation holds, as files."""

from __future__ import annotations

import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake
from garant.cli.waiting import waiting
from garant.metrics.errors import RequestError, UsageError
from garant.warehouse.write import whole_file

app = typer.Typer(rich_markup_mode=None, add_completion=False)
ALL, METRICS, AUDIT = "all", "metrics", "audit"
JSONL, FORMATS = "jsonl", ("jsonl", "csv", "parquet")


@command(app, "export", _("Write what the installation holds, or its figures, to files."))
def export(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=_("all, metrics, or a table: accounts, lines …"))
    ],
    speech: Speech,
    *,
    form: Annotated[
        str, typer.Option("--format", metavar="jsonl|csv|parquet", help=_("The form of the files."))
    ] = JSONL,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help=_("As it was known at the end of a day."))
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="TABLE", help=_("Leave a table out, such as audit."))
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=_("Where to; a folder for several CSV or Parquet files.")
        ),
    ] = None,
) -> None:
    awake()
    known(kind, (ALL, METRICS))
    if form not in FORMATS:
        raise UsageError("the form is {forms}, not {given}",
                         forms=", ".join(FORMATS), given=repr(form))  # fmt: skip
    with waiting(_("Writing …"), quiet=speech.quiet or out is None):
        found = _tables(kind, _day(as_of), tuple(exclude or ()))
        _write(found, form, out, several=kind in {ALL, METRICS})


def _tables(kind: str, as_of: date | None, without: tuple[str, ...]) -> dict[str, Any]:
    exporting: Any = import_module("garant.sources.exporting")
    read = exporting.figures if kind == METRICS else exporting.table
    names = exporting.parts(kind, as_of=as_of, without=without)
    return {name: read(name, as_of=as_of) for name in names}


def _write(found: dict[str, Any], form: str, out: Path | None, *, several: bool) -> None:
    exporting: Any = import_module("garant.sources.exporting")
    if several and form != JSONL:
        if out is None:
            raise UsageError("several tables need a folder: --out FOLDER")
        exporting.write_folder(found, out, form)
        return

    def write(file: Any) -> None:
        if several:
            exporting.write_all(found, file)
        else:
            exporting.write(next(iter(found.values())), file, form)

    if out is None:
        write(sys.stdout.buffer)
    else:
        whole_file(out, write)


def known(kind: str, more: tuple[str, ...]) -> None:
    """Refuse a word that is no kind."""
    kinds = (*more, *import_module("garant.sources.tables").KINDS)
    if kind not in kinds:
        raise UsageError(
            "the first word is one of {kinds}, not {given}",
            kinds=", ".join(kinds), given=repr(kind),
        )  # fmt: skip


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RequestError("{text} is no day; write 2025-12-31", text=repr(text)) from None
