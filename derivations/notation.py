r"""The article's notation: every symbol once, with its assumptions and its meaning.

Assumptions are kept to what a symbol *is*: a real number. That a number is positive, small or ordered
is a hypothesis of a statement and is written there, since an assumption hidden in a symbol is a hypothesis that
nobody reads. `Symbol("x")` and `Symbol("x", real=True)` are different symbols that print alike, and substituting one
for the other does nothing: take symbols from here, `from derivations.notation import alpha, beta, lam`.

    >>> meaning(beta)
    'momentum parameter'

References: G. Goh, "Why Momentum Really Works", Distill 2017, whose letters these are.
"""

from __future__ import annotations

from typing import Any

from sympy import Symbol

__all__ = [
    "A", "B", "D", "L", "S", "T", "alpha", "beta", "d", "epsilon", "eta", "gamma", "k", "kappa", "lam", "lambda_1",
    "lambda_n", "meaning", "mu", "n", "q", "r", "rho", "s", "sigma", "symbols", "theta", "u", "w", "w_star", "x", "y",
    "z",
]  # fmt: skip

_MEANINGS: dict[Any, str] = {}


def _real(name: str, meaning: str) -> Any:
    return _declare(Symbol(name, real=True), meaning)


def _declare(symbol: Any, meaning: str) -> Any:
    _MEANINGS[symbol] = meaning
    return symbol


# Parameters and the problem.
alpha = _real("alpha", "step-size")
beta = _real("beta", "momentum parameter")
lam = _real("lambda", "eigenvalue of the quadratic's matrix: the curvature along one eigenvector")
lambda_1 = _real("lambda_1", "smallest eigenvalue of the quadratic's matrix")
lambda_n = _real("lambda_n", "largest eigenvalue of the quadratic's matrix")
mu = _real("mu", "constant of strong convexity: a lower bound of all curvatures")
L = _real("L", "Lipschitz constant of the gradient: an upper bound of all curvatures")
kappa = _real("kappa", "condition number lambda_n / lambda_1")
eta = _real("eta", "regularisation weight of Tikhonov")
epsilon = _real("epsilon", "a small positive number, or the noise of one gradient")

# The iteration on one eigencomponent.
w = _real("w", "iterate")
w_star = _declare(Symbol(r"w^\star", real=True), "minimiser")
x = _real("x", "component of the error w - w_star along one eigenvector")
y = _real("y", "component of the velocity z along one eigenvector")
z = _real("z", "velocity: the accumulated gradients")
sigma = _declare(Symbol("sigma", complex=True), "eigenvalue of the iteration matrix R, real or complex")
T = _real("T", "trace of the iteration matrix; for momentum 1 + beta - alpha lambda")
d = _real("d", "determinant of the iteration matrix; for momentum beta")
D = _real("D", "discriminant T^2 - 4 d of the characteristic polynomial")
S = _real("S", "S_k with S_0 = 0, S_1 = 1, S_{k+1} = T S_k - d S_{k-1}, so that R^k = S_k R - d S_{k-1} I")
rho = _real("rho", "spectral radius of the iteration matrix: the rate")
r = _real("r", "radius of a disc that is to hold every eigenvalue of the iteration matrix")
q = _real("q", "optimal rate of momentum, (sqrt(kappa) - 1)/(sqrt(kappa) + 1)")
theta = _real("theta", "angle of a complex eigenvalue of the iteration matrix")
gamma = _real("gamma", "coefficient of one gradient in the unrolled iterate")

# Square roots, named so that statements are polynomial: each enters by s >= 0 and its square.
s = _real("s", "sqrt(alpha lambda)")
A = _real("A", "sqrt(lambda_1)")
B = _real("B", "sqrt(lambda_n)")
u = _real("u", "sqrt(3 kappa + 1)")

# Counts: whole because a run counts its steps from 0, and real numbers here like all the rest.
k = _real("k", "number of iterations")
n = _real("n", "dimension of the problem, or order of a method")


def symbols() -> tuple[Any, ...]:
    """Every symbol of the notation, in the order of its declaration."""
    return tuple(_MEANINGS)


def meaning(symbol: Any) -> str:
    """What a symbol of the notation stands for, in one line.

    Raises KeyError where `symbol` is none of the notation's; a symbol of the same name but of other assumptions is
    another symbol, and the message says so.
    """
    if symbol in _MEANINGS:
        return _MEANINGS[symbol]
    for known in _MEANINGS:
        if known.name == str(symbol):
            law = f"the notation's {known.name} has assumptions {known.assumptions0}"
            raise KeyError(f"{symbol!r} violates: {law}; import it from derivations.notation")
    raise KeyError(f"{symbol!r} violates: a symbol of the notation; see derivations.notation.symbols()")
