"""`garant init`: the data folder, the key, the tables and the first administrator."""

from __future__ import annotations

import json
import os
import secrets
import stat
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from garant.cli.commands import command
from garant.cli.language import _, spoken
from garant.cli.options import Speech
from garant.cli.project import awake
from garant.lib import environment

app = typer.Typer(rich_markup_mode=None, add_completion=False)
PASSWORD_BYTES = 15
ADMIN = "admin@localhost.localdomain"


@command(app, "init", _("Create an installation: its folder, its key, its administrator."))
def init(
    speech: Speech,
    email: Annotated[
        str, typer.Option(metavar="EMAIL", help=_("The administrator's address."))
    ] = ADMIN,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Say what was made as JSON."))] = False,
) -> None:
    del speech
    made = prepared(email, token=as_json)
    if as_json:
        typer.echo(json.dumps(made))
        return
    typer.echo(_("Made in {folder}.").format(folder=environment.read().folder))
    typer.echo(
        _("Log in as {email} with the password {password}; it is shown this once.").format(
            email=made["admin_email"], password=made["admin_password"]
        )
    )
    typer.echo(_("Next: garant up"))


def prepared(email: str, *, token: bool) -> dict[str, str]:
    """Make what is not there yet; what was made, with the password of the administrator.

    A token for the API is made only for who is told it: nobody would end one that nobody knows.
    """
    place = environment.read()
    os.umask(stat.S_IRWXG | stat.S_IRWXO)  # what lies there is nobody else's business
    place.folder.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
    keep_key(place.key_file)
    awake()
    migrate()
    import_module("garant.lib.collected").collect()  # or the first start would take longer
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    actions = import_module("garant.users.actions")
    admin = actions.create_first_administrator(email=email, password=password, language=spoken())
    made = {"admin_email": email, "admin_password": password}
    if token:
        _token, made["api_token"] = actions.make_token(user=admin, label="init", read_only=False)
    return made


def migrate() -> None:
    """Make the tables what this version of garant needs."""
    import_module("django.core.management").call_command("migrate", verbosity=0)


def keep_key(file: Path) -> None:
    """Make the secret key of an installation, unless it has one."""
    if file.exists():
        return
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(handle, "w", encoding="ascii") as key:
        key.write(secrets.token_urlsafe(50))
