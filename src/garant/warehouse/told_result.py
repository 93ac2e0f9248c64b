"""A result that speaks: whole sentences, rows in a language, what stands beside them, a picture.

Metrics answer with tables (:mod:`result`); a study and an outlook answer with these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from garant import charts
from garant.charts import Chart, Lang
from garant.warehouse.display import as_terminal
from garant.warehouse.write import as_text, html_table

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 60


@dataclass(frozen=True)
class Found:
    """Rows, the names of their columns in order, and what must be read beside them."""

    columns: tuple[str, ...]
    rows: Sequence[dict[str, Any]]
    beside: Mapping[str, Any]


class ToldResult:
    """What was found, as rows, in sentences and drawn.

    `laid` gives the rows in a language: labels are the only words in them. `say` gives the
    sentences, and `draw` the picture, or nothing where there is none.
    """

    def __init__(
        self,
        kind: str,
        laid: Callable[[Lang], Found],
        settings: Mapping[str, Any],
        *,
        say: Callable[[Lang], list[str]],
        draw: Callable[[Lang], Chart | None],
    ) -> None:
        self.kind = kind
        self.laid = laid
        self.settings = dict(settings)
        self._say = say
        self._draw = draw

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
        return self._say(lang)

    def picture(self, lang: Lang = "en") -> Chart | None:
        """What was found, drawn; a table of rows has no picture."""
        return self._draw(lang)

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
