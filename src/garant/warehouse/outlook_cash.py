"""The cash trough of a plan, or of the plan that a book tells.

    garant.Outlook(book).cash(set={"discount": "0"})
    cash_of("plan.toml", sensitivity=True)

`set` changes the plan, by fields and levers, and shows it beside the plan as it is. `scenarios`
are the codes of standard ones or one's own, ``"Faster: pace=+50%"``; by default all the standard
ones, and none where something is set. `paths` draws so many futures around the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garant.metrics import fx
from garant.metrics.errors import RequestError
from garant.outlook.cash.answer import CashAnswer, From, for_months, side_by_side, standards
from garant.outlook.cash.asked import given_by, name_of, scenarios_of, with_changes
from garant.outlook.cash.book_frames import Origin
from garant.outlook.cash.from_book import FromBook, plan_from_book
from garant.outlook.cash.monte_carlo import simulate
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_file import plan_text, read_plan
from garant.outlook.cash.sensitivity import tornado
from garant.outlook.cash.words import how, told
from garant.warehouse.outlook_cash_frames import cash_frames
from garant.warehouse.outlook_cash_pictures import picture
from garant.warehouse.outlook_cash_rows import laid
from garant.warehouse.told_result import ToldResult

if TYPE_CHECKING:
    from garant.warehouse.book import Book

KIND = "outlook_cash"
SENSITIVITY = "outlook_cash_sensitivity"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a plan."""

    set: Mapping[str, object] = field(default_factory=dict)
    scenarios: Sequence[str] | None = None
    months: int | None = None
    sensitivity: bool = False
    paths: int | None = None
    seed: int = 0

    def texts(self) -> dict[str, str]:
        """What is set, as text."""
        return {key: str(value) for key, value in self.set.items()}


@dataclass(frozen=True)
class Start:
    """The plan to start from, and where it came from."""

    plan: Plan
    source: From
    origins: tuple[Origin, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def cash(book: Book, asked: Asked | None = None, **options: Any) -> ToldResult:
    """The cash trough of a company, from its contracts and its spend.

    Options are those of :class:`Asked`. Raises DataError where the facts or the plan contradict
    themselves, RequestError where there is nothing to start from.
    """
    return answered(from_book(book), replace(asked or Asked(), **options))


def cash_of(
    plan: Plan | str | Path | None = None, asked: Asked | None = None, **options: Any
) -> ToldResult:
    """The cash trough of a plan: one made in Python, a TOML file, or that of a typical company."""
    return answered(from_plan(plan), replace(asked or Asked(), **options))


def from_book(book: Book) -> Start:
    """The plan that a book tells."""
    found: FromBook = plan_from_book(cash_frames(book))
    facts = book.facts
    settings = facts.settings.as_text() | {"reporting_currency": fx.reporting_currency(facts)}
    return Start(found.plan, "book", found.origins, settings)


def from_plan(plan: Plan | str | Path | None) -> Start:
    """A plan of one's own, from a file, or the typical one."""
    if plan is None:
        return Start(Plan(), "typical")
    if isinstance(plan, Plan):
        return Start(plan, "file")
    path = Path(plan)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise RequestError("{path} is not a text in UTF-8", path=path) from error
        reason = error.strerror or str(error)
        raise RequestError("{path} cannot be read: {reason}", path=path, reason=reason) from error
    return Start(read_plan(text, file=path.name), "file", settings={"plan": path.name})


def answered(start: Start, asked: Asked) -> ToldResult:
    """What is asked of a plan, as rows, sentences and a picture."""
    answer = answer_of(start, asked)
    plan = answer.shown.plan
    settings = {
        **start.settings,
        "reporting_currency": plan.currency,
        "source": start.source,
        "months": plan.months,
        "set": asked.texts(),
        "paths": asked.paths,
        "seed": asked.seed,
    }
    return CashResult(answer, settings)


class CashResult(ToldResult):
    """An answer about cash; ``answer`` holds what it was told from."""

    def __init__(self, answer: CashAnswer, settings: Mapping[str, Any]) -> None:
        super().__init__(
            KIND if answer.tornado is None else SENSITIVITY,
            lambda lang: laid(answer, lang),
            settings,
            say=lambda lang: told(answer, lang),
            draw=lambda lang: picture(answer, lang),
        )
        self.answer = answer


def answer_of(start: Start, asked: Asked) -> CashAnswer:
    """The plan, scenarios beside it, and what else is asked."""
    plan = start.plan if asked.months is None else for_months(start.plan, asked.months)
    texts = asked.texts()
    as_set = with_changes(plan, texts) if texts else None
    wanted = () if texts or asked.sensitivity else standards()
    if asked.scenarios is not None:
        wanted = scenarios_of(asked.scenarios, plan)
    name = name_of(as_set, texts) if as_set is not None else {}
    last = as_set or plan
    return CashAnswer(
        source=start.source,
        comparison=side_by_side(plan, as_set, wanted, name),
        origins=start.origins,
        given=given_by(texts),
        tornado=tornado(last) if asked.sensitivity else None,
        bands=None if asked.paths is None else simulate(last, seed=asked.seed, paths=asked.paths),
    )


def written(start: Start, asked: Asked, lang: str) -> str:
    """The plan as a file, with where each field came from at its head."""
    plan = start.plan if asked.months is None else for_months(start.plan, asked.months)
    texts = asked.texts()
    plan = with_changes(plan, texts) if texts else plan
    heads = [f"# {one.field}: {how(one, start.plan, lang)}" for one in start.origins]
    return "\n".join([*heads, ""] if heads else []) + plan_text(plan, lang)
