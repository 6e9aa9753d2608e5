r"""Momentum, as the article introduces it, and what is derived of it for use elsewhere.

    z^{k+1} = beta z^k + grad f(w^k),    w^{k+1} = w^k - alpha z^{k+1}

    >>> from sympy import Rational
    >>> from derivations.momentum import critical_damping, optimal_parameters
    >>> critical_damping(Rational(1, 100), 25)
    1/4
    >>> optimal_parameters(1, 9)
    (1/4, 1/4)

Derived expressions (SymPy; exact arguments only, symbols among them): `method`, `eigenvalues`, `critical_damping`,
`critical_damping_branches`, `optimal_parameters`, `optimal_rate`. What they claim to be is proved by the claims
`mom.eigenvalues`, `damp.*` and `opt.*`, in the modules named after the article's sections.

The rest is the vocabulary of those proofs: one eigencomponent's step and run, and the pair of eigenvalues.

Notation: along an eigenvector of curvature lambda, x is the component of w - w* and y that of z; one step is
(y, x) -> R (y, x); sigma_1 + i tau and sigma_2 - i tau are the eigenvalues of R, with real sigma_1, sigma_2, tau.

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, "Some methods of speeding up the
convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sympy import Eq, Expr, Float, Symbol, sqrt, sympify

from derivations.notation import alpha, beta, kappa, lam, lambda_1, lambda_n, x, y
from derivations.roots import RootPair, momentum_matrix
from derivations.statement import Orbit
from numerics.algorithms.momentum import step

if TYPE_CHECKING:
    from derivations.method import Method

    method: Method

DYNAMICS = "The Dynamics of Momentum"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
POLYAK = "B. T. Polyak, USSR Comput. Math. Math. Phys. 4(5), 1964, 1-17"

sigma_1, sigma_2, tau = (Symbol(name, real=True) for name in ("sigma_1", "sigma_2", "tau"))
x_0, y_0 = Symbol("x_0", real=True), Symbol("y_0", real=True)
sqrt_beta = Symbol("sqrt_beta", real=True)
k = Symbol("k", real=True)  # counts the steps of a run, which makes it a count: a run's state has no assumptions
p = Symbol("p", real=True)  # a power with exponent k

TRACE = momentum_matrix().trace()
EIGENVALUES = RootPair(sigma_1, sigma_2, tau, TRACE, beta)
"""sigma_1 + i tau and sigma_2 - i tau, by their sum, their product and tau (sigma_1 - sigma_2) = 0."""
DAMPING = (sqrt_beta >= 0, Eq(beta, sqrt_beta**2))
"""beta >= 0 and its square root."""


def component_step(velocity: Any, position: Any) -> tuple[Expr, Expr]:
    """(y, x) after one step of the update rule along an eigenvector of curvature lambda."""
    after: tuple[Expr, Expr] = step((velocity, position), lambda error: lam * error, alpha=alpha, beta=beta)
    return after


def component_run(more: Mapping[Symbol, tuple[Any, Any]] | None = None) -> Orbit:
    """The run of one component (y, x) from (y_0, x_0), beside further states."""
    y_next, x_next = component_step(y, x)
    return Orbit({y: (y_0, y_next), x: (x_0, x_next)} | dict(more or {}))


# ---- what is derived, for use elsewhere ---------------------------------------------------------------------------


def __getattr__(name: str) -> Any:
    if name == "method":
        from derivations.method import Method

        globals()["method"] = Method(step, name="momentum")
        return globals()["method"]
    raise AttributeError(f"module 'derivations.momentum' has no attribute {name!r}")


@cache
def eigenvalues() -> tuple[Expr, Expr]:
    """sigma_1 and sigma_2 in alpha, beta, lambda: the roots of sigma^2 - T sigma + det R, footnote 4."""
    T, d = TRACE, momentum_matrix().det().expand()
    return (T + sqrt(T**2 - 4 * d)) / 2, (T - sqrt(T**2 - 4 * d)) / 2


def critical_damping_branches(alpha: Any = alpha, lam: Any = lam) -> tuple[Expr, Expr]:
    """Both beta >= 0 with equal eigenvalues: (1 - s)^2 <= (1 + s)^2, s = sqrt(alpha lambda); for alpha lambda >= 0.

    (1 + beta - s^2)^2 = 4 beta says that 1 + beta - s^2 = +-2 sqrt(beta), that is (1 -+ sqrt(beta))^2 = s^2.
    Raises ValueError for alpha lambda < 0, TypeError for floats.
    """
    product = _exact("alpha", alpha) * _exact("lam", lam)
    if product.is_negative:
        raise ValueError(f"alpha*lambda={product} violates alpha*lambda >= 0: give a positive step-size")
    s = sqrt(product)
    return (1 - s) ** 2, (1 + s) ** 2


def critical_damping(alpha: Any = alpha, lam: Any = lam) -> Expr:
    """(1 - sqrt(alpha lambda))^2, the beta that converges fastest for 0 < alpha lambda < 4 (claims `damp.*`)."""
    return critical_damping_branches(alpha, lam)[0]


def optimal_parameters(lambda_1: Any = lambda_1, lambda_n: Any = lambda_n) -> tuple[Expr, Expr]:
    """(alpha, beta) with the smallest rate over eigenvalues in [lambda_1, lambda_n] (*Optimal parameters*).

    Raises ValueError unless 0 < lambda_1 <= lambda_n, TypeError for floats.
    """
    first, last = _exact("lambda_1", lambda_1), _exact("lambda_n", lambda_n)
    if first.is_nonpositive or (last - first).is_negative:
        raise ValueError(f"lambda_1={first}, lambda_n={last} violate 0 < lambda_1 <= lambda_n: give them in that order")
    A, B = sqrt(first), sqrt(last)
    return (2 / (A + B)) ** 2, ((B - A) / (A + B)) ** 2


def optimal_rate(kappa: Any = kappa) -> Expr:
    """(sqrt(kappa) - 1)/(sqrt(kappa) + 1), the rate at the optimal parameters; ValueError unless kappa >= 1."""
    number = _exact("kappa", kappa)
    if (number - 1).is_negative:
        raise ValueError(f"kappa={number} violates kappa >= 1: give lambda_n / lambda_1")
    return (sqrt(number) - 1) / (sqrt(number) + 1)


def _exact(name: str, value: Any) -> Expr:
    number = sympify(value, strict=True)
    if number.has(Float):
        raise TypeError(f"{name}={value!r} violates: derivations are exact; write Rational(1, 10) for 0.1")
    if number.is_real is False:
        raise ValueError(f"{name}={value!r} violates: a finite real number; give a rational or a symbol")
    return number
