"""Every address of the application."""

from __future__ import annotations

from django.urls import include, path

from garant.lib import health
from garant.portfolio import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("accounts/", views.accounts, name="accounts"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("allauth.urls")),
]
