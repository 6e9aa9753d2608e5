"""The best parameters: known optima, proofs and their controls, the rate confronted with eigenvalues and with runs."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from derivations import kernel, minimax, minimax_search
from derivations.method import Method
from derivations.minimax import Tuning, chebyshev_bound
from derivations.minimax_search import weights
from derivations.notation import alpha, beta, lam
from numerics.exact import rationals
from tests.derivations.methods import (
    EXTRAGRADIENT,
    GRADIENT_DESCENT,
    MEMORY,
    MOMENTUM,
    NESTEROV,
    QUASI_HYPERBOLIC,
    radius_by_eigenvalues,
)

State = tuple[Any, ...]
Gradient = Callable[[Any], Any]
CASES = (GRADIENT_DESCENT, MOMENTUM, NESTEROV, QUASI_HYPERBOLIC, EXTRAGRADIENT, MEMORY[3])
EACH = pytest.mark.parametrize("method", CASES, ids=lambda m: m.name)
MU, L = Rational(1, 2), Rational(50)
KAPPA = L / MU


@cache
def tuned(method: Method, mu: Any = MU, L: Any = L) -> Tuning:
    return method.best_parameters(mu, L)


# ---- known optima ------------------------------------------------------------------------------------------------


def test_momentum_is_at_its_known_optimum() -> None:
    """alpha = (2/(sqrt L + sqrt mu))^2, beta = q^2, and the rate q = 9/11, which Chebyshev's bound shows to be best."""
    tuning = tuned(MOMENTUM, Rational(1), Rational(100))
    assert tuning.parameters == {"alpha": Rational(4, 121), "beta": Rational(81, 121)}
    assert 0 < tuning.rate - Rational(9, 11) < Rational(1, 10**13)
    assert 0 <= Rational(9, 11) - tuning.lower < Rational(1, 10**13)
    assert (tuning.rests_on, tuning.lower_rests_on) == (("kernel",), ("words",))


def test_momentum_where_the_optimum_is_irrational() -> None:
    tuning = tuned(MOMENTUM, Rational(3, 7), Rational(2))
    q = (sympy.sqrt(Rational(14, 3)) - 1) / (sympy.sqrt(Rational(14, 3)) + 1)
    best = {"alpha": (2 / (sympy.sqrt(2) + sympy.sqrt(Rational(3, 7)))) ** 2, "beta": q**2}
    for name, value in tuning.parameters.items():
        assert abs(value - best[name]) < Rational(1, 10**8)
    assert q < tuning.rate < q + (1 - q) / 10**9 + Rational(1, 10**12)
    assert 0 < q - tuning.lower < Rational(1, 10**12)


def test_gradient_descent_is_at_its_known_optimum() -> None:
    """alpha = 2/(mu + L), with rate (kappa - 1)/(kappa + 1); no step-size does better, as the kernel proves."""
    tuning = tuned(GRADIENT_DESCENT)
    best = (KAPPA - 1) / (KAPPA + 1)
    assert tuning.parameters == {"alpha": 2 / (MU + L)}
    assert best < tuning.rate < best + Rational(1, 10**13)
    assert 0 < best - tuning.lower < (1 - best) / 10**4
    assert tuning.lower_rests_on == ("kernel",)
    assert tuning.lower > chebyshev_bound(KAPPA, 1, 10**6)


def test_nesterov_is_at_its_known_optimum() -> None:
    """alpha = 4/(3 L + mu), with rate 1 - 2/sqrt(3 kappa + 1): Lessard, Recht and Packard, proposition 1."""
    tuning = tuned(NESTEROV)
    best = 1 - 2 / sympy.sqrt(3 * KAPPA + 1)
    assert abs(tuning.parameters["alpha"] - 4 / (3 * L + MU)) < Rational(1, 10**8)
    assert best < tuning.rate < best + (1 - best) / 10**8
    assert 0 < best - tuning.lower < (1 - best) / 10**4
    assert tuning.lower_rests_on == ("kernel",)


def test_two_gradients_are_a_chebyshev_polynomial_of_degree_two() -> None:
    """The least maximum of |1 - a lambda + a c lambda^2| is 1/T_2((kappa + 1)/(kappa - 1)), its middle node inside."""
    tuning, x = tuned(EXTRAGRADIENT), (KAPPA + 1) / (KAPPA - 1)
    best = 1 / (2 * x**2 - 1)
    assert best < tuning.rate < best + (1 - best) / 10**8


def test_momentum_on_two_gradients_is_twice_as_fast() -> None:
    """Chebyshev's bound for two gradients an iteration, q^2, is attained."""
    tuning = Method(_double, state=("z", "w")).best_parameters(1, 100)
    best = Rational(81, 121)
    assert 0 < tuning.rate - best < (1 - best) / 10**8
    assert 0 <= best - tuning.lower < Rational(2, 10**13)


@pytest.mark.parametrize("order", [3, 4])
def test_more_memory_is_of_no_use(order: int) -> None:
    """With all of a method's order to choose from, momentum's rate is what comes out: Chebyshev's bound, again."""
    tuning = tuned(MEMORY[order], Rational(1), Rational(100))
    assert 0 < tuning.rate - Rational(9, 11) < Rational(1, 10**9)


def test_one_curvature_is_met_at_once() -> None:
    """kappa = 1: one gradient step ends, so that the rate is below any that the places can show."""
    tuning = tuned(MOMENTUM, Rational(3), Rational(3))
    assert tuning.parameters == {"alpha": Rational(1, 3), "beta": 0}
    assert (tuning.rate, tuning.lower) == (Rational(1, 10**13), 0)
    assert len(tuning.recheck()) == len(tuning.conditions) == 3


def test_units_do_not_matter() -> None:
    """[c mu, c L] has the same rate, at alpha / c, however far from 1 c is."""
    unit = tuned(NESTEROV)
    for c in (Rational(1, 10**400), 10**400):
        other = tuned(NESTEROV, MU * c, L * c)
        assert other.parameters == {"alpha": unit.parameters["alpha"] / c, "beta": unit.parameters["beta"]}
        assert (other.rate, other.lower) == (unit.rate, unit.lower)


# ---- proofs ------------------------------------------------------------------------------------------------------


@EACH
def test_the_kernel_rechecks_the_rate(method: Method) -> None:
    tuning = tuned(method)
    theorems = tuning.recheck()
    assert len(theorems) == len(tuning.conditions) == method.characteristic_polynomial.degree() + 1
    assert all(isinstance(t, kernel.Theorem) for t in theorems)


@EACH
def test_no_smaller_rate_of_these_parameters_is_proved(method: Method) -> None:
    """One unit less is not below every spectral radius, so some condition fails, and the old proofs are refused."""
    tuning = tuned(method)
    family = minimax._Family(method, MU, L)
    less = tuning.rate - Rational(1, family.places)
    assert not family.holds(tuning.parameters, int(less * family.places))
    conditions = tuple(sympy.Gt(g, 0, evaluate=False) for g in family.conditions(tuning.parameters, less))
    with pytest.raises(kernel.ProofError):
        [minimax._proof(condition, MU, L) for condition in conditions]
    with pytest.raises(kernel.ProofError):
        replace(tuning, conditions=conditions).recheck()


@EACH
def test_the_proofs_are_of_this_interval(method: Method) -> None:
    with pytest.raises(kernel.ProofError):
        replace(tuned(method), L=L + 1).recheck()


def test_the_fast_conditions_are_those_that_are_proved() -> None:
    """`holds` computes in QQ[lambda] what `conditions` has from `schur_cohn`."""
    for method in CASES:
        family, at = minimax._Family(method, MU, L), tuned(method).parameters
        for radius in (Rational(1, 2), tuned(method).rate, Rational(2)):
            exact = all(
                g.subs(lam, MU) > 0 and (not g.has(lam) or sympy.Poly(g, lam).count_roots(MU, L) == 0)
                for g in family.conditions(at, radius)
            )
            assert family.holds(at, int(radius * family.places)) == exact


def test_a_bound_that_these_parameters_undercut_is_not_proved() -> None:
    """The control of `lower`: their own rate is met by them, so that its conditions do not contradict each other."""
    family, tuning = minimax._Family(GRADIENT_DESCENT, MU, L), tuned(GRADIENT_DESCENT)
    assert family._impossible(tuning.rate, (MU / L, 1)).status == "unknown"
    assert family._impossible(tuning.lower, (MU / L, 1)).rests_on == ("kernel",)


# ---- confronted --------------------------------------------------------------------------------------------------


@given(st.sampled_from(CASES), st.fractions(0, 1, max_denominator=10**4), st.sampled_from([50, 200]))
def test_eigenvalues_at_many_digits_are_within_the_rate(method: Method, place: Fraction, digits: int) -> None:
    tuning = tuned(method)
    curvature = MU + (L - MU) * Rational(place.numerator, place.denominator)
    at = {method.parameters[name]: value for name, value in tuning.parameters.items()}
    with mpmath.workdps(digits):
        radius, error = radius_by_eigenvalues(method.iteration_matrix.subs(at | {lam: curvature}))
        assert radius - error < mpmath.mpf(int(tuning.rate.p)) / int(tuning.rate.q)


@EACH
def test_float64_rates_are_within_it_and_reach_it(method: Method) -> None:
    tuning = tuned(method)
    curvatures = np.linspace(float(MU), float(L), 1001)
    at = {name: float(value) for name, value in tuning.parameters.items()}
    rates, errors = method.rate(curvatures, **at), method.rate_error_bound(curvatures, **at)
    # Rounding the parameters moves the exact rate as well: bounded as a perturbation of the matrix by `radius` at 50
    # digits above; here the float64 parameters are exact ones of their own, tested against their own certified rate.
    own = {name: Rational(value) for name, value in at.items()}
    family = minimax._Family(method, MU, L)
    units = family.least(own, family.places - 1)
    assert np.all(rates - errors <= units / family.places)
    assert max(rationals(rates) + rationals(errors)) >= tuning.lower


@given(
    st.sampled_from((GRADIENT_DESCENT, MOMENTUM, NESTEROV, EXTRAGRADIENT)),
    st.lists(st.floats(-2, 2, allow_subnormal=False), min_size=2, max_size=2),
)
def test_no_parameters_undercut_the_lower_bound(method: Method, scaled: list[float]) -> None:
    at = {
        name: x / (float(L) if name in ("alpha", "gamma") else 1)
        for name, x in zip(method.parameters, scaled, strict=False)
    }
    curvatures = np.linspace(float(MU), float(L), 401)
    worst = max(rationals(method.rate(curvatures, **at)) + rationals(method.rate_error_bound(curvatures, **at)))
    assert worst >= tuned(method).lower


@given(st.integers(1, 10**6), st.integers(1, 10**3), st.integers(1, 10**15))
def test_chebyshevs_bound_is_rounded_down_by_less_than_two_units(p: int, q: int, places: int) -> None:
    """Exactly, without roots: x <= (s - 1)/(s + 1) iff ((1 + x)/(1 - x))^2 <= kappa, for 0 <= x < 1."""
    kappa = 1 + Rational(p, q)
    x = chebyshev_bound(kappa, 1, places)
    assert ((1 + x) / (1 - x)) ** 2 <= kappa
    above = x + Rational(2, places)
    assert above >= 1 or ((1 + above) / (1 - above)) ** 2 > kappa
    square = chebyshev_bound(kappa, 2, places)  # x <= q^2 iff 4 kappa (1 + x)^2 <= (kappa + 1)^2 (1 - x)^2
    assert 4 * kappa * (1 + square) ** 2 <= (kappa + 1) ** 2 * (1 - square) ** 2


def test_chebyshevs_bound_at_squares() -> None:
    assert chebyshev_bound(Rational(100), 1, 11 * 10**4) == Rational(9, 11)
    assert chebyshev_bound(Rational(100), 2, 121 * 10**4) == Rational(81, 121)
    assert chebyshev_bound(Rational(1), 1, 10) == 0


# ---- the search --------------------------------------------------------------------------------------------------


def _double(state: State, gradient: Gradient, *, alpha: Any, beta: Any, gamma: Any) -> State:
    z, w = state
    z = beta * z + gradient(w - gamma * gradient(w))
    return z, w - alpha * z


def _mixed(state: State, gradient: Gradient, *, alpha: Any) -> State:
    """A step-size with a constant in it: no units can be taken out of it."""
    (w,) = state
    return (w - (alpha + Rational(1, 1000)) * gradient(w),)


def _fixed(state: State, gradient: Gradient) -> State:
    (w,) = state
    return (w - gradient(w) / 50,)


def _harmonic(state: State, gradient: Gradient, *, eta: Any) -> State:
    (w,) = state
    return (w - gradient(w) / eta,)


def _ascent(state: State, gradient: Gradient, *, alpha: Any) -> State:
    (w,) = state
    return (w + (1 + alpha * alpha) * gradient(w),)


def test_weights_are_the_parameters_units() -> None:
    c = [alpha * lam * beta, alpha**2 * lam**2 + beta]
    assert weights(c, {"alpha": alpha, "beta": beta}, lam) == {"alpha": 1, "beta": 0}
    assert weights([1 - lam / beta], {"beta": beta}, lam) == {"beta": -1}
    assert weights([1 - lam], {"beta": beta}, lam) is None


@pytest.mark.parametrize(
    ("rule", "parameters"),
    [
        (_mixed, {"alpha": 2 / (MU + L) - Rational(1, 1000)}),
        (_harmonic, {"eta": (MU + L) / 2}),
    ],
)
def test_any_parametrisation_of_the_step_size(rule: Any, parameters: dict[str, Any]) -> None:
    tuning = Method(rule, state=("w",)).best_parameters(MU, L)
    assert tuning.parameters == parameters


def test_a_rule_without_parameters_has_its_rate() -> None:
    tuning = Method(_fixed, state=("w",)).best_parameters(1, 50)
    assert tuning.parameters == {}
    assert 0 < tuning.rate - Rational(49, 50) < Rational(1, 10**12)
    assert tuning.lower <= Rational(49, 50)
    assert tuning.lower_rests_on == ("kernel",)


def test_a_rule_that_is_never_stable_is_told_so() -> None:
    with pytest.raises(ValueError, match=r"ascent violates: some choice of alpha is stable for all lambda in \[1, 2\]"):
        Method(_ascent, state=("w",), name="ascent").best_parameters(1, 2)


@pytest.mark.parametrize(
    ("mu", "largest", "message"),
    [
        (0, 1, "mu=0 violates mu > 0"),
        (1, -2, "L=-2 violates L > 0"),
        (2, 1, "mu=2 and L=1 violate mu <= L: exchange them"),
        (0.1, 1, "mu=0.1 violates: mu is an exact rational"),
        ("1", 2, "mu='1' violates"),
        (True, 2, "mu=True violates"),
        (1, sympy.sqrt(2), "L=sqrt\\(2\\) violates"),
        (1, sympy.oo, "L=oo violates"),
        (1, 10**15, "L/mu=1000000000000000 violates L/mu <= 10\\^14"),
    ],
)
def test_what_is_no_interval_is_refused(mu: Any, largest: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MOMENTUM.best_parameters(mu, largest)


def test_without_scipy_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minimax_search, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'whymomentum\[engines\]'"):
        MOMENTUM.best_parameters(1, 2)
