r"""Article section *Example: The Colorization Problem*: dense graphs, grids and paths, at equal numbers n of vertices.

    complete K_n                   kappa = 1
    every degree at least delta    kappa <= n/(2 delta - n + 2)       for 2 delta > n - 2
    d-fold product of K_m          kappa = d, of degree d (m - 1)
    d-dimensional grid, side m     kappa = d cot^2(pi/(2 m))
    path P_n                       kappa = cot^2(pi/(2 n)) >= (n^2 - 1)/3
    star, and wheel                kappa = n (n >= 3), and >= n/5
    two K_m joined by one edge     kappa >= m^2/2 = n^2/8

Sums over edges, vertices and pairs are runs, as in `derivations.colorization`; test vectors bound lambda_2 from above
and lambda_n from below, as in `derivations.graph_conditioning`.

References: F. R. K. Chung, *Spectral Graph Theory*, AMS 1997; M. Fiedler, "Algebraic connectivity of graphs",
Czechoslovak Math. J. 23, 1973, 298-305; D. J. Watts, S. H. Strogatz, "Collective dynamics of 'small-world' networks",
Nature 393, 1998, 440-442; O. Gabber, Z. Galil, "Explicit constructions of linear-sized superconcentrators", J. Comput.
System Sci. 22, 1981, 407-420.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import And, Eq, Ge, Implies, Rational

from derivations.claim import claim
from derivations.colorization import SECTION, N, c, form, near, u, v
from derivations.first_steps import GOH, real
from derivations.graph_conditioning import ALON, RATIO, d, lambda_2, total
from derivations.laplacian_spectra import BROUWER, FIEDLER, HALVES, ROTATION, C, S, g, h, p, q
from derivations.notation import k, kappa, lam, lambda_n, n, r, x, y
from derivations.plan import Auto, Cut, Induct
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square

WATTS = "D. J. Watts, S. H. Strogatz, Nature 393, 1998, 440-442"
GABBER = "O. Gabber, Z. Galil, J. Comput. System Sci. 22, 1981, 407-420"
m, t, j, s, delta, kappa_1, kappa_2 = real("m t j s delta kappa_1 kappa_2")


@claim(
    "color.dense-graphs-condition-well",
    section=SECTION,
    latex=r"\kappa(K_n) = 1; \quad \kappa \le \frac{n}{2\delta - n + 2} \text{ if every degree is at least } \delta > "
    r"\tfrac n2 - 1; \quad \kappa \le (2\Delta/\eta)^2 \text{ for expansion } \eta; \quad \kappa(K_m^d) = d",
    printed="Small-world graphs, expanders and dense graphs have excellent conditioning.",
    as_printed="holds-if",
    correction=r"expanders do (fixed $\Delta$ and $\eta > 0$), and graphs in which every vertex is joined to clearly "
    r"more than half of the others; not every dense graph (two $K_m$ and one edge: $\kappa \ge n^2/8$), and short "
    r"distances and clusters alone do not suffice (star, $n \ge 3$: $\kappa = n$; wheel: $\kappa \ge n/5$). "
    r"Random small worlds are only measured here",
    references=(GOH, FIEDLER, ALON, WATTS, GABBER, BROUWER),
)
def dense_graphs() -> Iterator[Statement | Misprint]:
    """The sum of (x_u - x_v)^2 over all pairs is n |x|^2 - (sum x)^2, by adding a vertex at a time: K_n has the single
    eigenvalue n off the constants. Another graph lacks some pairs; what they would add is at most 2 (u^2 + v^2) each,
    so at most 2 (n - 1 - delta) |x|^2 if no degree is below delta (by edges and by vertices these sums are the same:
    `proofs/color.laplacian-entries.v`). That leaves lambda_2 >= 2 delta - n + 2, and lambda_n <= n.
    With delta >= 3 n/4, kappa <= 2.

    Expanders: color.conditioning-is-connectivity. Explicit ones of fixed degree exist (Gabber and Galil; cited, and
    measured in the tests); explicit, and proved here, are the products of d copies of K_m, with kappa = d at the
    degree d (n^(1/d) - 1). Random small worlds cannot be decided for every n by a proof of this kind: they are
    measured, and nothing is claimed of them. What defines small worlds, short paths and clusters, is not enough: the
    star has diameter 2 and the eigenvalues 1 and n; in the wheel, too, two thirds of the neighbours of every rim
    vertex are joined, and a vector of sum 0 on the rim alone has x^T L x <= (4 + 1) |x|^2, while the hub gives
    lambda_n = n.
    """
    yield from _by_degrees()
    yield from _hubs()
    yield from _two_complete_graphs()
    (dimension,) = real("dimension")
    state = {total: (0, total + m), dimension: (0, dimension + 1)}
    hamming = (Orbit(state), m > 0, Eq(lambda_2, m), Eq(lambda_n, total), Eq(kappa * lambda_2, lambda_n))
    yield Statement("products of complete graphs", hamming, Eq(kappa, dimension), plan=_scaled(dimension))
    y_, x_ = real("y_1 y_2"), real("x_1 x_2")
    conclusion = _barbell(x_, 3)[0] * _barbell(y_, 3)[1] <= 6 * _barbell(y_, 3)[0] * _barbell(x_, 3)[1]
    at = {y_[0]: 1, y_[1]: 1, x_[0]: -1, x_[1]: 3}
    yield Misprint("two triangles and an edge: kappa <= n", (), conclusion, at)


def _scaled(dimension: Any) -> Induct:
    return Induct(Eq(total, m * dimension), then=known(Eq((kappa - dimension) * m, 0)))


def _barbell(vector: Sequence[Any], size: Any) -> tuple[Any, Any]:
    """x^T L x and |x|^2 on two K_m joined by an edge, for one value at its ends and another elsewhere, and minus these
    on the other side."""
    rest, end = vector
    return 2 * (size - 1) * (rest - end) ** 2 + 4 * end**2, 2 * ((size - 1) * rest**2 + end**2)


def _by_degrees() -> Iterator[Statement]:
    pair, ends, lack, around = real("pair ends lack around")
    one = {pair: (0, pair + (x - y) ** 2), s: (0, s + y), N: (0, N + y**2), k: (0, k + 1)}
    joined = Eq(pair, k * x**2 - 2 * x * s + N)
    yield Statement("one vertex and all others", (Orbit(one, inputs=(y,)),), joined, plan=Induct(joined), lemma=True)
    grown = {total: (0, total + n * x**2 - 2 * x * s + N), s: (0, s + x), N: (0, N + x**2), n: (0, n + 1)}
    pairs = Eq(total, n * N - s**2)
    yield Statement("all pairs", (Orbit(grown, inputs=(x,)),), pairs, plan=Induct(pairs))
    state = {
        total: (0, total + (u - v) ** 2),
        form: (0, form + c * (u - v) ** 2),
        ends: (0, ends + (1 - c) * (u**2 + v**2)),
    }
    graph = Orbit(state, inputs=(c, u, v), guard=Eq(c**2, c))
    degrees = Orbit(
        {around: (0, around + lack * x**2), N: (0, N + x**2)}, inputs=(lack, x), guard=lack <= n - 1 - delta
    )
    lost = And(form <= total, total - form <= 2 * ends)
    facts = known(square(c * (u - v)), square((1 - c) * (u - v)), square((1 - c) * (u + v)))
    fewer = known(square(x), (n - 1 - delta - lack) * x**2 >= 0)
    bound = around <= (n - 1 - delta) * N
    plan = Induct(lost, step=facts, then=Induct(bound, run=1, step=fewer))
    off = (graph, degrees, Eq(ends, around), Eq(total, n * N))
    yield Statement("by the degrees", off, And((2 * delta - n + 2) * N <= form, form <= n * N), plan=plan)
    low, high = 2 * delta - n + 2, n
    sizes = (*RATIO, lambda_2 >= low, lambda_n <= high, low > 0)
    ratio = known(kappa * (lambda_2 - low) >= 0)
    cases = Cut(kappa >= 0, otherwise=known(kappa * lambda_2 < 0), then=ratio)
    yield Statement("kappa by the degrees", (*sizes, lambda_n >= 0), kappa * low <= n, plan=cases)


def _hubs() -> Iterator[Statement]:
    """`near` is the hub's row; the rim's rows are lam v, to which the hub adds v - hub."""
    hub, rim = real("hub rim")
    leaves = Orbit({near: (0, near + (hub - v)), k: (0, k + 1)}, inputs=(v,), guard=Eq(v, -1))
    last = (leaves, Eq(hub, k), Eq(n, k + 1))
    rows = And(Eq(near, n * hub), Eq(-1 - hub, -n))  # a rim vertex has -1 among equals, and the hub
    yield Statement("star and wheel: n", last, rows, plan=Induct(Eq(near, k * (hub + 1))))
    others = Orbit({near: (0, near + (0 - v)), rim: (0, rim + v)}, inputs=(v,))
    yield Statement("star: 1", (others, Eq(rim, 0)), Eq(near, 0), plan=Induct(Eq(near, -rim)))
    state = {form: (0, form + lam * v**2 + (v - 0) ** 2), N: (0, N + v**2), rim: (0, rim + v)}
    sums = Orbit(state, inputs=(v, lam), guard=lam <= 4)
    low = (sums, Eq(rim, 0), Implies(Eq(rim, 0), lambda_2 * N <= form), N > 0)
    step = known(square(v), (4 - lam) * v**2 >= 0)
    plan = Induct(form <= 5 * N, step=step, then=known((lambda_2 - 5) * N <= 0))
    yield Statement("wheel: at most 5", low, lambda_2 <= 5, plan=plan)
    ratio = known(kappa > 0, kappa * lambda_2 <= 5 * kappa)
    yield Statement("wheel: kappa", (*RATIO, lambda_2 <= 5, lambda_n >= n, n > 0), 5 * kappa >= n, plan=ratio)


def _two_complete_graphs() -> Iterator[Statement]:
    """The edges inside K_m from its end to the others, and that between the ends, by the vectors of `_barbell`."""
    vectors = (1, 1), (-1, m - 1)
    (flat, flat_norm), (steep, steep_norm) = (_barbell(vector, m) for vector in vectors)
    bounds = (m >= 2, *RATIO, lambda_2 * flat_norm <= flat, steep <= lambda_n * steep_norm)
    sizes = And(lambda_2 * m <= 2, lambda_n >= m, 2 * kappa >= m**2)
    last = Cut(m * 2 * m * (m - 1) <= steep, then=known((lambda_n - m) * 2 * m * (m - 1) >= 0, lambda_n >= m))
    ratio = known(kappa > 0, kappa * lambda_2 * m <= 2 * kappa, m * m <= m * lambda_n)
    plan = known(lambda_2 * m <= 2, then=Cut(lambda_n >= m, otherwise=last, then=ratio))
    yield Statement("two complete graphs and an edge", bounds, sizes, plan=plan)


@claim(
    "color.grids-improve-with-dimension",
    section=SECTION,
    latex=r"\kappa(P_m^d) = d \cot^2 \tfrac{\pi}{2m}; \qquad t^{d'} \text{ vertices a side in } d \text{ dimensions, } "
    r"t^d \text{ in } d' > d: \quad d \cot^2 \frac{\pi}{2 t^{d'}} > d' \cot^2 \frac{\pi}{2 t^d}",
    printed="The conditioning of grids improves with dimension (at a given number of vertices).",
    as_printed="holds-if",
    correction=r"for grids with equal sides, for all dimensions and sides; a grid of unequal sides may be worse than "
    r"one of fewer dimensions: $2 \times 2 \times 4$ has $\kappa > 12$, and $4 \times 4$ has $\kappa < 12$",
    references=(GOH, FIEDLER, BROUWER),
)
def grids_improve_with_dimension() -> Iterator[Statement | Misprint]:
    """A grid's least positive eigenvalue is the path's, and its largest is d times the path's: kappa is d times that of
    the path, cot^2 phi with phi = pi/(2 m). The path's grows at least like the square of its length: for k phi < pi/2,
    tan(k phi) >= k tan phi, by the law of addition and induction, so that kappa(P_{k m}) >= k^2 kappa(P_m).

    Equal numbers of vertices: sides t^{d'} in d dimensions and t^d in d' = d + j, with t >= 2; a common factor of d and
    d' is on both sides and cancels, so that these are all of them. The ratio of the sides is t^j >= 1 + j, and t^{2j} d
    >= (1 + 3 j) d > d + j.
    """
    top, dimension, path = real("top dimension path")
    grid = Orbit({top: (0, top + 2 + 2 * C), dimension: (0, dimension + 1)})
    of_path = (C < 1, Eq(path * (2 - 2 * C), 2 + 2 * C), Eq(kappa * (2 - 2 * C), top))
    plan = Induct(Eq(top, dimension * (2 + 2 * C)), then=known(Eq((kappa - dimension * path) * (1 - C), 0)))
    yield Statement("d times the path", (grid, *of_path), Eq(kappa, dimension * path), plan=plan)
    yield Statement("the path by half the angle", (*HALVES, *of_path[:2]), Eq(path * g**2, h**2))
    multiples = Orbit(ROTATION, guard=p * C - q * S > 0)
    tangent = And(p > 0, q >= 0, k >= 0, q * C >= k * S * p)
    angle = (C > 0, S > 0)
    kept = known(C * (q * C - k * S * p) >= 0, (k + 1) * S**2 * q >= 0, S * p > 0, q * C >= 0)
    wider = (multiples, *angle, k >= 1, q > 0, Eq(kappa_1 * S**2, C**2), Eq(kappa_2 * q**2, p**2))
    difference = Eq((kappa_1 - k**2 * kappa_2) * q**2 * S**2, (q * C) ** 2 - (k * S * p) ** 2)
    closing = known(k * S * p >= 0, (q * C) ** 2 >= (k * S * p) ** 2, q**2 * S**2 > 0, difference)
    plan = Induct(tangent, step=kept, then=closing)
    yield Statement("k times as long", wider, kappa_1 >= k**2 * kappa_2, plan=plan)
    sides = Orbit({r: (1, t * r), j: (0, j + 1)})
    growth = And(r >= 1 + j, j >= 0)
    fewer = (sides, t >= 2, j >= 1, d >= 1, kappa_2 > 0, kappa_1 >= r**2 * kappa_2)
    enough = (r**2 >= (1 + j) ** 2, j**2 >= j, d * r**2 >= d * (1 + 3 * j), d * r**2 > d + j)
    more = known(*enough, (d * r**2 - d - j) * kappa_2 > 0, d * (kappa_1 - r**2 * kappa_2) >= 0)
    step = known(t * r >= 2 * r)
    yield Statement(
        "more dimensions", fewer, d * kappa_1 > (d + j) * kappa_2, plan=Induct(growth, step=step, then=more)
    )
    root = real("root")[0]
    below = Implies(And(Ge(root, 0), Eq(root**2, 2)), 2 * (2 + root) < 12 * (2 - root))
    yield Statement("4 x 4 is below 12", (), below, plan=Cut(root < Rational(10, 7), otherwise=Auto(), then=Auto()))
    xs, ys = real("x_1 x_2 x_3 x_4"), real("y_1 y_2 y_3 y_4")
    forms = [sum((z[i] - z[i + 1]) ** 2 for i in range(3)) for z in (xs, ys)]
    norms = [sum(entry**2 for entry in z) for z in (xs, ys)]
    worse = (forms[0] + 4 * norms[0]) * norms[1] <= 12 * forms[1] * norms[0]
    at = dict(zip([*xs, *ys], (5, -12, 12, -5, -12, -5, 5, 12), strict=True))
    yield Misprint("2 x 2 x 4 is at most 12", (Eq(sum(ys), 0),), worse, at)


@claim(
    "color.paths-condition-poorly",
    section=SECTION,
    latex=r"n \ge 2:\ \kappa(P_n) = \cot^2 \frac{\pi}{2n} \ge \frac{n^2 - 1}{3}, \qquad \lambda_2 \le "
    r"\frac{12}{n (n + 1)}, \quad \lambda_n \ge 4\Big(1 - \frac1n\Big)",
    printed="Long, wiry graphs, like paths, condition poorly.",
    as_printed="holds",
    references=(GOH, FIEDLER),
)
def paths_condition_poorly() -> Iterator[Statement | Misprint]:
    """Test vectors: x_i = 2 i - 1 - n has the sum 0, |x|^2 = n (n^2 - 1)/3 and x^T L x = 4 (n - 1); the signs in turn
    have n and 4 (n - 1). So kappa >= (n^2 - 1)/3 for every n >= 2. Exactly, kappa is cot^2(pi/(2n)), from
    color.spectrum-path. It is not the worst: two K_m joined by a path of m vertices have a kappa of the order of n^3,
    as is measured in the tests.
    """
    i, linear, signs, steep = real("i linear signs steep")
    entry, following = 2 * i - 1 - n, 2 * i + 1 - n
    state = {
        i: (1, i + 1),
        N: ((1 - n) ** 2, N + following**2),
        total: (1 - n, total + following),
        linear: (0, linear + (following - entry) ** 2),
        signs: (1, signs + 1),
        steep: (0, steep + 2**2),
    }
    run = Orbit(state)
    sums = And(
        Eq(3 * N, i * (4 * i**2 - 1) - 6 * n * i**2 + 3 * n**2 * i),
        Eq(total, i**2 - n * i),
        Eq(linear, 4 * (i - 1)),
        Eq(signs, i),
        Eq(steep, 4 * (i - 1)),
    )
    at_n = And(Eq(total, 0), Eq(3 * N, n * (n**2 - 1)), Eq(linear, 4 * (n - 1)), Eq(signs, n), Eq(steep, 4 * (n - 1)))
    yield Statement("the sums", (run, Eq(i, n)), at_n, plan=Induct(sums))
    vectors = (n >= 2, *RATIO, lambda_2 * n * (n**2 - 1) <= 12 * (n - 1), lambda_n * n >= 4 * (n - 1))
    poor = And(lambda_2 * n * (n + 1) <= 12, 3 * kappa >= n**2 - 1)
    small = lambda_2 * n * (n + 1) <= 12
    not_small = known((lambda_2 * n * (n + 1) - 12) * (n - 1) > 0)
    ratio = known(
        kappa > 0, kappa * lambda_2 * n * (n + 1) <= 12 * kappa, lambda_n * n * (n + 1) >= 4 * (n - 1) * (n + 1)
    )
    yield Statement("conditioning", vectors, poor, plan=Cut(small, otherwise=not_small, then=ratio))
    exact = (*HALVES, Eq(lambda_2, 2 - 2 * C), Eq(lambda_n, 2 + 2 * C), *RATIO)
    yield Statement("exactly", exact, Eq(kappa * g**2, h**2))
