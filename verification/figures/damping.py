"""Momentum along an eigenvector in the phase plane: a weight on a spring, over force and damping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

ALPHA = 0.02
CURVATURES = (0.0, 0.02, 0.1, 0.25)
BETAS = (1.0, 0.985, 0.95, 0.9, 0.85, 0.8)
START = (1.0, 0.92)
STEPS = 250
LIMITS = (-2.0, 2.0, -3.6, 3.6)
"""Of the panels: all but the free particle stays within them."""


def compute() -> Data:
    """The states (y, x) of each cell by the powers of R and by a run: (steps + 1, lambda, beta, 2)."""
    from derivations.momentum import method
    from numerics import Quadratic, simulate
    from verification.figures.theory import powers

    lams, betas = np.meshgrid(CURVATURES, BETAS, indexing="ij")
    problem = Quadratic.from_spectrum(np.array(CURVATURES)[:, None, None], semidefinite=True)
    y, x = (np.full((*lams.shape, 1), value) for value in START)
    run = simulate(method, problem, STEPS, start=(y, x), record="states", alpha=ALPHA, beta=np.array(BETAS))
    return {
        "theory": powers(method, STEPS, START, lams, alpha=ALPHA, beta=betas),
        "simulated": np.concatenate(run.values, axis=-1),
    }


def draw(data: Data) -> Drawing:
    drawing, axes = sheet(len(CURVATURES), len(BETAS), (1.5, 1.5), sharex=True, sharey=True)
    for i, curvature in enumerate(CURVATURES):
        for j, beta in enumerate(BETAS):
            panel = axes[i, j]
            states, points = data["theory"][:, i, j], data["simulated"][::10, i, j]
            panel.plot(states[:, 1], states[:, 0], color=COLOURS[1], linewidth=1)
            panel.plot(points[:, 1], points[:, 0], "o", color=COLOURS[0], markersize=2.2)
            panel.plot(0, 0, "+", color=COLOURS[0])
            panel.set(xlim=LIMITS[:2], ylim=LIMITS[2:])
            if i == 0:
                panel.set_title(rf"$\beta = {beta:g}$")
            if j == 0:
                panel.set_ylabel(rf"$\lambda = {curvature:g}$" + "\n$y$")
            if i + 1 == len(CURVATURES):
                panel.set_xlabel("position $x$")
    return drawing


FIGURE = Figure(
    name="damping",
    section="The Critical Damping Coefficient",
    title="A damped oscillator, over force and damping",
    caption="250 steps of size 0.02 from x = 0.92 and y = 1 (the text says 150, from (1, 1)); y is minus the velocity, "
    "and the article draws it 1.4 times as large. Lines are the powers of R, points every tenth iterate. Downwards the "
    "force grows, to the right the damping: without force a particle glides to a stop (first row), without damping it "
    "never comes to rest (first column).",
    claims=("damp.velocity-is-minus-y", "damp.free-particle", "damp.returns-to-origin", "damp.spring-limit"),
    compute=compute,
    draw=draw,
    order=8,
)
