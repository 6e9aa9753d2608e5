"""The best rates of gradient descent and momentum over the condition number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

CONDITION_NUMBERS = (2, 10, 100, 1000, 10_000)


def compute() -> Data:
    """The best rates as derived over kappa, and at a few kappa the rate of the matrices at the derived parameters."""
    from derivations import Method, choosing_a_step_size, momentum
    from derivations.notation import kappa, lambda_1, lambda_n
    from numerics.algorithms import gradient_descent
    from verification.figures.theory import evaluate

    kappas, few = np.geomspace(1, 1e4, 400), np.array(CONDITION_NUMBERS, dtype=float)
    ends = {lambda_1: np.ones_like(few), lambda_n: few}
    alpha, beta = (evaluate(e, ends) for e in momentum.optimal_parameters())
    step_size = evaluate(choosing_a_step_size.optimal_step(), ends)
    spectrum = np.stack([np.ones_like(few), few])
    descent = choosing_a_step_size.optimal_rate()
    return {
        "kappas": kappas,
        "descent": evaluate(descent, {lambda_1: np.ones_like(kappas), lambda_n: kappas}),
        "momentum": evaluate(momentum.optimal_rate(), {kappa: kappas}),
        "few": few,
        "descent_runs": Method(gradient_descent.step).rate(spectrum, alpha=step_size).max(axis=0),
        "momentum_runs": momentum.method.rate(spectrum, alpha=alpha, beta=beta).max(axis=0),
    }


def draw(data: Data) -> Drawing:
    drawing, [[axes]] = sheet(1, 1, (5, 3.2))
    theory(axes, data["kappas"], data["descent"], 0, label="gradient descent, proved")
    simulation(axes, data["few"], data["descent_runs"], 0, label="spectral radius of its matrices")
    theory(axes, data["kappas"], data["momentum"], 1, label="momentum, proved")
    simulation(axes, data["few"], data["momentum_runs"], 1, label="spectral radius of its matrices")
    axes.set(xscale="log", xlabel=r"condition number $\kappa$", ylabel="best rate", ylim=(0, 1.02))
    axes.legend(loc="lower right")
    return drawing


FIGURE = Figure(
    name="best-rates",
    section="Optimal parameters",
    title="The best rates over the condition number",
    caption="Momentum converges at its best as gradient descent would with the square root of the condition number: "
    "the best rates as proved (lines), and the spectral radii at the derived parameters (points).",
    claims=("step.optimal-rate", "opt.rate", "opt.square-roots-the-condition-number"),
    compute=compute,
    draw=draw,
    order=11,
)
