"""The worst case of n steps on quadratics with curvatures in [mu, L], beside PEPit with its free solver.

The methods are gradient descent at its best step-size, momentum at its optimal parameters, and momentum at alpha = 1/L,
beta = 9/10, whose worst curvature is inside of [mu, L]. Ours is `Method.worst_case`, an enclosure of the largest
|x_n - x*|/|x_0 - x*|; PEPit's is its default bound on the square of that. Both get the same numbers, which are those
that a float64 holds, and it is for these, exactly, that a bound is below the truth or not: a bound is only counted
where it is below the square of our lower end, in rationals. Ours is timed over many calls after a first one, in
processor time: what is derived once from the rule, some milliseconds for all n and numbers, is not in it. A call of
PEPit, after a first one too, is timed by the clock or the processor, whichever says less; `time` compares them at kappa
= 100.

`ours: enclosures that the rule contradicts` counts what is refuted by running the update rule in rationals: at the
ends, at points between them, and at the curvature that the enclosure names as the worst.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from benchmarks._peers import PeerTimeout, ask
from benchmarks._progress import tracked
from benchmarks._rows import NotMeasured
from benchmarks._timing import seconds
from derivations.method import Method
from derivations.worst_case import WorstCase, at_optimum
from numerics.algorithms import momentum

PEERS = ("pepit",)
DIGITS = 30
LIMIT = 60.0  # seconds that PEPit gets for one of its larger problems, its start included
KAPPAS = (4, 100, 10**4, 10**6)
TIMED, SLOW = (1, 2, 4, 8, 16, 32), (64,)
ROUNDS = 3
BARS = {
    "ours: enclosures that the rule contradicts, of 60": (0, 0),
    f"ours: widest enclosure, n = 1 to 1000, relative to 10^-{DIGITS}": (0, 1),
    "ours: ms at n = 1000, kappa = 10^6, gradient descent": (0, 1),
    "ours: ms at n = 1000, kappa = 10^6, momentum at the optimum": (0, 1),
    "ours: ms at n = 1000, kappa = 10^6, momentum at the optimum, parameters of a float": (0, 1),
    "ours: ms at n = 1000, kappa = 10^6, momentum at alpha = 1/L, beta = 0.9": (0, 1),
}
METHOD = Method(momentum.step)


class Instance(NamedTuple):
    """One method on one class, all numbers as a float64 holds them."""

    n: int
    mu: float
    L: float
    alpha: float
    beta: float


def gradient_descent(n: int, kappa: int) -> Instance:
    """At alpha = 2/(mu + L)."""
    return Instance(n, 1 / kappa, 1.0, 2 / (1 / kappa + 1), 0.0)


def optimum(n: int, kappa: int) -> Instance:
    """Momentum at its optimal parameters."""
    q = (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)
    return Instance(n, 1 / kappa, 1.0, (1 + q) ** 2, q * q)


def other(n: int, kappa: int) -> Instance:
    """Momentum at alpha = 1/L, beta = 9/10."""
    return Instance(n, 1 / kappa, 1.0, 1.0, 0.9)


KINDS: dict[str, Callable[[int, int], Instance]] = {
    "gradient descent": gradient_descent,
    "momentum at the optimum": optimum,
    "momentum at alpha = 1/L, beta = 0.9": other,
}


def ours(instance: Instance) -> WorstCase:
    """The enclosure for the numbers as they are."""
    n, mu, L, alpha, beta = instance
    return METHOD.worst_case(n, Fraction(mu), Fraction(L), digits=DIGITS, alpha=Fraction(alpha), beta=Fraction(beta))


def theirs(instances: Sequence[Instance], timeout: float | None = None) -> list[dict[str, float]]:
    """PEPit's bounds and times."""
    answers: list[dict[str, float]]
    answers = ask("pepit", {"instances": [each._asdict() for each in instances]}, timeout=timeout)["answers"]
    return answers


def measure() -> dict[str, float | list[float] | NotMeasured]:
    """Times side by side, how often each is below the truth, and what ours costs and encloses where PEPit cannot go."""
    return {**times(), **soundness(), **contradictions(), **enclosures(), **milliseconds()}


def times() -> dict[str, float | list[float] | NotMeasured]:
    """PEPit's time over ours, for each n and kind, at kappa = 100."""
    rows: dict[str, float | list[float] | NotMeasured] = {}
    tasks = [(n, kind) for n in (*TIMED, *SLOW) for kind in list(KINDS)[: 1 if n in SLOW else 2]]
    for n, kind in tracked("PEPit's times", tasks):
        instance = KINDS[kind](n, 100)
        own = seconds(lambda each=instance: ours(each))  # type: ignore[misc]
        rounds = ROUNDS if n <= 8 else 1
        try:
            found: Any = [answer["seconds"] / own for answer in theirs([instance] * rounds, LIMIT if n > 8 else None)]
        except PeerTimeout as stopped:
            found = NotMeasured(f"{stopped}, {LIMIT / own:.2g} times what ours takes")
        rows[f"PEPit / ours: time, {kind}, n = {n}"] = found
    return rows


def soundness() -> dict[str, float | list[float] | NotMeasured]:
    """PEPit's bounds against the truth: n = 1 to 8 for every kappa and kind, and n = 16 at the optimum."""
    instances = [make(n, kappa) for kappa in KAPPAS for make in KINDS.values() for n in (1, 2, 4, 8)]
    instances += [optimum(16, kappa) for kappa in KAPPAS]
    distances, shortfalls = [], []
    for start in tracked("PEPit's bounds", range(0, len(instances), 13)):
        some = instances[start : start + 13]
        for instance, answer in zip(some, theirs(some), strict=True):
            if not math.isfinite(answer["bound"]):
                distances.append(math.inf)
                continue
            truth, bound = ours(instance).lower ** 2, Fraction(answer["bound"])
            distances.append(abs(float(bound / truth - 1)))
            if bound < truth:
                shortfalls.append(float(1 - bound / truth))
    return {
        f"PEPit: bounds below the truth, of {len(instances)}": len(shortfalls),
        "PEPit: how far below, relative, where it is": shortfalls or NotMeasured("none is below"),
        "PEPit: relative distance from the truth": distances,
        "PEPit: largest relative distance from the truth": max(distances),
    }


def contradictions() -> dict[str, float]:
    """How many enclosures the update rule leaves, in rationals."""
    wrong = 0
    instances = [make(n, kappa) for kappa in KAPPAS for make in KINDS.values() for n in (1, 2, 5, 16, 40)]
    for instance in instances:
        found, mu, L = ours(instance), Fraction(instance.mu), Fraction(instance.L)
        points = [mu + (L - mu) * Fraction(i, 16) for i in range(17)]
        above = any(ratio(instance, lam) > found.upper for lam in points)
        wrong += above or ratio(instance, found.lam) < found.lower
    return {f"ours: enclosures that the rule contradicts, of {len(instances)}": wrong}


def ratio(instance: Instance, lam: Fraction) -> Fraction:
    """|x_n|/|x_0| on 1/2 lam x^2, exactly."""
    alpha, beta = Fraction(instance.alpha), Fraction(instance.beta)
    state = (Fraction(0), Fraction(1))
    for _ in range(instance.n):
        state = momentum.step(state, lambda w: lam * w, alpha=alpha, beta=beta)
    return abs(state[1])


def enclosures() -> dict[str, float]:
    """The widest enclosure over n = 1 to 1000, every kappa and kind, and the parameters that no float holds."""
    widest = Fraction(0)
    for n in tracked("our enclosures", range(1, 1001)):
        for kappa in KAPPAS:
            found = [*(ours(make(n, kappa)) for make in KINDS.values()), at_optimum(n, 1, kappa, digits=DIGITS)]
            widest = max(widest, *((each.upper - each.lower) / each.upper for each in found))
    return {f"ours: widest enclosure, n = 1 to 1000, relative to 10^-{DIGITS}": float(widest * 10**DIGITS)}


def milliseconds() -> dict[str, float | list[float]]:
    """What one enclosure costs where it is largest."""
    n, kappa = 1000, 10**6
    tasks: dict[str, Callable[[], WorstCase]] = {
        "gradient descent": partial(ours, gradient_descent(n, kappa)),
        "momentum at the optimum": lambda: at_optimum(n, 1, kappa, digits=DIGITS),
        "momentum at the optimum, parameters of a float": partial(ours, optimum(n, kappa)),
        "momentum at alpha = 1/L, beta = 0.9": partial(ours, other(n, kappa)),
    }
    return {
        f"ours: ms at n = 1000, kappa = 10^6, {kind}": [1e3 * seconds(task) for _ in range(5)]
        for kind, task in tasks.items()
    }
