"""The addresses of imports."""

from __future__ import annotations

from django.urls import path

from garant.sources import views
from garant.sources.mapping_page import text_if_changed

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/", views.import_new, name="import_new"),
    path("mappings/", views.mappings, name="import_mappings"),
    path("tools/", views.import_tools, name="import_tools"),
    path("<int:pk>/", views.import_, name="import"),
    path("<int:pk>/mapping/", text_if_changed(views.import_mapping), name="import_mapping"),
    path("<int:pk>/problems.csv", views.import_problems, name="import_problems"),
    path("<int:pk>/skip/", views.import_skip, name="import_skip"),
    path("<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("<int:pk>/discard/", views.import_discard, name="import_discard"),
    path("<int:pk>/keep/", views.import_keep, name="import_keep"),
]
