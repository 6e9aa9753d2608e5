"""The article's first figure: momentum on a curved ravine, at the parameters drawn and at those its label prints."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, MAP, sheet, simulation

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

DRAWN: dict[str, Any] = {"alpha": Fraction(3, 1000), "beta": Fraction(74, 100)}
LABELLED: dict[str, Any] = {"alpha": Fraction(2, 100), "beta": Fraction(99, 100)}
STEPS = 150
WINDOW = (-2.0, 2.0, -4 / 15, 16 / 15)


def compute() -> Data:
    """Both runs (steps + 1, 2), the function on a grid, and what stability near the minimiser allows."""
    from derivations.stability import largest_step_size
    from numerics import simulate
    from numerics.algorithms.momentum import step
    from numerics.curved_ravine import CurvedRavine

    problem = CurvedRavine()
    largest = max(sympy.Matrix(problem.hessian.tolist()).eigenvals())
    left, right, bottom, top = WINDOW
    x, y = np.meshgrid(np.linspace(left, right, 241), np.linspace(bottom, top, 161))
    limits = [largest_step_size(sympy.Rational(str(p["beta"])), largest) for p in (DRAWN, LABELLED)]
    return {
        "x": x,
        "y": y,
        "root": np.sqrt(problem.excess(np.stack([x, y], axis=-1))),
        "drawn": simulate(step, problem, STEPS, **DRAWN).iterates,
        "labelled": simulate(step, problem, 4, **LABELLED).iterates,
        "minimiser": problem.minimiser,
        "drawn_limit": float(limits[0]),
        "labelled_limit": float(limits[1]),
    }


def draw(data: Data) -> Drawing:
    drawing, [[left, right]] = sheet(1, 2, (4.2, 3.2))
    for axes in (left, right):
        axes.contourf(data["x"], data["y"], data["root"], 15, cmap=MAP, alpha=0.6)
        axes.plot(*data["minimiser"], marker="*", color=COLOURS[0], markersize=9, linestyle="none", label="minimiser")
        axes.set(xlim=WINDOW[:2], ylim=WINDOW[2:], xlabel="$x$", ylabel="$y$")
    x, y = data["drawn"].T
    left.plot(x, y, color=COLOURS[0], linewidth=0.6)
    simulation(left, x, y, label=f"{STEPS} iterates")
    left.set_title(r"as drawn: $\alpha = 0.003$, $\beta = 0.74$")
    x, y = data["labelled"].T
    right.plot(x, y, color=COLOURS[2], linewidth=0.6)
    simulation(right, x, y, 2, label="iterates, until they leave")
    right.set_title(r"as its label prints: $\alpha = 0.02$, $\beta = 0.99$")
    left.legend(loc="lower right")
    right.legend(loc="lower right")
    return drawing


FIGURE = Figure(
    name="hero",
    section="Why Momentum Really Works",
    title="Momentum on a curved ravine",
    caption="Momentum from (-1.21, 0.853), over contours of the function's square root. At the parameters that are "
    "drawn it converges: near the minimiser step-sizes up to {drawn_limit:.5f} are stable. At those that the label "
    "prints it leaves the window in its first step and overflows in its seventh: there the limit is "
    "{labelled_limit:.5f}, and 0.02 is beyond it.",
    claims=("stab.region", "stab.momentum-can-diverge-on-convex"),
    compute=compute,
    draw=draw,
    order=1,
)
