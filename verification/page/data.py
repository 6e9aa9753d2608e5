"""The numbers that the page's figures run on: those of the article's figures, by the modules that draw them."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["numbers"]


def numbers() -> dict[str, Any]:
    """Everything that the page's script reads, as JSON takes it."""
    from verification.figures import convergence_rate, critical_damping, damping, momentum_error, stochastic

    curvatures = np.array(momentum_error.CURVATURES)
    return {
        "curvatures": curvatures.tolist(),
        "starts": (curvatures**-0.5).tolist(),
        "steps": momentum_error.STEPS,
        "hero": _hero(),
        "polynomial": _polynomial(),
        "basis": _basis(),
        "rate": {
            "product": convergence_rate.RUNS[0][0] * convergence_rate.LAMBDA,
            "beta": convergence_rate.RUNS[0][1],
            "steps": convergence_rate.STEPS,
        },
        "damping": {
            "alpha": damping.ALPHA,
            "start": damping.START,
            "steps": damping.STEPS,
            "curvatures": damping.CURVATURES,
            "betas": damping.BETAS,
            "limits": damping.LIMITS,
        },
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
            "start": stochastic.START,
            "steps": stochastic.STEPS,
            "lam": 1,
            "normal": np.random.default_rng(stochastic.SEED).standard_normal(stochastic.STEPS).round(6).tolist(),
        },
    }


def _hero() -> dict[str, Any]:
    from numerics.curved_ravine import CurvedRavine
    from verification.figures.hero import DRAWN, LABELLED, STEPS, WINDOW

    problem = CurvedRavine()
    return {
        "alpha": float(DRAWN["alpha"]),
        "beta": float(DRAWN["beta"]),
        "start": problem.start.tolist(),
        "minimiser": problem.minimiser.tolist(),
        "window": WINDOW,
        "steps": STEPS,
        "labelled": {name: float(value) for name, value in LABELLED.items()},
        "curvature": float(np.linalg.eigvalsh(problem.hessian.astype(np.float64))[-1]),
    }


def _basis() -> dict[str, Any]:
    from verification.figures.change_of_basis import ALPHA, CURVATURES, START, STEPS, TURN

    return {
        "curvatures": CURVATURES,
        "start": START.tolist(),
        "turn": TURN.ravel().tolist(),
        "steps": STEPS,
        "alpha": float(ALPHA),
    }


def _polynomial() -> dict[str, Any]:
    from numerics.polynomial_regression import clusters, horner
    from verification.figures.polynomial_eigenfeatures import FIGURE, WINDOW
    from verification.figures.polynomial_weights import WEIGHTS

    problem, x = clusters(), np.linspace(*WINDOW, 121)
    curvatures, basis = problem.spectrum
    return {
        "points": FIGURE.data["points"].tolist(),
        "data": FIGURE.data["data"].tolist(),
        "x": x.tolist(),
        "curvatures": curvatures.tolist(),
        "components": (problem.filtered(np.ones(problem.terms)) @ basis).tolist(),
        "eigenfeatures": problem.eigenfeatures(x).T.tolist(),
        "alpha": FIGURE.data["step_size"],
        "weights": WEIGHTS,
        "powers": horner(np.eye(problem.terms)[:, None, :], x).tolist(),
        "basis": basis.T.ravel().tolist(),
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
