"""torch.optim.SGD in float64 on one thread, in its fastest forms; nesterov=True keeps the point y of the gradients.

`hand`: the gradient is written by hand into the parameter's `.grad`, without autograd and without a new array, and the
optimiser is `fused=True` or `foreach=False` (`foreach=True` is the latter for one parameter, and no faster).
`autograd`: the gradient is that of 1/2 w^T A w by autograd, for the diagonal and the dense problems.
"""

import warnings
from collections.abc import Callable
from typing import Any

import torch

from benchmarks._quadratics import BETA, Array, Make, Task, answer, dense, eigenvalues, laplacian, strokes
from benchmarks._serve import serve

warnings.filterwarnings("ignore", message="Sparse")
torch.set_num_threads(1)


def hand(task: Task) -> tuple[Callable[[Array, Array], None], Array]:
    """A function that writes the gradient at its first argument into its second, and the start."""
    ones = torch.ones(task.n, dtype=torch.float64)
    if task.kind == "diagonal":
        lam = torch.from_numpy(eigenvalues(task.n))
        return lambda w, g: torch.mul(lam, w, out=g), ones
    if task.kind == "dense":
        A = torch.from_numpy(dense(task.n))
        return lambda w, g: torch.mv(A, w, out=g), ones
    if task.kind == "sparse":
        L = torch.sparse_csr_tensor(*map(torch.from_numpy, laplacian(task.n)), size=(task.n, task.n))
        return lambda w, g: torch.mv(L, w, out=g), ones
    return _image(torch.from_numpy(1.0 * strokes(task.n))), torch.zeros(task.n, task.n, dtype=torch.float64)


def _image(member: Array) -> Callable[[Array, Array], None]:
    down, right = torch.empty_like(member[1:]), torch.empty_like(member[:, 1:])

    def gradient(w: Array, g: Array) -> None:
        torch.sub(w, 1, out=g)
        g.mul_(member)
        torch.sub(w[1:], w[:-1], out=down)
        torch.sub(w[:, 1:], w[:, :-1], out=right)
        g[1:] += down
        g[:-1] -= down
        g[:, 1:] += right
        g[:, :-1] -= right

    return gradient


def autograd(task: Task) -> tuple[Callable[[Array], Array], Array] | None:
    """f, and the start."""
    ones = torch.ones(task.n, dtype=torch.float64)
    if task.kind == "diagonal":
        lam = torch.from_numpy(eigenvalues(task.n))
        return lambda w: (lam * w) @ w / 2, ones
    if task.kind == "dense":
        A = torch.from_numpy(dense(task.n))
        return lambda w: (A @ w) @ w / 2, ones
    return None


def optimiser(task: Task, w: Array, **form: bool) -> Any:
    """The method as torch.optim.SGD."""
    momentum = {} if task.method == "gradient descent" else {"momentum": BETA}
    return torch.optim.SGD([w], lr=task.alpha, nesterov=task.method == "nesterov", **momentum, **form)


def by_hand(task: Task, **form: bool) -> Make:
    gradient, start = hand(task)

    def run(iterations: int) -> Array:
        w = torch.nn.Parameter(start.clone())
        w.grad, steps, values = torch.empty_like(start), optimiser(task, w, **form), w.detach()
        for _ in range(iterations):
            gradient(values, w.grad)
            steps.step()
        return values

    return lambda iterations: lambda: run(iterations)


def by_autograd(task: Task) -> Make | None:
    given = autograd(task)
    if given is None:
        return None
    f, start = given

    def run(iterations: int) -> Array:
        w = torch.nn.Parameter(start.clone())
        steps = optimiser(task, w, fused=True)
        for _ in range(iterations):
            steps.zero_grad()
            f(w).backward()
            steps.step()
        return w.detach()

    return lambda iterations: lambda: run(iterations)


def variants(task: Task) -> dict[str, Make]:
    """Two forms by hand, and autograd."""
    found = {"hand, fused": by_hand(task, fused=True), "hand, single": by_hand(task, foreach=False)}
    made = by_autograd(task)
    return found | ({"autograd": made} if made is not None else {})


if __name__ == "__main__":
    serve(lambda request: answer(request, variants) | {"versions": {"torch": torch.__version__}})
