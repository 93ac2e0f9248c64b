"""The options that commands share, declared once, and how text becomes a value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import typer

from garant.cli.language import _

Tongue = Literal["en", "fr"]
Format = Literal["table", "json", "csv", "parquet", "html"]
Theme = Literal["light", "dark"]
Width = Literal["wide", "narrow"]
FORMATS: tuple[Format, ...] = get_args(Format)


def day(text: str) -> date:
    """A date as `--on`, `--from`, `--to` and `--as-of` take it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            _("{text} is not a date; write it as 2024-12-31").format(text=repr(text))
        ) from None


def whole(text: str) -> int:
    """A whole number, such as a count of months."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(
            _("{text} is not a whole number").format(text=repr(text))
        ) from None


def choice(words: Any, help: str) -> Any:  # noqa: A002 - Typer's own word
    """An option that takes one of the words of a Literal, and no other."""
    choices = get_args(words)

    def chosen(text: str) -> str:
        if text not in choices:
            sentence = _("{text} is not one of: {choices}")
            raise typer.BadParameter(sentence.format(text=repr(text), choices=", ".join(choices)))
        return text

    return typer.Option(parser=chosen, metavar="|".join(choices), help=help)


class ReaderGoneError(Exception):
    """Whoever read standard output has stopped reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Which book, read how."""

    book: Annotated[
        str,
        typer.Argument(
            metavar="BOOK",
            help=_("A folder of CSV or Parquet files, or the URL of a database."),
        ),
    ]
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("A TOML file that renames columns and tables.")),
    ] = None
    engine: Annotated[
        str | None,
        typer.Option(metavar="URL", help=_("The engine that computes; DuckDB in this process.")),
    ] = None
    set: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help=_("A setting of the metrics; may be repeated.")),
    ] = None
    as_of: Annotated[
        date | None,
        typer.Option(
            parser=day, metavar="DATE", help=_("Use what was known at the end of that day.")
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """In which language to answer, and how much to say beside the answer.

    `lang` and `debug` are read before the arguments are parsed, so that even what cannot be
    parsed is answered as they ask.
    """

    lang: Annotated[
        Tongue | None,
        choice(Tongue, help=_("The language of the answer; by default the terminal's.")),
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", help=_("No progress bar and no remarks."))] = (
        False
    )
    debug: Annotated[bool, typer.Option("--debug", help=_("Show the trace of an error."))] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape(Speech):
    """Also in which form the answer is given, and where it goes."""

    format: Annotated[
        Format | None,
        choice(Format, help=_("The form of the answer; by default a table.")),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help=_("Write the answer to a file.")),
    ] = None
    chart: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("Draw the answer: FILE.svg, FILE.png or FILE.pdf.")),
    ] = None
    chart_theme: Annotated[
        Theme, choice(Theme, help=_("The colours of the picture: for light or dark paper."))
    ] = "light"
    chart_width: Annotated[
        Width, choice(Width, help=_("The width of the picture: for a page, or for a phone."))
    ] = "wide"

    def form(self) -> Format:
        """The format asked for, or that of the file's name, or a table."""
        suffix = self.output.suffix.lower().removeprefix(".") if self.output else ""
        named: Format = next((form for form in FORMATS if form == suffix), "table")
        return self.format or named


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose groups of options (dataclasses) are spread out, one parameter an option."""
    kinds = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in kinds.items() if is_dataclass(kind)}

    @wraps(command)
    def spread_out(**given: Any) -> None:
        gathered: dict[str, Any] = {
            name: group(**{field.name: given.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        try:
            command(**gathered, **given)
        except BrokenPipeError as error:
            # Typer would end the process here, with a code that means wrong data.
            raise ReaderGoneError from error

    parameters = list(_parameters(command, kinds, groups))
    parameters.sort(key=lambda parameter: parameter.default is not inspect.Parameter.empty)
    spread_out.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    spread_out.__annotations__ = {p.name: p.annotation for p in parameters}
    return spread_out


def _parameters(
    command: Callable[..., None], kinds: dict[str, Any], groups: dict[str, Any]
) -> Iterator[inspect.Parameter]:
    """The command's own options first: help shows them in this order."""
    for name, parameter in inspect.signature(command).parameters.items():
        if name not in groups:
            yield _parameter(name, kinds[name], parameter.default)
    for group in groups.values():
        hints = get_type_hints(group, include_extras=True)
        for field in fields(group):
            yield _parameter(field.name, hints[field.name], _default(field))


def _parameter(name: str, kind: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _default(field: Field[Any]) -> Any:
    return inspect.Parameter.empty if field.default is MISSING else field.default
