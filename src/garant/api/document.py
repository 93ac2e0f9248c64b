"""The OpenAPI document: what ninja wrote, and what every operation shares."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_noop

BASE = "/api/v1/"
# The parts of the API, by the first word of their addresses.
PARTS: Mapping[str, str] = {
    "accounts": gettext_noop("Accounts"),
    "contacts": gettext_noop("People at accounts"),
    "ownerships": gettext_noop("Who follows accounts"),
    "notes": gettext_noop("Notes"),
    "products": gettext_noop("Products"),
    "contracts": gettext_noop("Contracts"),
    "lines": gettext_noop("Lines of contracts"),
    "discounts": gettext_noop("Discounts"),
    "pauses": gettext_noop("Pauses"),
    "opportunities": gettext_noop("Deals"),
    "spend": gettext_noop("Spend"),
    "fx-rates": gettext_noop("Exchange rates"),
    "renewals": gettext_noop("Renewals"),
    "metrics": gettext_noop("Metrics"),
    "saved-views": gettext_noop("Saved views"),
    "imports": gettext_noop("Imports"),
    "mappings": gettext_noop("Mappings of imports"),
    "tokens": gettext_noop("Tokens"),
    "users": gettext_noop("People who log in"),
    "invitations": gettext_noop("Invitations"),
    "audit": gettext_noop("Audit trail"),
}
PROBLEM = {"$ref": "#/components/responses/Problem"}
TOO_OFTEN = {"$ref": "#/components/responses/TooOften"}
RETRY_AFTER = {
    "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}
}
SHAPE = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
ALWAYS = ("401", "403", "429", "500")
WITH_ITEM = ("404",)
WRITING = ("400", "409", "413", "415")
REPEATS = (
    "Takes the header `Idempotency-Key`: a request that is sent again with the same key and body "
    "within 24 hours gets the first answer again and has no second effect; with another body it "
    "is refused with 422."
)
VERSIONS = (
    "Takes the header `If-Match` with the `ETag` that was read: where the item was changed "
    "meanwhile, nothing is written and the answer is 412."
)
READING = "Takes the header `If-None-Match`: 304 where nothing has changed."


def whole(given: Any) -> Any:
    """The document with its problems, its headers and its parts by name."""
    document = _named(given)
    document["paths"] = {
        path.replace("{key}", "{id}"): methods for path, methods in document["paths"].items()
    }
    for path, methods in document["paths"].items():
        methods.pop("head", None)  # the same as GET, without a body
        for operation in methods.values():
            operation["tags"] = [PARTS[path.removeprefix(BASE).split("/")[0]]]
        for method, operation in methods.items():
            _complete(method, operation)
    components = document["components"]
    schemas = {n: s for n, s in components["schemas"].items() if not n.endswith("Asked")}
    components["schemas"] = schemas | {"Problem": SHAPE}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    problem = {"description": "What went wrong", "content": content}
    too_often = {"description": "Too many requests in a minute", "headers": RETRY_AFTER}
    components["responses"] = {"Problem": problem, "TooOften": too_often | {"content": content}}
    return document


def _named(given: Any) -> Any:
    """The document with pages called `AccountPage`, and its texts as texts."""
    written = json.dumps(given, cls=DjangoJSONEncoder)
    return json.loads(re.sub(r"\bPage_(\w+)Out_\b", r"\1Page", written))


def _correct(parameter: dict[str, Any]) -> None:
    """A parameter as an address can hold it: left out, but never null."""
    if parameter["name"] == "key":
        parameter["name"] = "id"
    schema = parameter["schema"]
    kept = [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]
    for one in kept:
        schema |= one


def _complete(method: str, operation: dict[str, Any]) -> None:
    statuses = [*ALWAYS, *WITH_ITEM, "422"]
    said = [operation.get("description", "")]
    for parameter in operation["parameters"]:
        _correct(parameter)
    if method == "get":
        operation["responses"]["304"] = {"description": "Not Modified"}
        said.append(READING)
    else:
        statuses += WRITING
    if method == "post":
        said.append(REPEATS)
    if method in {"patch", "delete"}:
        statuses.append("412")
        said.append(VERSIONS)
    operation["description"] = "\n\n".join(part for part in said if part)
    answers = operation["responses"]
    operation["responses"] = {str(status): answers[status] for status in answers} | dict.fromkeys(
        sorted(set(statuses)), PROBLEM
    )
    operation["responses"]["429"] = TOO_OFTEN
