"""The loops that a user of NumPy and SciPy writes: every operation makes a new array, as the formulas stand.

The gradient is `lam * w`, or `A @ w` with an array (`numpy`) or a SciPy CSR array (`scipy`); on an image it is made of
slices (`numpy`), or with the CSR matrix of the same problem (`scipy`).
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import scipy
from scipy import sparse

from benchmarks._quadratics import BETA, Array, Make, Task, answer, dense, eigenvalues, laplacian, strokes
from benchmarks._serve import serve

Gradient = Callable[[Array], Array]


def descent(gradient: Gradient, start: Array, alpha: float, iterations: int) -> Array:
    """Gradient descent."""
    w = start
    for _ in range(iterations):
        w = w - alpha * gradient(w)
    return w


def momentum(gradient: Gradient, start: Array, alpha: float, iterations: int) -> Array:
    """Heavy ball."""
    z, w = np.zeros_like(start), start
    for _ in range(iterations):
        z = BETA * z + gradient(w)
        w = w - alpha * z
    return w


def nesterov(gradient: Gradient, start: Array, alpha: float, iterations: int) -> Array:
    """Nesterov's method; the last extrapolated point."""
    w_previous = w = start
    for _ in range(iterations):
        y = w + BETA * (w - w_previous)
        w_previous, w = w, y - alpha * gradient(y)
    return w + BETA * (w - w_previous)


LOOPS = {"gradient descent": descent, "momentum": momentum, "nesterov": nesterov}


def gradients(task: Task) -> Iterator[tuple[str, Gradient, Array]]:
    """Each way of writing the gradient: whose it is, itself, and the start."""
    if task.kind == "diagonal":
        lam = eigenvalues(task.n)
        yield "numpy", lambda w: lam * w, np.ones(task.n)
    elif task.kind == "dense":
        A = dense(task.n)
        yield "numpy", lambda w: A @ w, np.ones(task.n)
    elif task.kind == "sparse":
        indptr, indices, data = laplacian(task.n)
        L = sparse.csr_array((data, indices, indptr), shape=(task.n, task.n))
        yield "scipy", lambda w: L @ w, np.ones(task.n)
    else:
        member = 1.0 * strokes(task.n)
        yield "numpy", lambda w: _image(w, member), np.zeros((task.n, task.n))
        matrix, b = _matrix(member), member.ravel()
        yield "scipy", lambda w: matrix @ w - b, np.zeros(task.unknowns)


def _image(w: Array, member: Array) -> Array:
    g = member * (w - 1)
    down, right = w[1:] - w[:-1], w[:, 1:] - w[:, :-1]
    g[1:] += down
    g[:-1] -= down
    g[:, 1:] += right
    g[:, :-1] -= right
    return g


def _matrix(member: Array) -> Any:
    height, width = member.shape
    path = [sparse.diags_array([np.ones(n - 1), -np.ones(n)], offsets=[1, 0], shape=(n - 1, n)) for n in member.shape]
    down, right = sparse.kron(path[0], sparse.eye_array(width)), sparse.kron(sparse.eye_array(height), path[1])
    return (down.T @ down + right.T @ right + sparse.diags_array(member.ravel())).tocsr()


def variants(task: Task) -> dict[str, Make]:
    """The loop with each gradient."""
    loop = LOOPS[task.method]

    def make(gradient: Gradient, start: Array) -> Make:
        return lambda iterations: lambda: loop(gradient, start, task.alpha, iterations)

    return {name: make(gradient, start) for name, gradient, start in gradients(task)}


if __name__ == "__main__":
    serve(
        lambda request: answer(request, variants) | {"versions": {"numpy": np.__version__, "scipy": scipy.__version__}}
    )
