r"""Differential equations that momentum and Nesterov's method tend to as the step-size goes to 0, along one curvature.

    momentum with beta = 1 - c h, alpha = h^2, w at t = k h:     x'' + c x' + lambda x = 0,       x'(0) = 0
    Nesterov's convex method with alpha = h^2, w at t = k h:     X'' + (3/t) X' + lambda X = 0,   X'(0) = 0

Both errors are of first order, w^k = x(k h) + h y(k h) + ..., and y solves the same equation with a right-hand side:

    y'' + c y' + lambda y       = (c/2) x'',                                 y(0) = 0,  y'(0) = -lambda x(0)/2
    Y'' + (3/t) Y' + lambda Y   = (6/t^2) X' + (3/(2 t)) X'' - lambda X',    Y(0) = 0

Values are enclosed by exact rationals: power series whose tails are bounded. What the solutions say of a run is proved
in `oscillator_distance` and `su_boyd_candes_distance`, for every step-size, from the local truncation error. Arguments
are exact data: ints, Fractions, floats as their binary value.

References: G. Goh, "Why Momentum Really Works", Distill 2017, *The Dynamics of Momentum*; W. Su, S. Boyd, E. J. Candes,
"A differential equation for modeling Nesterov's accelerated gradient method", JMLR 17(153), 2016, (3) and section 3.1:
X = 2 x(0) J_1(t sqrt(lambda))/(t sqrt(lambda)); E. Hairer, S. P. Norsett, G. Wanner, *Solving Ordinary Differential
Equations I*, 2nd ed., Springer 1993, section II.8, for the expansion of the global error.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from typing import Any

from numerics.exact import rational
from numerics.precision import positive_integer

__all__ = [
    "damped_oscillator",
    "oscillator_correction",
    "oscillator_distance",
    "su_boyd_candes",
    "su_boyd_candes_correction",
    "su_boyd_candes_distance",
]

Enclosure = tuple[Fraction, Fraction]


def damped_oscillator(t: Any, *, damping: Any, curvature: Any, position: Any = 1, digits: int = 50) -> Enclosure:
    """x(t) with x'' + damping x' + curvature x = 0, x(0) = position, x'(0) = 0: two rationals at most 10^-digits apart.

    t, damping, curvature >= 0. Every derivative solves the equation, so |x^(j)(0)| <= |x(0)| rho^j for any rho with
    rho^2 >= damping rho + curvature: this bounds the tail of the power series.
    """
    t, c, lam, x_0 = _checked(t, damping, curvature, position)
    rho = _growth(c, lam)
    return _summed((a for a, _ in _oscillator_series(c, lam, x_0)), t, abs(x_0), rho, digits)


def oscillator_correction(t: Any, *, damping: Any, curvature: Any, position: Any = 1, digits: int = 50) -> Enclosure:
    """y(t), the coefficient of h in momentum's distance from the damped oscillator; arguments as there.

    With |x^(j)(0)| <= |x(0)| rho^j one has |y^(j)(0)| <= |x(0)| rho (2 rho)^j by induction, since (2 damping rho +
    curvature)/(2 rho)^2 <= 1/2 and damping/2 <= 2 rho.
    """
    t, c, lam, x_0 = _checked(t, damping, curvature, position)
    rho = _growth(c, lam)
    return _summed((b for _, b in _oscillator_series(c, lam, x_0)), t, abs(x_0) * rho, 2 * rho, digits)


def su_boyd_candes(t: Any, *, curvature: Any, position: Any = 1, digits: int = 50) -> Enclosure:
    """X(t) with X'' + (3/t) X' + curvature X = 0, X(0) = position, X'(0) = 0: two rationals at most 10^-digits apart.

    X = position sum_j (-curvature t^2/4)^j/(j! (j+1)!), whose coefficients are below those of exp(rho t) for any rho
    with rho^2 >= curvature: 4^j j! (j+1)! >= (2j)!.
    """
    t, _, lam, x_0 = _checked(t, 0, curvature, position)
    return _summed((a for a, _ in _su_boyd_candes_series(lam, x_0)), t, abs(x_0), _growth(Fraction(0), lam), digits)


def su_boyd_candes_correction(t: Any, *, curvature: Any, position: Any = 1, digits: int = 50) -> Enclosure:
    """Y(t), the coefficient of h in the distance of Nesterov's convex method from X; arguments as there.

    Its coefficients are at most 4 rho |X(0)| (2 rho)^j/j!, by induction over their recurrence.
    """
    t, _, lam, x_0 = _checked(t, 0, curvature, position)
    rho = _growth(Fraction(0), lam)
    return _summed((b for _, b in _su_boyd_candes_series(lam, x_0)), t, 4 * abs(x_0) * rho, 2 * rho, digits)


def oscillator_distance(
    steps: int, h: Any, *, damping: Any, curvature: Any, position: Any = 1
) -> tuple[Fraction, Fraction]:
    r"""Bounds of |w^k - x(t)| and |w^k - x(t) - h y(t)| at t = k h, for momentum from rest with alpha = h^2.

    The first is O(h), the second O(h^2) for fixed t. With D v = v(t+h) - 2 v + v(t-h) + c h (v - v(t-h)) + h^2 lambda v
    the run has D w = 0, and Taylor's theorem gives, with derivatives bounded on [0, t],

        D x         = h^4/12 x'''' - c h^3/2 x'',
        D (x + h y) = h^4/12 x'''' + c h^4/6 x''' - c h^4/2 y'' + h^5/12 y''''.

    An error e with e_0 = 0 and D e = tau is e_k = S_k e_1 + sum_j S_{k-j} tau_j, where |S_j| = |sum_i sigma_1^i
    sigma_2^{j-1-i}| <= j while both eigenvalues are at most 1 in modulus; this is the hypothesis 0 <= c h <= 2 and
    h^2 lambda <= 4 - 2 c h. After the first step, |e_1| is at most h^2 (lambda |x(0)| + |x''|/2), and with the
    correction h^3 (|x'''|/6 + |y''|/2). The energy x'^2 + lambda x^2 does not grow, which bounds every derivative.
    """
    k, (h, c, lam, x_0) = positive_integer(steps, "steps"), _checked(h, damping, curvature, position)
    if not (c * h <= 2 and h * h * lam <= 4 - 2 * c * h):
        law = "c h <= 2 and h^2 lambda <= 4 - 2 c h, where no eigenvalue exceeds 1"
        raise ValueError(f"h={h} with damping={c}, curvature={lam} violates {law}: give a smaller h")
    t, root, size = k * h, (1 + lam) / 2, abs(x_0)  # root >= sqrt(lambda)
    x_1 = root * size
    x_2 = c * x_1 + lam * size
    x_3 = c * x_2 + lam * x_1
    x_4 = c * x_3 + lam * x_2
    y_1 = lam * size / 2 + t * c / 2 * x_2  # the root of y'^2 + lambda y^2 grows by at most the right-hand side
    y_0 = t * y_1
    y_2 = c / 2 * x_2 + c * y_1 + lam * y_0
    y_3 = c / 2 * x_3 + c * y_2 + lam * y_1
    y_4 = c / 2 * x_4 + c * y_3 + lam * y_2
    first = t * (lam * size + x_2 / 2) + t * t / 2 * (c / 2 * x_2 + h / 12 * x_4)
    second = t * (x_3 / 6 + y_2 / 2) + t * t / 2 * (x_4 / 12 + c / 6 * x_3 + c / 2 * y_2 + h / 12 * y_4)
    return h * first, h * h * second


def su_boyd_candes_distance(steps: int, h: Any, *, curvature: Any, position: Any = 1) -> Fraction:
    r"""A bound of |w^k - X(t)| at t = k h, O(h) for fixed t, for Nesterov's convex method from rest with alpha = h^2.

    Write d_{k+1} = e_{k+1} - e_k, q = 1 - h^2 lambda in [0, 1] (a hypothesis), P_k = k (k+1)(k+2). Since (k-1)/(k+2) =
    P_{k-1}/P_k, the error obeys P_k d_{k+1} = q P_{k-1} d_k - P_k (h^2 lambda e_k + tau_k), so that

        |d_{k+1}| <= (1/P_k) sum_{j=1}^k P_j (h^2 lambda |e_j| + |tau_j|).

    J_1(z)/z is the mean of cos(z u)/2 over a distribution of u with moments 1/4 (of u^2) and 1/8 (of u^4), hence
    |X'| <= lambda t/4, |X''| <= lambda/4, |X''''| <= lambda^2/8, times |X(0)|, and by Taylor's theorem

        |tau_j| <= |X(0)| (15/8 lambda h^2/(j+2) + lambda^2 t h^3/4 + lambda^2 h^4/96).

    With sum P_j = P_k (k+3)/4 and sum j (j+1) = P_k/3, and |e_1| <= 9/8 h^2 lambda |X(0)|, the discrete inequality of
    Gronwall gives |e_k| <= (|e_1| + sum of the rest) exp(h^2 lambda (k-1)(k+6)/8).
    """
    k, (h, _, lam, x_0) = positive_integer(steps, "steps"), _checked(h, 0, curvature, position)
    if h * h * lam > 1:
        raise ValueError(f"h={h} with curvature={lam} violates h^2 lambda <= 1: give a smaller h")
    size, t, weight = abs(x_0), k * h, Fraction((k - 1) * (k + 6), 2)  # weight = sum of j + 3 over j = 1 .. k-1
    singular = Fraction(15, 8) * lam * h * h / 3 * (k - 1)
    smooth = (lam * lam * t * h**3 / 4 + lam * lam * h**4 / 96) * weight / 4
    growth = _exponential(h * h * lam * weight / 4)
    bound: Fraction = size * (Fraction(9, 8) * h * h * lam + singular + smooth) * growth
    return bound


def _checked(t: Any, damping: Any, curvature: Any, position: Any) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    names = ("t or h", "damping", "curvature", "position")
    found = [rational(value, name) for value, name in zip((t, damping, curvature, position), names, strict=True)]
    for name, value in zip(names[:3], found, strict=False):
        if value < 0:
            raise ValueError(f"{name}={value} violates {name} >= 0: give a number that is not negative")
    return found[0], found[1], found[2], found[3]


def _growth(c: Fraction, lam: Fraction) -> Fraction:
    """A rho with rho^2 >= c rho + lambda: c + r with r = (1 + lambda)/2 >= sqrt(lambda)."""
    return c + (1 + lam) / 2


def _oscillator_series(c: Fraction, lam: Fraction, x_0: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Taylor coefficients at 0 of x and y."""
    a, b = [x_0, Fraction(0)], [Fraction(0), -lam * x_0 / 2]
    for j in count():
        yield a[j], b[j]
        product = (j + 1) * (j + 2)
        a.append(-(c * (j + 1) * a[j + 1] + lam * a[j]) / product)
        b.append(c / 2 * a[j + 2] - (c * (j + 1) * b[j + 1] + lam * b[j]) / product)


def _su_boyd_candes_series(lam: Fraction, x_0: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Taylor coefficients at 0 of X, which is even, and of Y, which is odd."""
    a, b = x_0, Fraction(0)
    for m in count():
        yield a, Fraction(0)
        after = -lam * a / (4 * (m + 1) * (m + 2))
        right = after * (m + 1) * (12 + 3 * (2 * m + 1)) - 2 * m * lam * a
        b = (right - lam * b) / ((2 * m + 1) * (2 * m + 3))
        yield Fraction(0), b
        a = after


def _summed(series: Iterator[Fraction], t: Fraction, scale: Fraction, rho: Fraction, digits: int) -> Enclosure:
    """sum_j a_j t^j where |a_j| <= scale rho^j/j!, with the tail within half of 10^-digits to both sides."""
    wanted = Fraction(1, 2 * 10 ** positive_integer(digits, "digits"))
    total, power, bound = Fraction(0), Fraction(1), scale
    for j, a in enumerate(series):
        total += a * power
        power *= t
        bound *= rho * t / (j + 1)  # of the next term; those after it fall by at least 1/2 each where rho t <= (j+2)/2
        if 2 * rho * t <= j + 2 and 2 * bound <= wanted:
            return total - 2 * bound, total + 2 * bound
    raise RuntimeError("the power series ended")


def _exponential(x: Fraction) -> Fraction:
    """A rational that is at least exp(x), and little more, for x >= 0."""
    return _summed((_inverse_factorial(j) for j in count()), x, Fraction(1), Fraction(1), 20)[1]


def _inverse_factorial(j: int) -> Fraction:
    from math import factorial

    return Fraction(1, factorial(j))
