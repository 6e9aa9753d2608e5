"""A sweep of momentum's spectral radius over a cube of parameters, counted beside an exact count in integers.

`python -m benchmarks.sweep` goes through 10^9 points, and with `--cluster` does so on a local cluster of
dask.distributed, a worker of which it kills half-way (`pip install '.[cluster]'`). The benchmark goes through fewer of
the same cube,

    alpha = a/256, a = 1 .. 1000,    beta = b/256, b = -499 .. 500,    lambda = l/256, l = 1 .. 1000,

every 10th or every 4th number of each range. **The count is exact.** By `Method.stability_conditions` the number of
points with rho < 1 is that of integers with b < 256 and a l < 2^17 + 512 b. The float64 rate gives the same verdict at
every point: h = (1 + beta - alpha lambda)/2, h^2 and h^2 - beta are multiples of 2^-34 below 2^7, so without
rounding error (`derivations.rates` has the formula).

- Complex roots: the rate is fl(sqrt(beta)), below 1 for beta <= 1 - 2^-8 and not for beta >= 1.
- Real roots r, q with |r| >= |q|: p(1) = alpha lambda and p(-1) = 2 + 2 beta - alpha lambda are multiples of 2^-16, so
  that |1 - |r|| >= 2^-16/(1 + |r|) unless p(-1) = 0. The rate is wrong by less than 4 |r| 2^-53: the verdict is right.
- On the boundary p(-1) = 0 the roots are -1 and -beta, the discriminant ((1 - beta)/2)^2 has an exact root, and the
  rate is exactly max(1, |beta|).

Each run is a fresh interpreter, so that its peak memory is its own: the caller's, and the largest of its workers'.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import click
import numpy as np

from derivations import Method
from numerics.algorithms import momentum
from numerics.sweep import Count, Digest, Maximum, Minimum, ParameterGrid, Steps, sweep

Worked = tuple[Executor | None, Callable[[int, int], None] | None]
SIDE, DENOMINATOR = 1000, 256
SMALL, LARGE, ROUNDS = 100, 250, 3
REDUCTIONS = {"stable": Count("<", 1), "best": Minimum(), "worst": Maximum(), "digest": Digest()}
BARS = {
    "stable points: by rate - exactly": (0.0, 0.0),
    "results that depend on the workers": (0.0, 0.0),
    "caller's peak memory: 15.6 times the points / once": (0.0, 1.1),
    "a worker's peak memory: 15.6 times the points / once": (0.0, 1.1),
}


def cube(side: int) -> ParameterGrid:
    """side^3 points; `side` divides 1000."""
    axes = {"alpha": range(1, SIDE + 1), "beta": range(1 - SIDE // 2, SIDE // 2 + 1), "lam": range(1, SIDE + 1)}
    return ParameterGrid(**{name: Steps(axis[:: SIDE // side], DENOMINATOR) for name, axis in axes.items()})


def exact_count(side: int) -> int:
    """The number of points with b < 256 and a l < 2^17 + 512 b, in integers."""
    a, b, l = (np.array(axis.numerators) for axis in cube(side).axes.values() if isinstance(axis, Steps))
    products = np.bincount(np.multiply.outer(a, l).reshape(-1))
    below = np.concatenate([[0], np.cumsum(products)])  # below[m]: how many products are less than m
    bounds = 2 * DENOMINATOR**2 + 2 * DENOMINATOR * b[b < DENOMINATOR]
    return int(below[np.clip(bounds, 0, len(below) - 1)].sum())


@contextmanager
def processes(workers: int) -> Iterator[Worked]:
    """A pool of processes, or none for the caller itself."""
    if not workers:
        yield None, None
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool, None


@contextmanager
def dask(workers: int) -> Iterator[Worked]:
    """A local cluster of dask.distributed, and what kills one of its workers once half of the points are done."""
    distributed = import_module("distributed")
    cluster = distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50)
    with cluster, distributed.Client(cluster) as client:
        address, pid = next(iter(client.run(os.getpid).items()))
        killed: list[int] = []

        def kill(done: int, size: int) -> None:
            if not killed and 2 * done > size and client.processing()[address]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                click.echo(f"killed worker {address}, process {pid}, after {done} of {size} points", err=True)

        yield client.get_executor(pure=False), kill


def run(side: int, workers: int, *, cluster: bool, checkpoint: Path | None) -> dict[str, Any]:
    """One sweep, its result and what it took."""
    rate, grid = Method(momentum.step).rate, cube(side)
    with (dask if cluster else processes)(workers) as (executor, progress):
        begin = perf_counter()
        found = sweep(rate, grid, REDUCTIONS, executor=executor, checkpoint=checkpoint, progress=progress)
        seconds = perf_counter() - begin
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "points": grid.size,
        "stable": found["stable"],
        "exactly": exact_count(side),
        "best": [found["best"].value, found["best"].index],
        "worst": [found["worst"].value, found["worst"].index],
        "digest": f"{found['digest']:016x}",
        "seconds": seconds,
        "processor seconds": sum(usage.ru_utime + usage.ru_stime for usage in (mine, theirs)),
        "caller's peak MB": mine.ru_maxrss / 1024,
        "a worker's peak MB": theirs.ru_maxrss / 1024,
    }


def fresh(side: int, workers: int) -> dict[str, Any]:
    """The same in an interpreter of its own."""
    command = [sys.executable, "-m", "benchmarks.sweep", "--side", str(side), "--workers", str(workers)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure() -> dict[str, float | list[float]]:
    """Counts, memory, and time a point with and without processes."""
    small = fresh(SMALL, 2)
    alone, two = [], []
    for _ in range(ROUNDS):
        alone.append(fresh(LARGE, 0))
        two.append(fresh(LARGE, 2))
    kept = ("stable", "best", "worst", "digest")
    return {
        "stable points: by rate - exactly": float(two[0]["stable"] - two[0]["exactly"]),
        "results that depend on the workers": float(
            sum(a[k] != b[k] for a, b in zip(alone, two, strict=True) for k in kept)
        ),
        "caller's peak memory: 15.6 times the points / once": [
            r["caller's peak MB"] / small["caller's peak MB"] for r in two
        ],
        "a worker's peak memory: 15.6 times the points / once": [
            r["a worker's peak MB"] / small["a worker's peak MB"] for r in two
        ],
        "a worker's peak memory: MB": [r["a worker's peak MB"] for r in two],
        "in the caller: ns a point": [r["seconds"] / r["points"] * 1e9 for r in alone],
        "two processes: ns a point": [r["seconds"] / r["points"] * 1e9 for r in two],
    }


@click.command()
@click.option("--side", type=click.Choice(["10", "100", "250", "500", "1000"]), default="1000", show_default=True)
@click.option("--workers", type=click.IntRange(min=0), default=2, show_default=True, help="processes; 0: the caller")
@click.option("--cluster", is_flag=True, help="on a local cluster of dask.distributed, a worker of which is killed")
@click.option("--checkpoint", type=click.Path(path_type=Path, dir_okay=False), help="go on from this file")
def main(side: str, workers: int, cluster: bool, checkpoint: Path | None) -> None:
    """Sweep side^3 points and print what was found, and what it took, as JSON."""
    click.echo(json.dumps(run(int(side), workers, cluster=cluster, checkpoint=checkpoint), indent=2))


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.sweep")
