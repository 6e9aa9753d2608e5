"""The error of momentum by eigencomponents, at the optimal parameters and beside gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy

from verification.figures.figure import Data, Figure
from verification.figures.style import MAP, sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

CURVATURES = (0.01, 0.1, 1.0)
STEPS = 150


def compute() -> Data:
    """Losses (steps + 1, 3) by R and by a run at the optimum, and the worst rate on a grid (beta, alpha)."""
    from derivations.momentum import method, optimal_parameters
    from derivations.stability import largest_step_size
    from numerics import Quadratic, simulate
    from verification.figures.theory import evaluate, powers

    curvatures = np.array(CURVATURES)
    exact = [sympy.Rational(str(value)) for value in (CURVATURES[0], CURVATURES[-1])]
    alpha, beta = (float(value) for value in optimal_parameters(*exact))
    start, components = curvatures**-0.5, Quadratic.from_spectrum([[value] for value in CURVATURES])
    states = powers(method, STEPS, (0.0, start), curvatures, alpha=alpha, beta=beta)
    run = simulate(method, components, STEPS, start=start[:, None], record="objective", alpha=alpha, beta=beta)
    alphas, betas = np.linspace(0.01, 4, 300), np.linspace(0, 1, 201)
    symbol = method.parameters["beta"]
    rates = method.rate(curvatures, alpha=alphas[:, None], beta=betas[:, None, None]).max(axis=-1)
    return {
        "alpha": alpha,
        "beta": beta,
        "theory": components.excess(states[..., 1:]),
        "simulated": run.objective,
        "alphas": alphas,
        "betas": betas,
        "rates": rates,
        "limit": evaluate(largest_step_size(symbol, exact[-1]), {symbol: betas}),
    }


def draw(data: Data) -> Drawing:
    drawing, [[left, right]] = sheet(1, 2, (4.2, 3))
    k = np.arange(STEPS + 1)
    for i, curvature in enumerate(CURVATURES):
        theory(left, k, data["theory"][:, i], i, label=rf"$\lambda = {curvature:g}$", linewidth=0.9)
        simulation(left, k[::3], data["simulated"][::3, i], i)
    left.set(yscale="log", ylim=(1e-12, 10), xlabel="iteration", ylabel="loss of the component")
    left.legend(title="lines: powers of R; points: run")
    shades = right.contourf(
        data["alphas"], data["betas"], data["rates"], np.linspace(0.8, 1.2, 21), cmap=MAP, extend="both"
    )
    drawing.colorbar(shades, ax=right, label="rate of the slowest component")
    right.plot(data["limit"], data["betas"], color="white", linestyle="--", label=r"$\alpha\lambda_n = 2 + 2\beta$")
    right.plot(data["alpha"], data["beta"], "*", color="white", markeredgecolor="black", markersize=10, label="optimum")
    right.set(xlabel=r"step-size $\alpha$", ylabel=r"momentum $\beta$", xlim=(0, 4), ylim=(0, 1))
    right.legend(loc="lower right", labelcolor="white", facecolor="0.3", frameon=True)
    return drawing


FIGURE = Figure(
    name="momentum-error",
    section="Optimal parameters",
    title="Momentum's error by eigencomponents",
    caption="Left: the loss of components of curvature 0.01, 0.1 and 1 at the optimum alpha = {alpha:.5f}, beta = "
    "{beta:.5f}. Right: the rate of the slowest of them over all parameters, with the boundary of stability and "
    "the optimum.",
    claims=("opt.parameters", "opt.rate", "stab.region", "opt.repeated-roots-at-the-ends"),
    compute=compute,
    draw=draw,
    order=10,
)
