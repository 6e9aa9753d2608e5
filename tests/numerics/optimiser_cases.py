"""What the tests of the three libraries share: problems and options, and how a library's run confronts its rule.

Three confrontations, none with a tolerance:

- `differs`: on dyadic data every operation of a short run is exact in float64, so that the run is the rule's run in
  rationals, whatever the order of the operations and whether some are fused;
- `leaves`: on any data a run of 53-bit intervals, which round outwards what float64 rounds to nearest, holds the
  library's run, if it does the operations of the rule, fused or not: by induction each rounded result lies between
  ends that are 53-bit numbers;
- `strays`: the same for each single step of a long run on any problem, from the library's own state and gradient.
"""

import os
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, log2
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from numerics import Ball, Quadratic, simulate
from numerics.exact import exact_array, rationals
from numerics.optimisers import run
from numerics.precision import Float64, endpoints
from tests.numerics.algorithms.cases import CURVATURES, NUMBERS

Case = tuple[Any, Any, dict[str, float]]
"""The optimiser, its rule and the parameters."""
TWO = (Quadratic.from_spectrum([1.0, 2.0], [1, -1]), [2, 0])
"""A problem and a start in two dimensions, dyadic."""
EXACT_STEPS = 6
INTERVALS = Ball(53, "mpmath")
QUARTERS = st.integers(0, 4).map(lambda k: k / 4)
STEP_SIZES = st.integers(1, 3).map(lambda k: k / 4)
DECAYS = st.sampled_from([0.0, 0.5, 1.0])
SMALL = st.integers(-2, 2)
ANY_STEP_SIZE = st.floats(2**-10, 0.1)
ANY_MOMENTUM = st.floats(2**-10, 1)
ANY_DECAY = st.one_of(st.just(0.0), st.floats(2**-10, 1))


def keras_or_skip() -> Any:
    """Keras on JAX, where the update is Keras' own code (that on torch is another); skips where either is missing."""
    pytest.importorskip("jax")
    os.environ["KERAS_BACKEND"] = "jax"
    return pytest.importorskip("keras")


@st.composite
def dyadic_problems(draw: st.DrawFn) -> tuple[Quadratic, list[int]]:
    """A problem and a start whose runs of a few steps are exact in float64."""
    spectrum = draw(st.lists(st.sampled_from([0.5, 1.0, 1.5, 2.0]), min_size=1, max_size=3))
    points = st.lists(SMALL, min_size=len(spectrum), max_size=len(spectrum))
    return Quadratic.from_spectrum(spectrum, draw(points)), draw(points)


@st.composite
def any_problems(draw: st.DrawFn) -> tuple[Quadratic, list[Fraction]]:
    """A diagonal problem and a start."""
    spectrum = draw(st.lists(CURVATURES, min_size=1, max_size=3))
    points = st.lists(NUMBERS, min_size=len(spectrum), max_size=len(spectrum))
    return Quadratic.from_spectrum(spectrum, draw(points)), draw(points)


def differs(optimiser: Any, rule: Any, parameters: Mapping[str, Any], problem: Any, start: Any) -> bool:
    """Whether the library's run is another one than the rule's in rationals."""
    given: dict[str, Any] = dict(parameters)
    exact = simulate(rule, problem, EXACT_STEPS, start=start, precision="exact", record="states", **given)
    require_room(exact.values)
    return bool((rationals(run(optimiser, problem, EXACT_STEPS, start=start).iterates) != exact.iterates).any())


def require_room(states: Any) -> None:
    """That what a step multiplies states with, 6 bits at most, leaves every intermediate result exact in float64."""
    entries = [Fraction(value) for state in states for value in np.ravel(state)]
    places = max(int(log2(entry.denominator)) for entry in entries)
    size = max(ceil(log2(abs(entry) + 1)) for entry in entries)
    assert places + size + 6 <= 53


def leaves(optimiser: Any, rule: Any, parameters: Mapping[str, Any], problem: Any, start: Any, steps: int = 15) -> bool:
    """Whether the library's run leaves the rule's intervals."""
    given: dict[str, Any] = dict(parameters)
    enclosed = simulate(rule, problem, steps, start=start, precision=INTERVALS, **given).iterates
    return _outside(run(optimiser, problem, steps, start=start).iterates, enclosed)


def strays(
    optimiser: Any, rule: Any, parameters: Mapping[str, Any], problem: Any, start: Any, steps: int = 60
) -> list[str]:
    """The entries of the state that some step of the library takes out of the rule's intervals, all steps at once."""
    walked = run(optimiser, problem, steps, start=start, record="states")
    *velocity, weights = walked.values
    there = problem.to(Float64())
    slopes = INTERVALS.array(exact_array([there.gradient(w) for w in weights[:-1]]))
    seen = np.ones_like(weights)
    seen[0] = 0
    kept = {"w": weights, "seen": seen} | {name: values for name in ("z", "m") for values in velocity}
    before = tuple(INTERVALS.array(kept.get(name, np.zeros_like(seen))[:-1]) for name in rule.state)
    options = {name: INTERVALS.array(exact_array([value])) for name, value in parameters.items()}
    after = dict(zip(rule.state, rule(before, lambda _: slopes, **options), strict=True))
    return [name for name in after if name in kept and _outside(kept[name][1:], after[name])]


def _outside(values: Any, enclosed: Any) -> bool:
    low, high = endpoints(enclosed)
    exact = rationals(values)
    return bool(((exact < low) | (exact > high)).any())
