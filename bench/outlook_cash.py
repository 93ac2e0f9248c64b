"""``python -m bench.outlook_cash``: what the cash trough takes, in processor time."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from garant.outlook.cash.monte_carlo import simulate
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Existing
from garant.outlook.cash.projection import project
from garant.outlook.cash.scenarios import standard
from garant.outlook.cash.sensitivity import tornado
from garant.outlook.cash.trough import trough

MANY = tuple(
    Existing(age_months=age, rent=1000, accounts=2, billing_months=billing)  # type: ignore[arg-type]
    for age in range(36)
    for billing in (1, 3, 12)
)
"""Customers already there, in 108 groups."""

PLANS = {
    "default, 60 months": Plan(),
    "monthly terms": Plan(term_months=1, payment_delay_months=1.37),  # type: ignore[arg-type]
    "108 groups already there": Plan(existing=MANY),
    "240 months": Plan(months=240),
}
JOBS: dict[str, tuple[float, Callable[[Plan], object]]] = {
    "project and trough": (0.020, lambda plan: trough(project(plan))),
    "six scenarios": (0.2, standard),
    "tornado": (0.5, tornado),
    "10,000 paths": (1.0, simulate),
}
"""The seconds that a job may take for 60 months, and the job."""


def seconds(job: Callable[[Plan], object], plan: Plan) -> float:
    """The middle of five runs, each of a plan never seen before."""
    took = []
    for run in range(5):
        fresh = plan.but(loss_by_year=(f"0.{200 + run}", "0.15"), price=plan.price + run)
        start = time.process_time()
        job(fresh)
        took.append(time.process_time() - start)
    return median(took)


def main() -> None:
    """Measure and print every job of every plan."""
    for told, plan in PLANS.items():
        for name, (limit, job) in JOBS.items():
            print(f"{told:26} {name:20} {seconds(job, plan):8.4f} s   (at most {limit} s)")


if __name__ == "__main__":
    main()
