"""A small book for the commands, and two ways to call them: in this process, and in a fresh one."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import garant
from garant.cli.main import run
from tests import world

SOURCE = Path(garant.__file__).resolve().parent.parent
KNOWN = ("--as-of", world.AS_OF.isoformat(), *(f"--set={k}={v}" for k, v in world.SETTINGS.items()))


@dataclass(frozen=True)
class Said:
    """What a command gave back."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Commands speak English and are 120 wide, whatever the terminal of whoever runs the tests."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "COLUMNS", "LINES", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def call(capsys):
    """Run a command in this process."""

    def called(*arguments):
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return called


def in_its_own(**environment):
    """The environment of a process of its own."""
    return {**os.environ, "PYTHONPATH": str(SOURCE)} | environment


def fresh(*arguments, **environment):
    """A process of its own for one command."""
    return subprocess.Popen(
        [sys.executable, "-m", "garant.cli", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=in_its_own(**environment),
    )


@pytest.fixture
def start():
    """Run a command in a fresh process, as a shell does."""

    def started(*arguments, **environment):
        process = fresh(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return Said(process.returncode, out.decode(), err.decode())

    return started


@pytest.fixture
def process():
    """A fresh process that the test itself reads and ends."""
    return fresh


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The small named company as a folder of files."""
    return world.write(tmp_path_factory.mktemp("world"))


@pytest.fixture
def known():
    """The options with which the small company's numbers are known."""
    return KNOWN


class Remembering:
    """A book that computes each answer once, so that many forms of it cost one computation."""

    def __init__(self, book):
        self.book, self.answers = book, {}

    def __getattr__(self, name):
        def question(*args, **kwargs):
            key = (name, repr(args), repr(kwargs))
            if key not in self.answers:
                self.answers[key] = getattr(self.book, name)(*args, **kwargs)
            return self.answers[key]

        return question


@pytest.fixture(scope="session")
def remembered(book):
    """The small named company, as it was known at its end, opened once."""
    return Remembering(garant.Book(book, as_of=world.AS_OF, settings=world.SETTINGS))


@pytest.fixture
def opened_once(remembered, monkeypatch):
    """Commands find the small named company open already, whatever book they name."""
    monkeypatch.setitem(vars(garant), "Book", lambda *_args, **_kwargs: remembered)


class Rows:
    """A result that holds rows."""

    def __init__(self, rows, settings=None):
        self._rows = rows
        self.columns = tuple(rows[0]) if rows else ()
        self.settings = settings or {"reporting_currency": "EUR"}

    def rows(self):
        return self._rows


@pytest.fixture
def answering(monkeypatch):
    """Put in place of `garant.Book` one whose every question has this answer, or this failure."""

    def answers(answer):
        class Book:
            def __init__(self, *_args, **_kwargs):
                pass

            def __getattr__(self, name):
                def question(*_args, **_kwargs):
                    if isinstance(answer, BaseException):
                        raise answer
                    return Rows(answer) if isinstance(answer, list) else answer

                return question

        monkeypatch.setitem(vars(garant), "Book", Book)

    return answers


@pytest.fixture
def two_years():
    """Rows of a yearly bridge, with cents, zeros and every sign."""
    zero = Decimal("0.0000")
    first = {
        "period": date(2023, 1, 1),
        "opening": zero,
        "new": Decimal("1234.5000"),
        "expansion": Decimal("200.2500"),
        "contraction": zero,
        "churn": Decimal("34.7500"),
        "fx": zero,
        "restatement": zero,
        "closing": Decimal("1400.0000"),
        "accounts_opening": 0,
        "accounts_new": 3,
        "accounts_churned": 1,
        "accounts_closing": 2,
        "blips": 0,
    }
    second = first | {
        "period": date(2024, 1, 1),
        "opening": Decimal("1400.0000"),
        "new": zero,
        "churn": Decimal("1600.2500"),
        "closing": zero,
    }
    return [first, second]
