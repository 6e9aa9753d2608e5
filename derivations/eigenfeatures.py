r"""Article section *Example: Polynomial Regression*, what it says of the eigenfeatures: noise, clusters, components.

With Z, A = Z^T Z, A q_i = l_i q_i and the eigenfeatures f_i = Z q_i of `derivations.polynomial_regression`, the best
weight along q_i is x_i = <f_i, d>/l_i. Noise e in the data moves it by <f_i, e>/l_i, at most |e|/sqrt(l_i), and with
the variance s^2/l_i where the e_k are uncorrelated of variance s^2. So the smallest eigenvalues are the most
sensitive; they are also the slowest of gradient descent, as long as the step-size is at most 2/(l_1 + l_n).

The eigenfeatures are the principal axes of the rows of Z about 0. Principal components are axes about the mean, and
since the first column of Z is constant, the two differ but for n = 2 and points of mean 0.

Sums over the data are runs that add one summand at each step; variances are sums over all pairs of data.

References: G. Goh, "Why Momentum Really Works", Distill 2017; I. T. Jolliffe, *Principal Component Analysis*, 2nd ed.,
Springer 2002, sections 1.1 and 14.2.3 (uncentred components).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import And, Eq, Ge, Implies, Ne, Or, Poly, Rational, expand

from derivations.claim import claim
from derivations.decomposing_the_error import l_i, l_j, l_n
from derivations.first_steps import GOH, real
from derivations.notation import alpha, k, lam, lambda_1, lambda_n, x
from derivations.plan import Auto, Cut, Induct, Plan, Split, Use
from derivations.polynomial_regression import SECTION, f, xi_1, xi_2, z
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square

FIGURE = "figure: eigenfeatures"
JOLLIFFE = "I. T. Jolliffe, Principal Component Analysis, 2nd ed., Springer 2002, sections 1.1 and 14.2.3"

l, c, e, dx, E, t, V, V_i, V_j, s2 = real("l c e dx E t V V_i V_j s2")


@claim(
    "poly.robustness-order",
    section=SECTION,
    latex=r"|\Delta x_i| \le \frac{|\Delta d|}{\sqrt{l_i}}, \text{ attained at } \Delta d \parallel Z q_i; \quad "
    r"\mathrm{var}\, x_i = \frac{s^2}{l_i} \text{ for uncorrelated noise of variance } s^2; \quad \text{both fall "
    r"with } l_i,\ \text{ while } l_i\, \mathrm{var}\, x_i \text{, that of } x_i Z q_i \text{, is } s^2 \text{ for "
    r"every } i",
    printed="Sensitivity of a component to noise in d falls with its eigenvalue: largest eigenvalues are most robust, "
    "smallest most sensitive.",
    as_printed="holds",
    references=(GOH,),
)
def robustness_order() -> Iterator[Statement | Misprint]:
    """Delta x_i = <f_i, e>/l_i with |f_i|^2 = l_i. By Cauchy-Schwarz (l_i Delta x_i)^2 <= l_i |e|^2, with equality
    where e is a multiple of f_i. The variance of <f_i, e> is the sum of f_k f_j cov(e_k, e_j) over all pairs, of
    which s^2 |f_i|^2 = s^2 l_i is left, so that of x_i is s^2/l_i.

    It is the weights that differ in their sensitivity. What x_i contributes to the fitted values, x_i f_i, has the
    length |x_i| sqrt(l_i), so that the noise in it is the same for every i.
    """
    state = {l: (0, l + f**2), c: (0, c + f * e), E: (0, E + e**2)}
    data = Orbit(state, inputs=(f, e))
    moved = (l > 0, Eq(l * dx, c))
    cauchy = And(l >= 0, E >= 0, c**2 <= l * E)
    summand = known(square(l * e - c * f), Ge((l * E - c**2) * f**2, 0), l * e**2 + E * f**2 >= 2 * c * e * f)
    step = known(square(f), square(e), then=Split(l, positive=summand))
    bound = Induct(cauchy, step=step, then=Cut(l * (l * dx**2 - E) <= 0))
    yield Statement("worst noise", (data, *moved), l * dx**2 <= E, plan=bound)
    along = Orbit(state, inputs=(f, e), guard=Eq(e, t * f))
    parallel = And(Eq(c, t * l), Eq(E, t**2 * l))
    yield Statement("attained", (along, *moved), Eq(l * dx**2, E), plan=Induct(parallel, then=Cut(Eq(dx, t))))
    f_k, f_j, covariance, same = real("f_k f_j covariance same")
    either = Or(And(Eq(same, 1), Eq(f_k, f_j)), Eq(same, 0))
    pairs = Orbit(
        {c: (0, c + f_k * f_j * covariance), l: (0, l + same * f_k * f_j)},
        inputs=(f_k, f_j, covariance, same),
        guard=And(either, Eq(covariance, s2 * same)),
    )
    variance = Eq(l * V, s2)
    yield Statement(
        "variance",
        (pairs, l > 0, Eq(V * l**2, c)),
        variance,
        plan=Induct(Eq(c, s2 * l), then=Cut(Eq(l * (l * V - s2), 0))),
    )
    two = (l_i > 0, l_j > l_i, s2 > 0, Eq(l_i * V_i, s2), Eq(l_j * V_j, s2))
    yield Statement("in order", two, And(V_i > V_j, V_j > 0), plan=_ordered())


def _ordered() -> Plan:
    return known(V_j > 0, V_i > 0, Eq(l_j * (V_i - V_j), (l_j - l_i) * V_i), (l_j - l_i) * V_i > 0)


@claim(
    "poly.slowest-is-most-sensitive",
    section=SECTION,
    latex=r"0 < l_i < l_j,\ \alpha > 0:\ \alpha < \frac{2}{l_i + l_j} \implies |1 - \alpha l_i| > |1 - \alpha l_j| "
    r"\text{ and } \mathrm{var}\, x_i > \mathrm{var}\, x_j; \quad \alpha \le \frac{2}{\lambda_1 + \lambda_n} \implies "
    r"|1 - \alpha \lambda| \le |1 - \alpha \lambda_1|, \quad \text{beyond it } |1 - \alpha \lambda| \le |1 - \alpha "
    r"\lambda_n|",
    printed="The eigenspaces that converge slowest are those most sensitive to noise.",
    as_printed="holds-if",
    correction=r"$\alpha \le 2/(\lambda_1 + \lambda_n)$ for the smallest and the largest eigenvalue, and $\alpha < "
    r"2/(l_i + l_j)$ for two of them; beyond it, up to the edge of stability, the slowest is the eigenspace of "
    r"$\lambda_n$, which is the least sensitive",
    references=(GOH,),
)
def slowest_is_most_sensitive() -> Iterator[Statement | Misprint]:
    """The variance s^2/l falls with l (poly.robustness-order). The factor |1 - alpha l| is the larger one of the
    smaller eigenvalue iff alpha (l_i + l_j) < 2 (error.large-eigenvalues-first), and it is largest at an end of the
    spectrum: at lambda_1 as long as alpha (lambda_1 + lambda_n) <= 2. Of l = 1, 3 at alpha = 3/5 the factors are 2/5
    and -4/5: the second is slower, and its variance is a third of the first.

    With the figures' step-size 1.8/lambda_n the slowest of all is lambda_1's, if lambda_1 < lambda_n/9, but lambda_n's
    is slower than every one between lambda_n/9 and lambda_n.
    """
    variances = (s2 > 0, Eq(l_i * V_i, s2), Eq(l_j * V_j, s2))
    slower = (1 - alpha * l_j) ** 2 < (1 - alpha * l_i) ** 2
    both = And(slower, V_i > V_j)
    in_order = Use("error.large-eigenvalues-first/which factor is smaller", then=Cut(V_i > V_j, otherwise=_ordered()))
    pair = (l_i > 0, l_j > l_i, alpha > 0, alpha * (l_i + l_j) < 2)
    yield Statement("in the order of the variances", (*pair, *variances), both, plan=in_order)
    ends = (lambda_1 > 0, lam >= lambda_1, lam <= lambda_n, alpha > 0)
    small = (*ends, alpha * (lambda_1 + lambda_n) <= 2)
    least = And((1 - alpha * lam) ** 2 <= (1 - alpha * lambda_1) ** 2, alpha * lambda_1 <= 1)
    gap = alpha * (lam - lambda_1) * (2 - alpha * (lam + lambda_1))
    first = known(alpha * (lam - lambda_1) >= 0, alpha * (lambda_n - lam) >= 0, Ge(gap, 0))
    yield Statement("slowest at the smallest eigenvalue", small, least, plan=first)
    large = (*ends, alpha * (lambda_1 + lambda_n) >= 2)
    gap = alpha * (lambda_n - lam) * (alpha * (lam + lambda_n) - 2)
    last = known(alpha * (lam - lambda_1) >= 0, alpha * (lambda_n - lam) >= 0, Ge(gap, 0))
    most = (1 - alpha * lam) ** 2 <= (1 - alpha * lambda_n) ** 2
    yield Statement("slowest at the largest eigenvalue", large, most, plan=last)
    stable = (
        l_i > 0,
        l_j > 0,
        alpha > 0,
        alpha * l_i < 2,
        alpha * l_j < 2,
        (1 - alpha * l_j) ** 2 > (1 - alpha * l_i) ** 2,
    )
    at = {l_i: 1, l_j: 3, alpha: Rational(3, 5), s2: 3, V_i: 3, V_j: 1}
    yield Misprint("near the largest stable step-size", (*stable, *variances), V_j > V_i, at)


CLUSTER = tuple(Rational(point, 20) for point in (8, 9, 10, 11, 12))
"""The article's ten points are these and their negatives."""
ODD, EVEN = (1, 3, 5), (0, 2, 4)


def _squares(form: Any, variables: Sequence[Any]) -> tuple[Any, ...]:
    """Linear forms of which a positive definite quadratic form is a combination: completing the square, exactly."""
    found, rest = [], expand(form)
    for variable in variables:
        leading, linear = (Poly(rest, variable).coeff_monomial(variable**power) for power in (2, 1))
        found.append(variable + linear / (2 * leading))
        rest = expand(rest - leading * found[-1] ** 2)
    return tuple(found)


@claim(
    "poly.first-two-eigenfeatures",
    section=FIGURE,
    latex=r"l_6 \ge 10.7,\ l_5 \ge 2.75,\ l_1, \ldots, l_4 \le 0.1; \quad \bar p_6 \text{ is even}, \bar p_5 \text{ is "
    r"odd, and the projection on both keeps at least } 97\% \text{ of the square of every function that is constant on "
    r"each cluster}",
    printed="Data in two clusters (xi = +-0.4, +-0.45, +-0.5, +-0.55, +-0.6, degree 5): the first two eigenfeatures "
    "capture the variation between the clusters.",
    as_printed="holds",
    references=(GOH,),
    scope="instances",
)
def first_two_eigenfeatures() -> Iterator[Statement | Misprint]:
    """One set of ten points and one degree, hence instances: the statements hold for all weights of that problem.

    The points come in pairs of opposite sign, so |Z w|^2 is a form in the weights of 1, xi^2, xi^4 plus one in those of
    xi, xi^3, xi^5: each eigenfeature is even or odd. In either family one vector has a large quotient |Z w|^2/|w|^2,
    above 10.7 and 2.75, so that the largest eigenvalue is as large; and where the values on a cluster have the sum 0,
    the quotient is at most 0.1, so that by Courant and Fischer no other eigenvalue is larger than that.

    Every w of a large quotient, the eigenvector in particular, has (sum f)^2 >= c 5 (sum f^2) on a cluster, c = 0.999
    and 0.97: that is the share of 1, and of the sign of xi, that the projection on f keeps. A function a + b sign(xi)
    keeps a^2 c_even + b^2 c_odd of a^2 + b^2.
    """
    weights = real("w_0 w_1 w_2 w_3 w_4 w_5")
    whole = sum(sum(w_j * point**j for j, w_j in enumerate(weights)) ** 2 for r in CLUSTER for point in (r, -r))
    forms = [sum(sum(weights[j] * r**j for j in family) ** 2 for r in CLUSTER) * 2 for family in (EVEN, ODD)]
    F, F_even, F_odd = real("F F_even F_odd")
    parts = (Eq(F, expand(whole)), Eq(F_even, expand(forms[0])), Eq(F_odd, expand(forms[1])))
    yield Statement("even and odd", parts, Eq(F, F_even + F_odd))
    yield from _family("even", [weights[j] for j in EVEN], (28, 7, 2), Rational(107, 10), Rational(999, 1000))
    yield from _family("odd", [weights[j] for j in ODD], (12, 3, 1), Rational(11, 4), Rational(97, 100))
    a, b, c_even, c_odd = real("a b c_even c_odd")
    kept = c_even * a**2 + c_odd * b**2 >= Rational(97, 100) * (a**2 + b**2)
    both = (c_even >= Rational(999, 1000), c_odd >= Rational(97, 100))
    yield Statement("both clusters", both, kept, plan=known(square(a), square(b)))


def _family(name: str, w: list[Any], large: Sequence[int], quotient: Any, share: Any) -> Iterator[Statement]:
    """The even or the odd features: a vector of a large quotient |Z w|^2/|w|^2, what that implies, and the others."""
    powers = EVEN if name == "even" else ODD
    values = [sum(w_j * r**j for j, w_j in zip(powers, w, strict=True)) for r in CLUSTER]
    norm, total, length = 2 * sum(v**2 for v in values), sum(values), sum(v**2 for v in w)
    there = tuple(Eq(w_j, value) for w_j, value in zip(w, large, strict=True))
    yield Statement(f"{name}: a large quotient", there, norm >= quotient * length)
    excess, weight = total**2 - share * 5 * norm / 2, Rational(1, 3)  # positive definite, less the hypothesis so often
    hint = _squares(excess - weight * (norm - quotient * length), w)
    yield Statement(f"{name}: its share", (norm >= quotient * length,), excess >= 0, plan=Auto(degree=1, squares=hint))
    hint = _squares(length / 10 - norm + 3 * total**2, w)
    others = norm <= length / 10
    yield Statement(f"{name}: the others", (Eq(total, 0),), others, plan=Auto(degree=1, squares=hint))


@claim(
    "poly.eigenfeatures-are-principal-components",
    section=SECTION,
    latex=r"A = C + m\, \bar z \bar z^T, \quad C = \sum_i (z_i - \bar z)(z_i - \bar z)^T,\ C e_1 = 0,\ A e_1 = m "
    r"\bar z; \quad v^T A v = \sum_i \langle z_i, v\rangle^2 \le l_n |v|^2, \text{ attained at } q_n",
    printed="The eigenfeatures are the principal components of the data.",
    as_printed="holds-if",
    correction=r"they are if the rows of $Z$ are taken about 0 and not, as is usual, about their mean $\bar z$; as the "
    r"first column of $Z$ is constant, $e_1$ is a principal axis about the mean (of variance 0), and it is an "
    r"eigenvector of $A$ iff $\sum_i \xi_i^j = 0$ for $j = 1, \ldots, n-1$: for $n = 2$ iff the points have the mean "
    r"0, for $n \ge 3$ only if all of them are 0",
    references=(GOH, JOLLIFFE),
)
def principal_components() -> Iterator[Statement | Misprint]:
    """About their mean the rows z_i of Z have the scatter C = A - m z z^T, by entries. Its first row and column are 0,
    as the first entry of every z_i is 1: e_1 is a principal axis about the mean. But A e_1 = m z has the entries sum_i
    xi_i^{j-1}, and for n >= 3 that of j = 3 is 0 only if every xi_i is. For n = 2 and points of sum 0, A = diag(m, sum
    xi_i^2) and C = diag(0, sum xi_i^2) have the axes in common. With at least n distinct points no other axis has the
    variance 0, by poly.an-instance-of-the-quadratic.

    What is true: |Z v|^2 <= l_n |v|^2, with equality at q_n, so that the eigenfeatures are the axes of largest sum of
    squares, one after the other, without centring.

    Of the points 0 and 1, n = 2: the principal axis is (0, 1), and A (0, 1) = (1, 1).
    """
    z_a, z_b, m_a, m_b, s_a, s_b, A_ab, C_ab = real("z_a z_b m_a m_b s_a s_b A_ab C_ab")
    state = {
        k: (0, k + 1),
        s_a: (0, s_a + z_a),
        s_b: (0, s_b + z_b),
        A_ab: (0, A_ab + z_a * z_b),
        C_ab: (0, C_ab + (z_a - m_a) * (z_b - m_b)),
    }
    means = (Eq(s_a, k * m_a), Eq(s_b, k * m_b))
    expanded = Eq(C_ab, A_ab - m_a * s_b - m_b * s_a + k * m_a * m_b)
    centred = Eq(A_ab, C_ab + k * m_a * m_b)
    yield Statement("about the mean", (Orbit(state, inputs=(z_a, z_b)), *means), centred, plan=Induct(expanded))
    constant = Orbit(state, inputs=(z_a, z_b), guard=Eq(z_a, 1))
    counted = And(expanded, Eq(s_a, k), Eq(A_ab, s_b), k >= 0)
    axis = And(Eq(C_ab, 0), Eq(A_ab, k * m_b))
    flat = Induct(counted, then=Cut(Eq(m_a, 1), otherwise=Cut(Eq(k * (m_a - 1), 0))))
    yield Statement("the constant column", (constant, *means, k >= 1), axis, plan=flat)
    own, total = real("own total")
    squares = Orbit({total: (own**2, total + z**2)}, inputs=(z,))
    least = Induct(total >= own**2, step=Cut(square(z)))
    nothing = Cut(total >= own**2, otherwise=least)
    yield Statement("three weights or more", (squares, Eq(total, 0)), Eq(own, 0), plan=nothing)
    form, length = real("form length")
    spectrum = Orbit({form: (0, form + lam * x**2), length: (0, length + x**2)}, inputs=(x, lam), guard=lam <= l_n)
    largest = form <= l_n * length
    grows = known(square(x), (l_n - lam) * x**2 >= 0)
    yield Statement("about 0", (spectrum,), largest, plan=Induct(largest, step=grows))
    mean, spread, v_1, v_2 = real("mean spread v_1 v_2")
    scatter = (xi_1 - mean) ** 2 + (xi_2 - mean) ** 2
    principal = (Eq(2 * mean, xi_1 + xi_2), spread > 0, Eq(scatter * v_2, spread * v_2), Eq(spread * v_1, 0))
    axis = (2 * v_1 + (xi_1 + xi_2) * v_2, (xi_1 + xi_2) * v_1 + (xi_1**2 + xi_2**2) * v_2)
    collinear = Eq(axis[0] * v_2, axis[1] * v_1)
    centred_points = (*principal, Ne(v_2, 0))
    only = Implies(collinear, Eq(mean, 0))
    vanish = Cut(Eq(v_1, 0), then=Cut(v_2**2 > 0))
    yield Statement("two points", centred_points, And(only, Implies(Eq(mean, 0), collinear)), plan=vanish)
    at = {xi_1: 0, xi_2: 1, mean: Rational(1, 2), spread: Rational(1, 2), v_1: 0, v_2: 1}
    yield Misprint("the points 0 and 1", centred_points, collinear, at)
