"""A real Spark cluster on this machine: a master and two workers, each a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HOST = "127.0.0.1"
WORKERS = 2
START_SECONDS = 120
SETTINGS = {
    "spark.cores.max": str(WORKERS),
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.driver.memory": "2g",
    "spark.executor.memory": "1g",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": str(WORKERS),
    "spark.default.parallelism": str(WORKERS),
    # A plan is compiled to Java before it runs, which takes seconds: too long for a few rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""What the administrator of a small cluster for small books sets."""


class NoClusterError(Exception):
    """The cluster did not start; the message says how far it got."""


def configure(folder: Path) -> Path:
    """The folder of settings that every process of the cluster, and its driver, reads."""
    folder.mkdir()
    lines = [f"{name} {value}" for name, value in SETTINGS.items()]
    (folder / "spark-defaults.conf").write_text("\n".join(lines), encoding="utf-8")
    return folder


def start(stack: ExitStack, folder: Path) -> str:
    """The address of a cluster that lives as long as ``stack``; its files go to ``folder``."""
    port, page = _free_port(), _free_port()
    address = ["--host", HOST, "--port", str(port), "--webui-port", str(page)]
    _run(stack, folder, "master.Master", *address)
    url = f"spark://{HOST}:{port}"
    for number in range(WORKERS):
        own = ["--host", HOST, "--webui-port", "0", "--work-dir", str(folder / f"worker{number}")]
        _run(stack, folder, "worker.Worker", *own, "--cores", "1", "--memory", "1g", url)
    _await_workers(f"http://{HOST}:{page}/json/")
    return url


def _run(stack: ExitStack, folder: Path, role: str, *arguments: str) -> None:
    # Slow to load, and missing where Spark is not installed.
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}", *arguments]
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST}
    log = stack.enter_context((folder / f"{role}.log").open("ab"))
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _await_workers(page: str) -> None:
    late = time.monotonic() + START_SECONDS
    found = "nothing"
    while time.monotonic() < late:
        try:
            with urlopen(page, timeout=5) as answer:  # noqa: S310 - our own process
                found = answer.read().decode()
        except (URLError, OSError):
            pass
        if found.count('"ALIVE"') == WORKERS + 1:
            return
        time.sleep(0.3)
    raise NoClusterError(f"after {START_SECONDS} seconds its master says {found}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
