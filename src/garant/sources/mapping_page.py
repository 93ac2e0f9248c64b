"""The page of a mapping: what each column of each file is, as it was proposed and can be changed.

The fields of file 0 are `0.table`, `0.dates`, …; of its column 3 `0.3`; of that column's second
word `0.3.1`. What the page sends is read by the same names, from lists of what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.metrics.schema import TABLES, Column
from garant.sources.choices import ALSO, LEFT_OUT, OF_ACCOUNT, Choice, lacking
from garant.sources.tables import MODELS, NAMES
from garant.warehouse.words import candidates

Words = str | Promise
Options = Sequence[tuple[str, Words]]
DATES: Options = (
    ("", "2025-12-31"), ("%d/%m/%Y", "31/12/2025"), ("%m/%d/%Y", "12/31/2025"),
    ("%d.%m.%Y", "31.12.2025"), ("%d-%m-%Y", "31-12-2025"),
)  # fmt: skip
DECIMALS: Options = ((".", "1234.50"), (",", "1234,50"))
THOUSANDS: Options = (
    ("", gettext_lazy("nothing")), (" ", gettext_lazy("a space")), (",", gettext_lazy("a comma")),
    (".", gettext_lazy("a point")),
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
CALLED: Mapping[str, Words] = {
    "account_id": gettext_lazy("Account id"), "parent_account_id": gettext_lazy("Parent account"),
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
    wrong: str = ""

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


def sheets(looked: Sequence[Choice]) -> list[Sheet]:
    """The files as the page shows them."""
    open_ones = lacking(looked)
    return [_sheet(str(k), one, open_ones) for k, one in enumerate(looked)]


def _sheet(at: str, one: Choice, open_ones: Sequence[tuple[str, str]]) -> Sheet:
    tables: Options = (("", _("Not used")), *((name, said) for name, said in NAMES.items()))
    lacks = [str(called(one["table"], name)) for file, name in open_ones if file == one["file"]]
    said = ""
    if lacks:
        said = _("Still to be said: {columns}").format(columns=", ".join(lacks))
    return Sheet(
        one["file"], Pick(f"{at}.table", _("This file holds"), tables, one["table"]),
        tuple(_ways(at, one)), tuple(_lines(at, one)), said,
    )  # fmt: skip


def _ways(at: str, one: Choice) -> Iterator[Pick]:
    if not one["table"]:
        return
    kinds = {column.kind for column in TABLES[one["table"]].columns}
    if "date" in kinds:
        yield Pick(f"{at}.dates", _("Days are written"), DATES, one.get("dates", ""))
    if "decimal" in kinds:
        yield Pick(f"{at}.decimal", _("Numbers are written"), DECIMALS, one.get("decimal", "."))
        yield Pick(f"{at}.thousands", _("Between thousands stands"), THOUSANDS,
                   one.get("thousands", ""))  # fmt: skip
    if one["table"] == "contract_line":
        yield Pick(f"{at}.amount", _("The amount is"), AMOUNTS, one.get("amount", ""))
        last: Options = (("", _("is the first day without")), ("yes", _("is still paid for")))
        value = "yes" if one.get("inclusive") else ""
        yield Pick(f"{at}.inclusive", _("The day of the end"), last, value)
        follow: Options = (("", _("is a new line")), ("yes", _("continues the line before")))
        value = "yes" if one.get("chained") else ""
        yield Pick(f"{at}.chained", _("A line that starts where one ended"), follow, value)


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


def read(looked: Sequence[Choice], sent: Mapping[str, str]) -> tuple[list[Choice], bool]:
    """What was chosen, and whether a table changed, so that its columns are to be shown anew."""
    chosen, changed = [], False
    for k, before in enumerate(looked):
        one = deepcopy(before)
        table = sent.get(f"{k}.table", one["table"])
        if table in {"", *NAMES} and table != one["table"]:
            one["table"], changed = table, True
            _propose(one)
        else:
            _read(str(k), one, sent)
        chosen.append(one)
    return chosen, changed


def _propose(one: Choice) -> None:
    """What the columns may be in another table."""
    names = [column["name"] for column in one["columns"]]
    found = candidates(one["table"], names) if one["table"] else {}
    ours: dict[str, str] = {}
    for name, headers in found.items():
        free = [header for header in headers if header not in ours]
        if free:
            ours[free[0]] = name
    for column in one["columns"]:
        column |= {"ours": ours.get(column["name"], ""), "sure": False, "pairs": {}}


def _read(at: str, one: Choice, sent: Mapping[str, str]) -> None:
    for pick in _ways(at, one):
        value = sent.get(pick.name, pick.value)
        if value in {word for word, _said in pick.options}:
            one[pick.name.rpartition(".")[2]] = value
    one["currency"] = "".join(filter(str.isalpha, sent.get(f"{at}.currency", "").upper()))[:3]
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
