"""A constant chance to leave: the geometric curve, drawn for contrast.

It promises too little: those likely to leave go first, so the hazard of those who stay falls.
"""

from __future__ import annotations

from dataclasses import dataclass

from garant.outlook.curves.evidence import Evidence


@dataclass(frozen=True)
class Constant:
    """The same share leaves in every period: ``S(k) = (1 − h)^k``."""

    loss: float

    def hazard(self, period: int) -> float:  # noqa: ARG002 - the same in every period
        """The share of those there at the start of a period that leaves in it."""
        return self.loss

    def survival(self, period: int) -> float:
        """The share of the start that is still there after so many periods.

        >>> round(Constant(0.1).survival(2), 2)
        0.81
        """
        return (1 - self.loss) ** period

    def life(self, discount: float = 1.0) -> float | None:
        """Periods a new customer stays, the first included: ``Σ S(k) δ^k = 1 / (1 − (1 − h) δ)``.

        None where nobody leaves and nothing is discounted.

        >>> round(Constant(0.05).life(), 6)
        20.0
        """
        left = 1 - (1 - self.loss) * discount
        return 1 / left if left > 0 else None


def constant(evidence: Evidence) -> Constant:
    """The maximum of the likelihood: all who left over all who could have, ``Σ d / Σ n``.

    >>> constant(Evidence.of_survivors([100, 80, 64])).loss
    0.2
    """
    return Constant(float(evidence.lost.sum() / evidence.at_risk.sum()))
