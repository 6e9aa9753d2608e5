"""`Method.rate` against NumPy's batched `eigvals`, over a million points (alpha, beta, lambda) of momentum.

Points fill the stability region and its surroundings at random, so that nothing is shared between them. NumPy is given
its matrices ready made, and only its eigenvalues and their largest modulus are timed. Both sides run in turn, in
processor time, so that a machine that slows down slows both; `worst difference / bound` compares the two results with
the sum of their error bounds, ours and that of LAPACK's backward error, both as derived in `derivations.rates`.
"""

import math
from time import process_time
from typing import Any

import numpy as np

from derivations.method import Method
from derivations.rates import Bounded, pair_radius
from numerics.algorithms import momentum

POINTS = 1_000_000
ROUNDS = 5
BARS = {
    "eigvals / rate": (50.0, math.inf),
    "worst difference / bound": (0.0, 1.0),
}


def points() -> dict[str, Any]:
    """A million random points: alpha lambda up to 4, |beta| up to 1."""
    random = np.random.default_rng(0)
    lam = random.uniform(0, 2, POINTS)
    return {"lam": lam, "alpha": random.uniform(0, 2, POINTS), "beta": random.uniform(-1, 1, POINTS)}


def matrices(lam: Any, alpha: Any, beta: Any) -> Any:
    """The iteration matrices, shape (points, 2, 2)."""
    return np.stack([beta, lam, -alpha * beta, 1 - alpha * lam], axis=-1).reshape(-1, 2, 2)


def by_eigenvalues(R: Any) -> Any:
    """The spectral radii as NumPy has them."""
    return abs(np.linalg.eigvals(R)).max(axis=-1)


def eigenvalue_bound(R: Any) -> Any:
    """NumPy's error: its eigenvalues are those of R + E, |E| <= 24 u (|R| + 2) in the Frobenius norm.

    20 u |R| is LAPACK's backward error p(n) u |R| with p(n) = 10 n, and 4 u (|R| + 2) bounds the rounding of two
    operations in each entry and of what is computed here. Trace and determinant then change by at most 2 |E| and
    (|R| + |E|) |E|.
    """
    norm = np.linalg.norm(R, axis=(-2, -1)) + 2
    error = 24 * 2.0**-53 * norm
    h = Bounded(np.trace(R, axis1=-2, axis2=-1) / 2, error)
    d = Bounded(R[:, 0, 0] * R[:, 1, 1] - R[:, 0, 1] * R[:, 1, 0], (norm + error) * error)
    return pair_radius(h, d).error


def seconds(function: Any) -> tuple[float, Any]:
    """How long a call takes, and what it gives."""
    start = process_time()
    result = function()
    return process_time() - start, result


def measure() -> dict[str, float | list[float]]:
    """Ratios of times in each round, nanoseconds a point, and the agreement of the results."""
    method, given = Method(momentum.step), points()
    R = matrices(**given)
    bound = method.rate_error_bound(**given) + eigenvalue_bound(R)
    method.rate(**given)
    ours, theirs, worst = [], [], 0.0
    for _ in range(ROUNDS):
        time, rate = seconds(lambda: method.rate(**given))
        ours.append(time)
        time, reference = seconds(lambda: by_eigenvalues(R))
        theirs.append(time)
        worst = float(np.maximum(worst, (abs(rate - reference) / bound).max()))  # NaN, where there is one
    return {
        "eigvals / rate": [b / a for a, b in zip(ours, theirs, strict=True)],
        "rate: ns a point": [time / POINTS * 1e9 for time in ours],
        "eigvals: ns a point": [time / POINTS * 1e9 for time in theirs],
        "worst difference / bound": worst,
    }
