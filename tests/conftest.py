"""What holds for all tests."""

import gc
import os

import pytest
from hypothesis import settings

# There are as many test processes as processors. Threads that the libraries of linear algebra add
# spin while they wait for one another; it is to be said before any of these is loaded, and to the
# processes that tests start. DuckDB and the commands keep their own threads.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# A busy machine is no defect: what a law takes in time is for the benchmarks.
settings.register_profile("garant", deadline=None)
settings.load_profile("garant")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Modules and tests live to the end: the collector need not go over them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_unconfigure() -> None:
    """What was set aside is let go of, as at the end of any process."""
    gc.unfreeze()
