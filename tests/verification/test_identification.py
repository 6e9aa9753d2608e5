"""What `identify` makes of options, against the rules of the libraries in exact arithmetic; no library is needed."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import claims
from numerics import Quadratic, simulate
from numerics.algorithms import keras_sgd, optax_sgd, torch_sgd
from numerics.optimisers.libraries import Options
from tests.numerics.algorithms.cases import runs
from verification.identification import Identification, identified

STEPS = 6
SIZES = st.integers(1, 64).map(lambda k: k / 64)
MOMENTA = st.integers(0, 64).map(lambda k: k / 64)
SHARES = st.one_of(st.integers(-64, 63), st.integers(65, 128)).map(lambda k: k / 64)
"""Dampenings, none of them 1."""
CONSTANT: dict[str, Any] = {"clipnorm": None, "use_ema": False, "gradient_accumulation_steps": None}
PROBLEM = Quadratic.from_spectrum([1, 2, 5], [1, 0, Fraction(1, 3)])
START = [1, Fraction(-1, 2), 2]


def torch_options(**given: Any) -> tuple[Options, ...]:
    defaults = {"lr": 0.25, "momentum": 0, "dampening": 0, "weight_decay": 0, "nesterov": False, "maximize": False}
    return (Options("torch", "SGD", defaults | given),)


def keras_options(**given: Any) -> tuple[Options, ...]:
    defaults = {"learning_rate": 0.25, "momentum": 0.0, "nesterov": False, "weight_decay": None}
    return (Options("keras", "SGD", CONSTANT | defaults | given),)


def sgd(learning_rate: Any, momentum: Any = None, nesterov: bool = False) -> Options:
    return Options("optax", "sgd", {"learning_rate": learning_rate, "momentum": momentum, "nesterov": nesterov})


def decayed(weight_decay: Any) -> Options:
    return Options("optax", "add_decayed_weights", {"weight_decay": weight_decay, "mask": None})


def trace(decay: Any, nesterov: bool = False) -> Options:
    return Options("optax", "trace", {"decay": decay, "nesterov": nesterov, "accumulator_dtype": None})


def scale(step_size: Any) -> Options:
    return Options("optax", "scale", {"step_size": step_size})


def agree(found: Identification, rule: Any, problem: Any, start: Any, **parameters: Any) -> bool:
    """Whether the weights of the rule are those of the method that was found, in rationals."""
    expected = simulate(rule, problem, STEPS, start=start, precision="exact", **parameters).iterates
    return bool((found.weights(problem, STEPS, start=start) == expected).all())


@given(SIZES, MOMENTA, SHARES, MOMENTA, runs())
@example(0.5, 0.0, 0.5, 0.5, (PROBLEM, START))
@example(0.5, 1.0, 0.5, 0.0, (PROBLEM, START))
@example(0.5, 0.5, 2.0, 1.0, (PROBLEM, START))
def test_torch(lr: float, momentum: float, dampening: float, decay: float, run: tuple[Any, Any]) -> None:
    found = identified(torch_options(lr=lr, momentum=momentum, dampening=dampening, weight_decay=decay))
    assert found.name == ("momentum" if momentum else "gradient descent")
    options = {"alpha": lr, "beta": momentum, "dampening": dampening if momentum else 0, "decay": decay}
    assert agree(found, torch_sgd.step, *run, **options)


@given(SIZES, SIZES, MOMENTA, runs())
def test_torch_with_nesterov(lr: float, momentum: float, decay: float, run: tuple[Any, Any]) -> None:
    found = identified(torch_options(lr=lr, momentum=momentum, weight_decay=decay, nesterov=True))
    assert found.name == "nesterov"
    assert agree(found, torch_sgd.nesterov_step, *run, alpha=lr, beta=momentum, decay=decay)


@given(SIZES, MOMENTA, SIZES, runs())
@example(0.5, 0.0, 0.5, (PROBLEM, START))
def test_keras(rate: float, momentum: float, decay: float, run: tuple[Any, Any]) -> None:
    parameters = {"alpha": rate, "beta": momentum}
    apart = identified(keras_options(learning_rate=rate, momentum=momentum, weight_decay=decay / 2))
    assert agree(apart, keras_sgd.step, *run, **parameters, decay=decay / 2)
    ahead = identified(keras_options(learning_rate=rate, momentum=momentum, nesterov=True))
    assert agree(ahead, keras_sgd.nesterov_step if momentum else keras_sgd.step, *run, **parameters, decay=0)


@given(SIZES, MOMENTA, SIZES, runs())
@example(0.5, 0.0, 0.5, (PROBLEM, START))
def test_optax(rate: float, momentum: float, decay: float, run: tuple[Any, Any]) -> None:
    parameters = {"alpha": rate, "beta": momentum, "decay": decay / 2}
    coupled = identified((decayed(decay / 2), sgd(rate, momentum)))
    assert agree(coupled, optax_sgd.step, *run, **parameters)
    ahead = identified((decayed(decay / 2), sgd(rate, momentum, nesterov=True)))
    assert agree(ahead, optax_sgd.nesterov_step if momentum else optax_sgd.step, *run, **parameters)
    apart = identified((trace(momentum), decayed(decay / 2), scale(-rate)))
    assert agree(apart, optax_sgd.decoupled_step, *run, **parameters)


@given(SIZES, MOMENTA, SIZES, SIZES, runs())
def test_a_long_chain_is_one_rule(
    factor: float, momentum: float, first: float, second: float, run: tuple[Any, Any]
) -> None:
    """Gradients scaled, decayed, traced, decayed again and scaled."""
    found = identified((scale(factor), decayed(first), trace(momentum), decayed(second / 4), scale(-0.25)))

    def chained(state: Any, gradient: Any) -> Any:
        z, w = state
        z = (Fraction(factor) * gradient(w) + Fraction(first) * w) + Fraction(momentum) * z
        return z, w - (z + Fraction(second / 4) * w) / 4

    problem, start = run
    zero = [0] * problem.dimension
    expected = simulate(chained, problem, STEPS, start=(zero, start), precision="exact").iterates
    assert (found.weights(problem, STEPS, start=start) == expected).all()


def test_maximising_goes_up_and_decays_all_the_same() -> None:
    found = identified(torch_options(momentum=0.5, weight_decay=0.5, maximize=True))
    assert [found.curvature(lam) for lam in (1, 3)] == [Fraction(-1, 2), Fraction(-5, 2)]
    assert not found.is_stable(1)
    w, z, centre = [Fraction(1)], Fraction(0), Quadratic.from_spectrum([2], [3])
    for _ in range(STEPS):
        z = z / 2 - 2 * (w[-1] - 3) + w[-1] / 2
        w.append(w[-1] - z / 4)
    assert found.weights(centre, STEPS, start=[1])[:, 0].tolist() == w


def test_it_is_said_in_a_line() -> None:
    found = identified(torch_options(lr=0.1, momentum=0.9, weight_decay=1e-4, nesterov=True))
    assert str(found) == "nesterov(alpha=0.1, beta=0.9) on f + 0.0001/2 |w|^2"
    assert str(identified(torch_options(maximize=True))) == "gradient descent(alpha=0.25) on -f"


def test_a_wrong_identification_is_told_apart() -> None:
    """The negative control: each part of it counts."""
    options = {"alpha": 0.25, "beta": 0.5, "dampening": 0.25, "decay": 0.5}
    found = identified(torch_options(momentum=0.5, dampening=0.25, weight_decay=0.5))
    assert agree(found, torch_sgd.step, PROBLEM, START, **options)
    wrong = [
        replace(found, kick=(Fraction(0), Fraction(0))),
        replace(found, decay=Fraction(1, 4)),
        replace(found, sign=-1),
        replace(found, name="nesterov", kick=(Fraction(0), Fraction(0))),
        replace(found, parameters=found.parameters | {"alpha": Fraction(1, 4)}),
    ]
    assert not any(agree(other, torch_sgd.step, PROBLEM, START, **options) for other in wrong)


def test_the_claims_that_it_names_are_claims_and_are_proved() -> None:
    known = {claim.id: claim for claim in claims()}
    found = [
        identified(torch_options(momentum=0.5, dampening=0.5, weight_decay=0.5)),
        identified(torch_options(momentum=0.5, nesterov=True)),
        identified(keras_options(momentum=0.5, weight_decay=0.5)),
        identified((decayed(0.5), sgd(0.5, 0.5))),
    ]
    for identification in found:
        assert identification.claims
        assert all(known[name].rests_on == ("kernel",) for name in identification.claims)
    assert identified(torch_options()).claims == ()


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["plain", "nesterov", "dampened", "coupled", "apart"])
def test_stable_is_what_is_proved_to_be(kind: str, momentum: float) -> None:
    """The bounds of torch-sgd and decoupled-decay, met from both sides, and not stable at the bound itself."""
    a, b, half = Fraction(1, 4), Fraction(momentum), Fraction(1, 2)
    found, largest = {
        "plain": (torch_options(momentum=momentum), (2 + 2 * b) / a),
        "nesterov": (torch_options(momentum=momentum, nesterov=True), (2 + 2 * b) / (1 + 2 * b) / a),
        "dampened": (torch_options(momentum=momentum, dampening=0.5), (2 + 2 * b) / a / (half if b else 1)),
        "coupled": (torch_options(momentum=momentum, weight_decay=0.5), (2 + 2 * b) / a - half),
        "apart": (keras_options(momentum=momentum, weight_decay=0.5), (2 + 2 * b) / a - (1 + b) * half),
    }[kind]
    little = Fraction(1, 10**9)
    stable = [identified(found).is_stable(largest + change) for change in (-little, 0, little)]
    assert stable == [True, False, False]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (torch_options(momentum=0.5, dampening=1), r"dampening=1 violates: dampening != 1.*torch-sgd.dampening-of-one"),
        (torch_options(lr=float("nan")), "lr=nan violates: lr is one finite number"),
        ((Options("torch", "Adam", {"lr": 0.1}),), "torch.optim.Adam violates: it is linear"),
        ((Options("keras", "Adam", {}),), "keras.optimizers.Adam violates: it is linear"),
        (keras_options(clipnorm=1.0), "clipnorm=1.0 violates: gradients are taken as they are; drop it"),
        (keras_options(use_ema=True), "use_ema=True violates"),
        (keras_options(weight_decay=0.5, backend="torch"), "is not rounded to float32, .* set KERAS_BACKEND=jax"),
        (keras_options(learning_rate={"class_name": "CosineDecay"}), "learning_rate=.* violates: learning_rate is one"),
        (keras_options(momentum=0.5, nesterov=True, weight_decay=0.5), "decoupled-decay.nesterov"),
        (keras_options(learning_rate=0.5, momentum=0.5, weight_decay=2.0), "is not 1 .decoupled-decay.recurrence"),
        ((sgd(lambda count: 0.1),), "learning_rate=.* violates: learning_rate is one finite number"),
        ((sgd(-0.5),), "the learning rate is positive"),
        ((trace(0.5), sgd(0.5, 0.5)), "a second trace violates: a chain has one momentum"),
        ((trace(0.5, True), decayed(0.5), scale(-0.5)), "put add_decayed_weights first"),
        ((Options("optax", "adam", {"learning_rate": 0.1}),), "optax.adam violates: a link is one of sgd"),
        ((Options("optax", "add_decayed_weights", {"mask": {}}), sgd(0.5)), "mask={} violates"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_outside_the_theory_is_refused(found: tuple[Options, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        identified(found)
