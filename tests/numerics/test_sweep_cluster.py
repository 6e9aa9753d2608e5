"""A sweep on a cluster of dask.distributed whose worker is killed half-way: the result is the same, bit for bit."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from derivations import Method
from numerics.algorithms import momentum
from numerics.sweep import Count, Digest, ParameterGrid, Steps, SweepError, sweep
from tests.numerics.sweep_cases import ALL, deadly_on_a_cluster, marked

distributed = pytest.importorskip("distributed", reason="a local cluster needs whymomentum[cluster]")

GRID = ParameterGrid(alpha=Steps(range(1, 201), 64), beta=Steps(range(-63, 64), 64), lam=Steps(range(1, 201), 64))
"""5,080,000 points."""
CHUNK = 1 << 17
KEPT = ALL | {"stable": Count("<", 1), "digest": Digest()}


@pytest.fixture
def client() -> Iterator[Any]:
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )
    with cluster, distributed.Client(cluster) as client:
        yield client


def pids(client: Any) -> dict[str, int]:
    """The process of each worker."""
    found: dict[str, int] = client.run(os.getpid)
    return found


def test_a_worker_that_is_killed_half_way(client: Any, tmp_path: Any) -> None:
    """Each process leaves its name: the killed one has computed chunks before, and others after it."""
    rate = Method(momentum.step).rate
    expected = sweep(rate, GRID, KEPT)
    address, victim = next(iter(pids(client).items()))
    done: list[int] = []
    killed_at: list[int] = []

    def kill(points: int, size: int) -> None:
        done.append(points)
        if not killed_at and points > size // 2 and client.processing()[address]:
            os.kill(victim, signal.SIGKILL)
            killed_at.append(points)

    found = sweep(
        partial(marked, str(tmp_path), rate), GRID, KEPT, executor=client.get_executor(pure=False), chunk=CHUNK,
        in_flight=6, progress=kill,
    )  # fmt: skip
    assert found == expected
    assert GRID.size // 2 < killed_at[0] < GRID.size == done[-1]
    worked = {int(path.name) for path in tmp_path.iterdir()}
    assert victim in worked
    assert victim not in pids(client).values()
    assert len(worked - {os.getpid(), victim}) >= 1


def test_a_cluster_that_loses_all_its_workers(client: Any, tmp_path: Any) -> None:
    """A chunk that kills whoever takes it fails with its name, and the rest is in the checkpoint."""
    grid = ParameterGrid(x=Steps(range(20)), y=Steps(range(5)))
    file = tmp_path / "state.json"
    with pytest.raises(SweepError, match=r"points 35 to 39 \(x=7.0, y=0.0 .. 4.0\) .*KilledWorker"):
        sweep(
            partial(deadly_on_a_cluster, os.getpid()), grid, ALL, executor=client.get_executor(pure=False), chunk=5,
            in_flight=1, checkpoint=file,
        )  # fmt: skip
    seen: list[int] = []
    found = sweep(partial(deadly_on_a_cluster, os.getpid()), grid, ALL, chunk=5, checkpoint=file,
                  progress=lambda points, size: seen.append(points))  # fmt: skip
    assert seen[0] == 40
    assert found == sweep(partial(deadly_on_a_cluster, os.getpid()), grid, ALL)
