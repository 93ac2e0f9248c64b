"""From the facts of a book to the table that a study looks at.

One row for each contract and end of a term that was due by the day of knowledge, as it could be
seen 75 days before its last day of notice (STUDY 1). And one for each that is still to come, as
it can be seen today. Pure: frames in, observations out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from garant.study.account_features import account_features, own_values
from garant.study.asknown import AsKnown, Knowledge
from garant.study.book_features import of_book
from garant.study.deal_features import contract_features, deal_features
from garant.study.early import as_usual, not_yet
from garant.study.feature import Feature
from garant.study.line_terms import Run, open_terms, runs
from garant.study.observations import ROWS, Observations, Refused, Warned
from garant.study.onboarding_features import onboarding_features
from garant.study.renewal_features import contact_features, reading_features
from garant.study.service_features import service_features
from garant.study.symptom_features import payment_features, usage_features
from garant.study.term_ends import open_ends, term_ends

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
    book = _Book.of(frames, decisions, pieces, knowledge)
    ends, seen = _due(book, knowledge)
    accounts, own, refused = account_features(seen)
    features = _features(frames, accounts, own)
    return Observations(
        rows=_rows(seen.cases, [*ROWS, "contract_id", "late_entry"]),
        values=_typed(_values(seen, accounts, book.told), features),
        features=features,
        refused=(*_refused(book.told), *refused),
        warnings=tuple(_warnings(ends)),
        opportunities=_opportunities(frames, knowledge),
    )


def upcoming(
    frames: Mapping[str, pd.DataFrame],
    decisions: pd.DataFrame | None,
    ahead: pd.DataFrame | None,
    *,
    knowledge: Knowledge,
    pieces: pd.DataFrame | None = None,
) -> Observations:
    """The renewals to come: the features of :func:`observed`, in its order, as known today.

    `ahead` are the decisions due later than the day of knowledge; see
    :func:`~garant.study.term_ends.open_ends` for which of them are open. ``rows`` says besides
    ``contract_id`` and whether the renewal is ``secured``; nothing is ``lost``, and ``kept`` is
    unknown.

    What came due was looked at 75 days before the last day of notice; a renewal to come may be
    seen much earlier, and a model would take "not yet" for "never". :mod:`garant.study.early` says
    what is done, and what is not the same even so.
    """
    book = _Book.of(frames, decisions, pieces, knowledge)
    _ends, past = _due(book, knowledge)
    accounts, own, _refused_ones = account_features(past)
    features = _features(frames, accounts, own)
    cases = open_ends(
        book.decisions,
        book.ahead(ahead, knowledge),
        book.tables["contract"],
        book.tables["account"],
        knowledge=knowledge,
    )
    seen = AsKnown(as_usual(cases), book.tables, knowledge)
    values = _values(seen, _attributes(seen, tuple(accounts), own), book.told)
    return Observations(
        rows=_rows(cases, [*ROWS, "contract_id", "secured"]),
        values=not_yet(_typed(values, features), cases),
        features=features,
    )


@dataclass(frozen=True)
class _Book:
    """The tables with the contracts that the lines tell where the book has none."""

    told: frozenset[str]
    tables: Mapping[str, pd.DataFrame]
    decisions: pd.DataFrame
    pieces: pd.DataFrame | None
    run: Run | None

    @classmethod
    def of(
        cls,
        frames: Mapping[str, pd.DataFrame],
        decisions: pd.DataFrame | None,
        pieces: pd.DataFrame | None,
        knowledge: Knowledge,
    ) -> _Book:
        told = frozenset(frames)
        if decisions is not None:
            return cls(told, frames, decisions, None, None)
        read = runs(_given(pieces), frames["contract_line"], knowledge=knowledge)
        tables = {**frames, "contract": read.contracts, "contract_line": read.lines}
        return cls(told, tables, read.decisions, pieces, read)

    def ahead(self, ahead: pd.DataFrame | None, knowledge: Knowledge) -> pd.DataFrame:
        """What falls due later, as given or as the lines tell it."""
        if self.run is not None:
            lines = self.tables["contract_line"]
            return open_terms(self.run, _given(self.pieces), lines, knowledge=knowledge)
        if ahead is None:
            raise ValueError("a book with contracts needs the decisions that are ahead")
        return ahead


def _due(book: _Book, knowledge: Knowledge) -> tuple[pd.DataFrame, AsKnown]:
    """Every case that came due, and those of them that are studied, as they could be seen."""
    tables = book.tables
    ends = term_ends(book.decisions, tables["contract"], tables["account"], knowledge=knowledge)
    cases = ends[ends["entered"]].reset_index(drop=True)
    return ends, AsKnown(cases, tables, knowledge)


def _features(
    frames: Mapping[str, pd.DataFrame], accounts: pd.DataFrame, own: list[Feature]
) -> tuple[Feature, ...]:
    """The declared features that the book can tell, without those set aside, and its own."""
    declared = of_book(_filled(frames), contracts="contract" in frames)
    gone = {
        feature.code
        for feature in declared
        if feature.column == f"account.{feature.code}" and feature.code not in accounts
    }
    return (*(feature for feature in declared if feature.code not in gone), *own)


def _attributes(seen: AsKnown, names: tuple[str, ...], own: list[Feature]) -> pd.DataFrame:
    """The attributes of accounts that the past has, read as they are read there."""
    then = seen.rows("account", "account_id", list(names)).drop_duplicates("case")
    then = then.set_index("case").reindex(seen.cases.index)
    kinds = {feature.code: feature for feature in own}
    columns = {name: _read_as(kinds[name], then[name]) if name in kinds else then[name]
               for name in names}  # fmt: skip
    return pd.DataFrame(columns, index=seen.cases.index)


def _read_as(feature: Feature, values: pd.Series) -> pd.Series:
    """An attribute as numbers where it was one in the past: what is none today is unknown."""
    if not feature.is_number:
        return values
    numbers = own_values(values)
    return numbers if pd.api.types.is_numeric_dtype(numbers) else pd.to_numeric(
        numbers, errors="coerce"
    )  # fmt: skip


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


def _rows(cases: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The rows; ``contract_id`` and more stand beside the columns of every study."""
    return cases.rename(columns={"account_id": "id"})[columns].copy()


def _values(seen: AsKnown, accounts: pd.DataFrame, told: frozenset[str]) -> pd.DataFrame:
    """Every column the tables can tell, beside those of the `accounts`."""
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
        values["channel"] = deal.where(deal.notna(), values.get("channel"))
    return values


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
