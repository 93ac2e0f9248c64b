import re
import shlex
from datetime import date, timedelta
from decimal import Decimal

import pytest

from garant.cli.demo_figures import BEFORE, HIGH, LOW, SINCE, due, first_renewals, lost
from garant.demo.company import generate
from tests.cli.conftest import Said, fresh
from tests.demo.plain import Plain

ACCOUNTS = "60"


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A demo that was told once: the folder it is in, and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    process = fresh(
        *("demo", "--dir", folder / "my company", "--accounts", ACCOUNTS, "--no-serve"),
        LANG="C.UTF-8", COLUMNS="80",
    )  # fmt: skip
    out, err = process.communicate(timeout=120)
    return folder / "my company", Said(process.returncode, out.decode(), err.decode())


def test_the_demo_tells_its_story_and_draws_it(demo):
    _, said = demo
    assert said.code == 0, said.err
    assert said.err == ""
    assert said.out.startswith(f"Volière: an invented company, {ACCOUNTS} accounts, seed 7\n")
    for told in ("left at the first", "Monthly recurring revenue, year by year", "NRR", "Due"):
        assert told in said.out
    assert {"█", "▓", "░"} <= set(said.out)


def test_the_demo_is_readable_on_80_columns(demo):
    lines = demo[1].out.split("To go on:")[0].splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if "…" in line]


def test_every_command_that_is_printed_works(demo, call):
    folder, said = demo
    printed = said.out.split("To go on:")[1]
    commands = re.findall(r"^ +\S.*?((?:metrics|facts) .*)$", printed, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        answered = call(*shlex.split(command))
        assert answered.code == 0, (command, answered.err)
        assert answered.out
    assert str(folder) in shlex.split(commands[0])


def test_a_page_of_an_earlier_version_goes_with_its_demo(call, tmp_path):
    for _ in range(2):
        said = call("demo", "--dir", tmp_path / "co", "--accounts", "20", "--no-serve", "--quiet")
        assert said.code == 0, said.err
        (tmp_path / "co" / "index.html").write_text("the page")
    assert (tmp_path / "co" / "contact.csv").exists()


@pytest.mark.parametrize("own", ["notes.txt", "index.html"])
def test_a_folder_that_is_no_demo_is_left_alone(call, tmp_path, own):
    (tmp_path / own).write_text("mine")
    said = call("demo", "--dir", tmp_path, "--accounts", "30", "--no-serve")
    assert said.code == 1
    assert own in said.err
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(own, "mine")]


def test_the_shares_that_left_at_the_first_renewal_are_those_of_a_count_by_hand():
    company = generate(160, 11)
    policy_on = date.fromisoformat(company.truth["policy_on"])
    known = date.fromisoformat(company.truth["as_of"])
    kept = first_renewals(company, policy_on)
    counted = {}
    plain = Plain(company)
    signed = {row["account_id"]: row for row in company.tables["opportunity"] if row["account_id"]}
    for contract in plain.first_contracts():
        if not 365 <= (contract["term_end"] - contract["term_start"]).days <= 366:
            continue
        account = contract["account_id"]
        month0 = next(
            (end for end in ends(contract["term_start"], 14) if plain.mrr(account, end) > 0), None
        )
        if month0 is None or a_year_after(month0) > known:
            continue
        side = SINCE if signed[account]["closed_on"] >= policy_on else BEFORE
        discount = signed[account]["discount"]
        band = LOW if discount <= Decimal("0.05") else HIGH if discount > Decimal("0.2") else ""
        counted.setdefault((side, ""), []).append(plain.mrr(account, a_year_after(month0)) == 0)
        if band:
            counted.setdefault((side, band), []).append(counted[side, ""][-1])
    assert {(BEFORE, ""), (SINCE, ""), (BEFORE, LOW), (BEFORE, HIGH)} <= set(counted)
    for (side, band), left in counted.items():
        assert due(kept, side, band) == len(left), (side, band)
        assert lost(kept, side, band) == Decimal(sum(left)) / len(left), (side, band)


def ends(first, months):
    """The last days of that many months from the month of `first` on."""
    number = first.year * 12 + first.month
    for month in range(number, number + months):
        yield date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def a_year_after(end):
    return list(ends(end, 13))[-1]
