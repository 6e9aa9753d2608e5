"""True claims are contradicted at no precision, false ones at each; rules that do not do what they derive are found."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Equivalent, Ge, Gt, Implies, Lt, Ne, Not, Or, Symbol, false, true

from derivations import Limit, Method, Minimum, Orbit, Statement, claim
from derivations.certify import search
from derivations.claim import Claim
from derivations.plan import Attain, Auto, Induct, Tends
from derivations.recheck import by_id
from numerics.rounding import running
from tests.derivations.methods import METHODS, MOMENTUM
from verification.arithmetic import CONFRONTED, Arithmetic, arithmetic, truth
from verification.confrontation import confront, confront_method, confront_statement, points_of
from verification.failures import Failure
from verification.precisions import Interval

x, y, z, k, p, u = (Symbol(name, real=True) for name in ("x", "y", "z", "k", "p", "u"))
each_precision = pytest.mark.parametrize("precision", CONFRONTED)
HALVING = Orbit({p: (1, p / 2), k: (0, k + 1)})
WALK = Orbit({p: (0, p + u), k: (0, k + 1)}, inputs=(u,), guard=And(u >= -1, u <= 1))

# Relations, minima, limits; runs with and without inputs, one and several of them; equations.
OURS = (
    "stab.region", "step.optimal-step", "mom.power-repeated", "mom.own-oscillations", "gd.monotone-for-small-steps",
    "oracle.objective", "mom.barrels-through-local-minima", "nesterov.momentum-ahead", "color.spectrum-path",
)  # fmt: skip


@each_precision
@pytest.mark.parametrize("name", OURS)
def test_claims_of_ours_are_not_contradicted(name: str, precision: str) -> None:
    c = by_id()[name]
    assert confront(c, precision) >= len(c.statements)


TRUE = [
    Statement("relation", (x > 0, y > 0), (x + y) ** 2 >= 4 * x * y),
    Statement("quotient", (x > 0,), x + 1 / x >= 2),
    Statement("run", (HALVING,), And(p > 0, p <= 1)),
    Statement("walk", (WALK,), And(p <= k, p >= -k)),
    Statement("input outside of its run", (WALK, u >= 0), p <= k + u),  # this u is none of the steps'
    Statement("minimum", (), Minimum((x,), x >= 1, x**2, 1), plan=Attain({x: 1})),
]
FALSE = [
    Statement("relation", (x > 0, y > 0), (x + y) ** 2 > 4 * x * y),  # false at x = y
    Statement("edge", (x >= 3,), x > 3),
    Statement("quotient", (x > 0,), x + 1 / x > 2),
    Statement("run", (HALVING,), p > Fraction(1, 100)),
    Statement("walk", (WALK,), p < 3),
    Statement("input outside of its run", (WALK, u >= 0), p <= u),
    Statement("minimum", (), Minimum((x,), x >= 1, x**2, 2)),
]
FALSE[3] = Statement("run", (HALVING,), 100 * p > 1)


@each_precision
@pytest.mark.parametrize("s", TRUE, ids=lambda s: s.name)
def test_what_is_true_is_not_contradicted(s: Statement, precision: str) -> None:
    assert confront_statement(s, precision) > 3


@each_precision
@pytest.mark.parametrize("s", FALSE, ids=lambda s: s.name)
def test_what_is_false_is_contradicted(s: Statement, precision: str) -> None:
    with pytest.raises(Failure, match=f"'{s.name}' is contradicted at {precision}"):
        confront_statement(s, precision)


def limit() -> Iterator[Statement]:
    yield Statement("halves", (), Limit(HALVING, k, p), plan=tends())


def tends() -> Tends:
    """2^k >= 1 + k, so that p (1 + k) <= 1, and p < epsilon where k >= 1/epsilon."""
    epsilon = Symbol("epsilon", real=True)
    bound = And(p > 0, k >= 0, p * (k + 1) <= 1)
    return Tends(epsilon, close=Induct(bound, then=Auto(degree=3)), epsilon=epsilon)


@each_precision
def test_a_limit_is_taken_from_where_its_proof_says(precision: str) -> None:
    c = claim("test.limit", section="", latex="")(limit)
    proof = search(c)["statements"]["halves"]
    [s] = c.statements
    assert confront_statement(s, precision, proof) > 60
    assert confront_statement(s, precision) == 0  # without a proof nothing is known of the step
    slow = proof | {"proof": proof["proof"] | {"gap": {"epsilon": "1/1000"}}}
    assert confront_statement(s, precision, slow) == 0
    hasty = proof | {"proof": proof["proof"] | {"gap": {"epsilon": "100"}}}  # from step 1/100 eps on
    with pytest.raises(Failure, match="'halves' is contradicted"):
        confront_statement(s, precision, hasty)


def test_a_statement_without_a_point_is_no_success() -> None:
    with pytest.raises(Failure, match="no point was found at which its hypotheses hold"):
        confront_statement(Statement("vacuous", (x > 1, x < 0), x > 5), "float64")


def test_points_lie_on_the_edges_too() -> None:
    s = Statement("edge", (x >= 3, y >= x), x * y > 8)
    points = [{name: Fraction(v) for name, v in point["values"].items()} for point in points_of(s)]
    assert any(point["x"] == 3 for point in points)
    assert any(point["x"] == point["y"] for point in points)
    assert len({tuple(point.values()) for point in points}) > 2


# ---- methods -----------------------------------------------------------------------------------------------------


@each_precision
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_every_rule_does_what_it_derives(method: Method, precision: str) -> None:
    assert confront_method(method, precision) > 2


def rounds_its_velocity(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    """On float64 alone the velocity is kept in single precision."""
    z, w = state
    z = beta * z + gradient(w)
    if getattr(z, "dtype", None) == np.float64:
        z = z.astype(np.float32).astype(np.float64)
    return z, w - alpha * z


def forgets_on_numbers(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    """On symbols it is momentum, on numbers gradient descent."""
    z, w = state
    z = gradient(w) + (beta * z if not isinstance(z, np.ndarray) else 0 * z)
    return z, w - alpha * z


def test_a_rule_that_rounds_is_found_where_it_rounds() -> None:
    method = Method(rounds_its_velocity, state=("z", "w"), name="single")
    with pytest.raises(Failure, match=r"single: R\^k is contradicted by its rule at float64"):
        confront_method(method, "float64")
    assert confront_method(method, "balls") > 2


@each_precision
def test_a_claim_is_confronted_with_the_method_that_it_names(precision: str) -> None:
    def derive() -> Iterator[Statement]:
        yield Statement("true", (x > 0,), x + 1 > 1)

    details: Any = {"section": "", "latex": ""}
    good: Claim = claim("test.good", method=MOMENTUM, **details)(derive)
    bad: Claim = claim("test.bad", method=Method(forgets_on_numbers, state=("z", "w"), name="forgets"), **details)(
        derive
    )
    without: Claim = claim("test.without", **details)(derive)
    assert confront(good, precision) > confront(without, precision)
    with pytest.raises(Failure, match=f"forgets: R\\^k is contradicted by its rule at {precision}"):
        confront(bad, precision)


# ---- arithmetic --------------------------------------------------------------------------------------------------

NUMBERS = st.fractions(-9, 9, max_denominator=99)
EXPRESSION = (x - y) * (x + z) ** 3 - 7 * z / (1 + y**2) + x / 3


@each_precision
@settings(max_examples=25, deadline=None)
@given(st.tuples(NUMBERS, NUMBERS, NUMBERS))
@example((Fraction(1, 3), Fraction(1, 3), Fraction(-1, 3)))
@example((Fraction(0), Fraction(0), Fraction(0)))
def test_an_enclosure_holds_the_exact_value(precision: str, values: tuple[Fraction, ...]) -> None:
    exact = dict(zip((x, y, z), values, strict=True))
    numbers = arithmetic(precision)
    with numbers.scope():
        found = numbers.enclosure(numbers.value(EXPRESSION, {s: numbers.of(q) for s, q in exact.items()}))
    assert found is not None
    assert found.low <= Arithmetic.exact(EXPRESSION, exact) <= found.high
    assert found.high - found.low < Fraction(1, 10**8)


def test_what_has_no_value_decides_nothing() -> None:
    assert Arithmetic.exact(1 / x, {x: Fraction(0)}) is None
    for precision in CONFRONTED:
        numbers = arithmetic(precision)
        with numbers.scope():
            assert numbers.enclosure(numbers.value(1 / x, {x: numbers.of(Fraction(0))})) is None
    assert truth(1 / x > 0, lambda e: Arithmetic.at(Arithmetic.exact(e, {x: Fraction(0)}))) is None


WIDE = {
    x: Interval(Fraction(-1), Fraction(1)),
    y: Interval(Fraction(2), Fraction(3)),
    z: Interval(Fraction(2), Fraction(2)),
}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (Lt(x, y), True), (Gt(x, y), False), (Gt(y, z), None), (Ge(y, z), True), (Lt(y, z), False), (Eq(x, y), False),
        (Ne(x, y), True), (Eq(y, z), None), (And(x < y, y > z), None), (And(x > y, y > z), False),
        (Or(x < y, y > z), True), (Not(And(x < y, x < z), evaluate=False), False), (Implies(x > y, y > z), True),
        (Equivalent(x < y, x < z), True), (true, True), (false, False),
    ],
)  # fmt: skip
def test_formulas_are_true_false_or_undecided(formula: Any, expected: bool | None) -> None:
    assert truth(formula, lambda e: WIDE[e]) is expected


def test_an_unknown_precision_is_told() -> None:
    with pytest.raises(ValueError, match="precision='20 digits' violates: one of"):
        arithmetic("20 digits")
    with pytest.raises(ValueError, match="balls carry their own bound"):
        running(np.array([1]), arithmetic("balls").system)
