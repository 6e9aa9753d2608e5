"""The numbers that the page's figures run on: those of the article's figures, by the modules that draw them."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["numbers"]


def numbers() -> dict[str, Any]:
    """Everything that the page's script reads, as JSON takes it."""
    from verification.figures import critical_damping, damping, momentum_error, stochastic

    curvatures = np.array(momentum_error.CURVATURES)
    return {
        "curvatures": curvatures.tolist(),
        "starts": (curvatures**-0.5).tolist(),
        "steps": momentum_error.STEPS,
        "hero": _hero(),
        "polynomial": _polynomial(),
        "damping": {"alpha": damping.ALPHA, "start": damping.START, "steps": damping.STEPS},
        "critical": {
            "alpha": float(critical_damping.ALPHA),
            "lam": critical_damping.CURVATURE,
            "steps": critical_damping.STEPS,
        },
        "maze": _maze(),
        "rosenbrock": _rosenbrock(),
        "stochastic": {
            "alpha": stochastic.ALPHA,
            "beta": stochastic.BETA,
            "deviation": stochastic.DEVIATION,
            "start": 3**0.5,
            "steps": stochastic.STEPS,
            "lam": 1,
        },
    }


def _hero() -> dict[str, Any]:
    from numerics.curved_ravine import CurvedRavine
    from verification.figures.hero import DRAWN, WINDOW

    problem = CurvedRavine()
    return {
        "alpha": float(DRAWN["alpha"]),
        "beta": float(DRAWN["beta"]),
        "start": problem.start.tolist(),
        "minimiser": problem.minimiser.tolist(),
        "window": WINDOW,
        "steps": 150,
        "curvature": float(np.linalg.eigvalsh(problem.hessian.astype(np.float64))[-1]),
    }


def _polynomial() -> dict[str, Any]:
    from numerics.polynomial_regression import clusters
    from verification.figures.polynomial_eigenfeatures import FIGURE

    problem, x = clusters(), np.linspace(-0.75, 0.75, 121)
    curvatures, basis = problem.spectrum
    return {
        "points": FIGURE.data["points"].tolist(),
        "data": FIGURE.data["data"].tolist(),
        "x": x.tolist(),
        "curvatures": curvatures.tolist(),
        "components": (problem.filtered(np.ones(problem.terms)) @ basis).tolist(),
        "eigenfeatures": problem.eigenfeatures(x).T.tolist(),
        "alpha": FIGURE.data["step_size"],
    }


def _maze() -> dict[str, Any]:
    from verification.figures.colorization import COLOUR, WEIGHT, extremal, maze, rooms

    _, matrix, places = rooms()
    inside = maze()
    middle = [row * inside.shape[1] for row in (inside.shape[0] // 2 - 1, inside.shape[0] // 2)]
    return {
        "rows": inside.shape[0],
        "columns": inside.shape[1],
        "inside": places.tolist(),
        "coloured": np.flatnonzero(np.isin(places, middle)).tolist(),
        "weight": float(WEIGHT),
        "colour": COLOUR,
        "ends": extremal(matrix),
    }


def _rosenbrock() -> dict[str, Any]:
    from numerics import ConvexRosenbrock
    from verification.figures.rosenbrock import KAPPA, STEPS, N

    problem = ConvexRosenbrock(KAPPA, N)
    eigenvalues = problem.quadratic().eigenvalues
    return {
        "n": N,
        "steps": STEPS,
        "c": float(problem.curvature),
        "ends": [eigenvalues[0], eigenvalues[-1]],
        "minimiser": problem.minimiser.tolist(),
    }
