(* oracle.signal-speed: on the convex Rosenbrock function, with coefficients that do not depend on the run, or from
   w^0 = 0, a change of w_0 changes no w_i^k with i > k. It takes gradient descent exactly k steps: from w^0 = 0 it has
   w_k^k = alpha^k. Conjugate gradients from other starts tell every component of w_0 in the first step.

   How it is written. In the words of library/Chain.v, with any w_0, the value before the first component, which the
   first component alone is tied to: `component e i` says that there is a component i, and the end e of the chain is
   `fixed n`, `free n` or `infinite`. That the gradient is that of f is a theorem of the joint of oracle.light-cone, for
   w_0 = 1. A run is w k i = w_i^k, and Gamma k j i is (Gamma_j^k)_ii. u and v are two runs, with w_0 and v_0.

   `coefficients_that_do_not_depend_on_the_run`: u and v have one and the same Gamma, and start anywhere, together.
   `from_zero`: u and v start at 0, and each has coefficients of its own, whatever they depend on.
   `exactly_k_steps`, `gradient_descent_from_zero`: what gradient descent has at the front, where k = i.
   `conjugate_gradients_at_once`: the first step along the gradient is exact where the gradients before and after it are
   orthogonal. For every n >= 2, here with the free end, there is a start from which the first step differs in every
   component between w_0 = 1 and w_0 = 2. So one of the two hypotheses is needed.

   The first joins the kernel's `the_difference_of_two_runs` and `no_gradient__no_change`. *)

(* uses: UpTo, Chain *)

From Coq Require Import Lia Arith.

Module Joint.

Import UpTo.
Import Chain.

Definition gradient_descent (kappa : R) (e : ending) (w_0 alpha : R) (w : nat -> nat -> R) : Prop :=
  forall k i, component e i -> w (S k) i = w k i - alpha * gradient kappa e w_0 (w k) i.

(* One step from w to x along the gradient, as far as the gradient at x is orthogonal to that at w. *)
Definition exact_step (kappa : R) (n : nat) (w_0 : R) (w x : nat -> R) : Prop :=
  exists alpha : R,
  (forall i, component (free n) i -> x i = w i - alpha * gradient kappa (free n) w_0 w i)
  /\ up_to n (fun i => gradient kappa (free n) w_0 w i * gradient kappa (free n) w_0 x i) = 0.

(* The kernel's runs are sums over j <= k. *)

Lemma sums_of_two_runs gamma g h k :
  run_1 (sum_f_R0 (fun j => gamma j * g j) k) (sum_f_R0 (fun j => gamma j * h j) k)
    (sum_f_R0 (fun j => gamma j * (g j - h j)) k).
Proof.
  induction k as [|k IH].
  - pose proof (run_1_step 0 0 0 (gamma 0%nat) (g 0%nat) (h 0%nat) run_1_start) as H. cbn [sum_f_R0]. same_state H.
  - pose proof (run_1_step _ _ _ (gamma (S k)) (g (S k)) (h (S k)) IH) as H. cbn [sum_f_R0]. same_state H.
Qed.

Lemma sum_without_gradient gamma g k : (forall j, (j <= k)%nat -> g j = 0) ->
  run_2 (sum_f_R0 (fun j => gamma j * g j) k).
Proof.
  induction k as [|k IH]; intros Z.
  - pose proof (run_2_step 0 (gamma 0%nat) (g 0%nat) run_2_start (Z _ (le_n _))) as H. cbn [sum_f_R0]. same_state H.
  - pose proof (run_2_step _ (gamma (S k)) (g (S k)) (IH (fun j J => Z j (le_S _ _ J))) (Z _ (le_n _))) as H.
    cbn [sum_f_R0]. same_state H.
Qed.

Theorem coefficients_that_do_not_depend_on_the_run :
  forall (kappa : R) (e : ending) (Gamma : nat -> nat -> nat -> R) (w_0 v_0 : R) (u v : nat -> nat -> R),
  1 < kappa ->
  (forall i, component e i -> u 0%nat i = v 0%nat i) ->
  first_order kappa e w_0 Gamma u ->
  first_order kappa e v_0 Gamma v ->
  forall k i, component e i -> (k < i)%nat -> u k i = v k i.
Proof.
  intros kappa e Gamma w_0 v_0 u v _ start run_u run_v k.
  induction k as [k IH] using lt_wf_ind. intros i C L. destruct k as [|k]; [now apply start|].
  set (g := fun j => gradient kappa e w_0 (u j) i). set (h := fun j => gradient kappa e v_0 (v j) i).
  assert (D := the_difference_of_two_runs _ _ _ (sums_of_two_runs (fun j => Gamma k j i) g h k)).
  assert (N : forall j, (j <= k)%nat -> g j - h j = 0).
  { intros j J. apply same_gradient with j; [exact C|lia|]. intros l. apply IH. lia. }
  assert (Z := no_gradient__no_change _ (sum_without_gradient (fun j => Gamma k j i) _ k N)).
  rewrite run_u, run_v, start by exact C. unfold g, h in D, Z. cbv beta in D, Z. lra.
Qed.

Theorem from_zero :
  forall (kappa : R) (e : ending) (Gamma Delta : nat -> nat -> nat -> R) (w_0 v_0 : R) (u v : nat -> nat -> R),
  1 < kappa ->
  (forall i, component e i -> u 0%nat i = 0 /\ v 0%nat i = 0) ->
  first_order kappa e w_0 Gamma u ->
  first_order kappa e v_0 Delta v ->
  forall k i, component e i -> (k < i)%nat -> u k i = v k i.
Proof.
  intros kappa e Gamma Delta w_0 v_0 u v _ start run_u run_v k i C L.
  rewrite (zero_beyond kappa e w_0 Gamma u), (zero_beyond kappa e v_0 Delta v) by (auto; apply start). reflexivity.
Qed.

(* Gradient descent. *)

Theorem exactly_k_steps :
  forall (kappa : R) (e : ending) (alpha w_0 v_0 : R) (u v : nat -> nat -> R),
  1 < kappa ->
  (forall i, component e i -> u 0%nat i = v 0%nat i) ->
  gradient_descent kappa e w_0 alpha u ->
  gradient_descent kappa e v_0 alpha v ->
  (forall k i, component e i -> (k < i)%nat -> u k i = v k i)
  /\ forall k, component e k -> u k k - v k k = alpha ^ k * (w_0 - v_0).
Proof.
  intros kappa e alpha w_0 v_0 u v H start run_u run_v.
  assert (cone := coefficients_that_do_not_depend_on_the_run kappa e (fun _ _ _ => - alpha) w_0 v_0 u v H start
    (descent_is_first_order _ _ _ (fun _ => alpha) _ run_u) (descent_is_first_order _ _ _ (fun _ => alpha) _ run_v)).
  split; [exact cone|]. induction k as [|k IH]; intros C; [apply component_positive in C; lia|].
  assert (G := gradient_at_the_front kappa e w_0 v_0 (u k) (v k) k C (cone k)).
  assert (E : with_ends e w_0 (u k) k - with_ends e v_0 (v k) k = alpha ^ k * (w_0 - v_0)).
  { destruct k as [|k]; [unfold with_ends; simpl; ring|].
    assert (D : component e (S k)) by (apply (component_before e (S (S k))); auto; lia).
    rewrite !with_ends_inside by exact D. apply IH, D. }
  rewrite run_u, run_v, (cone k (S k)) by (exact C || lia). simpl pow. rewrite Rmult_assoc, <- E. nra.
Qed.

Theorem gradient_descent_from_zero :
  forall (kappa : R) (e : ending) (alpha : R) (w : nat -> nat -> R),
  1 < kappa ->
  (forall i, component e i -> w 0%nat i = 0) ->
  gradient_descent kappa e 1 alpha w ->
  forall k, component e k -> w k k = alpha ^ k.
Proof.
  intros kappa e alpha w H start run k C.
  assert (R0 : gradient_descent kappa e 0 alpha (fun _ _ => 0)).
  { intros m i _. rewrite gradient_at_zero. ring. }
  assert (F := proj2 (exactly_k_steps kappa e alpha 1 0 w (fun _ _ => 0) H start run R0) k C). lra.
Qed.

(* From the same value everywhere. *)

Lemma it_is_gradient_descent e w_0 alpha start :
  gradient_descent 5 e w_0 alpha (descent 5 e w_0 (fun _ => alpha) start).
Proof. intros k i _. reflexivity. Qed.

Theorem exactly_k_steps_witness :
  forall (e : ending) (alpha : R), exists (kappa w_0 v_0 : R) (u v : nat -> nat -> R),
  1 < kappa /\ w_0 <> v_0 /\ (forall i, component e i -> u 0%nat i = v 0%nat i /\ u 0%nat i <> 0)
  /\ gradient_descent kappa e w_0 alpha u /\ gradient_descent kappa e v_0 alpha v.
Proof.
  intros e alpha. exists 5, 1, 0, (descent 5 e 1 (fun _ => alpha) 1), (descent 5 e 0 (fun _ => alpha) 1).
  split; [lra|split; [lra|split; [simpl; split; [reflexivity|lra]|]]]. split; apply it_is_gradient_descent.
Qed.

Theorem coefficients_that_do_not_depend_on_the_run_witness :
  forall e : ending, exists (kappa : R) (Gamma : nat -> nat -> nat -> R) (w_0 v_0 : R) (u v : nat -> nat -> R),
  1 < kappa /\ (forall i, component e i -> u 0%nat i = v 0%nat i /\ u 0%nat i <> 0)
  /\ first_order kappa e w_0 Gamma u /\ first_order kappa e v_0 Gamma v
  /\ forall k, component e k -> u k k <> v k k.
Proof.
  intros e. exists 5, (fun _ _ _ => - / 2), 1, 0, (descent 5 e 1 (fun _ => / 2) 1), (descent 5 e 0 (fun _ => / 2) 1).
  split; [lra|split; [simpl; split; [reflexivity|lra]|]].
  split; [apply it_is_first_order|split; [apply it_is_first_order|]].
  intros k C. assert (P := pow_lt (/ 2) k ltac:(lra)).
  assert (F := exactly_k_steps 5 e (/ 2) 1 0 (descent 5 e 1 (fun _ => / 2) 1) (descent 5 e 0 (fun _ => / 2) 1)
    ltac:(lra) (fun _ _ => eq_refl) (it_is_gradient_descent _ _ _ _) (it_is_gradient_descent _ _ _ _)).
  specialize (proj2 F k C). lra.
Qed.

Theorem from_zero_witness :
  forall e : ending, exists (kappa : R) (Gamma Delta : nat -> nat -> nat -> R) (w_0 v_0 : R) (u v : nat -> nat -> R),
  1 < kappa /\ (forall i, component e i -> u 0%nat i = 0 /\ v 0%nat i = 0)
  /\ first_order kappa e w_0 Gamma u /\ first_order kappa e v_0 Delta v
  /\ (forall k, Gamma k k k <> Delta k k k) /\ forall k, component e k -> u k k <> v k k.
Proof.
  intros e. exists 5, (fun _ _ _ => - / 2), (fun _ _ _ => - - / 2), 1, 0.
  exists (descent 5 e 1 (fun _ => / 2) 0), (descent 5 e 0 (fun _ => - / 2) 0).
  split; [lra|split; [simpl; split; reflexivity|]].
  split; [apply it_is_first_order|split; [apply it_is_first_order|split; [intros _; lra|]]].
  intros k C. rewrite !front by exact C. assert (P := pow_lt (/ 2) k ltac:(lra)). lra.
Qed.

Theorem gradient_descent_from_zero_witness :
  forall (e : ending) (alpha : R), exists (kappa : R) (w : nat -> nat -> R),
  1 < kappa /\ (forall i, component e i -> w 0%nat i = 0) /\ gradient_descent kappa e 1 alpha w.
Proof.
  intros e alpha. exists 5, (descent 5 e 1 (fun _ => alpha) 0).
  split; [lra|split; [reflexivity|apply it_is_gradient_descent]].
Qed.

(* Conjugate gradients. *)

Lemma sum_of_first_two m f a : (forall i, (3 <= i <= S (S m))%nat -> f i = a) ->
  up_to (S (S m)) f = f 1%nat + f 2%nat + INR m * a.
Proof.
  induction m as [|m IH]; intros E; [simpl; ring|].
  change (up_to (S (S (S m))) f) with (up_to (S (S m)) f + f (S (S (S m)))).
  rewrite IH by (intros; apply E; lia). rewrite (E (S (S (S m)))) by lia. rewrite S_INR. ring.
Qed.

Theorem conjugate_gradients_at_once :
  forall n : nat, (2 <= n)%nat ->
  exists (kappa : R) (start x y : nat -> R),
  1 < kappa /\ exact_step kappa n 1 start x /\ exact_step kappa n 2 start y
  /\ forall i, component (free n) i -> x i <> y i.
Proof.
  intros n L. destruct n as [|[|m]]; [lia|lia|].
  set (a := (INR m + 2) / (INR m + 3)). set (b := (INR m + 1) / (INR m + 2)).
  assert (P := pos_INR m). assert (A : (INR m + 3) * a = INR m + 2) by (unfold a; field; lra).
  assert (B : (INR m + 2) * b = INR m + 1) by (unfold b; field; lra).
  exists 5, (fun _ => 1), (fun _ => 1 - a), (fun i => if Nat.eq_dec i 1 then 1 else 1 - b).
  split; [lra|split; [exists a; split|split; [exists b; split|]]].
  - intros i I. simpl in I. unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); lra.
  - rewrite (sum_of_first_two m _ (1 - a)).
    + unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); lra.
    + intros i I. unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); lra.
  - intros i I. simpl in I. unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); lra.
  - rewrite (sum_of_first_two m _ (1 - b)).
    + unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); lra.
    + intros i I. unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); lra.
  - intros i I. destruct (Nat.eq_dec i 1); nra.
Qed.

End Joint.

(* false: first_order kappa e v_0 Gamma v -> ==> first_order kappa e v_0 (fun k j i => 2 * Gamma k j i) v -> *)
(* false: u 0%nat i = 0 /\ v 0%nat i = 0) -> ==> u 0%nat i = v 0%nat i) -> *)
(* false: u k k - v k k = alpha ^ k * (w_0 - v_0) ==> u k k - v k k = alpha ^ (k + 1) * (w_0 - v_0) *)
(* false: forall k, component e k -> w k k = alpha ^ k ==> forall k, component e k -> w k k > 0 *)
(* false: gradient_descent kappa e 1 alpha w -> ==> gradient_descent kappa e 2 alpha w -> *)
(* false: exact_step kappa n 2 start y ==> exact_step kappa n 1 start y *)
