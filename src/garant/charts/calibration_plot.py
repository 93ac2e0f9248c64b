"""What was predicted against what happened: is one in three lost where the risk is one in three."""

from collections.abc import Sequence
from dataclasses import dataclass

from garant.charts import calibration_drawing, intervals, labels
from garant.charts.calibration_drawing import Disc
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.labels import Lang, Number
from garant.charts.words import say


@dataclass(frozen=True)
class Tenth:
    """A group of accounts of like risk: shares (0 to 1) predicted and lost, 90 % interval, size."""

    predicted: Number
    observed: Number
    low: Number
    high: Number
    n: int
    href: str | None = None

    @property
    def off(self) -> bool:
        """Whether the interval of what was observed leaves out what was predicted."""
        return not self.low <= self.predicted <= self.high


def calibration(tenths: Sequence[Tenth], *, lang: Lang, heading: Heading | None = None) -> Chart:
    """One disc a group on the diagonal where a prediction is right; its area is the group's size.

    A group whose interval leaves out its prediction is ochre and says so.

    >>> rows = [Tenth(0.05, 0.04, 0.02, 0.07, 90), Tenth(0.4, 0.55, 0.45, 0.65, 90)]
    >>> calibration(rows, lang="en").label
    'Risk predicted and loss observed: predictions from 5.0% to 40.0%; groups away from theirs:
    1 of 2.'
    """
    labels.language(lang)
    heading = heading or Heading(say("calibration.title", lang), say("calibration.subtitle", lang))
    if not tenths:
        return no_data(heading, _columns(lang), lang)
    ordered = sorted(tenths, key=_predicted)
    discs = [_disc(tenth, lang) for tenth in ordered]
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, ordered, lang),
        wide=calibration_drawing.draw(discs, WIDE, lang=lang),
        narrow=calibration_drawing.draw(discs, NARROW, lang=lang),
        table=Table(_columns(lang), tuple(_table_row(tenth, lang) for tenth in ordered)),
        lang=lang,
    )


def _predicted(tenth: Tenth) -> float:
    return float(tenth.predicted)


def _disc(tenth: Tenth, lang: Lang) -> Disc:
    predicted = labels.percent(tenth.predicted, lang)
    observed = labels.percent(tenth.observed, lang)
    one = tenth.n == 1 or (tenth.n == 0 and lang == "fr")
    count = say(
        "accounts.one" if one else "accounts.many", lang, count=labels.number(tenth.n, lang)
    )
    ends = {"low": labels.percent(tenth.low, lang), "high": labels.percent(tenth.high, lang)}
    off = (say("calibration.off", lang),) if tenth.off else ()
    return Disc(
        predicted=float(labels.decimal(tenth.predicted)),
        span=intervals.interval(predicted, tenth.observed, tenth.low, tenth.high),
        size=tenth.n,
        off=tenth.off,
        tip=(
            say("calibration.predicted", lang, share=predicted),
            say("calibration.observed", lang, share=observed),
            say("curves.interval", lang, **ends),
            " · ".join((count, *off)),
        ),
        href=tenth.href,
    )


def _label(heading: Heading, tenths: Sequence[Tenth], lang: Lang) -> str:
    return say(
        "calibration.label",
        lang,
        title=heading.title,
        low=labels.percent(tenths[0].predicted, lang),
        high=labels.percent(tenths[-1].predicted, lang),
        off=str(sum(tenth.off for tenth in tenths)),
        count=str(len(tenths)),
    )


def _columns(lang: Lang) -> tuple[str, ...]:
    keys = ("calibration.column_predicted", "calibration.column_observed", "study.low")
    return tuple(say(key, lang) for key in (*keys, "study.high", "accounts"))


def _table_row(tenth: Tenth, lang: Lang) -> tuple[str, ...]:
    shares = (tenth.predicted, tenth.observed, tenth.low, tenth.high)
    return (*(labels.percent(share, lang) for share in shares), labels.number(tenth.n, lang))
