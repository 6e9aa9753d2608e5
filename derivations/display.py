"""Statements and proofs as text, from the data that the kernel reads.

Not trusted: nothing is decided here. `steps` keeps the list of facts as `kernel.refute` does, so that a
number in brackets is the fact that the proof means by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from derivations import kernel
from derivations.kernel import ONE, Facts, Formula, Terms, add, flat, instance, multiply, negate, scale

Json = Mapping[str, Any]
SIGNS = {"gt": ">", "ge": ">=", "eq": "="}


class Step(NamedTuple):
    """One line of a proof: how deep it stands in the tree, and what it says."""

    depth: int
    text: str


# ---- formulas ----------------------------------------------------------------------------------------------


def show_terms(p: Terms) -> str:
    """2*x^2 - 1/3*y as text, highest degree first."""
    ordered = sorted(p.items(), key=lambda item: (-sum(e for _, e in item[0]), item[0]))
    parts = []
    for monomial, c in ordered:
        factors = [] if abs(c) == 1 and monomial else [str(abs(c))]
        factors += [name if e == 1 else f"{name}^{e}" for name, e in monomial]
        parts.append(("- " if c < 0 else "+ ") + "*".join(factors))
    text = " ".join(parts) or "0"
    return "-" + text[2:] if text.startswith("- ") else text.removeprefix("+ ")


def show(f: Formula) -> str:
    """A formula as text."""
    kind, body = f
    if kind in SIGNS:
        return f"{show_terms(body)} {SIGNS[kind]} 0"
    if kind == "orbit":
        return show_run(body)
    if not body:
        return "true" if kind == "and" else "false"
    return "(" + f" {kind} ".join(map(show, body)) + ")"


def show_run(run: kernel.Orbit) -> str:
    """A run as text: where each state starts and how it moves."""
    moves = [f"{x}: {show_terms(run.start[x])} -> {show_terms(run.step[x])}" for x in run.start]
    inputs = f", for any {', '.join(run.inputs)} with {show(run.guard)}" if run.inputs else ""
    guard = f", while {show(run.guard)}" if not run.inputs and run.guard != ("and", []) else ""
    return f"a run of {'; '.join(moves)}{inputs}{guard}"


def show_conclusion(conclusion: Json) -> str:
    """What a statement concludes: a formula, a limit or a minimum."""
    [(kind, body)] = conclusion.items()
    if kind == "limit":
        of, to = (show_terms(kernel.polynomial(body[part])) for part in ("of", "to"))
        run = show(kernel.formula({"orbit": body["orbit"]}))
        return f"{of} tends to {to} as {body['counter']} grows along {run}"
    if kind == "minimum":
        of, value = (show_terms(kernel.polynomial(body[part])) for part in ("of", "is"))
        subject = show(kernel.formula(body["subject"]))
        return f"the least value of {of} over {', '.join(body['over'])} with {subject} is {value}"
    return show(kernel.formula(conclusion))


def show_point(at: Mapping[str, Any]) -> str:
    """x = 1, y = -1/2."""
    return ", ".join(f"{name} = {value}" for name, value in at.items()) or "every point"


def show_witness(witness: Json) -> str:
    """A point, how many steps each run has taken there, and where a run moves that does not move there."""
    runs = enumerate(witness.get("runs", []))
    taken = [f"{len(run)} step{'s' * (len(run) != 1)} of run {i}" for i, run in runs]
    others = [f"a step elsewhere: {show_witness(other)}" for other in witness.get("elsewhere", [])]
    return "; ".join([show_point(witness.get("values", {})), *taken, *others])


# ---- proofs ------------------------------------------------------------------------------------------------


def steps(statement: Json, proof: Json, lemmas: Mapping[str, Json]) -> Iterator[Step]:
    """The proof of a statement line by line; `lemmas` are the statements that it may use, by name."""
    narrator = _Narrator(lemmas)
    hypotheses = flat(map(kernel.formula, statement["hypotheses"]))
    [(kind, body)] = statement["conclusion"].items()
    yield from _numbered(hypotheses, 0, 0)
    if kind == "limit":
        yield from narrator.limit(hypotheses, body, proof)
    elif kind == "minimum":
        yield from narrator.minimum(hypotheses, body, proof)
    else:
        yield Step(0, "suppose the conclusion fails:")
        denied = flat([negate(kernel.formula(statement["conclusion"]))])
        yield from narrator.branch(hypotheses, denied, proof, 0)


def _numbered(facts: Facts, first: int, depth: int) -> Iterator[Step]:
    for i, f in enumerate(facts, first):
        yield Step(depth, f"[{i}] {show(f)}")


def _variable(name: str) -> Terms:
    return {((name, 1),): Fraction(1)}


def _equation(left: Terms, right: Terms) -> Formula:
    return "eq", add(left, scale(-1, right))


class _Narrator:
    """One method for each rule of the kernel; `depth` grows where a proof branches."""

    def __init__(self, lemmas: Mapping[str, Json]) -> None:
        self.lemmas = lemmas

    def branch(self, facts: Facts, added: Facts, proof: Json, depth: int) -> Iterator[Step]:
        """The facts that a branch adds, and then its proof."""
        yield from _numbered(added, len(facts), depth)
        yield from getattr(self, "_" + proof["rule"])(facts + added, proof, depth)

    def afresh(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        """A proof from facts that are numbered anew."""
        yield from self.branch([], facts, proof, depth)

    def _psatz(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        cone = [(Fraction(c), indices, kernel.polynomial(q)) for c, indices, q in proof["cone"]]
        summands = [_product(*part) for part in cone]
        strict = [
            summand
            for summand, (_, indices, q) in zip(summands, cone, strict=True)
            if not kernel.variables(q) and all(facts[i][0] == "gt" for i in indices)
        ]
        summands += [f"[{i}]*({show_terms(kernel.polynomial(q))})" for i, q in proof["ideal"]]
        positive = f"and {strict[0]} > 0" if strict else "and no summand is strictly positive"
        yield Step(depth, f"contradiction: 0 = {' + '.join(summands)}, no summand is negative, {positive}")

    def _cut(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        claim = kernel.formula(proof["formula"])
        yield Step(depth, f"claim: {show(claim)}; suppose not:")
        yield from self.branch(facts, flat([negate(claim)]), proof["otherwise"], depth + 1)
        yield Step(depth, "so the claim holds:")
        yield from self.branch(facts, flat([claim]), proof["then"], depth)

    def _split(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        on = kernel.polynomial(proof["on"])
        parts: Facts = [("gt", on), ("eq", on), ("gt", scale(-1, on))]
        yield Step(depth, f"{show_terms(on)} is positive, zero or negative")
        yield from self.alternatives(facts, parts, proof, depth)

    def _cases(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        yield Step(depth, f"one of the cases of [{proof['fact']}] holds")
        yield from self.alternatives(facts, facts[proof["fact"]][1], proof, depth)

    def alternatives(self, facts: Facts, parts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        for i, (part, following) in enumerate(zip(parts, proof["branches"], strict=True), 1):
            yield Step(depth, f"case {i} of {len(parts)}:")
            yield from self.branch(facts, flat([part]), following, depth + 1)

    def _lemma(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        values = {name: kernel.polynomial(p) for name, p in proof["at"].items()}
        at = {name: show_terms(p) for name, p in values.items()}
        yield Step(depth, f"by {proof['name']!r}" + (f" at {show_point(at)}" if at else "") + ":")
        stated = self.lemmas[proof["name"]]
        needed = [instance(f, values) for f in flat(map(kernel.formula, stated["hypotheses"]))]
        denied = [negate(f) for f in needed if f[0] != "orbit"]
        conclusion = instance(kernel.formula(stated["conclusion"]), values)
        yield from self.branch(facts, flat([("or", [*denied, conclusion])]), proof["then"], depth)

    def _root(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        radicand, s = kernel.polynomial(proof["of"]), _variable(proof["name"])
        yield Step(depth, f"let {proof['name']} = sqrt({show_terms(radicand)}); suppose there is none:")
        yield from self.branch(facts, [("gt", scale(-1, radicand))], proof["nonnegative"], depth + 1)
        yield Step(depth, "so there is:")
        yield from self.branch(facts, [("ge", s), _equation(multiply(s, s), radicand)], proof["then"], depth)

    def _quotient(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        numerator, denominator = kernel.polynomial(proof["of"]), kernel.polynomial(proof["by"])
        value = f"({show_terms(numerator)}) / ({show_terms(denominator)})"
        yield Step(depth, f"let {proof['name']} = {value}; suppose there is none:")
        yield from self.branch(facts, [("eq", denominator)], proof["nonzero"], depth + 1)
        yield Step(depth, "so there is:")
        equation = _equation(multiply(_variable(proof["name"]), denominator), numerator)
        yield from self.branch(facts, [equation], proof["then"], depth)

    def _induction(self, facts: Facts, proof: Json, depth: int) -> Iterator[Step]:
        invariant, run = kernel.formula(proof["invariant"]), facts[proof["run"]][1]
        kept = [f for f in facts if not kernel.free(f) & (set(run.start) | set(run.inputs))]
        base = kept + flat([negate(instance(invariant, run.start))])
        step = kept + flat([facts[proof["run"]], invariant, run.guard, negate(instance(invariant, run.step))])
        yield Step(depth, f"induction along [{proof['run']}]: {show(invariant)}")
        yield Step(depth, "suppose it fails at the start:")
        yield from self.afresh(base, proof["base"], depth + 1)
        yield Step(depth, "suppose it holds and fails after one more step:")
        yield from self.afresh(step, proof["step"], depth + 1)
        yield Step(depth, "so it holds along the run:")
        yield from self.branch(facts, flat([invariant]), proof["then"], depth)

    def limit(self, facts: Facts, goal: Json, proof: Json) -> Iterator[Step]:
        """A limit: the gap is positive, and the error is small once counter * gap >= 1."""
        gap, name, k = kernel.polynomial(proof["gap"]), proof["epsilon"], goal["counter"]
        error = add(kernel.polynomial(goal["of"]), scale(-1, kernel.polynomial(goal["to"])))
        eps = _variable(name)
        positive: Formula = ("gt", eps)
        late: Formula = ("ge", add(multiply(_variable(k), gap), scale(-1, ONE)))
        far: Formula = ("ge", add(multiply(error, error), scale(-1, multiply(eps, eps))))
        yield Step(0, f"for {name} > 0 let the gap be {show_terms(gap)}; suppose it is not positive:")
        yield from self.branch(facts, [positive, ("ge", scale(-1, gap))], proof["positive"], 1)
        yield Step(0, f"suppose that {k} * gap >= 1 in a run, and the error is not below {name}:")
        run = kernel.formula({"orbit": goal["orbit"]})
        yield from self.branch(facts, [positive, run, late, far], proof["close"], 1)

    def minimum(self, facts: Facts, goal: Json, proof: Json) -> Iterator[Step]:
        """A minimum: a lower bound, and a point at which it is attained."""
        subject, value = kernel.formula(goal["subject"]), kernel.polynomial(goal["is"])
        objective = kernel.polynomial(goal["of"])
        at = {name: kernel.polynomial(p) for name, p in proof["at"].items()}
        below: Formula = ("gt", add(value, scale(-1, objective)))
        reached: Formula = ("and", [subject, _equation(objective, value)])
        point = show_point({name: show_terms(p) for name, p in at.items()})
        yield Step(0, "lower bound; suppose a smaller value:")
        yield from self.branch(facts, flat([subject, below]), proof["bound"], 1)
        yield Step(0, f"attained at {point}; suppose not:")
        yield from self.branch(facts, flat([negate(instance(reached, at))]), proof["attained"], 1)


def _product(coefficient: Fraction, indices: list[int], square: Terms) -> str:
    """coefficient * product of facts * square^2, constants gathered."""
    if not kernel.variables(square):
        coefficient *= square.get((), Fraction(0)) ** 2
        square = ONE
    factors = [str(coefficient)] if coefficient != 1 or (not indices and square == ONE) else []
    factors += [f"[{i}]" for i in indices]
    factors += [] if square == ONE else [f"({show_terms(square)})^2"]
    return "*".join(factors)
