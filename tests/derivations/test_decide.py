"""`decide`: what it proves rests on what it says, what it refutes is refuted exactly, and the rest is unknown."""

import sys
import time
from fractions import Fraction
from typing import Any, cast

import numpy as np
import pytest
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import decide, engines, kernel, sums_of_squares, translate
from derivations.decide import prove, refute
from derivations.positivstellensatz import Leaf
from derivations.statement import Statement

x, y, z = sp.symbols("x y z", real=True)
a = sp.Symbol("a", positive=True)
HALF = sp.Rational(1, 2)

SQUARES: list[tuple[list[Any], Any]] = [
    ([], x**4 - x + 1 > 0),
    ([], x**4 - 4 * x + 3 >= 0),  # it vanishes at 1: every Gram matrix is on the boundary of the cone
    ([], x**4 + y**4 + 1 >= x * y),
    ([], 2 * x**4 + 2 * x**3 * y - x**2 * y**2 + 5 * y**4 >= 0),  # Parrilo 2003, example 3.5
    ([], x**2 + y**2 + z**2 >= x * y + y * z + z * x),
    ([x >= 0, y >= 0, z >= 0], x**3 + y**3 + z**3 >= 3 * x * y * z),
    ([x**2 + y**2 <= 1], x + y <= sp.Rational(3, 2)),
    ([sp.Eq(x**2 + y**2, 1)], x * y <= HALF),
    ([x >= 0, x <= 1], x * (1 - x) <= sp.Rational(1, 4)),
    ([x > 0, y > 0], (x + y) * (1 / x + 1 / y) >= 4),
]


def check(stated: Any, certificate: Any) -> None:
    for facts, proof in kernel.goals(stated, certificate):
        kernel.refute(facts, proof, {})


@pytest.mark.parametrize(("hypotheses", "conclusion"), SQUARES, ids=str)
def test_what_the_kernel_can_check_it_checks(hypotheses: list[Any], conclusion: Any) -> None:
    verdict = decide(hypotheses, conclusion)
    assert (verdict.status, verdict.rests_on, verdict.vacuous) == ("proved", ("kernel",), False)
    assert verdict.certificate is not None
    stated = translate.statement(Statement("again", tuple(hypotheses), conclusion))
    check(stated, verdict.certificate)


@pytest.mark.parametrize(("hypotheses", "conclusion"), SQUARES, ids=str)
def test_the_certificate_is_of_that_statement_alone(hypotheses: list[Any], conclusion: Any) -> None:
    """The negative control: with a little more on the smaller side the same certificate proves nothing."""
    certificate = decide(hypotheses, conclusion).certificate or {}
    sign = -1 if isinstance(conclusion, sp.Gt | sp.Ge) else 1
    more = type(conclusion)(conclusion.lhs + sign, conclusion.rhs)
    stated = translate.statement(Statement("more", tuple(hypotheses), more))
    with pytest.raises(kernel.ProofError):
        check(stated, certificate)


polynomials = st.lists(st.integers(-3, 3), min_size=1, max_size=3)


@settings(max_examples=25)
@given(polynomials, polynomials, st.integers(1, 3))
@example([0, 1], [0], 1)
def test_sums_of_squares_are_found(p: list[int], q: list[int], c: int) -> None:
    """p(x)^2 + q(x)^2 + c > 0, whatever it is multiplied out to."""
    total = sp.expand(sum(sum(k * x**i for i, k in enumerate(f)) ** 2 for f in (p, q)) + c)
    verdict = decide([], sp.Gt(total, 0, evaluate=False))
    assert (verdict.status, verdict.rests_on) == ("proved", ("kernel",))


@settings(max_examples=25)
@given(st.fractions(-3, 3, max_denominator=6), st.integers(-3, 3), st.integers(-3, 3))
def test_what_is_false_is_refuted_where_it_is(root: Fraction, b: int, c: int) -> None:
    """(x - r)^2 (x^2 + b^2 x^2 + c^2 + 1) > 0 fails at r and nowhere else."""
    r = sp.Rational(root.numerator, root.denominator)
    total = sp.expand((x - r) ** 2 * (x**2 + b**2 * x**2 + c**2 + 1))
    verdict = decide([], sp.Gt(total, 0, evaluate=False))
    assert (verdict.status, verdict.counterexample) == ("refuted", {x: r})


def test_motzkins_polynomial_is_no_sum_of_squares() -> None:
    """Nonnegative, and no sum of squares: no certificate of this kind exists, and the answer says on whom it rests."""
    verdict = decide([], x**4 * y**2 + x**2 * y**4 + 1 >= 3 * x**2 * y**2)
    assert verdict.status == "proved"
    assert set(verdict.rests_on) <= set(engines.available())
    assert verdict.certificate is None


def test_without_a_solver_no_squares_are_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums_of_squares, "find_spec", lambda name: None)
    verdict = decide([], x**4 - x + 1 > 0)
    assert (verdict.status, verdict.certificate) == ("proved", None)
    assert verdict.rests_on == engines.available()


def test_directions_that_nearly_coincide_are_kept() -> None:
    """All but v remain, v is nearly the first unit vector, and the second and the third are equally far from it: no
    tolerance finds two columns that are independent, and nothing rational can be read off."""
    near = sums_of_squares.VANISHING * 17 / 20
    v: list[Fraction] = [Fraction(1), near, near]
    gram = [[(i == j) - v[i] * v[j] for j in range(3)] for i in range(3)]
    whole = sums_of_squares.Block((), [{}, {}, {}])
    assert sums_of_squares.smaller(cast(Any, None), whole, gram) is whole


def test_a_face_that_rounding_hides_is_left_as_it_is() -> None:
    """The first two columns of the row space are dependent but for rounding: no basis of it is read off."""
    nearly = Fraction(12, 5) * sums_of_squares.VANISHING
    rows = np.linalg.qr(np.array([[1, 1, 0, 0], [0, nearly, 1, 1], [0, 0, 1, -1]], dtype=np.float64).T)[0].T
    block = sums_of_squares.Block((0,), [{0: 1}] * 4)
    leaf = Leaf([("ge", kernel.variable("x"))], time.process_time() + 1)
    assert sums_of_squares.smaller(leaf, block, (rows.T @ rows).tolist()) == block


# ---- the rest of the contract ------------------------------------------------------------------------------------


def test_counterexamples_are_exact() -> None:
    verdict = decide([x > 0], x**2 > x)
    assert (verdict.status, verdict.rests_on) == ("refuted", ("substitution",))
    [(symbol, value)] = (verdict.counterexample or {}).items()
    assert isinstance(value, sp.Rational)
    assert value > 0
    assert not value**2 > value
    assert symbol is x


def test_vacuous_hypotheses_are_noticed() -> None:
    verdict = decide([x > 1, x < 0], x > 5)
    assert (verdict.status, verdict.vacuous) == ("proved", True)
    assert "contradict each other" in verdict.detail
    assert decide([x > 1], x > 0).vacuous is False


def test_denominators_become_obligations() -> None:
    verdict = decide([], sp.Eq(sp.Mul(x, 1 / x, evaluate=False), 1, evaluate=False))
    assert (verdict.status, verdict.counterexample) == ("refuted", {x: 0})
    assert verdict.obligations == (sp.Ne(x, 0),)
    verdict = decide([sp.Ne(x, 0)], sp.Eq(sp.Mul(x, 1 / x, evaluate=False), 1, evaluate=False))
    assert (verdict.status, verdict.rests_on) == ("proved", ("kernel",))
    assert decide([], 1 / (x - y) > 0).status == "refuted"


def test_assumptions_count_and_are_shown() -> None:
    verdict = decide([], a + 1 / a >= 2)
    assert (verdict.status, verdict.rests_on) == ("proved", ("kernel",))
    assert a > 0 in verdict.hypotheses or sp.Gt(a, 0, evaluate=False) in verdict.hypotheses
    assert decide([], sp.Ge(x + 1 / x, 2)).status == "refuted"  # the negative control: without the assumption


def test_a_time_out_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    hard = sum(sp.Symbol(f"x_{i}", real=True) ** 6 for i in range(6)) > sp.Mul(*sp.symbols("x_0:6", real=True)) - 1
    verdict = decide([], hard, timeout=Fraction(1, 1000))
    assert (verdict.status, verdict.rests_on) == ("unknown", ())
    monkeypatch.setattr(engines, "available", tuple)
    assert "no engine is installed" in decide([], x**6 * y**2 + 1 > x**3 * y, timeout=Fraction(1, 10**6)).detail


def test_what_is_too_large_is_unknown_at_once() -> None:
    verdict = decide([], (x + y + z + 1) ** 41 > x)
    assert (verdict.status, verdict.rests_on) == ("unknown", ())
    assert "up to 13244 terms" in verdict.detail
    assert decide([], (x + y) ** 8 >= 0).status == "proved"


def test_engines_that_disagree_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"z3": engines.Answer("proved"), "cvc5": engines.Answer("refuted", {"x": "1", "y": "1"})}
    monkeypatch.setattr(engines, "available", lambda: ("z3", "cvc5"))
    monkeypatch.setattr(engines, "recheck", lambda statement, name, seconds: answers[name])
    verdict = decide([], x**4 * y**2 + x**2 * y**4 + 1 >= 3 * x**2 * y**2)
    assert (verdict.status, verdict.rests_on) == ("unknown", ())


def test_a_verdict_is_no_truth_value() -> None:
    with pytest.raises(TypeError, match=r"ask for verdict\.status"):
        bool(decide([x > 1], x > 0))


@pytest.mark.parametrize("bad", ["x > 0", ["x > 0"], [x], [3], [None]])
def test_what_is_no_formula_is_refused(bad: Any) -> None:
    with pytest.raises(TypeError, match="strings are not evaluated"):
        decide(bad, x > 0)


@pytest.mark.parametrize("timeout", [0, -1, True])
def test_a_timeout_is_positive(timeout: Any) -> None:
    with pytest.raises(ValueError, match="violates timeout > 0"):
        decide([], x > 0, timeout=timeout)


def test_prove_looks_for_a_proof_and_refute_for_a_point() -> None:
    """Each answers its own half of the question as `decide` does, and knows nothing of the other."""
    proved = prove([x > 0, y > 0], x + y > 0)
    assert (proved.status, proved.rests_on, proved.vacuous) == ("proved", ("kernel",), False)
    assert refute([x > 0, y > 0], x + y > 0).status == "unknown"
    assert prove([x > 0], x > y).status == "unknown"
    refuted = refute([x > 0], x > y)
    assert (refuted.status, refuted.rests_on) == ("refuted", ("substitution",))
    assert refuted.counterexample is not None
    assert not refuted.counterexample[x] > refuted.counterexample[y]
    with pytest.raises(TypeError, match="strings are not evaluated"):
        prove(["x > 0"], x > 0)
    with pytest.raises(ValueError, match="violates timeout > 0"):
        refute([], x > 0, timeout=0)


def test_a_proof_that_needs_a_library_that_is_missing_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> None:
        raise ModuleNotFoundError("No module named 'scipy'", name="scipy")

    monkeypatch.setattr(sys.modules["derivations.decide"], "find_proof", missing)
    verdict = prove([x > 0], x > 0, timeout=1)
    assert verdict.status == "unknown"
    assert "the search needs scipy: pip install" in verdict.detail
