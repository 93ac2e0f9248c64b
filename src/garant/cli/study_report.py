"""`garant study report`: what a board should read of a study, on a few pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garant.charts import Chart, labels
from garant.cli.answers import Answer
from garant.cli.failure import sentence
from garant.cli.figures import lang
from garant.cli.language import _
from garant.cli.sheets import Sheet, notes, sheets
from garant.cli.study_answers import sentences
from garant.cli.study_views import set_aside, title_of, to_read
from garant.cli.views import View
from garant.metrics.errors import UsageError, YourError
from garant.warehouse import study_pictures as pictures
from garant.warehouse.write import whole_file

if TYPE_CHECKING:
    from garant.study.risk import Risks
    from garant.warehouse.study import Study
    from garant.warehouse.study_result import StudyResult

WRITERS = {".html": "garant.cli.study_report_html", ".pdf": "garant.cli.study_report_pdf"}
USUAL_LEVER, USUAL_CAP = "discount", "<=0.10"
MOST_DRIVERS = 10
EXPLAINED = 3  # accounts whose reasons are drawn


@dataclass(frozen=True)
class Block:
    """One part of the report: a heading, sentences, pictures, a table."""

    heading: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What the report says, before it takes a form."""

    title: str
    lede: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Wanted:
    """What was asked for: where it goes, which changes and policies it looks at."""

    file: Path
    interventions: tuple[tuple[str, str], ...]
    policies: dict[str, str]


def wanted(file: Path, interventions: Sequence[str], policies: Sequence[str]) -> Wanted:
    """Refuse at once what could not be written."""
    if file.suffix.lower() not in WRITERS:
        raise UsageError("-o {file}: the name must end in .html or .pdf", file=file)
    return Wanted(file, tuple(map(_intervention, interventions)), dict(map(_policy, policies)))


def _intervention(text: str) -> tuple[str, str]:
    lever, equals, day = (part.strip() for part in text.partition("="))
    if not (lever and equals and day):
        raise UsageError(
            "--intervention {text}: write LEVER=DATE, such as discount=2024-01-01", text=repr(text)
        )
    return lever, day


def _policy(text: str) -> tuple[str, str]:
    places = [text.find(sign) for sign in ("<=", ">=", "=") if sign in text]
    if not places:
        raise UsageError("--policy {text}: write 'LEVER<=X', in quotes", text=repr(text))
    return text[: min(places)].strip(), text[min(places) :].strip()


def write(study: Study, asked: Wanted) -> None:
    """Compute everything, then write the file whole."""
    content = import_module(WRITERS[asked.file.suffix.lower()]).rendered(gathered(study, asked))
    whole_file(asked.file, lambda file: _into(file, content))


def _into(file: Any, content: bytes) -> None:
    file.write(content)


def gathered(study: Study, asked: Wanted) -> Report:
    """The report of a study."""
    ranked = study.drivers()
    return Report(
        title=_("Why customers do not renew"),
        lede=_lede(study),
        blocks=tuple(_once(_blocks(study, ranked, asked))),
    )


def _once(blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks, without what was said before: a result read alone says what it is of."""
    before: set[str] = set()
    for block in blocks:
        yield replace(block, sentences=tuple(s for s in block.sentences if s not in before))
        before.update(block.sentences)


def _lede(study: Study) -> str:
    due = study.observations.rows["due_on"]
    first, last = (labels.full_date(day.date(), lang()) for day in (due.min(), due.max()))
    return _("Renewals due from {first} to {last}.").format(first=first, last=last)


def _blocks(study: Study, ranked: StudyResult, asked: Wanted) -> Iterator[Block]:
    yield _summary(ranked)
    yield _drivers(ranked)
    first = next((row for row in ranked.laid(lang()).rows if row["rank"] == 1), None)
    if first is not None:
        heading = _("What the first of them does: {lever}").format(lever=first["label"])
        yield _tried(heading, lambda: _drawn(study.effect(first["code"])))
    yield _tried(title_of("departments"), lambda: _drawn(study.departments()))
    policies = asked.policies or _usual(study)
    if policies:
        yield _tried(title_of("policy"), lambda: _drawn(study.policy(policies), tables=True))
    for lever, day in asked.interventions:
        heading = _("The change of {day}: {lever}").format(day=day, lever=_named(study, lever))
        yield _tried(heading, partial(_measured, study, lever, day))
    yield _tried(title_of("risk"), lambda: _risk(study.risk()))
    yield _unknowable(ranked)
    yield Block(_("What was set aside, and warnings"), tuple(_aside(ranked)))


def _named(study: Study, code: str) -> str:
    """The label of a lever; an unknown one is refused where it is measured."""
    found = (f for f in study.observations.features if f.code == code)
    return next((feature.named(lang()) for feature in found), code)


def _measured(study: Study, lever: str, day: str) -> Block:
    return _drawn(study.intervention(lever, on=day), tables=True)


def _usual(study: Study) -> dict[str, str]:
    """A cap on discounts, where they are a lever."""
    levers = {f.code for f in study.observations.features if f.is_lever}
    return {USUAL_LEVER: USUAL_CAP} if USUAL_LEVER in levers else {}


def _summary(ranked: StudyResult) -> Block:
    return Block(_("In short"), tuple(sentences(ranked)))


def _drivers(ranked: StudyResult) -> Block:
    drawn = ranked.picture(lang())
    answer = to_read(ranked, ranked.laid(lang()), lang())
    shown = Answer(answer.columns, answer.rows[:MOST_DRIVERS], answer.settings)
    tables, told = _tables(shown)
    return Block(title_of("drivers"), (), (drawn,) if drawn else (), tables, told)


def _drawn(result: StudyResult, *, tables: bool = False) -> Block:
    """An answer with its picture; with its table where that says more."""
    found = result.laid(lang())
    drawn = result.picture(lang())
    shown = _tables(to_read(result, found, lang()))[0] if tables else ()
    told = (*sentences(result), *set_aside({**found.beside, "refused": ()}))
    return Block(title_of(result.kind), told, (drawn,) if drawn else (), shown)


def _risk(result: StudyResult) -> Block:
    """The accounts, why the first of them are at risk, and how the model did so far."""
    found: Risks = result.results[0]
    explained = tuple(
        pictures.account(found, one, lang(), name=one.id)
        for one in found.rows[:EXPLAINED]
        if one.risk is not None and one.band is not None
    )
    record = (pictures.track_record(found, lang()),) if found.groups else ()
    tables = _tables(to_read(result, result.laid(lang()), lang()))[0]
    return Block(title_of("risk"), tuple(sentences(result)), (*record, *explained), tables)


def _tried(heading: str, made: Callable[[], Block]) -> Block:
    """A part; where it has no answer, the reason in its place."""
    try:
        block = made()
    except YourError as error:
        return Block(heading, (_capital(sentence(error)),))
    return replace(block, heading=heading)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _unknowable(ranked: StudyResult) -> Block:
    least = ranked.beside["minimum_detectable_points"]
    said = [
        _("A study of what happened cannot see what was never recorded: two customers who look "
          "alike here may differ in what nobody wrote down."),
        _("A link that was observed is not a promise: only a change that is made, dated and "
          "measured says what the lever does."),
        _("What was signed lately has not come due yet, and is not in these figures."),
    ]  # fmt: skip
    if least is not None:
        found = _("An effect smaller than about {points} points of loss would mostly have gone "
                  "unseen with so many renewals.")  # fmt: skip
        said.insert(0, found.format(points=f"{least:.0f}"))
    return Block(_("What this study cannot know"), tuple(said))


def _aside(ranked: StudyResult) -> Iterator[str]:
    beside = ranked.laid(lang()).beside
    told = [*set_aside(beside), *(one["message"] for one in beside["warnings"])]
    yield from told or [_("No column was set aside, and there is nothing to warn of.")]


def _tables(answer: Answer) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """The tables of an answer, and what to know to read them."""
    view = View(title="")
    if not answer.rows:
        return (), ()
    return tuple(sheets(answer, view)), tuple(notes(answer, view))
