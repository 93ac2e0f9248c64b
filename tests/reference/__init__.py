"""A slow, literal second implementation of the rules of the metrics, for tests only.

Plain Python, day by day, exact fractions. It shares no code with the product on purpose:
when both give the same digits, neither has merely repeated the other's mistake.
"""

from .money import MissingRate
from .reference import DEFAULTS, Reference

__all__ = ["DEFAULTS", "MissingRate", "Reference"]
