(* Nesterov's method with adaptive restart in one mode, which joints share.

The rule is that of the project (numerics/algorithms/adaptive_restart.py), line by line, for the coordinate x of w less
its minimiser, on f(x) = lambda x^2/2. `uphill` is the gradient at y times the step from x: where this, the `test`, is
positive, the rule restarts. `run` is all its iterates from rest. `restarts k` says that the test is positive in step k,
`restarts_before k` counts the restarts in the steps 0, .., k - 1, and `last_rest k` is the last step up to k at which
the method was at rest: 0, or the one after the last restart. *)

From Coq Require Import Reals Lra Lia.

Module Restarts.

Definition moved (alpha lambda y : R) := y - alpha * (lambda * y).
Definition uphill (alpha lambda y x : R) := lambda * y * (moved alpha lambda y - x).

Record state := State { t : R; y : R; x : R }.
Definition rest (x0 : R) := State 1 x0 x0.
Definition test (alpha lambda : R) (s : state) := uphill alpha lambda (y s) (x s).
Definition t_next (weight : R) := (1 + sqrt (1 + 4 * weight * weight)) / 2.
Definition step (alpha lambda : R) (s : state) :=
  let x' := moved alpha lambda (y s) in
  if Rlt_dec 0 (test alpha lambda s) then State 1 x' x'
  else State (t_next (t s)) (x' + (t s - 1) / t_next (t s) * (x' - x s)) x'.
Fixpoint run (alpha lambda x0 : R) (k : nat) :=
  match k with O => rest x0 | S j => step alpha lambda (run alpha lambda x0 j) end.

Definition restarts (alpha lambda x0 : R) (k : nat) := 0 < test alpha lambda (run alpha lambda x0 k).
Fixpoint restarts_before (alpha lambda x0 : R) (k : nat) : nat :=
  match k with
  | O => O
  | S j =>
    if Rlt_dec 0 (test alpha lambda (run alpha lambda x0 j)) then S (restarts_before alpha lambda x0 j)
    else restarts_before alpha lambda x0 j
  end.
Fixpoint last_rest (alpha lambda x0 : R) (k : nat) : nat :=
  match k with
  | O => O
  | S j => if Rlt_dec 0 (test alpha lambda (run alpha lambda x0 j)) then S j else last_rest alpha lambda x0 j
  end.

Lemma run_again alpha lambda x0 z m i :
  run alpha lambda x0 m = rest z -> run alpha lambda x0 (m + i) = run alpha lambda z i.
Proof.
  intros E. induction i as [|i IH].
  - rewrite Nat.add_0_r. exact E.
  - rewrite Nat.add_succ_r. simpl. now rewrite IH.
Qed.

Lemma restarts_at_rest alpha lambda x0 k :
  restarts alpha lambda x0 k -> run alpha lambda x0 (S k) = rest (x (run alpha lambda x0 (S k))).
Proof.
  unfold restarts. intros H. simpl. unfold step. destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 k)));
    [reflexivity|contradiction].
Qed.

Lemma x_next alpha lambda s : x (step alpha lambda s) = moved alpha lambda (y s).
Proof. unfold step. now destruct (Rlt_dec 0 (test alpha lambda s)). Qed.

Lemma last_rest_is alpha lambda x0 k :
  let m := last_rest alpha lambda x0 k in
  (m <= k)%nat /\ run alpha lambda x0 m = rest (x (run alpha lambda x0 m)) /\
  (forall i, (m <= i < k)%nat -> ~ restarts alpha lambda x0 i).
Proof.
  induction k as [|k (IH1 & IH2 & IH3)]; simpl.
  - repeat split; [lia|]. intros. lia.
  - destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 k))) as [H|H].
    + repeat split; [lia|now apply restarts_at_rest|intros; lia].
    + repeat split; [lia|exact IH2|]. intros i I. destruct (Nat.eq_dec i k) as [->|]; [exact H|apply IH3; lia].
Qed.

(* The root in the weights, as the kernel's theorems have it. *)
Lemma weight_root weight : exists r, 0 <= r /\ r * r = 1 + 4 * weight * weight /\ t_next weight = 1/2 * r + 1/2.
Proof.
  exists (sqrt (1 + 4 * weight * weight)). split; [apply sqrt_pos|]. split; [apply sqrt_sqrt|unfold t_next; field].
  assert (0 <= weight * weight) by apply Rle_0_sqr. lra.
Qed.

End Restarts.
