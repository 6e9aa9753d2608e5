"""optax.sgd in float64 on one thread, the whole loop compiled by XLA; nesterov=True keeps the point y of the gradients.

`loop`: jax.lax.fori_loop in jax.jit. `unrolled`: jax.lax.scan with ten and with fifty steps in its body, for the
diagonal problem, where XLA joins them. The gradient is by hand, which compiles to the same.
A sparse product is jax.ops.segment_sum, the fastest of what JAX has (a third faster than its BCOO, four times than its
BCSR). Compiling is not timed.
"""

import os

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
import numpy as np
import optax

from benchmarks._quadratics import BETA, Array, Make, Task, answer, dense, eigenvalues, laplacian, strokes
from benchmarks._serve import serve

jax.config.update("jax_enable_x64", True)


def data(task: Task) -> tuple[tuple[Array, ...], Array]:
    """The problem's arrays, and the start."""
    if task.kind == "image":
        return (jnp.asarray(1.0 * strokes(task.n)),), jnp.zeros((task.n, task.n))
    if task.kind == "sparse":
        indptr, indices, values = laplacian(task.n)
        rows = np.repeat(np.arange(task.n, dtype=np.int32), np.diff(indptr))
        return (jnp.asarray(rows), jnp.asarray(indices), jnp.asarray(values)), jnp.ones(task.n)
    matrix = eigenvalues(task.n) if task.kind == "diagonal" else dense(task.n)
    return (jnp.asarray(matrix),), jnp.ones(task.n)


def gradient(kind: str, w: Array, given: tuple[Array, ...]) -> Array:
    """The gradient at w."""
    if kind == "diagonal":
        return given[0] * w
    if kind == "dense":
        return given[0] @ w
    if kind == "sparse":
        rows, columns, values = given
        return jax.ops.segment_sum(values * w[columns], rows, num_segments=len(w), indices_are_sorted=True)
    down, right = w[1:] - w[:-1], w[:, 1:] - w[:, :-1]
    vertical = jnp.pad(down, ((1, 0), (0, 0))) - jnp.pad(down, ((0, 1), (0, 0)))
    return given[0] * (w - 1) + vertical + jnp.pad(right, ((0, 0), (1, 0))) - jnp.pad(right, ((0, 0), (0, 1)))


def compiled(task: Task, unroll: int) -> Make:
    """The loop; `unroll` steps in its body, or fori_loop for 1."""
    momentum = None if task.method == "gradient descent" else BETA
    method = optax.sgd(task.alpha, momentum=momentum, nesterov=task.method == "nesterov")
    given, start = data(task)

    def step(carry: Array, arrays: tuple[Array, ...]) -> Array:
        w, state = carry
        updates, state = method.update(gradient(task.kind, w, arrays), state, w)
        return optax.apply_updates(w, updates), state

    def make(iterations: int) -> Array:
        def run(w: Array, arrays: tuple[Array, ...]) -> Array:
            carry = (w, method.init(w))
            if unroll == 1:
                return jax.lax.fori_loop(0, iterations, lambda _, c: step(c, arrays), carry)[0]
            body = lambda c, _: (step(c, arrays), None)  # noqa: E731
            return jax.lax.scan(body, carry, None, length=iterations, unroll=unroll)[0][0]

        ready = jax.jit(run).lower(start, given).compile()
        return lambda: ready(start, given).block_until_ready()

    return make


def variants(task: Task) -> dict[str, Make]:
    """The compiled loop; for the diagonal problem unrolled as well."""
    found = {"loop": compiled(task, 1)}
    if task.kind == "diagonal":
        found |= {"unrolled": compiled(task, 10), "unrolled by fifty": compiled(task, 50)}
    return found


if __name__ == "__main__":
    serve(
        lambda request: answer(request, variants) | {"versions": {"jax": jax.__version__, "optax": optax.__version__}}
    )
