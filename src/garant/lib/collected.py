"""The files that pages are sent, gathered and compressed in the data folder.

That takes seconds, so it is done again only where a file changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected"


def collect() -> bool:
    """Gather the files, unless they are as they were; whether there was anything to do."""
    stamp, now = Path(settings.STATIC_ROOT, STAMP), _state()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="ascii")
    return True


def _state() -> str:
    """What tells one state of the files from another."""
    digest = hashlib.sha256()
    for line in sorted(_lines()):
        digest.update(line.encode())
    return digest.hexdigest()


def _lines() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            yield f"{name} {file.st_size} {file.st_mtime_ns}\n"
