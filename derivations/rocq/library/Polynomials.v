(* Polynomials by their weights, which joints share.

`at_point n w t` is w_0 + w_1 t + .. + w_{n-1} t^{n-1}. With n distinct roots all n weights are 0 (`as_many_roots`), by
division by one root after another. *)

From Coq Require Import Reals Lra Lia Psatz.

Module Polynomials.

Import Vectors.

Definition at_point (n : nat) (w : nat -> R) (t : R) := total n (fun j => t ^ j * w j).

Lemma from_below n w t : at_point (S n) w t = w O + t * at_point n (fun j => w (S j)) t.
Proof.
  unfold at_point. induction n as [|n IH]; [simpl; ring|]. change (total (S (S n)) (fun j => t ^ j * w j)) with
    (t ^ S n * w (S n) + total (S n) (fun j => t ^ j * w j)). rewrite IH. simpl. ring.
Qed.

(* Horner's rule: the partial values at r are the quotient's weights. *)
Lemma division n : forall w r, exists q,
  (forall j, (n <= j)%nat -> q j = 0) /\ (forall j, (j < n)%nat -> q j = w (S j) + r * q (S j)) /\
  w O + r * q O = at_point (S n) w r /\
  (forall t, at_point (S n) w t - at_point (S n) w r = (t - r) * at_point n q t).
Proof.
  induction n as [|n IH]; intros w r.
  - exists (fun _ => 0). repeat split; intros; try lia; unfold at_point; simpl; ring.
  - destruct (IH (fun j => w (S j)) r) as (q & Q1 & Q2 & Q3 & Q4).
    set (q' := fun j => match j with O => w 1%nat + r * q O | S i => q i end). exists q'. repeat split.
    + intros [|j] J; [lia|]. apply Q1. lia.
    + intros [|j] J; [reflexivity|]. apply Q2. lia.
    + rewrite from_below, <- Q3. reflexivity.
    + intros t. rewrite (from_below (S n) w t), (from_below (S n) w r), (from_below n q' t), <- Q3.
      change (q' O) with (w 1%nat + r * q O). change (at_point n (fun j => q' (S j)) t) with (at_point n q t).
      specialize (Q4 t). rewrite <- Q3 in Q4. set (a := at_point (S n) (fun j => w (S j)) t) in *.
      replace a with (w 1%nat + r * q O + (t - r) * at_point n q t) by lra. ring.
Qed.

Lemma as_many_roots n : forall w roots,
  (forall a c, (a < c)%nat -> (c < n)%nat -> roots a <> roots c) ->
  (forall a, (a < n)%nat -> at_point n w (roots a) = 0) -> forall j, (j < n)%nat -> w j = 0.
Proof.
  induction n as [|n IH]; intros w roots D V j J; [lia|].
  destruct (division n w (roots n)) as (q & Q1 & Q2 & Q3 & Q4).
  assert (Q : forall i, q i = 0).
  { intros i. destruct (Nat.le_gt_cases n i) as [I|I]; [now apply Q1|].
    apply (IH q roots); [intros; apply D; lia| |exact I]. intros a I'. specialize (Q4 (roots a)).
    rewrite !V in Q4 by lia. apply (Rmult_eq_reg_l (roots a - roots n)); [lra|].
    specialize (D a n I' (Nat.lt_succ_diag_r n)). lra. }
  destruct j as [|j].
  - rewrite V, Q in Q3 by lia. lra.
  - specialize (Q2 j ltac:(lia)). rewrite !Q in Q2. lra.
Qed.

End Polynomials.
