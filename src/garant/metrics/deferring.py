"""Functions of columns that may also be given columns by name only, as ``_.start_on``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from ibis.common.deferred import deferrable

Function = TypeVar("Function", bound=Callable[..., Any])


def of_columns(function: Function) -> Function:
    """Let a function of columns wait for its table when it is given deferred columns."""
    return cast("Function", deferrable(function))
