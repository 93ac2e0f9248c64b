"""The addresses of accounts, and of the facts around them."""

from __future__ import annotations

from django.urls import path

from garant.portfolio import account_views, accounts_views, facts_views

urlpatterns = [
    path("accounts/", accounts_views.accounts, name="accounts"),
    path("accounts.csv", accounts_views.accounts_csv, name="accounts_csv"),
    path("accounts/assign/", accounts_views.accounts_assign, name="accounts_assign"),
    path("accounts/views/", accounts_views.view_keep, name="view_keep"),
    path("accounts/views/<int:pk>/forget/", accounts_views.view_forget, name="view_forget"),
    path("accounts/<int:pk>/", account_views.account, name="account"),
    path("accounts/<int:pk>/months.csv", account_views.account_csv, name="account_csv"),
    path("accounts/<int:pk>/edit/", account_views.account_edit, name="account_edit"),
    path("accounts/<int:pk>/owner/", account_views.account_assign, name="account_assign"),
    path("accounts/<int:pk>/contacts/new/", account_views.contact_new, name="contact_new"),
    path("accounts/<int:pk>/notes/", account_views.note_write, name="note_write"),
    path("accounts/<int:account>/facts/<str:table>/", facts_views.fact_new, name="fact_of_account"),
    path("contacts/<int:pk>/", account_views.contact, name="contact"),
    path("notes/<int:pk>/delete/", account_views.note_delete, name="note_delete"),
    path("notes/<int:pk>/restore/", account_views.note_restore, name="note_restore"),
    path("facts/", facts_views.facts, {"table": "product"}, name="facts_all"),
    path("facts/<str:table>/", facts_views.facts, name="facts"),
    path("facts/<str:table>/new/", facts_views.fact_new, name="fact_new"),
    path("facts/<str:table>/<int:pk>/", facts_views.fact, name="fact"),
    path("facts/<str:table>/<int:pk>/void/", facts_views.fact_void, name="fact_void"),
    path("facts/<str:table>/<int:pk>/restore/", facts_views.fact_restore, name="fact_restore"),
]
