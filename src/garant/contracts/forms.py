"""A form for each table of facts; what it may hold is what the tables of the metrics declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.forms import modelform_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garant.accounts.models import Account
from garant.contracts import words
from garant.contracts.actions import fields_of, key_of
from garant.contracts.fact_queries import EDITABLE, live
from garant.contracts.models import Contract, ContractLine, Fact, Product
from garant.contracts.queries import currency
from garant.contracts.rules import DoubtfulError
from garant.lib import problems
from garant.metrics.errors import DataError
from garant.metrics.schema import CURRENCIES
from garant.users.models import User

HELP: Mapping[tuple[str, str], Promise] = {
    ("contract", "term_end"): _("The first day that is no longer in the term; empty: no end."),
    ("contract", "notice_days"): _("How long before the end of the term notice must be given."),
    ("contract", "auto_renew"): _("Tacit: it goes on unless notice is given."),
    ("contract", "effective_end"): _("The first day without service, once it has ended."),
    ("contract_line", "end_on"): _("The first day that is no longer paid; empty: no end."),
    ("contract_line", "currency"): _("ISO 4217, such as EUR."),
    ("contract_line", "interval_count"): _("How many of them make one price: 3 and Month."),
    ("contract_line", "department_id"): _("The customer’s department that uses it."),
    ("discount", "value"): _("30 for 30 %, or an amount."),
    ("discount", "end_on"): _("The first day without the discount."),
    ("discount", "priority"): _("The lower comes off first."),
    ("pause", "end_on"): _("The first day on which it runs again."),
    ("opportunity", "discount"): _("A share: 0.2 is 20 %."),
    ("opportunity", "deal_risk"): _("As it was seen before the discount, from 0 to 1."),
    ("spend", "month"): _("Such as 2026-01."),
    ("fx_rate", "rate"): _("How much of the second currency one of the first is worth."),
}
DAY = {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
MONTH = {
    "widget": forms.DateInput({"type": "month"}, format="%Y-%m"),
    "input_formats": ("%Y-%m", "%Y-%m-%d"),
}
OWN_ID = _("Leave it empty, and it gets one.")


class FactForm(forms.ModelForm[Any]):
    """One fact. What the rules of the facts refuse is said beside its field."""

    def values(self) -> dict[str, Any]:
        """The fields as an action takes them; an empty one with a default is that default."""
        return {
            name: self.fields[name].initial if value in (None, "") and name in self.defaults
            else value
            for name, value in self.cleaned_data.items()
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A currency may be typed in small letters."""
        super().clean()
        for name in CURRENCIES:
            if self.cleaned_data.get(name):
                self.cleaned_data[name] = self.cleaned_data[name].upper()
        return self.cleaned_data

    def _post_clean(self) -> None:
        """Nothing: the action checks the whole fact, with the others of its account."""

    defaults: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()
    accepted = ""  # stands for the doubts, in the form that says them

    def doubt(self, error: DoubtfulError, table: str) -> None:
        """Say what is doubtful; who sends the form again with it has read it."""
        self.doubts = tuple(words.told(one, table) for one in error.problems)
        self.accepted = error.token

    def refuse(self, error: DataError | ValidationError, table: str) -> None:
        """Say every problem that was found, each beside its field."""
        for place, sentence in _told(error, table):
            self.add_error(place if place in self.fields else None, sentence)


def _told(error: DataError | ValidationError, table: str) -> Sequence[tuple[str | None, str]]:
    if isinstance(error, DataError):
        own = (one.field if one.table == table else None for one in error.problems)
        return [
            (field, words.told(one, table)) for field, one in zip(own, error.problems, strict=True)
        ]
    return problems.by_field(error)


def form_of(
    table: str, *, user: User, account: Account | None, held: Fact | None = None
) -> type[FactForm]:
    """The form of a table; where it is about an account it offers what that account has.

    `held` is the fact that is changed: its id stays.
    """
    new = held is None
    key = key_of(table)
    left_out = {"account"}
    left_out |= {key} if key is not None and not new else set()
    names = [name for name in fields_of(table) if name not in left_out]
    made: Any = modelform_factory(
        EDITABLE[table], form=FactForm, fields=names, formfield_callback=_field(table)
    )
    for name, offered in _offered(table, user, account).items():
        if name in made.base_fields and name != key:
            now = (getattr(held, name, ""),) if held is not None else ()
            made.base_fields[name] = _choice(made.base_fields[name], offered, now)
    typed: Any = EDITABLE[table]._meta
    made.defaults = frozenset(name for name in names if typed.get_field(name).has_default())
    for name in made.defaults:
        made.base_fields[name].required = False
    if "currency" in made.base_fields:
        made.base_fields["currency"].initial = currency() or ""
    if key is not None and key in made.base_fields:
        made.base_fields[key].required = False
        made.base_fields[key].help_text = OWN_ID
    return cast("type[FactForm]", made)


def _field(table: str) -> Callable[..., forms.Field | None]:
    """How a field of a model is typed: days by the browser's own calendar, choices in words."""

    def made(field: Field[Any, Any], **more: Any) -> forms.Field | None:
        if field.name == "account":
            return None
        if field.get_internal_type() == "DateField":
            more |= MONTH if field.name == "month" else DAY
        typed: Any = field.formfield(**more)
        if field.choices:
            empty = [("", "—")] if field.blank or not field.has_default() else []
            known = [(one, words.choice(table, one)) for one, _label in field.choices if one]
            typed = forms.ChoiceField(
                choices=[*empty, *known], label=typed.label, required=typed.required,
                initial=field.default if field.has_default() else "",
            )  # fmt: skip
        typed.help_text = HELP.get((table, field.name), "")
        return typed  # type: ignore[no-any-return]

    return made


def _offered(table: str, user: User, account: Account | None) -> dict[str, list[tuple[str, str]]]:
    """What a field that names another fact can name."""
    if account is None:
        return {}
    contracts = live(user, "contract").filter(account=account).order_by("term_start")
    lines = live(user, "contract_line").filter(account=account).order_by("start_on")
    products = Product.objects.filter(voided_at=None).order_by("name")
    of_contract, of_line = _named(contracts, _contract_said), _named(lines, _line_said)
    return {
        "contract_id": of_contract, "renews_contract_id": of_contract, "line_id": of_line,
        "predecessor_line_id": of_line,
        "product_id": [(one.product_id, str(one)) for one in products],
    } if table != "product" else {}  # fmt: skip


def _named(rows: Iterable[Any], said: Callable[[Any], tuple[str, str]]) -> list[tuple[str, str]]:
    return [said(row) for row in rows]


def _contract_said(one: Contract) -> tuple[str, str]:
    return one.contract_id, f"{one.contract_id} · {one.term_start:%Y-%m-%d}"


def _line_said(one: ContractLine) -> tuple[str, str]:
    what = " · ".join(part for part in (one.line_id, one.product_id) if part)
    return one.line_id, f"{what} · {one.start_on:%Y-%m-%d}"


def _choice(
    field: forms.Field, offered: list[tuple[str, str]], now: tuple[str, ...]
) -> forms.ChoiceField:
    """What a field can name, and what it names now, even if that is there no more."""
    known = {value for value, _label in offered}
    offered = [*offered, *((one, one) for one in now if one and one not in known)]
    return forms.ChoiceField(
        choices=[("", "—"), *offered], label=field.label, required=field.required,
        help_text=field.help_text,
    )  # fmt: skip
