"""Update rules: what they declare, how they start, and that they are the article's equations in any numbers."""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import update_rule
from numerics.algorithms import algorithms, gradient_descent, momentum
from numerics.rule import default_start

numbers = st.fractions(-5, 5, max_denominator=9)


def test_the_decorator_gives_the_function_back() -> None:
    def step(state: Any, gradient: Any) -> Any:
        return state

    declared = update_rule(state=("w_previous", "z", "w"))(step)
    assert declared is step
    assert declared.state == ("w_previous", "z", "w")  # type: ignore[attr-defined]
    assert declared.start(7) == (7, 0, 7)  # type: ignore[attr-defined]
    assert default_start(("w",))(Fraction(1, 2)) == (Fraction(1, 2),)
    assert update_rule(state=("z", "w"), start=lambda w0: (w0, w0))(step).start(3) == (3, 3)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("state", "start", "kind", "message"),
    [
        ("w", None, TypeError, r"state='w' violates: state is a tuple of names"),
        (("z", 1), None, TypeError, r"state=\('z', 1\) violates: state is a tuple of names"),
        (("z",), None, ValueError, r"the iterate is the entry named 'w'"),
        (("w", "w"), None, ValueError, r"names are distinct"),
        (("w", "2z"), None, ValueError, r"a name is a Python identifier; rename '2z'"),
        (("w", "lambda"), None, ValueError, r"rename 'lambda'"),
        (("w",), 3, TypeError, r"start=3 violates: start is a function of w0"),
    ],
)
def test_bad_declarations(state: Any, start: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        update_rule(state=state, start=start)


def test_only_functions_are_rules() -> None:
    with pytest.raises(TypeError, match=r"3 violates: an update rule is a function"):
        update_rule(state=("w",))(3)  # type: ignore[type-var]


def test_the_folder_is_the_list_of_algorithms() -> None:
    found = dict(algorithms())
    assert found["momentum"] is momentum.step
    assert found["gradient_descent"] is gradient_descent.step
    assert list(found) == sorted(found)
    for name, step in found.items():
        assert step.__doc__, name
        assert "w" in step.state, name  # type: ignore[attr-defined]


@settings(max_examples=30)
@given(numbers, numbers, numbers, numbers, numbers)
@example(Fraction(0), Fraction(1), Fraction(1), Fraction(0), Fraction(1))
def test_one_step_is_the_article_s(z: Fraction, w: Fraction, alpha: Fraction, beta: Fraction, slope: Fraction) -> None:
    """The gradient is asked once, at w; z first, then w along the new z."""
    asked = []

    def gradient(point: Any) -> Any:
        asked.append(point)
        return slope

    new_z, new_w = momentum.step((z, w), gradient, alpha=alpha, beta=beta)
    assert new_z == beta * z + slope
    assert new_w == w - alpha * (beta * z + slope)
    (after,) = gradient_descent.step((w,), gradient, alpha=alpha)
    assert after == w - alpha * slope
    assert asked == [w, w]


def test_rules_run_on_symbols_and_leave_their_state() -> None:
    z, w, alpha, beta, lam = sympy.symbols("z w alpha beta lambda")
    state = (z, w)
    new_z, new_w = momentum.step(state, lambda point: lam * point, alpha=alpha, beta=beta)
    assert sympy.expand(new_z - beta * z - lam * w) == 0
    assert sympy.expand(new_w - w + alpha * new_z) == 0
    assert state == (z, w)
