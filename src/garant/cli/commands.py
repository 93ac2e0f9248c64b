"""Typer's commands and groups, with their own words in the language in use, loaded when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from garant.cli.language import N_, _
from garant.cli.options import spread

# What Typer itself says through gettext, so that our catalogue has it.
TYPER_WORDS = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("Missing command."),
    N_("No such command {name!r}."),
)


class Command(TyperCommand):
    """A command whose usage line and help option speak the language in use."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        return _translated(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group of commands that does the same."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        return _translated(super().get_help_option(ctx))


class LazyGroup(Group):
    """A group whose commands are modules, imported only when they are called.

    `modules` maps the name of a command to the module that holds its `app`, and its summary.
    """

    modules: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        return list(self.modules)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - same
        if cmd_name not in self.modules:
            return None
        return typer.main.get_command(import_module(self.modules[cmd_name][0]).app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - same
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, (_module, text) in self.modules.items()])


def application(summary: str | None = None) -> typer.Typer:
    """A group of commands, or a single one, that speaks plainly."""
    app = typer.Typer(
        cls=Group, help=summary, rich_markup_mode=None, add_completion=False, no_args_is_help=True
    )
    if summary:
        app.callback()(lambda: None)
    return app


def command(app: typer.Typer, name: str, summary: str) -> Callable[[Callable[..., None]], None]:
    """Declare a command whose groups of options are spread out."""

    def declare(function: Callable[..., None]) -> None:
        app.command(name, help=summary, cls=Command)(spread(function))

    return declare


def _write_usage(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage: "))


def _translated(option: Any) -> Any:
    if option is not None:
        option.help = _("Show this message and exit.")
    return option
