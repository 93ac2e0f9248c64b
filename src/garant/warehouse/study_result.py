"""What a study answers: sentences, rows, what stands beside them, and a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from garant import charts
from garant.charts import Chart, Lang
from garant.warehouse import study_pictures as pictures
from garant.warehouse.display import as_terminal
from garant.warehouse.study_rows import Found
from garant.warehouse.write import as_text, html_table

if TYPE_CHECKING:
    import pandas as pd

WORDS = "garant.study.words"  # loads every result there is: only who reads sentences pays
MOST_ROWS = 60

_PICTURES: Mapping[str, Callable[..., Chart]] = {
    "drivers": lambda lang, found: pictures.drivers(found, lang),
    "effect": lambda lang, found, feature: pictures.effect(found, feature, lang),
    "departments": lambda lang, found: pictures.departments(found, lang),
    "risk": lambda lang, found: pictures.track_record(found, lang),
    "policy": lambda lang, found: pictures.policy(found, lang),
    "intervention": lambda lang, found, changes: pictures.intervention(found, changes, lang),
    "survival": lambda lang, found: pictures.survival(found, lang),
}


class StudyResult:
    """Rows of a study. ``beside`` is what must be read with them; ``results`` is what was found.

    `laid` gives the rows in a language: labels are the only words in them. `drawn` is what the
    picture needs.
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
        self.kind = kind
        self.laid = laid
        self.settings = dict(settings)
        self.results = results
        self.drawn = drawn

    @cached_property
    def found(self) -> Found:
        """The rows, labels in English."""
        return self.laid("en")

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self.found.columns

    @property
    def beside(self) -> dict[str, Any]:
        """What stands beside the rows, as `--format json` gives it."""
        return dict(self.found.beside)

    def rows(self) -> list[dict[str, Any]]:
        """One dict a row."""
        return [dict(row) for row in self.found.rows]

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame."""
        # Whoever only reads rows should not wait for pandas.
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(self.columns))

    def sentences(self, lang: Lang = "en") -> list[str]:
        """What was found, said in whole sentences."""
        return [said for result in self.results for said in told(result, lang)]

    def picture(self, lang: Lang = "en") -> Chart | None:
        """What was found, drawn; a table of rows has no picture."""
        draw = _PICTURES.get(self.kind)
        return None if draw is None else draw(lang, *self.drawn)

    def __repr__(self) -> str:
        said = "\n".join(self.sentences())
        shown = as_terminal(self.columns, self._shown()) if self.columns else ""
        return "\n\n".join(part for part in (said, shown) if part)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        chart = self.picture()
        drawn = charts.to_svg(chart, theme="light") if chart is not None else ""
        said = html_paragraphs(self.sentences())
        if not self.columns:
            return said + drawn
        cells = [[as_text(row[name]) for name in self.columns] for row in self._shown()[:MOST_ROWS]]
        more = len(self.found.rows) - len(cells)
        rest = f"<p>… {len(self.found.rows)} rows in all</p>" if more > 0 else ""
        return said + drawn + html_table(cells, header=self.columns, left={0}) + rest

    def _shown(self) -> list[dict[str, Any]]:
        """The rows for a person: lists as text, nothing where there is nothing."""
        return [{name: _cell(value) for name, value in row.items()} for row in self.found.rows]

    def __len__(self) -> int:
        return len(self.found.rows)


def told(result: object, lang: Lang) -> list[str]:
    """The sentences of one thing that a study found."""
    said: list[str] = import_module(WORDS).told(result, lang)
    return list(said)


def html_paragraphs(sentences: list[str]) -> str:
    """Sentences, each a paragraph."""
    return "".join(f"<p>{escape(one)}</p>" for one in sentences)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_listed(item) for item in value)
    return value


def _listed(item: Any) -> str:
    if not isinstance(item, Mapping):
        return as_text(item)
    points = item.get("points")
    return f"{item.get('label')}" + ("" if points is None else f" {points:+.1f}")
