"""What a study answers, for a person and for a machine."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.language import _
from garant.cli.options import Shape
from garant.cli.output import deliver as delivered
from garant.cli.output import for_machines
from garant.cli.study_views import as_cell, set_aside, title_of, to_read
from garant.cli.views import View
from garant.metrics.errors import UsageError
from garant.warehouse.study_table import dictionary, laid
from garant.warehouse.write import whole_file

if TYPE_CHECKING:
    from garant.warehouse.study import Study
    from garant.warehouse.study_result import StudyResult


OPENING = 2  # sentences above the table; the others follow it


def deliver(result: StudyResult, shape: Shape) -> None:
    """Write the answer in its form: every figure for a machine, the telling ones for a person."""
    found = result.laid(lang())
    if shape.form() == "json":
        answer = Answer(found.columns, found.rows, result.settings, found.beside)
    elif for_machines(shape):
        rows = [{name: as_cell(value) for name, value in row.items()} for row in found.rows]
        answer = Answer(found.columns, rows, result.settings)
    else:
        answer = to_read(result, found, lang())
    said = sentences(result)
    first, rest = " ".join(said[:OPENING]), said[OPENING:]
    view = View(
        title=title_of(result.kind),
        lede=lambda _rows, _settings: first,
        chart=lambda _rows, _settings: result.picture(lang()),  # type: ignore[arg-type, return-value]
        remarks=(*rest, *set_aside(found.beside)),
    )
    delivered(answer, view, shape)


def sentences(result: StudyResult) -> list[str]:
    """What was found, said; where there are no words for it, as its picture says it."""
    said = result.sentences(lang())
    drawn = None if said else result.picture(lang())
    return said or [drawn.label if drawn is not None else title_of(result.kind)]


def deliver_table(study: Study, shape: Shape) -> None:
    """The rows, and beside a file of them the features file that says what they are."""
    found = laid(study.raw)
    answer = Answer(found.columns, found.rows, study.settings, found.beside)
    shown = _("The rows that are studied")
    view = View(title=shown, lede=lambda rows, _settings: _counted(rows, study))
    if shape.output is None:
        delivered(answer, view, shape)
        return
    toml = shape.output.with_suffix(".toml")
    if toml == shape.output:
        raise UsageError("the rows go to a .csv or a .parquet file; the .toml is written beside it")
    delivered(answer, view, shape)
    whole_file(toml, lambda to: _write(to, study))


def _write(to: IO[bytes], study: Study) -> None:
    to.write(dictionary(study.raw).encode())


def _counted(rows: object, study: Study) -> str:
    del rows
    return _("{count} renewals came due, of which {lost} were lost.").format(
        count=len(study.raw), lost=study.raw.losses
    )
