"""What a text names: a folder, the URL of a database, a Spark."""

from __future__ import annotations

import re

from garant.metrics.errors import RequestError

_SPARK = re.compile(r"spark(://(?P<host>.+)|\[(?P<threads>[^\]]+\]?)\])")


def is_url(text: str) -> bool:
    """Whether a source names an engine rather than a folder."""
    return "://" in text or bool(_SPARK.fullmatch(text))


def is_spark(url: str) -> bool:
    """Whether a URL names Spark."""
    return bool(_SPARK.fullmatch(url))


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
