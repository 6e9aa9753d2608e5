"""Negative controls of the second kernel: the mutants that claims keep, each with the proof of what it was made from.

    python -m verification.second_kernel_mutants [ID or glob ...] [--sample N] [--seed S] [--jobs N]

The controls of joints come with them (`derivations.rocq.joint`), to be refused in a proof of the joint.
A mutant is false at an exact point, so coqc must refuse its file, and for the sake of the mutant: at the theorem's
proof, or at the witness of its hypotheses. A file that is refused before, in an earlier theorem, would show nothing:
that is a finding, as it is one if the file is accepted. A hypothesis that is dropped is written as a truth of its kind,
such as 0 < 1, so that the proof can be written down at all, and it is coqc that refuses it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from derivations.claim import Claim

Json = dict[str, Any]
NAME = "forged"
UNREAD = (
    "Syntax error",
    "was not found",
    "No product",
)  # what coqc says where a statement has no sense, or lost a part
WELL = ("refused at its proof", "refused at its witness", "refused in its joint", "not written")


@dataclass(frozen=True)
class Control:
    """A mutant of a claim: of which statement, what is changed, and the document with the proof of the original; or of
    its joint, as changed."""

    claim: str
    of: str
    change: str
    document: list[Json]
    joint: str = ""


def controls(c: Claim) -> Iterator[Control]:
    """The mutants that a claim keeps, and those of its joint."""
    from derivations.mutation import mutant
    from derivations.recheck import document
    from derivations.rocq import joint

    whole = document(c)
    places = {entry["name"]: place for place, entry in enumerate(whole)}
    for kept in c.proof.get("mutants", []):
        place = places[kept["of"]]
        entry = whole[place]
        stated = {key: part for key, part in entry["statement"].items() if key != "witness"}
        changed = mutant(stated, kept["change"]) | {"witness": entry["statement"]["witness"]}
        if dropped := re.fullmatch(r"hypothesis (\d+) dropped", kept["change"]):
            changed["hypotheses"].insert(int(dropped[1]), truth(stated["hypotheses"][int(dropped[1])]))
        forged = {"name": NAME, "statement": changed, "proof": entry["proof"]}
        yield Control(c.id, kept["of"], kept["change"], [*whole[:place], forged])
    if c.joint:
        read = joint.read(c.joint)
        for old, new in read.controls:
            yield Control(c.id, "joint", f"{new} for {old}", whole, read.changed(old, new))


def truth(f: Json) -> Json:
    """A formula of the same form that says nothing."""
    [(kind, body)] = f.items()
    return {kind: [truth(part) for part in body] if kind in ("and", "or") else {"": "1"} if kind == "gt" else {}}


def answer(control: Control) -> str:
    """What becomes of a mutant: one of `WELL`, or "accepted" or where else coqc stopped, which are findings."""
    from derivations.rocq import Malformed, coqc, export

    try:
        text = export(control.document, control.joint)
    except Malformed:
        return "not written"
    found = coqc.recheck(text, "control.v")
    if found.accepted:
        return "accepted"
    stopped = re.match(r'File "[^"]*", line (\d+)', found.reason)
    if stopped is None or any(words in found.reason for words in UNREAD):
        return f"stopped: {found.reason[:90]}"
    if control.joint:
        return WELL[2] if is_in_a_proof(text, int(stopped[1])) else f"stopped: {found.reason[:90]}"
    before = text[: text.index(f"(* {NAME} *)")].count("\n")
    proved = before + text[text.index(f"(* {NAME} *)") :].partition("\nQed.")[0].count("\n") + 2
    line = int(stopped[1])
    return "refused before" if line <= before else WELL[0] if line <= proved else WELL[1]


def is_in_a_proof(text: str, line: int) -> bool:
    """Whether a line of a file is in a proof of its joint, so that the statement before it was read."""
    lines = text.splitlines()[:line]
    joint = lines[lines.index("Module Joint.") :] if "Module Joint." in lines else []
    opened = [number for number, text in enumerate(joint) if re.match(r"\s*(?:Lemma|Theorem)\b", text)]
    return bool(opened) and any("Proof." in text for text in joint[opened[-1] :])


def sample(claims: Iterable[Claim], most: int | None, seed: int) -> list[Control]:
    """The mutants of these claims, or a random choice of so many."""
    found = [control for c in claims for control in controls(c)]
    return found if most is None or most >= len(found) else Random(seed).sample(found, most)


@click.command()
@click.option("--sample", "most", metavar="N", type=click.IntRange(min=1), help="Only so many, chosen at random.")
@click.option("--seed", metavar="S", type=int, default=0, show_default=True)
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=1, show_default=True)
@click.argument("patterns", metavar="[ID or glob]...", nargs=-1)
def main(most: int | None, seed: int, jobs: int, patterns: tuple[str, ...]) -> None:
    """Give the mutants of claims to coqc with the originals' proofs; exit with 1 unless all are refused."""
    from verification.cli import choose
    from verification.second_kernel import require_coqc

    require_coqc()
    chosen, counts = sample(choose(patterns), most, seed), Counter[str]()
    if not chosen:
        raise click.UsageError("these claims keep no mutants: find some with `whymomentum certify`")
    with ThreadPoolExecutor(jobs) as pool:
        for control, said in zip(chosen, pool.map(answer, chosen), strict=True):
            counts[said if said in WELL else "FINDING"] += 1
            click.echo(f"{said:<24}{control.claim}: {control.of!r}, {control.change}")
    click.echo(f"{len(chosen)} mutants: {', '.join(f'{count} {said}' for said, count in counts.most_common())}")
    if counts["FINDING"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
