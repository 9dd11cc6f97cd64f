"""Functions compiled on first use, and kept compiled between runs where there is a place to keep them.

The compiler itself is loaded when the first of them is called: that takes as long as reading some megabytes of text,
and many commands need none. numba writes what it compiled beside the package or, where that cannot be written, below
the user's own folder. Where neither can be, functions are compiled anew in each run: slower to start, otherwise the
same.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from types import FunctionType
from typing import Any, TypeVar, cast

from retold.errors import WorkError

if find_spec("numba") is None:  # the extra is asked for by name, not by a traceback
    raise WorkError("archives need more packages (numba): pip install 'retold[archive]'")

__all__ = ["compiled"]

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """The function, compiled for the types it is first called with; it may use arrays and numbers alone."""
    return cast("Kernel", _Waiting(cast("FunctionType", function)))


class _Waiting:
    """A function of a module that is not compiled yet; called, it has all such functions of its module compiled."""

    def __init__(self, function: FunctionType) -> None:
        self._function = function
        self._kernel: Callable[..., Any] | None = None
        self.__doc__ = function.__doc__

    def __call__(self, *arguments: object) -> Any:
        # One that calls another needs that as the compiler has it, by the name it goes by in their module.
        names = self._function.__globals__
        names.update({name: one.kernel for name, one in list(names.items()) if isinstance(one, _Waiting)})
        return self.kernel(*arguments)

    @property
    def kernel(self) -> Callable[..., Any]:
        """What the compiler has made of the function."""
        if self._kernel is None:
            from numba import njit

            try:
                self._kernel = njit(cache=True, nogil=True)(self._function)
            except RuntimeError:  # numba found no folder that it may write to
                self._kernel = njit(nogil=True)(self._function)
        return self._kernel
