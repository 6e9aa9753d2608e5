"""Gradient descent in the eigenbasis and in a rotated one: the same run, component by component."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

CURVATURES = (1, 100)
ALPHA = Fraction(18, 1000)
START = np.array([-2.5, 1.0])
STEPS = 300
TURN = np.sqrt(0.5) * np.array([[1, -1], [1, 1]])
"""From the eigenbasis to the problem as it is given, by an eighth of a turn."""


def compute() -> Data:
    """The run on the rotated problem and in the eigenbasis, (steps + 1, 2), and the latter's closed form."""
    from derivations import Method
    from numerics import Quadratic, simulate
    from numerics.algorithms.gradient_descent import step
    from verification.figures.theory import powers

    low, high = CURVATURES
    middle, half = Fraction(low + high, 2), Fraction(high - low, 2)
    given = Quadratic.from_matrix([[middle, -half], [-half, middle]])
    rotated = simulate(step, given, STEPS, start=TURN @ START, alpha=ALPHA).iterates
    return {
        "run": simulate(step, Quadratic.from_spectrum(CURVATURES), STEPS, start=START, alpha=ALPHA).iterates,
        "rotated": rotated,
        "back": rotated @ TURN,
        "closed": powers(Method(step), STEPS, (START,), np.array(CURVATURES), alpha=float(ALPHA))[..., 0],
    }


def draw(data: Data) -> Drawing:
    drawing, [[first, second, third]] = sheet(1, 3, (3, 3))
    runs = ((first, "rotated", "w, as given"), (second, "run", "x, in the eigenbasis"))
    for number, (axes, key, label) in enumerate(runs):
        across, up = data[key].T
        axes.plot(across, up, linewidth=0.6, color="0.6")
        simulation(axes, across, up, number, label=label)
    for axes, names in ((first, ("$w_1$", "$w_2$")), (second, ("$x_1$", "$x_2$"))):
        axes.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", xlabel=names[0], ylabel=names[1])
        axes.legend(loc="upper right")
    k = np.arange(61)
    for i, number in ((0, 1), (1, 2)):
        theory(third, k, data["closed"][: len(k), i], number, label=f"$x_{i + 1}$, closed form")
        simulation(third, k, data["back"][: len(k), i], number, label="$Q^T w$, simulated")
    third.set(xlabel="iteration", ylabel="component")
    third.legend()
    return drawing


FIGURE = Figure(
    name="change-of-basis",
    section="First Steps: Gradient Descent",
    title="Gradient descent in two bases",
    caption="The run on a rotated quadratic with curvatures 1 and 100 (left) is the run on its eigenvectors (middle), "
    "turned; there each component runs by itself, by the closed form (lines, right).",
    claims=("gd.eigenbasis", "gd.eigenbasis-step", "gd.closed-form"),
    compute=compute,
    draw=draw,
    order=2,
)
