"""Every address of the application."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from garant.lib import health
from garant.portfolio import gallery, jobs_page, settings_page, views

urlpatterns = [
    path("", include("garant.portfolio.figures_urls")),
    path("", include("garant.portfolio.account_urls")),
    path("preferences/", views.preferences, name="preferences"),
    path("imports/", include("garant.sources.urls")),
    path("search/", views.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("garant.api.urls")),
    path("settings/metrics/", settings_page.metrics, name="settings_metrics"),
    path("settings/metrics/change/", settings_page.change_metrics, name="settings_metrics_change"),
    path("settings/company/", settings_page.company, name="settings_company"),
    path("settings/company/change/", settings_page.change_company, name="settings_company_change"),
    path("settings/jobs/", jobs_page.all_jobs, name="jobs"),
    path("settings/jobs/<uuid:pk>/retry/", jobs_page.retry, name="job_retry"),
    path("", include("garant.users.urls")),
    path("", include("allauth.urls")),
]
if settings.GALLERY:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
