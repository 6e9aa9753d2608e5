"""What is found out about one claim, piece by piece: of each statement, each misprint, each mutant.

Each piece is a function that raises a `Failure` or returns. What pieces share, the proofs and the answers of the
kernel's process, is found once, when the first of them asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from derivations import kernel, recheck, translate
from derivations.certify import REQUIRED
from derivations.claim import Claim, ClaimError
from derivations.mutation import mutant, mutations
from derivations.statement import Misprint, Statement
from verification.failures import Failure, misprint_failure, mutants_missing, statement_failure

if TYPE_CHECKING:
    from derivations.method import Method

__all__ = ["Checks", "method_checks"]

Json = dict[str, Any]
Check = Callable[[], object]
CONFRONTED = ("float64", "50 digits", "200 digits", "balls")


class Checks:
    """The pieces of one claim. Raises what the derivation raises, and `ClaimError` where the claim is inconsistent."""

    def __init__(self, c: Claim) -> None:
        self.claim = c
        recheck.complete(c)
        self._stored = c.stored_proof

    @property
    def names(self) -> Iterator[tuple[str, str, Check]]:
        """(kind, name, check) of each piece."""
        c = self.claim
        yield from (("statement", s.name, partial(self.statement, s)) for s in c.statements)
        yield from (("misprint", m.name, partial(self.misprint, m)) for m in c.misprints)
        kept = len(self._stored.get("mutants", []))
        yield from (("mutant", str(i + 1), partial(self.mutant, i)) for i in range(max(REQUIRED, kept)))
        yield from (("confrontation", precision, partial(self.confront, precision)) for precision in CONFRONTED)

    def statement(self, s: Statement) -> None:
        """The kernel's process accepts the proof of a statement."""
        unproved = self.claim.proof.get("open", {}).get(s.name)
        answer = self.answers.get(s.name, "there is no proof of it")
        if unproved is not None or answer != "proved":
            raise statement_failure(self.claim, s, unproved, answer)

    def misprint(self, m: Misprint) -> None:
        """The kernel's process finds what is printed false at its counterexample."""
        if self.answers[m.name] != "proved":
            raise misprint_failure(self.claim, m, self.answers[m.name])

    def mutant(self, place: int) -> None:
        """A small change of a statement is false at a point, and the statement's proof does not prove it."""
        mutants = self.claim.proof.get("mutants", [])
        if place >= len(mutants):
            raise mutants_missing(self.claim, len(mutants), REQUIRED, self.unrefuted)
        found = mutants[place]
        of, change = found["of"], found["change"]
        try:
            changed = mutant(self.stated[of], change)
        except KeyError as error:
            remedy = f"find others with `whymomentum certify {self.claim.id}`"
            raise Failure(f"{self.claim.id}: {of!r} has no mutant {change!r} any more: {remedy}") from error
        entry = self.theorems[of]
        forged = {"name": "forged", "statement": changed | {"witness": entry["statement"]["witness"]}}
        before = self.document[: [t["name"] for t in self.document].index(of)]
        [answers] = recheck.fresh_kernel([[*before, forged | {"proof": entry["proof"]}, *_denied(changed, found)]])
        if answers["forged"] == "proved":
            raise Failure(f"{self.claim.id}: the mutant of {of!r}, {change}, is proved by the proof of {of!r}")
        if (answer := answers.get("false", "proved")) != "proved":
            remedy = f"find others with `whymomentum certify {self.claim.id}`"
            told = f"{self.claim.id}: the mutant of {of!r}, {change}, does not fail where it is said to"
            raise Failure(f"{told} ({answer}): {remedy}")

    def confront(self, precision: str) -> int:
        """Simulation at a precision does not contradict the claim; the number of comparisons."""
        from verification.confrontation import confront

        try:
            return confront(self.claim, precision)
        except translate.TranslationError as error:
            raise Failure(f"{self.claim.id}: {error}") from error

    @cached_property
    def stated(self) -> dict[str, Json]:
        """The statements as the kernel reads them."""
        return {s.name: translate.statement(s) for s in self.claim.statements}

    @cached_property
    def document(self) -> list[Json]:
        """What the kernel's process is asked: the statements that have a proof, and the misprints."""
        proofs = self.claim.proof.get("statements", {})
        return recheck.document(self.claim, [s for s in self.claim.statements if s.name in proofs])

    @property
    def theorems(self) -> dict[str, Json]:
        return {entry["name"]: entry for entry in self.document}

    @cached_property
    def answers(self) -> dict[str, str]:
        """What the kernel's process answers, for each statement that has a proof and each misprint."""
        try:
            [found] = recheck.fresh_kernel([self.document])
        except (ClaimError, translate.TranslationError) as error:
            raise Failure(str(error)) from error
        return found

    @cached_property
    def unrefuted(self) -> list[str]:
        """Mutants that the search proves as well: the statement says less than it could."""
        from derivations.certify import foreign
        from derivations.search import SearchError, find_proof

        proved = []
        for s in (s for s in self.claim.statements if not s.lemma and s.name in self.theorems):
            lemmas = self.stated | {name: translate.statement(t) for name, t in foreign(self.claim, s).items()}
            for label, changed in mutations(self.stated[s.name]):
                try:
                    find_proof(changed, s.plan, lemmas)
                except (SearchError, kernel.ProofError):
                    continue
                proved.append(f"{s.name!r}, {label}")
        return proved


def _denied(changed: Json, found: Json) -> list[Json]:
    """That a mutant fails at its point, as a theorem; nothing for limits and minima, whose denial is no formula."""
    if {"limit", "minimum"} & set(changed["conclusion"]):
        return []
    denied = recheck.as_data(kernel.negate(kernel.formula(changed["conclusion"])))
    return [recheck.refuted_at("false", [*changed["hypotheses"], denied], found["fails_at"])]


def method_checks(method: Method) -> Iterator[tuple[str, Check]]:
    """(name, check) of what is found out about a method."""
    from verification.confrontation import confront_method

    yield "derivation", partial(derives, method)
    for precision in CONFRONTED:
        yield f"R^k[{precision}]", partial(confront_method, method, precision)


def derives(method: Method) -> None:
    """The theory of a method is derived: its matrix is a root of its characteristic polynomial (Cayley, Hamilton)."""
    import sympy

    R, found = method.iteration_matrix, method.characteristic_polynomial
    total = sympy.zeros(R.rows)
    for coefficient in found.all_coeffs():
        total = (total * R + coefficient * sympy.eye(R.rows)).applyfunc(sympy.cancel)
    if total != sympy.zeros(R.rows):
        raise Failure(f"{method.name}: its matrix {R} is no root of its characteristic polynomial {found.as_expr()}")
    if sympy.false in method.stability_conditions:
        raise Failure(f"{method.name} is stable nowhere: {found.as_expr()} has a root outside for all parameters")
