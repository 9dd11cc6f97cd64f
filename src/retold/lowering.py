"""Loops over arrays as LLVM's intermediate language: a function's source and the types of its arguments come in, its
text for LLVM goes out.

Only what such loops need is known here: arrays of one or two dimensions, whole numbers of 64 bits, fractions, flags;
`for` over a `range`, `while`, `if`; and calls of other functions of this kind. A number that comes from an array is
widened and one that goes into it is cut to its width; 64 bits overflow silently. A variable keeps the type of its first
value in the text. An index is not checked, and a negative one is not counted from the end, as in C. Whatever else is
used raises `TypeError` when the function is compiled, so that it is found by the first test that calls it.
"""

from __future__ import annotations

import ast
import inspect
import struct
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType
from typing import NamedTuple, TypeAlias

import numpy as np

__all__ = ["Array", "Type", "lowered"]


@dataclass(frozen=True, slots=True)
class Array:
    """The type of an array in order of its rows: what is in it, as numpy writes it, and the number of dimensions."""

    dtype: str
    dimensions: int


Type: TypeAlias = "Array | str"
"""Of an argument: an array, or one of `INT` and `FLOAT`."""

INT, UNSIGNED, FLOAT, FLAG = "int", "unsigned", "float", "flag"
_IN_LLVM = {INT: "i64", UNSIGNED: "i64", FLOAT: "double", FLAG: "i1"}
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

_SIGNED = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor"}
_WHOLE = {INT: {**_SIGNED, ast.LShift: "shl", ast.RShift: "ashr"}}
_WHOLE[UNSIGNED] = {**_SIGNED, ast.LShift: "shl", ast.RShift: "lshr", ast.FloorDiv: "udiv", ast.Mod: "urem"}
_FRACTIONS = {ast.Add: "fadd", ast.Sub: "fsub", ast.Mult: "fmul", ast.Div: "fdiv"}
_ORDERS = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne"}


class _Value(NamedTuple):
    """A number: its type, and what LLVM calls it; constants belong with any whole number."""

    type: str
    name: str
    constant: bool = False


@dataclass
class _Block:
    """Instructions in a row, up to a jump."""

    label: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Result:
    """A function that has been lowered: its name for LLVM, and the type that it returns, None for nothing."""

    name: str
    type: str | None


def lowered(function: FunctionType, types: Sequence[Type]) -> tuple[str, str | None]:
    """The text of a module with a function, and all that it calls, for arguments of some types; and what it returns.

    The function is called as ``kernel``: an array is passed as a pointer, followed by its length in each dimension.
    """
    module = _Module({})
    result = module.function(function, tuple(types), "kernel")
    return "\n\n".join(module.texts), result.type


@dataclass
class _Module:
    known: dict[tuple[FunctionType, tuple[Type, ...]], _Result]
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
        self._module, self._function, self._types = module, function, types
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        if not isinstance(tree, ast.FunctionDef):  # nothing else has a source of its own here
            raise TypeError(f"{function.__name__}: not a function")
        self._tree = tree
        self._arguments: dict[str, Type] = dict(zip((one.arg for one in tree.args.args), types, strict=True))
        self._variables: dict[str, str] = {}
        self._entry = _Block(".entry")
        self._blocks = [_Block(".start")]
        self._loops: list[tuple[_Block, _Block]] = []  # where `continue` and `break` go
        self._count = 0
        self._returns: str | None = None

    def run(self) -> str | None:
        """Lower the whole function; the type that it returns."""
        for name, kind in self._arguments.items():
            if isinstance(kind, str):
                self._store(name, _Value(kind, f"%{name}"))
        self._statements(self._tree.body)
        self._emit("ret void" if self._returns is None else f"ret {_IN_LLVM[self._returns]} zeroinitializer")
        return self._returns

    def text(self, result: _Result, linkage: str) -> str:
        """The function as LLVM reads it."""
        parameters = []
        for name, kind in self._arguments.items():
            if isinstance(kind, Array):
                parameters += [f"ptr %{name}", *(f"i64 %{name}.{axis}" for axis in range(kind.dimensions))]
            else:
                parameters.append(f"{_IN_LLVM[kind]} %{name}")
        self._entry.lines.append("br label %.start")
        returned = "void" if result.type is None else _IN_LLVM[result.type]
        lines = [f'define {linkage}{returned} @"{result.name}"({", ".join(parameters)}) {{']
        for block in (self._entry, *self._blocks):
            lines += [f"{block.label}:", *(f"  {line}" for line in block.lines)]
        return "\n".join([*lines, "}"])

    # Statements

    def _statements(self, nodes: Sequence[ast.stmt]) -> None:
        for node in nodes:
            self._statement(node)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr(ast.Constant()) | ast.Pass():
                pass
            case ast.Expr(ast.Call() as call):
                self._kernel(call)
            case ast.Assign(targets, value):
                self._assign(targets, value)
            case ast.AugAssign(target, operator, value):
                self._set(target, self._operation(operator, self._value(target), self._value(value)))
            case ast.If(test, body, orelse):
                then, other, after = self._new("then"), self._new("else"), self._new("endif")
                self._branch(test, then, other)
                self._inside(then, body, after)
                self._inside(other, orelse, after)
                self._blocks.append(after)
            case ast.While(test, body, []):
                head, inside, after = self._new("while"), self._new("do"), self._new("done")
                self._jump(head)
                self._blocks.append(head)
                self._branch(test, inside, after)
                self._loops.append((head, after))
                self._inside(inside, body, head)
                self._loops.pop()
                self._blocks.append(after)
            case ast.For(ast.Name(name), ast.Call(ast.Name("range"), bounds), body, []):
                self._for(name, bounds, body)
            case ast.Continue() | ast.Break():
                self._jump(self._loops[-1][isinstance(node, ast.Break)])
                self._blocks.append(self._new("dead"))
            case ast.Return(ast.expr() as given):
                self._return(given)
            case _:
                raise self._refusal(node)

    def _return(self, node: ast.expr) -> None:
        value = self._value(node)
        value = self._as(INT, value) if value.type == FLAG else value
        if self._returns not in (None, value.type):
            raise self._refusal(node)
        self._returns = value.type
        self._emit(f"ret {_typed(value)}")
        self._blocks.append(self._new("dead"))

    def _assign(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        values = [self._value(one) for one in (value.elts if isinstance(value, ast.Tuple) else [value])]
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            if len(parts) != len(values):
                raise self._refusal(value)
            for part, one in zip(parts, values, strict=True):
                self._set(part, one)

    def _set(self, target: ast.expr, value: _Value) -> None:
        if isinstance(target, ast.Name):
            self._store(target.id, value)
        else:
            place, element, kind = self._place(target)
            self._emit(f"store {element} {self._narrowed(self._as(kind, value, target), element)}, ptr {place}")

    def _for(self, name: str, bounds: Sequence[ast.expr], body: Sequence[ast.stmt]) -> None:
        start, stop, step = _Value(INT, "0", True), _Value(INT, "0"), 1
        values = [self._value(bound) for bound in bounds]
        if len(values) == 1:
            (stop,) = values
        else:
            start, stop = values[:2]
        if len(values) == 3:
            if not values[2].constant:  # which way it goes must be known
                raise self._refusal(bounds[2])
            step = int(values[2].name)
        head, inside, onward, after = (self._new(what) for what in ("for", "do", "next", "done"))
        counter = f"{name}.{self._count}"  # the variable itself may be changed in the loop
        self._store(counter, start)
        self._jump(head)
        self._blocks.append(head)
        at = self._load(counter)
        go_on = self._made(FLAG, f"icmp {'slt' if step > 0 else 'sgt'} i64 {at.name}, {stop.name}")
        self._emit(f"br i1 {go_on.name}, label %{inside.label}, label %{after.label}")
        self._blocks.append(inside)
        self._store(name, at)
        self._loops.append((onward, after))
        self._statements(body)
        self._loops.pop()
        self._jump(onward)
        self._blocks.append(onward)
        self._store(counter, self._made(INT, f"add nsw i64 {self._load(counter).name}, {step}"))
        self._jump(head)
        self._blocks.append(after)

    def _inside(self, block: _Block, body: Sequence[ast.stmt], after: _Block) -> None:
        self._blocks.append(block)
        self._statements(body)
        self._jump(after)

    # Values

    def _value(self, node: ast.expr) -> _Value:
        match node:
            case ast.Constant(bool(flag)):
                return _Value(FLAG, str(int(flag)))
            case ast.Constant(int() | float() as number):
                return _constant(number)
            case ast.Name(name) if name in self._variables:
                return self._load(name)
            case ast.Name(name) if isinstance(known := self._function.__globals__.get(name), int | float | np.integer):
                return _constant(known)
            case ast.Subscript(ast.Attribute(ast.Name(name), "shape"), ast.Constant(int(axis))) if self._has(
                name, axis
            ):
                return _Value(INT, f"%{name}.{axis}")
            case ast.Subscript():
                place, element, kind = self._place(node)
                return self._widened(self._made(kind, f"load {element}, ptr {place}"), element, node)
            case ast.BinOp(left, operator, right):
                return self._operation(operator, self._value(left), self._value(right))
            case ast.UnaryOp(ast.USub(), operand):
                value = self._value(operand)
                if value.constant:
                    return _Value(value.type, value.name[1:] if value.name[0] == "-" else f"-{value.name}", True)
                if value.type == FLOAT:
                    return self._made(FLOAT, f"fneg double {value.name}")
                return self._operation(ast.Sub(), _constant(0), value)
            case ast.UnaryOp(ast.Not(), operand):
                return self._made(FLAG, f"xor i1 {self._flag(operand).name}, true")
            case ast.Compare(left, operators, others):
                return self._compared(left, operators, others)
            case ast.BoolOp(joint, values):
                return self._settled([partial(self._flag, value) for value in values], isinstance(joint, ast.Or))
            case ast.IfExp(test, body, orelse):
                return self._either(test, body, orelse)
            case ast.Call():
                return self._call(node)
            case _:
                raise self._refusal(node)

    def _call(self, node: ast.Call) -> _Value:
        match node:
            case ast.Call(ast.Name("len"), [ast.Name(name)]) if self._has(name, 0):
                return _Value(INT, f"%{name}.0")
            case ast.Call(ast.Name("min" | "max" as name), [first, *others]) if others:
                best = self._value(first)
                for other in others:
                    best, value = self._alike(best, self._value(other), node)
                    better = self._order("lt" if name == "min" else "gt", value, best)
                    best = self._made(best.type, f"select i1 {better}, {_typed(value)}, {_typed(best)}")
                return best
            case ast.Call(ast.Name("abs"), [operand]):
                value = self._as(INT, self._value(operand), node)
                return self._made(INT, f"call i64 @llvm.abs.i64(i64 {value.name}, i1 false)")
            case ast.Call(ast.Name("int"), [operand]):
                value = self._value(operand)
                if value.type == FLOAT:
                    return self._made(INT, f"fptosi double {value.name} to i64")
                return value._replace(type=INT) if value.type == UNSIGNED else self._as(INT, value, node)
            case ast.Call(ast.Attribute(ast.Name("np"), "uint64"), [operand]):
                value = self._value(operand)
                return value if value.type == UNSIGNED else self._as(INT, value, node)._replace(type=UNSIGNED)
        returned = self._kernel(node)
        if returned is None:
            raise self._refusal(node)
        return returned

    def _kernel(self, node: ast.Call) -> _Value | None:
        """Call another function of this kind."""
        called = self._function.__globals__.get(node.func.id) if isinstance(node.func, ast.Name) else None
        function = getattr(called, "__wrapped__", None)
        if function is None:
            raise self._refusal(node)
        types: list[Type] = []
        given: list[str] = []
        for argument in node.args:
            kind = self._arguments.get(argument.id) if isinstance(argument, ast.Name) else None
            if isinstance(kind, Array) and isinstance(argument, ast.Name):
                types.append(kind)
                given += [f"ptr %{argument.id}", *(f"i64 %{argument.id}.{axis}" for axis in range(kind.dimensions))]
            else:
                value = self._value(argument)
                value = self._as(INT, value, argument) if value.type == FLAG else value
                types.append(value.type)
                given.append(_typed(value))
        result = self._module.function(function, tuple(types))
        call = f'@"{result.name}"({", ".join(given)})'
        if result.type is None:
            self._emit(f"call void {call}")
            return None
        return self._made(result.type, f"call {_IN_LLVM[result.type]} {call}")

    def _operation(self, operator: ast.operator, left: _Value, right: _Value) -> _Value:
        if isinstance(operator, ast.Div):
            left, right = self._as(FLOAT, left), self._as(FLOAT, right)
        left, right = self._alike(left, right)
        if left.type == FLAG:
            left, right = self._as(INT, left), self._as(INT, right)
        kind, operation = left.type, type(operator)
        if kind == INT and operation in (ast.FloorDiv, ast.Mod):
            return self._divided(operation, left, right)
        name = (_FRACTIONS if kind == FLOAT else _WHOLE[kind]).get(operation)
        if name is None:
            raise TypeError(f"{self._function.__name__}: {operation.__name__} of {kind}")
        return self._made(kind, f"{name} {_typed(left)}, {right.name}")

    def _divided(self, operation: type[ast.operator], left: _Value, right: _Value) -> _Value:
        """Division that is rounded down, where that of the machine is rounded towards zero."""
        rest = self._made(INT, f"srem i64 {left.name}, {right.name}")
        signs = self._made(INT, f"xor i64 {rest.name}, {right.name}")
        apart = self._made(FLAG, f"icmp slt i64 {signs.name}, 0")
        some = self._made(FLAG, f"icmp ne i64 {rest.name}, 0")
        below = self._made(FLAG, f"and i1 {apart.name}, {some.name}")
        if operation is ast.Mod:
            more = self._made(INT, f"select i1 {below.name}, i64 {right.name}, i64 0")
            return self._made(INT, f"add i64 {rest.name}, {more.name}")
        whole = self._made(INT, f"sdiv i64 {left.name}, {right.name}")
        return self._made(INT, f"sub i64 {whole.name}, {self._as(INT, below).name}")

    def _compared(self, left: ast.expr, operators: Sequence[ast.cmpop], others: Sequence[ast.expr]) -> _Value:
        """A comparison, or a chain of them, of which none is looked at behind one that fails."""
        held = [self._value(left)]

        def test(operator: ast.cmpop, other: ast.expr) -> _Value:
            if type(operator) not in _ORDERS:
                raise self._refusal(other)
            one, two = self._alike(held[-1], self._value(other), other)
            held.append(two)
            return _Value(FLAG, self._order(_ORDERS[type(operator)], one, two))

        pairs = zip(operators, others, strict=True)
        return self._settled([partial(test, operator, other) for operator, other in pairs], False)

    def _order(self, order: str, left: _Value, right: _Value) -> str:
        if left.type == FLOAT:
            how = "fcmp " + ("une" if order == "ne" else f"o{order}")
        elif order in ("eq", "ne"):
            how = f"icmp {order}"
        else:
            how = f"icmp {'s' if left.type == INT else 'u'}{order}"
        return self._made(FLAG, f"{how} {_typed(left)}, {right.name}").name

    def _settled(self, tests: Sequence[Callable[[], _Value]], settles: bool) -> _Value:
        """Whether one test is as `settles`, or else the last of them; those behind one that is are not made."""
        after, ways = self._new("settled"), []
        for test in tests[:-1]:
            value, onward = test(), self._new("also")
            ways.append(f"[ {str(settles).lower()}, %{self._blocks[-1].label} ]")
            labels = (after.label, onward.label) if settles else (onward.label, after.label)
            self._emit(f"br i1 {value.name}, label %{labels[0]}, label %{labels[1]}")
            self._blocks.append(onward)
        value = tests[-1]()
        if not ways:
            return value
        ways.append(f"[ {value.name}, %{self._blocks[-1].label} ]")
        self._jump(after)
        self._blocks.append(after)
        return self._made(FLAG, f"phi i1 {', '.join(ways)}")

    def _either(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> _Value:
        then, other, after = self._new("if"), self._new("or"), self._new("so")
        self._branch(test, then, other)
        self._blocks.append(then)
        one, then = self._value(body), self._blocks[-1]
        self._blocks.append(other)
        two = self._value(orelse)
        if one.type == FLAG != two.type or (one.type == INT and two.type == FLOAT and not one.constant):
            raise self._refusal(orelse)  # it would have to be turned into the other where it was made
        one, two = self._alike(one, two, orelse)
        then.lines.append(f"br label %{after.label}")
        other = self._blocks[-1]
        self._jump(after)
        self._blocks.append(after)
        ways = f"[ {one.name}, %{then.label} ], [ {two.name}, %{other.label} ]"
        return self._made(one.type, f"phi {_IN_LLVM[one.type]} {ways}")

    # Places

    def _has(self, name: str, axis: int) -> bool:
        """Whether there is an array of this name with so many dimensions and more."""
        kind = self._arguments.get(name)
        return isinstance(kind, Array) and 0 <= axis < kind.dimensions

    def _place(self, node: ast.expr) -> tuple[str, str, str]:
        """Where an element of an array is, its type in memory, and that of the number."""
        match node:
            case ast.Subscript(ast.Name(name), index) if isinstance(kind := self._arguments.get(name), Array):
                indices = index.elts if isinstance(index, ast.Tuple) else [index]
                if len(indices) == kind.dimensions and kind.dtype in _ELEMENTS:
                    at, *inner = (self._whole(one) for one in indices)
                    for axis, one in enumerate(inner, 1):
                        row = self._made(INT, f"mul nsw i64 {at}, %{name}.{axis}")
                        at = self._made(INT, f"add nsw i64 {row.name}, {one}").name
                    element, number = _ELEMENTS[kind.dtype]
                    place = self._made(INT, f"getelementptr inbounds {element}, ptr %{name}, i64 {at}")
                    return place.name, element, number
        raise self._refusal(node)

    def _whole(self, node: ast.expr) -> str:
        value = self._value(node)
        return value.name if value.type == UNSIGNED else self._as(INT, value, node).name

    def _widened(self, value: _Value, element: str, node: ast.Subscript) -> _Value:
        if value.type == FLAG:
            return self._made(FLAG, f"icmp ne i8 {value.name}, 0")
        if element in ("i64", "double"):
            return value
        if element == "float":
            return self._made(FLOAT, f"fpext float {value.name} to double")
        kind = self._arguments[node.value.id] if isinstance(node.value, ast.Name) else ""
        signed = isinstance(kind, Array) and kind.dtype[1] == "i"
        return self._made(value.type, f"{'sext' if signed else 'zext'} {element} {value.name} to i64")

    def _narrowed(self, value: _Value, element: str) -> str:
        if value.type == FLAG:
            return self._made(FLAG, f"zext i1 {value.name} to i8").name
        if element in ("i64", "double"):
            return value.name
        if element == "float":
            return self._made(FLOAT, f"fptrunc double {value.name} to float").name
        return self._made(value.type, f"trunc i64 {value.name} to {element}").name

    def _store(self, name: str, value: _Value) -> None:
        if name not in self._variables:
            kind = INT if value.type == FLAG and value.constant else value.type
            self._variables[name] = kind
            self._entry.lines.append(f"%{name}.at = alloca {_IN_LLVM[kind]}")
        value = self._as(self._variables[name], value)
        self._emit(f"store {_typed(value)}, ptr %{name}.at")

    def _load(self, name: str) -> _Value:
        return self._made(self._variables[name], f"load {_IN_LLVM[self._variables[name]]}, ptr %{name}.at")

    # Types

    def _alike(self, left: _Value, right: _Value, node: ast.AST | None = None) -> tuple[_Value, _Value]:
        """Two values as the same type."""
        for kind in (FLOAT, UNSIGNED, INT):
            if kind in (left.type, right.type):
                return self._as(kind, left, node), self._as(kind, right, node)
        return left, right

    def _as(self, kind: str, value: _Value, node: ast.AST | None = None) -> _Value:
        if value.type == kind:
            return value
        if kind == FLOAT and value.constant:
            return _constant(float(int(value.name)))
        if kind == FLOAT and value.type == INT:
            return self._made(FLOAT, f"sitofp i64 {value.name} to double")
        if kind == INT and value.type == FLAG:
            return self._made(INT, f"zext i1 {value.name} to i64")
        if kind in (INT, UNSIGNED) and value.constant and value.type != FLOAT:
            return value._replace(type=kind)
        raise TypeError(f"{self._function.__name__}: {value.type} where {kind} is meant{_line(node)}")

    def _flag(self, node: ast.expr) -> _Value:
        value = self._value(node)
        if value.type == FLAG:
            return value
        return _Value(FLAG, self._order("ne", value, _constant(0.0 if value.type == FLOAT else 0)))

    # Instructions

    def _branch(self, test: ast.expr, then: _Block, other: _Block) -> None:
        self._emit(f"br i1 {self._flag(test).name}, label %{then.label}, label %{other.label}")

    def _jump(self, block: _Block) -> None:
        self._emit(f"br label %{block.label}")

    def _made(self, kind: str, instruction: str) -> _Value:
        self._count += 1
        self._emit(f"%.{self._count} = {instruction}")
        return _Value(kind, f"%.{self._count}")

    def _emit(self, line: str) -> None:
        self._blocks[-1].lines.append(line)

    def _new(self, what: str) -> _Block:
        self._count += 1
        return _Block(f".{what}{self._count}")

    def _refusal(self, node: ast.AST) -> TypeError:
        return TypeError(f"{self._function.__name__}: {ast.unparse(node)!r} cannot be compiled{_line(node)}")


def _constant(value: int | float | np.integer) -> _Value:
    if isinstance(value, float):
        return _Value(FLOAT, f"0x{struct.unpack('>Q', struct.pack('>d', value))[0]:016X}")
    return _Value(UNSIGNED if isinstance(value, np.uint64) else INT, str(int(value)), True)


def _typed(value: _Value) -> str:
    return f"{_IN_LLVM[value.type]} {value.name}"


def _line(node: ast.AST | None) -> str:
    return f" (line {node.lineno} of it)" if isinstance(node, ast.expr | ast.stmt) else ""
