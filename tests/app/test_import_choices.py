"""What is chosen for the columns of a file becomes a mapping, and says what is still open."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from garant.sources import headers, mapping_page
from garant.sources.choices import Choice, lacking, toml_of
from garant.sources.decoding import Request
from garant.warehouse.mapping import load

ROOT = Path(__file__).resolve().parents[2]
SUBS = "id;customer_id;offre;date_debut;date_fin;prix;periode\n1;7;crm;01/01/2025;;12,50;Mensuel\n"
CUSTOMERS = "id,company\n7,Brun\n8,Boréal\n"
OTHERS = "id,name,price\n1,crm,12\n"


def _looked(folder: Path, **texts: str) -> list[Choice]:
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
    assert set(load(file)) == {"contract_line", "account"}


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
