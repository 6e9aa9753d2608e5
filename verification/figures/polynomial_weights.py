"""One polynomial in two bases: the powers of xi, and the eigenfeatures of the article's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.polynomial_eigenfeatures import WINDOW
from verification.figures.style import COLOURS, DASHES, sheet, simulation

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

WEIGHTS = (-2, -2, 2, 2, 2, -2)
"""The article's, of 1, xi, .., xi^5."""
LEAST = 1e-5
"""Where the bars begin; the article's begin at 0.001, above the last two eigenvalues."""


def compute() -> Data:
    """The model (x,) and its parts (x, n) by powers and by eigenfeatures, these by falling eigenvalue, with sizes."""
    from numerics.polynomial_regression import clusters, horner

    problem, x, weights = clusters(), np.linspace(*WINDOW, 301), np.array(WEIGHTS, dtype=float)
    curvatures, basis = problem.spectrum
    components = weights @ basis
    return {
        "points": np.asarray(problem.points, dtype=float),
        "data": np.asarray(problem.data, dtype=float),
        "x": x,
        "model": horner(weights, x),
        "powers": horner(np.diag(weights)[:, None, :], x).T,
        "features": (problem.eigenfeatures(x) * components)[:, ::-1],
        "numbers": np.arange(1, 1 + problem.terms),
        "curvatures": curvatures[::-1],
        "sizes": abs(components)[::-1],
    }


def draw(data: Data) -> Drawing:
    drawing, [[left, middle, right]] = sheet(1, 3, (3.3, 3))
    bases = ((left, "powers", "parts by powers"), (middle, "features", "parts by eigenfeatures"))
    for axes, key, title in bases:
        for i, part in enumerate(data[key].T):
            label = rf"$w_{i + 1}\xi^{i}$" if axes is left else rf"$x_{i + 1}f_{i + 1}(\xi)$"
            axes.plot(data["x"], part, color=COLOURS[i], linestyle=DASHES[i], linewidth=0.9, label=label)
        axes.plot(data["x"], data["model"], color="0.35", linewidth=2.5, label="their sum, the model", zorder=0)
        simulation(axes, data["points"], data["data"], 0, label="data")
        axes.set(xlabel=r"$\xi$", title=title, ylim=(-4, 6))
        axes.legend(fontsize=6, ncols=2, loc="upper center")
    left.set_ylabel("model")
    places = data["numbers"]
    right.bar(places, data["sizes"], color=COLOURS[1], width=0.5, label="$|x_i|$, component of the weights")
    right.plot(
        places, data["curvatures"], "D", color=COLOURS[2], markeredgecolor="white", label=r"eigenvalue $\lambda_i$"
    )
    right.set(yscale="log", ylim=(LEAST, 100), xlabel="eigenfeature, by falling eigenvalue", xticks=places)
    right.legend(fontsize=7)
    return drawing


FIGURE = Figure(
    name="polynomial-weights",
    section="Example: Polynomial Regression",
    title="One polynomial in two bases",
    caption="The model with the article's weights -2, -2, 2, 2, 2, -2 as a sum of powers of xi (left) and of the "
    "eigenfeatures of its data (middle), numbered by falling eigenvalue; and how much of each eigenfeature is in it "
    "(bars) beside its eigenvalue (diamonds). It is learnt by its eigenvalue: those differ by more than five orders of "
    "magnitude, the sizes hardly.",
    claims=("poly.eigenfeatures", "poly.separable", "poly.first-two-eigenfeatures"),
    compute=compute,
    draw=draw,
    order=4,
)
