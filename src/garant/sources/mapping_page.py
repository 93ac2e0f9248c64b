"""The page of a mapping: what each column of each file is, as it was proposed and can be changed.

The fields of file 0 are `0.table`, `0.dates`, …; of its column 3 `0.3`; of that column's second
word `0.3.1`. What the page sends is read by the same names, from lists of what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.metrics.schema import TABLES, TERMS, Column
from garant.sources.asked import or_choose, why_days, why_numbers
from garant.sources.choices import (
    LAST,
    LEFT_OUT,
    OF_ACCOUNT,
    RENEWED,
    WITHOUT,
    Choice,
    currency_of,
    doubled,
    end_of,
    lacking,
)
from garant.sources.rereading import amount, doubt, ends_of, of_account, reread
from garant.sources.tables import MODELS, NAMES
from garant.warehouse.words import ALSO, candidates

Words = str | Promise
Held = Mapping[str, Sequence[str]]
View = Callable[..., HttpResponseBase]
Options = Sequence[tuple[str, Words]]
DATES: Options = (
    ("", "2025-12-31"), ("%d/%m/%Y", "31/12/2025"), ("%m/%d/%Y", "12/31/2025"),
    ("%d.%m.%Y", "31.12.2025"), ("%d-%m-%Y", "31-12-2025"), ("%m-%d-%Y", "12-31-2025"),
    ("%Y/%m/%d", "2025/12/31"), ("%d/%m/%y", "31/12/25"), ("%m/%d/%y", "12/31/25"),
    ("%d.%m.%y", "31.12.25"),
)  # fmt: skip
DECIMALS: Options = ((".", "1234.50"), (",", "1234,50"))
THOUSANDS: Options = (
    ("", gettext_lazy("nothing")), (" ", gettext_lazy("a space")), (",", gettext_lazy("a comma")),
    (".", gettext_lazy("a point")), ("'", gettext_lazy("an apostrophe")),
)  # fmt: skip
AMOUNTS: Options = (
    ("", gettext_lazy("what a column of the file says")),
    ("mrr", gettext_lazy("what the line costs a month")),
    ("arr", gettext_lazy("what the line costs a year")),
    ("unit_month", gettext_lazy("what one unit costs a month")),
    ("unit_year", gettext_lazy("what one unit costs a year")),
    ("line_total", gettext_lazy("what the line costs from its start to its end")),
    ("interval", gettext_lazy("what the line costs for each of its intervals")),
    ("unit_interval", gettext_lazy("what one unit costs for each of its intervals")),
)
EACH: Options = (
    ("", gettext_lazy("says what is paid for")),
    (RENEWED, gettext_lazy("is also a contract to renew")),
)
CALLED: Mapping[str, Words] = {
    "account_id": gettext_lazy("Account id"), "parent_account_id": gettext_lazy("Parent account"),
    "inclusive": gettext_lazy("The day of the end"),
    "dates": gettext_lazy("Days are written"), "decimal": gettext_lazy("Numbers are written"),
    "contact_id": gettext_lazy("Contact id"), "recorded_at": gettext_lazy("Known since"),
    "voided_at": gettext_lazy("Taken back at"), "owner": gettext_lazy("Followed by (e-mail)"),
}  # fmt: skip
FLAGS = ("true", "false")


@dataclass(frozen=True)
class Pick:
    """A field that is one of some words."""

    name: str
    label: Words
    options: Options
    value: str
    sure: bool = True
    why: str = ""

    @property
    def id(self) -> str:
        """What its label refers to."""
        return f"pick-{self.name.replace('.', '-')}"


@dataclass(frozen=True)
class Line:
    """A column of a file: some of its cells, what it is, and its words in ours."""

    name: str
    sample: str
    is_: Pick
    words: tuple[Pick, ...]


@dataclass(frozen=True)
class Sheet:
    """A file: what it is a table of, how it is written, its columns."""

    file: str
    table: Pick
    ways: tuple[Pick, ...]
    lines: tuple[Line, ...]
    lacks: str = ""
    anew: str = ""


def sheets(looked: Sequence[Choice]) -> list[Sheet]:
    """The files as the page shows them."""
    open_ones, held = lacking(looked), _held(looked)
    return [_sheet(str(k), one, open_ones, held) for k, one in enumerate(looked)]


def _held(looked: Sequence[Choice]) -> Held:
    """The tables that the files are, each with its files."""
    found: dict[str, list[str]] = {"": []}
    for one in looked:
        found.setdefault(one["table"], []).extend([one["file"]] if one["table"] else [])
    return found


def _sheet(at: str, one: Choice, open_ones: Sequence[tuple[str, str]], held: Held) -> Sheet:
    tables: Options = (("", _("Not used")), *((name, said) for name, said in NAMES.items()))
    lacks = [str(called(one["table"], name)) for file, name in open_ones if file == one["file"]]
    said = ". ".join([*_open(lacks), *_doubled(one, held)])
    return Sheet(
        one["file"], Pick(f"{at}.table", _("This file holds"), tables, one["table"]),
        tuple(_ways(at, one, held)), tuple(_lines(at, one)), said, _anew(at, one, held),
    )  # fmt: skip


def _open(lacks: Sequence[str]) -> Iterator[str]:
    if lacks:
        yield _("Still to be said: {columns}").format(columns=", ".join(lacks))


def _doubled(one: Choice, held: Held) -> Iterator[str]:
    """What is said twice where it can be said once."""
    for ours, theirs in doubled(one).items():
        said = _("{column} is chosen for {headers}: choose it for one of them")
        name = called("account", ours.removeprefix(OF_ACCOUNT)) if OF_ACCOUNT in ours else None
        yield said.format(column=name or called(one["table"], ours), headers=", ".join(theirs))
    if len(held[one["table"]]) > 1:
        said = _("{files} hold the same: put their rows into one file, or choose Not used for one")
        yield said.format(files=", ".join(held[one["table"]]))


def _anew(at: str, one: Choice, held: Held) -> str:
    """That some ways were read anew from other columns than before."""
    ways = [str(way.label) for way in _ways(at, one, held) if _way(way) in one.get("anew", ())]
    if not ways:
        return ""
    said = _("Read anew from the columns that you chose, so look again at: {ways}")
    return said.format(ways=", ".join(ways))


def _way(pick: Pick) -> str:
    return pick.name.rpartition(".")[2]


def _ways(at: str, one: Choice, held: Held) -> Iterator[Pick]:
    if not one["table"]:
        return
    kinds = {column.kind for column in TABLES[one["table"]].columns}
    if "date" in kinds:
        dates = one.get("dates", "")
        yield Pick(f"{at}.dates", _("Days are written"), or_choose(DATES, dates), dates,
                   why=why_days(dates))  # fmt: skip
    if "decimal" in kinds:
        decimal = one.get("decimal", ".")
        yield Pick(f"{at}.decimal", _("Numbers are written"), or_choose(DECIMALS, decimal), decimal,
                   why=why_numbers(decimal, doubt(one)))  # fmt: skip
        yield Pick(f"{at}.thousands", _("Between thousands stands"), THOUSANDS,
                   one.get("thousands", ""))  # fmt: skip
    if one["table"] in TERMS:
        yield _last_day(at, one)
    if one["table"] == "contract_line":
        if end_of(one) is not None and "contract" not in held:
            yield Pick(f"{at}.terms", _("Each line"), EACH, one.get("terms", ""))
        yield Pick(f"{at}.amount", _("The amount is"), AMOUNTS, one.get("amount", ""))
        follow: Options = (("", _("is a new line")), ("yes", _("continues the line before")))
        value = "yes" if one.get("chained") else ""
        yield Pick(f"{at}.chained", _("A line that starts where one ended"), follow, value)


def _last_day(at: str, one: Choice) -> Pick:
    """Whether the day of the end is still paid for, and what the days of the file say of it."""
    options: Options = (
        ("", _("choose")), (WITHOUT, _("is the first day without")), (LAST, _("is still paid for")),
    )  # fmt: skip
    value = one.get("inclusive", "")
    value = value if value in {LAST, WITHOUT} else ""
    return Pick(f"{at}.inclusive", CALLED["inclusive"], options, value, why=_why(one))


def _why(one: Choice) -> str:
    told = ends_of(one)
    if not told.of:
        return ""
    said = {
        True: _("{count} of {all} ends are the eve of a new month, of a new term or of the "
                "account’s next line."),
        False: _("{count} of {all} ends are the first day of a month, of a new term or of the "
                 "account’s next line."),
        None: _("The days do not show it. Taken wrongly, whoever renews seems to leave and to "
                "come back."),
    }[told.inclusive]  # fmt: skip
    if told.inclusive is False and told.moments > told.without:
        said = _("{count} of {all} ends have an hour: the line ends there.")
    count = max(told.last if told.inclusive else told.without, told.moments)
    return said.format(count=count, all=told.of)


def _lines(at: str, one: Choice) -> Iterator[Line]:
    for k, column in enumerate(one["columns"]):
        name = f"{at}.{k}"
        pick = Pick(name, _("Is"), _columns(one["table"]), column["ours"], column.get("sure", True))
        sample = " · ".join(column.get("sample", ()))
        yield Line(column["name"], sample, pick, tuple(_words(name, one, column)))


def _columns(table: str) -> Options:
    if not table:
        return (("", _("Not used")),)
    is_open = TABLES[table].open
    first: list[tuple[str, Words]] = [("", _("Kept as it is") if is_open else _("Not used"))]
    first += [(LEFT_OUT, _("Not used"))] if is_open else []
    own = [(column.name, called(table, column.name)) for column in TABLES[table].columns]
    own += [("owner", CALLED["owner"])] if table == "account" else []
    if table == "contract_line":
        said = _("Of the account: {column}")
        own += [(OF_ACCOUNT + name, said.format(column=called("account", name))) for name in ALSO]
    return (*first, *own)


def called(table: str, name: str) -> Words:
    """What a column of ours is called on a page."""
    if name in CALLED:
        return CALLED[name]
    fields = {field.name: field for field in MODELS[table]._meta.fields}
    found = fields.get(name)
    return str(found.verbose_name) if found is not None else name


def _words(name: str, one: Choice, column: Choice) -> Iterator[Pick]:
    """The words of a column that has some of its own: which of ours each is."""
    choices = _choices(one["table"], column["ours"])
    words = column.get("words", ())
    if not choices or set(words) <= set(choices):
        return
    options: Options = (("", _("choose")), *((word, word) for word in choices))
    pairs = column.get("pairs", {})
    for k, word in enumerate(words):
        default = word if word in choices else ""
        yield Pick(f"{name}.{k}", word, options, pairs.get(word, default))


def _choices(table: str, name: str) -> tuple[str, ...]:
    column: Column | None = TABLES[table].column(name) if table else None
    if column is None:
        return ()
    return FLAGS if column.kind == "flag" else column.choices


# ---------------------------------------------------------------- what the page sends


def changed_text(sent: Mapping[str, str]) -> str | None:
    """The text of the mapping, where somebody changed it."""
    shown, text = sent.get("shown"), sent.get("text")
    if text is None or (shown is not None and _lines_of(text) in ([], _lines_of(shown))):
        return None
    return text


def _lines_of(text: str) -> list[str]:
    return text.strip().splitlines()


def read(looked: Sequence[Choice], sent: Mapping[str, str]) -> tuple[list[Choice], bool]:
    """What was chosen, and whether a table or a way changed with it, which is to be shown first."""
    chosen, changed = [], False
    for k, before in enumerate(looked):
        one = deepcopy(before) | {"anew": []}
        table = sent.get(f"{k}.table", one["table"])
        if table in {"", *NAMES} and table != one["table"]:
            one["table"], changed = table, True
            _propose(one)
            reread(one, before)
        else:
            _read(str(k), one, sent, _held(looked))
            one["anew"] = reread(one, before)
            changed = changed or bool(one["anew"])
        chosen.append(one)
    return chosen, changed


def _propose(one: Choice) -> None:
    """What the columns may be in another table."""
    names = [column["name"] for column in one["columns"]]
    found = candidates(one["table"], names) if one["table"] else {}
    ours: dict[str, str] = {}
    doubtful: set[str] = set()
    for name, headers in found.items():
        free = [header for header in headers if header not in ours]
        if free:
            ours[free[0]] = name
            doubtful |= set(free[:1] if len(free) > 1 else ())
    if one["table"] == "contract_line":
        ours |= of_account([name for name in names if name not in ours])
    for column in one["columns"]:
        name = column["name"]
        column |= {"ours": ours.get(name, ""), "sure": name not in doubtful, "pairs": {}}
    one["amount"] = amount(one["table"], {name: header for header, name in ours.items()})


def _read(at: str, one: Choice, sent: Mapping[str, str], held: Held) -> None:
    for pick in _ways(at, one, held):
        value = sent.get(pick.name, pick.value)
        if value in {word for word, _said in pick.options}:
            one[_way(pick)] = value
    one["currency"] = currency_of(sent.get(f"{at}.currency", ""))
    allowed = {word for word, _said in _columns(one["table"])}
    for k, column in enumerate(one["columns"]):
        ours = sent.get(f"{at}.{k}", column["ours"])
        if ours in allowed:
            column["sure"] = column.get("sure", True) or ours != column["ours"]
            column["ours"] = ours
        choices = {"", *_choices(one["table"], column["ours"])}
        words = enumerate(column.get("words", ()))
        told = {word: sent.get(f"{at}.{k}.{n}", "") for n, word in words}
        column["pairs"] = {word: ours for word, ours in told.items() if ours and ours in choices}
