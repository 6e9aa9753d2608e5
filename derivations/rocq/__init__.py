"""Kernel proofs as files for another proof assistant, Rocq (Coq): each is rechecked there from the file alone.

A document of the kernel, theorems each from the earlier ones, becomes one `.v` file over Coq's real numbers. A formula
`p > 0` is `0 < p`, a run is an inductive predicate on states, a limit is its epsilon form, a minimum a bound and a
point that attains it; that the hypotheses can hold is a theorem of its own, by its witness. Proofs are replayed rule
by rule and nothing is searched for: the leaf `psatz` is a term that makes a positive sum of products of facts, and that
this sum is 0 is left to `lra` with no hypothesis at hand, that is to multiplying out in Coq's own checked procedure.
What Coq accepts rests on its kernel and on the axioms of its reals. That a file states what the document states rests
on the reading and the printing here, which share no code with the kernel; the document is `recheck.document`'s.

Facts are not normalised on their way as the kernel's are: they are equal to the kernel's as polynomials, in the same
order. A name that only a proof mentions may have any value; it is written 0.

References: The Coq Development Team (2022), The Coq Proof Assistant, 8.16, chapter "Micromega" for `lra`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from derivations.rocq import joint as joints
from derivations.rocq.file import File
from derivations.rocq.prelude import PRELUDE
from derivations.rocq.reading import Malformed

__all__ = ["Malformed", "export"]

Json = Mapping[str, Any]


def export(document: Iterable[Json], joint: str = "") -> str:
    """The `.v` file of theorems that are each proved from the earlier ones, as the kernel is given them.

    After them comes the claim's joint, where there is one (`derivations.rocq.joint`). The file ends with `Print
    Assumptions`, so that coqc prints what all rest on. Raises `Malformed` where the document or the joint is malformed;
    a proof that is wrong is written as it is, for coqc to refuse.
    """
    file = File()
    for entry in document:
        try:
            file.theorem(entry)
        except Malformed:
            raise
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Malformed(f"malformed: {type(error).__name__}: {error}") from error
    names = [called for called, _, _ in file.theorems.values()] + file.witnesses
    if joint:
        read = joints.read(joint)
        names += [f"Joint.{name}" for name in read.theorems]
        file.lines += [*read.used, joint]
    together = " ".join(f"(conj {name}" for name in names) + " I" + ")" * len(names)
    last = [f"Definition everything := {together}.", "Print Assumptions everything."]
    return "\n".join([PRELUDE, *file.lines, *last, ""])
