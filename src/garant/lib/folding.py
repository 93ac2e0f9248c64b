"""Text as people look for it and sort it: capitals, accents and ligatures make no difference."""

from __future__ import annotations

import unicodedata

# What the decomposition of Unicode leaves whole.
WHOLE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})


def folded(text: str) -> str:
    """The text without capitals, accents and ligatures.

    >>> folded("Hôtel de l’Œuvre"), folded("STRAßE")
    ("hotel de l'oeuvre", 'strasse')
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(WHOLE)
