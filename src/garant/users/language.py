"""The language of a page: that of the user, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

KNOWN = frozenset(code for code, _name in settings.LANGUAGES)


class LanguageMiddleware:
    """Speaks the user's language during a request; anonymous people may choose with `?lang=fr`."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language."""
        with translation.override(_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.answer(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


def _language(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.language)
    asked = request.GET.get("lang") or request.session.get("lang", "")
    if asked in KNOWN:
        if request.GET.get("lang"):
            request.session["lang"] = asked
        return str(asked)
    return translation.get_language_from_request(request)
