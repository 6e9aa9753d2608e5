"""The rate over arrays: never further from the exact rate than the bound, on, near and away from double roots."""

from collections.abc import Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.lib.mixins import NDArrayOperatorsMixin

from derivations import rates
from derivations.blocks import BLOCK, blocks
from derivations.method import Method
from derivations.notation import alpha, beta, lam
from derivations.straight_line import Line
from numerics.exact import modulus, rationals
from tests.derivations.methods import (
    EXTRAGRADIENT,
    GRADIENT_DESCENT,
    MEMORY,
    MOMENTUM,
    NESTEROV,
    QUASI_HYPERBOLIC,
    radius_by_eigenvalues,
    to_mpf,
)

DIGITS = 50
SECOND_ORDER = (MOMENTUM, NESTEROV, QUASI_HYPERBOLIC, MEMORY[2], GRADIENT_DESCENT, EXTRAGRADIENT)


def exact_entries(method: Method, values: Mapping[str, float]) -> sympy.Matrix:
    """R at the rationals that the floats are."""
    at = {method.curvature: sympy.Rational(*values["lam"].as_integer_ratio())}
    at |= {s: sympy.Rational(*values[name].as_integer_ratio()) for name, s in method.parameters.items()}
    return method.iteration_matrix.subs(at)


def radius_of_quadratic(R: sympy.Matrix) -> Any:
    """The spectral radius for n <= 2 at 50 digits beyond rounding: T, d and the discriminant's sign are exact."""
    if R.rows == 1:
        return abs(to_mpf(R[0, 0]))
    T, d = R.trace(), R.det()
    D = T * T - 4 * d
    return (abs(to_mpf(T)) + mpmath.sqrt(to_mpf(D))) / 2 if D >= 0 else mpmath.sqrt(to_mpf(d))


def error_and_bound(method: Method, values: Mapping[str, float]) -> tuple[Any, float]:
    """|rate - exact| and the derived bound; the reference's own error (below 1e-45) is counted as error."""
    rate, bound = method.rate(**values), method.rate_error_bound(**values)
    R = exact_entries(method, values)
    with mpmath.workdps(DIGITS * R.rows):
        exact, slack = (radius_of_quadratic(R), 0) if R.rows <= 2 else radius_by_eigenvalues(R)
        return max(abs(mpmath.mpf(float(rate)) - exact) - slack, mpmath.mpf(0)), float(bound)


FLOATS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.25, 2.0, 4.0, 1e-9, 1 - 2.0**-53, 1 + 2.0**-52, 1e-160, 1e30]),
    st.floats(-4, 4),
    st.floats(-1, 1),
)


def values_of(method: Method) -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries({"lam": FLOATS, **dict.fromkeys(method.parameters, FLOATS)})


ANY_SECOND_ORDER = st.sampled_from(SECOND_ORDER).flatmap(lambda m: st.tuples(st.just(m), values_of(m)))


@given(ANY_SECOND_ORDER)
@example((MOMENTUM, {"lam": 1.0, "alpha": 0.25, "beta": 0.25}))  # sigma = 1/2 twice
@example((MOMENTUM, {"lam": 1.0, "alpha": 4.0, "beta": 1.0}))  # sigma = -1 twice
@example((MOMENTUM, {"lam": 0.1, "alpha": 0.1, "beta": 0.81}))  # nearly double
@example((MOMENTUM, {"lam": 1.0, "alpha": 1.0, "beta": 0.0}))  # sigma = 0 twice
@example((MOMENTUM, {"lam": 0.0, "alpha": 1.0, "beta": -1.0}))
@example((GRADIENT_DESCENT, {"lam": 3.0, "alpha": 1 / 3}))
@example((NESTEROV, {"lam": 3.0, "alpha": 1 / 3, "beta": 0.9}))
def test_the_error_is_within_its_bound(case: tuple[Method, dict[str, float]]) -> None:
    error, bound = error_and_bound(*case)
    assert error <= bound


@given(st.floats(1e-6, 3.9), st.sampled_from([-1, 1]), st.integers(-3, 3))
def test_near_critical_damping_the_bound_holds(s: float, sign: int, ulps: int) -> None:
    """beta = (1 +- sqrt(alpha lambda))^2, and the floats next to it."""
    critical = (1 + sign * s**0.5) ** 2
    beta_ = critical + ulps * float(np.spacing(critical))
    error, bound = error_and_bound(MOMENTUM, {"lam": 1.0, "alpha": s, "beta": beta_})
    assert error <= bound


@given(st.floats(0.01, 3.9), st.floats(-0.9, 0.99))
def test_away_from_double_roots_the_bound_is_tight(s: float, b: float) -> None:
    """With |D| >= 1/10 and |T|, |d| <= 6, running error analysis stays below 1000 u: the bound is no vacuous one."""
    D = (1 + b - s) ** 2 - 4 * b
    bound = MOMENTUM.rate_error_bound(1.0, alpha=s, beta=b)
    assert bound <= (1000 * 2.0**-53 if abs(D) >= 0.1 else 1e-6)


@given(st.sampled_from([3, 4]).flatmap(lambda n: st.tuples(st.just(MEMORY[n]), values_of(MEMORY[n]))))
@example((MEMORY[3], {"lam": 0.0, "alpha": 1.0, "b_1": 3.0, "b_2": 1.0}))
@example((MEMORY[4], {"lam": 1.0, "alpha": 1.0, "b_1": 0.0, "b_2": 0.0, "b_3": 0.0}))  # nilpotent: a fourfold root
def test_higher_orders_are_within_elsners_bound(case: tuple[Method, dict[str, float]]) -> None:
    error, bound = error_and_bound(*case)
    assert error <= bound


@pytest.mark.parametrize("bug", [np.minimum, lambda a, b: a], ids=["the smaller", "the first alone"])
def test_a_planted_bug_leaves_the_bound(bug: Any) -> None:
    """m = min(h^2, d), or m = h^2 alone."""
    radius = MOMENTUM._spectral_radius
    wrong = SimpleNamespace(maximum=bug, sqrt=lambda x: np.sqrt(abs(x)))
    values = {"lam": 1.0, "alpha": 1.0, "beta": 0.81}
    found = radius._radius([np.float64(values[name]) for name in ("lam", "alpha", "beta")], wrong)
    assert abs(found - MOMENTUM.rate(**values)) > MOMENTUM.rate_error_bound(**values)


def test_the_bound_is_not_slack_enough_to_hide_a_wrong_last_digit() -> None:
    values = {"lam": 1.0, "alpha": 1.0, "beta": 0.5}
    assert MOMENTUM.rate_error_bound(**values) < 8 * np.spacing(MOMENTUM.rate(**values))


def test_agrees_with_lapack_on_a_grid_with_the_boundary() -> None:
    """Both are within their bounds of the exact rate.

    How far the sum and the product of LAPACK's eigenvalues are from trace and determinant is measured in rationals.
    `pair_radius` is within its bound of the rates of both, and a modulus has an error of one ulp, 2 u (GNU C Library
    manual, "Known Maximum Errors in Math Functions").
    """
    s, b = np.linspace(0, 4, 81)[:, None], np.linspace(-1, 1, 65)
    ours, bound = MOMENTUM.rate(1, alpha=s, beta=b), MOMENTUM.rate_error_bound(1, alpha=s, beta=b)
    R = np.empty((81, 65, 2, 2))
    R[..., 0, 0], R[..., 0, 1], R[..., 1, 0], R[..., 1, 1] = b, 1, -s * b, 1 - s
    sigma = np.linalg.eigvals(R)
    theirs = abs(sigma).max(axis=-1)
    assert (sigma.imag.sum(axis=-1) == 0).all()
    real, imaginary = rationals(sigma.real), rationals(sigma.imag)
    assert (real[..., 0] * imaginary[..., 1] + real[..., 1] * imaginary[..., 0] == 0).all()
    half, trace, determinant = (1 + b - s) / 2, 1 + rationals(b) - rationals(s), rationals(b)
    spread = abs(real.sum(axis=-1) - trace) / 2 + abs(rationals(half) - trace / 2)
    missed = abs(real.prod(axis=-1) - imaginary.prod(axis=-1) - determinant)
    h, d = rates.Bounded(half, modulus(spread)), rates.Bounded(b + 0 * s, modulus(missed))
    theirs_bound = 2 * rates.pair_radius(h, d).error + 2 * 2.0**-53 * theirs
    assert (abs(ours - theirs) <= bound + theirs_bound).all()
    assert (abs(ours + 1e-6 - theirs) > bound + theirs_bound).mean() > 0.9


@pytest.mark.parametrize("shape", [(), (0,), (5,), (3, 0, 2), (70, 300), (3, 20000), (2, 3, 9000), (40000,)], ids=str)
def test_blocks_cover_every_point_once(shape: tuple[int, ...]) -> None:
    count = np.zeros(shape, dtype=int)
    for block in blocks(shape):
        count[block] += 1
        assert count[block].size <= BLOCK
    assert (count == 1).all()


def test_broadcasting_is_numpys() -> None:
    rng = np.random.default_rng(1)
    a, b, l = rng.uniform(0, 2, (300, 1, 1)), rng.uniform(-1, 1, (70,)), rng.uniform(0, 2, (2, 1))
    found = MOMENTUM.rate(l, alpha=a, beta=b)
    assert found.shape == (300, 2, 70)
    i, j, k = 299, 1, 69
    assert found[i, j, k] == MOMENTUM.rate(l[j, 0], alpha=a[i, 0, 0], beta=b[k])
    assert isinstance(MOMENTUM.rate(1, alpha=1, beta=0), np.float64)
    assert MOMENTUM.rate_error_bound(l, alpha=a, beta=b).shape == (300, 2, 70)
    assert MOMENTUM.rate([], alpha=1, beta=0).shape == (0,)


def test_exact_numbers_and_lists_are_taken() -> None:
    third = Fraction(1, 3)
    assert MOMENTUM.rate([1, 2], alpha=1, beta=0).tolist() == [0, 1]
    assert MOMENTUM.rate(third, alpha=sympy.Rational(1, 3), beta=0) == MOMENTUM.rate(1 / 3, alpha=1 / 3, beta=0)
    assert MOMENTUM.rate(np.float32(1), alpha=np.array([1], dtype=np.int32), beta=0).dtype == np.float64


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"lam": NAN, "alpha": 1, "beta": 0}, ValueError, r"lam=nan violates: lam is finite"),
        ({"lam": [1, 2], "alpha": [1, INF], "beta": 0}, ValueError, r"alpha=inf violates: alpha is finite"),
        ({"lam": 1, "alpha": 0, "beta": -INF}, ValueError, r"beta=-inf violates"),
        (
            {"lam": 1e200, "alpha": 1, "beta": 0},
            ValueError,
            r"lam=1e\+200, alpha=1.0, beta=0.0 violates.*leave this point",
        ),
        ({"lam": 1j, "alpha": 1, "beta": 0}, TypeError, r"lam=1j violates: lam is a real number"),
        ({"lam": "1", "alpha": 1, "beta": 0}, TypeError, r"lam='1' violates"),
        ({"lam": ["1", 2], "alpha": 1, "beta": 0}, TypeError, r"violates: lam is a real number"),
        ({"lam": True, "alpha": 1, "beta": 0}, TypeError, r"lam=True violates"),
        ({"lam": None, "alpha": 1, "beta": 0}, TypeError, r"lam=None violates"),
        ({"lam": 1, "alpha": [[1], [1, 2]], "beta": 0}, TypeError, r"alpha=.* violates"),
        ({"lam": alpha, "alpha": 1, "beta": 0}, TypeError, r"lam=alpha violates"),
        ({"lam": [1, 2], "alpha": [1, 2, 3], "beta": 0}, ValueError, r"violate: they broadcast; reshape one"),
    ],
)
def test_bad_arrays_are_refused(values: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        MOMENTUM.rate(**values)
    with pytest.raises(error, match=message):
        MOMENTUM.rate_error_bound(**values)


@pytest.mark.parametrize("method", [MEMORY[3], QUASI_HYPERBOLIC], ids=lambda m: m.name)
def test_a_nan_is_seen_whatever_the_method(method: Method) -> None:
    for name in ("lam", *method.parameters):
        given_ = {"lam": 1.0, **dict.fromkeys(method.parameters, 0.5), name: NAN}
        with pytest.raises(ValueError, match=f"{name}=nan violates"):
            method.rate(**given_)


def test_a_parameter_that_the_matrix_does_not_hold_is_still_checked() -> None:
    def step(state: Any, gradient: Any, *, alpha: Any, unused: Any) -> Any:
        return (state[0] - alpha * gradient(state[0]),)

    method = Method(step, state=("w",))
    assert method.rate(1, alpha=0.5, unused=[1, 2]).tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match="unused=nan violates"):
        method.rate(1, alpha=1, unused=NAN)


def test_a_pole_is_refused_and_elsewhere_quotients_keep_their_bound() -> None:
    def step(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
        z, w = state
        z = beta * z + gradient(w) / (1 - beta)
        return z, w - alpha * z / (2 + beta)

    method = Method(step, state=("z", "w"))
    with pytest.raises(ValueError, match=r"beta=1\.0 violates: .*no pole"):
        method.rate(1, alpha=1, beta=[0, 1])
    with pytest.raises(ValueError, match="beta=inf violates"):
        method.rate(1, alpha=1, beta=INF)
    for b in (0.9, -0.7, 1.1, 0.3):
        error, bound = error_and_bound(method, {"lam": 1.7, "alpha": 0.3, "beta": b})
        assert error <= bound < 1e-12


class Foreign(NDArrayOperatorsMixin):
    """An array of another library: NumPy inside, its own namespace, and no conversion to NumPy."""

    def __init__(self, values: Any) -> None:
        self.values = np.asarray(values)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("left its library")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **_: Any) -> "Foreign":
        return Foreign(getattr(ufunc, method)(*(x.values if isinstance(x, Foreign) else x for x in inputs)))

    def __array_namespace__(self, **_: Any) -> Any:
        return SimpleNamespace(sqrt=np.sqrt, maximum=np.maximum)


def test_arrays_of_other_libraries_stay_there() -> None:
    s = np.linspace(0, 5, 50)
    found = MOMENTUM.rate(Foreign(s), alpha=0.7, beta=0.3)
    assert isinstance(found, Foreign)
    assert (found.values == MOMENTUM.rate(s, alpha=0.7, beta=0.3)).all()


EXPRESSIONS = [
    alpha * lam - 1,
    (1 + beta - alpha * lam) / 2,
    beta**5 / (alpha + 1) ** 2 - lam**-3,
    sympy.Integer(0),
    sympy.Rational(-2, 3),
    -alpha,
    -alpha - beta - 3,
    (alpha - beta) ** 4 * (alpha + 1),
    1 / beta,
]


@given(st.tuples(*(st.fractions(Fraction(1, 9), Fraction(5), max_denominator=20) for _ in range(3))))
def test_a_line_computes_its_expressions(at: tuple[Fraction, Fraction, Fraction]) -> None:
    inputs = (alpha, beta, lam)
    line = Line(inputs, EXPRESSIONS)
    found = line(at, [Fraction(int(c.p), int(c.q)) for c in line.constants])
    point = {s: sympy.Rational(v.numerator, v.denominator) for s, v in zip(inputs, at, strict=True)}
    expected = [e.subs(point) for e in EXPRESSIONS]
    assert found == [Fraction(int(e.p), int(e.q)) for e in expected]


def test_common_subexpressions_are_computed_once() -> None:
    alone = Line((alpha, lam), [(1 - alpha * lam) ** 2])
    together = Line((alpha, lam), [(1 - alpha * lam) ** 2, 1 - alpha * lam, (1 - alpha * lam) ** 4])
    assert len(together._steps) <= len(alone._steps) + 2


@pytest.mark.parametrize("expression", [sympy.sqrt(alpha), sympy.sin(alpha), sympy.pi, alpha**beta])
def test_a_line_refuses_what_it_cannot_compute(expression: sympy.Expr) -> None:
    with pytest.raises(TypeError, match="integer powers only"):
        Line((alpha, beta), [expression])
