"""Two processes of one server: whoever was refused by one is refused by the other."""

from __future__ import annotations

import http.client
import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from tests.app.test_worker import Installation, alive, until

pytestmark = pytest.mark.slow
ADDRESS = "/login/"
WRONG = 5  # in five minutes: then nobody comes in by that address


class Visitor:
    """A connection that stays open: the same process answers it each time."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _status, page = self._ask("GET", None)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        self.token = found[1]

    def _ask(self, method: str, body: str | None) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        if body:
            headers["Cookie"] = f"garant_csrf={self.cookie}"
        self.connection.request(method, ADDRESS, body, headers)
        answer = self.connection.getresponse()
        said = " ".join(answer.headers.get_all("Set-Cookie") or [])
        if method == "GET":
            self.cookie = said.partition("garant_csrf=")[2].partition(";")[0]
        return answer.status, answer.read().decode()

    def logs_in(self, email: str, password: str) -> bool:
        fields = {"csrfmiddlewaretoken": self.token, "login": email, "password": password}
        status, _page = self._ask("POST", urlencode(fields))
        assert status in {200, 302}
        return status == 302

    def process(self, server: psutil.Process) -> int:
        """Which process of the server has this connection."""
        ours = self.connection.sock.getsockname()[1]
        return next(
            one.pid
            for one in server.children(recursive=True)
            if any(each.raddr and each.raddr.port == ours for each in one.net_connections())
        )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("serving"))
    yield made
    for process in made.running:
        if process.poll() is None:
            process.kill()
            process.wait()


def of_each_process(port: int, server: psutil.Process) -> tuple[Visitor, Visitor]:
    """A visitor of one process, and one of the other; others stay connected meanwhile."""
    visitors = [Visitor(port)]
    first = visitors[0].process(server)
    for _ in range(100):
        visitors.append(Visitor(port))
        if visitors[-1].process(server) != first:
            return visitors[0], visitors[-1]
    raise AssertionError("one process has answered a hundred visitors")


def test_wrong_passwords_are_counted_across_processes(installation: Installation) -> None:
    made = json.loads(installation.run("-m", "garant.cli", "init", "--json"))
    serve = ("-m", "garant.cli", "serve", "--port", str(installation.port), "--processes", "2")
    started = installation.start(*serve)
    until(lambda: alive(installation.port))
    one, other = of_each_process(installation.port, psutil.Process(started.pid))
    email, password = made["admin_email"], made["admin_password"]
    for turn in range(WRONG):
        assert not (one, other)[turn % 2].logs_in(email, "not the password")
    assert not one.logs_in(email, password)
    assert not other.logs_in(email, password)
    started.send_signal(signal.SIGINT)
    assert started.wait(120) == 0
    assert not Path(f"/proc/{started.pid}").exists()


def test_a_server_of_no_process_is_refused(installation: Installation) -> None:
    with pytest.raises(AssertionError, match="0 processes cannot serve: give 1 or more"):
        installation.run("-m", "garant.cli", "serve", "--processes", "0")


def test_a_process_whose_server_went_before_it_was_ready_ends(installation: Installation) -> None:
    gone = installation.start("-c", "pass")
    gone.wait(60)
    installation.environment["GARANT_SERVER_PROCESS"] = str(gone.pid)
    left = installation.start("-c", "import garant.wsgi, time; time.sleep(600)")
    try:
        assert left.wait(120) == 0
    finally:
        del installation.environment["GARANT_SERVER_PROCESS"]
