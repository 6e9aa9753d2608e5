"""Claims and methods against simulation: at machine precision, at 50 and 200 digits, and in balls.

    from verification.confrontation import CONFRONTED, confront

    for precision in CONFRONTED:
        confront(claim, precision)          # raises a Failure where simulation contradicts what is claimed

A statement is taken at exact points that satisfy its hypotheses: at its witness, where a hypothesis >= is an equality,
and at points found from several seeds. Along its runs it is taken step by step. At each, both sides of each relation
are computed in the precision at hand, with a bound of their error: by running error analysis (Higham, section 3.3) in
float64 and digits, by themselves in balls. What is found out is that this enclosure holds the exact value, and that
the conclusion is not false. A limit is taken at the step from which its proof says that it is within epsilon; a
minimum at points of its domain.

Where a claim names a method, its rule is run as well, and compared with R^k (`verification.method_confrontation`).

This refutes; it proves nothing. It is a check of the translation of a statement into what is proved, apart from it.

Reference: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from derivations import kernel, translate
from derivations.claim import Claim
from derivations.models import find_witness
from derivations.search import SearchError
from derivations.statement import Limit, Minimum, Orbit, Statement
from verification.arithmetic import CONFRONTED, Arithmetic, arithmetic, truth
from verification.failures import Failure, stated
from verification.method_confrontation import confront_method

__all__ = ["CONFRONTED", "confront", "confront_method", "confront_statement", "points_of"]

Json = dict[str, Any]
Point = Mapping[Any, Fraction]
SEEDS, STEPS, FAR, BITS = 4, 10, 60, 4000
"""How many points are looked for, how far runs are followed, those of a limit, and how long their numbers may get."""


def confront(c: Claim, precision: str) -> int:
    """Confront each statement of a claim, and its method if it names one; the number of comparisons.

    `precision` is one of `CONFRONTED`. It is 0 for limits alone that are reached too late to be seen. Raises a
    `Failure` where one is contradicted, or where a statement has no point.
    """
    proofs = c.proof.get("statements", {})
    compared = sum(confront_statement(s, precision, proofs.get(s.name)) for s in c.statements)
    return compared + (confront_method(c.method, precision) if c.method is not None else 0)


def confront_statement(s: Statement, precision: str, proof: Json | None = None) -> int:
    """The number of comparisons made; raises a `Failure` where one contradicts the statement."""
    numbers = arithmetic(precision)
    compared = 0
    with numbers.scope():
        for at in _states(s, proof, numbers):
            compared += _compare(s, at, numbers)
    if not compared and not isinstance(s.conclusion, Limit):
        told = f"{s.name!r}: no point was found at which its hypotheses hold, so that nothing was compared"
        raise Failure("\n".join([told, *stated(s), "next: give one as witness={symbol: value}"]))
    return compared


def points_of(s: Statement, seeds: int = SEEDS) -> list[Json]:
    """Points at which the hypotheses hold, steps of the runs among them, as the kernel reads a witness.

    For a minimum they are in its domain.
    """
    found = translate.statement(s)
    hypotheses = list(found["hypotheses"])
    if isinstance(s.conclusion, Minimum):
        hypotheses.append(found["conclusion"]["minimum"]["subject"])
        found = found | {"conclusion": translate.TRUE}
    at_equality = [{"eq": h["ge"]} for h in hypotheses if "ge" in h]
    names = _symbols(s, [*s.orbits, *([s.conclusion.orbit] if isinstance(s.conclusion, Limit) else [])])
    hypotheses += [{"ge": {f"{name}^2": "1"}} for name in sorted(names)]  # so that each of them gets a value
    wanted = [(hypotheses, seed) for seed in range(seeds)] + [([*hypotheses, edge], 0) for edge in at_equality]
    searched = (_found(json.dumps(found | {"hypotheses": given}), seed) for given, seed in wanted)
    return [json.loads(point) for point in searched if point is not None]


@cache
def _found(stated_in_full: str, seed: int) -> str | None:
    """What the search finds for that statement, kept, since no precision changes the points."""
    try:
        return json.dumps(find_witness(json.loads(stated_in_full), Fraction(1, 2), seed))
    except SearchError:
        return None


@dataclass(frozen=True)
class _At:
    """A place at which a statement is taken: exactly, in the precision at hand, and where that is, in words."""

    exact: dict[Any, Fraction]
    computed: dict[Any, Any]
    conclusion: Any


def _states(s: Statement, proof: Json | None, numbers: Arithmetic) -> Iterator[_At]:
    """Every place at which the statement is taken."""
    orbits = [*s.orbits, *([s.conclusion.orbit] if isinstance(s.conclusion, Limit) else [])]
    symbols = _symbols(s, orbits)
    points = points_of(s)
    if proof is not None:
        points.insert(0, proof["witness"])
    if s.witness is not None and not orbits:
        points.insert(0, {"values": {x.name: str(v) for x, v in s.witness.items()}, "runs": []})
    for point in points:
        exact = {x: Fraction(point["values"].get(x.name, 0)) for x in sorted(_free(s, orbits), key=str)}
        computed = {symbol: numbers.of(value) for symbol, value in exact.items()}
        here = _At(exact, computed, _taken_at_points(s.conclusion))
        if isinstance(s.conclusion, Limit):
            yield from _limit(s.conclusion, proof, here, numbers)
        elif len(orbits) == 1:
            yield from _along(orbits[0], _inputs(orbits[0], point, symbols), here, numbers, STEPS)
        elif orbits:
            yield _last(orbits, point, symbols, here, numbers)
        else:
            yield here


def _taken_at_points(conclusion: Any) -> Any:
    """What a conclusion says of one point: of a minimum, that no value is less."""
    if not isinstance(conclusion, Minimum):
        return conclusion
    return sp.Implies(conclusion.subject, sp.Ge(conclusion.of, conclusion.value, evaluate=False), evaluate=False)


def _symbols(s: Statement, orbits: list[Orbit]) -> dict[str, Any]:
    """Name -> symbol for every symbol of a statement."""
    found = _free(s, orbits).union(*([*run.state, *run.inputs] for run in orbits))
    return {x.name: x for x in found}


def _free(s: Statement, orbits: list[Orbit]) -> set[Any]:
    """The symbols whose values a point gives: those of no state of a run.

    An input of a run is its own at each step. Where it stands outside of its run, it is a symbol like any other.
    """
    c = s.conclusion
    said = [c.of, c.to] if isinstance(c, Limit) else [c.of, c.value, c.subject] if isinstance(c, Minimum) else [c]
    found = _of(*s.relations, *said)
    for run in orbits:
        starts, steps = zip(*run.state.values(), strict=True)
        found |= _of(*starts) | (_of(run.guard, *steps) - set(run.inputs))
    return found.difference(*(run.state for run in orbits))


def _of(*expressions: Any) -> set[Any]:
    return set().union(*(sp.sympify(e, strict=True).free_symbols for e in expressions))


def _inputs(run: Orbit, point: Json, symbols: Mapping[str, Any]) -> list[dict[Any, Fraction]]:
    """The inputs of each step of a point's first run."""
    steps = point["runs"][0] if point["runs"] else []
    return [{symbols[u]: Fraction(value) for u, value in step.items()} for step in steps]


def _along(run: Orbit, inputs: list[dict[Any, Fraction]], here: _At, numbers: Arithmetic, steps: int) -> Iterator[_At]:
    """The states of a run, exactly and in the precision at hand, as far as the guard and short numbers let it go.

    Beyond the steps of the point the last inputs are repeated.
    """
    exact, computed = _started(run, here, numbers)
    yield _At(exact, computed, here.conclusion)
    given = inputs or [dict.fromkeys(run.inputs, Fraction(0))]
    for k in range(steps):
        moved = _moved(run, given[min(k, len(given) - 1)], exact, computed, numbers)
        if moved is None:
            return
        exact, computed = moved
        yield _At(exact, computed, here.conclusion)


def _started(run: Orbit, here: _At, numbers: Arithmetic) -> tuple[dict[Any, Fraction], dict[Any, Any]]:
    starts = {x: sp.sympify(start, strict=True) for x, (start, _) in run.state.items()}
    exact = here.exact | {x: Arithmetic.exact(e, here.exact) for x, e in starts.items()}
    return exact, here.computed | {x: numbers.value(e, here.computed) for x, e in starts.items()}


def _moved(
    run: Orbit,
    inputs: Mapping[Any, Fraction],
    exact: dict[Any, Fraction],
    computed: dict[Any, Any],
    numbers: Arithmetic,
) -> tuple[dict[Any, Fraction], dict[Any, Any]] | None:
    """One step, or None where the guard forbids it or a number has become too long."""
    now = exact | dict(inputs)
    also = computed | {u: numbers.of(value) for u, value in inputs.items()}
    if truth(run.guard, lambda e: Arithmetic.at(Arithmetic.exact(e, now))) is not True:
        return None
    following = {x: sp.sympify(step, strict=True) for x, (_, step) in run.state.items()}
    values = {x: Arithmetic.exact(e, now) for x, e in following.items()}
    if any(v is None or max(v.numerator.bit_length(), v.denominator.bit_length()) > BITS for v in values.values()):
        return None
    return exact | values, computed | {x: numbers.value(e, also) for x, e in following.items()}


def _last(orbits: list[Orbit], point: Json, symbols: Mapping[str, Any], here: _At, numbers: Arithmetic) -> _At:
    """Where several runs, each of which may begin at an earlier one, have come to at the point."""
    for run, steps in zip(orbits, point["runs"], strict=False):
        inputs = [{symbols[u]: Fraction(value) for u, value in step.items()} for step in steps]
        *_, here = _along(run, inputs, here, numbers, len(steps))
    return here


def _limit(limit: Limit, proof: Json | None, here: _At, numbers: Arithmetic) -> Iterator[_At]:
    """|of - to| < epsilon from step 1/gap(epsilon) on, as the proof says, for some epsilon that is reached soon."""
    if proof is None:
        return
    of, gap, name = limit.of - limit.to, kernel.polynomial(proof["proof"]["gap"]), proof["proof"]["epsilon"]
    values = {x.name: v for x, v in here.exact.items()}
    for eps in (Fraction(1), Fraction(1, 4), Fraction(1, 100)):
        share = _at_numbers(gap, values | {name: eps})
        if share is None or share * FAR < 1:
            continue
        near = sp.And(
            of < sp.Rational(eps.numerator, eps.denominator), -of < sp.Rational(eps.numerator, eps.denominator)
        )
        counted = sp.Ge(limit.counter, sp.Rational(share.denominator, share.numerator), evaluate=False)
        claimed = _At(here.exact, here.computed, sp.Implies(counted, near, evaluate=False))
        yield from _along(limit.orbit, _guarded(limit.orbit, here.exact), claimed, numbers, FAR)


def _guarded(run: Orbit, exact: Point) -> list[dict[Any, Fraction]]:
    """Inputs with which a run can begin: those of a witness of its guard."""
    if not run.inputs:
        return []
    fixed = tuple(sp.Eq(x, sp.Rational(v.numerator, v.denominator), evaluate=False) for x, v in exact.items())
    stated_run = translate.statement(Statement("guard", (*fixed, run), sp.true))
    try:
        point = find_witness(stated_run, Fraction(1, 2))
    except SearchError:
        return []
    return _inputs(run, point, {u.name: u for u in run.inputs})


def _at_numbers(p: kernel.Terms, values: Mapping[str, Fraction]) -> Fraction | None:
    """The value of a polynomial; None where it speaks of what has none yet."""
    total = Fraction(0)
    for monomial, c in p.items():
        product = c
        for name, exponent in monomial:
            if name not in values:
                return None
            product *= values[name] ** exponent
        total += product
    return total


def _compare(s: Statement, at: _At, numbers: Arithmetic) -> int:
    """1 where the hypotheses hold there and the conclusion is not contradicted, 0 where they do not hold."""

    def exactly(e: Any) -> Any:
        return Arithmetic.at(Arithmetic.exact(e, at.exact))

    def enclosed(e: Any) -> Any:
        return numbers.enclosure(numbers.value(e, at.computed))

    if not all(truth(h, exactly) is True for h in s.relations):
        return 0
    if at.conclusion is not s.conclusion and truth(at.conclusion.args[0], exactly) is not True:
        return 0  # before a limit is near, and outside of a minimum's domain, nothing is said
    for part in (*s.relations, at.conclusion):
        for relation in part.atoms(sp.core.relational.Relational):
            for side in (relation.lhs, relation.rhs):
                exact, computed = exactly(side), enclosed(side)
                if exact is not None and computed is not None and not computed.low <= exact.low <= computed.high:
                    raise _contradiction(
                        s, at, numbers, f"{side} is {exact.low}, and was computed as {_shown(computed)}"
                    )
    if truth(at.conclusion, exactly) is False or truth(at.conclusion, enclosed) is False:
        raise _contradiction(s, at, numbers, "its conclusion is false there")
    return 1


def _contradiction(s: Statement, at: _At, numbers: Arithmetic, what: str) -> Failure:
    where = ", ".join(f"{symbol} = {value}" for symbol, value in at.exact.items())
    told = f"{s.name!r} is contradicted at {numbers.name}"
    remedy = "next: exclude this point by a hypothesis, or correct the conclusion"
    return Failure("\n".join([told, *stated(s), f"at {where}", f"    {what}", remedy]))


def _shown(interval: Any) -> str:
    return f"[{float(interval.low):.17g}, {float(interval.high):.17g}]"
