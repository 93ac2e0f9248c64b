"""Pages, as Django finds them."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """The pages."""

    name = "garant.portfolio"
    label = "portfolio"
