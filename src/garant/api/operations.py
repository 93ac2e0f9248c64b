"""Operations: who may do one is said where it is declared, as `lib.pages.page` does for pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import Signature, signature
from typing import Any, get_type_hints

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel

from garant.api import repeats
from garant.api.bearer import SAFE, Bearer
from garant.api.versions import answered
from garant.lib.problems import Problem

View = Callable[..., BaseModel | None]
CREATED, OK, NOTHING = 201, 200, 204


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What an operation is: its address, who may, what it does, and what it answers.

    `once` are the fields of the answer that are shown only once. `slow` is work that must not
    hold a transaction open.
    """

    method: str
    path: str
    may: str
    says: str
    gives: type[BaseModel] | None = None
    created: bool = False
    once: frozenset[str] = frozenset()
    slow: bool = False

    @property
    def status(self) -> int:
        """The status of its answer."""
        if self.created:
            return CREATED
        return OK if self.gives is not None else NOTHING


def operation(router: Router, declared: Declared) -> Callable[[View], View]:
    """Take a view into the API: its token, its one effect, its ETag."""

    def declare(view: View) -> View:
        asked = _names_asked(view)

        @wraps(view)
        def run(request: HttpRequest, **values: Any) -> HttpResponse:
            _refuse_unknown(request, asked)

            def work() -> HttpResponse:
                return answered(request, view(request, **values), declared.status)

            if request.method in SAFE:
                return work()
            return repeats.once(request, work, secrets=declared.once, slow=declared.slow)

        run.__signature__ = _signature(view)  # type: ignore[attr-defined]
        run.operation = declared.may  # type: ignore[attr-defined]
        methods = ["GET", "HEAD"] if declared.method == "GET" else [declared.method]
        router.api_operation(
            methods, declared.path, auth=Bearer(declared.may), operation_id=_name(view),
            response={declared.status: declared.gives}, summary=declared.says,
            openapi_extra={"x-may": declared.may},
        )(run)  # fmt: skip
        return view

    return declare


def _signature(view: View) -> Signature:
    """What a view takes, with the types themselves in place of their names."""
    types = get_type_hints(view, include_extras=True)
    taken = signature(view)
    named = [one.replace(annotation=types[one.name]) for one in taken.parameters.values()]
    return taken.replace(parameters=named)


def _name(view: View) -> str:
    return view.__name__.replace("-", "_")


def _names_asked(view: View) -> tuple[str, ...]:
    """The names that the address of a list may hold after its question mark."""
    asked: Any = getattr(view, "asked", None)
    return tuple(asked.model_fields) if asked is not None else ()


def _refuse_unknown(request: HttpRequest, known: tuple[str, ...]) -> None:
    """Refuse what an address asks that there is not, and name what there is."""
    wrong = [
        {"field": name, "message": _unknown(known) if name not in known else _("Give it once.")}
        for name, values in request.GET.lists()
        if name not in known or len(values) > 1
    ]
    if wrong:
        raise Problem("invalid", errors=tuple(wrong))


def _unknown(known: tuple[str, ...]) -> str:
    if not known:
        return _("This address takes nothing after its question mark.")
    return _("There is no such parameter; there are: {names}.").format(names=", ".join(known))
