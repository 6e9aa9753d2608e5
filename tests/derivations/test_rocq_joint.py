"""Joints are definitions, lemmas and theorems with proofs, in a module, with controls: nothing else is let through."""

from pathlib import Path

import pytest

from derivations.recheck import by_id
from derivations.rocq import Malformed, export, joint

TEXT = r"""(* A joint (* with a comment in a comment: Axiom *) of a claim. *)
From Coq Require Import Lia Arith.

Module Joint.

Fixpoint total (n : nat) (f : nat -> R) : R := match n with O => 0 | S m => total m f + f m end.

Lemma nothing n : total n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; simpl. - reflexivity. - rewrite IH. ring. Qed.

Theorem zeros :
  forall (n : nat) (f : nat -> R), (forall i, f i = 0) -> total n f = 0.
Proof.
  intros n f H. rewrite <- (nothing n). induction n as [|n IH]; simpl; [reflexivity|].
  { now rewrite IH, H. }
Qed.

Theorem one_of_one : total 1 (fun _ => 1) = 1.
Proof. simpl. ring. Qed.

End Joint.

(* false: f i = 0 ==> f i = 1 *)
(* false: total n f = 0 ==> total (S n) f = 1 *)
(* false: (fun _ => 1) = 1 ==> (fun _ => 1) = 0 *)
"""


def test_its_theorems_and_controls_are_read() -> None:
    found = joint.read(TEXT)
    assert found.theorems == {
        "zeros": ":\n  forall (n : nat) (f : nat -> R), (forall i, f i = 0) -> total n f = 0.",
        "one_of_one": ": total 1 (fun _ => 1) = 1.",
    }
    assert found.controls[0] == ("f i = 0", "f i = 1")
    assert len(found.controls) == 3


def test_a_control_changes_one_place_in_a_statement() -> None:
    found = joint.read(TEXT)
    changed = found.changed(*found.controls[0])
    assert changed == TEXT.replace("(forall i, f i = 0)", "(forall i, f i = 1)")
    for nowhere in ("total m f", "= 0", "no such text"):  # in a definition, in two places, in none
        with pytest.raises(Malformed, match="times in the joint's statements: once is wanted"):
            found.changed(nowhere, "")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Lemma nothing n : total n (fun _ => 0) = 0.\nProof.", "Axiom nothing : False. Proof.", "'Axiom' in a joint"),
        ("Qed.\n\nTheorem zeros", "Admitted.\n\nTheorem zeros", "'Admitted' in a joint"),
        ("simpl. ring. Qed.", "simpl. admit. Qed.", "'admit' in a joint"),
        ("Fixpoint", "Unset Guard Checking. Fixpoint", "'Unset' in a joint"),
        ("Fixpoint", "Parameter p : False.\nFixpoint", "'Parameter' in a joint"),
        ("Fixpoint", "Hypothesis false : False.\nFixpoint", "'Hypothesis' in a joint"),
        ("Fixpoint", "Print Assumptions nothing. Fixpoint", "'Print' in a joint"),
        ("Fixpoint", 'Notation "0" := 1. Fixpoint', "'Notation' in a joint"),
        ("Fixpoint", '#[local] Notation "0" := 1. Fixpoint', r"'#\[' in a joint"),
        ("{ now", "{ Fail now", "'Fail' in a joint"),
        ("Module Joint.\n", "Module Other.\n", "a joint is `Module Joint.`"),
        ("End Joint.", "End Joint.\nAxiom a : False.", "a joint is `Module Joint.`"),
        ("From Coq Require", "Axiom a : False.\nFrom Coq Require", "a joint is `Module Joint.`"),
        ("(* A joint", "*) A joint", "a comment of the joint ends that did not begin"),
        ("(* A joint", "(* (* A joint", "a comment of the joint does not end"),
        ("(* false: f i = 0 ==> f i = 1 *)\n", "", "2 controls in a joint: 3 or more are wanted"),
    ],
)
def test_what_is_no_joint_is_refused(old: str, new: str, reason: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(Malformed, match=reason):
        joint.read(TEXT.replace(old, new))


SHARED = """Module Sums.
Fixpoint total (n : nat) (f : nat -> R) : R := match n with O => 0 | S m => total m f + f m end.
End Sums.
"""


def test_a_joint_follows_the_modules_that_it_uses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "LIBRARY", tmp_path)
    using = TEXT.replace("From Coq", "(* uses: Sums *)\nFrom Coq").replace(
        "Module Joint.\n", "Module Joint.\nImport Sums.\n"
    )
    with pytest.raises(Malformed, match=r"the joint uses Sums, and there is no library/Sums\.v"):
        joint.read(using)
    (tmp_path / "Sums.v").write_text(SHARED)
    assert joint.read(using).used == (SHARED,)
    text = export([], using)
    assert text.index("Module Sums.") < text.index("Module Joint.") < text.index("Joint.zeros")
    (tmp_path / "Sums.v").write_text(SHARED.replace("Fixpoint", "Axiom a : False.\nFixpoint"))
    with pytest.raises(Malformed, match="'Axiom' in a joint"):
        joint.read(using)


def test_a_joint_has_a_theorem() -> None:
    with pytest.raises(Malformed, match="a joint without a theorem"):
        joint.read(TEXT.replace("Theorem", "Lemma"))


def test_those_that_are_shipped_can_be_read() -> None:
    for c in by_id().values():
        if c.joint:
            found = joint.read(c.joint)
            assert all(found.changed(old, new) != c.joint for old, new in found.controls)
    shipped = {file.stem for c in by_id().values() for file in c.proof_file.parent.glob("*.v")}
    assert shipped == {c.id for c in by_id().values() if c.joint}
