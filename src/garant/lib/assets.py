"""The files of pages that are made, not written: the sheet with its colours, the font, the sign.

`python -m garant.lib.assets` writes them, and so does the build of a package. The sheets of the
folder `css` become one file, so that a page asks for one; the font is cut to the letters of
European languages, those that English and French need in a file of their own.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from garant.charts import resolve, stylesheet

LOGO = Path(__file__).resolve().parent.parent / "templates" / "components" / "logo.html"
STATIC = Path(__file__).resolve().parent.parent / "static" / "garant"
SHEETS = (
    "base", "shell", "menus", "controls", "panels", "tables", "charts", "account", "forms",
    "states", "imports", "api", "print",
)  # fmt: skip
FONT = "HankenGrotesk[wght].ttf"
WEIGHTS = (400, 650)  # the lightest and the heaviest that the sheets ask for
LATIN = (
    "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, "
    "U+0329, U+2000-206F, U+20AC, U+2122, U+2190-2193, U+2212, U+2215, U+FEFF, U+FFFD"
)
OTHER_LATIN = (
    "U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+1E00-1E9F, U+1EF2-1EFF, "
    "U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF"
)
FACES = {"hanken.woff2": LATIN, "hanken-ext.woff2": OTHER_LATIN}


def write(static: Path = STATIC) -> list[Path]:
    """Make every file in the folder `made`; what is there already and the same is left alone."""
    contents = {name: _font(letters) for name, letters in FACES.items()}
    contents["garant.css"] = sheet(static / "css").encode()
    contents["logo.svg"] = resolve(LOGO.read_text(encoding="utf-8")).encode()
    return [_kept(static / "made" / name, content) for name, content in contents.items()]


def sheet(folder: Path) -> str:
    """Every sheet in one: the colours, the faces of the font, then the sheets in their order."""
    written = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    return "\n".join([stylesheet(), *map(_face, FACES), *written])


def _face(name: str) -> str:
    lightest, heaviest = WEIGHTS
    return f"""\
@font-face {{
  font-family: "Hanken Grotesk";
  src: url({name}) format("woff2");
  font-weight: {lightest} {heaviest};
  font-display: swap;
  unicode-range: {FACES[name]};
}}
"""


def _font(letters: str) -> bytes:
    source = files("fontpkg_hanken_grotesk").joinpath("files", FONT)
    # Without its own date, the same font makes the same file.
    font = TTFont(BytesIO(source.read_bytes()), recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(hinting=False))
    cutter.populate(unicodes=subset.parse_unicodes(letters.replace("U+", "")))
    cutter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    font.save(cut := BytesIO())
    return cut.getvalue()


def _kept(target: Path, content: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    # A running program may have the file open: it is not written again without need.
    if not target.exists() or target.read_bytes() != content:
        target.write_bytes(content)
    return target


if __name__ == "__main__":
    for made in write():
        print(f"{made.name}\t{made.stat().st_size}")  # noqa: T201 - a command that says what it did
