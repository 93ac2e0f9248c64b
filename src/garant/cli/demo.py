"""`garant demo`: a company, generated; its story, told; the company, in the application."""

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
from garant.cli import demo_installation, demo_story
from garant.cli.commands import command
from garant.cli.demo_figures import told
from garant.cli.language import _
from garant.cli.options import Speech, whole
from garant.cli.ports import become, usable
from garant.cli.terminal import console as screen
from garant.cli.terminal import say
from garant.cli.waiting import waiting
from garant.demo.company import generate
from garant.demo.write import write_company

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
    """Whether the application is served, and where."""

    no_serve: Annotated[
        bool, typer.Option("--no-serve", help=_("Write the company and tell its story, no more."))
    ] = False
    port: Annotated[
        int, typer.Option(parser=whole, metavar="PORT", help=_("The port of the application."))
    ] = 8000


@command(app, "demo", _("Generate a company, tell its story, serve it in the application."))
def demo(invented: Invented, served: Served, speech: Speech) -> None:
    port = served.port if served.no_serve else usable(served.port)
    with waiting(_("Inventing a company …"), quiet=speech.quiet):
        company = generate(invented.accounts, invented.seed)
        folder = write_company(company, invented.dir)
    console = screen(sys.stdout)
    if not speech.quiet:
        with waiting(_("Reading the book and computing …"), quiet=False):
            found = told(company, garant.Book(folder))
        demo_story.tell(found, company, console)
        _next(console, invented.dir)
    if not served.no_serve:
        with waiting(_("Taking the company into the application …"), quiet=speech.quiet):
            logins = demo_installation.ready(company, folder, port)
        demo_installation.tell(logins, console)
        become(["up", "--port", str(port)])


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
