"""The figures as lines on a screen and as a page."""

from __future__ import annotations

from dataclasses import dataclass

from bench.study.figures import Figure, Measured, aim, judged, shown


@dataclass(frozen=True)
class Line:
    """One figure as it is told."""

    what: str
    aim: str
    measured: str
    worlds: str
    verdict: str

    def text(self) -> str:
        """As one line."""
        beside = f"{self.aim:>14}  {self.measured:32}  {self.worlds:>7}  {self.verdict}"
        return f"{self.what:66}{beside}"


def line(figure: Figure, found: Measured | None) -> Line:
    """A figure read from worlds."""
    asked = f"{aim(figure)} {figure.unit}".strip() if aim(figure) else ""
    if found is None:
        return Line(figure.what, asked, "nothing was told", "0", "not measured")
    low, high = shown(found.low, figure), shown(found.high, figure)
    value = f"{shown(found.value, figure)} {figure.unit}".strip()
    return Line(
        figure.what, asked, f"{value} ({low} to {high})", str(found.worlds), judged(figure, found)
    )


HEAD = Line("figure", "aim", "measured (95 % interval)", "worlds", "")
PAGE = """# The figures of the study

Written by `python -m bench.study --write`, from companies whose truth is known: seeded worlds of
2,000 accounts and 20 % base loss, and tables that others published. The interval is that of chance
in the worlds drawn. A miss whose interval holds the aim is told as "within chance".
What power an intervention can have at all is reckoned in decision record 0012.

| figure | aim | measured (95 % interval) | worlds | |
|---|---|---|---|---|
{rows}
"""


def page(lines: list[Line]) -> str:
    """The page, without a date: it changes when a figure does."""
    rows = [
        f"| {one.what} | {one.aim} | {one.measured} | {one.worlds} | {one.verdict} |"
        for one in lines
    ]
    return PAGE.format(rows="\n".join(rows))
