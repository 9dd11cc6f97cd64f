"""Numbers, and the instructions of LLVM that work on them, put down one after the other.

Numbers are whole ones of 64 bits, with a sign or without (for hashes), fractions of 64 bits, and flags. Whole numbers
overflow silently, and are rounded down where they are divided, as in Python; never by 0, which ends the process. What
does not go together raises `TypeError`.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

__all__ = ["FLAG", "FLOAT", "INT", "IN_LLVM", "UNSIGNED", "Block", "Emitter", "Value", "constant", "typed"]

INT, UNSIGNED, FLOAT, FLAG = "int", "unsigned", "float", "flag"
IN_LLVM = {INT: "i64", UNSIGNED: "i64", FLOAT: "double", FLAG: "i1"}

_BOTH = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor"}
_OPERATIONS: dict[str, dict[type[ast.operator], str]] = {
    INT: {**_BOTH, ast.LShift: "shl", ast.RShift: "ashr"},
    UNSIGNED: {**_BOTH, ast.LShift: "shl", ast.RShift: "lshr", ast.FloorDiv: "udiv", ast.Mod: "urem"},
    FLOAT: {ast.Add: "fadd", ast.Sub: "fsub", ast.Mult: "fmul", ast.Div: "fdiv"},
}


class Value(NamedTuple):
    """A number: its type, what LLVM calls it, and whether it is a whole one that is written out in the source."""

    type: str
    name: str
    constant: bool = False


@dataclass
class Block:
    """Instructions in a row, up to a jump."""

    label: str
    lines: list[str] = field(default_factory=list)


class Emitter:
    """The instructions of a function; those that are emitted go to the end of the last block."""

    def __init__(self) -> None:
        self.entry, self.blocks = Block(".entry"), [Block(".start")]
        self.variables: dict[str, str] = {}
        self._count = 0

    def text(self) -> str:
        """All instructions."""
        blocks = (Block(self.entry.label, [*self.entry.lines, f"br label %{self.blocks[0].label}"]), *self.blocks)
        return "\n".join(line for block in blocks for line in (f"{block.label}:", *(f"  {own}" for own in block.lines)))

    def emit(self, line: str) -> None:
        """Put down an instruction."""
        self.blocks[-1].lines.append(line)

    def made(self, kind: str, instruction: str) -> Value:
        """The number that an instruction makes."""
        name = f"%{self.unique('')}"
        self.emit(f"{name} = {instruction}")
        return Value(kind, name)

    def unique(self, what: str) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f".{what}{self._count}"

    # Jumps

    def new(self, what: str) -> Block:
        """A block to come."""
        return Block(self.unique(what))

    def begin(self, block: Block) -> None:
        """Go on in a block."""
        self.blocks.append(block)

    def jump(self, block: Block) -> None:
        """End the block with a jump to another."""
        self.emit(f"br label %{block.label}")

    def branch(self, flag: Value, then: Block, other: Block) -> None:
        """End the block with a jump to one or the other."""
        self.emit(f"br i1 {flag.name}, label %{then.label}, label %{other.label}")

    def settled(self, tests: Sequence[Callable[[], Value]], settles: bool) -> Value:
        """Whether one test is as `settles`, or else the last of them; those behind one that is are not made."""
        after, ways = self.new("settled"), []
        for test in tests[:-1]:
            flag, onward = test(), self.new("onward")
            ways.append(f"[ {str(settles).lower()}, %{self.blocks[-1].label} ]")
            self.branch(flag, *((after, onward) if settles else (onward, after)))
            self.begin(onward)
        last = tests[-1]()
        if not ways:
            return last
        ways.append(f"[ {last.name}, %{self.blocks[-1].label} ]")
        self.jump(after)
        self.begin(after)
        return self.made(FLAG, f"phi i1 {', '.join(ways)}")

    def either(self, flag: Value, one: Callable[[], Value], two: Callable[[], Value]) -> Value:
        """One value or the other, of which only that is made."""
        then, other, after = self.new("then"), self.new("other"), self.new("either")
        self.branch(flag, then, other)
        self.begin(then)
        first, then = one(), self.blocks[-1]
        self.begin(other)
        second = two()
        if not first.constant:  # it is made already, so the other follows it
            second = self.as_type(first.type, second)
        first, second = self.alike(first, second)
        then.lines.append(f"br label %{after.label}")
        other = self.blocks[-1]
        self.jump(after)
        self.begin(after)
        ways = f"[ {first.name}, %{then.label} ], [ {second.name}, %{other.label} ]"
        return self.made(first.type, f"phi {IN_LLVM[first.type]} {ways}")

    # Variables

    def store(self, name: str, value: Value) -> None:
        """Give a variable a value; it keeps the type of its first."""
        if name not in self.variables:
            self.variables[name] = value.type
            self.entry.lines.append(f"%{name}.at = alloca {IN_LLVM[value.type]}")
        self.emit(f"store {typed(self.as_type(self.variables[name], value))}, ptr %{name}.at")

    def load(self, name: str) -> Value:
        """The value of a variable."""
        return self.made(self.variables[name], f"load {IN_LLVM[self.variables[name]]}, ptr %{name}.at")

    # Types

    def alike(self, left: Value, right: Value) -> tuple[Value, Value]:
        """Two values as the same type."""
        for kind in (FLOAT, UNSIGNED, INT):
            if kind in (left.type, right.type):
                return self.as_type(kind, left), self.as_type(kind, right)
        return left, right

    def as_type(self, kind: str, value: Value) -> Value:
        """A value as another type, if it can always be that."""
        if value.type == kind:
            return value
        if kind == FLOAT and value.constant:
            return constant(float(int(value.name)))
        if kind == FLOAT and value.type == INT:
            return self.made(FLOAT, f"sitofp i64 {value.name} to double")
        if kind == INT and value.type == FLAG:
            return self.made(INT, f"zext i1 {value.name} to i64")
        if kind in (INT, UNSIGNED) and value.constant:
            return value._replace(type=kind)
        raise TypeError(f"{value.type} where {kind} is meant")

    def flag(self, value: Value) -> Value:
        """Whether a value counts as true."""
        if value.type == FLAG:
            return value
        return self.compared("ne", value, constant(0.0 if value.type == FLOAT else 0))

    # Operations

    def operation(self, operator: type[ast.operator], left: Value, right: Value) -> Value:
        """What an operator makes of two values."""
        if operator is ast.Div:
            left, right = self.as_type(FLOAT, left), self.as_type(FLOAT, right)
        left, right = self.alike(left, right)
        if left.type == FLAG:
            left, right = self.as_type(INT, left), self.as_type(INT, right)
        if left.type == INT and operator in (ast.FloorDiv, ast.Mod):
            return self._divided(operator, left, right)
        if operator not in _OPERATIONS[left.type]:
            raise TypeError(f"{operator.__name__} of {left.type}")
        return self.made(left.type, f"{_OPERATIONS[left.type][operator]} {typed(left)}, {right.name}")

    def negative(self, value: Value) -> Value:
        """A number with the other sign."""
        if value.constant:
            return Value(value.type, str(-int(value.name)), True)
        if value.type == FLOAT:
            return self.made(FLOAT, f"fneg double {value.name}")
        return self.operation(ast.Sub, constant(0), value)

    def compared(self, order: str, left: Value, right: Value) -> Value:
        """Whether two values are in an order: `lt`, `le`, `gt`, `ge`, `eq` or `ne`."""
        left, right = self.alike(left, right)
        if left.type == FLOAT:
            how = "fcmp " + ("une" if order == "ne" else f"o{order}")
        elif order in ("eq", "ne"):
            how = f"icmp {order}"
        else:
            how = f"icmp {'s' if left.type == INT else 'u'}{order}"
        return self.made(FLAG, f"{how} {typed(left)}, {right.name}")

    def best(self, order: str, values: Sequence[Value]) -> Value:
        """The first of some values that is before all others in an order."""
        best = values[0]
        for value in values[1:]:
            best, value = self.alike(best, value)
            better = self.compared(order, value, best)
            best = self.made(best.type, f"select i1 {better.name}, {typed(value)}, {typed(best)}")
        return best

    def _divided(self, operator: type[ast.operator], left: Value, right: Value) -> Value:
        """Division that is rounded down, where that of the machine is rounded towards zero."""
        rest = self.made(INT, f"srem i64 {left.name}, {right.name}")
        signs = self.made(INT, f"xor i64 {rest.name}, {right.name}")
        apart, some = self.compared("lt", signs, constant(0)), self.compared("ne", rest, constant(0))
        below = self.made(FLAG, f"and i1 {apart.name}, {some.name}")
        if operator is ast.Mod:
            more = self.made(INT, f"select i1 {below.name}, i64 {right.name}, i64 0")
            return self.made(INT, f"add i64 {rest.name}, {more.name}")
        whole = self.made(INT, f"sdiv i64 {left.name}, {right.name}")
        return self.made(INT, f"sub i64 {whole.name}, {self.as_type(INT, below).name}")


def constant(value: int | float | np.integer) -> Value:
    """A number that is written out."""
    if isinstance(value, float):
        return Value(FLOAT, f"0x{struct.unpack('>Q', struct.pack('>d', value))[0]:016X}")
    return Value(UNSIGNED if isinstance(value, np.uint64) else INT, str(int(value)), True)


def typed(value: Value) -> str:
    """A value with its type, as LLVM writes it."""
    return f"{IN_LLVM[value.type]} {value.name}"
