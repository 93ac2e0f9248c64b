"""The colours of garant, light and dark: the only place where a colour is written.

A drawing names a colour (`fill="var(--keep)"`); a page gives the names their values with
`stylesheet`, a file gets them from `export.resolve`.
"""

from typing import Final, Literal

Theme = Literal["light", "dark"]

# Each token in the light theme, then in the dark one.
_PAIRS: Final[dict[str, tuple[str, str]]] = {
    "bg": ("#f3f5f8", "#0a121a"),
    "surface": ("#ffffff", "#111c27"),
    "surface-2": ("#f7f9fb", "#16232f"),
    "raised": ("#ffffff", "#1a2936"),
    "line": ("#e2e7ed", "#223140"),
    "line-strong": ("#c3ccd6", "#3a4d60"),
    "control": ("#76869a", "#6b7f93"),
    "ink": ("#0f1e2e", "#e9eff5"),
    "ink-2": ("#425466", "#b4c2cf"),
    "ink-3": ("#5d6e80", "#8ea0b1"),
    "brand": ("#14446f", "#86b7e6"),
    "brand-hover": ("#0d3355", "#a6cbef"),
    "brand-mid": ("#5b86b0", "#5f8fbf"),
    "brand-soft": ("#e5edf5", "#18304a"),
    "on-brand": ("#ffffff", "#08131e"),
    "keep": ("#0e7f78", "#43bfb5"),
    "keep-ink": ("#08605b", "#74d6cd"),
    "keep-soft": ("#dcf1ef", "#0f3533"),
    "lose": ("#c8452e", "#ee7c66"),
    "lose-ink": ("#a0311d", "#ff9f8c"),
    "lose-soft": ("#fceae6", "#40201a"),
    "watch": ("#c07f12", "#dfa63d"),
    "watch-ink": ("#7a4e05", "#f0c36b"),
    "watch-soft": ("#fbf0d9", "#3a2c10"),
    "track": ("#dde4eb", "#2a3a49"),
    "lose-band": ("#f6d9d2", "#4a2a25"),
    "ink-band": ("#e3e8ee", "#263543"),
    "focus": ("#1f6fd1", "#7db4ff"),
    "h0": ("#f3e3dc", "#4a2e27"),
    "h1": ("#e3e9ee", "#1c2c3a"),
    "h2": ("#c9d8e6", "#213b54"),
    "h3": ("#a9c2da", "#29507a"),
    "h4": ("#4a76a3", "#5089c0"),
    "h5": ("#34669a", "#74a5d3"),
    "h6": ("#14446f", "#a5cbee"),
    "h-ink": ("#0f1e2e", "#e9eff5"),
    "h-on": ("#ffffff", "#08131e"),
}

LIGHT: Final[dict[str, str]] = {name: light for name, (light, _) in _PAIRS.items()}
DARK: Final[dict[str, str]] = {name: dark for name, (_, dark) in _PAIRS.items()}
THEMES: Final[dict[Theme, dict[str, str]]] = {"light": LIGHT, "dark": DARK}

# Text on a tinted ground needs the darker sibling of the mark's colour.
TEXT_OF: Final[dict[str, str]] = {
    "keep": "keep-ink",
    "lose": "lose-ink",
    "watch": "watch-ink",
    "brand-mid": "ink-2",
    "line-strong": "ink-3",
}


def var(token: str) -> str:
    """Name a colour in a drawing; an unknown name is a mistake in the drawing's code.

    >>> var("keep")
    'var(--keep)'
    """
    if token not in LIGHT:
        raise KeyError(token)
    return f"var(--{token})"


def text_token(token: str) -> str:
    """The token to write text in, next to a mark drawn in `token`.

    >>> text_token("lose"), text_token("brand")
    ('lose-ink', 'brand')
    """
    return TEXT_OF.get(token, token)


def stylesheet() -> str:
    """CSS that gives every token its value: light, dark when the system asks, or by `data-theme`.

    >>> stylesheet().splitlines()[0][:38]
    ':root{color-scheme:light;--bg:#f3f5f8;'
    """
    dark = _declarations("dark")
    return (
        f":root{{{_declarations('light')}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
    )


def _declarations(theme: Theme) -> str:
    values = "".join(f"--{name}:{value};" for name, value in THEMES[theme].items())
    return f"color-scheme:{theme};{values}"


def contrast(first: str, second: str) -> float:
    """Contrast of two `#rrggbb` colours, from 1 to 21 (WCAG 2.2, relative luminance).

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
