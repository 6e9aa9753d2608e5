"""An update rule as a list of array operations: the rule is run once, on numbers that write down what is done to them.

`trace(rule, state, gradient, ...)` is what the rule itself does, operation for operation and in its order, so that
whoever carries the list out computes bit for bit what the rule computes. A traced number knows + - * /, a sign, a
modulus and a square root, with float64 arrays and Python's numbers; whatever else a rule asks of it (a comparison, an
index, a sum over components, a function of NumPy) raises, and then there is no list: a rule in such a list acts on
every component alike.

Reference: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed., SIAM 2008, section 2.2 (a program as the list of
its elementary operations).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, NoReturn, TypeVar

import numpy as np

from numerics.exact import Array

__all__ = ["Operation", "Trace", "pure_gradient", "trace"]

Function = TypeVar("Function", bound=Callable[..., Any])
_PURE = "is_pure_gradient"


class Operation(NamedTuple):
    """`result` = function(arguments): arguments are values of the trace by their number, or float64 arrays.

    The function is a ufunc, or None where the gradient is taken at the only argument.
    """

    function: np.ufunc | None
    arguments: tuple[int | Array, ...]
    result: int


class Trace(NamedTuple):
    """One step. The state's entries are the values 0 .. s - 1, and each operation makes a new one."""

    operations: tuple[Operation, ...]
    outputs: tuple[int, ...]
    """The values that the next state consists of."""

    @property
    def gradients(self) -> int:
        """How many gradients a step takes."""
        return sum(operation.function is None for operation in self.operations)


def pure_gradient(function: Function) -> Function:
    """Declares of a problem's `gradient` that it depends on nothing but w, which it neither keeps nor changes, and
    that its result is a new array at every call.

    Of the gradient of such a problem a run may ask at an array that it uses again. A subclass that has a `gradient` of
    its own declares it anew.
    """
    vars(function)[_PURE] = True
    return function


def is_pure(problem: Any) -> bool:
    """Whether the problem's gradient is declared to be pure."""
    return getattr(getattr(type(problem), "gradient", None), _PURE, False) is True


def trace(
    rule: Callable[..., Any],
    length: int,
    gradient: Callable[[Any], Any] | None,
    size: int,
    parameters: Mapping[str, Array],
) -> Trace | None:
    """The operations of one step on a state of `length` float64 arrays of shape (size,); None where there is no list.

    - `gradient`: is traced as well where it is given; else it is one operation.
    - `parameters`: float64 arrays of shape (1,).
    """
    record = _Record([], length, size)
    try:
        state = rule(tuple(_Number(record, i) for i in range(length)), gradient or record.gradient, **parameters)
    except Exception:  # the rule itself will say what is wrong, where something is
        return None
    if not isinstance(state, tuple) or len(state) != length or not all(isinstance(entry, _Number) for entry in state):
        return None
    outputs = tuple(record.own(entry).value for entry in state)
    return Trace(tuple(record.written), outputs)


class _Record:
    """Where operations are written down."""

    def __init__(self, written: list[Operation], length: int, size: int) -> None:
        self.written, self.length, self.size = written, length, size

    def gradient(self, w: Any) -> _Number:
        return self.add(None, self.own(w))

    def own(self, number: Any) -> Any:
        """`number`, copied where it is a gradient: that array is the problem's, and no entry of a state or a point."""
        if isinstance(number, _Number) and any(o.function is None and o.result == number.value for o in self.written):
            return self.add(np.positive, number)
        return number

    def add(self, function: np.ufunc | None, *operands: Any) -> _Number:
        result = self.length + len(self.written)
        self.written.append(Operation(function, tuple(map(self._argument, operands)), result))
        return _Number(self, result)

    def _argument(self, operand: Any) -> int | Array:
        if isinstance(operand, _Number):
            return operand.value
        if isinstance(operand, (bool, np.bool_)) or not isinstance(operand, (int, float, np.ndarray)):
            raise TypeError(f"{operand!r} violates: a traced number meets floats and float64 arrays")
        array = np.asarray(operand, dtype=None if isinstance(operand, np.ndarray) else np.float64)
        if array.dtype != np.float64 or array.shape not in ((), (1,), (self.size,)):
            raise TypeError(f"{array.dtype} of shape {array.shape} violates: float64, one number or {self.size}")
        return array if array.size == self.size else array.reshape(())


class _Number:
    """A number that writes down what is done to it."""

    __slots__ = ("record", "value")
    __array_ufunc__ = None  # an array on the left leaves the operation to this class
    __hash__ = None  # type: ignore[assignment]
    __iadd__ = __isub__ = __imul__ = __itruediv__ = None  # nothing is changed in place

    def __init__(self, record: _Record, value: int) -> None:
        self.record, self.value = record, value

    def __add__(self, other: Any) -> _Number:
        return self.record.add(np.add, self, other)

    def __radd__(self, other: Any) -> _Number:
        return self.record.add(np.add, other, self)

    def __sub__(self, other: Any) -> _Number:
        return self.record.add(np.subtract, self, other)

    def __rsub__(self, other: Any) -> _Number:
        return self.record.add(np.subtract, other, self)

    def __mul__(self, other: Any) -> _Number:
        return self.record.add(np.multiply, self, other)

    def __rmul__(self, other: Any) -> _Number:
        return self.record.add(np.multiply, other, self)

    def __truediv__(self, other: Any) -> _Number:
        return self.record.add(np.divide, self, other)

    def __rtruediv__(self, other: Any) -> _Number:
        return self.record.add(np.divide, other, self)

    def __neg__(self) -> _Number:
        return self.record.add(np.negative, self)

    def __abs__(self) -> _Number:
        return self.record.add(np.absolute, self)

    def sqrt(self) -> _Number:
        """What `numerics.elementary.sqrt` asks for."""
        return self.record.add(np.sqrt, self)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a comparison violates: a traced number has no value")

    __eq__ = __ne__ = __bool__ = __array__ = __array_function__ = _refuse
