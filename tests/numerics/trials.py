"""Runs to try: a quadratic in each of its forms, an update rule, parameters and a start, all rational.

`by_hand` is the same run in plain Python, one Fraction after the other, from the text of the rules rather than from
their code: what the package computes is compared with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

from numerics import Quadratic, householder_basis, update_rule
from numerics.algorithms import gradient_descent, momentum

FORMS = ("diagonal", "eigenbasis", "dense", "sparse")
Vector = list[Fraction]


@update_rule(state=("w_previous", "w"))
def nesterov(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    w_previous, w = state
    y = w + beta * (w - w_previous)
    return w, y - alpha * gradient(y)


RULES: dict[str, Callable[..., Any]] = {
    "gradient descent": gradient_descent.step,
    "momentum": momentum.step,
    "nesterov": nesterov,
}


@dataclass(frozen=True)
class Trial:
    """One run. `tilt` bends the matrix of the forms that have off-diagonal entries; b, where given, replaces w*."""

    rule: str
    form: str
    spectrum: tuple[Fraction, ...]
    start: tuple[Fraction, ...]
    alpha: Fraction
    beta: Fraction
    minimiser: tuple[Fraction, ...]
    by_b: bool = False
    steps: int = field(default=6)

    @property
    def step(self) -> Any:
        return RULES[self.rule]

    @property
    def parameters(self) -> dict[str, Fraction]:
        return {"alpha": self.alpha} if self.rule == "gradient descent" else {"alpha": self.alpha, "beta": self.beta}

    @property
    def matrix(self) -> list[Vector]:
        """A, of positive rationals on the diagonal, and dominated by it where it has more."""
        n = len(self.spectrum)
        rows = [[self.spectrum[i] if i == j else Fraction(0) for j in range(n)] for i in range(n)]
        if self.form == "eigenbasis":
            q = householder_basis([[1 + i % 3 for i in range(n)]])
            return [[sum(q[i, k] * self.spectrum[k] * q[j, k] for k in range(n)) for j in range(n)] for i in range(n)]
        if self.form != "diagonal":  # the chain of n springs that are fixed by their diagonal
            for i in range(n - 1):
                pull = 1 / (2 + self.spectrum[i]) if self.form == "dense" else Fraction(1, 4)
                rows[i][i + 1] = rows[i + 1][i] = -pull
                rows[i][i] += pull
                rows[i + 1][i + 1] += pull
        return rows

    @property
    def b(self) -> Vector:
        return [sum((a * w for a, w in zip(row, self.minimiser, strict=True)), Fraction(0)) for row in self.matrix]

    @property
    def problem(self) -> Quadratic:
        n, minimiser = len(self.spectrum), list(self.minimiser)
        if self.form == "diagonal":
            return Quadratic.from_spectrum(list(self.spectrum), minimiser)
        if self.form == "eigenbasis":
            return Quadratic.from_eigenbasis(
                list(self.spectrum), householder_basis([[1 + i % 3 for i in range(n)]]), minimiser
            )
        matrix: Any = self.matrix
        if self.form == "sparse":
            matrix = sparse.csr_array(np.array(self.matrix, dtype=np.float64))
        given: dict[str, Any] = {"b": self.b} if self.by_b else {"minimiser": minimiser}
        return Quadratic.from_matrix(matrix, **given)

    @property
    def given(self) -> dict[str, Any]:
        """What `simulate` takes besides."""
        return {"start": list(self.start), **self.parameters}

    def by_hand(self) -> list[Vector]:
        """w^0 .. w^k, from the article's equations."""
        A, b, n = self.matrix, self.b, len(self.spectrum)
        w, before, z = list(self.start), list(self.start), [Fraction(0)] * n
        found = [list(w)]
        for _ in range(self.steps):
            at = [w[i] + self.beta * (w[i] - before[i]) for i in range(n)] if self.rule == "nesterov" else w
            g = [sum((A[i][j] * at[j] for j in range(n)), Fraction(0)) - b[i] for i in range(n)]
            if self.rule == "momentum":
                z = [self.beta * z[i] + g[i] for i in range(n)]
                g = z
            before, w = w, [at[i] - self.alpha * g[i] for i in range(n)]
            found.append(list(w))
        return found


positive = st.fractions(Fraction(1, 16), 8, max_denominator=16)
dyadic = st.integers(1, 64).map(lambda i: Fraction(i, 16))
values = st.fractions(-3, 3, max_denominator=9)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    """Any rule on any form; n from 1 to 3; inside, on and beyond the edge of stability, alpha <= 0 and beta < 0 too."""
    n, form = draw(st.integers(1, 3)), draw(st.sampled_from(FORMS))
    entries = dyadic if form == "sparse" else positive  # a sparse entry is a float64
    spectrum = draw(st.lists(entries, min_size=n, max_size=n))
    start, minimiser = (tuple(draw(st.lists(values, min_size=n, max_size=n))) for _ in range(2))
    size = draw(st.fractions(-1, 4, max_denominator=12))  # alpha times the largest of the spectrum
    return Trial(
        draw(st.sampled_from(sorted(RULES))),
        form,
        tuple(spectrum),
        start,
        size / max(spectrum),
        draw(st.fractions(-1, Fraction(5, 4), max_denominator=12)),
        minimiser,
        draw(st.booleans()),
    )


def fractions(*numbers: Any) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, numbers))


REST = Trial("momentum", "diagonal", fractions(1), fractions(0), Fraction(1), Fraction(0), fractions(0))
EDGE = Trial(
    "momentum", "eigenbasis", fractions(4, 1, 1), fractions(1, 2, 3), Fraction(1), Fraction(1), fractions(1, 0, 0)
)
STILL = Trial("nesterov", "sparse", fractions(1, 2), fractions(1, "1/3"), Fraction(0), Fraction(-1), fractions(0, 0))
CRITICAL = Trial(
    "momentum", "dense", fractions(1, 1), fractions(1, -1), Fraction(1, 4), Fraction(1, 4), fractions(1, 2), True
)
FROM_B = Trial(
    "gradient descent",
    "sparse",
    fractions(2, 3, 5),
    fractions(1, 0, 0),
    Fraction(-1, 3),
    Fraction(0),
    fractions(1, 2, 3),
    True,
)
