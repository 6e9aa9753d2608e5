"""A `.v` file in the making: its runs, its theorems, and the names that are taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from derivations.rocq import reading
from derivations.rocq.reading import Formula, Orbit
from derivations.rocq.replay import Replay
from derivations.rocq.terms import DEFINED, KEYWORDS, Run, Scope, argument, expression, joined
from derivations.rocq.witness import existence

Json = Mapping[str, Any]


# Hypotheses of proofs, and what the predicate of a run and its two constructors are called.
OURS = re.compile(r"[HK]\d+|run_\d+(_start|_step)?")


class File:
    """One `.v` file in the making: its runs, its theorems and the names that are taken."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.runs: list[Run] = []
        self.theorems: dict[str, tuple[str, list[str], list[Formula]]] = {}  # its name here, variables, hypotheses
        self.conclusions: dict[str, Formula] = {}
        self.witnesses: list[str] = []
        self.taken = {*KEYWORDS, *DEFINED}

    def identifier(self, name: str, taken: set[str]) -> str:
        """A name like this one that nothing here has yet."""
        plain = re.sub(r"\W", "_", name)
        plain = plain if plain[:1].isalpha() else f"x_{plain}"
        found, count = plain, 0
        while found in taken or OURS.fullmatch(found):
            found, count = f"{plain}_{count}", count + 1
        taken.add(found)
        return found

    def run(self, orbit: Orbit) -> Run:
        """The predicate of a run, defined where it is first met."""
        for known in self.runs:
            if known.orbit == orbit:
                return known
        run = Run(f"run_{len(self.runs) + 1}", orbit)
        self.runs.append(run)
        taken = {*self.taken}
        scope = {name: self.identifier(name, taken) for name in [*run.parameters, *orbit.start, *orbit.inputs]}
        parameters = f" ({' '.join(scope[name] for name in run.parameters)} : R)" if run.parameters else ""
        first = " ".join([run.applied(scope), *(argument(p, scope) for p in orbit.start.values())])
        following = " ".join([run.applied(scope), *(argument(p, scope) for p in orbit.step.values())])
        bound = " ".join(scope[name] for name in [*orbit.start, *orbit.inputs])
        guard = f" ({self.prop(orbit.guard, scope)}) ->" if run.guarded else ""
        self.lines += [
            f"Inductive {run.name}{parameters} : {'R -> ' * len(orbit.start)}Prop :=",
            f"  | {run.name}_start : {first}",
            f"  | {run.name}_step : forall {bound} : R, {run.at(scope)} ->{guard} {following}.",
            "",
        ]
        return run

    def prop(self, f: Formula, scope: Scope) -> str:
        kind, body = f
        if kind == "orbit":
            return self.run(body).at(scope)
        if kind in ("and", "or"):
            parts = [self.prop(part, scope) for part in body]
            parts = [
                f"({part})" if inner[0] in ("and", "or") else part for part, inner in zip(parts, body, strict=True)
            ]
            return joined(parts, "/\\" if kind == "and" else "\\/", "True" if kind == "and" else "False")
        text = expression(body, scope)
        return {"gt": f"0 < {text}", "ge": f"0 <= {text}", "eq": f"{text} = 0"}[kind]

    def theorem(self, entry: Json) -> None:
        """One theorem of the document with its proof and its witness."""
        if entry["name"] in self.theorems:
            reading.refuse(f"the name {entry['name']!r} is taken by an earlier theorem")
        statement = entry["statement"]
        hypotheses = reading.flat(map(reading.formula, statement["hypotheses"]))
        [(kind, body)] = statement["conclusion"].items()
        conclusion = None if kind in ("limit", "minimum") else reading.formula(statement["conclusion"])
        names = set().union(*map(reading.names, hypotheses), reading.names(conclusion) if conclusion else set())
        own = {"limit": _limit_names, "minimum": _minimum_names}.get(kind)
        variables = sorted(names | (own(body) if own else set()))
        spoken = re.sub(r'["*()]', "", entry["name"])
        called = self.identifier(entry["name"], self.taken)
        replay = Replay(self, variables)
        scope = replay.scope
        stated = [self.prop(f, scope) for f in hypotheses]
        stated = [f"({text})" if f[0] == "or" else text for text, f in zip(stated, hypotheses, strict=True)]
        if conclusion:
            final, proof = self.prop(conclusion, scope), replay.formula(hypotheses, conclusion, entry["proof"])
        elif kind == "limit":
            final, proof = replay.limit(hypotheses, body, entry["proof"])
        else:
            final, proof = replay.minimum(hypotheses, body, entry["proof"])
        quantified = [f"forall {' '.join(scope[name] for name in variables)} : R,"] if variables else []
        self.lines += [
            f"(* {spoken} *)",
            f"Theorem {called} :",
            *("  " + line for line in [*quantified, *(f"{text} ->" for text in stated)]),
            f"  {final}.",
            "Proof.",
            *proof,
            "Qed.",
            "",
        ]
        self.theorems[entry["name"]] = (called, variables, hypotheses)
        if conclusion:
            self.conclusions[entry["name"]] = conclusion
        run = [reading.formula({"orbit": body["orbit"]})] if kind == "limit" else []
        self.lines += existence(self, called, [*hypotheses, *run], statement["witness"])


def _limit_names(body: Json) -> set[str]:
    run = reading.formula({"orbit": body["orbit"]})[1]
    inside: set[str] = run.names | reading.polynomial(body["of"]).names
    return (inside - set(run.start)) | reading.polynomial(body["to"]).names


def _minimum_names(body: Json) -> set[str]:
    inside = reading.names(reading.formula(body["subject"])) | reading.polynomial(body["of"]).names
    return (inside - set(body["over"])) | reading.polynomial(body["is"]).names
