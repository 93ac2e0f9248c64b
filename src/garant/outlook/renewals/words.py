"""What the renewals to come say, in a few whole sentences, in English or in French.

Which sentences are said follows from rules on the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from garant.charts.voice import Voice
from garant.outlook.renewals.rates import LEAST
from garant.outlook.renewals.result import RenewalsToCome
from garant.outlook.renewals.sentences import SENTENCES

MOST_NAMED = 5


def told(result: RenewalsToCome, lang: str = "en", *, currency: str | None = None) -> list[str]:
    """The sentences of the renewals to come, in the order in which they are read."""
    return list(_told(result, _Voice(lang, currency)))


class _Voice(Voice):
    """Counts contracts."""

    sentences = SENTENCES

    def counted(self, code: str, count: int, **values: str) -> str:
        """A sentence that has one form for one, and another for more."""
        form = "one" if count == 1 else "many"
        return self.say(f"{code}_{form}", count=self.number(count), **values)


def _told(result: RenewalsToCome, voice: _Voice) -> Iterator[str]:
    if not result.rows:
        yield voice.say("nothing", until=voice.day(result.ahead.until))
        yield from _unheard(result, voice)
        return
    total = result.total
    yield voice.counted(
        "open" if total.open == total.due_mrr else "due",
        total.count,
        until=voice.day(result.ahead.until),
        due=voice.money(total.due_mrr),
        secured=voice.money(total.secured),
        open=voice.money(total.open),
        lost=voice.money(total.lost),
    )
    yield _expected(result, voice)
    if not total.open:
        yield from _unheard(result, voice)
        return
    yield _this_month(result, voice)
    yield from _called(result, voice)
    yield from _unheard(result, voice)
    yield from _foreseen(result, voice)
    if result.again:
        yield voice.counted("again", result.again)


def _expected(result: RenewalsToCome, voice: _Voice) -> str:
    total = result.total
    if not total.open:
        return voice.say("decided", kept=voice.money(total.secured))
    if total.expected_kept is None:
        past = voice.number(result.past)
        return voice.say("not_expected", due=past, least=voice.number(LEAST))
    return voice.say(
        "expected",
        kept=voice.money(total.expected_kept),
        low=voice.money(total.low or 0),
        high=voice.money(total.high or 0),
        share=voice.share(total.expected_kept / total.due_mrr),
    )


def _this_month(result: RenewalsToCome, voice: _Voice) -> str:
    end = voice.day(result.ahead.soon)
    if not result.this_month:
        return voice.say("this_month_none", end=end)
    first = result.this_month[0]
    amount = sum((row.amount for row in result.this_month), Decimal())
    return voice.counted(
        "this_month",
        len(result.this_month),
        end=end,
        amount=voice.money(amount),
        first=first.contract_id,
        day=voice.day(first.decide_on),
    )


def _called(result: RenewalsToCome, voice: _Voice) -> Iterator[str]:
    if result.total.called_kept is not None:
        yield voice.say(
            "called",
            called=voice.money(result.total.called_kept),
            secured=voice.money(result.total.secured),
            renewed=voice.money(result.total.called_kept - result.total.secured),
            uncalled=voice.money(result.total.uncalled or 0),
        )


def _unheard(result: RenewalsToCome, voice: _Voice) -> Iterator[str]:
    """Which calls do not count as they are written, and why."""
    unheard, on = result.unheard, voice.day(result.ahead.on)
    for code, names in (
        ("capped", unheard.capped),
        ("lost_amount", unheard.lost_amount),
        ("not_open", unheard.not_open),
        ("later_call", unheard.later),
    ):
        if names:
            more = ["…"] if len(names) > MOST_NAMED else []
            yield voice.say(code, names=", ".join([*names[:MOST_NAMED], *more]), on=on)


def _foreseen(result: RenewalsToCome, voice: _Voice) -> Iterator[str]:
    """The far ends, where the chances come from, and what the interval knows."""
    total = result.total
    if total.expected_kept is None:
        return
    best = total.secured + total.open
    yield voice.say("worst", worst=voice.money(result.worst or 0), best=voice.money(best))
    skill = result.skill
    yield voice.say(
        skill.reason or "by_study",
        auc=voice.share(skill.auc or 0),
        low=voice.share(skill.low or 0),
        high=voice.share(skill.high or 0),
    )
    if skill.reason is not None and result.rates is not None:
        first, second, later = (voice.share(step.chance) for step in result.rates.steps)
        yield voice.say("rates", first=first, second=second, later=later)
    months = result.shared.months
    yield voice.say("shared" if months else "not_shared", months=str(months))
