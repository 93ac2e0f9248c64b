"""How wrong a retention curve may be: what chance does, and what the choice of a curve does.

The interval of a fitted curve says what chance may have done *if* customers leave as the curve
supposes. Fitted on four years of a published table it runs from 24 to 36 % at year 12, and 39 %
were there: the curve was wrong, not unlucky. So three things are added to chance.

1. *A wider family.* The shifted beta-geometric supposes that no customer's own risk changes with
   age. In the beta discrete Weibull curve it rises (c > 1) or falls (c < 1) with it:

       S(k) = B(α, β + k^c) / B(α, β),   c = 1 being the shifted beta-geometric.

   Which (α, β, c) is not chosen: every one counts by its likelihood times what is likely
   beforehand, normal and wide, about the shifted beta-geometric:

       logit μ ~ N(−2.5, 2²),  ln α ~ N(0, 1.5²),  ln c ~ N(0, 0.4²),  μ = 1 − S(1).

   A short history leaves c and α open, and the interval wide; a long one does not.
2. *No family is exact*, however many customers were seen. Each period's hazard is allowed to be
   off the family by σ = 8 % of its odds: n at risk tell as much as
   ``n / (1 + n h (1 − h) σ²)`` would. Where the periods scatter about the family more than chance
   and σ allow (a chi-square beyond its 95 % point), σ is what they scatter by.
3. *Beyond what was seen* the hazard may leave the family for good: for period k after the last
   seen, n, its odds are multiplied by ``(k / n)^δ``, δ ~ N(0, 0.4²), one δ a curve. Nothing at
   n; at twice n a factor from 0.63 to 1.58 in nine cases of ten.

The interval of a share is then the middle part (90 %) of the shares of all these curves; where
the shifted beta-geometric that is shown lies outside, it reaches as far.

σ and the two last widths are set on generated curves of nine families, most of them not of this
one (two kinds of customers, some that never leave, Weibull, log-normal, log-logistic, Gompertz
with frailty …), 50 to a million customers, 3 to 24 periods seen, judged at 1, 1.5, 2 and 2.5
times as many: `tests/outlook/test_model_error.py` and `bench/outlook_curves.py` count how often
the interval holds the truth.

Sources: Fader, Hardie, Liu, Davin and Steenburgh (2018), "How to project customer retention
revisited: the role of duration dependence", for the beta discrete Weibull; Kennedy and O'Hagan
(2001) for a discrepancy between a model and what it is of; Cornuet, Marin, Mira and Robert (2012)
for the sampler.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, expit, ndtri
from scipy.stats import chi2

from garant.outlook.curves.beta_geometric import best
from garant.outlook.curves.evidence import Evidence, Floats

MIDDLE = np.array([-2.5, 0.0, 0.0])  # logit of the first loss, ln α, ln c
WIDTH = np.array([2.0, 1.5, 0.4])
OFF = 0.08  # σ
DRIFT = 0.4  # of δ
ROUNDS = 6
DRAWN = 700  # in each round
KEPT = 800
TAILS = 5  # degrees of freedom of what is drawn from
LEAST_HAZARD = 1e-4
LEAST_SEEN = 20  # at risk in a period that counts as seen
_EDGES = np.array([14.0, 6.0, 1.6])  # beyond which a parameter changes nothing
_TINY = 1e-12


@dataclass(frozen=True)
class Ensemble:
    """Equally likely curves, by the hazards of their periods; one row a curve."""

    hazards: Floats

    @property
    def survivals(self) -> Floats:
        """The shares still there at age 0, 1 …, one row a curve."""
        stays = np.cumprod(1 - self.hazards, axis=1)
        return np.concatenate([np.ones((len(stays), 1)), stays], axis=1)

    def interval(self, level: float = 0.9) -> tuple[Floats, Floats]:
        """The ends of the interval of the share still there, from age 0 on."""
        tail = (1 - level) / 2
        low, high = np.quantile(self.survivals, [tail, 1 - tail], axis=0)
        return low, high

    def residuals(self, discount: float) -> Floats:
        """Discounted periods still to come after each age, from 0 on; one row a curve.

        ``V(a) = (1 − h(a + 1)) δ (1 + V(a + 1))``; beyond the last period its hazard stays.
        """
        last = (1 - self.hazards[:, -1]) * discount
        rest = [last / np.maximum(1 - last, _TINY)]
        for place in range(self.hazards.shape[1] - 1, -1, -1):
            rest.append((1 - self.hazards[:, place]) * discount * (1 + rest[-1]))
        return np.array(rest[::-1]).T


def ensemble(evidence: Evidence, periods: int, *, seed: int = 0) -> Ensemble:
    """Equally likely curves over so many periods, given what was seen. The same seed, the same.

    >>> seen = Evidence.of_survivors([1000, 631, 468, 382])
    >>> low, high = ensemble(seen, 6).interval()
    >>> bool(low[6] < 0.262 < high[6])
    True
    """
    rng = np.random.default_rng(seed)
    smooth = np.clip(best(evidence).hazards(evidence.periods), LEAST_HAZARD, 1 - LEAST_HAZARD)
    drawn = _drawn(_weighed(evidence, smooth, OFF), rng)
    scatter = _scatter(evidence, drawn)
    if scatter > OFF:
        drawn = _drawn(_weighed(evidence, smooth, scatter), rng)
    return Ensemble(_drifted(_hazards(drawn, periods), _reach(evidence), rng))


def _hazards(at: Floats, periods: int) -> Floats:
    """The hazards of beta discrete Weibull curves, one row each."""
    logit, log_alpha, log_c = np.clip(at, MIDDLE - _EDGES, MIDDLE + _EDGES).T[:, :, None]
    loss, alpha = expit(logit), np.exp(log_alpha)
    beta = alpha * (1 - loss) / loss
    logs = betaln(alpha, beta + np.arange(periods + 1) ** np.exp(log_c))
    hazards: Floats = np.clip(-np.expm1(np.diff(logs, axis=1)), _TINY, 1 - _TINY)
    return hazards


def _weighed(evidence: Evidence, smooth: Floats, off: float) -> Evidence:
    """What counts tell when each period's odds may be off by a factor, about smooth hazards."""
    weight = 1 / (1 + evidence.at_risk * smooth * (1 - smooth) * off**2)
    return Evidence(evidence.at_risk * weight, evidence.lost * weight, evidence.lives)


def _likely(at: Floats, seen: Evidence) -> Floats:
    """The logarithm of the likelihood times what is likely beforehand."""
    hazards = _hazards(at, seen.periods)
    told = np.log(hazards) @ seen.lost + np.log1p(-hazards) @ (seen.at_risk - seen.lost)
    before = (((at - MIDDLE) / WIDTH) ** 2).sum(axis=1) / 2
    likely: Floats = told - before
    return likely


def _drawn(seen: Evidence, rng: np.random.Generator) -> Floats:
    """Equally likely parameters: adaptive importance sampling, then a systematic resample.

    Each round draws from a Student's t at the mean and covariance so far; a draw weighs its
    likelihood over the mixture of all the t's drawn from, the first of which is wide.
    """
    centre, spread = MIDDLE, np.diag(WIDTH**2)
    drawn, likely = np.empty((0, 3)), np.empty(0)
    sources: list[tuple[Floats, Floats]] = []
    weights = np.empty(0)
    for _round in range(ROUNDS):
        root = np.linalg.cholesky(spread)
        scale = np.sqrt(rng.chisquare(TAILS, DRAWN) / TAILS)[:, None]
        new = centre + rng.standard_normal((DRAWN, 3)) / scale @ root.T
        drawn, likely = np.vstack([drawn, new]), np.append(likely, _likely(new, seen))
        sources.append((centre, root))
        mixture = np.logaddexp.reduce([_density(drawn, *source) for source in sources], axis=0)
        weights = likely - mixture - (likely - mixture).max()
        centre, spread = _moments(drawn, weights)
    return _resampled(drawn, np.exp(weights))


def _density(at: Floats, centre: Floats, root: Floats) -> Floats:
    """The logarithm of a t's density, up to a constant that all of them share."""
    scaled = np.linalg.solve(root, (at - centre).T)
    heavy: Floats = -(TAILS + 3) / 2 * np.log1p((scaled**2).sum(axis=0) / TAILS)
    return heavy - float(np.log(np.diag(root)).sum())


def _moments(drawn: Floats, logs: Floats) -> tuple[Floats, Floats]:
    """Weighted mean and covariance; weights are evened out while they rest on a few draws."""
    power, weights = 1.0, np.exp(logs)
    while weights.sum() ** 2 < 60 * (weights**2).sum():
        power *= 0.7
        weights = np.exp(power * logs)
    weights = weights / weights.sum()
    centre = weights @ drawn
    away = drawn - centre
    return centre, 1.3 * (weights[:, None] * away).T @ away + 1e-8 * np.eye(3)


def _resampled(drawn: Floats, weights: Floats) -> Floats:
    heights = np.cumsum(weights)
    picked = np.searchsorted(heights, (np.arange(KEPT) + 0.5) / KEPT * heights[-1])
    kept: Floats = drawn[np.minimum(picked, len(drawn) - 1)]
    return kept


def _scatter(evidence: Evidence, drawn: Floats) -> float:
    """By how much of their odds the periods are off the family, where it is more than chance."""
    hazards = _hazards(drawn, evidence.periods).mean(axis=0)
    chance = evidence.at_risk * hazards * (1 - hazards)
    off = (evidence.lost - evidence.at_risk * hazards) ** 2
    allowed = chance + (chance * OFF) ** 2
    known = chance > _TINY
    if (off[known] / allowed[known]).sum() <= chi2.ppf(0.95, known.sum()):
        return OFF
    return float(np.sqrt(max((off - chance).sum() / (chance**2).sum(), OFF**2)))


def _reach(evidence: Evidence) -> int:
    """The last period of which enough was seen to count."""
    enough = min(LEAST_SEEN, float(evidence.at_risk.max()) / 2)
    return int(np.flatnonzero(evidence.at_risk >= enough)[-1]) + 1


def _drifted(hazards: Floats, reach: int, rng: np.random.Generator) -> Floats:
    """The curves, each leaving its family in its own direction beyond what was seen."""
    count, periods = hazards.shape
    deltas = DRIFT * rng.permutation(ndtri((np.arange(count) + 0.5) / count))
    beyond = np.log(np.maximum(np.arange(1, periods + 1) / reach, 1))
    odds = np.log(hazards) - np.log1p(-hazards) + deltas[:, None] * beyond
    drifted: Floats = np.clip(expit(odds), _TINY, 1 - _TINY)
    return drifted
