"""Tables for a terminal: figures right aligned; what does not fit is turned, not cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from garant.cli.labels import GAINS, LOSSES
from garant.cli.sheets import Column, Sheet

KEPT = "#1f9e95"  # teal, readable on a light and on a dark ground
LOST = "#d9573f"  # vermilion, likewise
GAP = 2
LONGEST_WORD = 24
TOTALS = {"opening", "closing", "accounts_opening", "accounts_closing"}


def tables(sheet: Sheet, width: int) -> Iterator[Table]:
    """One table if it fits in that width; else the same one turned, in as many as are needed.

    A table of words is never turned: its lines break.
    """
    if not sheet:
        return
    fits = sum(_least(column) + GAP for column in sheet) - GAP <= width
    if fits or any(_is_prose(column) for column in sheet):
        yield _upright(sheet, breaks=not fits)
    else:
        yield from _turned(sheet, width)


def _least(column: Column) -> int:
    """The least width at which no cell and no word of the heading is cut."""
    return max(map(cell_len, (*column.cells, *column.heading.split(" "))), default=0)


def _is_prose(column: Column) -> bool:
    return column.left and max(map(cell_len, column.cells), default=0) > LONGEST_WORD


def _style(column: Column) -> str:
    if column.name in GAINS:
        return KEPT
    if column.name in LOSSES:
        return LOST
    return "bold" if column.name in TOTALS else ""


def _upright(sheet: Sheet, *, breaks: bool) -> Table:
    table = _ruled()
    headings = [wrap(c.heading, _least(c), break_long_words=False) for c in sheet]
    lines = max(map(len, headings))
    for column, heading in zip(sheet, headings, strict=True):
        free = breaks and _is_prose(column)
        table.add_column(
            Text("\n".join(["" for _ in range(lines - len(heading))] + heading)),
            justify="left" if column.left or column is sheet[0] else "right",
            style=_style(column),
            min_width=None if free else _least(column),
            no_wrap=not free,
        )
    if breaks:
        for cells in zip(*(column.cells for column in sheet), strict=True):
            table.add_row(*map(Text, cells))
    else:
        table.add_row(*(_stacked(column.cells) for column in sheet))
    return table


def _turned(sheet: Sheet, width: int) -> Iterator[Table]:
    """Columns become lines; the first one, which names the rows, becomes the headings."""
    names, lines = sheet[0], sheet[1:]
    left = max(cell_len(line.heading) for line in (names, *lines))
    each = max(cell_len(cell) for column in sheet for cell in column.cells)
    fitting = max(1, (width - left) // (each + GAP))
    for start in range(0, len(names.cells), fitting):
        part = slice(start, start + fitting)
        table = _ruled()
        table.add_column(Text(names.heading), min_width=left, no_wrap=True)
        for name in names.cells[part]:
            table.add_column(Text(name), justify="right", min_width=each, no_wrap=True)
        styles = [_style(line) for line in lines]
        below = zip(*(line.cells[part] for line in lines), strict=True)
        table.add_row(
            _stacked([line.heading for line in lines], styles),
            *(_stacked(cells, styles) for cells in below),
        )
        yield table


def _stacked(cells: Iterable[str], styles: Sequence[str] = ()) -> Text:
    """The cells of a column as the lines of one: Rich takes long over each cell of a table."""
    lines = zip_longest((cell.replace("\n", " ") for cell in cells), styles, fillvalue="")
    return Text("\n").join(Text(cell, style) for cell, style in lines)


def _ruled() -> Table:
    return Table(
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, GAP - 1, 0, 0),  # a blank stands between two columns already
        pad_edge=False,
        header_style="dim",
    )
