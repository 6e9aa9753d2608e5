"""How cost grows: exponents p of cost ~ size^p, fitted over at least five sizes, and what dominates, by a profile.

A row "TASK: exponent" has one least-squares fit of log(processor time) against log(size) for each round; a row "TASK:
share of WHAT" is the part of the time that a profile (cProfile) of the largest size finds in the named functions.

**Bars.** What an exponent must be is a law, an interval of exponents with its reason (`NOTES`), and a slack. A cost is
size^p times a factor that is not quite constant: an overhead is paid off, a cache is left. Where this factor is up to
three times as large at one end of the range as at the other, the exponent moves by log 3/log(largest/smallest). Three
is what a machine's caches differ by from its memory in bytes a second, and 1 + 2 is an overhead of twice the work at
the smallest size. What is said to dominate must be at least half of the time.
"""

import cProfile
import json
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from sysconfig import get_paths
from time import thread_time
from typing import Any, NamedTuple

import numpy as np

from benchmarks._progress import tracked
from derivations import Method, claims, kernel
from derivations.recheck import document
from numerics import Quadratic, simulate
from numerics.algorithms import momentum
from numerics.operators import Dense
from numerics.stochastic import Noisy, gaussian
from numerics.sweep import Count, ParameterGrid, Steps, sweep

ROOT = Path(__file__).resolve().parents[1]
PACKAGES, LIBRARY = Path(get_paths()["purelib"]), Path(get_paths()["stdlib"])
ROUNDS, LEAST = 3, 0.02
KARATSUBA = math.log2(3)
STEPS = 20
FLOATS: dict[str, Any] = {"alpha": 0.1, "beta": 0.5}
EXACT: dict[str, Any] = {"lam": 1, "alpha": Fraction(1, 3), "beta": Fraction(9, 10)}
Work = Callable[[], object]


class Task(NamedTuple):
    """Work of several sizes; the exponents that its law allows, why, and which functions take most of the time.

    `parts` are beginnings of names as `named` gives them. `size` is that of the work made.
    """

    name: str
    sizes: Sequence[float]
    make: Callable[[Any], Work]
    law: tuple[float, float]
    reason: str
    dominant: str
    parts: tuple[str, ...]
    size: Callable[[Any], float] = float

    @property
    def bar(self) -> tuple[float, float]:
        """The law and the slack of the module's docstring."""
        slack = math.log(3) / math.log(self.sizes[-1] / self.sizes[0])
        return self.law[0] - slack, self.law[1] + slack

    @property
    def exponent(self) -> str:
        return f"{self.name}: exponent"

    @property
    def share(self) -> str:
        return f"{self.name}: share of {self.dominant}"


def doubling(first: int, count: int) -> list[int]:
    """first, 2 first, 4 first, ..."""
    return [first << i for i in range(count)]


# ---- the tasks -------------------------------------------------------------------------------------------------------


def running(problem: Any, steps: int, **how: Any) -> Work:
    """A run of momentum that keeps its last iterate."""
    return lambda: simulate(momentum.step, problem, steps, record="final", **(FLOATS | how))


def diagonal(n: int) -> Work:
    return running(Quadratic.from_spectrum(np.linspace(1, 4, n)), 5 * STEPS)


def dense(n: int) -> Work:
    """Made without the exact test that the matrix is definite, which is not what is measured."""
    return running(Quadratic(Dense(np.eye(n) + 1 / n), centre=np.zeros(n)), 5 * STEPS)


def sparse(n: int) -> Work:
    from scipy.sparse import diags

    matrix = diags([-np.ones(n - 1), 3 * np.ones(n), -np.ones(n - 1)], [-1, 0, 1], format="csr")
    return running(Quadratic.from_matrix(matrix), 5 * STEPS)


def long(k: int) -> Work:
    return running(Quadratic.from_spectrum(np.linspace(1, 4, 100)), k)


def precise(digits: int) -> Work:
    exact = {"alpha": Fraction(1, 7), "beta": Fraction(1, 2)}
    return running(Quadratic.from_spectrum([1, 2, 3, 4]), STEPS, precision=digits, **exact)


def monte_carlo(runs: int) -> Work:
    return running(Noisy(Quadratic.from_spectrum([1]), runs, gaussian(3), seed=1), STEPS)


@cache
def method() -> Method:
    return Method(momentum.step)


def power(k: int) -> Work:
    return lambda: method().power(k, **EXACT)


def rounded_power(k: int) -> Work:
    return lambda: method().power(k, digits=50, **EXACT)


def precise_power(digits: int) -> Work:
    return lambda: method().power(10**6, digits=digits, **EXACT)


def residual(k: int) -> Work:
    return lambda: method().residual_polynomial(k)


def deriving(order: int) -> Work:
    """A rule with memory of `order` iterates and two parameters, traced anew."""

    def step(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
        w = state[0]
        return (w - alpha * gradient(w) + beta * (w - state[-1]), *state[:-1])

    names = ("w", *(f"w_{i}" for i in range(1, order)))
    return lambda: Method(step, state=names, start=lambda w0: (w0,) * order).stability_conditions


@cache
def documents() -> list[tuple[int, Any]]:
    """Every claim's document for the kernel, with its bytes, in the order of these."""
    found = [document(c) for c in claims()]
    return sorted(((len(json.dumps(d)), d) for d in found), key=lambda pair: pair[0])


def checking(chosen: list[tuple[int, Any]]) -> Work:
    return lambda: [kernel.check(data) for _, data in chosen]


def every(part: float) -> list[tuple[int, Any]]:
    """That part of all claims, evenly through their sizes."""
    apart = round(1 / part)
    return documents()[apart // 2 :: apart]


def around(size: float) -> list[tuple[int, Any]]:
    """The nine claims whose documents are nearest to that many bytes."""
    return sorted(documents(), key=lambda pair: abs(math.log(pair[0] / size)))[:9]


def swept(points: int) -> Work:
    grid = ParameterGrid(
        alpha=Steps(range(1, 101), 64), beta=Steps(range(100), 100), lam=Steps(range(points // 10**4), 256)
    )
    return lambda: sweep(method().rate, grid, {"stable": Count("<", 1)})


RATIONALS = ("fractions.", "<built-in method math.gcd>", "derivations.kernel.multiply", "derivations.kernel.add",
             "derivations.kernel.scale", "derivations.kernel.rational")  # fmt: skip
TASKS = (
    Task("simulate, diagonal, in n", doubling(1 << 14, 6), diagonal, (1, 1),
         "a step is a few passes over n numbers", "the update rule and the gradient, in place",
         ("numerics.fused.",)),
    Task("simulate, dense, in n", doubling(256, 5), dense, (2, 2),
         "a step reads the n^2 entries of the matrix once", "the matrix-vector product", ("numerics.operators.Dense",)),
    Task("simulate, sparse, in n", doubling(1 << 14, 6), sparse, (1, 1),
         "a step reads the 3 n entries of the matrix once", "SciPy's product and the update rule, in place",
         ("<built-in method scipy.sparse", "numerics.fused.")),
    Task("simulate, in k", doubling(1000, 5), long, (1, 1),
         "every step costs the same", "checks and records of each step, and NumPy's calls",
         ("numerics.", "<built-in method numpy", "<method 'reduce' of 'numpy")),
    Task("simulate, in digits", doubling(2000, 5), precise, (1, KARATSUBA),
         "mpmath multiplies Python's integers, by Karatsuba above 600 digits, and adds in proportion to them",
         "mpmath's products", ("mpmath.libmp.libmpf.python_mpf_mul",)),
    Task("Monte Carlo, in samples", doubling(8000, 5), monte_carlo, (1, 1),
         "a step draws a number for each run", "drawing normal numbers", ("numerics.stochastic.gaussian",)),
    Task("power, exact, in k", doubling(2000, 5), power, (KARATSUBA, 2),
         "the digits of the entries grow with k: products by Karatsuba, greatest common divisors in quadratic time",
         "greatest common divisors", ("<built-in method math.gcd>",)),
    Task("power, 50 digits, in k", [10**i for i in range(3, 19, 3)], rounded_power, (0, math.log(6) / math.log(1e12)),
         "log k products at a few more than 50 digits, and log(10^18) is six times log(10^3)", "mpmath's intervals",
         ("mpmath.", "derivations.powers")),
    Task("power, k = 10^6, in digits", doubling(2000, 5), precise_power, (1, KARATSUBA),
         "forty products, by Karatsuba above 600 digits", "mpmath's products", ("mpmath.libmp.libmpf.python_mpf_mul",)),
    Task("residual polynomial, in k", [8, 12, 16, 24, 32], residual, (2, 3),
         "k^2/2 terms at the end, and k steps on the way to them", "SymPy's expressions and their order",
         ("sympy.core",)),
    Task("stability conditions, in states", [2, 3, 4, 5, 6, 8], deriving, (1, 4),
         "n + 1 conditions are written, of at most n^2/2 terms in two parameters, each after at most n products",
         "SymPy", ("sympy.",)),
    Task("kernel, in claims", [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1], lambda part: checking(every(part)), (1, 1),
         "each claim is checked by itself", "sums and products of rational polynomials", RATIONALS,
         lambda part: len(every(part))),
    Task("kernel, in bytes of a claim", [1e3, 4e3, 1.6e4, 6.4e4, 2.56e5], lambda size: checking(around(size)), (1, 2),
         "each byte is read, and a product of two polynomials takes that of their numbers of terms",
         "sums and products of rational polynomials", RATIONALS,
         lambda size: float(np.exp(np.mean([np.log(pair[0]) for pair in around(size)])))),
    Task("sweep, in points", [n * 10**4 for n in doubling(640, 5)], swept, (1, 1),
         "every point costs the same", "the rate itself, block by block",
         ("derivations.rates", "derivations.straight_line", "derivations.blocks", "<built-in method _operator.")),
)  # fmt: skip
BARS = {task.exponent: task.bar for task in TASKS} | {task.share: (0.5, 1.0) for task in TASKS}
NOTES = {task.exponent: f"{task.reason}; most of the time goes into {task.dominant}" for task in TASKS}


# ---- fits and profiles -----------------------------------------------------------------------------------------------


def seconds(work: Work) -> float:
    """Processor time of a call on this thread: the least of two or more that take LEAST seconds together."""
    times: list[float] = []
    while len(times) < 2 or sum(times) < LEAST:
        begin = thread_time()
        work()
        times.append(thread_time() - begin)
    return min(times)


def slope(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The least-squares exponent."""
    x, y = np.log(sizes), np.log(times)
    x, y = x - x.mean(), y - y.mean()
    return float(x @ y / (x @ x))


def named(code: Any) -> str:
    """ "module.function" of a code object, or what a built-in is called."""
    if isinstance(code, str):
        return code
    path = Path(code.co_filename).with_suffix("")
    for root in (PACKAGES, LIBRARY, ROOT):  # .venv may lie in the checkout
        if path.is_relative_to(root):
            return ".".join((*path.relative_to(root).parts, code.co_qualname))
    return f"{path.name}.{code.co_qualname}"


def shares(work: Work) -> dict[str, float]:
    """Function -> its own part of the processor time."""
    profile = cProfile.Profile(thread_time)
    profile.runcall(work)
    found: dict[str, float] = {}
    # Not by `pstats`: there two functions of one line and one name count as one.
    for entry in profile.getstats():
        name = named(entry.code)
        found[name] = found.get(name, 0.0) + entry.inlinetime
    total = sum(found.values())
    return {name: time / total for name, time in found.items()}


def measured(task: Task) -> dict[str, float | list[float]]:
    """The exponent in each round, and the share of what dominates."""
    works = [task.make(size) for size in task.sizes]
    for work in works:
        work()
    sizes = [task.size(size) for size in task.sizes]
    fits = [slope(sizes, [seconds(work) for work in works]) for _ in range(ROUNDS)]
    share = sum(part for name, part in shares(works[-1]).items() if name.startswith(task.parts))
    return {task.exponent: fits, task.share: share}


def measure() -> dict[str, float | list[float]]:
    """Every task, one after the other."""
    return {name: value for task in tracked("growth", TASKS) for name, value in measured(task).items()}
