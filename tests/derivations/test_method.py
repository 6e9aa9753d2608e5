"""From update rules to their theory: each derived quantity against an independent computation, exactly if possible."""

import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import Poly, Rational, Symbol, sqrt

from derivations.method import Method
from derivations.notation import alpha, beta, lam, sigma
from derivations.schur_cohn import ClosedFormError
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent, momentum
from tests.derivations.higher_order_methods import HIGHER_ORDER
from tests.derivations.methods import (
    EXTRAGRADIENT,
    GRADIENT_DESCENT,
    MEMORY,
    METHODS,
    MOMENTUM,
    NESTEROV,
    QUASI_HYPERBOLIC,
    parameters_for,
    polynomial_of,
    radius_by_eigenvalues,
    spectra,
)
from tests.house.laws import ROOT

NU = Symbol("nu", real=True)
CRITICAL = MOMENTUM.critical_damping()
EACH = pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
RATIONALS = st.fractions(Fraction(-2), Fraction(3), max_denominator=12)


def rational(x: Fraction) -> sympy.Rational:
    return Rational(x.numerator, x.denominator)


def values_of(method: Method) -> st.SearchStrategy[dict[str, Fraction]]:
    return st.fixed_dictionaries({"lam": RATIONALS, **dict.fromkeys(method.parameters, RATIONALS)})


ANY_METHOD = st.sampled_from(METHODS).flatmap(lambda m: st.tuples(st.just(m), values_of(m)))


def run(method: Method, w0: Fraction, iterations: int, values: Mapping[str, Any]) -> list[tuple[Fraction, ...]]:
    """The states of the rule itself on 1/2 lambda w^2, in rationals."""
    rest = {name: value for name, value in values.items() if name != "lam"}
    states = [method.start(w0)]
    for _ in range(iterations):
        states.append(method.step(states[-1], lambda w: values["lam"] * w, **rest))
    return states


# The matrix and what follows from it.


def test_momentum_is_as_in_the_article() -> None:
    assert MOMENTUM.iteration_matrix == sympy.Matrix([[beta, lam], [-alpha * beta, 1 - alpha * lam]])
    assert MOMENTUM.characteristic_polynomial == Poly(sigma**2 + (alpha * lam - beta - 1) * sigma + beta, sigma)
    MOMENTUM.iteration_matrix[0, 0] = 0  # a copy: the method is not changed
    assert MOMENTUM.iteration_matrix[0, 0] == beta
    assert MOMENTUM.parameters == {"alpha": alpha, "beta": beta}
    assert MOMENTUM.curvature == lam
    D = sqrt(alpha**2 * lam**2 - 2 * alpha * lam * (1 + beta) + (1 - beta) ** 2)
    plus, minus = MOMENTUM.eigenvalues
    assert sympy.expand(2 * plus - (1 + beta - alpha * lam) - D.expand()) == 0
    assert sympy.expand(2 * minus - (1 + beta - alpha * lam) + D.expand()) == 0


def test_gradient_descent() -> None:
    assert GRADIENT_DESCENT.iteration_matrix == sympy.Matrix([[1 - alpha * lam]])
    assert GRADIENT_DESCENT.eigenvalues == {1 - alpha * lam: 1}
    assert GRADIENT_DESCENT.stability_conditions == (alpha * lam > 0, 2 - alpha * lam > 0)
    assert GRADIENT_DESCENT.critical_damping() == ()
    assert GRADIENT_DESCENT.residual_polynomial(3) == sympy.expand((1 - alpha * lam) ** 3)


def test_nesterov_and_quasi_hyperbolic_momentum() -> None:
    T, d = (1 + beta) * (1 - alpha * lam), beta * (1 - alpha * lam)
    assert NESTEROV.characteristic_polynomial == Poly(sigma**2 - sympy.expand(T) * sigma + sympy.expand(d), sigma)
    T, d = 1 + beta - alpha * lam * (1 - NU * beta), beta * (1 - alpha * lam * (1 - NU))
    assert QUASI_HYPERBOLIC.characteristic_polynomial == Poly(
        sigma**2 - sympy.expand(T) * sigma + sympy.expand(d), sigma
    )


def test_two_gradients_an_iteration() -> None:
    gamma = EXTRAGRADIENT.parameters["gamma"]
    assert EXTRAGRADIENT.iteration_matrix == sympy.Matrix([[sympy.expand(1 - alpha * lam * (1 - gamma * lam))]])
    assert EXTRAGRADIENT.unrolled(1) == ((0, -alpha), (0, -alpha))


@given(ANY_METHOD, RATIONALS, st.integers(0, 6))
def test_powers_of_the_matrix_are_runs_of_the_rule(
    case: tuple[Method, dict[str, Fraction]], w0: Fraction, k: int
) -> None:
    method, values = case
    start = sympy.Matrix([rational(x) for x in method.start(w0)])
    assert list(method.power(k, **dict[str, Any](values)) * start) == [
        rational(x) for x in run(method, w0, k, values)[k]
    ]


@given(ANY_METHOD, st.integers(0, 6))
@example((MOMENTUM, {"lam": Fraction(1), "alpha": Fraction(1, 4), "beta": Fraction(1, 4)}), 6)
@example((MOMENTUM, {"lam": Fraction(1), "alpha": Fraction(1), "beta": Fraction(0)}), 2)
@example((MOMENTUM, {"lam": Fraction(1), "alpha": Fraction(4), "beta": Fraction(1)}), 5)
def test_the_residual_polynomial_is_the_run_from_one(case: tuple[Method, dict[str, Fraction]], k: int) -> None:
    method, values = case
    p = method.residual_polynomial(k)
    at = {lam: rational(values["lam"])} | {s: rational(values[name]) for name, s in method.parameters.items()}
    assert p.subs(at) == rational(run(method, Fraction(1), k, values)[k][method.state.index("w")])


@EACH
@pytest.mark.parametrize("k", [0, 1, 4])
def test_residual_polynomials_are_polynomials_of_degree_k_and_one_at_zero(method: Method, k: int) -> None:
    p = method.residual_polynomial(k)
    gradients = method.linear_rule.gradients
    assert Poly(p, lam).degree() == k * gradients
    assert sympy.expand(p.subs(lam, 0)) == 1
    start = sympy.Matrix([entry.coeff(alpha) for entry in map(sympy.expand, method.start(alpha))])
    assert p == sympy.expand((method.power(k) * start)[method.state.index("w")])


@pytest.mark.parametrize("module", [gradient_descent, momentum])
def test_a_rule_of_the_project_names_itself(module: Any) -> None:
    method = Method(module.step)
    assert f"numerics.algorithms.{method.name}" == module.__name__
    assert method.state == module.step.state
    assert method.name in repr(method)


# Stability.


@given(st.integers(1, 4).flatmap(spectra))
@example([(Fraction(1), None)])
@example([(Fraction(-1), None), (Fraction(1, 2), None)])
@example([(Fraction(1), Fraction(1)), (Fraction(1), Fraction(1))])
@example([(Fraction(1, 2), None)] * 4)
def test_stability_agrees_with_the_spectrum(roots: list[tuple[Fraction, Fraction | None]]) -> None:
    """Methods of orders 1 to 4 with a chosen spectrum: inside, on and outside the unit circle, and mpmath agrees."""
    coefficients = polynomial_of(roots)
    order = len(coefficients)
    method, parameters = MEMORY[order], parameters_for(coefficients)
    at = {lam: Rational(1)} | {method.parameters[name]: rational(v) for name, v in parameters.items()}
    assert (
        method.characteristic_polynomial.as_expr().subs(at) == Poly([1, *map(rational, coefficients)], sigma).as_expr()
    )
    radius = max(abs(r) for r, _ in roots)
    assert all(bool(condition.subs(at)) for condition in method.stability_conditions) == (radius < 1)
    with mpmath.workdps(50 * order):
        found, bound = radius_by_eigenvalues(method.iteration_matrix.subs(at))
        assert abs(found - mpmath.mpf(radius.numerator) / radius.denominator) <= bound < mpmath.mpf(10) ** -45


def stable_in_the_article(s: Fraction, b: Fraction) -> bool:
    """0 < alpha lambda < 2 + 2 beta and |beta| < 1: what makes every eigenvalue of momentum less than 1."""
    return 0 < s < 2 + 2 * b and abs(b) < 1


def says_stable(conditions: tuple[Any, ...], s: Fraction, b: Fraction) -> bool:
    return all(bool(c.subs({alpha: rational(s), lam: 1, beta: rational(b)})) for c in conditions)


GRID = list(product([Fraction(i, 4) for i in range(-1, 20)], [Fraction(j, 4) for j in range(-6, 7)]))


def test_momentum_s_region_on_a_grid_with_its_boundary() -> None:
    conditions = MOMENTUM.stability_conditions
    assert all(says_stable(conditions, s, b) == stable_in_the_article(s, b) for s, b in GRID)


@pytest.mark.parametrize("dropped", range(3))
def test_no_condition_of_momentum_can_be_dropped(dropped: int) -> None:
    conditions = MOMENTUM.stability_conditions
    rest = conditions[:dropped] + conditions[dropped + 1 :]
    assert any(says_stable(rest, s, b) and not stable_in_the_article(s, b) for s, b in GRID)


def test_a_wrong_sign_in_the_rule_is_seen_by_its_region() -> None:
    def wrong(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
        z, w = state
        z = gradient(w) - beta * z
        return z, w - alpha * z

    conditions = Method(wrong, state=("z", "w")).stability_conditions
    assert any(says_stable(conditions, s, b) != stable_in_the_article(s, b) for s, b in GRID)


def test_critical_damping() -> None:
    s = sqrt(alpha * lam)
    assert [c.rhs for c in MOMENTUM.critical_damping("beta")] == [(s - 1) ** 2, (s + 1) ** 2]
    assert MOMENTUM.critical_damping() == MOMENTUM.critical_damping("beta")
    assert [c.rhs for c in MOMENTUM.critical_damping("alpha")[:2]] == [
        (sqrt(beta) - 1) ** 2 / lam,
        (sqrt(beta) + 1) ** 2 / lam,
    ]
    with pytest.raises(ValueError, match=r"parameter='b' violates: .*\['alpha', 'beta'\]"):
        MOMENTUM.critical_damping("b")


@given(st.fractions(Fraction(1, 9), Fraction(19, 10), max_denominator=30), st.sampled_from([0, 1]))
def test_at_critical_damping_the_eigenvalues_coincide(s: Fraction, which: int) -> None:
    b = CRITICAL[which].rhs.subs({alpha: rational(s * s), lam: 1})
    values = {root.subs({alpha: rational(s * s), lam: 1, beta: b}) for root in MOMENTUM.eigenvalues}
    assert values == {1 + (1 if which else -1) * rational(s)}


def test_a_third_order_method_has_no_closed_form_but_its_conditions() -> None:
    with pytest.raises(ClosedFormError, match="degree 3"):
        _ = MEMORY[3].eigenvalues
    assert len(MEMORY[3].stability_conditions) == 4
    assert len(MEMORY[4].stability_conditions) == 5


# Unrolled.


@pytest.mark.parametrize("k", [0, 1, 2, 7])
def test_momentum_unrolled(k: int) -> None:
    """-alpha (1 - beta^{k+1-i})/(1 - beta) for gradient i, as a polynomial: without the pole at beta = 1."""
    found = MOMENTUM.unrolled(k)
    assert len(found) == k + 1
    for i, coefficient in enumerate(found):
        assert sympy.expand(coefficient * (1 - beta) + alpha * (1 - beta ** (k + 1 - i))) == 0
        assert coefficient.subs(beta, 1) == -alpha * (k + 1 - i)
    assert GRADIENT_DESCENT.unrolled(k) == (-alpha,) * (k + 1)


ONE_GRADIENT = [m for m in METHODS if m is not EXTRAGRADIENT]


@given(
    st.sampled_from(ONE_GRADIENT).flatmap(lambda m: st.tuples(st.just(m), values_of(m))),
    st.lists(RATIONALS, min_size=1, max_size=6),
    RATIONALS,
)
def test_unrolled_is_the_run_for_any_gradients(
    case: tuple[Method, dict[str, Fraction]], gradients: list[Fraction], w0: Fraction
) -> None:
    """For whatever numbers the gradients are, f is arbitrary: w^{k+1} = w^0 + sum gamma_i g_i."""
    method, values = case
    parameters = {name: values[name] for name in method.parameters}
    state = method.start(w0)
    for g in gradients:
        state = method.step(state, lambda _, g=g: g, **parameters)
    at = {s: rational(parameters[name]) for name, s in method.parameters.items()}
    gammas = [c.subs(at) for c in method.unrolled(len(gradients) - 1)]
    total = rational(w0) + sum(c * rational(g) for c, g in zip(gammas, gradients, strict=True))
    assert total == rational(state[method.state.index("w")])


# Powers.


@pytest.mark.parametrize("k", [0, 1, 2, 5])
@EACH
def test_the_symbolic_power_is_the_product(method: Method, k: int) -> None:
    assert method.power(k) == (sympy.eye(len(method.state)) * method.iteration_matrix**k).expand()


def test_a_large_power_is_right_to_its_digits() -> None:
    """At alpha lambda = beta = 1/4 both eigenvalues are 1/2, and R^k = 2^-k (I + k (2 R - I))."""
    k, half = 10**6, Fraction(1, 2)
    power = MOMENTUM.power(k, digits=50, lam=1, alpha=Fraction(1, 4), beta=Fraction(1, 4))
    R = [[half / 2, Fraction(1)], [-half / 8, 3 * half / 2]]
    for i, j in product(range(2), repeat=2):
        exact = int(i == j) + k * (2 * R[i][j] - int(i == j))
        with mpmath.workdps(70):
            error = abs(mpmath.ldexp(power[i, j], k) - mpmath.mpf(exact.numerator) / exact.denominator)
            assert error <= abs(mpmath.mpf(exact.numerator) / exact.denominator) / mpmath.mpf(10) ** 50


def test_powers_want_exact_values() -> None:
    values = {"lam": 1, "alpha": Fraction(1, 3), "beta": Rational(1, 2)}
    assert MOMENTUM.power(0, **values) == sympy.eye(2)
    assert MOMENTUM.power(3, **values) == (MOMENTUM.iteration_matrix**3).subs(
        {lam: 1, alpha: Rational(1, 3), beta: Rational(1, 2)}
    )
    for bad in (0.5, "1/2", float("nan"), sqrt(2), alpha):
        with pytest.raises(ValueError, match=r"beta=.* violates: beta is an exact rational.*give Fraction"):
            MOMENTUM.power(3, **{**values, "beta": bad})
    with pytest.raises(TypeError, match="lam is missing"):
        MOMENTUM.power(3, alpha=1, beta=0)
    with pytest.raises(TypeError, match="lam is missing"):
        MOMENTUM.power(3, digits=10)
    with pytest.raises(TypeError, match="beta is missing"):
        MOMENTUM.power(3, lam=1, alpha=1)


@pytest.mark.parametrize("call", [MOMENTUM.power, MOMENTUM.unrolled, MOMENTUM.residual_polynomial])
@pytest.mark.parametrize(("k", "error"), [(-1, ValueError), (1.0, TypeError), (True, TypeError), ("2", TypeError)])
def test_counts_are_counts(call: Any, k: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"k=.* violates"):
        call(k)


def test_digits_are_a_count() -> None:
    with pytest.raises(ValueError, match="digits=0 violates digits >= 1"):
        MOMENTUM.power(3, digits=0, lam=1, alpha=1, beta=0)


# What a Method is made of, and what it is not.


def test_start_state_and_name() -> None:
    bare = Method(lambda s, g, *, alpha: (s[0] - alpha * g(s[0]),), state=("w",), name="mine")
    assert (bare.name, bare.state, bare.start(3)) == ("mine", ("w",), (3,))
    assert NESTEROV.start(3) == (3, 3)
    assert MOMENTUM.start(3) == (0, 3)
    given_ = Method(momentum.step, start=lambda w0: (w0, w0))
    assert given_.start(3) == (3, 3)
    with pytest.raises(ValueError, match="the start is at rest"):
        given_.residual_polynomial(1)
    assert given_.unrolled(1) == MOMENTUM.unrolled(1)


def test_a_method_can_be_simulated() -> None:
    """The very rule: exact runs agree with the residual polynomial."""
    problem = Quadratic.from_spectrum([1, 2])
    for method in (MOMENTUM, NESTEROV):
        given_: dict[str, Any] = {"alpha": Fraction(1, 3), "beta": Fraction(1, 5)}
        found = simulate(method, problem, 5, start=[1, 1], precision="exact", **given_).iterates[5]
        p = method.residual_polynomial(5).subs({alpha: Rational(1, 3), beta: Rational(1, 5)})
        assert [rational(x) for x in found] == [p.subs(lam, 1), p.subs(lam, 2)]


def test_defaults_of_the_rule_are_used_for_numbers() -> None:
    def step(state: Any, gradient: Any, *, alpha: Any, beta: Any = Fraction(1, 2)) -> Any:
        return momentum.step(state, gradient, alpha=alpha, beta=beta)

    method = Method(step, state=("z", "w"))
    assert set(method.parameters) == {"alpha", "beta"}
    assert method.rate(1, alpha=1) == MOMENTUM.rate(1, alpha=1, beta=0.5)
    assert method.power(3, lam=1, alpha=1) == MOMENTUM.power(3, lam=1, alpha=1, beta=Fraction(1, 2))


@pytest.mark.parametrize("parameters", [{"alpha": 1}, {}, {"alpha": 1, "beta": 0, "gamma": 1}])
def test_missing_and_unknown_parameters(parameters: dict[str, Any]) -> None:
    with pytest.raises(
        TypeError, match=r"violates: the parameters of momentum are \['alpha', 'beta'\]; give exactly these"
    ):
        MOMENTUM.rate(1, **parameters)


def descend(new: Any) -> Any:
    """A rule of one state from an expression in w, g = gradient and alpha."""

    def step(state: Any, gradient: Any, *, alpha: Any) -> Any:
        (w,) = state
        return (new(w, gradient, alpha),)

    return step


NOT_LINEAR = {
    "gradient squared": lambda w, g, a: w - a * g(w) ** 2,
    "gradient times state": lambda w, g, a: w - a * g(w) * w,
    "linear only on quadratics": lambda w, g, a: w - a * g(w) ** 2 / w,
    "normalised": lambda w, g, a: w - a * g(w) / abs(g(w)),
    "sign": lambda w, g, a: w - a * sympy.sign(g(w)),
    "root of a parameter": lambda w, g, a: w - sympy.sqrt(a) * g(w),
    "gradient at a square": lambda w, g, a: w - a * g(w * w),
}
NO_FIXED_POINT = {
    "decay": (lambda w, g, a: (1 - a) * w - a * g(w), "takes w = w"),
    "constant": (lambda w, g, a: w - a * g(w) + 1, "remove 1"),
    "gradient elsewhere": (lambda w, g, a: w - a * g(2 * w), r"gradients at \[2\*w\*\]"),
    "gradient at an offset": (lambda w, g, a: w - a * g(w + 1), "remove 1"),
}
NO_RULE = {
    "float": (lambda w, g, a: w - a * 0.5 * g(w), ValueError, r"the float 1/2 in the new w violates: .*z / 2"),
    "branch": (lambda w, g, a: w - a * g(w) if w > 0 else w, TypeError, "without branches"),
    "NumPy": (lambda w, g, a: w - a * np.sqrt(g(w)), TypeError, "plain arithmetic"),
    "no gradient": (lambda w, g, a: w, ValueError, "calls gradient 0 times"),
    "text": (lambda w, g, a: f"{w}", TypeError, "on symbols a rule gives symbols"),
    "foreign symbol": (lambda w, g, a: w - Symbol("alpha") * g(w), ValueError, "keyword-only argument of step"),
}


@pytest.mark.parametrize("rule", NOT_LINEAR.values(), ids=NOT_LINEAR.keys())
def test_rules_that_are_not_linear_are_refused(rule: Any) -> None:
    with pytest.raises(ValueError, match="violates: a rule is linear in its state and its gradients"):
        Method(descend(rule), state=("w",))


@pytest.mark.parametrize(("rule", "message"), NO_FIXED_POINT.values(), ids=NO_FIXED_POINT.keys())
def test_rules_that_leave_the_minimiser_are_refused(rule: Any, message: str) -> None:
    with pytest.raises(ValueError, match=rf"{message}.*|minimiser.*") as caught:
        Method(descend(rule), state=("w",))
    assert "minimiser" in str(caught.value)
    assert "fixed point" in str(caught.value)


@pytest.mark.parametrize(("rule", "error", "message"), NO_RULE.values(), ids=NO_RULE.keys())
def test_what_is_no_rule_is_refused(rule: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Method(descend(rule), state=("w",))


@pytest.mark.parametrize("method", [*METHODS, *HIGHER_ORDER], ids=lambda m: m.name)
def test_the_state_at_rest_stays(method: Method) -> None:
    """One step of the rule itself, from that state at a minimiser w*, with every gradient 0 there and nowhere else."""
    w_star = Symbol("w_star", real=True)
    rest = tuple(entry * w_star for entry in method.rest)
    after = method.step(rest, lambda point: lam * sympy.expand(point - w_star), **method.parameters)
    assert [sympy.cancel(a - b) for a, b in zip(after, rest, strict=True)] == [0] * len(rest)
    assert method.rest[method.state.index("w")] == 1
    assert method.rest == tuple(method.start(1))  # these all begin at rest


def test_a_rest_other_than_the_start_s_is_found() -> None:
    """An average x of the iterates: at rest x = w*, although x starts at 0."""

    def step(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
        x, w = state
        w = w - alpha * gradient(w)
        return beta * x + (1 - beta) * w, w

    method = Method(step, state=("x", "w"))
    assert method.eigenvalues == {beta: 1, 1 - alpha * lam: 1}
    with pytest.raises(ValueError, match="the start is at rest"):
        method.residual_polynomial(1)
    rested = Method(step, state=("x", "w"), start=lambda w0: (w0, w0))
    assert rested.residual_polynomial(1) == 1 - alpha * lam


SHAPES: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
    (descend(lambda w, g, a: w), {"state": ("z",)}, ValueError, "the iterate is the entry named 'w'"),
    (descend(lambda w, g, a: w), {"state": "w"}, TypeError, "state is a tuple of names"),
    (descend(lambda w, g, a: w), {}, ValueError, "a rule's state has names"),
    (3, {"state": ("w",)}, TypeError, "an update rule is a function"),
    (momentum.step, {"state": ("y", "z", "w")}, TypeError, r"a rule of the state \('y', 'z', 'w'\)"),
    (lambda s, g, *, alpha: s[0], {"state": ("w",)}, TypeError, "the new state .* as a tuple"),
    (lambda s, g, *, alpha: (s[0], s[0]), {"state": ("w",)}, TypeError, "a tuple of 2"),
    (lambda s, g, alpha: s, {"state": ("w",)}, TypeError, "each parameter keyword-only"),
    (lambda s, *, alpha: s, {"state": ("w",)}, TypeError, "each parameter keyword-only"),
    (lambda s, g, **rest: s, {"state": ("w",)}, TypeError, "each parameter keyword-only"),
    (lambda s, g, *, lam: s, {"state": ("w",)}, ValueError, "parameter 'lam' violates.*rename it"),
    (lambda s, g, *, sigma: s, {"state": ("w",)}, ValueError, "parameter 'sigma' violates"),
    (momentum.step, {"start": lambda w0: (0, 2 * w0)}, ValueError, "the entry w is w0"),
    (momentum.step, {"start": lambda w0: (1, w0)}, ValueError, "rational multiple of w0"),
    (momentum.step, {"start": lambda w0: (w0 * w0, w0)}, ValueError, "rational multiple of w0"),
    (momentum.step, {"start": lambda w0: w0}, TypeError, "gives a tuple"),
    (momentum.step, {"start": 1}, TypeError, "start is a function of w0"),
]


@pytest.mark.parametrize(("step", "keywords", "error", "message"), SHAPES)
def test_the_form_of_a_rule(step: Any, keywords: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Method(step, **keywords)


def test_an_object_with_its_own_state_is_taken() -> None:
    class Rule:
        state, start = ("w",), staticmethod(lambda w0: (w0,))

        def __call__(self, state: Any, gradient: Any, *, alpha: Any) -> Any:
            return gradient_descent.step(state, gradient, alpha=alpha)

    method = Method(Rule())
    assert method.iteration_matrix == GRADIENT_DESCENT.iteration_matrix
    assert method.name == "Rule"
    assert SimpleNamespace(method=method).method.stability_conditions == GRADIENT_DESCENT.stability_conditions


def test_deriving_loads_no_arrays() -> None:
    program = (
        "import sys; from derivations import Method; from numerics.algorithms.momentum import step\n"
        "m = Method(step); m.stability_conditions; m.unrolled(3); m.power(9, lam=1, alpha=1, beta=0)\n"
        "sys.exit('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == 0
