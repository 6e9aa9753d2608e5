r"""Article section *Example: The Colorization Problem*: the objective, its minimiser, its gradient, and its Laplacian.

A graph G and a set D of its vertices give the objective, with w_i the colour of vertex i,

    f(w) = 1/2 sum_{i in D} (w_i - 1)^2 + 1/2 sum_{(i,j) in E} (w_i - w_j)^2
         = 1/2 sum_{i in D} (w^T e_i e_i^T w - 2 e_i^T w) + |D|/2 + 1/2 w^T L_G w.

A graph enters by its sums: a step of an `Orbit` adds one edge, of weight c >= 0 between the values u and v, or one
member of D, of weight d >= 0 and value u; the article's weights are 1. So the statements hold for every finite graph
and every D; an edge that is there twice has weight 2, and a loop adds nothing. What is summed by vertices in the
article, such as the degrees, is summed by edges here: each edge counts once at either end. That the sums are the same
on every graph is a theorem of Rocq: `proofs/color.laplacian-entries.v`.

References: G. Goh, "Why Momentum Really Works", Distill 2017; F. R. K. Chung, *Spectral Graph Theory*, AMS 1997,
chapter 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ge, Implies, Or, Rational

from derivations.claim import claim
from derivations.first_steps import GOH, moved, real
from derivations.notation import alpha, beta, k, lam, n, w, x, z
from derivations.plan import Auto, Cut, Induct, Plan, Split, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square
from numerics.algorithms import momentum

SECTION = "Example: The Colorization Problem"
CHUNG = "F. R. K. Chung, Spectral Graph Theory, AMS 1997, chapter 1"

c, d, u, v, a, t, h, f, F, total, size = real("c d u v a t h f F total size")
N, near, own, degree, g, form, p = real("N near own degree g form p")
NONNEGATIVE = And(c >= 0, d >= 0)


def term(first: Any, second: Any) -> Any:
    """What an edge of weight c between these values, and a member of D of weight d at the first, add to f."""
    return c * (first - second) ** 2 / 2 + d * (first - 1) ** 2 / 2


def path(start: Any = a) -> Orbit:
    """From a vertex of value `start` along k edges to one of value x; F adds the squared differences."""
    return Orbit({x: (start, x + h), F: (0, F + h**2), k: (0, k + 1)}, inputs=(h,))


def path_bound() -> Statement:
    """(x - a)^2 <= k F: Cauchy and Schwarz, along a path."""
    bound = And(k >= 0, F >= 0, (x - a) ** 2 <= k * F)
    following = (x + h - a) ** 2 > (k + 1) * (F + h**2)
    step = Split(k, positive=Auto(products=((following, k > 0),), squares=(x - a - k * h,)))
    return Statement("along a path", (path(),), bound, plan=Induct(bound, step=step), lemma=True)


@claim(
    "color.minimiser",
    section="Example: The Colorization Problem, footnote 7",
    latex=r"f \ge 0 = f(1, \ldots, 1); \qquad (w_i - 1)^2 \le 2 (r + 1) f(w) \text{ for a vertex } r \text{ edges away "
    r"from } D, \text{ so that } f(w) = 0 \implies w_i = 1",
    printed="The objective is bounded below by 0, and the vector of all 1's attains it; it is the optimal solution.",
    as_printed="holds-if",
    correction=r"it is a minimiser for every graph and every $D$, and the only one iff every component of the graph "
    r"meets $D$: on a component that does not, every constant is as good",
    references=(GOH, CHUNG),
)
def minimiser() -> Iterator[Statement | Misprint]:
    """Every term is nonnegative, and 0 for equal colours 1. Read a member of D as one more edge, to a vertex of colour
    1: then a vertex r edges away from D is r + 1 edges away from that one, the squared differences along the path are
    part of 2 f, and (w_i - 1)^2 is at most r + 1 times as much. So f = 0 makes every vertex that is joined to D a 1. On
    a component without D adding t changes no term. Paths, components and the whole are in theorems of Rocq, for every
    graph: `proofs/color.minimiser.v`.
    """
    ones = real("f_ones")[0]
    sums = Orbit({f: (0, f + term(u, v)), ones: (0, ones + term(1, 1))}, inputs=(c, d, u, v), guard=NONNEGATIVE)
    least = And(f >= 0, Eq(ones, 0))
    yield Statement("bounded below and attained", (sums,), least, plan=Induct(least, step=_nonnegative()))
    yield path_bound()
    whole = Orbit({total: (F, total + 2 * term(u, v))}, inputs=(c, d, u, v), guard=NONNEGATIVE)
    plan = Use("along a path", {a: 1}, then=Induct(total >= F, run=1, step=_nonnegative()))
    near_d = And((x - 1) ** 2 <= k * total, Implies(Eq(total, 0), Eq(x, 1)))
    yield Statement("the only one where it meets D", (path(1), whole), near_d, plan=plan)
    g_u, g_v = real("g_u g_v")
    free = And(Eq(c * (g_u - g_v), 0), Eq(d * g_u, 0))
    shifted = Orbit({f: (0, f + term(1 + t * g_u, 1 + t * g_v))}, inputs=(c, d, g_u, g_v), guard=free)
    yield Statement("not the only one elsewhere", (shifted,), Eq(f, 0), plan=Induct(Eq(f, 0)))
    alone = Orbit({f: (0, f + d * (x - 1) ** 2 / 2)}, inputs=(d,), guard=Eq(d, 0))
    yield Misprint("a single vertex and no D", (alone, Eq(f, 0)), Eq(x, 1), {x: 0}, (({d: 0},),))


def _nonnegative() -> Plan:
    return known(square(u - v), square(u - 1), c * (u - v) ** 2 >= 0, d * (u - 1) ** 2 >= 0)


@claim(
    "color.gradient-step",
    section=SECTION,
    latex=r"f(w + t e_i) = f(w) + t\, g_i + \tfrac{t^2}{2} (\deg i + [i \in D]), \quad g_i = \sum_{j \in N} (w_i - "
    r"w_j) + [i \in D] (w_i - 1), \qquad w_i^{k+1} = w_i^k - \alpha g_i",
    printed=r"w_i^{k+1} = w_i^k - \alpha \sum_{j \in N} (w_i^k - w_j^k) - { \alpha (w_i^k - 1) if i in D, 0 otherwise "
    r"}",
    as_printed="holds",
    references=(GOH,),
)
def gradient_step() -> Iterator[Statement | Misprint]:
    """Change the colour of vertex i by t. The edges at i and, if i is in D, its own term change; each is a square, and
    its coefficient of t is what is printed. All other terms (`rest`) stay. That this is the gradient, by derivatives
    and on every graph, is a theorem of Rocq: `proofs/color.gradient-step.v`.
    """
    F_0, F_1, bend, rest = real("F_0 F_1 bend rest")
    state = {
        F_0: (0, F_0 + term(w, v) + rest),
        F_1: (0, F_1 + c * (w + t - v) ** 2 / 2 + d * (w + t - 1) ** 2 / 2 + rest),
        g: (0, g + c * (w - v) + d * (w - 1)),
        near: (0, near + c * (w - v)),
        own: (0, own + d * (w - 1)),
        bend: (0, bend + c + d),
    }
    at_i = Orbit(state, inputs=(c, d, v, rest))
    taylor = Eq(F_1, F_0 + t * g + t**2 * bend / 2)
    yield Statement("the gradient", (at_i,), taylor, plan=Induct(taylor))
    step = Eq(moved(w, g), w - alpha * near - alpha * own)
    yield Statement("the step", (at_i,), step, plan=Induct(Eq(g, near + own)))


@claim(
    "color.vectorised",
    section=SECTION,
    latex=r"f(x) = \tfrac12 \sum_{i \in D} (x^T e_i e_i^T x - 2 e_i^T x) + \tfrac12 x^T L_G x + \tfrac12 |D|",
    printed=r"minimise 1/2 \sum_{i \in D} (x^T e_i e_i^T x - e_i^T x) + 1/2 x^T L_G x",
    as_printed="fails",
    correction=r"$\tfrac12 \sum_{i \in D} (x^T e_i e_i^T x - 2 e_i^T x) + \tfrac12 x^T L_G x$, which is $f$ less the "
    r"constant $|D|/2$; what is printed is least at $x = (\tfrac12, \ldots, \tfrac12)$",
    references=(GOH,),
)
def vectorised() -> Iterator[Statement | Misprint]:
    """(x_i - 1)^2 = x_i^2 - 2 x_i + 1. With x_i instead of 2 x_i the square is that of x_i - 1/2, less 1/4: the printed
    objective is that of the colour 1/2.
    """
    printed, corrected, half, ones = real("printed corrected half ones")

    def value(factor: Any, first: Any, second: Any) -> Any:
        return d * (first**2 - factor * first) / 2 + c * (first - second) ** 2 / 2

    middle = Rational(1, 2)
    state = {
        f: (0, f + term(u, v)),
        size: (0, size + d),
        corrected: (0, corrected + value(2, u, v)),
        printed: (0, printed + value(1, u, v)),
        half: (0, half + value(1, middle, middle)),
        ones: (0, ones + value(1, 1, 1)),
    }
    run = Orbit(state, inputs=(c, d, u, v), guard=NONNEGATIVE)
    same = Eq(f, corrected + size / 2)
    yield Statement("corrected", (run,), same, plan=Induct(same))
    least = And(Eq(half, -size / 8), Eq(ones, 0), printed >= half, size >= 0)
    facts = known(square(u - v), square(u - middle), c * (u - v) ** 2 >= 0, d * (u - middle) ** 2 >= 0)
    yield Statement("what is printed is least at one half", (run,), least, plan=Induct(least, step=facts))
    at = {c: 0, d: 1, u: middle, v: 0}
    yield Misprint("one vertex, in D", (run,), ones <= printed, {}, ((at,),))


@claim(
    "color.laplacian-entries",
    section="footnote 8",
    latex=r"x^T L_G x = \sum_i \deg(i)\, x_i^2 - 2 \sum_E x_i x_j = \sum_E (x_i - x_j)^2, \qquad e_i^T L_G e_i = \deg "
    r"i, \quad e_i^T L_G e_j = -\#\{\text{edges between } i \text{ and } j\}",
    printed=r"[L_G]_{ij} = degree of i if i = j; -1 if i != j and (i,j) or (j,i) in E; 0 otherwise; and x^T L_G x = "
    r"\sum_E (x_i - x_j)^2",
    as_printed="holds-if",
    correction=r"for simple graphs with each edge in $E$ once, as $(i,j)$ or as $(j,i)$: for $E = \{(1,2), (2,1)\}$ "
    r"the sum is $2 (x_1 - x_2)^2$ and the entries say $(x_1 - x_2)^2$; an edge that is there $m$ times has the entry "
    r"$-m$",
    references=(GOH, CHUNG),
)
def laplacian_entries() -> Iterator[Statement | Misprint]:
    """An edge between u and v adds u^2 + v^2 to the diagonal part of x^T L x, one for each end's degree, and -2 u v to
    the rest; that is (u - v)^2. Conversely the entries are those of the bilinear form of the sum: at e_i and e_j each
    edge gives (p_u - p_v)(q_u - q_v), where p and q mark i and j; it is 1 for i = j at an end of the edge, and -1 where
    the edge joins i and j.
    """
    diagonal, rest = real("diagonal rest")
    sums = {diagonal: (0, diagonal + u**2 + v**2), rest: (0, rest - 2 * u * v), form: (0, form + (u - v) ** 2)}
    by_edges = Orbit(sums, inputs=(u, v))
    same = Eq(form, diagonal + rest)
    yield Statement("the form", (by_edges,), same, plan=Induct(same))
    p_u, p_v, q_u, q_v, ii, ij, jj, both, joined = real("p_u p_v q_u q_v ii ij jj both joined")
    state = {
        ii: (0, ii + (p_u - p_v) ** 2),
        jj: (0, jj + (q_u - q_v) ** 2),
        both: (0, both + (p_u + q_u - p_v - q_v) ** 2),
        ij: (0, ij + (p_u - p_v) * (q_u - q_v)),
        degree: (0, degree + p_u + p_v),
        joined: (0, joined + p_u * q_v + p_v * q_u),
    }
    marks = (*(Eq(m**2, m) for m in (p_u, p_v, q_u, q_v)), *(Eq(m, 0) for m in (p_u * p_v, p_u * q_u, p_v * q_v)))
    entries = Orbit(state, inputs=(p_u, p_v, q_u, q_v), guard=And(*marks))
    read = And(Eq(ii, degree), Eq(ij, -joined), Eq(both, ii + 2 * ij + jj))
    yield Statement("the entries", (entries,), read, plan=Induct(read))
    first, second = real("x_1 x_2")
    ways = Or(And(Eq(u, first), Eq(v, second)), And(Eq(u, second), Eq(v, first)))
    twice = Orbit({form: (0, form + (u - v) ** 2), k: (0, k + 1)}, inputs=(u, v), guard=ways)
    by_entries = first**2 + second**2 - 2 * first * second
    at = {first: 1, second: 0}
    steps = (({u: 1, v: 0}, {u: 0, v: 1}),)
    yield Misprint("both (1,2) and (2,1)", (twice, k >= 1), Eq(form, by_entries), at, steps)


@claim(
    "color.null-vector",
    section=SECTION,
    latex=r"L_G (1, \ldots, 1)^T = 0; \qquad L_G x = \lambda x,\ x \ne 0 \implies \lambda \ge 0; \qquad L_G x = 0 "
    r"\implies x_i = x_j \text{ for joined } i, j",
    printed="The first eigenvalue of L_G is always 0, with the all-ones eigenvector.",
    as_printed="holds",
    references=(GOH, CHUNG),
)
def null_vector() -> Iterator[Statement | Misprint]:
    """A row of L x is the sum of x_i - x_j over the neighbours, which is 0 for equal values. An eigenvalue is x^T L x /
    |x|^2, and x^T L x is a sum of squares; so none is negative and 0 is the first. It has no other eigenvector than
    the constants iff the graph is connected: x^T L x = 0 makes the ends of a path equal. With L by its entries, on
    every graph, this is in theorems of Rocq: `proofs/color.null-vector.v`.
    """
    row = Orbit({near: (0, near + c * (w - v))}, inputs=(c, v), guard=Eq(v, w))
    yield Statement("the row sums", (row,), Eq(near, 0), plan=Induct(Eq(near, 0)))
    Lx, xLx = real("Lx xLx")
    rows = Orbit({xLx: (0, xLx + x * Lx), N: (0, N + x**2)}, inputs=(x, Lx), guard=Eq(Lx, lam * x))
    edges = Orbit({form: (0, form + c * (u - v) ** 2)}, inputs=(c, u, v), guard=c >= 0)
    facts = known(square(u - v), c * (u - v) ** 2 >= 0)
    plan = Induct(Eq(xLx, lam * N), then=Induct(form >= 0, run=1, step=facts))
    eigenvector = (rows, edges, Eq(xLx, form), N > 0)
    yield Statement("no negative eigenvalue", eigenvector, lam >= 0, plan=plan)
    rest = Orbit({form: (F, form + c * (u - v) ** 2)}, inputs=(c, u, v), guard=c >= 0)
    along = Use("color.minimiser/along a path", then=Induct(form >= F, run=1, step=facts))
    constant = And((x - a) ** 2 <= k * form, Implies(Eq(form, 0), Eq(x, a)))
    yield Statement("no other where it is connected", (path(), rest), constant, plan=along)


@claim(
    "color.local-averaging",
    section=SECTION,
    latex=r"w_i^{k+1} = (1 - \alpha (\deg i + [i \in D]))\, w_i^k + \alpha \sum_{j \in N} w_j^k + \alpha [i \in D]",
    printed="Each component of the gradient step is some form of weighted average of the current value and its "
    "neighbours.",
    as_printed="holds-if",
    correction=r"the weights add to 1, if in $D$ the colour 1 counts as one more neighbour; none is negative iff $0 "
    r"\le \alpha (\deg i + [i \in D]) \le 1$, which not all step-sizes that converge satisfy",
    references=(GOH,),
)
def local_averaging() -> Iterator[Statement | Misprint]:
    """Collect the terms of the step. The weights are 1 - alpha (deg + d), alpha for each neighbour, and alpha d for the
    colour: they add to 1. While they are nonnegative the new value is between the least and the largest of those that
    it is made of. With alpha deg > 1 a vertex jumps beyond neighbours that are all equal. Leave the colour out and the
    weights add to 1 - alpha d: where all values are equal to some w other than 1, a vertex of D leaves them. The middle
    of a path of three is the smallest case in which no colour plays a part; a single vertex of D jumps beyond 1 for 1 <
    alpha < 2.
    """
    m, M, around = real("m M around")
    state = {near: (0, near + c * (w - v)), degree: (0, degree + c), around: (0, around + c * v)}
    after = moved(w, near + d * (w - 1))
    plain = Orbit(state, inputs=(c, v))
    weighted = Eq(after, (1 - alpha * (degree + d)) * w + alpha * around + alpha * d)
    yield Statement("the weights", (plain,), weighted, plan=Induct(Eq(near, degree * w - around)))
    values = Orbit(state, inputs=(c, v), guard=And(c >= 0, v >= m, v <= M))
    within = And(Eq(near, degree * w - around), degree >= 0, around >= degree * m, around <= degree * M)
    facts = known(c * (v - m) >= 0, c * (M - v) >= 0)
    between = And(after >= m, after <= M)
    own_weight = 1 - alpha * (degree + d)
    mixed = known(own_weight * (w - m) >= 0, own_weight * (M - w) >= 0)
    plan = Induct(
        within,
        step=facts,
        then=known(alpha * (around - degree * m) >= 0, alpha * (degree * M - around) >= 0, then=mixed),
    )
    colour = (d >= 0, d * (1 - m) >= 0, d * (M - 1) >= 0)
    small = (alpha >= 0, alpha * (degree + d) <= 1)
    yield Statement("an average", (values, w >= m, w <= M, *colour, *small), between, plan=plan)
    weights = Equivalent(And(own_weight >= 0, alpha >= 0), And(alpha * (degree + d) >= 0, own_weight >= 0))
    yield Statement("which weights are negative", (degree + d > 0,), weights)
    alike = Orbit(state, inputs=(c, v), guard=And(c >= 0, Eq(v, m)))
    beyond = (alike, Eq(d, 0), w > m, alpha * degree > 1)
    plan = Induct(Eq(near, degree * (w - m)), then=Cut((alpha * degree - 1) * (w - m) > 0))
    yield Statement("no average for larger step-sizes", beyond, after < m, plan=plan)
    still = Orbit(state, inputs=(c, v), guard=Eq(v, w))
    leaves = Eq(after - w, alpha * d * (1 - w))
    yield Statement("the colour counts", (still,), leaves, plan=Induct(Eq(near, 0)))
    at = {alpha: Rational(3, 5), w: 1, m: 0, M: 1, d: 0}
    middle = (values, alpha > 0, 3 * alpha < 2, w >= m, w <= M, Eq(d, 0), degree <= 2)
    steps = (({c: 1, v: 0}, {c: 1, v: 0}),)
    yield Misprint("the middle of a path of three", middle, between, at, steps)
    alone = (Eq(d, 1), alpha > 0, alpha < 2, w >= 0, w <= 1)
    one_step = moved(w, d * (w - 1))
    at = {alpha: Rational(3, 2), w: 0, d: 1}
    yield Misprint("a single vertex, in D", alone, And(one_step >= 0, one_step <= 1), at)


@claim(
    "color.one-edge-per-step",
    section=SECTION,
    latex=r"w^0 = 0,\ z^0 = 0:\quad w_i^k = z_i^k = 0 \text{ for } k \le r, \qquad w_i^{r+1} = \alpha^{r+1} \cdot "
    r"\#\{\text{shortest paths from } D \text{ to } i\}, \quad r = \mathrm{dist}(i, D)",
    printed="Movement towards equilibrium is made only through local corrections: like ink, one edge a step.",
    as_printed="holds",
    references=(GOH,),
)
def one_edge_per_step() -> Iterator[Statement | Misprint]:
    """Of gradient descent and of momentum. A vertex outside D at rest (z = 0) whose neighbours have its own value has
    the gradient 0 and stays as it is. Let `beyond` be the sum of w_i^2 + z_i^2 over the vertices with dist(i, D) >= k.
    If it is 0, a vertex with dist >= k + 1 is at rest among neighbours with dist >= k, that is among equals, and the
    sum over these (`reached` = 1) is 0 one step later: so it is for all k, and nothing moves faster than one edge a
    step.

    It moves that fast: D itself is at alpha after one step; and where the neighbours at distance r have just come to
    n_j times p = alpha^{r+1}, the vertex behind them, with 0 itself and among 0 else, comes to (sum of n_j) alpha p.
    The number of shortest paths to a vertex is that sum. What a distance is (a neighbour of a vertex with dist >= k + 1
    has dist >= k) and the induction over the number of shortest paths, one edge a time, are in theorems of Rocq, for
    every graph: `proofs/color.one-edge-per-step.v`.
    """
    beyond, following, total, reached, n_j, paths, front = real("beyond following total reached n_j paths front")
    z_next, w_next = momentum.step((z, w), lambda _: near, alpha=alpha, beta=beta)
    equals = Orbit({near: (0, near + c * (w - v))}, inputs=(c, v), guard=Eq(v, w))
    stays = And(Eq(z_next, 0), Eq(w_next, w), Eq(moved(w, near), w))
    yield Statement("nothing moves among equals", (equals, Eq(z, 0)), stays, plan=Induct(Eq(near, 0)))
    farther = reached * (w_next**2 + z_next**2)
    still = And(Eq(reached**2, reached), Implies(Eq(total, 0), Eq(near, 0)))
    state = {beyond: (0, beyond + w**2 + z**2), following: (0, following + farther)}
    vertices = Orbit(state, inputs=(w, z, near, reached), guard=still)
    factor = 2 + 2 * alpha**2 * beta**2 + beta**2
    most = factor * (w**2 + z**2)
    kept = And(following >= 0, following <= factor * beyond)
    squares = Auto(squares=(w, z, w + alpha * beta * z, w - alpha * beta * z, beta * z, beta * w, alpha * beta * w))
    one = Cut(Eq(reached, 1), otherwise=known(Eq(reached, 0), then=squares), then=squares)
    sizes = Cut(And(farther >= 0, farther <= most), otherwise=one)
    plan = Induct(kept, step=known(Eq(near, 0), then=sizes))
    yield Statement("one step, all vertices", (vertices, Eq(beyond, total), Eq(total, 0)), Eq(following, 0), plan=plan)
    sums = Orbit({beyond: (0, following)}, inputs=(following,), guard=Implies(Eq(beyond, 0), Eq(following, 0)))
    yield Statement("no faster than one edge a step", (sums,), Eq(beyond, 0), plan=Induct(Eq(beyond, 0)))
    _, w_front = momentum.step((0, 0), lambda _: near, alpha=alpha, beta=beta)
    behind = Orbit({near: (0, near + (0 - n_j * p)), paths: (0, paths + n_j)}, inputs=(n_j,))
    arrives = And(Eq(w_front, alpha * p * paths), Eq(moved(0, near), alpha * p * paths))
    yield Statement("the next edge", (behind,), arrives, plan=Induct(Eq(near, -p * paths)))
    _, first = momentum.step((0, 0), lambda w: w - 1, alpha=alpha, beta=beta)
    _, after = momentum.step((0, 0), lambda w: w - front, alpha=alpha, beta=beta)
    line = Orbit({front: (first, after), p: (alpha, alpha * p)})
    shown = And(Eq(front, p), front > 0)
    yield Statement("no slower along a path", (line, alpha > 0), shown, plan=Induct(shown))


@claim(
    "color.low-rank-correction",
    section=SECTION,
    latex=r"C = \sum_{i \in D} e_i e_i^T = C^2 = C^T,\ \mathrm{rank}\, C = \mathrm{tr}\, C = |D|, \quad 0 \le x^T C x "
    r"\le |x|^2; \qquad \tfrac12 \sum_D (x_i - 1)^2 = \tfrac12 x^T C x - \sum_D e_i^T x + \tfrac12 |D|",
    printed="The colorizer is a small low rank correction, with a linear term, to the smoother 1/2 x^T L_G x.",
    as_printed="holds-if",
    correction=r"it is of rank $|D|$ and norm 1 for every nonempty $D$: low iff $|D|$ is small against $n$, as it is "
    r"not where every vertex is in $D$",
    references=(GOH,),
)
def low_rank_correction() -> Iterator[Statement | Misprint]:
    """C is diagonal with d_i = 1 in D and 0 elsewhere, an orthogonal projection: its rank is its trace, |D|. It keeps
    what is supported in D (norm 1) and annihilates what vanishes there.
    """
    quadratic, image, outside, linear = real("quadratic image outside linear")
    state = {
        n: (0, n + 1),
        size: (0, size + d),
        N: (0, N + x**2),
        quadratic: (0, quadratic + d * x**2),
        image: (0, image + (d * x) ** 2),
        outside: (0, outside + (1 - d) * x**2),
        linear: (0, linear + d * x),
        own: (0, own + d * (x - 1) ** 2 / 2),
    }
    rows = Orbit(state, inputs=(d, x), guard=Eq(d**2, d))
    equations = And(Eq(own, quadratic / 2 - linear + size / 2), Eq(quadratic, image), Eq(quadratic + outside, N))
    yield Statement("a projection and a linear term", (rows,), equations, plan=Induct(equations))
    ranges = And(image >= 0, outside >= 0, size >= 0, size <= n)
    facts = known(square(d * x), square((1 - d) * x), square(d), square(1 - d))
    plan = Induct(And(equations, ranges), step=facts)
    sizes = And(quadratic >= 0, quadratic <= N, size >= 0, size <= n)
    yield Statement("between 0 and 1", (rows,), sizes, plan=plan)
    inside = Orbit(state, inputs=(d, x), guard=And(Eq(d**2, d), Eq((1 - d) * x, 0)))
    kept = Eq(quadratic, N)
    yield Statement("kept in D", (inside,), kept, plan=Induct(kept))
    elsewhere = Orbit(state, inputs=(d, x), guard=And(Eq(d**2, d), Eq(d * x, 0)))
    yield Statement("annihilated outside", (elsewhere,), Eq(quadratic, 0), plan=Induct(Eq(quadratic, 0)))
    yield Misprint("one vertex, in D", (rows, Ge(n, 1)), size < n, {}, (({d: 1, x: 0},),))
