"""How the heatmap is drawn: a row a cohort, a column a month, the number in each tile."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Final

from garant.charts import measure, svg
from garant.charts.svg import Drawing

# A tile takes the step of the last threshold it reaches, in whole percent as it is printed.
_THRESHOLDS: Final = (64, 70, 76, 82, 88, 94)
_LIGHT_STEPS: Final = 4  # h0 to h3 carry dark text in the light theme
_ROW: Final = 26
_HEAD: Final = 24
_WIDEST_TILE: Final = 64


@dataclass(frozen=True)
class Tile:
    """One tile: where it stands and what it says."""

    row: str
    column: int
    share: Decimal
    figure: str
    value: str
    detail: str
    href: str | None


@dataclass(frozen=True)
class Grid:
    """The names of the rows, the months of the columns, the tiles."""

    rows: tuple[str, ...]
    columns: tuple[int, ...]
    tiles: tuple[Tile, ...]


def shown_percent(share: Decimal) -> int:
    """The whole percent a tile prints.

    >>> shown_percent(Decimal("0.935"))
    94
    """
    return int((share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def heat_step(share: Decimal) -> int:
    """The step of the hue, 0 (below 64 %) to 6 (94 % and above), of the percent printed.

    >>> [heat_step(Decimal(s)) for s in ("0.634", "0.635", "0.70", "0.94")]
    [0, 1, 2, 6]
    """
    shown = shown_percent(share)
    return sum(shown >= threshold for threshold in _THRESHOLDS)


def draw(grid: Grid, width: float, *, narrow: bool) -> Drawing:
    """The drawing; columns share the width that the names leave, up to a limit."""
    longest = max(measure.text_width(name, 12) for name in grid.rows)
    left = min(longest, width * 0.3) + (10 if narrow else 16)
    step = min((width - left) / len(grid.columns), _WIDEST_TILE)
    heads = "".join(
        svg.text((left + step * (i + 0.5), 14), f"M{k}", colour="ink-3", size=_head_size(step))
        for i, k in enumerate(grid.columns)
    )
    body = svg.element("g", heads, text_anchor="middle")
    for row, tiles in groupby(grid.tiles, key=lambda tile: tile.row):
        top = _HEAD + _ROW * grid.rows.index(row)
        name = measure.shorten(row, 12, left - 8)
        marks = "".join(
            _mark(tile, (left + step * grid.columns.index(tile.column), top), step)
            for tile in tiles
        )
        body += svg.text((0, top + 17), name)
        body += svg.element("g", marks, text_anchor="middle", font_size=_figure_size(step))
    return Drawing(width, _HEAD + _ROW * len(grid.rows) + 2, body)


def _head_size(step: float) -> float:
    return 11.5 if step >= 34 else 11


def _figure_size(step: float) -> float:
    return 12 if step >= 34 else 11


def _mark(tile: Tile, at: svg.Point, step: float) -> str:
    shade = heat_step(tile.share)
    ground = svg.rect((at[0] + 0.75, at[1] + 0.75), (step - 1.5, _ROW - 1.5), f"h{shade}", rx=2)
    ink = "h-ink" if shade < _LIGHT_STEPS else "h-on"
    figure = svg.element(
        "text", tile.figure, x=at[0] + step / 2, y=at[1] + 17, fill=f"var(--{ink})"
    )
    return svg.mark(
        ground + figure, (f"{tile.row} · M{tile.column}", tile.value, tile.detail), tile.href
    )
