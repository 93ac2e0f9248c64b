"""The share of customers who are still there, by age of their contract.

Shares are kept as whole numbers of 10⁻¹² and rounded to that once a step, so that all that is
counted from them is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import lru_cache

from garant.outlook.cash.plan import Plan
from garant.outlook.cash.series import Series

ONE = 10**12
"""A whole customer."""

_DIGITS = 40


def staying(plan: Plan, ages: int, *, term: int | None = None) -> tuple[int, ...]:
    """Of those there at age − 1, who are there at each age 0, 1, … up to ``ages`` − 1; in 10⁻¹².

    With yearly losses c₁, c₂, …, the share kept after m months of age would be
    K(m) = Π (1 − c_year)^(1/12) over its months; customers leave at the end of a term, so at a
    multiple of the term T the share K(m) / K(m − T) stays, and everyone at other ages. With T = 12
    the share lost at the first renewal is exactly c₁. Losses by month come on top, as factors.

    >>> staying(Plan(loss_by_year=(0.3,)), 25)[12] == staying(Plan(loss_by_year=(0.3,)), 25)[24]
    True
    >>> staying(Plan(loss_by_year=(0.3,)), 13)[11:]
    (1000000000000, 700000000000)
    """
    return _staying(plan.loss_by_year, plan.loss_by_month, term or plan.term_months, ages)


@lru_cache(maxsize=256)
def _staying(
    by_year: tuple[Decimal, ...], by_month: tuple[Decimal, ...], term: int, ages: int
) -> tuple[int, ...]:
    with localcontext() as context:
        context.prec = _DIGITS
        shares = (
            _renewing(by_year, term, age) * (1 - _at(by_month, age - 1)) if age else Decimal(1)
            for age in range(ages)
        )
        return tuple(int((share * ONE).to_integral_value()) for share in shares)


def _renewing(by_year: tuple[Decimal, ...], term: int, age: int) -> Decimal:
    if age % term:
        return Decimal(1)
    kept = Decimal(1)
    for year in range((age - term) // 12, (age - 1) // 12 + 1):
        months = min(age, 12 * year + 12) - max(age - term, 12 * year)
        stay = 1 - _at(by_year, year)
        kept *= stay if months == 12 else _root(stay, months)
    return kept


@lru_cache(maxsize=1024)
def _root(stay: Decimal, months: int) -> Decimal:
    """What stays after some months, of what would stay after a year; in the caller's context."""
    return stay ** (Decimal(months) / 12) if stay else Decimal(0)


def _at(losses: Sequence[Decimal], index: int) -> Decimal:
    """The loss of a year or a month of age; the last one holds for all later ones."""
    return losses[min(index, len(losses) - 1)] if losses else Decimal(0)


def kept(stays: Sequence[int], *, first: int, months: int) -> list[int]:
    """Of those there just before age ``first``, who are there at it and after; in 10⁻¹².

    >>> kept([ONE, ONE // 2, ONE // 2], first=0, months=3) == [ONE, ONE // 2, ONE // 4]
    True
    """
    shares, share = [], ONE
    for age in range(first, first + months):
        share = (2 * share * stays[age] + ONE) // (2 * ONE)
        shares.append(share)
    return shares


def kept_shares(plan: Plan, months: int) -> Series:
    """The share of new customers still there at each age from 0.

    >>> kept_shares(Plan(loss_by_year=(0.3, 0.1)), 25).fractions()[24]
    Fraction(63, 100)
    """
    return Series(ONE, kept(staying(plan, months), first=0, months=months))
