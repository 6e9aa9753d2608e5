"""Methods that the tests derive: of the project, of the literature, and one of any order with any spectrum."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy
from hypothesis import strategies as st

from derivations.method import Method
from numerics.algorithms import gradient_descent, momentum

State = tuple[Any, ...]
Gradient = Callable[[Any], Any]


def _nesterov(state: State, gradient: Gradient, *, alpha: Any, beta: Any) -> State:
    w_previous, w = state
    y = w + beta * (w - w_previous)
    return w, y - alpha * gradient(y)


def _quasi_hyperbolic(state: State, gradient: Gradient, *, alpha: Any, beta: Any, nu: Any) -> State:
    """Ma and Yarats, "Quasi-hyperbolic momentum and Adam for deep learning", ICLR 2019, eqs. (3) and (4)."""
    z, w = state
    g = gradient(w)
    z = beta * z + (1 - beta) * g
    return z, w - alpha * ((1 - nu) * g + nu * z)


def _two_gradients(state: State, gradient: Gradient, *, alpha: Any, gamma: Any) -> State:
    """Extragradient: Korpelevich 1976."""
    (w,) = state
    return (w - alpha * gradient(w - gamma * gradient(w)),)


def memory(order: int) -> Method:
    """w' = w - alpha g(w) + sum_j b_j (w_{j-1} - w_j), with w_j the iterate j steps ago and `order` of them kept.

    Its characteristic polynomial has c_1 = alpha lambda - 1 - b_1, c_i = b_{i-1} - b_i, c_n = b_{n-1}: any at all.
    """
    if order == 1:
        return Method(gradient_descent.step, name="memory 1")
    names = ("w", *(f"w_{j}" for j in range(1, order)))

    def move(state: State, gradient: Gradient, alpha: Any, coefficients: tuple[Any, ...]) -> State:
        w = state[0]
        pulls = sum(c * (state[j] - state[j + 1]) for j, c in enumerate(coefficients))
        return w - alpha * gradient(w) + pulls, *state[:-1]

    rule: Callable[..., Any]

    def second(state: State, gradient: Gradient, *, alpha: Any, b_1: Any) -> State:
        return move(state, gradient, alpha, (b_1,))

    def third(state: State, gradient: Gradient, *, alpha: Any, b_1: Any, b_2: Any) -> State:
        return move(state, gradient, alpha, (b_1, b_2))

    def fourth(state: State, gradient: Gradient, *, alpha: Any, b_1: Any, b_2: Any, b_3: Any) -> State:
        return move(state, gradient, alpha, (b_1, b_2, b_3))

    rule = (second, third, fourth)[order - 2]
    return Method(rule, state=names, start=lambda w0: (w0,) * order, name=f"memory {order}")


MOMENTUM = Method(momentum.step)
GRADIENT_DESCENT = Method(gradient_descent.step)
NESTEROV = Method(_nesterov, state=("w_previous", "w"), name="nesterov")
QUASI_HYPERBOLIC = Method(_quasi_hyperbolic, state=("z", "w"), name="quasi-hyperbolic")
EXTRAGRADIENT = Method(_two_gradients, state=("w",), name="extragradient")
MEMORY = {order: memory(order) for order in (1, 2, 3, 4)}
METHODS = (MOMENTUM, GRADIENT_DESCENT, NESTEROV, QUASI_HYPERBOLIC, EXTRAGRADIENT, *MEMORY.values())


def parameters_for(coefficients: Sequence[Fraction]) -> dict[str, Fraction]:
    """The parameters of MEMORY[n] at lambda = 1 whose characteristic polynomial is sigma^n + c_1 sigma^{n-1} + ..."""
    found = {"alpha": 1 + sum(coefficients, Fraction(0))}
    b = Fraction(0)
    for i in range(len(coefficients), 1, -1):
        b += coefficients[i - 1]
        found[f"b_{i - 1}"] = b
    return found


def polynomial_of(radii: Sequence[tuple[Fraction, Fraction | None]]) -> list[Fraction]:
    """c_1, ..., c_n of the monic polynomial with a real root r for each (r, None), and a pair for each (r, t).

    The pair is r (1 - t^2 +- 2 i t)/(1 + t^2), of modulus |r|.
    """
    coefficients = [Fraction(1)]
    for r, t in radii:
        factor = [Fraction(1), -r] if t is None else [Fraction(1), -2 * r * (1 - t * t) / (1 + t * t), r * r]
        product = [Fraction(0)] * (len(coefficients) + len(factor) - 1)
        for i, a in enumerate(coefficients):
            for j, c in enumerate(factor):
                product[i + j] += a * c
        coefficients = product
    return coefficients[1:]


RADII = st.one_of(
    st.sampled_from([Fraction(1), Fraction(-1), Fraction(0)]),
    st.fractions(Fraction(-1), Fraction(1), max_denominator=40),
    st.fractions(Fraction(-2), Fraction(2), max_denominator=40),
)
ANGLES = st.fractions(Fraction(1, 20), Fraction(20), max_denominator=20)


@st.composite
def spectra(draw: st.DrawFn, order: int) -> list[tuple[Fraction, Fraction | None]]:
    """Roots as for `polynomial_of`: inside, on and outside the unit circle, repeated ones included."""
    pairs = draw(st.integers(0, order // 2))
    roots = [(draw(RADII), draw(ANGLES)) for _ in range(pairs)]
    reals = [(draw(RADII), None) for _ in range(order - 2 * pairs)]
    if draw(st.booleans()) and len(reals) > 1:
        reals[-1] = reals[0]
    return [*roots, *reals]


def to_mpf(x: Any) -> Any:
    """A SymPy rational, rounded to the current digits."""
    return mpmath.mpf(int(x.p)) / int(x.q)


def radius_by_eigenvalues(R: sympy.Matrix) -> tuple[Any, Any]:
    """The spectral radius of rationals from mpmath's QR at the current digits, and a bound of its error.

    The bound is Elsner's for a backward error of 10^5 u |R|, Frobenius: (2 |R| + |E|)^{1 - 1/n} |E|^{1/n}.
    """
    n = R.rows
    numbers = mpmath.matrix([[to_mpf(x) for x in row] for row in R.tolist()])
    norm = mpmath.mnorm(numbers, "f") + 1
    backward = 10**5 * mpmath.eps * norm
    bound = (2 * norm + backward) ** (1 - mpmath.mpf(1) / n) * backward ** (mpmath.mpf(1) / n)
    values = mpmath.eig(numbers, left=False, right=False) if n > 1 else [numbers[0, 0]]
    return max(abs(x) for x in values), bound
