"""The addresses of the pages of figures, and of what is behind each of them."""

from __future__ import annotations

from django.urls import path

from garant.portfolio import (
    cohorts_views,
    figures_views,
    metrics_views,
    overview_views,
    renewals_views,
)

urlpatterns = [
    path("", overview_views.overview, name="overview"),
    path("renewals/", renewals_views.renewals, name="renewals"),
    path("renewals.csv", renewals_views.renewals_csv, name="renewals_csv"),
    path("cohorts/", cohorts_views.cohorts, name="cohorts"),
    path("cohorts/accounts/", cohorts_views.cohort_accounts, name="cohort_accounts"),
    path("figures/bridge/<slug:bucket>/", figures_views.bridge_accounts, name="figure_bridge"),
    path(
        "figures/bridge/<slug:bucket>.csv",
        figures_views.bridge_accounts_csv, name="figure_bridge_csv",
    ),
    path("figures/<str:code>.csv", figures_views.figures, name="figures_csv"),
    path("metrics/", metrics_views.metrics, name="metrics"),
    path("metrics/<slug:code>/", metrics_views.metric, name="metric"),
]  # fmt: skip
