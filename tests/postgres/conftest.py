"""The server that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a database that is ours alone."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (make setup)")
    try:
        server.programs()
    except server.NoServerError as error:
        pytest.skip(str(error))
    with server.running() as url:
        yield url
