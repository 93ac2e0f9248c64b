import io
import sys
import time

import pytest

from garant.cli import waiting


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE", 0.01)


def said_while_waiting(monkeypatch, stream, *, quiet=False, long=0.4):
    monkeypatch.setattr(sys, "stderr", stream)
    with waiting.waiting("Computing …", quiet=quiet):
        time.sleep(long)
    return stream.getvalue()


def test_a_long_wait_shows_what_is_done_and_the_time_it_takes(monkeypatch, impatient):
    said = said_while_waiting(monkeypatch, Terminal())
    assert "Computing …" in said
    assert "0:00:00" in said


def test_a_short_wait_shows_nothing(monkeypatch):
    assert said_while_waiting(monkeypatch, Terminal(), long=0.01) == ""


def test_nothing_is_shown_when_quiet_or_when_no_one_watches(monkeypatch, impatient):
    assert said_while_waiting(monkeypatch, Terminal(), quiet=True) == ""
    assert said_while_waiting(monkeypatch, io.StringIO()) == ""


def test_a_failure_while_waiting_is_not_hidden(monkeypatch, impatient):
    def fail():
        with waiting.waiting("Computing …", quiet=False):
            time.sleep(0.05)
            raise ZeroDivisionError

    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ZeroDivisionError):
        fail()
