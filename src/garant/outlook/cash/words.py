"""What is said about cash: the sentences that fit an answer, and their values, in a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from garant.charts import labels
from garant.outlook.cash.answer import (
    Beside,
    CashAnswer,
    beside,
    by_weight,
    differences,
    digs,
)
from garant.outlook.cash.book_frames import Origin
from garant.outlook.cash.monte_carlo_result import Bands
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.projection import project
from garant.outlook.cash.scenarios import AS_PLANNED, STANDARD, Scenario
from garant.outlook.cash.sensitivity import Tornado
from garant.outlook.cash.voice import Voice, month_day

YEAR = 12
THEN = 2  # levers named after the first
PAIR = ("loss_30", "loss_10")


def told(answer: CashAnswer, lang: str = "en") -> list[str]:
    """The sentences of an answer, in the order in which they are read."""
    voice = Voice(answer.shown.plan, lang)
    if answer.tornado is not None:
        return list(_hanging(answer.tornado, voice))
    return list(_told(answer, voice))


def how(origin: Origin, plan: Plan, lang: str) -> str:
    """Where a field of a plan from a book came from, in a sentence."""
    return Voice(plan, lang).origin(origin)


def lever_value(unit: str, value: object, plan: Plan, lang: str) -> str:
    """The value of a lever as it is written beside its bar."""
    return Voice(plan, lang).value(unit, value)


# ---------------------------------------------------------------- the trough


def _told(answer: CashAnswer, voice: Voice) -> Iterator[str]:
    yield from _no_spend(answer, voice)
    yield " ".join([_trough(answer.shown, voice), *_expanding(answer, voice)])
    standard = {one.code for one in STANDARD}
    for row in answer.comparison.rows:
        moves = bool(row.deeper or row.higher)
        if row.code not in (AS_PLANNED, *PAIR) and (moves or row.code not in standard):
            yield _scenario(row, answer.plan, voice)
    yield from _pair(answer, voice)
    yield _payback(answer.shown, voice)
    if answer.bands is not None:
        yield from _bands(answer.bands, voice)
    yield from _in_hand(answer, voice)
    yield from _source(answer, voice)


def _trough(row: Scenario, voice: Voice) -> str:
    found = row.trough
    by = voice.when("by", found.months)
    if found.bottom is None:
        return voice.say("above", end=voice.money(found.end), by=by)
    said = {"lowest": voice.money(-found.depth), "at": voice.when("at", found.bottom)}
    if found.turns is None:
        return voice.say("stays", by=by, **said)
    return voice.say("turns", from_=voice.when("from", found.turns), **said)


def _scenario(row: Scenario, plan: Scenario, voice: Voice) -> str:
    """A scenario beside the plan: by its trough, or where neither has one by how far behind."""
    said = {
        "name": row.told(voice.lang),
        "higher": voice.money(abs(row.higher)),
        "by": voice.when("by", row.trough.months),
    }
    if row.deeper == 0 and row.higher == 0:
        return _level(row, plan, voice)
    return " ".join([_compared(row, plan, voice, said), *_in_advance(row, plan, voice)])


def _compared(row: Scenario, plan: Scenario, voice: Voice, said: Mapping[str, str]) -> str:
    if plan.trough.bottom is None:
        return _behind(row, beside(row.projection, plan.projection), voice, said)
    ends = "higher" if row.higher >= 0 else "lower"
    if row.trough.bottom is None:
        return voice.say(f"no_trough_{ends}", **said)
    side = "deeper" if row.deeper >= 0 else "shallower"
    return voice.say(
        f"{side}_{ends}",
        deeper=voice.money(abs(row.deeper)),
        lowest=voice.money(-row.trough.depth),
        at=voice.when("at", row.trough.bottom),
        **said,
    )


def _level(row: Scenario, plan: Scenario, voice: Voice) -> str:
    """A scenario whose depth and end are those of the plan: what else differs."""
    name = row.told(voice.lang)
    if any(differences(row.projection, plan.projection)):
        return voice.say("same_ends", name=name)
    if row.plan.cash_in_hand != plan.plan.cash_in_hand:
        before, after = _hand(plan, voice), _hand(row, voice)
        return voice.say("in_hand", name=name, before=before, after=after)
    labels_of = [(one.plan.currency, one.plan.start) for one in (row, plan)]
    return voice.say("same" if labels_of[0] == labels_of[1] else "relabelled", name=name)


def _hand(row: Scenario, voice: Voice) -> str:
    """How long the cash in hand lasts, in a piece of a sentence."""
    found = row.trough
    if found.runway is None:
        return voice.word("hand_lasts")
    needed = voice.money(found.needed)
    return voice.word("hand_runs_out", months=voice.months(found.runway), needed=needed)


def _in_advance(row: Scenario, plan: Scenario, voice: Voice) -> Iterator[str]:
    """Billing further in advance brings rent forward, which is no gain."""
    new, old = row.plan, plan.plan
    if new.billing_months <= old.billing_months or row.higher <= 0:
        return
    kept = ("billing_months", "term_months", "existing")
    if new != old.but(**{name: getattr(new, name) for name in kept}):
        return
    code = "in_advance" if new.term_months == old.term_months else "in_advance_longer"
    terms = {"term": voice.months(new.term_months), "before": voice.months(old.term_months)}
    yield voice.say(code, **terms)


def _expanding(answer: CashAnswer, voice: Voice) -> Iterator[str]:
    """The growth of those who stay, which compounds, where a book tells it."""
    derived = {one.field for one in answer.origins if one.derived}
    plan = answer.shown.plan
    if "expansion" not in derived - answer.given or not plan.expansion or plan.months < YEAR:
        return
    months = project(plan.but(expansion=0)).months
    yield voice.say(
        "expanding" if plan.expansion > 0 else "shrinking",
        growth=voice.share(abs(plan.expansion)),
        end=voice.money(months[-1].cumulative),
        by=voice.when("by", plan.months),
    )


def _behind(row: Scenario, found: Beside, voice: Voice, said: Mapping[str, str]) -> str:
    if found.behind_month is None:
        return voice.say("never_behind", **said)
    said = {
        "behind": voice.money(found.behind),
        "at": voice.when("at", found.behind_month),
        **said,
    }
    if found.ahead_from is None or row.higher < 0:
        return voice.say("behind_lower", **said)
    return voice.say("behind_ahead", from_=voice.when("from", found.ahead_from), **said)


def _pair(answer: CashAnswer, voice: Voice) -> Iterator[str]:
    """Churn of 30 % against churn of 10 %."""
    high, low = (answer.row(code) for code in PAIR)
    if high is None or low is None:
        for row in (high, low):
            if row is not None:
                yield _scenario(row, answer.plan, voice)
        return
    deeper, lower = high.trough.depth - low.trough.depth, low.trough.end - high.trough.end
    code = "churn_pair" if deeper > 0 and lower > 0 else "churn_pair_flat"
    if lower < 0:
        code = "churn_pair_against"
    if lower:
        yield voice.say(code, deeper=voice.money(deeper), higher=voice.money(abs(lower)))


def _payback(row: Scenario, voice: Voice) -> str:
    found = row.trough
    if found.payback is None:
        return voice.say("payback_never")
    months = voice.months(found.payback)
    if not row.plan.sells or not row.plan.salary:
        return voice.say("payback_alone", months=months)
    if found.payback_with_selling is None:
        return voice.say("payback_part", months=months)
    return voice.say("payback", months=months, all=voice.months(found.payback_with_selling))


def _in_hand(answer: CashAnswer, voice: Voice) -> Iterator[str]:
    """How long the cash in hand lasts; nothing where it is a mere default beside a book."""
    if answer.source == "book" and "cash_in_hand" not in answer.given:
        return
    found, cash = answer.shown.trough, answer.shown.plan.cash_in_hand
    needed = voice.money(found.needed)
    if found.runway is None:
        if cash:
            yield voice.say("lasting", cash=voice.money(cash))
    elif not cash:
        yield voice.say("runway_none", needed=needed)
    else:
        months = voice.months(found.runway)
        yield voice.say("runway", cash=voice.money(cash), months=months, needed=needed)


def _bands(bands: Bands, voice: Voice) -> Iterator[str]:
    low, high = bands.depth.low90 or 0.0, bands.depth.high90 or 0.0
    share = voice.share(bands.runs_out)
    yield voice.say("bands", low=voice.money(low), high=voice.money(high), share=share)
    never, middle = voice.share(bands.never_turns), bands.turns.middle
    if middle:
        yield voice.say("bands_turn", by=voice.when("by", round(middle)), never=never)
    elif bands.never_turns:
        yield voice.say("bands_never", never=never)


# ---------------------------------------------------------------- what it hangs on


def _hanging(tornado: Tornado, voice: Voice) -> Iterator[str]:
    rows, deep = by_weight(tornado), digs(tornado)
    if not rows:
        return
    ends = sorted(one.depth if deep else one.end for one in (rows[0].low, rows[0].high))
    planned = tornado.as_planned
    yield voice.say(
        "tornado" if deep else "tornado_end",
        depth=voice.money(planned.depth if deep else planned.end),
        first=rows[0].told(voice.lang),
        low=voice.money(ends[0]),
        high=voice.money(ends[1]),
        then=" · ".join(row.told(voice.lang) for row in rows[1 : 1 + THEN]),
    )
    yield voice.say("one_at_a_time")


# ---------------------------------------------------------------- where it comes from


def _source(answer: CashAnswer, voice: Voice) -> Iterator[str]:
    if answer.source == "typical":
        yield voice.say("typical")
    if answer.source != "book":
        return
    origins = {one.field: one for one in answer.origins}
    there = origins["existing"].said
    starting = there.get("starting", 0)
    yield voice.say(
        "from_book_starting" if starting else "from_book",
        accounts=voice.number(there["accounts"]),
        rent=voice.money(there["rent"]),
        month=labels.month_year(month_day(there["month"]), voice.lang),
        deals=voice.number(origins["price"].said.get("deals", 0)),
        starting=voice.number(starting),
        starting_rent=voice.money(there.get("starting_rent", 0)),
    )
    missing = _missing(answer)
    if missing:
        yield voice.say(
            "assumed", fields=" · ".join(_assumed(one, answer, voice) for one in missing)
        )


def _no_spend(answer: CashAnswer, voice: Voice) -> Iterator[str]:
    """Said before any amount: the costs are not those of the company."""
    if any(one.code == "no_spend" for one in _missing(answer)):
        yield voice.say("no_spend_told")


def _missing(answer: CashAnswer) -> list[Origin]:
    """What neither the book nor a person told."""
    return [one for one in answer.origins if not one.derived and one.field not in answer.given]


def _assumed(origin: Origin, answer: CashAnswer, voice: Voice) -> str:
    value = getattr(answer.plan.plan, origin.field)
    written = voice.value(SPECS[origin.field].unit, value)
    return voice.word("change", name=voice.field(origin.field), value=written)
