"""`garant`: the commands, and what becomes of an error."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, ClassVar, NoReturn

import typer

import garant
from garant.cli import language
from garant.cli.commands import LazyGroup
from garant.cli.failure import report
from garant.cli.language import N_
from garant.cli.options import ReaderGoneError

# A command builds large plans, throws little away and ends: a cycle is looked for after this many
# new objects rather than 700, which costs no memory to speak of and saves a twentieth of its time.
GARBAGE = 100_000
CLOSED_PIPE = 141  # what a shell gives for a reader that went away: 128 + SIGPIPE


class Root(LazyGroup):
    """All that can be typed after `garant`."""

    modules: ClassVar = {
        "demo": (
            "garant.cli.demo",
            N_("Generate a company, tell its story, serve it in the application."),
        ),
        "facts": ("garant.cli.facts", N_("Check, describe or map the facts of a book.")),
        "metrics": ("garant.cli.metrics", N_("Compute the metrics of a book, exactly.")),
        "study": ("garant.cli.study", N_("Find why customers do not renew, and how sure it is.")),
        "outlook": ("garant.cli.outlook", N_("Look ahead: cash, retention, renewals to come.")),
        "arithmetic": ("garant.cli.arithmetic", N_("The arithmetic of leaving and replacing.")),
        "init": (
            "garant.cli.init",
            N_("Create an installation: its folder, its key, its administrator."),
        ),
        "import": ("garant.cli.importing", N_("Take files into the installation.")),
        "export": ("garant.cli.exporting", N_("Write what the installation holds to files.")),
        "count": ("garant.cli.counting", N_("Say how many rows the installation holds.")),
        "refresh": ("garant.cli.refreshing", N_("Compute every figure of the pages anew.")),
        "config": (
            "garant.cli.configuring",
            N_("Read and change the settings of the installation."),
        ),
        "authz": ("garant.cli.authz", N_("Show who may do what.")),
        "audit": ("garant.cli.auditing", N_("Verify the audit trail.")),
        "serve": ("garant.cli.serving", N_("Serve the pages.")),
        "worker": ("garant.cli.working", N_("Do the jobs of the queue, and keep the schedule.")),
        "up": ("garant.cli.up", N_("Serve the pages and do the jobs, both in one.")),
        "jobs": ("garant.cli.jobs", N_("Look at the queue of jobs.")),
        "upgrade": (
            "garant.cli.upgrade",
            N_("Bring the tables of the installation to this version."),
        ),
        "check": ("garant.cli.checking", N_("Say whether the installation is in order.")),
    }


app = typer.Typer(cls=Root, rich_markup_mode=None, add_completion=False, no_args_is_help=True)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"garant {garant.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    tongue = language.from_arguments(arguments) or language.from_environment(os.environ)
    language.speak(tongue)
    language.lend_to_typer(tongue)
    try:
        code = app(list(arguments), prog_name="garant", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, ReaderGoneError):
        # What is still in the buffer has no reader: let the interpreter flush it to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except Exception as error:  # noqa: BLE001 - the last place that can say it in a sentence
        return report(error, debug="--debug" in arguments)
    return code if isinstance(code, int) else 0


def main() -> None:
    """The entry point of `garant`."""
    gc.set_threshold(GARBAGE, 50, 100)
    _leave(run(sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """End the process with a code, once all is said and the temporary folders are gone.

    Python would take every object apart before it ends, which takes a tenth of the time of a
    command on a hundred thousand lines; the system takes the memory back at once.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    atexit._run_exitfuncs()  # noqa: SLF001 - what os._exit() leaves out, and we still want
    os._exit(code)
