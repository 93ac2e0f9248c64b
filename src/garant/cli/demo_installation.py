"""The installation of the demo: made, or found as it was left; and how to log in to it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

import garant
from garant.cli.init import keep_key, migrate
from garant.cli.language import _, spoken
from garant.cli.project import awake
from garant.cli.terminal import say
from garant.demo.company import Company
from garant.demo.write import INSTALLATION

if TYPE_CHECKING:
    from garant.demo.installation import Login

KIND = "demo.json"
OURS = ("GARANT_LOG", "GARANT_GALLERY")  # the rest of the environment is about other installations


def ready(company: Company, folder: Path, port: int) -> list[Login]:
    """The installation beside the company's files, complete, and a new password for everybody.

    That of the same company is found as its people left it; that of another one is made anew.
    """
    place, kind = folder / INSTALLATION, _kind(company)
    if not _is(place, kind):
        shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, exist_ok=True)
    _settle(place, port)
    installation = import_module("garant.demo.installation")
    if not _is(place, kind):
        installation.fill(company, folder)
        (place / KIND).write_text(json.dumps(kind), encoding="utf-8")  # last: it is complete
    logins: list[Login] = installation.logins(spoken())
    return logins


def _kind(company: Company) -> dict[str, object]:
    return {
        "version": garant.__version__,
        "accounts": company.truth["accounts"],
        "seed": company.truth["seed"],
    }


def _is(place: Path, kind: dict[str, object]) -> bool:
    file = place / KIND
    return file.exists() and json.loads(file.read_text(encoding="utf-8")) == kind


def _settle(place: Path, port: int) -> None:
    """This process, and the server that it becomes, are about this installation and no other."""
    os.umask(0o077)
    for name in [name for name in os.environ if name.startswith("GARANT_") and name not in OURS]:
        del os.environ[name]
    os.environ.setdefault("GARANT_LOG", "WARNING")  # it would stand among the logins
    os.environ["GARANT_DATA_DIR"] = str(place)
    os.environ["GARANT_BASE_URL"] = f"http://localhost:{port}"
    keep_key(place / "key")
    awake()
    migrate()


def tell(logins: Iterable[Login], console: Console) -> None:
    """Who can log in, with which password: the only time that it is shown."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in (_("Role"), _("E-mail address"), _("Password"), _("Language")):
        table.add_column(heading, no_wrap=True)
    for one in logins:
        table.add_row(one.role, one.email, one.password, one.language)
    say(console, _("Log in as one of them:"), style="bold")
    console.print()
    console.print(table)
    console.print()
    say(console, _("The passwords are shown this once; another run gives new ones."), style="dim")
