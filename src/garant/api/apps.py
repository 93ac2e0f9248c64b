"""The API, as Django finds it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Holds the answers that a repeated request gets again."""

    name = "garant.api"
    label = "api"
