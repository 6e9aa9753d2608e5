r"""What an update rule is, and how it declares its state.

An update rule is a pure function of any number type,

    step(state, gradient, *, alpha, beta) -> state,

where `state` is a tuple, `gradient` is a function of the iterate, and the parameters are keyword-only. The
decorator `update_rule` only attaches two facts to the function and returns that same function:

- `step.state`: the names of the state's entries, in order; the iterate is the one named `w`;
- `step.start`: the full state that a starting point `w0` stands for.

Nothing is imported here but the standard library's `keyword`, so that a symbolic derivation can read the rule
that the simulation runs without paying for arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword
from typing import Any, TypeVar

__all__ = [
    "ITERATE",
    "PREVIOUS",
    "Gradient",
    "Number",
    "Start",
    "State",
    "default_start",
    "identity_columns",
    "update_rule",
]

Number = Any
"""Any number type: float, `fractions.Fraction`, a SymPy expression, mpmath, a ball, or an array of these."""
State = tuple[Number, ...]
Gradient = Callable[[Number], Number]
Start = Callable[[Number], State]
Rule = TypeVar("Rule", bound=Callable[..., Any])

ITERATE = "w"
PREVIOUS = "w_previous"


def update_rule(state: tuple[str, ...] = ("z", "w"), start: Start | None = None) -> Callable[[Rule], Rule]:
    """Declare the state of an update rule: `@update_rule(state=("z", "w"))` above `def step(...)`.

    `state` names the entries of the state tuple in order, `w` among them. `start` maps `w0` to the full state;
    by default every other entry starts at `0 * w0`, and `w_previous`, if there is one, at `w0`.

    Raises ValueError where the names are not distinct identifiers with `w` among them, TypeError where `start`
    or the decorated object is not callable.
    """
    names = _state_names(state)
    if start is not None and not callable(start):
        raise TypeError(f"start={start!r} violates: start is a function of w0; give lambda w0: (0 * w0, w0)")

    def declare(step: Rule) -> Rule:
        if not callable(step):
            raise TypeError(f"{step!r} violates: an update rule is a function; decorate step(state, gradient, ...)")
        vars(step).update(state=names, start=start or default_start(names))
        return step

    return declare


def default_start(state: tuple[str, ...]) -> Start:
    """The start from rest: `w` and `w_previous` at `w0`, every other entry of the state at `0 * w0`."""

    def start(w0: Number) -> State:
        return tuple(w0 if name in (ITERATE, PREVIOUS) else 0 * w0 for name in state)

    return start


def identity_columns(w0: Number, n: int) -> State:
    """The columns of I as arrays like w0, of shape (..., n): where a matrix that is kept in the state starts."""
    columns = tuple(0 * w0 for _ in range(n))
    for i, column in enumerate(columns):
        column[..., i] += 1
    return columns


def _state_names(state: Any) -> tuple[str, ...]:
    if isinstance(state, str) or not all(isinstance(name, str) for name in state):
        raise TypeError(f'state={state!r} violates: state is a tuple of names; write state=("z", "w")')
    names = tuple(state)
    if ITERATE not in names:
        raise ValueError(f"state={names!r} violates: the iterate is the entry named 'w'; name one entry 'w'")
    if len(set(names)) < len(names):
        raise ValueError(f"state={names!r} violates: names are distinct; rename the repeated one")
    wrong = [name for name in names if not name.isidentifier() or iskeyword(name)]
    if wrong:
        raise ValueError(f"state={names!r} violates: a name is a Python identifier; rename {wrong[0]!r}")
    return names
