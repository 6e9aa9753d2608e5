"""The translation into the kernel's polynomials: both sides evaluated exactly at random rationals, poles included."""

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import kernel, translate
from derivations.notation import sigma
from derivations.statement import Limit, Minimum, Orbit, Statement
from derivations.translate import TranslationError

x, y, k, p = sp.symbols("x y k p", real=True)
numbers = st.fractions(-4, 4, max_denominator=3)
leaves = st.one_of(st.sampled_from([x, y]), numbers.map(lambda v: sp.Rational(v.numerator, v.denominator)))


def combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Sums, products, quotients and powers, left as they are: SymPy would cancel what may be a pole."""

    def make(operation: str, a: Any, b: Any) -> Any:
        if operation == "/":
            return sp.Mul(a, sp.Pow(b, -1, evaluate=False), evaluate=False)
        if operation in "^0":
            return sp.Pow(a, 2 if operation == "^" else 0, evaluate=False)
        return (sp.Add if operation == "+" else sp.Mul)(a, b, evaluate=False)

    return st.builds(make, st.sampled_from("++**/^0"), inner, inner)


expressions = st.recursive(leaves, combined, max_leaves=6)
RELATIONS = (sp.Lt, sp.Le, sp.Gt, sp.Ge, sp.Eq, sp.Ne)
relations = st.builds(
    lambda make, a, b: make(a, b, evaluate=False), st.sampled_from(RELATIONS), expressions, expressions
)
booleans = st.recursive(
    relations,
    lambda inner: st.one_of(
        st.builds(lambda a, b: sp.And(a, b, evaluate=False), inner, inner),
        st.builds(lambda a, b: sp.Or(a, b, evaluate=False), inner, inner),
        st.builds(lambda a: sp.Not(a, evaluate=False), inner),
        st.builds(lambda a, b: sp.Implies(a, b, evaluate=False), inner, inner),
        st.builds(lambda a, b: sp.Equivalent(a, b, evaluate=False), inner, inner),
    ),
    max_leaves=4,
)


class Pole(Exception):
    """The expression has no value."""


def value(e: Any, at: dict[Any, Fraction]) -> Fraction:
    """The value of an expression, computed from its tree with Fractions alone."""
    if isinstance(e, sp.Symbol):
        return at[e]
    if isinstance(e, sp.Rational):
        return Fraction(int(e.p), int(e.q))
    parts = [value(argument, at) for argument in e.args]
    if isinstance(e, sp.Add):
        return sum(parts, Fraction(0))
    if isinstance(e, sp.Mul):
        product = Fraction(1)
        for part in parts:
            product *= part
        return product
    base, exponent = parts
    if exponent < 0 and not base:
        raise Pole
    return base ** int(exponent)


def truth(b: Any, at: dict[Any, Fraction], positive: bool = True) -> bool:
    """Whether a formula (or its negation) holds; at a pole neither a relation nor its negation does."""
    if b in (sp.true, sp.false):
        return bool(b) is positive
    if isinstance(b, sp.Not):
        return truth(b.args[0], at, not positive)
    if isinstance(b, sp.And | sp.Or):
        every = isinstance(b, sp.And) is positive
        return (all if every else any)(truth(part, at, positive) for part in b.args)
    if isinstance(b, sp.Implies):
        return truth(sp.Or(sp.Not(b.args[0], evaluate=False), b.args[1], evaluate=False), at, positive)
    if isinstance(b, sp.Equivalent):
        ways = [sp.Implies(u, v, evaluate=False) for u in b.args for v in b.args if u is not v]
        return truth(sp.And(*ways, evaluate=False), at, positive)
    try:
        left, right = value(b.lhs, at), value(b.rhs, at)
    except Pole:
        return False
    names = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    names |= {"==": left == right, "!=": left != right}
    return names[b.rel_op] is positive


def kernel_says(b: Any, at: dict[Any, Fraction]) -> bool:
    values = {symbol.name: kernel.scale(v, kernel.ONE) for symbol, v in at.items()}
    return kernel.holds(kernel.formula(translate.formula(b)), values)


@given(booleans, numbers, numbers)
@example(sp.Eq(x / x, 1, evaluate=False), Fraction(0), Fraction(0))
@example(sp.Gt(1 / x, 0, evaluate=False), Fraction(0), Fraction(1))
@example(sp.Not(sp.Gt(1 / x, 0, evaluate=False), evaluate=False), Fraction(0), Fraction(1))
@example(sp.Ne(1 / (1 / x), y, evaluate=False), Fraction(0), Fraction(1))
@example(sp.Eq(sp.Pow(1 / x, 0, evaluate=False), 1, evaluate=False), Fraction(0), Fraction(1))
@example(sp.Equivalent(x > 0, 1 / x > 0, evaluate=False), Fraction(-1), Fraction(1))
def test_both_sides_agree_at_every_point(b: Any, u: Fraction, v: Fraction) -> None:
    at = {x: u, y: v}
    try:
        said: bool | str = kernel_says(b, at)
    except TranslationError as error:  # a denominator that is the constant 0
        said = str(error)
    assert said is truth(b, at) or "divides by zero" in str(said)


def one_over(e: Any) -> Any:
    return sp.Pow(e, -1, evaluate=False)


@settings(max_examples=40)
@given(expressions, numbers, numbers)
@example(1 / x, Fraction(0), Fraction(0))
@example(1 / x, Fraction(-2), Fraction(0))
@example(1 / x + 1 / y, Fraction(2), Fraction(3))
@example(1 / x + 1 / (2 * x), Fraction(2), Fraction(0))
@example((1 / x) ** 2 + x, Fraction(2), Fraction(0))
@example(one_over(one_over(x)), Fraction(0), Fraction(0))
@example(one_over(x / y), Fraction(1), Fraction(0))
@example(one_over(x / y) ** 2, Fraction(3), Fraction(-2))
@example(sp.Mul(x, one_over(sp.Integer(3)), evaluate=False), Fraction(1), Fraction(0))
def test_a_term_has_the_value_of_its_tree(e: Any, u: Fraction, v: Fraction) -> None:
    """It equals that and nothing else; without a value it is neither equal to anything nor not."""
    at = {x: u, y: v}
    try:
        worth = value(e, at)
    except Pole:
        worth, has_one = Fraction(0), False
    else:
        has_one = True
    number = sp.Rational(worth.numerator, worth.denominator)
    relations = [sp.Eq(e, number, evaluate=False), sp.Ne(e, number + 1, evaluate=False)]
    relations += [sp.Gt(e, number - 1, evaluate=False), sp.Le(number, e, evaluate=False)]
    relations += [sp.Eq(number, e, evaluate=False), sp.Ne(number + 1, e, evaluate=False)]
    relations += [sp.Ge(e, number - 1, evaluate=False), sp.Ge(number + 1, e, evaluate=False)]
    try:
        said = {kernel_says(relation, at) for relation in relations}
    except TranslationError as error:  # a denominator that is the constant 0
        said = {"divides by zero" not in str(error)}
    assert said == {has_one}
    assert not (has_one and kernel_says(sp.Lt(number, e, evaluate=False), at))


@pytest.mark.parametrize("written", [sp.true, sp.false, True, False])
def test_truth_values(written: Any) -> None:
    at = {x: Fraction(-1)}
    assert kernel_says(written, at) is bool(written)
    assert kernel_says(sp.Not(written, evaluate=False), at) is not bool(written)
    assert kernel_says(sp.Implies(written, x > 0, evaluate=False), at) is not bool(written)
    assert kernel_says(sp.Implies(x < 0, written, evaluate=False), at) is bool(written)


@pytest.mark.parametrize("u", [-1, 0, 1])
@pytest.mark.parametrize("v", [-1, 0, 1])
def test_connectives(u: int, v: int) -> None:
    at = {x: Fraction(u), y: Fraction(v)}
    one, other = u > 0, v >= 0
    both = (x > 0, y >= 0)
    for said, expected in (
        (sp.And(*both, evaluate=False), one and other),
        (sp.Or(*both, evaluate=False), one or other),
        (sp.Not(sp.And(*both, evaluate=False), evaluate=False), not (one and other)),
        (sp.Not(sp.Or(*both, evaluate=False), evaluate=False), not (one or other)),
        (sp.Implies(*both, evaluate=False), other or not one),
        (sp.Implies(*both[::-1], evaluate=False), one or not other),
        (sp.Equivalent(*both, evaluate=False), one is other),
        (sp.Not(sp.Equivalent(*both, evaluate=False), evaluate=False), one is not other),
        (sp.Equivalent(*both, x > 0, y >= 0, x + y > -5, evaluate=False), one and other),
    ):
        assert kernel_says(said, at) is expected


def test_rational_coefficients_are_polynomials() -> None:
    third = sp.Mul(x, one_over(sp.Integer(3)), evaluate=False)
    assert translate.terms(third) == translate.terms(x / 3) == {"x": "1/3"}


def test_a_planted_error_is_found() -> None:
    """The negative control: a translation that cancels x/x says that x/x = 1 at 0."""
    at = {x: Fraction(0), y: Fraction(0)}
    cancelled = sp.Eq(sp.cancel(x / x), 1, evaluate=False)
    honest = sp.Eq(sp.Mul(x, sp.Pow(x, -1), evaluate=False), 1, evaluate=False)
    assert kernel_says(cancelled, at)
    assert not kernel_says(honest, at)


def has_value(e: Any, at: dict[Any, Fraction]) -> bool:
    try:
        value(e, at)
    except Pole:
        return False
    return True


@given(expressions, numbers, numbers)
@example(sp.Mul(x / x, sp.Pow(0, -1, evaluate=False), evaluate=False), Fraction(0), Fraction(0))
def test_terms_are_the_polynomial(e: Any, u: Fraction, v: Fraction) -> None:
    polynomial, point = sp.expand(e), {x: u, y: v}
    polynomial_in_both = polynomial.is_polynomial(x, y) and not polynomial.has(sp.zoo, sp.nan)
    if not (polynomial_in_both and has_value(polynomial, point)):  # SymPy leaves 1/0 as it is, or makes it zoo
        polynomial = x**2 - y / 3
    at = {"x": kernel.scale(u, kernel.ONE), "y": kernel.scale(v, kernel.ONE)}
    found = kernel.substitute(kernel.polynomial(translate.terms(polynomial)), at).get((), Fraction(0))
    assert found == value(polynomial, point)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (x + 0.5, "is a float: derivations are exact, write Rational"),
        (sp.sqrt(x), "a root is a symbol s with s >= 0"),
        (sp.sqrt(2) * x, "a root is a symbol s with s >= 0"),
        (sp.pi * x, "is not a rational function"),
        (sp.I * x, "is not a rational function"),
        (x**k, "a power x\\*\\*k the state of an Orbit"),
        (sp.sin(x), "is not a rational function"),
        (sp.Symbol("z", imaginary=True), "is not real"),
        (sp.Symbol(r"w^\star", real=True), "is no identifier"),
        (1 / x, "is not a polynomial: clear the denominator"),
        (sp.Pow(sp.Add(x, -x, evaluate=False), -1, evaluate=False), "divides by zero"),
    ],
)
def test_what_is_no_polynomial_is_refused(expression: Any, reason: str) -> None:
    with pytest.raises(TranslationError, match=reason):
        translate.terms(expression)


@pytest.mark.parametrize("text", ["x > 0", "__import__('os')", b"x"])
def test_strings_are_never_evaluated(text: Any) -> None:
    with pytest.raises((TranslationError, sp.SympifyError)):
        translate.terms(text)
    with pytest.raises(TranslationError):
        translate.formula(text)


@pytest.mark.parametrize(
    ("assumptions", "holds_at"),
    [
        ({"positive": True}, [False, False, True]),
        ({"nonnegative": True}, [False, True, True]),
        ({"negative": True}, [True, False, False]),
        ({"nonpositive": True}, [True, True, False]),
        ({"nonzero": True, "real": True}, [True, False, True]),
        ({"zero": True}, [False, True, False]),
        ({"real": True}, [True, True, True]),
        ({}, [True, True, True]),
        ({"finite": True}, [True, True, True]),
        ({"zero": False}, [True, False, True]),
        ({"extended_positive": True}, [False, False, True]),
        ({"positive": False, "real": True}, [True, True, False]),
    ],
)
def test_assumptions_are_hypotheses(assumptions: dict[str, bool], holds_at: list[bool]) -> None:
    u = sp.Symbol("u", **assumptions)
    stated = translate.statement(Statement("s", (), sp.Ge(u + x, 0, evaluate=False)))
    hypotheses = list(map(kernel.formula, stated["hypotheses"]))
    at = [{"u": kernel.scale(v, kernel.ONE)} for v in (-1, 0, 1)]
    assert [all(kernel.holds(h, point) for h in hypotheses) for point in at] == holds_at


@pytest.mark.parametrize("more", ["integer", "even", "odd", "prime", "composite", "rational", "irrational"])
def test_assumptions_beyond_a_sign_are_refused(more: str) -> None:
    """n^2 >= n holds for every integer and not at 1/2: an assumption that is left out would refute it."""
    n = sp.Symbol("n", **{more: True})
    with pytest.raises(TranslationError, match="n is assumed to be more than real with a sign"):
        translate.statement(Statement("s", (), sp.Ge(n**2, n, evaluate=False)))
    with pytest.raises(TranslationError, match="n is assumed to be more than real with a sign"):
        translate.statement(Statement("s", (Orbit({n: (0, n + 1)}),), x > 0))


@pytest.mark.parametrize("known", ["imaginary", "infinite", "complex", "algebraic", "hermitian"])
def test_what_is_not_real_is_refused(known: str) -> None:
    with pytest.raises(TranslationError, match="n is not real"):
        translate.statement(Statement("s", (), sp.Eq(sp.Symbol("n", **{known: True}) * x, 0, evaluate=False)))


def test_what_may_be_complex_is_not_taken_for_real() -> None:
    """sigma^2 + 1 is never 0 for real sigma, and the notation's sigma is a complex eigenvalue."""
    for relation in (sp.Ne(sigma**2 + 1, 0), sp.Ge(sigma**2, 0, evaluate=False)):
        with pytest.raises(TranslationError, match="sigma is not real: write a complex number as x"):
            translate.formula(relation)


def test_twins_and_moved_assumptions_are_refused() -> None:
    twin = sp.Symbol("x", positive=True)
    with pytest.raises(TranslationError, match="they print alike and are not equal"):
        translate.statement(Statement("s", (x > 0,), twin > 1))
    with pytest.raises(TranslationError, match="moved by a run"):
        translate.statement(Statement("s", (Orbit({twin: (1, twin + 1)}),), twin > 0))


@given(st.integers(0, 5), numbers, st.lists(numbers, min_size=5, max_size=5))
def test_runs_move_as_sympy_says(steps: int, start: Fraction, inputs: list[Fraction]) -> None:
    u = sp.Symbol("u", real=True)
    orbit = Orbit({x: (y, x * y + u), k: (0, k + 1)}, inputs=(u,), guard=u**2 >= 0)
    run = kernel.formula({"orbit": translate.orbit(orbit)})[1]
    at = {"y": kernel.scale(start, kernel.ONE)}
    state = {name: kernel.substitute(q, at) for name, q in run.start.items()}
    expected = start
    for given_input in inputs[:steps]:
        now = at | state | {"u": kernel.scale(given_input, kernel.ONE)}
        state = {name: kernel.substitute(q, now) for name, q in run.step.items()}
        expected = expected * start + given_input
    assert state["x"].get((), Fraction(0)) == expected
    assert state["k"].get((), Fraction(0)) == steps


def test_a_run_keeps_its_guard_its_inputs_and_its_start() -> None:
    u = sp.Symbol("u", real=True)
    found = translate.orbit(Orbit({x: (y, x + u)}, inputs=(u,), guard=u >= 1 / y))
    guard = {"and": [{"gt": {"y^2": "1"}}, {"ge": {"u*y^2": "1", "y": "-1"}}]}
    assert found == {"state": {"x": [{"y": "1"}, {"u": "1", "x": "1"}]}, "inputs": ["u"], "guard": guard}


def test_twins_are_found_wherever_they_stand() -> None:
    """A symbol x that is positive beside the x of a statement, in each part of it."""
    twin = sp.Symbol("x", positive=True)
    walk = Orbit({p: (1, p), k: (0, k + 1)})
    parts: list[Statement] = [
        Statement("s", (x > 0,), sp.Eq(twin, y)),
        Statement("s", (sp.Eq(twin, y),), x > 0),
        Statement("s", (Orbit({p: (twin, p)}),), x > 0),
        Statement("s", (Orbit({p: (1, twin * p)}),), x > 0),
        Statement("s", (Orbit({p: (1, p)}, guard=twin < p),), x > 0),
        Statement("s", (Orbit({p: (1, p)}, inputs=(twin,)),), x > 0),
        Statement("s", (x > 0,), Limit(walk, k, p, twin)),
        Statement("s", (x > 0,), Limit(walk, k, p * twin)),
        Statement("s", (x > 0,), Limit(Orbit({p: (twin, p), k: (0, k + 1)}), k, p)),
        Statement("s", (x > 0,), Minimum((y,), y >= twin, y, 1)),
        Statement("s", (x > 0,), Minimum((y,), y >= 1, y * twin, 1)),
        Statement("s", (x > 0,), Minimum((y,), y >= 1, y, twin)),
        Statement("s", (x > 0,), Minimum((twin,), y >= 1, y, 1)),
    ]
    for stated in parts:
        with pytest.raises(TranslationError, match="print alike"):
            translate.statement(stated)


def test_limits_and_minima() -> None:
    orbit = Orbit({p: (1, p * x), k: (0, k + 1)})
    limit = translate.statement(Statement("l", (), Limit(orbit, k, p * y)))["conclusion"]["limit"]
    assert (limit["counter"], limit["of"], limit["to"]) == ("k", {"p*y": "1"}, {})
    elsewhere = translate.statement(Statement("l", (), Limit(orbit, k, p * y, y / 2)))["conclusion"]["limit"]
    assert elsewhere == {"orbit": translate.orbit(orbit), "counter": "k", "of": {"p*y": "1"}, "to": {"y": "1/2"}}
    least = translate.statement(Statement("m", (), Minimum((x,), x >= 1, x**2, 1)))["conclusion"]["minimum"]
    assert least == {"over": ["x"], "subject": {"ge": {"": "-1", "x": "1"}}, "of": {"x^2": "1"}, "is": {"": "1"}}
