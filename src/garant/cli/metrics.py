"""`garant metrics …`: what is computed from a book, and what each metric means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from garant.cli import ledes, views
from garant.cli.answers import Answer, Computed, answer_of
from garant.cli.books import asked
from garant.cli.commands import application, command
from garant.cli.language import _
from garant.cli.options import Shape, Source, choice, day, whole
from garant.cli.output import deliver, for_machines, foresee
from garant.cli.views import View

if TYPE_CHECKING:
    from garant import Book

app = application(_("Compute the metrics of a book, exactly."))

Segment = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help=_("One result for each value of a column of accounts.")),
]
Since = Annotated[
    date | None,
    typer.Option("--from", parser=day, metavar="DATE", help=_("From the period of that day.")),
]
Until = Annotated[
    date | None,
    typer.Option("--to", parser=day, metavar="DATE", help=_("To the period of that day.")),
]
# The catalogue is long, and only these two commands read it.
DEFINITIONS = "garant.cli.definitions"
Period = Literal["month", "quarter", "year"]
Grain = Literal["account", "line", "product", "department"]
Movements = Literal["full", "net", "event"]
What = Literal["logos", "revenue"]
By = Annotated[Period, choice(Period, help=_("The length of a period."))]


def _tell(source: Source, shape: Shape, question: Callable[[Book], Computed], view: View) -> None:
    foresee(shape, drawn=view.chart is not None)
    answer: Answer = asked(source, shape, lambda book: answer_of(question(book)))
    deliver(answer, view, shape)


@command(app, "list", _("The metrics that garant computes."))
def catalogue(shape: Shape) -> None:
    answer, view = import_module(DEFINITIONS).listed(flat=for_machines(shape))
    foresee(shape, drawn=view.chart is not None)
    deliver(answer, view, shape)


@command(app, "show", _("What a metric means, with its formula and a worked example."))
def show(
    shape: Shape,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help=_("A code of `garant metrics list`."))
    ],
) -> None:
    answer, view = import_module(DEFINITIONS).definition_of(code, flat=for_machines(shape))
    foresee(shape, drawn=view.chart is not None)
    deliver(answer, view, shape)


@command(app, "mrr", _("Monthly recurring revenue on a day."))
def mrr(
    source: Source,
    shape: Shape,
    on: Annotated[date, typer.Option(parser=day, metavar="DATE", help=_("The day."))],
    by: Annotated[
        Grain | None,
        choice(Grain, help=_("One row for each, in place of the total.")),
    ] = None,
) -> None:
    view = View(
        title=_("Recurring revenue"),
        lede=lambda rows, settings: ledes.mrr(rows, views.currency(settings), on),
    )
    _tell(source, shape, lambda book: book.mrr(on, by=by), view)


@command(app, "bridge", _("From opening to closing revenue, by what moved it."))
def bridge(
    source: Source,
    shape: Shape,
    *,
    by: By = "month",
    view: Annotated[
        Movements,
        choice(Movements, help=_("Every movement, one for each account, or day by day.")),
    ] = "full",
    since: Since = None,
    until: Until = None,
    segment: Segment = None,
    accounts: Annotated[
        bool, typer.Option("--accounts", help=_("One row for each account and period."))
    ] = False,
) -> None:
    shown = views.bridge(
        _("Where recurring revenue comes from"), by=by, accounts=accounts, segment=segment
    )

    def question(book: Book) -> Computed:
        return book.bridge(
            by=by, view=view, since=since, until=until, segment=segment, accounts=accounts
        )

    _tell(source, shape, question, shown)


@command(app, "retention", _("Net and gross retention at each month end."))
def retention(
    source: Source,
    shape: Shape,
    window: Annotated[
        int, typer.Option(parser=whole, metavar="MONTHS", help=_("How far back to compare."))
    ] = 12,
    segment: Segment = None,
) -> None:
    view = views.retention(_("Net and gross retention"), window=window, segment=segment)
    _tell(source, shape, lambda book: book.retention(window=window, segment=segment), view)


@command(app, "cohorts", _("What is left of the accounts that started together."))
def cohorts(
    source: Source,
    shape: Shape,
    of: Annotated[What, choice(What, help=_("Count accounts, or revenue."))] = "logos",
    by: Annotated[
        str,
        typer.Option(
            metavar="month|quarter|COLUMN", help=_("What makes a cohort: a start, or a column.")
        ),
    ] = "month",
) -> None:
    view = views.cohorts(_("Cohorts"), of=of, by=by)
    _tell(source, shape, lambda book: book.cohorts(of=of, by=by), view)


@command(app, "renewals", _("Contracts at the end of their term, and what became of them."))
def renewals(
    source: Source,
    shape: Shape,
    by: By = "month",
) -> None:
    view = views.renewals(_("Share not kept at the end of the term"), by=by)
    _tell(source, shape, lambda book: book.renewals(by=by), view)


@command(app, "economics", _("What an account brings, and what it took to win it."))
def economics(
    source: Source,
    shape: Shape,
    by: By = "month",
) -> None:
    view = View(
        title=_("Unit economics"),
        lede=lambda rows, settings: ledes.economics(rows, views.currency(settings), by),
        by=by,
    )
    _tell(source, shape, lambda book: book.economics(by=by), view)


@command(app, "adoption", _("Who uses what was bought, and how much."))
def adoption(
    source: Source,
    shape: Shape,
    *,
    value_event: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help=_("An event that is worth something; repeatable.")),
    ] = None,
    core_feature: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help=_("An event of a core feature; repeatable.")),
    ] = None,
) -> None:
    view = View(
        title=_("Adoption"),
        lede=lambda rows, _settings: ledes.adoption(rows),
        keeps=ledes.last_days,
        remark=_("The last day of each account; --format csv has every day."),
    )

    def question(book: Book) -> Computed:
        return book.adoption(value_events=value_event or (), core_features=core_feature or ())

    _tell(source, shape, question, view)
