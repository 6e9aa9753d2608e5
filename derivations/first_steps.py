r"""Article section *First Steps: Gradient Descent*: the quadratic, its minimiser, and the error in the eigenbasis.

On f(w) = 1/2 w^T A w - b^T w with A = Q diag(l_1 .. l_n) Q^T and A w* = b, the error x^k = Q^T (w^k - w*) in the
eigenbasis is multiplied by 1 - alpha l_i in component i at every step, so that

    w^k - w* = sum_i x_i^0 (1 - alpha l_i)^k q_i.

Vectors of any dimension enter by their sums: a step of an `Orbit` adds the summand of one row i, or of one pair of
entries a_ij, a_ji of the matrix; the diagonal is a pair of halves, a_ii/2 twice. So the statements hold for every n.

References: G. Goh, "Why Momentum Really Works", Distill 2017; C. G. J. Jacobi, J. reine angew. Math. 30, 1846
(rotations).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import And, Eq, Equivalent, Ge, Implies, Ne, Or, Rational, Symbol, true

from derivations.claim import claim
from derivations.notation import alpha, epsilon, k, lam, w, x
from derivations.plan import Auto, Cut, Induct, Tends, Use
from derivations.statement import Limit, Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms.gradient_descent import step

SECTION = "First Steps: Gradient Descent"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
JACOBI = "C. G. J. Jacobi, J. reine angew. Math. 30, 1846, 51-94"


def real(names: str) -> list[Any]:
    """Real symbols of these names."""
    return [Symbol(name, real=True) for name in names.split()]


f, f_star, w_star, x_0, p, total = real("f f_star w_star x_0 p total")


def moved(point: Any, slope: Any) -> Any:
    """One step of gradient descent's update rule from a point at which the gradient is `slope`."""
    (following,) = step((point,), lambda _: slope, alpha=alpha)
    return following


def closed_form(eigenvalues: Sequence[Any], start: Sequence[Any], alpha: Any, k: Any) -> list[Any]:
    """x^k in the eigenbasis, x_i^k = (1 - alpha l_i)^k x_i^0; multiplied by Q it is w^k - w*.

    eigenvalues, start: n numbers or SymPy expressions each; k = 0, 1, 2, .... Raises ValueError where their lengths
    differ. Source: the article's closed form in *First Steps*.
    """
    return [(1 - alpha * l_i) ** k * x_i for l_i, x_i in zip(eigenvalues, start, strict=True)]


a, a_t, w_i, w_j, h_i, h_j, b, t = real("a a_t w_i w_j h_i h_j b t")
printed, symmetric, bent, F_0, F_1 = real("printed symmetric bent F_0 F_1")


def pairs(guard: Any = true) -> Orbit:
    """f(w), f(w + t h), <h, A w - b>, <h, (A + A^T)/2 w - b> and h^T A h, by pairs of entries of the matrix.

    A pair comes with the b_i of row i, once for each row and otherwise with 0.
    """

    def value(u_i: Any, u_j: Any) -> Any:
        return (a * u_i * u_j + a_t * u_j * u_i) / 2 - b * u_i

    state = {
        F_0: (0, F_0 + value(w_i, w_j)),
        F_1: (0, F_1 + value(w_i + t * h_i, w_j + t * h_j)),
        printed: (0, printed + a * h_i * w_j + a_t * h_j * w_i - b * h_i),
        symmetric: (0, symmetric + (a + a_t) / 2 * (h_i * w_j + h_j * w_i) - b * h_i),
        bent: (0, bent + (a + a_t) * h_i * h_j),
    }
    return Orbit(state, inputs=(a, a_t, w_i, w_j, h_i, h_j, b), guard=guard)


@claim(
    "gd.gradient",
    section=SECTION,
    latex=r"A = A^T:\quad f(w + t h) = f(w) + t\, h^T (A w - b) + \tfrac{t^2}{2}\, h^T A h \quad \text{for all } w, "
    r"h \text{ and } t",
    printed=r"\nabla f(w) = A w - b",
    as_printed="holds",
    references=(GOH,),
)
def gradient() -> Iterator[Statement | Misprint]:
    """f(w + t h) is a polynomial in t; its linear coefficient is <h, grad f(w)>. A pair a_ij, a_ji adds (a_ij + a_ji)/2
    (h_i w_j + h_j w_i) to it, which is a_ij h_i w_j + a_ji h_j w_i where A is symmetric, as it is throughout the
    article. Of any A it is the symmetric part that f sees: grad f(w) = (A + A^T)/2 w - b.
    """
    expansion = Eq(F_1, F_0 + t * symmetric + t**2 / 2 * bent)
    anyone = pairs()
    yield Statement("every matrix", (anyone,), expansion, plan=Induct(expansion))
    equal = pairs(Eq(a, a_t))
    same = And(Eq(F_1, F_0 + t * printed + t**2 / 2 * bent), Eq(printed, symmetric))
    yield Statement("symmetric matrices", (equal,), same, plan=Induct(same))
    slopes = Eq(a * h_i * w_j + a_t * h_j * w_i, (a + a_t) / 2 * (h_i * w_j + h_j * w_i))
    only = Equivalent(slopes, Eq((a - a_t) * (h_i * w_j - h_j * w_i), 0))
    yield Statement("no other matrices", (), only)


@claim(
    "gd.minimiser",
    section=SECTION,
    latex=r"A w^\star = b,\ l_i \ge l_1 > 0:\quad f(w) - f(w^\star) = \tfrac12 (w - w^\star)^T A (w - w^\star) \ge "
    r"\tfrac{l_1}{2}\, |w - w^\star|^2",
    printed="A symmetric and invertible; the optimal solution is w* = A^{-1} b",
    as_printed="holds-if",
    correction=r"$A$ symmetric and positive definite; with an eigenvalue below 0, $f$ is not bounded below",
    references=(GOH,),
)
def minimiser() -> Iterator[Statement | Misprint]:
    """Put w* for w and w - w* for h in the expansion of gd.gradient: the slope <h, A w* - b> is 0, and f(w) - f(w*) is
    1/2 h^T A h. In the eigenbasis this is the sum of l_i h_i^2/2, at least l_1/2 times the sum of h_i^2. Along an
    eigenvector of l_i < 0 it is l_i t^2/2, which falls below every bound.
    """
    lambda_1 = Symbol("lambda_1", real=True)
    distance = Symbol("distance", real=True)
    term = lam * w**2 / 2 - b * w
    state = {
        f: (0, f + term),
        f_star: (0, f_star + term.subs(w, w_star)),
        total: (0, total + lam * (w - w_star) ** 2 / 2),
        distance: (0, distance + (w - w_star) ** 2),
    }
    sums = Orbit(state, inputs=(w, w_star, lam, b), guard=And(Eq(lam * w_star, b), lam >= lambda_1))
    excess = And(Eq(f, f_star + total), distance >= 0, 2 * total >= lambda_1 * distance)
    bowl = Cut(Ge((w - w_star) ** 2, 0, evaluate=False), then=Cut((lam - lambda_1) * (w - w_star) ** 2 >= 0))
    yield Statement("the loss above the least", (sums,), excess, plan=Induct(excess, step=bowl), lemma=True)
    least = And(f >= f_star, Implies(Eq(f, f_star), Eq(distance, 0)), f - f_star >= lambda_1 * distance / 2)
    least_plan = Use("the loss above the least", then=Cut(lambda_1 * distance >= 0))
    yield Statement("positive definite", (sums, lambda_1 > 0), least, plan=least_plan)
    M = Symbol("M", real=True)
    one = (Eq(lam * w_star, b), Eq(f, term), Eq(f_star, term.subs(w, w_star)))
    deep = (lam < 0, M > 0, Eq(w, w_star + t), lam * t**2 < -2 * M, *one)
    yield Statement("a negative eigenvalue", deep, f < f_star - M, plan=Cut(Eq(f - f_star, lam * t**2 / 2)))
    at = {lam: -1, b: 0, w_star: 0, w: 1, f: -Rational(1, 2), f_star: 0}
    yield Misprint("A = -1", (Ne(lam, 0), *one), f >= f_star, at)


COMPONENT = Orbit({x: (x_0, moved(x, lam * x)), p: (1, (1 - alpha * lam) * p), k: (0, k + 1)})
"""One component of the error in the eigenbasis, with p = (1 - alpha l)^k beside it."""


@claim(
    "gd.eigenbasis-step",
    section=SECTION,
    latex=r"x^k = Q^T (w^k - w^\star):\quad x_i^{k+1} = (1 - \alpha l_i)\, x_i^k, \qquad x_i^k = (1 - \alpha l_i)^k\, "
    r"x_i^0",
    printed=r"x^k = Q^T (w^k - w*),  x_i^{k+1} = x_i^k - \alpha l_i x_i^k = (1 - \alpha l_i) x_i^k = (1 - \alpha "
    r"l_i)^{k+1} x_i^0",
    as_printed="holds",
    references=(GOH,),
)
def eigenbasis_step() -> Iterator[Statement | Misprint]:
    """Take q with A q = l q and the error e = w - w*, at which the gradient is A w - b = A e. A step changes <q, e> by
    -alpha <q, A e>, and <q, A e> = <e, A q> = l <q, e> as A is symmetric. Then induction over k. With 0^0 = 1 nothing
    is excepted: at alpha l_i = 1 the component is 0 from the first step on.
    """
    e_i, e_j, q_i, q_j, e, q, Ae, Aq = real("e_i e_j q_i q_j e q Ae Aq")
    one_way, other_way, now, after = real("one_way other_way now after")
    state = {
        one_way: (0, one_way + a * q_i * e_j + a_t * q_j * e_i),
        other_way: (0, other_way + a * e_i * q_j + a_t * e_j * q_i),
    }
    entries = Orbit(state, inputs=(a, a_t, q_i, q_j, e_i, e_j), guard=Eq(a, a_t))
    equal = Eq(one_way, other_way)
    yield Statement("a symmetric matrix moves across", (entries,), equal, plan=Induct(equal), lemma=True)
    sums = {
        now: (0, now + q * e),
        after: (0, after + q * (moved(w_star + e, Ae) - w_star)),
        one_way: (0, one_way + q * Ae),
        other_way: (0, other_way + e * Aq),
    }
    rows = Orbit(sums, inputs=(q, e, Ae, Aq, w_star), guard=Eq(Aq, lam * q))
    along_q = And(Eq(after, now - alpha * one_way), Eq(other_way, lam * now))
    yield Statement("one step", (rows, equal), Eq(after, (1 - alpha * lam) * now), plan=Induct(along_q))
    closed = Eq(x, p * x_0)
    yield Statement("after k steps", (COMPONENT,), closed, plan=Induct(closed))
    done = Implies(And(Eq(alpha * lam, 1), k >= 1), Eq(x, 0))
    at_once = Or(Eq(k, 0), And(k >= 1, Eq(x, 0)))
    invariant = Implies(Eq(alpha * lam, 1), at_once)
    yield Statement("alpha l = 1", (COMPONENT,), done, plan=Induct(invariant))


@claim(
    "gd.closed-form",
    section=SECTION,
    latex=r"w^k - w^\star = Q x^k = \sum_i x_i^0 (1 - \alpha l_i)^k q_i",
    printed=r"w^k - w* = Q x^k = \sum_i x_i^0 (1 - \alpha l_i)^k q_i",
    as_printed="holds",
    references=(GOH,),
)
def closed_form_of_the_error() -> Iterator[Statement | Misprint]:
    """At k = 0 the sum is Q Q^T (w^0 - w*), and Q Q^T = I. If it is w^k - w* then A q_i = l_i q_i makes the gradient
    the sum of x_i^0 p_i l_i q_i, p_i = (1 - alpha l_i)^k, and the step leaves the sum of x_i^0 p_i (1 - alpha l_i) q_i.
    Here it is one coordinate, summed over i. The length of the error is that of x^k, as the q_i are orthonormal: adding
    one more x q to a sum to which q is orthogonal adds x^2 to its squared length.
    """
    q_i, Aq_i, error, slope, following = real("q_i Aq_i error slope following")
    sums = {
        error: (0, error + x_0 * p * q_i),
        slope: (0, slope + x_0 * p * Aq_i),
        following: (0, following + x_0 * (1 - alpha * lam) * p * q_i),
    }
    terms = Orbit(sums, inputs=(x_0, p, q_i, Aq_i, lam), guard=Eq(Aq_i, lam * q_i))
    next_one = Eq(moved(w_star + error, slope), w_star + following)
    yield Statement("a step keeps the form", (terms,), next_one, plan=Induct(next_one))
    inner, norm, squared, components = real("inner norm squared components")
    state = {squared: (0, squared + 2 * x * inner + x**2 * norm), components: (0, components + (p * x_0) ** 2)}
    guard = And(Eq(inner, 0), Eq(norm, 1), Eq(x, p * x_0))
    adding = Orbit(state, inputs=(x, p, x_0, inner, norm), guard=guard)
    yield Statement("the length of the error", (adding,), Eq(squared, components), plan=Induct(Eq(squared, components)))


@claim(
    "gd.eigenbasis",
    section=SECTION,
    latex=r"A = A^T:\ \text{Jacobi's rotations } Q_k \text{ make } \sum_{i \ne j} (Q_k^T A Q_k)_{ij}^2 \to 0, "
    r"\text{ and so (by compactness) } A = Q\, \mathrm{diag}(l_1, \ldots, l_n)\, Q^T; \qquad f(w) - f(w^\star) = "
    r"\tfrac12 \sum_i l_i x_i^2, \quad x_i^{k+1} = (1 - \alpha l_i)\, x_i^k",
    printed="Every symmetric A has an eigenvalue decomposition, and in its eigenvectors all dimensions act "
    "independently.",
    as_printed="holds",
    references=(GOH, JACOBI),
)
def eigenbasis() -> Iterator[Statement | Misprint]:
    """Jacobi's rotations, for every n. For an entry a = a_ij other than 0 there are c, s with c^2 + s^2 = 1 for which
    the rotation of rows and columns i and j makes it 0. The other entries of those rows keep the sum of their squares,
    so that the sum m of the squares off the diagonal drops by 2 a^2. With the largest entry each time, of the N = n(n -
    1)/2 above the diagonal, m <= 2 N a^2: it drops to (1 - 1/N) m or less, hence m_k (N + k) <= N m_0, which tends to
    0. The products of the rotations are orthogonal matrices, a compact set, so that a subsequence has a limit Q, and
    Q^T A Q is diagonal: this last step is the one that is not a statement about finitely many real numbers, and is not
    among those that are proved here. For n = 2 a single rotation does it, and for n = 1 none is needed.

    In the eigenvectors f is a sum of functions of one component each, and a step multiplies each by its own factor.
    """
    yield from _rotation()
    m, m_0, N, inverse = real("m m_0 N inverse")
    sweep = Orbit({m: (m_0, m - 2 * a**2), k: (0, k + 1)}, inputs=(a,), guard=And(m >= 2 * a**2, m <= 2 * N * a**2))
    size = And(m >= 0, k >= 0, m * (N + k) <= N * m_0)
    left = m - 2 * a**2
    falls = known(N * left <= (N - 1) * m, N * left * (N + k + 1) <= (N - 1) * m * (N + k + 1))
    start = (N >= 1, m_0 >= 0)
    yield Statement("like one over k", (sweep, *start), size, plan=Induct(size, step=falls), lemma=True)
    late = Use("like one over k", then=Cut(inverse > 0, then=Cut(k * epsilon >= 1 + N * m_0)))
    close = Tends(epsilon * inverse, positive=Cut(inverse > 0), close=late)
    limit = Limit(sweep, k, m)
    yield Statement("nothing is left off the diagonal", (*start, Eq(inverse * (1 + N * m_0), 1)), limit, plan=close)
    sums = Orbit(
        {f: (0, f + (lam * w**2 / 2 - b * w) - (lam * w_star**2 / 2 - b * w_star)), total: (0, total + lam * x**2 / 2)},
        inputs=(w, w_star, lam, b, x),
        guard=And(Eq(lam * w_star, b), Eq(x, w - w_star)),
    )
    yield Statement("f is a sum over components", (sums,), Eq(f, total), plan=Induct(Eq(f, total)))
    own = Eq(x, p * x_0)
    yield Statement("each component on its own", (COMPONENT,), own, plan=Use("gd.eigenbasis-step/after k steps"))


def _rotation() -> Iterator[Statement]:
    """One rotation of rows and columns i and j: c on the diagonal, s and -s off it; u and v are the entries of rows i
    and j in one of the other columns."""
    c, s, a_ii, a_jj, root, size, u, v, m, m_next = real("c s a_ii a_jj root size u v m m_next")
    gap = a_ii - a_jj
    unit, zero = Eq(c**2 + s**2, 1), Eq((c**2 - s**2) * a, c * s * gap)
    roots = (root >= 0, Eq(root**2, gap**2 + 4 * a**2), size > 0, Eq(size**2, a**2 + ((root - gap) / 2) ** 2))
    angle = (*roots, Eq(c * size, a), Eq(s * size, (root - gap) / 2))
    scaled = And(Eq(size**2 * (c**2 + s**2), size**2), Eq(size**2 * (c**2 - s**2) * a, size**2 * c * s * gap))
    yield Statement("there is a rotation", (Ne(a, 0), *angle), And(unit, zero), plan=Cut(scaled))
    others = Orbit(
        {m: (0, m + 2 * (u**2 + v**2)), m_next: (0, m_next + 2 * ((c * u + s * v) ** 2 + (c * v - s * u) ** 2))},
        inputs=(u, v),
    )
    rotated = c * (c * a - s * a_ii) + s * (c * a_jj - s * a)
    before_it, after_it = m + 2 * a**2, m_next + 2 * rotated**2
    drop = Eq(after_it, before_it - 2 * a**2)
    same = Eq(m_next, m)
    yield Statement("what it takes off", (others, unit, zero), drop, plan=Induct(same))
    new_ii, new_jj = c**2 * a_ii + 2 * c * s * a + s**2 * a_jj, s**2 * a_ii - 2 * c * s * a + c**2 * a_jj
    q_i = And(Eq(a_ii * c + a * s, new_ii * c), Eq(a * c + a_jj * s, new_ii * s))
    q_j = And(Eq(-a_ii * s + a * c, -new_jj * s), Eq(-a * s + a_jj * c, new_jj * c))
    yield Statement("two dimensions", (unit, zero), And(q_i, q_j), plan=Auto(degree=3))
