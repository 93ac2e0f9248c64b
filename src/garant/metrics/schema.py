"""The input tables: one row of this module per column of METRICS §1.

A table is declared once, here; reading, checking, documentation and the mapping of foreign
files all follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "month", "instant", "integer", "decimal", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, whether a row may leave it empty, and what empty then means.

    ``minimum`` and ``maximum`` bound numbers; ``refers_to`` names the table whose key it must be.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    default: str | int | bool | None = None
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    refers_to: str | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of facts: its columns in order and the columns that identify a row.

    ``open`` tables keep columns that are not declared here, as attributes.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    open: bool = False

    def column(self, name: str) -> Column | None:
        """The declared column of that name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


def _c(  # noqa: PLR0913 - a row of a table of declarations
    name: str,
    kind: Kind = "text",
    default: str | int | bool | None = None,  # noqa: FBT001 - flags have defaults too
    *,
    choices: tuple[str, ...] = (),
    minimum: int | None = None,
    maximum: int | None = None,
    to: str | None = None,
) -> Column:
    """A column in short hand: a trailing ``!`` in the name makes it required."""
    bare = name.rstrip("!")
    return Column(bare, kind, name != bare, default, choices, minimum, to, maximum)


KNOWLEDGE = (_c("recorded_at", "instant"), _c("voided_at", "instant"))
LONGEST_NOTICE = 3660  # days: ten years; a longer one is a slip, and soon no day of a calendar
# Columns of ISO 4217 codes, which are read in any case and kept in capitals.
CURRENCIES = ("currency", "from_currency", "to_currency")
INTERVAL_UNITS = ("day", "week", "month", "year")

_DECLARED = (
    Table(
        "account",
        (
            _c("account_id!"),
            _c("name"),
            _c("parent_account_id", to="account"),
            _c("segment"),
            _c("industry"),
            _c("region"),
            _c("country"),
            _c("channel"),
            _c("employees", "integer", minimum=0),
            _c("is_test", "flag", default=False),
        ),
        key=("account_id",),
        open=True,
    ),
    Table("product", (_c("product_id!"), _c("name"), _c("family")), key=("product_id",)),
    Table(
        "contract",
        (
            _c("contract_id!"),
            _c("account_id!", to="account"),
            _c("signed_on", "date"),
            _c("term_start!", "date"),
            _c("term_end", "date"),
            _c("auto_renew", "flag", default=False),
            _c("notice_days", "integer", default=0, minimum=0, maximum=LONGEST_NOTICE),
            _c("renews_contract_id", to="contract"),
            _c("cancel_requested_on", "date"),
            _c("effective_end", "date"),
            _c(
                "end_reason",
                choices=("voluntary", "nonpayment", "pause", "superseded", "other"),
            ),
            _c("salesperson"),
            _c("channel"),
        ),
        key=("contract_id",),
    ),
    Table(
        "contract_line",
        (
            _c("line_id!"),
            _c("contract_id", to="contract"),
            _c("account_id!", to="account"),
            _c("product_id", to="product"),
            _c("department_id"),
            _c(
                "kind",
                default="recurring",
                choices=("recurring", "usage_commit", "usage", "one_time"),
            ),
            _c("start_on!", "date"),
            _c("end_on", "date"),
            _c("trial_end", "date"),
            _c("quantity", "decimal", default=1, minimum=0),
            _c("unit", default="unit"),
            _c(
                "price_basis!",
                choices=("per_unit_per_interval", "flat_per_interval", "line_total"),
            ),
            _c("amount!", "decimal", minimum=0),
            _c("list_amount", "decimal", minimum=0),
            _c("currency!"),
            _c("interval_unit", choices=INTERVAL_UNITS),
            _c("interval_count", "integer", minimum=1),
            _c("predecessor_line_id", to="contract_line"),
            _c("link", choices=("renews", "replaces", "amends")),
        ),
        key=("line_id",),
    ),
    Table(
        "discount",
        (
            _c("discount_id!"),
            _c("line_id", to="contract_line"),
            _c("contract_id", to="contract"),
            _c("kind!", choices=("percent", "fixed")),
            _c("value!", "decimal", minimum=0),
            _c("currency"),
            _c("duration!", choices=("once", "repeating", "forever")),
            _c("start_on!", "date"),
            _c("end_on", "date"),
            _c("priority", "integer", default=0),
        ),
        key=("discount_id",),
    ),
    Table(
        "opportunity",
        (
            _c("opportunity_id!"),
            _c("account_id", to="account"),
            _c("contract_id", to="contract"),
            _c("opened_on!", "date"),
            _c("closed_on", "date"),
            _c("outcome!", choices=("won", "lost", "open")),
            _c("segment"),
            _c("salesperson"),
            _c("channel"),
            _c("list_amount", "decimal", minimum=0),
            _c("discount", "decimal", minimum=0),
            _c("deal_risk", "decimal"),
        ),
        key=("opportunity_id",),
    ),
    Table(
        "pause",
        (
            _c("line_id!", to="contract_line"),
            _c("start_on!", "date"),
            _c("end_on", "date"),
        ),
    ),
    Table(
        "fx_rate",
        (
            _c("from_currency!"),
            _c("to_currency!"),
            _c("valid_from!", "date"),
            _c("valid_to", "date"),
            _c("rate!", "decimal", minimum=0),
        ),
    ),
    Table(
        "spend",
        (
            _c("month!", "month"),
            _c("department"),
            _c(
                "kind!",
                choices=(
                    "sales",
                    "marketing",
                    "onboarding",
                    "success",
                    "cogs",
                    "other",
                ),
            ),
            _c("amount!", "decimal"),
            _c("currency!"),
        ),
    ),
    Table(
        "invoice",
        (
            _c("invoice_id!"),
            _c("account_id!", to="account"),
            _c("contract_id", to="contract"),
            _c("issued_on!", "date"),
            _c("due_on", "date"),
            _c("amount!", "decimal"),
            _c("currency!"),
        ),
        key=("invoice_id",),
    ),
    Table(
        "invoice_line",
        (
            _c("invoice_line_id!"),
            _c("invoice_id!", to="invoice"),
            _c("line_id", to="contract_line"),
            _c("amount!", "decimal"),
        ),
        key=("invoice_line_id",),
    ),
    Table(
        "payment",
        (
            _c("payment_id!"),
            _c("account_id!", to="account"),
            _c("invoice_id", to="invoice"),
            _c("paid_on!", "date"),
            _c("amount!", "decimal"),
            _c("currency!"),
        ),
        key=("payment_id",),
    ),
    Table(
        "contact",
        (
            _c("contact_id!"),
            _c("account_id!", to="account"),
            _c("name!"),
            _c("email"),
            _c("job"),
            _c("level", default="user", choices=("economic", "operational", "user")),
            _c("is_sponsor", "flag", default=False),
            _c("left_on", "date"),
        ),
        key=("contact_id",),
    ),
    Table(
        "touchpoint",
        (
            _c("account_id!", to="account"),
            _c("contact_id"),
            _c("level", choices=("user", "operational", "economic")),
            _c("kind!"),
            _c("direction!", choices=("ours", "theirs")),
            _c("at!", "instant"),
        ),
    ),
    Table(
        "ticket",
        (
            _c("account_id!", to="account"),
            _c("opened_at!", "instant"),
            _c("closed_at", "instant"),
            _c("kind!", choices=("question", "defect", "outage", "request")),
            _c("severity"),
            _c("department_id"),
        ),
    ),
    Table(
        "usage",
        (
            _c("account_id!", to="account"),
            _c("user_id!"),
            _c("at!", "instant"),
            _c("event!"),
            _c("quantity", "decimal", default=1, minimum=0),
            _c("department_id"),
        ),
    ),
    Table(
        "reading",
        (
            _c("account_id!", to="account"),
            _c("indicator!"),
            _c("at!", "instant"),
            _c("value!", "decimal"),
        ),
    ),
)

TABLES: Mapping[str, Table] = {
    table.name: Table(table.name, table.columns + KNOWLEDGE, table.key, table.open)
    for table in _DECLARED
}
REQUIRED_TABLES = ("account", "contract_line")
# The columns of our tables between which a term lies.
TERMS: Mapping[str, tuple[str, str]] = {
    "contract_line": ("start_on", "end_on"), "contract": ("term_start", "term_end"),
}  # fmt: skip
