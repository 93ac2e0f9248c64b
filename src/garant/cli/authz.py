"""`garant authz matrix`: who may do what, as it is declared."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated

import typer

from garant.cli.commands import application, command
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake

app = application(_("Show who may do what."))


@command(app, "matrix", _("Every operation, the roles that may do it, and the pages it opens."))
def matrix(
    speech: Speech,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))] = False,
) -> None:
    del speech
    awake()
    roles = import_module("garant.users.roles")
    declared = import_module("garant.users.routes").declared()
    operations = {
        operation: [str(role) for role in roles.Role if role in allowed]
        for operation, allowed in sorted(roles.MATRIX.items())
    }
    if as_json:
        typer.echo(json.dumps({
            "roles": [str(role) for role in roles.Role],
            "operations": operations,
            "routes": {route.pattern: route.operation for route in declared},
        }, indent=2))  # fmt: skip
        return
    for operation, allowed in operations.items():
        typer.echo(f"{operation:<20} {', '.join(allowed)}")
