(* The convex Rosenbrock function, which is the chain with w_0 = 1, and the infinite problem's minimiser, w_i = q^i.

   That `gradient` is that of f is a theorem of the joint of oracle.light-cone. `stationary`: a bounded zero of the
   gradient, as w* is one (oracle.minimiser). c = 4/(kappa - 1).

   `stationary_is`: the powers of q are stationary, and nothing else is. *)

From Coq Require Import Lia Arith.

Module Rosenbrock.

Import Chain.

Definition gradient (kappa : R) (e : ending) (w : nat -> R) (i : nat) : R := Chain.gradient kappa e 1 w i.

Definition first_order (kappa : R) (e : ending) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R) : Prop :=
  Chain.first_order kappa e 1 Gamma w.

Definition stationary (kappa : R) (x : nat -> R) : Prop :=
  (exists bound, forall i, component infinite i -> Rabs (x i) <= bound)
  /\ forall i, component infinite i -> gradient kappa infinite x i = 0.

Definition c (kappa : R) : R := 4 / (kappa - 1).
Definition q (kappa : R) : R := (sqrt kappa - 1) / (sqrt kappa + 1).

Lemma roots kappa : 1 < kappa ->
  0 < sqrt kappa - 1 /\ -1 * sqrt kappa ^ 2 + kappa = 0 /\ c kappa * kappa - c kappa - 4 = 0
  /\ sqrt kappa * q kappa - sqrt kappa + q kappa + 1 = 0.
Proof.
  intros H. assert (E : sqrt kappa * sqrt kappa = kappa) by (apply sqrt_sqrt; lra).
  assert (P := sqrt_lt_1 1 kappa ltac:(lra) ltac:(lra) H). rewrite sqrt_1 in P.
  split; [lra|split; [lra|split]]; [unfold c|unfold q]; field; lra.
Qed.

Lemma q_is kappa : 1 < kappa -> 0 < q kappa < 1 /\ (2 + c kappa) * q kappa = q kappa ^ 2 + 1.
Proof.
  intros H. destruct (roots kappa H) as (A & B & C & D). assert (S := sqrt_sqrt kappa ltac:(lra)).
  split; [split; [apply Rdiv_lt_0_compat|apply (Rmult_lt_reg_r (sqrt kappa + 1))]; lra|].
  unfold q, c. rewrite <- S at 1. field. nra.
Qed.

Lemma small_multiple q b x : 0 < q < 1 -> (forall i, Rabs x <= q ^ i * b) -> x = 0.
Proof.
  intros Q B. destruct (Req_dec x 0) as [|N]; [assumption|exfalso].
  assert (P := Rabs_pos_lt x N). assert (B0 := B O). rewrite pow_O, Rmult_1_l in B0.
  destruct (pow_lt_1_zero q ltac:(rewrite Rabs_right; lra) (Rabs x / b)) as [n S].
  - apply Rdiv_lt_0_compat; lra.
  - specialize (S n (le_n n)). specialize (B n).
    rewrite Rabs_right in S by (apply Rle_ge, pow_le; lra).
    apply (Rmult_lt_compat_r b) in S; [|lra].
    replace (Rabs x / b * b) with (Rabs x) in S by (field; lra). lra.
Qed.

Lemma by_neighbours kappa x i :
  gradient kappa infinite x (S i) = (2 + c kappa) * x (S i) - with_ends infinite 1 x i - x (S (S i)).
Proof. unfold gradient, Chain.gradient. rewrite Nat.sub_succ, Nat.sub_0_r, Nat.add_1_r. reflexivity. Qed.

Lemma stationary_is kappa x : 1 < kappa ->
  stationary kappa x <-> forall i, component infinite i -> x i = q kappa ^ i.
Proof.
  intros H. destruct (q_is kappa H) as [Q E]. set (p := q kappa) in *.
  assert (inside : forall i, with_ends infinite 1 x (S i) = x (S i)) by reflexivity.
  split.
  - intros [[b B] G].
    assert (step : forall i, p ^ i * (x (S i) - p * with_ends infinite 1 x i) = x 1%nat - p).
    { induction i as [|i IH]; [unfold with_ends; simpl; ring|]. rewrite <- IH, inside.
      specialize (G (S i) ltac:(simpl; lia)). rewrite by_neighbours in G.
      replace (x (S (S i))) with ((2 + c kappa) * x (S i) - with_ends infinite 1 x i) by lra. simpl pow.
      replace (p * p ^ i * ((2 + c kappa) * x (S i) - with_ends infinite 1 x i - p * x (S i)))
        with (p ^ i * (((2 + c kappa) * p) * x (S i) - p * with_ends infinite 1 x i - p ^ 2 * x (S i))) by ring.
      rewrite E. ring. }
    assert (zero : x 1%nat - p = 0).
    { apply (small_multiple p (b + p * (b + 1))); [exact Q|]. intros i. rewrite <- (step i), Rabs_mult.
      rewrite (Rabs_right (p ^ i)) by (apply Rle_ge, pow_le; lra).
      apply Rmult_le_compat_l; [apply pow_le; lra|]. assert (B1 := B (S i) ltac:(simpl; lia)).
      assert (P1 := Rabs_pos (x (S i))).
      assert (B0 : Rabs (with_ends infinite 1 x i) <= b + 1).
      { destruct i as [|i]; [unfold with_ends; simpl; rewrite Rabs_R1; lra|rewrite inside].
        assert (B0 := B (S i) ltac:(simpl; lia)). lra. }
      unfold Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult, (Rabs_right p) by lra.
      apply Rplus_le_compat; [exact B1|]. apply Rmult_le_compat_l; lra. }
    assert (next : forall i, x (S i) = p * with_ends infinite 1 x i).
    { intros i. specialize (step i). rewrite zero in step. apply Rmult_integral in step.
      assert (P := pow_lt p i (proj1 Q)). destruct step; lra. }
    intros i I. destruct i as [|i]; [simpl in I; lia|]. clear I.
    induction i as [|i IH]; rewrite next; [unfold with_ends; simpl; ring|].
    rewrite inside, IH. reflexivity.
  - intros V. split.
    + exists 1. intros i I. rewrite V by exact I. rewrite Rabs_right by (apply Rle_ge, pow_le; lra).
      rewrite <- (pow1 i). apply pow_incr. lra.
    + intros i I. destruct i as [|i]; [simpl in I; lia|]. rewrite by_neighbours, !V by (simpl; lia).
      replace (with_ends infinite 1 x i) with (p ^ i).
      * simpl pow. replace ((2 + c kappa) * (p * p ^ i)) with ((2 + c kappa) * p * p ^ i) by ring. rewrite E. ring.
      * destruct i as [|i]; [reflexivity|]. rewrite inside, V by (simpl; lia). reflexivity.
Qed.

(* The powers themselves, for witnesses. *)
Lemma powers_are_stationary kappa : 1 < kappa -> stationary kappa (fun i => q kappa ^ i).
Proof. intros H. now apply stationary_is. Qed.

End Rosenbrock.
