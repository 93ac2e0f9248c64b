from functools import lru_cache

import pytest

from garant.demo.company import generate
from tests.demo.plain import Plain

_generated = lru_cache(maxsize=8)(lambda seed: generate(accounts=400, seed=seed))
_plain = lru_cache(maxsize=8)(lambda seed: Plain(_generated(seed)))


@pytest.fixture(scope="session")
def company():
    return _generated(7)


@pytest.fixture(params=[7, 1, 2, 3], scope="session")
def book(request):
    """The default company and three others: what is said of the demo holds whatever the seed."""
    return _plain(request.param)
