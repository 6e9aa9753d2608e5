"""The libraries' own optimisers against the methods that `identify` says they are, exactly and at the bounds."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from numerics import Quadratic
from numerics.exact import rationals
from numerics.optimisers import run
from tests.numerics.optimiser_cases import keras_or_skip
from verification.identification import identify

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras' get_config
PROBLEM, START = Quadratic.from_spectrum([0.5, 1.0, 2.0], [1, -1, 2]), [2, 0, -1]
Maker = Callable[[], Any]


def torch_sgd(**options: Any) -> Maker:
    return lambda: partial(pytest.importorskip("torch").optim.SGD, **{"lr": 0.25} | options)


def keras_sgd(**options: Any) -> Maker:
    return lambda: partial(keras_or_skip().optimizers.SGD, 0.25, **options)


def optax_chain(*links: tuple[str, float | dict[str, Any]]) -> Maker:
    """A chain of optax's functions by their names, each with one number or with keywords."""

    def make() -> Any:
        pytest.importorskip("jax")
        optax = pytest.importorskip("optax")
        return tuple(
            partial(getattr(optax, name), **given) if isinstance(given, dict) else partial(getattr(optax, name), given)
            for name, given in links
        )

    return make


SGD = {"learning_rate": 0.25, "momentum": 0.5}
KINDS: dict[str, tuple[Maker, str]] = {
    "torch": (torch_sgd(), "gradient descent"),
    "torch, momentum": (torch_sgd(momentum=0.5), "momentum"),
    "torch, dampening": (torch_sgd(momentum=0.5, dampening=0.25), "momentum"),
    "torch, dampening alone": (torch_sgd(dampening=0.25), "gradient descent"),
    "torch, decay": (torch_sgd(momentum=0.5, dampening=-0.5, weight_decay=0.5), "momentum"),
    "torch, nesterov": (torch_sgd(momentum=0.5, nesterov=True, weight_decay=0.5), "nesterov"),
    "optax": (optax_chain(("sgd", SGD)), "momentum"),
    "optax, nesterov": (optax_chain(("sgd", SGD | {"nesterov": True})), "nesterov"),
    "optax, coupled": (optax_chain(("add_decayed_weights", 0.5), ("sgd", SGD)), "momentum"),
    "optax, apart": (optax_chain(("trace", 0.5), ("add_decayed_weights", 0.5), ("scale", -0.25)), "momentum"),
    "keras": (keras_sgd(), "gradient descent"),
    "keras, momentum": (keras_sgd(momentum=0.5), "momentum"),
    "keras, nesterov": (keras_sgd(momentum=0.5, nesterov=True), "nesterov"),
    "keras, decay": (keras_sgd(momentum=0.5, weight_decay=0.5), "momentum"),
    "keras, decay alone": (keras_sgd(weight_decay=0.5), "gradient descent"),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_the_weights_are_those_of_the_method_exactly(kind: str) -> None:
    """On dyadic data nothing is rounded in six steps."""
    make, name = KINDS[kind]
    found = identify(make())
    assert found.name == name
    weights = rationals(run(make(), PROBLEM, 6, start=START).iterates)
    assert (weights == found.weights(PROBLEM, 6, start=START)).all()


def test_maximising_is_the_method_on_the_negative() -> None:
    make = torch_sgd(momentum=0.5, maximize=True, weight_decay=0.5)
    weights = rationals(run(make(), PROBLEM, 6, start=START).iterates)
    assert (weights == identify(make()).weights(PROBLEM, 6, start=START)).all()


def ends_nearer(optimiser: Any, curvature: Fraction) -> bool:
    """Whether 400 steps along one curvature end nearer to the minimiser 0 than their start at 1."""
    final = run(optimiser, Quadratic.from_spectrum([curvature]), 400, start=[1]).iterates[-1, 0]
    return bool(abs(final) < 1)


@every_kind
def test_it_converges_below_the_stability_bound_and_grows_above(kind: str) -> None:
    """A twentieth below and above the largest stable curvature, found by bisection of what is decided exactly.

    There the spectral radius to the power 400 is below 2^-29 and above 2^28: no constant of these runs makes up for it.
    """
    make = KINDS[kind][0]
    found = identify(make())
    stable, unstable = Fraction(1, 100), Fraction(100)
    for _ in range(40):
        middle = (stable + unstable) / 2
        stable, unstable = (middle, unstable) if found.is_stable(middle) else (stable, middle)
    inside, outside = stable * Fraction(19, 20), unstable * Fraction(21, 20)
    assert found.rate(float(inside)) < 19 / 20 < 21 / 20 < found.rate(float(outside))
    assert ends_nearer(make(), inside)
    assert not ends_nearer(make(), outside)


@pytest.mark.parametrize("momentum", [0.5, 0.75])
def test_nesterov_diverges_where_plain_momentum_converges(momentum: float) -> None:
    """Between (2 + 2 beta)/(1 + 2 beta) and 2 + 2 beta, in the middle."""
    b = Fraction(momentum)
    curvature = 4 * ((2 + 2 * b) / (1 + 2 * b) + 2 + 2 * b) / 2
    assert ends_nearer(torch_sgd(momentum=momentum)(), curvature)
    assert not ends_nearer(torch_sgd(momentum=momentum, nesterov=True)(), curvature)


def test_dampening_of_one_stops_where_the_first_gradient_sends_it() -> None:
    """torch-sgd.dampening-of-one: (1 - beta)(w^k - w^0) = -alpha (1 - beta^k) grad f(w^0), whatever comes after."""
    weights = run(torch_sgd(momentum=0.5, dampening=1.0)(), PROBLEM, 20, start=START).iterates
    slope = PROBLEM.gradient(weights[0])
    for k, w in enumerate(weights):
        assert ((w - weights[0]) / 2 == -(1 - 0.5**k) * slope / 4).all()


def test_decoupled_decay_rests_nearer_to_the_minimiser() -> None:
    """The same weight_decay moves the minimiser 1/(1 - beta) = 4 times less where it is decoupled."""
    problem = Quadratic.from_spectrum([1.0], [1])
    coupled = run(torch_sgd(momentum=0.75, weight_decay=0.5)(), problem, 400).iterates[-1, 0]
    apart = run(keras_sgd(momentum=0.75, weight_decay=0.5)(), problem, 400).iterates[-1, 0]
    for decay, found in ((Fraction(1, 2), coupled), (Fraction(1, 8), apart)):
        assert float(abs(Fraction(found) - 1 / (1 + decay))) < float(abs(Fraction(found) - 1)) / 2**40
