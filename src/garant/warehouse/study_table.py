"""The rows of a study as a file, and the features file that says what its columns are.

What is written here is read by ``garant study flat`` as it stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from garant.study.feature import Feature
from garant.study.observations import Observations
from garant.study.proposal import document
from garant.warehouse.study_rows import refused, warned
from garant.warehouse.told_result import Found

OWN = (
    *("id", "cluster", "renewal_number", "signed_on", "observed_on", "due_on", "lost"),
    *("mrr", "kept", "negative_control"),
)


def laid(table: Observations) -> Found:
    """One row a renewal: who, when, whether it was lost, what it was worth, and every feature."""
    rows = table.rows
    own = [name for name in OWN if name in rows]
    columns = {name: [_cell(value) for value in rows[name]] for name in own}
    columns["lost"] = [int(lost) for lost in rows["lost"]]
    for feature in table.features:
        values = table.values[feature.code].astype("object")
        columns[column_of(feature)] = [_cell(value) for value in values]
    names = tuple(columns)
    made = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    beside = {
        "observations": len(table),
        "losses": table.losses,
        "refused": refused(table.refused),
        "warnings": warned(table.warnings),
    }
    return Found(names, made, beside)


def dictionary(table: Observations) -> str:
    """The features file of those rows: each column with its label, department, stage and role."""
    study: dict[str, object] = {
        "outcome": "lost=1",
        "id": "id",
        "cluster": "cluster",
        "renewal_number": "renewal_number",
        "observed_on": "observed_on",
    }
    if table.negative_control is not None:
        study["negative_control"] = "negative_control"
    if table.confounders is not None:
        study["confounders"] = list(table.confounders)
    if "mrr" in table.rows and table.rows["mrr"].notna().any():
        study["mrr"] = "mrr"
    if not table.rows[["id", "renewal_number"]].duplicated().any():
        return document(study, map(_placed, table.features))
    del study["id"], study["renewal_number"]
    return document(study, map(_placed, table.features))


def column_of(feature: Feature) -> str:
    """The column of a feature in the file: its code, set apart from the columns of the rows."""
    return f"feature_{feature.code}" if feature.code in OWN else feature.code


def _placed(feature: Feature) -> Feature:
    return replace(feature, column=column_of(feature), recorded_at=None)


def _cell(value: Any) -> Any:
    """A cell: nothing where it is unknown, a day without its hours."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date() if value == value.normalize() else value.to_pydatetime()
    if isinstance(value, str | bool | int):
        return value
    return float(value)
