"""Linear methods made at random from exact rationals, with any spectrum at a chosen step-size and curvature.

A rule of order n with one gradient or two is s' = A s + alpha (B g + E h), g taken at C s and h at F s + alpha d g. Let
R be any matrix, v a state with v_w = 1, C v = F v = 1, and t = alpha lambda. R is its iteration matrix and v is at rest
if

    A = R - t (B C + E (F + t d C)),    B = (R v - v)/t - (1 + t d) E,

since then A v = v. So the spectrum is chosen, and the rest of the rule.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derivations.method import Method

Vector = list[Fraction]
Rows = list[Vector]


@dataclass(frozen=True)
class Sample:
    """A method with its roots at one step-size and curvature, as for `tests.derivations.methods.polynomial_of`."""

    method: Method
    roots: Sequence[tuple[Fraction, Fraction | None]]
    alpha: Fraction
    lam: Fraction
    matrix: Rows

    @property
    def radius(self) -> Fraction:
        return max(abs(r) for r, _ in self.roots)


def sample(seed: int, radii: Callable[[random.Random], Fraction]) -> Sample:
    """The method of this number: order 2, 3 or 4, one gradient or two, the modulus of each root by `radii`."""
    source = random.Random(seed)
    order, gradients = 2 + seed % 3, 1 + source.randrange(2)
    roots = _roots(source, order, radii)
    R = _with_roots(source, roots)
    alpha, lam = Fraction(source.randint(1, 6), 4), Fraction(source.randint(1, 6), 3)
    return Sample(_method(source, R, gradients, alpha, lam), roots, alpha, lam, R)


def small(source: random.Random) -> Fraction:
    return Fraction(source.randint(-3, 3), source.randint(1, 2))


def _roots(
    source: random.Random, order: int, radii: Callable[[random.Random], Fraction]
) -> list[tuple[Fraction, Fraction | None]]:
    pairs = source.randint(0, order // 2)
    complex_ones = [(abs(radii(source)), Fraction(source.randint(1, 6), source.randint(1, 3))) for _ in range(pairs)]
    return [*complex_ones, *((radii(source) * source.choice((1, -1)), None) for _ in range(order - 2 * pairs))]


def _with_roots(source: random.Random, roots: Sequence[tuple[Fraction, Fraction | None]]) -> Rows:
    """A matrix with these eigenvalues: blocks on the diagonal, numbers beside them, then a basis changed by shears."""
    n = sum(1 if t is None else 2 for _, t in roots)
    M = [[Fraction(0)] * n for _ in range(n)]
    i = 0
    for r, t in roots:
        if t is None:
            M[i][i] = r
            i += 1
            continue
        cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        M[i][i], M[i][i + 1], M[i + 1][i], M[i + 1][i + 1] = r * cosine, -r * sine, r * sine, r * cosine
        i += 2
    first = 2 if roots[0][1] is not None else 1
    for column in range(first, n):
        M[0][column] += source.randint(-1, 1)
    for _ in range(n):  # conjugated by a shear: row i += c row j, column j -= c column i
        i, j = source.sample(range(n), 2)
        c = source.choice((-1, 1))
        M[i] = [a + c * b for a, b in zip(M[i], M[j], strict=True)]
        for row in M:
            row[j] -= c * row[i]
    return M


def _method(source: random.Random, R: Rows, gradients: int, alpha: Fraction, lam: Fraction) -> Method:
    n, place, step = len(R), source.randrange(len(R)), alpha * lam
    v = [small(source) for _ in range(n)]
    v[place] = Fraction(1)
    points = [_point(source, v, place) for _ in range(gradients)]
    d = small(source) if gradients == 2 else Fraction(0)
    second = [small(source) for _ in range(n)] if gradients == 2 else [Fraction(0)] * n
    moved = [sum((a * b for a, b in zip(row, v, strict=True)), Fraction(0)) - x for row, x in zip(R, v, strict=True)]
    first = [m / step - (1 + step * d) * b for m, b in zip(moved, second, strict=True)]
    along = points[-1] if gradients == 2 else [Fraction(0)] * n
    pulls = [[f * c + b * (e + step * d * c) for c, e in zip(points[0], along, strict=True)]
             for f, b in zip(first, second, strict=True)]  # fmt: skip
    A = [[r - step * p for r, p in zip(*rows, strict=True)] for rows in zip(R, pulls, strict=True)]

    def rule(state: Any, gradient: Any, *, alpha: Any) -> Any:
        g = gradient(_combined(points[0], state))
        h = gradient(_combined(points[1], state) + alpha * d * g) if gradients == 2 else 0 * g
        pairs = zip(A, first, second, strict=True)
        return tuple(_combined(row, state) + alpha * (f * g + b * h) for row, f, b in pairs)

    names = tuple("w" if i == place else f"s_{i}" for i in range(n))
    return Method(rule, state=names, start=lambda w0: tuple(x * w0 for x in v), name=f"random, order {n}")


def _point(source: random.Random, v: Vector, place: int) -> Vector:
    """C with C v = 1."""
    C = [small(source) for _ in v]
    C[place] = 1 - sum((c * x for i, (c, x) in enumerate(zip(C, v, strict=True)) if i != place), Fraction(0))
    return C


def _combined(row: Vector, state: Any) -> Any:
    return sum(c * s for c, s in zip(row, state, strict=True))
