"""Derived error bounds: what rounding can do to a run, proved beside the run itself.

The model (Higham, section 2.2): fl(a o b) = (a o b)(1 + d) = (a o b)/(1 + d'), |d|, |d'| <= u, plus an absolute term
where a product underflows; an inner product of m terms in any order is off by at most gamma_m |a|^T |b| (section 3.1),
gamma_m = m u / (1 - m u). A `Running` number carries a computed value and a bound of its error through one step of
an update rule (running error analysis, section 3.3): the rule is the very code that the simulation runs.

Over k steps: let s_j be the computed states, L the rule's linear part, d_j the local error of step j. The error
e_{j+1} = L e_j + (what step j added) gives, componentwise,

    |e_k| <= |L^k| |e_0| + sum_{j<k} |L^{k-1-j}| d_j ,

with the powers of L enclosed by balls, by components where A is diagonal. This keeps the signs within each power of L:
bounding by |L|^k instead, as interval arithmetic does, would grow exponentially where the iteration contracts.

Reference: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, log2
from typing import Any

import numpy as np

from numerics.exact import Array, modulus
from numerics.experiment import Experiment, experiment
from numerics.operators import Diagonal
from numerics.precision import Ball, Digits, Float64, NumberSystem, endpoints, number_system, positive_integer
from numerics.problems import Problem, Quadratic

__all__ = ["Running", "forward_error_bound", "gamma", "growth_bits", "running"]

_UNDERFLOW = 2.0**-1074
_UP = 1 + 8 * Float64.unit_roundoff
"""A bound of at most six nonnegative float64 operations, times this, is at least the bound in real numbers."""


def gamma(n: int, unit_roundoff: float = Float64.unit_roundoff) -> float:
    """gamma_n = n u / (1 - n u), Higham (3.1); ValueError where n u >= 1."""
    if n * unit_roundoff >= 1:
        raise ValueError(f"n={n} with u={unit_roundoff} violates n u < 1: use a higher precision")
    return n * unit_roundoff / (1 - n * unit_roundoff)


@dataclass(frozen=True, eq=False)
class Running:
    """A computed array `value`, a float64 bound `error` of |value - exact|, and `u`, the unit roundoff of its numbers.

    Sums, differences, and products and quotients by constants (`varies` is False): what a linear rule needs.
    """

    value: Any
    error: Any
    u: float
    varies: bool = True

    __array_ufunc__ = None  # an array on the left leaves the operation to this class

    def __add__(self, other: Any) -> Running:
        b = self._of(other)
        return self._rounded(self.value + b.value, self.error + b.error, b)

    def __sub__(self, other: Any) -> Running:
        b = self._of(other)
        return self._rounded(self.value - b.value, self.error + b.error, b)

    def __rsub__(self, other: Any) -> Running:
        return self._of(other) - self

    def __neg__(self) -> Running:
        return Running(-self.value, self.error, self.u, self.varies)

    def __mul__(self, other: Any) -> Running:
        b = self._of(other)
        if self.varies and b.varies:
            raise TypeError("step multiplies two varying numbers violates: the rule is linear; give Ball(bits) instead")
        spread = _modulus(self.value) * b.error + _modulus(b.value) * self.error + self.error * b.error
        return self._rounded(self.value * b.value, spread, b)

    def __truediv__(self, other: Any) -> Running:
        b = self._of(other)
        if b.varies:
            raise TypeError("step divides by a varying number violates: the rule is linear; give Ball(bits) instead")
        quotient = self.value / b.value
        least = _modulus(b.value) * (1 - 4 * Float64.unit_roundoff) - b.error
        spread = (self.error + _modulus(quotient) * _UP * b.error) / np.where(least > 0, least, 0.0)
        return self._rounded(quotient, spread, b)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rtruediv__(self, other: Any) -> Running:
        return self._of(other) / self

    def _of(self, other: Any) -> Running:
        if isinstance(other, Running):
            return other
        return Running(np.asarray(other), 0.0, self.u, varies=False)

    def _rounded(self, value: Any, spread: Any, other: Running) -> Running:
        # A sum does not underflow, but the terms of its bound do, since other numbers reach below float64.
        error = (spread + self.u * _modulus(value) + _UNDERFLOW) * _UP + 4 * _UNDERFLOW
        return Running(value, error, self.u, self.varies or other.varies)


def forward_error_bound(
    step: Any,
    problem: Quadratic,
    iterations: int,
    *,
    start: Any = None,
    precision: str | int | NumberSystem = "float64",
    **parameters: Any,
) -> Array:
    """A proved bound of |computed - exact| for every iterate of `simulate(...)` with the same arguments.

    Shape (iterations + 1, ..., n), float64, inf where nothing could be bounded; `precision` is float64 or a number of
    digits. "Exact" is the run on the exact data: converting them counts as an error. For rules that are linear in
    state and gradient with constant coefficients, on a Quadratic; others raise TypeError. Costs O(k^2) for k
    iterations, and s n runs in balls for s states (one for each unit vector of the state; s runs where A is diagonal),
    so it is for runs of hundreds of steps.
    """
    given = experiment(step, _quadratic(problem), start, parameters)
    iterations = positive_integer(iterations, "iterations", least=0)
    system = number_system(precision)
    if not isinstance(system, (Float64, Digits)):
        raise ValueError(f"precision={precision!r} violates: float64 or digits; balls carry their own bound")
    with system.scope(), Float64().scope():
        first, local = _local_errors(given, system, iterations)
    _require_homogeneous(step, problem, given, parameters)
    diagonal = isinstance(problem.operator, Diagonal)
    powers = _powers(step, problem, given, iterations, parameters, diagonal)
    added = np.array([_stacked(error, diagonal) for error in (first, *local)])
    with Float64().scope():
        # e_0 goes through L^k, the error of step j through L^{k-1-j}: both are entry j of `added`, at distance k - j.
        bounds = [np.sum(powers[k::-1] * added[: k + 1], axis=(0, 1)) for k in range(iterations + 1)]
    terms = powers.shape[1] * (iterations + 1) + 4
    total: Array = np.array(bounds) * (1 + 2 * gamma(terms))
    return np.where(np.isnan(total), np.inf, total)


def growth_bits(
    step: Any, problem: Problem, iterations: int, *, start: Any = None, guard: int = 64, **parameters: Any
) -> int:
    """How many bits a ball needs so that its radius after `iterations` steps is about 2**-guard of the start's size.

    Measured by running error analysis over the first steps (at most 100), continued at the growth of their second
    half. Where the start is 0, relative to the first gradient. A default, not a proof: a ball of any number of bits is
    an enclosure. Raises ValueError where the rule is not linear or the problem no Quadratic.
    """
    try:
        given = experiment(step, _quadratic(problem), start, parameters)
        with Float64().scope():
            first, errors = _local_errors(given, Float64(), min(iterations, 100), restart=False)
            size = _size(given)
    except _NotLinear as error:
        raise ValueError(f"bits=None violates: they follow from a linear rule on a Quadratic; {error}") from error
    logs = [_log2_max(error) for error in (first, *errors)]
    logs = logs[: next((i for i, value in enumerate(logs) if not isfinite(value)), len(logs))] or [0.0]
    middle = (len(logs) - 1) // 2
    slope = max(0.0, (logs[-1] - logs[middle]) / max(1, len(logs) - 1 - middle))
    grown = max(logs) + slope * (iterations - (len(logs) - 1))
    return max(64, guard + 54 + ceil(grown - size))


def _size(given: Experiment) -> float:
    """log2 of the start's largest entry, of the gradient's where the start is 0, and 0 where both are."""
    problem, state = _start(given, Float64())
    sizes = (_log2_max([entry.value for entry in state]), _log2_max([problem.gradient(state[given.iterate].value)]))
    return next((size for size in sizes if isfinite(size)), 0.0)


def _local_errors(
    given: Experiment, system: NumberSystem, iterations: int, restart: bool = True
) -> tuple[list[Any], list[list[Any]]]:
    """The start's errors, and the errors that each step adds to exact arguments (`restart`) or has by then."""
    problem, state = _start(given, system)
    gradient = _gradient(problem, system)
    values = {name: _data(value, system) for name, value in given.parameters.items()}
    first, found = [entry.error for entry in state], []
    for _ in range(iterations):
        if restart:
            state = tuple(Running(entry.value, np.zeros(entry.value.shape), entry.u) for entry in state)
        try:
            state = given.rule(state, gradient, **values)
        except TypeError as error:
            raise _NotLinear(
                f"step violates: it adds, and multiplies by constants ({error}); give Ball(256)"
            ) from error
        found.append([entry.error for entry in state])
    return first, found


def _start(given: Experiment, system: NumberSystem) -> tuple[Any, tuple[Running, ...]]:
    problem: Any = given.problem.to(system)
    points = given.start_in(problem, system)
    u = _unit(system)
    if given.start is not None:
        sources = given.start if isinstance(given.start, tuple) else (given.start,)
        errors = [_data(source, system).error for source in sources]
    elif problem.centre is not None and problem.centre.any():
        # w* + 1 was rounded twice, and |w*| <= |w* + 1| + 1.
        errors = [gamma(2, u) * _modulus(points[0]) * _UP + gamma(2, u) * 2]
    else:
        errors = [np.zeros(())]  # 0 or 1
    entries = [
        Running(point, np.broadcast_to(error, point.shape), u) for point, error in zip(points, errors, strict=True)
    ]
    return problem, given.full_state(tuple(entries))


def _quadratic(problem: Any) -> Quadratic:
    if not isinstance(problem, Quadratic):
        raise _NotLinear(f"problem={problem!r} violates: a Quadratic; give one, or Ball(256)")
    return problem


class _NotLinear(TypeError):
    """The rule or the problem is outside this error analysis."""


def _unit(system: NumberSystem) -> float:
    return float(system.unit_roundoff)  # type: ignore[attr-defined]


def _modulus(value: Any) -> Any:
    """|value| in float64, not rounded downwards."""
    return modulus(np.asarray(value))


def running(source: Any, system: NumberSystem) -> Running:
    """Exact data in the numbers of `system` (float64 or digits), every entry rounded once, with the bound of that."""
    if not isinstance(system, (Float64, Digits)):
        raise ValueError(f"system={system} violates: float64 or digits; balls carry their own bound")
    return _data(source, system)


def _data(source: Any, system: NumberSystem) -> Running:
    """Exact data in the numbers of `system`, every entry rounded once."""
    value, u = system.array(np.asarray(source)), _unit(system)
    return Running(value, (u * _modulus(value) + _UNDERFLOW) * _UP, u, varies=False)


def _gradient(problem: Quadratic, system: NumberSystem) -> Callable[[Running], Running]:
    """`problem.gradient` with its error: A(w - w*), or A w - b, where A, w* and b were each rounded once."""
    matrix, u = problem.operator, _unit(system)
    growth, up = gamma(matrix.terms + 1, u), 1 + 2 * gamma(matrix.terms + 6)

    def product(w: Running) -> Running:
        size, error = np.broadcast_arrays(_modulus(w.value), w.error)
        underflow = 4 * matrix.terms * _UNDERFLOW * (1 + np.sum(size, axis=-1, keepdims=True))
        # |fl(fl(A) w) - A x| <= gamma_{m+1} |A| |w| + |A| |w - x|
        bound = (growth * matrix.apply_modulus(size) + matrix.apply_modulus(error)) * up + underflow
        return Running(matrix.apply(w.value), bound, u)

    if problem.centre is None:
        linear = _data(problem.linear, system)
        return lambda w: product(w) - linear
    if not problem.centre.any():
        return product
    centre = _data(problem.centre, system)
    return lambda w: product(w - centre)


def _require_homogeneous(step: Any, problem: Quadratic, given: Experiment, parameters: Mapping[str, Any]) -> None:
    """TypeError where the rule moves the state 0 at the minimiser 0: then no power of a matrix carries its errors."""
    from numerics.simulation import simulate

    zero = tuple(np.zeros(problem.dimension) for _ in given.names)
    run = simulate(step, problem.homogeneous(), 1, start=zero, precision="exact", **parameters)
    if any(np.any(entry != 0) for entry in run.state):
        raise _NotLinear("step violates: it leaves 0 where it is if the gradient there is 0; give Ball(256)")


def _powers(
    step: Any, problem: Quadratic, given: Experiment, iterations: int, parameters: Mapping[str, Any], diagonal: bool
) -> Array:
    """|w^k| from unit vectors of the state, rounded upwards: shape (iterations + 1, s n, ..., n), by balls.

    For a diagonal A components do not meet, so that s runs carry the unit vectors of all components at once.
    """
    from numerics.simulation import simulate

    s, n = len(given.names), problem.dimension
    ones = (1,) * len(given.batch_shape)
    units = np.repeat(np.eye(s)[..., None], n, axis=-1) if diagonal else np.eye(s * n).reshape(s * n, s, n)
    start = tuple(units[:, i].reshape(len(units), *ones, n) for i in range(s))
    run = simulate(step, problem.homogeneous(), iterations, start=start, precision=Ball(), **parameters)
    low, high = endpoints(run.iterates)
    powers: Array = np.frompyfunc(_upwards, 2, 1)(low, high).astype(np.float64)
    return powers


def _upwards(low: Any, high: Any) -> float:
    """max(|low|, |high|) rounded to a float64 that is not smaller."""
    try:
        return float(np.nextafter(float(max(-low, high)), np.inf))
    except OverflowError:
        return float(np.inf)


def _stacked(errors: Sequence[Any], diagonal: bool) -> Array:
    """The errors of the whole state, one for each of its unit vectors: shape (s n, ..., 1), or (s, ..., n)."""
    entries = np.broadcast_arrays(*errors)
    if diagonal:
        return np.stack(entries)
    return np.concatenate([np.moveaxis(entry, -1, 0)[..., None] for entry in entries])


def _log2_max(values: Sequence[Any]) -> float:
    """log2 of the largest modulus in these arrays: -inf for zeros, inf for what is not finite."""
    largest = max(float(np.max(_modulus(value), initial=0)) for value in values)
    if not isfinite(largest):
        return float(np.inf)
    return log2(largest) if largest > 0 else float(-np.inf)
