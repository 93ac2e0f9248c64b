"""Headers of files that people really have are known for what they are."""

import pytest

from garant.warehouse.propose import Sample, understood
from garant.warehouse.words import gist, table_of

# What a file calls its columns, the table that it is, and what each column is; None: left out.
FILES = {
    "Stripe, subscriptions": ("contract_line", {
        "id": "line_id", "Customer ID": "account_id", "Quantity": "quantity",
        "Currency": "currency", "Interval": "interval_unit", "Amount": "amount", "Status": None,
        "Created (UTC)": None, "Start Date (UTC)": "start_on", "Current Period Start (UTC)": None,
        "Current Period End (UTC)": None, "Trial End (UTC)": "trial_end",
        "Canceled At (UTC)": None, "Ended At (UTC)": "end_on",
    }),
    "Chargebee, subscriptions": ("contract_line", {
        "id": "line_id", "customer_id": "account_id", "currency_code": "currency",
        "started_at": "start_on", "cancelled_at": "end_on", "mrr": "amount", "status": None,
    }),
    "HubSpot, companies": ("account", {
        "Record ID": "account_id", "Company name": "name", "Company owner": None,
        "Create Date": None, "Phone Number": None, "City": None, "Country/Region": "country",
        "Industry": "industry",
    }),
    "HubSpot, contacts": ("contact", {
        "Record ID": "contact_id", "First Name": None, "Full name": "name", "Email": "email",
        "Job Title": "job", "Associated Company IDs": "account_id",
    }),
    "HubSpot, deals": ("opportunity", {
        "Record ID": "opportunity_id", "Deal Name": None, "Deal Stage": "outcome",
        "Create Date": "opened_on", "Close Date": "closed_on",
        "Associated Company IDs": "account_id",
    }),
    "Salesforce, accounts": ("account", {
        "Id": "account_id", "Name": "name", "ParentId": "parent_account_id",
        "Industry": "industry", "BillingCountry": "country", "NumberOfEmployees": "employees",
        "CreatedDate": None, "AnnualRevenue": None,
    }),
    "Salesforce, contracts": ("contract", {
        "Id": "contract_id", "AccountId": "account_id", "StartDate": "term_start",
        "EndDate": "term_end", "Status": None,
    }),
    "Salesforce, opportunities": ("opportunity", {
        "Id": "opportunity_id", "AccountId": "account_id", "StageName": "outcome",
        "CreatedDate": "opened_on", "CloseDate": "closed_on", "Probability": None,
    }),
    "abonnements": ("contract_line", {
        "N° abonnement": "contract_id", "N° client": "account_id", "Client": None,
        "Date de début": "start_on", "Date de fin": "end_on", "Prix mensuel HT": "amount",
        "Devise": "currency",
    }),
    "souscriptions": ("contract_line", {
        "Code client": "account_id", "Raison sociale": None, "Formule": "product_id",
        "Date d’effet": "start_on", "Date d’échéance": "end_on", "Montant HT": "amount",
        "Montant TTC": None, "Qté": "quantity", "Périodicité": "interval_unit",
    }),
    "suivi": ("contract_line", {
        "Client": "account_id", "Début": "start_on", "Échéance": "end_on",
        "Nombre d’utilisateurs": "quantity", "Tarif unitaire": "amount", "Observations": None,
    }),
    "tiers": ("account", {
        "Code client": "account_id", "Raison sociale": "name", "Pays": "country",
        "Secteur d’activité": "industry", "Nombre de salariés": "employees",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_headers_of_a_usual_export_are_known(name, tmp_path):
    table, columns = FILES[name]
    assert table_of(list(columns), "export") == table
    (found,), unknown = understood([Sample(tmp_path / "export.csv", tuple(columns), [])])
    assert not unknown
    assert not found[0].doubtful
    ours = {header: name for name, header in found[0].columns.items()}
    assert {header: ours.get(header) for header in columns} == columns


def test_what_says_nothing_is_dropped_from_a_header_unless_it_is_all_there_is():
    assert gist("N° de l’abonnement") == "abonnement"
    assert gist("Prix HT") == gist("prix") == "prix"
    assert gist("Code") == "code"
    assert gist("Cœur de métier") == "coeur_metier"
