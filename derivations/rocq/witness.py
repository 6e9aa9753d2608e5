"""That the hypotheses of a theorem hold somewhere: its witness as a theorem in Coq."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from derivations.rocq import reading
from derivations.rocq.reading import Formula, Polynomial
from derivations.rocq.terms import Run, argument, block, positive

if TYPE_CHECKING:
    from derivations.rocq.file import File

Json = Mapping[str, Any]


def existence(file: File, theorem: str, hypotheses: list[Formula], witness: Json) -> list[str]:
    """The theorem that the hypotheses hold somewhere, by the witness, and that a run whose witness takes no step may
    take one elsewhere."""
    names = sorted(set().union(*map(reading.names, hypotheses)))
    taken = {*file.taken}
    scope = {name: file.identifier(name, taken) for name in names}
    at = {name: reading.constant(reading.number(v)) for name, v in witness.get("values", {}).items()}
    orbits = [f for f in hypotheses if f[0] == "orbit"]
    steps = iter(witness.get("runs", []))
    reached: list[list[str]] = []
    others: list[list[Formula]] = []
    states = {name for _, orbit in orbits for name in orbit.start}
    for f in orbits:
        taken_steps: list[Json] = next(steps, [])
        reached.append(walk(file.run(f[1]), at, taken_steps))
        if not taken_steps and f[1].guard != ("and", []):
            others.append([g for g in hypotheses if g == f or not reading.names(g) & states])
    goals = iter(reached)
    proofs = [next(goals) if f[0] == "orbit" else checked(f, at) for f in hypotheses]
    stated = [file.prop(f, scope) for f in hypotheses]
    stated = [f"({text})" if f[0] in ("or", "and") else text for text, f in zip(stated, hypotheses, strict=True)]
    exists = f"exists {' '.join(scope.values())} : R, " if names else ""
    lines = [f"exists {', '.join(argument(at[name], {}) for name in names)}."] if names else []
    for proof in proofs[:-1]:
        lines += ["split.", *block(proof)]
    called = file.identifier(f"{theorem}_witness", file.taken)
    result = [
        f"Theorem {called} : {exists}", "  " + " /\\ ".join(stated or ["True"]) + ".", "Proof.",
        *lines, *(proofs[-1] if proofs else ["exact I."]), "Qed.", "",
    ]  # fmt: skip
    file.witnesses.append(called)
    for number, other in enumerate(others):
        result += existence(file, theorem, other, witness["elsewhere"][number])
    return result


def walk(run: Run, at: dict[str, Polynomial], steps: list[Json]) -> list[str]:
    """The proof that a run reaches the state after these steps, which is added to `at`."""
    orbit = run.orbit
    at |= {name: p.at(at) for name, p in orbit.start.items()}
    parameters = " ".join(argument(at[name], {}) for name in run.parameters)
    lines = [f"pose proof ({run.name}_start {parameters}) as S0."]
    for number, inputs in enumerate(steps):
        now = at | {name: reading.constant(reading.number(inputs[name])) for name in orbit.inputs}
        values = " ".join(argument(now[name], {}) for name in [*orbit.start, *orbit.inputs])
        state = " ".join([run.name, parameters, *(argument(at[name], {}) for name in orbit.start)])
        lines += [
            f"assert (E{number} : {state}) by same_state S{number}.",
            f"unshelve epose proof ({run.name}_step {parameters} {values} E{number}"
            + (f" _) as S{number + 1}; [{proof_term(orbit.guard, now)}|]." if run.guarded else f") as S{number + 1}."),
        ]
        at |= {name: p.at(now) for name, p in orbit.step.items()}
    return [*lines, f"same_state S{len(steps)}."]


def checked(f: Formula, at: Mapping[str, Polynomial]) -> list[str]:
    return [proof_term(f, at) + "."]


def proof_term(f: Formula, at: Mapping[str, Polynomial]) -> str:
    """A tactic that proves a formula at rational values."""
    kind, body = f
    if kind == "and":
        if not body:
            return "exact I"
        *first, text = [proof_term(part, at) for part in body]
        for part in reversed(first):
            text = f"split; [{part}|{text}]"
        return text
    if kind == "or":
        which = next((i for i, part in enumerate(body) if reading.holds(part, at)), len(body) - 1)
        sides = ["right"] * which + (["left"] if which < len(body) - 1 else [])
        return "; ".join([*sides, proof_term(body[which], at)])
    value = body.at(at).value
    if kind == "eq":
        return "identity"
    if kind == "ge" and not value:
        return "apply (equal_ge 0); [apply Rle_refl|identity]"
    term = positive(value) if value > 0 else "(whole 1)"
    return f"apply (equal_{kind} ({value})); [{'apply' if kind == 'gt' else 'apply weak,'} {term}|identity]"
