r"""Colorization of the pixels of an image: gradient descent and momentum without a matrix, in a few arrays.

    problem = GridColorization.of(strokes(read_image(path)))    # D: what is drawn, that is not black
    alpha, beta = problem.parameters()
    z, w = momentum(problem, 1000, alpha=alpha, beta=beta)      # w: the image's colours after 1000 steps

Neighbours are the pixels above, below, left and right; a grid of any dimension has its neighbours along every axis.
`GridColorization` is a problem like any other for `simulate`, in any number system. `momentum` runs the same update
rule on a two-dimensional grid in float64, in place. Of z^{k+1} = beta z^k + g(w^k), w^{k+1} = w^k - alpha z^{k+1} it
eliminates z = (w^{k-1} - w^k)/alpha:

    w^{k+1}/alpha = N w^k + gamma w^k - (beta/alpha) w^{k-1} - M w^k + m,    gamma = (1 + beta)/alpha - 4,

where N w sums four neighbours, and the pixel itself for each that is missing at the border, M is 1 on D and m its
colour. w^{k+1} takes the place of w^{k-1}. The division by alpha is undone only after `STEPS` steps, so that each of
them is seven passes over its rows (nine where D is large); and the rows are taken band by band, a later step one row
behind the earlier one, so that a band stays in the cache for all of them. How far rounding can take this from the
rule, see `rounding_bound`.

References: G. Goh, "Why Momentum Really Works", Distill 2017; N. J. Higham, *Accuracy and Stability of Numerical
Algorithms*, 2nd ed., SIAM 2002, chapters 2 and 3; M. Wolf, "More iteration space tiling", Supercomputing 1989 (bands).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from numerics.exact import Array
from numerics.precision import Float64, NumberSystem, positive_integer
from numerics.rounding import gamma
from numerics.tracing import pure_gradient

__all__ = ["GridColorization", "gradient_descent", "momentum", "rounding_bound"]

STEPS = 12
"""Steps that are taken at once while a band of rows is in the cache."""
BAND_BYTES = 3 << 17
"""The size of a band of one array: four of them are at work, in a second level cache of a megabyte or more."""

GRADIENT_PIXELS = 32768
"""The size of a band of rows whose gradient is made at once: 256 KiB an array."""


@dataclass(frozen=True, eq=False)
class GridColorization:
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

    @property
    def dimension(self) -> int:
        """The number of pixels."""
        return int(self.member.size)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return ()

    @property
    def start(self) -> Array:
        """No colour: the article's w0 = 0."""
        return self.system.array(np.zeros(self.dimension))

    @property
    def minimiser(self) -> Array:
        """(1, ..., 1): the only minimiser unless D is empty, as a grid is connected."""
        return self.system.array(np.ones(self.dimension))

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


class _Band(NamedTuple):
    """The views that one step needs on one band of rows: `old` is w^{k-1} and becomes w^{k+1}."""

    total: Array
    spare: Array
    old: Array
    now: Array
    neighbours: tuple[Array, Array, Array, Array]
    border: list[tuple[Array, Array]]
    """Pairs of views at the border: `total` gets the pixel itself there."""
    members: Array
    """Where D is, as places in `total`; or 1 on D and 0 elsewhere, as many numbers as `total` has."""
    factor: Any
    """gamma; where D is given by numbers, gamma less these."""
    beyond: Array
    """The padding, which stays 0."""
    step: int
    last: tuple[Array, Array] | None
    """After the last of the steps: what is divided by alpha^STEPS, and by alpha^(STEPS - 1)."""


class _Sweep:
    """Some steps of momentum on two padded arrays, band by band.

    A row of W pixels takes W + 1 numbers, and there is a row above and one below, all 0 beyond the pixels. In the flat
    array left and right are the places beside, above and below those a row away: no pass has a gap.
    """

    def __init__(self, member: Array, steps: int, alpha: float, beta: float, now: Array, old: Array) -> None:
        self.steps, self.alpha, self.beta = steps, alpha, beta
        self.centre: Any = (1 + beta) / alpha - 4
        height, width = member.shape
        self.stride = width + 1
        self.rows = max(steps, BAND_BYTES // (8 * self.stride))
        size = min(self.rows, height) * self.stride
        self.scratch = np.empty(size), np.empty(size)
        self.places = np.flatnonzero(np.pad(member, ((0, 0), (0, 1))).ravel()) + 1 + self.stride
        self.dense = 20 * member.sum() > member.size
        if self.dense:  # passes over all pixels then take less time than picking those of D
            self.places = np.pad(1.0 * member, ((1, 1), (0, 1))).ravel()
            self.centre = self.centre - self.places
        self.arrays = now, old
        self.height = height
        self.bands = [
            self._band(low, high, step)
            for first in range(1, height + steps, self.rows)
            for step in range(steps)
            if (low := max(1, first - step)) < (high := min(height + 1, first - step + self.rows))
        ]

    def _band(self, low: int, high: int, step: int) -> _Band:
        now, old = self.arrays if step % 2 == 0 else self.arrays[::-1]
        stride = self.stride
        a, b = 1 + low * stride, 1 + high * stride
        total, spare = (array[: b - a] for array in self.scratch)
        rows, pixels = total.reshape(-1, stride), now[a:b].reshape(-1, stride)
        ends = slice(0, -1, max(1, stride - 2))  # the first and the last pixel of each row
        border = [(rows[:, ends], pixels[:, ends])] * (1 if stride > 2 else 2)
        border += [(rows[0, :-1], pixels[0, :-1])] if low == 1 else []
        border += [(rows[-1, :-1], pixels[-1, :-1])] if high == self.height + 1 else []
        if self.dense:
            members, factor = self.places[a - 1 : b - 1], self.centre[a - 1 : b - 1]
        else:
            first, last = np.searchsorted(self.places, (a, b))
            members, factor = self.places[first:last] - a, self.centre
        neighbours = now[a - 1 : b - 1], now[a + 1 : b + 1], now[a - stride : b - stride], now[a + stride : b + stride]
        beyond = old[a:b].reshape(-1, stride)[:, -1]
        parts = total, spare, old[a:b], now[a:b], neighbours, border, members, factor, beyond
        return _Band(*parts, step, self._last(low, high, step))

    def _last(self, low: int, high: int, step: int) -> tuple[Array, Array] | None:
        """The rows of w^{k+STEPS} that are done, and those of the array before it that nothing needs any more."""
        if step < self.steps - 1:
            return None
        now, old = self.arrays if step % 2 == 0 else self.arrays[::-1]
        done = self.height + 1 if high == self.height + 1 else high - 1
        rows = slice(1 + low * self.stride, 1 + high * self.stride)
        before = slice(1 + max(1, low - 1) * self.stride, 1 + done * self.stride)
        return old[rows], now[before]

    def run(self) -> None:
        """The steps. After j of them an array holds w/alpha^j, and 1/alpha^j is the colour of D."""
        alpha, ratio = self.alpha, -self.beta / self.alpha
        kept = [ratio] + [ratio / alpha] * (self.steps - 1)
        colours = alpha ** -np.arange(self.steps + 1.0)
        back, before = alpha**self.steps, alpha ** (self.steps - 1)
        for band in self.bands:
            total, spare, old, now, (left, right, above, below), border, members, factor, beyond, step, last = band
            np.add(left, right, total)
            np.add(total, above, total)
            np.add(total, below, total)
            for edge, pixels in border:
                np.add(edge, pixels, edge)
            if self.dense:
                np.multiply(members, colours[step], spare)
                np.add(total, spare, total)
            elif members.size:
                total[members] -= now[members] - colours[step]
            np.multiply(old, kept[step], old)
            np.add(old, total, old)
            np.multiply(now, factor, spare)
            np.add(old, spare, old)
            beyond.fill(0.0)
            if last is not None:
                np.multiply(last[0], back, last[0])
                np.multiply(last[1], before, last[1])


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
    number is not finite, and for alpha = 0, with which nothing moves.
    """
    iterations = positive_integer(iterations, "iterations", least=0)
    if len(problem.shape) != 2:
        raise ValueError(f"shape {problem.shape} violates: two dimensions; use simulate(momentum.step, problem, ...)")
    if not (isfinite(alpha) and isfinite(beta)) or alpha == 0 or not isfinite(abs(alpha) ** -STEPS):
        raise ValueError(f"alpha={alpha}, beta={beta} violate: finite, and |alpha| > 1e-25; choose 0 < alpha < 1/4")
    alpha, beta = float(alpha), float(beta)
    given = (np.zeros(problem.shape),) * 2 if start is None else start
    z, w = (np.asarray(entry, dtype=np.float64).reshape(problem.shape) for entry in given)
    height, width = problem.shape
    arrays = [np.zeros((height + 2) * (width + 1) + 2) for _ in range(2)]
    now, old = (array[1:-1].reshape(height + 2, width + 1)[1:-1, :-1] for array in arrays)
    np.copyto(now, w)
    np.multiply(alpha, z, old)
    old += w
    sweeps: dict[tuple[int, bool], _Sweep] = {}
    done, swapped = 0, False
    while done < iterations:
        steps = min(STEPS, iterations - done)
        if (steps, swapped) not in sweeps:
            sweeps[steps, swapped] = _Sweep(problem.member, steps, alpha, beta, *(arrays[::-1] if swapped else arrays))
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
