"""Reads a drawing back: the second route to every number a chart shows."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

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
