"""A form that is sent twice is done once: who clicks twice, or reloads, sees what the first did.

Each form that creates carries a key of its own, signed. Key and effect are written in one
transaction. Work that must not hold one open says `slow`: its key is written first, and whoever
sends the same again meanwhile waits for it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from garant.lib.models import SentForm

FIELD = "once"
KEPT = timedelta(days=30)
GIVEN_UP = timedelta(minutes=15)  # a process that was killed in mid work finishes nothing
PATIENCE, STEP = 30.0, 0.1  # seconds
CHUNK = 1 << 16
DONE = "done_at"
SIGNER = TimestampSigner(salt="garant: forms")
Work = Callable[[], HttpResponseBase]


def key(request: HttpRequest) -> str:
    """A key for a form that is about to be shown to somebody."""
    return SIGNER.sign(f"{request.user.pk}.{secrets.token_urlsafe(9)}")


def done(answer: HttpResponse, address: str) -> HttpResponse:
    """An answer that is no redirection, and yet shows something made: where it is found later."""
    setattr(answer, DONE, address)
    return answer


def answered(request: HttpRequest, work: Work, *, slow: bool = False) -> HttpResponseBase:
    """Do what a form asks for, or show what it has done."""
    given = request.POST.get(FIELD) if request.method == "POST" else None
    if not given:
        return work()
    who = _holder(given)
    if who is None or who != request.user.pk:
        messages.error(request, _("This form was open for too long. Fill it in again."))
        return redirect(_from(request))
    sent = SentForm(user_id=who, key=given, asked=asked(request))
    do = _slowly if slow else _whole
    return do(request, work, sent)


def asked(request: HttpRequest) -> str:
    """A hash of what is asked: method, address and body."""
    said = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _parts(request):
        said.update(part)
    return said.hexdigest()


def forget() -> None:
    """Let go of what was sent long ago, and of what nobody finished."""
    now = timezone.now()
    SentForm._default_manager.filter(at__lt=now - KEPT).delete()
    SentForm._default_manager.filter(at__lt=now - GIVEN_UP, address="").delete()


def _holder(given: str) -> int | None:
    """Who was shown the form; nobody if it was too long ago, or not by us."""
    try:
        return int(SIGNER.unsign(given, max_age=KEPT).partition(".")[0])
    except BadSignature:
        return None


def _whole(request: HttpRequest, work: Work, sent: SentForm) -> HttpResponseBase:
    with transaction.atomic():
        if not _begun(sent):
            return _again(request, _of(sent))
        return _kept(sent, work())


def _slowly(request: HttpRequest, work: Work, sent: SentForm) -> HttpResponseBase:
    until = time.monotonic() + PATIENCE
    while not _begun(sent):
        earlier = _of(sent)
        if earlier is not None and (earlier.address or time.monotonic() > until):
            return _again(request, earlier)
        time.sleep(STEP)
    try:
        return _kept(sent, work())
    except BaseException:
        sent.delete()
        raise


def _begun(sent: SentForm) -> bool:
    """Whether nobody had sent the same before."""
    forget()
    try:
        with transaction.atomic():
            sent.pk = None
            sent.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _of(sent: SentForm) -> SentForm | None:
    same = {"user_id": sent.user_id, "key": sent.key, "asked": sent.asked}
    return SentForm._default_manager.filter(**same).first()


def _kept(sent: SentForm, answer: HttpResponseBase) -> HttpResponseBase:
    """Remember where what was made is found; what was refused may be sent again."""
    made: Any = getattr(answer, DONE, "")
    sent.address, sent.shown_once = made or answer.headers.get("Location", ""), bool(made)
    if sent.address:
        sent.save(update_fields=["address", "shown_once"])
    else:
        sent.delete()
    return answer


def _again(request: HttpRequest, earlier: SentForm | None) -> HttpResponseBase:
    if earlier is None or not earlier.address:
        messages.info(request, _("This was sent twice; the first is still being worked on."))
        return redirect(_from(request))
    said = _("This was sent twice and done once.")
    if earlier.shown_once:
        said = _(
            "This was sent twice and done once. What is shown only once was in the first answer; "
            "if you missed it, make another."
        )
    messages.info(request, said)
    return redirect(earlier.address)


def _from(request: HttpRequest) -> str:
    """The page that showed the form; the first page where the browser does not tell."""
    said = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(said, {request.get_host()}, request.is_secure())
    return said if ours else "/"


def _parts(request: HttpRequest) -> Iterator[bytes]:
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield json.dumps([name, values]).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield json.dumps([name, file.name, file.size]).encode()
            yield from file.chunks(CHUNK)
            file.seek(0)
