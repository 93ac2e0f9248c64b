"""Engines as Ibis speaks to them: DuckDB, or the database or cluster that a URL names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb
import ibis

from garant.metrics.errors import RequestError
from garant.warehouse.address import spark_master
from garant.warehouse.source import Scratch


def over(con: duckdb.DuckDBPyConnection) -> Any:
    """DuckDB as Ibis speaks to it, on a connection that is open."""
    return ibis.duckdb.from_connection(con)


def database(url: str) -> Any:
    """The engine of any URL that Ibis knows."""
    try:
        return ibis.connect(url)
    except ImportError as error:
        raise RequestError(
            "{url} needs a package that is not installed: {reason}. Install it, for example with "
            'pip install "garant[postgres]"',
            url=_without_password(url),
            reason=_first_line(error),
        ) from error
    except Exception as error:  # each driver has errors of its own
        raise RequestError(
            "{url} cannot be opened: {reason}",
            url=_without_password(url),
            reason=_first_line(error),
        ) from error


@cache
def _spark_folder() -> Scratch:
    """Where Spark keeps its own files: one folder for all sessions, which share one Java."""
    return Scratch()


def spark(url: str, *, apart: bool = False) -> tuple[Any, Any, Callable[[], None]]:
    """``spark://host:port``, or ``spark[4]`` in this machine: backend, session, how to end it.

    A session that runs already is used as it is, and left running. With ``apart`` its views and
    options are not: two books, or a book and its user, then do not take each other's tables.
    """
    try:
        # Slow to load, and only books on Spark need it.
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise RequestError(
            'Spark is not installed; install it with pip install "garant[spark]"'
        ) from error
    running = SparkSession.getActiveSession()
    try:
        session = running or _started(SparkSession.builder, spark_master(url))
    except Exception as error:  # Java missing, a cluster that does not answer
        raise RequestError(
            "{url} cannot be opened: {reason}", url=url, reason=_first_line(error)
        ) from error
    own = session.newSession() if apart else session
    if apart or not running:
        for name, value in _SPARK_OPTIONS.items():
            own.conf.set(name, value)
    return ibis.pyspark.connect(own), own, _nothing if running else session.stop


_SPARK_OPTIONS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    # Our plans are deep. Adapting them again after each step, and carrying what is known of a
    # column to every place that reads it, then takes Spark longer than the work itself.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.optimizer.excludedRules": (
        "org.apache.spark.sql.catalyst.optimizer.CollapseProject,"
        "org.apache.spark.sql.catalyst.optimizer.PushDownPredicates,"
        "org.apache.spark.sql.catalyst.optimizer.PushPredicateThroughNonJoin"
    ),
}


def _started(builder: Any, master: str) -> Any:
    return (
        builder.master(master)
        .appName("garant")
        .config("spark.sql.warehouse.dir", str(_spark_folder().path / "spark"))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )


def _nothing() -> None:
    """A session that was there before stays."""


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _without_password(url: str) -> str:
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:…@", url)
