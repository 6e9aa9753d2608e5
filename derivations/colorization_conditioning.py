r"""Article section *Example: The Colorization Problem*: which errors are slow, and the conditioning of the whole
problem.

The colorization problem has the matrix A = L_G + C, C = sum_{i in D} e_i e_i^T. Its conditioning is not that of L_G.
With d = |D|/n, the share of the vertices that are in D,

    min(lambda_2(L_G), 2) d/4 <= lambda_1(A) <= d,        lambda_n(L_G) <= lambda_n(A) <= lambda_n(L_G) + 1,

for every graph. So kappa(A) is at least n/|D| times the largest eigenvalue: with a single vertex in D the complete
graph, whose L_G is as well conditioned as can be, has kappa(A) >= n^2, as poor as a path's up to a constant, and poorer
than that of the path of four with an inner vertex in D.

References: G. Goh, "Why Momentum Really Works", Distill 2017; M. Fiedler, "Algebraic connectivity of graphs",
Czechoslovak Math. J. 23, 1973, 298-305; B. T. Polyak, "Some methods of speeding up the convergence of iteration
methods", USSR Comput. Math. Math. Phys. 4(5), 1964.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

from sympy import And, Eq, Equivalent, Implies, Rational

from derivations.claim import claim
from derivations.colorization import CHUNG, SECTION, N, a, c, d, degree, form, size, u, v
from derivations.first_steps import GOH, moved, real
from derivations.graph_conditioning import completed, lambda_2
from derivations.laplacian_spectra import FIEDLER
from derivations.notation import alpha, k, kappa, lam, lambda_1, lambda_n, mu, n, q, x, y
from derivations.optimal_parameters import POLYAK
from derivations.plan import Auto, Cut, Induct, Split
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square

g, K, F, x_0, y_0, own, total, Y = real("g K F x_0 y_0 own total Y")
RATIO = (lambda_1 > 0, Eq(kappa * lambda_1, lambda_n))


@claim(
    "color.low-frequency-slow",
    section=SECTION,
    latex=r"\sum_E (q_i - q_j)^2 = \lambda |q|^2, \quad \lambda \ne \mu \implies q^T p = 0; \qquad 0 \le \lambda "
    r"< \mu:\ |1 - \alpha\mu| < |1 - \alpha\lambda| \iff 0 < \alpha(\lambda + \mu) < 2",
    printed="The eigenvectors form a generalised Fourier basis; smallest eigenvalues have low frequencies, so gradient "
    "descent corrects high-frequency errors first.",
    as_printed="holds-if",
    correction=r"the error along $\mu > \lambda$ falls faster than that along $\lambda$ iff $0 < \alpha(\lambda + \mu) "
    r"< 2$: for all frequencies where $\alpha \le 1/\lambda_n$; at the optimal $\alpha = 2/(\lambda_1 + \lambda_n)$ "
    r"the highest is as slow as the lowest, and beyond it slower",
    references=(GOH, CHUNG),
)
def low_frequency_slow() -> Iterator[Statement | Misprint]:
    """x^T L x is the sum over the edges of the squared differences: for an eigenvector of length 1, its eigenvalue.
    That is what low frequency means on a graph; on paths and cycles the eigenvalues are 2 - 2 cos theta for the
    frequency theta. Eigenvectors of different eigenvalues are orthogonal, and by the spectral theorem (gd.eigenbasis)
    they form a basis. A step multiplies the components by 1 - alpha lambda and 1 - alpha mu, and (1 - alpha lambda)^2
    - (1 - alpha mu)^2 = alpha (mu - lambda)(2 - alpha (lambda + mu)). On every graph, with L by its entries, the sums
    and the components at all steps are in theorems of Rocq: `proofs/color.low-frequency-slow.v`.
    """
    Lx, xLx = real("Lx xLx")
    rows = Orbit({xLx: (0, xLx + x * Lx), N: (0, N + x**2)}, inputs=(x, Lx), guard=Eq(Lx, lam * x))
    edges = Orbit({form: (0, form + c * (u - v) ** 2)}, inputs=(c, u, v), guard=c >= 0)
    frequency = And(Eq(form, lam * N), form >= 0)
    facts = known(square(u - v), c * (u - v) ** 2 >= 0)
    plan = Induct(Eq(xLx, lam * N), then=Induct(form >= 0, run=1, step=facts))
    yield Statement("the eigenvalue is the squared variation", (rows, edges, Eq(xLx, form)), frequency, plan=plan)
    inner, one, other = real("inner one other")
    state = {inner: (0, inner + x * y), one: (0, one + x * mu * y), other: (0, other + y * lam * x)}
    pair = Orbit(state, inputs=(x, y))
    sums = And(Eq(one, mu * inner), Eq(other, lam * inner))
    symmetric = (pair, Eq(one, other), lam < mu)
    plan = Induct(sums, then=known(Eq((mu - lam) * inner, 0)))
    yield Statement("orthogonal", symmetric, Eq(inner, 0), plan=plan)
    high, low = moved(1, mu), moved(1, lam)
    difference = Eq(low**2 - high**2, alpha * (mu - lam) * (2 - alpha * (lam + mu)))
    order = Equivalent(high**2 < low**2, And(alpha > 0, alpha * (lam + mu) < 2))
    split = known(difference, then=Split(2 - alpha * (lam + mu), *(_signs() for _ in range(3))))
    yield Statement("one step", (lam >= 0, lam < mu), order, plan=split)
    run = Orbit({x: (x_0, moved(x, lam * x)), y: (y_0, moved(y, mu * y)), k: (0, k + 1)})
    shares = y**2 * x_0**2 <= x**2 * y_0**2
    kept = high**2 * (x**2 * y_0**2 - y**2 * x_0**2) >= 0
    step = known(square(x * y_0), square(high), kept, (low**2 - high**2) * x**2 * y_0**2 >= 0)
    falls = Cut(high**2 <= low**2, otherwise=known(alpha * (mu - lam) >= 0), then=Induct(shares, step=step))
    yield Statement("all steps", (run, alpha >= 0, lam <= mu, alpha * (lam + mu) <= 2), shares, plan=falls)
    ends = (lambda_1 > 0, lambda_n >= lambda_1, Eq(alpha * (lambda_1 + lambda_n), 2))
    yield Statement("a tie at the optimum", ends, Eq(moved(1, lambda_1) ** 2, moved(1, lambda_n) ** 2))
    at = {alpha: Rational(1, 2), lam: 1, mu: 3}
    converges = (alpha > 0, lam > 0, lam < mu, alpha * mu < 2)
    yield Misprint("the path of three vertices, at its optimal step-size", converges, high**2 < low**2, at)


def _signs() -> Split:
    """What alpha (mu - lambda) is, by the sign of alpha."""
    product = alpha * (mu - lam)
    return Split(alpha, known(product > 0), Auto(), known(product < 0, alpha * (lam + mu) < 0))


@claim(
    "color.carries-through",
    section=SECTION,
    latex=r"\min(\lambda_2, 2)\, \frac{|D|}{4n} \le \lambda_1(L_G + C) \le \frac{|D|}{n}, \qquad \lambda_n "
    r"\frac{n}{|D|} \le \kappa(L_G + C) \le (\lambda_n + 1) \frac{4n}{|D| \min(\lambda_2, 2)}; \qquad K_n, |D| = 1: "
    r"\kappa \ge n^2",
    printed="The observations on the conditioning of L_G carry through to the colorization problem.",
    as_printed="fails",
    correction=r"they do up to a factor of about $n/|D|$, which the problem has on every graph: $K_n$ with one vertex "
    r"in $D$ has $\kappa \ge n^2$, a path with one end in $D$ at most $5 n (n + 1)/2$, and $K_4$ is then worse than "
    r"$P_4$ with an inner vertex in $D$. For a fixed share $|D|/n$ they carry through",
    references=(GOH, FIEDLER),
)
def carries_through() -> Iterator[Statement | Misprint]:
    """The constants are no longer annihilated: the vector of ones gives lambda_1 <= |D|/n, whatever the graph. On K_n
    every x of sum 0 has x^T L x = n |x|^2, so that lambda_n >= n and kappa >= n^2/|D|. On a path with one end in D,
    x_k^2 <= k x^T A x; summed, |x|^2 <= n (n + 1)/2 x^T A x, and the degrees give lambda_n <= 4 + 1. With an inner
    vertex in D the path of four has kappa <= 22.9, by completing squares, and K_4 more than that, by test vectors: the
    order that L_G gives them, kappa = 3 + 2 sqrt 2 and 1, is reversed. (It is a tie for n = 3.)

    In general let x = a + y, y of sum 0. As (a + y_i)^2 >= a^2/2 - y_i^2, the sum of x_i^2 over D is at least |D|
    a^2/2 - |y|^2, and x^T L x >= lambda_2 |y|^2. With m = min(lambda_2, 2), x^T A x >= m |y|^2 + (m/2)(|D| a^2/2 -
    |y|^2). For every graph, with L and A by their entries, this and K_n are in theorems of Rocq:
    `proofs/color.carries-through.v`.
    """
    state = {own: (0, own + d), n: (0, n + 1), total: (0, total + c * (1 - 1) ** 2)}
    ones = Orbit(state, inputs=(c, d), guard=Eq(d**2, d))
    bounded = (ones, lambda_1 * n <= total + own)
    yield Statement("ones", bounded, lambda_1 * n <= own, plan=Induct(Eq(total, 0)))
    complete = (*RATIO, lambda_1 * n <= size, size >= 1, lambda_n >= n, n >= 1)
    ratio = known(kappa > 0, kappa * lambda_1 * n <= kappa * size, lambda_n * n >= n * n)
    yield Statement("a complete graph", complete, kappa * size >= n**2, plan=ratio)
    (h,) = real("h")
    walk = Orbit({x: (0, x + h), F: (0, F + h**2), k: (0, k + 1), N: (0, N + (x + h) ** 2)}, inputs=(h,))
    along = And(k >= 0, F >= 0, x**2 <= k * F, 2 * N <= k * (k + 1) * F)
    following = (x + h) ** 2 > (k + 1) * (F + h**2)
    next_one = Split(k, positive=Auto(products=((following, k > 0),), squares=(x - k * h,)))
    farther = Cut((x + h) ** 2 <= (k + 1) * (F + h**2), otherwise=next_one, then=known(k * (k + 1) * h**2 >= 0))
    yield Statement("a path with one end in D", (walk,), 2 * N <= k * (k + 1) * F, plan=Induct(along, step=farther))
    on_path = (*RATIO, 2 <= n * (n + 1) * lambda_1, lambda_n <= 5, n >= 1)
    bound = known(kappa > 0, 2 * kappa <= n * (n + 1) * lambda_1 * kappa)
    yield Statement("its conditioning", (*on_path, lambda_n > 0), 2 * kappa <= 5 * n * (n + 1), plan=bound)
    yield from _share()
    yield from _four_vertices()


def _share() -> Iterator[Statement]:
    """lambda_1 from below, for every connected graph; `spread` is y^T L y, m <= min(lambda_2, 2)."""
    spread, sum_y, m = real("spread sum_y m")
    state = {
        n: (0, n + 1),
        size: (0, size + d),
        N: (0, N + (a + y) ** 2),
        Y: (0, Y + y**2),
        sum_y: (0, sum_y + y),
        own: (0, own + d * (a + y) ** 2),
    }
    rows = Orbit(state, inputs=(d, y), guard=Eq(d**2, d))
    sums = And(
        Eq(N, n * a**2 + 2 * a * sum_y + Y), Y >= 0, own >= 0, 2 * own >= size * a**2 - 2 * Y, size >= 0, size <= n
    )
    facts = known(
        square(d * (a + y)), square(d * (a + 2 * y)), square((1 - d) * y), square(d), square(1 - d), square(y)
    )
    hypotheses = (rows, Eq(sum_y, 0), spread >= lambda_2 * Y, m >= 0, m <= 2, m <= lambda_2)
    weighted = ((lambda_2 - m) * Y >= 0, (2 - m) * own >= 0, m * (2 * own - size * a**2 + 2 * Y) >= 0)
    excess = spread + own - m * Y / 2 - m * size * a**2 / 4
    closing = known(*weighted, excess >= 0, n >= 0, n * excess >= 0, m * Y * (n - size) >= 0, m * Y * n >= 0)
    lower = 4 * n * (spread + own) >= m * size * N
    yield Statement("by the share of D", hypotheses, lower, plan=Induct(sums, step=facts, then=closing))
    both = (*RATIO, lambda_1 * n <= size, 4 * n * lambda_1 >= m * size, size > 0, n > 0, m > 0)
    last = real("last")[0]  # the largest eigenvalue of L_G
    sizes = And(kappa * size >= last * n, kappa * m * size <= 4 * n * (last + 1))
    ratio = known(kappa > 0, kappa * lambda_1 * n <= kappa * size, kappa * m * size <= 4 * n * lambda_1 * kappa)
    yield Statement(
        "kappa by the share of D", (*both, lambda_n > 0, lambda_n >= last, lambda_n <= last + 1), sizes, plan=ratio
    )


def _four_vertices() -> Iterator[Statement | Misprint]:
    """x^T A x on the path of four, its second vertex in D, and on K_4: kappa <= 22.9, and more."""
    xs, ys = real("x_1 x_2 x_3 x_4"), real("y_1 y_2 y_3 y_4")

    def values(vector: Sequence[Any], pairs: Iterable[tuple[int, int]]) -> tuple[Any, Any]:
        edges = sum((vector[i] - vector[j]) ** 2 for i, j in pairs)
        return edges + vector[1] ** 2, sum(entry**2 for entry in vector)

    on_path, norm = values(xs, pairwise(range(4)))
    low, high = Rational(14, 81), Rational(14, 81) * Rational(229, 10)
    between = And(on_path >= low * norm, on_path <= high * norm)
    plan = Auto(squares=(*completed(on_path - low * norm, xs), *completed(high * norm - on_path, xs)))
    yield Statement("a path of four, an inner vertex in D: kappa at most 22.9", (), between, plan=plan)
    (last, last_norm), (first, first_norm) = (values(vector, combinations(range(4), 2)) for vector in (xs, ys))
    at = dict(zip([*xs, *ys], (1, -4, 1, 1, 5, 4, 5, 5), strict=True))
    no_worse = 10 * last * first_norm <= 229 * first * last_norm
    yield Misprint("the complete graph of four is no worse than that path", (), no_worse, at)


@claim(
    "color.momentum-speeds-up",
    section=SECTION,
    latex=r"\kappa = K^2 > 1:\quad q = \frac{K - 1}{K + 1} < g = \frac{\kappa - 1}{\kappa + 1}, \qquad \frac{1 - q}{1 "
    r"- g} = \frac{K^2 + 1}{K + 1} \ge K - 1; \qquad \kappa \ge \lambda_n \frac{n}{|D|}",
    printed="Momentum speeds colorization up significantly.",
    as_printed="holds-if",
    correction=r"on every graph with an edge (a connected one, met by $D$): $\kappa > 1$, and $1 - $ rate is larger by "
    r"a factor of at least $\sqrt\kappa - 1$, where $\kappa \ge \lambda_n n/|D|$; for a single vertex gradient descent "
    r"is there in one step, and there is nothing to gain",
    references=(GOH, POLYAK),
)
def momentum_speeds_up() -> Iterator[Statement | Misprint]:
    """The rates at the optimal parameters are those of *Optimal parameters* for the matrix L_G + C. The vector of ones
    gives lambda_1 <= |D|/n, a vertex of D or of degree 1 at least gives lambda_n >= deg + [i in D]; if D is all of the
    vertices that is 2, against lambda_1 <= 1, and else 1 against |D|/n < 1. So kappa > 1 as soon as there is an edge,
    and with few vertices in D, or on paths, it is large.
    """
    rates = (K >= 1, Eq(kappa, K**2), Eq(q * (K + 1), K - 1), Eq(g * (kappa + 1), kappa - 1))
    gain = And(Equivalent(q < g, K > 1), Eq((1 - q) * (K + 1), (1 - g) * (K**2 + 1)), 1 - q >= (K - 1) * (1 - g))
    gap = Eq((g - q) * (K + 1) * (K**2 + 1), 2 * K * (K - 1))
    ends = (Eq((1 - q) * (K + 1), 2), Eq((1 - g) * (K**2 + 1), 2), 1 - g > 0, gap, (K + 1) * (K**2 + 1) > 0)
    more = known(*ends, (1 - q) * (K + 1) >= (K - 1) * (1 - g) * (K + 1), then=Split(K - 1, Split(g - q), Split(g - q)))
    yield Statement("rates", rates, gain, plan=more)
    sizes = (lambda_1 * n <= size, size >= 1, size <= n, degree >= 1, lambda_n >= degree + d, d >= 0)
    everywhere = Implies(Eq(size, n), Eq(d, 1))
    large = And(kappa > 1, kappa * size >= lambda_n * n)
    below = Cut(
        lambda_1 < lambda_n, otherwise=Split(n - size), then=known(Eq((kappa - 1) * lambda_1, lambda_n - lambda_1))
    )
    plan = known(n >= 1, lambda_n >= 1, kappa > 0, kappa * lambda_1 * n <= kappa * size, then=below)
    yield Statement("kappa of a graph with an edge", (*RATIO, *sizes, everywhere), large, plan=plan)
    at = {K: 1, kappa: 1, q: 0, g: 0}
    yield Misprint("a single vertex: kappa = 1", rates, q < g, at)
