"""The demo's company in the application: people of every role log in and see it."""

import json
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest

import garant
from garant.demo.staff import CSMS, STAFF, followers
from garant.users.roles import Role
from tests.cli.conftest import fresh

ACCOUNTS = "25"
START = 240  # seconds: a busy machine


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A demo that is served: its folder, its address, what it said, and how to run it again."""
    folder = tmp_path_factory.mktemp("served") / "co"
    running = []

    def run():
        for process in running:
            end(process)
        process = fresh(
            *("demo", "--dir", folder, "--accounts", ACCOUNTS, "--quiet", "--port", str(port())),
            LANG="C.UTF-8", COLUMNS="100", DJANGO_SETTINGS_MODULE="garant.settings",
            GARANT_DATA_DIR="/nowhere", GARANT_DATABASE_URL="x://",
        )  # fmt: skip
        running.append(process)
        said, end_at = [], time.monotonic() + START
        while not said or not said[-1].startswith("garant is at"):
            said.append(process.stdout.readline().decode())
            assert said[-1] or time.monotonic() < end_at, process.stderr.read().decode()
            assert process.poll() is None, process.stderr.read().decode()
        return said

    yield folder, run(), run
    end(running[-1])


def port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    process.stdout.close()
    process.stderr.close()


def logins(said):
    return dict(re.findall(r"(\S+@voliere\.example) +(\S+)", "".join(said)))


def address(said):
    return re.search(r"http://localhost:\d+", said[-1])[0]


def logged_in(where, email, password):
    """A browser of a kind, after it logged in: what it sees first."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{where}/", timeout=60)
    page = form.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {"csrfmiddlewaretoken": token, "login": email, "password": password, "next": "/"}
    asked = urllib.request.Request(  # noqa: S310 - our own server
        form.geturl(), urlencode(fields).encode(), headers={"Referer": form.geturl()}
    )
    return browser, browser.open(asked, timeout=60)


def test_somebody_of_every_role_works_there():
    assert {one.role for one in STAFF} == set(Role)
    assert {one.language for one in STAFF} == {"en", "fr"}
    assert len({one.email for one in STAFF}) == len(STAFF)


def test_accounts_have_one_follower_at_a_time_in_order():
    for number in range(12):
        found = followers(number, CSMS[0].joined_on, None)
        days = [one.start_on for one in found]
        assert days == sorted(set(days))
        assert found[0].by == CSMS[0]
    assert any(len(followers(n, CSMS[0].joined_on, None)) > 1 for n in range(12))


@pytest.mark.slow
def test_everybody_logs_in_with_the_password_that_was_printed(served):
    _folder, said, _run = served
    known = logins(said)
    assert set(known) == {one.email for one in STAFF}
    for email, password in known.items():
        _browser, page = logged_in(address(said), email, password)
        text = page.read().decode()
        assert page.geturl() == f"{address(said)}/", email
        language = next(one.language for one in STAFF if one.email == email)
        assert f'<html lang="{language}"' in text


@pytest.mark.slow
def test_the_application_shows_the_digits_of_the_command(served):
    folder, said, _run = served
    email, password = next(iter(logins(said).items()))
    browser, _page = logged_in(address(said), email, password)
    text = browser.open(f"{address(said)}/accounts/", timeout=60).read().decode()
    book = garant.Book(folder)
    largest = max(book.mrr("2025-12-31", by="account").rows(), key=lambda row: row["mrr"])
    assert f"{round(largest['mrr']):,}" in text


@pytest.mark.slow
def test_a_second_run_keeps_what_people_did_and_gives_new_passwords(served):
    folder, said, run = served
    before = (folder / "installation" / "garant.sqlite3").stat().st_ino
    email, former = next(iter(logins(said).items()))
    again = run()
    assert (folder / "installation" / "garant.sqlite3").stat().st_ino == before
    assert logins(again)[email] != former
    _browser, page = logged_in(address(again), email, logins(again)[email])
    assert page.geturl() == f"{address(again)}/"
    _browser, page = logged_in(address(again), email, former)
    assert page.geturl() != f"{address(again)}/"


@pytest.mark.slow
def test_another_company_takes_the_place_of_the_first(served, monkeypatch):
    folder, _said, _run = served
    kind = json.loads((folder / "installation" / "demo.json").read_text())
    assert kind == {"version": garant.__version__, "accounts": 25, "seed": 7}


def test_a_port_that_is_taken_is_said_before_anything_is_written(call, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = call("demo", "--dir", tmp_path / "co", "--port", taken.getsockname()[1])
    assert said.code == 1
    assert "--port" in said.err
    assert not (tmp_path / "co").exists()
    assert call("demo", "--dir", tmp_path / "co", "--port", 99_999).code == 1
