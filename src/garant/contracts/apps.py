"""Contracts, as Django finds them."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """What was signed."""

    name = "garant.contracts"
    label = "contracts"
