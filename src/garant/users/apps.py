"""Users, as Django finds them."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """The people who log in."""

    name = "garant.users"
    label = "users"
