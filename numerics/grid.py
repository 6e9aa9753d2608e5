r"""Colorization of the pixels of an image: gradient descent, momentum and Nesterov's method without a matrix.

    problem = GridColorization.of(strokes(read_image(path)))    # D: what is drawn, that is not black
    alpha, beta = problem.parameters()
    z, w = momentum(problem, 1000, alpha=alpha, beta=beta)      # w: the image's colours after 1000 steps

Neighbours are the pixels above, below, left and right; a grid of any dimension has its neighbours along every axis.
`GridColorization` is a problem like any other for `simulate`, in any number system. `momentum` and `nesterov` run the
same update rules on a two-dimensional grid in float64, in place. Of z^{k+1} = beta z^k + g(w^k), w^{k+1} = w^k - alpha
z^{k+1} the former eliminates z = (w^{k-1} - w^k)/alpha:

    w^{k+1}/alpha = N w^k + gamma w^k - (beta/alpha) w^{k-1} - M w^k + m,    gamma = (1 + beta)/alpha - 4,

where N w sums four neighbours, and the pixel itself for each that is missing at the border, M is 1 on D and m its
colour. w^{k+1} takes the place of w^{k-1}. The division by alpha is undone only after `STEPS` steps, so that each of
them is seven passes over its rows (nine where D is large); and the rows are taken band by band, a later step one row
behind the earlier one, so that a band stays in the cache for all of them (`numerics.grid_sweep`). Nesterov's method is
eight passes. How far rounding can take these from the rules, see `rounding_bound` and `nesterov_rounding_bound`.

References: G. Goh, "Why Momentum Really Works", Distill 2017; N. J. Higham, *Accuracy and Stability of Numerical
Algorithms*, 2nd ed., SIAM 2002, chapters 2 and 3; M. Wolf, "More iteration space tiling", Supercomputing 1989 (bands).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from numerics.colorization import AnyColorization
from numerics.exact import Array
from numerics.grid_sweep import STEPS, NesterovSweep, Sweep
from numerics.precision import Float64, NumberSystem, positive_integer
from numerics.rounding import gamma
from numerics.tracing import pure_gradient

__all__ = ["GridColorization", "gradient_descent", "momentum", "nesterov", "nesterov_rounding_bound", "rounding_bound"]

GRADIENT_PIXELS = 32768
"""The size of a band of rows whose gradient is made at once: 256 KiB an array."""


@dataclass(frozen=True, eq=False)
class GridColorization(AnyColorization):
    """The problem on the grid of the shape of `member`, booleans that say which pixels are in D; make one by `of`.

    Vectors have shape (..., n) like those of every problem, n = member.size, pixels in row-major order.
    """

    member: Array
    system: NumberSystem = field(default_factory=Float64)

    @classmethod
    def of(cls, strokes: Any, *, free: bool = False) -> GridColorization:
        """D is where `strokes` is not 0, an array of any dimension; `numerics.images.strokes` makes one of an image.

        Raises ValueError for an empty array, and for an empty D unless `free=True`: then every constant is a minimiser.
        """
        member = np.asarray(strokes) != 0
        if not member.size:
            raise ValueError(f"strokes of shape {member.shape} violate: at least one pixel")
        member = member.reshape(member.shape or (1,))
        if not free and not member.any():
            raise ValueError("strokes are 0 everywhere, which violates: a single minimiser; mark a pixel, or free=True")
        return cls(member)

    def to(self, system: NumberSystem) -> GridColorization:
        """The same problem, computed in another number system."""
        return replace(self, system=system)

    @property
    def shape(self) -> tuple[int, ...]:
        """The sides of the grid."""
        return self.member.shape

    @cached_property
    def _colour(self) -> Array:
        return self.system.array(1 * self.member)

    def parameters(self) -> tuple[float, float]:
        """(alpha, beta) with which the error is at most q^k (1 + k (1 + q)) of what it was, q = sqrt(beta), from rest.

        They are the optimal ones for an interval that holds all eigenvalues: min(lambda_2, 2) |D|/(4 n), lambda_2 = 2
        - 2 cos(pi/m) for the longest side m, and 4 d + 1 in d dimensions. Raises ValueError for an empty D.

        Source: claims `color.carries-through`, `color.spectrum-path`, `color.spectrum-product`, `opt.parameters` and
        `transient.worst-factor`.
        """
        if not self.member.any():
            raise ValueError("D is empty, which violates: a smallest eigenvalue above 0; mark a pixel")
        dimensions = sum(side > 1 for side in self.shape)
        second = 4 * np.sin(np.pi / (2 * max(self.shape))) ** 2
        low = min(second, 2.0) * float(self.member.mean()) / 4 if dimensions else 1.0
        a, b = np.sqrt(low), np.sqrt(4.0 * dimensions + 1)
        return float((2 / (a + b)) ** 2), float(((b - a) / (a + b)) ** 2)

    @pure_gradient
    def gradient(self, w: Any) -> Any:
        """grad f(w), for w of shape (..., n) and of any number type."""
        pixels = w.reshape(*w.shape[:-1], *self.shape)
        total = np.empty(pixels.shape, np.result_type(self._colour, pixels))
        rows = self.shape[0]
        band = max(1, GRADIENT_PIXELS * rows // max(1, pixels.size)) if total.dtype == np.float64 else rows
        for first in range(0, rows, band):
            self._fill(total, pixels, first, min(first + band, rows))
        return total.reshape(w.shape)

    def _fill(self, total: Array, pixels: Array, first: int, end: int) -> None:
        """The gradient in the rows first .. end - 1 of `total`, along the first axis of the grid."""
        rest = (slice(None),) * (len(self.shape) - 1)
        part, inside = _rows(total, first, end, rest), _rows(pixels, first, end, rest)
        np.subtract(inside, 1, part)
        np.multiply(self._colour[first:end], part, part)
        above, below = max(first, 1), min(end, self.shape[0] - 1)  # the rows that have a row above, and one below
        _rows(part, above - first, None, rest)[...] += _steps(pixels, above - 1, end - 1, rest)
        _rows(part, 0, below - first, rest)[...] -= _steps(pixels, first, below, rest)
        for axis in range(1 - len(self.shape), 0):
            if axis == -1 and part.dtype == np.float64 and part.flags.c_contiguous:
                _add_along_rows(part.reshape(-1), inside.reshape(-1), self.shape[-1])
                continue
            low, high = _ends(axis)
            differences = inside[high] - inside[low]
            part[high] += differences
            part[low] -= differences

    def excess(self, w: Any) -> Any:
        """f(w) - f* = f(w), shape (...)."""
        pixels = w.reshape(*w.shape[:-1], *self.shape)
        sides = tuple(range(-len(self.shape), 0))
        total = (self._colour * (pixels - 1) * (pixels - 1)).sum(axis=sides)
        for axis in sides:
            low, high = _ends(axis)
            differences = pixels[high] - pixels[low]
            total = total + (differences * differences).sum(axis=sides)
        return total / 2


def _rows(pixels: Array, first: int, end: int | None, rest: tuple[slice, ...]) -> Array:
    """Some of the rows, which are the first axis of the grid; `rest` is the others."""
    place: Any = (..., slice(first, end), *rest)
    rows: Array = pixels[place]
    return rows


def _steps(pixels: Array, first: int, end: int, rest: tuple[slice, ...]) -> Array:
    """What each of these rows lacks to the row below it."""
    steps: Array = _rows(pixels, first + 1, end + 1, rest) - _rows(pixels, first, end, rest)
    return steps


def _add_along_rows(total: Array, pixels: Array, width: int) -> None:
    """The last axis in one piece, which is faster than row by row; from one row to the next is no step."""
    steps = pixels[1:] - pixels[:-1]
    steps[width - 1 :: width] = 0
    total[1:] += steps
    total[:-1] -= steps


def _ends(axis: int) -> tuple[Any, Any]:
    """All but the last, and all but the first, along one of the last axes."""
    rest = (slice(None),) * (-axis - 1)
    return (..., slice(None, -1), *rest), (..., slice(1, None), *rest)


def momentum(
    problem: GridColorization,
    iterations: int,
    *,
    alpha: float,
    beta: float,
    start: tuple[Any, Any] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Array, Array]:
    """(z, w) after so many steps of `numerics.algorithms.momentum`, each of the problem's shape (height, width),
    float64.

    `start` is the state (z, w) to begin with, both 0 by default; `progress` is called as progress(done, iterations).
    The problem's D and the start are not changed. Raises ValueError where the grid is not two-dimensional, where a
    number is not finite, and for |alpha| outside of [1e-25, 1e25], with which nothing moves or all overflows.
    """
    iterations, alpha, beta = _checked(problem, iterations, alpha, beta)
    z, w = _given(problem, start)
    arrays, (now, old) = _padded(problem, 2)
    np.copyto(now, w)
    np.multiply(alpha, z, old)
    old += w
    sweeps: dict[tuple[int, bool], Sweep] = {}
    done, swapped = 0, False
    while done < iterations:
        steps = min(STEPS, iterations - done)
        if (steps, swapped) not in sweeps:
            sweeps[steps, swapped] = Sweep(problem.member, steps, alpha, beta, *(arrays[::-1] if swapped else arrays))
        sweeps[steps, swapped].run()
        done, swapped = done + steps, swapped ^ bool(steps % 2)
        if progress is not None:
            progress(done, iterations)
    if swapped:
        now, old = old, now
    z = old - now
    z /= alpha
    sweeps.clear()
    arrays.clear()
    del old  # its memory is free for the copy
    return z, now.copy()


def nesterov(
    problem: GridColorization,
    iterations: int,
    *,
    alpha: float,
    beta: float,
    start: tuple[Any, Any] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Array, Array]:
    """(w_previous, w) after so many steps of `numerics.algorithms.nesterov`; all else as in `momentum`.

    The last step is taken by itself, so that both are there. Raises ValueError also for 0 < |beta| <= 1e-100.
    """
    iterations, alpha, beta = _checked(problem, iterations, alpha, beta)
    if 0 < abs(beta) <= 1e-100:
        raise ValueError(f"beta={beta} violates: 0, or |beta| > 1e-100; use gradient_descent")
    w_previous, w = (entry.copy() for entry in _given(problem, start))
    arrays, (y, other, kept) = _padded(problem, 3)
    y[...], kept[...] = w + beta * (w - w_previous), beta * w
    done, swapped = 0, False
    sweeps: dict[tuple[int, bool], NesterovSweep] = {}
    while done < iterations:
        steps = min(STEPS, iterations - 1 - done) or 1
        if done == iterations - 1:
            w_previous = kept / beta if beta else y.copy()
        if (steps, swapped) not in sweeps:
            now, old = arrays[swapped], arrays[not swapped]
            sweeps[steps, swapped] = NesterovSweep(problem.member, steps, alpha, beta, now, old, arrays[2])
        sweeps[steps, swapped].run()
        done, swapped = done + steps, swapped ^ bool(steps % 2)
        y, other = (other, y) if steps % 2 else (y, other)
        if progress is not None:
            progress(done, iterations)
    if iterations:
        w = kept / beta if beta else y.copy()
    return w_previous, w


def _checked(problem: GridColorization, iterations: int, alpha: float, beta: float) -> tuple[int, float, float]:
    iterations = positive_integer(iterations, "iterations", least=0)
    if len(problem.shape) != 2:
        raise ValueError(f"shape {problem.shape} violates: two dimensions; use simulate(momentum.step, problem, ...)")
    if not isfinite(beta) or not 1e-25 <= abs(alpha) <= 1e25:  # alpha to the power of +- STEPS is a float64
        law = "finite, and 1e-25 <= |alpha| <= 1e25"
        raise ValueError(f"alpha={alpha}, beta={beta} violate: {law}; choose 0 < alpha < 1/4")
    return iterations, float(alpha), float(beta)


def _given(problem: GridColorization, start: tuple[Any, Any] | None) -> list[Array]:
    """The state to begin with, in the problem's shape."""
    given = (np.zeros(problem.shape),) * 2 if start is None else start
    return [np.asarray(entry, dtype=np.float64).reshape(problem.shape) for entry in given]


def _padded(problem: GridColorization, count: int) -> tuple[list[Array], list[Array]]:
    """So many arrays of zeros as `numerics.grid_sweep` runs on, and the pixels in each of them."""
    height, width = problem.shape
    arrays = [np.zeros((height + 2) * (width + 1) + 2) for _ in range(count)]
    return arrays, [array[1:-1].reshape(height + 2, width + 1)[1:-1, :-1] for array in arrays]


def gradient_descent(problem: GridColorization, iterations: int, *, alpha: float, **options: Any) -> Array:
    """w after so many steps of `numerics.algorithms.gradient_descent`: momentum with beta = 0; options as there."""
    return momentum(problem, iterations, alpha=alpha, beta=0.0, **options)[1]


def rounding_bound(iterations: int, *, alpha: float, beta: float, size: float) -> float:
    """A bound of |w computed - w exact| for every pixel after so many steps of `momentum`, from arrays within `size`.

    Exact is the rule in real numbers with the same float64 data. One step sums, with each term rounded at most 16
    times on its way (seven additions, its own factor and the scales before and after), terms of size at most (1 +
    beta) + 4 |alpha| (1 + ...) times the largest entry m_k of both arrays: m_{k+1} <= G m_k + |alpha| with G = |1 +
    beta| + |beta| + 9 |alpha|, so that the error obeys e_{k+1} <= G e_k + gamma_16 (G m_k + |alpha|) (Higham, sections
    3.1 and 3.3). It grows like G^k, as it must for all alpha and beta; for long runs use powers of the iteration
    matrix.
    """
    growth = abs(1 + beta) + abs(beta) + 9 * abs(alpha)
    u = gamma(16)
    largest, error = size * (1 + u), size * u
    for _ in range(iterations):
        error = growth * (error + u * largest) + u * abs(alpha) + u * growth * error
        largest = growth * largest + abs(alpha) + error
    return error * (1 + gamma(8 * iterations + 8))


def nesterov_rounding_bound(iterations: int, *, alpha: float, beta: float, size: float) -> float:
    """A bound of |w computed - w exact| for every pixel after so many steps of `nesterov`, from arrays within `size`.

    As in `rounding_bound`, with G = 1 + 9 |alpha| for a step from y and its point: |w^{k+1}| <= G |y^k| + |alpha| and
    |y^{k+1}| <= |1 + beta| |w^{k+1}| + |beta| |w^k|, each term rounded at most 16 times on its way to w or y.
    """
    growth, ahead, behind, u = 1 + 9 * abs(alpha), abs(1 + beta), abs(beta), gamma(16)
    w, w_error = size, u * size
    y = (ahead + behind) * size
    y_error = u * y
    for _ in range(iterations):
        step = growth * y + abs(alpha)
        error = growth * y_error + u * (step + growth * y_error)
        point = ahead * step + behind * w
        y_error = ahead * error + behind * w_error + u * (point + ahead * error + behind * w_error)
        w, w_error, y = step, error, point
    return w_error * (1 + gamma(8 * iterations + 8))
