"""Rates on smooth strongly convex functions, instance by instance, beside AutoLyap with its free solver.

For gradient descent the tight rate of the distance is max(|1 - alpha mu|, |1 - alpha L|): proved for all parameters at
once (claims `convex.gradient-step-contracts` and `convex.gradient-descent-tight`), and `tight_rate` evaluates it.
AutoLyap searches a Lyapunov function and bisects the rate of its square, one instance at a time. Both get the same
numbers, which are those that a float64 holds. Whether a certified rate is below the truth is decided in rationals:
quadratics attain the tight rate, so that such a certificate is of something false.

For heavy ball no tight rate on this class is known. What AutoLyap certifies is below the truth wherever it is below the
spectral radius on the quadratics of curvature mu or L, in rationals as well: |sigma|^2 <= rho for both roots of sigma^2
- T sigma + d iff d <= rho and T^2 rho <= (rho + d)^2. Ours is the rate of `heavy-ball.converges`, at the optimal
parameters for kappa < 9 + 4 sqrt(5), one formula for all of them.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from operator import mul
from typing import NamedTuple

from benchmarks._peers import ask
from benchmarks._rows import NotMeasured
from benchmarks._timing import seconds
from derivations.algorithms.gradient_descent_rate import tight_rate
from numerics.algorithms import gradient_descent

PEERS = ("autolyap",)
STEPS = "AutoLyap / ours: steps that the certified rate needs, heavy ball at the optimum"
BARS = {"ours: rates below the tight one, gradient descent, of 28": (0, 0)}
NOTES = {
    STEPS: "ours is one formula for every kappa < 9 + 4 sqrt(5), from one Lyapunov function; a search at each kappa"
    " finds a better one: up to 100 times fewer steps"
}


class Instance(NamedTuple):
    """A method on a class, all numbers as a float64 holds them; gradient descent at beta = 0."""

    mu: float
    L: float
    alpha: float
    beta: float = 0.0


DESCENT = [
    Instance(1 / kappa, 1.0, alpha)
    for kappa in (2, 10, 100, 1000)
    for alpha in (0.25, 0.5, 1.0, 1.5, 2 / (1 + 1 / kappa), 1.9, 1.99)
]


def optimum(kappa: float) -> Instance:
    """Heavy ball at the optimal parameters."""
    q = ratio(kappa)
    return Instance(1 / kappa, 1.0, (1 + q) ** 2, q * q)


def ratio(kappa: float) -> float:
    """q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1)."""
    return (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)


OPTIMA = (2, 3, 4, 6, 10)
HEAVY_BALL = [optimum(kappa) for kappa in OPTIMA]
HEAVY_BALL += [Instance(1 / kappa, 1.0, 1.0, beta) for kappa in (2, 10, 100, 1000) for beta in (0.1, 0.5)]


def ours(instance: Instance) -> Fraction:
    """The tight rate, exactly."""
    mu, L, alpha, _ = map(Fraction, instance)
    return tight_rate(mu, L, alpha)


def measure() -> dict[str, float | list[float] | NotMeasured]:
    """Times side by side, and how often a certified rate is below what a quadratic attains, and by how much."""
    request = {"instances": [each._asdict() for each in (*DESCENT, *HEAVY_BALL)]}
    answers = ask("autolyap", request)["answers"]
    return {**descent(answers[: len(DESCENT)]), **heavy_ball(answers[len(DESCENT) :])}


def descent(answers: list[dict[str, float | None]]) -> dict[str, float | list[float] | NotMeasured]:
    """Gradient descent: what AutoLyap certifies against the tight rate."""
    times: list[float] = []
    shortfalls: list[float] = []
    excesses: list[float] = []
    missing = 0
    for instance, answer in zip(DESCENT, answers, strict=True):
        times.append((answer["seconds"] or 0) / seconds(partial(ours, instance), 0.002))
        if answer["rho"] is None:
            missing += 1
            continue
        difference = Fraction(answer["rho"]) / ours(instance) ** 2 - 1
        (shortfalls if difference < 0 else excesses).append(abs(float(difference)))
    of = f"gradient descent, of {len(DESCENT)}"
    return {
        "AutoLyap / ours: time of one rate, gradient descent": times,
        f"AutoLyap: certified rates below the tight one, {of}": len(shortfalls),
        "AutoLyap: how far below, relative, where it is": shortfalls or NotMeasured("none is below"),
        "AutoLyap: furthest below, relative": max(shortfalls, default=0.0),
        "AutoLyap: how far above, relative, where it is": excesses or NotMeasured("none is above"),
        f"AutoLyap: no rate found, {of}": missing,
        f"ours: rates below the tight one, {of}": sum(map(_exceeded, DESCENT)),
    }


def _exceeded(instance: Instance) -> bool:
    """Whether one step of the update rule on a quadratic of curvature mu or L shrinks less than our rate says."""
    alpha, rate = Fraction(instance.alpha), ours(instance)
    ends = (Fraction(instance.mu), Fraction(instance.L))
    moved = [gradient_descent.step((Fraction(1),), partial(mul, lam), alpha=alpha)[0] for lam in ends]
    return any(abs(w) > rate for w in moved)


def heavy_ball(answers: list[dict[str, float | None]]) -> dict[str, float | list[float] | NotMeasured]:
    """Heavy ball: what AutoLyap certifies against the quadratics, and against our rate where there is one."""
    found = [(each, answer["rho"]) for each, answer in zip(HEAVY_BALL, answers, strict=True)]
    of = f"heavy ball, of {len(found)}"
    below = sum(rho is not None and _refuted(instance, Fraction(rho)) for instance, rho in found)
    compared = [
        math.log(proved(kappa)) / math.log(rho)
        for kappa, (_, rho) in zip(OPTIMA, found[: len(OPTIMA)], strict=True)
        if rho is not None
    ]
    return {
        STEPS: compared or NotMeasured("AutoLyap found no rate"),
        f"AutoLyap: certified rates below that on quadratics, {of}": below,
        f"AutoLyap: no rate found, {of}": sum(rho is None for _, rho in found),
    }


def proved(kappa: float) -> float:
    """The factor of one step in `heavy-ball.converges`, for kappa < 9 + 4 sqrt(5)."""
    q = ratio(kappa)
    return 1 - 2 / 7 * q * (1 - q) ** 2 * (1 - q - q * q)


def _refuted(instance: Instance, rho: Fraction) -> bool:
    """Whether a root at curvature mu or L has |sigma|^2 > rho."""
    mu, L, alpha, d = map(Fraction, instance)
    traces = [1 + d - alpha * lam for lam in (mu, L)]
    return not all(d <= rho and trace**2 * rho <= (rho + d) ** 2 for trace in traces)
