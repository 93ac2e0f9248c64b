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
        "agreement_id contract_number numero_contrat abonnement id_abonnement souscription "
        "numero_abonnement ref_abonnement commande",
        "account_id": "account customer_id customer client id_client client_id company_id compte "
        "id_compte customer_number societe account_number org_id organization_id tenant_id "
        "numero_client ref_client reference_client company tiers id_tiers adherent abonne",
        "product_id": "product plan plan_id price_id sku offer offre produit id_produit formule "
        "product_name plan_name package item_price_id article designation prestation module "
        "reference_produit ref_produit nom_produit",
        "department_id": "department departement service business_unit team equipe",
        "start_on": "start start_date date_debut debut begin begin_date from_date period_start "
        "current_period_start starts_at started_at effective_date date_effet effective_start_date "
        "date_souscription date_demarrage debut_contrat debut_abonnement date_debut_contrat "
        "date_debut_abonnement debut_periode service_start_date subscription_start_date "
        "activated_at du",
        "end_on": "end end_date date_fin fin to_date period_end current_period_end ends_at "
        "ended_at expiry_date expiration_date date_expiration effective_end_date valid_until "
        "echeance date_echeance fin_contrat fin_abonnement date_fin_contrat date_fin_abonnement "
        "fin_periode service_end_date subscription_end_date cancelled_at canceled_at "
        "resiliation date_resiliation current_term_end jusqu_au au cancel_date cancellation_date "
        "churn_date churned_at date_depart",
        "trial_end": "trial_end_date fin_essai trial_ends_at date_fin_essai",
        "quantity": "qty seats seat licences licenses users quantite sieges nombre nb_licences "
        "units_count qte nb_utilisateurs utilisateurs nombre_licences nombre_utilisateurs "
        "plan_quantity nb_postes postes",
        "unit": "units unite",
        "amount": "mrr price unit_price montant prix amount_per_month monthly_amount prix_mensuel "
        "montant_mensuel monthly_price arr annual_amount montant_annuel tarif mensualite revenue "
        "total total_ht montant_ht fee prix_unitaire tarif_mensuel tarif_unitaire prix_annuel "
        "tarif_annuel loyer redevance abonnement_mensuel total_price plan_amount plan_unit_price",
        "list_amount": "list_price prix_catalogue prix_public list_mrr catalog_price tarif_public",
        "currency": "devise currency_code monnaie currency_iso_code",
        "interval_unit": "interval billing_period periode billing_interval frequency periodicite "
        "frequence billing_period_unit plan_interval",
        "interval_count": "bill_period_months months nb_mois interval_months interval_number",
    },
    "account": {
        "account_id": "account customer_id customer client id_client client_id company_id compte "
        "id_compte id customer_number account_number org_id organization_id tenant_id record_id "
        "numero_client ref_client reference_client tiers id_tiers adherent",
        "name": "account_name customer_name company company_name nom raison_sociale societe "
        "nom_client client_name client customer denomination enseigne raison_sociale_client "
        "nom_societe nom_compte customer_description nom_entreprise entreprise",
        "parent_account_id": "parent parent_id maison_mere groupe parent_company_id",
        "segment": "tier size_segment taille categorie category taille_entreprise",
        "industry": "sector secteur secteur_activite vertical activite",
        "region": "area zone territoire",
        "country": "pays country_code code_pays country_region billing_country pays_facturation "
        "billing_address_country customer_country",
        "channel": "source canal acquisition_channel account_source lead_source origine",
        "employees": "employee_count headcount effectif nb_salaries salaries number_of_employees "
        "nombre_salaries effectifs nombre_employes",
        "is_test": "test internal demo est_test interne",
    },
    "product": {
        "product_id": "product id sku produit id_produit plan_id code_produit reference_produit "
        "ref_produit",
        "name": "product_name libelle nom plan_name designation nom_produit",
        "family": "product_family famille gamme category categorie product_line",
    },
    "contract": {
        "contract_id": "id contract contrat id_contrat contract_number numero_contrat",
        "account_id": "account customer_id client_id id_client company_id compte client",
        "signed_on": "date_signature customer_signed_date signed_date signature",
        "term_start": "start_date date_debut debut date_effet",
        "term_end": "end_date date_fin fin echeance date_echeance",
        "auto_renew": "tacite_reconduction auto_renewal reconduction_tacite",
        "notice_days": "preavis notice_period preavis_jours",
        "cancel_requested_on": "date_demande_resiliation",
        "salesperson": "commercial owner",
    },
    "opportunity": {
        "opportunity_id": "id record_id deal_id opportunity id_opportunite id_affaire",
        "account_id": "account associated_company_ids associated_company_id compte client "
        "primary_associated_company_id id_client",
        "opened_on": "create_date created_date created_at date_creation",
        "closed_on": "close_date closed_date closed_at date_cloture date_fermeture",
        "outcome": "stage stage_name deal_stage etape phase",
    },
    "contact": {
        "contact_id": "contact id record_id person_id user_id id_contact",
        "account_id": "account customer_id customer client id_client client_id company_id compte "
        "id_compte account_number org_id organization_id primary_associated_company_id "
        "associated_company_ids associated_company_id",
        "name": "contact_name full_name nom nom_complet person last_name first_name nom_contact",
        "email": "mail e_mail email_address courriel adresse_mail work_email adresse_email",
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
_AMOUNTS = (
    ("arr", ("arr", "annual", "annuel", "yearly")),
    ("mrr", ("mrr", "monthly", "mensuel", "mensualite", "per_month")),
)
# Words of a header that say nothing of what is in its column.
LITTLE = frozenset({
    "a", "au", "code", "d", "de", "des", "du", "en", "ht", "l", "la", "le", "les", "n", "no",
    "nr", "num", "of", "the", "ttc", "utc",
})  # fmt: skip
# Words by which a header says that its column holds ids, and not names.
OF_AN_ID = frozenset({
    "code", "id", "key", "n", "no", "nr", "num", "number", "numero", "ref", "reference",
})  # fmt: skip
# What is taken only where nothing better is there: of the period that runs now, of a request to
# leave, with tax, or half a name.
SECOND = frozenset({
    "current_period_start", "current_period_end", "period_start", "period_end",
    "current_term_end", "cancelled_at", "canceled_at", "resiliation", "date_resiliation",
    "cancel_date", "cancellation_date", "churn_date", "churned_at", "date_depart", "activated_at",
    "first_name", "last_name",
})  # fmt: skip
# Characters that have no other spelling in ASCII by themselves.
_SPELT = str.maketrans({"œ": "oe", "Œ": "OE", "’": " "})
# What a line may also say of its account.
ALSO = ("name", "segment", "industry", "region", "country")
# What a file may leave out and a mapping state.
STATED = frozenset({"currency", "line_id", "price_basis"})


def plain(name: str) -> str:
    """A header in lower case, without accents, words joined by underscores.

    >>> plain("Date de début"), plain("AccountId")
    ('date_de_debut', 'account_id')
    """
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.translate(_SPELT))
    bare = unicodedata.normalize("NFKD", split).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def gist(name: str) -> str:
    """A header without the words that say nothing, unless it has no others.

    >>> gist("N° de client"), gist("Prix mensuel HT"), gist("Start Date (UTC)"), gist("Du")
    ('client', 'prix_mensuel', 'start_date', 'du')
    """
    whole = plain(name)
    return "_".join(word for word in whole.split("_") if word not in LITTLE) or whole


def candidates(table: str, headers: Sequence[str]) -> dict[str, list[str]]:
    """For each of our columns, the headers that may be it: its own name first."""
    found: dict[str, list[str]] = {}
    for column in TABLES[table].columns:
        same = [header for header in headers if _matches(table, column.name, header)]
        if same:
            found[column.name] = _best(column.name, same)
    return found


def _best(column: str, headers: list[str]) -> list[str]:
    """Of the headers that may be a column, those that say it most clearly."""
    exact = [header for header in headers if plain(header) == column]
    ids = [
        header for header in headers
        if column.endswith("_id") and not OF_AN_ID.isdisjoint(plain(header).split("_"))
    ]  # fmt: skip
    first = [header for header in headers if not _is_second(header)]
    return exact or ids or first or headers


def _is_second(header: str) -> bool:
    return gist(header) in SECOND or "ttc" in plain(header).split("_")


def _matches(table: str, column: str, header: str) -> bool:
    known = {column, *WORDS.get(table, {}).get(column, "").split()}
    return plain(header) in known or gist(header) in known


def also(headers: Sequence[str]) -> dict[str, str]:
    """What headers of lines that say nothing of the lines say of their account: theirs to ours."""
    found = candidates("account", headers)
    return {found[name][0]: name for name in ALSO if name in found}


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
    of_lines = candidates("contract_line", headers).keys()
    if "amount" in of_lines and not {"start_on", "end_on"}.isdisjoint(of_lines):
        return "contract_line"
    fit = [name for name in STEMS if name != "contract_line" and _has_key(name, headers)]
    return max(fit, key=lambda name: score(name, headers, stem)) if fit else None


def _has_key(table: str, headers: Sequence[str]) -> bool:
    found = candidates(table, headers)
    required = [column.name for column in TABLES[table].columns if column.required]
    return all(name in found or name in STATED for name in required)


def amount_is(columns: Mapping[str, str]) -> str | None:
    """What the name of the column of money says of it."""
    header = plain(columns.get("amount", ""))
    return next((name for name, words in _AMOUNTS if any(word in header for word in words)), None)
