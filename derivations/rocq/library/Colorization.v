(* The colorization problem on a graph: its objective, for a set D of the vertices, and its gradient by derivatives. *)
From Coq Require Import List Arith Bool.

Module Colorization.
Import Sums Graphs.

(* The vertices are 0 .. n-1. An edge that is there twice counts twice, a loop adds nothing. *)
Definition graph (n : nat) (E : list edge) : Prop := forall u v, In (u, v) E -> (u < n)%nat /\ (v < n)%nat.

Lemma listed n E : forallb (fun e => Nat.ltb (fst e) n && Nat.ltb (snd e) n) E = true -> graph n E.
Proof.
  intros H u v I. rewrite forallb_forall in H. specialize (H _ I). cbn [fst snd] in H.
  now rewrite andb_true_iff, !Nat.ltb_lt in H.
Qed.

Definition objective (n : nat) (E : list edge) (D : nat -> bool) (w : nat -> R) : R :=
  1/2 * total (fun i => if D i then (w i - 1)^2 else 0) (seq 0 n) +
  1/2 * total (fun e => (w (fst e) - w (snd e))^2) E.

(* The gradient: the derivative along each component. *)
Definition moved (w : nat -> R) (i : nat) (t : R) : nat -> R := fun j => if Nat.eqb j i then w j + t else w j.

Definition is_gradient (n : nat) (f : (nat -> R) -> R) (w g : nat -> R) : Prop :=
  forall i, (i < n)%nat -> derivable_pt_lim (fun t => f (moved w i t)) 0 (g i).

Lemma slope_of_parabola (f : R -> R) c g b : (forall t, f t = c + t * g + t^2 * b) -> derivable_pt_lim f 0 g.
Proof.
  intros F eps P. assert (Q : 0 < eps / (Rabs b + 1)).
  { apply Rdiv_lt_0_compat; [assumption|]. generalize (Rabs_pos b). lra. }
  exists (mkposreal _ Q). intros h H L. cbn in L. rewrite !F.
  replace ((c + (0 + h) * g + (0 + h)^2 * b - (c + 0 * g + 0^2 * b)) / h - g) with (h * b) by (field; assumption).
  rewrite Rabs_mult. generalize (Rabs_pos b) (Rabs_pos h). intros B A.
  apply Rle_lt_trans with (Rabs h * (Rabs b + 1)); [nra|].
  apply Rmult_lt_compat_r with (r := Rabs b + 1) in L; [|lra].
  unfold Rdiv in L. rewrite Rmult_assoc, Rinv_l in L; lra.
Qed.

(* The vertex 0 alone is in D. *)
Definition first (i : nat) : bool := Nat.eqb i 0.

End Colorization.
