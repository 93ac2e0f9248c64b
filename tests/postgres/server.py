"""A PostgreSQL server of our own, in a temporary folder, for as long as the tests need it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
USER = "postgres"
INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps the programs, off the path
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


class NoServerError(Exception):
    """No server can be started here; the message says why."""


def programs() -> Path:
    """The folder of ``initdb`` and ``pg_ctl``, of the newest PostgreSQL there is."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if not found:
        raise NoServerError("PostgreSQL is not installed: there is no initdb (make test-all)")
    return found[-1].parent


@contextmanager
def running() -> Iterator[str]:
    """The URL of a database on a server that ends with the ``with``, its files with it."""
    folder, owner = programs(), _owner()
    with tempfile.TemporaryDirectory(prefix="garant-postgres-") as scratch:
        if owner:
            shutil.chown(scratch, owner)
        cluster, port = f"{scratch}/cluster", _free_port()
        options = f"-h {HOST} -p {port} -k {scratch} {QUICK}"
        _run(owner, folder / "initdb", "-D", cluster, "-U", USER, "-A", "trust", "-E", "UTF8")
        control = (folder / "pg_ctl", "-D", cluster, "-w", "-s")
        _run(owner, *control, "-l", f"{scratch}/log", "-o", options, "start")
        try:
            yield f"postgresql://{USER}@{HOST}:{port}/postgres"
        finally:
            _run(owner, *control, "-m", "immediate", "stop")


def _owner() -> str | None:
    """Who the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(USER).pw_name
    except KeyError:
        raise NoServerError(f"PostgreSQL refuses to run as root, and there is no {USER}") from None


def _run(owner: str | None, *command: Path | str) -> None:
    """Output goes to a file: a server that lives on would keep a pipe open."""
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            command, cwd="/", user=owner, stdout=said, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            said.seek(0)
            raise NoServerError(f"{Path(command[0]).name} failed: {said.read()}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
