"""What was measured, as plain text: tables, ratios, and the aims beside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import log10

from bench.measure import Everything, Measured, Sized

LABELS = {
    "garant": "garant, net view",
    "checked": "garant, net, already checked",
    "full": "garant, full view",
    "sort": "(a) scan and sort the lines",
    "explode": "(b) account × month",
    "window": "(c) windows, month spine",
    "pandas": "(d) pandas",
}
MINE = {"garant": "garant", "checked": "its bridge alone"}
MIDDLE, LARGE = 6, 7


def report(found: Everything) -> str:
    """The whole page."""
    parts = [_conditions(found), *map(_table, found.sizes), _growth(found.sizes), _cold(found)]
    return "\n\n".join([*parts, _aims(found)])


def _conditions(found: Everything) -> str:
    return (
        f"{found.cores} cores, {found.machine.threads} threads, DuckDB limited to "
        f"{found.machine.memory} for all (pandas has no such limit).\n"
        "Each run is a process of its own; seconds are those of the work, libraries loaded "
        "before;\nmedians of several runs where there are several. Compare inside one report only."
    )


def _table(one: Sized) -> str:
    rows = one.book.rows
    head = (
        f"10^{one.power} contract lines, {rows['account']:,} accounts, {rows['contract']:,} "
        f"contracts, {rows['discount']:,} discounts, {one.book.size / 1e6:,.0f} MB, 60 months"
    )
    titles = f"{'':30}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'CPU, garant = 1':>18}"
    return "\n".join([head, titles, *_kinds(one), *_agreement(one)])


def _kinds(one: Sized) -> Iterator[str]:
    for kind, measured in one.kinds.items():
        if measured.failure:
            yield f"{LABELS[kind]:30}  {measured.failure}"
            continue
        share = _ratio(measured, one.kinds["garant"])
        yield (
            f"{LABELS[kind]:30}{measured.wall:9.2f}{measured.cpu:9.2f}{_mega(measured):>9}"
            f"{share:>18}"
        )


def _agreement(one: Sized) -> Iterator[str]:
    compared = [LABELS[k] for k, m in one.kinds.items() if m.runs and m.runs[0].bridge]
    if one.differing:
        yield "DIFFERENT TOTALS: " + ", ".join(LABELS[kind] for kind in one.differing)
    elif len(compared) > 1:
        yield f"All {len(compared)} bridges agree to the last digit."


def _mega(measured: Measured) -> str:
    return "" if measured.peak is None else f"{measured.peak / 1e6:,.0f}"


def _ratio(top: Measured, bottom: Measured) -> str:
    value = _quotient(top, bottom)
    return "" if value is None else f"{value:.2f}"


def _quotient(top: Measured, bottom: Measured) -> float | None:
    """Processor time of the one in that of the other."""
    return top.cpu / bottom.cpu if top.runs and bottom.runs else None


def _growth(sizes: list[Sized]) -> str:
    lines = ["Growth: CPU ~ lines ^ x"]
    for kind, label in LABELS.items():
        steps = [(a, b, _exponent(a, b, kind)) for a, b in _pairs(sizes)]
        shown = [f"10^{a.power} to 10^{b.power}: {x:.2f}" for a, b, x in steps if x is not None]
        lines.append(f"  {label:30}{'   '.join(shown)}")
    return "\n".join(lines)


def _pairs(sizes: list[Sized]) -> list[tuple[Sized, Sized]]:
    """Each size with the next, and the first with the last where that says more."""
    pairs = list(pairwise(sizes))
    return [*pairs, (sizes[0], sizes[-1])] if len(pairs) > 1 else pairs


def _exponent(small: Sized, large: Sized, kind: str) -> float | None:
    value = _quotient(large.kinds[kind], small.kinds[kind])
    return None if value is None else log10(value) / (large.power - small.power)


def _cold(found: Everything) -> str:
    lines = ["Whole processes, libraries included", f"{'':34}{'wall s':>9}{'CPU s':>9}{'MB':>9}"]
    for label, measured in found.cold.items():
        told = measured.failure or f"{measured.wall:9.2f}{measured.cpu:9.2f}{_mega(measured):>9}"
        lines.append(f"{label:34}{told}")
    return "\n".join(lines)


def _aims(found: Everything) -> str:
    rows = [_aim(*row) for row in (*_aims_of_sizes(found), *_aims_of_processes(found))]
    return "\n".join(["Aims (CPU where nothing else is said)", *rows])


def _aims_of_sizes(found: Everything) -> Iterator[tuple[str, float | None, float, bool]]:
    by_power = {one.power: one.kinds for one in found.sizes}
    for power, kinds in by_power.items():
        for kind, name in MINE.items():
            mine = kinds[kind]
            value = _quotient(mine, kinds["sort"])
            yield f"10^{power}: {name} ≤ 4 × the sort", value, 4, False
            value = _quotient(kinds["explode"], mine)
            yield f"10^{power}: exploding ≥ 4 × {name}", value, 4, True
            if power == MIDDLE:
                value = _quotient(kinds["window"], mine)
                yield f"10^{power}: windows ≥ 2 × {name}", value, 2, True
    if len(found.sizes) > 1:
        small, large = found.sizes[-2:]
        label = f"10^{small.power} to 10^{large.power}: exponent ≤ 1.08"
        yield label, _exponent(small, large, "garant"), 1.08, False
    if LARGE in by_power:
        peak = by_power[LARGE]["garant"].peak
        yield "10^7: peak ≤ 2.5 GB", None if peak is None else peak / 1e9, 2.5, False


def _aims_of_processes(found: Everything) -> Iterator[tuple[str, float | None, float, bool]]:
    for label, measured in found.cold.items():
        if label.startswith("garant"):
            value = measured.wall if measured.runs else None
            yield f"10^5, {label} ≤ 2 s (wall)", value, 2, False
    bare, whole = found.cold.get("python -c pass"), found.cold.get("python -c 'import garant'")
    if bare and whole and bare.runs and whole.runs:
        yield "import garant ≤ 0.3 s (wall)", whole.wall - bare.wall, 0.3, False


def _aim(label: str, value: float | None, aim: float, at_least: bool) -> str:  # noqa: FBT001
    if value is None:
        return f"  {label:48} not measured"
    met = value >= aim if at_least else value <= aim
    return f"  {label:48}{value:8.2f}  {'reached' if met else 'missed'}"
