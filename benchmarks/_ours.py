"""Our side of the simulations, run like a peer: a fresh process that reads a request and writes an answer.

`simulate(..., record="final")`, and on an image the loops of `numerics.grid`.
"""

from time import process_time
from typing import Any

import numpy as np

from benchmarks._quadratics import BETA, Array, Make, Task, answer, dense, eigenvalues, laplacian, strokes
from benchmarks._serve import serve
from numerics import GridColorization, Quadratic, grid, simulate
from numerics.algorithms import gradient_descent, momentum, nesterov

RULES = {"gradient descent": gradient_descent.step, "momentum": momentum.step, "nesterov": nesterov.step}


def problem(task: Task) -> Any:
    """The task's problem."""
    if task.kind == "diagonal":
        return Quadratic.from_spectrum(eigenvalues(task.n))
    if task.kind == "dense":
        return Quadratic.from_matrix(dense(task.n))
    if task.kind == "sparse":
        from scipy.sparse import csr_array

        indptr, indices, data = laplacian(task.n)
        return Quadratic.from_matrix(csr_array((data, indices, indptr), shape=(task.n, task.n)))
    return GridColorization.of(strokes(task.n))


def variants(task: Task) -> dict[str, Make]:
    """What a user calls."""
    given: Any = problem(task)
    parameters: dict[str, Any] = {"alpha": task.alpha}
    given.start  # noqa: B018  (made and kept; for the peers, too, the start is part of the problem)
    if task.method != "gradient descent":
        parameters |= {"beta": BETA}

    def run(iterations: int) -> Array:
        if task.kind == "image":
            return on_image(given, iterations, task.method, task.alpha)
        ended = simulate(RULES[task.method], given, iterations, record="final", **parameters)
        return extrapolated(*ended.state) if task.method == "nesterov" else ended.final

    return {"ours": lambda iterations: lambda: run(iterations)}


def on_image(given: GridColorization, iterations: int, method: str, alpha: float) -> Array:
    """The loops of `numerics.grid`."""
    if method == "gradient descent":
        return grid.gradient_descent(given, iterations, alpha=alpha)
    if method == "momentum":
        return grid.momentum(given, iterations, alpha=alpha, beta=BETA)[1]
    return extrapolated(*grid.nesterov(given, iterations, alpha=alpha, beta=BETA))


def extrapolated(w_previous: Array, w: Array) -> Array:
    """The point of the next gradient."""
    return w + BETA * (w - w_previous)


STREAMED = 1 << 25
"""Entries: arrays of 256 MB, several times a last level cache."""


def streaming_rate() -> float:
    """Bytes a second, see `benchmarks.roofline`."""
    source, target = np.ones(STREAMED), np.zeros(STREAMED)
    best = 0.0
    for function in (lambda: np.copyto(target, source), lambda: np.dot(source, target)) * 4:
        start = process_time()
        function()
        best = max(best, 16 * STREAMED / (process_time() - start))
    return best


def respond(request: dict[str, Any]) -> dict[str, Any]:
    """The simulations, and the streaming rate where it is asked for."""
    found = answer(request, variants) | {"versions": {"numpy": np.__version__}}
    return found | ({"stream": streaming_rate()} if request.get("stream") else {})


if __name__ == "__main__":
    serve(respond)
