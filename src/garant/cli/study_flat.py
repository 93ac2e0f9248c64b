"""`garant study flat`: columns described and a features file proposed, or the study of a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import typer

from garant.cli.answers import Answer
from garant.cli.language import _, ngettext
from garant.cli.options import Shape
from garant.cli.output import deliver, foresee
from garant.cli.views import View
from garant.study.proposal import Described, Proposal, proposed
from garant.warehouse.study import with_effect, with_survival
from garant.warehouse.study_flat import table
from garant.warehouse.write import whole_file

if TYPE_CHECKING:
    from garant.warehouse.study import Study
    from garant.warehouse.study_result import StudyResult

DESCRIBED = ("column", "kind", "levels", "empty", "sample")


def answer(study: Study, *, lever: str | None, cap: float | None, timed: bool) -> StudyResult:
    """The drivers; with a lever its effect, with times how long customers stay."""
    found = study.drivers()
    if lever is not None:
        found = with_effect(found, study.effect(lever, cap=cap))
    return with_survival(found, study.survival()) if timed else found


def propose(file: Path, shape: Shape, *, outcome: str | None, id: str | None) -> None:  # noqa: A002
    """Describe the columns, and write a features file to edit."""
    view = View(title=_("The columns"), lede=lambda _rows, _settings: _asked(proposal))
    foresee(shape, drawn=view.chart is not None)
    proposal = proposed(table(file), outcome=outcome, id=id)
    rows = [_described(one) for one in proposal.columns]
    found = Answer(DESCRIBED, rows, {}, {"features": proposal.toml})
    if shape.form() != "table":
        deliver(found, view, shape)
    elif shape.output is not None:
        whole_file(shape.output, lambda to: _write(to, proposal.toml))
        shown = [{**row, "sample": ", ".join(row["sample"])} for row in rows]
        deliver(Answer(DESCRIBED, shown, {}), view, replace(shape, output=None, format="table"))
    else:
        typer.echo(proposal.toml, nl=False)


def _described(one: Described) -> dict[str, Any]:
    return {
        "column": one.column,
        "kind": one.kind,
        "levels": one.levels,
        "empty": one.empty,
        "sample": list(one.sample),
    }


def _asked(proposal: Proposal) -> str:
    return ngettext(
        "{count} line is for you to decide: the file marks it with # ?",
        "{count} lines are for you to decide: the file marks them with # ?",
        proposal.doubts,
    ).format(count=proposal.doubts)


def _write(to: IO[bytes], text: str) -> None:
    to.write(text.encode())
