"""The cash trough as a person reads it: scenarios side by side, or levers one under the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from garant.charts.labels import NONE
from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.language import N_, _
from garant.cli.options import Shape
from garant.cli.told_answers import Reading
from garant.cli.told_answers import deliver as delivered
from garant.metrics.errors import UsageError
from garant.outlook.cash.answer import by_weight, digs
from garant.outlook.cash.voice import Voice
from garant.warehouse.outlook_cash import SENSITIVITY, Asked, CashResult, Start, written
from garant.warehouse.write import whole_file

if TYPE_CHECKING:
    from garant.outlook.cash.sensitivity import TornadoRow

Row = Mapping[str, Any]
TITLES = {
    "outlook_cash": N_("The cash trough"),
    SENSITIVITY: N_("What the cash trough hangs on"),
}


def deliver(result: CashResult, shape: Shape) -> None:
    """Write an answer about cash."""
    rows = _levers(result) if result.kind == SENSITIVITY else _scenarios(result)
    answer = Answer(tuple(rows[0]) if rows else (), rows, result.settings)
    delivered(result, shape, Reading(title=_(TITLES[result.kind]), answer=answer))


def write_plan(start: Start, asked: Asked, shape: Shape) -> None:
    """Write the plan to a file that is not there yet, or to standard output."""
    text = written(start, asked, lang())
    if shape.output is None:
        typer.echo(text, nl=False)
        return
    if shape.output.exists():
        raise UsageError(
            "{file} is there already; name another file, or remove it", file=shape.output
        )
    whole_file(shape.output, lambda file: _write(file, text))
    if not shape.quiet:
        typer.echo(_("The plan is in {file}.").format(file=shape.output), err=True)


def _write(file: Any, text: str) -> None:
    file.write(text.encode())


def _scenarios(result: CashResult) -> list[Row]:
    """One row a scenario: its trough; or, of a plan without one, how far behind the plan it is."""
    answer = result.answer
    voice = Voice(answer.plan.plan, lang())
    of = _against if answer.plan.trough.bottom is None else _trough
    return [of(told, voice) for told in result.laid(lang()).beside["scenarios"]]


def _trough(told: Row, voice: Voice) -> Row:
    return {
        "what": told["name"],
        "lowest": -told["depth"],
        "bottom": _month(told["bottom_month"], voice),
        "turns": _month(told["turns_positive_month"], voice),
        "at_the_end": told["end"],
    }


def _against(told: Row, voice: Voice) -> Row:
    return {
        "what": told["name"],
        "behind": told["behind"],
        "behind_in": _month(told["behind_month"], voice),
        "ahead_from": _month(told["ahead_from_month"], voice),
        "at_the_end": told["end"],
    }


def _month(month: int | None, voice: Voice) -> str:
    return NONE if month is None else voice.month(month)


def _levers(result: CashResult) -> list[Row]:
    """One row a lever: its two values, and the bottom that each makes."""
    tornado = result.answer.tornado
    if tornado is None:
        return []
    voice = Voice(tornado.plan, lang())
    deep = digs(tornado)
    return [_lever(row, voice, deep=deep) for row in by_weight(tornado)]


def _lever(row: TornadoRow, voice: Voice, *, deep: bool) -> Row:
    low, high = ((-one.depth if deep else one.end) for one in (row.low, row.high))
    return {
        "lever": row.told(voice.lang),
        "low_value": voice.value(row.unit, row.low_value),
        "lowest_low" if deep else "end_low": low,
        "high_value": voice.value(row.unit, row.high_value),
        "lowest_high" if deep else "end_high": high,
    }
