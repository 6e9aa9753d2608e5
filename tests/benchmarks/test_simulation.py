"""The simulations that are timed are the same task for everyone, and what is made of their times."""

import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from scipy import sparse, stats

from benchmarks import _children, _ours, memory, roofline, simulation
from benchmarks._peers import PeerMissing
from benchmarks._quadratics import CHECKED, LARGEST, METHODS, Task, dense, eigenvalues, laplacian, sample, strokes
from benchmarks._rows import COMPARES, NotMeasured, rows
from benchmarks.peers import scipy as loops
from tests.numerics import measured

SMALL = {"diagonal": 40, "dense": 30, "sparse": 60, "image": 9}


def tasks() -> list[Task]:
    return [Task(kind, n, method, 20) for kind, n in SMALL.items() for method in METHODS]


def components(variants: Any, task: Task) -> dict[str, Any]:
    """The components that are compared, for each variant."""
    made = variants(task)
    return {name: np.asarray(make(CHECKED)()).reshape(-1)[sample(task.unknowns)] for name, make in made.items()}


# ---- the problems --------------------------------------------------------------------------------------------------


def test_the_eigenvalues_are_within_what_the_step_sizes_are_for() -> None:
    """The sparse ones by Gershgorin's circles: a row is 0.01, rounded with its degree, and what sums to 0."""
    indptr, indices, data = laplacian(500)
    L = sparse.csr_array((data, indices, indptr), shape=(500, 500))
    assert (L != L.T).nnz == 0
    assert L.has_sorted_indices
    degrees = -sparse.triu(L, 1).sum(axis=1) - sparse.tril(L, -1).sum(axis=1)  # integers
    assert (degrees == degrees.astype(int)).all()
    assert (L.diagonal() == degrees + 0.01).all()
    assert (L.diagonal() > degrees).all()
    assert (L.diagonal() + degrees).max() <= LARGEST["sparse"]
    assert 0 < eigenvalues(200).min() <= eigenvalues(200).max() <= LARGEST["diagonal"]
    values, slack = measured.eigenvalues(dense(200))
    assert 0 < values[0] - slack <= values[-1] + slack <= LARGEST["dense"]
    few, many = stats.binom(100**2, 0.01).ppf([5e-7, 1 - 5e-7])  # over the choice of the seed, but for one in a million
    assert few <= strokes(100).sum() <= many


def test_the_same_problem_comes_from_the_same_seed() -> None:
    assert (dense(20) == dense(20)).all()
    assert all((a == b).all() for a, b in zip(laplacian(50), laplacian(50), strict=True))


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task.name)
def test_everyone_runs_the_same_within_rounding(task: Task) -> None:
    [ours] = components(_ours.variants, task).values()
    allowed = simulation.bound(task) + simulation.our_bound(task)
    theirs = components(loops.variants, task)
    assert set(theirs) == {"diagonal": {"numpy"}, "dense": {"numpy"}, "sparse": {"scipy"}}.get(
        task.kind, {"numpy", "scipy"}
    )
    for found in theirs.values():
        assert abs(found - ours).max() <= allowed


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task.name)
def test_another_method_is_told_apart(task: Task) -> None:
    """The negative control of the comparison."""
    allowed = simulation.bound(task) + simulation.our_bound(task)
    [ours] = components(_ours.variants, task).values()
    other = task._replace(method=METHODS[(METHODS.index(task.method) + 1) % 3])
    for found in components(loops.variants, other).values():
        assert abs(found - ours).max() > 10 * allowed


# ---- children ------------------------------------------------------------------------------------------------------


def test_our_child_answers_like_a_peer_and_leaves_the_environment_as_it_was() -> None:
    before = dict(os.environ)
    task = Task("diagonal", 50, "momentum", 3)
    answer = _children.child("ours", {"what": "time", "tasks": [task]})
    assert dict(os.environ) == before
    found = answer[task.name]["ours"]
    assert len(found["sample"]) == 64
    assert found["seconds"] > 0
    weighed = _children.child("ours", {"what": "memory", "tasks": [task], "variant": "ours"})
    assert weighed[task.name]["ours"].keys() == {"bytes"}


def test_a_child_that_fails_says_so() -> None:
    with pytest.raises(RuntimeError, match="our own simulations failed on"):
        _children.child("ours", {"what": "time", "tasks": [["no such kind", 3, "momentum", 1]]})


# ---- what is made of the answers -----------------------------------------------------------------------------------

SPEEDS = {"ours": {"ours": 1.0}, "scipy": {"numpy": 3.0, "scipy": 4.0}, "optax": {"loop": 2.0, "unrolled": 0.5}}


def planted(who: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Children whose times are known; torch is not there."""
    if who not in SPEEDS:
        raise PeerMissing(f"no {who} here")
    made: dict[str, Callable[[float], Any]] = {
        "time": lambda seconds: {"seconds": seconds, "sample": [0.0] * 64},
        "memory": lambda size: {"bytes": 8 * size},
    }
    wanted = request.get("variant")
    variants = {name: made[request["what"]](value) for name, value in SPEEDS[who].items() if wanted in (None, name)}
    return {Task(*task).name: variants for task in request["tasks"]} | {"stream": 1e9}


def test_ratios_are_the_peers_time_over_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "child", planted)
    values = simulation.measure()
    name = simulation.TASKS[0].name
    assert values[f"numpy / ours: {name}"] == [3.0] * simulation.ROUNDS
    assert values[f"optax / ours: {name}"] == [2.0] * simulation.ROUNDS
    assert values[f"optax, unrolled / ours: {name}"] == [0.5] * simulation.ROUNDS
    assert values[f"ours: {name}: ms an iteration"] == [1e3] * simulation.ROUNDS
    assert isinstance(values[f"torch / ours: {name}"], NotMeasured)
    assert values["worst difference / bound"] == 0
    behind = [row for row in rows("simulation", simulation) if row.behind]
    assert {row.quantity for row in behind} == {f"optax, unrolled / ours: {task.name}" for task in simulation.TASKS}


@pytest.mark.parametrize(
    ("computes", "value"), [("optax", 1e-3), ("optax", np.nan), ("ours", np.nan), ("ours", np.inf)]
)
def test_who_computes_something_else_misses_the_bar(
    computes: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(who: str, request: Mapping[str, Any]) -> dict[str, Any]:
        answer = planted(who, request)
        if who == computes:
            variant = "loop" if who == "optax" else "ours"
            seconds = answer[simulation.TASKS[0].name][variant]["seconds"]
            answer[simulation.TASKS[0].name][variant] = {"seconds": seconds, "sample": [value] * 64}
        return answer

    monkeypatch.setattr(simulation, "child", other)
    assert [row.quantity for row in rows("simulation", simulation) if row.missed] == ["worst difference / bound"]


def test_without_peers_nothing_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "PEERS", ("torch",))
    monkeypatch.setattr(simulation, "child", planted)
    monkeypatch.setattr(simulation, "NOTES", {})
    found = list(rows("simulation", simulation))
    assert all(not row.samples for row in found if COMPARES.fullmatch(row.quantity))
    assert not any(row.failed for row in found)


def test_memory_is_weighed_for_each_variant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "child", planted)
    values = memory.measure()
    name = memory.TASKS[0].name
    assert values[f"numpy / ours: memory, {name}"] == 3.0
    assert values[f"optax / ours: memory, {name}"] == 2.0
    assert values[f"ours: memory, {name}: bytes an unknown"] == 8.0
    assert isinstance(values[f"torch / ours: memory, {name}"], NotMeasured)


def test_the_roofline_counts_each_array_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert roofline.moved(Task("diagonal", 100, "gradient descent", 1)) == 2400
    assert roofline.moved(Task("diagonal", 100, "momentum", 1)) == 4000
    assert roofline.moved(Task("dense", 10, "momentum", 1)) == 8 * 55 + 400
    assert roofline.moved(Task("image", 10, "momentum", 1)) == 3300
    entries = len(laplacian(100)[1])
    assert roofline.moved(Task("sparse", 100, "momentum", 1)) == 4000 + 12 * (entries - 500) + 4000
    monkeypatch.setattr(roofline, "child", planted)
    values = roofline.measure()
    task = roofline.TASKS[0]
    assert values[f"{task.name}: part of the streaming rate"] == [roofline.moved(task) / 1e9] * roofline.ROUNDS
