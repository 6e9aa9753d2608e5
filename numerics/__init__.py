"""What happens when the theory runs: update rules, problems, number systems, simulation.

    from numerics import Quadratic, simulate
    from numerics.algorithms.momentum import step

    run = simulate(step, Quadratic.from_spectrum([1, 10, 100]), 300, alpha=0.03, beta=0.7)
    run.iterates        # shape (301, 3)

Importing this package loads neither NumPy nor mpmath: a name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numerics.colorization import Colorization
    from numerics.convex_rosenbrock import ConvexRosenbrock
    from numerics.exact import cayley_basis, householder_basis
    from numerics.graphs import Graph
    from numerics.grid import GridColorization
    from numerics.polynomial_regression import PolynomialRegression
    from numerics.precision import Ball, Digits, Exact, Float64, matrix_power, number_system
    from numerics.problems import Quadratic
    from numerics.rounding import forward_error_bound, gamma, growth_bits
    from numerics.rule import update_rule
    from numerics.simulation import Run, simulate

__all__ = [
    "Ball",
    "Colorization",
    "ConvexRosenbrock",
    "Digits",
    "Exact",
    "Float64",
    "Graph",
    "GridColorization",
    "PolynomialRegression",
    "Quadratic",
    "Run",
    "cayley_basis",
    "forward_error_bound",
    "gamma",
    "growth_bits",
    "householder_basis",
    "matrix_power",
    "number_system",
    "simulate",
    "update_rule",
]

_HOME = {
    "colorization": ("Colorization",),
    "convex_rosenbrock": ("ConvexRosenbrock",),
    "exact": ("cayley_basis", "householder_basis"),
    "graphs": ("Graph",),
    "grid": ("GridColorization",),
    "polynomial_regression": ("PolynomialRegression",),
    "precision": ("Ball", "Digits", "Exact", "Float64", "matrix_power", "number_system"),
    "problems": ("Quadratic",),
    "rounding": ("forward_error_bound", "gamma", "growth_bits"),
    "rule": ("update_rule",),
    "simulation": ("Run", "simulate"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOME.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
