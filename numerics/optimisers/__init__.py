"""The optimisers of torch, optax and Keras on the problems of this suite, in float64: `run`.

    from functools import partial
    import torch
    from numerics import Quadratic
    from numerics.optimisers import run

    problem = Quadratic.from_spectrum([1, 10, 100])
    run(partial(torch.optim.SGD, lr=0.03, momentum=0.7), problem, 300).iterates        # shape (301, 3)

The optimiser is the library's own; the gradients are those of the problem, as `simulate` takes them, so that the two
runs differ by nothing but the update. The libraries are optional (`pip install 'whymomentum[optimisers]'`), each is
imported when an optimiser of its own is run, and no global setting of theirs is touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numerics.optimisers.libraries import Options
    from numerics.problems import Problem
    from numerics.simulation import Run

__all__ = ["options", "run"]


def run(
    optimiser: Any,
    problem: Problem,
    iterations: int,
    *,
    start: Any = None,
    record: str = "iterates",
    library: str | None = None,
) -> Run:
    """Run `iterations` steps of a library's optimiser; the result is that of `numerics.simulate` in float64.

    - `optimiser`: what makes it, as `functools.partial(torch.optim.SGD, lr=0.1)`, `partial(optax.sgd, 0.1)` or
      `partial(keras.optimizers.SGD, 0.1)`; or one that is made, which is left as it is: a fresh one with its options is
      run (an optax transformation has no state). A tuple of optax transformations is chained. See `options`.
    - `problem`, `start`: as for `simulate`; batch axes (..., n) are one tensor to the optimiser.
    - `record`: `"iterates"`, or `"states"` for the library's own state as well, by the library's names, each of shape
      (iterations + 1, ..., n); what the library has not made before the first step is 0 there.
    - `library`: `"torch"`, `"optax"` or `"keras"`, for a function of one's own, from which that cannot be read.

    Raises ImportError where the library is missing, TypeError and ValueError with value, law and remedy.
    """
    from numerics.optimisers.walk import walk

    return walk(optimiser, problem, iterations, start, record, library)


def options(optimiser: Any) -> tuple[Options, ...]:
    """Every option of an optimiser as the library uses it, its defaults included; one entry for each link of a chain.

    Raises ValueError where the library hides them: an optax transformation that is made is a pair of functions.
    """
    from numerics.optimisers.libraries import adapter

    return tuple(adapter(optimiser).options(optimiser))
