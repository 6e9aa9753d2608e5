r"""Gradients with errors: exact means and covariances of a linear rule, and vectorised Monte Carlo.

**Moments.** Along an eigenvector of curvature l a linear rule moves its state by s -> L s + g epsilon, with errors of
mean 0 and variance v. From a known start the mean after k steps is L^k s^0 and the covariance

    C_k = v sum_{m<k} (L^m g)(L^m g)^T,    C_{j+k} = C_k + L^k C_j (L^k)^T,

so that k steps take log2(k) doublings. L and g are read off the update rule itself, in the numbers at hand: arrays of
float64, digits, balls or rationals. Correlated errors, epsilon' = rho epsilon + xi with Var(epsilon) = v, are one more
entry of the state.

**Monte Carlo.** `Noisy` is a problem whose gradient has errors, many runs side by side; `simulate` runs any rule on it.

    from numerics import Quadratic, simulate
    from numerics.algorithms.momentum import step
    from numerics.stochastic import Noisy, gaussian, second_moments

    exact = second_moments(step, 1, 1_000_000, variance=9, alpha=0.03, beta=0.67).variance
    noisy = Noisy(Quadratic.from_spectrum([1]), runs=10_000, noise=gaussian(3), seed=1)
    simulate(step, noisy, 1000, record="final", alpha=0.03, beta=0.67).final.var()

References: G. Goh, "Why Momentum Really Works", Distill 2017, section *Momentum with Stochastic Gradients*; R. A.
Smith, "Matrix equation XA + BX = C", SIAM J. Appl. Math. 16 (1968), 198-201 (the doubling).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from numerics.exact import Array, exact_array, rational
from numerics.operators import Diagonal
from numerics.precision import Float64, NumberSystem, number_system, positive_integer
from numerics.problems import Quadratic
from numerics.rule import ITERATE

__all__ = [
    "Moments",
    "Noisy",
    "autoregressive",
    "expected_excess",
    "gaussian",
    "rademacher",
    "second_moments",
    "stationary_covariance",
    "transition",
]

Rows = list[list[Any]]
Draw = Callable[[tuple[int, ...]], Array]
Noise = Callable[[np.random.Generator], Draw]


# ---- exact moments ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Moments:
    """Mean (..., s) and covariance (..., s, s) of the state after some steps; `names` are those of its s entries."""

    names: tuple[str, ...]
    mean: Array
    covariance: Array

    @property
    def second(self) -> Array:
        """E s s^T, shape (..., s, s)."""
        return self.covariance + self.mean[..., :, None] * self.mean[..., None, :]  # type: ignore[no-any-return]

    @property
    def iterate_mean(self) -> Array:
        """The mean of w, shape (...)."""
        return self.mean[..., self.names.index(ITERATE)]

    @property
    def variance(self) -> Array:
        """The variance of w, shape (...)."""
        place = self.names.index(ITERATE)
        return self.covariance[..., place, place]


def transition(step: Any, curvature: Any, **parameters: Any) -> tuple[Rows, list[Any]]:
    """L and g with s -> L s + g epsilon for the gradient curvature * w + epsilon: rows and entries, in given numbers.

    Raises TypeError where the rule is not linear in state and gradient.
    """
    rule, names = _rule(step)
    _require_linear(rule, len(names), parameters)
    return _transition(rule, len(names), curvature, parameters)


def _transition(rule: Any, size: int, curvature: Any, parameters: Any) -> tuple[Rows, list[Any]]:
    units = [tuple(int(i == j) for j in range(size)) for i in range(size)]
    columns = [rule(unit, lambda w: curvature * w, **parameters) for unit in units]
    kick = rule(tuple(0 for _ in range(size)), lambda w: 1 + 0 * curvature, **parameters)
    return [[column[i] for column in columns] for i in range(size)], list(kick)


def second_moments(
    step: Any,
    curvature: Any,
    iterations: Any,
    *,
    variance: Any = 1,
    correlation: Any = 0,
    start: Sequence[Any] | None = None,
    precision: str | int | NumberSystem = "float64",
    **parameters: Any,
) -> Moments:
    """Mean and covariance of the state along an eigenvector after `iterations` steps, in O(log k) products of s by s.

    - `curvature`, `variance` (of one error), `correlation` (rho, of one error with the next) and `parameters` are exact
      data: numbers or arrays that broadcast.
    - `iterations`: an integer >= 0, or an integer array that broadcasts with the rest.
    - `start`: the whole state, of numbers or arrays; by default the rule's start from w = 1, at rest.
    - `precision`: as for `simulate`; a ball needs its bits.

    Any real parameters: outside the stability region the moments grow. Raises TypeError for a rule that is not linear.
    """
    rule, names = _rule(step)
    system = number_system(precision)
    counts = _counts(iterations)
    _require_linear(rule, len(names), parameters)
    with system.scope():
        convert = _converter(system)
        values = {name: convert(value, name) for name, value in parameters.items()}
        v, rho = convert(variance, "variance"), convert(correlation, "correlation")
        L, g = _transition(rule, len(names), convert(curvature, "curvature"), values)
        given = step.start(1) if start is None else start
        if len(given) != len(names):
            raise ValueError(f"start of {len(given)} entries violates: the whole state {names}; give all of it")
        first = [convert(entry, "start") for entry in given]
        if np.any(np.asarray(exact_array(correlation)) != 0):
            mean, covariance = _correlated(L, g, v, rho, first, counts)
        else:
            power, covariance = _doubled(L, _outer(g, v), counts)
            mean = _applied(power, first)
        return Moments(names, _stacked(mean), _stacked_rows(covariance))


def stationary_covariance(step: Any, curvature: Any, *, variance: Any = 1, **parameters: Any) -> Array:
    """The covariance (..., s, s) to which every start leads in the stability region, in float64.

    The one solution of C = L C L^T + v g g^T, by an s^2 by s^2 system. Raises ValueError outside the stability region.
    """
    convert = _converter(Float64())
    values = {name: convert(value, name) for name, value in parameters.items()}
    L, g = transition(step, convert(curvature, "curvature"), **values)
    A, source = _stacked_rows(L), _stacked_rows(_outer(g, convert(variance, "variance")))
    if (abs(np.linalg.eigvals(A)).max(axis=-1) >= 1).any():
        raise ValueError(
            "spectral radius >= 1 violates: the errors are forgotten only in the stability region; lower alpha"
        )
    s = A.shape[-1]
    kronecker = np.einsum("...ij,...kl->...ikjl", A, A).reshape(*A.shape[:-2], s * s, s * s)
    shape = np.broadcast_shapes(A.shape, source.shape)
    right = np.broadcast_to(source, shape).reshape(*shape[:-2], s * s, 1)
    solution: Array = np.linalg.solve(np.eye(s * s) - kronecker, right)
    return solution.reshape(shape)


def expected_excess(
    step: Any, problem: Quadratic, iterations: Any, *, covariance: Any = 1, start: Any = None, **parameters: Any
) -> tuple[Array, Array]:
    """E f(w^k) - f* as (transient, stochastic) part, each of the shape of `iterations`; float64.

    covariance: of one error, a variance v for v I or a matrix (n, n). start: w0 (n,), by default that of the problem;
    from rest. f sees of the noise its variances in the eigenbasis alone, whatever the correlation between components.
    """
    here = problem.to(Float64())
    curvatures, basis = _eigenbasis(here)
    error = np.asarray(here.start if start is None else start, dtype=np.float64) - here.minimiser
    given = np.asarray(covariance, dtype=np.float64)
    variances = given if given.ndim == 0 else np.einsum("ji,jk,ki->i", basis, given, basis)
    state = step.start(basis.T @ error)
    counts = np.asarray(iterations)[..., None]
    moments = second_moments(step, curvatures, counts, variance=variances, start=state, **parameters)
    transient = (curvatures * moments.iterate_mean**2).sum(axis=-1) / 2
    return transient, (curvatures * moments.variance).sum(axis=-1) / 2


# ---- many runs -------------------------------------------------------------------------------------------------------


def gaussian(deviation: float) -> Noise:
    """Independent normal errors of mean 0 and this standard deviation."""
    return lambda generator: lambda shape: deviation * generator.standard_normal(shape)


def rademacher(deviation: float) -> Noise:
    """Independent errors of +-deviation, each with probability 1/2."""

    def start(generator: np.random.Generator) -> Draw:
        return lambda shape: deviation * (2.0 * generator.integers(0, 2, shape) - 1)

    return start


def autoregressive(correlation: float, deviation: float) -> Noise:
    """Normal errors of mean 0 and this standard deviation: epsilon' = correlation * epsilon + an independent one."""
    if not -1 < correlation < 1:
        raise ValueError(f"correlation={correlation} violates -1 < correlation < 1: only then is there a variance")

    def start(generator: np.random.Generator) -> Draw:
        last: Array | None = None

        def draw(shape: tuple[int, ...]) -> Array:
            nonlocal last
            fresh = deviation * generator.standard_normal(shape)
            last = fresh if last is None else correlation * last + (1 - correlation**2) ** 0.5 * fresh
            return last

        return draw

    return start


@dataclass(frozen=True, eq=False)
class Noisy:
    """A problem whose gradient has errors, `runs` times over: the batch axis before the problem's own.

    Every `to` begins the same sequence of errors anew from `seed`, so that a simulation can be repeated exactly; each
    call of `gradient` draws the next. For rules that ask for one gradient a step. float64 only.
    """

    problem: Any
    runs: int
    noise: Noise
    seed: int
    _draw: Draw | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        positive_integer(self.runs, "runs")

    @property
    def dimension(self) -> int:
        return self.problem.dimension  # type: ignore[no-any-return]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return (self.runs, *self.problem.batch_shape)

    @property
    def start(self) -> Array:
        """The default w0 of the problem."""
        return self.problem.start  # type: ignore[no-any-return]

    def to(self, system: NumberSystem) -> Noisy:
        """The same problem in float64, at the beginning of its errors."""
        if not isinstance(system, Float64):
            raise ValueError(f'precision={system} violates: errors are drawn in float64; use precision="float64"')
        draw = self.noise(np.random.default_rng(self.seed))
        return replace(self, problem=self.problem.to(system), _draw=draw)

    def gradient(self, w: Any) -> Any:
        """The gradient with its errors, of the shape of w."""
        if self._draw is None:
            raise ValueError("this problem has not begun to draw violates: call to(Float64()) first, as simulate does")
        return self.problem.gradient(w) + self._draw(np.shape(w))

    def excess(self, w: Any) -> Any:
        """f(w) - f*, without noise."""
        return self.problem.excess(w)


# ---- small matrices of arrays ----------------------------------------------------------------------------------------


def _rule(step: Any) -> tuple[Callable[..., tuple[Any, ...]], tuple[str, ...]]:
    names = getattr(step, "state", None)
    if names is None:
        raise TypeError(f"step={step!r} violates: it declares its state; decorate it with @update_rule(state=(...))")
    return getattr(step, "step", step), tuple(names)


def _require_linear(rule: Any, size: int, parameters: Any) -> None:
    """Superposition and change of sign, exactly, at one rational point for the first of the parameters."""
    values = {name: rational(np.ravel(exact_array(value, name))[0]) for name, value in parameters.items()}
    l, error = Fraction(2, 3), Fraction(5, 7)
    point = [Fraction(3 * i + 2, i + 3) for i in range(size)]
    try:
        whole = rule(tuple(point), lambda w: l * w + error, **values)
        parts = [rule(tuple(x * (i == j) for j in range(size)), lambda w: l * w, **values) for i, x in enumerate(point)]
        parts.append(rule(tuple(Fraction(0) for _ in point), lambda w: error, **values))
        mirrored = rule(tuple(-x for x in point), lambda w: l * w - error, **values)
    except (TypeError, ArithmeticError, AttributeError) as failure:
        raise TypeError(f"step violates: it is linear in state and gradient, plain arithmetic ({failure})") from failure
    sums = [reduce(add, entries) for entries in zip(*parts, strict=True)]
    if sums != list(whole) or sums != [-e for e in mirrored]:
        raise TypeError("step violates: it is linear in state and gradient; use Monte Carlo (Noisy)")


def _converter(system: NumberSystem) -> Callable[[Any, str], Array]:
    return lambda value, name: system.array(np.asarray(exact_array(value, name)))


def _counts(iterations: Any) -> Any:
    if np.ndim(iterations) == 0 and not isinstance(iterations, np.ndarray):
        return positive_integer(iterations, "iterations", least=0)
    counts = np.asarray(iterations)
    if counts.dtype.kind not in "iu" or (counts.size and counts.min() < 0):
        raise ValueError(f"iterations={iterations!r} violates: integers >= 0; give an int or an integer array")
    return counts


def _doubled(L: Rows, source: Rows, counts: Any) -> tuple[Rows, Rows]:
    """L^k and sum_{m<k} L^m source (L^m)^T, from the lowest bit of k on: the powers of L commute."""
    one = 1 + 0 * L[0][0]
    if isinstance(counts, np.ndarray):
        one = one + 0 * counts  # of the shape of the result, even where nothing is done
    power: Rows = [[one if i == j else 0 * one for j in range(len(L))] for i in range(len(L))]
    covariance: Rows = [[0 * one * entry for entry in row] for row in source]
    left = int(np.max(counts, initial=0)) if isinstance(counts, np.ndarray) else counts
    place = 0
    while left:
        bit = ((counts >> place) & 1).astype(bool) if isinstance(counts, np.ndarray) else bool(left & 1)
        if bit is not False:
            added = _plus(source, _congruent(L, covariance))
            power, covariance = _chosen(bit, _product(L, power), power), _chosen(bit, added, covariance)
        left >>= 1
        place += 1
        if left:
            L, source = _product(L, L), _plus(source, _congruent(L, source))
    return power, covariance


def _correlated(L: Rows, g: list[Any], v: Any, rho: Any, first: list[Any], counts: Any) -> tuple[list[Any], Rows]:
    """The error of the next step is one more entry of the state, uncertain from the start."""
    zero, s = 0 * rho, len(L)
    wide = [[*row, kick] for row, kick in zip(L, g, strict=True)] + [[zero] * s + [rho]]
    fresh = [[zero] * (s + 1) for _ in range(s)] + [[zero] * s + [v - rho * rho * v]]
    begin = [[zero] * (s + 1) for _ in range(s)] + [[zero] * s + [v]]
    power, covariance = _doubled(wide, fresh, counts)
    total = _plus(covariance, _congruent(power, begin))
    return _applied(power, [*first, zero])[:s], [row[:s] for row in total[:s]]


def _product(left: Rows, right: Rows) -> Rows:
    columns = list(zip(*right, strict=True))
    return [[reduce(add, (a * b for a, b in zip(row, c, strict=True))) for c in columns] for row in left]


def _congruent(L: Rows, C: Rows) -> Rows:
    """L C L^T."""
    return _product(_product(L, C), [list(column) for column in zip(*L, strict=True)])


def _plus(left: Rows, right: Rows) -> Rows:
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(left, right, strict=True)]


def _outer(g: list[Any], v: Any) -> Rows:
    return [[v * a * b for b in g] for a in g]


def _applied(L: Rows, state: list[Any]) -> list[Any]:
    return [reduce(add, (a * b for a, b in zip(row, state, strict=True))) for row in L]


def _chosen(bit: Any, new: Rows, old: Rows) -> Rows:
    if bit is True:
        return new
    return [[np.where(bit, a, b) for a, b in zip(*rows, strict=True)] for rows in zip(new, old, strict=True)]


def _stacked(entries: Sequence[Any]) -> Array:
    return np.stack(np.broadcast_arrays(*entries), axis=-1)


def _stacked_rows(rows: Rows) -> Array:
    flat = _stacked([entry for row in rows for entry in row])
    return flat.reshape(*flat.shape[:-1], len(rows), len(rows[0]))


def _eigenbasis(problem: Quadratic) -> tuple[Array, Array]:
    """Eigenvalues, and eigenvectors in columns, in float64; the unit vectors where the matrix is diagonal."""
    if isinstance(problem.operator, Diagonal):
        return problem.eigenvalues, np.eye(problem.dimension)
    curvatures, basis = np.linalg.eigh(np.asarray(problem.operator.dense(), dtype=np.float64))
    return curvatures, basis
