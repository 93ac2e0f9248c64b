"""How many customers will still be there: from a book, or from survivors that someone types."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from garant.metrics import fx
from garant.metrics.errors import RequestError
from garant.metrics.months import MONTH
from garant.outlook.curves.curve import Question, Retention
from garant.outlook.curves.curve import retention as curve_of
from garant.outlook.curves.evidence import Evidence, enough, refuse_little
from garant.outlook.curves.survivors import Survivors, survivors
from garant.outlook.curves.words import Part, told, told_parts
from garant.warehouse.outlook_lives import BookLives
from garant.warehouse.outlook_retention_rows import laid, laid_parts
from garant.warehouse.outlook_survival_pictures import picture, picture_of_parts
from garant.warehouse.told_result import ToldResult

if TYPE_CHECKING:
    from garant.warehouse.book import Book

By = Literal["cohort"]
Length = Literal["month", "quarter", "year"]
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}
KIND = "outlook_retention"
UNKNOWN = "—"
DISCOUNT = 0.10
MOST_PERIODS = 600


def question(
    period: Length | None = None, *, horizon: int | None = None, discount: float, seed: int
) -> Question:
    """What is asked of a curve, checked."""
    if period is not None and period not in MONTHS:
        raise RequestError(
            "a period is a month, a quarter or a year, not {period}", period=repr(period)
        )
    if horizon is not None and not 1 <= horizon <= MOST_PERIODS:
        raise RequestError(
            "the horizon is {horizon}; it must be from 1 to {most} periods",
            horizon=horizon, most=MOST_PERIODS,
        )  # fmt: skip
    if not 0 <= discount < math.inf:
        raise RequestError(
            "discount is {discount}; it must be zero or more a year, such as 0.10 or 10%",
            discount=f"{discount:g}",
        )
    if seed < 0:
        raise RequestError("the seed is {seed}; it must be 0 or more", seed=seed)
    return Question(horizon, MONTHS.get(period or ""), discount, seed=seed)


def of_survivors(  # noqa: PLR0913 - the options of the command, by name
    given: str | Sequence[float],
    *,
    customers: int | None = None,
    period: Length | None = None,
    horizon: int | None = None,
    discount: float = DISCOUNT,
    seed: int = 0,
) -> ToldResult:
    """The curve of the numbers still there at period 0, 1, 2 and so on.

    Counts, percentages or shares: see :func:`garant.outlook.curves.survivors.survivors`.
    """
    typed = survivors(given, customers)
    asked = question(period, horizon=horizon, discount=discount, seed=seed)
    evidence = typed.evidence()
    if typed.risen and not evidence.losses:
        raise RequestError(
            "there are more survivors than before at the end of period {places}: who is still "
            "there of those at the start can only become fewer",
            places=", ".join(map(str, typed.risen)),
        )
    found = curve_of(evidence, asked, assumed_customers=typed.assumed)
    found = _as_typed(found, typed)
    settings = {
        "survivors": typed.kind, "customers": None if typed.assumed else int(typed.customers),
        "assumed_customers": int(typed.customers) if typed.assumed else None,
        **_shown(asked, found),
    }  # fmt: skip
    return _result(found, settings, typed.risen)


def retention(  # noqa: PLR0913 - the options of the command, by name
    book: Book,
    *,
    segment: str | None = None,
    by: By | None = None,
    period: Length | None = None,
    since: date | str | None = None,
    horizon: int | None = None,
    discount: float = DISCOUNT,
    seed: int = 0,
) -> ToldResult:
    """The retention curve of a book's accounts, or one for each segment or cohort.

    `segment`: a column of the accounts, or of their first deal. `by` ``cohort``: one curve for
    the accounts of each year of first revenue. `period`: how long a period is; without, the one
    in which these accounts decide. `since`: departures from that day on count, and who was there
    enters at its age. `horizon`: the last period shown. `discount`: what money loses in a year.
    """
    asked = question(period, horizon=horizon, discount=discount, seed=seed)
    read = _Read.of(book, segment, by)
    refuse_outside(read.lives)
    months = asked.months or read.lives.lives.period()
    asked = replace(asked, months=months)
    look = None if since is None else _within(_look(since), read.lives)
    settings = {**_settings(book), "segment": segment, "by": by, "since": _text(since)}
    if segment is None and by is None:
        found = curve_of(read.lives.lives.evidence(months, look), asked)
        return _result(found, settings | _shown(asked, found))
    parts = _parts(read, asked, look)
    settings |= _shown(asked, next((one.found for one in parts if one.found), None))
    name = "segment" if segment is not None else "cohort"
    return ToldResult(
        KIND,
        lambda _lang: laid_parts(parts, name),
        settings,
        say=lambda lang: told_parts(parts, asked, lang),
        draw=lambda lang: picture_of_parts(parts, asked, lang),
    )


def curve(book: Book, asked: Question | None = None) -> Retention:
    """The curve of all the accounts of a book, for what is built on it; periods as they decide.

    RequestError where there is too little to tell one from.
    """
    lives, asked = BookLives(book).lives, asked or Question()
    months = asked.months or lives.period()
    return curve_of(lives.evidence(months), replace(asked, months=months))


def refuse_outside(lives: BookLives) -> None:
    """RequestError on a day on which no account has paid yet."""
    day = lives.book.facts.settings.known_on()
    if MONTH.last(lives.span.last) > day or not len(lives.frame):
        raise RequestError(
            "no account has paid for a whole month by {day}: choose a later day", day=day
        )


def _within(look: int, lives: BookLives) -> int:
    if look >= lives.span.last:
        raise RequestError(
            "departures are counted from {first} on, and the last whole month of the book ends on "
            "{last}: choose an earlier day",
            first=MONTH.first(look + 1), last=MONTH.last(lives.span.last),
        )  # fmt: skip
    return look


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class _Read:
    """The lives of a book, and the name of the part each row is of."""

    lives: BookLives
    names: pd.Series | None

    @classmethod
    def of(cls, book: Book, segment: str | None, by: str | None) -> _Read:
        if by is not None and by not in get_args(By):
            raise RequestError("curves are by cohort, not by {by}", by=repr(by))
        if segment is not None and by is not None:
            raise RequestError("curves are by segment or by cohort, not by both at once")
        lives = BookLives(book, segment)
        if segment is not None:
            return cls(lives, lives.frame["segment"].fillna(UNKNOWN).astype(str))
        if by is not None:
            return cls(lives, pd.Series(lives.lives.first // 12).astype(str))
        return cls(lives, None)


def _parts(read: _Read, asked: Question, look: int | None) -> list[Part]:
    lives, names = read.lives.lives, read.names
    if names is None:
        return []
    evidence = lives.evidence(asked.months or 1, look)
    refuse_little(evidence)
    last = asked.last(evidence.periods)
    each = replace(asked, horizon=last)
    return list(_each(lives, names, each, look))


def _each(lives: Any, names: pd.Series, asked: Question, look: int | None) -> Iterator[Part]:
    for name in sorted(names.unique(), key=lambda one: (one == UNKNOWN, one)):
        own: Evidence = lives.of((names == name).to_numpy()).evidence(asked.months or 1, look)
        found = curve_of(own, asked, name=name) if enough(own) else None
        yield Part(name, own, found)


def _look(since: date | str) -> int:
    """The month end before the first day that counts."""
    try:
        day = since if isinstance(since, date) else date.fromisoformat(since)
    except ValueError:
        raise RequestError(
            "the date {what} is {given}; write it as 2024-12-31", what="since", given=repr(since)
        ) from None
    return MONTH.number(day) - 1


def _text(since: date | str | None) -> str | None:
    return since.isoformat() if isinstance(since, date) else since


# ---------------------------------------------------------------- telling


def _as_typed(found: Retention, typed: Survivors) -> Retention:
    """What was observed as it was typed, where it rises too."""
    shares = typed.shares
    rows = tuple(
        replace(row, observed=shares[row.period]) if row.period < len(shares) else row
        for row in found.periods
    )
    return replace(found, periods=rows)


def _result(found: Retention, settings: dict[str, Any], risen: tuple[int, ...] = ()) -> ToldResult:
    return ToldResult(
        KIND,
        lambda _lang: laid(found, risen),
        settings,
        say=lambda lang: told(found, lang, risen=risen),
        draw=lambda lang: picture(found, lang),
    )


def _settings(book: Book) -> dict[str, Any]:
    facts = book.facts
    return facts.settings.as_text() | {"reporting_currency": fx.reporting_currency(facts)}


def _shown(asked: Question, found: Retention | None) -> dict[str, Any]:
    names = {months: name for name, months in MONTHS.items()}
    last = found.periods[-1].period if found else asked.horizon
    return {
        "period": names.get(asked.months or 0), "horizon": last, "discount": asked.discount,
        "level": asked.level, "seed": asked.seed,
    }  # fmt: skip
