"""A mapping proposed for foreign files, from their headers and a sample of their values.

What is sure is written down; what a person must decide stands behind ``# ?``.
Nothing is guessed silently: each line says why it is there.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from garant.metrics.errors import RequestError
from garant.metrics.schema import TABLES, Column
from garant.warehouse.csvfile import CsvFile, look

SAMPLE = 2000

# Words that files use for our columns, in English and French, without accents. The first table
# that a word fits is tried first; a word that fits two columns is left to a person.
WORDS: Mapping[str, Mapping[str, str]] = {
    "contract_line": {
        "line_id": "line subscription_item_id item_id ligne id_ligne subscription_line_id",
        "contract_id": "contract subscription_id subscription contrat id_contrat order_id "
        "agreement_id contract_number numero_contrat",
        "account_id": "account customer_id customer client id_client client_id company_id compte "
        "id_compte customer_number societe account_number org_id organization_id tenant_id",
        "product_id": "product plan plan_id price_id sku offer offre produit id_produit formule "
        "product_name plan_name package",
        "department_id": "department departement service business_unit team equipe",
        "start_on": "start start_date date_debut debut begin begin_date from_date period_start "
        "current_period_start starts_at started_at effective_date date_effet effective_start_date",
        "end_on": "end end_date date_fin fin to_date period_end current_period_end ends_at "
        "ended_at expiry_date expiration_date date_expiration effective_end_date valid_until",
        "trial_end": "trial_end_date fin_essai trial_ends_at",
        "quantity": "qty seats seat licences licenses users quantite sieges nombre nb_licences "
        "units_count",
        "unit": "units unite",
        "amount": "mrr price unit_price montant prix amount_per_month monthly_amount prix_mensuel "
        "montant_mensuel monthly_price arr annual_amount montant_annuel tarif mensualite revenue "
        "total total_ht montant_ht fee",
        "list_amount": "list_price prix_catalogue prix_public list_mrr catalog_price",
        "currency": "devise currency_code monnaie",
        "interval_unit": "interval billing_period periode billing_interval frequency periodicite",
        "interval_count": "bill_period_months months nb_mois interval_months",
    },
    "account": {
        "account_id": "account customer_id customer client id_client client_id company_id compte "
        "id_compte id customer_number account_number org_id organization_id tenant_id",
        "name": "account_name customer_name company company_name nom raison_sociale societe "
        "nom_client client_name",
        "parent_account_id": "parent parent_id maison_mere groupe",
        "segment": "tier size_segment taille categorie category",
        "industry": "sector secteur secteur_activite vertical activite",
        "region": "area zone",
        "country": "pays country_code code_pays",
        "channel": "source canal acquisition_channel",
        "employees": "employee_count headcount effectif nb_salaries salaries",
        "is_test": "test internal demo est_test interne",
    },
    "product": {
        "product_id": "product id sku produit id_produit plan_id code_produit",
        "name": "product_name libelle nom plan_name",
        "family": "product_family famille gamme category categorie product_line",
    },
    "spend": {
        "month": "mois period periode",
        "department": "departement service",
        "kind": "type nature category",
        "amount": "montant cost cout spend depense",
        "currency": "devise currency_code",
    },
}
_AMOUNTS = (
    ("arr", ("arr", "annual", "annuel", "yearly")),
    ("mrr", ("mrr", "monthly", "mensuel", "mensualite", "per_month")),
)
_DAYS = (("%d/%m/%Y", "/"), ("%d.%m.%Y", "."), ("%d-%m-%Y", "-"))


@dataclass(frozen=True, slots=True)
class Understood:
    """One file: the table that it looks like, and which of its columns are what."""

    file: str
    table: str
    columns: Mapping[str, str]
    doubtful: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping as TOML text, and what it rests on."""

    toml: str
    understood: tuple[Understood, ...]
    unknown: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left for a person to decide."""
        return "# ?" not in self.toml


def propose(files: Iterable[Path | str]) -> Proposal:
    """The mapping that these files seem to need."""
    read = [_read(Path(file)) for file in files]
    found: list[tuple[Understood, CsvFile, list[list[str]]]] = []
    unknown: list[str] = []
    for file, rows in sorted(read, key=lambda one: -_score("contract_line", one[0].columns)):
        table = _table(file.columns, [one.table for one, _, _ in found])
        if table is None:
            unknown.append(file.path.name)
        else:
            found.append((_understood(file, table), file, rows))
    head = ["# Proposed by `garant facts map`. A question mark after # is for you to decide."]
    head += [f"# Not understood, and not used: {name}" for name in unknown]
    parts = ["\n".join(head)]
    parts += [_section(one, file, rows) for one, file, rows in found]
    parts += _account_of_lines([one for one, _, _ in found])
    return Proposal("\n\n".join(parts) + "\n", tuple(one for one, _, _ in found), tuple(unknown))


def _read(path: Path) -> tuple[CsvFile, list[list[str]]]:
    if not path.is_file():
        raise RequestError("there is no file {file}", file=path)
    found = look(path, path.stem)
    if isinstance(found, list):
        raise RequestError(
            "{file} cannot be read: {reason}", file=path.name, reason=found[0].text()
        )
    with path.open(encoding="utf-8-sig", newline="") as rows:
        sample = list(islice(csv.reader(rows, delimiter=found.delimiter), 1, SAMPLE))
    return found, sample


def _plain(name: str) -> str:
    """A header in lower case, without accents, words joined by underscores."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    bare = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def _matches(table: str, column: str, header: str) -> bool:
    plain = _plain(header)
    return plain == column or plain in WORDS.get(table, {}).get(column, "").split()


def _candidates(table: str, headers: Sequence[str]) -> dict[str, list[str]]:
    """For each of our columns, the headers that may be it: its own name first."""
    found: dict[str, list[str]] = {}
    for column in TABLES[table].columns:
        same = [header for header in headers if _matches(table, column.name, header)]
        exact = [header for header in same if _plain(header) == column.name]
        if same:
            found[column.name] = exact or same
    return found


def _score(table: str, headers: Sequence[str]) -> int:
    found = _candidates(table, headers)
    required = {column.name for column in TABLES[table].columns if column.required}
    return 3 * len(required & found.keys()) + len(found)


def _table(headers: Sequence[str], taken: Sequence[str]) -> str | None:
    """The table that most of the headers speak for, if one does."""
    dated = (
        "contract_line"
        if {"start_on", "amount"} <= _candidates("contract_line", headers).keys()
        else None
    )
    if dated and dated not in taken:
        return dated
    rest = [name for name in WORDS if name not in {*taken, "contract_line"}]
    scores = {name: _score(name, headers) for name in rest if _has_key(name, headers)}
    return max(scores, key=lambda name: scores[name]) if scores else None


def _has_key(table: str, headers: Sequence[str]) -> bool:
    found = _candidates(table, headers)
    required = [c.name for c in TABLES[table].columns if c.required]
    return all(name in found for name in required if name != "currency")


def _understood(file: CsvFile, table: str) -> Understood:
    candidates = _candidates(table, file.columns)
    columns: dict[str, str] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    for name, headers in candidates.items():
        free = [header for header in headers if header not in columns.values()]
        if len(free) == 1:
            columns[name] = free[0]
        elif free:
            doubtful[name] = tuple(free)
    if table == "contract_line" and _amount_is(columns):
        # A month's amount needs no interval: how often it is billed is another matter.
        for name in ("interval_unit", "interval_count"):
            columns.pop(name, None)
            doubtful.pop(name, None)
    used = {*columns.values(), *(h for headers in doubtful.values() for h in headers)}
    missing = [c.name for c in TABLES[table].columns if c.required and c.name not in columns]
    unused = tuple(header for header in file.columns if header not in used)
    return Understood(file.path.name, table, columns, doubtful, unused, tuple(missing))


# ---------------------------------------------------------------- as TOML


def _section(one: Understood, file: CsvFile, rows: list[list[str]]) -> str:
    values = {
        header: [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        for place, header in enumerate(file.columns)
    }
    lines = [f"[{one.table}]", f"from = {_quoted(one.file)}"]
    lines += _way_of_writing(one, values)
    lines += _way_of_pricing(one) if one.table == "contract_line" else []
    lines += ["", f"[{one.table}.columns]"]
    lines += [_line(TABLES[one.table].column(name), header, values)
              for name, header in one.columns.items()]  # fmt: skip
    lines += [
        f"# ? {name} = {' or '.join(_quoted(header) for header in headers)}"
        for name, headers in one.doubtful.items()
    ]
    lines += _absent(one)
    if one.unused and not TABLES[one.table].open:
        lines.append(f"# not used: {', '.join(one.unused)}")
    elif one.unused:
        lines.append(f"# kept as attributes: {', '.join(one.unused)}")
    lines += _chain(one, values) if one.table == "contract_line" else []
    return "\n".join(lines)


def _line(column: Column | None, header: str, values: Mapping[str, list[str]]) -> str:
    told = values.get(header, [])
    if column is None:  # pragma: no cover - only declared columns are proposed
        return ""
    wrong = sorted({text for text in told if column.choices and text not in column.choices})
    if wrong:
        pairs = ", ".join(f'{_quoted(text)} = "?"' for text in wrong[:10])
        return (
            f"# ? {column.name} = {{ column = {_quoted(header)}, values = {{ {pairs} }} }}"
            f"  # one of {', '.join(column.choices)}"
        )
    if column.kind == "date" and told and all(_is_instant(text) for text in told):
        return f"{column.name} = {{ column = {_quoted(header)}, instant = true }}"
    note = (
        "  # ? does the last day count? then add inclusive = true: "
        if column.name == "end_on"
        else ""
    )
    shown = f"{{ column = {_quoted(header)}, inclusive = true }}" if note else ""
    return f"{column.name} = {_quoted(header)}{note}{shown}"


def _way_of_writing(one: Understood, values: Mapping[str, list[str]]) -> list[str]:
    """How the file writes its dates and numbers, where the values show it."""
    lines = []
    table = TABLES[one.table]
    of_kind = {
        kind: [text for name, header in one.columns.items() for text in values.get(header, [])
               if (column := table.column(name)) is not None and column.kind == kind]
        for kind in ("date", "decimal")
    }  # fmt: skip
    for layout, mark in _DAYS:
        shape = rf"\d{{1,2}}{re.escape(mark)}\d{{1,2}}{re.escape(mark)}\d{{4}}"
        written = [text for text in of_kind["date"] if re.fullmatch(shape, text)]
        if written:
            lines.append(_day_order(layout, mark, written))
    numbers = of_kind["decimal"]
    if any(re.fullmatch(r"[-+]?[\d\s.\u00a0\u202f]*\d,\d{1,2}", text) for text in numbers):
        lines.append('decimal = ","')
        if any(re.search(r"\d[ \u00a0\u202f]\d", text) for text in numbers):
            lines.append('thousands = " "')
        elif any(re.search(r"\d\.\d{3},", text) for text in numbers):
            lines.append('thousands = "."')
    elif any(re.search(r"\d,\d{3}(\.|$|,)", text) for text in numbers):
        lines.append('thousands = ","')
    return lines


def _amount_is(columns: Mapping[str, str]) -> str | None:
    """What the name of the column of money says of it."""
    header = _plain(columns.get("amount", ""))
    return next((name for name, words in _AMOUNTS if any(word in header for word in words)), None)


def _chain(one: Understood, values: Mapping[str, list[str]]) -> list[str]:
    """A word on lines that start where another one ends, where the sample has some."""
    if "predecessor_line_id" in one.columns or not {"start_on", "end_on"} <= one.columns.keys():
        return []
    starts, ends = (set(values.get(one.columns[name], [])) for name in ("start_on", "end_on"))
    if not starts & ends:
        return []
    return [
        "",
        "# ? Lines start on days when others end. If each continues the last of its account and",
        "# product, remove the marks of the next three lines:",
        "# [contract_line.predecessor]",
        '# same = ["account_id", "product_id"]',
        '# link = "renews"',
    ]


def _day_order(layout: str, mark: str, written: list[str]) -> str:
    """Which of day and month stands first: shown by a number above 12, or left to decide."""
    parts = [text.split(mark) for text in written]
    if any(int(first) > 12 for first, _, _ in parts):
        return f"dates = {_quoted(layout)}"
    other = layout.replace("%d", "%x").replace("%m", "%d").replace("%x", "%m")
    if any(int(second) > 12 for _, second, _ in parts):
        return f"dates = {_quoted(other)}"
    return f"# ? dates = {_quoted(layout)} or {_quoted(other)}"


def _way_of_pricing(one: Understood) -> list[str]:
    if "price_basis" in one.columns:
        return []
    name = _amount_is(one.columns)
    if name is not None:
        return [f"amount_is = {_quoted(name)}  # because of the name {one.columns['amount']}"]
    if "interval_unit" in one.columns:
        told = (
            '{ value = "flat_per_interval" } or, for the price of one unit, "per_unit_per_interval"'
        )
        return [f"# ? in the columns: price_basis = {told}"]
    return ['# ? amount_is = "mrr", "arr", "unit_month", "unit_year" or "line_total"']


def _absent(one: Understood) -> list[str]:
    """What the table needs and the file does not say."""
    lines = []
    for name in one.missing:
        if name in one.doubtful or name == "price_basis":
            continue
        if name == "currency":
            lines.append('# ? currency = { value = "EUR" }')
        elif name == "line_id":
            parts = [one.columns.get(c) for c in ("account_id", "product_id", "start_on")]
            text = "-".join(f"{{{part}}}" for part in parts if part) or "{_row}"
            lines.append(f"line_id = {{ template = {_quoted(text)} }}")
        else:
            lines.append(f"# ? {name} = no column looks like it")
    return lines


def _account_of_lines(found: list[Understood]) -> list[str]:
    """Accounts from the lines, where no file holds accounts."""
    lines = next((one for one in found if one.table == "contract_line"), None)
    if lines is None or any(one.table == "account" for one in found):
        return []
    header = lines.columns.get("account_id")
    if header is None:
        return []
    rest = ", ".join(_quoted(c) for c in (*lines.columns.values(), *lines.unused) if c != header)
    section = [
        "# No file holds accounts: each account of the lines is one.",
        "[account]",
        f"from = {_quoted(lines.file)}",
        "distinct = true",
        f"ignore = [{rest}]",
        "",
        "[account.columns]",
        f"account_id = {_quoted(header)}",
    ]
    return ["\n".join(section)]


def _is_instant(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ][0-9:.]+( ?UTC|Z|[+-]00(:?00)?)?", text))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
