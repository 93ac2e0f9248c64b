"""garant: what was promised, what is proven, and why customers leave when they do.

    >>> import garant
    >>> callable(garant.Book)
    True

The names below are loaded on first use, so that ``import garant`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from garant.warehouse.book import Book as Book
    from garant.warehouse.outlook import Outlook as Outlook
    from garant.warehouse.result import Result as Result
    from garant.warehouse.study import Study as Study

__all__ = ["Book", "Outlook", "Result", "Study", "__version__"]
__version__ = "0.1.0"

_HOMES = {
    "Book": "garant.warehouse.book",
    "Outlook": "garant.warehouse.outlook",
    "Result": "garant.warehouse.result",
    "Study": "garant.warehouse.study",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'garant' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
