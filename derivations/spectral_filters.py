r"""Article footnote 2: Tikhonov's penalty and early stopping as filters of the spectrum, and how close they are.

In the eigenbasis of A = Z^T Z, with b = Z^T d, the best weight along q_i is b_i/l_i. The penalty eta/2 |w|^2 makes it
b_i/(l_i + eta), and k steps of gradient descent from 0 make it (1 - (1 - alpha l_i)^k) b_i/l_i: both multiply b_i/l_i
by a factor, Tikhonov's and that of early stopping,

    t = l/(l + eta),    e = 1 - (1 - alpha l)^k.

At eta = 1/(alpha k), the only weight at which both have the same slope at l = 0, t = X/(1 + X) with X = alpha l k. How
close e is to it is in `derivations.early_stopping`.

A power (1 - alpha l)^k enters as a state: 1 - e is one, and e itself is a run of the update rule, on l (x - 1)^2/2
from 0.

References: G. Goh, "Why Momentum Really Works", Distill 2017; P. C. Hansen, *Rank-Deficient and Discrete Ill-Posed
Problems*, SIAM 1998, sections 4.2 and 6.1 (filter factors); Y. Yao, L. Rosasco, A. Caponnetto, "On early stopping in
gradient descent learning", Constr. Approx. 26, 2007.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Implies, Ne, Rational, true

from derivations.claim import claim
from derivations.first_steps import GOH, moved, real
from derivations.notation import alpha, eta, k, lam, w, x
from derivations.plan import Attain, Cut, Induct
from derivations.polynomial_regression import SECTION, b, d, inner, loss, q, total, w_1, w_2, xi_1, xi_2
from derivations.statement import Minimum, Misprint, Orbit, Statement
from derivations.tactics import known, square

FOOTNOTE = "footnote 2"
HANSEN = "P. C. Hansen, Rank-Deficient and Discrete Ill-Posed Problems, SIAM 1998, sections 4.2 and 6.1"
YAO = "Y. Yao, L. Rosasco, A. Caponnetto, Constr. Approx. 26, 2007, 289-315"

l_i, l_j, t, t_i, t_j, e, p, G, v_1, v_2 = real("l_i l_j t t_i t_j e p G v_1 v_2")


def tikhonov_factor(eigenvalue: Any, eta: Any) -> Any:
    """l/(l + eta), by which Tikhonov's penalty multiplies the component b/l of the solution; l + eta != 0.

    Any number type or array. Source: claim `poly.tikhonov-filter`.
    """
    return eigenvalue / (eigenvalue + eta)


def early_stopping_factor(eigenvalue: Any, alpha: Any, k: Any) -> Any:
    """1 - (1 - alpha l)^k, by which stopping after k = 0, 1, 2, ... steps multiplies the component b/l of the solution.

    Any number type or array. Source: claim `poly.early-stopping-filter`.
    """
    return 1 - (1 - alpha * eigenvalue) ** k


def corresponding_weight(alpha: Any, k: Any) -> Any:
    """eta = 1/(alpha k), at which Tikhonov's factor has the slope of early stopping's at l = 0; alpha > 0, k >= 1.

    Source: claim `poly.early-stopping-is-nearly-tikhonov`.
    """
    return 1 / (alpha * k)


@claim(
    "poly.tikhonov-objective",
    section=FOOTNOTE,
    latex=r"\tfrac12 |Z w - d|^2 + \tfrac{\eta}{2} |w|^2 = \tfrac12 w^T (Z^T Z + \eta I) w - (Z^T d)^T w + \tfrac12 "
    r"|d|^2",
    printed=r"1/2\|Zw-d\|^2 + \eta/2 \|w\|^2 = 1/2 w^T (Z^T Z + \eta I) w - (Z d)^T w",
    as_printed="fails",
    correction=r"$\tfrac12 w^T (Z^T Z + \eta I) w - (Z^T d)^T w + \tfrac12 |d|^2$: $Z$ has $m$ rows and $n$ columns, "
    r"so that $Z d$ has no value for $m \ne n$ and is another vector for $m = n$; and the constant $\tfrac12 |d|^2$ is "
    r"missing",
    references=(GOH, HANSEN),
)
def tikhonov_objective() -> Iterator[Statement | Misprint]:
    """A row z of Z adds (z^T w - d)^2/2 = w^T z z^T w/2 - d z^T w + d^2/2 to the loss, and (A + eta I) w = A w + eta w
    in each entry. With one datum and one weight, w = 0 has the loss d^2/2, which is printed as 0. Of the points 0 and 1
    with d = (0, 1), Z d = (0, 1) and Z^T d = (1, 1): from w = 0 to w = (1, 0) the loss does not change, without the
    penalty, and the printed form changes by 1.
    """
    row, form, cross, square_d, ridge, penalty, Aw, length = real("row form cross square_d ridge penalty Aw length")
    state = {
        loss: (0, loss + (row - d) ** 2 / 2),
        total: (0, total + form),
        inner: (0, inner + cross),
        square_d: (0, square_d + d**2),
    }
    rows = Orbit(state, inputs=(row, d, form, cross), guard=And(Eq(form, row**2), Eq(cross, d * row)))
    fitted = Eq(loss, total / 2 - inner + square_d / 2)
    entries = Orbit(
        {form: (0, form + w * Aw), ridge: (0, ridge + w * (Aw + eta * w)), length: (0, length + w**2)}, inputs=(w, Aw)
    )
    shifted = Eq(ridge, form + eta * length)
    yield Statement("the penalty by entries", (entries,), shifted, plan=Induct(shifted), lemma=True)
    given = (rows, Eq(ridge, total + eta * length), Eq(penalty, eta * length / 2))
    whole = Eq(loss + penalty, ridge / 2 - inner + square_d / 2)
    yield Statement("loss and penalty", given, whole, plan=Induct(fitted))
    z = real("z")[0]
    printed = Eq((z * w - d) ** 2 / 2 + eta * w**2 / 2, (z**2 + eta) * w**2 / 2 - z * d * w)
    yield Misprint("without the constant", (eta > 0,), printed, {z: 1, w: 0, d: 1, eta: 1})
    d_1, d_2 = real("d_1 d_2")
    change = _loss(w_1, w_2, d_1, d_2) - _loss(0, 0, d_1, d_2)
    form = (w_1 + xi_1 * w_2) ** 2 / 2 + (w_1 + xi_2 * w_2) ** 2 / 2 + eta * (w_1**2 + w_2**2) / 2
    first, second = d_1 + xi_1 * d_2, d_1 + xi_2 * d_2  # Z d
    at = {xi_1: 0, xi_2: 1, d_1: 0, d_2: 1, w_1: 1, w_2: 0, eta: 1}
    yield Misprint("Z d, constant aside", (eta > 0,), Eq(change, form - first * w_1 - second * w_2), at)


def _loss(w_1: Any, w_2: Any, d_1: Any, d_2: Any) -> Any:
    """Loss and penalty of two points and two weights."""
    fitted = (w_1 + xi_1 * w_2 - d_1) ** 2 / 2 + (w_1 + xi_2 * w_2 - d_2) ** 2 / 2
    return fitted + eta * (w_1**2 + w_2**2) / 2


@claim(
    "poly.tikhonov-solution",
    section=FOOTNOTE,
    latex=r"l_i + \eta > 0:\quad \arg\min_w \tfrac12 |Z w - d|^2 + \tfrac{\eta}{2} |w|^2 = (Z^T Z + \eta I)^{-1} Z^T d "
    r"= Q\, \mathrm{diag}\Big(\frac1{l_1 + \eta}, \ldots, \frac1{l_n + \eta}\Big)\, Q^T Z^T d",
    printed=r"(Z^T Z + \eta I)^{-1} (Z d) = Q diag(1/(l_1+\eta), .., 1/(l_n+\eta)) Q^T (Z d)",
    as_printed="fails",
    correction=r"$Z^T d$ for $Z d$, which has no value for $m \ne n$, and for $m = n$ makes both sides equal, but not "
    r"the solution; for every $\eta > 0$, and for $\eta = 0$ if $A$ is invertible",
    references=(GOH, HANSEN),
)
def tikhonov_solution() -> Iterator[Statement | Misprint]:
    """With b = Q^T Z^T d, the weights w = sum_i q_i b_i/(l_i + eta) have (A + eta I) w = sum_i b_i q_i = Q Q^T Z^T d =
    Z^T d, by entries. Along q_i the loss with its penalty is (l_i + eta) x_i^2/2 - b_i x_i and a constant, which is
    least there and nowhere else as long as l_i + eta > 0; as l_i >= 0, every eta > 0 will do.

    Of the points 0 and 1 with d = (0, 1) and eta = 1 the printed formula gives (-1, 3)/5, and (1, 2)/5 has a smaller
    loss.
    """
    Aq, Aw, right, x_best = real("Aq Aw right x_best")
    sums = {w: (0, w + x * q), Aw: (0, Aw + x * Aq), right: (0, right + b * q)}
    guard = And(Eq(Aq, lam * q), Eq((lam + eta) * x, b))
    normal = Eq(Aw + eta * w, right)
    vectors = Orbit(sums, inputs=(x, q, Aq, lam, b), guard=guard)
    yield Statement("normal equations", (vectors,), normal, plan=Induct(normal))
    each = (lam + eta > 0, Eq((lam + eta) * x_best, b))
    value = (lam + eta) * x**2 / 2 - b * x
    weighted = known(square(x - x_best), (lam + eta) * (x - x_best) ** 2 >= 0)
    least = Minimum((x,), true, value, -b * x_best / 2)
    yield Statement("the least loss along each", each, least, plan=Attain({x: x_best}, bound=weighted))
    there = (*each, Eq(value, -b * x_best / 2))
    yield Statement("the only one", there, Eq(x, x_best), plan=Cut(Eq((lam + eta) * (x - x_best) ** 2, 0)))
    yield Statement("every positive weight", (lam >= 0, eta > 0), lam + eta > 0)
    d_1, d_2 = real("d_1 d_2")
    first = (2 + eta) * w_1 + (xi_1 + xi_2) * w_2
    second = (xi_1 + xi_2) * w_1 + (xi_1**2 + xi_2**2 + eta) * w_2
    printed = (eta > 0, Eq(first, d_1 + xi_1 * d_2), Eq(second, d_1 + xi_2 * d_2))
    best = _loss(w_1, w_2, d_1, d_2) <= _loss(v_1, v_2, d_1, d_2)
    at = {xi_1: 0, xi_2: 1, d_1: 0, d_2: 1, eta: 1, w_1: -Rational(1, 5), w_2: Rational(3, 5)}
    yield Misprint("Z d is not the solution's", printed, best, at | {v_1: Rational(1, 5), v_2: Rational(2, 5)})


@claim(
    "poly.tikhonov-filter",
    section=FOOTNOTE,
    latex=r"l_i > 0,\ \eta > 0:\quad \frac1{l_i + \eta} = \frac1{l_i} \Big(1 - \Big(1 + \frac{l_i}{\eta}\Big)^{-1}"
    r"\Big) = \frac1{l_i} \cdot \frac{l_i}{l_i + \eta}",
    printed=r"1/(l_i+\eta) = (1/l_i) (1 - (1 + l_i/\eta)^{-1})",
    as_printed="holds-if",
    correction=r"$l_i \ne 0$ and $\eta \ne 0$ (and $l_i + \eta \ne 0$); at $l_i = 0$, which fewer than $n$ distinct "
    r"points make, the left side is $1/\eta$ and the right side has no value; nor has it at $\eta = 0$",
    references=(GOH, HANSEN),
)
def tikhonov_filter() -> Iterator[Statement | Misprint]:
    """(1 + l/eta)^{-1} = eta/(l + eta), and 1 less that is l/(l + eta). Where l_i = 0 the feature is 0 on the data,
    so b_i = 0 and the penalty makes the weight 0.
    """
    filtered = Eq(1 / (lam + eta), 1 / lam * (1 - 1 / (1 + lam / eta)))
    yield Statement("the filter", (lam > 0, eta > 0), filtered)
    defined = (Ne(lam, 0), Ne(eta, 0), Ne(lam + eta, 0))
    yield Statement("wherever both sides have a value", defined, filtered)
    factor = Eq(1 - 1 / (1 + lam / eta), tikhonov_factor(lam, eta))
    yield Statement("the factor", (lam >= 0, eta > 0), factor)
    yield Misprint("an eigenvalue of 0", (lam >= 0, eta > 0), filtered, {lam: 0, eta: 1})


STOPPED = Orbit({x: (0, moved(x, lam * x - b)), p: (1, (1 - alpha * lam) * p), G: (0, G + alpha * p), k: (0, k + 1)})
"""A component from 0, with p = (1 - alpha l)^k and G = alpha (1 + (1 - alpha l) + .. + (1 - alpha l)^{k-1})."""


@claim(
    "poly.early-stopping-filter",
    section=FOOTNOTE,
    latex=r"w^0 = 0:\quad x_i^k = \frac1{l_i} \big(1 - (1 - \alpha l_i)^k\big)\, b_i = \alpha \sum_{j<k} (1 - \alpha "
    r"l_i)^j\, b_i \quad \text{for every } \alpha,\ k \text{ and } l_i \ne 0, \text{ the sum for } l_i = 0 \text{ as "
    r"well}",
    printed=r"k steps of gradient descent from 0 replace 1/l_i by (1/l_i)(1 - (1 - \alpha l_i)^k)",
    as_printed="holds",
    references=(GOH, YAO),
)
def early_stopping_filter() -> Iterator[Statement | Misprint]:
    """Along q_i the gradient is l_i x_i - b_i. By induction l_i x_i^k = (1 - p) b_i with p = (1 - alpha l_i)^k, and
    x_i^k = G b_i with the geometric sum G, l_i G = 1 - p. For l_i = 0 it is alpha k b_i, and b_i = 0. In the weights
    themselves a step changes w = sum_i x_i q_i, at which the gradient is A w - b = sum_i (l_i x_i - b_i) q_i, to the
    same sum of the components after their steps.
    """
    closed = And(Eq(lam * x, (1 - p) * b), Eq(x, G * b), Eq(lam * G, 1 - p))
    filtered = Eq(x, 1 / lam * (1 - p) * b)
    plan = Induct(closed, then=Cut(Eq(lam * x, (1 - p) * b)))
    yield Statement("the filter", (STOPPED, Ne(lam, 0)), filtered, plan=plan)
    yield Statement("as a sum", (STOPPED,), closed, plan=Induct(closed))
    zero = Implies(Eq(lam, 0), And(Eq(x, alpha * k * b), Eq(G, alpha * k)))
    flat = And(Implies(Eq(lam, 0), Eq(p, 1)), zero)
    yield Statement("an eigenvalue of 0", (STOPPED, Eq(lam, 0)), Eq(x, alpha * k * b), plan=Induct(flat))
    Aq, Aw, right, following = real("Aq Aw right following")
    sums = {
        w: (0, w + x * q),
        Aw: (0, Aw + x * Aq),
        right: (0, right + b * q),
        following: (0, following + moved(x, lam * x - b) * q),
    }
    vectors = Orbit(sums, inputs=(x, q, Aq, lam, b), guard=Eq(Aq, lam * q))
    together = Eq(moved(w, Aw - right), following)
    yield Statement("all components", (vectors,), together, plan=Induct(together))


@claim(
    "poly.regularisation-decays-the-largest",
    section=FOOTNOTE,
    latex=r"0 < l_i < l_j,\ \eta > 0:\quad 0 < \frac{l_i}{l_i + \eta} < \frac{l_j}{l_j + \eta} < 1; \quad v = "
    r"\frac1l \text{ becomes } \frac{v}{1 + \eta v}, \text{ a smaller part of it the larger } v \text{ is}",
    printed="Regularisation is a function which decays the largest eigenvalues.",
    as_printed="holds-if",
    correction=r"of the inverse, whose eigenvalues are $1/l_i$, and which is what the formula printed with it decays: "
    r"those of the smallest $l_i$ most. The largest eigenvalues $l_i$ of $Z^T Z$ are the ones it decays least",
    references=(GOH, HANSEN),
)
def regularisation_decays_the_largest() -> Iterator[Statement | Misprint]:
    """The factor l/(l + eta) = 1/(1 + eta/l) increases with l. Of l = 1 and 2 at eta = 1 it leaves 1/2 and 2/3. Of
    v = 1/l it is 1/(1 + eta v), which decreases with v. The same of early stopping is in
    poly.both-suppress-small-eigenvalues.
    """
    two = (l_i > 0, l_j > l_i, eta > 0, Eq(t_i * (l_i + eta), l_i), Eq(t_j * (l_j + eta), l_j))
    order = And(t_i > 0, t_i < t_j, t_j < 1)
    difference = Eq((t_j - t_i) * (l_i + eta) * (l_j + eta), eta * (l_j - l_i))
    decayed = known((l_i + eta) * (l_j + eta) > 0, eta * (l_j - l_i) > 0, difference)
    yield Statement("the smallest are decayed most", two, order, plan=decayed)
    v, v_f = real("v v_f")
    inverse = (lam > 0, eta > 0, Eq(v * lam, 1), Eq(v_f * (lam + eta), 1))
    yield Statement(
        "of the inverse", inverse, Eq(v_f * (1 + eta * v), v), plan=Cut(Eq(lam * (v_f * (1 + eta * v) - v), 0))
    )
    both = (eta > 0, v_1 > 0, v_2 > v_1, Eq(t_i * (1 + eta * v_1), 1), Eq(t_j * (1 + eta * v_2), 1))
    difference = Eq((t_i - t_j) * (1 + eta * v_1) * (1 + eta * v_2), eta * (v_2 - v_1))
    decayed = known((1 + eta * v_1) * (1 + eta * v_2) > 0, eta * (v_2 - v_1) > 0, difference)
    most = known(eta * v_1 > 0, eta * v_2 > 0, then=decayed)
    yield Statement("its largest are decayed most", both, And(t_j > 0, t_j < t_i), plan=most)
    at = {l_i: 1, l_j: 2, eta: 1, t_i: Rational(1, 2), t_j: Rational(2, 3)}
    yield Misprint("1 and 2", two, t_j < t_i, at)


@claim(
    "poly.early-stopping-has-no-parameter",
    section=SECTION,
    latex=r"x^{k+1} - x^k = \alpha (1 - \alpha l)^k\, b; \quad 0 < \alpha l < 1,\ b \ne 0 \implies \text{every step "
    r"changes the solution, and } e_{k+1} > e_k",
    printed="With early stopping, once the step-size is chosen, there are no regularisation parameters to fiddle with.",
    as_printed="holds-if",
    correction=r"none but the number $k$ of steps, which is in the place of $1/(\alpha \eta)$: every further step "
    r"regularises less, and one run passes through all of them",
    references=(GOH, YAO),
)
def early_stopping_has_no_parameter() -> Iterator[Statement | Misprint]:
    """x^{k+1} - x^k = alpha p b with p = (1 - alpha l)^k, which is not 0 unless alpha l = 1; for alpha l < 1 the factor
    1 - p grows with every step, from 0 at k = 0 towards 1. With alpha l = 1/2 and b = l, one step leaves 1/2 of the
    solution and two steps 3/4 of it.
    """
    change = Eq(moved(x, lam * x - b) - x, alpha * p * b)
    linear = Eq(lam * x, (1 - p) * b)
    yield Statement("what a step changes", (STOPPED,), change, plan=Induct(linear))
    never = (STOPPED, Ne(alpha, 0), Ne(b, 0), Ne(alpha * lam, 1))
    nonzero = Induct(p**2 > 0, step=Cut(((1 - alpha * lam) * p) ** 2 > 0), then=Cut((alpha * p * b) ** 2 > 0))
    yield Statement("every step changes it", never, Ne(alpha * p * b, 0), plan=nonzero)
    weaker = (STOPPED, alpha * lam > 0, alpha * lam < 1)
    grows = And(p > 0, 1 - (1 - alpha * lam) * p > 1 - p)
    kept = Induct(p > 0, step=Cut((1 - alpha * lam) * p > 0), then=Cut(alpha * lam * p > 0))
    yield Statement("less with every step", weaker, grows, plan=kept)
    one = Eq(moved(x, lam * x - b), x)
    at = {alpha: Rational(1, 2), lam: 1, b: 1}
    stable = (STOPPED, lam > 0, alpha * lam > 0, alpha * lam < 2, k >= 1)
    yield Misprint("one step or two", stable, one, at, steps=(({},),))
