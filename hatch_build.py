"""Compile the translations when a package is built: git keeps the .po, a wheel carries the .mo."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface[Any]):
    """Runs before a wheel, an editable install or a source archive is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write ``garant.mo`` beside each ``garant.po``."""
        for source in Path(self.root, "src", "garant", "locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as text:
                compiled = BytesIO()
                write_mo(compiled, read_po(text))
            target = source.with_suffix(".mo")
            # A running program may have the file open: it is not written again without need.
            if not target.exists() or target.read_bytes() != compiled.getvalue():
                target.write_bytes(compiled.getvalue())
