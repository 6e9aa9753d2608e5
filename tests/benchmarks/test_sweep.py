"""The cube that is swept: its float64 count is that of the derived conditions in rationals, and that in integers."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from benchmarks.sweep import cube, exact_count, run
from derivations import Method
from numerics.algorithms import momentum
from numerics.sweep import Count, ParameterGrid, Steps, sweep

METHOD = Method(momentum.step)


def test_the_integers_are_those_of_the_stability_conditions() -> None:
    """At every point of the small cube, in SymPy's rationals."""
    axes = [axis for axis in cube(10).axes.values() if isinstance(axis, Steps)]
    values = [[sympy.Rational(*axis.exact(i).as_integer_ratio()) for i in range(len(axis))] for axis in axes]
    symbols = (METHOD.parameters["alpha"], METHOD.parameters["beta"], METHOD.curvature)
    conditions = METHOD.stability_conditions
    stable = 0
    for a in values[0]:
        for b in values[1]:
            first = [c.subs({symbols[0]: a, symbols[1]: b}) for c in conditions]
            if sympy.false not in first:
                stable += sum(all(c == True or c.subs(symbols[2], l) == True for c in first) for l in values[2])  # noqa: E712
    assert stable == exact_count(10) > 0


@pytest.mark.parametrize("side", [10, 100])
def test_the_rate_gives_the_exact_count(side: int) -> None:
    found = run(side, 0, cluster=False, checkpoint=None)
    assert found["stable"] == found["exactly"] == exact_count(side)


def test_on_the_boundary_the_rate_is_exactly_one() -> None:
    """alpha lambda = 2 + 2 beta on dyadic numbers: 1 for |beta| <= 1 and |beta| beyond, so no point is counted."""
    for b in range(-250, 300):
        beta = Fraction(b, 256)
        rate = METHOD.rate(1.0, alpha=float(2 + 2 * beta), beta=float(beta))
        assert rate == max(1, abs(float(beta)))


def test_a_count_of_other_points_is_seen() -> None:
    """The planted errors: beta shifted by one step, and on a cube that holds points of the boundary `<=` for `<`."""
    grid = cube(100)
    shifted = ParameterGrid(**(grid.axes | {"beta": np.array(grid.axes["beta"][:]) + 2.0**-8}))
    assert sweep(METHOD.rate, shifted, {"n": Count("<", 1)})["n"] != exact_count(100)
    edge = ParameterGrid(alpha=[1.0, 2.0], beta=[0.0, 1.0], lam=[1.0])  # alpha lambda = 2 and beta = 0; beta = 1 twice
    assert sweep(METHOD.rate, edge, {"in": Count("<", 1), "on": Count("==", 1)}) == {"in": 1, "on": 3}
