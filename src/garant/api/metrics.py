"""Figures, as the refresh kept them: the digits of the pages and of `garant metrics`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, Field

from garant.api.operations import Declared, View, operation
from garant.api.resources import IN_QUERY
from garant.api.values import Told
from garant.contracts import queries
from garant.lib.problems import Problem
from garant.users import installation

router = Router()
Cell = str | int | bool | None
COHORTS_BY = ("quarter", "month", *queries.COHORT_FIELDS)


class FiguresOut(Told):
    """A table of figures, the settings it was computed with, and when.

    Decimals are strings, exactly as computed; days are ISO.
    """

    settings: dict[str, Any]
    computed_at: datetime
    known_as_of: datetime
    rows: list[dict[str, Cell]]


class BridgeOut(FiguresOut):
    """The bridge, and the share of opening revenue beyond which a month's churn is too much."""

    churn_limit: str = Field(description="The limit of the company's settings, a share.")


def _limit() -> dict[str, str]:
    return {"churn_limit": format(installation.churn_limit(), "f")}


def _kept(code: str, gives: type[FiguresOut] = FiguresOut, **more: str) -> FiguresOut:
    found = queries.figures(code)
    if found is None:
        raise Problem("missing", _("No figures were computed yet. Import a book, then refresh."))
    return gives(
        settings=dict(found.settings), computed_at=found.computed_at,
        known_as_of=found.known_as_of, rows=[_row(row) for row in found.rows], **more,
    )  # fmt: skip


def _row(row: Mapping[str, Any]) -> dict[str, Cell]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Any) -> Cell:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


class BridgeAsked(BaseModel):
    """Every movement, or one for each account and month."""

    view: Literal["full", "net"] = "full"


class CohortsAsked(BaseModel):
    """What cohorts count, and what makes one."""

    of: Literal["logos", "revenue"] = "logos"
    by: Literal[COHORTS_BY] = "quarter"  # type: ignore[valid-type]


def _bridge(asked: Any) -> str:
    return "bridge" if asked.view == "full" else "bridge.net"


def _cohorts(asked: Any) -> str:
    return queries.cohort_code(asked.of, asked.by)


@dataclass(frozen=True)
class Table:
    """A table of figures: what it says, who may read it, and its code as it was asked for."""

    name: str
    said: str
    may: str
    code: Callable[[Any], str] = str
    asked: type[BaseModel] | None = None
    gives: type[FiguresOut] = FiguresOut
    more: Callable[[], dict[str, str]] = dict

    def mount(self) -> None:
        """Take it into the API."""
        figures = self._asked() if self.asked is not None else self._plain()
        figures.__name__ = f"read_{self.name}"
        declared = Declared(
            method="GET",
            path=f"/metrics/{self.name}",
            may=self.may,
            says=self.said,
            gives=self.gives,
        )
        operation(router, declared)(figures)

    def _plain(self) -> View:
        def figures(request: HttpRequest) -> BaseModel:
            del request
            return _kept(self.name, self.gives, **self.more())

        return figures

    def _asked(self) -> View:
        def figures(request: HttpRequest, asked: Any) -> BaseModel:
            del request
            return _kept(self.code(asked), self.gives, **self.more())

        figures.__annotations__["asked"] = IN_QUERY[self.asked]
        figures.asked = self.asked  # type: ignore[attr-defined]
        return figures


TABLES = (
    Table(
        "bridge",
        gettext_noop("From opening to closing revenue, month by month."),
        "metrics.read",
        _bridge,
        BridgeAsked,
        BridgeOut,
        _limit,
    ),
    Table("retention", gettext_noop("Net and gross retention at each month end."), "metrics.read"),
    Table(
        "cohorts",
        gettext_noop("What is left of the accounts that started together."),
        "cohorts.read",
        _cohorts,
        CohortsAsked,
    ),
    Table(
        "renewals",
        gettext_noop("Contracts at the end of their term, and what became of them."),
        "renewals.read",
    ),
    Table(
        "economics",
        gettext_noop("What an account brings, and what it took to win it."),
        "metrics.read",
    ),
)
for one in TABLES:
    one.mount()
