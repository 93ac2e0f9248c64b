"""The log: one JSON object a line, so that any collector reads it; no personal data in it.

Each request has one line: which page, by whom (a number), how it ended, how long it took. The
address itself is not written, since it may hold a name that was searched for, or a secret.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}
_SENT = re.compile(r"[A-Za-z0-9-]{8,64}")  # an id given by what stands in front of us
DJANGO = "django.request"  # its sentences hold the address
FAILED = 500

_request_id: ContextVar[str] = ContextVar("request_id", default="")
logger = logging.getLogger("garant.request")


class JsonLines(logging.Formatter):
    """A record as JSON: when, how grave, who says it, what; then what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := _request_id.get():
            said["request_id"] = request_id
        said |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    if record.name == DJANGO and record.args and isinstance(record.args, tuple):
        return str(record.args[0])
    return record.getMessage()


class RequestLog:
    """Gives each request an id, and writes a line when it is answered."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say so."""
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if _SENT.fullmatch(sent) else uuid4().hex
        token, started = _request_id.set(request_id), time.perf_counter()
        try:
            response = self.answer(request)
            response.headers["X-Request-ID"] = request_id
            seconds = time.perf_counter() - started
            level = logging.ERROR if response.status_code >= FAILED else logging.INFO
            logger.log(level, "request", extra=_about(request, response, seconds))
        finally:
            _request_id.reset(token)
        return response


def _about(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    match = request.resolver_match
    user = getattr(request, "user", None)
    return {
        "method": request.method,
        "route": match.route if match else "",
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user_id": getattr(user, "pk", None),
    }
