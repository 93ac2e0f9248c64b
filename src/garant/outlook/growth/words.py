"""What the growth arithmetic says, in a few whole sentences, in English or in French."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from garant.charts.voice import Voice
from garant.outlook.growth.sentences import SENTENCES
from garant.outlook.growth.target import Departures, Effort, Growth


def told(result: Growth, lang: str = "en", *, currency: str | None = None) -> list[str]:
    """The sentences of a growth target, in the order in which they are read."""
    return list(_told(result, _Voice(lang, currency)))


class _Voice(Voice):
    """Counts customers, and says efforts in their units."""

    sentences = SENTENCES

    def count(self, value: Decimal) -> str:
        """A count with one decimal where it has any."""
        return self.number(value, 1)

    def of(self, one: Effort, value: Decimal) -> str:
        """A value of an effort, in its unit."""
        return self.count(value) if one.measure == "customers" else self.money(value)


def _told(result: Growth, voice: _Voice) -> Iterator[str]:
    for one in result.efforts:
        yield _effort(one, result, voice)
    if result.efforts:
        yield from _replacing(result.efforts[0], voice)
    if result.so_far is not None:
        yield _so_far(result.so_far, voice)
    if result.to_come is not None and result.to_come.lost > 0:
        yield voice.say(
            "to_come",
            months=str(result.to_come.months),
            lost=voice.money(result.to_come.lost),
            missing=voice.money(result.to_come.missing),
        )


def _effort(one: Effort, result: Growth, voice: _Voice) -> str:
    whole = one.measure == "customers"
    values = {
        "now": voice.of(one, one.now),
        "target": voice.of(one, _wanted(one)),
        "churn": voice.share(one.churn),
        "to_win": voice.of(one, one.to_win),
        "per_month": voice.of(one, one.per_month),
    }
    if not one.to_win:
        left = (one.now - one.lost).to_integral_value(ROUND_FLOOR if whole else ROUND_HALF_UP)
        return voice.say(f"{one.measure}_nothing", left=voice.of(one, left), **values)
    if one.per_salesperson is None:
        return voice.say(one.measure, **values)
    each, people = voice.of(one, one.per_salesperson), voice.count(Decimal(result.salespeople or 1))
    return voice.say(f"{one.measure}_each", each=each, salespeople=people, **values)


def _wanted(one: Effort) -> Decimal:
    """The target as it is said: half a customer cannot be had."""
    if one.measure != "customers":
        return one.target
    return one.target.to_integral_value(ROUND_CEILING)


def _replacing(one: Effort, voice: _Voice) -> Iterator[str]:
    if one.churn == 0:
        yield voice.say("no_churn")
    elif one.replacing is not None:
        without = voice.of(one, one.without_churn)
        yield voice.say("replacing", without=without, share=voice.share(one.replacing))


def _so_far(found: Departures, voice: _Voice) -> str:
    if not found.count or found.kept_months is None:
        return voice.say("none_left")
    form = "one" if found.count == 1 else "many"
    code = f"so_far_{form}" if found.cost > 0 else "so_far_longer"
    return voice.say(
        code,
        count=voice.count(Decimal(found.count)),
        monthly=voice.money(found.monthly),
        expected=voice.count(found.expected_months),
        kept=voice.count(found.kept_by_money or found.kept_months),
        cost=voice.money(found.cost),
    )
