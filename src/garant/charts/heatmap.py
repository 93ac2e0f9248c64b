"""The cohort heatmap: what is left of each cohort, month after month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from garant.charts import heatmap_drawing, labels
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.errors import ChartError
from garant.charts.heatmap_drawing import Grid, Tile, shown_percent
from garant.charts.labels import Lang, Number
from garant.charts.words import say

_WIDE_TILES: Final = 150  # what keeps both drawings under 60 KB
_NARROW_TILES: Final = 60
_WIDE_COLUMNS: Final = 18
_NARROW_COLUMNS: Final = 7
_MOST_ROWS: Final = 24
_MOST_NAMED: Final = 12
_STRIDES: Final = (1, 2, 3, 6, 12, 24, 60)
_GROUPS: Final = (1, 3, 12, 60)


@dataclass(frozen=True)
class Cell:
    """What is left of a cohort `k` months after its start, out of `size`, in the same unit.

    `cohort` is the first day of the starting month, or the name of a group of accounts.
    """

    cohort: date | str
    k: int
    size: Number
    kept: Number
    href: str | None = None


@dataclass(frozen=True)
class _Reading:
    """How cells become tiles: cohorts of `months` months put together, one `k` in `stride`."""

    months: int
    stride: int


def cohort_heatmap(
    cells: Sequence[Cell],
    *,
    lang: Lang,
    heading: Heading | None = None,
    quarters: bool = False,
    table: Table | None = None,
) -> Chart:
    """A tile for each cohort and month, its number inside, in seven steps of one hue.

    Only what is below 64 % has a warm colour. Too many cohorts for the page are put together by
    quarter or by year (kept and size are added), too many months are thinned; named cohorts are
    limited to the largest. The subtitle says so and the table has every cell, unless another one is
    given. `quarters` says that the cohorts given are quarters, to name them so.

    >>> cells = [Cell(date(2026, 1, 1), 0, 40, 40), Cell(date(2026, 1, 1), 1, 40, 38)]
    >>> cohort_heatmap(cells, lang="en").label
    'Kept by starting month: one cohort, kept between 95% and 100%.'
    """
    labels.language(lang)
    by = 3 if quarters else 1
    known = [cell for cell in cells if cell.size]
    if not known:
        return no_data(heading or _heading([], _Reading(1, 1), lang), _columns(lang), lang)
    drawn = _largest(known)
    wide = _reading(drawn, _WIDE_COLUMNS, _WIDE_TILES, _MOST_ROWS)
    narrow = _reading(drawn, _NARROW_COLUMNS, _NARROW_TILES, _MOST_ROWS)
    heading = heading or _heading(known, wide, lang, quarters=quarters)
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, known, lang),
        wide=heatmap_drawing.draw(_grid(drawn, wide, by, lang), WIDE, narrow=False),
        narrow=heatmap_drawing.draw(_grid(drawn, narrow, by, lang), NARROW, narrow=True),
        table=table or Table(_columns(lang), tuple(_table_rows(known, by, lang))),
        lang=lang,
    )


def cells_of(rows: Sequence[Mapping[str, object]]) -> tuple[Cell, ...]:
    """The cells of the rows of `garant metrics cohorts` (`cohort`, `k`, `size`, `kept`).

    >>> cells_of([{"cohort": date(2026, 1, 1), "k": 0, "size": 4, "kept": 4}])[0].kept
    4
    """
    return tuple(_cell(row) for row in rows)


def _cell(row: Mapping[str, object]) -> Cell:
    cohort, k, size, kept = (row.get(name) for name in ("cohort", "k", "size", "kept"))
    if cohort is None:
        cohort = labels.NONE
    if (
        isinstance(cohort, date | str)
        and isinstance(k, int)
        and isinstance(size, Decimal | int | float)
        and isinstance(kept, Decimal | int | float)
    ):
        return Cell(cohort, k, size, kept)
    raise ChartError(
        "A cohort needs a date or a name in 'cohort', a whole number in 'k', numbers in 'size' "
        f"and 'kept'; this row has {cohort!r}, {k!r}, {size!r}, {kept!r}."
    )


# ---------------------------------------------------------------- what fits


def _named(cells: Sequence[Cell]) -> bool:
    return not all(isinstance(cell.cohort, date) for cell in cells)


def _largest(cells: Sequence[Cell]) -> list[Cell]:
    """Every cohort that is a date; of named ones only the largest."""
    if not _named(cells):
        return list(cells)
    sizes: dict[date | str, Number] = {}
    for cell in cells:
        sizes[cell.cohort] = max(sizes.get(cell.cohort, 0), cell.size)
    largest = sorted(sizes, key=lambda cohort: (-sizes[cohort], str(cohort)))[:_MOST_NAMED]
    return [cell for cell in cells if cell.cohort in largest]


def _reading(cells: Sequence[Cell], columns: int, tiles: int, rows: int) -> _Reading:
    """The reading that loses least and fits: it multiplies months by stride as little as it can."""
    groups = (1,) if _named(cells) else _GROUPS
    candidates = sorted(
        (_Reading(months, stride) for months in groups for stride in _STRIDES),
        key=lambda reading: (reading.months * reading.stride, reading.months),
    )
    months = {cell.k for cell in cells}
    cohorts = {cell.cohort for cell in cells}
    for reading in candidates:
        if (
            len({k for k in months if k % reading.stride == 0}) <= columns
            and len({_group(cohort, reading.months) for cohort in cohorts}) <= rows
            and len(_places(cells, reading)) <= tiles
        ):
            return reading
    return candidates[-1]


def _places(cells: Sequence[Cell], reading: _Reading) -> set[tuple[date | str, int]]:
    return {
        (_group(cell.cohort, reading.months), cell.k)
        for cell in cells
        if cell.k % reading.stride == 0
    }


def _group(cohort: date | str, months: int) -> date | str:
    if isinstance(cohort, str) or months == 1:
        return cohort
    start = (cohort.year * 12 + cohort.month - 1) // months * months
    return date(start // 12, start % 12 + 1, 1)


def _grid(cells: Sequence[Cell], reading: _Reading, by: int, lang: Lang) -> Grid:
    merged: dict[tuple[date | str, int], list[Cell]] = {}
    for cell in cells:
        if cell.k % reading.stride == 0:
            merged.setdefault((_group(cell.cohort, reading.months), cell.k), []).append(cell)
    months = max(reading.months, by)
    cohorts = _in_order({cohort for cohort, _ in merged})
    names = {cohort: _name(cohort, months, lang) for cohort in cohorts}
    tiles = tuple(
        _tile(group, (names[cohort], k), lang)
        for (cohort, k), group in sorted(
            merged.items(), key=lambda item: (cohorts.index(item[0][0]), item[0][1])
        )
    )
    return Grid(
        rows=tuple(names[cohort] for cohort in cohorts),
        columns=tuple(sorted({k for _, k in merged})),
        tiles=tiles,
    )


def _in_order(cohorts: set[date | str]) -> list[date | str]:
    return sorted(cohorts, key=lambda c: (isinstance(c, str), str(c)))


def _tile(group: Sequence[Cell], at: tuple[str, int], lang: Lang) -> Tile:
    size = sum((labels.decimal(cell.size) for cell in group), Decimal(0))
    kept = sum((labels.decimal(cell.kept) for cell in group), Decimal(0))
    share = kept / size
    return Tile(
        row=at[0],
        column=at[1],
        share=share,
        figure=labels.number(shown_percent(share), lang),
        value=labels.percent(share, lang),
        detail=say("cohorts.of", lang, kept=_short(kept, lang), size=_short(size, lang)),
        href=group[0].href if len(group) == 1 else None,
    )


def _short(value: Decimal, lang: Lang) -> str:
    """A number of accounts as it is, an amount of revenue in the unit that suits it."""
    return _plain(value, lang) if value < 10_000 else labels.money(value, None, lang)


def _name(cohort: date | str, months: int, lang: Lang) -> str:
    if isinstance(cohort, str):
        return cohort
    if months == 1:
        return labels.month_year(cohort, lang)
    return labels.quarter(cohort, lang) if months == 3 else str(cohort.year)


# ---------------------------------------------------------------- words and table


def _heading(
    cells: Sequence[Cell], reading: _Reading, lang: Lang, *, quarters: bool = False
) -> Heading:
    cohorts = len({cell.cohort for cell in cells})
    if cells and _named(cells):
        counts = {"shown": str(_MOST_NAMED), "total": str(cohorts)}
        key = "cohorts.capped" if cohorts > _MOST_NAMED else "cohorts.plain"
        return Heading(say("cohorts.title_named", lang), say(key, lang, **counts))
    title = say("cohorts.title_quarters" if quarters else "cohorts.title", lang)
    key = "cohorts.plain" if reading == _Reading(1, 1) else "cohorts.reduced"
    return Heading(title, say(key, lang))


def _label(heading: Heading, cells: Sequence[Cell], lang: Lang) -> str:
    shares = [labels.decimal(cell.kept) / labels.decimal(cell.size) for cell in cells]
    count = len({cell.cohort for cell in cells})
    return say(
        "cohorts.label_one" if count == 1 else "cohorts.label",
        lang,
        title=heading.title,
        count=str(count),
        low=labels.percent(min(shares), lang, decimals=0),
        high=labels.percent(max(shares), lang, decimals=0),
    )


def _columns(lang: Lang) -> tuple[str, ...]:
    names = ("cohort", "month", "size", "kept", "retention")
    return tuple(say(f"cohorts.{name}", lang) for name in names)


def _table_rows(cells: Sequence[Cell], by: int, lang: Lang) -> list[tuple[str, ...]]:
    order = {cohort: i for i, cohort in enumerate(_in_order({cell.cohort for cell in cells}))}
    return [
        (
            _name(cell.cohort, by, lang),
            say("curves.month", lang, k=str(cell.k)),
            _plain(cell.size, lang),
            _plain(cell.kept, lang),
            labels.percent(labels.decimal(cell.kept) / labels.decimal(cell.size), lang),
        )
        for cell in sorted(cells, key=lambda cell: (order[cell.cohort], cell.k))
    ]


def _plain(value: Number, lang: Lang) -> str:
    whole = isinstance(value, int) or value == int(value)
    return labels.number(value, lang, decimals=0 if whole else 2)
