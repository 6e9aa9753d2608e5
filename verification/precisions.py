"""One derived result against runs of the update rule in float64, at 50 and 200 digits, and in balls of both backends.

**Where the derivation says what an iterate is** (a closed form), hand over all of them, exactly, and ask who dissents:

    from verification.precisions import PRECISIONS, dissent

    expected = [[(1 - alpha * l) ** k * x for l, x in zip(spectrum, start)] for k in range(STEPS + 1)]
    assert dissent(expected, step, problem, STEPS, start=start, alpha=alpha) == []
    assert dissent(expected, planted_bug, problem, STEPS, ...) == PRECISIONS      # the negative control

`expected` has shape (STEPS + 1, ..., n), or is one component's (STEPS + 1,) where n = 1, of ints or Fractions. The
names in the answer are the precisions whose enclosure of the run does not contain it: `"exact"` (the run in rationals
is not equal), `"float64"`, `"50 digits"`, `"200 digits"` (off by more than `forward_error_bound`), and `"flint, 50
digits"`, ... (outside a ball, or the ball is too wide to say anything at those digits).

**Where it says something about iterates** (an invariant, an inequality, a sign), evaluate it on each enclosure:

    for name, w in enclosures(step, problem, STEPS, start=start, alpha=alpha, beta=beta):
        x = w[:, 0]
        energy = x[1:] ** 2 - trace * x[1:] * x[:-1] + beta * x[:-1] ** 2
        assert contains(energy[1:], beta * energy[:-1]), name        # equal, as far as this precision can tell
        assert at_most(abs(x), limit), name                          # |x| <= limit is not refuted
        assert not surely_above(abs(x), limit), name                 # the same, read the other way round

`w` is an object array of `Interval`, closed intervals with rational ends that contain the exact iterates: float64 and
digits by the derived bound, balls by themselves. `+ - * /`, powers and abs are exact on their ends. A statement that
is true is refuted at no precision; one that is false is refuted where the enclosures are narrow enough: a negative
control should say `surely_above`.

**Where the function is no quadratic**, so that no error bound is derived, a `Slope` gives it by its gradient, and

    for name, low, high in runs(step, Slope(lambda w: w * w * w, [Fraction(1, 2)]), STEPS, alpha=alpha): ...

yields the ends of the iterates as Fractions: of balls that contain the exact run, and of the rounded runs as they are
(`low` is `high`). A ball of 53 bits contains the float64 run as well, since it rounds outwards what that rounds to
nearest: `Ball(53)` in `systems=`.

All arguments of `simulate` but `precision` and `record` are taken. Costs about 15 ms for n = 1 and 10 steps: use it
with `@settings(max_examples=25)` beside a test of 100 examples in rationals. The bound of float64 and digits costs
O(STEPS^2): keep STEPS below about 60.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np

from numerics import Ball, Quadratic, forward_error_bound, growth_bits, simulate
from numerics.exact import exact_array, rational, rationals
from numerics.precision import Digits, Exact, Float64, NumberSystem, endpoints

__all__ = [
    "DIGITS",
    "PRECISIONS",
    "Interval",
    "Slope",
    "at_most",
    "contains",
    "dissent",
    "enclosures",
    "runs",
    "surely_above",
]

DIGITS = (50, 200)
BACKENDS = ("flint", "mpmath") if find_spec("flint") else ("mpmath",)
PRECISIONS = [
    "exact",
    "float64",
    *(f"{digits} digits" for digits in DIGITS),
    *(f"{backend}, {digits} digits" for backend in BACKENDS for digits in DIGITS),
]
"""The names of all precisions, in the order in which they are tried; balls of flint where python-flint is installed."""


@dataclass(frozen=True)
class Interval:
    """All reals between two rational ends, both included."""

    low: Fraction
    high: Fraction

    def __add__(self, other: Any) -> Interval:
        other = _interval(other)
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Any) -> Interval:
        return self + -_interval(other)

    def __rsub__(self, other: Any) -> Interval:
        return _interval(other) - self

    def __mul__(self, other: Any) -> Interval:
        other = _interval(other)
        products = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(products), max(products))

    def __truediv__(self, other: Any) -> Interval:
        other = _interval(other)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"{other} contains 0")
        return self * Interval(1 / other.high, 1 / other.low)

    def __rtruediv__(self, other: Any) -> Interval:
        return _interval(other) / self

    def __abs__(self) -> Interval:
        if self.low <= 0 <= self.high:
            return Interval(Fraction(0), max(-self.low, self.high))
        return self if self.low > 0 else -self

    def __pow__(self, exponent: int) -> Interval:
        base = abs(self) if exponent % 2 == 0 else self
        return Interval(base.low**exponent, base.high**exponent)

    __radd__ = __add__
    __rmul__ = __mul__


def enclosures(
    step: Any, problem: Quadratic, iterations: int, *, precisions: Sequence[str] = PRECISIONS, **given: Any
) -> Iterator[tuple[str, Any]]:
    """(name, enclosures of the iterates (iterations + 1, ..., n)) for each of the precisions, by default all."""
    for name in PRECISIONS:
        if name in precisions:
            yield name, _enclosure(name, step, problem, iterations, given)


def _enclosure(name: str, step: Any, problem: Quadratic, iterations: int, given: dict[str, Any]) -> Any:
    if name == "exact":
        exact = simulate(step, problem, iterations, precision="exact", **given).iterates
        return _intervals(exact, exact)
    backend, ball, _ = name.rpartition(", ")
    if ball:
        bits = growth_bits(step, problem, iterations, guard=int(_digits(name) * 3.33), **given)
        balls = simulate(step, problem, iterations, precision=Ball(bits, backend), **given).iterates
        return _intervals(*endpoints(balls))
    precision: str | int = name if name == "float64" else _digits(name)
    computed = rationals(simulate(step, problem, iterations, precision=precision, **given).iterates)
    bound = rationals(forward_error_bound(step, problem, iterations, precision=precision, **given))
    return _intervals(computed - bound, computed + bound)


SYSTEMS: tuple[NumberSystem, ...] = (
    Exact(),
    Float64(),
    *(Digits(digits) for digits in DIGITS),
    *(Ball(int(digits * 3.33) + 20, backend) for backend in BACKENDS for digits in DIGITS),
)


class Slope:
    """A function by its gradient, in numbers of any kind, and a start w0 of shape (n,)."""

    batch_shape = ()

    def __init__(
        self, gradient: Callable[[Any], Any], start: Sequence[Any], system: NumberSystem | None = None
    ) -> None:
        self.gradient, self.first, self.system = gradient, start, system or Exact()
        self.dimension = len(start)

    def to(self, system: NumberSystem) -> Slope:
        """The same function in another number system."""
        return Slope(self.gradient, self.first, system)

    @property
    def start(self) -> Any:
        return self.system.array(exact_array(self.first))

    def excess(self, w: Any) -> Any:
        raise NotImplementedError("a Slope knows no values; record the iterates")


def runs(
    step: Any, problem: Any, iterations: int, systems: Sequence[NumberSystem] = SYSTEMS, **given: Any
) -> Iterator[tuple[str, Any, Any]]:
    """(name, lower, upper ends of the iterates) in each number system; rounded iterates are their own ends."""
    for system in systems:
        low, high = endpoints(simulate(step, problem, iterations, precision=system, **given).iterates)
        yield str(system), low, high


def dissent(expected: Any, step: Any, problem: Quadratic, iterations: int, **given: Any) -> list[str]:
    """The names of the precisions, or of those given as `precisions=`, that contradict `expected`, the derived
    iterates."""
    values = rationals(np.asarray(expected, dtype=object))
    values = values[:, None] if values.ndim == 1 else values
    size = max([Fraction(1), *abs(values).flat])
    found = []
    for name, run in enclosures(step, problem, iterations, **given):
        coarse = "," in name and _width(run) > size * Fraction(10) ** (4 - _digits(name))
        if coarse or not contains(run, values):
            found.append(name)
    return found


def contains(enclosure: Any, values: Any) -> bool:
    """Whether every interval contains the number, or overlaps the interval, in the same place."""
    pairs = zip(*(array.flat for array in np.broadcast_arrays(enclosure, values)), strict=True)
    return all(a.low <= b.high and b.low <= a.high for a, b in ((_interval(x), _interval(y)) for x, y in pairs))


def at_most(left: Any, right: Any) -> bool:
    """Whether left <= right is possible in every place."""
    return not np.any(_above(left, right))


def surely_above(left: Any, right: Any) -> bool:
    """Whether left > right is certain in some place, so that left <= right is refuted."""
    return bool(np.any(_above(left, right)))


def _above(left: Any, right: Any) -> Any:
    pairs = zip(*(array.flat for array in np.broadcast_arrays(left, right)), strict=True)
    return [_interval(a).low > _interval(b).high for a, b in pairs]


def _interval(value: Any) -> Interval:
    return value if isinstance(value, Interval) else Interval(rational(value), rational(value))


def _intervals(low: Any, high: Any) -> Any:
    return np.frompyfunc(Interval, 2, 1)(low, high)


def _width(run: Any) -> Fraction:
    widths: list[Fraction] = [interval.high - interval.low for interval in run.flat]
    return max(widths)


def _digits(name: str) -> int:
    return int(name.split()[-2])
