(* Conjugate gradients on f(w) = w^T A w/2 - b^T w, which joints share.

`gradient` is A w - b. `step` is the rule of numerics/algorithms/conjugate_gradients, line by line, with its state (d,
the last square, w); `divided` is its `quotient`, x/y and 0 where y = 0. `run` iterates it from (0, 1, w^0); w^k, g^k
and d^k are `w`, `g` and `d` at k. Outside of the section each takes n, A, b and w^0 as well, such as w n A b w_0 k.
A need not be diagonal. `along_gradients` says that each u^k is w^0 and a combination of the gradients at u^0, ...,
u^{k-1}, whatever the coefficients are and depend on; `descent` is gradient descent with any step-sizes.

`moves` says what a step is in exact arithmetic, for symmetric positive definite A: where g^k is not 0, that of
Hestenes and Stiefel, and no divisor is 0. That all pairs of gradients and directions are orthogonal and conjugate
(`all_pairs`) is an induction over pairs, of which the steps are `to_the_last` and `to_an_earlier`, proved here by the
bilinearity of u . v and u . A v (Lemmas last_step and earlier_step); the joint of conjugate-gradients.orthogonal has
both by the kernel's theorems. So the iterates of every method that moves along its gradients are in w^0 and the span of
the directions (`method_in_span`), and g^k is orthogonal to that span (`orthogonal_to_span`). *)

From Coq Require Import Lia Arith.

Module ConjugateGradients.

Import Vectors.

Definition divided (x y : R) : R := if Req_EM_T y 0 then 0 else x / y.

Lemma divided_by x y : y <> 0 -> divided x y = x / y.
Proof. unfold divided. now destruct (Req_EM_T y 0). Qed.

Lemma divided_zero y : divided 0 y = 0.
Proof. unfold divided. destruct (Req_EM_T y 0); [easy|now field]. Qed.

Lemma divided_times x y : (y = 0 -> x = 0) -> divided x y * y = x.
Proof. unfold divided. destruct (Req_EM_T y 0) as [->|N]; intros H; [rewrite H; auto; lra|now field]. Qed.

Section Run.
Context (n : nat) (A : nat -> nat -> R) (b : nat -> R).

Definition gradient (w : nat -> R) : nat -> R := fun i => image n A w i - b i.

Definition step (state : (nat -> R) * R * (nat -> R)) :=
  let '(d, last, w) := state in
  let g := gradient w in
  let after := inner n g g in
  let t := divided after (after + inner n w w) in
  let moves := divided t t in
  let d_new := fun i => moves * (divided after last * d i - g i) in
  let product := fun i => t * (gradient (fun j => w j + divided (d_new j) t) i - g i) in
  (d_new, after, fun i => w i - divided (inner n g d_new) (inner n d_new product) * d_new i).

Context (w_0 : nat -> R).

Fixpoint run (k : nat) : (nat -> R) * R * (nat -> R) :=
  match k with O => (fun _ => 0, 1, w_0) | S before => step (run before) end.

Definition w (k : nat) : nat -> R := snd (run k).

Definition g (k : nat) : nat -> R := gradient (w k).

Definition d (k : nat) : nat -> R := fst (fst (run (S k))).

(* What a step does, in exact arithmetic: d^k is a share of the direction before and -g^k, and w moves along it. *)

Definition size (k : nat) : R := inner n (g k) (g k).

Definition before (k : nat) : nat -> R := fst (fst (run k)).

Definition share (k : nat) : R := divided (size k) (snd (fst (run k))).

Definition size_of_step (k : nat) : R := - divided (inner n (g k) (d k)) (form n A (d k) (d k)).

Lemma step_stays k : size k = 0 -> (forall i, d k i = 0) /\ forall i, w (S k) i = w k i.
Proof.
  unfold size, g, d, w. simpl. unfold step. destruct (run k) as [[p last] x]. simpl. intros E.
  rewrite E, !divided_zero. split; intros i; ring.
Qed.

Lemma step_moves k : size k <> 0 ->
  (forall i, d k i = share k * before k i - g k i) /\ forall i, w (S k) i = w k i + size_of_step k * d k i.
Proof.
  unfold size_of_step, share, before, size, form, g, d, w. simpl. unfold step.
  destruct (run k) as [[p last] x]. simpl. set (s := gradient x). intros N.
  pose proof (inner_square_weak n s) as P. pose proof (inner_square_weak n x) as Q.
  set (t := divided (inner n s s) (inner n s s + inner n x x)).
  assert (T : t <> 0).
  { unfold t. rewrite divided_by by lra. apply Rmult_integral_contrapositive. split; [easy|].
    apply Rinv_neq_0_compat. lra. }
  assert (I : forall v j, t * (gradient (fun l => x l + divided (v l) t) j - s j) = image n A v j).
  { intros v j. unfold s, gradient. rewrite (image_combined n A 1 x (/ t) v); [now field|].
    intros l _. rewrite divided_by by easy. now field. }
  assert (E : divided t t = 1) by (rewrite divided_by; [now field|easy]). rewrite E. clearbody t s.
  split; intros i; [ring|]. set (v := fun i => 1 * (divided (inner n s s) last * p i - s i)).
  rewrite (inner_same n _ (image n A v) v) by (intros; apply I). ring.
Qed.

Lemma next_square k : snd (fst (run (S k))) = size k.
Proof. unfold size, g, w. simpl. unfold step. now destruct (run k) as [[p last] x]. Qed.

Lemma direction_is k i : (i < n)%nat -> d k i = share k * before k i - g k i.
Proof.
  intros L. destruct (Req_dec (size k) 0) as [E|N]; [|now apply step_moves].
  unfold share. rewrite (proj1 (step_stays k E)), E, divided_zero, (inner_square_zero n _ E i L). ring.
Qed.

Lemma iterate_is k i : w (S k) i = w k i + size_of_step k * d k i.
Proof.
  destruct (Req_dec (size k) 0) as [E|N]; [|now apply step_moves].
  destruct (step_stays k E) as [-> ->]. ring.
Qed.

Lemma gradient_is k i : g (S k) i = 1 * g k i + size_of_step k * image n A (d k) i.
Proof.
  unfold g, gradient. rewrite (image_combined n A 1 (w k) (size_of_step k) (d k)); [ring|].
  intros. rewrite iterate_is. ring.
Qed.

Lemma gradient_stays k : size k = 0 -> forall i, (i < n)%nat -> g (S k) i = 0.
Proof.
  intros E i L. destruct (step_stays k E) as [Z _].
  rewrite gradient_is, image_zero, (inner_square_zero n _ E i L); [ring|easy].
Qed.

Lemma share_is k : share (S k) * size k = size (S k).
Proof.
  unfold share. rewrite next_square. apply divided_times. intros E. now apply inner_zero, gradient_stays.
Qed.

Lemma square_before k : 0 < size (S k) -> 0 < size k.
Proof.
  intros P. destruct (Rle_lt_or_eq_dec _ _ (inner_square_weak n (g k))) as [L|E]; [easy|].
  fold (size k) in E. pose proof (share_is k) as F. rewrite <- E in F. lra.
Qed.

Lemma with_next_gradient k u : inner n u (g (S k)) = inner n u (g k) + size_of_step k * form n A u (d k).
Proof.
  rewrite (inner_combined n 1 (g k) (size_of_step k) (image n A (d k))); [unfold form; ring|]. auto using gradient_is.
Qed.

Lemma with_direction k u : inner n u (d k) = share k * inner n u (before k) - inner n u (g k).
Proof.
  rewrite (inner_combined n (share k) (before k) (-1) (g k)); [ring|]. intros. rewrite direction_is by easy. ring.
Qed.

(* Orthogonality and conjugacy of all pairs. *)

Context (A_symmetric : symmetric n A) (A_positive : positive_definite n A).

Lemma form_symmetric u v : form n A u v = form n A v u.
Proof. now apply inner_image. Qed.

Lemma form_direction k u : form n A u (d k) = share k * form n A u (before k) - form n A u (g k).
Proof.
  rewrite !(form_symmetric u). unfold form. rewrite !(inner_symmetric n _ (image n A u)). apply with_direction.
Qed.

Lemma step_is k : size_of_step k * form n A (d k) (d k) = - inner n (g k) (d k).
Proof.
  unfold size_of_step. rewrite Ropp_mult_distr_l_reverse. f_equal.
  apply divided_times. intros E. apply inner_zero. now apply (definite n A).
Qed.

Lemma no_direction_before : (forall u, inner n u (before 0) = 0) /\ forall u, form n A u (before 0) = 0.
Proof. split; intros u; apply inner_zero; intros; [easy|now apply image_zero]. Qed.

Definition to_the_last (k : nat) : Prop :=
  inner n (g k) (before k) = 0 -> form n A (d k) (before k) = 0 -> 0 < size k ->
  form n A (d (S k)) (d k) = 0 /\ inner n (g (S k)) (d k) = 0 /\ inner n (g (S k)) (g k) = 0 /\ 0 < size_of_step k ^ 2.

Definition to_an_earlier (j i : nat) : Prop :=
  inner n (g j) (g i) = 0 -> inner n (g j) (d i) = 0 -> form n A (d j) (d i) = 0 -> form n A (d j) (before i) = 0 ->
  inner n (g (S j)) (g i) = 0 /\ inner n (g (S j)) (d i) = 0 /\
  (inner n (g (S j)) (g (S i)) = 0 -> 0 < size_of_step i ^ 2 -> form n A (d (S j)) (d i) = 0).

Lemma last_step k : to_the_last k.
Proof.
  intros O C P. pose proof (with_direction k (g k)) as E_1. pose proof (step_is k) as E_2.
  pose proof (form_direction k (d k)) as E_3. pose proof (with_next_gradient k (d k)) as E_4.
  pose proof (with_next_gradient k (g k)) as E_5. pose proof (with_next_gradient k (g (S k))) as E_6.
  pose proof (form_direction (S k) (d k)) as E_7. pose proof (share_is k) as E_8. fold (size k) in E_1, E_5.
  fold (size (S k)) in E_6. change (before (S k)) with (d k) in E_7.
  rewrite (inner_symmetric n (d k)), (inner_symmetric n (d k) (g k)) in E_4.
  rewrite (inner_symmetric n (g k) (g (S k))), (form_symmetric (g k)) in E_5. rewrite (form_symmetric (g (S k))) in E_6.
  rewrite (form_symmetric (d (S k))). set (f := form n A (d k) (d k)) in *. set (s := size_of_step k) in *.
  rewrite O in E_1. rewrite C in E_3. assert (N : s * f = size k) by lra.
  assert (s <> 0) by (intros Z; rewrite Z in N; lra).
  replace (form n A (d k) (g k)) with (- f) in E_5 by lra.
  assert (G : inner n (g (S k)) (g k) = 0) by lra. rewrite G in E_6.
  split; [|split; [lra|split; [easy|nra]]]. apply (Rmult_eq_reg_l s); [|easy]. rewrite E_7, <- N in *. lra.
Qed.

Lemma earlier_step j i : to_an_earlier j i.
Proof.
  intros O_1 O_2 C_1 C_2.
  pose proof (with_next_gradient j (d i)) as E_1. pose proof (with_next_gradient j (g i)) as E_2.
  pose proof (form_direction i (d j)) as E_3. pose proof (with_next_gradient i (g (S j))) as E_4.
  pose proof (form_direction (S j) (d i)) as E_5. change (before (S j)) with (d j) in E_5.
  rewrite (inner_symmetric n (d i)), (inner_symmetric n (d i) (g j)), (form_symmetric (d i)) in E_1.
  rewrite (inner_symmetric n (g i)), (inner_symmetric n (g i) (g j)), (form_symmetric (g i)) in E_2.
  rewrite (form_symmetric (g (S j))) in E_4. rewrite (form_symmetric (d i) (d j)) in E_5.
  rewrite (form_symmetric (d (S j))).
  rewrite O_1 in E_2. rewrite O_2, C_1 in E_1. rewrite C_1, C_2 in E_3. rewrite C_1 in E_5.
  replace (form n A (d j) (g i)) with 0 in E_2 by lra.
  assert (G : inner n (g (S j)) (g i) = 0) by lra. split; [easy|]. split; [lra|]. intros O P. rewrite O, G in E_4.
  assert (N : size_of_step i <> 0) by (intros Z; rewrite Z in P; lra).
  apply (Rmult_eq_reg_l (size_of_step i)); [rewrite E_5; lra|easy].
Qed.

Definition as_claimed (i j : nat) : Prop :=
  inner n (g i) (g j) = 0 /\ form n A (d i) (d j) = 0 /\ inner n (d i) (g j) = 0.

Lemma all_pairs_by : (forall k, to_the_last k) -> (forall j i, to_an_earlier j i) ->
  forall j i, (i < j)%nat -> as_claimed i j.
Proof.
  intros to_last to_earlier j. destruct no_direction_before as [B_1 B_2].
  induction j as [j IH] using lt_wf_ind. destruct j as [|j]; [lia|].
  assert (pairs : forall i k, (i < k)%nat -> (k <= j)%nat -> as_claimed i k) by (intros; apply IH; lia). clear IH.
  intros i I. destruct (Rle_lt_or_eq_dec 0 (size j) (inner_square_weak n (g j))) as [P|Z].
  - assert (positive : forall k, (k <= j)%nat -> 0 < size k).
    { intros k L. replace k with (j - (j - k))%nat by lia. induction (j - k)%nat as [|m M]; [now rewrite Nat.sub_0_r|].
      destruct (Nat.le_gt_cases j m) as [K|K]; [now replace (j - S m)%nat with (j - m)%nat by lia|].
      apply square_before. now replace (S (j - S m)) with (j - m)%nat by lia. }
    assert (earlier : forall k, (k <= j)%nat -> form n A (d j) (before k) = 0).
    { intros [|k] L; [easy|]. rewrite form_symmetric. apply pairs; lia. }
    assert (last : forall k, (k <= j)%nat -> form n A (d (S k)) (d k) = 0 /\ inner n (g (S k)) (d k) = 0 /\
      inner n (g (S k)) (g k) = 0 /\ 0 < size_of_step k ^ 2).
    { intros k L. apply to_last; [| |now apply positive]; destruct k as [|k]; try easy.
      - rewrite inner_symmetric. apply pairs; lia.
      - rewrite form_symmetric. apply pairs; lia. }
    assert (step : forall k, (k < j)%nat -> inner n (g (S j)) (g k) = 0 /\ inner n (g (S j)) (d k) = 0 /\
      (inner n (g (S j)) (g (S k)) = 0 -> 0 < size_of_step k ^ 2 -> form n A (d (S j)) (d k) = 0)).
    { intros k L. destruct (pairs k j L (le_n j)) as [O_1 [O_2 O_3]].
      apply to_earlier; [|now rewrite inner_symmetric|now rewrite form_symmetric|apply earlier; lia].
      now rewrite inner_symmetric. }
    unfold as_claimed. rewrite (inner_symmetric n (g i)), (form_symmetric (d i)), (inner_symmetric n (d i)).
    destruct (Nat.eq_dec i j) as [->|N]; [destruct (last j (le_n j)) as [C_1 [C_2 [C_3 _]]]; easy|].
    destruct (step i ltac:(lia)) as [S_1 [S_2 S_3]]. split; [easy|]. split; [|easy].
    apply S_3; [|apply last; lia]. destruct (Nat.eq_dec (S i) j) as [<-|M]; [now apply last|].
    apply step. lia.
  - symmetry in Z. pose proof (gradient_stays j Z) as G_1.
    repeat split; [now apply inner_zero| |now apply inner_zero].
    apply inner_zero. intros. apply image_zero. intros r _. apply (step_stays (S j)). now apply inner_zero.
Qed.

Lemma all_pairs j i : (i < j)%nat -> as_claimed i j.
Proof. exact (all_pairs_by last_step earlier_step j i). Qed.

Lemma along k : inner n (g k) (d k) = - size k.
Proof.
  rewrite with_direction. destruct no_direction_before as [B _]. destruct k as [|k]; [rewrite B; unfold size; ring|].
  rewrite inner_symmetric. change (before (S k)) with (d k). destruct (all_pairs (S k) k) as [_ [_ ->]]; [lia|].
  unfold size. ring.
Qed.

Lemma length_of_step k : size_of_step k * form n A (d k) (d k) = size k.
Proof. rewrite step_is, along. ring. Qed.

Lemma curved k : 0 < size k -> 0 < form n A (d k) (d k).
Proof.
  intros P. apply A_positive. destruct (Req_dec (form n A (d k) (d k)) 0) as [E|N].
  - pose proof (length_of_step k) as L. rewrite E in L. lra.
  - apply nonzero_or_zero. intros Z. apply N, inner_zero. intros. now apply image_zero.
Qed.

Lemma moves k : nonzero n (g k) ->
  0 < inner n (d k) (image n A (d k)) /\ (forall h, k = S h -> 0 < inner n (g h) (g h)) /\
  (forall i, d k i = - g k i + match k with
    | O => 0
    | S h => inner n (g k) (g k) / inner n (g h) (g h) * d h i
    end) /\
  forall i, w (S k) i = w k i + inner n (g k) (g k) / inner n (d k) (image n A (d k)) * d k i.
Proof.
  intros N. pose proof (positive_square _ _ N) as Z. destruct (step_moves k) as [E F]; [unfold size; lra|].
  pose proof (curved k Z) as C. assert (B : forall h, k = S h -> 0 < size h) by (intros h ->; now apply square_before).
  repeat split; [easy|easy| |].
  - intros i. rewrite E. destruct k as [|h]; [change (before 0 i) with 0; ring|]. specialize (B h eq_refl).
    unfold share. rewrite next_square, divided_by by lra. change (before (S h)) with (d h). unfold size. ring.
  - intros i. rewrite F. unfold size_of_step. rewrite along, divided_by by lra. unfold form, size in *. field. lra.
Qed.

(* The spans of the directions and of the gradients, and the methods that move along their gradients. *)

Lemma direction_image k : (forall i, d k i = 0) \/ exists q, forall i, image n A (d k) i = q * g (S k) i + - q * g k i.
Proof.
  destruct (Req_dec (size_of_step k) 0) as [E|N].
  - left. apply step_stays. rewrite <- length_of_step, E. ring.
  - right. exists (/ size_of_step k). intros i. rewrite gradient_is. now field.
Qed.

Lemma gradient_in_span k : span n d (S k) (g k).
Proof.
  destruct k as [|k].
  - apply (span_last n d 0 (-1) (fun _ => 0)); [now apply span_zero|]. intros.
    rewrite direction_is by easy. change (before 0 i) with 0. ring.
  - apply (span_last n d (S k) (-1) (fun i => share (S k) * d k i + 0 * d k i)).
    + apply (span_combined n d (S k) (share (S k)) (d k) 0 (d k)); auto using span_member.
    + intros. rewrite (direction_is (S k)) by easy. change (before (S k)) with (d k). ring.
Qed.

Lemma direction_in_span k : span n g (S k) (d k).
Proof.
  induction k as [|k IH].
  - apply (span_last n g 0 (-1) (fun _ => 0)); [now apply span_zero|]. intros.
    rewrite direction_is by easy. change (before 0 i) with 0. ring.
  - apply (span_last n g (S k) (-1) (fun i => share (S k) * d k i + 0 * d k i)).
    + now apply (span_combined n g (S k) (share (S k)) (d k) 0 (d k)).
    + intros. rewrite (direction_is (S k)) by easy. change (before (S k)) with (d k). ring.
Qed.

Lemma image_in_span k v : span n d k v -> span n d (S k) (image n A v).
Proof.
  revert v. induction k as [|k IH]; intros v H.
  - destruct H as [c H]. apply span_zero. intros. now apply image_zero.
  - apply span_split in H. destruct H as [p [u [U H]]].
    apply (span_combined n d (S (S k)) p (image n A (d k)) 1 (image n A u)).
    + destruct (direction_image k) as [Z|[q Z]].
      * apply span_zero. intros. now apply image_zero.
      * apply (span_combined n d _ q (g (S k)) (- q) (g k)); [apply gradient_in_span| |easy].
        apply (span_weak n d (S k)); [lia|apply gradient_in_span].
    + apply (span_weak n d (S k)); [lia|now apply IH].
    + intros i _. now apply image_combined.
Qed.

Lemma gradient_near_span k y : span n d k (fun i => y i - w_0 i) -> span n d (S k) (gradient y).
Proof.
  intros H. apply (span_combined n d (S k) 1 (g 0) 1 (image n A (fun i => y i - w_0 i))).
  - apply (span_weak n d 1); [lia|apply gradient_in_span].
  - now apply image_in_span.
  - intros i _. unfold g, gradient. change (w 0) with w_0.
    rewrite (image_combined n A 1 y (-1) w_0 (fun i => y i - w_0 i)); [ring|]. intros. ring.
Qed.

Lemma iterate_in_span k : span n d k (fun i => w k i - w_0 i).
Proof.
  induction k as [|k IH].
  - apply span_zero. intros. unfold w. simpl. ring.
  - apply (span_last n d k (size_of_step k) _ _ IH). intros. rewrite iterate_is. ring.
Qed.

Lemma orthogonal_to_span k v : span n d k v -> inner n v (g k) = 0.
Proof. apply span_orthogonal. intros j L. apply (all_pairs k j L). Qed.

Definition along_gradients (u : nat -> nat -> R) : Prop :=
  forall k : nat, exists a : nat -> R, forall i : nat, (i < n)%nat ->
  u k i = w_0 i + total k (fun j => a j * gradient (u j) i).

Lemma method_in_span u k : along_gradients u -> span n d k (fun i => u k i - w_0 i).
Proof.
  intros M. induction k as [k IH] using lt_wf_ind. destruct (M k) as [a H].
  apply (span_total n d k k a (fun j => gradient (u j))).
  - intros j L. apply (span_weak n d (S j)); [easy|]. now apply gradient_near_span, IH.
  - intros i L. rewrite H by easy. ring.
Qed.

Lemma itself_along_gradients : along_gradients w.
Proof.
  assert (F : forall k, span n g k (fun i => w k i - w_0 i)).
  { induction k as [|k IH].
    - apply span_zero. intros. unfold w. simpl. ring.
    - apply (span_combined n g (S k) (size_of_step k) (d k) 1 (fun i => w k i - w_0 i)); [apply direction_in_span| |].
      + now apply (span_weak n g k); [lia|].
      + intros. rewrite iterate_is. ring. }
  intros k. destruct (F k) as [c H]. exists c. intros i L. specialize (H i L). unfold g in H. lra.
Qed.

Fixpoint descent (alpha : nat -> R) (k : nat) : nat -> R :=
  match k with O => w_0 | S h => fun i => descent alpha h i - alpha h * gradient (descent alpha h) i end.

Lemma descent_along_gradients alpha : along_gradients (descent alpha).
Proof.
  intros k. exists (fun j => - alpha j). intros i _. induction k as [|k IH]; simpl; [ring|]. rewrite IH at 1. ring.
Qed.

(* With a point w_star of gradient 0, the gradient at y is A applied to y - w_star. *)
Lemma gradient_from_star w_star : (forall i, (i < n)%nat -> gradient w_star i = 0) ->
  forall y i, (i < n)%nat -> gradient y i = image n A (fun r => y r - w_star r) i.
Proof.
  intros star y i L. rewrite (image_combined n A 1 y (-1) w_star) by (intros; ring).
  specialize (star i L). unfold gradient in *. lra.
Qed.

End Run.

(* An example, of two components. *)

Definition example (i j : nat) : R := match i, j with 0%nat, 0%nat => 2 | 1%nat, 1%nat => 2 | _, _ => 1 end.
Definition example_start (i : nat) : R := match i with 0%nat => 1 | _ => 0 end.

Lemma example_symmetric : symmetric 2 example.
Proof. intros [|[|i]] [|[|j]] K L; try lia; reflexivity. Qed.

Lemma example_positive : positive_definite 2 example.
Proof.
  intros u N. pose proof (positive_square 2 u N) as P. unfold inner, image in *. simpl in *.
  pose proof (pow2_ge_0 (u 0%nat + u 1%nat)). nra.
Qed.

Lemma example_eigenvalues u x : nonzero 2 u -> (forall i, (i < 2)%nat -> image 2 example u i = x * u i) ->
  x = 3 \/ x = 1.
Proof.
  intros N E. pose proof (E 0%nat ltac:(lia)) as E_0. pose proof (E 1%nat ltac:(lia)) as E_1.
  unfold image, total, example in E_0, E_1. destruct (Req_dec x 3) as [|M]; [now left|right].
  assert (S_0 : u 0%nat + u 1%nat = 0) by (apply (Rmult_eq_reg_l (x - 3)); lra).
  destruct (Req_dec x 1) as [|M_1]; [easy|exfalso].
  assert (D_0 : u 0%nat - u 1%nat = 0) by (apply (Rmult_eq_reg_l (x - 1)); lra).
  destruct N as [[|[|i]] [L N]]; [apply N; lra|apply N; lra|lia].
Qed.

Lemma example_direction : d 2 example (fun _ => 0) example_start 0 0 = -2.
Proof.
  destruct (moves 2 example (fun _ => 0) example_start example_symmetric example_positive 0) as [_ [_ [-> _]]].
  - exists 0%nat. split; [lia|compute; lra].
  - compute. lra.
Qed.

Lemma example_iterate :
  w 2 example (fun _ => 0) example_start 1 0 = 2 / 7 /\ w 2 example (fun _ => 0) example_start 1 1 = - (5 / 14).
Proof.
  pose proof example_symmetric as Y. pose proof example_positive as P.
  assert (E_0 : g 2 example (fun _ => 0) example_start 0 0 = 2) by (compute; lra).
  assert (E_1 : g 2 example (fun _ => 0) example_start 0 1 = 1) by (compute; lra).
  assert (N : nonzero 2 (g 2 example (fun _ => 0) example_start 0)) by (exists 0%nat; rewrite E_0; split; [lia|discrR]).
  destruct (moves 2 example (fun _ => 0) example_start Y P 0 N) as [_ [_ [F H]]].
  rewrite !H. cbv [inner image total]. rewrite !F, E_0, E_1.
  change (w 2 example (fun _ => 0) example_start 0) with example_start. cbv [example example_start]. split; field.
Qed.

Lemma example_gradient : g 2 example (fun _ => 0) example_start 1 0 = 3 / 14.
Proof.
  destruct example_iterate as [E F]. unfold g, gradient, image, total. rewrite E, F. cbv [example]. field.
Qed.

End ConjugateGradients.
