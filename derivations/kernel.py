"""The trusted checker: the only code that can say "proved".

It knows polynomials with rational coefficients over real variables, formulas built from `p > 0`, `p >= 0`, `p = 0`
with "and" and "or", and *runs* of dynamical systems, which is how it speaks of "for all k" and "for all n". A statement
`hypotheses |- conclusion` is proved by refutation: the hypotheses and the negated conclusion are facts, and a proof is
a tree whose every leaf exhibits a contradiction among the facts collected on the way to it. The rules:

    psatz      (positive rational) (product of facts) (square), summed, plus multiples of equations, gives the zero
               polynomial, although one summand is positive: this closes a leaf
    cut        a formula holds or it does not
    split      a polynomial is positive, zero or negative
    cases      one of the alternatives of a fact "or" holds
    lemma      an earlier theorem holds at given arguments
    root       p >= 0 has a square root s >= 0, s^2 = p
    quotient   p / q exists where q != 0
    induction  what holds at the start of a run and is kept by each step holds along the run
    limit      |p - v| < eps from step 1/gap(eps) on proves a limit
    minimum    a bound, and a point at which it is attained, prove a minimum

A theorem also needs a *witness*, a point at which all its hypotheses hold, with a step that each guard allows: nothing
is proved from a contradiction.
Statements and proofs are JSON, so that a fresh process can check them: `python -I kernel.py < theorems.json`.
Imports the standard library alone. What is refused raises `ProofError`, which says why.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, NoReturn

Monomial = tuple[tuple[str, int], ...]  # (("x", 2), ("y", 1)) is x^2 y: names in order, exponents positive
Terms = dict[Monomial, Fraction]  # no zero coefficient, so two polynomials are equal iff their dictionaries are
Formula = tuple[str, Any]  # ("gt" | "ge" | "eq", Terms), ("and" | "or", list of formulas) or ("orbit", Orbit)
Facts = list[Formula]
Proof = Mapping[str, Any]
Goals = list[tuple[Facts, Proof]]  # facts to be refuted, each with its proof
ONE: Terms = {(): Fraction(1)}


class ProofError(Exception):
    """The statement is malformed or its proof does not prove it; the message says where and why."""


def refuse(reason: str) -> NoReturn:
    raise ProofError(reason)


# ---- polynomials -------------------------------------------------------------------------------------------------


def polynomial(data: Mapping[str, str]) -> Terms:
    """Read {"": "1", "x^2*y": "-3/2"}, that is 1 - 3/2 x^2 y."""
    result: Terms = {}
    for key, coefficient in data.items():
        powers: dict[str, int] = {}
        for factor in filter(None, key.split("*")):
            name, _, exponent = factor.partition("^")
            powers[name] = powers.get(name, 0) + int(exponent or 1)
            if not name.isidentifier() or int(exponent or 1) < 1:
                refuse(f"not a monomial: {key!r}")
        result = add(result, {tuple(sorted(powers.items())): rational(coefficient)})
    return result


def rational(text: Any) -> Fraction:
    """Numbers are written out, "-3/2": a float is another number than the one it shows."""
    return Fraction(text) if isinstance(text, str) else refuse(f"the number {text!r} is not written as a string")


def add(p: Terms, q: Terms) -> Terms:
    total = dict(p)
    for monomial, coefficient in q.items():
        total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def scale(c: int | Fraction, p: Terms) -> Terms:
    return {monomial: c * coefficient for monomial, coefficient in p.items() if c}


def multiply(p: Terms, q: Terms) -> Terms:
    total: Terms = {}
    for left, a in p.items():
        for right, b in q.items():
            powers = dict(left)
            for name, exponent in right:
                powers[name] = powers.get(name, 0) + exponent
            monomial = tuple(sorted(powers.items()))
            total[monomial] = total.get(monomial, Fraction(0)) + a * b
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def substitute(p: Terms, values: Mapping[str, Terms]) -> Terms:
    total: Terms = {}
    for monomial, coefficient in p.items():
        term: Terms = {(): coefficient}
        for name, exponent in monomial:
            for _ in range(exponent):
                term = multiply(term, values.get(name, variable(name)))
        total = add(total, term)
    return total


def variable(name: str) -> Terms:
    return {((name, 1),): Fraction(1)}


def variables(p: Terms) -> set[str]:
    return {name for monomial in p for name, _ in monomial}


# ---- formulas ----------------------------------------------------------------------------------------------------


class Orbit:
    """The states reached in finitely many steps: `state` starts at `start` (in the parameters) and moves to `step` (in
    state, inputs and parameters); at each step the inputs are arbitrary reals that satisfy `guard`."""

    def __init__(self, start: dict[str, Terms], step: dict[str, Terms], inputs: list[str], guard: Formula) -> None:
        self.start, self.step, self.inputs, self.guard = start, step, inputs, guard
        bound = set(start) | set(inputs)
        if set(start) != set(step) or len(bound) != len(start) + len(inputs):
            refuse("orbit: each state needs one start and one step, and no name may serve twice")
        if any(variables(p) & bound for p in start.values()):
            refuse("orbit: a start depends on the state or on an input")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Orbit) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def free(self) -> set[str]:
        parts = [variables(p) for p in (*self.start.values(), *self.step.values())]
        return set(self.start).union(free(self.guard), *parts) - set(self.inputs)


def formula(data: Mapping[str, Any]) -> Formula:
    [(kind, body)] = data.items()
    if kind in ("gt", "ge", "eq"):
        return kind, polynomial(body)
    if kind in ("and", "or"):
        return kind, [formula(part) for part in body]
    if kind == "orbit":
        start = {name: polynomial(first) for name, (first, _) in body["state"].items()}
        step = {name: polynomial(following) for name, (_, following) in body["state"].items()}
        return kind, Orbit(start, step, list(body["inputs"]), formula(body["guard"]))
    refuse(f"no formula begins with {kind!r}")


def free(f: Formula) -> set[str]:
    kind, body = f
    if kind == "orbit":
        return set(body.free())
    return variables(body) if kind in ("gt", "ge", "eq") else set().union(*map(free, body))


def negate(f: Formula) -> Formula:
    kind, body = f
    if kind == "orbit":
        refuse("a run is a hypothesis: it cannot be negated, cut or concluded")
    if kind in ("and", "or"):
        return ("or" if kind == "and" else "and"), [negate(part) for part in body]
    if kind == "eq":
        return "gt", multiply(body, body)
    return ("ge" if kind == "gt" else "gt"), scale(-1, body)


def instance(f: Formula, values: Mapping[str, Terms]) -> Formula:
    """The formula at given arguments. A run's state may only be renamed, and nothing may slip under its binder."""
    kind, body = f
    if kind in ("and", "or"):
        return kind, [instance(part, values) for part in body]
    if kind != "orbit":
        return kind, substitute(body, values)
    new = {name: values.get(name, variable(name)) for name in body.free()}
    renamed = {name: next(iter(variables(new[name])), "") for name in body.start}
    if any(new[name] != variable(renamed[name]) for name in renamed):
        refuse("lemma: the state of a run can only be renamed")
    bound = set(renamed.values()) | set(body.inputs)
    if len(bound) != len(renamed) + len(body.inputs) or any(variables(new[p]) & bound for p in set(new) - set(renamed)):
        refuse("lemma: an argument would be captured by a run")
    start = {renamed[name]: substitute(p, new) for name, p in body.start.items()}
    step = {renamed[name]: substitute(p, new) for name, p in body.step.items()}
    return kind, Orbit(start, step, body.inputs, instance(body.guard, new))


def holds(f: Formula, at: Mapping[str, Terms]) -> bool:
    kind, body = f
    if kind in ("and", "or"):
        return (all if kind == "and" else any)(holds(part, at) for part in body)
    value = evaluate(body, at)
    return value > 0 or (value == 0 and kind == "ge") if kind != "eq" else value == 0


def evaluate(p: Terms, at: Mapping[str, Terms]) -> Fraction:
    value = substitute(p, at)
    if variables(value):
        refuse(f"the witness gives no value to {min(variables(value))}")
    return value.get((), Fraction(0))


def witnessed(hypotheses: Facts, witness: Mapping[str, Any]) -> None:
    """Check that the hypotheses hold at a rational point, after a given number of steps of each run. A guard that
    nothing satisfies is a contradiction as well: a run with one takes a step there or, under what is supposed of the
    parameters, elsewhere."""
    at = {name: scale(rational(value), ONE) for name, value in witness.get("values", {}).items()}
    runs, elsewhere = iter(witness.get("runs", [])), iter(witness.get("elsewhere", []))
    states = {name for kind, body in hypotheses if kind == "orbit" for name in body.start}
    for orbit in (body for kind, body in hypotheses if kind == "orbit"):
        if set(orbit.start) & set(at):
            refuse("witness: the state of a run is what the run makes it, and belongs to one run")
        steps: list[Any] = next(runs, [])
        if not steps and orbit.guard != ("and", []):
            other = next(elsewhere, None) or refuse("witness: a run takes no step, so its guard may contradict itself")
            witnessed([f for f in hypotheses if f == ("orbit", orbit) or not free(f) & states], other)
        at |= {name: scale(evaluate(p, at), ONE) for name, p in orbit.start.items()}
        for inputs in steps:
            now = at | {name: scale(rational(inputs[name]), ONE) for name in orbit.inputs}
            if not holds(orbit.guard, now):
                refuse("witness: an input violates the guard of its run")
            at |= {name: scale(evaluate(p, now), ONE) for name, p in orbit.step.items()}
    for number, fact in enumerate(hypotheses):
        if fact[0] != "orbit" and not holds(fact, at):
            refuse(f"witness: hypothesis {number} fails there, so the hypotheses may contradict each other")


# ---- proofs ------------------------------------------------------------------------------------------------------


class Theorem:
    """`hypotheses |- conclusion`, for all real values of the variables. Only `prove` can make one."""

    __slots__ = ("conclusion", "hypotheses")

    def __init__(self, hypotheses: Facts, conclusion: Formula, seal: object) -> None:
        if seal is not _SEAL:
            refuse("a theorem is made by the kernel alone, from a proof")
        self.hypotheses, self.conclusion = hypotheses, conclusion


_SEAL = object()
Lemmas = Mapping[str, Theorem]


def flat(facts: Iterable[Formula]) -> Facts:
    return [part for f in facts for part in (flat(f[1]) if f[0] == "and" else [f])]


def fresh(name: str, facts: Facts, *others: Terms) -> None:
    if not name.isidentifier() or name in set().union(*map(free, facts), *map(variables, others)):
        refuse(f"the name {name!r} is not new")


def psatz(facts: Facts, proof: Proof) -> None:
    total: Terms = {}
    positive = False
    for coefficient, indices, square in proof["cone"]:
        c, q = rational(coefficient), polynomial(square)
        if c <= 0:
            refuse(f"psatz: the multiplier {c} of a product of facts is not positive")
        product = scale(c, multiply(q, q))
        for i in indices:
            if i not in range(len(facts)) or facts[i][0] not in ("gt", "ge"):
                refuse(f"psatz: fact {i} is not an inequality")
            product = multiply(product, facts[i][1])
        positive |= bool(q) and not variables(q) and all(facts[i][0] == "gt" for i in indices)
        total = add(total, product)
    for i, multiplier in proof["ideal"]:
        if i not in range(len(facts)) or facts[i][0] != "eq":
            refuse(f"psatz: fact {i} is not an equation")
        total = add(total, multiply(facts[i][1], polynomial(multiplier)))
    if total:
        refuse(f"psatz: the identity is off by {total}")
    if not positive:
        refuse("psatz: no summand is strictly positive, so there is no contradiction")


def cut(facts: Facts, proof: Proof, lemmas: Lemmas) -> Goals:
    claim = formula(proof["formula"])
    return [(facts + flat([negate(claim)]), proof["otherwise"]), (facts + flat([claim]), proof["then"])]


def split(facts: Facts, proof: Proof, lemmas: Lemmas) -> Goals:
    on = polynomial(proof["on"])
    return every_case(facts, [("gt", on), ("eq", on), ("gt", scale(-1, on))], proof["branches"])


def cases(facts: Facts, proof: Proof, lemmas: Lemmas) -> Goals:
    if proof["fact"] not in range(len(facts)) or facts[proof["fact"]][0] != "or":
        refuse(f"cases: fact {proof['fact']} is not a disjunction")
    return every_case(facts, facts[proof["fact"]][1], proof["branches"])


def every_case(facts: Facts, alternatives: Facts, branches: list[Proof]) -> Goals:
    if len(alternatives) != len(branches):
        refuse(f"a case split with a hole: {len(alternatives)} cases, {len(branches)} branches")
    return [(facts + flat([case]), branch) for case, branch in zip(alternatives, branches, strict=True)]


def lemma(facts: Facts, proof: Proof, lemmas: Lemmas) -> Goals:
    """An earlier theorem at given arguments: one of its hypotheses fails there, or its conclusion holds."""
    theorem = lemmas.get(proof["name"])
    if type(theorem) is not Theorem or theorem.conclusion[0] in ("limit", "minimum"):
        refuse(f"lemma: {proof['name']!r} is not an earlier theorem about formulas")
    at = {name: polynomial(p) for name, p in proof["at"].items()}
    needed = [instance(f, at) for f in theorem.hypotheses]
    if any(f[0] == "orbit" and f not in facts for f in needed):
        refuse(f"lemma: the run that {proof['name']!r} speaks of is not among the facts")
    alternatives = [negate(f) for f in needed if f[0] != "orbit"]
    return [(facts + flat([("or", [*alternatives, instance(theorem.conclusion, at)])]), proof["then"])]


def root(facts: Facts, proof: Proof, lemmas: Lemmas) -> Goals:
    radicand, s = polynomial(proof["of"]), variable(proof["name"])
    fresh(proof["name"], facts, radicand)
    square: Formula = ("eq", add(multiply(s, s), scale(-1, radicand)))
    return [([*facts, ("gt", scale(-1, radicand))], proof["nonnegative"]), ([*facts, ("ge", s), square], proof["then"])]


def quotient(facts: Facts, proof: Proof, lemmas: Lemmas) -> Goals:
    numerator, denominator, t = polynomial(proof["of"]), polynomial(proof["by"]), variable(proof["name"])
    fresh(proof["name"], facts, numerator, denominator)
    defined: Formula = ("eq", add(multiply(t, denominator), scale(-1, numerator)))
    return [([*facts, ("eq", denominator)], proof["nonzero"]), ([*facts, defined], proof["then"])]


def induction(facts: Facts, proof: Proof, lemmas: Lemmas) -> Goals:
    """Facts about the state or the inputs speak of one moment: they are not kept for the base and the step."""
    run: Formula = facts[proof["run"]] if proof["run"] in range(len(facts)) else ("", None)
    orbit, invariant = run[1], formula(proof["invariant"])
    if run[0] != "orbit" or free(invariant) & set(orbit.inputs):
        refuse("induction: it goes along a run among the facts, and its invariant mentions no input")
    kept = [f for f in facts if not free(f) & (set(orbit.start) | set(orbit.inputs))]
    base = kept + flat([negate(instance(invariant, orbit.start))])
    step = kept + flat([run, invariant, orbit.guard, negate(instance(invariant, orbit.step))])
    return [(base, proof["base"]), (step, proof["step"]), (facts + flat([invariant]), proof["then"])]


RULES: dict[str, Callable[[Facts, Proof, Lemmas], Goals]] = {
    "cut": cut, "split": split, "cases": cases, "lemma": lemma, "root": root, "quotient": quotient,
    "induction": induction,
}  # fmt: skip


def refute(facts: Facts, proof: Proof, lemmas: Lemmas) -> None:
    """Check that the proof derives a contradiction from the facts: a rule leaves goals, which it refutes in turn."""
    rule = proof.get("rule")
    if rule == "psatz":
        psatz(facts, proof)
    elif rule not in RULES:
        refuse(f"there is no rule {rule!r}")
    else:
        for goal, following in RULES[rule](facts, proof, lemmas):
            refute(goal, following, lemmas)


def limit(facts: Facts, body: Mapping[str, Any], proof: Proof) -> Goals:
    """Along every run that goes on for ever, `of` tends to `to`: for each eps > 0, |of - to| < eps from step 1/gap on,
    with a gap > 0."""
    run, k, eps = formula({"orbit": body["orbit"]}), body["counter"], proof["epsilon"]
    state, value, gap = run[1].start, polynomial(body["to"]), polynomial(proof["gap"])
    counter, epsilon, error = variable(k), variable(eps), add(polynomial(body["of"]), scale(-1, value))
    if (state.get(k), run[1].step.get(k)) != ({}, add(counter, ONE)):
        refuse(f"limit: {k!r} does not count the steps of the run")
    names, bound = set().union(*map(free, facts)), set(state) | set(run[1].inputs)
    if (names | variables(gap) | variables(value)) & bound or variables(error) & set(run[1].inputs):
        refuse("limit: the run is not separate from the hypotheses, the gap or the limit")
    fresh(eps, [*facts, run], error, *map(variable, run[1].inputs))
    late = ("ge", add(multiply(counter, gap), scale(-1, ONE)))
    far = ("ge", add(multiply(error, error), scale(-1, multiply(epsilon, epsilon))))
    positive: Facts = [*facts, ("gt", epsilon), ("ge", scale(-1, gap))]
    return [(positive, proof["positive"]), ([*facts, ("gt", epsilon), run, late, far], proof["close"])]


def minimum(facts: Facts, body: Mapping[str, Any], proof: Proof) -> Goals:
    """`is` is the least value of `of` over all points `over` subject to `subject`: a bound that is attained at `at`."""
    subject, over = formula(body["subject"]), set(body["over"])
    objective, value = polynomial(body["of"]), polynomial(body["is"])
    if over & set().union(variables(value), *map(free, facts)):
        refuse("minimum: a variable of the minimisation occurs in its value or in the hypotheses")
    at = {name: polynomial(p) for name, p in proof["at"].items()}
    if set(at) != over or any(variables(p) & over for p in at.values()):
        refuse("minimum: the minimiser must give each variable a value in the parameters")
    attained: Formula = ("and", [subject, ("eq", add(objective, scale(-1, value)))])
    below = flat([*facts, subject, ("gt", add(value, scale(-1, objective)))])
    return [(below, proof["bound"]), (flat([*facts, negate(instance(attained, at))]), proof["attained"])]


def goals(statement: Mapping[str, Any], proof: Proof) -> Goals:
    """What has to be refuted to prove a statement."""
    hypotheses = flat(map(formula, statement["hypotheses"]))
    [(kind, body)] = statement["conclusion"].items()
    if kind in ("limit", "minimum"):
        return limit(hypotheses, body, proof) if kind == "limit" else minimum(hypotheses, body, proof)
    return [(hypotheses + flat([negate(formula(statement["conclusion"]))]), proof)]


def prove(statement: Mapping[str, Any], proof: Proof, lemmas: Lemmas) -> Theorem:
    """Check a proof of {"hypotheses", "conclusion", "witness"} and return the theorem, or raise `ProofError`."""
    try:
        hypotheses = flat(map(formula, statement["hypotheses"]))
        [(kind, body)] = statement["conclusion"].items()
        run = [formula({"orbit": body["orbit"]})] if kind == "limit" else []
        left = goals(statement, proof)
        witnessed([*hypotheses, *run], statement["witness"])
        for goal, following in left:
            refute(goal, following, lemmas)
        conclusion = (kind, body) if kind in ("limit", "minimum") else formula(statement["conclusion"])
        return Theorem(hypotheses, conclusion, _SEAL)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError, RecursionError) as error:
        raise ProofError(f"malformed: {type(error).__name__}: {error}") from error


def check(theorems: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Prove [{"name", "statement", "proof"}, ...] in order, each from the earlier ones; name -> "proved" or the reason
    why not."""
    proved: dict[str, Theorem] = {}
    results: dict[str, str] = {}
    for entry in theorems:
        name = entry["name"]
        try:
            if name in results:
                refuse(f"the name {name!r} is taken")
            proved[name] = prove(entry["statement"], entry["proof"], proved)
            results[name] = "proved"
        except ProofError as error:
            results[name] = f"refused: {error}"
    return results


if __name__ == "__main__":
    json.dump([check(theorems) for theorems in json.load(sys.stdin)], sys.stdout)
