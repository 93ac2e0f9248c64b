"""The guide's page on which export to take from which tool, as the application shows it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString

from garant.lib.markdown import html

HERE = Path(__file__).resolve().parent
# Where an installed garant has them, and where they are written.
PLACES = (HERE / "guide", HERE.parents[2] / "docs" / "guide")
PAGES = {"en": "en/which-export.md", "fr": "fr/quel-export.md"}


@cache
def which_export(language: str) -> SafeString:
    """The page in a language, without its title and without links to other files of the guide."""
    name = PAGES.get(language, PAGES["en"])
    found = next((place / name for place in PLACES if (place / name).is_file()), None)
    if found is None:
        return html("")
    text = found.read_text(encoding="utf-8").partition("\n\n")[2].partition("\n\n")[2]
    text = re.sub(r"\[([^\]]+)\]\([^)]+\.md\)", r"*\1*", text)
    return html(re.sub(r"^## ", "### ", text, flags=re.MULTILINE))
