"""The options of `garant study …`, and how their text becomes a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from garant.cli.language import _
from garant.cli.options import Source, choice, whole
from garant.metrics.errors import UsageError
from garant.metrics.settings import Settings

Renewals = Literal["first", "every"]
SETTINGS = frozenset(field.name for field in fields(Settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Which renewals are studied, and how chance is drawn."""

    renewals: Annotated[
        Renewals,
        choice(Renewals, help=_("The first renewal of each customer, or every one.")),
    ] = "first"
    seed: Annotated[
        int, typer.Option(parser=whole, metavar="S", help=_("Another draw of folds."))
    ] = 0


def number(text: str) -> float:
    """A number, or a share written as a percentage."""
    scale = 100.0 if text.strip().endswith("%") else 1.0
    try:
        return float(text.strip().removesuffix("%")) / scale
    except ValueError:
        raise typer.BadParameter(
            _("{text} is not a number; write it as 0.10 or 10%").format(text=repr(text))
        ) from None


Lever = Annotated[
    str, typer.Option(metavar="CODE", help=_("The lever, by its code; drivers lists them."))
]
Cap = Annotated[
    float | None,
    typer.Option(parser=number, metavar="X", help=_("What if it were capped at that value.")),
]
File = Annotated[
    Path, typer.Argument(metavar="FILE", help=_("A CSV or Parquet file, one row a customer."))
]


def split(source: Source) -> tuple[Source, dict[str, str]]:
    """The `--set` of a policy: what has the name of a setting is one, the rest changes levers.

    The changes are by lever, operator first: ``{"discount": "<=0.10"}``.
    """
    settings, changes = [], {}
    for pair in source.set or ():
        code, to = _change(pair)
        if code in SETTINGS:
            settings.append(pair)
        elif code in changes:
            raise UsageError("--set changes {lever} twice", lever=code)
        else:
            changes[code] = to
    if not changes:
        raise UsageError("which policy? Give at least one --set, such as --set 'discount<=0.10'")
    return replace(source, set=settings), changes


def _change(pair: str) -> tuple[str, str]:
    places = {sign: pair.find(sign) for sign in ("<=", ">=", "=") if sign in pair}
    if not places:
        raise UsageError(
            "--set {pair}: a change is written 'LEVER<=X', 'LEVER>=X' or 'LEVER=X', in quotes",
            pair=repr(pair),
        )
    at = min(places.values())
    return pair[:at].strip(), pair[at:].strip()


def changes_of(on: Sequence[str], scope: Sequence[str]) -> list[tuple[str, str | None]]:
    """The days of `--on`, each with its `--scope`."""
    if scope and len(scope) != len(on):
        raise UsageError(
            "{days} times --on and {scopes} times --scope: a change in turns is told in pairs, "
            "--on DATE --scope COLUMN=VALUE",
            days=len(on), scopes=len(scope),
        )  # fmt: skip
    if len(on) > 1 and not scope:
        raise UsageError("several --on need a --scope each: for whom did it change on which day?")
    return list(zip(on, scope, strict=True)) if scope else [(day, None) for day in on]
