"""How the words of a chart are found and filled, whichever table of sentences they stand in."""

from __future__ import annotations

from collections.abc import Mapping

from garant.charts.labels import NBSP, Lang


def say(sentences: Mapping[str, tuple[str, str]], key: str, lang: Lang, **values: str) -> str:
    r"""The sentence of a key, in English or in French, with its values.

    A table holds by key the English sentence, then the French one; `~` is a no-break space.

    >>> say({"limit": ("limit {value}", "seuil~: {value}")}, "limit", "fr", value="2")
    'seuil\xa0: 2'
    """
    return sentences[key][lang == "fr"].replace("~", NBSP).format(**values)
