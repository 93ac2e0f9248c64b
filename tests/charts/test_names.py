"""The names of the package are loaded on first use, and all of them are there."""

import pytest

from garant import charts


@pytest.mark.parametrize("name", charts.__all__)
def test_each_name_of_charts_can_be_loaded(name):
    assert getattr(charts, name) is not None


def test_a_name_that_charts_has_not_is_told():
    with pytest.raises(AttributeError, match="no attribute 'pie'"):
        charts.pie  # noqa: B018 - asking for it is the test
