import csv
import json
import subprocess
import sys
import time
import tomllib
from datetime import date
from pathlib import Path

import pytest

from garant.demo.company import TABLES, generate
from garant.demo.write import FILES, write_company
from garant.metrics.errors import RequestError


@pytest.fixture(scope="module")
def small():
    return generate(accounts=40, seed=3)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_arguments_give_the_same_bytes_and_another_seed_does_not(tmp_path):
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        write_company(generate(accounts=30, seed=seed), tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    other, one = contents(tmp_path / "other"), contents(tmp_path / "one")
    assert all(other[f"{table}.csv"] != one[f"{table}.csv"] for table in ("account", "contract"))


def test_the_default_company_is_written_within_its_size(company, tmp_path):
    started = time.process_time()
    folder = write_company(company, tmp_path / "demo")
    assert time.process_time() - started < 4
    assert {path.name for path in folder.iterdir()} == FILES
    assert sum(path.stat().st_size for path in folder.iterdir()) < 20_000_000


def test_a_file_says_what_the_table_says(small, tmp_path):
    folder = write_company(small, tmp_path / "demo")
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        assert len(read) == len(small.tables[table])
        assert list(read[0]) == list(small.tables[table][0])
    with (folder / "contract.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert date.fromisoformat(first["term_start"]) == small.tables["contract"][0]["term_start"]
    assert first["auto_renew"] in {"true", "false"}
    assert first["recorded_at"].endswith("Z")


def test_the_truth_and_the_readme_stand_beside_the_tables(small, tmp_path):
    folder = write_company(small, tmp_path / "demo")
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8")) == small.truth
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "made up" in readme
    assert "inventé" in readme
    assert "--as-of" not in readme


def test_the_folder_says_itself_what_was_known(small, tmp_path):
    folder = write_company(small, tmp_path / "demo")
    mapping = tomllib.loads((folder / "mapping.toml").read_text(encoding="utf-8"))
    assert mapping == {"settings": {"known_as_of": small.truth["last_day"]}}


def test_nothing_but_the_folder_is_left_behind(small, tmp_path):
    write_company(small, tmp_path / "demo")
    write_company(small, tmp_path / "demo")
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_an_earlier_demo_is_replaced(small, tmp_path):
    folder = write_company(small, tmp_path / "demo")
    (folder / "account.csv").write_text("old", encoding="utf-8")
    write_company(small, folder)
    assert (folder / "account.csv").read_text(encoding="utf-8").startswith("account_id,")


def test_an_empty_folder_is_filled(small, tmp_path):
    write_company(small, tmp_path)
    assert (tmp_path / "contract.csv").exists()


@pytest.mark.parametrize("name", ["notes.txt", "account.csv"])
def test_a_folder_with_something_else_is_refused_and_kept(small, tmp_path, name):
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match=f"not an earlier demo: it holds {name}"):
        write_company(small, tmp_path)
    assert contents(tmp_path) == {name: b"mine"}


def test_a_demo_to_which_a_file_was_added_is_refused(small, tmp_path):
    folder = write_company(small, tmp_path / "demo")
    (folder / "features.toml").write_text("", encoding="utf-8")
    with pytest.raises(RequestError, match=r"features\.toml"):
        write_company(small, folder)


@pytest.mark.parametrize("change", ["[account]\n", "[settings]\n"])
def test_a_demo_whose_mapping_was_changed_is_refused_and_kept(small, tmp_path, change):
    folder = write_company(small, tmp_path / "demo")
    ours = (folder / "mapping.toml").read_text(encoding="utf-8")
    own = ours + change if change not in ours else ours.replace(change, "")
    (folder / "mapping.toml").write_text(own, encoding="utf-8")
    with pytest.raises(RequestError, match=r"mapping\.toml"):
        write_company(small, folder)
    assert (folder / "mapping.toml").read_text(encoding="utf-8") == own


def test_a_file_in_place_of_the_folder_is_refused(small, tmp_path):
    (tmp_path / "demo").write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="is a file"):
        write_company(small, tmp_path / "demo")


def test_the_folder_one_stands_in_is_refused(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match="the folder you are in"):
        write_company(small, Path())


def test_the_generator_needs_nothing_but_the_standard_library():
    code = (
        "import sys, garant.demo.company, garant.demo.story;"
        "print([m for m in ('numpy', 'pandas', 'ibis', 'duckdb', 'babel') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_a_failure_half_way_leaves_neither_a_half_nor_a_loss(small, tmp_path, monkeypatch):
    folder = write_company(small, tmp_path / "demo")
    before = contents(folder)

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("garant.demo.write._write_table", full_disk)
    with pytest.raises(RequestError, match=r"demo cannot be written: No space left on device"):
        write_company(small, folder)
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
