"""What an update rule says of itself, apart from its arithmetic: its state, its start, its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from numerics.rule import default_start, update_rule

__all__ = ["layout", "rule_name", "start_vector"]


def layout(step: Any, state: Any, start: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """State names and start: as given, else as declared with the rule, the start else from rest."""
    declared = getattr(step, "state", None)
    names = state if state is not None else declared
    if names is None:
        law = "a rule's state has names"
        raise ValueError(f'state=None violates: {law}; give state=("z", "w"), or decorate step with @update_rule')
    checked = vars(update_rule(state=names, start=start)(lambda: None))["state"]  # refuses what the decorator refuses
    if start is None and declared is not None and tuple(declared) == checked:
        start = getattr(step, "start", None)
    return checked, start if start is not None else default_start(checked)


def rule_name(step: Any) -> str:
    """The module's last word for a function that is called `step`, else the function's own name."""
    own = getattr(step, "__name__", type(step).__name__)
    module = str(getattr(step, "__module__", ""))
    return module.rpartition(".")[2] if own == "step" and module.startswith("numerics.algorithms.") else own


def start_vector(start: Callable[[Any], tuple[Any, ...]], state: tuple[str, ...]) -> tuple[Any, ...]:
    """The coefficients of w0 in start(w0)."""
    w0 = sympy.Dummy("w0", real=True)
    given = start(w0)
    if not isinstance(given, tuple) or len(given) != len(state):
        raise TypeError(f"start gave {given!r} violates: it gives a tuple, the state {state}; return all of it")
    entries = [sympy.expand(sympy.sympify(entry, strict=True)) for entry in given]
    vector = tuple(entry.coeff(w0) for entry in entries)
    if any(sympy.expand(e - c * w0) != 0 or not c.is_Rational for e, c in zip(entries, vector, strict=True)):
        law = "every entry of the start is a rational multiple of w0"
        raise ValueError(f"start gave {given} violates: {law}; give lambda w0: (0 * w0, w0) or the like")
    if vector[state.index("w")] != 1:
        raise ValueError(f"start gave {given} violates: the entry w is w0; give lambda w0: (0 * w0, w0) or the like")
    return vector
