"""A POST that is sent twice has one effect: its answer is kept for a day under the key it carries.

The key and the effect are written in one transaction, so that there is never the one without the
other. Work that must not hold a transaction open says `slow`: its key is written first, and
whoever asks again meanwhile is told to wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garant.api.bearer import asking
from garant.api.models import KeptAnswer
from garant.api.versions import JSON
from garant.lib.once import asked as hashed
from garant.lib.problems import Problem, Sentence

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=15)  # a process that was killed in mid work finishes nothing
LONGEST = 200
Work = Callable[[], HttpResponse]
Secrets = frozenset[str]


def once(request: HttpRequest, work: Work, *, secrets: Secrets, slow: bool = False) -> HttpResponse:
    """Do the work, or give again what it was answered before."""
    key = _key(request)
    if key is None or request.method != "POST":
        return work() if slow else _whole(work)
    asked = hashed(request)
    earlier = _earlier(request, key, asked)
    if earlier is not None:
        return earlier
    if slow:
        return _slowly(request, work, KeptAnswer(key=key, asked=asked), secrets)
    try:
        with transaction.atomic():
            kept = _begin(request, KeptAnswer(key=key, asked=asked))
            return _keep(kept, work(), secrets)
    except _TakenError:
        return _again(_earlier(request, key, asked))


class _TakenError(Exception):
    """Somebody else began with the same key a moment before."""


def _whole(work: Work) -> HttpResponse:
    with transaction.atomic():
        return work()


def _slowly(request: HttpRequest, work: Work, kept: KeptAnswer, secrets: Secrets) -> HttpResponse:
    key, asked = kept.key, kept.asked
    try:
        _begin(request, kept)
    except _TakenError:
        return _again(_earlier(request, key, asked))
    try:
        return _keep(kept, work(), secrets)
    except BaseException:
        kept.delete()
        raise


def _again(earlier: HttpResponse | None) -> HttpResponse:
    if earlier is None:
        raise Problem("conflict", _("A request with this key has just failed. Send it again."))
    return earlier


def _begin(request: HttpRequest, kept: KeptAnswer) -> KeptAnswer:
    kept.user = asking(request)
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        raise _TakenError from None
    return kept


def _keep(kept: KeptAnswer, answer: HttpResponse, secrets: Secrets) -> HttpResponse:
    kept.status = answer.status_code
    kept.body = _without(answer.content, secrets)
    kept.save(update_fields=["status", "body"])
    return answer


def _without(body: bytes, secrets: Secrets) -> str:
    """A body without what may be shown only once."""
    if not secrets:
        return body.decode()
    said = json.loads(body)
    return json.dumps({name: None if name in secrets else said[name] for name in said})


def _earlier(request: HttpRequest, key: str, asked: str) -> HttpResponse | None:
    """What was answered under that key in the last day."""
    now = timezone.now()
    KeptAnswer.objects.filter(at__lt=now - KEPT).delete()
    KeptAnswer.objects.filter(at__lt=now - GIVEN_UP, status=None).delete()
    found = KeptAnswer.objects.filter(user=asking(request), key=key).first()
    if found is None:
        return None
    if found.asked != asked:
        raise _wrong(_("This key was used for another request. A key is for one request."))
    if found.status is None:
        raise Problem("conflict", _("A request with this key is still being worked on."))
    again = HttpResponse(found.body, status=found.status, content_type=JSON if found.body else "")
    again.headers["Idempotent-Replayed"] = "true"
    return again


def _key(request: HttpRequest) -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise _wrong(_("A key has 1 to 200 plain letters and digits."))
    return key


def _wrong(said: Sentence) -> Problem:
    return Problem("invalid", errors=({"field": HEADER, "message": str(said)},))
