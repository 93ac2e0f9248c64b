"""Make what git does not keep when a package is built: translations, the pages' sheet and fonts."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MakeFiles(BuildHookInterface[Any]):
    """Runs before a wheel, an editable install or a source archive is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write a ``.mo`` beside each ``.po``, and the files of the pages."""
        self._compile_translations()
        sys.path.insert(0, str(Path(self.root, "src")))
        try:
            # Our own module, which is found only now.
            from garant.lib import assets
        finally:
            sys.path.pop(0)
        assets.write()

    def _compile_translations(self) -> None:
        """One catalogue under two names: that of the commands, and the one Django looks for."""
        for source in Path(self.root, "src", "garant", "locale").glob("*/LC_MESSAGES/garant.po"):
            with source.open("rb") as text:
                compiled = BytesIO()
                write_mo(compiled, read_po(text))
            for name in ("garant.mo", "django.mo"):
                _kept(source.with_name(name), compiled.getvalue())


def _kept(target: Path, content: bytes) -> None:
    """Write a file; one that a running program may have open is not written without need."""
    if not target.exists() or target.read_bytes() != content:
        target.write_bytes(content)
