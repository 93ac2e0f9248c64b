"""Tables that others published: what is known of them must come out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from bench.study.page import Line
from garant import Book
from garant.study.drivers import drivers
from garant.study.prediction import prediction
from garant.warehouse.study import Study

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GARANT_SHARED", ROOT.parent / "shared")) / "data"
TELCO = SHARED / "ibm_telco" / "Telco-Customer-Churn.csv"
CRM = SHARED / "fightchurn_crm6"
MAPPING = ROOT / "examples" / "mappings" / "fightchurn_crm6.toml"
SEEDS = 5
SKIPPED = "skipped"
ABSENT = "the files are not here"
AUC = (0.84, 0.86)
LOG_LOSS = 0.42


def telco(*, quick: bool) -> list[Line]:
    """IBM's customers of a telephone company, in five folds; the mean over draws of the folds."""
    whats = ("IBM Telco, 5-fold AUC", "IBM Telco, 5-fold log loss")
    aims = (".84 to .86", f"≤ {LOG_LOSS}")
    if not TELCO.is_file():
        return [Line(w, a, ABSENT, "", SKIPPED) for w, a in zip(whats, aims, strict=True)]
    table = Study.flat(TELCO, ROOT / "examples" / "features" / "ibm_telco.toml").observations
    seeds = range(2 if quick else SEEDS)
    found = [one for seed in seeds if (one := prediction(table, seed=seed)) is not None]
    area, loss = (np.array([getattr(one, name) for one in found]) for name in ("auc", "log_loss"))
    reach = float(np.mean([one.auc_high - one.auc_low for one in found])) / 2
    shown = f"{area.mean():.4f} ({area.mean() - reach:.4f} to {area.mean() + reach:.4f})"
    folds = f"{len(found)} draws"
    return [
        Line(whats[0], aims[0], shown, folds, _said(AUC[0] <= area.mean() <= AUC[1])),
        Line(whats[1], aims[1], f"{loss.mean():.4f}", folds, _said(loss.mean() <= LOG_LOSS)),
    ]


def crm(*, quick: bool) -> list[Line]:  # noqa: ARG001 - the same shape as the others
    """A simulated vendor whose discounts were drawn apart from its customers."""
    what, aim = "fightchurn crm6: discount not blamed", "not flagged"
    if not CRM.is_dir():
        return [Line(what, aim, ABSENT, "", SKIPPED)]
    found = drivers(Study(Book(CRM, mapping=MAPPING)).observations)
    row = next((one for one in found.rows if one.code == "discount"), None)
    if row is None:
        refused = next((one.reason for one in found.refused if one.code == "discount"), "not there")
        return [Line(what, aim, f"no discount: {refused}", "", "not measured")]
    shown = f"{row.verdict}, p {row.p_holm:.3f}, {row.avoidable_points:.1f} points"
    blamed = row.verdict in {"matters", "clearly matters"}
    return [Line(what, aim, shown, f"n {found.observations}", _said(not blamed))]


def _said(reached: bool) -> str:  # noqa: FBT001 - the answer itself
    return "reached" if reached else "missed"


PUBLIC: Mapping[str, Callable[..., list[Line]]] = {"telco": telco, "crm6": crm}
