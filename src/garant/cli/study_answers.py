"""What a study answers, for a person and for a machine."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from garant.cli import told_answers
from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.language import _
from garant.cli.options import Shape
from garant.cli.output import deliver as delivered
from garant.cli.study_views import set_aside, title_of, to_read
from garant.cli.told_answers import Reading
from garant.cli.views import View
from garant.metrics.errors import UsageError
from garant.warehouse.study_table import dictionary, laid
from garant.warehouse.write import whole_file

if TYPE_CHECKING:
    from garant.warehouse.study import Study
    from garant.warehouse.study_result import StudyResult


def deliver(result: StudyResult, shape: Shape) -> None:
    """Write the answer in its form."""
    found = result.laid(lang())
    read = Reading(
        title=title_of(result.kind),
        answer=to_read(result, found, lang()),
        remarks=tuple(set_aside(found.beside)),
    )
    told_answers.deliver(result, shape, read)


def sentences(result: StudyResult) -> list[str]:
    """What was found, said; where there are no words for it, as its picture says it."""
    return told_answers.sentences(result, title_of(result.kind))


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
