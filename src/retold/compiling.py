"""Functions that are compiled when they are first called.

A loop over arrays that numpy has no function for is written as one, and `compiled`: called with arrays, it runs as
machine code, made by LLVM from its source (`retold.lowering`) for the types that it is called with. That takes some
hundredths of a second each, so nothing has to be kept between runs; the compiler is loaded with the first call, for
many commands need none.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache, update_wrapper
from importlib.util import find_spec
from threading import Lock
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from retold.emitting import FLOAT, INT, UNSIGNED
from retold.errors import WorkError
from retold.lowering import Array, Type, lowered

if TYPE_CHECKING:
    from llvmlite.binding import TargetMachine

if find_spec("llvmlite") is None:  # the extra is asked for by name, not by a traceback
    raise WorkError("archives need more packages (llvmlite): pip install 'retold[archive]'")

__all__ = ["compiled"]

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function, compiled for the types that it is called with: arrays in order of their rows, and numbers.

    What it may use is said in `retold.lowering`. Arrays that it writes to must be the caller's to write to, and large
    enough: nothing is checked. Other threads run meanwhile.
    """
    return cast("Function", _Kernel(cast("FunctionType", function)))


class _Kernel:
    """A function and what was compiled of it, by the types of its arguments."""

    def __init__(self, function: FunctionType) -> None:
        update_wrapper(self, function)
        self._function = function
        self._made: dict[tuple[Type, ...], Callable[..., Any]] = {}

    def __call__(self, *arguments: Any) -> Any:
        types: list[Type] = []
        given: list[Any] = []
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                if not argument.flags.c_contiguous:
                    raise TypeError(f"{self._function.__name__}: an array that is not in order of its rows")
                types.append(Array(argument.dtype.str, argument.ndim))
                given += (argument.ctypes.data, *argument.shape)
            else:
                types.append(FLOAT if isinstance(argument, float) else INT)
                given.append(argument)
        key = tuple(types)
        made = self._made.get(key)
        if made is None:
            with _ONE_AT_A_TIME:
                made = self._made.setdefault(key, _machine_code(self._function, key))
        return made(*given)


_ONE_AT_A_TIME = Lock()
_KEPT: list[object] = []  # machine code is gone when what made it is
_IN_C = {INT: ctypes.c_int64, UNSIGNED: ctypes.c_uint64, FLOAT: ctypes.c_double, None: None}


def _machine_code(function: FunctionType, types: tuple[Type, ...]) -> Callable[..., Any]:
    import llvmlite.binding as llvm

    machine = _machine()
    text, returned = lowered(function, types)
    module = llvm.parse_assembly(text)
    module.verify()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=2))
    builder.getModulePassManager().run(module, builder)
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    _KEPT.append(engine)
    parameters: list[Any] = []
    for kind in types:
        if isinstance(kind, Array):
            parameters += [ctypes.c_void_p, *[ctypes.c_int64] * kind.dimensions]
        else:
            parameters.append(_IN_C[kind])
    return ctypes.CFUNCTYPE(_IN_C[returned], *parameters)(engine.get_function_address("kernel"))


@cache
def _machine() -> TargetMachine:
    """The machine at hand, with all that it can do."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    cpu, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(cpu, features, opt=2, jit=True)
