"""What is chosen for the columns of a file becomes a mapping, and says what is still open."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from garant.sources import headers, mapping_page
from garant.sources.choices import Choice, lacking
from garant.sources.decoding import Request
from garant.sources.mapping_text import toml_of
from garant.warehouse.mapping import load

ROOT = Path(__file__).resolve().parents[2]
SUBS = "id;customer_id;offre;date_debut;date_fin;prix;periode\n1;7;crm;01/01/2025;;12,50;Mensuel\n"
CUSTOMERS = "id,company\n7,Brun\n8,Boréal\n"
OTHERS = "id,name,price\n1,crm,12\n"


def _looked(folder: Path, **texts: str) -> list[Choice]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    request = Request("look", folder, folder)
    return list(headers.look(request, folder)["files"])


def _of(looked: list[Choice], file: str) -> tuple[str, Choice]:
    return next((str(k), one) for k, one in enumerate(looked) if one["file"] == f"{file}.csv")


def test_each_file_is_taken_for_what_its_headers_and_its_name_say(tmp_path: Path) -> None:
    looked = _looked(
        tmp_path, abonnements=SUBS, customers=CUSTOMERS, companies="id,name\nX,1\n", plans=OTHERS
    )
    tables = {one["file"]: one["table"] for one in looked}
    assert tables == {
        "abonnements.csv": "contract_line", "customers.csv": "account", "companies.csv": "",
        "plans.csv": "product",
    }  # fmt: skip
    ours = {column["name"]: column["ours"] for column in _of(looked, "abonnements")[1]["columns"]}
    assert ours["id"] == "line_id"
    assert ours["customer_id"] == "account_id"


def test_choices_are_a_mapping_that_reads(tmp_path: Path) -> None:
    looked = _looked(tmp_path, abonnements=SUBS)
    at, subs = _of(looked, "abonnements")
    assert (subs["dates"], subs["decimal"]) == ("%d/%m/%Y", ",")
    assert lacking(looked) == [("abonnements.csv", "currency")]
    place = {column["name"]: f"{at}.{k}" for k, column in enumerate(subs["columns"])}
    sent = {f"{at}.currency": "eur", f"{at}.amount": "interval", f"{at}.inclusive": "yes",
            f"{place['periode']}.0": "month", place["offre"]: "product_id"}  # fmt: skip
    chosen, changed = mapping_page.read(looked, sent)
    assert not changed
    assert lacking(chosen) == []
    file = tmp_path / "mapping.toml"
    file.write_text(toml_of(chosen), encoding="utf-8")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    columns = told["contract_line"]["columns"]
    assert columns["currency"] == {"value": "EUR"}
    assert columns["end_on"] == {"column": "date_fin", "inclusive": True}
    assert columns["interval_unit"] == {"column": "periode", "values": {"Mensuel": "month"}}
    assert told["account"]["columns"] == {"account_id": "customer_id"}
    assert told["product"]["columns"] == {"product_id": "offre"}
    assert set(load(file)) == {"contract_line", "account", "product"}


def test_another_table_shows_its_own_columns_first(tmp_path: Path) -> None:
    looked = _looked(tmp_path, plans=OTHERS)
    chosen, changed = mapping_page.read(looked, {"0.table": "account"})
    assert changed
    assert [column["ours"] for column in chosen[0]["columns"]] == ["account_id", "name", ""]


def test_what_a_page_sends_is_taken_from_lists_of_what_is_allowed(tmp_path: Path) -> None:
    looked = _looked(tmp_path, customers=CUSTOMERS)
    sent = {"0.table": "users", "0.0": "password", "0.dates": "x", "0.currency": '"]\nx'}
    chosen, _changed = mapping_page.read(looked, sent)
    assert chosen[0]["table"] == "account"
    assert chosen[0]["columns"][0]["ours"] == "account_id"
    assert tomllib.loads(toml_of(chosen))


def test_a_header_with_quotes_cannot_leave_its_text(tmp_path: Path) -> None:
    looked = _looked(tmp_path, customers='id,"na""me\\"\n7,Brun\n')
    told = tomllib.loads(toml_of(looked))
    assert told["account"]["from"] == "customers.csv"


@pytest.mark.parametrize("page", ["en/which-export", "fr/quel-export"])
def test_every_mapping_of_the_guide_reads(page: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "guide" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) == 4
    for number, block in enumerate(blocks):
        file = tmp_path / f"{number}.toml"
        file.write_text(block, encoding="utf-8")
        assert "account" in load(file)


UNKNOWN = (
    "qui;de quand;jusqu a quand;combien;monnaie du jour\n"
    "C1;01/02/2024;31/01/2025;45,50;EUR\nC1;01/02/2025;31/01/2026;45,50;EUR\n"
)


def test_what_is_chosen_by_hand_is_read_anew_as_its_columns_are_written(tmp_path: Path) -> None:
    looked = _looked(tmp_path, x=UNKNOWN)
    assert looked[0]["table"] == ""
    looked, changed = mapping_page.read(looked, {"0.table": "contract_line"})
    assert changed
    assert (looked[0]["dates"], looked[0]["decimal"]) == ("", ".")
    columns = {"0.0": "account_id", "0.1": "start_on", "0.2": "end_on", "0.3": "amount",
               "0.4": "currency", "0.amount": "mrr"}  # fmt: skip
    looked, changed = mapping_page.read(looked, columns)
    assert changed  # the ways are shown before anything is read with them
    (sheet,) = mapping_page.sheets(looked)
    assert "Days are written, Numbers are written, The day of the end" in sheet.anew
    ways = {pick.name: pick.value for pick in sheet.ways}
    assert ways["0.dates"] == "%d/%m/%Y"
    assert (ways["0.decimal"], ways["0.inclusive"]) == (",", "yes")
    again, changed = mapping_page.read(looked, {**columns, "0.inclusive": "no"})
    assert not changed
    assert "inclusive" not in toml_of(again)


TERMS = (
    "Client;N° contrat;Offre;Début;Fin;MRR;Devise\n"
    "C1;K7;crm;01/01/2024;31/12/2024;100;EUR\nC1;K7;crm;01/01/2025;31/12/2094;120;EUR\n"
    "C2;;crm;01/03/2024;;50;EUR\n"
)


def test_lines_with_an_end_still_to_come_are_contracts_unless_somebody_says_no(
    tmp_path: Path,
) -> None:
    looked = _looked(tmp_path, lignes=TERMS)
    told = tomllib.loads(toml_of(looked))
    number = "{Client:-}-{N° contrat:-}-"
    assert told["contract"] == {
        "from": "lignes.csv", "distinct": True, "dates": "%d/%m/%Y",
        "predecessor": {"same": "{Client:-}-{N° contrat:-}"},
        "columns": {
            "contract_id": {"template": number + "{term_start:-}"}, "account_id": "Client",
            "term_start": "Début", "term_end": {"column": "Fin", "inclusive": True},
        },
    }  # fmt: skip
    assert told["contract_line"]["columns"]["contract_id"] == {"template": number + "{start_on:-}"}
    assert told["contract_line"]["predecessor"]["link"] == "renews"
    chosen, _changed = mapping_page.read(looked, {"0.terms": ""})
    told = tomllib.loads(toml_of(chosen))
    assert "contract" not in told
    assert told["contract_line"]["columns"]["contract_id"] == "N° contrat"
    past = _looked(tmp_path / "past", lignes=TERMS.replace("2094", "2025"))
    assert "contract" not in tomllib.loads(toml_of(past))


def test_contracts_of_a_file_of_theirs_are_not_made_again(tmp_path: Path) -> None:
    contracts = "contract_id,account_id,term_start,term_end\nK7,C1,2025-01-01,2095-01-01\n"
    looked = _looked(tmp_path, lignes=TERMS, contrats=contracts)
    assert {one["table"] for one in looked} == {"contract", "contract_line"}
    assert toml_of(looked).count("[contract]\n") == 1
    shown = [pick.name for sheet in mapping_page.sheets(looked) for pick in sheet.ways]
    assert not any(name.endswith(".terms") for name in shown)


def test_the_last_day_is_chosen_where_the_days_of_the_file_do_not_show_it(tmp_path: Path) -> None:
    text = "customer_id,start_date,end_date,mrr,currency\nC1,2024-03-05,2024-11-19,10,EUR\n"
    looked = _looked(tmp_path, subscriptions=text)
    assert lacking(looked) == [("subscriptions.csv", "inclusive")]
    (sheet,) = mapping_page.sheets(looked)
    assert sheet.lacks == "Still to be said: The day of the end"
    (pick,) = [one for one in sheet.ways if one.name == "0.inclusive"]
    assert (pick.value, "whoever renews" in str(pick.why)) == ("", True)
    chosen, _changed = mapping_page.read(looked, {"0.inclusive": "no"})
    assert lacking(chosen) == []


def _end_of(text: str, tmp_path: Path) -> dict[str, Any]:
    """How the ends of lines are read, of which nothing is left to be said."""
    looked = _looked(tmp_path, subscriptions=text)
    assert lacking(looked) == []
    end: dict[str, Any] = tomllib.loads(toml_of(looked))["contract_line"]["columns"]["end_on"]
    return end


def test_a_day_that_cannot_be_hides_nothing_of_what_the_other_ends_show(tmp_path: Path) -> None:
    text = (
        "customer_id,start_date,end_date,mrr,currency\n"
        "C1,2024-01-01,2024-12-31,10,EUR\nC2,2024-02-01,2025-01-31,10,EUR\n"
        "C3,2024-02-01,2025-02-30,10,EUR\nC4,2024-02-01,9999-12-31,10,EUR\n"
        "C5,2024-03-01,2025-02-28,10,EUR\n"
    )
    assert _end_of(text, tmp_path) == {"column": "end_date", "inclusive": True}


def test_ends_with_an_hour_are_taken_as_the_days_that_they_are_on(tmp_path: Path) -> None:
    text = (
        "customer_id,start_date,end_date,mrr,currency\n"
        "C1,2024-03-05 10:11,2024-11-30 09:00,10,EUR\n"
    )
    assert _end_of(text, tmp_path) == {"column": "end_date", "instant": True}


def test_the_order_that_one_column_shows_is_that_of_the_other_too(tmp_path: Path) -> None:
    text = "customer_id,start_date,end_date,mrr,currency\nC1,02/01/2024,01/31/2025,10,EUR\n"
    (one,) = _looked(tmp_path, subscriptions=text)
    assert (one["dates"], one["inclusive"]) == ("%m/%d/%Y", "yes")
