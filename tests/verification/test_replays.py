"""Each statement that fails as printed, replayed: what is printed against what a run or a computation gives, exactly.

The kernel has checked that the counterexample is one; here the update rules and problems of `numerics` meet it. A
replay is given the claim's own counterexample and returns (printed, found), which differ.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import sympy

from derivations import claims
from derivations.momentum import optimal_parameters
from numerics import Colorization, ConvexRosenbrock, Graph, PolynomialRegression, Quadratic, simulate
from numerics.algorithms import adamax, gradient_descent, momentum

FAILING = {c.id: c for c in claims() if c.as_printed == "fails"}
At = Mapping[str, Fraction]
HALF = Fraction(1, 2)
Q = np.array([[3, -4], [4, 3]], dtype=object) * Fraction(1, 5)  # eigenvectors in its columns


def ran(at: At, steps: int, **more: Any) -> tuple[Fraction, Fraction]:
    """(y, x) after some steps of momentum from the counterexample's start."""
    l, start = at.get("lambda", Fraction(1)), (np.array([at.get("y_0", 0)]), np.array([at.get("x_0", 1)]))
    parameters: dict[str, Any] = {"alpha": at["alpha"], "beta": at["beta"]} | more
    run = simulate(
        momentum.step,
        Quadratic.from_spectrum([l]),
        steps,
        start=start,
        precision="exact",
        record="states",
        **parameters,
    )
    return run.values[0][-1, 0], run.values[1][-1, 0]


def matrix(at: At) -> Any:
    a, b, l = at["alpha"], at["beta"], at["lambda"]
    return np.array([[b, l], [-a * b, 1 - a * l]], dtype=object)


def saddle(at: At) -> tuple[Any, Any]:
    """Gradient descent on x^2/2 + (y^2 - 1)^2/4 from (1, 0) tends to (0, 0); the counterexample is lower."""
    (w,) = (np.array([Fraction(1), Fraction(0)]),)
    for _ in range(20):
        (w,) = gradient_descent.step((w,), lambda v: np.array([v[0], v[1] ** 3 - v[1]]), alpha=HALF)
    assert abs(w[0]) < Fraction(1, 10**6)
    assert w[1] == 0
    lower = at["r"] ** 2 / 2 + (at["h_k"] ** 2 - 1) ** 2 / 4
    return "a local minimum", "a local minimum" if lower >= Fraction(1, 4) else "a saddle"


def missing_half(at: At) -> tuple[Any, Any]:
    run = simulate(gradient_descent.step, Quadratic.from_spectrum([1]), 1, start=[1], precision="exact",
                   record="objective", alpha=HALF)  # fmt: skip
    return (1 - HALF) ** 2, run.objective[-1]


def rotated_weights(at: At) -> tuple[Any, Any]:
    w = np.array([at["w_1"], at["w_2"]])
    vectors = np.array([[at["q_11"], at["q_21"]], [at["q_12"], at["q_22"]]])  # q_ij is entry j of column i
    A = PolynomialRegression([at["xi_1"], at["xi_2"]], [0, 0], 1).matrix
    for column, eigenvalue in zip(vectors.T, (at["l_1"], at["l_2"]), strict=True):
        assert (A @ column == eigenvalue * column).all()
    return list(vectors @ w), list(vectors.T @ w)


def tikhonov_constant(at: At) -> tuple[Any, Any]:
    z, w, d, eta = at["z"], at["w"], at["d"], at["eta"]
    return w * (z * z + eta) * w / 2 - z * d * w, (z * w - d) ** 2 / 2 + eta * w * w / 2


def tikhonov_solution(at: At) -> tuple[Any, Any]:
    problem = PolynomialRegression([at["xi_1"], at["xi_2"]], [at["d_1"], at["d_2"]], 1)
    Z, A = problem.vandermonde, problem.matrix + at["eta"] * np.eye(2, dtype=int)
    w = np.array([at["w_1"], at["w_2"]])
    assert (A @ w == Z @ np.array([at["d_1"], at["d_2"]])).all()
    return list(w), list(problem.tikhonov(at["eta"]))


def basis(at: At) -> tuple[Any, Any]:
    A = Q @ np.diag([at["l_1"], at["l_2"]]) @ Q.T
    error = np.array([at["w_1"], at["w_2"]])
    return at["l_1"] * (Q @ error)[0], (Q @ (A @ error))[
        0
    ]  # y_1 after one step from rest, and what x = Q (w - w*) gives


def initial_vector(at: At) -> tuple[Any, Any]:
    return list(matrix(at) @ np.array([at["x_0"], at["y_0"]])), list(ran(at, 1))


def power(at: At) -> tuple[Any, Any]:
    R, one, other = matrix(at), at["sigma_1"], at["sigma_2"]
    R_1, R_2 = ((R - s * np.eye(2, dtype=int)) / (one - other) for s in (one, other))
    assert (one * R_2 - other * R_1 == R).all()
    return (one * R_1 - other * R_2).tolist(), R.tolist()


def modulus(at: At) -> tuple[Any, Any]:
    R = matrix(at)
    assert np.trace(R) == 0
    assert (R @ R == -(at["modulus"] ** 2) * np.eye(2, dtype=int)).all()  # the eigenvalues are +- i times the modulus
    return 2 * at["sqrt_beta"], at["modulus"]


def along_y(at: At) -> tuple[Any, Any]:
    after, place = momentum.step((at["y"], at["x"]), lambda w: at["lambda"] * w, alpha=at["alpha"], beta=at["beta"])
    return after > 0, place > at["x"]


def eigenvalue_squared(at: At, curvature: Fraction) -> Fraction:
    """|sigma|^2 of a conjugate pair, which the counterexample's x_1 and y are."""
    R = matrix({**at, "lambda": curvature})
    re, im = at["x_1"], at["y"]
    assert (R[0, 0] + R[1, 1], R[0, 0] * R[1, 1] - R[0, 1] * R[1, 0]) == (2 * re, re**2 + im**2)
    return re**2 + im**2


def larger_beta(at: At) -> tuple[Any, Any]:
    """At kappa = 9: beta = 9/16 leaves a modulus of 3/4 in an extremal eigenspace; the optimum has 1/2 in both."""
    close = max(eigenvalue_squared(at, at["A"] ** 2), Fraction(0))
    alpha, beta = optimal_parameters(sympy.Integer(1), sympy.Integer(9))
    assert (alpha, beta) == (sympy.Rational(1, 4), sympy.Rational(1, 4))
    return "no slower", "no slower" if close <= Fraction(1, 4) else "slower"


def higher_alpha(at: At) -> tuple[Any, Any]:
    _, low = ran({**at, "x_0": Fraction(1), "y_0": Fraction(0)}, 1)
    _, high = ran({**at, "x_0": Fraction(1), "y_0": Fraction(0)}, 1, alpha=at["a"])
    return "no slower", "no slower" if abs(high) <= abs(low) else "slower"


def ripples(at: At) -> tuple[Any, Any]:
    ends = [sympy.Rational(at[end].numerator, at[end].denominator) ** 2 for end in "AB"]
    assert [str(at[name]) for name in ("alpha", "beta")] == [str(value) for value in optimal_parameters(*ends)]
    run = [ran({**at, "x_0": Fraction(1), "y_0": Fraction(0)}, k)[1] for k in range(12)]
    return "no ripples", "ripples" if any(a * b < 0 for a, b in pairwise(run)) else "no ripples"


def half_ones(at: At) -> tuple[Any, Any]:
    def printed(x: Fraction) -> Fraction:
        return (x * x - x) / 2

    graph = Colorization.on(Graph.from_edges(1, []), [0])
    assert graph.objective(np.array([1.0])) == 0
    return min(printed(Fraction(1)), printed(HALF)), printed(Fraction(1))


def condition(at: At) -> tuple[Any, Any]:
    L = Graph.path(3).laplacian().toarray().astype(int)
    for name, value in (("u", at["lambda"]), ("v", at["mu"])):
        vector = np.array([at[f"{name}_{i}"] for i in (1, 2, 3)])
        assert (L @ vector == value * vector).all()
    return at["lambda"] / at["mu"], at["mu"] / at["lambda"]


def complete_graph(at: At) -> tuple[Any, Any]:
    """With one vertex in D, K_4 has kappa > 22.9, and the path of four with an inner vertex in D less."""
    K, P = (
        sympy.Matrix(Colorization.on(g, [1]).matrix().toarray().astype(int)) for g in (Graph.complete(4), Graph.path(4))
    )
    high, low = (sympy.Matrix([sympy.sympify(str(at[f"{name}_{i}"])) for i in (1, 2, 3, 4)]) for name in "xy")
    kappa = (high.dot(K * high) / high.dot(high)) / (low.dot(K * low) / low.dot(low))
    least, largest = sympy.Rational(1729, 10**4), sympy.Rational(3957, 1000)
    assert (P - least * sympy.eye(4)).is_positive_definite
    assert (largest * sympy.eye(4) - P).is_positive_definite
    return "no worse", "no worse" if kappa <= largest / least else "worse"


def unrolled(at: At) -> tuple[Any, Any]:
    _, w = momentum.step((Fraction(0), at["w_0"]), lambda _: Fraction(1), alpha=at["alpha"], beta=at["beta"])
    return at["w_0"] + at["alpha"], w


def first_step_of_adamax(at: At) -> tuple[Any, Any]:
    """Scalar coefficients make the step parallel to the gradient."""
    g = np.array([at["g"], at["h"]])
    rule: Any = adamax.step
    rest = rule.start(np.array([Fraction(0), Fraction(0)]))
    w = rule(rest, lambda _: g, alpha=Fraction(1), beta_1=HALF, beta_2=HALF)[rule.state.index("w")]
    assert list(w) == [at["x"], at["y"]]
    return 0, w[0] * g[1] - w[1] * g[0]


def another_value(at: At) -> tuple[Any, Any]:
    def f(w: Fraction, following: Fraction) -> Fraction:
        return (w - 1) ** 2 / 2 + (w - following) ** 2 / 2 + at["c"] / 2 * w * w

    return f(at["w_1"], at["s"]), f(at["w_1"], at["s_other"])


def finite_minimiser(at: At) -> tuple[Any, Any]:
    return at["q"], ConvexRosenbrock(at["kappa"], 1).exact_minimiser[0]


def unsquared(at: At) -> tuple[Any, Any]:
    return at["lambda"] / 2 * at["x_0"], at["lambda"] / 2 * ran(at, 0)[1] ** 2


def error_in_the_basis(at: At) -> tuple[Any, Any]:
    error = np.array([at["e_1"], at["e_2"]])
    return list(Q @ error), list(Q.T @ error)


def one_error(at: At) -> tuple[Any, Any]:
    """epsilon^1 = 0 after epsilon^0 = 1: the printed x^1 has the later error, the run the earlier."""
    y, x = at["y_0"], at["x_0"]
    _, found = momentum.step((y, x), lambda w: at["lambda"] * w + 1, alpha=at["alpha"], beta=at["beta"])
    R = matrix(at)
    return (R @ np.array([y, x]))[1] + at["epsilon_k"] * -at["alpha"], found


REPLAYS: dict[str, Callable[[At], tuple[Any, Any]]] = {
    "gd.limit-is-a-local-minimum": saddle,
    "error.decomposition": missing_half,
    "poly.rotated-weights": rotated_weights,
    "poly.tikhonov-objective": tikhonov_constant,
    "poly.tikhonov-solution": tikhonov_solution,
    "mom.change-of-basis": basis,
    "mom.footnote-initial-vector": initial_vector,
    "mom.power-distinct": power,
    "mom.complex-modulus": modulus,
    "damp.moves-along-y": along_y,
    "opt.beta-as-close-to-one-as-you-can": larger_beta,
    "opt.highest-alpha-that-converges": higher_alpha,
    "opt.ripples-mean-mistuning": ripples,
    "color.vectorised": half_ones,
    "color.conditioning-definition": condition,
    "color.carries-through": complete_graph,
    "space.momentum-unrolled": unrolled,
    "space.scalar-class": first_step_of_adamax,
    "oracle.objective": another_value,
    "oracle.minimiser": finite_minimiser,
    "sgd.expected-objective-split": unsquared,
    "sgd.noise-in-the-eigenbasis": error_in_the_basis,
    "sgd.unrolled-noise": one_error,
}


def test_every_failure_is_replayed() -> None:
    assert set(REPLAYS) == set(FAILING)


@pytest.mark.parametrize("name", REPLAYS)
def test_what_is_printed_is_not_what_happens(name: str) -> None:
    given = FAILING[name].counterexample or {}
    printed, found = REPLAYS[name]({symbol: Fraction(value) for symbol, value in given.items()})
    assert printed != found
