"""The kernel's rules replayed in Coq, one for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from derivations.rocq import reading
from derivations.rocq.reading import Formula, Polynomial
from derivations.rocq.terms import Fact, Run, Scope, argument, block, decided, expression, positive

if TYPE_CHECKING:
    from derivations.rocq.file import File

Json = Mapping[str, Any]


class Replay:
    """The proof of one theorem. `scope` maps the kernel's variables to the names that stand for them."""

    def __init__(self, file: File, variables: Iterable[str]) -> None:
        self.file, self.taken, self.count = file, {*file.taken}, 0
        self.scope = {name: self.identifier(name) for name in variables}

    def identifier(self, name: str) -> str:
        return self.file.identifier(name, self.taken)

    def name(self) -> str:
        self.count += 1
        return f"H{self.count}"

    def pattern(self, f: Formula, facts: list[Fact]) -> str:
        """How a fact is taken apart as the kernel does it; its parts are added to the facts."""
        kind, body = f
        if kind != "and":
            facts.append((f, self.name()))
            return facts[-1][1]
        parts = [self.pattern(part, facts) for part in body]
        text = parts.pop() if parts else "_"
        for part in reversed(parts):
            text = f"[{part} {text}]"
        return text

    def given(self, facts: list[Fact], *formulas: Formula) -> tuple[list[Fact], str]:
        """The facts with further ones, and the patterns that introduce these."""
        more = list(facts)
        return more, " ".join([self.pattern(f, more) for f in formulas])

    def goal(self, facts: list[Fact], formulas: Iterable[Formula], proof: Json, scope: Scope) -> list[str]:
        more, patterns = self.given(facts, *formulas)
        return [f"intros {patterns}.", *self.refute(more, proof, scope)]

    # ---- statements ----------------------------------------------------------------------------------------------

    def start(self, hypotheses: list[Formula]) -> tuple[list[Fact], list[str]]:
        facts, patterns = self.given([], *hypotheses)
        names = " ".join([*self.scope.values(), patterns]).strip()
        return facts, [f"intros {names}."] if names else []

    def formula(self, hypotheses: list[Formula], conclusion: Formula, proof: Json) -> list[str]:
        facts, lines = self.start(hypotheses)
        return [*lines, *self.denied(facts, conclusion, proof, self.scope)]

    def denied(self, facts: list[Fact], conclusion: Formula, proof: Json, scope: Scope) -> list[str]:
        """The conclusion, since its denial is refuted."""
        first = f"refine (by_contradiction {decided(conclusion, None)} _)."
        return [first, *self.goal(facts, [reading.denial(conclusion)], proof, scope)]

    def limit(self, hypotheses: list[Formula], body: Json, proof: Json) -> tuple[str, list[str]]:
        orbit = reading.formula({"orbit": body["orbit"]})[1]
        separate_limit(hypotheses, orbit, body, proof["epsilon"])
        run = self.file.run(orbit)
        facts, lines = self.start(hypotheses)
        epsilon, threshold = self.identifier(proof["epsilon"]), self.identifier("threshold")
        scope = self.scope | {proof["epsilon"]: epsilon} | {name: self.identifier(name) for name in orbit.start}
        states = " ".join(scope[name] for name in orbit.start)
        of, to = reading.polynomial(body["of"]), reading.polynomial(body["to"])
        gap, k = reading.polynomial(proof["gap"]), scope[body["counter"]]
        error = f"{expression(of, scope)} - {argument(to, scope)}" if to else expression(of, scope)
        final = (
            f"forall {epsilon} : R, 0 < {epsilon} -> exists {threshold} : R, forall {states} : R,\n"
            f"  {run.at(scope)} -> {threshold} <= {k} -> Rabs ({error}) < {epsilon}"
        )
        after, pattern = self.given(facts, ("gt", reading.variable(proof["epsilon"])))
        size = argument(gap, scope)
        wide, below = self.name(), self.name()
        gap_goal = self.denied(after, ("gt", gap), proof["positive"], scope)
        counter, small = reading.variable(body["counter"]), reading.variable(proof["epsilon"])
        distance = of + -to
        enough = counter * gap + reading.constant(-1)
        beyond = distance * distance + -(small * small)
        rest, patterns = self.given(after, ("orbit", orbit), ("ge", enough), ("ge", beyond))
        reached, late, far = patterns.split()
        return final, [
            *lines, f"intros {epsilon} {pattern}.", f"assert ({wide} : 0 < {size}).", *block(gap_goal),
            f"exists (/ {size}). intros {states} {reached} {below}.",
            f"refine (close {k} {size} _ {epsilon} {wide} {pattern} {below} _). intros {late} {far}.",
            *self.refute(rest, proof["close"], scope),
        ]  # fmt: skip

    def minimum(self, hypotheses: list[Formula], body: Json, proof: Json) -> tuple[str, list[str]]:
        subject, objective, value = (
            reading.formula(body["subject"]), reading.polynomial(body["of"]), reading.polynomial(body["is"]),
        )  # fmt: skip
        if meant := set(body["over"]) & value.names.union(*map(reading.names, hypotheses)):
            reading.refuse(f"minimum: {min(meant)} is minimised over, and its value or a hypothesis speaks of it")
        facts, lines = self.start(hypotheses)
        scope = self.scope | {name: self.identifier(name) for name in body["over"]}
        over = " ".join(scope[name] for name in body["over"])
        of, least, where = expression(objective, scope), argument(value, scope), f"({self.file.prop(subject, scope)})"
        final = (
            f"(forall {over} : R, {where} -> {least} <= {of}) /\\\n"
            f"  (exists {over} : R, {where} /\\ {of} - {least} = 0)"
        )
        more, pattern = self.given(facts, subject)
        excess = objective + -value
        below, strict = self.given(more, ("gt", -excess))
        bound = [
            f"intros {over} {pattern}. apply at_most. intros {strict}.",
            *self.refute(below, proof["bound"], scope),
        ]
        attained: Formula = ("and", [subject, ("eq", excess)])
        minimiser = {name: reading.polynomial(p) for name, p in proof["at"].items()}
        at = ", ".join(argument(minimiser[name], self.scope) for name in body["over"])
        point = [f"exists {at}."] if at else []
        return final, [
            *lines, "split.", *block(bound),
            *block([*point, *self.denied(facts, reading.instance(attained, minimiser), proof["attained"], self.scope)]),
        ]  # fmt: skip

    # ---- rules ---------------------------------------------------------------------------------------------------

    def refute(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        """A contradiction among the facts."""
        rule = getattr(self, f"rule_{proof['rule']}")
        lines: list[str] = rule(facts, proof, scope)
        return lines

    def rule_psatz(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        terms = [
            self.summand(facts, reading.number(coefficient), indices, reading.polynomial(root), scope)
            for coefficient, indices, root in proof["cone"]
        ]
        # The strict summands first: where there is none this is no proof, and coqc refuses it.
        (_, whole), *rest = sorted(terms, key=lambda term: not term[0])
        for is_strict, term in rest:
            whole = f"(plus {whole} {f'(weak {term})' if is_strict else term})"
        for i, multiplier in proof["ideal"]:
            whole = f"(with_equation {whole} {facts[i][1]} {argument(reading.polynomial(multiplier), scope)})"
        return [f"refine (refuted {whole} _). identity."]

    def summand(
        self, facts: list[Fact], c: Fraction, indices: list[int], root: Polynomial, scope: Scope
    ) -> tuple[bool, str]:
        """The term that says that c (product of facts) root^2 is positive (True) or not negative."""
        factors = [(facts[i][0][0] == "gt", facts[i][1]) for i in indices]
        if not root.names:
            c *= root.get((), Fraction(0)) ** 2
            if not c:
                return False, "(Rle_refl 0)"
        else:
            factors.append((False, f"(square {argument(root, scope)})"))
        if c != 1 or not factors:
            factors.insert(0, (True, positive(c)))
        is_strict = all(strict for strict, _ in factors)
        terms = [term if is_strict or not strict else f"(weak {term})" for strict, term in factors]
        whole = terms[0]
        for term in terms[1:]:
            whole = f"({'times' if is_strict else 'times_weak'} {whole} {term})"
        return is_strict, whole

    def rule_cut(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        claim = reading.formula(proof["formula"])
        return [
            f"refine (cut {decided(claim, scope)} _ _).",
            *block(self.goal(facts, [reading.denial(claim)], proof["otherwise"], scope)),
            *block(self.goal(facts, [claim], proof["then"], scope)),
        ]

    def rule_split(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        on = reading.polynomial(proof["on"])
        return self.branches(
            facts, f"sign {argument(on, scope)}", [("gt", on), ("eq", on), ("gt", on)], proof["branches"], scope
        )

    def rule_cases(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        f, name = facts[proof["fact"]]
        if f[0] != "or":
            reading.refuse(f"cases: fact {proof['fact']} is not a disjunction")
        return self.branches(facts, name, f[1], proof["branches"], scope)

    def branches(
        self, facts: list[Fact], term: str, alternatives: list[Formula], proofs: list[Json], scope: Scope
    ) -> list[str]:
        """A disjunction taken apart, with a proof of each case."""
        if not alternatives:
            return [f"destruct {term}."]
        extended = [self.given(facts, f) for f in alternatives]
        *first, text = [pattern for _, pattern in extended]
        for part in reversed(first):
            text = f"[{part}|{text}]"
        following = [self.refute(more, proof, scope) for (more, _), proof in zip(extended, proofs, strict=False)]
        lines = [f"pose proof ({term}) as {text}."]
        return lines + (
            following[0] if len(alternatives) == 1 else [line for goal in following for line in block(goal)]
        )

    def rule_lemma(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        called, variables, hypotheses = self.file.theorems[proof["name"]]
        conclusion = self.file.conclusions.get(proof["name"])
        if conclusion is None:
            reading.refuse(f"lemma: {proof['name']!r} is not an earlier theorem about formulas")
        at = {name: reading.polynomial(p) for name, p in proof["at"].items()}
        lines: list[str] = []
        given, needed = [], []
        for number, f in enumerate(hypotheses):
            if f[0] == "orbit":
                transported, name = self.transported(facts, f, at, scope)
                lines += transported
                given.append(name)
            else:
                given.append(f"K{number}")
                needed.append((f"K{number}", f))
        values = [argument(at.get(name, reading.variable(name)), scope) for name in variables]
        term = " ".join([called, *values, *given])
        for name, f in reversed(needed):
            term = f"instance {decided(f, None)} (fun {name} => {term})"
        alternatives = [*(reading.denial(reading.instance(f, at)) for _, f in needed), reading.instance(conclusion, at)]
        more, pattern = self.given(facts, ("or", alternatives))
        return [*lines, f"pose proof ({term}) as {pattern}.", *self.refute(more, proof["then"], scope)]

    def transported(
        self, facts: list[Fact], needed: Formula, at: Mapping[str, Polynomial], scope: Scope
    ) -> tuple[list[str], str]:
        """The run that a lemma speaks of, got from the same one among the facts."""
        wanted = reading.instance(needed, at)
        held = next((name for f, name in facts if f == wanted), None)
        found = next((f[1] for f, _ in facts if f == wanted), None)
        if held is None or found is None:
            reading.refuse("lemma: the run that it speaks of is not among the facts")
        theirs, ours = self.file.run(needed[1]), self.file.run(found)
        if theirs is ours and all(
            at.get(name, reading.variable(name)) == reading.variable(name) for name in theirs.orbit.names
        ):
            return [], held
        renamed = [reading.renaming(at.get(name, reading.variable(name))) for name in theirs.orbit.start]
        name, along, moved, kept, reached = (self.name() for _ in range(5))
        before, after = self.moment(ours), self.moment(ours)
        inputs = " ".join(self.identifier(u) for u in ours.orbit.inputs)

        def states(moment: Scope, order: Iterable[str]) -> str:
            return " ".join(moment[s] for s in order)

        head = theirs.applied(scope, at)
        stated = (
            f"forall {states(before, ours.orbit.start)} : R, {ours.applied(scope)} {states(before, ours.orbit.start)}"
        )
        guard = self.name() if ours.guarded else ""
        step = f"{theirs.applied(scope, at, '_step')} {states(after, renamed)} {inputs} {kept}"
        if guard:
            onward = f"unshelve epose proof ({step} _) as {reached}; [same {guard}|]."
        else:
            onward = f"pose proof ({step}) as {reached}."
        return [
            f"assert ({name} : {stated} -> {head} {states(before, renamed)}).",
            *block([
                f"intros {states(before, ours.orbit.start)} {along}.",
                f"induction {along} as [|{states(after, ours.orbit.start)} {inputs} {moved} {kept} {guard}].",
                *block([f"pose proof ({theirs.applied(scope, at, '_start')}) as {reached}. same_state {reached}."]),
                *block([onward, f"same_state {reached}."]),
            ]),
        ], f"({name} {' '.join(scope.get(s, '0') for s in ours.orbit.start)} {held})"  # fmt: skip

    def moment(self, run: Run) -> Scope:
        """Names for the states of a run at some moment."""
        return {name: self.identifier(name) for name in run.orbit.start}

    def rule_root(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        p, s = reading.polynomial(proof["of"]), self.identifier(proof["name"])
        root = reading.variable(proof["name"])
        square = root * root + -p
        then = self.goal(facts, [("ge", root), ("eq", square)], proof["then"], scope | {proof["name"]: s})
        return [
            f"refine (root {argument(p, scope)} _ _).",
            *block(self.goal(facts, [("gt", p)], proof["nonnegative"], scope)),
            *block([f"intros {s}.", *then]),
        ]

    def rule_quotient(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        p, q, t = reading.polynomial(proof["of"]), reading.polynomial(proof["by"]), self.identifier(proof["name"])
        defined = reading.variable(proof["name"]) * q + -p
        then = self.goal(facts, [("eq", defined)], proof["then"], scope | {proof["name"]: t})
        return [
            f"refine (quotient {argument(p, scope)} {argument(q, scope)} _ _).",
            *block(self.goal(facts, [("eq", q)], proof["nonzero"], scope)),
            *block([f"intros {t}.", *then]),
        ]

    def rule_induction(self, facts: list[Fact], proof: Json, scope: Scope) -> list[str]:
        (_, orbit), held = facts[proof["run"]]
        invariant = reading.formula(proof["invariant"])
        run = self.file.run(orbit)
        orbit = run.orbit
        moving = set(orbit.start) | set(orbit.inputs)
        kept = [fact for fact in facts if not reading.names(fact[0]) & moving]
        general, now = self.moment(run), self.moment(run)
        inputs = {u: self.identifier(u) for u in orbit.inputs}
        at = " ".join(general.values())
        along = self.name()
        origin, reached, kept_here, guard = (self.name() for _ in range(4))
        more: list[Fact] = [*kept, (("orbit", orbit), reached)]
        more, opened = self.given(more, invariant)
        lines = [f"pose proof {kept_here} as {opened}."] if opened != "_" else []
        if run.guarded:
            more, opened = self.given(more, orbit.guard)
            lines.append(f"pose proof {guard} as {opened}.")
        stated = self.file.prop(invariant, scope | general)
        names = " ".join([*now.values(), *inputs.values(), reached, kept_here, *([guard] if run.guarded else [])])
        base = self.denied(kept, reading.instance(invariant, orbit.start), proof["base"], scope)
        step = self.denied(more, reading.instance(invariant, orbit.step), proof["step"], scope | now | inputs)
        after, pattern = self.given(facts, invariant)
        states = " ".join(scope.get(name, "0") for name in orbit.start)
        return [
            f"assert ({along} : forall {at} : R, {run.applied(scope)} {at} -> {stated}).",
            *block([f"intros {at} {origin}. induction {origin} as [|{names}].", *block(base), *block([*lines, *step])]),
            f"pose proof ({along} {states} {held}) as {pattern}.",
            *self.refute(after, proof["then"], scope),
        ]


def separate_limit(hypotheses: list[Formula], orbit: reading.Orbit, body: Json, epsilon: str) -> None:
    """Refuse a limit that would say less in Coq than it seems to: whose counter counts no steps, or which speaks
    outside of its run of what the run moves, or whose epsilon is a name that already means something."""
    counter = body["counter"]
    if (orbit.start.get(counter), orbit.step.get(counter)) != ({}, reading.variable(counter) + reading.constant(1)):
        reading.refuse(f"limit: {counter!r} does not count the steps of its run")
    of, to = reading.polynomial(body["of"]).names, reading.polynomial(body["to"]).names
    given = to.union(*map(reading.names, hypotheses))
    if moved := (given & orbit.bound) | (of & {*orbit.inputs}):
        reading.refuse(f"limit: {min(moved)} is moved by its run, and is spoken of outside of it")
    if epsilon in given | of | orbit.names | orbit.bound:
        reading.refuse(f"limit: its epsilon is called {epsilon!r}, and so is something else")
