"""Joints: theorems of Rocq, written by hand, that join what the kernel proves of a claim to all that the claim says.

The kernel goes along one run at a time. What is said of all components at all steps, or of sums of any length, it
proves step by step; a joint is the induction over the rest, over functions and finite sums of Coq's. It stands beside
the claim's proof, in `proofs/<id>.v`, and follows the exported theorems, which it may use: coqc checks both as one
file. Its definitions and theorems are read by people as they stand, so that little else is allowed.

What joints share, such as vectors, is in `library/<Name>.v`, each a module of definitions and lemmas. A joint with a
line `(* uses: Name, Name *)` follows these modules, in that order.

Three lines or more at its end, `(* false: OLD ==> NEW *)`, are controls: with that change its theorems are false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from derivations.rocq.reading import Malformed

__all__ = ["CONTROLS", "LIBRARY", "Joint", "read"]

CONTROLS = 3
LIBRARY = Path(__file__).parent / "library"
CONTROL = re.compile(r"^\(\* false: (.+?) ==> (.*?) \*\)$", re.MULTILINE)
USES = re.compile(r"^\(\* uses: (\w+(?:, \w+)*) \*\)$", re.MULTILINE)
IMPORT = re.compile(r"From Coq Require Import [\w .]+\.\s")
WORDS = (
    "From", "Module", "Import", "Section", "Context", "Definition", "Fixpoint", "Inductive", "Record", "Ltac", "Lemma",
    "Theorem", "Proof", "Qed", "Defined", "End",
)  # fmt: skip
STRANGE = re.compile(rf"(?:^|(?<=\.\s))[\s{{}}+*-]*((?!(?:{'|'.join(WORDS)})\b)[A-Z]\w*)|(#\[|\b(?:admit|give_up)\b)")
THEOREM = re.compile(r"\bTheorem\s+([\w']+)(.*?)\bProof\.", re.DOTALL)


@dataclass(frozen=True)
class Joint:
    """Its text; the modules that it uses; its theorems by name with their statements; and its controls, what is changed
    into what."""

    text: str
    used: tuple[str, ...]
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
    """The joint with this text. Malformed where it, or what it uses, is not a module of definitions, lemmas and
    theorems, all proved, or where it has no theorem or fewer than three controls."""
    plain, used = module("Joint", text), tuple(_used(text))
    theorems = {name: stated.strip() for name, stated in THEOREM.findall(plain)}
    if not theorems:
        raise Malformed("a joint without a theorem")
    joint = Joint(text, used, theorems, tuple(CONTROL.findall(text)))
    if len(joint.controls) < CONTROLS:
        raise Malformed(f"{len(joint.controls)} controls in a joint: {CONTROLS} or more are wanted")
    return joint


def _used(text: str) -> Iterator[str]:
    for names in USES.findall(text):
        for name in names.split(", "):
            file = LIBRARY / f"{name}.v"
            if not file.is_file():
                raise Malformed(f"the joint uses {name}, and there is no library/{file.name}")
            found = file.read_text(encoding="utf-8")
            module(name, found)
            yield found


def module(name: str, text: str) -> str:
    """Coq text with its comments blank. Malformed unless it is a module of that name, after imports from Coq's library,
    with nothing in it but definitions, lemmas and theorems."""
    plain = uncommented(text)
    opening, _, rest = plain.partition(f"Module {name}.")
    inside, _, after = rest.partition(f"End {name}.")
    if IMPORT.sub("", opening).strip() or after.strip() or not inside:
        raise Malformed(f"a joint is `Module {name}.` to `End {name}.`, after imports from Coq's library")
    if strange := STRANGE.search(inside):
        raise Malformed(f"{(strange[1] or strange[2])!r} in a joint: it has {', '.join(WORDS)} alone, and proofs")
    return plain


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
