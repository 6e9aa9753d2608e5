r"""Article section *Choosing A Step-size*, what it says of the condition number kappa = lambda_n/lambda_1.

- kappa = 1 gives convergence in one step, with the optimal step-size; the larger kappa, the slower the best one.
- A singular matrix is as near to A as 1/kappa, relative to the spectral norm, and none is nearer.
- A relative error of b reaches A^{-1} b at most kappa times as large, and it may.

The eigenvalues lie in [lambda_1, lambda_n], 0 < lambda_1 <= lambda_n, with both ends among them. Vectors are given in
the eigenbasis, and sums over their n components are runs.

References: G. Goh, "Why Momentum Really Works", Distill 2017; N. J. Higham, *Accuracy and Stability of Numerical
Algorithms*, 2nd ed., SIAM 2002, chapters 6 and 7; B. T. Polyak, *Introduction to Optimization*, Optimization Software
1987, section 1.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Ge, Implies, Ne, Or

from derivations.choosing_a_step_size import BEST, ENDS, INTERVAL, POLYAK, SECTION, SPECTRUM, g, x_0
from derivations.claim import claim
from derivations.first_steps import COMPONENT, GOH, moved, real
from derivations.notation import alpha, k, kappa, lam, lambda_1, lambda_n, r, x
from derivations.plan import Cut, Induct, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square

HIGHAM = "N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002, chapters 6 and 7"


@claim(
    "step.perfect-conditioning",
    section=SECTION,
    latex=r"\kappa = 1,\ \alpha = 2/(\lambda_1 + \lambda_n) = 1/\lambda_1:\quad w^1 = w^\star; \quad \text{one step "
    r"is enough from every start only for } \kappa = 1 \text{ and this } \alpha",
    printed=r"\kappa = 1 gives convergence in one step",
    as_printed="holds",
    references=(GOH,),
)
def perfect_conditioning() -> Iterator[Statement | Misprint]:
    """The statement is one of the optimal step-size. All eigenvalues are lambda_1, and 2/(lambda_1 + lambda_n) =
    1/lambda_1 makes every factor 0: the error is 0 after one step, and stays there. If 1 - alpha l is 0 for both ends
    then both are 1/alpha. If it is not 0, no component that is not 0 becomes 0.
    """
    arrived = Or(Eq(k, 0), And(k >= 1, Eq(x, 0)))
    perfect = (COMPONENT, lambda_1 > 0, Eq(lambda_n, kappa * lambda_1), Eq(kappa, 1), *INTERVAL, BEST)
    factor = Cut(Eq(alpha * lam, 1), then=Induct(arrived))
    yield Statement("one step", perfect, Implies(k >= 1, Eq(x, 0)), plan=Cut(Eq(lam, lambda_1), then=factor))
    both = (lambda_1 > 0, Eq(lambda_n, kappa * lambda_1), Eq(moved(1, lambda_1), 0), Eq(moved(1, lambda_n), 0))
    yield Statement("only then", both, And(Eq(kappa, 1), Eq(alpha * lambda_1, 1)), plan=_only_then())
    never = (COMPONENT, Ne(x_0, 0), Ne(alpha * lam, 1))
    nonzero = known(square(x), ((1 - alpha * lam) * x) ** 2 > 0)
    yield Statement("any other step-size", never, Ne(x, 0), plan=Induct(x**2 > 0, step=nonzero))


def _only_then() -> Cut:
    return Cut(Eq(alpha * lambda_1 * (kappa - 1), 0), then=Cut(Eq(alpha * lambda_1, 1)))


@claim(
    "step.larger-kappa-is-slower",
    section=SECTION,
    latex=r"1 \le \kappa < \kappa':\quad \frac{\kappa - 1}{\kappa + 1} < \frac{\kappa' - 1}{\kappa' + 1} \le "
    r"\mathrm{rate}_{\kappa'}(\alpha) \text{ for every } \alpha; \quad 1 - \mathrm{rate} = \frac{2}{\kappa + 1}",
    printed="The larger the ratio kappa, the slower gradient descent.",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def larger_condition_number_is_slower() -> Iterator[Statement | Misprint]:
    """With the optimal step-size, the one that the article compares, 1 - rate is 2/(kappa + 1), which falls as kappa
    grows. A spectrum of a larger condition number has no step-size at all that is as fast as the best one of the
    smaller. (At one and the same step-size for both it may be otherwise: alpha = 1 has the rate 1/2 on {1/2} and 1/4 on
    {3/4, 5/4}.)
    """
    h, other = real("h kappa_2")
    first, second = Eq(g * (kappa + 1), kappa - 1), Eq(h * (other + 1), other - 1)
    slower = And(h > g, Eq((1 - g) * (kappa + 1), 2), Eq((1 - h) * (other + 1), 2))
    shares = Cut(Eq((h - g) * (kappa + 1) * (other + 1), 2 * (other - kappa)), then=Cut((kappa + 1) * (other + 1) > 0))
    yield Statement("the best rates", (kappa >= 1, other > kappa, first, second), slower, plan=shares)
    worse = (kappa >= 1, first, lambda_1 > 0, lambda_n > kappa * lambda_1, *ENDS)
    better = Cut((r - g) * (lambda_1 + lambda_n) * (kappa + 1) > 0, otherwise=_gap(), then=_positive())
    bound = Use("step.optimal-step/lower bound for every step-size", then=better)
    yield Statement("every step-size on the larger one", worse, r > g, plan=Cut(lambda_n >= lambda_1, then=bound))


def _gap() -> Cut:
    """(lambda_n - lambda_1)(kappa + 1) - (kappa - 1)(lambda_1 + lambda_n) = 2 (lambda_n - kappa lambda_1)."""
    return Cut(r * (lambda_1 + lambda_n) * (kappa + 1) >= (lambda_n - lambda_1) * (kappa + 1))


def _positive() -> Cut:
    return Cut((lambda_1 + lambda_n) * (kappa + 1) > 0)


@claim(
    "step.condition-is-distance-to-singular",
    section=SECTION,
    latex=r"\min\Big\{\frac{\|E\|_2}{\|A\|_2} : A + E \text{ singular}\Big\} = \frac1\kappa, \quad \text{attained by "
    r"} E = "
    r"-\lambda_1 q_1 q_1^T",
    printed="kappa measures how close A is to singular (relative spectral-norm distance to the nearest singular "
    "matrix is "
    "1/kappa).",
    as_printed="holds",
    references=(GOH, HIGHAM),
)
def distance_to_singular() -> Iterator[Statement | Misprint]:
    """If (A + E) v = 0 with v != 0 then |E v| = |A v| >= lambda_1 |v|, component by component in the eigenbasis; so the
    norm of E, any matrix, is lambda_1 or more. E = -lambda_1 q_1 q_1^T takes u to -lambda_1 u_1 q_1, of length at most
    lambda_1 |u|, and (A + E) q_1 = 0. The norm of A is lambda_n: |A u| <= lambda_n |u|, with equality at q_n.
    """
    v, e, u, u_1, length, image, norm = real("v e u u_1 length image norm")
    sums = {length: (0, length + v**2), image: (0, image + e**2)}
    kernel_vector = Orbit(sums, inputs=(v, e, lam), guard=And(Eq(lam * v + e, 0), *INTERVAL))
    far = Ge(image, lambda_1**2 * length)
    grows = known(square(v), lam**2 >= lambda_1**2, (lam**2 - lambda_1**2) * v**2 >= 0)
    yield Statement("on the kernel", (kernel_vector, *SPECTRUM), far, plan=Induct(far, step=grows), lemma=True)
    singular = (kernel_vector, *SPECTRUM, length > 0, norm >= 0, image <= norm**2 * length)
    condition = (*singular, Eq(kappa * lambda_1, lambda_n))
    distance = And(norm >= lambda_1, norm * kappa >= lambda_n)
    roots = Cut((norm**2 - lambda_1**2) * length >= 0, then=Cut(norm >= lambda_1, then=Cut(kappa > 0)))
    yield Statement("no singular matrix is nearer", condition, distance, plan=Use("on the kernel", then=roots))
    ball = Orbit({length: (u_1**2, length + u**2)}, inputs=(u,))
    small = (lambda_1 * u_1) ** 2 <= lambda_1**2 * length
    nearest = And(small, Implies(Eq(u_1**2, length), Eq((lambda_1 * u_1) ** 2, lambda_1**2 * length)))
    inside = Cut(length >= u_1**2, then=Cut(square(lambda_1), then=Cut(lambda_1**2 * (length - u_1**2) >= 0)))
    yield Statement("the nearest one", (ball,), nearest, plan=Induct(length >= u_1**2, then=inside))
    stretch = Orbit(
        {length: (0, length + v**2), image: (0, image + (lam * v) ** 2)}, inputs=(v, lam), guard=And(*INTERVAL)
    )
    largest = image <= lambda_n**2 * length
    shrinks = known(square(v), lam**2 <= lambda_n**2, (lambda_n**2 - lam**2) * v**2 >= 0)
    yield Statement("the norm of A", (stretch, *SPECTRUM), largest, plan=Induct(largest, step=shrinks))


@claim(
    "step.condition-is-sensitivity",
    section=SECTION,
    latex=r"A x = b,\ A (x + \Delta x) = b + \Delta b:\quad \frac{|\Delta x|}{|x|} \le \kappa\, \frac{|\Delta "
    r"b|}{|b|}, "
    r"\quad \text{attained at } x = q_n,\ \Delta b = q_1",
    printed="kappa measures how robust A^{-1} b is to perturbations in b (relative error amplified by at most kappa, "
    "and "
    "that is attained).",
    as_printed="holds",
    references=(GOH, HIGHAM),
)
def sensitivity() -> Iterator[Statement | Misprint]:
    """In the eigenbasis b_i = l_i x_i and Delta b_i = l_i Delta x_i: |b| <= lambda_n |x| and lambda_1 |Delta x| <=
    |Delta b|. The product of both is the bound, in squares. At x = q_n and Delta b = q_1 both are equalities.
    """
    dx, X, B, D, E = real("dx X B D E")  # |x|^2, |b|^2, |Delta x|^2, |Delta b|^2
    state = {
        X: (0, X + x**2),
        B: (0, B + (lam * x) ** 2),
        D: (0, D + dx**2),
        E: (0, E + (lam * dx) ** 2),
    }
    sums = Orbit(state, inputs=(x, dx, lam), guard=And(*INTERVAL))
    sides = And(X >= 0, B >= 0, D >= 0, B <= lambda_n**2 * X, E >= lambda_1**2 * D)
    terms = known((lambda_n**2 - lam**2) * x**2 >= 0, (lam**2 - lambda_1**2) * dx**2 >= 0, square(lam * x))
    kept = known(square(x), square(dx), lam**2 <= lambda_n**2, lam**2 >= lambda_1**2, then=terms)
    yield Statement("both sides", (sums, *SPECTRUM), sides, plan=Induct(sides, step=kept), lemma=True)
    ratio = (*SPECTRUM, Eq(kappa * lambda_1, lambda_n))
    first, second = D * B <= D * lambda_n**2 * X, lambda_n**2 * X * D <= kappa**2 * X * E
    scaled = known(first, Eq(lambda_n**2, kappa**2 * lambda_1**2), Ge(kappa**2 * X * (E - lambda_1**2 * D), 0), second)
    bound = D * B <= kappa**2 * E * X
    yield Statement("at most kappa", (sums, *ratio), bound, plan=Use("both sides", then=scaled))
    along_the_ends = And(*INTERVAL, Or(Eq(x, 0), Eq(lam, lambda_n)), Or(Eq(dx, 0), Eq(lam, lambda_1)))
    extremal = Orbit(state, inputs=(x, dx, lam), guard=along_the_ends)
    equal = And(Eq(B, lambda_n**2 * X), Eq(E, lambda_1**2 * D))
    attained = Eq(D * B, kappa**2 * E * X)
    same = Induct(equal, then=Cut(Eq(lambda_n**2, kappa**2 * lambda_1**2)))
    yield Statement("attained", (extremal, *ratio), attained, plan=same)
