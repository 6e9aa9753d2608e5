r"""Several steps of a method on a two-dimensional grid while a band of its rows is in the cache: see `numerics.grid`.

Momentum is run without its z, Nesterov's method without its w: with N w the sum of four neighbours, and of the pixel
itself for each that is missing at the border, M 1 on D and m its colour,

    w^{k+1}/alpha = N w^k + gamma w^k - (beta/alpha) w^{k-1} - M w^k + m,    gamma = (1 + beta)/alpha - 4,
    w^{k+1}/alpha = N y^k + gamma y^k - M y^k + m,    gamma = 1/alpha - 4,    y^{k+1} = (1 + beta) w^{k+1} - beta w^k.

Reference: M. Wolf, "More iteration space tiling", Supercomputing 1989.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from numerics.exact import Array

__all__ = ["BAND_BYTES", "STEPS", "NesterovSweep", "Sweep"]

STEPS = 12
"""Steps that are taken at once while a band of rows is in the cache."""
BAND_BYTES = 3 << 17
"""The size of a band of one array: four of them are at work, in a second level cache of a megabyte or more."""


class Band(NamedTuple):
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
    rows: slice
    """Where the band is in an array."""
    step: int
    last: tuple[Array, Array] | None
    """After the last of the steps: what is divided by alpha^STEPS, and by alpha^(STEPS - 1)."""


class Sweep:
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

    def _band(self, low: int, high: int, step: int) -> Band:
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
        parts = total, spare, old[a:b], now[a:b], neighbours, border, members, factor, beyond, slice(a, b)
        return Band(*parts, step, self._last(low, high, step))

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
            total, spare, old = band.total, band.spare, band.old
            self.add_neighbours(band, colours[band.step])
            np.multiply(old, kept[band.step], old)
            np.add(old, total, old)
            np.multiply(band.now, band.factor, spare)
            np.add(old, spare, old)
            band.beyond.fill(0.0)
            if band.last is not None:
                np.multiply(band.last[0], back, band.last[0])
                np.multiply(band.last[1], before, band.last[1])

    def add_neighbours(self, band: Band, colour: float) -> None:
        """N w - M w + m into `total`, where m is `colour`; without - M w where that is in the factor."""
        total, now = band.total, band.now
        left, right, above, below = band.neighbours
        np.add(left, right, total)
        np.add(total, above, total)
        np.add(total, below, total)
        for edge, pixels in band.border:
            np.add(edge, pixels, edge)
        if self.dense:
            np.multiply(band.members, colour, band.spare)
            np.add(total, band.spare, total)
        elif band.members.size:
            total[band.members] -= now[band.members] - colour


class NesterovSweep(Sweep):
    """Some steps of Nesterov's method: `now` is y^k, in place of `old` comes y^{k+1}, and `kept` is beta w^k."""

    def __init__(
        self, member: Array, steps: int, alpha: float, beta: float, now: Array, old: Array, kept: Array
    ) -> None:
        super().__init__(member, steps, alpha, 0.0, now, old)
        self.momentum, self.kept = beta, kept

    def run(self) -> None:
        """The steps: with s = N y + gamma y - M y + m, w^{k+1} = alpha s, y^{k+1} = (1 + beta) alpha s - beta w^k."""
        ahead, behind = (1 + self.momentum) * self.alpha, self.momentum * self.alpha
        for band in self.bands:
            total, spare, kept = band.total, band.spare, self.kept[band.rows]
            self.add_neighbours(band, 1.0)
            np.multiply(band.now, band.factor, spare)
            np.add(total, spare, total)
            np.multiply(total, ahead, spare)
            np.subtract(spare, kept, band.old)
            np.multiply(total, behind, kept)
            band.beyond.fill(0.0)
