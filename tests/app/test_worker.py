"""A worker as a real process: stopped, killed, started again, and beside the server in `up`."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
# The same worker with a shorter lease, so that a test need not wait for a minute.
WORKER = """
import django, datetime
django.setup()
from garant.lib import jobs, worker
jobs.LEASE, worker.SIGN = datetime.timedelta(seconds=2), 0.5
worker.Doer().run()
"""
ENQUEUE = """
import sys, django
django.setup()
from tests.app.slow_jobs import slow
slow.enqueue(sys.argv[1], float(sys.argv[2]))
"""


class Installation:
    """An installation in a folder, and the processes that were started in it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.folder, self.running = folder, []
        self.environment = os.environ | {
            "GARANT_DATA_DIR": str(folder / "data"), "GARANT_DATABASE_URL": "",
            "GARANT_BASE_URL": f"http://localhost:{self.port}", "LANG": "C.UTF-8",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "garant.settings",
        }  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments], env=self.environment, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert not done.returncode, done.stderr
        return done.stdout

    def jobs(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(
            self.run("-m", "garant.cli", "jobs", "list", "--json")
        )["rows"]
        return rows


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("worker"))
    made.run("-m", "garant.cli", "init", "--json")
    yield made
    for process in made.running:
        if process.poll() is None:
            process.kill()
            process.wait()


def until(what: Callable[[], object], seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def said(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_a_killed_workers_job_is_taken_over(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "killed"
    installation.run("-c", ENQUEUE, str(file), "600")
    first = installation.start("-c", WORKER)
    until(lambda: said(file))
    first.kill()
    first.wait()
    second = installation.start("-c", WORKER)
    until(lambda: said(file)[-1:] == ["ended"])
    assert [line.split()[-1] for line in said(file)] == [str(first.pid), str(second.pid), "ended"]
    second.terminate()
    assert second.wait(120) == 0
    job = next(one for one in installation.jobs() if one["job"].endswith("slow"))
    assert (job["state"], job["tries"]) == ("SUCCESSFUL", 2)


def test_a_worker_that_is_asked_to_stop_ends_its_job_first(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "stopped"
    installation.run("-c", ENQUEUE, str(file), "3")
    worker = installation.start("-m", "garant.cli", "worker")
    until(lambda: said(file))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(120) == 0
    assert said(file)[-1] == "ended"


def test_up_serves_does_jobs_and_leaves_nothing_behind(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "up"
    installation.run("-c", ENQUEUE, str(file), "0")
    up = installation.start("-m", "garant.cli", "up", "--port", str(installation.port))
    until(lambda: said(file)[-1:] == ["ended"])
    until(lambda: alive(installation.port))
    up.send_signal(signal.SIGINT)
    assert up.wait(120) == 0
    worker = int(said(file)[0].split()[-1])
    assert not Path(f"/proc/{worker}").exists()


def test_a_worker_ends_when_its_server_was_killed(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "orphan"
    installation.run("-c", ENQUEUE, str(file), "0")
    up = installation.start("-m", "garant.cli", "up", "--port", str(installation.port))
    until(lambda: said(file)[-1:] == ["ended"])
    up.kill()
    up.wait()
    worker = int(said(file)[0].split()[-1])
    until(lambda: not Path(f"/proc/{worker}").exists())


def alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
