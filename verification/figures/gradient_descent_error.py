"""The error of gradient descent by eigencomponents, and how many steps a step-size takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

CURVATURES = (0.01, 0.1, 1.0)
STEPS = 150
LONG = 1500
LOSS = 0.01
"""Each component starts with a loss of 1/2; it is done where its loss is at most this."""


def compute() -> Data:
    """Losses (steps + 1, 3) at the optimal step, and the last step with more than LOSS for many step-sizes (a, 3)."""
    from derivations import Method
    from derivations.choosing_a_step_size import optimal_step, stability_interval
    from numerics import Quadratic, simulate
    from numerics.algorithms.gradient_descent import step
    from verification.figures.theory import powers

    curvatures = np.array(CURVATURES)
    exact = [sympy.Rational(str(value)) for value in CURVATURES]
    best = float(optimal_step(exact[0], exact[-1]))
    start = curvatures**-0.5
    components, method = Quadratic.from_spectrum([[value] for value in CURVATURES]), Method(step)
    run = simulate(step, components, STEPS, start=start[:, None], alpha=best, record="objective")
    alphas = np.linspace(0.02, float(stability_interval(exact[-1]).end), 397)[:-1]
    above = components.excess(powers(method, LONG, (start,), curvatures, alpha=alphas[:, None])) > LOSS
    last = np.where(above[-1], np.nan, LONG - above[::-1].argmax(axis=0))
    return {
        "optimal": best,
        "simulated": run.objective,
        "theory": components.excess(powers(method, STEPS, (start,), curvatures, alpha=best)),
        "alphas": alphas,
        "steps": last,
    }


def draw(data: Data) -> Drawing:
    drawing, [[left, right]] = sheet(1, 2, (4.2, 3))
    k = np.arange(len(data["theory"]))
    for i, curvature in enumerate(CURVATURES):
        theory(left, k, data["theory"][:, i], i, label=rf"$\lambda = {curvature:g}$")
        simulation(left, k[::5], data["simulated"][::5, i], i)
        theory(right, data["alphas"], data["steps"][:, i], i, label=rf"$\lambda = {curvature:g}$")
    left.axhline(LOSS, color="0.5", linewidth=0.8)
    left.set(yscale="log", ylim=(1e-6, 1), xlabel="iteration", ylabel="loss of the component")
    right.axvline(data["optimal"], color=COLOURS[0], linewidth=0.8)
    right.annotate("optimal step", (data["optimal"], 900), xytext=(-6, 0), textcoords="offset points", ha="right")
    right.set(yscale="log", ylim=(1, LONG), xlabel=r"step-size $\alpha$", ylabel="last iteration with loss > 0.01")
    left.legend(title="lines: closed form; points: run")
    right.legend()
    return drawing


FIGURE = Figure(
    name="gradient-descent-error",
    section="Decomposing the Error",
    title="Gradient descent's error by eigencomponents",
    caption="Left: the loss of three components of curvature 0.01, 0.1 and 1 at the optimal step {optimal:.4f}. Right: "
    "when each is last above 0.01, over the step-size; the slowest and the fastest component balance at the "
    "optimal step.",
    claims=("error.decomposition", "error.large-eigenvalues-first", "step.optimal-step", "step.stability"),
    compute=compute,
    draw=draw,
    order=3,
)
