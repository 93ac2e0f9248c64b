"""`garant config`: the settings of the installation and of its metrics."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from garant.cli.commands import application, command
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake

if TYPE_CHECKING:
    from garant.users.models import User

app = application(_("Read and change the settings of the installation."))


@command(app, "set", _("Change a setting, as on the page of settings."))
def set_(
    key: Annotated[str, typer.Argument(metavar="KEY", help=_("The setting."))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=_("What it is to be."))],
    speech: Speech,
) -> None:
    awake()
    installation = import_module("garant.users.installation")
    if key in installation.defaults():
        import_module("garant.users.actions").configure(by=_administrator(), values={key: value})
        return
    known = _known()
    if key not in known:
        raise installation.unknown(key, known)
    changed = import_module("garant.contracts.settings_actions").change(
        by=_administrator(), values={key: value}
    )
    if changed and not speech.quiet:
        typer.echo(_("The figures are still those of before: run `garant refresh`."))


@command(app, "list", _("Every setting, and what it is."))
def list_(
    speech: Speech,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))] = False,
) -> None:
    del speech
    awake()
    known = _known()
    if as_json:
        typer.echo(json.dumps(known, indent=2))
        return
    for key, value in known.items():
        typer.echo(f"{key} = {'' if value is None else value}")


def _known() -> dict[str, Any]:
    """All that can be set, those of the installation and those of the metrics, and what it is."""
    return {
        **import_module("garant.users.installation").kept(),
        **import_module("garant.contracts.settings_actions").in_force().as_text(),
    }


def _administrator() -> User:
    """Whoever runs commands on the machine acts as its first administrator."""
    users: Any = import_module("garant.users.models")
    first: User = users.User.objects.filter(role="admin", is_active=True).earliest("pk")
    return first
