import http.client
import socket
import threading

import pytest

from garant import charts
from garant.cli.serve import server
from garant.metrics.errors import RequestError


@pytest.fixture
def folder(tmp_path):
    """A page, a table beside it, and what nobody should get."""
    page = charts.document([], lang="en", title="A page")
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "account.csv").write_text("account_id\nA1\n")
    (tmp_path / "truth.json").write_text("{}")
    (tmp_path / "within").mkdir()
    (tmp_path / "within" / "deep.csv").write_text("x\n")
    return tmp_path


@pytest.fixture
def asked(folder):
    """Ask the served folder for a path: status, headers, body."""
    with server(folder, 0) as http_server:
        threading.Thread(target=http_server.serve_forever, daemon=True).start()
        port = http_server.server_address[1]

        def ask(path, method="GET", **headers):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            found = answer.status, dict(answer.getheaders()), answer.read()
            connection.close()
            return found

        yield ask
        http_server.shutdown()


@pytest.mark.parametrize("path", ["/", "/index.html", "/?x=1"])
def test_the_page_is_served_with_a_strict_policy_that_lets_its_own_style_through(asked, path):
    status, headers, body = asked(path)
    assert status == 200
    assert b"<h1>A page" in body
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_tables_are_served_and_nothing_else_is(asked):
    status, headers, body = asked("/account.csv")
    assert (status, body) == (200, b"account_id\nA1\n")
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    for path in ("/truth.json", "/within/", "/within/deep.csv", "/nothing", "/../pyproject.toml",
                 "/%2e%2e/x", "/account.csv/"):  # fmt: skip
        assert asked(path)[0] == 404, path


def test_only_reading_is_allowed(asked):
    assert asked("/", method="HEAD")[0] == 200
    assert asked("/", method="HEAD")[2] == b""
    assert asked("/", method="POST")[0] == 501


def test_another_name_for_this_machine_gets_nothing(asked):
    assert asked("/", Host="evil.example:80")[0] == 404
    assert asked("/", Host="localhost:80")[0] == 200


def test_a_port_that_is_taken_is_said_with_what_to_do(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(RequestError, match="--port"):
            server(folder, taken.getsockname()[1])
    with pytest.raises(RequestError, match="--port"):
        server(folder, 99_999)
