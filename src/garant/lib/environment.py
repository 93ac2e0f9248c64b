"""What the environment says of an installation, read loudly: a wrong value stops the start.

Every variable is one row of `VARIABLES`; all that is wrong is said at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from garant.metrics.errors import RequestError

DEFAULT_FOLDER = Path("garant-data")
DATABASE = "garant.sqlite3"
KEY = "key"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SWITCH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
# A writer takes the lock when its transaction begins, or two writers could deadlock; readers never
# wait in WAL; FULL makes what was committed survive a loss of power.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes our mails; without a host they are printed."""

    host: str
    port: int
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class Environment:
    """An installation, as its environment describes it."""

    folder: Path
    base_url: str
    database: Mapping[str, Any]
    key_file: Path
    mail: Mail
    private_hosts: tuple[str, ...]
    log_level: str
    gallery: bool

    @property
    def host(self) -> str:
        """The name under which the installation is reached."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether it is reached over https."""
        return self.base_url.startswith("https://")

    def key(self) -> str:
        """The secret key of this installation."""
        try:
            return self.key_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise RequestError(
                "there is no key in {file}: run `garant init` first", file=self.key_file
            ) from None


def read(given: Mapping[str, str] | None = None) -> Environment:
    """The environment of this process, or the one given."""
    texts = os.environ if given is None else given
    problems: list[str] = []
    values = {row.name: _value(row, texts, problems) for row in VARIABLES}
    if problems:
        raise RequestError("{problems}", problems="\n".join(problems))
    return _made(values)


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: how its text is read, what holds without it, and what would be right."""

    name: str
    parse: Callable[[str], Any]
    default: str
    right: str


def _value(row: Variable, texts: Mapping[str, str], problems: list[str]) -> Any:
    text = texts.get(f"GARANT_{row.name}", "").strip() or row.default
    try:
        return row.parse(text)
    except (ValueError, OSError):
        problems.append(f"GARANT_{row.name} is {text!r}; {row.right}")
        return None


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.hostname == "*":
        raise ValueError(text)
    if parts.path.strip("/") or parts.query:
        raise ValueError(text)
    return text.rstrip("/")


def _database(text: str) -> Mapping[str, Any] | None:
    if not text:
        return None
    if urlsplit(text).scheme not in {"postgres", "postgresql", "sqlite"}:
        raise ValueError(text)
    return dict(dj_database_url.parse(text, conn_max_age=600, conn_health_checks=True))


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError(text)
    return port


def _level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise ValueError(text)
    return text.upper()


def _switch(text: str) -> bool:
    if text.lower() not in SWITCH:
        raise ValueError(text)
    return SWITCH[text.lower()]


def _secret(text: str) -> str:
    return Path(text).read_text(encoding="utf-8").strip() if text else ""


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())


VARIABLES = (
    Variable("DATA_DIR", Path, str(DEFAULT_FOLDER), "give a folder"),
    Variable(
        "BASE_URL", _base_url, "http://localhost:8000",
        "give the address under which people reach garant, such as https://garant.example.org",
    ),
    Variable(
        "DATABASE_URL", _database, "",
        "give postgres://user:password@host:5432/name, or leave it out for SQLite",
    ),
    Variable("SECRET_KEY_FILE", str, "", "give the file that holds the key"),
    Variable("EMAIL_HOST", str, "", "give the name of your mail server"),
    Variable("EMAIL_PORT", _port, "25", "give a number from 1 to 65535"),
    Variable("EMAIL_USER", str, "", "give the user of the mail server"),
    Variable("EMAIL_PASSWORD_FILE", _secret, "", "give a file that can be read"),
    Variable("EMAIL_FROM", str, "garant@localhost", "give the address that mails come from"),
    Variable("ALLOW_PRIVATE_HOSTS", _hosts, "", "give names, with commas between them"),
    Variable("LOG", _level, "INFO", "give one of " + ", ".join(LEVELS)),
    Variable("GALLERY", _switch, "no", "give yes or no"),
)  # fmt: skip


def _made(values: Mapping[str, Any]) -> Environment:
    folder: Path = values["DATA_DIR"].expanduser().absolute()
    key = values["SECRET_KEY_FILE"]
    return Environment(
        folder=folder,
        base_url=values["BASE_URL"],
        database=values["DATABASE_URL"] or _sqlite(folder / DATABASE),
        key_file=Path(key) if key else folder / KEY,
        mail=Mail(
            values["EMAIL_HOST"], values["EMAIL_PORT"], values["EMAIL_USER"],
            values["EMAIL_PASSWORD_FILE"], values["EMAIL_FROM"],
        ),
        private_hosts=values["ALLOW_PRIVATE_HOSTS"],
        log_level=values["LOG"],
        gallery=values["GALLERY"],
    )  # fmt: skip


def _sqlite(file: Path) -> Mapping[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": SQLITE}
