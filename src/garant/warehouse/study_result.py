"""What a study answers: sentences, rows, what stands beside them, and a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from garant.charts import Chart, Lang
from garant.warehouse import study_pictures as pictures
from garant.warehouse.told_result import Found, ToldResult

WORDS = "garant.study.words"  # loads every result there is: only who reads sentences pays

_PICTURES: Mapping[str, Callable[..., Chart]] = {
    "drivers": lambda lang, found: pictures.drivers(found, lang),
    "effect": lambda lang, found, feature: pictures.effect(found, feature, lang),
    "departments": lambda lang, found: pictures.departments(found, lang),
    "risk": lambda lang, found: pictures.track_record(found, lang),
    "policy": lambda lang, found: pictures.policy(found, lang),
    "intervention": lambda lang, found, changes: pictures.intervention(found, changes, lang),
    "survival": lambda lang, found: pictures.survival(found, lang),
}


class StudyResult(ToldResult):
    """Rows of a study. ``beside`` is what must be read with them; ``results`` is what was found.

    `drawn` is what the picture needs.
    """

    def __init__(
        self,
        kind: str,
        laid: Callable[[Lang], Found],
        settings: Mapping[str, Any],
        *,
        results: tuple[Any, ...] = (),
        drawn: tuple[Any, ...] = (),
    ) -> None:
        super().__init__(kind, laid, settings, say=self._told, draw=self._drawn)
        self.results = results
        self.drawn = drawn

    def _told(self, lang: Lang) -> list[str]:
        return [said for result in self.results for said in told(result, lang)]

    def _drawn(self, lang: Lang) -> Chart | None:
        draw = _PICTURES.get(self.kind)
        return None if draw is None else draw(lang, *self.drawn)


def told(result: object, lang: Lang) -> list[str]:
    """The sentences of one thing that a study found."""
    said: list[str] = import_module(WORDS).told(result, lang)
    return list(said)
