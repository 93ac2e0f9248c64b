"""The addresses of settings, people and invitations."""

from __future__ import annotations

from django.urls import path

from garant.users import audit_page, entering, views

urlpatterns = [
    path("settings/", views.own, name="settings"),
    path("settings/tokens/", views.tokens, name="settings_tokens"),
    path("settings/tokens/<int:pk>/revoke/", views.revoke, name="token_revoke"),
    path("settings/people/", views.people, name="settings_people"),
    path("settings/people/invite/", views.invite, name="person_invite"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("settings/people/<int:pk>/close/", views.close, name="person_close"),
    path("settings/people/<int:pk>/second-step/", views.end_second_step, name="person_second_step"),
    path("settings/people/<int:pk>/reopen/", views.reopen, name="person_reopen"),
    path("settings/invitations/<int:pk>/send/", views.send_again, name="invitation_send"),
    path("settings/invitations/<int:pk>/withdraw/", views.withdraw, name="invitation_withdraw"),
    path("settings/login/", views.login, name="settings_login"),
    path("settings/login/provider/", views.provider, name="settings_provider"),
    path("settings/login/provider/remove/", views.remove_provider, name="provider_remove"),
    path("audit/", audit_page.audit, name="audit"),
    path("audit/csv/", audit_page.audit_csv, name="audit_csv"),
    path("invitation/<int:pk>/<str:secret>/", entering.invitation, name="invitation"),
    path(
        "invitation/<int:pk>/<str:secret>/provider/",
        entering.invitation_provider,
        name="invitation_provider",
    ),
    # allauth's own, with an answer for the day on which the provider gives none.
    path("oidc/<str:provider_id>/login/", entering.company_login, name="openid_connect_login"),
    path(
        "oidc/<str:provider_id>/login/callback/",
        entering.company_callback,
        name="openid_connect_callback",
    ),
    # allauth's ways to change one's address and to sign up: an administrator does that here.
    path("email/", entering.closed),
    path("confirm-email/", entering.closed),
    path("confirm-email/<str:key>/", entering.closed),
    path("login/code/confirm/", entering.closed),
    path("3rdparty/signup/", entering.closed),
]
