r"""Article section *The Resisting Oracle*: the spectrum of the convex Rosenbrock function, for every n.

Its matrix is tridiagonal, 2 + c on the diagonal and -1 beside it, c = 4/(kappa - 1), less 1 in the last place where the
end is free (`derivations.convex_rosenbrock`). An eigenvector to lambda = 2 + c - 2 t is u_i = U_{i-1}(t), with

    u_1 = 1,   u_2 = 2 t,   u_{i+1} = 2 t u_i - u_{i-1},     u_i = sin(i theta)/sin(theta) for t = cos(theta),

and the last component asks for u_{n+1} = 0 (fixed end: theta = j pi/(n + 1)) or u_{n+1} = u_n (free end: theta =
(2 j - 1) pi/(2 n + 1)), j = 1..n. Where u_1, .., u_n are positive, it is the eigenvector of the least eigenvalue; and
with the signs (-1)^i, where u_{n+1} = 0 or u_{n+1} = -u_n, that of the largest, 2 + c + 2 t. So

    fixed end:  kappa_n = (kappa + 1 + (kappa - 1) t)/(kappa + 1 - (kappa - 1) t),   t = cos(pi/(n + 1)),

and (n + 1)^2 (1 - t) is between 4 and 5 (it tends to pi^2/2 = 4.93..). The statements speak of cosines by these runs:
the first zero of sin(i theta) is at i = n + 1.

References: G. Goh, "Why Momentum Really Works", Distill 2017; D. Kulkarni, D. Schmidt and S.-K. Tsui, "Eigenvalues of
tridiagonal pseudo-Toeplitz matrices", Linear Algebra Appl. 297, 1999 (the spectrum); J. Barta, C. R. Acad. Sci. 204,
1937 (bounds by a positive function).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import And, Eq, Expr, Ne, Or, Symbol, cos, pi, summation, sympify, true

from derivations.claim import claim
from derivations.convex_rosenbrock import CURVATURE, GOH, SECTION, More, c
from derivations.first_steps import real
from derivations.notation import epsilon, k, kappa, lam
from derivations.plan import Auto, Cut, Induct, Plan, Tends
from derivations.statement import Limit, Orbit, Statement
from derivations.tactics import known, square

KULKARNI = "D. Kulkarni, D. Schmidt and S.-K. Tsui, Linear Algebra Appl. 297, 1999, 63-80"
BARTA = "J. Barta, C. R. Acad. Sci. Paris 204, 1937, 472-473"

t, u, u_next, v, v_next, v_1, M, E, N = real("t u u_next v v_next v_1 M E N")
C, S, s, e, M_e, E_e, k_n, inverse = real("C S s e M_e E_e kappa_n inverse")
end = real("end")[0]  # u_{n+1} = end u_n: 0 for the fixed end, 1 and -1 for the two sides of the free end


def eigenvalues(n: int, c: Any = c, *, free: bool = False) -> list[Expr]:
    """2 + c - 2 cos(theta_j), j = 1..n, ascending for c > 0: the spectrum of the n x n matrix.

    theta_j = j pi/(n + 1) for the fixed end, (2 j - 1) pi/(2 n + 1) for the free one. Raises ValueError for n < 1.
    Source: claim `oracle.condition-number`.
    """
    if n < 1:
        raise ValueError(f"n={n} violates n >= 1: give the dimension")
    angles = [(2 * j - 1) * pi / (2 * n + 1) if free else j * pi / (n + 1) for j in range(1, n + 1)]
    return [2 + sympify(c, strict=True) - 2 * cos(angle) for angle in angles]


def condition_number(n: int, kappa: Any = kappa, *, free: bool = False) -> Expr:
    """kappa_n, the exact condition number of f^n, for kappa > 1.

    Source: claim `oracle.condition-number`.
    """
    values = eigenvalues(n, 4 / (sympify(kappa, strict=True) - 1), free=free)
    ratio: Expr = values[-1] / values[0]
    return ratio


def harmonic(more: More | None = None, inputs: tuple[Any, ...] = (), guard: Any = u_next > 0) -> Orbit:
    """u_1, u_2, ..., as long as they are positive."""
    state = {u: (1, u_next), u_next: (2 * t, 2 * t * u_next - u)}
    return Orbit(state | dict(more or {}), inputs=inputs, guard=guard)


VECTOR = {v: (v_1, v_next), M: (v_1**2, M + v_next**2), E: (0, E + v * v_next)}
"""Any vector v, with M = sum v_i^2 and E = sum v_i v_{i+1}: v^T A v = (2 + c) M - 2 E, less v_n^2 at a free end."""


def rayleigh(sign: int, value: Any = v, sums: tuple[Any, Any] = (M, E)) -> Any:
    """u_i (2 t M -+ 2 E) >= u_{i+1} v_i^2."""
    return u * (2 * t * sums[0] - 2 * sign * sums[1]) >= u_next * value**2


def kept(known_now: Any, moves: Mapping[Any, Any], root: Any, then: Plan | None = None) -> Plan:
    """u_i times the inequality one step later is root^2 plus u_{i+1} times the inequality now."""
    later = known_now.subs({u: u_next, u_next: 2 * t * u_next - u, **moves}, simultaneous=True)
    products = ((u > 0, later.negated), (u_next > 0, known_now))
    return Cut(later, otherwise=Auto(products=products, squares=(root,)), then=then or Auto())


@claim(
    "oracle.condition-number",
    section=SECTION,
    latex=r"\kappa_n = \frac{\kappa + 1 + (\kappa - 1) t}{\kappa + 1 - (\kappa - 1) t},\ t = \cos\frac{\pi}{n+1}, "
    r"\quad \frac{2 (\kappa^2 - 1)}{(n+1)^2 + 2 (\kappa - 1)} \le \kappa - \kappa_n \le \frac{5 (\kappa^2 - 1)}{2 "
    r"(n+1)^2 + 2 + 5 (\kappa - 1)} \quad (w_{n+1} = 0); \quad \kappa_n \to \kappa \text{ for both ends}",
    printed=r"The condition number of f^n approaches \kappa as n goes to infinity.",
    as_printed="holds",
    references=(GOH, KULKARNI, BARTA),
)
def condition_numbers() -> Iterator[Statement]:
    """With u_i > 0 the ratios u_{i+1}/u_i give squares (u_{i+1} v_i - u_i v_{i+1})^2/(u_i u_{i+1}) >= 0 whose sum is 2
    t M - 2 E - (u_{n+1}/u_n) v_n^2 for every vector v (Jacobi, Picone): so 2 + c - 2 t is the least value of v^T A v/M,
    attained at v = u, and with alternating signs 2 + c + 2 t is the largest. The angles are less than pi/n, which the
    vectors (1, .., 1) and i (n + 1 - i) make precise: 1 - t <= 1/n and (1 - t) ((n + 1)^2 + 1) <= 5. From the other
    side: the second difference of i (n + 1 - i) <= (n + 1)^2/4 is -2, hence 1 - t >= 4/(n + 1)^2 (Barta).
    """
    yield from sines()
    yield from extremes()
    yield from angles()
    yield from limits()


def sines() -> Iterator[Statement]:
    """u_i = sin(i theta)/sin(theta); every eigenvector is a multiple of some u; and -1 < t < 1 where it ends."""
    turned = {C: (t, t * C - s * S), S: (s, s * C + t * S)}
    sine = And(Eq(S, s * u), Eq(s * C + t * S, s * u_next), Eq(C**2 + S**2, 1))
    circle = Eq(t**2 + s**2, 1)
    yield Statement("sines", (harmonic(turned, guard=true), circle), sine, plan=Induct(sine))
    before = real("before")[0]
    rows = {before: (0, v), v: (v_1, (2 + c - lam) * v - before)}
    multiple = And(Eq(v, v_1 * u), Eq((2 + c - lam) * v - before, v_1 * u_next))
    eigen = (harmonic(rows, guard=true), Eq(lam, 2 + c - 2 * t))
    yield Statement("every eigenvector", eigen, multiple, plan=Induct(multiple))
    grows = And(u >= 1, u_next >= u + 1)
    slope = Auto(products=((t >= 1, u_next >= u + 1), (t >= 1, u >= 1)))
    yield Statement("not outside, t >= 1", (harmonic(guard=true), t >= 1), u_next > 0, plan=Induct(grows, step=slope))
    flips = harmonic({e: (1, -e)}, guard=true)
    falls = And(Eq(e**2, 1), e * u >= 1, -e * u_next >= e * u + 1)
    slope = Auto(products=((t <= -1, e * u >= 1), (t <= -1, -e * u_next >= e * u + 1)))
    yield Statement("not outside, t <= -1", (flips, t <= -1), Ne(u_next, 0), plan=Induct(falls, step=slope))


def extremes() -> Iterator[Statement]:
    """Least and largest value of v^T A v/|v|^2, and where they are attained."""
    run = harmonic(VECTOR, (v_next,))
    both = And(u > 0, rayleigh(1), rayleigh(-1))
    moves = {v: v_next, M: M + v_next**2, E: E + v * v_next}
    one, other = u_next * v - u * v_next, u_next * v + u * v_next
    steps = kept(rayleigh(1), moves, one, kept(rayleigh(-1), moves, other))
    form = (2 + c) * M - 2 * E
    closing = Induct(both, step=steps)
    fixed = And(form >= (2 + c - 2 * t) * M, form <= (2 + c + 2 * t) * M)
    yield Statement("fixed end", (run, *CURVATURE, Eq(u_next, 0)), fixed, plan=closing)
    free = form - v**2
    yield Statement("free end, least", (run, *CURVATURE, Eq(u_next, u)), free >= (2 + c - 2 * t) * M, plan=closing)
    yield Statement("free end, largest", (run, *CURVATURE, Eq(u_next, -u)), free <= (2 + c + 2 * t) * M, plan=closing)
    signs = {
        M: (1, M + u_next**2), E: (0, E + u * u_next), e: (1, -e),
        M_e: (1, M_e + (-e * u_next) ** 2), E_e: (0, E_e + (e * u) * (-e * u_next)),
    }  # fmt: skip
    run = harmonic(signs)
    equal = And(u > 0, Eq(e**2, 1), Eq(M_e, M), Eq(E_e, -E), Eq(u * (2 * t * M - 2 * E), u_next * u**2))
    form, signed = (2 + c) * M - 2 * E, (2 + c) * M_e - 2 * E_e
    reached = And(Eq(form, (2 + c - 2 * t) * M), Eq(signed, (2 + c + 2 * t) * M_e))
    plan = Induct(equal)
    yield Statement("attained, fixed end", (run, *CURVATURE, Eq(u_next, 0)), reached, plan=plan)
    least = Eq(form - u**2, (2 + c - 2 * t) * M)
    yield Statement("attained, free end, least", (run, *CURVATURE, Eq(u_next, u)), least, plan=plan)
    largest = Eq(signed - (e * u) ** 2, (2 + c + 2 * t) * M_e)
    yield Statement("attained, free end, largest", (run, *CURVATURE, Eq(u_next, -u)), largest, plan=plan)


def angles() -> Iterator[Statement]:
    """How near t is to 1, where u_1, .., u_n are positive; N = n + 1."""
    run = harmonic({k: (1, k + 1)})
    ones = rayleigh(1, 1, (k, k - 1))
    plan = Induct(And(u > 0, k >= 1, ones), step=kept(ones, {k: k + 1}, u - u_next))
    near = (2 - 2 * t) * k <= 2 - end
    yield Statement("by the vector of ones", (run, Eq(u_next, end * u)), near, plan=plan)
    arch = k * (N - k)
    wronskian = u_next * arch - u * arch.subs(k, k + 1)
    above = And(u > 0, k >= 1, wronskian > 0)
    base = Cut((1 - t) * (N - 1) < 1, otherwise=known(square(N - 2), (1 - t) * (N - 2) ** 2 >= 0))
    rest = N - 2 * k - 2
    step = known(square(rest), (1 - t) * rest**2 >= 0, (1 - t) * arch.subs(k, k + 1) < 1)
    last = (run, t < 1, Eq(u_next, 0), Eq(k + 1, N))
    barta = Cut((1 - t) * N**2 >= 4, otherwise=Induct(above, base=base, step=step))
    yield Statement("not nearer", last, (1 - t) * N**2 >= 4, plan=barta)
    yield Statement("as near", (run, Eq(u_next, 0), Eq(k + 1, N)), (1 - t) * (N**2 + 1) <= 5, plan=parabola(arch))


def parabola(arch: Any) -> Plan:
    """The vector i (N - i), whose sums up to i = k are polynomials in k and N."""
    j = Symbol("j", integer=True)
    following = arch.subs(k, k + 1)
    total = summation((j * (N - j)) ** 2, (j, 1, k)).expand()
    products = summation(j * (N - j) * (j + 1) * (N - j - 1), (j, 1, k - 1)).expand()
    now = rayleigh(1, arch, (total, products))
    step = kept(now, {k: k + 1}, u_next * arch - u * following)
    cubic = (N - 1) * N * (N + 1)
    then = known(N >= 2, cubic > 0, u * cubic > 0, u * cubic * (5 - (1 - t) * (N**2 + 1)) >= 0)
    return Induct(And(u > 0, k >= 1, now), step=step, then=then)


def limits() -> Iterator[Statement]:
    """kappa_n by t, its distance from kappa, and its limit.

    With 2 - 2 t = y at the least and 2 - 2 t = z at the largest eigenvalue, kappa_n (c + y) = c + 4 - z for both ends,
    and n y, n z <= 3 by the vector of ones (`angles`).
    """
    ratio = Eq(k_n * (2 + c - 2 * t), 2 + c + 2 * t)
    by_cosine = Eq(k_n * (kappa + 1 - (kappa - 1) * t), kappa + 1 + (kappa - 1) * t)
    gap = Eq((kappa - k_n) * (kappa + 1 - (kappa - 1) * t), (kappa**2 - 1) * (1 - t))
    inside = (*CURVATURE, t > -1, t < 1, ratio)
    plan = known(Eq((2 + c) * (kappa - 1), 2 * (kappa + 1)), kappa + 1 - (kappa - 1) * t > 0, by_cosine, gap)
    yield Statement("the condition number", inside, And(by_cosine, k_n < kappa, gap), plan=plan)
    speed = (*inside, (1 - t) * N**2 >= 4, (1 - t) * (N**2 + 1) <= 5, N >= 2)
    between = And(
        (kappa - k_n) * (N**2 + 2 * (kappa - 1)) >= 2 * (kappa**2 - 1),
        (kappa - k_n) * (2 * N**2 + 2 + 5 * (kappa - 1)) <= 5 * (kappa**2 - 1),
    )
    yield Statement("the speed", speed, between, plan=plan)
    y, z, k_next, k_0 = real("y z kappa_next kappa_0")
    guard = And((k + 1) * y <= 3, y >= 0, (k + 1) * z <= 3, z >= 0, Eq(k_next * (c + y), c + 4 - z))
    run = Orbit({k: (0, k + 1), k_n: (k_0, k_next)}, (k_next, y, z), guard)
    close = And(k >= 0, Or(Eq(k, 0), And(k >= 1, k_n <= kappa, 4 * k * (kappa - k_n) <= 3 * (kappa**2 - 1))))
    tends = Tends(epsilon * inverse, close=Induct(close))
    limit = Limit(run, k, k_n, kappa)
    yield Statement("the limit, both ends", (*CURVATURE, Eq(inverse * kappa**2, 1)), limit, plan=tends)
