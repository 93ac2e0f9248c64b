"""The Django project, for the commands that need it; the others never load it."""

from __future__ import annotations

import os


def awake() -> None:
    """Load the settings and the apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garant.settings")
    # Slow to load, and it reads the environment: only for commands of an installation.
    import django

    django.setup()
