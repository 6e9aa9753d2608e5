"""The convex Rosenbrock function: the light cone of information, and the error of momentum beside the lower bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, MAP, sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

N, KAPPA, STEPS = 25, 1000, 51


def compute() -> Data:
    """The iterates (steps + 1, n) of momentum at its optimum, their largest errors, and the minimiser."""
    from derivations.momentum import optimal_parameters
    from derivations.notation import lambda_1, lambda_n
    from numerics import ConvexRosenbrock, simulate
    from numerics.algorithms.momentum import step
    from verification.figures.theory import evaluate

    problem = ConvexRosenbrock(KAPPA, N)
    eigenvalues = problem.quadratic().eigenvalues
    ends = {lambda_1: eigenvalues[0], lambda_n: eigenvalues[-1]}
    alpha, beta = (float(evaluate(e, ends)) for e in optimal_parameters())
    iterates = simulate(step, problem, STEPS, alpha=alpha, beta=beta).iterates
    return {
        "iterates": iterates,
        "moved": iterates != 0,
        "error": abs(iterates - problem.minimiser).max(axis=-1),
        "beyond": problem.minimiser,
        "product": alpha * float(eigenvalues[-1]),
        "beta": beta,
    }


def draw(data: Data) -> Drawing:
    drawing, [[left, right]] = sheet(1, 2, (4.2, 3.4))
    shown = np.where(data["moved"], data["iterates"], np.nan)
    shades = left.imshow(
        shown,
        cmap=MAP,
        aspect="auto",
        origin="upper",
        interpolation="nearest",
        extent=(0.5, N + 0.5, STEPS + 0.5, -0.5),
    )
    drawing.colorbar(shades, ax=left, label="iterate, where it has moved")
    left.plot(np.arange(1, N + 1), np.arange(1, N + 1), color=COLOURS[2], label="light cone, as proved")
    left.set(xlabel="component", ylabel="iteration")
    left.legend(loc="lower left")
    simulation(right, np.arange(STEPS + 1), data["error"], 1, label="momentum, simulated")
    theory(right, np.arange(N), data["beyond"], 0, label="the first component beyond the cone")
    right.set(yscale="log", xlabel="iteration", ylabel="largest error of a component")
    right.legend()
    return drawing


FIGURE = Figure(
    name="rosenbrock",
    section="The Resisting Oracle",
    title="The light cone of the convex Rosenbrock function",
    caption="Momentum from 0 on 25 components, kappa = 1000, at alpha lambda_n = {product:.4f}, beta = {beta:.5f}: "
    "component i is still 0 before iteration i, whatever the method, so that until then the error of no method is "
    "below that component of the minimiser (line, right).",
    claims=("oracle.light-cone", "oracle.lower-bound", "oracle.gradient-neighbours", "oracle.other-norms"),
    compute=compute,
    draw=draw,
    order=14,
)
