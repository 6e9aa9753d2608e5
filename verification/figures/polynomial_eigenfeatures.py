"""Polynomial regression: the data, the eigenfeatures, and the path that early stopping takes along them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, DASHES, sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

FROM_STABLE = 0.9
"""The article's step-size as a part of the largest stable one."""
WINDOW = (-0.75, 0.75)
COUNTS = (1, 100, 10_000, 1_000_000)


def compute() -> Data:
    """Eigenfeatures (x, n), models (counts, x), the filter of each component (k, n) and the simulated one at few k."""
    from derivations.choosing_a_step_size import stability_interval
    from derivations.notation import alpha, k, lam, lambda_n
    from derivations.spectral_filters import early_stopping_factor
    from numerics.polynomial_regression import clusters
    from verification.figures.theory import evaluate

    problem = clusters()
    curvatures, basis = problem.spectrum
    step_size = FROM_STABLE * float(evaluate(stability_interval().end, {lambda_n: curvatures[-1]}))
    points, steps = np.linspace(*WINDOW, 301), np.unique(np.geomspace(1, 1_330_000, 200).astype(int))
    factor = early_stopping_factor(lam, alpha, k)

    def filtered(counts: Any) -> Any:
        return evaluate(factor, {lam: curvatures, alpha: step_size, k: np.asarray(counts)[:, None]})

    shown = np.array([1, 10, 100, 1000])
    runs = np.stack([problem.early_stopped(step_size, int(count)) for count in shown]) @ basis
    return {
        "points": np.asarray(problem.points, dtype=float),
        "data": np.asarray(problem.data, dtype=float),
        "x": points,
        "curvatures": curvatures,
        "eigenfeatures": problem.eigenfeatures(points),
        "models": problem.model(problem.filtered(filtered(COUNTS)), points),
        "steps": steps,
        "filters": filtered(steps),
        "shown": shown,
        "simulated": runs / (problem.filtered(np.ones(problem.terms)) @ basis),
        "step_size": step_size,
    }


def draw(data: Data) -> Drawing:
    drawing, axes = sheet(3, 3, (3, 2.2))
    for i, panel in enumerate(axes[:2].ravel()):
        panel.plot(data["x"], data["eigenfeatures"][:, -1 - i], color=COLOURS[1])
        panel.plot(data["points"], np.zeros(len(data["points"])), "|", color=COLOURS[0])
        panel.set_title(rf"$\lambda = {data['curvatures'][-1 - i]:.3g}$")
        panel.set(xlabel=r"$\xi$" if i > 2 else None, ylabel="eigenfeature" if i % 3 == 0 else None)
    grid = axes[2, 0].get_gridspec()
    for panel in axes[2]:
        panel.remove()
    fits, bars = drawing.add_subplot(grid[2, 0]), drawing.add_subplot(grid[2, 1:])
    simulation(fits, data["points"], data["data"], 0, label="data")
    for number, (count, model) in enumerate(zip(COUNTS, data["models"], strict=True)):
        fits.plot(data["x"], model, color=COLOURS[number + 1], linestyle=DASHES[number], label=f"$k = {count}$")
    fits.set(xlabel=r"$\xi$", ylabel="model", ylim=(-4, 4))
    fits.legend(fontsize=6)
    for i in range(len(data["curvatures"])):
        label = rf"$\lambda = {data['curvatures'][-1 - i]:.3g}$"
        theory(bars, data["steps"], data["filters"][:, -1 - i], i, label=label)
        simulation(bars, data["shown"], data["simulated"][:, -1 - i], i)
    bars.set(xscale="log", xlabel="iterations $k$", ylabel="part of the weight found")
    bars.legend(fontsize=6, ncols=3, loc="upper right")
    bars.set_title("lines: as proved; points: gradient descent")
    return drawing


FIGURE = Figure(
    name="polynomial-eigenfeatures",
    section="Example: Polynomial Regression",
    title="Eigenfeatures, and the path of early stopping",
    caption="The six eigenfeatures of the article's two clusters of data, from the largest eigenvalue down; the models "
    "after 1 to a million steps of size {step_size:.5f}; and how much of each weight has been found after k "
    "steps.",
    claims=("poly.eigenfeatures", "poly.early-stopping-filter", "poly.separable", "poly.robustness-order"),
    compute=compute,
    draw=draw,
    order=5,
)
