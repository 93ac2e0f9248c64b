"""``python -m bench.pages``: the pages of a company of 5,000 accounts, asked by 10 people at once.

An installation of its own on SQLite: 5,000 accounts, 20,000 contracts, 60 months, taken in by
`garant import`, computed by `garant refresh`, served by `garant up`. All by the commands of a
user; every page by HTTP, logged in.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil

from bench.books import write
from garant.cli.serving import usual

LINES = 32_500  # about 5,000 accounts and 21,000 contracts
PEOPLE, TURNS, READING = 10, 4, 1.0  # seconds that a person looks at a page
ALONE = 10  # times that a page is asked to know what it takes
UNTIL = "2024-12-31"  # the last day of the books of the benchmarks
WANTED_MS, WANTED_KB = 150, 15
PAGES = (
    "/", "/?months=12", "/accounts/", "/accounts/?sort=due", "/accounts/?q=acc&segment=small",
    "/renewals/", "/cohorts/", "/cohorts/?of=revenue", "/metrics/", "/search/?q=a",
    "/imports/", "/settings/", "/audit/",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What one request took."""

    page: str
    status: int
    ms: float
    size: int


class Visitor:
    """A connection that is logged in."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """One request: its status, where it leads to, what came."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
        }
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._answer("POST" if body else "GET", path, body, headers)
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), content

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except http.client.RemoteDisconnected:  # nobody asked for a while: a browser does the same
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()

    def log_in(self, email: str, password: str) -> None:
        """Through the form, as anybody."""
        _status, where, _nothing = self.ask("/")
        _status, _where, page = self.ask(where)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', _text(page))
        assert found, where
        status, _where, _page = self.ask(
            where, {"csrfmiddlewaretoken": found[1], "login": email, "password": password}
        )
        assert status == 302, status


def _text(page: bytes) -> str:
    return (gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page).decode()


class Installation:
    """The installation that is measured, and its commands."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        self.folder = folder
        root = Path(__file__).resolve().parent.parent
        self.environment = os.environ | {
            "GARANT_DATA_DIR": str(folder / "data"), "GARANT_LOG": "ERROR",
            "GARANT_BASE_URL": f"http://localhost:{self.port}", "GARANT_DATABASE_URL": "",
            "PYTHONPATH": f"{root / 'src'}:{root}",
        }  # fmt: skip

    def run(self, *arguments: str) -> tuple[str, str]:
        """One command: the seconds that it took, and what it said."""
        started, before = time.perf_counter(), os.times()
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, stdout=subprocess.PIPE, check=True
        )
        after, seconds = os.times(), time.perf_counter() - started
        cpu = (after.children_user + after.children_system) - (
            before.children_user + before.children_system
        )
        return f"{seconds:6.1f} s, {cpu:6.1f} s of a processor", done.stdout.decode()

    def garant(self, *arguments: str) -> tuple[str, str]:
        return self.run("-m", "garant.cli", *arguments)

    def filled(self, lines: int) -> dict[str, str]:
        """Make it, take the book in, compute; the administrator, and the seconds of each."""
        book = write(self.folder / "book", lines, form="csv")
        print(f"book       {book.rows}")
        _seconds, said = self.garant("init", "--json")
        made: dict[str, str] = json.loads(said)
        self.garant("config", "set", "mfa_required", "no")
        mapping = self.folder / "mapping.toml"
        mapping.write_text(f'[settings]\nknown_as_of = "{UNTIL}"\n')
        folder = str(self.folder / "book")
        seconds, _said = self.garant("import", "book", folder, "--mapping", str(mapping))
        print(f"import     {seconds}")
        seconds, _said = self.garant("refresh")
        print(f"refresh    {seconds}   (wanted: 20)")
        return made

    def served(self, processes: int | None) -> subprocess.Popen[bytes]:
        """Start it, and say how long that took, and how many processes serve."""
        started = time.perf_counter()
        command = [sys.executable, "-m", "garant.cli", "serve", "--port", str(self.port)]
        command += ["--processes", str(processes)] if processes else []
        process = subprocess.Popen(command, env=self.environment)
        while not self._answers():
            time.sleep(0.02)
        print(f"start      {time.perf_counter() - started:6.1f} s   (wanted: 5)")
        print(f"processes  {processes or usual():6}")
        return process

    def _answers(self) -> bool:
        try:
            return Visitor(self.port).ask("/healthz")[0] == 200
        except OSError:
            return False


def _visit(
    visitor: Visitor, pages: tuple[str, ...], offset: int, reading: float = 0
) -> list[Asked]:
    found, chance = [], random.Random(offset)
    for turn in range(TURNS):
        for place in range(len(pages)):
            page = pages[(place + offset + turn) % len(pages)]
            time.sleep(reading * chance.uniform(0.5, 1.5))
            started = time.perf_counter()
            status, _where, content = visitor.ask(page)
            found.append(Asked(page, status, (time.perf_counter() - started) * 1000, len(content)))
    return found


def _pages(visitor: Visitor) -> tuple[str, ...]:
    """The pages, and that of the first account of the list."""
    _status, _where, page = visitor.ask("/accounts/")
    account = re.search(r'href="(/accounts/[^"?/]+/)"', _text(page))
    return (*PAGES, *([account[1]] if account else []))


def _report(found: list[Asked]) -> None:
    print(f"{'page':34} {'status':>6} {'p50 ms':>8} {'p95 ms':>8} {'KB gzip':>8}")
    for page in dict.fromkeys(one.page for one in found):
        of_page = [one for one in found if one.page == page]
        took = sorted(one.ms for one in of_page)
        p50, p95 = statistics.median(took), took[int(len(took) * 0.95) - 1]
        size = max(one.size for one in of_page) / 1024
        mark = "" if p95 <= WANTED_MS and size <= WANTED_KB else "  <-"
        statuses = "/".join(sorted({str(one.status) for one in of_page}))
        print(f"{page:34} {statuses:>6} {p50:8.0f} {p95:8.0f} {size:8.1f}{mark}")
    every = sorted(one.ms for one in found)
    print(f"{'all':34} {'':6} {statistics.median(every):8.0f} {every[int(len(every) * 0.95)]:8.0f}"
          f"            (wanted: {WANTED_MS} ms, {WANTED_KB} KB)")  # fmt: skip


def _together(visitors: list[Visitor], pages: tuple[str, ...], reading: float) -> list[Asked]:
    with ThreadPoolExecutor(len(visitors)) as pool:
        rounds = [
            pool.submit(_visit, visitor, pages, number, reading)
            for number, visitor in enumerate(visitors)
        ]
        return [one for found in rounds for one in found.result()]


def _alone(server: psutil.Process, visitor: Visitor, pages: tuple[str, ...]) -> None:
    """What each page takes of a processor, whatever else the machine does."""
    print(f"\n{'page, alone':34} {'CPU ms':>8}")
    for page in pages:
        before = _cpu(server)
        for _ in range(ALONE):
            visitor.ask(page)
        print(f"{page:34} {(_cpu(server) - before) / ALONE * 1000:8.0f}")


def _cpu(server: psutil.Process) -> float:
    of = [server, *server.children(recursive=True)]
    return sum(sum(process.cpu_times()[:2]) for process in of)


def _memory(server: psutil.Process) -> float:
    """What the server has in memory, in MB; what its processes share is counted once."""
    of = [server, *server.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in of) / 1024**2


def measure(
    installation: Installation, made: dict[str, str], people: int, processes: int | None
) -> None:
    """Ask every page, by that many people at once."""
    process = installation.served(processes)
    try:
        visitors = [Visitor(installation.port) for _ in range(people)]
        for visitor in visitors:
            visitor.log_in(made["admin_email"], made["admin_password"])
        pages = _pages(visitors[0])
        _visit(visitors[0], pages, 0)
        for reading in (READING, 0.0):
            print(f"\n{people} people, {reading:.0f} s a page")
            _report(_together(visitors, pages, reading))
        server = psutil.Process(process.pid)
        print(f"\nmemory     {_memory(server):6.0f} MB")
        _alone(server, visitors[0], pages)
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--processes", type=int, help="as of `garant serve`")
    parser.add_argument("--keep", type=Path, help="a new folder, which stays with what is in it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="garant-bench-pages-") as name:
        installation = Installation(given.keep or Path(name))
        made = installation.filled(given.lines)
        measure(installation, made, given.people, given.processes)


if __name__ == "__main__":
    main()
