r"""Article section *Example: Polynomial Regression*: least squares on the Vandermonde matrix, and its eigenfeatures.

The model is a polynomial, model(xi) = w_1 p_1(xi) + .. + w_n p_n(xi) with p_j(xi) = xi^{j-1}, and is fitted to the data
d_1 .. d_m at the points xi_1 .. xi_m. With Z the m x n Vandermonde matrix, whose row i is (1, xi_i, .., xi_i^{n-1}),

    1/2 sum_i (model(xi_i) - d_i)^2 = 1/2 |Z w - d|^2 = 1/2 w^T A w - b^T w + 1/2 |d|^2,   A = Z^T Z,  b = Z^T d.

Along the eigenvectors of A, A q_i = l_i q_i, the weights are x = Q^T w with the q_i in the columns of Q, and the model
is a combination of the eigenfeatures, model = x_1 f_1 + .. + x_n f_n with f_i(xi) = sum_j q_ij xi^{j-1}, q_ij being
entry j of q_i. On the data the eigenfeatures are orthogonal, and |f_i|^2 = l_i, so that the loss is a sum of n
functions of one x_i each.

Sums over the n weights, the m data or the n eigenvectors are runs that add one summand at each step, so that the
statements hold for all m and n; a sum within a sum enters by what an earlier statement says of it.

References: G. Goh, "Why Momentum Really Works", Distill 2017; N. J. Higham, *Accuracy and Stability of Numerical
Algorithms*, 2nd ed., SIAM 2002, chapter 22 (Vandermonde systems), section 5.2 (Horner).
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Ge, Implies, Ne, Or, Rational, true

from derivations.claim import claim
from derivations.first_steps import GOH, moved, real
from derivations.notation import alpha, lam, w, x
from derivations.plan import Attain, Auto, Cut, Induct
from derivations.statement import Minimum, Misprint, Orbit, Statement
from derivations.tactics import square

SECTION = "Example: Polynomial Regression"
HIGHAM = "N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002, chapter 22"

xi, p, d, z, q, f, b, r, t, total, loss, inner = real("xi p d z q f b r t total loss inner")
w_1, w_2, x_1, x_2 = real("w_1 w_2 x_1 x_2")
xi_1, xi_2 = real("xi_1 xi_2")


@claim(
    "poly.objective",
    section=SECTION,
    latex=r"\tfrac12 \sum_{i=1}^m (\mathrm{model}(\xi_i) - d_i)^2 = \tfrac12 |Z w - d|^2, \quad Z_{ij} = \xi_i^{j-1} "
    r"\quad \text{for all } m \text{ and } n",
    printed=r"1/2 \sum_i (model(\xi_i) - d_i)^2 = 1/2 \|Z w - d\|^2, Z the Vandermonde matrix with columns \xi^0 .. "
    r"\xi^{n-1}",
    as_printed="holds",
    references=(GOH, HIGHAM),
)
def objective() -> Iterator[Statement | Misprint]:
    """Horner's rule evaluates the model from its last weight on, h <- w_j + xi h. Read from the first weight on, the
    products w_j xi^{j-1} so far and xi^{j-1} times what Horner's rule has made of the remaining weights add up to the
    value of the model; when no weight remains, the sum is the entry of Z w. Then sum over the data.
    """
    rest, following, value, row = real("rest following value row")
    state = {row: (0, row + w * p), p: (1, xi * p), rest: (value, following)}
    weights = Orbit(state, inputs=(w, following), guard=Eq(rest, w + xi * following))
    yield Statement("Horner's rule", (weights, Eq(rest, 0)), Eq(row, value), plan=Induct(Eq(row + p * rest, value)))
    fitted, residual = real("fitted residual")
    sums = {fitted: (0, fitted + (value - d) ** 2 / 2), residual: (0, residual + (row - d) ** 2 / 2)}
    data = Orbit(sums, inputs=(value, row, d), guard=Eq(row, value))
    yield Statement("over the data", (data,), Eq(fitted, residual), plan=Induct(Eq(fitted, residual)))


def quadratic_form() -> Iterator[Statement]:
    """|Z w - d|^2/2 by the entries of A and b: one row of Z for all n, then all m rows."""
    row, form, cross, square_d, bent, ahead, g = real("row form cross square_d bent ahead g")
    entries = Orbit(
        {row: (0, row + z * w), form: (0, form + 2 * row * z * w + (z * w) ** 2), cross: (0, cross + z * d * w)},
        inputs=(z, w),
    )
    one = And(Eq(form, row**2), Eq(cross, d * row))
    yield Statement("one row", (entries,), one, plan=Induct(one), lemma=True)
    state = {
        loss: (0, loss + (row - d) ** 2 / 2),
        total: (0, total + form),
        inner: (0, inner + cross),
        square_d: (0, square_d + d**2),
    }
    rows = Orbit(state, inputs=(row, d, form, cross), guard=one)
    quadratic = And(Eq(loss, total / 2 - inner + square_d / 2), total >= 0)
    yield Statement("all rows", (rows,), quadratic, plan=Induct(quadratic, step=Cut(square(row))))
    state = {
        loss: (0, loss + (row - d) ** 2 / 2),
        ahead: (0, ahead + (row + t * g - d) ** 2 / 2),
        inner: (0, inner + g * (row - d)),
        bent: (0, bent + g**2),
    }
    expansion = Eq(ahead, loss + t * inner + t**2 / 2 * bent)
    yield Statement("gradient", (Orbit(state, inputs=(row, d, g)),), expansion, plan=Induct(expansion))


@claim(
    "poly.an-instance-of-the-quadratic",
    section=SECTION,
    latex=r"\tfrac12 |Z w - d|^2 = \tfrac12 w^T A w - b^T w + \tfrac12 |d|^2, \quad A = Z^T Z,\ b = Z^T d, \quad w^T A "
    r"w = |Z w|^2 \ge 0, \text{ and } > 0 \text{ for all } w \ne 0 \text{ iff at least } n \text{ of the } \xi_i "
    r"\text{ are distinct}",
    printed="Least squares on Z is the quadratic studied before, with A = Z^T Z.",
    as_printed="holds-if",
    correction=r"up to the constant $\tfrac12 |d|^2$, with $b = Z^T d$, and if at least $n$ of the points $\xi_i$ are "
    r"distinct: with fewer, $A$ is not invertible, as was assumed of the quadratic, and the best $w$ is not unique",
    references=(GOH, HIGHAM),
)
def an_instance_of_the_quadratic() -> Iterator[Statement | Misprint]:
    """A row z of Z adds (z^T w - d)^2/2 to the loss, which is w^T (z z^T) w/2 - (z d)^T w + d^2/2. The slope along any
    h is the sum of (z^T h)(z^T w - d), that is <h, A w - b>.

    w^T A w = |Z w|^2 is 0 iff the polynomial w vanishes at every point. Dividing by xi - r at a root r (Horner's rule
    again: the partial values are the quotient's weights) leaves a quotient with the same leading weight, and the
    other roots that differ from r are roots of the quotient. After n - 1 roots the quotient is the leading weight
    w_n; at one more distinct root it is 0. So w_n = 0, and then w_{n-1} = 0, and so on: w = 0. With fewer than n
    distinct points the product of all xi - xi_i is a polynomial that vanishes on the data and nowhere else, so w != 0.
    For any numbers of points and weights, both directions, it is a theorem of Rocq in
    proofs/poly.an-instance-of-the-quadratic.v.
    """
    yield from quadratic_form()
    at_xi, at_r, quotient = real("at_xi at_r quotient")
    divided = Orbit(
        {at_xi: (0, w + xi * at_xi), at_r: (0, w + r * at_r), quotient: (0, xi * quotient + at_r)}, inputs=(w,)
    )
    remainder = Eq(at_xi - at_r, (xi - r) * quotient)
    yield Statement("division by a root", (divided,), remainder, plan=Induct(remainder))
    value, following = real("value following")
    guard = And(Ne(xi, r), Eq(value, (r - xi) * following))
    roots = Orbit({value: (0, following)}, inputs=(xi, following), guard=guard)
    yield Statement("at one more root", (roots,), Eq(value, 0), plan=Induct(Eq(value, 0)))
    own, row, form, elsewhere = real("own row form elsewhere")
    moves = {value: (xi - r, (xi - q) * value), elsewhere: (t - r, (t - q) * elsewhere)}
    product = Orbit(moves, inputs=(q,), guard=Ne(t, q))
    vanishes = And(Eq(value, 0), elsewhere**2 > 0)
    kept = Induct(vanishes, step=Cut(((t - q) * elsewhere) ** 2 > 0))
    yield Statement("fewer points", (product, Eq(xi, r), Ne(t, r)), And(Eq(value, 0), Ne(elsewhere, 0)), plan=kept)
    others = Orbit({form: (own**2, form + row**2)}, inputs=(row,))
    zero = Implies(Eq(form, 0), Eq(own, 0))
    least = Induct(form >= own**2, step=Cut(square(row)))
    yield Statement("a form of 0", (others,), zero, plan=Cut(form >= own**2, otherwise=least))
    point = (Or(Ne(w_1, 0), Ne(w_2, 0)), Eq(form, (w_1 + w_2 * xi) ** 2))
    yield Misprint("one point for two weights", point, form > 0, {w_1: 1, w_2: -1, xi: 1, form: 0})


q_11, q_12, q_21, q_22, l_1, l_2 = real("q_11 q_12 q_21 q_22 l_1 l_2")
TWO_POINTS = (
    *(Eq(u**2 + v**2, 1) for u, v in ((q_11, q_12), (q_21, q_22))),
    Eq(q_11 * q_21 + q_12 * q_22, 0),
    *(Eq(2 * u + (xi_1 + xi_2) * v, l * u) for u, v, l in ((q_11, q_12, l_1), (q_21, q_22, l_2))),
    *(Eq((xi_1 + xi_2) * u + (xi_1**2 + xi_2**2) * v, l * v) for u, v, l in ((q_11, q_12, l_1), (q_21, q_22, l_2))),
)
"""Two points, two weights: q_1 = (q_11, q_12) and q_2 are an orthonormal eigenbasis of A."""
RATIONAL = {
    xi_1: 1,
    xi_2: Rational(5, 12),
    l_1: Rational(1, 9),
    l_2: Rational(49, 16),
    q_11: Rational(3, 5),
    q_12: -Rational(4, 5),
    q_21: Rational(4, 5),
    q_22: Rational(3, 5),
}
"""Two points of which the eigenbasis is rational."""


@claim(
    "poly.rotated-weights",
    section=SECTION,
    latex=r"w = \sum_i x_i q_i = Q x \iff x = Q^T w; \quad w' = w - \alpha (A w - b) \implies x_i' = (1 - \alpha "
    r"l_i)\, x_i + \alpha\, q_i^T b",
    printed="the weights in the eigenbasis of Z^T Z are Q w",
    as_printed="fails",
    correction=r"$x = Q^T w$, where the eigenvectors are the columns of $Q$ as in First Steps ($Q w$ is right for a "
    r"$Q$ with the eigenvectors in its rows)",
    references=(GOH,),
)
def rotated_weights() -> Iterator[Statement | Misprint]:
    """The component of w = sum_j x_j q_j along q_i is x_i, since q_i is orthogonal to the other eigenvectors and of
    length 1: x_i = <q_i, w>, entry i of Q^T w. A step of gradient descent multiplies it by 1 - alpha l_i and adds alpha
    <q_i, b>, as <q_i, A w> = <A q_i, w> = l_i x_i.

    For the points 1 and 5/12 and n = 2, A = [[2, 17/12], [17/12, 169/144]] has the eigenvectors (3, -4)/5 and (4, 3)/5.
    The model xi, of weights (0, 1), has the component -4/5 along the first; Q w makes it 4/5. The section has it that
    way throughout: with the eigenvectors in the rows of Q, x = Q w and f_i = sum_j q_ij p_j are both right.
    """
    component = real("component")[0]
    adding = Orbit({component: (x_1, component + x * inner)}, inputs=(x, inner), guard=Eq(inner, 0))
    own = Eq(component, x_1)
    yield Statement("the component of a combination", (adding,), own, plan=Induct(own))
    now, after, Aq, Aw, one_way, other_way, right = real("now after Aq Aw one_way other_way right")
    sums = {
        now: (0, now + q * w),
        after: (0, after + q * moved(w, Aw - b)),
        one_way: (0, one_way + q * Aw),
        other_way: (0, other_way + w * Aq),
        right: (0, right + q * b),
    }
    rows = Orbit(sums, inputs=(q, w, Aq, Aw, b), guard=Eq(Aq, lam * q))
    step = And(Eq(after, now - alpha * (one_way - right)), Eq(other_way, lam * now))
    moves = Eq(after, (1 - alpha * lam) * now + alpha * right)
    yield Statement("its step", (rows, Eq(one_way, other_way)), moves, plan=Induct(step))
    combined = (Eq(w_1, x_1 * q_11 + x_2 * q_21), Eq(w_2, x_1 * q_12 + x_2 * q_22))
    at = RATIONAL | {w_1: 0, w_2: 1, x_1: -Rational(4, 5), x_2: Rational(3, 5)}
    first_row = Eq(x_1, q_11 * w_1 + q_21 * w_2)
    yield Misprint("Q instead of its transpose", (*TWO_POINTS, *combined), first_row, at)


@claim(
    "poly.eigenfeatures",
    section=SECTION,
    latex=r"\mathrm{model}(\xi) = \sum_i x_i \bar p_i(\xi), \quad \bar p_i(\xi) = \sum_j q_{ij}\, \xi^{j-1}; \qquad "
    r"\sum_{k=1}^m \bar p_i(\xi_k)\, \bar p_j(\xi_k) = q_i^T A q_j = l_j\, q_i^T q_j",
    printed=r"model(\xi) = x_1 \bar p_1(\xi) + .. + x_n \bar p_n(\xi), \bar p_i = \sum_j q_{ij} p_j (q_{ij}: entry j "
    r"of eigenvector q_i)",
    as_printed="holds",
    references=(GOH,),
)
def eigenfeatures() -> Iterator[Statement | Misprint]:
    """Adding x_i q_i to the weights adds x_i f_i(xi) to the model, by its monomials; over i this is the model of w =
    sum x_i q_i. On the data <f_i, f_j> = q_i^T A q_j, as a point with the row z adds z z^T to A, and q_i^T z z^T q_j is
    f_i(xi) f_j(xi). With A q_j = l_j q_j it is l_j <q_i, q_j>: the eigenfeatures are orthogonal, and |f_i|^2 = l_i.
    """
    before, after, feature, model, following = real("before after feature model following")
    state = {
        p: (1, xi * p),
        before: (0, before + w * p),
        after: (0, after + (w + x * q) * p),
        feature: (0, feature + q * p),
    }
    monomials = Orbit(state, inputs=(w, q))
    more = Eq(after, before + x * feature)
    yield Statement("one more eigenvector", (monomials,), more, plan=Induct(more))
    added = Orbit(
        {model: (0, following), total: (0, total + x * feature)},
        inputs=(following, x, feature),
        guard=Eq(following, model + x * feature),
    )
    yield Statement("all eigenvectors", (added,), Eq(model, total), plan=Induct(Eq(model, total)))
    form, grown, f_i, f_j, q_i, Aq_j, q_j = real("form grown f_i f_j q_i Aq_j q_j")
    sums = {form: (0, form + q_i * Aq_j), grown: (0, grown + q_i * (Aq_j + z * f_j)), f_i: (0, f_i + q_i * z)}
    bordered = Eq(grown, form + f_i * f_j)
    yield Statement("one more point", (Orbit(sums, inputs=(q_i, Aq_j, z)),), bordered, plan=Induct(bordered))
    points = Orbit(
        {form: (0, grown), inner: (0, inner + f_i * f_j)}, inputs=(grown, f_i, f_j), guard=Eq(grown, form + f_i * f_j)
    )
    yield Statement("all points", (points,), Eq(inner, form), plan=Induct(Eq(inner, form)))
    eigenvector = Orbit(
        {form: (0, form + q_i * Aq_j), inner: (0, inner + q_i * q_j)},
        inputs=(q_i, Aq_j, q_j),
        guard=Eq(Aq_j, lam * q_j),
    )
    yield Statement("orthogonal", (eigenvector,), Eq(form, lam * inner), plan=Induct(Eq(form, lam * inner)))


@claim(
    "poly.separable",
    section=SECTION,
    latex=r"\tfrac12 |Z w - d|^2 = \tfrac12 |d|^2 + \sum_i \big(\tfrac12 l_i x_i^2 - b_i x_i\big), \quad b_i = \sum_k "
    r"\bar p_i(\xi_k)\, d_k; \quad x_i = b_i / l_i \text{ in any order, and any } x_i \text{ where } l_i = 0",
    printed="In the eigenfeatures the problem breaks into n independent 1-D problems, solvable in any order.",
    as_printed="holds",
    references=(GOH,),
)
def separable() -> Iterator[Statement | Misprint]:
    """Subtracting x f_i from the residual r changes |r|^2/2 by -x <r, f_i> + x^2 l_i/2. Whatever the other x_j are,
    <r, f_i> = <d, f_i> = b_i, as f_i is orthogonal to the other f_j. So the loss is |d|^2/2 plus a function of each x_i
    alone, which is least at x_i = b_i/l_i only; solving them one after the other, in whatever order, takes b_i^2/(2
    l_i) off each time. Where l_i = 0 the feature is 0 on the data and b_i = 0: every x_i is as good.
    """
    after, norm, l, x_best, D = real("after norm l x_best D")
    sums = {
        loss: (0, loss + r**2 / 2),
        after: (0, after + (r - x * f) ** 2 / 2),
        inner: (0, inner + r * f),
        norm: (0, norm + f**2),
    }
    changed = Eq(after, loss - x * inner + x**2 * norm / 2)
    yield Statement("one component", (Orbit(sums, inputs=(r, f)),), changed, plan=Induct(changed))
    g = real("g")[0]
    others = Orbit({inner: (b, inner - x * g)}, inputs=(x, g), guard=Eq(g, 0))
    yield Statement("whatever the others are", (others,), Eq(inner, b), plan=Induct(Eq(inner, b)))
    state = {loss: (D, loss - x * inner + x**2 * l / 2), total: (0, total + l * x**2 / 2 - b * x)}
    whole = Orbit(state, inputs=(x, inner, l, b), guard=Eq(inner, b))
    separate = Eq(loss, D + total)
    yield Statement("a function of each", (whole,), separate, plan=Induct(separate))
    solved = (l > 0, Eq(l * x_best, b))
    least = Minimum((x,), true, l * x**2 / 2 - b * x, -b * x_best / 2)
    bound = Auto(products=((l > 0, square(x - x_best)),), squares=(x - x_best,), degree=2)
    attain = Attain({x: x_best}, bound=Cut(Ge(l * (x - x_best) ** 2, 0), otherwise=bound))
    yield Statement("the best of each", solved, least, plan=attain)
    there = (*solved, Eq(l * x**2 / 2 - b * x, -b * x_best / 2))
    yield Statement("the only one", there, Eq(x, x_best), plan=Cut(Eq(l * (x - x_best) ** 2, 0)))
    one_by_one = Orbit(
        {loss: (D, loss - x * inner + x**2 * l / 2), total: (0, total + b * x / 2)},
        inputs=(x, inner, l, b),
        guard=And(Eq(inner, b), Eq(l * x, b)),
    )
    yield Statement("in any order", (one_by_one,), Eq(loss, D - total), plan=Induct(Eq(loss, D - total)))
    flat = Orbit({norm: (0, norm + f**2), b: (0, b + f * d)}, inputs=(f, d))
    nothing = And(norm >= 0, Implies(Eq(norm, 0), Eq(b, 0)))
    step = Cut(square(f))
    yield Statement("an eigenvalue of 0", (flat, Eq(norm, 0)), Eq(b, 0), plan=Induct(nothing, step=step))
