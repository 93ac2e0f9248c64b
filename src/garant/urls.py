"""Every address of the application."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from garant.lib import health
from garant.portfolio import gallery, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("accounts/", views.accounts, name="accounts"),
    path("preferences/", views.preferences, name="preferences"),
    path("search/", views.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("allauth.urls")),
]
if settings.GALLERY:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
