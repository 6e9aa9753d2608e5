"""A page of the update rules, with the theory that `Method` derives of each that is linear."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from sympy import latex

from derivations import Method
from docs.extensions.catalogue import heading, typeset
from docs.extensions.typography import rst
from numerics.algorithms import algorithms


def page() -> list[str]:
    """Every algorithm of `numerics.algorithms`: its equation, and its theory on a quadratic."""
    lines = [".. _algorithms:", "", *heading("The algorithms")]
    lines += [
        "The update rules of ``numerics.algorithms``. Of each rule that is linear with constant coefficients,",
        "``Method`` derives the rest when this page is built: one step along an eigenvector of curvature",
        ":math:`\\lambda`, the characteristic polynomial, and when every eigenvalue is inside the unit circle.",
        "",
    ]
    for name, step in algorithms():
        module = import_module(f"numerics.algorithms.{name}")
        title = rst(module.__doc__ or "")[0]
        lines += [*heading(name.replace("_", " ").capitalize(), "-"), f":py:mod:`numerics.algorithms.{name}`", ""]
        lines += [title, "", ".. rst-class:: statement", "", typeset(module.EQUATION), "", *_theory(step)]
    return lines


def _theory(step: Any) -> Iterator[str]:
    try:
        method = Method(step)
    except (TypeError, ValueError):
        yield from ("*Not linear with constant coefficients: no matrix.*", "")
        return
    state = r"\\".join(latex_name(name) for name in method.state)
    column = rf"\begin{{pmatrix}}{state}\end{{pmatrix}}"
    matrix = latex(method.iteration_matrix, mat_delim="(")
    yield from _display(rf"{column} \;\mapsto\; {matrix} {column}")
    yield from _display(rf"\det(\sigma I - R) = {latex(method.characteristic_polynomial.as_expr())}")
    conditions = r",\quad ".join(map(latex, method.stability_conditions))
    yield from (f"Stable iff {typeset(conditions)}.", "")


def latex_name(name: str) -> str:
    """A name of the state as LaTeX."""
    head, _, index = name.partition("_")
    return rf"{head}_{{\text{{{index}}}}}" if index else head


def _display(formula: str) -> Iterator[str]:
    yield from (".. math::", "", f"   {formula}", "")
