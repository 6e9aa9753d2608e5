"""The number systems that an update rule runs in, and what their results mean exactly.

| `precision=`      | numbers                                   | what a result is                              |
|-------------------|-------------------------------------------|-----------------------------------------------|
| `"float64"`       | NumPy float64 arrays                      | rounded; see `numerics.rounding` for its bound |
| `50` (an integer) | mpmath, 50 decimal digits, own context    | rounded, unit roundoff 2**-bits               |
| `"ball"`, `Ball(bits)` | python-flint's `arb`, else mpmath's `iv` | an enclosure of the exact value           |
| `"exact"`         | `fractions.Fraction`                      | the exact value (its size grows with every step) |

Other than in float64, an array is a NumPy object array. A ball's radius grows by the factor spectral radius(|R|) at
every step, where |R| is R with all signs dropped, whatever R itself does: balls that are iterated step by step
explode (for alpha*lambda = 4, beta = 1 by 2.5 bits a step). So `Ball()` takes its bits from the run's length,
see `numerics.rounding.growth_bits`, `Ball(bits)` says them, and high powers go through `matrix_power`.

References: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002; F. Johansson, "Arb:
efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE Trans. Comput. 66(8), 2017.
"""

from __future__ import annotations

import operator
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from numbers import Rational
from threading import RLock
from typing import Any

import numpy as np

from numerics.exact import Array, exact_array, rational, rationals

__all__ = [
    "Ball",
    "Digits",
    "Exact",
    "Float64",
    "NumberSystem",
    "endpoints",
    "matrix_power",
    "number_system",
    "positive_integer",
]


class NumberSystem(ABC):
    """Where arithmetic happens: how exact data enter it, and the context in which it runs."""

    @abstractmethod
    def array(self, data: Array) -> Array:
        """Exact data (float64 or Fractions, as from `exact_array`) in this system; the shape is kept."""

    def scope(self) -> AbstractContextManager[Any]:
        """The context that arithmetic of this system runs in."""
        return nullcontext()

    def check(self, state: tuple[Any, ...]) -> None:  # noqa: B027
        """Warn or raise where the last state of a run is not what its numbers promise; nothing by default."""

    def __str__(self) -> str:
        return type(self).__name__.lower()


@dataclass(frozen=True)
class Float64(NumberSystem):
    """IEEE double precision, unit roundoff 2**-53; overflow becomes inf, and a run that ends so gives a warning."""

    unit_roundoff = 2.0**-53

    def array(self, data: Array) -> Array:
        try:
            return np.array(data, dtype=np.float64)
        except OverflowError as error:
            raise ValueError(
                "an entry violates |x| < 1.8e308: scale the data, or use precision=50 or precision=Ball(256)"
            ) from error

    def scope(self) -> AbstractContextManager[Any]:
        return np.errstate(over="ignore", under="ignore", invalid="ignore")

    def check(self, state: tuple[Any, ...]) -> None:
        if all(map(_is_finite, state)):
            return
        lost = ~np.logical_and.reduce([np.isfinite(np.asarray(entry, dtype=np.float64)) for entry in state])
        if lost.any():
            runs = int(lost.any(axis=-1).sum())
            warnings.warn(
                f"{runs} of {lost[..., 0].size} runs violate |w| < 1.8e308 and end in inf or NaN: lower the step-size"
                " or the number of iterations, or use precision=50",
                RuntimeWarning,
                stacklevel=3,
            )


@dataclass(frozen=True)
class Digits(NumberSystem):
    """mpmath with `digits` decimal digits, in a context of its own: the global `mpmath.mp` is not touched."""

    digits: int

    def __post_init__(self) -> None:
        positive_integer(self.digits, "digits")

    @cached_property
    def context(self) -> Any:
        """The mpmath context; its numbers are `context.mpf`."""
        from mpmath.ctx_mp import MPContext

        context = MPContext()
        context.dps = self.digits
        return context

    @property
    def unit_roundoff(self) -> float:
        """2**-bits, for rounding to nearest; not below 2**-1022, where float64 ends."""
        return 2.0 ** -min(int(self.context.prec), 1022)

    def array(self, data: Array) -> Array:
        from mpmath.libmp import from_rational

        make, bits = self.context.make_mpf, self.context.prec
        return _each(data, lambda q: make(from_rational(q.numerator, q.denominator, bits, "n")))

    def __str__(self) -> str:
        return f"{self.digits} digits"


@dataclass(frozen=True)
class Ball(NumberSystem):
    """Rigorous enclosures of `bits` bits; `backend` is `"flint"` (arb) or `"mpmath"` (iv), by default what is there.

    With flint the precision is flint's own setting, so arithmetic on results outside `scope()` stays rigorous but
    runs at whatever precision flint has then. All threads share that setting, so that `scope()` lets one in at a time.
    An `iv` number times an array is not an array: keep arrays.
    """

    bits: int | None = None
    backend: str | None = None

    def __post_init__(self) -> None:
        if self.bits is not None:
            positive_integer(self.bits, "bits")
        if self.backend not in (None, "flint", "mpmath"):
            raise ValueError(f'backend={self.backend!r} violates: "flint" or "mpmath"; leave it out for the default')
        if self.backend == "flint" and find_spec("flint") is None:
            raise ValueError('backend="flint" violates: python-flint is installed; install it, or use "mpmath"')

    @property
    def uses_flint(self) -> bool:
        return self.backend == "flint" or (self.backend is None and find_spec("flint") is not None)

    @cached_property
    def context(self) -> Any:
        """mpmath's interval context of this precision (for the backend `mpmath`)."""
        from mpmath.ctx_iv import MPIntervalContext

        context = MPIntervalContext()
        context.prec = self._known_bits()
        return context

    def array(self, data: Array) -> Array:
        if self.uses_flint:
            from flint import arb, fmpq

            with self.scope():
                return _each(data, lambda q: arb(fmpq(q.numerator, q.denominator)))
        from mpmath.libmp import from_rational

        make, bits = self.context.make_mpf, self._known_bits()
        return _each(
            data,
            lambda q: make(tuple(from_rational(q.numerator, q.denominator, bits, side) for side in "fc")),
        )

    def scope(self) -> AbstractContextManager[Any]:
        if not self.uses_flint:
            return nullcontext()
        return _flint_precision(self._known_bits())

    def _known_bits(self) -> int:
        if self.bits is None:
            raise ValueError("bits=None violates: a ball has a precision; give Ball(256)")
        return self.bits

    def __str__(self) -> str:
        return f"balls of {self.bits} bits ({'arb' if self.uses_flint else 'iv'})"


@dataclass(frozen=True)
class Exact(NumberSystem):
    """The rationals themselves."""

    def array(self, data: Array) -> Array:
        return rationals(data)

    def check(self, state: tuple[Any, ...]) -> None:
        found = next((value for entry in state for value in np.ravel(entry) if not isinstance(value, Rational)), None)
        if found is not None:
            raise TypeError(
                f"step gave {found!r} violates: rationals stay rational; write its constants as ints or Fractions"
            )


def number_system(precision: str | int | NumberSystem) -> NumberSystem:
    """What `precision` names: `"float64"`, `"ball"`, `"exact"`, a number of decimal digits, or a system itself."""
    named: dict[str, type[NumberSystem]] = {"float64": Float64, "ball": Ball, "exact": Exact}
    if isinstance(precision, NumberSystem):
        return precision
    if isinstance(precision, str) and precision in named:
        return named[precision]()
    if isinstance(precision, (int, np.integer)) and not isinstance(precision, bool):
        return Digits(positive_integer(precision, "precision"))
    raise ValueError(
        f'precision={precision!r} violates: "float64", "ball", "exact", a number of digits or a number system;'
        ' use "float64", or 50'
    )


def positive_integer(value: Any, name: str, least: int = 1) -> int:
    """`value` as an int >= `least`; TypeError where it is not an integer, ValueError where it is too small."""
    if isinstance(value, (bool, np.bool_)) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}={value!r} violates: {name} is an integer; give an int")
    if value < least:
        raise ValueError(f"{name}={value} violates {name} >= {least}: give a larger integer")
    return operator.index(value)


def endpoints(values: Any) -> tuple[Array, Array]:
    """The exact lower and upper end of each entry, as Fractions; for a number that is not a ball both are itself.

    A ball without finite ends has -inf and inf (floats). Shapes as given.
    """
    table = np.asarray(values, dtype=object)
    ends = [_ends(value) for value in table.reshape(-1)]
    lower, upper = np.empty(len(ends), dtype=object), np.empty(len(ends), dtype=object)
    lower[:], upper[:] = [low for low, _ in ends], [high for _, high in ends]
    return lower.reshape(table.shape), upper.reshape(table.shape)


def matrix_power(matrix: Any, k: int, *, precision: str | int | NumberSystem | None = None) -> Array:
    """The power M^k of a square matrix (..., n, n) by repeated squaring: at most 2 log2(k) products.

    Without `precision` the entries are multiplied as they are, whatever their number type (NumPy's integers as
    Python's, which do not overflow); with it they are first taken exactly and then converted (a `Ball` needs its bits).
    Raises ValueError for k < 0 or a matrix not square.
    """
    positive_integer(k, "k", least=0)
    system = None if precision is None else number_system(precision)
    base = np.asarray(matrix) if system is None else system.array(exact_array(matrix, "matrix"))
    base = base.astype(object) if base.dtype.kind in "iu" else base
    if base.ndim < 2 or base.shape[-1] != base.shape[-2]:
        raise ValueError(f"matrix of shape {base.shape} violates: shape (..., n, n); give a square matrix")
    with nullcontext() if system is None else system.scope():
        unit = np.eye(base.shape[-1], dtype=int).astype(base.dtype)
        power = np.broadcast_to(unit, base.shape) if k == 0 else None
        while k:
            if k & 1:
                power = base if power is None else power @ base
            k >>= 1
            base = base @ base if k else base
    return np.array(power)


def _is_finite(entry: Any) -> bool:
    """Whether every float is finite, told from the least and the largest: NaN is both where there is one."""
    values = np.asarray(entry, dtype=np.float64)
    return not values.size or bool(np.isfinite(values.min()) and np.isfinite(values.max()))


_FLINT = RLock()


@contextmanager
def _flint_precision(bits: int) -> Iterator[None]:
    """flint has one precision for all threads: whoever sets it keeps the others waiting."""
    from flint import ctx

    with _FLINT, ctx.workprec(bits):
        yield


def _each(data: Array, convert: Any) -> Array:
    """`convert` of every entry, taken as a Fraction, in an object array."""
    result = np.empty(data.size, dtype=object)
    result[:] = [convert(rational(value)) for value in data.reshape(-1)]
    return result.reshape(data.shape)


def _ends(value: Any) -> tuple[Any, Any]:
    if hasattr(value, "rad"):  # arb
        if not value.is_finite():
            return -np.inf, np.inf
        middle, radius = (_dyadic(part.man_exp()) for part in (value.mid(), value.rad()))
        return middle - radius, middle + radius
    if hasattr(value, "_mpi_"):
        from mpmath.libmp import finf, fnan, fninf

        low, high = value._mpi_
        if {low, high} & {finf, fninf, fnan}:
            return -np.inf, np.inf
        return tuple(_dyadic((-m if sign else m, e)) for sign, m, e, _ in (low, high))  # type: ignore[return-value]
    exact = rational(value)
    return exact, exact


def _dyadic(mantissa_exponent: tuple[Any, Any]) -> Fraction:
    mantissa, exponent = int(mantissa_exponent[0]), int(mantissa_exponent[1])
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)
