"""What went wrong, as a status and sentences in the reader's language; the only place that maps it.

``of`` takes any exception of the application, Django or garant to a :class:`Problem`, which is
what RFC 9457 calls a problem document; pages show its title and detail in their own frame.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import IntegrityError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from garant.metrics.errors import DataError, GarantError, OurError, RequestError, UsageError
from garant.metrics.errors import Problem as FactProblem

MEDIA_TYPE = "application/problem+json"
Sentence = str | Promise
Errors = tuple[Mapping[str, Any], ...]

# Every kind of problem: its status, its title, and what to say where the error says nothing itself.
KINDS: Mapping[str, tuple[HTTPStatus, Sentence, Sentence]] = {
    "malformed": (
        HTTPStatus.BAD_REQUEST,
        _("The request cannot be read"),
        _("The body is not what its content type says, or is cut short. Nothing was changed."),
    ),
    "unknown": (
        HTTPStatus.UNAUTHORIZED,
        _("The request does not say who asks"),
        _("Send a token that holds, as: Authorization: Bearer gar_…"),
    ),
    "refused": (
        HTTPStatus.FORBIDDEN,
        _("Your role does not allow this"),
        _("Ask an administrator. Nothing was changed."),
    ),
    "missing": (
        HTTPStatus.NOT_FOUND,
        _("There is nothing at this address"),
        _("It does not exist, or it is not among what you may see."),
    ),
    "method": (
        HTTPStatus.METHOD_NOT_ALLOWED,
        _("This address does not take that method"),
        _("The header Allow names those that it takes."),
    ),
    "conflict": (
        HTTPStatus.CONFLICT,
        _("It cannot be done as things stand"),
        _("Somebody else may have changed it. Read it again."),
    ),
    "changed": (
        HTTPStatus.PRECONDITION_FAILED,
        _("It was changed since you read it"),
        _("Read it again, and send the new ETag. Nothing was changed."),
    ),
    "too_large": (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("The request is too large"),
        _("Send less at a time. Nothing was changed."),
    ),
    "media_type": (
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("The body is of another kind than this address takes"),
        _("The documentation names the content type. Nothing was changed."),
    ),
    "invalid": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Something in the request is wrong"),
        _("What is wrong is listed, all at once. Nothing was changed."),
    ),
    "too_often": (
        HTTPStatus.TOO_MANY_REQUESTS,
        _("This token asks too often"),
        _("Wait as long as the header Retry-After says. Nothing was changed."),
    ),
    "ours": (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something failed on our side"),
        _("It is in the log, and whoever looks after garant here can read it there."),
    ),
}  # fmt: skip


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """One problem: its kind, the sentence that explains this case, and what is wrong where."""

    kind: str
    said: Sentence = ""
    errors: Errors = ()
    headers: Mapping[str, str] | None = None

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind][0].value

    @property
    def title(self) -> str:
        """What is said of every problem of this kind."""
        return str(KINDS[self.kind][1])

    @property
    def detail(self) -> str:
        """What is said of this one."""
        return str(self.said or KINDS[self.kind][2])

    def document(self, types: str) -> dict[str, Any]:
        """The problem document; `types` is the address that explains the kinds."""
        return {
            "type": f"{types}#{self.kind}", "title": self.title, "status": self.status,
            "detail": self.detail, "errors": [dict(error) for error in self.errors],
        }  # fmt: skip


def of(error: Exception) -> Problem:
    """The problem that an exception is; whatever is not known is ours."""
    if isinstance(error, Problem):
        return error
    for kind, read in READERS:
        if isinstance(error, kind):
            return read(error)
    return Problem("ours")


def answer(problem: Problem, types: str) -> HttpResponse:
    """A problem as an answer."""
    body = json.dumps(problem.document(types), ensure_ascii=False)
    headers = dict(problem.headers or {})
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers=headers)


def sentence(error: GarantError) -> str:
    """The sentence of an error of ours, in the reader's language, with a capital and an end."""
    return told(error.template, error.values)


def told(template: str, values: Mapping[str, object]) -> str:
    """The sentence of an error that was kept."""
    return as_sentence(filled(template, values))


def filled(template: str, values: Mapping[str, object]) -> str:
    """A sentence with named values, in the reader's language."""
    return gettext(template).format(**values) if values else gettext(template)


def as_sentence(text: str) -> str:
    """A text with a capital and an end."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?", "…")) else f"{whole}."


def _field(name: str, says: Iterable[Sentence]) -> list[Mapping[str, Any]]:
    return [{"field": name, "message": str(one)} for one in says]


def by_field(error: Any) -> list[tuple[str, str]]:
    """The sentences of a ValidationError, each with its field; none for what is of no field."""
    named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [(name.replace("__all__", ""), said) for name, says in named.items() for said in says]


def _of_validation(error: Any) -> Problem:
    found = [one for name, said in by_field(error) for one in _field(name, [said])]
    return Problem("invalid", errors=tuple(found))


def _of_facts(error: Any) -> Problem:
    return Problem("conflict", sentence(error), tuple(map(fact, error.problems)))


def fact(problem: FactProblem) -> Mapping[str, Any]:
    """One thing that is wrong with rows of facts."""
    return {
        "field": problem.place(), "message": as_sentence(filled(problem.message, problem.values))
    }  # fmt: skip


def _plain(kind: str) -> Callable[[Any], Problem]:
    return lambda _error: Problem(kind)


def _told(kind: str) -> Callable[[Any], Problem]:
    return lambda error: Problem(kind, sentence(error))


# Which exception is which problem; the first that fits.
READERS: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (PermissionDenied, _plain("refused")),
    (Http404, _plain("missing")),
    (ObjectDoesNotExist, _plain("missing")),
    (ValidationError, _of_validation),
    (RequestDataTooBig, _plain("too_large")),
    (SuspiciousOperation, _plain("malformed")),
    (BadRequest, _plain("malformed")),
    (MultiPartParserError, _plain("malformed")),
    (UnreadablePostError, _plain("malformed")),
    (IntegrityError, _plain("conflict")),
    (DataError, _of_facts),
    (UsageError, _told("invalid")),
    (RequestError, _told("conflict")),
    (OurError, _plain("ours")),
)
