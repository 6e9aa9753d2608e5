"""The classes of *Adventures in Algorithmic Space*: what the article says, what is true, and rules made to deceive."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.classification import Classification, classify
from derivations.components import Components, Kind, common, join
from derivations.method import Method
from numerics.algorithms import (
    adagrad,
    adam,
    adamax,
    adamw,
    adaptive_restart,
    averaged_gradient,
    chebyshev,
    conjugate_gradients,
    greedy_coordinate,
    lbfgs,
    momentum,
    nesterov,
    nesterov_convex,
    newton,
    rmsprop,
)
from tests.derivations.higher_order_methods import HIGHER_ORDER
from tests.derivations.methods import EXTRAGRADIENT, METHODS, MOMENTUM, NESTEROV

ARTICLE: list[tuple[Any, str, int | None, bool | None]] = [
    (momentum, "scalar", 1, True),
    (conjugate_gradients, "scalar", 2, False),  # the second gradient is for A d
    (lbfgs, "scalar", 2, False),
    (chebyshev, "scalar", 1, True),
    (nesterov, "scalar", 1, False),
    (nesterov_convex, "scalar", 1, False),
    (adaptive_restart, "scalar", 1, False),
    (averaged_gradient, "scalar", 1, False),
    (adagrad, "diagonal", 1, True),
    (adam, "diagonal", 1, True),
    (adamax, "diagonal", 1, True),  # the article has it among the scalar ones
    (rmsprop, "diagonal", 1, True),
    (greedy_coordinate, "diagonal", 2, False),
    (adamw, "neither", 1, True),  # its decay moves w without a gradient
    (newton, "unknown", None, None),  # it goes through the components
]
IDS = [module.__name__.rpartition(".")[2] for module, *_ in ARTICLE]


@pytest.mark.parametrize(("module", "kind", "gradients", "at_iterates"), ARTICLE, ids=IDS)
def test_the_algorithms_of_the_article(module: Any, kind: str, gradients: int | None, at_iterates: bool | None) -> None:
    found = classify(module.step)
    assert (found.kind, found.gradients, found.at_iterates) == (kind, gradients, at_iterates)
    assert (found.witness is not None) is (kind in ("diagonal", "neither"))


def test_a_witness_against_the_scalar_class_is_one() -> None:
    """AdaGrad's first step is along the gradient only where its components have one size."""
    witness = classify(adagrad.step).witness
    assert witness is not None
    (g,) = witness["gradients"]
    step = witness["step"]
    assert g[1] == 0
    assert step[1] == 0
    crossed = g[0] * step[2] - g[2] * step[0]
    assert crossed > 0 or crossed < 0


def test_a_witness_against_both_classes_is_one() -> None:
    witness = classify(adamw.step).witness
    assert witness is not None
    assert all(g[1] == 0 for g in witness["gradients"])
    assert witness["step"][1] < 0
    assert witness["start"][1] == 3


@pytest.mark.parametrize("method", [*METHODS, *HIGHER_ORDER], ids=lambda m: m.name)
def test_linear_methods_are_scalar_and_so_says_the_trace(method: Method) -> None:
    linear, traced = method.classification, classify(method.step, method.state, method.start)
    assert linear.kind == traced.kind == "scalar"
    assert linear.gradients == traced.gradients == method.linear_rule.gradients


def test_where_gradients_are_taken() -> None:
    assert MOMENTUM.classification.at_iterates
    assert not NESTEROV.classification.at_iterates
    assert not EXTRAGRADIENT.classification.at_iterates

    def delayed(state: Any, gradient: Any, *, alpha: Any) -> Any:
        w_2, w_1, w = state
        return w_1, w, w - alpha * gradient(w_2)

    method = Method(delayed, state=("older", "w_previous", "w"), start=lambda w0: (w0, w0, w0))
    assert method.classification == Classification("scalar", 1, True, method.classification.reason)

    late = Method(delayed, state=("older", "w_previous", "w"), start=lambda w0: (0 * w0, w0, w0))
    assert late.classification.kind == "scalar"
    assert not late.classification.at_iterates  # the first gradient is taken at 0

    def shifted(state: Any, gradient: Any, *, alpha: Any) -> Any:
        z, w = state
        return alpha * gradient(w), w - alpha * gradient(w - z)

    assert not Method(shifted, state=("z", "w")).classification.at_iterates


def test_a_start_that_is_not_at_rest_is_of_neither_class() -> None:
    """z^0 = w^0: without any gradient w^1 = (1 - alpha beta) w^0."""
    method = Method(momentum.step, start=lambda w0: (w0, w0))
    assert method.classification.kind == "neither"
    assert "w^1 is" in method.classification.reason
    found = classify(momentum.step, start=lambda w0: (w0, w0))
    assert found.kind == "neither"
    assert found.witness is not None


# Rules that were made to be taken for what they are not.

Rule = Callable[..., Any]


def one_state(new: Callable[..., Any]) -> Rule:
    def step(state: Any, gradient: Any, *, alpha: Any) -> Any:
        (w,) = state
        return (new(w, gradient, alpha),)

    return step


def two_states(new: Callable[..., Any]) -> Rule:
    def step(state: Any, gradient: Any, *, alpha: Any) -> Any:
        z, w = state
        result: tuple[Any, ...] = new(z, w, gradient, alpha)
        return result

    return step


def norm(g: Any) -> Any:
    return (g * g).sum(axis=-1, keepdims=True)


def mixed(z: Any, w: Any, gradient: Any, a: Any) -> tuple[Any, Any]:
    g = gradient(w)
    share = norm(g)
    return w, share * z + (1 - share) * w - a * g


def reversed_order(g: Any) -> Any:
    return g[..., ::-1]


DECEPTIVE: dict[str, tuple[Rule, tuple[str, ...], str]] = {
    "sign of the gradient": (one_state(lambda w, g, a: w - a * (g(w) > 0)), ("w",), "unknown"),
    "normalised": (one_state(lambda w, g, a: w - a * g(w) / norm(g(w)) ** Fraction(1, 2)), ("w",), "scalar"),
    "sum of the gradient": (one_state(lambda w, g, a: w - a * norm(g(w))), ("w",), "neither"),
    "gradient times w": (one_state(lambda w, g, a: w - a * g(w) * w), ("w",), "diagonal"),
    "w shrinks": (one_state(lambda w, g, a: (1 - a) * w - a * g(w)), ("w",), "neither"),
    "w shrinks by a product": (one_state(lambda w, g, a: w - a * w * norm(g(w)) - a * g(w)), ("w",), "neither"),
    "a constant": (one_state(lambda w, g, a: w - a * g(w) + 1), ("w",), "neither"),
    "components exchanged": (one_state(lambda w, g, a: w - a * reversed_order(g(w))), ("w",), "neither"),
    "late decay": (two_states(lambda z, w, g, a: (z + w, w - a * g(w) - a * z)), ("z", "w"), "unknown"),
    "weights that add up": (two_states(mixed), ("w_previous", "w"), "scalar"),
    "weights that do not": (two_states(lambda z, w, g, a: (w, norm(g(w)) * z + w - a * g(w))),
                            ("w_previous", "w"), "neither"),
    "squares that are summed": (two_states(lambda z, w, g, a: (z + norm(g(w)), w - a * g(w) / (1 + z))),
                                ("z", "w"), "scalar"),
    "squares that are not": (two_states(lambda z, w, g, a: (z + g(w) * g(w), w - a * g(w) / (1 + z))),
                             ("z", "w"), "diagonal"),
    "a branch": (one_state(lambda w, g, a: w - a * g(w) if w > 0 else w), ("w",), "unknown"),
    "NumPy's square root": (one_state(lambda w, g, a: w - a * __import__("numpy").sqrt(g(w))), ("w",), "unknown"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "state", "kind"), DECEPTIVE.values(), ids=DECEPTIVE.keys())
def test_rules_made_to_deceive(rule: Rule, state: tuple[str, ...], kind: str) -> None:
    assert classify(rule, state).kind == kind


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(TypeError, match="a rule is step"):
        classify(lambda state, gradient, alpha: state, ("w",))
    with pytest.raises(ValueError, match="a rule's state has names"):
        classify(lambda state, gradient, *, alpha: state)


# What is known of components, against components: every operation is run on vectors of numbers as well.

WEIGHT = sympy.Symbol("c", real=True)
NUMBERS = st.integers(-3, 3)
DIMENSION, SILENT = 4, 3  # the last component has no gradient
START, GIVEN = (5, 7, 11, 13), ((1, 2, 1, 0), (3, -1, 2, 0))


def kinds(draw: Any) -> tuple[Components, Any]:
    """A value, and a vector (w0's coefficient included) for which what it knows is true."""
    kind = draw(st.sampled_from(list(Kind)))
    weight = draw(NUMBERS)
    if kind is Kind.ZERO:
        return Components(kind), [0] * DIMENSION
    if kind is Kind.SCALAR:
        number = draw(st.sampled_from([-2, -1, 1, 3]))
        return common(number), [number] * DIMENSION
    if kind is Kind.SPAN:
        a, b = draw(NUMBERS), draw(NUMBERS)
        rest = [a * g + b * h for g, h in zip(*GIVEN, strict=True)]
    elif kind is Kind.OWN:
        rest = [draw(NUMBERS) if i != SILENT else 0 for i in range(DIMENSION)]
    else:
        return Components(kind), [draw(NUMBERS) for _ in range(DIMENSION)]
    return Components(kind, sympy.Integer(weight)), [weight * x + r for x, r in zip(START, rest, strict=True)]


def is_true(value: Components, vector: list[Any]) -> bool:
    """Whether the vector is as the value says."""
    if value.kind is Kind.ANY:
        return True
    if value.kind <= Kind.SCALAR:
        return all(x == vector[0] for x in vector) and bool(value.kind is Kind.SCALAR or vector[0] == 0)
    rest = [Fraction(x) - Fraction(str(value.number)) * w for x, w in zip(vector, START, strict=True)]
    if value.kind is Kind.OWN:
        return bool(rest[SILENT] == 0)
    rows = [*GIVEN, [sympy.Rational(x.numerator, x.denominator) for x in rest]]
    return rest[SILENT] == 0 and bool(sympy.Matrix([row[:SILENT] for row in rows]).det() == 0)


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "square": lambda x, y: x**2,
    "abs": lambda x, y: abs(x),
    "3 x": lambda x, y: 3 * x,
    "1 - x": lambda x, y: 1 - x,
}


@settings(max_examples=300)
@given(st.data(), st.sampled_from(list(OPERATIONS)))
def test_what_is_said_of_a_result_is_true_of_it(data: st.DataObject, name: str) -> None:
    (x, left), (y, right) = kinds(data.draw), kinds(data.draw)
    operation = OPERATIONS[name]
    assert is_true(x, left)
    assert is_true(y, right)
    result = operation(x, y)
    numbers = [operation(a, b) for a, b in zip(left, right, strict=True)]
    if not result.number.atoms(sympy.Dummy):
        assert is_true(result, numbers)
    else:
        assert len(set(numbers)) == 1


@given(st.data())
def test_a_quotient_and_a_join(data: st.DataObject) -> None:
    (x, left), (y, right) = kinds(data.draw), kinds(data.draw)
    joined = join(x, y)
    if joined.number is not None:
        assert is_true(joined, left)
        assert is_true(joined, right)
    if y.kind is not Kind.ZERO and all(right):
        assert is_true(x / y, [Fraction(a, b) for a, b in zip(left, right, strict=True)])


@example(Kind.SPAN)
@given(st.sampled_from([Kind.SPAN, Kind.OWN, Kind.ANY]))
def test_values_have_no_truth_no_index_and_no_length(kind: Kind) -> None:
    value = Components(kind, WEIGHT)
    for call in (bool, list, lambda v: v[0], lambda v: range(v.shape[-1])):
        with pytest.raises(TypeError):
            call(value)
