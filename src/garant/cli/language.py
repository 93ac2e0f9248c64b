"""The language that garant speaks: English sentences are the keys, French is looked up.

Every sentence is marked where it stands: ``_("…")`` when it is said at once, ``N_("…")`` when it
is kept and said later, ``ngettext("…", "…", n)`` when it counts.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

LANGUAGES = ("en", "fr")
DOMAIN = "garant"
LOCALE = Path(__file__).resolve().parent.parent / "locale"

_spoken: ContextVar[str] = ContextVar("spoken", default="en")


def speak(language: str) -> None:
    """Say everything in that language from now on."""
    _spoken.set(language)


def spoken() -> str:
    """The language in use: en or fr."""
    return _spoken.get()


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue().gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The message for that count in the language in use."""
    return _catalogue().ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message that is translated later."""
    return message


def from_environment(environment: Mapping[str, str]) -> str:
    """French if the environment asks for it, else English.

    >>> from_environment({"LANG": "fr_CA.UTF-8"}), from_environment({"LANG": "C"})
    ('fr', 'en')
    """
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    first = next((value for value in named if value), "")
    return "fr" if first.lower().startswith("fr") else "en"


def from_arguments(arguments: Sequence[str]) -> str | None:
    """What `--lang` says, before the arguments are parsed: help and usage errors need it."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return _known(arguments[position + 1])
        if argument.startswith("--lang="):
            return _known(argument.removeprefix("--lang="))
    return None


def lend_to_typer(language: str) -> None:
    """Let Typer's own words, which go through the process's gettext, be found in our catalogue."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


def _known(text: str) -> str | None:
    return text if text in LANGUAGES else None


def _catalogue() -> gettext.NullTranslations:
    # gettext keeps the catalogues that it has read.
    if spoken() == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, str(LOCALE), languages=[spoken()], fallback=True)
