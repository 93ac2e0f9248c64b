"""What went wrong, on standard error, in the reader's language; never a trace unless asked."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Sequence

import typer

from garant.cli.clean import clean
from garant.cli.language import N_, _, ngettext
from garant.metrics.errors import GarantError, Problem

PLAN = "PLAN"  # the rule of what is wrong with a plan, whose values have fields and no columns
USAGE = 2
OURS = 3

# Every one of Typer's complaints derives from the class below BadParameter.
UsageComplaint: type[BaseException] = typer.BadParameter.__mro__[1]

TYPER_SENTENCES = {
    r"No such option: (?P<name>\S+).*": N_("there is no option {name}"),
    r"No such command '(?P<name>.*)'\..*": N_("there is no command {name}"),
    r"Missing argument '(?P<name>.*)'\..*": N_("{name} is missing"),
    r"Missing option '(?P<name>.*)'\..*": N_("the option {name} is missing"),
    r"Missing command\.": N_("which command? One of these is needed:"),
    r"Option '(?P<name>.*)' requires .*": N_("the option {name} needs a value"),
    r"Option '(?P<name>.*)' does not take a value\.": N_("the option {name} takes no value"),
    r"Got unexpected extra arguments? ?\(s?\)? ?\((?P<text>.*)\)": N_("one too many: {text}"),
    r"Got unexpected extra argument\(s\) \((?P<text>.*)\)": N_("one too many: {text}"),
    r"Invalid value for '(?P<name>.*?)'(?: / '.*')?: (?P<text>.*)": N_("{name}: {text}"),
}


def report(error: BaseException, *, debug: bool) -> int:
    """Say it and return the exit code."""
    if debug:
        traceback.print_exception(error)
    lines: Iterable[str]
    if isinstance(error, UsageComplaint):
        lines, code = _usage(error), USAGE
    elif isinstance(error, GarantError):
        # A mapping, too, has every mistake in `problems`.
        problems = getattr(error, "problems", ())
        lines = problem_lines(problems) if problems else (f"garant: {sentence(error)}",)
        code = error.exit_code
    else:
        lines, code = _ours(error, debug=debug), OURS
    typer.echo("\n".join(map(clean, lines)), err=True)
    return code


def sentence(error: GarantError) -> str:
    """The error's sentence in the language in use."""
    return _(error.template).format(**error.values) if error.values else _(error.template)


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """A line for each problem, and their number at the end."""
    problems = list(problems)
    for problem in problems:
        level = _("error") if problem.level == "error" else _("warning")
        rule = f" ({problem.rule})" if problem.rule and problem.rule != PLAN else ""
        line = _("{level}: {place}: {text}")
        yield line.format(level=level, place=place(problem), text=problem_text(problem) + rule)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        yield _ended(errors).format(errors=len(errors))


def _ended(errors: Sequence[Problem]) -> str:
    if all(problem.rule == PLAN for problem in errors):
        return ngettext(
            "The plan has {errors} error; nothing was computed.",
            "The plan has {errors} errors; nothing was computed.",
            len(errors),
        )
    return ngettext(
        "The facts have {errors} error; nothing was computed.",
        "The facts have {errors} errors; nothing was computed.",
        len(errors),
    )


def problem_text(problem: Problem) -> str:
    """The problem's sentence in the language in use."""
    return _(problem.message).format(**problem.values) if problem.values else _(problem.message)


def place(problem: Problem) -> str:
    """Where a problem is: the table, the row as a spreadsheet counts, the column."""
    row = _("row {row}").format(row=problem.row) if problem.row is not None else None
    named = _("field {column}") if problem.rule == PLAN else _("column {column}")
    column = named.format(column=problem.field) if problem.field else None
    return ", ".join(part for part in (problem.table, row, column) if part)


def _usage(error: BaseException) -> Iterator[str]:
    context = getattr(error, "ctx", None)
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    if type(error).__name__ == "NoArgsIsHelpError":
        yield said
        return
    yield f"garant: {_of_typer(said)}"
    possible = getattr(error, "possibilities", None)
    if possible:
        yield _("Did you mean {names}?").format(names=", ".join(sorted(possible)))
    if context is not None:
        yield context.get_usage()
        yield _("{command} --help says more.").format(command=context.command_path)


def _of_typer(said: str) -> str:
    """One of Typer's English sentences, as ours."""
    for pattern, template in TYPER_SENTENCES.items():
        match = re.fullmatch(pattern, said, re.DOTALL)
        if match:
            return _(template).format(**match.groupdict())
    return said


def _ours(error: BaseException, *, debug: bool) -> Iterator[str]:
    told = str(error).strip().splitlines()
    yield _("garant failed, and it is not your fault: {kind}: {text}").format(
        kind=type(error).__name__, text=told[0] if told else ""
    )
    if not debug:
        yield _("Run the command again with --debug to see where.")
