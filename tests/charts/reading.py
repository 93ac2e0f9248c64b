"""Reads a drawing back: the second route to every number a chart shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from garant.charts.measure import text_width

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    """A rectangle as drawn."""

    x: float
    y: float
    width: float
    height: float
    fill: str


def tree(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own text


def marks(text: str) -> list[ET.Element]:
    return [node for node in tree(text).iter() if node.get("class") == "mk"]


def boxes(node: ET.Element) -> list[Box]:
    return [
        Box(
            *(float(rect.get(side, "nan")) for side in ("x", "y", "width", "height")),
            fill=rect.get("fill", "").removeprefix("var(--").removesuffix(")"),
        )
        for rect in node.iter(f"{SVG}rect")
        if rect.get("class") != "hit"
    ]


def texts(node: ET.Element) -> list[str]:
    return [found.text or "" for found in node.iter(f"{SVG}text")]


def dots(node: ET.Element) -> list[tuple[float, float, str]]:
    """Centre and fill of each disc."""
    return [
        (float(c.get("cx", 0)), float(c.get("cy", 0)), c.get("fill", "")[6:-1])
        for c in node.iter(f"{SVG}circle")
    ]


def placed_texts(root: ET.Element) -> Iterator[tuple[float, float, float, float]]:
    """Left and right edge, baseline and size of each text, with what its groups say."""
    parents = {child: parent for parent in root.iter() for child in parent}
    for node in root.iter(f"{SVG}text"):
        size = float(inherited(node, "font-size", parents) or "nan")
        anchor = inherited(node, "text-anchor", parents) or "start"
        long = text_width(node.text or "", size) / 1.06
        left = float(node.get("x", 0)) - {"start": 0.0, "middle": long / 2, "end": long}[anchor]
        yield left, left + long, float(node.get("y", 0)), size


def inherited(node: ET.Element, name: str, parents: dict[ET.Element, ET.Element]) -> str | None:
    while node.get(name) is None and node in parents:
        node = parents[node]
    return node.get(name)


def overlapping(text: str) -> list[tuple[float, float]]:
    """Where a text begins under another one of the same height: the left edges of both."""
    placed = sorted(placed_texts(tree(text)))
    return [
        (left, other_left)
        for i, (left, right, baseline, size) in enumerate(placed)
        for other_left, _, other_baseline, other_size in placed[i + 1 :]
        if abs(baseline - other_baseline) < 0.8 * max(size, other_size)
        and left < right
        and other_left < right
    ]
