"""Versions: an item's ETag, what is not sent again, and what is not written over."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from garant.lib.problems import Problem

JSON = "application/json"


def body_of(out: BaseModel) -> bytes:
    """A schema as JSON."""
    return out.model_dump_json().encode()


def version(body: bytes) -> str:
    """The ETag of a body."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def answered(request: HttpRequest, out: BaseModel | None, status: int) -> HttpResponse:
    """An answer with its ETag; 304 where the asker has that version already."""
    if out is None:
        return HttpResponse(status=status, content_type="")
    body = body_of(out)
    tag = version(body)
    if request.method in {"GET", "HEAD"} and tag in _tags(request, "If-None-Match"):
        return HttpResponse(status=304, headers={"ETag": tag}, content_type="")
    return HttpResponse(body, status=status, content_type=JSON, headers={"ETag": tag})


def expected(request: HttpRequest, current: BaseModel) -> None:
    """Refuse to change an item that is not the version that the asker read (`If-Match`)."""
    asked = _tags(request, "If-Match")
    if asked and "*" not in asked and version(body_of(current)) not in asked:
        raise Problem("changed")


def _tags(request: HttpRequest, header: str) -> set[str]:
    """The ETags of a header; a proxy that compressed an answer made a weak one of ours."""
    given = request.headers.get(header, "").split(",")
    return {one.strip().removeprefix("W/") for one in given if one.strip()}
