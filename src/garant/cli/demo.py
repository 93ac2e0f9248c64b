"""`garant demo`: a company, generated; its story, computed, told and drawn; its page, served."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

import garant
from garant.charts.labels import language
from garant.cli import demo_story
from garant.cli.commands import command
from garant.cli.demo_figures import told
from garant.cli.language import _, spoken
from garant.cli.options import Speech, whole
from garant.cli.serve import PAGE, serve
from garant.cli.terminal import console as screen
from garant.cli.terminal import say
from garant.cli.waiting import waiting
from garant.demo.company import Company, generate
from garant.demo.write import FILES, TRUTH, write_company

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """Which company, and where it goes."""

    dir: Annotated[Path, typer.Option(metavar="DIR", help=_("Where the company is written."))] = (
        Path("demo-company")
    )
    accounts: Annotated[
        int, typer.Option(parser=whole, metavar="N", help=_("How many accounts sign."))
    ] = 400
    seed: Annotated[
        int, typer.Option(parser=whole, metavar="S", help=_("Another seed, another company."))
    ] = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Whether its page is served, and where."""

    no_serve: Annotated[
        bool, typer.Option("--no-serve", help=_("Do not serve the page over HTTP."))
    ] = False
    port: Annotated[
        int, typer.Option(parser=whole, metavar="PORT", help=_("The port of the page."))
    ] = 8000


@command(app, "demo", _("Generate a company and tell its story."))
def demo(invented: Invented, served: Served, speech: Speech) -> None:
    with waiting(_("Inventing a company …"), quiet=speech.quiet):
        company = generate(invented.accounts, invented.seed)
        folder = _written(company, invented.dir)
    with waiting(_("Reading the book and computing …"), quiet=speech.quiet):
        book = garant.Book(folder)
        found = told(company, book)
        page = demo_story.page(found, company, language(spoken()))
        (folder / PAGE).write_text(page, encoding="utf-8")
    console = screen(sys.stdout)
    if not speech.quiet:
        demo_story.tell(found, company, console)
        _next(console, invented.dir)
    if not served.no_serve:
        serve(folder, served.port, lambda address: _announce(console, address))


def _written(company: Company, folder: Path) -> Path:
    """Write the company, in place of an earlier demo; the page of that one goes first."""
    if folder.is_dir():
        names = {entry.name for entry in folder.iterdir()}
        if TRUTH in names and PAGE in names and names <= {*FILES, PAGE}:
            (folder / PAGE).unlink()
    return write_company(company, folder)


def _garant() -> str:
    """How this command is called from here: by its name, or by where it was run from."""
    if shutil.which("garant"):
        return "garant"
    here = Path(sys.argv[0])
    return shlex.quote(os.path.relpath(here)) if here.name == "garant" else "python -m garant.cli"


def _next(console: Console, folder: Path) -> None:
    """Commands that go on from here; each of them works."""
    book = shlex.quote(str(folder))
    say(console, _("To go on:"), style="bold")
    for line in (
        f"metrics bridge {book} --by quarter",
        f"metrics retention {book} --segment segment",
        f"metrics cohorts {book} --of revenue",
        f"facts describe {book}",
    ):
        console.print(Text(f"  {_garant()} {line}"), soft_wrap=True)
    console.print()


def _announce(console: Console, address: str) -> None:
    say(console, _("Served on {address}, Ctrl-C to stop").format(address=address))
    sys.stdout.flush()
