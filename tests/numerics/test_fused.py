"""Runs in place, block by block, are bit for bit those of calling the rule: of every algorithm, and of random rules."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from numerics import Graph, GridColorization, Quadratic, fused, simulate, update_rule
from numerics.algorithms import algorithms, gradient_descent, momentum, nesterov
from numerics.colorization import Colorization
from numerics.elementary import sqrt
from numerics.stochastic import Noisy, gaussian
from numerics.tracing import pure_gradient, trace
from tests.numerics.algorithms.cases import parameters_of

STEPS = dict(algorithms())
PARAMETERS: dict[str, Any] = {"alpha": 0.3, "beta": 0.9}
NOT_ARITHMETIC = {"adagrad", "adam", "adamax", "adamw", "adaptive_restart", "conjugate_gradients", "greedy_coordinate"}
NOT_ARITHMETIC |= {"lbfgs", "natural_gradient", "newton", "rmsprop"}
"""They compare numbers, or sum over components."""


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks that a few components fill: three whole ones and a part of one."""
    monkeypatch.setattr(fused, "LEAST", 1)
    monkeypatch.setattr(fused, "BLOCK", 7)


def problems(n: int = 24) -> Iterator[Any]:
    """One of each kind that the fast path takes, by b and by minimiser."""
    random = np.random.default_rng(3)
    spectrum = random.uniform(0.1, 2, n)
    chain = sparse.diags_array([2.5 * np.ones(n), -np.ones(n - 1), -np.ones(n - 1)], offsets=[0, 1, -1], format="csr")
    yield Quadratic.from_spectrum(spectrum)
    yield Quadratic.from_spectrum(spectrum, random.normal(size=n))
    yield Quadratic.from_matrix(chain.toarray(), random.normal(size=n))
    yield Quadratic.from_matrix(chain, minimiser=random.normal(size=n))
    yield GridColorization.of(random.random((4, n // 4)) < 0.3)
    yield Colorization.on(Graph.cycle(n), [1, 5])


def by_calls(step: Any, problem: Any, iterations: int, **more: Any) -> tuple[Any, ...]:
    """The last state of the loop that calls the rule at every step."""
    return simulate(step, problem, iterations, record="states", **more).state


def in_place(step: Any, problem: Any, iterations: int, **more: Any) -> tuple[Any, ...]:
    return simulate(step, problem, iterations, record="final", **more).state


def same(ours: Any, theirs: Any) -> bool:
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(ours, theirs, strict=True))


def is_fused(step: Any, problem: Any, **parameters: Any) -> bool:
    """Whether the fast path takes this run."""
    n = problem.dimension
    state = tuple(np.ones(n) for _ in step.state)
    values = {name: np.array([float(value)]) for name, value in parameters.items()}
    return fused.fused(step, problem, state, values) is not None


@pytest.mark.parametrize("name", STEPS)
def test_every_algorithm_is_what_its_rule_computes(name: str) -> None:
    step = STEPS[name]
    for problem in problems():
        parameters = parameters_of(step, [1, 8])
        for iterations in (0, 1, 2, 5, 12):
            assert same(
                in_place(step, problem, iterations, **parameters), by_calls(step, problem, iterations, **parameters)
            )
        assert is_fused(step, problem, **parameters) == (name not in NOT_ARITHMETIC)


# ---- random rules --------------------------------------------------------------------------------------------------

Instruction = tuple[str, int, int]
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
}
UNARY: dict[str, Callable[[Any], Any]] = {"neg": lambda x: -x, "abs": abs, "root": lambda x: sqrt(abs(x))}
CONSTANTS = (2, -0.5, np.float64(1.25), np.array([3.0]), np.array(0.75))


@st.composite
def rules(draw: st.DrawFn) -> tuple[int, list[Instruction], list[int]]:
    """A number of states, instructions on the values so far, and which values the next state consists of."""
    states = draw(st.integers(1, 3))
    kinds = st.sampled_from([*BINARY, *UNARY, "gradient", "gradient", "left", "right"])
    length = draw(st.integers(1, 9))
    values = [
        (draw(kinds), draw(st.integers(0, states + i - 1)), draw(st.integers(0, states + i - 1))) for i in range(length)
    ]
    return states, values, [draw(st.integers(0, states + length - 1)) for _ in range(states)]


def rule(program: tuple[int, list[Instruction], list[int]]) -> Any:
    states, instructions, outputs = program

    @update_rule(state=(*(f"s{i}" for i in range(states - 1)), "w"))
    def step(state: Any, gradient: Any) -> Any:
        values = list(state)
        for kind, i, j in instructions:
            x, y, constant = values[i], values[j], CONSTANTS[j % len(CONSTANTS)]
            if kind == "gradient":
                values.append(gradient(x))
            elif kind in UNARY:
                values.append(UNARY[kind](x))
            elif kind in BINARY:
                values.append(BINARY[kind](x, y))
            else:
                values.append(constant - x if kind == "left" else x * constant)
        return tuple(values[i] for i in outputs)

    return step


def agrees(program: tuple[int, list[Instruction], list[int]], iterations: int) -> bool:
    step, random = rule(program), np.random.default_rng(11)
    start = tuple(random.normal(size=24) for _ in range(program[0]))
    with np.errstate(all="ignore"):
        return all(
            same(in_place(step, problem, iterations, start=start), by_calls(step, problem, iterations, start=start))
            for problem in problems()
        )


SWAP = (2, [("+", 0, 1)], [1, 0])
"""The entries change places, and nothing is computed that is used."""
TWICE = (3, [("gradient", 0, 0), ("gradient", 3, 0), ("-", 3, 4)], [2, 5, 5])
"""A gradient at a gradient, and one value as two entries."""
ROTATES = (3, [("gradient", 2, 2), ("-", 0, 3)], [1, 2, 4])
LATE = (2, [("*", 0, 0), ("gradient", 1, 1), ("+", 2, 3), ("gradient", 4, 4), ("-", 2, 5)], [4, 6])
"""A value that is made before both gradients and read after each."""


@settings(max_examples=60)
@given(rules(), st.integers(0, 7))
@example(SWAP, 3)
@example(TWICE, 4)
@example(ROTATES, 7)
@example(LATE, 5)
@pytest.mark.filterwarnings("ignore:.*violate .w. < 1.8e308:RuntimeWarning")
def test_random_rules_are_what_they_compute(program: Any, iterations: int) -> None:
    assert is_fused(rule(program), next(problems()))
    assert agrees(program, iterations)


@pytest.mark.filterwarnings("ignore:.*violate .w. < 1.8e308:RuntimeWarning")
def test_planted_faults_of_the_plan_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [(SWAP, 3), (TWICE, 4), (ROTATES, 7), (LATE, 5)]
    assert all(agrees(*case) for case in cases)
    known = fused._Plan._outliving
    faults: list[tuple[str, Any]] = [
        ("index", lambda self, k: 0),  # the state's entries stay where they are
        ("_outliving", lambda self: known(self) & set(self.outputs)),  # what a later segment reads is given away
    ]
    for name, fault in faults:
        with monkeypatch.context() as patch:
            patch.setattr(fused._Plan, name, fault)
            assert not all(_survives(case) for case in cases)


def _survives(case: tuple[Any, int]) -> bool:
    try:
        return agrees(*case)
    except (IndexError, ValueError):
        return False


# ---- what the fast path leaves to the loop -------------------------------------------------------------------------


def sums(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * gradient(state[0]).sum(),)


def numpy_sums(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * np.sum(gradient(state[0])),)


def numpy_roots(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * np.cbrt(gradient(state[0])),)


def compares(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * gradient(state[0]) * (state[0] > 0),)


def equals(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] if state[0] is None or state[0] == 0 else state[0] - alpha * gradient(state[0]),)


def indexes(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * gradient(state[0])[..., ::-1],)


def chooses(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (np.where(state[0] > 0, state[0], alpha),)


def changes(state: Any, gradient: Any, *, alpha: Any) -> Any:
    (w,) = state
    w -= alpha * gradient(w)
    return (w,)


def matrices(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - np.full((2, 24), 0.5) * alpha * gradient(state[0]),)


def integers(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - np.arange(24) * gradient(state[0]),)


def forgets(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (alpha,)


@pytest.mark.parametrize(
    "step", [sums, numpy_sums, numpy_roots, compares, equals, indexes, chooses, changes, matrices, integers, forgets]
)
def test_what_is_no_arithmetic_is_not_traced(step: Any) -> None:
    assert trace(step, 1, None, 24, {"alpha": np.array([0.5])}) is None


def test_a_trace_is_the_rule() -> None:
    found = trace(momentum.step, 2, None, 9, {"alpha": np.array([0.3]), "beta": np.array([0.9])})
    assert found is not None
    assert [o.function for o in found.operations] == [np.multiply, None, np.add, np.multiply, np.subtract]
    assert [o.result for o in found.operations] == [2, 3, 4, 5, 6]
    assert found.operations[0].arguments[0] == 0.9
    assert (found.operations[2].arguments, found.outputs, found.gradients) == ((2, 3), (4, 6), 1)


class Doubled(Quadratic):
    """A gradient of another author's, which is not declared to be pure."""

    def gradient(self, w: Any) -> Any:
        return 2 * super().gradient(w)


class Remembers:
    """A problem that keeps the points it is asked at."""

    dimension, batch_shape, start = 24, (), np.ones(24)

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def to(self, system: Any) -> "Remembers":
        return self

    def gradient(self, w: Any) -> Any:
        self.asked.append(w)
        return 0.5 * w

    def excess(self, w: Any) -> Any:
        return (w * w).sum(axis=-1) / 4


def test_only_gradients_that_are_declared_to_be_pure_are_asked_in_place() -> None:
    doubled = Doubled.from_spectrum(np.linspace(0.1, 1, 24))
    noisy = Noisy(Quadratic.from_spectrum([1]), 24, gaussian(1), seed=1)
    for problem in (doubled, Remembers()):
        assert not is_fused(gradient_descent.step, problem, alpha=0.3)
    assert same(in_place(momentum.step, doubled, 5, **PARAMETERS), by_calls(momentum.step, doubled, 5, **PARAMETERS))
    assert in_place(momentum.step, noisy, 2, **PARAMETERS)[1].shape == (24, 1)
    remembers = Remembers()
    in_place(gradient_descent.step, remembers, 3, alpha=1.0)
    assert [w[0] for w in remembers.asked] == [1, 0.5, 0.25]
    pure = type("Pure", (Remembers,), {"gradient": pure_gradient(lambda self, w: 0.5 * w)})()
    assert is_fused(gradient_descent.step, pure, alpha=0.3)


def test_batches_are_left_to_the_loop_and_are_their_single_runs() -> None:
    problem = next(problems())
    sizes = [0.1, 0.3]
    batch = in_place(nesterov.step, problem, 9, alpha=sizes, beta=0.5)
    singles = [in_place(nesterov.step, problem, 9, alpha=size, beta=0.5) for size in sizes]
    assert all(same([entry[i] for entry in batch], single) for i, single in enumerate(singles))


# ---- what stays as it was ------------------------------------------------------------------------------------------


def test_neither_start_nor_problem_is_written_to() -> None:
    start = np.random.default_rng(5).normal(size=24)
    for problem in problems():
        before, kept = start.copy(), problem.start.copy()
        run = simulate(nesterov.step, problem, 5, start=start, record="final", **PARAMETERS)
        assert (start == before).all()
        assert (problem.start == kept).all()
        assert not np.may_share_memory(run.state[0], run.state[1])
        again = simulate(nesterov.step, problem, 4, start=run.state, record="final", **PARAMETERS)
        whole = simulate(nesterov.step, problem, 9, start=start, record="final", **PARAMETERS)
        assert same(again.state, whole.state)


@pytest.mark.parametrize("iterations", [0, 1, 99, 250])
def test_progress_is_that_of_the_loop(iterations: int) -> None:
    for problem in problems():
        seen: dict[str, list[tuple[int, int]]] = {"final": [], "states": []}
        runs = [
            simulate(
                nesterov.step,
                problem,
                iterations,
                record=record,
                progress=lambda *at, to=to: to.append(at),
                **PARAMETERS,
            )
            for record, to in seen.items()
        ]
        assert seen["final"] == seen["states"]
        assert same(runs[0].state, runs[1].state)


def test_a_run_that_overflows_is_said_to() -> None:
    with pytest.warns(RuntimeWarning, match=r"1 of 1 runs violate \|w\| < 1.8e308"):
        simulate(momentum.step, next(problems()), 2000, record="final", alpha=100, beta=0.5)


def test_no_array_is_kept_that_is_not_needed() -> None:
    """Momentum and Nesterov's method have the two arrays of their state, and one or two of a block's length."""
    values = {name: np.array([value]) for name, value in PARAMETERS.items()}
    for step in (momentum.step, nesterov.step):
        for gradient, scratch in ((None, 1), (lambda w: 0.5 * w, 2)):
            found = trace(step, 2, gradient, 24, values)
            assert found is not None
            plan = fused._Plan(found)
            assert (plan.lasting, plan.scratch) == (2, scratch)
