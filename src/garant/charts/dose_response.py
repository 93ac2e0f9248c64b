"""Loss by bands of a lever against a reference: how much more, and on how many renewals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from garant.charts import dose_drawing, intervals, labels
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.dose_drawing import Column
from garant.charts.intervals import Interval
from garant.charts.labels import NBSP, Lang, Number
from garant.charts.words import say


@dataclass(frozen=True)
class Band:
    """A band of the lever (`6–10 %`), its points of loss against the reference, and its renewals.

    `at` is the typical value in the band (a share); the smooth curve needs it in every band.
    """

    band: str
    points: Number
    low: Number
    high: Number
    n: int
    at: Number | None = None
    href: str | None = None


@dataclass(frozen=True)
class Reading:
    """How a dose chart is read: the reference band and the level of the intervals."""

    reference: str = "0 %"
    level: Number = 0.95


CurveRow = tuple[Number, Number, Number, Number]


def dose(
    bands: Sequence[Band],
    *,
    lang: Lang,
    curve: Sequence[CurveRow] = (),
    reading: Reading | None = None,
    heading: Heading | None = None,
) -> Chart:
    """Points of loss by band against the reference, with intervals, and the renewals of each band.

    Bands are drawn in the order given; the reference is the one of that name and has no interval.
    `curve` is rows of lever (a share), points, low, high, drawn pale behind the bands; it is left
    out unless each band says its `at`.

    >>> bands = [Band("0 %", 0, 0, 0, 400), Band("> 30 %", 14, 9, 19, 60)]
    >>> dose(bands, lang="en").label.replace(NBSP, " ")
    'Loss by band, against 0%: at most +14.0 pt at > 30%, between +9.0 pt and +19.0 pt.'
    """
    labels.language(lang)
    reading = reading or Reading()
    heading = heading or _heading(reading, lang)
    if not bands:
        return no_data(heading, _columns(lang), lang)
    columns = [_column(band, reading, lang) for band in bands]
    drawn = _curve(curve, bands)
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, columns, reading, lang),
        wide=dose_drawing.draw(columns, drawn, WIDE, lang=lang),
        narrow=dose_drawing.draw(columns, drawn, NARROW, lang=lang),
        table=Table(_columns(lang), tuple(_table_rows(bands, reading, lang))),
        lang=lang,
    )


def band_name(band: str, lang: Lang) -> str:
    """A band as it is written in a language.

    >>> band_name("1–5 %", "en"), band_name("> 30%", "fr").replace(NBSP, "_")
    ('1–5%', '>_30_%')
    """
    plain = re.sub(r"\s*%", NBSP + "%" if lang == "fr" else "%", band)
    return re.sub(r"([<>≤≥])\s*", rf"\1{NBSP}", plain)


def _same(band: str, reading: Reading) -> bool:
    return band_name(band, "en") == band_name(reading.reference, "en")


def _column(band: Band, reading: Reading, lang: Lang) -> Column:
    written = partial(intervals.points, lang=lang)
    reference = _same(band.band, reading)
    span = intervals.interval(band.band, band.points, band.low, band.high)
    between = intervals.between(band.low, band.high, written, lang)
    doubt = () if span.sure else (say("inconclusive", lang),)
    details = (
        _renewals(band.n, lang) if reference else between,
        *(() if reference else (" · ".join((_renewals(band.n, lang), *doubt)),)),
    )
    return Column(
        name=band_name(band.band, lang),
        span=span,
        written=say("dose.reference", lang) if reference else written(band.points),
        details=details,
        count=band.n,
        at=None if band.at is None else float(labels.decimal(band.at)),
        reference=reference,
        href=band.href,
    )


def _renewals(count: int, lang: Lang) -> str:
    one = count == 1 or (count == 0 and lang == "fr")
    key = "renewals.one" if one else "renewals.many"
    return say(key, lang, count=labels.number(count, lang))


def _curve(curve: Sequence[CurveRow], bands: Sequence[Band]) -> list[tuple[float, Interval]]:
    if any(band.at is None for band in bands):
        return []
    rows = sorted((float(at), values) for at, *values in curve)
    return [(at, intervals.interval(f"{at:.0%}", *values)) for at, values in rows]


def _heading(reading: Reading, lang: Lang) -> Heading:
    values = {
        "reference": band_name(reading.reference, lang),
        "level": labels.percent(reading.level, lang, decimals=0),
    }
    return Heading(say("dose.title", lang), say("dose.subtitle", lang, **values))


def _label(heading: Heading, columns: Sequence[Column], reading: Reading, lang: Lang) -> str:
    said = {"title": heading.title, "reference": band_name(reading.reference, lang)}
    compared = [column for column in columns if not column.reference]
    if not compared:
        return say("dose.label_one", lang, **said)
    most = max(compared, key=_height)
    return say(
        "dose.label", lang, points=most.written, band=most.name, interval=most.details[0], **said
    )


def _height(column: Column) -> float:
    return column.span.value


def _columns(lang: Lang) -> tuple[str, ...]:
    keys = ("dose.band", "study.points", "study.low", "study.high", "renewals")
    return tuple(say(key, lang) for key in keys)


def _table_rows(bands: Sequence[Band], reading: Reading, lang: Lang) -> list[tuple[str, ...]]:
    return [
        (
            band_name(band.band, lang),
            *(
                (say("dose.reference", lang), labels.NONE, labels.NONE)
                if _same(band.band, reading)
                else (intervals.points(v, lang) for v in (band.points, band.low, band.high))
            ),
            labels.number(band.n, lang),
        )
        for band in bands
    ]
