"""The colours: complete in both themes, and readable."""

import re

import pytest

from garant.charts.tokens import DARK, LIGHT, THEMES, contrast, stylesheet, text_token, var

GROUNDS = ("surface", "bg", "surface-2")
# Foreground, grounds, the least contrast: 7 for text, 4.5 for small print, 3 for marks and edges.
NEEDED = [
    ("ink", GROUNDS, 7),
    ("ink-2", GROUNDS, 7),
    ("ink-3", GROUNDS, 4.5),
    ("brand", ("surface", "bg", "brand-soft"), 4.5),
    ("on-brand", ("brand", "brand-hover"), 4.5),
    ("keep-ink", ("surface", "keep-soft"), 4.5),
    ("lose-ink", ("surface", "lose-soft"), 4.5),
    ("watch-ink", ("surface", "watch-soft"), 4.5),
    ("keep", ("surface",), 3),
    ("lose", ("surface",), 3),
    ("watch", ("surface",), 3),
    ("brand-mid", ("surface",), 3),
    ("control", ("surface",), 3),
    ("focus", ("surface", "bg"), 3),
    ("h-ink", ("h0", "h1", "h2", "h3"), 4.5),
    ("h-on", ("h4", "h5", "h6"), 4.5),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "grounds", "least"), NEEDED)
def test_text_and_marks_stand_out_from_their_ground(theme, front, grounds, least):
    colours = THEMES[theme]
    for ground in grounds:
        assert contrast(colours[front], colours[ground]) >= least
        assert second_contrast(colours[front], colours[ground]) >= least


def second_contrast(front: str, ground: str) -> float:
    """The WCAG formula written a second time, from 8-bit channels."""

    def light(colour: str) -> float:
        channels = [channel / 255 for channel in bytes.fromhex(colour[1:])]
        linear = [c / 12.92 if c < 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    pair = sorted([light(front), light(ground)])
    return (pair[1] + 0.05) / (pair[0] + 0.05)


@pytest.mark.parametrize(
    ("theme", "front", "ground", "measured"),
    [
        ("light", "ink", "surface", 16.9),
        ("dark", "ink", "surface", 14.9),
        ("light", "ink-2", "surface", 7.8),
        ("light", "ink-3", "bg", 4.8),
        ("dark", "ink-3", "bg", 7.0),
        ("light", "on-brand", "brand", 10.1),
        ("dark", "lose-ink", "lose-soft", 7.4),
        ("light", "watch", "surface", 3.3),
        ("light", "control", "surface", 3.7),
        ("dark", "focus", "bg", 8.8),
    ],
)
def test_contrasts_are_those_that_were_measured_when_the_colours_were_chosen(
    theme, front, ground, measured
):
    colours = THEMES[theme]
    assert contrast(colours[front], colours[ground]) == pytest.approx(measured, abs=0.06)


def test_both_themes_have_the_same_tokens_all_written_as_six_digits():
    assert list(LIGHT) == list(DARK)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in (*LIGHT.values(), *DARK.values()))


def test_the_style_sheet_gives_each_token_once_by_theme():
    sheet = stylesheet()
    for name in LIGHT:
        assert (
            sheet.count(f"--{name}:{LIGHT[name]};")
            + (0 if LIGHT[name] == DARK[name] else sheet.count(f"--{name}:{DARK[name]};"))
            == 3
        )
    assert "prefers-color-scheme:dark" in sheet
    assert ":root[data-theme=dark]" in sheet


def test_a_colour_that_does_not_exist_cannot_be_drawn():
    with pytest.raises(KeyError, match="purple"):
        var("purple")


def test_text_beside_a_mark_is_written_in_its_readable_sibling():
    for theme in THEMES.values():
        for token in ("keep", "lose", "watch", "brand", "brand-mid", "line-strong", "ink-3"):
            assert contrast(theme[text_token(token)], theme["surface"]) >= 4.5
