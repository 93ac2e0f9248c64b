"""The addresses of the API: whatever happens at one is answered as a problem document."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, re_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from garant.api import docs
from garant.api.application import DOCS, made, refused
from garant.api.document import BASE, whole
from garant.lib import problems
from garant.lib.pages import anyone
from garant.lib.problems import Problem

NOT_ALLOWED = 405
Answer = Callable[..., HttpResponseBase]
API = made()


def guarded(answer: Answer) -> Answer:
    """A view of the API: the language of `Accept-Language`, and problems for every refusal."""

    @csrf_exempt
    @wraps(answer)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(_language(request)):
            response = _answered(answer, request, args, kwargs)
            response.headers["Content-Language"] = translation.get_language()
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return view


def _language(request: HttpRequest) -> str:
    """The language that the request names; a cookie of the browser says nothing here."""
    request.COOKIES.clear()
    return translation.get_language_from_request(request)


def _answered(answer: Answer, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    try:
        response = answer(request, *args, **kwargs)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is answered as a problem
        return refused(request, error)
    if response.status_code == NOT_ALLOWED:
        allow = {"Allow": response.headers["Allow"]}
        return problems.answer(Problem("method", headers=allow), DOCS)
    return response


def nothing(request: HttpRequest) -> HttpResponse:
    """What is at no address."""
    raise Http404(request.path)


@cache
def document() -> bytes:
    """The OpenAPI document; it is the same as long as the process lives."""
    return json.dumps(whole(API.get_openapi_schema(path_prefix=BASE)), indent=1).encode()


@anyone
def documentation(request: HttpRequest) -> HttpResponse:
    """The documentation for people: a page like the others, in the reader's language."""
    return docs.page(request, json.loads(document()))


@anyone
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for whoever asks: it tells of the API and of no company."""
    del request
    return HttpResponse(document(), content_type="application/json")


def addresses() -> list[Any]:
    """Every address of the API, and one for all others below it."""
    found: list[Any] = [path("openapi.json", openapi, name="api-document"), *API.urls[0]]
    for one in found:
        one.callback = guarded(one.callback)
    return [
        path("docs", documentation, name="api-docs"),
        *found,
        re_path(r"^.*$", guarded(nothing)),
    ]


urlpatterns = addresses()
