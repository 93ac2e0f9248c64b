"""The ends of terms: those to come and to decide, and those that are over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Func,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Least

from garant.accounts.models import Account
from garant.accounts.queries import following, scope, within
from garant.contracts.models import Outcome, TermEnd
from garant.metrics.calendar import add_months
from garant.users.models import User

SORTS: Mapping[str, str] = {
    "decide": "decide_on",
    "due": "due_on",
    "amount": "-due_mrr",
    "name": "account__name",
}
SORT = "decide"
KEPT = (Outcome.RENEWED, Outcome.SECURED)
PLACES = 500  # of values in one statement
SOON = 30  # days before a decision within which it is soon
NOTHING = Decimal(0)
YEARS = range(1900, 2201)  # that an address may name; calendars end beyond
OPEN_FIRST = Case(When(outcome=Outcome.PENDING, then=0), default=1)


@dataclass(frozen=True, slots=True)
class Sums:
    """What some ends of terms come to: what is due, and of it kept, still open, and given up."""

    count: int = 0
    due: Decimal = NOTHING
    kept: Decimal = NOTHING
    open: Decimal = NOTHING
    lost: Decimal = NOTHING
    undecided: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.count + other.count, self.due + other.due, self.kept + other.kept,
            self.open + other.open, self.lost + other.lost, self.undecided + other.undecided,
        )  # fmt: skip


def ends(user: User) -> QuerySet[TermEnd]:
    """Every end of a term in somebody's scope."""
    return TermEnd.objects.filter(within(user))


def with_account(found: QuerySet[TermEnd]) -> QuerySet[TermEnd]:
    """Ends with their account, and as `owner` the name of who follows it now."""
    owners = following().filter(account=OuterRef("account__pk"))
    owner = Subquery(owners.values("user__name")[:1])
    told = found.select_related("account").annotate(owner=owner)
    return told.defer("account__attributes")  # which take longer to read than all the rest


def told(found: QuerySet[TermEnd]) -> list[TermEnd]:
    """Ends as :func:`with_account` has them, in their order.

    What is sorted is the keys alone: an account can be a heavy thing to carry about.
    """
    keys = list(found.values_list("pk", flat=True))
    whole = with_account(TermEnd.objects.all())
    rows = {
        end.pk: end
        for start in range(0, len(keys), PLACES)
        for end in whole.filter(pk__in=keys[start : start + PLACES])
    }
    return [rows[key] for key in keys]


def to_come(user: User, today: date, months: int | None = None) -> QuerySet[TermEnd]:
    """Those that are not over, up to some months from the first of this one."""
    found = ends(user).filter(Q(due_on__gte=today) | Q(outcome=Outcome.PENDING))
    return found.filter(due_on__lt=until(today, months)) if months is not None else found


def over(user: User, today: date) -> QuerySet[TermEnd]:
    """Those that are over and decided."""
    return ends(user).filter(due_on__lt=today).exclude(outcome=Outcome.PENDING)


def until(today: date, months: int) -> date:
    """The first day that some months from this one on no longer hold."""
    return add_months(today.replace(day=1), months)


def to_decide(found: QuerySet[TermEnd], today: date, days: int = SOON) -> QuerySet[TermEnd]:
    """Of some ends those that are open, and must be decided within some days from a day on."""
    return found.filter(outcome=Outcome.PENDING, decide_on__lte=today + timedelta(days=days))


def narrowed(found: QuerySet[TermEnd], asked: Mapping[str, str], today: date) -> QuerySet[TermEnd]:
    """Of some ends those that the filters of an address let through; unknown ones change nothing.

    ``month`` (2026-07), ``day`` (2026-07-14, of the decision or of the end), ``owner`` (a user's
    id), ``segment``, ``status`` (an outcome), ``within`` (days until the decision).
    """
    if (month := _month(asked.get("month", ""))) is not None:
        found = found.filter(due_on__gte=month, due_on__lt=add_months(month, 1))
    if (day := _day(asked.get("day", ""))) is not None:
        found = found.filter(Q(due_on=day) | Q(notice_on=day))
    if asked.get("owner", "").isdecimal():
        theirs = following().filter(user_id=int(asked["owner"]))
        found = found.filter(account__pk__in=theirs.values("account_id"))
    if asked.get("segment"):
        found = found.filter(account__segment=asked["segment"])
    if asked.get("status") in Outcome.values:
        found = found.filter(outcome=asked["status"])
    if asked.get("within", "").isdecimal():
        found = to_decide(found, today, min(int(asked["within"]), 3660))
    return found


def ordered(found: QuerySet[TermEnd], sort: str) -> QuerySet[TermEnd]:
    """By a sort of the allow list; a minus in the address is the other way round.

    By the day of the decision, those that can still be decided come first.
    """
    word = sort.removeprefix("-")
    if word not in SORTS:
        sort = word = SORT
    return found.order_by(*([OPEN_FIRST] if word == SORT else []), *_order(sort))


def between(
    found: QuerySet[TermEnd], sort: str, rows: slice, *, undecided: int
) -> QuerySet[TermEnd]:
    """Some rows of the sorted list, of which so many are undecided.

    Where all of those rows are open ones, only these are looked at: an index has them in order.
    """
    known = sort if sort.removeprefix("-") in SORTS else SORT
    if known.removeprefix("-") != SORT or rows.stop > undecided:
        return ordered(found, sort)[rows]
    return found.filter(outcome=Outcome.PENDING).order_by(*_order(known))[rows]


def _order(sort: str) -> tuple[OrderBy, str, str]:
    word = sort.removeprefix("-")
    field, falling = SORTS[word].removeprefix("-"), SORTS[word].startswith("-")
    by: OrderBy = F(field).desc() if falling != sort.startswith("-") else F(field).asc()
    return by, "due_on", "contract_id"


def sums_of(found: QuerySet[TermEnd]) -> Sums:
    """What they come to; what is kept is at most what was due."""
    return _sums(_counted(found.order_by()))


class MonthOf(Func):
    """The month of a day, as 2026-07; Django's own calls Python for each row of SQLite."""

    template = "TO_CHAR(%(expressions)s, 'YYYY-MM')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """A day is text there."""
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1, 7)", **more)


def by_month(found: QuerySet[TermEnd]) -> dict[date, Sums]:
    """What they come to in each month in which terms end."""
    months: Iterable[Any] = found.order_by().values(month=MonthOf("due_on")).annotate(**AGGREGATES)
    return {date.fromisoformat(f"{row['month']}-01"): _sums(row) for row in months}


def together(parts: Iterable[Sums]) -> Sums:
    """Sums of months as one."""
    return sum(parts, Sums())


AGGREGATES = {
    "n": Count("pk"),
    "due": Sum("due_mrr"),
    "secured": Sum(Least("renewed_mrr", "due_mrr"), filter=Q(outcome__in=KEPT)),
    "pending": Sum("due_mrr", filter=Q(outcome=Outcome.PENDING)),
    "undecided": Count("pk", filter=Q(outcome=Outcome.PENDING)),
}


def _counted(found: QuerySet[TermEnd]) -> Mapping[str, Decimal | int | None]:
    counted: Mapping[str, Decimal | int | None] = found.aggregate(**AGGREGATES)
    return counted


def _sums(row: Mapping[str, Decimal | int | None]) -> Sums:
    due, kept, pending = (Decimal(row[name] or 0) for name in ("due", "secured", "pending"))
    return Sums(
        count=int(row["n"] or 0), due=due, kept=kept, open=pending, lost=due - kept - pending,
        undecided=int(row["undecided"] or 0),
    )  # fmt: skip


def owners(user: User) -> list[tuple[int, str]]:
    """Who follows an account of somebody's scope: for a filter."""
    held = following().filter(within(user))
    named = held.order_by("user__name").values_list("user_id", "user__name").distinct()
    return list(named)


def segments(user: User) -> list[str]:
    """The segments in somebody's scope: for a filter."""
    named: QuerySet[Account, str] = (
        scope(user).exclude(segment="").order_by("segment").values_list("segment", flat=True)
    )
    return list(named.distinct())


def _month(text: str) -> date | None:
    return _day(f"{text}-01") if text else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None
