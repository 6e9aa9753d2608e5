"""Joints: theorems of Rocq, written by hand, that join what the kernel proves of a claim to all that the claim says.

The kernel goes along one run at a time. What is said of all components at all steps, or of sums of any length, it
proves step by step; a joint is the induction over the rest, over functions and finite sums of Coq's. It stands beside
the claim's proof, in `proofs/<id>.v`, and follows the exported theorems, which it may use: coqc checks both as one
file. Its definitions and theorems are read by people as they stand, so that little else is allowed.

Three lines or more at its end, `(* false: OLD ==> NEW *)`, are controls: with that change its theorems are false.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from derivations.rocq.reading import Malformed

__all__ = ["CONTROLS", "Joint", "read"]

CONTROLS = 3
CONTROL = re.compile(r"^\(\* false: (.+?) ==> (.*?) \*\)$", re.MULTILINE)
WORDS = ("From", "Module", "Section", "Context", "Definition", "Fixpoint", "Inductive", "Lemma", "Theorem", "End")
ENDINGS = ("Proof", "Qed", "Defined")
BEGINS = re.compile(r"(?:^|(?<=\.\s))[\s{}+*-]*([A-Z]\w*)")
THEOREM = re.compile(r"\bTheorem\s+([\w']+)(.*?)\bProof\.", re.DOTALL)


@dataclass(frozen=True)
class Joint:
    """Its text, its theorems by name with their statements, and its controls: what is changed, into what."""

    text: str
    theorems: dict[str, str]
    controls: tuple[tuple[str, str], ...]

    def changed(self, old: str, new: str) -> str:
        """The text with a part of a theorem's statement changed; Malformed unless it is there once."""
        statements = [found.span(2) for found in THEOREM.finditer(uncommented(self.text))]
        places = [place for place in statements for _ in range(self.text[slice(*place)].count(old))]
        if len(places) != 1:
            raise Malformed(f"{old!r} occurs {len(places)} times in the joint's statements: once is wanted")
        start, end = places[0]
        return self.text[:start] + self.text[start:end].replace(old, new) + self.text[end:]


def read(text: str) -> Joint:
    """The joint with this text. Malformed where it is not `Module Joint.` with definitions, lemmas and theorems in it,
    all proved, or has fewer than three controls."""
    plain = uncommented(text)
    opening, _, rest = plain.partition("Module Joint.")
    inside, _, after = rest.partition("End Joint.")
    if re.sub(r"From Coq Require Import [\w .]+\.\s", "", opening).strip() or after.strip() or not inside:
        raise Malformed("a joint is `Module Joint.` to `End Joint.`, after imports from Coq's library")
    if strange := sorted(
        set(BEGINS.findall(inside)) - {*WORDS, *ENDINGS} | set(re.findall(r"\b(?:admit|give_up)\b", inside))
    ):
        raise Malformed(f"{strange[0]!r} in a joint: it has {', '.join(WORDS)} alone, and proofs")
    theorems = {name: stated.strip() for name, stated in THEOREM.findall(plain)}
    if not theorems:
        raise Malformed("a joint without a theorem")
    joint = Joint(text, theorems, tuple(CONTROL.findall(text)))
    if len(joint.controls) < CONTROLS:
        raise Malformed(f"{len(joint.controls)} controls in a joint: {CONTROLS} or more are wanted")
    return joint


def uncommented(text: str) -> str:
    """Coq text with its comments, which may be nested, blank. Malformed where one does not end."""
    kept, depth = "", 0
    for part in re.split(r"(\(\*|\*\))", text):
        depth += {"(*": 1, "*)": -1}.get(part, 0)
        if depth < 0:
            raise Malformed("a comment of the joint ends that did not begin")
        kept += " " * len(part) if depth or part == "*)" else part
    if depth:
        raise Malformed("a comment of the joint does not end")
    return kept
