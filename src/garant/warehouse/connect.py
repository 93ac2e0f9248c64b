"""Engines: DuckDB inside this process, or the database or cluster that a URL names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import ibis

from garant.metrics.errors import RequestError
from garant.warehouse.source import Scratch

MEMORY_MB = 1800  # ten million lines are checked in it; the rest of the process takes about 200
_SPARK = re.compile(r"spark(://(?P<host>.+)|\[(?P<threads>[^\]]+\]?)\])")


def is_url(text: str) -> bool:
    """Whether a source names an engine rather than a folder."""
    return "://" in text or bool(_SPARK.fullmatch(text))


def is_spark(url: str) -> bool:
    """Whether a URL names Spark."""
    return bool(_SPARK.fullmatch(url))


def duckdb(scratch: Scratch) -> Any:
    """DuckDB in memory. What does not fit spills to the temporary folder, not beside the user."""
    con = ibis.duckdb.connect(
        temp_directory=str(scratch.path / "spill"), memory_limit=f"{MEMORY_MB}MB"
    )
    # It would print over the answer; the command line has a bar of its own.
    con.raw_sql("SET enable_progress_bar = false")
    return con


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


def spark_master(url: str) -> str:
    """What Spark calls its master.

    >>> spark_master("spark[2]"), spark_master("spark://local[4]"), spark_master("spark://h:7077")
    ('local[2]', 'local[4]', 'spark://h:7077')
    """
    found = _SPARK.fullmatch(url)
    if found is None:
        raise RequestError("{url} is not the address of a Spark cluster", url=url)
    inside = found["threads"] or found["host"]
    if inside.startswith("local"):
        return str(inside)
    return f"local[{inside}]" if found["threads"] else url


def _nothing() -> None:
    """A session that was there before stays."""


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _without_password(url: str) -> str:
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:…@", url)
