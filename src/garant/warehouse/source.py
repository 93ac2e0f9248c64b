"""What reading a book gives: canonical tables, what is wrong with them, where they came from."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from garant.metrics.errors import Problem

if TYPE_CHECKING:
    import ibis


@dataclass(frozen=True, slots=True)
class Origin:
    """The file or table that a canonical table was read from.

    ``columns`` are those found there; ``unused`` those of them that no canonical column reads.
    """

    name: str
    columns: tuple[str, ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """An open book.

    ``tables`` holds the tables that could be read, each with every declared column of
    ``metrics.schema`` in order, then the attributes of an open table, then ``_row``. Close it,
    or use it in a ``with``: temporary files and engine sessions go with it.
    """

    backend: Any
    tables: Mapping[str, ibis.Table]
    problems: tuple[Problem, ...]
    name: str
    origins: Mapping[str, Origin] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    closing: tuple[Callable[[], None], ...] = field(default=(), repr=False)
    local: Mapping[str, ibis.Table] | None = field(default=None, repr=False)
    # Of tables that a mapping made: what our columns were made from, under their names, by `_row`.
    written: Mapping[str, ibis.Table] = field(default_factory=dict, repr=False)

    @property
    def checked(self) -> Mapping[str, ibis.Table]:
        """The same tables where they are nearest: what is checked here need not go to a cluster."""
        return self.tables if self.local is None else self.local

    def close(self) -> None:
        """Drop the temporary files and end the sessions that reading needed."""
        for close in self.closing:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Scratch:
    """A temporary folder that goes when it is closed, collected, or when Python ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="garant-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def close(self) -> None:
        self._remove()
