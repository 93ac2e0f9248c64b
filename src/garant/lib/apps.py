"""The tools, as Django finds them."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    """Holds the audit trail."""

    name = "garant.lib"
    label = "lib"
