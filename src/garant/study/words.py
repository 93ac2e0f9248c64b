"""What a result says, in a few whole sentences, in English or in French.

Which sentences are said follows from rules on the figures. Nothing is called a cause; the words
of the verdict and of the claim are those of :mod:`verdict`, everywhere the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import singledispatch

from garant.charts.labels import Number
from garant.charts.voice import Voice
from garant.study.departments import Departments
from garant.study.drivers import Driver, Drivers
from garant.study.effect_result import EffectResult, EffectRow
from garant.study.intervention import Intervention, Look
from garant.study.policy import PolicyResult, PolicyRow
from garant.study.prediction import Prediction
from garant.study.risk import Risks
from garant.study.sentences import SENTENCES, WORDS
from garant.study.survival_result import Survival

MOST_NAMED = 5
MOST_THEN = 3
CERTAIN = 0.05


def told(result: object, lang: str = "en") -> list[str]:
    """The sentences of a result, in the order in which they are read."""
    return list(_told(result, _Voice(lang)))


class _Voice(Voice):
    """Says points, references and the words of the scales."""

    sentences = SENTENCES

    def word(self, code: str, **values: object) -> str:
        """A word of the scales, or a department."""
        return self.filled(WORDS[code], values)

    def number(self, value: Number, decimals: int = 1) -> str:
        """A number with so many decimals at most: one, unless more are needed to tell it."""
        fewer = min(decimals, 1)
        enough = round(value, fewer) == round(value, decimals)
        return super().number(value, fewer if enough else decimals)

    def points(self, value: float) -> str:
        """Percentage points."""
        size = abs(round(value, 1))
        plural = size >= 2 or (self.lang == "en" and size != 1)
        return self.word("points" if plural else "point", n=self.number(value))

    def on(self, iso: str) -> str:
        """A day, as results keep it."""
        return self.day(dt.date.fromisoformat(iso))

    def good(self, reference: float | str, code: str) -> str:
        """A reference value: a discount is a share."""
        if isinstance(reference, str):
            return reference
        if code == "discount" and abs(reference) <= 1:
            return self.share(reference)
        return self.number(reference, 2)

    def label(self, one: object) -> str:
        """The label of a lever in the language."""
        french = getattr(one, "label_fr", "")
        return str(french if self.lang == "fr" and french else one.label)  # type: ignore[attr-defined]

    def looked_at(self, observations: int, losses: int) -> str:
        """How many came due, and how many were lost."""
        return self.say(
            "looked_at",
            losses=self.number(losses),
            observations=self.number(observations),
            share=self.share(losses / observations if observations else 0.0),
        )


@singledispatch
def _told(result: object, voice: _Voice) -> Iterator[str]:
    raise TypeError(f"no sentences for {type(result).__name__}, in {voice.lang}")


@_told.register
def _drivers(result: Drivers, voice: _Voice) -> Iterator[str]:
    yield voice.looked_at(result.observations, result.losses)
    ranked = [row for row in result.rows if row.rank]
    if ranked:
        yield _first(ranked[0], voice)
        yield voice.say("not_cause")
    elif result.minimum_detectable_points is not None:
        yield voice.say("none_found", detectable=voice.points(result.minimum_detectable_points))
    for row in ranked[1 : 1 + MOST_THEN]:
        yield voice.say("then", **_estimate(row, voice))
    for row in result.rows:
        if row.verdict == "protects":
            yield voice.say("protecting", label=voice.label(row))
    if result.early_warnings:
        named = [voice.label(sign) for sign in result.early_warnings[:MOST_NAMED]]
        yield voice.say("early_warnings", labels=" · ".join(named))


def _first(row: Driver, voice: _Voice) -> str:
    levels = row.kind in {"category", "flag"}
    code = "first_level" if levels else "first"
    values = {
        "reference": _level(row, voice) if levels else voice.good(row.reference, row.code),
        "claim": voice.word(row.claim),
        **_estimate(row, voice),
    }
    if row.avoidable_mrr is None:
        return voice.say(code, **values)
    return voice.say(f"{code}_money", mrr=voice.number(row.avoidable_mrr, 0), **values)


def _level(row: Driver, voice: _Voice) -> str:
    """The level that would be good: a flag is yes or no."""
    if isinstance(row.reference, str):
        return row.reference
    return voice.word("yes" if row.reference >= 0.5 else "no")


def _estimate(row: Driver, voice: _Voice) -> dict[str, str]:
    return {
        "label": voice.label(row),
        "points": voice.points(row.avoidable_points),
        "low": voice.number(row.low),
        "high": voice.number(row.high),
        "verdict": voice.word(row.verdict),
    }


@_told.register
def _departments(result: Departments, voice: _Voice) -> Iterator[str]:
    yield voice.looked_at(result.observations, result.losses)
    if not result.rows:
        yield voice.say("no_department")
        return
    total = {
        "total": voice.points(result.total_points),
        "total_low": voice.number(result.total_low),
        "total_high": voice.number(result.total_high),
    }
    if result.total_low <= 0:
        yield voice.say("department_unclear", **total)
        return
    first = result.rows[0]
    owned = first.department != "none"
    yield voice.say(
        "department" if owned else "department_none",
        department=voice.word(first.department) if owned else "",
        points=voice.points(first.avoidable_points),
        low=voice.number(first.low),
        high=voice.number(first.high),
        **total,
    )


@_told.register
def _effect(result: EffectResult, voice: _Voice) -> Iterator[str]:
    yield voice.looked_at(result.observations, result.losses)
    row = _main(result)
    if row is None or row.points is None or row.low is None or row.high is None:
        yield voice.say("no_overlap", label=_lever(result, voice))
        return
    yield voice.say(
        _asked(row),
        label=_lever(result, voice),
        at=voice.good(row.at, result.lever),
        points=voice.points(row.points),
        low=voice.number(row.low),
        high=voice.number(row.high),
        claim=voice.word(result.claim),
    )
    if result.verdict == "inconclusive":
        yield _unclear(result, voice)
    if result.agree is False:
        yield voice.say("disagree")
    yield _control(result, voice)


def _asked(row: EffectRow) -> str:
    if row.estimand != "cap":
        return "exposed"
    return "cap_level" if isinstance(row.at, str) else "cap"


def _unclear(result: EffectResult, voice: _Voice) -> str:
    if result.detectable_points is None:
        return voice.say("effect_unclear")
    return voice.say("effect_too_small", detectable=voice.points(result.detectable_points))


def _main(result: EffectResult) -> EffectRow | None:
    """The figure that is said: of the cap, else of those exposed."""
    rows = [row for row in result.rows if row.points is not None and row.method != "AIPW"]
    for estimand in ("cap", "exposed"):
        for row in rows:
            if row.estimand == estimand:
                return row
    return None


def _lever(result: EffectResult, voice: _Voice) -> str:
    return str((result.label_fr if voice.lang == "fr" else "") or result.label)


def _control(result: EffectResult, voice: _Voice) -> str:
    control = result.negative_control
    if control is None:
        return voice.say("no_control")
    return voice.say("alarm" if control.alarm else "quiet", column=control.column)


@_told.register
def _policy(result: PolicyResult, voice: _Voice) -> Iterator[str]:
    for row in result.rows:
        written = _written(row, voice)
        yield voice.say(
            "policy_" + row.measure.split("_")[0],
            months=result.months,
            change=voice.points(row.change) if row.measure == "churn_points" else written[0],
            low=written[1],
            high=written[2],
        )
    if result.missing:
        yield voice.say("policy_missing", missing=", ".join(map(voice.word, result.missing)))
    yield voice.say("policy_kind")


def _written(row: PolicyRow, voice: _Voice) -> list[str]:
    """The change and its interval: points without a unit, the rest in percent."""
    ends = (row.change, row.low, row.high)
    if row.measure == "churn_points":
        return [voice.number(end) for end in ends]
    return [voice.share(end / 100) for end in ends]


@_told.register
def _intervention(result: Intervention, voice: _Voice) -> Iterator[str]:
    if not result.identified:
        yield voice.say(result.reason)
        yield from _moved(result, voice)
        return
    if result.rows:
        decided = next((row for row in result.rows if row.verdict != "inconclusive"), None)
        yield _look(decided or result.rows[-1], voice)
        if decided and decided is not result.rows[-1]:
            yield _again(result.rows[-1], voice)
    else:
        yield voice.say("too_early")
        yield from _moved(result, voice)
    if result.first_verdict_on:
        yield voice.say("first_verdict", on=voice.on(result.first_verdict_on))


def _again(look: Look, voice: _Voice) -> str:
    return voice.say(
        "seen_again",
        look=look.look,
        on=voice.on(look.on),
        points=voice.points(look.points),
        low=voice.number(look.low),
        high=voice.number(look.high),
    )


def _look(look: Look, voice: _Voice) -> str:
    code, points, low, high = "unclear", look.points, look.low, look.high
    if look.verdict != "inconclusive":
        code = "fell" if points < 0 else "rose"
    if code == "fell":  # 4.1 points lower (1.2 to 7), not lower by minus that
        points, low, high = -points, -high, -low
    return voice.say(
        code,
        on=voice.on(look.on),
        look=look.look,
        points=voice.points(points),
        low=voice.number(low),
        high=voice.number(high),
        verdict=voice.word(look.verdict),
    )


def _moved(result: Intervention, voice: _Voice) -> Iterator[str]:
    for one in result.leading[:MOST_THEN]:
        if one.p < CERTAIN:
            yield voice.say(
                "leading",
                label=voice.label(one),
                before=voice.number(one.before, 2),
                since=voice.number(one.since, 2),
            )


@_told.register
def _risks(result: Risks, voice: _Voice) -> Iterator[str]:
    if result.model == "rules":
        yield voice.say(
            "rules_only",
            observations=voice.number(result.observations),
            losses=voice.number(result.losses),
        )
        return
    yield _bands(result, voice)
    if result.record is not None:
        yield from _told(result.record, voice)


def _bands(result: Risks, voice: _Voice) -> str:
    """How many are red; or that no colour is given, and why."""
    red = sum(row.band == "red" for row in result.rows)
    code = "risk" if red else "no_red"
    if result.model == "no skill":
        code = "unjudged" if result.record is None else "no_skill"
    return voice.say(
        code,
        red=voice.number(red),
        count=voice.number(len(result.rows)),
        average=voice.share(result.average),
    )


@_told.register
def _prediction(result: Prediction, voice: _Voice) -> Iterator[str]:
    yield voice.say(
        "record",
        split=voice.word(result.split),
        n=voice.number(result.observations),
        auc=voice.share(result.auc),
        predicted=voice.share(result.mean_predicted),
        observed=voice.share(result.mean_observed),
    )


@_told.register
def _survival(result: Survival, voice: _Voice) -> Iterator[str]:
    if result.points:
        last = result.points[-1]
        yield voice.say(
            "no_median" if result.median is None else "median",
            median=voice.number(result.median or 0.0),
            last=voice.share(last.surviving),
            time=voice.number(last.time),
        )
    if result.concordance is not None:
        yield voice.say(
            "concordance",
            value=voice.share(result.concordance),
            error=voice.share(result.concordance_error or 0.0),
        )
