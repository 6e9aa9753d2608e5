"""Finding proofs for the kernel. Nothing here is trusted: the kernel checks what is found.

`find_proof` follows the author's plan node by node, keeping the list of facts exactly as `kernel.refute` does, and
closes the leaves by `positivstellensatz`, with case distinctions on disjunctions and disequalities where the plan
allows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from derivations import kernel
from derivations.display import show
from derivations.kernel import ONE, Facts, Formula, Terms, add, flat, instance, multiply, negate, scale
from derivations.plan import Attain, Auto, Cases, Cut, Induct, Plan, Quotient, Root, Split, Tends, Use
from derivations.positivstellensatz import Json, Leaf, Timeout
from derivations.refutation import Closer
from derivations.translate import data, formula, terms


class SearchError(Exception):
    """No proof was found; the message shows the way to the open leaf, its facts, and what was tried."""


def describe(path: Sequence[str], facts: Facts, tried: str) -> str:
    lines = [f"  [{i}] {show(f)}" for i, f in enumerate(facts)]
    return "\n".join([f"open leaf at {' > '.join(path) or 'the root'}:", *lines, f"tried: {tried}"])


# ---- plans -------------------------------------------------------------------------------------------------------


class Prover:
    """Follows a plan, keeping facts as `kernel.refute` does: one method for each kind of node."""

    def __init__(self, lemmas: Mapping[str, Mapping[str, Any]]) -> None:
        self.lemmas = lemmas

    def prove(self, facts: Facts, plan: Plan, path: tuple[str, ...] = (), spent: frozenset[int] = frozenset()) -> Json:
        method: Callable[..., Json] = getattr(self, "_" + type(plan).__name__.lower(), self._unknown)
        return method(facts, plan, path, spent)

    def _unknown(self, facts: Facts, plan: Any, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        remedy = "Tends belongs to a Limit, Attain to a Minimum, each as the outermost node of the plan"
        raise SearchError(describe(path, facts, f"nothing: {type(plan).__name__} is no plan here; {remedy}"))

    def _auto(self, facts: Facts, plan: Auto, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        closer = Closer(plan)
        outcome = "no combination found"
        try:
            node = closer.close(facts, plan.depth, spent, path)
        except Timeout:
            node, outcome = None, f"time was up after {plan.timeout} s"
        if node is not None:
            return node
        way, left = closer.stuck or (path, facts)
        hint = [f"the product {p} is not among the facts" for p in plan.products if not closer.located(left)]
        tried = f"products of up to {plan.degree} facts, squares {list(plan.squares)}, depth {plan.depth}"
        raise SearchError(describe(way, left, "; ".join([f"{tried}: {outcome}", *hint])))

    def _split(self, facts: Facts, plan: Split, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        on = kernel.polynomial(terms(plan.on))
        parts: Facts = [("gt", on), ("eq", on), ("gt", scale(-1, on))]
        plans = (plan.positive, plan.zero, plan.negative)
        branches = [
            self.prove([*facts, f], p, (*path, f"split {show(f)}"), spent) for f, p in zip(parts, plans, strict=True)
        ]
        return {"rule": "split", "on": data(on), "branches": branches}

    def _cut(self, facts: Facts, plan: Cut, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        stated = formula(plan.formula)
        claim = kernel.formula(stated)
        way = (*path, f"cut {plan.formula}")
        otherwise = self.prove(facts + flat([negate(claim)]), plan.otherwise, (*way, "otherwise"), spent)
        then = self.prove(facts + flat([claim]), plan.then, (*way, "then"), spent)
        return {"rule": "cut", "formula": stated, "otherwise": otherwise, "then": then}

    def _cases(self, facts: Facts, plan: Cases, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        every = [i for i, (kind, _) in enumerate(facts) if kind == "or"]
        choices = [i for i in every if i not in spent] if plan.fact is None else every[plan.fact :]
        if not choices or len(facts[choices[0]][1]) != len(plan.branches):
            given = f"Cases with {len(plan.branches)} branches"
            raise SearchError(describe(path, facts, f"{given}: no disjunction there with as many alternatives"))
        i = choices[0]
        branches = [
            self.prove(facts + flat([f]), p, (*path, f"case {show(f)}"), spent | {i})
            for f, p in zip(facts[i][1], plan.branches, strict=True)
        ]
        return {"rule": "cases", "fact": i, "branches": branches}

    def _use(self, facts: Facts, plan: Use, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        way = (*path, f"use {plan.lemma}")
        if plan.lemma not in self.lemmas:
            raise SearchError(describe(way, facts, f"nothing: the earlier statements are {sorted(self.lemmas)}"))
        lemma = self.lemmas[plan.lemma]
        at = {symbol.name: terms(value) for symbol, value in plan.at.items()}
        values = {name: kernel.polynomial(p) for name, p in at.items()}
        hypotheses = flat(map(kernel.formula, lemma["hypotheses"]))
        conclusion = kernel.formula(lemma["conclusion"])
        unknown = set(at) - set().union(*map(kernel.free, [*hypotheses, conclusion]))
        if unknown:
            raise SearchError(describe(way, facts, f"nothing: {sorted(unknown)} do not occur in the lemma"))
        needed = [instance(f, values) for f in hypotheses]
        if any(f[0] == "orbit" and f not in facts for f in needed):
            raise SearchError(describe(way, facts, "nothing: the lemma speaks of a run that is not among the facts"))
        alternatives = [*(negate(f) for f in needed if f[0] != "orbit"), instance(conclusion, values)]
        then = self.resolve([*facts, ("or", alternatives)], plan.then, way, spent)
        return {"rule": "lemma", "name": plan.lemma, "at": at, "then": then}

    def resolve(self, facts: Facts, plan: Plan, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        """Where the hypotheses of the lemma just used are plain, its conclusion joins the facts at once."""
        last, alternatives = len(facts) - 1, facts[-1][1]
        try:
            base = Leaf(facts, time.process_time() + 2)
            nodes = [Leaf(facts + flat([f]), base.deadline, base).refute(1) for f in alternatives[:-1]]
        except Timeout:
            nodes = [None]
        if None in nodes:
            return self.prove(facts, plan, path, spent)
        branch = self.prove(facts + flat(alternatives[-1:]), plan, path, spent | {last})
        return {"rule": "cases", "fact": last, "branches": [*nodes, branch]}

    def _root(self, facts: Facts, plan: Root, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        radicand, s = kernel.polynomial(terms(plan.of)), kernel.variable(plan.name.name)
        way = (*path, f"root {plan.name}")
        added: Facts = [("ge", s), ("eq", add(multiply(s, s), scale(-1, radicand)))]
        nonnegative = self.prove([*facts, ("gt", scale(-1, radicand))], plan.nonnegative, (*way, "nonnegative"), spent)
        then = self.prove(facts + added, plan.then, way, spent)
        return {"rule": "root", "of": data(radicand), "name": plan.name.name, "nonnegative": nonnegative, "then": then}

    def _quotient(self, facts: Facts, plan: Quotient, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        numerator, denominator = kernel.polynomial(terms(plan.of)), kernel.polynomial(terms(plan.by))
        t: Terms = kernel.variable(plan.name.name)
        way = (*path, f"quotient {plan.name}")
        nonzero = self.prove([*facts, ("eq", denominator)], plan.nonzero, (*way, "nonzero"), spent)
        equation: Formula = ("eq", add(multiply(t, denominator), scale(-1, numerator)))
        then = self.prove([*facts, equation], plan.then, way, spent)
        named = {"rule": "quotient", "of": data(numerator), "by": data(denominator), "name": plan.name.name}
        return named | {"nonzero": nonzero, "then": then}

    def _induct(self, facts: Facts, plan: Induct, path: tuple[str, ...], spent: frozenset[int]) -> Json:
        runs = [i for i, (kind, _) in enumerate(facts) if kind == "orbit"]
        if plan.run not in range(len(runs)):
            raise SearchError(describe(path, facts, f"nothing: there is no run {plan.run} among the facts"))
        i = runs[plan.run]
        run, stated, way = facts[i][1], formula(plan.invariant), (*path, f"induct {plan.invariant}")
        invariant = kernel.formula(stated)
        kept = [f for f in facts if not kernel.free(f) & (set(run.start) | set(run.inputs))]
        base = kept + flat([negate(instance(invariant, run.start))])
        step = kept + flat([facts[i], invariant, run.guard, negate(instance(invariant, run.step))])
        return {
            "rule": "induction", "run": i, "invariant": stated,
            "base": self.prove(base, plan.base, (*way, "base")),
            "step": self.prove(step, plan.step, (*way, "step")),
            "then": self.prove(facts + flat([invariant]), plan.then, (*way, "then"), spent),
        }  # fmt: skip

    def limit(self, facts: Facts, goal: Mapping[str, Any], plan: Plan) -> Json:
        if not isinstance(plan, Tends):
            raise SearchError("a limit needs the plan Tends(gap): |of - to| < epsilon from step 1/gap on")
        gap, eps = kernel.polynomial(terms(plan.gap)), plan.epsilon.name
        error = add(kernel.polynomial(goal["of"]), scale(-1, kernel.polynomial(goal["to"])))
        epsilon: Terms = kernel.variable(eps)
        late: Formula = ("ge", add(multiply(kernel.variable(goal["counter"]), gap), scale(-1, ONE)))
        far: Formula = ("ge", add(multiply(error, error), scale(-1, multiply(epsilon, epsilon))))
        begun: Facts = [*facts, ("gt", epsilon)]
        positive = self.prove([*begun, ("ge", scale(-1, gap))], plan.positive, ("limit", "positive"))
        close = self.prove(
            [*begun, kernel.formula({"orbit": goal["orbit"]}), late, far], plan.close, ("limit", "close")
        )
        return {"gap": data(gap), "epsilon": eps, "positive": positive, "close": close}

    def minimum(self, facts: Facts, goal: Mapping[str, Any], plan: Plan) -> Json:
        if not isinstance(plan, Attain):
            raise SearchError("a minimum needs the plan Attain(at): the point at which it is attained")
        subject = kernel.formula(goal["subject"])
        objective, value = kernel.polynomial(goal["of"]), kernel.polynomial(goal["is"])
        at = {symbol.name: terms(p) for symbol, p in plan.at.items()}
        values = {name: kernel.polynomial(p) for name, p in at.items()}
        reached: Formula = ("and", [subject, ("eq", add(objective, scale(-1, value)))])
        below: Formula = ("gt", add(value, scale(-1, objective)))
        bound = self.prove(flat([*facts, subject, below]), plan.bound, ("minimum", "bound"))
        there = flat([*facts, negate(instance(reached, values))])
        return {"at": at, "bound": bound, "attained": self.prove(there, plan.attained, ("minimum", "attained"))}


def find_proof(statement: Json, plan: Plan, lemmas: Mapping[str, Json] | None = None) -> Json:
    """A kernel proof of {"hypotheses", "conclusion"} by the plan, from earlier statements; raises `SearchError`."""
    prover, hypotheses = Prover(lemmas or {}), flat(map(kernel.formula, statement["hypotheses"]))
    [(kind, body)] = statement["conclusion"].items()
    if kind == "limit":
        return prover.limit(hypotheses, body, plan)
    if kind == "minimum":
        return prover.minimum(hypotheses, body, plan)
    return prover.prove(hypotheses + flat([negate(kernel.formula(statement["conclusion"]))]), plan)
