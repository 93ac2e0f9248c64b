"""What is said of the bottoms of curves of cash, in lanes under the plot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Final

from garant.charts import measure, svg
from garant.charts.cash_lines import CashLine, Plot
from garant.charts.cash_words import say
from garant.charts.curves_drawing import place_name
from garant.charts.tokens import text_token

LANE: Final = 18
_SIZE: Final = 12


@dataclass(frozen=True)
class Note:
    """What is said of one bottom, from `left` to `right`; its thin line falls from (x, top)."""

    x: float
    top: float
    left: float
    right: float
    words: str
    line: CashLine


def notes_of(line: CashLine, plot: Plot) -> Iterator[Note]:
    """What is said of a bottom, at the right of its line where there is room."""
    bottom = line.at_bottom
    if bottom is None:
        return
    x = plot.x(bottom.place)
    words = said_of(line, plot)
    long = measure.text_width(words, _SIZE)
    left = x + 6 if x + 6 + long <= plot.width else max(0.0, x - 6 - long)
    yield Note(x, plot.at(bottom)[1], left, left + long, words, line)


def said_of(line: CashLine, plot: Plot) -> str:
    """Depth, month, and where it turns."""
    bottom = line.at_bottom
    of = plot.said.of
    said = {"end": place_name(line.points[-1].at, plot.lang)}
    if bottom is None:
        return say(f"{of}.above", plot.lang, **said)
    said |= {"depth": plot.unit.amount(bottom.cash), "bottom": place_name(bottom.at, plot.lang)}
    if line.turns is None:
        return say(f"{of}.stays", plot.lang, **said)
    return say(f"{of}.turns", plot.lang, turn=place_name(line.turns, plot.lang), **said)


def lanes_of(notes: Sequence[Note]) -> tuple[int, ...]:
    """A lane for each note, as high as can be, so that no line and no words meet other words."""
    choices = product(range(len(notes)), repeat=len(notes))
    free = (lanes for lanes in choices if _is_free(notes, lanes))
    return min(free, key=_depth, default=tuple(range(len(notes))))


def _depth(lanes: tuple[int, ...]) -> tuple[int, int]:
    return (max(lanes, default=0), sum(lanes))


def _is_free(notes: Sequence[Note], lanes: tuple[int, ...]) -> bool:
    pairs = list(zip(notes, lanes, strict=True))
    return not any(_meet(one, other) for one, other in permutations(pairs, 2))


def _meet(one: tuple[Note, int], other: tuple[Note, int]) -> bool:
    """Whether words of `one` lie on words of `other`, or on its line as it falls to its lane."""
    (note, lane), (below, below_lane) = one, other
    if lane == below_lane:
        return note.left < below.right + 8 and below.left < note.right + 8
    return lane < below_lane and note.left - 4 < below.x < note.right + 4


def falls(notes: Sequence[Note], lanes: tuple[int, ...], plot: Plot) -> str:
    """The thin line from each bottom down to its words, all the lines under all the words."""
    placed = [
        (note, plot.bottom + LANE * (lane + 1)) for note, lane in zip(notes, lanes, strict=True)
    ]
    lines = "".join(
        svg.line((note.x, note.top), (note.x, y + 2), "ink-3", stroke_dasharray="2 3")
        for note, y in placed
    )
    return lines + "".join(
        svg.text(
            (note.left, y),
            note.words,
            colour=text_token(note.line.colour),
            size=_SIZE,
            font_weight=600,
            **svg.HALO,
        )
        for note, y in placed
    )
