"""From decisions at the ends of terms to the rows of a study.

A decision is one contract at the end of one of its terms (METRICS R22). A row is one that was due
by the day of knowledge and is decided. What is decided later than it was written down is *late
entry*: a term that ended before its contract was on record was never at risk here, only the
survivors' are on record, so it is left out; those that follow keep their true number.

What is *open* is the other side of the same table: a contract in the term that runs on the day of
knowledge, of whose end nothing is decided yet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from garant.study.asknown import FROM_THE_BEGINNING, Knowledge
from garant.study.day_months import add_months

LEAD_DAYS = 75  # before the last day of notice: the middle of the 60 to 90 in which one can act
LONGEST_CHAIN = 200  # contracts one after the other; a circle of them ends too
DECISION = (
    *("contract_id", "account_id", "term_no", "begin_on", "due_on", "notice_days", "outcome"),
    *("due_mrr", "renewed_mrr"),
)
DECIDED = ("renewed", "secured", "lost")
OPEN = ("pending", "secured")


def term_ends(
    decisions: pd.DataFrame,
    contracts: pd.DataFrame,
    accounts: pd.DataFrame,
    *,
    knowledge: Knowledge,
) -> pd.DataFrame:
    """The cases, by ``due_on`` and contract; see :class:`~garant.study.asknown.AsKnown`.

    `decisions` has the columns of :data:`DECISION`, money in the reporting currency. A case has
    besides ``cluster``, ``renewal_number``, ``late_entry``, ``entered`` (whether its contract was
    on record before it was due), ``lost``, ``mrr`` and ``kept``.
    """
    known = knowledge.known(contracts)
    decisions = decisions[list(DECISION)]
    table = decisions[decisions["outcome"].isin(DECIDED) & (decisions["due_on"] <= knowledge.on)]
    table = table.merge(first_contracts(known), on="account_id")
    table = _numbered(table, known, knowledge)
    table["entered"] = _entered(table, contracts, knowledge)
    table["late_entry"] = ~table.groupby("account_id")["entered"].transform("all") | table["skips"]
    table["cluster"] = table["account_id"].map(clusters(knowledge.known(accounts)))
    table["observed_on"] = _looked_at(table)
    table["lost"] = table["outcome"] == "lost"
    table["mrr"] = table["due_mrr"]
    table["kept"] = table["renewed_mrr"] / table["due_mrr"]
    return table.sort_values(["due_on", "contract_id"], kind="stable").reset_index(drop=True)


def open_ends(
    decisions: pd.DataFrame,
    ahead: pd.DataFrame,
    contracts: pd.DataFrame,
    accounts: pd.DataFrame,
    *,
    knowledge: Knowledge,
) -> pd.DataFrame:
    """The cases still to come, as :func:`term_ends` gives those that have.

    `ahead` has the decisions due after the day of knowledge. Open is a term that has begun, does
    not end before tomorrow, and is ``pending`` or, of a tacit contract past its notice,
    ``secured``. A contract with an effective end is decided, whenever that is; so is one that is
    renewed or cancelled. A case is seen today; ``usual_on`` is the day on which one that came due
    was looked at, and ``secured`` says that it is too late to cancel for this end. Their numbers
    follow on from those of all that came due, decided or not.
    """
    known = knowledge.known(contracts)
    ended = known[known["effective_end"].notna()] if "effective_end" in known else known[:0]
    table = ahead[list(DECISION)]
    begun = (table["begin_on"] <= knowledge.on) & (table["due_on"] > knowledge.on)
    open_still = begun & table["outcome"].isin(OPEN)
    table = table[open_still & ~table["contract_id"].isin(ended["contract_id"])]
    past = decisions[decisions["due_on"] <= knowledge.on][list(DECISION)]
    parts = [part.assign(open=flag) for part, flag in ((past, False), (table, True)) if len(part)]
    both = pd.concat(parts or [table.assign(open=True)], ignore_index=True)
    both = both.merge(first_contracts(known), on="account_id")
    table = _numbered(both, known, knowledge)
    table = table[table["open"]].copy()
    table["cluster"] = table["account_id"].map(clusters(knowledge.known(accounts)))
    table["usual_on"] = _looked_at(table)
    table["observed_on"] = knowledge.on
    table["lost"] = False
    table["mrr"] = table["due_mrr"]
    table["kept"] = np.nan
    table["secured"] = table["outcome"] == "secured"
    return table.sort_values(["due_on", "contract_id"], kind="stable").reset_index(drop=True)


def _looked_at(table: pd.DataFrame) -> pd.Series:
    """The day on which each case is looked at, once it has come due."""
    lead = pd.to_timedelta(table["notice_days"].fillna(0) + LEAD_DAYS, unit="D")
    day = table["due_on"] - lead
    # A term shorter than notice and lead is looked at on its first day, not before it was agreed.
    return day.where(day > table["begin_on"], table["begin_on"])


def first_contracts(contracts: pd.DataFrame) -> pd.DataFrame:
    """The contract each account signed first: account_id, first_contract_id, signed_on."""
    signed = contracts[["account_id", "contract_id", "signed_on", "term_start"]].copy()
    signed["signed_on"] = signed["signed_on"].fillna(signed["term_start"])
    signed = signed.sort_values(["signed_on", "contract_id"]).drop_duplicates("account_id")
    named = signed.rename(columns={"contract_id": "first_contract_id"})
    return named[["account_id", "first_contract_id", "signed_on"]]


def clusters(accounts: pd.DataFrame) -> pd.Series:
    """The account at the head of each account's family, by ``account_id``.

    The head is the parent of parents; a circle of parents is headed by its first account.
    """
    known = accounts.drop_duplicates("account_id")
    parented = known["parent_account_id"].dropna()
    ids = pd.Index(known["account_id"]).append(pd.Index(parented)).unique()
    parents = known.set_index("account_id")["parent_account_id"].reindex(ids)
    parents = ids.get_indexer(parents)
    linked = parents >= 0
    pairs = (np.flatnonzero(linked), parents[linked])
    links = coo_matrix((np.ones(len(pairs[0])), pairs), shape=(len(ids), len(ids)))
    family = connected_components(links, directed=False)[1]
    table = pd.DataFrame({"id": ids, "family": family, "linked": linked})
    heads = table.sort_values(["linked", "id"]).drop_duplicates("family").set_index("family")["id"]
    return pd.Series(table["family"].map(heads).to_numpy(), index=ids)


def _numbered(table: pd.DataFrame, contracts: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """With ``renewal_number``: 1 is the first end of a term of the account's first contract.

    The others follow by the day they were due. Where the terms before the first one on record
    are told, by a tacit contract's start or by the contracts that it renews, they are counted
    too, and ``skips`` says so.
    """
    table = table.sort_values(["account_id", "due_on", "contract_id"], kind="stable")
    own = table["contract_id"] == table["first_contract_id"]
    opens = own & (own.groupby(table["account_id"]).cumsum() == 1)
    table = table.assign(later=~opens).sort_values(["account_id", "later"], kind="stable")
    place = table.groupby("account_id").cumcount()
    ancestors = _unseen_terms(table, contracts, least_months=knowledge.least_months)
    before = (table["term_no"] - 1 + ancestors).where(place == 0)
    skipped = before.groupby(table["account_id"]).transform("max").astype(np.int64)
    numbers = place + 1 + skipped
    return table.assign(renewal_number=numbers, skips=skipped > 0).drop(columns="later")


def _unseen_terms(table: pd.DataFrame, contracts: pd.DataFrame, *, least_months: int) -> pd.Series:
    """How many contracts before each, that it renews in the end, have no row of their own.

    Those too short to be renewed are not counted.
    """
    count = pd.Series(0, index=table.index)
    if contracts["renews_contract_id"].isna().all():
        return count
    least = pd.Series(least_months, index=contracts.index)
    unseen = add_months(contracts["term_start"], least) <= contracts["term_end"]
    unseen &= ~contracts["contract_id"].isin(table["contract_id"])
    counted = set(contracts["contract_id"][unseen])
    previous = contracts.set_index("contract_id")["renews_contract_id"].dropna()
    at = table["contract_id"].map(previous)
    for _ in range(LONGEST_CHAIN):
        if not at.notna().any():
            break
        count += at.isin(counted).astype(np.int64)
        at = at.map(previous)
    return count


def _entered(table: pd.DataFrame, contracts: pd.DataFrame, knowledge: Knowledge) -> pd.Series:
    """Whether the contract of each case was on record before the day it was due."""
    recorded = contracts[["contract_id", "recorded_at"]].copy()
    recorded["recorded_at"] = recorded["recorded_at"].fillna(FROM_THE_BEGINNING)
    first = recorded.groupby("contract_id")["recorded_at"].min()
    on_record = table["contract_id"].map(first).to_numpy()
    return pd.Series(on_record < knowledge.midnight(table["due_on"]).to_numpy(), table.index)
