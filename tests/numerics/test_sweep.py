"""Sweeps are bit for bit the direct evaluation, whoever evaluates what and when; what is lost or unlawful is noticed.

Results are compared with `==`: no reduction rounds, so that there is nothing to tolerate.
"""

import copy
import itertools
import json
import os
import pickle
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from fractions import Fraction
from functools import partial
from math import prod
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import sweep as module
from numerics.algorithms import momentum
from numerics.checkpoints import Progress
from numerics.executors import InCaller, completed
from numerics.reductions import COMPARISONS, WORD
from numerics.sweep import (
    BLOCK,
    Checkpoint,
    Count,
    Digest,
    Extreme,
    Histogram,
    Maximum,
    Minimum,
    ParameterGrid,
    Steps,
    SweepError,
    Tally,
    sweep,
)
from tests.house.laws import ROOT
from tests.numerics.sweep_cases import (
    ALL,
    Counting,
    FloatSum,
    Holed,
    Last,
    Mean,
    Swapping,
    deadly,
    failing,
    inside,
    product,
    spread,
    whole,
)

SIDES = st.lists(st.integers(1, 7), min_size=1, max_size=4)
GRID = ParameterGrid(x=Steps(range(-8, 9), 2), y=np.arange(11.0) - 5, z=[3, 1, 2])
"""561 points."""


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def direct(function: Any, grid: ParameterGrid) -> dict[str, Any]:
    """What ALL comes to, by other means: one array of all values, Python's min and max, one comparison for each bin."""
    axes = {name: axis[:] for name, axis in grid.axes.items()}
    values = function(**dict(zip(axes, np.meshgrid(*axes.values(), indexing="ij"), strict=True))).reshape(-1)
    listed = values.tolist()
    least, largest = listed.index(min(listed)), listed.index(max(listed))
    return {
        "negative": sum(v < 0 for v in listed),
        "least": Extreme(listed[least], least, grid.point(least)),
        "largest": Extreme(listed[largest], largest, grid.point(largest)),
        "tally": Tally(
            sum(v < -2 for v in listed),
            (sum(-2 <= v < 0 for v in listed), sum(0 <= v < 1.5 for v in listed)),
            sum(v >= 1.5 for v in listed),
        ),
        "digest": sum(splitmix(bits, i) for i, bits in enumerate(words(values))) % WORD,
    }


def words(values: Any) -> list[int]:
    kind = np.float64 if values.dtype.kind == "f" else np.int64
    return [int.from_bytes(v.tobytes(), sys.byteorder) for v in values.astype(kind)]


def splitmix(bits: int, place: int) -> int:
    """The digest's summand, in Python's integers."""
    x = bits ^ ((place + 1) * 0x9E3779B97F4A7C15 % WORD)
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % WORD
    return x ^ (x >> 31)


# ---- points ----------------------------------------------------------------------------------------------------------


@given(SIDES, st.data())
def test_pieces_are_the_points_in_order(sides: list[int], data: st.DataObject) -> None:
    """Any stretch, in pieces of any size, is that stretch of all points in row-major order."""
    grid = ParameterGrid(**{f"p{i}": np.arange(side) * 10.0**i for i, side in enumerate(sides)})
    every = np.stack(np.meshgrid(*(axis[:] for axis in grid.axes.values()), indexing="ij"), -1).reshape(-1, len(sides))
    start = data.draw(st.integers(0, grid.size - 1))
    stop = data.draw(st.integers(start + 1, grid.size))
    most = data.draw(st.integers(1, grid.size + 1))
    at = start
    for piece in grid.pieces(start, stop, most):
        assert piece.start == at
        assert prod(piece.shape) <= most
        points = np.stack(np.broadcast_arrays(*piece.arguments.values()), -1)
        assert points.shape == (*piece.shape, len(sides))
        assert (points.reshape(-1, len(sides)) == every[at : at + prod(piece.shape)]).all()
        at += prod(piece.shape)
    assert at == stop
    assert list(grid.point(start).values()) == every[start].tolist()
    within = grid.extent(start, stop).split(", ")
    for text, column in zip(within, every[start:stop].T, strict=True):
        low, _, high = text.partition("=")[2].partition(" .. ")
        assert float(low) <= column.min()
        assert column.max() <= float(high or low)


@given(st.integers(-50, 50), st.integers(1, 40), st.sampled_from([-3, -1, 1, 2]), st.integers(1, 100), st.data())
def test_steps_are_rounded_once(first: int, count: int, step: int, denominator: int, data: st.DataObject) -> None:
    axis = Steps(range(first, first + count * step, step), denominator)
    assert len(axis) == count
    low = data.draw(st.integers(0, count - 1))
    high = data.draw(st.integers(low + 1, count))
    expected = [float(Fraction(first + i * step, denominator)) for i in range(low, high)]
    assert axis[low:high].tolist() == expected
    assert [float(axis.exact(i)) for i in range(low, high)] == expected


def test_a_grid_of_any_size_takes_no_memory() -> None:
    grid = ParameterGrid(**{name: Steps(range(10**6)) for name in "abcdef"})
    assert grid.size == 10**36
    middle = grid.size // 2 + 123
    [piece] = grid.pieces(middle, middle + 10, 1000)
    assert piece.arguments["f"].reshape(-1).tolist() == list(range(123, 133))
    assert grid.point(middle)["a"] == 5 * 10**5


@pytest.mark.parametrize("step", [1, -1])
def test_the_extent_of_a_chunk_takes_no_memory(step: int) -> None:
    grid = ParameterGrid(a=Steps(range(3)), b=Steps(range(10**13)[::step]))
    low, high = (7, 10**13 - 3) if step > 0 else (2, 10**13 - 8)
    assert grid.extent(7, 10**13 - 2) == f"a=0.0, b={float(low)} .. {float(high)}"
    assert grid.extent(10**13 - 5, 10**13 + 5) == f"a=0.0 .. 1.0, b=0.0 .. {float(10**13 - 1)}"


def test_what_would_be_said_of_a_failure_is_not_made_before_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ParameterGrid, "extent", lambda *_: pytest.fail("no chunk failed"))
    assert sweep(spread, GRID, ALL, chunk=50) == direct(spread, GRID)


# ---- results ---------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.integers(1, 600), st.integers(1, 9), st.integers(0, 3))
@example(1, 1, 0)
@example(561, 1, 0)
@example(560, 2, 3)
def test_it_is_the_direct_evaluation(chunk: int, in_flight: int, workers: int) -> None:
    expected = direct(spread, GRID)
    if not workers:
        assert sweep(spread, GRID, ALL, chunk=chunk) == expected
        return
    with ThreadPoolExecutor(workers) as executor:
        assert sweep(spread, GRID, ALL, executor=executor, chunk=chunk, in_flight=in_flight) == expected


@settings(max_examples=10)
@given(st.integers(20, 600), st.integers(1, 9))
def test_processes_make_no_difference(processes: Executor, chunk: int, in_flight: int) -> None:
    found = sweep(spread, GRID, ALL, executor=processes, chunk=chunk, in_flight=in_flight)
    assert found == direct(spread, GRID)


@pytest.mark.parametrize("function", [product, whole, inside])
def test_floats_integers_and_booleans(function: Any) -> None:
    grid = ParameterGrid(x=range(-4, 5), y=np.arange(7, dtype=np.int8))
    assert sweep(function, grid, ALL, chunk=5) == direct(function, grid)


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = sweep(spread, GRID, ALL)
    for block in (1, 2, 3, 10, 100):
        monkeypatch.setattr(module, "BLOCK", block)
        assert sweep(spread, GRID, ALL, chunk=77) == expected


@pytest.mark.parametrize("name", COMPARISONS)
def test_every_comparison(name: str) -> None:
    grid = ParameterGrid(x=[-1.0, 0.0, 0.5, 1.0, np.inf][:4], y=1)
    found = sweep(product, grid, {"count": Count(name, Fraction(1, 2))})["count"]  # type: ignore[arg-type]
    expected = {"<": 2, "<=": 3, "==": 1, "!=": 3, ">=": 2, ">": 1}
    assert found == expected[name]


def test_the_rate_of_a_method_in_processes(processes: Executor) -> None:
    """The function that sweeps are made for: a derived one."""
    method = Method(momentum.step)
    grid = ParameterGrid(alpha=Steps(range(1, 40), 8), beta=Steps(range(-9, 10), 8), lam=[0.5, 1, 2])
    found = sweep(method.rate, grid, ALL | {"stable": Count("<", 1)}, executor=processes, chunk=300)
    axes = dict(zip("abl", np.meshgrid(*(axis[:] for axis in grid.axes.values()), indexing="ij"), strict=True))
    rate = method.rate(axes["l"], alpha=axes["a"], beta=axes["b"])
    assert found["stable"] == int((rate < 1).sum())
    assert {name: found[name] for name in ALL} == direct(method.rate, grid)


@given(st.permutations(range(8)), st.lists(st.integers(1, 560), min_size=7, max_size=7, unique=True))
def test_in_whatever_order_chunks_come(order: list[int], cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), GRID.size]
    state = Progress.begin({}, GRID.size, ALL, None)
    for place in order:
        state.add(*module.evaluate(spread, GRID, tuple(ALL.values()), edges[place], edges[place + 1]))
    assert state.done == [(0, GRID.size)]
    expected = direct(spread, GRID)
    assert {name: kind.result(state.partials[name], GRID) for name, kind in ALL.items()} == expected


@given(st.integers(0, 560), st.integers(0, 63))
def test_the_digest_sees_every_bit_and_every_place(place: int, bit: int) -> None:
    values = np.linspace(0, 1, 561)
    digest = Digest().fold(values, 0)
    flipped = values.copy()
    flipped.view(np.uint64)[place] ^= np.uint64(1 << bit)
    assert Digest().fold(flipped, 0) != digest
    assert Digest().fold(np.roll(values, place + 1), 0) != digest or place == 560
    assert Digest().fold(values, 1) != digest


# ---- bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_flight", [1, 3, 8])
def test_few_futures_are_alive(in_flight: int) -> None:
    """In memory may be besides the one that was consumed last, and one that each of the two threads lets go of."""
    with Counting(2) as executor:
        sweep(spread, GRID, ALL, executor=executor, chunk=1, in_flight=in_flight, progress=executor.consume)
        assert executor.submitted == GRID.size
        assert executor.outstanding == in_flight
        assert executor.most <= in_flight + 3


def test_jobs_are_taken_as_results_are_consumed() -> None:
    taken = itertools.count()
    outcomes = completed(InCaller(), abs, ((next(taken),) for _ in range(10**9)), 3)
    assert sorted(next(outcomes)[1].result() for _ in range(3)) == [0, 1, 2]
    outcomes.close()
    assert next(taken) == 3


def test_memory_does_not_grow_with_the_sweep() -> None:
    """A block of float64 and what reductions make of it: a dozen arrays of 2^15 numbers, 3 MB, for 80 MB of values."""
    peaks = []
    for size in (10**5, 10**7):
        grid = ParameterGrid(x=Steps(range(size // 100)), y=Steps(range(100)))
        tracemalloc.start()
        with ThreadPoolExecutor(1) as executor:
            sweep(product, grid, ALL, executor=executor, chunk=50_000, in_flight=4)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert max(peaks) < 12 * 8 * BLOCK


# ---- what is lost ----------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(chunk=st.integers(1, 300), after=st.integers(1, 20), other=st.integers(1, 600), threads=st.booleans())
@example(chunk=561, after=1, other=1, threads=False)
def test_an_interrupted_sweep_goes_on(
    tmp_path_factory: pytest.TempPathFactory, chunk: int, after: int, other: int, threads: bool
) -> None:
    file = tmp_path_factory.mktemp("sweep") / "state.json"
    stops = min(after, -(-GRID.size // chunk))
    calls: list[int] = []

    def interrupt(done: int, size: int) -> None:
        calls.append(done)
        if len(calls) == stops:
            raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as executor, pytest.raises(KeyboardInterrupt):
        sweep(spread, GRID, ALL, executor=executor, chunk=chunk, checkpoint=file, progress=interrupt)
    held = json.loads(file.read_text())
    assert sum(b - a for a, b in held["done"]) == calls[-1]
    assert list(file.parent.iterdir()) == [file]

    seen: list[int] = []
    with ThreadPoolExecutor(2) as executor:
        found = sweep(
            spread, GRID, ALL, executor=executor if threads else None, chunk=other, checkpoint=file,
            progress=lambda done, size: seen.append(done),
        )  # fmt: skip
    assert found == direct(spread, GRID)
    assert all(done > calls[-1] for done in seen), "what was done is not done again"
    assert json.loads(file.read_text())["done"] == [[0, GRID.size]]
    again: list[int] = []
    assert sweep(spread, GRID, ALL, checkpoint=file, progress=lambda *done: again.append(1)) == found
    assert again == []


GRID_OF_LINES = ParameterGrid(x=Steps(range(20)), y=Steps(range(5)))


def test_a_process_that_dies(tmp_path: Path) -> None:
    """The pool is lost with it; a new one goes on from the file."""
    file, function = tmp_path / "state.json", partial(deadly, str(tmp_path / "marker"))
    progress: list[int] = []
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        with pytest.raises(SweepError, match=r"lost with its worker.*take a new executor.*state\.json") as caught:
            sweep(
                function, GRID_OF_LINES, ALL, executor=pool, chunk=5, in_flight=1, checkpoint=Checkpoint(file, 0),
                progress=lambda done, size: progress.append(done),
            )  # fmt: skip
        assert isinstance(caught.value.__cause__, BrokenProcessPool)
        assert (caught.value.start, caught.value.stop) == (35, 40)
        assert "x=7.0, y=0.0 .. 4.0" in str(caught.value)
        with pytest.raises(SweepError, match="lost with its worker"):
            sweep(function, GRID_OF_LINES, ALL, executor=pool, chunk=5, checkpoint=file)
    assert progress[-1] == 35
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = sweep(
            function, GRID_OF_LINES, ALL, executor=pool, chunk=5, checkpoint=file,
            progress=lambda done, size: progress.append(done),
        )  # fmt: skip
    assert progress == list(range(5, 101, 5))
    assert found == direct(product, GRID_OF_LINES)


def test_a_caller_that_is_killed(tmp_path: Path) -> None:
    """SIGKILL leaves no time to write: the file is the last one that was written, and whole."""
    file = tmp_path / "state.json"
    code = (
        "import os, signal, sys\n"
        "from numerics.sweep import Checkpoint, sweep\n"
        "from tests.numerics.sweep_cases import ALL, spread\n"
        "from tests.numerics.test_sweep import GRID\n"
        "def kill(done, size):\n"
        "    if done > 300: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sweep(spread, GRID, ALL, chunk=20, checkpoint=Checkpoint(sys.argv[1], 0), progress=kill)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, str(file)], env=environment, check=False, cwd=tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert json.loads(file.read_text())["done"] == [[0, 320]]
    seen: list[int] = []
    found = sweep(spread, GRID, ALL, chunk=50, checkpoint=file, progress=lambda done, size: seen.append(done))
    assert seen == [370, 420, 470, 520, 561]
    assert found == direct(spread, GRID)


def test_a_chunk_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 5)
    with pytest.raises(
        SweepError, match=r"points 35 to 39 \(x=7.0, y=0.0 .. 4.0\) failed: OSError: the disk"
    ) as caught:
        sweep(failing, GRID_OF_LINES, ALL, chunk=5)
    assert isinstance(caught.value.__cause__, OSError)
    assert "give checkpoint=FILE" in str(caught.value)


def test_an_executor_that_is_shut_down() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(SweepError, match=r"points 0 to 560 .* cannot schedule new futures after shutdown"):
        sweep(spread, GRID, ALL, executor=executor)


@pytest.mark.parametrize("rest", [False, True])
@pytest.mark.parametrize("lost", [1, 500, 998])
def test_a_lost_point_is_noticed(lost: int, rest: bool) -> None:
    with pytest.raises(SweepError, match=r"pieces .* violate"):
        sweep(one, Holed(lost, rest=rest), ALL, chunk=100)


def one(x: Any) -> Any:
    return x


def test_a_lost_chunk_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    every = Progress.remaining
    monkeypatch.setattr(Progress, "remaining", lambda self, most: list(every(self, most))[:-1])
    with pytest.raises(RuntimeError, match="a chunk was lost"):
        sweep(spread, GRID, ALL, chunk=100)


def test_a_chunk_that_comes_twice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    every = Progress.remaining
    monkeypatch.setattr(Progress, "remaining", lambda self, most: [*every(self, most), (0, most)])
    with pytest.raises(RuntimeError, match="came twice"):
        sweep(spread, GRID, ALL, chunk=100)


def test_the_result_of_another_chunk_is_noticed() -> None:
    with pytest.raises(SweepError, match="came back as"):
        sweep(spread, GRID, ALL, chunk=100, executor=Swapping())


@pytest.mark.parametrize("planted", [FloatSum(), Last(), Mean()])
def test_an_unlawful_reduction_is_noticed(planted: Any) -> None:
    grid = ParameterGrid(x=Steps(range(1, 101), 7), y=Steps(range(1, 8), 3))
    with pytest.raises(TypeError, match="associative and commutative"):
        sweep(product, grid, {"planted": planted}, chunk=7)


def test_a_reduction_of_other_things_is_refused() -> None:
    class Listed(Count):
        def fold(self, values: Any, start: int) -> Any:
            return values.tolist()

    with pytest.raises(TypeError, match="an int, a float, None, or a tuple"):
        sweep(spread, GRID, {"planted": Listed("<", 0)})


# ---- checkpoints that do not fit -------------------------------------------------------------------------------------


@pytest.fixture
def written(tmp_path: Path) -> Path:
    file = tmp_path / "state.json"
    sweep(spread, GRID, ALL, checkpoint=file)
    return file


def test_a_checkpoint_of_another_sweep(written: Path) -> None:
    other = ParameterGrid(x=Steps(range(-8, 9), 2), y=np.arange(11.0) - 5, z=[3, 1, 4])
    with pytest.raises(ValueError, match="its space are"):
        sweep(spread, other, ALL, checkpoint=written)
    with pytest.raises(ValueError, match="its reductions are"):
        sweep(spread, GRID, ALL | {"least": Count("<", 1)}, checkpoint=written)
    with pytest.raises(ValueError, match="its function has other values"):
        sweep(lambda x, y, z: spread(x, y, z) + 1, GRID, ALL, checkpoint=written)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "whymomentum sweep, version 1"}', "\x00"])
def test_what_is_no_checkpoint(text: str, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    with pytest.raises(ValueError, match="it is the checkpoint of a sweep"):
        sweep(spread, GRID, ALL, checkpoint=file)
    assert file.read_text() == text


@pytest.mark.parametrize(
    "change",
    [{"done": done} for done in ([[0, 562]], [[5, 3]], [[0, 10], [5, 20]], [[-1, 5]], [], 3, [[0, 2, 3]], [["", 1]])]
    + [{"partials": partials} for partials in ([1], {"elsewhere": 1})]
    + [{"partials": dict.fromkeys(ALL, "no number")}],
)
def test_a_checkpoint_that_was_changed(change: Any, written: Path) -> None:
    written.write_text(json.dumps(json.loads(written.read_text()) | change))
    with pytest.raises(ValueError, match="holds what was written"):
        sweep(spread, GRID, ALL, checkpoint=written)


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sweep(spread, GRID, ALL, checkpoint=tmp_path / "nowhere" / "state.json")


# ---- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("axes", "error", "message"),
    [
        ({}, ValueError, "at least one parameter"),
        ({"x": []}, ValueError, "x has no values"),
        ({"x": Steps(range(0))}, ValueError, "x has no values"),
        ({"x": [[1, 2]]}, ValueError, "one-dimensional"),
        ({"x": [1.0, np.nan]}, ValueError, "finite"),
        ({"x": [np.inf]}, ValueError, "finite"),
        ({"x": [Fraction(1, 3)]}, ValueError, "float64 numbers"),
        ({"x": [2**53 + 1]}, ValueError, "float64 numbers"),
        ({"x": ["1"]}, TypeError, "real number"),
        ({"x": [1j]}, TypeError, "real number"),
    ],
)
def test_axes_that_are_refused(axes: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        ParameterGrid(**axes)


def test_steps_that_are_refused() -> None:
    with pytest.raises(TypeError, match="a range of integers"):
        Steps([1, 2, 3])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="denominator"):
        Steps(range(3), 0)
    with pytest.raises(ValueError, match="2\\^53"):
        Steps(range(2**53, 2**53 + 3))


def test_numbers_that_an_axis_holds() -> None:
    axes = ParameterGrid(
        a=Fraction(1, 4), b=[Fraction(1, 2), 3], c=[1, 2], d=np.array([0.1], dtype=np.float32), e=7
    ).axes
    assert [axis[:].tolist() for axis in axes.values()] == [[0.25], [0.5, 3.0], [1, 2], [float(np.float32(0.1))], [7]]
    assert [axis[:].dtype.kind for axis in axes.values()] == ["f", "f", "i", "f", "i"]


def scaled(x: Any, y: Any) -> Any:
    """Not elementwise: the value at a point depends on the others."""
    return x * y / (x * y).max()


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        (lambda x, y: x, ValueError, "one value for each point, shape"),
        (lambda x, y: (x * y).sum(), ValueError, "one value for each point, shape"),
        (lambda x, y: x * y * 1j, TypeError, "booleans, integers or float64"),
        (lambda x, y: None, TypeError, "booleans, integers or float64"),
        (lambda x, y: (x * y).astype(np.longdouble), TypeError, "booleans, integers or float64"),
        (scaled, ValueError, "depends on this point alone"),
        (lambda x: x, TypeError, "unexpected keyword argument 'y'"),
    ],
)
def test_functions_that_are_refused(function: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        sweep(function, ParameterGrid(x=[1.0, 2.0], y=[1.0, 2.0, 4.0]), ALL)


def nowhere(x: Any, y: Any) -> Any:
    return np.where((x == 77) & (y == 3), np.nan, x * y)


def test_the_point_without_a_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 10)
    grid = ParameterGrid(x=Steps(range(100)), y=Steps(range(5)))
    with pytest.raises(SweepError, match=r"points 380 to 389 .* the value NaN at x=77.0, y=3.0 violates"):
        sweep(nowhere, grid, ALL, chunk=10)


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: Count("=", 1), ValueError, "one of"),
        (lambda: Count("<", Fraction(1, 3)), ValueError, "float64 number"),  # type: ignore[arg-type]
        (lambda: Count("<", float("nan")), ValueError, "finite"),
        (lambda: Histogram(()), ValueError, "edges"),
        (lambda: Histogram((1.0, 1.0)), ValueError, "edges"),
        (lambda: Histogram((0.0, float("nan"))), ValueError, "edges"),
        (lambda: Histogram((0.0, float("inf"))), ValueError, "edges"),
        (lambda: sweep(product, GRID_OF_LINES, {}), ValueError, "at least one"),
        (lambda: sweep(product, GRID_OF_LINES, ALL, chunk=0), ValueError, "chunk"),
        (lambda: sweep(product, GRID_OF_LINES, ALL, in_flight=0), ValueError, "in_flight"),
        (lambda: GRID_OF_LINES.point(100), IndexError, "0 <= index < 100"),
    ],
)
def test_what_else_is_refused(build: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        build()


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize(
    "bound",
    [2**53 + 1, -(2**53) - 1, 2**53 + 3, 2**53, float(2**53), 10**400, -(10**400), 0.1],
    ids=lambda b: f"{str(b)[:20]}",
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64])
def test_counts_are_exact_where_numpy_would_round(name: str, bound: Any, dtype: Any) -> None:
    near = [2**53 - 1, 2**53, 2**53 + 1, 2**53 + 2, 0, 0.1, 1, *([] if dtype is np.int64 else [np.inf])]
    values = np.array([*near, *(-x for x in near)], dtype=dtype)
    assert Count(name, bound).fold(values, 0) == sum(COMPARISONS[name](value, bound) for value in values.tolist())


def test_infinite_values_are_values() -> None:
    grid = ParameterGrid(x=[-1.0, 1.0], y=[1.0])
    found = sweep(endless, grid, {"least": Minimum(), "largest": Maximum(), "tally": Histogram((0.0,))})
    assert (found["least"].value, found["largest"].value, found["tally"]) == (-np.inf, np.inf, Tally(1, (), 1))


def endless(x: Any, y: Any) -> Any:
    return x * y * np.inf


@pytest.mark.parametrize("kind", [Minimum(), Maximum()])
@pytest.mark.parametrize("pair", [((1.0, 5), (1.0, 3)), ((-0.0, 4), (0.0, 2)), ((0.0, 4), (-0.0, 2)), ((7, 1), (7, 0))])
def test_of_equal_values_the_first_point_counts(kind: Any, pair: Any) -> None:
    assert kind.combine(*pair) is kind.combine(*reversed(pair)) is pair[1]


@pytest.mark.parametrize("state", [None, ("z", "w"), ["z", "w"]])
def test_a_method_travels_as_its_rule(state: Any) -> None:
    """Pickled it is its rule; what it becomes elsewhere is derived once."""
    method = Method(momentum.step, state, name="travelling")
    one, two = copy.copy(method), copy.copy(method)  # by the same protocol
    assert one is two
    assert (one.name, one.state, one.iteration_matrix) == (method.name, method.state, method.iteration_matrix)
    assert len(pickle.dumps(method.rate)) < 1000
