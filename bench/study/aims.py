"""The table of figures: what the specification of the study asks for."""

from __future__ import annotations

from bench.study.figures import Figure, Options, Source

FIRST = (("direct", 97), ("mediated", 97), ("onboarding", 97), ("defect", 97),
         ("threshold", 90), ("interaction", 90))  # fmt: skip
CLEAN = ("direct", "mediated", "threshold", "interaction", "null", "null_confounded")
CHURNING = ("direct", "mediated", "defect")


def _kinds(measure: str, kinds: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(Source(measure, kind) for kind in kinds)


EFFECTS = _kinds("effects", CLEAN)
HIDDEN = _kinds("effects", ("hidden_confounder",))
POLICY = _kinds("policies", ("lost_deals",))
FORESEEN = _kinds("foresight", CHURNING)
LEAKS = _kinds("leaks", ("direct",))

# Half of the worlds each way: a market that improves by itself, and one that worsens; changed
# everywhere on one day, or region by region.
_TRENDS = (-0.3, 0.3)


def _changed(trend: float, **options: float) -> tuple[Options, ...]:
    """The options of a change of policy, on one day and in turns."""
    return tuple(
        (*options.items(), ("trend", trend), ("staggered", staggered))
        for staggered in (False, True)
    )


STILL = tuple(
    Source("interventions", "policy_change", _changed(trend, effect=False)) for trend in _TRENDS
)
IMPROVING, WORSENING = (
    (Source("interventions", "policy_change", _changed(trend, points=-5.5)),) for trend in _TRENDS
)
MOVED = (*IMPROVING, *WORSENING)


def _first(kind: str, least: float) -> Figure:
    what = f"planted driver ranked first: {kind}"
    return Figure(f"first-{kind}", what, _kinds("ranking", (kind,)), ("first",), "share", least)


def _of_effect(estimand: str, words: str, method: str) -> tuple[Figure, Figure]:
    key, tag = f"{estimand} {method}", f"{estimand}-{method.lower()}"
    by = "g-computation" if method == "g" else method
    return (
        Figure(f"coverage-{tag}", f"95 % intervals of {words}, {by}: coverage", EFFECTS,
               (f"{key} covered",), "mean", 91, 98),
        Figure(f"bias-{tag}", f"{words}, {by}: greatest bias of a kind of world", EFFECTS,
               (f"{key} error",), "worst", -1, 1, "points", 1.0),
    )  # fmt: skip


def _of_policy(measure: str, words: str) -> Figure:
    return Figure(f"policy-{words}", f"policy simulator, {words}: coverage", POLICY,
                  (f"{measure} covered",), "share", 90, 98)  # fmt: skip


FIGURES: tuple[Figure, ...] = (
    *(_first(kind, least) for kind, least in FIRST),
    Figure("chain", "chain (discount → slow onboarding → churn): discount flagged",
           _kinds("ranking", ("chain",)), ("discount",), "share", 90),
    Figure("null", "null: any lever flagged", _kinds("ranking", ("null",)), ("blamed",), "share",
           None, 9),
    Figure("null-either", "null: any lever flagged or said to protect",
           _kinds("ranking", ("null",)), ("any",), "share", None, 9),
    Figure("null-confounded", "null with confounded discount: discount flagged",
           _kinds("ranking", ("null_confounded",)), ("discount",), "share", None, 5),
    *_of_effect("cap", "a cap", "g"),
    *_of_effect("cap", "a cap", "AIPW"),
    *_of_effect("band", "bands", "g"),
    *_of_effect("band", "bands", "AIPW"),
    Figure("control-hidden", "negative control alarms: hidden confounder", HIDDEN, ("alarm",),
           "share", 95),
    Figure("control-clean", "negative control alarms: clean", EFFECTS, ("alarm",), "share",
           None, 8),
    _of_policy("revenue_percent", "revenue"),
    _of_policy("wins_percent", "wins"),
    _of_policy("churn_points", "churn"),
    Figure("policy-error", "policy simulator, revenue: mean absolute error", POLICY,
           ("revenue_percent off",), "mean", None, 1, "points", 1.0),
    Figure("intervention-told", "intervention: a verdict can be given", (*STILL, *MOVED),
           ("told",), "share", 90),
    Figure("intervention-false", "intervention, no effect and a trend: false alarm, last look",
           STILL, ("last",), "share", None, 8),
    Figure("intervention-looks", "intervention, no effect and a trend: false alarm, any look",
           STILL, ("any",), "share", None, 6),
    Figure("intervention-coverage", "intervention of −5.5 points: coverage", MOVED, ("covered",),
           "share", 90),
    Figure("intervention-bias", "intervention of −5.5 points: bias", MOVED, ("error",), "mean",
           -1, 1, "points", 1.0),
    Figure("intervention-power", "intervention of −5.5 points, all at once or in turns: power",
           IMPROVING, ("found",), "share", 75),
    Figure("intervention-worsening", "the same in a market that worsens: power", WORSENING,
           ("found",), "share"),
    Figure("slope", "forward calibration: slope", FORESEEN, ("slope",), "mean", 0.8, 1.2, "", 1.0),
    Figure("mean", "forward: mean prediction − observed", FORESEEN, ("off",), "mean", -1, 1,
           "points", 1.0),
    Figure("leak-late", "planted leak, recorded after the notice: refused by name", LEAKS,
           ("late",), "share", 100),
    Figure("leak-telling", "planted leak, undated: refused by name", LEAKS,
           ("telling", "losses only"), "share", 100),
)  # fmt: skip
