"""Finding points: at which hypotheses hold (a witness), and at which a conclusion fails as well (a counterexample).

Not trusted: the kernel checks a witness, and a point is returned only where it has been checked exactly here.

Method. Disjunctions are decided at random and runs are unrolled for a few steps; what is left is a system of polynomial
equations and inequalities. An order of the variables is sought in which as many equations as possible determine a
variable of their own, linearly if possible; then the free variables get small rationals, the others are solved for, and
whatever is decided by then is checked at once, going back where it fails. Random restarts are seeded.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

from derivations import kernel
from derivations.kernel import Formula, Terms, instance, negate, scale, substitute, variable
from derivations.search import SearchError

__all__ = ["find_counterexample", "find_witness"]

Json = dict[str, Any]
Values = dict[str, Fraction]
Unrolled = tuple[dict[str, Terms], list[list[dict[str, str]]], list[Formula]]
SMALL = [Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (1, 2), (2, 1), (-1, 2), (3, 1), (1, 3), (1, 4), (3, 4))]
SMALL += [
    Fraction(n, d) for n, d in ((-2, 1), (3, 2), (4, 1), (9, 1), (1, 9), (1, 10), (2, 3), (-1, 4), (5, 1), (9, 10))
]
SMALL += [Fraction(n) for n in (25, -3, 100)]
STEPS = 3


def find_witness(statement: Mapping[str, Any], seconds: Any = 10, seed: int = 0) -> Json:
    """A rational point, and steps of the runs, at which all hypotheses hold; raises `SearchError` if none is found.

    Another seed begins the search elsewhere, and so finds another point as a rule.
    """
    found = _find(statement, [], seconds, seed) or _elsewhere(statement, seconds, seed)
    if found is None:
        raise SearchError("no point was found at which all hypotheses hold: give one as witness={symbol: value}")
    return found


def find_counterexample(statement: Mapping[str, Any], seconds: Any = 1) -> Json | None:
    """A rational point at which the hypotheses hold and the conclusion does not; None if none is found.

    For a minimum it is a point of the domain with a smaller value; for a limit none is looked for.
    """
    [(kind, body)] = statement["conclusion"].items()
    if kind == "limit":
        return None
    if kind == "minimum":
        of, value = kernel.polynomial(body["of"]), kernel.polynomial(body["is"])
        return _find(statement, [kernel.formula(body["subject"]), ("gt", kernel.add(value, scale(-1, of)))], seconds)
    return _find(statement, [negate(kernel.formula(statement["conclusion"]))], seconds)


def _hypotheses(statement: Mapping[str, Any]) -> list[Formula]:
    """What is to hold, with the run of a limit."""
    hypotheses = kernel.flat(map(kernel.formula, statement["hypotheses"]))
    [(kind, body)] = statement["conclusion"].items()
    return [*hypotheses, kernel.formula({"orbit": body["orbit"]})] if kind == "limit" else hypotheses


def _elsewhere(statement: Mapping[str, Any], seconds: Any, seed: int) -> Json | None:
    """A point at which no run has moved, and for each run with a guard another one at which it does."""
    hypotheses = _hypotheses(statement)
    orbits = [fact for fact in hypotheses if fact[0] == "orbit"]
    states = set().union(*(body.start for _, body in orbits))
    about_parameters = [fact for fact in hypotheses if not kernel.free(fact) & states]
    guarded = [fact for fact in orbits if fact[1].guard != ("and", [])]
    found = _search(hypotheses, [], seconds, range(1), seed) if guarded else None
    steps = range(1, STEPS + 1)
    others = [_search([fact, *about_parameters], [], seconds, steps, seed) for fact in guarded if found]
    return None if found is None or None in others else found | {"elsewhere": others}


def _find(statement: Mapping[str, Any], more: Sequence[Formula], seconds: Any, seed: int = 0) -> Json | None:
    hypotheses = _hypotheses(statement)
    guarded = any(body.guard != ("and", []) for kind, body in hypotheses if kind == "orbit")
    return _search(hypotheses, more, seconds, range(int(guarded), STEPS + 1), seed)  # the kernel wants a step


def _search(
    hypotheses: Sequence[Formula], more: Sequence[Formula], seconds: Any, steps: range, seed: int
) -> Json | None:
    """A point at which all hold, after so many steps of each run, the same for all."""
    orbits = [body for kind, body in hypotheses if kind == "orbit"]
    relations = [f for f in hypotheses if f[0] != "orbit"] + list(more)
    deadline = time.process_time() + seconds
    source = random.Random(seed)
    while time.process_time() < deadline:
        for taken in steps if orbits else [0]:
            states, inputs, guards = _unroll(orbits, taken)
            system = [*guards, *(instance(f, states) for f in relations)]
            values = _solve(system, source, min(deadline, time.process_time() + 1))
            if values is not None:
                return _point(values, inputs, orbits, relations, states)
    return None


def _unroll(orbits: Sequence[kernel.Orbit], steps: int) -> Unrolled:
    """The states after so many steps of each run, in the parameters and new names for the inputs of each step.

    A run may begin where an earlier one has come to.
    """
    states: dict[str, Terms] = {}
    named: list[list[dict[str, str]]] = []
    guards: list[Formula] = []
    for number, orbit in enumerate(orbits):
        now, names = {name: substitute(p, states) for name, p in orbit.start.items()}, []
        for step in range(steps):
            names.append({name: f"{name}_at_{number}_{step}" for name in orbit.inputs})
            at = states | now | {name: variable(new) for name, new in names[-1].items()}
            guards.append(instance(orbit.guard, at))
            now = {name: substitute(p, at) for name, p in orbit.step.items()}
        states |= now
        named.append(names)
    return states, named, guards


def _point(
    values: Values, inputs: list[list[dict[str, str]]], orbits: Sequence[kernel.Orbit], relations: Sequence[Formula],
    states: Mapping[str, Terms],
) -> Json:  # fmt: skip
    """The point as the kernel reads a witness; what no relation mentions is 0."""
    bound = set(states) | {new for run in inputs for step in run for new in step.values()}
    mentioned = set().union(*map(kernel.free, [*relations, *(("orbit", orbit) for orbit in orbits)])) - bound
    free = {name: str(values.get(name, Fraction(0))) for name in sorted(mentioned)}
    runs = [[{u: str(values.get(new, Fraction(0))) for u, new in step.items()} for step in run] for run in inputs]
    return {"values": free, "runs": runs}


# ---- one system --------------------------------------------------------------------------------------------------


def _solve(system: Sequence[Formula], source: random.Random, deadline: float) -> Values | None:
    for _ in range(12):
        atoms = list(_decided(system, source))
        if any(not kernel.variables(p) and not _true(kind, p.get((), Fraction(0))) for kind, p in atoms):
            continue
        order = _order([p for kind, p in atoms if kind == "eq"], [p for _, p in atoms], source)
        found = _Search(atoms, order, source, deadline).run()
        if found is not None or time.process_time() > deadline:
            return found
    return None


def _decided(system: Sequence[Formula], source: random.Random) -> Iterator[tuple[str, Terms]]:
    """The atoms of the system, one alternative of each disjunction chosen at random."""
    for kind, body in system:
        if kind == "and":
            yield from _decided(body, source)
        elif kind == "or":
            yield from _decided([source.choice(body)] if body else [("gt", {})], source)
        else:
            yield kind, body


def _order(equations: Sequence[Terms], polynomials: Sequence[Terms], source: random.Random) -> list[tuple[str, int]]:
    """Variables in the order of their choice, each with the number of the equation that determines it, or -1."""
    names = sorted(set().union(*map(kernel.variables, polynomials)))
    best: tuple[int, list[tuple[str, int]]] | None = None
    for _ in range(60):
        source.shuffle(names)
        cost, order = _cost(equations, names)
        if best is None or cost < best[0]:
            best = cost, order
    return best[1] if best else []


def _cost(equations: Sequence[Terms], names: Sequence[str]) -> tuple[int, list[tuple[str, int]]]:
    left = {i: kernel.variables(p) for i, p in enumerate(equations)}
    waiting, order, cost = list(names), [], 0
    while waiting:
        single = next((i for i, unknown in left.items() if len(unknown) == 1), -1)
        name = next(iter(left[single])) if single >= 0 else waiting[0]
        if single >= 0:
            degree = max(dict(monomial).get(name, 0) for monomial in equations[single])
            cost += 4 * (degree - 1)
            del left[single]
        waiting.remove(name)
        order.append((name, single))
        for unknown in left.values():
            unknown.discard(name)
        checks = [i for i, unknown in left.items() if not unknown]
        cost += 10 * len(checks)
        for i in checks:
            del left[i]
    return cost, order


class _Search:
    """Depth first through the variables, with a limited number of values for each."""

    def __init__(
        self, atoms: list[tuple[str, Terms]], order: list[tuple[str, int]], source: random.Random, deadline: float
    ) -> None:
        self.order, self.source, self.deadline, self.nodes = order, source, deadline, 400
        self.equations = [p for kind, p in atoms if kind == "eq"]
        place = {name: i for i, (name, _) in enumerate(order)}
        self.due: list[list[tuple[str, Terms]]] = [[] for _ in order]
        for kind, p in atoms:
            if kernel.variables(p):
                self.due[max(place[name] for name in kernel.variables(p))].append((kind, p))

    def run(self) -> Values | None:
        values: Values = {}
        return values if self.descend(0, values) else None

    def descend(self, depth: int, values: Values) -> bool:
        if depth == len(self.order):
            return True
        name, equation = self.order[depth]
        for value in self.candidates(name, equation, values):
            self.nodes -= 1
            if self.nodes < 0 or time.process_time() > self.deadline:
                return False
            values[name] = value
            fits = all(_true(kind, _value(p, values)) for kind, p in self.due[depth])
            if fits and self.descend(depth + 1, values):
                return True
        values.pop(name, None)
        return False

    def candidates(self, name: str, equation: int, values: Values) -> Iterator[Fraction]:
        if equation >= 0:
            coefficients = _univariate(self.equations[equation], name, values)
            if any(coefficients[1:]) or coefficients[0]:
                yield from _roots(coefficients)
                return
        yield from self.source.sample(SMALL[:6], 3)
        yield from self.source.sample(SMALL, 5)
        yield Fraction(self.source.randint(-40, 60), self.source.randint(1, 20))


def _true(kind: str, value: Fraction) -> bool:
    return value > 0 if kind == "gt" else value >= 0 if kind == "ge" else value == 0


def _value(p: Terms, values: Values) -> Fraction:
    total = Fraction(0)
    for monomial, c in p.items():
        for name, exponent in monomial:
            c *= values[name] ** exponent  # noqa: PLW2901
        total += c
    return total


def _univariate(p: Terms, name: str, values: Values) -> list[Fraction]:
    """The coefficients of p, by rising degree, as a polynomial in its one variable without a value."""
    found: dict[int, Fraction] = {0: Fraction(0)}
    for monomial, coefficient in p.items():
        c, degree = coefficient, 0
        for other, exponent in monomial:
            if other == name:
                degree = exponent
            else:
                c *= values[other] ** exponent
        found[degree] = found.get(degree, Fraction(0)) + c
    return [found.get(i, Fraction(0)) for i in range(max(found) + 1)]


def _roots(coefficients: list[Fraction]) -> list[Fraction]:
    """The rational roots of a polynomial of degree at most 2; of a higher degree, those among the small rationals."""
    while coefficients and not coefficients[-1]:
        coefficients = coefficients[:-1]
    if len(coefficients) == 2:
        return [-coefficients[0] / coefficients[1]]
    if len(coefficients) == 3:
        c, b, a = coefficients
        root = _square_root(b * b - 4 * a * c)
        return [] if root is None else list(dict.fromkeys(((root - b) / (2 * a), (-root - b) / (2 * a))))
    return [v for v in SMALL if not sum((c * v**i for i, c in enumerate(coefficients)), Fraction(0))]


def _square_root(x: Fraction) -> Fraction | None:
    if x < 0:
        return None
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    return root if root * root == x else None
