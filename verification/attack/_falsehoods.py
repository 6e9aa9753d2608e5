"""Random statements that are false for sure: each with an exact point, its witness, at which it fails."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction

from verification.attack.campaign import Json


def false_statement(source: random.Random) -> Json:
    """Hypotheses that hold at a point, and a conclusion that does not; in one half a run, a limit or a minimum."""
    if (shape := source.random()) < 1 / 2:
        return _false_along_a_run(source) if shape < 1 / 4 else source.choice([_false_limit, _false_minimum])(source)
    names = ["x", "y", "z"][: source.randint(1, 3)]
    at = {name: Fraction(source.randint(-3, 3), source.randint(1, 3)) for name in names}
    hypotheses = [_true_at(at, source) for _ in range(source.randint(0, 2))]
    return {"hypotheses": hypotheses, "conclusion": _false_at(at, source), "witness": {"values": _text(at)}}


def _false_along_a_run(source: random.Random) -> Json:
    """p moves by a random affine map of p and an input; the conclusion fails after as many steps as the witness has."""
    a, b, c, start = (Fraction(source.randint(-2, 2)) for _ in range(4))
    state = {"p": [data({"x": Fraction(1), "": start}), data({"p": a, "u": b, "": c})]}
    orbit = {"orbit": {"state": state, "inputs": ["u"], "guard": {"and": []}}}
    x = Fraction(source.randint(-2, 2))
    inputs = [Fraction(source.randint(-2, 2)) for _ in range(source.randint(1, 3))]
    p = x + start
    for u in inputs:
        p = a * p + b * u + c
    at = {"x": x, "p": p}
    about_inputs = [{"eq": {"u": "1"}}] if source.random() < 1 / 2 else []  # of another u, which is free
    witness = {"values": _text({"x": x} | ({"u": Fraction(0)} if about_inputs else {}))}
    return {
        "hypotheses": [orbit, *about_inputs],
        "conclusion": _false_at(at, source),
        "witness": witness | {"runs": [[{"u": str(u)} for u in inputs]]},
    }


def polynomial(names: list[str], source: random.Random) -> dict[str, Fraction]:
    """Up to three monomials of degree at most 3 with small coefficients."""
    found: dict[str, Fraction] = {}
    for _ in range(source.randint(1, 3)):
        monomial = "*".join(sorted(source.choices(names, k=source.randint(0, 3))))
        found[monomial] = Fraction(source.choice([-2, -1, 1, 2]))
    return found


def _value(p: Mapping[str, Fraction], at: Mapping[str, Fraction]) -> Fraction:
    total = Fraction(0)
    for monomial, coefficient in p.items():
        product = coefficient
        for name in filter(None, monomial.split("*")):
            product *= at[name]
        total += product
    return total


def data(p: Mapping[str, Fraction]) -> Json:
    return {monomial: str(coefficient) for monomial, coefficient in p.items() if coefficient}


def _text(at: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in at.items()}


def _true_at(at: Mapping[str, Fraction], source: random.Random) -> Json:
    p = polynomial(list(at), source)
    value = _value(p, at)
    if value == 0:
        return {source.choice(["eq", "ge"]): data(p)}
    return {source.choice(["gt", "ge"]): data({m: c if value > 0 else -c for m, c in p.items()})}


def _false_at(at: Mapping[str, Fraction], source: random.Random) -> Json:
    p = polynomial(list(at), source)
    value = _value(p, at)
    if value == 0:
        return {"gt": data({m: 2 * c for m, c in p.items()})}
    if source.random() < 1 / 3:
        return {"eq": data(p)}
    return {source.choice(["gt", "ge"]): data({m: -c if value > 0 else c for m, c in p.items()})}


def _false_limit(source: random.Random) -> Json:
    """p starts at x and moves to a p + c: it tends to c / (1 - a) if |a| < 1, and nowhere from 1 elsewhere."""
    a, c = Fraction(source.choice([-3, -1, 0, 1, 2, 4]), 2), Fraction(source.randint(-2, 2))
    fixed = c / (1 - a) if a != 1 else Fraction(0)
    x = fixed + 1
    wrong = (
        fixed + Fraction(source.choice([-1, 1, 2]), source.randint(1, 3))
        if abs(a) < 1
        else fixed + source.randint(-2, 2)
    )
    if a == 1 and c == 0 and wrong == x:
        wrong += 1
    state = {"k": [{}, {"k": "1", "": "1"}], "p": [{"x": "1"}, data({"p": a, "": c})]}
    limit = {"orbit": {"state": state, "inputs": [], "guard": {"and": []}}, "counter": "k", "of": {"p": "1"}}
    hypotheses = [{"eq": data({"x": Fraction(1), "": -x})}] if source.random() < 1 / 2 else []
    witness = {"values": {"x": str(x)}, "runs": [[{}]]}
    return {"hypotheses": hypotheses, "conclusion": {"limit": limit | {"to": data({"": wrong})}}, "witness": witness}


def _false_minimum(source: random.Random) -> Json:
    """The least value of (u - a)^2 + c, for u >= b, is c or c + (b - a)^2: another one is given."""
    a, b, c = (Fraction(source.randint(-2, 2)) for _ in range(3))
    least = c + max(b - a, Fraction(0)) ** 2
    wrong = least + Fraction(source.choice([-2, -1, 1, 2]), source.randint(1, 3))
    minimum = {
        "over": ["u"],
        "subject": {"ge": data({"u": Fraction(1), "": -b})},
        "of": data({"u*u": Fraction(1), "u": -2 * a, "": a * a + c}),
        "is": data({"": wrong}),
    }
    return {"hypotheses": [], "conclusion": {"minimum": minimum}, "witness": {"values": {}}}
