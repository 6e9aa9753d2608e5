r"""The spectra of Laplacians: paths, cycles, complete graphs, and Cartesian products, grids and hypercubes among them.

    path P_n       2 - 2 cos(pi j/n), j = 0..n-1              the vectors cos(pi j (i - 1/2)/n)
    cycle C_n      2 - 2 cos(2 pi j/n), j = 0..n-1            cos and sin of 2 pi j i/n
    complete K_n   0, and n for every vector of sum 0
    product G x H  the sums of an eigenvalue of each          the products of their vectors

A grid is a product of paths, a hypercube one of d copies of K_2: its eigenvalues are 2 j, j = 0..d.

What is proved, and what is not. A path or a cycle is a three-term recurrence with a boundary condition. With C = cos
theta and S = sin theta as a point of the unit circle, and p, q = cos(k theta), sin(k theta) by the law of addition
along a run, it is proved for every number n of vertices that lambda = 2 - 2 C is an eigenvalue *iff* the condition
sin(n theta) = 0 (path), or cos(n theta) = 1 (cycle), holds, and that no eigenvalue is outside [0, 4]. That the
solutions are theta = pi j/n, or 2 pi j/n, is what one knows of sine and cosine, and is not proved here. For products
the eigenvectors and their orthogonality are proved; that n m orthogonal vectors are a basis is linear algebra.

References: F. R. K. Chung, *Spectral Graph Theory*, AMS 1997, chapter 1; M. Fiedler, "Algebraic connectivity of
graphs", Czechoslovak Math. J. 23, 1973, 298-305; A. E. Brouwer, W. H. Haemers, *Spectra of Graphs*, Springer 2012,
section 1.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Implies, Integer, Ne, Or, Symbol, cos, pi

from derivations.claim import claim
from derivations.colorization import CHUNG, N, c, degree, form, u, v
from derivations.first_steps import real
from derivations.notation import k, lam, mu, n, x, y
from derivations.plan import Cut, Induct, Use
from derivations.statement import Orbit, Statement
from derivations.tactics import known, square

SECTION = "Example: The Colorization Problem"
FIEDLER = "M. Fiedler, Czechoslovak Math. J. 23, 1973, 298-305"
BROUWER = "A. E. Brouwer, W. H. Haemers, Spectra of Graphs, Springer 2012, section 1.4"

here, ahead, a, b, p, q, h, g, C, S = real("here ahead a b p q h g C S")

ROTATION = {p: (1, p * C - q * S), q: (0, p * S + q * C), k: (0, k + 1)}
"""cos(k theta) and sin(k theta), where C = cos theta and S = sin theta."""
CIRCLE = Eq(C**2 + S**2, 1)
HALVES = (Eq(h**2 + g**2, 1), Eq(C, h**2 - g**2), Eq(S, 2 * h * g))
"""h = cos(theta/2) and g = sin(theta/2)."""


def path_eigenvalue(j: Any, vertices: Any) -> Expr:
    """2 - 2 cos(pi j/n), the j-th eigenvalue of the path of n vertices, j = 0 .. n-1; symbols or integers."""
    return 2 - 2 * cos(pi * j / vertices)


def cycle_eigenvalue(j: Any, vertices: Any) -> Expr:
    """2 - 2 cos(2 pi j/n), the j-th eigenvalue of the cycle of n >= 3 vertices, j = 0 .. n-1."""
    return 2 - 2 * cos(2 * pi * j / vertices)


def grid_condition_number(*sides: int) -> Expr:
    """lambda_n/lambda_2 of the grid with these sides >= 1, not all 1: sum of 4 cos^2(pi/2m) over 4 sin^2(pi/2M).

    m runs through the sides, and M is the longest one. Source: claims `color.spectrum-path`, `color.spectrum-product`.
    Raises ValueError where no side is longer than 1.
    """
    if not sides or min(sides) < 1 or max(sides) < 2:
        raise ValueError(f"sides={sides} violate: at least one side >= 2, all >= 1; one vertex has one eigenvalue")
    largest = sum((2 + 2 * cos(pi / side) for side in sides if side > 1), Integer(0))
    return largest / (2 - 2 * cos(pi / max(sides)))


def recurrence(first: Any, second: Any) -> Orbit:
    """x_{k+1} = (2 - lambda) x_k - x_{k-1} from two entries on, beside the rotation by theta."""
    return Orbit({here: (first, ahead), ahead: (second, (2 - lam) * ahead - here), **ROTATION})


@claim(
    "color.spectrum-path",
    section=SECTION,
    latex=r"2 - 2\cos\theta \text{ is an eigenvalue of } L_{P_n} \iff \sin n\theta = 0 \quad (0 \le \theta < \pi), "
    r"\qquad x_i = \cos((i - \tfrac12)\theta)",
    references=(FIEDLER, BROUWER),
)
def path_spectrum() -> Iterator[Statement]:
    """A row in the middle says x_{i+1} = (2 - lambda) x_i - x_{i-1}; so do the first and the last with x_0 = x_1 and
    x_{n+1} = x_n. From x_0 = x_1 = a the recurrence gives h x_k = a (p h + q g) and h x_{k+1} = a (p h - q g), by
    induction; their difference is 2 a q g, and so x_{n+1} = x_n iff q = sin(n theta) = 0. A vector with x_1 = 0 is 0.
    There is no eigenvalue outside [0, 4], since every degree is at most 2, and 4 (where h = 0) is none.
    """
    run = recurrence(a, a)
    closed = And(Eq(h * here, a * (p * h + q * g)), Eq(h * ahead, a * (p * h - q * g)))
    angle = (*HALVES, Eq(lam, 2 - 2 * C))
    yield Statement("the entries", (run, *angle), closed, plan=Induct(closed))
    flat = Implies(Eq(g, 0), Eq(q, 0))
    ends = Equivalent(Eq(ahead, here), Eq(q, 0))
    moving = known(g**2 > 0, (a * g) ** 2 > 0, (a * g * q) ** 2 > 0, Ne(ahead, here))
    apart = Cut(Eq(h * (ahead - here), -2 * a * q * g), then=Cut(Eq(q, 0), moving, known(Eq(ahead, here))))
    closes = Use("the entries", then=Induct(flat, then=apart))
    yield Statement("an eigenvalue iff", (run, *angle, Ne(h, 0), Ne(a, 0)), ends, plan=closes)
    nothing = And(Eq(here, 0), Eq(ahead, 0))
    yield Statement("the first entry is not 0", (run, Eq(a, 0)), nothing, plan=Induct(nothing))
    sign = Symbol("sign", real=True)
    at_four = {here: (a, ahead), ahead: (a, -2 * ahead - here), sign: (-1, -sign), k: (0, k + 1)}
    grows = And(Eq(here, sign * (2 * k - 1) * a), Eq(ahead, -sign * (2 * k + 1) * a), Eq(sign**2, 1), k >= 0)
    nonzero = Cut(Eq((ahead - here) * sign, -4 * k * a), then=Cut((k * a) ** 2 > 0))
    alternating = (Orbit(at_four), k >= 1, Ne(a, 0))
    yield Statement("4 is none", alternating, Ne(ahead, here), plan=Induct(grows, then=nonzero))
    yield from largest_degree()


def largest_degree() -> Iterator[Statement]:
    """x^T L x <= 2 Delta |x|^2 for every graph whose degrees are at most Delta. That `ends`, by edges, is `around`, by
    vertices, is a theorem of Rocq: `proofs/color.laplacian-entries.v`.
    """
    ends, around, Delta = real("ends around Delta")
    edges = Orbit(
        {form: (0, form + c * (u - v) ** 2), ends: (0, ends + c * (u**2 + v**2))}, inputs=(c, u, v), guard=c >= 0
    )
    vertices = Orbit({around: (0, around + degree * x**2), N: (0, N + x**2)}, inputs=(degree, x), guard=degree <= Delta)
    facts = known(square(u + v), c * (u + v) ** 2 >= 0)
    below = known(square(x), (Delta - degree) * x**2 >= 0)
    plan = Induct(form <= 2 * ends, step=facts, then=Induct(around <= Delta * N, run=1, step=below))
    hypotheses = (edges, vertices, Eq(ends, around))
    yield Statement("at most twice the largest degree", hypotheses, form <= 2 * Delta * N, plan=plan)


@claim(
    "color.spectrum-cycle",
    section=SECTION,
    latex=r"2 - 2\cos\theta \text{ is an eigenvalue of } L_{C_n} \iff \cos n\theta = 1 \quad (n \ge 3), \text{ with } "
    r"\cos i\theta \text{ and } \sin i\theta \text{ for vectors}",
    references=(BROUWER,),
)
def cycle_spectrum() -> Iterator[Statement]:
    """Every row says x_{i+1} = (2 - lambda) x_i - x_{i-1}. From x_0 = a and x_1 = a C + b S it follows that x_k = a p +
    b q. It closes, x_n = x_0 and x_{n+1} = x_1, where the rotation by n theta keeps (a, b): a rotation that keeps a
    vector other than 0 is none at all. S = 0 leaves lambda = 0, with the constants, and lambda = 4, where x_k is +- (a
    - k (a + x_1)) and closes iff n is even and x_1 = -a.
    """
    run = recurrence(a, a * C + b * S)
    angle = (CIRCLE, Eq(lam, 2 - 2 * C))
    closed = And(Eq(here, a * p + b * q), Eq(ahead, (a * C + b * S) * p + (b * C - a * S) * q), Eq(p**2 + q**2, 1))
    yield Statement("the entries", (run, *angle), closed, plan=Induct(closed))
    closes = And(Eq(here, a), Eq(ahead, a * C + b * S))
    one, other = a * (p - 1) + b * q, b * (p - 1) - a * q
    still = known(Eq(one, 0), Eq(S * other, 0), Eq(other, 0), Eq((a**2 + b**2) * ((p - 1) ** 2 + q**2), 0))
    whole = Equivalent(closes, And(Eq(p, 1), Eq(q, 0)))
    plan = Use("the entries", then=Cut(closes, then=still))
    yield Statement("an eigenvalue iff", (run, *angle, Ne(S, 0), a**2 + b**2 > 0), whole, plan=plan)
    sign, x_1 = real("sign x_1")
    at_four = {here: (a, ahead), ahead: (x_1, -2 * ahead - here), sign: (1, -sign), k: (0, k + 1)}
    total = a + x_1
    shape = And(Eq(here, sign * (a - k * total)), Eq(ahead, -sign * (a - (k + 1) * total)), Eq(sign**2, 1), k >= 0)
    even = Equivalent(And(Eq(here, a), Eq(ahead, x_1)), And(Eq(sign, 1), Eq(total, 0)))
    cases = Cut(Eq((sign - 1) * (sign + 1), 0), then=Cut(Eq(sign, 1)))
    nonzero = Or(Ne(a, 0), Ne(x_1, 0))
    yield Statement("at 4", (Orbit(at_four), k >= 1, nonzero), even, plan=Induct(shape, then=cases))


@claim(
    "color.spectrum-complete",
    section=SECTION,
    latex=r"L_{K_n} x = n x - \Big(\sum_i x_i\Big) (1, \ldots, 1)^T:\quad \text{eigenvalues } 0 \text{ and } n \ (n - "
    r"1 \text{ times})",
    references=(CHUNG, BROUWER),
)
def complete_spectrum() -> Iterator[Statement]:
    """A row is the sum of x - y over the n - 1 other entries y, that is (n - 1) x less their sum. For constants it is
    0, for a vector of sum 0 it is n x; every vector is the sum of one of either kind.
    """
    row, others = real("row others")
    run = Orbit({row: (0, row + x - y), others: (0, others + y), n: (1, n + 1)}, inputs=(y,))
    form_of_row = Eq(row, n * x - (x + others))
    yield Statement("a row", (run,), form_of_row, plan=Induct(form_of_row))
    off = (run, Eq(x + others, 0))
    yield Statement("sum zero", off, Eq(row, n * x), plan=Use("a row"))
    alike = Orbit({row: (0, row + x - y), n: (1, n + 1)}, inputs=(y,), guard=Eq(y, x))
    yield Statement("constants", (alike,), Eq(row, 0), plan=Induct(Eq(row, 0)))


@claim(
    "color.spectrum-product",
    section=SECTION,
    latex=r"L_G x = \lambda x,\ L_H y = \mu y \implies L_{G \times H} (x_i y_j) = (\lambda + \mu)(x_i y_j); \qquad "
    r"L_{K_m \times \cdots \times K_m}: m j,\ j = 0, \ldots, d",
    references=(FIEDLER, BROUWER),
)
def product_spectrum() -> Iterator[Statement]:
    """The neighbours of (i, j) are (i', j) and (i, j'): a row of the product is the row of x times y_j and the row of y
    times x_i. With one more factor at a time it holds for any number of factors. The inner product of two such vectors
    is the product of the inner products, so that orthogonal bases give an orthogonal basis. A sum of eigenvalues of the
    factors is 0 or at least the least positive one, and at most the sum of the largest. With K_m for every factor, K_2
    for the hypercube, it is m times the number of factors whose eigenvalue is not 0.
    """
    row_x, row_y, part_x, part_y = real("row_x row_y part_x part_y")
    first = Orbit({row_x: (0, row_x + c * (x - u)), part_x: (0, part_x + c * (x * y - u * y))}, inputs=(c, u))
    second = Orbit({row_y: (0, row_y + c * (y - v)), part_y: (0, part_y + c * (x * y - x * v))}, inputs=(c, v))
    own = (Eq(row_x, lam * x), Eq(row_y, mu * y))
    plan = Induct(Eq(part_x, row_x * y), then=Induct(Eq(part_y, row_y * x), run=1))
    yield Statement("two factors", (first, second, *own), Eq(part_x + part_y, (lam + mu) * x * y), plan=plan)
    X, row, total = real("X row total")
    moves = {X: (1, X * y), row: (0, row * y + X * row_y), total: (0, total + mu)}
    factors = Orbit(moves, inputs=(y, row_y, mu), guard=Eq(row_y, mu * y))
    yield Statement("any number of factors", (factors,), Eq(row, total * X), plan=Induct(Eq(row, total * X)))
    Y, inner, one_row = real("Y inner one_row")
    in_row = Orbit({one_row: (0, one_row + X * (u * v)), Y: (0, Y + u * v)}, inputs=(u, v))
    yield Statement("one row of an inner product", (in_row,), Eq(one_row, X * Y), plan=Induct(Eq(one_row, X * Y)))
    rows = Orbit({total: (0, total + X * Y), inner: (0, inner + X)}, inputs=(X,))
    yield Statement("inner products", (rows,), Eq(total, inner * Y), plan=Induct(Eq(total, inner * Y)))
    low, high, top = real("low high top")
    choice = Or(Eq(lam, 0), And(lam >= low, lam <= high))
    sums = Orbit({total: (0, total + lam), top: (0, top + high)}, inputs=(lam, high), guard=And(choice, high >= 0))
    between = And(total >= 0, total <= top, Or(Eq(total, 0), total >= low))
    yield Statement("least and largest", (sums, low > 0), between, plan=Induct(between))
    chosen, m, j, dimension = real("chosen m j dimension")
    whole = {total: (0, total + m * chosen), j: (0, j + chosen), dimension: (0, dimension + 1)}
    hamming = Orbit(whole, inputs=(chosen,), guard=Eq(chosen**2, chosen))
    counted = And(Eq(total, m * j), j >= 0, j <= dimension)
    yield Statement(
        "complete factors", (hamming,), counted, plan=Induct(counted, step=known(square(chosen), square(1 - chosen)))
    )
