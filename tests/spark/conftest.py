"""The cluster that the tests of this folder share."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.spark import cluster

# Its connections say goodbye when Python ends, after what pytest had caught.
logging.getLogger("py4j").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Engine:
    """Where Spark runs, and why there when it is not a cluster."""

    url: str
    instead: str = ""


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java", path=f"{home}/bin" if home else None))


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A running cluster with one session on it, which every book of the tests shares."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed (make test-all)")
    if not _has_java():
        pytest.skip("Java is missing (make test-all)")
    folder = tmp_path_factory.mktemp("spark")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(cluster.configure(folder / "conf")))
        patch.setenv("SPARK_LOCAL_IP", cluster.HOST)
        try:
            engine = Engine(cluster.start(stack, folder))
        except cluster.NoClusterError as error:
            engine = Engine("spark[2]", f"no cluster could be started: {error}")
        master = "local[2]" if engine.instead else engine.url
        session = sql.SparkSession.builder.master(master).appName("garant").getOrCreate()
        stack.callback(session.stop)
        yield engine
