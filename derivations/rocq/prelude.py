"""What each exported file begins with, in Coq: a lemma for each rule of the kernel."""

PRELUDE = r"""
From Coq Require Import Reals Lra.
Open Scope R_scope.

(* Two polynomials are equal: no hypothesis is left to search among, so this multiplies out and compares. *)
Ltac identity := clear; lra.

(* A formula or its denial holds. *)
Lemma dec_gt p : 0 < p \/ 0 <= - p.
Proof. destruct (Rlt_le_dec 0 p) as [H|H]; [now left|right]. now apply Ropp_0_ge_le_contravar, Rle_ge. Qed.
Lemma dec_ge p : 0 <= p \/ 0 < - p.
Proof. destruct (Rlt_le_dec p 0) as [H|H]; [right|now left]. now apply Ropp_0_gt_lt_contravar. Qed.
Lemma dec_eq p : p = 0 \/ 0 < p * p.
Proof. destruct (Req_dec p 0) as [H|H]; [now left|right]. now apply Rsqr_pos_lt. Qed.
Lemma dec_true : True \/ False. Proof. now left. Qed.
Lemma dec_false : False \/ True. Proof. now right. Qed.
Lemma dec_and {A A' B B' : Prop} : A \/ A' -> B \/ B' -> (A /\ B) \/ (A' \/ B'). Proof. tauto. Qed.
Lemma dec_or {A A' B B' : Prop} : A \/ A' -> B \/ B' -> (A \/ B) \/ (A' /\ B'). Proof. tauto. Qed.

(* The rules. *)
Lemma by_contradiction {A A' : Prop} : A \/ A' -> (A' -> False) -> A. Proof. tauto. Qed.
Lemma cut {A A' : Prop} : A \/ A' -> (A' -> False) -> (A -> False) -> False. Proof. tauto. Qed.
Lemma instance {A A' B : Prop} : A \/ A' -> (A -> B) -> A' \/ B. Proof. tauto. Qed.
Lemma sign p : 0 < p \/ p = 0 \/ 0 < - p.
Proof. destruct (dec_gt p), (dec_ge p), (dec_eq p); auto. left. destruct (Rle_lt_or_eq_dec 0 p); auto.
  rewrite <- e in *. rewrite Rmult_0_l in *. now apply Rlt_irrefl in H1. Qed.
Lemma root p : (0 < - p -> False) -> (forall s, 0 <= s -> s * s - p = 0 -> False) -> False.
Proof. intros H K. apply (K (sqrt p)). apply sqrt_pos. rewrite sqrt_sqrt. ring.
  destruct (dec_ge p); [assumption | now exfalso; apply H]. Qed.
Lemma quotient p q : (q = 0 -> False) -> (forall t, t * q - p = 0 -> False) -> False.
Proof. intros H K. apply (K (p / q)). unfold Rdiv. rewrite Rmult_assoc, Rinv_l by exact H. ring. Qed.

(* A certificate: positive multiples of products of facts and squares, plus multiples of equations, are zero. *)
Lemma whole n : 0 < IZR (Zpos n). Proof. now apply IZR_lt. Qed.
Lemma ratio n d : 0 < IZR (Zpos n) / IZR (Zpos d). Proof. now apply Rdiv_lt_0_compat; apply IZR_lt. Qed.
Lemma square q : 0 <= q ^ 2. Proof. apply pow2_ge_0. Qed.
Lemma with_equation {s e} : 0 < s -> e = 0 -> forall m, 0 < s + e * m.
Proof. intros H E m. now rewrite E, Rmult_0_l, Rplus_0_r. Qed.
Lemma refuted {s} : 0 < s -> s = 0 -> False. Proof. intros H E. rewrite E in H. now apply Rlt_irrefl in H. Qed.
Notation weak := (Rlt_le _ _).
Notation times := (Rmult_lt_0_compat _ _).
Notation times_weak := (Rmult_le_pos _ _).
Notation plus := (Rplus_lt_le_0_compat _ _).
Notation weak_plus := (Rplus_le_lt_0_compat _ _).

(* Runs, limits, minima. *)
Lemma equal_gt p q : 0 < p -> p = q -> 0 < q. Proof. now intros H <-. Qed.
Lemma equal_ge p q : 0 <= p -> p = q -> 0 <= q. Proof. now intros H <-. Qed.
Lemma equal_eq p q : p = 0 -> p = q -> q = 0. Proof. now intros H <-. Qed.
Ltac same H :=
  lazymatch type of H with
  | 0 < _ => apply (equal_gt _ _ H); identity
  | 0 <= _ => apply (equal_ge _ _ H); identity
  | _ = 0 => apply (equal_eq _ _ H); identity
  | _ /\ _ => let A := fresh in let B := fresh in destruct H as [A B]; split; [same A | same B]
  | _ \/ _ => let A := fresh in destruct H as [A|A]; [left; same A | right; same A]
  | True => exact I
  end.
Ltac same_state H :=
  let t := type of H in
  lazymatch goal with |- ?g => replace g with t; [exact H | f_equal; identity] end.
Lemma at_most v p : (0 < v - p -> False) -> v <= p.
Proof. intros H. apply Rnot_lt_le. intros K. now apply H, Rlt_Rminus. Qed.
Lemma le_minus p q : p <= q -> 0 <= q - p. Proof. intros H. now apply Rge_le, Rge_minus, Rle_ge. Qed.
Lemma close k gap e eps : 0 < gap -> 0 < eps -> / gap <= k ->
  (0 <= k * gap - 1 -> 0 <= e * e - eps * eps -> False) -> Rabs e < eps.
Proof.
  intros G E K H. apply Rnot_le_lt. intros L. apply H.
  - apply le_minus. rewrite <- (Rinv_l gap) by now apply Rgt_not_eq. now apply Rmult_le_compat_r; [apply Rlt_le|].
  - apply le_minus. change (Rsqr eps <= Rsqr e). rewrite (Rsqr_abs e).
    now apply Rsqr_incr_1; [|apply Rlt_le|apply Rabs_pos].
Qed.
"""
