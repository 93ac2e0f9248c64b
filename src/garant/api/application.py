"""The API, put together: its resources, its errors, its document."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as WrongValues
from ninja.parser import Parser

from garant.api import (
    account_facts,
    accounts,
    audit,
    fact_writing,
    imports,
    metrics,
    people,
    renewals,
    saved_views,
    tokens,
)
from garant.lib import problems, wrong_values
from garant.lib.problems import Problem

DOCS = "/api/v1/docs"
PARTS = (
    accounts, account_facts, fact_writing, renewals, metrics, saved_views, imports, tokens, people,
    audit,
)  # fmt: skip
JSON = "application/json"
log = logging.getLogger(__name__)


class StrictParser(Parser):
    """Reads a body as JSON and nothing that only looks like it."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body; another content type, NaN and halves of characters are refused."""
        if request.content_type != JSON:
            raise Problem("media_type")
        said = json.loads(request.body.decode(), parse_constant=_no_number)
        json.dumps(said, ensure_ascii=False).encode()
        return said


def _no_number(word: str) -> None:
    raise ValueError(word)


def made() -> NinjaAPI:
    """The API with every resource."""
    api = NinjaAPI(
        title="garant", version="1", urls_namespace="api", docs_url=None, openapi_url=None,
        parser=StrictParser(),
        description="Accounts, contracts and figures of an installation of garant.",
    )  # fmt: skip
    for part in PARTS:
        api.add_router("", part.router)
    api.add_exception_handler(Exception, refused)
    api.add_exception_handler(Http404, refused)
    api.add_exception_handler(HttpError, _answer_http)
    api.add_exception_handler(WrongValues, _answer_wrong)
    return api


def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """An error as a problem document; what is ours goes to the log."""
    problem = problems.of(error)
    if problem.kind == "ours":
        log.error("%s %s", request.method, request.path, exc_info=error)
    return problems.answer(problem, DOCS)


def _answer_http(request: HttpRequest, error: Any) -> HttpResponse:
    """Ninja's own: no token, or a body that could not be parsed (and why, if we said it)."""
    cause = error.__cause__
    if isinstance(cause, Exception) and problems.of(cause).kind != "ours":
        return refused(request, cause)
    kind = "unknown" if error.status_code == problems.KINDS["unknown"][0] else "malformed"
    return problems.answer(Problem(kind), DOCS)


def _answer_wrong(request: HttpRequest, error: Any) -> HttpResponse:
    del request
    return problems.answer(Problem("invalid", errors=wrong_values.told(error.errors)), DOCS)
