"""The port that is listened on, and the process that goes on as a server."""

from __future__ import annotations

import atexit
import http.client
import os
import socket
import sys
from collections.abc import Sequence
from http import HTTPStatus
from typing import NoReturn

from garant.metrics.errors import RequestError

HOST = "127.0.0.1"


def usable(port: int, host: str = HOST) -> int:
    """A port that can be listened on; any free one for 0. Said before anything is served."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
            return int(tried.getsockname()[1])
    except (OSError, OverflowError) as error:
        raise RequestError(
            "port {port} of this machine cannot be used ({reason}); choose another with --port",
            port=port,
            reason=getattr(error, "strerror", None) or str(error),
        ) from error


def answers(host: str, port: int) -> bool:
    """Whether a server of ours answers there."""
    asked = http.client.HTTPConnection(host, port, timeout=5)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def become(arguments: Sequence[str]) -> NoReturn:
    """Go on as another command of garant; what this process has loaded is let go of."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    atexit._run_exitfuncs()  # noqa: SLF001 - what exec leaves out, and we still want
    os.execv(sys.executable, [sys.executable, "-m", "garant.cli", *arguments])  # noqa: S606
