(* The chain of the convex Rosenbrock function, and the first order methods on it.

   A vector is a function of the component's number i = 1, 2, ..., and only its components (up to n, where there is an
   n) mean anything: `component e i` says that i is one. The end e of the chain is `fixed n`, with w_{n+1} = 0;
   `free n`, with w_{n+1} = w_n; or `infinite`. Before its first component is w_0: 1 in the article
   (library/Rosenbrock.v), here any number. `with_ends` continues w by w_0 and by w_{n+1}, and `gradient` is component i
   of the gradient at w. A run is w k i = w_i^k, and Gamma k j i is (Gamma_j^k)_ii, any numbers.

   `zero_beyond`: a first order method from 0 has w_i^k = 0 for i > k. `front`: gradient descent from 0 with the
   step-size alpha has w_k^k = alpha^k w_0. *)

From Coq Require Import Lia Arith.

Module Chain.

Inductive ending : Type := fixed (n : nat) | free (n : nat) | infinite.

Definition component (e : ending) (i : nat) : Prop :=
  match e with
  | fixed n | free n => (1 <= i <= n)%nat
  | infinite => (1 <= i)%nat
  end.

Definition with_ends (e : ending) (w_0 : R) (w : nat -> R) (i : nat) : R :=
  if Nat.eq_dec i 0 then w_0 else
  match e with
  | fixed n => if Nat.eq_dec i (n + 1) then 0 else w i
  | free n => if Nat.eq_dec i (n + 1) then w n else w i
  | infinite => w i
  end.

Definition gradient (kappa : R) (e : ending) (w_0 : R) (w : nat -> R) (i : nat) : R :=
  (2 + 4 / (kappa - 1)) * w i - with_ends e w_0 w (i - 1) - with_ends e w_0 w (i + 1).

Definition first_order (kappa : R) (e : ending) (w_0 : R) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R) :
  Prop :=
  forall k i, component e i ->
  w (S k) i = w 0%nat i + sum_f_R0 (fun j => Gamma k j i * gradient kappa e w_0 (w j) i) k.

(* Components. *)

Lemma component_positive e i : component e i -> (1 <= i)%nat.
Proof. destruct e; simpl; lia. Qed.

Lemma component_before e i l : component e i -> (1 <= l <= i)%nat -> component e l.
Proof. destruct e; simpl; lia. Qed.

Lemma with_ends_inside e w_0 w i : component e i -> with_ends e w_0 w i = w i.
Proof.
  unfold with_ends. destruct e; simpl; intros I; repeat (destruct (Nat.eq_dec _ _); try lia); reflexivity.
Qed.

(* Where two vectors agree beyond j, so do their gradients beyond j + 1, whatever w_0 is. *)

Lemma same_after e w_0 v_0 (w v : nat -> R) j i : component e i -> (j < i)%nat ->
  (forall l, component e l -> (j < l)%nat -> w l = v l) -> with_ends e w_0 w (i + 1) = with_ends e v_0 v (i + 1).
Proof.
  intros C L E. unfold with_ends.
  destruct e; simpl in C; repeat (destruct (Nat.eq_dec _ _); try lia); try reflexivity; apply E; simpl; lia.
Qed.

Lemma gradient_at_the_front kappa e w_0 v_0 (w v : nat -> R) k : component e (S k) ->
  (forall l, component e l -> (k < l)%nat -> w l = v l) ->
  gradient kappa e w_0 w (S k) - gradient kappa e v_0 v (S k) = with_ends e v_0 v k - with_ends e w_0 w k.
Proof.
  intros C E. unfold gradient. rewrite (same_after e w_0 v_0 w v k), (E (S k) C), Nat.sub_succ, Nat.sub_0_r by auto.
  ring.
Qed.

Lemma same_gradient kappa e w_0 v_0 (w v : nat -> R) j i : component e i -> (j + 1 < i)%nat ->
  (forall l, component e l -> (j < l)%nat -> w l = v l) -> gradient kappa e w_0 w i - gradient kappa e v_0 v i = 0.
Proof.
  intros C L E. destruct i as [|i]; [lia|]. assert (D : component e i) by (apply (component_before e (S i)); auto; lia).
  rewrite gradient_at_the_front, !with_ends_inside, E by (auto || lia || (intros; apply E; auto; lia)). ring.
Qed.

Lemma gradient_at_zero kappa e i : gradient kappa e 0 (fun _ => 0) i = 0.
Proof. unfold gradient, with_ends. destruct e; repeat destruct (Nat.eq_dec _ _); ring. Qed.

Lemma no_gradient kappa e w_0 (w : nat -> R) j i : component e i -> (j + 1 < i)%nat ->
  (forall l, component e l -> (j < l)%nat -> w l = 0) -> gradient kappa e w_0 w i = 0.
Proof.
  intros C L Z. assert (E := same_gradient kappa e w_0 0 w (fun _ => 0) j i C L Z). rewrite gradient_at_zero in E. lra.
Qed.

Lemma zero_beyond kappa e w_0 Gamma w :
  (forall i, component e i -> w 0%nat i = 0) -> first_order kappa e w_0 Gamma w ->
  forall k i, component e i -> (k < i)%nat -> w k i = 0.
Proof.
  intros start run k. induction k as [k IH] using lt_wf_ind. intros i C L. destruct k as [|k]; [now apply start|].
  rewrite run, start by exact C. rewrite sum_eq_R0; [ring|]. intros j J.
  rewrite (no_gradient kappa e w_0 (w j) j i); [ring|exact C|lia|]. intros l. apply IH. lia.
Qed.

(* Gradient descent, which is one of them, with a step-size alpha k in each step. *)

Lemma descent_is_first_order kappa e w_0 (alpha : nat -> R) w :
  (forall k i, component e i -> w (S k) i = w k i - alpha k * gradient kappa e w_0 (w k) i) ->
  first_order kappa e w_0 (fun _ j _ => - alpha j) w.
Proof.
  intros run k i C. induction k as [|k IH]; rewrite run by exact C; [simpl; ring|].
  rewrite IH. cbn [sum_f_R0]. ring.
Qed.

(* From the same value everywhere. *)
Fixpoint descent (kappa : R) (e : ending) (w_0 : R) (alpha : nat -> R) (start : R) (k : nat) : nat -> R :=
  match k with
  | O => fun _ => start
  | S m => fun i =>
    descent kappa e w_0 alpha start m i - alpha m * gradient kappa e w_0 (descent kappa e w_0 alpha start m) i
  end.

Lemma it_is_first_order kappa e w_0 alpha start :
  first_order kappa e w_0 (fun _ j _ => - alpha j) (descent kappa e w_0 alpha start).
Proof. apply descent_is_first_order. reflexivity. Qed.

Lemma front kappa e w_0 alpha k : component e k -> descent kappa e w_0 (fun _ => alpha) 0 k k = alpha ^ k * w_0.
Proof.
  assert (zero := zero_beyond kappa e w_0 _ _ (fun _ _ => eq_refl) (it_is_first_order kappa e w_0 (fun _ => alpha) 0)).
  induction k as [|k IH]; intros C; [apply component_positive in C; lia|].
  assert (G := gradient_at_the_front kappa e w_0 0 _ (fun _ => 0) k C (zero k)).
  rewrite gradient_at_zero, Rminus_0_r in G. cbn [descent]. rewrite zero, G by (exact C || lia).
  destruct k as [|k]; [unfold with_ends; simpl; ring|].
  assert (D : component e (S k)) by (apply (component_before e (S (S k))); auto; lia).
  rewrite !with_ends_inside, IH by exact D. simpl. ring.
Qed.

End Chain.
