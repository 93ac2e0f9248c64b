"""One page and its tables over HTTP, to this machine only, with nothing else to be had."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from garant.metrics.errors import RequestError

HOST = "127.0.0.1"
PAGE = "index.html"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
}
POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


def served(folder: Path) -> dict[str, Path]:
    """What can be asked for: the page, and the tables and pictures beside it, by exact name."""
    files = (path for path in folder.iterdir() if path.suffix in {".csv", ".svg"})
    return {"/": folder / PAGE, f"/{PAGE}": folder / PAGE} | {f"/{p.name}": p for p in files}


def policy(page: str) -> str:
    """The content policy that the page declares, and nobody may frame it."""
    declared = POLICY.search(page)
    own = declared[1] if declared else "default-src 'none'"
    return f"{own}; frame-ancestors 'none'"


class Pages(BaseHTTPRequestHandler):
    """Answers GET and HEAD for the files it was given."""

    server_version = "garant"
    sys_version = ""

    def __init__(self, files: Mapping[str, Path], content_policy: str, *rest: Any) -> None:
        self.files = files
        self.content_policy = content_policy
        super().__init__(*rest)

    def do_GET(self) -> None:
        content = self._head()
        if content is not None:
            self.wfile.write(content)

    def do_HEAD(self) -> None:
        self._head()

    def _head(self) -> bytes | None:
        path = self.files.get(self.path.split("?")[0])
        if not self._for_this_machine() or path is None or not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        content = path.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", KINDS[path.suffix])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return content

    def _for_this_machine(self) -> bool:
        """Another name for this address would let a page of elsewhere read the answer."""
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        return name in {HOST, "localhost"}

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.content_policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the terminal shows the story."""


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of that folder's page, listening."""
    content_policy = policy((folder / PAGE).read_text(encoding="utf-8"))
    try:
        return ThreadingHTTPServer((HOST, port), partial(Pages, served(folder), content_policy))
    except (OSError, OverflowError) as error:
        raise RequestError(
            "port {port} of this machine cannot be used ({reason}); choose another with --port",
            port=port,
            reason=getattr(error, "strerror", None) or str(error),
        ) from error


def serve(folder: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `announce` is told the address."""
    with server(folder, port) as http:
        announce(f"http://{HOST}:{http.server_address[1]}")
        try:
            http.serve_forever()
        except KeyboardInterrupt:
            return
