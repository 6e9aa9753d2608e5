"""The map of momentum's rate over (alpha lambda, beta), the derived boundaries of its regions, a run in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import DASHES, MAP, MARKS, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

LAMBDA = 100
RUNS = ((0.0015, 0.9), (0.0015, 0.125), (0.01, 1e-5), (0.02, 0.05), (0.025, 0.235))
"""(alpha, beta) of the article's five panels."""
STEPS = 40


def compute() -> Data:
    """The rate (beta, alpha lambda) on a grid, the boundaries over beta, and the five runs, their error -1 at first."""
    from derivations.momentum import method
    from derivations.notation import beta
    from derivations.rate_map import boundaries
    from numerics import Quadratic, simulate
    from verification.figures.theory import evaluate, powers

    products, betas = np.linspace(0, 4, 401), np.linspace(0, 1, 201)
    lines = {name: evaluate(curves[-1], {beta: betas}) for name, curves in boundaries().items() if len(curves) > 1}
    alphas, dampings = np.array(RUNS).T
    problem = Quadratic.from_spectrum([LAMBDA])
    run = simulate(method, problem, STEPS, start=[-1.0], alpha=alphas, beta=dampings).iterates[..., 0]
    theirs = powers(method, STEPS, (0.0, -1.0), float(LAMBDA), alpha=alphas, beta=dampings)[..., 1]
    return {
        "products": products,
        "betas": betas,
        "rate": method.rate(1.0, alpha=products, beta=betas[:, None]),
        "boundaries": lines,
        "simulated": run,
        "theory": theirs,
        "places": np.stack([alphas * LAMBDA, dampings], axis=-1),
        "rates": method.rate(float(LAMBDA), alpha=alphas, beta=dampings),
    }


def draw(data: Data) -> Drawing:
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(9, 5.4), layout="constrained")
    grid = drawing.add_gridspec(2, 5, height_ratios=(2, 1))
    plane = drawing.add_subplot(grid[0, :])
    shades = plane.contourf(
        data["products"], data["betas"], data["rate"], np.linspace(0, 2, 21), cmap=MAP, extend="max"
    )
    drawing.colorbar(shades, ax=plane, label="rate")
    for number, (name, curve) in enumerate(data["boundaries"].items()):
        plane.plot(curve, data["betas"], color="white", linestyle=DASHES[number], label=f"end of {name}")
    plane.set(xlim=(0, 4), ylim=(0, 1), xlabel=r"$\alpha\lambda$", ylabel=r"$\beta$")
    plane.legend(loc="lower right", labelcolor="white", facecolor="0.3", frameon=True)
    for i, place in enumerate(data["places"]):
        plane.plot(*place, MARKS[i], color="white", markeredgecolor="black", markersize=8, clip_on=False)
        axes = drawing.add_subplot(grid[1, i])
        k = np.arange(STEPS + 1)
        theory(axes, k, data["theory"][:, i], 0, linewidth=0.8)
        simulation(axes, k, data["simulated"][:, i], i, markersize=3)
        axes.set_title(rf"$\rho = {data['rates'][i]:.5f}$", loc="right")
        beside: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False, "markersize": 8, "color": "white"}
        axes.plot(0.02, 1.1, MARKS[i], markeredgecolor="black", **beside)
        axes.set(xlabel="iteration")
        if i == 0:
            axes.set_ylabel("error")
    return drawing


FIGURE = Figure(
    name="convergence-rate",
    section="The Dynamics of Momentum",
    title="The rate of momentum and its regions",
    caption="The rate over the plane of (alpha lambda, beta), with the derived boundaries of the regions, and a run in "
    "each (points) beside the powers of R (lines): ripples, monotonic decrease, one step, monotonic oscillations, "
    "divergence.",
    claims=(
        "mom.rate-map-regions",
        "mom.one-step-point",
        "mom.region-ripples",
        "mom.region-monotone",
        "mom.region-flips",
    ),
    compute=compute,
    draw=draw,
    order=7,
)
