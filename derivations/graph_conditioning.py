r"""Article section *Example: The Colorization Problem*: the conditioning of a graph's Laplacian, kappa =
lambda_n/lambda_2.

For a connected graph 0 = lambda_1 < lambda_2 <= .. <= lambda_n. With Delta the largest degree, and eta the least number
of edges that leave a set of at most half of the vertices, for each vertex in it,

    eta^2/(2 Delta) <= lambda_2 <= 2 eta,        Delta + 1 <= lambda_n <= 2 Delta,

so that (Delta + 1)/(2 eta) <= kappa <= (2 Delta/eta)^2. Bounds of lambda_2 from above, and of lambda_n from below, come
from test vectors: lambda_2 |x|^2 <= x^T L x for every x of sum 0, and x^T L x <= lambda_n |x|^2.

Sums over edges, vertices and pairs are runs, as in `derivations.colorization`.

References: F. R. K. Chung, *Spectral Graph Theory*, AMS 1997, chapters 1 and 2; M. Fiedler, "Algebraic connectivity of
graphs", Czechoslovak Math. J. 23, 1973, 298-305; N. Alon, V. D. Milman, "lambda_1, isoperimetric inequalities for
graphs, and superconcentrators", J. Combin. Theory B 38, 1985, 73-88.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import And, Eq, Ne, expand

from derivations.claim import claim
from derivations.colorization import CHUNG, SECTION, N, c, form, u, v
from derivations.first_steps import GOH, moved, real
from derivations.laplacian_spectra import FIEDLER
from derivations.notation import alpha, k, kappa, lam, lambda_n, mu, n, r, s, x
from derivations.plan import Auto, Cut, Induct, Plan
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square

ALON = "N. Alon, V. D. Milman, J. Combin. Theory B 38, 1985, 73-88"
a, t, d, lambda_2, Delta, eta, total, cut, x_1 = real("a t d lambda_2 Delta eta total cut x_1")
RATIO = (lambda_2 > 0, Eq(kappa * lambda_2, lambda_n))


@claim(
    "color.conditioning-definition",
    section=SECTION,
    latex=r"\kappa(L_G) = \lambda_n/\lambda_2: \quad |1 - \alpha\lambda| \le \frac{\kappa - 1}{\kappa + 1} \text{ for "
    r"all } \lambda_2 \le \lambda \le \lambda_n \text{ at } \alpha = \frac{2}{\lambda_2 + \lambda_n}; \qquad q_n \ne "
    r"c\, q_2 \text{ for every number } c",
    printed="The conditioning of L_G is the ratio of the second eigenvector to the last.",
    as_printed="fails",
    correction=r"the ratio of the last eigenvalue to the second, $\kappa = \lambda_n/\lambda_2 \ge 1$; eigenvectors of "
    r"different eigenvalues have no ratio, and that of the eigenvalues in the printed order is $1/\kappa$",
    references=(GOH, FIEDLER),
)
def conditioning_definition() -> Iterator[Statement | Misprint]:
    """Eigenvectors u, v of different eigenvalues are orthogonal, as v^T L u = u^T L v: v = r u only for r = 0. The path
    of three vertices has (1, 0, -1) and (1, -2, 1). What the article calls conditioning elsewhere is the ratio of
    eigenvalues, the last to the first. Here the first is 0 and its eigenvector, the constants, is what no step changes;
    on the others gradient descent has the rate (kappa - 1)/(kappa + 1) with kappa = lambda_n/lambda_2.
    """
    components = Orbit(
        {N: (0, N + x**2), form: (0, form + lam * x**2)},
        inputs=(x, lam),
        guard=And(lam >= lambda_2, lam <= lambda_n),
    )
    between = And(lambda_2 * N <= form, form <= lambda_n * N)
    facts = known(square(x), (lam - lambda_2) * x**2 >= 0, (lambda_n - lam) * x**2 >= 0)
    yield Statement("vectors of sum 0", (components,), between, plan=Induct(between, step=facts))
    error = moved(1, lam)
    rate = And((kappa + 1) * error <= kappa - 1, (kappa + 1) * error >= 1 - kappa)
    interval = (lam >= lambda_2, lam <= lambda_n, Eq(alpha * (lambda_2 + lambda_n), 2))
    ends = known(alpha > 0, Eq(alpha * lambda_2 * (kappa + 1), 2), kappa >= 1, alpha * (kappa + 1) > 0)
    yield Statement("gradient descent off the constants", (*RATIO, *interval), rate, plan=ends)
    one, other = real("one other")
    state = {N: (0, N + u**2), one: (0, one + u * lam * v), other: (0, other + v * mu * u)}
    parallel = Orbit(state, inputs=(u, v), guard=Eq(v, r * u))
    forms = And(Eq(one, lam * r * N), Eq(other, mu * r * N))
    ratio = known(Eq((lam - mu) * r * N, 0), Eq((lam - mu) * r, 0))
    hypotheses = (parallel, Eq(one, other), N > 0, Ne(lam, mu))
    yield Statement("eigenvectors have no ratio", hypotheses, Eq(r, 0), plan=Induct(forms, then=ratio))
    printed = (*RATIO, lambda_n >= lambda_2, Eq(r * lambda_n, lambda_2))
    yield Statement("the printed order", printed, And(Eq(r * kappa, 1), r <= 1, kappa >= 1))
    second, last = real("u_1 u_2 u_3"), real("v_1 v_2 v_3")
    rows = [*_path_rows(second, lam), *_path_rows(last, mu)]
    at = dict(zip([*second, *last], (1, 0, -1, 1, -2, 1), strict=True)) | {lam: 1, mu: 3, r: 1}
    same = Eq(second[1] * r, last[1])
    first = Eq(second[0] * r, last[0])
    yield Misprint("the path of three vertices", (*rows, lam < mu, first), same, at)


def _path_rows(entries: Sequence[Any], eigenvalue: Any) -> list[Any]:
    """L x = lambda x on the path of three vertices."""
    one, two, three = entries
    rows = (one - two, 2 * two - one - three, three - two)
    return [Eq(row, eigenvalue * entry) for row, entry in zip(rows, entries, strict=True)]


@claim(
    "color.conditioning-is-connectivity",
    section=SECTION,
    latex=r"\frac{\eta^2}{2\Delta} \le \lambda_2 \le 2\eta, \quad \Delta + 1 \le \lambda_n \le 2\Delta, \quad "
    r"\frac{\Delta + 1}{2\eta} \le \kappa \le \Big(\frac{2\Delta}{\eta}\Big)^2, \qquad \lambda_2 \ge "
    r"\frac{2}{(n - 1)\, \mathrm{diam}}",
    printed="The conditioning of L_G is directly connected to the connectivity of the graph.",
    as_printed="holds-if",
    correction=r"for a given largest degree: $\lambda_2$ is 0 iff the graph is not connected, is bounded on both sides "
    r"by the expansion $\eta$, and no new edge lowers it; but $\kappa = \lambda_n/\lambda_2$ grows with the degrees, "
    r"too: from less than 3 for the cycle of five to more with one chord",
    references=(GOH, FIEDLER, ALON, CHUNG),
)
def conditioning_is_connectivity() -> Iterator[Statement | Misprint]:
    """Few edges leave S: n - |S| on S and -|S| elsewhere has the sum 0 and bounds lambda_2 from above; with no edge at
    all it is 0. Connected: (x_u - x_v)^2 <= diam x^T L x (color.null-vector), summed over all pairs, where the left
    side is n |x|^2.

    Many edges leave every S: let x be an eigenvector of lambda_2, with at most half of its entries positive (else -x),
    and g its positive part. At those vertices L g <= L x = lambda_2 x, so that Q = g^T L g <= lambda_2 |g|^2. Order the
    vertices by g: from one level to the next, the edges that leave the level's set, at least eta for each of its
    vertices, each gain the difference of g^2; so B = sum_E |g_u^2 - g_v^2| >= eta |g|^2. And 2 t B <= t^2 Q + R for
    every t, R = sum_E (g_u + g_v)^2 <= 2 Delta |g|^2. Take t = 2 Delta/eta.

    All this for any finite graph, levels, paths and pairs included, is in theorems of Rocq:
    `proofs/color.conditioning-is-connectivity.v`.

    The cycle of five has kappa = (5 + sqrt 5)/(5 - sqrt 5), less than 3; with a chord it is more than 3. On four
    vertices and fewer no edge does that.
    """
    yield from _few_edges()
    yield from _connected()
    yield from _expansion()
    yield from _last_eigenvalue()
    bounds = (*RATIO, eta > 0, Delta > 0, lambda_2 <= 2 * eta, eta**2 <= 2 * Delta * lambda_2)
    sizes = (lambda_n >= Delta + 1, lambda_n <= 2 * Delta)
    both = And(2 * eta * kappa >= Delta + 1, eta**2 * kappa <= 4 * Delta**2)
    ratio = known(kappa > 0, kappa * lambda_2 <= 2 * eta * kappa, eta**2 * kappa <= 2 * Delta * lambda_2 * kappa)
    yield Statement("both bounds", (*bounds, *sizes), both, plan=ratio)
    more = (lambda_2 * N <= form, c >= 0)
    yield Statement(
        "no edge lowers it", more, lambda_2 * N <= form + c * (u - v) ** 2, plan=known(c * (u - v) ** 2 >= 0)
    )
    yield from _chord()


def _few_edges() -> Iterator[Statement]:
    """The vector e n - s, where e marks the s vertices of the set."""
    e, members, whole = real("e members whole")
    state = {
        N: (0, N + (e * n - s) ** 2),
        total: (0, total + e * n - s),
        members: (0, members + e),
        whole: (0, whole + 1),
    }
    vertices = Orbit(state, inputs=(e,), guard=Eq(e**2, e))
    sums = And(Eq(total, n * members - s * whole), Eq(N, n**2 * members - 2 * n * s * members + s**2 * whole))
    edges = Orbit({form: (0, form + c * (e * n) ** 2), cut: (0, cut + c * e)}, inputs=(c, e), guard=Eq(e**2, e))
    ranges = (Eq(members, s), Eq(whole, n), s > 0, 2 * s <= n, lambda_2 >= 0, lambda_2 * N <= form)
    low = And(Eq(total, 0), lambda_2 * s * (n - s) <= n * cut, lambda_2 * s <= 2 * cut)
    product = Eq(N, n * s * (n - s))
    first = Cut(
        product, then=known(n > 0, lambda_2 * s * (n - s) <= n * cut, 2 * lambda_2 * s * (n - s) >= lambda_2 * s * n)
    )
    plan = Induct(sums, then=Induct(Eq(form, n**2 * cut), run=1, then=first))
    yield Statement("few edges leave a set", (vertices, edges, *ranges), low, plan=plan)


def _connected() -> Iterator[Statement]:
    """`spread` is x^T L x, `far` the longest distance, `pairs` their number."""
    spread, far, pairs = real("spread far pairs")
    close = (u - v) ** 2 <= far * spread
    run = Orbit({total: (0, total + (u - v) ** 2), pairs: (0, pairs + 1)}, inputs=(u, v), guard=close)
    sums = (run, Eq(total, n * N), Eq(2 * pairs, n * (n - 1)), n > 0)
    bounded = total <= pairs * far * spread
    plan = Induct(bounded, then=Cut(2 * n * N <= n * (n - 1) * far * spread))
    yield Statement("connected", sums, 2 * N <= (n - 1) * far * spread, plan=plan)


def _expansion() -> Iterator[Statement]:
    """The inequality of Cheeger, Alon and Milman."""
    v_plus, row, row_plus, Q, R, B, level, drop, m, leaving, b = real(
        "v_plus row row_plus Q R B level drop m leaving b"
    )
    rows = {row: (0, row + c * (x - v)), row_plus: (0, row_plus + c * (x - v_plus))}
    neighbours = Orbit(rows, inputs=(c, v, v_plus), guard=And(c >= 0, v_plus >= v))
    smaller = row_plus <= row
    kept = known(c * (v_plus - v) >= 0)
    yield Statement("a row of the positive part", (neighbours,), smaller, plan=Induct(smaller, step=kept))
    state = {Q: (0, Q + x * row_plus), N: (0, N + x**2)}
    positive = Orbit(state, inputs=(x, row_plus), guard=And(x > 0, row_plus <= lam * x))
    form_of_it = Q <= lam * N
    step = known(x * (lam * x - row_plus) >= 0)
    yield Statement("the positive part", (positive,), form_of_it, plan=Induct(form_of_it, step=step))
    levels = Orbit(
        {level: (0, level + drop * leaving), N: (0, N + drop * m)},
        inputs=(drop, m, leaving),
        guard=And(drop >= 0, leaving >= eta * m),
    )
    gains = {B: (0, B + c * b), Q: (0, Q + c * (u - v) ** 2), R: (0, R + c * (u + v) ** 2)}
    edges = Orbit(gains, inputs=(c, u, v, b), guard=And(c >= 0, Eq(b**2, (u**2 - v**2) ** 2)))
    mean = 2 * t * B <= t**2 * Q + R
    bounds = (Eq(level, B), Q <= lam * N, R <= 2 * Delta * N, N > 0, Eq(t * eta, 2 * Delta), eta > 0, Delta > 0)
    scaled = (
        t > 0,
        t * (level - eta * N) >= 0,
        t**2 * (lam * N - Q) >= 0,
        4 * Delta * N <= (t**2 * lam + 2 * Delta) * N,
    )
    closing = known(*scaled, 2 * Delta <= t**2 * lam, 2 * Delta * eta**2 <= 4 * Delta**2 * lam)
    grows = known(drop * (leaving - eta * m) >= 0)
    inside = Induct(mean, run=1, step=_mean(b), then=closing)
    plan = Induct(level >= eta * N, step=grows, then=inside)
    yield Statement("many edges leave every set", (levels, edges, *bounds), eta**2 <= 2 * Delta * lam, plan=plan)


def _mean(b: Any) -> Plan:
    """2 t b <= t^2 (u - v)^2 + (u + v)^2 for |b| = |u^2 - v^2|, times c."""
    both = t**2 * (u - v) ** 2 + (u + v) ** 2
    squares = Auto(squares=(t * (u - v) - (u + v), t * (u - v) + (u + v)))
    either = Cut(Eq(b, u**2 - v**2), then=squares, otherwise=Cut(Eq(b, v**2 - u**2), then=squares))
    signs = known(Eq((b - (u**2 - v**2)) * (b + (u**2 - v**2)), 0), then=either)
    return Cut(2 * t * b <= both, otherwise=signs, then=known(c * (both - 2 * t * b) >= 0))


def _last_eigenvalue() -> Iterator[Statement]:
    """Delta at a vertex of that degree, -1 at its neighbours, 0 elsewhere; `more` are the other edges at these."""
    more = real("more")[0]
    state = {form: (0, form + (Delta + 1) ** 2 + more), N: (Delta**2, N + 1), k: (0, k + 1)}
    star = Orbit(state, inputs=(more,), guard=more >= 0)
    sums = And(form >= k * (Delta + 1) ** 2, Eq(N, Delta**2 + k))
    at_least = known(Delta * (Delta + 1) ** 2 <= lambda_n * Delta * (Delta + 1), Delta * (Delta + 1) > 0)
    plan = Induct(sums, then=at_least)
    yield Statement(
        "the last eigenvalue", (star, Eq(k, Delta), Delta > 0, form <= lambda_n * N), lambda_n >= Delta + 1, plan=plan
    )


def _chord() -> Iterator[Statement | Misprint]:
    """The cycle 1..5: kappa <= 4/(4/3); and test vectors on it with the chord between 1 and 3."""
    xs, ys = real("x_1 x_2 x_3 x_4 x_5"), real("y_1 y_2 y_3 y_4 y_5")
    cycle = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]
    sum_zero = Eq(sum(ys), 0)

    def values(vector: Sequence[Any], pairs: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
        return sum((vector[i] - vector[j]) ** 2 for i, j in pairs), sum(entry**2 for entry in vector)

    spread, norm = values(ys, cycle)
    off_constants = (3 * spread - 4 * norm).subs(ys[-1], -sum(ys[:-1]))
    between = And(3 * spread >= 4 * norm, spread <= 4 * norm)
    plan = Auto(squares=(*(ys[i] + ys[j] for i, j in cycle), *completed(off_constants, ys[:-1])))
    yield Statement("the cycle of five: kappa at most 3", (sum_zero,), between, plan=plan)
    (last, last_norm), (second, second_norm) = values(xs, [*cycle, (0, 2)]), values(ys, [*cycle, (0, 2)])
    at = dict(zip([*xs, *ys], (1, 0, -1, 1, -1, 1, 2, 1, -2, -2), strict=True))
    at_most_3 = last * second_norm <= 3 * second * last_norm
    yield Misprint("a chord in the cycle of five", (sum_zero,), at_most_3, at)


def completed(form_: Any, entries: Sequence[Any]) -> tuple[Any, ...]:
    """The linear forms whose squares, with positive factors, make up a positive definite quadratic form."""
    left, linear_forms = form_, []
    for entry in entries:
        factor = left.diff(entry, 2) / 2
        linear = expand(left.diff(entry) / (2 * factor))
        linear_forms.append(linear)
        left = expand(left - factor * linear**2)
    return tuple(linear_forms)
