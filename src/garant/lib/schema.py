"""Whether the tables of the database are those of this version of garant."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from garant.metrics.errors import RequestError


def due() -> list[str]:
    """The changes of tables that this version needs and the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def later() -> list[str]:
    """The changes of tables that a later version of garant has made."""
    loader = MigrationExecutor(connection).loader
    ours = {one.label for one in apps.get_app_configs() if one.name.startswith("garant.")}
    unknown = [key for key in loader.applied_migrations if key not in loader.disk_migrations]
    return [".".join(key) for key in unknown if key[0] in ours]


def require() -> None:
    """Refuse to start on the tables of another version."""
    if names := later():
        raise RequestError(
            "the tables are of a later version of garant ({names}): run that version",
            names=", ".join(names),
        )
    if due():
        raise RequestError(
            "the tables are of an earlier version of garant: run `garant upgrade --yes`"
        )
