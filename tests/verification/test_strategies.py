"""What is drawn is inside, on and outside of the stability region, by eigenvalues at 50 digits; and it finds bugs."""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from derivations import Method, Statement
from derivations.notation import alpha, beta, lam
from numerics import Quadratic, simulate
from tests.derivations.methods import (
    EXTRAGRADIENT,
    GRADIENT_DESCENT,
    MEMORY,
    MOMENTUM,
    NESTEROV,
    QUASI_HYPERBOLIC,
    radius_by_eigenvalues,
)
from tests.house.laws import ROOT
from tests.numerics.planted import damped_gradient, late, wrong_sign
from verification.fibres import NoFibre, Region
from verification.strategies import (
    boundary_parameters,
    points,
    quadratics,
    spectra,
    stable_parameters,
    starts,
    unstable_parameters,
)

METHODS = (GRADIENT_DESCENT, MOMENTUM, NESTEROV, QUASI_HYPERBOLIC, EXTRAGRADIENT, MEMORY[3], MEMORY[4])
each_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
KINDS = {"inside": stable_parameters, "on": boundary_parameters, "outside": unstable_parameters}


def matrix(method: Method, at: dict[str, Fraction]) -> Any:
    numbers = {"lam": method.curvature, **method.parameters}
    return method.iteration_matrix.subs(
        {numbers[name]: sympy.Rational(q.numerator, q.denominator) for name, q in at.items()}
    )


def side(method: Method, at: dict[str, Fraction]) -> str:
    """Where the largest eigenvalue is: by 50 digits off the circle, and on it by an exact condition that is 0.

    Where 50 digits and their bound do not tell, more digits do.
    """
    R = matrix(method, at)
    numbers = {method.curvature: at["lam"]} | {method.parameters[name]: q for name, q in at.items() if name != "lam"}
    rational = {symbol: sympy.Rational(q.numerator, q.denominator) for symbol, q in numbers.items()}
    zero = any((c.gts - c.lts).subs(rational) == 0 for c in method.stability_conditions)
    for digits in (50, 200, 800):
        with mpmath.workdps(digits):
            radius, bound = radius_by_eigenvalues(R)
            if abs(radius - 1) > bound:
                return "inside" if radius < 1 else "outside"
            if zero:
                return "on"
    return "nowhere"


@each_method
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_drawn_is_where_it_is_said_to_be(method: Method, kind: str) -> None:
    seen = []

    @settings(max_examples=20, deadline=None, phases=[Phase.generate])
    @given(KINDS[kind](method))
    def run(at: dict[str, Fraction]) -> None:
        assert at["lam"] > 0
        assert side(method, at) == kind
        seen.append(tuple(at.values()))

    run()
    assert len(set(seen)) > 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_curvature_may_be_given_or_drawn(kind: str) -> None:
    @settings(max_examples=15)
    @given(KINDS[kind](MOMENTUM, Fraction(1000)), KINDS[kind](MOMENTUM, st.integers(1, 9).map(Fraction)))
    def run(fixed: dict[str, Fraction], drawn: dict[str, Fraction]) -> None:
        assert fixed["lam"] == 1000
        assert drawn["lam"] in range(1, 10)
        assert side(MOMENTUM, fixed) == side(MOMENTUM, drawn) == kind

    run()


@pytest.mark.parametrize("kind", KINDS)
def test_bounds_are_kept(kind: str) -> None:
    @settings(max_examples=25)
    @given(KINDS[kind](MOMENTUM, within={"beta": (Fraction(1, 2), Fraction(3, 4)), "lam": (2, 3)}))
    def run(at: dict[str, Fraction]) -> None:
        assert Fraction(1, 2) <= at["beta"] <= Fraction(3, 4)
        assert 2 <= at["lam"] <= 3
        assert side(MOMENTUM, at) == kind

    run()


def test_every_side_of_momentums_region_is_reached() -> None:
    """sigma = 1, sigma = -1, and a complex pair; and step-sizes beyond those of gradient descent."""
    ends = boundary_parameters(MOMENTUM)
    assert find(ends, lambda at: at["beta"] == 1)["beta"] == 1
    assert find(ends, lambda at: at["alpha"] == 0)["alpha"] == 0
    assert find(ends, lambda at: at["alpha"] * at["lam"] == 2 + 2 * at["beta"] != 0)
    assert find(stable_parameters(MOMENTUM), lambda at: at["alpha"] * at["lam"] > 3)


def test_what_is_found_is_simple() -> None:
    one = Fraction(1)
    assert find(stable_parameters(MOMENTUM), lambda at: True) == {"lam": one, "alpha": one, "beta": Fraction(0)}
    outside = find(unstable_parameters(MOMENTUM), lambda at: at["alpha"] > 0)
    assert all(q.denominator <= 2 and abs(q) <= 8 for q in outside.values())
    negative = find(stable_parameters(MOMENTUM), lambda at: at["beta"] < 0)
    assert all(q.denominator <= 4 for q in negative.values())
    assert find(spectra(least=1), lambda l: len(l) > 1) == [one, one]


# ---- planted bugs ------------------------------------------------------------------------------------------------


def nesterov_instead(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    z, w = state
    z = beta * z + gradient(w)
    return z, w - alpha * (beta * z + gradient(w))


def law(rule: Callable[..., Any]) -> Callable[[], None]:
    """That a rule is stable exactly where momentum is, as a property test of as many examples as usual."""
    found = Region(Method(rule, state=("z", "w"), name="planted"))

    @settings(database=None, deadline=None, phases=[Phase.generate])
    @given(stable_parameters(MOMENTUM), boundary_parameters(MOMENTUM), unstable_parameters(MOMENTUM))
    def holds(inside: dict[str, Fraction], on: dict[str, Fraction], outside: dict[str, Fraction]) -> None:
        assert found.is_stable(inside)
        assert not found.is_stable(on)
        assert not found.is_unstable(on)
        assert found.is_unstable(outside)

    return holds


def test_momentum_obeys_its_law() -> None:
    law(MOMENTUM.step)()


@pytest.mark.parametrize("rule", [wrong_sign, late, damped_gradient, nesterov_instead])
def test_a_planted_bug_is_found(rule: Any) -> None:
    """The damped gradient is stable wherever momentum is: only what is drawn outside tells."""
    with pytest.raises(AssertionError):
        law(rule)()


def test_a_planted_bug_is_found_by_simulation() -> None:
    """The wrong sign, seen in runs: where momentum converges the error after 200 steps is not larger."""

    @settings(database=None, deadline=None, phases=[Phase.generate])
    @given(stable_parameters(MOMENTUM), st.sampled_from([wrong_sign]))
    def converges(at: dict[str, Fraction], rule: Any) -> None:
        parameters = {name: q for name, q in at.items() if name != "lam"}
        method, problem = Method(rule, state=("z", "w")), Quadratic.from_spectrum([at["lam"]])
        assert abs(simulate(method, problem, 60, **parameters).final[0]) < 1  # type: ignore[arg-type]

    with pytest.raises(AssertionError):
        converges()


# ---- problems and points -----------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(quadratics(), quadratics(dense=True), quadratics(spectra(2, 2, least=1, most=3), dense=False))
def test_quadratics_have_the_spectrum_that_was_drawn(any_: Quadratic, dense: Quadratic, diagonal: Quadratic) -> None:
    assert diagonal.dimension == 2
    for problem in (any_, dense, diagonal):
        assert problem.spectrum is not None
        eigenvalues = [Fraction(l) for l in problem.spectrum]
        assert eigenvalues == sorted(eigenvalues)
        assert all(l > 0 for l in eigenvalues)
        trace = sum(Fraction(l) for l in problem.operator.dense().diagonal())
        assert trace == sum(eigenvalues)


@given(starts(3))
def test_starts_have_their_dimension(w0: list[Fraction]) -> None:
    assert len(w0) == 3
    assert all(abs(q) <= 3 for q in w0)


def test_points_satisfy_the_hypotheses() -> None:
    inside = Statement("s", (alpha * lam > 0, alpha * lam < 2 + 2 * beta, beta < 1), alpha > 0)
    seen = set()

    @settings(max_examples=20, deadline=None)
    @given(points(inside))
    def run(point: dict[str, Any]) -> None:
        at = {symbol: sympy.Rational(point["values"][symbol.name]) for symbol in (alpha, beta, lam)}
        assert all(h.subs(at) == sympy.true for h in inside.relations)
        seen.add(tuple(at.values()))

    run()
    assert len(seen) > 3


# ---- errors ------------------------------------------------------------------------------------------------------


def test_a_method_that_is_stable_nowhere_is_refused() -> None:
    wrong = Method(lambda s, g, *, alpha: (s[0], s[1] - alpha * g(s[1])), state=("z", "w"), name="keeps z")
    with pytest.raises(NoFibre, match="keeps z"):
        stable_parameters(wrong)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"lam": 0}, r"lam=0 violates: a curvature is an exact rational > 0"),
        ({"lam": 0.5}, r"lam=0\.5 violates"),
        ({"within": {"gamma": (0, 1)}}, r"'gamma' violates: the parameters are \['lam', 'alpha', 'beta'\]"),
        ({"within": {"beta": (2, 3)}}, r"violates: some parameters of simple rationals are stable; give near="),
        ({"near": {"lam": 1, "alpha": 4, "beta": 0}}, r"near=.*'alpha': '4'.* violates: near gives each of"),
    ],
)
def test_a_wrong_setting_is_told(arguments: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        stable_parameters(MOMENTUM, **arguments)


def test_near_chooses_where_to_begin() -> None:
    near = {"lam": Fraction(10**9), "alpha": Fraction(3, 10**9), "beta": Fraction(9, 10)}
    assert find(stable_parameters(MOMENTUM, near=near), lambda at: at["lam"] > 10**8)


@pytest.mark.parametrize(("least", "most"), [(0, 1), (-1, 1), (2, 1)])
def test_a_spectrum_is_positive(least: int, most: int) -> None:
    with pytest.raises(ValueError, match="violates 0 < least <= most"):
        spectra(least=least, most=most)


def test_without_hypothesis_it_says_what_to_install() -> None:
    program = (
        "import sys\n"
        "sys.modules['hypothesis'] = sys.modules['pytest'] = None\n"
        "import verification.cli, verification.fibres\n"
        "try:\n    import verification.strategies\n"
        "except ImportError as error:\n    sys.exit(str(error))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip().endswith("which is not installed: pip install 'whymomentum[testing]'")
