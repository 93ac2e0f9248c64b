"""A proposed mapping says what it understood, and leaves to a person what it cannot know."""

import re
import tomllib

import pytest

from garant.metrics.errors import RequestError
from garant.warehouse.propose import propose
from garant.warehouse.read import open_source
from garant.warehouse.run import rows

FRENCH = (
    "Client;Produit;Date début;Date fin;Montant mensuel;Nb licences;Commercial\n"
    "ACME;Pro;15/01/2024;15/01/2025;1 234,50;12;Zoé\n"
    "ACME;Pro;15/01/2025;;1 300,00;12;Zoé\n"
)


def written(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return [folder / f"{name}.csv" for name in files]


def decided(text, **answers):
    """The proposal with the lines that a person must decide decided."""
    for name, answer in answers.items():
        text = re.sub(rf"# \? {name} = .*", f"{name} = {answer}", text)
    return text


def test_a_french_file_is_understood_but_for_its_currency(tmp_path):
    proposal = propose(written(tmp_path, abonnements=FRENCH))
    (lines,) = proposal.understood
    assert lines.columns == {
        "account_id": "Client", "product_id": "Produit", "start_on": "Date début",
        "end_on": "Date fin", "amount": "Montant mensuel", "quantity": "Nb licences",
    }  # fmt: skip
    assert lines.unused == ("Commercial",)
    assert "currency" in lines.missing
    for part in ('dates = "%d/%m/%Y"', 'decimal = ","', 'thousands = " "', 'amount_is = "mrr"'):
        assert part in proposal.toml
    assert not proposal.complete


def test_a_proposal_works_once_its_questions_are_answered(tmp_path):
    proposal = propose(written(tmp_path, abonnements=FRENCH))
    text = decided(proposal.toml, currency='{ value = "EUR" }')
    (tmp_path / "mapping.toml").write_text(text)
    with open_source(tmp_path) as source:
        assert source.problems == ()
        assert [str(one["amount"]) for one in rows(source.tables["contract_line"])] == [
            "1234.50000000", "1300.00000000",
        ]  # fmt: skip
        assert [one["account_id"] for one in rows(source.tables["account"])] == ["ACME"]


def test_a_proposal_is_toml_before_it_is_answered_too(tmp_path):
    assert "contract_line" in tomllib.loads(propose(written(tmp_path, a=FRENCH)).toml)


def test_two_columns_that_could_be_one_are_left_to_a_person(tmp_path):
    text = "customer_id,start_date,mrr,price\nA1,2024-01-01,10,12\n"
    proposal = propose(written(tmp_path, subscriptions=text))
    assert proposal.understood[0].doubtful == {"amount": ("mrr", "price")}
    assert '# ? amount = "mrr" or "price"' in proposal.toml


def test_a_day_order_that_no_value_shows_is_left_to_a_person(tmp_path):
    text = "customer_id,start_date,mrr\nA1,05/03/2024,10\nA2,06/04/2024,12\n"
    toml = propose(written(tmp_path, subscriptions=text)).toml
    assert '# ? dates = "%d/%m/%Y" or "%m/%d/%Y"' in toml


def test_an_american_day_order_is_seen_in_the_values(tmp_path):
    text = "customer_id,start_date,mrr\nA1,05/03/2024,10\nA2,06/24/2024,12\n"
    assert 'dates = "%m/%d/%Y"' in propose(written(tmp_path, subscriptions=text)).toml


def test_how_often_a_monthly_amount_is_billed_is_not_its_interval(tmp_path):
    text = "customer_id,start_date,mrr,bill_period_months\nA1,2024-01-01,10,12\n"
    proposal = propose(written(tmp_path, subscriptions=text))
    assert "interval_count" not in proposal.toml
    assert proposal.understood[0].unused == ("bill_period_months",)


def test_lines_that_start_where_others_end_raise_a_question(tmp_path):
    text = "customer_id,start_date,end_date,mrr\nA1,2024-01-01,2024-02-01,1\nA1,2024-02-01,,1\n"
    toml = propose(written(tmp_path, subscriptions=text)).toml
    assert "# ? Lines start on days when others end." in toml


def test_accounts_and_lines_are_told_apart(tmp_path):
    files = written(
        tmp_path,
        customers="customer_id,company,country,tier\nA1,Acme,FR,gold\n",
        subscriptions="subscription_item_id,customer_id,start_date,mrr,currency\n1,A1,2024-01-01,5,EUR\n",
        pictures="x,y\n1,2\n",
    )
    proposal = propose(files)
    assert [(one.table, one.file) for one in proposal.understood] == [
        ("contract_line", "subscriptions.csv"), ("account", "customers.csv"),
    ]  # fmt: skip
    assert proposal.unknown == ("pictures.csv",)
    assert proposal.complete
    assert 'segment = "tier"' in proposal.toml


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(RequestError, match="there is no file"):
        propose([tmp_path / "nothing.csv"])


def test_accounts_of_lines_are_called_as_the_lines_call_them(tmp_path):
    text = "N° client,Client,Début,Prix mensuel,Devise\nC1,Brun,2024-01-01,10,EUR\n"
    proposal = propose(written(tmp_path, abonnements=text))
    (tmp_path / "mapping.toml").write_text(proposal.toml)
    with open_source(tmp_path) as source:
        (account,) = rows(source.tables["account"])
    assert (account["account_id"], account["name"]) == ("C1", "Brun")


def test_numbers_that_can_be_read_in_two_ways_are_left_to_a_person(tmp_path):
    text = "customer_id;start_date;mrr;currency\nA1;2024-01-01;1.200;EUR\nA2;2024-01-01;350;EUR\n"
    toml = propose(written(tmp_path, subscriptions=text)).toml
    assert '# ? decimal = "." or ","  # 1.200 can be read in two ways' in toml
    toml = propose(written(tmp_path, subscriptions=text.replace("350", "9,90"))).toml
    assert 'decimal = ","\nthousands = "."' in toml
    assert "# ?" not in toml


def test_first_days_of_months_in_one_order_alone_are_in_that_order(tmp_path):
    text = "customer_id,start_date,mrr\nA1,1/1/2025,10\nA2,3/1/2025,12\nA3,4/1/2025,9\n"
    assert 'dates = "%m/%d/%Y"\n' in propose(written(tmp_path, subscriptions=text)).toml
