"""Sources, as Django finds them."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The imports."""

    name = "garant.sources"
    label = "sources"
