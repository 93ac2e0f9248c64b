"""The words that files use for our tables and columns, and which table a header speaks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from garant.metrics.schema import TABLES

# Words that files use for our columns, in English and French, without accents. The first table
# that a word fits is tried first; a word that fits two columns is left to a person.
WORDS: Mapping[str, Mapping[str, str]] = {
    "contract_line": {
        "line_id": "line id subscription_item_id item_id ligne id_ligne subscription_line_id",
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
    "contact": {
        "contact_id": "contact id record_id person_id user_id id_contact",
        "account_id": "account customer_id customer client id_client client_id company_id compte "
        "id_compte account_number org_id organization_id primary_associated_company_id",
        "name": "contact_name full_name nom nom_complet person",
        "email": "mail e_mail email_address courriel adresse_mail work_email",
        "job": "job_title title role fonction poste position",
        "level": "niveau",
        "is_sponsor": "sponsor parrain",
        "left_on": "left_date date_depart",
    },
    "spend": {
        "month": "mois period periode",
        "department": "departement service",
        "kind": "type nature category",
        "amount": "montant cost cout spend depense",
        "currency": "devise currency_code",
    },
}
# Words of a file's name that speak for a table.
STEMS: Mapping[str, tuple[str, ...]] = {
    "contract_line": ("line", "ligne", "subscription", "abonnement", "mrr"),
    "account": ("account", "compan", "customer", "client", "compte", "organi", "tenant"),
    "product": ("product", "produit", "plan", "offer", "offre", "catalog"),
    "contact": ("contact", "people", "person"),
    "contract": ("contract", "contrat"),
    "discount": ("discount", "coupon", "remise"),
    "opportunity": ("opportunit", "deal", "affaire"),
    "spend": ("spend", "cost", "depense", "cout"),
    "pause": ("pause",),
    "fx_rate": ("fx", "rate", "taux", "currenc"),
}
NAMED = 3  # what the name of a file weighs, in columns that fit
# What a file may leave out and a mapping state.
STATED = frozenset({"currency", "line_id", "price_basis"})


def plain(name: str) -> str:
    """A header in lower case, without accents, words joined by underscores."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    bare = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def candidates(table: str, headers: Sequence[str]) -> dict[str, list[str]]:
    """For each of our columns, the headers that may be it: its own name first."""
    found: dict[str, list[str]] = {}
    for column in TABLES[table].columns:
        same = [header for header in headers if _matches(table, column.name, header)]
        exact = [header for header in same if plain(header) == column.name]
        if same:
            found[column.name] = exact or same
    return found


def _matches(table: str, column: str, header: str) -> bool:
    bare = plain(header)
    return bare == column or bare in WORDS.get(table, {}).get(column, "").split()


def score(table: str, headers: Sequence[str], stem: str = "") -> int:
    """How much headers, and the name of their file, speak for a table."""
    found = candidates(table, headers)
    required = {column.name for column in TABLES[table].columns if column.required}
    exact = sum(plain(header) == name for name, those in found.items() for header in those)
    named = any(word in plain(stem) for word in STEMS.get(table, ()))
    return 3 * len(required & found.keys()) + len(found) + exact + (NAMED if named else 0)


def table_of(headers: Sequence[str], stem: str) -> str | None:
    """The table that most of the headers speak for, if one does."""
    if stem in TABLES and _has_key(stem, headers):
        return stem
    if {"start_on", "amount"} <= candidates("contract_line", headers).keys():
        return "contract_line"
    fit = [name for name in STEMS if name != "contract_line" and _has_key(name, headers)]
    return max(fit, key=lambda name: score(name, headers, stem)) if fit else None


def _has_key(table: str, headers: Sequence[str]) -> bool:
    found = candidates(table, headers)
    required = [column.name for column in TABLES[table].columns if column.required]
    return all(name in found or name in STATED for name in required)
