"""Amounts by month or by age, exact: whole numbers over one denominator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm

Scalar = Fraction | Decimal | int


@dataclass(frozen=True, slots=True)
class Series:
    """``numbers`` over ``one``, a number for each month from month 1, or for each age from 0.

    >>> thirds = Series(3, [1, 2])
    >>> (thirds + thirds.times(Decimal("0.5"))).numbers
    [3, 6]
    """

    one: int
    numbers: list[int]

    def __len__(self) -> int:
        return len(self.numbers)

    def __add__(self, other: Series) -> Series:
        one = lcm(self.one, other.one)
        mine, theirs = one // self.one, one // other.one
        pairs = zip(self.numbers, other.numbers, strict=True)
        return Series(one, [mine * a + theirs * b for a, b in pairs])

    def __sub__(self, other: Series) -> Series:
        return self + Series(other.one, [-number for number in other.numbers])

    def times(self, scalar: Scalar) -> Series:
        """Each number times a scalar."""
        top, bottom = scalar.as_integer_ratio()
        return Series(self.one * bottom, [top * number for number in self.numbers])

    def each(self, other: Sequence[int], one: int = 1) -> Series:
        """Each number times its own."""
        pairs = zip(self.numbers, other, strict=True)
        return Series(self.one * one, [a * b for a, b in pairs])

    def later(self, months: Decimal) -> Series:
        """So many months later; a fraction of a month shares out each number between two.

        >>> Series(1, [8, 0, 0]).later(Decimal("1.5")).times(2).numbers
        [0, 16, 16]
        """
        whole = int(months)
        rest = Fraction(months) - whole
        early = Series(self.one, _shifted(self.numbers, whole))
        if not rest:
            return early
        late = Series(self.one, _shifted(self.numbers, whole + 1))
        return early.times(1 - rest) + late.times(rest)

    def spread_over(self, by_age: Series) -> Series:
        """Σ_s self(s) × by_age(t − s) for each t: all that signed in month s do at their age.

        >>> Series(1, [1, 2]).spread_over(Series(1, [10, 3])).numbers
        [10, 23]
        """
        course = by_age.numbers
        signed = [(s, number) for s, number in enumerate(self.numbers) if number]
        sums = [
            sum([number * course[t - s] for s, number in signed if s <= t])
            for t in range(len(self.numbers))
        ]
        return Series(self.one * by_age.one, sums)

    def sums(self) -> Series:
        """The sum of the numbers so far."""
        return Series(self.one, list(accumulate(self.numbers)))

    def rounded(self, places: int) -> list[Decimal]:
        """Each number with so many decimals, half away from zero."""
        scale = 10**places
        return [
            Decimal(_half_away(number * scale, self.one)).scaleb(-places) for number in self.numbers
        ]

    def fractions(self) -> list[Fraction]:
        """The numbers themselves."""
        return [Fraction(number, self.one) for number in self.numbers]


def constant(value: Scalar, months: int) -> Series:
    """The same number in every month.

    >>> constant(Decimal("0.5"), 2)
    Series(one=2, numbers=[1, 1])
    """
    top, bottom = value.as_integer_ratio()
    return Series(bottom, [top] * months)


def listed(values: Sequence[Decimal], months: int) -> Series:
    """Given numbers, cut or filled with 0 to so many months."""
    ratios = [value.as_integer_ratio() for value in values[:months]]
    one = lcm(*(bottom for _, bottom in ratios))
    numbers = [top * (one // bottom) for top, bottom in ratios]
    return Series(one, numbers + [0] * (months - len(numbers)))


def _shifted(numbers: list[int], months: int) -> list[int]:
    return ([0] * months + numbers)[: len(numbers)]


def _half_away(top: int, bottom: int) -> int:
    size = (2 * abs(top) + bottom) // (2 * bottom)
    return size if top >= 0 else -size
