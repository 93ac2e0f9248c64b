"""The documentation of the API for people: made of its OpenAPI document, without any script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext

from garant.lib.problems import KINDS, Problem
from garant.users.roles import EVERYONE, MATRIX, Role

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A field or parameter: its name, what it holds, whether it is needed."""

    name: str
    holds: str
    needed: bool


@dataclass(frozen=True)
class Said:
    """One operation, told: `roles` is nothing where everybody may."""

    method: str
    path: str
    says: str
    roles: list[str | Promise]
    asks: list[Field]
    takes: list[Field]


@dataclass(frozen=True)
class Part:
    """The operations of one kind of thing, and the fields of an item."""

    name: str
    anchor: str
    operations: list[Said]
    fields: list[Field]


def page(request: HttpRequest, document: Document) -> HttpResponse:
    """The page."""
    shown = {
        "parts": list(parts(document)),
        "problems": [(kind, Problem(kind)) for kind in KINDS],
        "root": f"{settings.BASE_URL}/api/v1",
    }
    return render(request, "api/docs.html", shown)


def parts(document: Document) -> Iterator[Part]:
    """Every part of the API, in the order of the document."""
    found: dict[str, list[tuple[str, str, Document]]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append((method.upper(), path, operation))
    for name, operations in found.items():
        yield Part(
            gettext(name), slugify(name), [_said(document, *one) for one in operations],
            _fields(document, _item(document, operations[0][2])),
        )  # fmt: skip


def _said(document: Document, method: str, path: str, operation: Document) -> Said:
    may, says = MATRIX[operation["x-may"]], operation["summary"]
    return Said(
        method=method, path=path, says=gettext(says),
        roles=[role.label for role in Role if role in may] if may != EVERYONE else [],
        asks=[
            Field(one["name"], _holds(document, one["schema"]), one["required"])
            for one in operation["parameters"]
        ],
        takes=_fields(document, _body(operation)),
    )  # fmt: skip


def _body(operation: Document) -> Document:
    contents = operation.get("requestBody", {}).get("content", {})
    return next((one["schema"] for one in contents.values()), {})


def _item(document: Document, operation: Document) -> Document:
    """The schema of an item: of a list, that of what it lists."""
    schema = _found(
        document, operation["responses"]["200"]["content"]["application/json"]["schema"]
    )
    items = schema["properties"].get("items")
    return items["items"] if items is not None else schema


def _fields(document: Document, schema: Document) -> list[Field]:
    whole = _found(document, schema)
    needed = set(whole.get("required", ()))
    return [
        Field(name, _holds(document, one), name in needed)
        for name, one in whole.get("properties", {}).items()
    ]


def _found(document: Document, schema: Document) -> Document:
    name = schema.get("$ref", "").rpartition("/")[2]
    named: Document = document["components"]["schemas"][name] if name else schema
    return named


def _holds(document: Document, given: Document) -> str:
    """What a value is, in the words of JSON."""
    schema = _found(document, given)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_holds(document, one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return f'"{schema["const"]}"'
    if schema.get("type") == "array":
        return f"[{_holds(document, schema['items'])}, …]"
    return str(schema.get("format") or schema.get("type", "any"))
