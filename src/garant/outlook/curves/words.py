"""What a retention curve says, in a few whole sentences, in English or in French.

Which sentences are said follows from rules on the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from garant.charts import labels
from garant.charts.labels import NBSP
from garant.charts.voice import Voice
from garant.outlook.curves.curve import Question, Retention
from garant.outlook.curves.evidence import Evidence, Floats
from garant.outlook.curves.kaplan_meier import Step, kaplan_meier
from garant.outlook.curves.lifetime import Worth
from garant.outlook.curves.sentences import AGES, FRENCH, PERIODS, SENTENCES

MOST_NAMED = 5
FALLING = 1e-3  # of spread, above which those who stay leave less


@dataclass(frozen=True)
class Part:
    """One segment or cohort, and its curve where there is enough to tell one from."""

    name: str
    evidence: Evidence
    found: Retention | None

    @cached_property
    def observed(self) -> tuple[Step, ...]:
        """What was observed of it."""
        return self.found.observed if self.found else kaplan_meier(self.evidence)


def told(found: Retention, lang: str = "en", *, risen: Sequence[int] = ()) -> list[str]:
    """The sentences of a curve, in the order in which they are read."""
    return list(_told(found, _Voice(lang, found.question.months), risen))


def told_parts(parts: Sequence[Part], asked: Question, lang: str = "en") -> list[str]:
    """The sentences of several curves."""
    return list(_compared(parts, _Voice(lang, asked.months)))


class _Voice(Voice):
    """Counts ages in periods of so many months."""

    sentences = SENTENCES

    def __init__(self, lang: str, months: int | None) -> None:
        super().__init__(lang)
        self.months = months or 0

    def points(self, value: float) -> str:
        return labels.points(value / 100, self.lang, signed=False)

    def age(self, periods: float, decimals: int = 0) -> str:
        """A number of periods, with its unit: 4 years."""
        size = round(periods, decimals)
        plural = size >= 2 if self.lang == "fr" else size != 1
        form = AGES[self.months][self.lang][plural]
        return form.replace("~", NBSP).format(n=self.number(size, decimals))

    def period(self) -> str:
        return PERIODS[self.months][self.lang]

    def place(self, period: int) -> str:
        """Which period: the 12th, la 12e."""
        if self.lang == "fr":
            return FRENCH[self.months][2].format(n=period)
        return f"{period}{_ending(period)}"


def _ending(place: int) -> str:
    if 10 <= place % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")


def _told(found: Retention, voice: _Voice, risen: Sequence[int]) -> Iterator[str]:
    if risen:
        code = "risen_one" if len(risen) == 1 else "risen_many"
        yield voice.say(code, places=", ".join(map(str, risen)))
    yield _seen(found, voice)
    last = found.periods[-1]
    ahead = last.period > found.seen
    if ahead:
        yield voice.say(
            "expected",
            age=voice.age(last.period),
            share=voice.share(last.expected),
            low=voice.share(last.low),
            high=voice.share(last.high),
        )
        yield from _above(found, voice)
    falls = found.curve.spread > FALLING
    if ahead and falls:
        yield voice.say("contrast", share=voice.share(found.constant.survival(last.period)))
    yield _hazards(found, voice, falls=falls)
    yield from _believed(found, voice)


def _above(found: Retention, voice: _Voice) -> Iterator[str]:
    """Why more are expected next than were seen last, where that is so."""
    if not found.seen:
        return
    step, curve = found.observed[-1], found.periods
    share = curve[step.period].observed
    if share is not None and curve[step.period + 1].expected > share:
        yield voice.say(
            "above",
            age=voice.age(step.period),
            share=voice.share(share),
            curve=voice.share(curve[step.period].expected),
            count=voice.number(step.at_risk),
        )


def _seen(found: Retention, voice: _Voice) -> str:
    if not found.seen:
        periods = found.evidence.periods
        losses = voice.number(found.evidence.losses)
        return voice.say("seen_later", losses=losses, age=voice.age(periods))
    step = found.observed[min(found.seen, found.periods[-1].period)]
    if found.assumed_customers:
        typed = found.periods[step.period].observed
        share = step.surviving if typed is None else typed
        return voice.say("seen_shares", age=voice.age(step.period), share=voice.share(share))
    left = sum(one.lost for one in found.observed[: step.period + 1])
    return voice.say(
        "seen_whole" if voice.months > 1 else "seen",
        age=voice.age(step.period),
        period=voice.period(),
        whole=voice.age(1),
        share=voice.share(step.surviving),
        low=voice.share(step.low),
        high=voice.share(step.high),
        count=voice.number(found.evidence.lives),
        losses=voice.number(left),
    )


def _hazards(found: Retention, voice: _Voice, *, falls: bool) -> str:
    first_period, each_period, _place = FRENCH[voice.months]
    first = voice.share(found.hazard(1))
    if not falls:
        return voice.say("flat", first=first, period=voice.period(), each_period=each_period)
    last = max(2, found.evidence.periods)
    return voice.say(
        "falls",
        first=first,
        last=voice.share(found.hazard(last)),
        period=voice.period(),
        first_period=first_period,
        place=voice.place(last),
    )


def _believed(found: Retention, voice: _Voice) -> Iterator[str]:
    held = found.hold_out
    if held is None:
        yield voice.say("not_held")
    else:
        yield voice.say(
            "held",
            fitted=voice.age(held.fitted),
            judged=voice.age(held.judged),
            points=voice.points(held.points),
            constant=voice.points(held.constant_points),
        )
    yield from _life(found, voice)
    if found.assumed_customers:
        yield voice.say("assumed", count=voice.number(found.evidence.lives))


def _life(found: Retention, voice: _Voice) -> Iterator[str]:
    """How long a new customer stays, to a named age; and what its payments are worth today."""
    stays, low, high = found.stays
    yield voice.say(
        "stays",
        age=voice.age(found.periods[-1].period),
        life=voice.age(stays, 1),
        low=voice.number(low, 1),
        high=voice.number(high, 1),
    )
    one = found.life
    if one.periods is None or one.low is None or one.high is None:
        yield voice.say("life_endless")
        return
    discounted = "life" if voice.months else "life_plain"
    yield voice.say(
        discounted if found.question.discount else "life_undiscounted",
        life=voice.age(one.periods, 1),
        low=voice.number(one.low, 1),
        high=voice.number(one.high, 1),
        discount=voice.share(found.question.discount),
    )


def told_worth(
    value: Worth, monthly: Floats, found: Retention, lang: str = "en", *, currency: str | None
) -> list[str]:
    """The sentences of what accounts are worth."""
    voice = _Voice(lang, found.question.months)

    def money(amount: float) -> str:
        return labels.money(round(amount), currency, voice.lang)

    if not len(monthly):
        return [voice.say("worth_none")]
    total, low, high = (
        float(part.sum()) for part in (value.expected, value.expected_low, value.expected_high)
    )
    said = [
        voice.say(
            "worth",
            count=voice.number(len(monthly)),
            monthly=money(float(monthly.sum())),
            expected=money(total),
            low=money(low),
            high=money(high),
        ),
        voice.say("worth_realised", realised=money(float(value.realised.sum()))),
    ]
    simple = float(value.simple.sum())
    if simple == simple:  # noqa: PLR0124 - not a number where nobody left
        said.append(voice.say("worth_simple", simple=money(simple)))
    return said


# ---------------------------------------------------------------- several curves


def _compared(parts: Sequence[Part], voice: _Voice) -> Iterator[str]:
    known = [one for one in parts if one.found is not None and len(one.observed) > 1]
    gone = [one.name for one in parts if one.evidence.all_gone]
    small = [one.name for one in parts if one.found is None and one.name not in gone]
    if not known:
        yield voice.say("parts_none", count=voice.number(len(parts)))
        return
    age = min(len(one.observed) for one in known) - 1
    ranked = sorted(known, key=lambda one: -one.observed[age].surviving)
    best, worst = ranked[0].observed[age], ranked[-1].observed[age]
    values = {"age": voice.age(age), **_step("best", ranked[0].name, best, voice)}
    if len(ranked) == 1:
        yield voice.say("part_one", **values)
    else:
        yield voice.say("parts", **values, **_step("worst", ranked[-1].name, worst, voice))
        code = "parts_overlap" if best.low <= worst.high else "parts_observed"
        yield voice.say(code, count=voice.number(len(ranked)))
    yield from _named("gone", gone, voice)
    yield from _named("too_small", small, voice)


def _named(code: str, names: Sequence[str], voice: _Voice) -> Iterator[str]:
    if names:
        shown = [*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])]
        form = "one" if len(names) == 1 else "many"
        yield voice.say(f"{code}_{form}", names=", ".join(shown))


def _step(which: str, name: str, step: Step, voice: _Voice) -> dict[str, str]:
    return {
        which: name,
        f"{which}_share": voice.share(step.surviving),
        f"{which}_low": voice.share(step.low),
        f"{which}_high": voice.share(step.high),
    }
