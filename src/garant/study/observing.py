"""From the facts of a book to the table that a study looks at.

One row for each contract and end of a term that was due by the day of knowledge, as it could be
seen 75 days before its last day of notice (STUDY 1). Pure: frames in, observations out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from garant.study.account_features import account_features
from garant.study.asknown import AsKnown, Knowledge
from garant.study.book_features import of_book
from garant.study.deal_features import contract_features, deal_features
from garant.study.feature import Feature
from garant.study.line_terms import runs
from garant.study.observations import ROWS, Observations, Refused, Warned
from garant.study.onboarding_features import onboarding_features
from garant.study.renewal_features import contact_features, reading_features
from garant.study.service_features import service_features
from garant.study.symptom_features import payment_features, usage_features
from garant.study.term_ends import term_ends

OPPORTUNITY = (
    *("opportunity_id", "account_id", "contract_id", "opened_on", "closed_on", "outcome"),
    *("segment", "salesperson", "channel", "list_amount", "discount", "deal_risk"),
)


def observed(
    frames: Mapping[str, pd.DataFrame],
    decisions: pd.DataFrame | None,
    *,
    knowledge: Knowledge,
    pieces: pd.DataFrame | None = None,
) -> Observations:
    """The observations of a book.

    `frames` are its tables by name, all rows ever recorded, with every column of METRICS 1,
    instants in UTC without a zone and amounts as floats. `decisions` are those of R22, see
    :func:`~garant.study.term_ends.term_ends`; without them `pieces` say what was paid, see
    :func:`~garant.study.line_terms.runs`. Nothing is screened yet: a column may be constant.
    """
    told = frozenset(frames)
    tables = dict(frames)
    if decisions is None:
        read = runs(_given(pieces), frames["contract_line"], knowledge=knowledge)
        tables |= {"contract": read.contracts, "contract_line": read.lines}
        decisions = read.decisions
    ends = term_ends(decisions, tables["contract"], tables["account"], knowledge=knowledge)
    cases = ends[ends["entered"]].reset_index(drop=True)
    seen = AsKnown(cases, tables, knowledge)
    values, own, refused = _values(seen, told)
    features = (*of_book(_filled(frames), contracts="contract" in told), *own)
    return Observations(
        rows=_rows(cases),
        values=_typed(values, features),
        features=features,
        refused=(*_refused(told), *refused),
        warnings=tuple(_warnings(ends)),
        opportunities=_opportunities(frames, knowledge),
    )


def _given(pieces: pd.DataFrame | None) -> pd.DataFrame:
    if pieces is None:
        raise ValueError("a book without contracts needs its pieces")
    return pieces


def _filled(frames: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """The columns in which anything is written, each with its table."""
    return frozenset(
        f"{name}.{column}"
        for name, frame in frames.items()
        for column in frame.columns
        if frame[column].notna().any()
    )


def _rows(cases: pd.DataFrame) -> pd.DataFrame:
    """The rows; ``contract_id`` and ``late_entry`` stand beside the columns of every study."""
    named = cases.rename(columns={"account_id": "id"})
    return named[[*ROWS, "contract_id", "late_entry"]].copy()


def _values(
    seen: AsKnown, told: frozenset[str]
) -> tuple[pd.DataFrame, list[Feature], list[Refused]]:
    """Every column the tables can tell, the features of the book's own ones, what is refused."""
    accounts, own, refused = account_features(seen)
    parts = [accounts, deal_features(seen), contract_features(seen, told="contract" in told)]
    makers = {
        "touchpoint": (onboarding_features, contact_features),
        "ticket": (service_features,),
        "reading": (reading_features,),
        "usage": (usage_features,),
        "payment": (payment_features,) if seen.has("invoice") else (),
    }
    parts += [make(seen) for name, some in makers.items() if seen.has(name) for make in some]
    values = pd.concat(parts, axis=1)
    if "deal_channel" in values:
        deal = values["deal_channel"]
        values["channel"] = deal.where(deal.notna(), values["channel"])
    return values, own, refused


def _typed(values: pd.DataFrame, features: tuple[Feature, ...]) -> pd.DataFrame:
    """Numbers as float64, categories of text as ``category``, in the order of the features."""
    columns = {}
    for feature in features:
        column = values[feature.code]
        if feature.is_number:
            columns[feature.code] = column.astype("float64")
        else:
            text = column.astype("object")
            text = text.where(column.notna(), None).map(str, na_action="ignore")
            columns[feature.code] = text.astype("category")
    return pd.DataFrame(columns, index=values.index)


def _refused(told: frozenset[str]) -> Iterator[Refused]:
    """What a book could seem to tell, and does not."""
    column = "contract_line.amount"
    if "contract" in told:
        detail = "what was asked before the notice is in no table"
        yield Refused("price_uplift", column, "read_from_the_successor", detail)


def _warnings(ends: pd.DataFrame) -> Iterator[Warned]:
    left_out = int((~ends["entered"]).sum())
    if left_out:
        yield Warned(
            "late_entry",
            f"{left_out} ends of a term came before their contract was on record: "
            "only those who stayed are known, so they are left out",
        )


def _opportunities(frames: Mapping[str, pd.DataFrame], knowledge: Knowledge) -> pd.DataFrame | None:
    """The deals won and lost, as known today."""
    if "opportunity" not in frames:
        return None
    known = knowledge.known(frames["opportunity"])
    closed = known[known["outcome"].isin(["won", "lost"])]
    return closed[list(OPPORTUNITY)].reset_index(drop=True)
