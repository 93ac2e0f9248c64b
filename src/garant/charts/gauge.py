"""The promise gauge: the track was promised, the fill is proven, the notch is expected by today."""

from garant.charts import svg
from garant.charts.labels import Lang, Number, decimal, percent
from garant.charts.svg import element
from garant.charts.tokens import var
from garant.charts.words import say

_HEIGHT = 14


def gauge_token(done: Number, expected: Number) -> str:
    """`keep` from 95 % of what is expected, `watch` from 70 %, `lose` below.

    >>> gauge_token(0.58, 0.74), gauge_token(0.81, 0.74), gauge_token(0.31, 0.8)
    ('watch', 'keep', 'lose')
    """
    part, whole = decimal(done), decimal(expected)
    if part * 100 >= whole * 95:
        return "keep"
    return "watch" if part * 100 >= whole * 70 else "lose"


def promise_gauge(
    done: Number, expected: Number, *, lang: Lang, width: int | None = None, label: str = ""
) -> str:
    """An `svg` element 14 pixels high; `done` and `expected` are shares of the promise (0 to 1).

    It has no viewBox: widths are percentages, so its round ends keep their shape at any width
    (`width` in pixels, the whole line when `None`). Without `label` it says the two figures; where
    they stand beside it, use `quiet_gauge`.

    >>> 'role="img"' in promise_gauge(0.52, 0.74, lang="fr")
    True
    """
    figures = {
        "done": percent(done, lang, decimals=0),
        "expected": percent(expected, lang, decimals=0),
    }
    said = label or say("gauge.label", lang, **figures)
    return _gauge(done, expected, width, {"role": "img", "aria_label": said, "data_tip": said})


def quiet_gauge(done: Number, expected: Number, *, width: int | None = None) -> str:
    """The same picture, hidden from screen readers, for places where its figure is beside it."""
    return _gauge(done, expected, width, {"aria_hidden": "true"})


def _gauge(done: Number, expected: Number, width: int | None, said: svg.Attributes) -> str:
    fill, notch = _percent(done), _percent(expected)
    token = gauge_token(done, expected)
    body = _pill("100%", "track") + (_pill(fill, token) if decimal(done) > 0 else "")
    body += _notch(notch, 5, "surface", None) + _notch(notch, 2, "ink", 1)
    return element(
        "svg",
        body,
        class_="gauge",
        width="100%" if width is None else width,
        height=_HEIGHT,
        overflow="visible",  # the notch of a promise due in full is half outside
        xmlns="http://www.w3.org/2000/svg",
        **said,
    )


def _percent(share: Number) -> str:
    return svg.pixels(float(min(max(decimal(share), decimal(0)), decimal(1)) * 100)) + "%"


def _pill(width: str, token: str) -> str:
    return element("rect", y=3, width=width, height=8, rx=4, fill=var(token))


def _notch(at: str, width: float, token: str, rx: float | None) -> str:
    shift = f"translate({svg.pixels(-width / 2)})"
    return element(
        "rect", x=at, width=width, height=_HEIGHT, rx=rx, transform=shift, fill=var(token)
    )
