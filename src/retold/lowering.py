"""Loops over arrays as LLVM's intermediate language: a function's source and the types of its arguments come in, its
text for LLVM goes out.

Only what such loops need is known here: arrays of one or two dimensions and numbers (`retold.emitting`); `for` over a
`range`, `while`, `if`; and calls of other functions of this kind. A number that comes from an array is widened to 64
bits and one that goes into it is cut to its width. An index is not checked, and a negative one is not counted from the
end, as in C. Whatever else is used raises `TypeError` when the function is compiled, so that it is found by the first
test that calls it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType
from typing import TypeAlias

import numpy as np

from retold.emitting import FLAG, FLOAT, IN_LLVM, INT, UNSIGNED, Block, Emitter, Value, constant, typed

__all__ = ["Array", "Type", "lowered"]


@dataclass(frozen=True, slots=True)
class Array:
    """The type of an array in order of its rows: what is in it, as numpy writes it, and the number of dimensions."""

    dtype: str
    dimensions: int


Type: TypeAlias = "Array | str"
"""Of an argument: an array, or a type of numbers."""

_ELEMENTS = {
    "|b1": ("i8", FLAG),
    "|i1": ("i8", INT),
    "|u1": ("i8", INT),
    "<i2": ("i16", INT),
    "<u2": ("i16", INT),
    "<i4": ("i32", INT),
    "<u4": ("i32", INT),
    "<i8": ("i64", INT),
    "<u8": ("i64", UNSIGNED),
    "<f4": ("float", FLOAT),
    "<f8": ("double", FLOAT),
}
"""What is in an array: its type in memory and as a number."""

_ORDERS = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne"}


def lowered(function: FunctionType, types: Sequence[Type]) -> tuple[str, str | None]:
    """The text of a module with a function, and all that it calls, for arguments of some types; and what it returns.

    The function is called as ``kernel``: an array is passed as a pointer, followed by its length in each dimension.
    """
    module = _Module()
    result = module.function(function, tuple(types), "kernel")
    return "\n\n".join(module.texts), result.type


@dataclass(frozen=True, slots=True)
class _Result:
    """A function that has been lowered: its name for LLVM, and the type that it returns, None for nothing."""

    name: str
    type: str | None


@dataclass
class _Module:
    """Functions that are compiled together."""

    known: dict[tuple[FunctionType, tuple[Type, ...]], _Result] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def function(self, function: FunctionType, types: tuple[Type, ...], name: str | None = None) -> _Result:
        """A function for some types, which is lowered once."""
        if (function, types) not in self.known:
            lowering = _Lowering(self, function, types)
            result = _Result(name or f"{function.__name__}.{len(self.known)}", lowering.run())
            self.texts.append(lowering.text(result, "" if name else "internal "))
            self.known[function, types] = result
        return self.known[function, types]


class _Lowering:
    """One function on its way into LLVM's language."""

    def __init__(self, module: _Module, function: FunctionType, types: tuple[Type, ...]) -> None:
        self._module, self._names = module, function.__globals__
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        assert isinstance(tree, ast.FunctionDef)  # nothing else is decorated
        self._tree = tree
        self._arguments: dict[str, Type] = dict(zip((one.arg for one in tree.args.args), types, strict=True))
        self._out = Emitter()
        self._loops: list[tuple[Block, Block]] = []  # where `continue` and `break` go
        self._returns: str | None = None
        self._line = 0

    def run(self) -> str | None:
        """Lower the whole function; the type that it returns."""
        for name, kind in self._arguments.items():
            if isinstance(kind, str):
                self._out.store(name, Value(kind, f"%{name}"))
        try:
            self._statements(self._tree.body)
        except TypeError as error:
            raise TypeError(f"{self._tree.name}: {error} (line {self._line} of it)") from None
        self._out.emit("ret void" if self._returns is None else f"ret {IN_LLVM[self._returns]} zeroinitializer")
        return self._returns

    def text(self, result: _Result, linkage: str) -> str:
        """The function as LLVM reads it."""
        parameters: list[str] = []
        for name, kind in self._arguments.items():
            parameters += _passed(name, kind) if isinstance(kind, Array) else [f"{IN_LLVM[kind]} %{name}"]
        returned = "void" if result.type is None else IN_LLVM[result.type]
        head = f'define {linkage}{returned} @"{result.name}"({", ".join(parameters)})'
        return f"{head} {{\n{self._out.text()}\n}}"

    # Statements

    def _statements(self, nodes: Sequence[ast.stmt]) -> None:
        for node in nodes:
            self._line = node.lineno
            self._statement(node)

    def _statement(self, node: ast.stmt) -> None:
        out = self._out
        match node:
            case ast.Expr(ast.Constant()) | ast.Pass():
                pass
            case ast.Expr(ast.Call() as call):
                self._kernel(call)
            case ast.Assign(targets, value):
                self._assign(targets, value)
            case ast.AugAssign(target, operator, value):
                self._set(target, out.operation(type(operator), self._value(target), self._value(value)))
            case ast.If(test, body, orelse):
                then, other, after = out.new("then"), out.new("else"), out.new("endif")
                out.branch(self._flag(test), then, other)
                self._inside(then, body, after)
                self._inside(other, orelse, after)
                out.begin(after)
            case ast.While(test, body, []):
                head, inside, after = out.new("while"), out.new("do"), out.new("done")
                out.jump(head)
                out.begin(head)
                out.branch(self._flag(test), inside, after)
                self._loops.append((head, after))
                self._inside(inside, body, head)
                self._loops.pop()
                out.begin(after)
            case ast.For(ast.Name(name), ast.Call(ast.Name("range"), bounds), body, []):
                self._for(name, bounds, body)
            case ast.Continue() | ast.Break():
                out.jump(self._loops[-1][isinstance(node, ast.Break)])
                out.begin(out.new("dead"))
            case ast.Return(ast.expr() as given):
                self._return(given)
            case _:
                raise _refusal(node)

    def _return(self, node: ast.expr) -> None:
        value = self._value(node)
        value = self._out.as_type(INT, value) if value.type == FLAG else value
        if self._returns not in (None, value.type):
            raise TypeError(f"{value.type} returned, and {self._returns}")
        self._returns = value.type
        self._out.emit(f"ret {typed(value)}")
        self._out.begin(self._out.new("dead"))

    def _assign(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        values = [self._value(one) for one in (value.elts if isinstance(value, ast.Tuple) else [value])]
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            if len(parts) != len(values):
                raise _refusal(value)
            for part, one in zip(parts, values, strict=True):
                self._set(part, one)

    def _set(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self._out.store(target.id, value)
        else:
            place, array = self._place(target)
            element, kind = _ELEMENTS[array.dtype]
            self._out.emit(f"store {element} {self._narrowed(self._out.as_type(kind, value), element)}, ptr {place}")

    def _for(self, name: str, bounds: Sequence[ast.expr], body: Sequence[ast.stmt]) -> None:
        out = self._out
        start, stop, step = constant(0), constant(0), constant(1)
        match [self._value(bound) for bound in bounds]:
            case [stop]:
                pass
            case [start, stop]:
                pass
            case [start, stop, step] if step.constant:  # which way it goes must be known
                pass
            case _:
                raise TypeError("range with a step that is no constant")
        head, inside, onward, after = (out.new(what) for what in ("for", "do", "next", "done"))
        counter = out.unique(name)  # the variable itself may be changed in the loop
        out.store(counter, start)
        out.jump(head)
        out.begin(head)
        at = out.load(counter)
        out.branch(out.compared("lt" if int(step.name) > 0 else "gt", at, stop), inside, after)
        out.begin(inside)
        out.store(name, at)
        self._loops.append((onward, after))
        self._statements(body)
        self._loops.pop()
        out.jump(onward)
        out.begin(onward)
        out.store(counter, out.operation(ast.Add, out.load(counter), step))
        out.jump(head)
        out.begin(after)

    def _inside(self, block: Block, body: Sequence[ast.stmt], after: Block) -> None:
        self._out.begin(block)
        self._statements(body)
        self._out.jump(after)

    # Values

    def _value(self, node: ast.expr) -> Value:
        out = self._out
        match node:
            case ast.Constant(bool(flag)):
                return Value(FLAG, str(flag).lower())
            case ast.Constant(int() | float() as number):
                return constant(number)
            case ast.Name(name) if name in out.variables:
                return out.load(name)
            case ast.Name(name) if isinstance(known := self._names.get(name), int | float | np.integer):
                return constant(known)
            case ast.Subscript(ast.Attribute(ast.Name(name), "shape"), ast.Constant(int(axis))):
                return self._length(name, axis)
            case ast.Subscript():
                return self._widened(*self._place(node))
            case ast.BinOp(left, operator, right):
                return out.operation(type(operator), self._value(left), self._value(right))
            case ast.UnaryOp(ast.USub(), operand):
                return out.negative(self._value(operand))
            case ast.UnaryOp(ast.Not(), operand):
                return out.made(FLAG, f"xor i1 {self._flag(operand).name}, true")
            case ast.Compare(left, operators, others):
                return self._compared(left, operators, others)
            case ast.BoolOp(joint, values):
                return out.settled([partial(self._flag, value) for value in values], isinstance(joint, ast.Or))
            case ast.IfExp(test, body, orelse):
                return out.either(self._flag(test), partial(self._value, body), partial(self._value, orelse))
            case ast.Call():
                return self._call(node)
            case _:
                raise _refusal(node)

    def _flag(self, node: ast.expr) -> Value:
        return self._out.flag(self._value(node))

    def _compared(self, left: ast.expr, operators: Sequence[ast.cmpop], others: Sequence[ast.expr]) -> Value:
        """A comparison, or a chain of them, of which none is looked at behind one that fails."""
        held = [self._value(left)]

        def test(operator: ast.cmpop, other: ast.expr) -> Value:
            if type(operator) not in _ORDERS:
                raise _refusal(other)
            held.append(self._value(other))
            return self._out.compared(_ORDERS[type(operator)], held[-2], held[-1])

        pairs = zip(operators, others, strict=True)
        return self._out.settled([partial(test, operator, other) for operator, other in pairs], False)

    def _call(self, node: ast.Call) -> Value:
        out = self._out
        match node:
            case ast.Call(ast.Name("len"), [ast.Name(name)]):
                return self._length(name, 0)
            case ast.Call(ast.Name("min" | "max" as name), [_, _, *_]):
                return out.best("lt" if name == "min" else "gt", [self._value(one) for one in node.args])
            case ast.Call(ast.Name("abs"), [operand]):
                value = out.as_type(INT, self._value(operand))
                return out.made(INT, f"call i64 @llvm.abs.i64(i64 {value.name}, i1 false)")
            case ast.Call(ast.Name("int"), [operand]):
                value = self._value(operand)
                if value.type == FLOAT:
                    return out.made(INT, f"fptosi double {value.name} to i64")
                return value._replace(type=INT) if value.type == UNSIGNED else out.as_type(INT, value)
            case ast.Call(ast.Attribute(ast.Name("np"), "uint64"), [operand]):
                value = self._value(operand)
                return value if value.type == UNSIGNED else out.as_type(INT, value)._replace(type=UNSIGNED)
        returned = self._kernel(node)
        if returned is None:
            raise TypeError(f"{ast.unparse(node)!r} returns nothing")
        return returned

    def _kernel(self, node: ast.Call) -> Value | None:
        """Call another function of this kind."""
        called = self._names.get(node.func.id) if isinstance(node.func, ast.Name) else None
        function = getattr(called, "__wrapped__", None)
        if function is None:
            raise _refusal(node)
        types: list[Type] = []
        given: list[str] = []
        for argument in node.args:
            kind = self._arguments.get(argument.id) if isinstance(argument, ast.Name) else None
            if isinstance(kind, Array) and isinstance(argument, ast.Name):
                types.append(kind)
                given += _passed(argument.id, kind)
            else:
                value = self._value(argument)
                value = self._out.as_type(INT, value) if value.type == FLAG else value
                types.append(value.type)
                given.append(typed(value))
        result = self._module.function(function, tuple(types))
        call = f'@"{result.name}"({", ".join(given)})'
        if result.type is None:
            self._out.emit(f"call void {call}")
            return None
        return self._out.made(result.type, f"call {IN_LLVM[result.type]} {call}")

    # Arrays

    def _length(self, name: str, axis: int) -> Value:
        kind = self._arguments.get(name)
        if not isinstance(kind, Array) or not 0 <= axis < kind.dimensions:
            raise TypeError(f"{name!r} is no array with so many dimensions")
        return Value(INT, f"%{name}.{axis}")

    def _place(self, node: ast.expr) -> tuple[str, Array]:
        """Where an element of an array is, and the type of the array."""
        match node:
            case ast.Subscript(ast.Name(name), index) if isinstance(array := self._arguments.get(name), Array):
                indices = [self._value(one) for one in (index.elts if isinstance(index, ast.Tuple) else [index])]
                if len(indices) == array.dimensions and array.dtype in _ELEMENTS:
                    at = indices[0]
                    for axis, inner in enumerate(indices[1:], 1):
                        row = self._out.operation(ast.Mult, at, self._length(name, axis))
                        at = self._out.operation(ast.Add, row, inner)
                    element, number = _ELEMENTS[array.dtype]
                    at = self._out.as_type(INT, at) if at.type in (FLOAT, FLAG) else at
                    place = f"getelementptr inbounds {element}, ptr %{name}, {typed(at)}"
                    return self._out.made(number, place).name, array
        raise _refusal(node)

    def _widened(self, place: str, array: Array) -> Value:
        element, number = _ELEMENTS[array.dtype]
        value = self._out.made(number, f"load {element}, ptr {place}")
        if number == FLAG:
            return self._out.made(FLAG, f"icmp ne i8 {value.name}, 0")
        if element == "float":
            return self._out.made(FLOAT, f"fpext float {value.name} to double")
        if element in ("i64", "double"):
            return value
        how = "sext" if array.dtype[1] == "i" else "zext"
        return self._out.made(INT, f"{how} {element} {value.name} to i64")

    def _narrowed(self, value: Value, element: str) -> str:
        if element in ("i64", "double"):
            return value.name
        how = {FLAG: "zext", FLOAT: "fptrunc"}.get(value.type, "trunc")
        return self._out.made(value.type, f"{how} {typed(value)} to {element}").name


def _passed(name: str, array: Array) -> list[str]:
    return [f"ptr %{name}", *(f"i64 %{name}.{axis}" for axis in range(array.dimensions))]


def _refusal(node: ast.AST) -> TypeError:
    return TypeError(f"{ast.unparse(node)!r} cannot be compiled")
