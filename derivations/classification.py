r"""Which class of the article's *Adventures in Algorithmic Space* an update rule is in, for every f, n and k.

    scalar:  w^{k+1} = w^0 + sum_i gamma_i^k g_i,    diagonal:  w^{k+1} = w^0 + sum_i Gamma_i^k g_i,  Gamma diagonal,

where g_0, g_1, ... are the gradients that have been taken. The numbers may depend on the run, as those of conjugate
gradients and of Adam do. So scalar means that w^{k+1} - w^0 is in the span of the gradients, and diagonal that a
component of it is 0 in which no gradient so far has been anything but 0: any other vector of that component is a
multiple of a gradient. A scalar rule is diagonal, too, and is called scalar.

In the article the gradients are those of the iterates w^i; whether they are is said apart (`at_iterates`).

**A linear rule** is s' = A s + B g, so that w^{k+1} = e_w^T A^{k+1} v w^0 + sum_i gamma_i g_i from a start v w^0. It is
scalar iff e_w^T A^k v = 1 for all k. That is a sequence which satisfies a recurrence of order n + 1 (that of A,
times sigma - 1), and so is e_w^T A^k v - 1: if it is 0 for k = 0, ..., n it always is. A gradient is taken at the
iterate m steps ago if its point C_j s + D_j g is w^{k-m} by the recursion: C_j A^m = e_w^T, D_j = 0 and C_j A^i B = 0
for i < m; in the first m steps that is w^0 if C_j A^i v = 1.

**Any rule** is run on vectors of which only that is known which makes the class (`derivations.components`), until one
more step adds nothing to what is forgotten: then it holds for all k, by induction. Where this is not enough to see a
class, the rule is run on numbers, once, on a quadratic whose second component has no gradient: if that component moves
the rule is of neither class, and the run shows it. A rule that is diagonal is run on numbers as well, to see a step
that is not in the span of its gradients. Balls decide this; where they do not, it is not claimed.

References: G. Goh, "Why Momentum Really Works", Distill 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import sympy

from derivations.components import Components, Kind, join, number
from derivations.layout import layout
from derivations.tracing import LinearRule, rule_parameters
from numerics.rule import ITERATE

__all__ = ["Classification", "classify", "classify_linear"]

SHARE = sympy.Rational(1, 3)  # what every parameter is in a run on numbers
START = (2, 3, -1, 4, 1, -3)
MATRIX = (
    (3, 0, 1, 0, 0, 0),
    (0, 0, 0, 0, 0, 0),
    (1, 0, 5, 1, 0, 0),
    (0, 0, 1, 2, 1, 0),
    (0, 0, 0, 1, 7, 1),
    (0, 0, 0, 0, 1, 4),
)  # of a convex quadratic, whose second component has no gradient and is free
FAILURES = (TypeError, ValueError, AttributeError, ArithmeticError, IndexError, KeyError, NotImplementedError)


@dataclass(frozen=True)
class Classification:
    """The class of a rule, and why.

    kind: "scalar" and "diagonal" hold for every f, n and k (see the module); "neither" is shown by a run on numbers;
    "unknown" is neither shown nor excluded. gradients: how many one step takes, None where no step could be traced.
    at_iterates: whether every gradient is taken at the iterate, this one or an earlier one; of a rule that is not
    linear, this one. reason: in words. witness: a first step {"start", "gradients", "step"} in mpmath's intervals, for
    "neither" one that moves the second component without a gradient, for "diagonal" one that is not in the span of its
    gradients; None where there is none to show.
    """

    kind: Literal["scalar", "diagonal", "neither", "unknown"]
    gradients: int | None
    at_iterates: bool | None
    reason: str
    witness: Mapping[str, Any] | None = None


def classify_linear(rule: LinearRule, start: Sequence[Any]) -> Classification:
    """The class of a linear rule from the start v w^0, v being `start`."""
    n = len(rule.state)
    row = sympy.Matrix(1, n, lambda _, j: int(j == rule.iterate))
    state, weights = sympy.Matrix(list(start)), []
    for _ in range(n + 1):
        weights.append(sympy.cancel((row * state)[0]))
        state = (rule.A * state).applyfunc(sympy.cancel)
    at_iterates = all(_is_at_an_iterate(rule, j, start) for j in range(rule.gradients))
    if all(weight == 1 for weight in weights):
        reason = "the rule is linear, with the same coefficients in every component, and w^0 has the coefficient 1"
        return Classification("scalar", rule.gradients, at_iterates, reason)
    k = next(i for i, weight in enumerate(weights) if weight != 1)
    reason = f"without gradients w^{k} is {weights[k]} times w^0: the start is not at rest"
    return Classification("neither", rule.gradients, at_iterates, reason)


def classify(
    step: Callable[..., Any],
    state: tuple[str, ...] | None = None,
    start: Callable[[Any], tuple[Any, ...]] | None = None,
) -> Classification:
    """The class of any update rule step(state, gradient, *, <parameters>), linear or not.

    Raises TypeError where `step` has not that form, ValueError where the state's names are wrong.
    """
    names, begin = layout(step, state, start)
    given = rule_parameters(step)
    try:
        kind, gradients, at_iterates = _traced(step, names, begin, given)
        reason = "traced to the last of what it forgets"
    except FAILURES as error:
        kind, gradients, at_iterates, reason = Kind.ANY, None, None, f"not traced: {error}"
    if kind is Kind.SPAN:
        return Classification("scalar", gradients, at_iterates, "every step is in the span of the gradients")
    run = _first_step(step, names, begin, given)
    if kind is Kind.OWN:
        outside = run is not None and _outside_the_span(run)
        end = ", and the first step shown is not in their span" if outside else ""
        reason = f"a component moves only by gradients of its own{end}"
        return Classification("diagonal", gradients, at_iterates, reason, run if outside else None)
    if run is not None and _moves(run["step"][1]):
        reason = f"the second component moves without a gradient; {reason}"
        return Classification("neither", gradients, at_iterates, reason, run)
    return Classification("unknown", gradients, at_iterates, f"no class is seen and none is excluded; {reason}")


def _is_at_an_iterate(rule: LinearRule, j: int, start: Sequence[Any]) -> bool:
    """Whether gradient j is taken at the iterate of some number m of steps ago, in the first m steps at w^0."""
    row, begin = rule.C.row(j), sympy.Matrix(list(start))
    if any(rule.D.row(j)):
        return False
    for _ in range(len(rule.state) + 1):
        if all(sympy.cancel(entry - int(i == rule.iterate)) == 0 for i, entry in enumerate(row)):
            return True
        if sympy.cancel((row * begin)[0] - 1) != 0 or any(sympy.cancel(entry) != 0 for entry in row * rule.B):
            return False
        row = (row * rule.A).applyfunc(sympy.cancel)
    return False


# ---- any rule, on what is known of components ---------------------------------------------------------------------


def _traced(
    step: Callable[..., Any], names: tuple[str, ...], start: Callable[[Any], Any], given: Mapping[str, Any]
) -> tuple[Kind, int, bool]:
    """What is known of w in every step, how many gradients one takes, and whether they are taken at w."""
    parameters = {name: number(symbol) for name, symbol in given.items()}
    place = names.index(ITERATE)
    known = [_value(entry) for entry in start(Components(Kind.SPAN, sympy.Integer(1)))]
    gradients, at_iterates = 0, True
    while True:
        state = tuple(_instance(value) for value in known)
        points: list[Any] = []

        def gradient(point: Any, points: list[Any] = points) -> Components:
            points.append(point)
            return Components(Kind.SPAN)

        after = step(state, gradient, **parameters)
        if not isinstance(after, tuple) or len(after) != len(names):
            raise TypeError(f"step gave no tuple of the {len(names)} entries of the state")
        gradients = max(gradients, len(points))
        at_iterates = at_iterates and all(point is state[place] for point in points)
        joined = [join(old, _value(new)) for old, new in zip(known, after, strict=True)]
        if all(a.kind is b.kind and a.number == b.number for a, b in zip(known, joined, strict=True)):
            break
        known = joined
    found = known[place]
    return (found.kind if found.kind >= Kind.SPAN and found.number == 1 else Kind.ANY), gradients, at_iterates


def _value(entry: Any) -> Components:
    value = number(entry)
    if value is None:
        raise TypeError(f"an entry of the state is {type(entry).__name__}")
    own = {symbol for symbol in value.number.free_symbols if isinstance(symbol, sympy.Dummy)}
    return Components(value.kind, None) if own else value  # a number that the next step does not know


def _instance(value: Components) -> Components:
    """A number that is not known is a symbol of its own."""
    return value if value.number is not None else Components(value.kind, sympy.Dummy("t", real=True))


# ---- any rule, on numbers -----------------------------------------------------------------------------------------


def _first_step(
    step: Callable[..., Any], names: tuple[str, ...], start: Callable[[Any], Any], given: Mapping[str, Any]
) -> dict[str, Any] | None:
    """One step in balls on 1/2 w^T A w; None where the rule does not run there."""
    import numpy
    from mpmath.ctx_iv import MPIntervalContext

    context = MPIntervalContext()
    context.prec = 200
    A = numpy.array([[context.mpf(x) for x in row] for row in MATRIX], dtype=object)
    w0 = numpy.array([context.mpf(x) for x in START], dtype=object)
    share = numpy.array([context.mpf(int(SHARE.p)) / int(SHARE.q)], dtype=object)  # an array: a ball alone refuses them
    parameters = dict.fromkeys(given, share)
    seen: list[Any] = []

    def gradient(w: Any) -> Any:
        seen.append(A @ w)
        return seen[-1]

    place = names.index(ITERATE)
    try:
        after = step(start(w0), gradient, **parameters)
        move = after[place] - w0
        return {"start": START, "gradients": tuple(map(tuple, seen)), "step": tuple(move)}
    except FAILURES:
        return None


def _moves(entry: Any) -> bool:
    """Whether a ball surely is not 0."""
    return bool(entry > 0) or bool(entry < 0)


def _outside_the_span(run: Mapping[str, Any]) -> bool:
    """Whether the step surely is no combination of its gradients: some determinant of both is not 0."""
    columns = [*run["gradients"], run["step"]]
    size = len(columns)
    rows = list(zip(*columns, strict=True))
    return any(_moves(_determinant([rows[i] for i in chosen])) for chosen in combinations(range(len(rows)), size))


def _determinant(rows: Sequence[Sequence[Any]]) -> Any:
    if len(rows) == 1:
        return rows[0][0]
    minors = (
        _determinant([[*row[:j], *row[j + 1 :]] for row in rows[1:]]) * entry * (-1) ** j
        for j, entry in enumerate(rows[0])
    )
    return sum(minors)
