"""Functions compiled on first use, and kept compiled between runs where there is a place to keep them.

numba writes what it compiled beside the package or, where that cannot be written, below the user's own folder. Where
neither can be, functions are compiled anew in each run: slower to start, otherwise the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from retold.errors import WorkError

try:
    import numba
except ImportError as error:  # the extra is asked for by name, not by a traceback
    raise WorkError(f"archives need more packages ({error.name}): pip install 'retold[archive]'") from None

__all__ = ["compiled"]

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """The function, compiled for the types it is first called with; it may use arrays and numbers alone."""
    try:
        kernel = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba found no folder that it may write to
        kernel = numba.njit(nogil=True)(function)
    return cast("Kernel", kernel)
