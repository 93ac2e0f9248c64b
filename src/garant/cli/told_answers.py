"""An answer that speaks, for a person and for a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.options import Shape
from garant.cli.output import deliver as delivered
from garant.cli.output import for_machines
from garant.cli.views import View
from garant.warehouse.write import as_text

if TYPE_CHECKING:
    from garant.warehouse.told_result import ToldResult

OPENING = 2  # sentences above the table; the others follow it


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a person reads an answer: its title, its rows, and what is said below them."""

    title: str
    answer: Answer
    remarks: tuple[str, ...] = ()


def deliver(result: ToldResult, shape: Shape, read: Reading) -> None:
    """Write the answer in its form: every figure for a machine, the telling ones for a person."""
    said = sentences(result, read.title)
    first, rest = " ".join(said[:OPENING]), said[OPENING:]
    view = View(
        title=read.title,
        lede=lambda _rows, _settings: first,
        chart=lambda _rows, _settings: result.picture(lang()),  # type: ignore[arg-type, return-value]
        remarks=(*rest, *read.remarks),
    )
    delivered(_given(result, shape, read), view, shape)


def sentences(result: ToldResult, title: str) -> list[str]:
    """What was found, said; where there are no words for it, as its picture says it."""
    said = result.sentences(lang())
    drawn = None if said else result.picture(lang())
    return said or [drawn.label if drawn is not None else title]


def as_cell(value: Any) -> Any:
    """A cell of a file: a list as one text."""
    if not isinstance(value, list):
        return value
    return "; ".join(_listed(one) for one in value)


def _given(result: ToldResult, shape: Shape, read: Reading) -> Answer:
    found = result.laid(lang())
    if shape.form() == "json":
        return Answer(found.columns, found.rows, result.settings, found.beside)
    if for_machines(shape):
        rows = [{name: as_cell(value) for name, value in row.items()} for row in found.rows]
        return Answer(found.columns, rows, result.settings)
    return read.answer


def _listed(one: Any) -> str:
    if not isinstance(one, Mapping):
        return as_text(one)
    told = one.get("points")
    return str(one.get("label")) + ("" if told is None else f" {told:+.2f}")
