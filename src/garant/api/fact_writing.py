"""Writing facts, a contract or a month's spend, as pages do: by the rules of files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, create_model

from garant.accounts.queries import scope
from garant.api.bearer import asking
from garant.api.contract_facts import RESOURCES, router
from garant.api.operations import Declared, operation
from garant.api.resources import IN_PATH, Resource
from garant.api.values import NO_NUL, WORDS, Amount, Count, Day, Flag, Given, Rate, Text, whole
from garant.api.versions import expected
from garant.contracts import actions
from garant.contracts.fact_queries import EDITABLE
from garant.metrics.schema import LONGEST_NOTICE

# The table that each resource is of.
TABLES: Mapping[str, str] = {
    "contracts": "contract", "lines": "contract_line", "discounts": "discount",
    "pauses": "pause", "opportunities": "opportunity", "products": "product", "spend": "spend",
    "fx-rates": "fx_rate",
}  # fmt: skip
Order = Annotated[int, Field(ge=-1000, le=1000, strict=True), BeforeValidator(whole)]
Notice = Annotated[int, Field(ge=0, le=LONGEST_NOTICE, strict=True), BeforeValidator(whole)]


def _kind(field: models.Field[Any, Any]) -> Any:
    """The values that a field takes in a request."""
    if isinstance(field, models.ForeignKey):
        return Text
    if isinstance(field, models.DateField):
        return Day
    if isinstance(field, models.DecimalField):
        return Rate if field.name == "rate" else Amount
    if isinstance(field, models.BooleanField):
        return Flag
    if isinstance(field, models.PositiveIntegerField):
        return Notice if field.name == "notice_days" else Count
    return Order if isinstance(field, models.IntegerField) else _words(field)


def _words(field: models.Field[Any, Any]) -> Any:
    if field.choices:
        words = tuple(str(word) for word, _label in field.flatchoices)
        return Literal[("", *words) if field.blank else words]
    if field.name.endswith("currency"):
        form = r"^([A-Z]{3})?$" if field.blank else r"^[A-Z]{3}$"
        return Annotated[str, StringConstraints(pattern=form)]
    form = NO_NUL if field.blank else WORDS
    least = 0 if field.blank else 1
    return Annotated[
        str, StringConstraints(pattern=form, min_length=least, max_length=field.max_length)
    ]


def _taken(table: str, *, new: bool) -> type[BaseModel]:
    """What a request says of a fact; of one that is there, what is left out stays."""
    model, key = EDITABLE[table], actions.key_of(table)
    fields: dict[str, Any] = {}
    for name in actions.fields_of(table):
        field: Any = model._meta.get_field(name)
        if name == key and not new:
            continue
        kind = _kind(field) | None if field.null else _kind(field)
        needed = new and not (field.blank or field.has_default()) and name != key
        said = "account_id" if name == "account" else name
        fields[said] = (kind, ... if needed else None)
    made: type[BaseModel] = create_model(
        f"{'New' if new else ''}{model.__name__}{'' if new else 'Change'}", __base__=Given, **fields
    )
    return made


def _values(request: HttpRequest, said: BaseModel) -> dict[str, Any]:
    values = said.model_dump(exclude_unset=True)
    if "account_id" in values:
        values["account"] = _account(request, values.pop("account_id"))
    return values


def _account(request: HttpRequest, account_id: str | None) -> Any:
    if account_id is None:
        return None
    found = scope(asking(request)).filter(account_id=account_id).first()
    if found is None:
        raise Http404
    return found


def _mount(resource: Resource, table: str) -> None:
    """Writing, changing and taking back for one table."""
    may = "contracts.edit"
    new, changed = _taken(table, new=True), _taken(table, new=False)

    def write(request: HttpRequest, said: Any) -> BaseModel:
        values = _values(request, said)
        return resource.shown(actions.write_fact(by=asking(request), table=table, values=values))

    def change(request: HttpRequest, key: Any, said: Any) -> BaseModel:
        held = resource.found(request, key)
        expected(request, resource.shown(held))
        values = _values(request, said)
        made = actions.write_fact(
            by=asking(request), table=table, values=values, in_place_of=held
        )  # fmt: skip
        return resource.shown(made)

    def take_back(request: HttpRequest, key: Any) -> None:
        held = resource.found(request, key)
        expected(request, resource.shown(held))
        actions.void_fact(by=asking(request), table=table, fact=held)

    write.__annotations__["said"], change.__annotations__["said"] = new, changed
    for one, verb in ((write, "write"), (change, "change"), (take_back, "take_back")):
        one.__name__ = f"{verb}_{resource.one}"
        if one is not write:
            one.__annotations__["key"] = IN_PATH[resource.key_values]
    says = gettext_noop("Write a new one; it is checked by the rules of files.")
    operation(router, Declared(method="POST", path=f"/{resource.name}", may=may, says=says,
                               gives=resource.out, created=True))(write)  # fmt: skip
    says = gettext_noop("Change one; what it said before stays in the history.")
    operation(router, Declared(method="PATCH", path=resource.item, may=may, says=says,
                               gives=resource.out))(change)  # fmt: skip
    says = gettext_noop("Take one back; it stays in the history.")
    operation(router, Declared(method="DELETE", path=resource.item, may=may, says=says))(take_back)


for _resource in RESOURCES:
    if _resource.name in TABLES:
        _mount(_resource, TABLES[_resource.name])
