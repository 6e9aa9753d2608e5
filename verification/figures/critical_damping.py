"""Too little, critical and too much damping: phase plane and error, from rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, MARKS, sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

ALPHA, CURVATURE = sympy.Rational(1, 10_000), 100
STEPS = 100
WORDS = ("overdamped", "critical", "underdamped")


def compute() -> Data:
    """States (steps + 1, beta, 2) by R and by runs at three beta, and the rate over all beta with its least value."""
    from derivations.critical_damping import critical_beta, critical_rate
    from derivations.momentum import method
    from numerics import Quadratic, simulate
    from verification.figures.theory import powers

    critical = float(critical_beta(ALPHA, CURVATURE))
    betas = np.array([0.05, critical, 0.97])
    problem = Quadratic.from_spectrum([CURVATURE])
    every = np.linspace(0, 1, 401)
    run = simulate(method, problem, STEPS, start=[1.0], record="states", alpha=float(ALPHA), beta=betas)
    return {
        "betas": betas,
        "critical": critical,
        "critical_rate": float(critical_rate(ALPHA, CURVATURE)),
        "theory": powers(method, STEPS, (0.0, 1.0), float(CURVATURE), alpha=float(ALPHA), beta=betas),
        "simulated": np.concatenate(run.values, axis=-1),
        "rates": method.rate(float(CURVATURE), alpha=float(ALPHA), beta=betas),
        "every": every,
        "rate": method.rate(float(CURVATURE), alpha=float(ALPHA), beta=every),
    }


def draw(data: Data) -> Drawing:
    drawing, [[plane, error, rate]] = sheet(1, 3, (3.2, 2.8))
    k = np.arange(STEPS + 1)
    for i, (beta, word) in enumerate(zip(data["betas"], WORDS, strict=True)):
        theory(plane, data["theory"][:, i, 1], data["theory"][:, i, 0], i)
        simulation(plane, data["simulated"][::5, i, 1], data["simulated"][::5, i, 0], i)
        theory(error, k, data["theory"][:, i, 1], i, label=rf"{word}, $\beta = {beta:g}$")
        simulation(error, k[::5], data["simulated"][::5, i, 1], i)
        rate.plot(beta, data["rates"][i], MARKS[i], color=COLOURS[i])
    rate.plot(data["every"], data["rate"], color="0.4", zorder=0)
    rate.annotate(
        "critical", (data["critical"], data["critical_rate"]), (0, -14), textcoords="offset points", ha="center"
    )
    plane.set(xlabel="position $x$", ylabel="$y$")
    error.set(xlabel="iteration", ylabel="position $x$")
    rate.set(xlabel=r"damping $\beta$", ylabel="rate", ylim=(0.85, 1.01))
    error.legend(fontsize=7)
    return drawing


FIGURE = Figure(
    name="critical-damping",
    section="The Critical Damping Coefficient",
    title="Critical damping",
    caption="A component with alpha lambda = 0.01 from rest: lines are the powers of R, points a run. With beta = "
    "{critical:.4g}, the critical value, the rate over beta is least, {critical_rate:.4g} (right); less momentum "
    "is slower, more overshoots.",
    claims=("damp.critical-beta", "damp.critical-is-optimal", "damp.critical-rate", "damp.under-over-regimes"),
    compute=compute,
    draw=draw,
    order=9,
)
