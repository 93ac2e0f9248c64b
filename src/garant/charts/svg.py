"""SVG as text: elements, escaping, marks.

Colours are tokens and attributes; there is never a `style`.
"""

from dataclasses import dataclass
from html import escape

from garant.charts.tokens import var

Attribute = str | float | None
Attributes = dict[str, Attribute]
Point = tuple[float, float]

# Around words that lie on lines or bars, so that they stay readable.
HALO: Attributes = {
    "stroke": "var(--surface)",
    "stroke_width": 4,
    "stroke_linejoin": "round",
    "paint_order": "stroke",
}

# A hit area is invisible and still takes the pointer; on hover the page tints `.hit`.
_HIT: Attributes = {"class_": "hit", "fill": "none", "pointer_events": "all"}


@dataclass(frozen=True)
class Drawing:
    """One picture: its size in pixels and the elements inside."""

    width: float
    height: float
    body: str


def pixels(value: float) -> str:
    """A coordinate with at most one decimal, short to keep pages small.

    >>> pixels(12.04), pixels(-0.01), pixels(3.25)
    ('12', '0', '3.2')
    """
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(tag: str, body: str = "", /, **attributes: Attribute) -> str:
    """One element; `None` leaves an attribute out, `_` stands for `-` in its name.

    >>> element("rect", x=1.5, class_="hit")
    '<rect x="1.5" class="hit"/>'
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{body}</{tag}>" if body else f"<{tag}{written}/>"


def _attribute(value: str | float) -> str:
    return escape(value, quote=True) if isinstance(value, str) else pixels(value)


def text(
    at: Point, words: str, *, colour: str = "ink-2", size: float = 12, **more: Attribute
) -> str:
    """Words at a point (the baseline); `text_anchor`, `font_weight` and others in `more`.

    >>> text((0, 10), "a < b")
    '<text x="0" y="10" fill="var(--ink-2)" font-size="12">a &lt; b</text>'
    """
    place: Attributes = {"x": at[0], "y": at[1], "fill": var(colour), "font_size": size}
    return element("text", escape(words), **place, **more)


def rect(at: Point, size: Point, colour: str, **more: Attribute) -> str:
    """A filled rectangle from its upper left corner; a negative size is drawn as none.

    >>> rect((0, 0), (8, 4), "keep", rx=2)
    '<rect x="0" y="0" width="8" height="4" fill="var(--keep)" rx="2"/>'
    """
    width, height = (max(side, 0.0) for side in size)
    return element("rect", x=at[0], y=at[1], width=width, height=height, fill=var(colour), **more)


def hit(at: Point, size: Point) -> str:
    """An invisible rectangle that takes the pointer, so that a thin mark is easy to reach."""
    return element("rect", x=at[0], y=at[1], width=size[0], height=size[1], **_HIT)


def line(start: Point, end: Point, colour: str = "line", **more: Attribute) -> str:
    """A straight line, one pixel wide unless `stroke_width` says otherwise.

    >>> line((0, 5), (9, 5), stroke_dasharray="5 4")
    '<line x1="0" y1="5" x2="9" y2="5" stroke="var(--line)" stroke-dasharray="5 4"/>'
    """
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    return element("line", **ends, stroke=var(colour), **more)


def path(shape: str, colour: str, **more: Attribute) -> str:
    """A stroked path.

    >>> path("M0,0L1,1", "brand", stroke_width=2)
    '<path d="M0,0L1,1" fill="none" stroke="var(--brand)" stroke-width="2"/>'
    """
    return element("path", d=shape, fill="none", stroke=var(colour), **more)


def area(shape: str, colour: str) -> str:
    """A filled path."""
    return element("path", d=shape, fill=var(colour))


def circle(at: Point, radius: float, colour: str, **more: Attribute) -> str:
    """A disc."""
    return element("circle", cx=at[0], cy=at[1], r=radius, fill=var(colour), **more)


def mark(body: str, tip: tuple[str, ...], href: str | None = None) -> str:
    """What the reader may point at: title, value and detail in `tip`, a link when there is one.

    >>> mark("<rect/>", ("New", "+38.2"))
    '<g class="mk" role="img" aria-label="New, +38.2" data-tip="New|+38.2"><rect/></g>'
    """
    parts = [part.replace("|", "/") for part in tip if part]
    said = {"aria_label": ", ".join(parts), "data_tip": "|".join(parts)}
    if href is None:
        return element("g", body, class_="mk", role="img", **said)
    return element("a", body, class_="mk", href=href, **said)


def page_svg(drawing: Drawing, label: str, variant: str) -> str:
    """The drawing as an `svg` element of a page; `variant` is `w` (wide) or `n` (narrow)."""
    return element(
        "svg",
        drawing.body,
        class_=variant,
        viewBox=f"0 0 {pixels(drawing.width)} {pixels(drawing.height)}",
        width=drawing.width,
        height=drawing.height,
        role="group",
        aria_label=label,
        xmlns="http://www.w3.org/2000/svg",
    )
