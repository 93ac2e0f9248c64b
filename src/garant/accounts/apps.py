"""Accounts, as Django finds them."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The customers."""

    name = "garant.accounts"
    label = "accounts"
