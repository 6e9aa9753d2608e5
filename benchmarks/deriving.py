"""What it takes to derive everything that `Method` knows of a rule, for rules of orders 2 to 4, in seconds.

Everything is: matrix, characteristic polynomial, stability conditions, the region under assumptions without redundant
conditions, the largest step-size, critical damping, eigenvalues where they are closed, unrolled coefficients and
residual polynomials, the class, the state at rest, and a transient bound. Each rule is traced anew, and after another
one, so that no import is counted. Processor time is taken, since other work on the machine is none of ours; what
the kernel's search is given is processor time as well. Of several rules of an order the slowest counts.
"""

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from time import process_time
from typing import Any

from derivations.method import Method
from derivations.schur_cohn import ClosedFormError
from numerics.algorithms import gradient_descent, momentum, nesterov

BARS = {"order 2: seconds": (0.0, 1.0), "order 3: seconds": (0.0, 5.0), "order 4: seconds": (0.0, 60.0)}
Rule = Callable[..., Any]


def aggregated(count: int) -> tuple[Rule, tuple[str, ...]]:
    """Aggregated momentum with so many velocities, of order count + 1: Lucas et al., ICLR 2019, (3)."""

    def move(state: Any, gradient: Any, alpha: Any, betas: tuple[Any, ...]) -> Any:
        *velocities, w = state
        g = gradient(w)
        moved = [beta * z + g for beta, z in zip(betas, velocities, strict=True)]
        return (*moved, w - alpha * sum(moved) / count)

    def two(state: Any, gradient: Any, *, alpha: Any, beta_1: Any, beta_2: Any) -> Any:
        return move(state, gradient, alpha, (beta_1, beta_2))

    def three(state: Any, gradient: Any, *, alpha: Any, beta_1: Any, beta_2: Any, beta_3: Any) -> Any:
        return move(state, gradient, alpha, (beta_1, beta_2, beta_3))

    return (two, three)[count - 2], (*(f"z_{i}" for i in range(1, count + 1)), "w")


def extragradient(state: Any, gradient: Any, *, alpha: Any, beta_1: Any, beta_2: Any) -> Any:
    """Aggregated momentum whose gradient is taken after a gradient step: two gradients an iteration."""
    z_1, z_2, w = state
    g = gradient(w - alpha * gradient(w))
    z_1, z_2 = beta_1 * z_1 + g, beta_2 * z_2 + g
    return z_1, z_2, w - alpha * (z_1 + z_2) / 2


def four_steps(state: Any, gradient: Any, *, alpha: Any, b_1: Any, b_2: Any, b_3: Any) -> Any:
    """Four iterates kept: any characteristic polynomial of degree 4."""
    w, w_1, w_2, w_3 = state
    pulls = b_1 * (w - w_1) + b_2 * (w_1 - w_2) + b_3 * (w_2 - w_3)
    return w - alpha * gradient(w) + pulls, w, w_1, w_2


RULES: dict[str, list[tuple[Rule, tuple[str, ...]]]] = {
    "order 2: seconds": [(momentum.step, ("z", "w")), (nesterov.step, ("w_previous", "w"))],
    "order 3: seconds": [aggregated(2), (extragradient, ("z_1", "z_2", "w"))],
    "order 4: seconds": [aggregated(3), (four_steps, ("w", "w_1", "w_2", "w_3"))],
}


def everything(rule: Rule, state: tuple[str, ...]) -> float:
    """Seconds for all of it."""
    begin = process_time()
    start = None if "w_1" not in state else lambda w0: (w0,) * len(state)
    method = Method(rule, state=state, start=start)
    others = [symbol for name, symbol in method.parameters.items() if name != "alpha"]
    assumed = [*(symbol >= 0 for symbol in others), *(symbol < 1 for symbol in others)]
    _ = method.iteration_matrix, method.characteristic_polynomial, method.stability_conditions, method.rest
    _ = method.classification, method.unrolled(3), method.residual_polynomial(3)
    method.stability_region(method.curvature > 0, *assumed)
    for closed in (
        lambda: method.eigenvalues,
        method.critical_damping,
        lambda: method.largest_step_size(*assumed),
    ):
        with suppress(ClosedFormError):
            closed()
    values: dict[str, Any] = dict.fromkeys(method.parameters, Fraction(1, 10))
    method.transient_bound([1, 2], **values)
    return process_time() - begin


def measure() -> dict[str, float]:
    """The slowest rule of each order."""
    everything(gradient_descent.step, ("w",))
    return {name: max(everything(*rule) for rule in rules) for name, rules in RULES.items()}
