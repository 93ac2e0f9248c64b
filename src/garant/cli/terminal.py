"""An answer on a terminal: the sentence, the tables, what to know."""

from __future__ import annotations

import os
import sys
from textwrap import wrap
from typing import IO

from rich.console import Console
from rich.text import Text

from garant.cli.answers import Answer
from garant.cli.options import ReaderGoneError
from garant.cli.sheets import notes, sheets
from garant.cli.tables import tables
from garant.cli.views import View

READABLE = 100  # the width of a line of text that an eye can follow


class Screen(Console):
    """A console that leaves it to the command line to say what a reader who left means."""

    def on_broken_pipe(self) -> None:
        raise ReaderGoneError


def console(to: IO[str]) -> Console:
    """A console on that stream; a file is as wide as COLUMNS says, or 120."""
    if to.isatty() or to is sys.stdout:
        return Screen(file=to, highlight=False, soft_wrap=False)
    return Screen(file=to, highlight=False, width=int(os.environ.get("COLUMNS") or 120))


def write(answer: Answer, view: View, to: IO[str], *, quiet: bool = False) -> None:
    """The sentence, the tables, what to know; `quiet` leaves only the tables."""
    show(answer, view, console(to), quiet=quiet)


def show(answer: Answer, view: View, on: Console, *, quiet: bool = False) -> None:
    """The same on a console that exists."""
    said = view.lede(answer.rows, answer.settings)
    if said and not quiet:
        say(on, said, style="bold")
    if answer.rows:
        for sheet in sheets(answer, view):
            for table in tables(sheet, on.width):
                on.print()
                on.print(table)
    if not quiet:
        for number, note in enumerate(notes(answer, view)):
            say(on, note, style="dim", before=not number)


def say(on: Console, text: str, *, style: str = "", before: bool = False) -> None:
    """A paragraph, no wider than is read with ease; a no-break space does not break.

    `before` leaves a blank line above it.
    """
    width = min(on.width, READABLE)
    lines = wrap(text, width, break_on_hyphens=False, break_long_words=False)
    if before:
        on.print()
    on.print(Text("\n".join(lines), style=style), soft_wrap=True)
