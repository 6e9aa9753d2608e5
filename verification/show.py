"""One claim in full: what is printed, what is true, why, the proof step by step, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations import display, kernel, recheck, translate
from derivations.claim import Claim
from derivations.statement import Limit, Minimum, Misprint, Orbit, Statement

if TYPE_CHECKING:
    from verification.outcome import Outcome

Json = Mapping[str, Any]
VERDICTS: Mapping[str | None, str] = {
    "holds": "holds as printed",
    "holds-if": "holds under a hypothesis that is not printed",
    "fails": "fails as printed",
    None: "the article prints no such statement",
}


def pages(c: Claim, outcome: Outcome) -> Iterator[str]:
    """All that is known of a claim, line by line; `outcome` is what rechecking it gave."""
    yield f"{c.id}: {outcome.status}; {VERDICTS[c.as_printed]}"
    yield from _labelled(_head(c))
    yield from ("", "Derivation", *_indented(c.derivation, 1))
    try:
        yield from _body(c, outcome)
    except Exception as error:  # a claim that is written wrongly is shown as far as it goes
        yield from ("", f"The rest cannot be shown: {type(error).__name__}: {error}")
    yield from ("", *_standing(outcome))


def _head(c: Claim) -> Iterator[tuple[str, str | None]]:
    yield "section", c.section
    yield "scope", c.scope
    yield "printed", c.printed
    yield "statement", c.latex
    yield "correction", c.correction
    for reference in c.references:
        yield "reference", reference


def _body(c: Claim, outcome: Outcome) -> Iterator[str]:
    for s in c.statements:
        yield from ("", f"{'Lemma' if s.lemma else 'Statement'} {s.name!r}")
        yield from _statement(c, s, outcome)
    for m in c.misprints:
        yield from ("", f"Misprint {m.name!r}: false as printed")
        yield from _misprint(m)
    yield from ("", "Mutants, each false at an exact point", *_mutants(c))
    if c.joint:
        yield from ("", f"Joined to the whole in Rocq, by {c.proof_file.stem}.v", *_joined(c))


def _labelled(parts: Iterator[tuple[str, str | None]]) -> Iterator[str]:
    yield from (f"  {label:<11}{text}" for label, text in parts if text is not None)


def _indented(text: str, depth: int) -> Iterator[str]:
    yield from ("  " * depth + part if part.strip() else "" for part in text.splitlines())


def _statement(c: Claim, s: Statement, outcome: Outcome) -> Iterator[str]:
    stated = translate.statement(s)
    yield from _labelled(_words(s.hypotheses, s.conclusion))
    yield "  as the kernel reads it"
    yield from (f"    given {display.show(kernel.formula(h))}" for h in stated["hypotheses"])
    yield f"    then  {display.show_conclusion(stated['conclusion'])}"
    found = c.proof.get("statements", {}).get(s.name)
    if found is None:
        unproved = c.proof.get("open", {}).get(s.name, {})
        reason = unproved.get("reason", f"find one with `whymomentum certify {c.id}`")
        yield from (f"  {part}" for part in f"no proof: {reason}".splitlines())
        return
    if refused := [reason for reason in outcome.reasons if reason.startswith(f"{s.name}: ")]:
        yield f"  no proof: {refused[0].removeprefix(f'{s.name}: ')}"
        return
    yield f"  the hypotheses can be met: {display.show_witness(found['witness'])}"
    yield "  proof"
    for depth, text in display.steps(stated, found["proof"], _lemmas(c, found["proof"])):
        yield "    " + "  " * depth + text


def _lemmas(c: Claim, proof: Json) -> dict[str, Json]:
    """The statements that a proof uses, by the names by which it uses them."""
    found: dict[str, Json] = {}
    for name in recheck.used(proof):
        owner, _, own = name.rpartition("/")
        statements = recheck.named(owner, c).statements if owner else c.statements
        found[name] = next(translate.statement(s) for s in statements if s.name == own)
    return found


def _words(hypotheses: tuple[Any, ...], conclusion: Any) -> Iterator[tuple[str, str]]:
    for hypothesis in hypotheses:
        yield "given", words(hypothesis)
    yield "then", words(conclusion)


def words(part: Any) -> str:
    """A hypothesis or a conclusion in SymPy's notation."""
    if isinstance(part, Orbit):
        return display.show_run(kernel.formula({"orbit": translate.orbit(part)})[1])
    if isinstance(part, Limit):
        return f"{part.of} tends to {part.to} as {part.counter} grows along {words(part.orbit)}"
    if isinstance(part, Minimum):
        over = ", ".join(map(str, part.over))
        return f"the least value of {part.of} over {over} with {words(part.subject)} is {part.value}"
    if isinstance(part, sp.And | sp.Or):
        sign = " and " if isinstance(part, sp.And) else " or "
        return "(" + sign.join(map(words, part.args)) + ")"
    if isinstance(part, sp.Implies | sp.Equivalent):
        return (" implies " if isinstance(part, sp.Implies) else " iff ").join(map(words, part.args))
    if isinstance(part, sp.Not):
        return f"not ({words(part.args[0])})"
    signs = {sp.Eq: "=", sp.Ne: "!=", sp.Lt: "<", sp.Le: "<=", sp.Gt: ">", sp.Ge: ">="}
    if type(part) in signs:
        return f"{part.lhs} {signs[type(part)]} {part.rhs}"
    return str(part)


def reached(m: Misprint) -> dict[str, str]:
    """The point at which a misprint fails, with the states that its runs have reached there."""
    at: dict[sp.Symbol, Any] = {symbol: sp.Rational(str(value)) for symbol, value in m.counterexample.items()}
    runs = iter(m.steps)
    for run in (h for h in m.hypotheses if isinstance(h, Orbit)):
        at |= {s: sp.sympify(start, strict=True).subs(at) for s, (start, _) in run.state.items()}
        for inputs in next(runs, ()):
            now = at | {symbol: sp.Rational(str(value)) for symbol, value in inputs.items()}
            at |= {s: sp.sympify(step, strict=True).subs(now, simultaneous=True) for s, (_, step) in run.state.items()}
    return {symbol.name: str(value) for symbol, value in at.items()}


def _misprint(m: Misprint) -> Iterator[str]:
    yield from _labelled(_words(m.hypotheses, m.conclusion))
    yield from _labelled(iter([("fails at", display.show_point(reached(m)))]))


def _mutants(c: Claim) -> Iterator[str]:
    for mutant in c.proof.get("mutants", []):
        yield f"  {mutant['of']!r}, {mutant['change']}: fails at {display.show_witness(mutant['fails_at'])}"
    if not c.proof.get("mutants"):
        yield f"  none: find some with `whymomentum certify {c.id}`"


def _joined(c: Claim) -> Iterator[str]:
    from derivations.rocq.joint import read

    for name, stated in read(c.joint).theorems.items():
        yield from _indented(f"Theorem {name} {stated}", 1)


def _standing(outcome: Outcome) -> Iterator[str]:
    yield f"Rests on: {', '.join(outcome.rests_on) or 'nothing, the claim is open'}"
    yield f"Answers: {', '.join(f'{name}: {answer}' for name, answer in outcome.answers.items())}"
    if (record := outcome.record) and "date" in record:
        verdict = "accepted" if record["accepted"] else f"did not accept ({record['reason']})"
        yield f"On record: coqc {record['coqc']} {verdict} the exported proof on {record['date']}"
        yield f"  sha256 of the file: {record['sha256']}"
    elif record:
        yield f"On record: rocq has not rechecked the proof: {record['reason']}"
    yield from (f"  {part}" for reason in (*outcome.reasons, *outcome.dissent) for part in reason.splitlines())
