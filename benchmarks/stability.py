"""Stability regions: derived once and decided without an error, against solving eigenvalues on grids, and QEPCAD.

**Grids.** `Method.is_stable` decides a million random points in and around the region of a rule of order 2 to 4, and
`numpy.linalg.eigvals` solves the iteration matrices of the same points, which it is given ready made; then their moduli
are compared with 1. Both run in turn, in processor time. "With the derivation" adds, in each round, the time to derive
the conditions from the rule anew, with SymPy's cache emptied: that is the region, once and for all points. "One point"
is what the two take for a single point of floats, and SymPy for the eigenvalues of a rational matrix and their moduli,
exactly.

**Right or wrong.** On the boundary some |sigma| = 1 and the iteration is not stable. The true answer is that of
arithmetic without rounding at the numbers given: on a grid of 1025 x 1025 dyadic points by integers, from 0 < alpha
lambda < 2 + 2 beta, beta < 1 for momentum, and alpha lambda (1 + 2 beta) < 2 + 2 beta, beta (1 - alpha lambda) < 1 for
Nesterov; elsewhere by Schur's recursion on the rule that runs in rationals: |p(0)| < |p_n| for p and for each of its
Schur transforms, an algorithm which `derivations.schur_cohn` does not use. "Beside the boundary" are points that are on
it, and the float64 before and after each. A count of wrong answers is one of ours or of eigvals. "float64 alone" are
our conditions without the rational part, which answer where they are above the bound of their error: how many of these
answers are wrong, and how many points get none.

**The region.** QEPCAD eliminates sigma = x + iy from "every root is in the unit circle", with alpha, lambda and beta
free; ours is the derivation from the rule, with SymPy's cache emptied. Both in processor time, QEPCAD's with its start,
which is below 0.1 s. It has `LIMIT` seconds.

References: I. Schur, J. reine angew. Math. 147 (1917); L. N. Trefethen and M. Embree, *Spectra and Pseudospectra*,
Princeton 2005, section 52 (double eigenvalues lose half the digits); C. W. Brown, SIGSAM Bull. 37 (2003).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from time import process_time
from typing import Any

import numpy as np
import sympy
from sympy.core.cache import clear_cache

from benchmarks._peers import ask
from benchmarks._progress import tracked
from benchmarks._rows import NotMeasured
from benchmarks.deriving import aggregated, four_steps
from derivations.method import Method
from derivations.stable_points import StablePoints
from numerics.algorithms import momentum, nesterov

PEERS = ("qepcad",)
POINTS, ROUNDS, ONCE, LIMIT = 1_000_000, 5, 40, 20
SIDE = 1025
RULES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "momentum": (momentum.step, ("z", "w")),
    "Nesterov": (nesterov.step, ("w_previous", "w")),
    "two velocities (order 3)": aggregated(2),
    "four iterates (order 4)": (four_steps, ("w", "w_1", "w_2", "w_3")),
}
GRIDS = ("momentum", "Nesterov")
Values = dict[str, Any]

BARS = {f"eigvals / ours: 10^6 points, {name}": (1.0, math.inf) for name in RULES}
BARS |= {f"eigvals / ours: 10^6 points with the derivation, {name}": (1.0, math.inf) for name in RULES}
BARS |= {f"ours wrong: grid of 1025^2, {name}": (0, 0) for name in GRIDS}
BARS |= {f"ours wrong: beside the boundary, {name}": (0, 0) for name in RULES}
BARS |= {f"ours in float64 alone, wrong: beside the boundary, {name}": (0, 0) for name in RULES}
NOTES = {
    "eigvals / ours: one point, momentum": "one matrix costs LAPACK some 20 microseconds, one point of ours some 200 "
    "of Python, since it is broadcast and bounded as an array is: about ten times; in exchange it is never wrong",
}


def method(name: str) -> Method:
    """The rule, traced anew."""
    rule, state = RULES[name]
    start = (lambda w0: (w0,) * len(state)) if "w_1" in state else None
    return Method(rule, state=state, start=start)


def points(m: Method, count: int = POINTS) -> Values:
    """Random points: alpha up to 4, lambda up to 1, every other parameter between -1 and 1."""
    random = np.random.default_rng(0)
    found = {name: random.uniform(-1, 1, count) for name in m.parameters}
    return {**found, "alpha": random.uniform(0, 4, count), "lam": random.uniform(0, 1, count)}


def matrices(m: Method, at: Values) -> Any:
    """The iteration matrices in float64, of shape (points, n, n)."""
    symbols = {"lam": m.curvature, **m.parameters}
    n = len(m.state)
    entries = sympy.lambdify(list(symbols.values()), list(m.iteration_matrix), "numpy")(*(at[name] for name in symbols))
    count = np.broadcast_shapes(*(np.shape(value) for value in at.values()))
    return np.stack([np.broadcast_to(e, count) for e in entries], axis=-1).reshape(*count, n, n)


def by_eigenvalues(R: Any) -> Any:
    """Stable, as NumPy has it."""
    return abs(np.linalg.eigvals(R)).max(axis=-1) < 1


def derivation(name: str) -> float:
    """Processor time from the rule to its region, nothing of it remembered."""
    clear_cache()
    return seconds(lambda: method(name).stability_conditions)


def seconds(function: Callable[[], object], times: int = 1) -> float:
    """Processor time of one call."""
    start = process_time()
    for _ in range(times):
        function()
    return (process_time() - start) / times


# ---- what is true ------------------------------------------------------------------------------------------------


def schur(coefficients: Sequence[Fraction]) -> bool:
    """Whether all roots of c_0 s^n + ... + c_n are inside the unit circle: |c_n| < |c_0|, and so for its transform.

    The transform is (c_0 p(s) - c_n s^n p(1/s))/s, of degree n - 1 and with leading coefficient c_0^2 - c_n^2.
    """
    c = list(coefficients)
    while len(c) > 1:
        if not abs(c[-1]) < abs(c[0]):
            return False
        c = [c[0] * a - c[-1] * b for a, b in zip(c[:-1], c[:0:-1], strict=True)]
    return True


def characteristic(m: Method, at: Values) -> list[Fraction]:
    """1, c_1, ..., c_n of the rule at these rationals: it runs on each unit vector; Faddeev and LeVerrier."""
    lam, n = at["lam"], len(m.state)
    parameters = {name: value for name, value in at.items() if name != "lam"}
    unit = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    columns = [m.step(tuple(e), lambda w: lam * w, **parameters) for e in unit]
    R = np.array(columns, dtype=object).T
    c, product = [Fraction(1)], np.array(unit, dtype=object)
    for k in range(1, n + 1):
        moved = R @ product
        c.append(-np.trace(moved) / k)
        product = moved + c[-1] * np.array(unit, dtype=object)
    return c


def truth(m: Method, at: Values) -> Any:
    """Stable, by Schur's recursion at each point."""
    columns = {name: [Fraction(float(x)) for x in np.ravel(value)] for name, value in at.items()}
    rows = (dict(zip(columns, numbers, strict=True)) for numbers in zip(*columns.values(), strict=True))
    return np.array([schur(characteristic(m, row)) for row in rows])


# ---- points on the boundary and beside it ------------------------------------------------------------------------


def beside(x: Any) -> Any:
    """The floats, the one before and the one after each."""
    return np.concatenate([np.nextafter(x, -np.inf), x, np.nextafter(x, np.inf)])


def at_the_boundary(name: str) -> Values:
    """Floats on the boundary of the rule's region and beside it; what is put there is dyadic where it can be."""
    random = np.random.default_rng(0)
    b = random.integers(-255, 256, 500) / 256
    if name == "momentum":
        flips = {"lam": np.ones(1500), "alpha": beside(2 + 2 * b), "beta": np.tile(b, 3)}  # sigma = -1
        turns = {"lam": np.ones(1500), "alpha": np.tile(2 + b, 3), "beta": beside(np.ones(500))}  # |sigma| = 1
        stays = {"lam": np.ones(1500), "alpha": beside(np.zeros(500)), "beta": np.tile(b, 3)}  # sigma = 1
        return _joined(flips, turns, stays)
    if name == "Nesterov":
        b = (abs(b) + 1) / 2  # 1/2 < beta < 1
        flips = {"lam": np.ones(1500), "alpha": beside((2 + 2 * b) / (1 + 2 * b)), "beta": np.tile(b, 3)}
        stays = {"lam": np.ones(1500), "alpha": beside(np.zeros(500)), "beta": np.tile(b, 3)}
        return _joined(flips, stays)
    if name.startswith("two"):  # equal velocities: a root beta, and those of momentum
        flips = {"lam": np.ones(1500), "alpha": beside(2 + 2 * b), "beta_1": np.tile(b, 3), "beta_2": np.tile(b, 3)}
        turns = {"lam": np.ones(1500), "alpha": np.tile(2 + b, 3), "beta_1": beside(np.ones(500))}
        return _joined(flips, {**turns, "beta_2": turns["beta_1"]})
    # Two pairs, s^2 - T s + d with T^2 < 4 d; d = 1 for one of them puts it on the unit circle.
    T, d = random.integers(-120, 121, (2, 500)) / 64, np.array([[1.0], [0.9375]]) * np.ones((2, 500))
    c_1, c_2 = -T[0] - T[1], d[0] + d[1] + T[0] * T[1]
    c_3, c_4 = -T[0] * d[1] - T[1] * d[0], d[0] * d[1]
    b_3, b_2, b_1 = c_4, c_4 + c_3, c_4 + c_3 + c_2
    at = {"alpha": 1 + c_1 + c_2 + c_3 + c_4, "b_1": b_1, "b_2": b_2, "b_3": b_3}
    tiled = {key: np.tile(value, 3) for key, value in at.items()}
    return {**tiled, "b_2": beside(b_2), "lam": np.ones(1500)}


def _joined(*parts: Values) -> Values:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def grid() -> tuple[Values, dict[str, Any]]:
    """alpha lambda = i/256 and beta = (j - 512)/512, i and j = 0, ..., 1024; the true answers, in integers."""
    i, j = (axis.ravel() for axis in np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij"))
    at = {"lam": np.ones(SIDE**2), "alpha": i / 256, "beta": (j - 512) / 512}
    plain = (i > 0) & (i < j) & (j < 1024)
    ahead = (i > 0) & (i * (j - 256) < 256 * j) & ((j - 512) * (256 - i) < 512 * 256)
    return at, {"momentum": plain, "Nesterov": ahead}


def wrong(name: str) -> dict[str, float]:
    """How many answers are wrong, by eigenvalues and by ours."""
    m, at = method(name), at_the_boundary(name)
    expected, filtered = truth(m, at), StablePoints(m.stability_conditions, {"lam": m.curvature, **m.parameters})
    ours, open_points = m.is_stable(**at), filtered.undecided(at)
    count = {
        f"eigvals wrong: beside the boundary, {name}": (by_eigenvalues(matrices(m, at)) != expected).sum(),
        f"ours wrong: beside the boundary, {name}": (ours != expected).sum(),
        f"ours in float64 alone, wrong: beside the boundary, {name}": (ours != expected)[~open_points].sum(),
        f"ours in float64 alone, without an answer: beside the boundary, {name}": open_points.sum(),
        f"points beside the boundary, {name}": len(expected),
    }
    if name in GRIDS:
        at, answers = grid()
        count[f"eigvals wrong: grid of 1025^2, {name}"] = (by_eigenvalues(matrices(m, at)) != answers[name]).sum()
        count[f"ours wrong: grid of 1025^2, {name}"] = (m.is_stable(**at) != answers[name]).sum()
    return {quantity: float(value) for quantity, value in count.items()}


# ---- times -------------------------------------------------------------------------------------------------------


def times(name: str) -> dict[str, list[float]]:
    """Ratios of times at random points, one for each round."""
    m = method(name)
    at = points(m)
    R = matrices(m, at)
    m.is_stable(**{key: value[:10] for key, value in at.items()})
    derived: list[float] = []
    plain: list[float] = []
    for _ in range(ROUNDS):
        ours, theirs = seconds(lambda: m.is_stable(**at)), seconds(lambda: by_eigenvalues(R))
        plain.append(theirs / ours)
        derived.append(theirs / (ours + derivation(name)))
    task = f"eigvals / ours: 10^6 points{{}}, {name}"
    return {task.format(""): plain, task.format(" with the derivation"): derived}


def one_point() -> dict[str, list[float]]:
    """A single point, in floats against NumPy, in rationals against SymPy."""
    m = method("momentum")
    floats = {"lam": 0.5, "alpha": 1.25, "beta": 0.75}
    exact = {"lam": Fraction(1, 3), "alpha": Fraction(21, 2), "beta": Fraction(3, 4)}  # on the boundary
    R = matrices(m, {name: np.float64(x) for name, x in floats.items()})
    rational = m.power(1, lam=exact["lam"], alpha=exact["alpha"], beta=exact["beta"])

    def by_sympy() -> bool:
        return all(bool(abs(sigma) < 1) for sigma in rational.eigenvals())

    if m.is_stable(**exact) or by_sympy() or not m.is_stable(**floats):
        raise ValueError("one of them is wrong: compare with alpha lambda < 2 + 2 beta")
    numpy_ratio, sympy_ratio = [], []
    for _ in range(ROUNDS):
        numpy_ratio.append(seconds(lambda: by_eigenvalues(R), 200) / seconds(lambda: m.is_stable(**floats), 200))
        sympy_ratio.append(seconds(by_sympy, ONCE) / seconds(lambda: m.is_stable(**exact), ONCE))
    return {
        "eigvals / ours: one point, momentum": numpy_ratio,
        "SymPy's eigenvals / ours: one point exactly, momentum": sympy_ratio,
    }


def formula(m: Method) -> dict[str, Any]:
    """Every root of the characteristic polynomial is in the unit circle, over real and imaginary part, for QEPCAD.

    The imaginary part is y times a polynomial, so that real roots are those with y = 0.
    """
    letters = dict(zip([m.curvature, *m.parameters.values()], sympy.symbols("l a b c", real=True), strict=False))
    x, y = sympy.symbols("x y", real=True)
    p = m.characteristic_polynomial
    real, imaginary = sympy.expand(p.as_expr().subs(letters).subs(p.gen, x + sympy.I * y)).as_real_imag()
    names = [*letters.values(), x, y]

    def written(e: Any) -> str:
        terms = sympy.Poly(sympy.fraction(sympy.together(e))[0], *names).terms()
        return " + ".join(f"({c}) " + " ".join(f"{v}^{n}" for v, n in zip(names, powers, strict=True) if n)
                          for powers, c in terms)  # fmt: skip

    roots = rf"[{written(real)} = 0 /\ [y = 0 \/ {written(sympy.cancel(imaginary / y))} = 0]]"
    return {
        "variables": [str(v) for v in names],
        "free": len(letters),
        "formula": f"(A x)(A y)[ {roots} ==> x^2 + y^2 < 1 ]",
    }


def region(name: str, rounds: int = ROUNDS) -> list[float] | NotMeasured:
    """QEPCAD's time over ours, from the rule to the region."""
    found: list[float] = []
    try:
        for _ in range(rounds):
            answer = ask("qepcad", {**formula(method(name)), "seconds": LIMIT})
            ours = derivation(name)
            if answer["formula"] is None:
                return NotMeasured(f"QEPCAD has no answer within {LIMIT} s of processor time, ours takes {ours:.2f} s")
            found.append(answer["seconds"] / ours)
    except NotMeasured as error:
        return error
    return found


def measure() -> dict[str, Any]:
    """Ratios of times in each round, and counts of wrong answers."""
    found: dict[str, Any] = {}
    method("momentum").stability_conditions  # noqa: B018  # what is imported on first use
    for name in tracked("stability", list(RULES)):
        found |= times(name) | wrong(name)
    found |= one_point()
    for name in list(RULES)[:3]:
        found[f"QEPCAD / ours: the region, {name}"] = region(name)
    return found
