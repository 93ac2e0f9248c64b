"""The SQL compilers of Ibis, each loaded when it is asked for.

Ibis 12 loads those of twenty databases to reach that of one, which takes as long as loading the
rest of DuckDB's backend. The package that holds them is put in place here before Ibis imports
it, and is the same to whoever reads it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType

PACKAGE = "ibis.backends.sql.compilers"


class OnDemand(ModuleType):
    """A package whose modules are loaded on first use, and all of it where that does not do."""

    def __getattr__(self, name: str) -> object:
        spec = self.__spec__
        if spec is None or spec.loader is None or name.startswith("__"):
            raise AttributeError(name)
        if find_spec(f"{spec.name}.{name}") is not None:
            return import_module(f"{spec.name}.{name}")
        spec.loader.exec_module(self)
        if name not in vars(self):
            raise AttributeError(name)
        return vars(self)[name]


def load_on_demand() -> None:
    """From now on, load only the compilers that are needed."""
    spec = find_spec(PACKAGE)
    if PACKAGE not in sys.modules and spec is not None:
        package = module_from_spec(spec)
        package.__class__ = OnDemand
        sys.modules[PACKAGE] = package
        parent, _, name = PACKAGE.rpartition(".")
        setattr(sys.modules[parent], name, package)
