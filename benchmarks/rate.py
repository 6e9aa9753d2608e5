"""`Method.rate` against NumPy's batched `eigvals`, over a million points (alpha, beta, lambda) of momentum.

Points fill the stability region and its surroundings at random, so that nothing is shared between them. NumPy is given
its matrices ready made, and only its eigenvalues and their largest modulus are timed. Both sides run in turn, in
processor time, so that a machine that slows down slows both; `worst difference / bound` compares the two results with
the sum of their error bounds, ours as derived in `derivations.rates`, and LAPACK's as measured on its eigenvalues.
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
    """NumPy's error: how far the sum and the product of its eigenvalues are from trace and determinant is measured.

    They are the eigenvalues of a matrix with that sum and product, and so is the rate within the same bound of another
    number, `pair_radius`: both bounds are added, and two units of the moduli (an ulp of the hypotenuse, GNU C Library
    manual). Rounding, of at most two operations in each entry and of what is computed here, is no more than 8 u (|R| +
    1) in the sum and 8 u (|R| + 1)^2 in the product: |Rij Rkl| sums to |R|^2/2 over a determinant, and so on.
    """
    sigma, norm = np.linalg.eigvals(R), np.linalg.norm(R, axis=(-2, -1)) + 1
    trace = np.trace(R, axis1=-2, axis2=-1)
    determinant = R[:, 0, 0] * R[:, 1, 1] - R[:, 0, 1] * R[:, 1, 0]
    missed = abs(sigma.sum(axis=-1) - trace), abs(sigma.prod(axis=-1) - determinant)
    h = Bounded(trace / 2, missed[0] / 2 + 4 * 2.0**-53 * norm)
    d = Bounded(determinant, missed[1] + 8 * 2.0**-53 * norm**2)
    return 2 * pair_radius(h, d).error + 2 * 2.0**-53 * abs(sigma).max(axis=-1)


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
