"""torch.optim.SGD is the rule that is proved of it, in every step, and stable exactly where that is."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import ConvexRosenbrock, Quadratic
from numerics.algorithms import torch_sgd
from numerics.optimisers import options, run
from numerics.rule import update_rule
from tests.numerics.optimiser_cases import (
    ANY_DECAY,
    ANY_MOMENTUM,
    ANY_STEP_SIZE,
    DECAYS,
    EXACT_STEPS,
    QUARTERS,
    STEP_SIZES,
    TWO,
    any_problems,
    differs,
    dyadic_problems,
    leaves,
    strays,
)

torch = pytest.importorskip("torch")
SGD = torch.optim.SGD


@dataclass(frozen=True)
class Case:
    """Options of torch, and the rule with its parameters that they stand for."""

    lr: float
    momentum: float = 0.0
    dampening: float = 0.0
    weight_decay: float = 0.0
    nesterov: bool = False

    @property
    def optimiser(self) -> Any:
        return partial(SGD, **vars(self))

    @property
    def rule(self) -> Any:
        return torch_sgd.nesterov_step if self.nesterov else torch_sgd.step

    @property
    def parameters(self) -> dict[str, float]:
        shared = {"alpha": self.lr, "beta": self.momentum, "decay": self.weight_decay}
        if self.nesterov:
            return shared
        return shared | {"dampening": self.dampening if self.momentum else 0.0}  # torch takes no notice of it then

    def confront(self, how: Any, problem: tuple[Any, Any], **more: Any) -> Any:
        return how(self.optimiser, self.rule, self.parameters, *problem, **more)


@st.composite
def cases(draw: st.DrawFn, sizes: Any, momenta: Any, shares: Any, decays: Any) -> Case:
    lr, momentum, weight_decay = draw(sizes), draw(momenta), draw(decays)
    if momentum and draw(st.booleans()):
        return Case(lr, momentum, 0.0, weight_decay, nesterov=True)
    return Case(lr, momentum, draw(shares), weight_decay)


DYADIC = cases(STEP_SIZES, QUARTERS, QUARTERS, DECAYS)
ANY = cases(ANY_STEP_SIZE, ANY_MOMENTUM, st.floats(-1, 2), ANY_DECAY)


@given(DYADIC, dyadic_problems())
@example(Case(0.5), TWO)
@example(Case(0.5, dampening=0.5), TWO)
@example(Case(0.5, 0.5, dampening=1.0), TWO)
@example(Case(0.5, 1.0, 0.25, 0.5), TWO)
@example(Case(0.5, 0.5, 0.0, 0.5, nesterov=True), TWO)
def test_on_dyadic_data_it_is_the_rule_exactly(case: Case, problem: tuple[Any, Any]) -> None:
    assert not case.confront(differs, problem)


@settings(max_examples=25)
@given(ANY, any_problems())
def test_it_stays_in_the_intervals_of_the_rule(case: Case, problem: tuple[Any, Any]) -> None:
    assert not case.confront(leaves, problem)
    assert case.confront(strays, problem) == []


@pytest.mark.parametrize("more", [{"foreach": True}, {"fused": True}], ids=str)
def test_other_implementations_of_torch_are_the_same_rule(more: dict[str, bool]) -> None:
    case = Case(0.25, 0.5, 0.25, 0.5)
    assert not differs(partial(SGD, **vars(case), **more), case.rule, case.parameters, *TWO)


def dampened_at_first(state: Any, gradient: Any, *, alpha: Any, beta: Any, dampening: Any, decay: Any) -> Any:
    z, seen, w = state
    before = (z, 1 + 0 * seen, w)
    return torch_sgd.step(before, gradient, alpha=alpha, beta=beta, dampening=dampening, decay=decay)


def decayed_apart(state: Any, gradient: Any, *, alpha: Any, beta: Any, dampening: Any, decay: Any) -> Any:
    z, seen, w = torch_sgd.step(state, gradient, alpha=alpha, beta=beta, dampening=dampening, decay=0 * decay)
    return z, seen, w - alpha * decay * state[-1]


def not_ahead(state: Any, gradient: Any, *, alpha: Any, beta: Any, decay: Any) -> Any:
    z, w = state
    z = beta * z + gradient(w) + decay * w
    return z, w - alpha * z


@pytest.mark.parametrize("how", [differs, leaves, strays])
@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        (Case(0.25, 0.5, 0.25), dampened_at_first),
        (Case(0.25, 0.5, 0.0, 0.5), decayed_apart),
        (Case(0.25, 0.5, nesterov=True), not_ahead),
    ],
)
def test_a_wrong_rule_is_told_apart(how: Any, case: Case, wrong: Any) -> None:
    """The negative control: what torch might do, and does not."""
    declared = update_rule(state=case.rule.state)(wrong)
    assert how(case.optimiser, declared, case.parameters, *TWO)


@pytest.mark.parametrize(
    "problem", [ConvexRosenbrock(10, 4), Quadratic.from_matrix([[2, 1], [1, 3]], [1, 0])], ids=repr
)
def test_on_other_problems_too(problem: Any) -> None:
    for case in (Case(0.01, 0.9, 0.5, 0.01), Case(0.01, 0.9, 0.0, 0.01, nesterov=True)):
        assert strays(case.optimiser, case.rule, case.parameters, problem, None, 30) == []


def test_maximising_is_the_rule_on_the_negative() -> None:
    problem, start = TWO
    up = run(partial(SGD, lr=0.25, momentum=0.5, maximize=True), problem, EXACT_STEPS, start=start).iterates
    z, w = np.zeros(2), np.array(start, dtype=float)
    for found in up[1:]:
        z = 0.5 * z - problem.gradient(w)
        w = w - 0.25 * z
        assert (found == w).all()


def test_a_batch_is_its_members_and_a_scheduler_steps_along() -> None:
    starts = np.arange(6.0).reshape(2, 3)
    problem = Quadratic.from_spectrum([1.0, 2.0, 3.0])

    def scheduled(parameters: Any) -> Any:
        optimiser = SGD(parameters, lr=0.5, momentum=0.5)
        return optimiser, torch.optim.lr_scheduler.StepLR(optimiser, 1, gamma=0.5)

    whole = run(scheduled, problem, 5, start=starts, library="torch").iterates
    assert whole.shape == (6, 2, 3)
    for i in range(2):
        assert (whole[:, i] == run(scheduled, problem, 5, start=starts[i], library="torch").iterates).all()
    constant = run(partial(SGD, lr=0.5, momentum=0.5), problem, 5, start=starts).iterates
    assert (whole[1] == constant[1]).all()
    assert (whole[2] != constant[2]).any()


def test_the_states_are_torch_s_and_an_optimiser_that_is_made_stays_as_it_is() -> None:
    parameter = torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))
    made = SGD([parameter], lr=0.5, momentum=0.5)
    problem, start = TWO
    found = run(made, problem, 3, start=start, record="states")
    assert found.names == ("momentum_buffer", "w")
    assert (found.values[0][0] == 0).all()
    assert (found.values[0][1] == problem.gradient(np.array(start, dtype=float))).all()
    assert (found.iterates == run(partial(SGD, lr=0.5, momentum=0.5), problem, 3, start=start).iterates).all()
    assert not made.state
    assert not parameter.any()
    [read] = options(made)
    assert (read.library, read.name, read.values["lr"], read.values["momentum"]) == ("torch", "SGD", 0.5, 0.5)


def test_what_is_no_optimiser_of_one_constant_group_is_refused() -> None:
    parameters = [torch.nn.Parameter(torch.zeros(1)) for _ in range(2)]
    groups = SGD([{"params": [p]} for p in parameters], lr=0.5)
    with pytest.raises(ValueError, match="2 groups of parameters violate"):
        run(groups, TWO[0], 1)
    with pytest.raises(TypeError, match="LBFGS takes a closure, which violates"):
        run(torch.optim.LBFGS, TWO[0], 1)
    with pytest.raises(ValueError, match="Nesterov momentum requires a momentum and zero dampening"):
        options(partial(SGD, lr=0.5, momentum=0.5, dampening=0.5, nesterov=True))
