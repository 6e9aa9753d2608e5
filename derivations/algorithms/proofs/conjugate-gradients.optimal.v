(* conjugate-gradients.optimal, as one statement.

For every n, every symmetric positive definite A, every b, every start w^0 and every k, the run of conjugate gradients
on f(w) = w^T A w/2 - b^T w has

    |w^k - w*|_A <= |w^k + v - w*|_A    for all v in the span of d^0, ..., d^{k-1},
    f(w^k) <= f(u^k)                    for every method u that starts at w^0 and moves along its gradients,

since w^0 and that span hold the k-th iterate of every such method. Conjugate gradients is itself one of them.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v, `image` is A u, `gradient` is A w - b. `step` is the rule of numerics/algorithms/conjugate_gradients,
line by line, with its state (d, the last square, w); `divided` is its `quotient`, x/y and 0 where y = 0. `run` iterates
it from (0, 1, w^0); w^k, g^k and d^k are `w`, `g` and `d` at k. `norm` is |u|_A, `objective` is f, and w* is any point
of gradient 0. `span n e k v` says that v is a combination of e^0, ..., e^{k-1}; `along_gradients` that each u^k is w^0
and a combination of the gradients at u^0, ..., u^{k-1}, whatever the coefficients are and depend on.

What is proved where. `least` is the first line: by the kernel's theorems combinations_of_directions (g^k is orthogonal
to the span, Lemma span_orthogonal) and no_v_makes_it_less (in the plane of w^k - w* and v, which are A-orthogonal, so
that A has two components there, Lemma no_less). `reached` is that the methods' iterates are in w^0 and the span, and
that conjugate gradients is one of them; `best` is the second line. The orthogonality of all pairs (Lemma all_pairs) is
conjugate-gradients.orthogonal, whose joint has it by the kernel's theorems of that claim and also says what a step of
the rule is; here it is proved by the bilinearity of u . v and u . A v. *)

From Coq Require Import Lia Arith.

Module Joint.

Fixpoint total (n : nat) (u : nat -> R) : R :=
  match n with O => 0 | S k => u k + total k u end.

Definition inner (n : nat) (u v : nat -> R) : R := total n (fun i => u i * v i).

Definition image (n : nat) (A : nat -> nat -> R) (u : nat -> R) : nat -> R := fun i => total n (fun j => A i j * u j).

Definition symmetric (n : nat) (A : nat -> nat -> R) : Prop :=
  forall i j : nat, (i < n)%nat -> (j < n)%nat -> A i j = A j i.

Definition nonzero (n : nat) (u : nat -> R) : Prop := exists i : nat, (i < n)%nat /\ u i <> 0.

Definition positive_definite (n : nat) (A : nat -> nat -> R) : Prop :=
  forall u : nat -> R, nonzero n u -> 0 < inner n u (image n A u).

Definition gradient (n : nat) (A : nat -> nat -> R) (b w : nat -> R) : nat -> R := fun i => image n A w i - b i.

Definition divided (x y : R) : R := if Req_EM_T y 0 then 0 else x / y.

Definition step (n : nat) (A : nat -> nat -> R) (b : nat -> R) (state : (nat -> R) * R * (nat -> R)) :=
  let '(d, last, w) := state in
  let g := gradient n A b w in
  let after := inner n g g in
  let t := divided after (after + inner n w w) in
  let moves := divided t t in
  let d_new := fun i => moves * (divided after last * d i - g i) in
  let product := fun i => t * (gradient n A b (fun j => w j + divided (d_new j) t) i - g i) in
  (d_new, after, fun i => w i - divided (inner n g d_new) (inner n d_new product) * d_new i).

Fixpoint run (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : (nat -> R) * R * (nat -> R) :=
  match k with O => (fun _ => 0, 1, w_0) | S before => step n A b (run n A b w_0 before) end.

Definition w (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : nat -> R := snd (run n A b w_0 k).

Definition g (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : nat -> R := gradient n A b (w n A b w_0 k).

Definition d (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : nat -> R :=
  fst (fst (run n A b w_0 (S k))).

(* Sums, inner products, images: linear. *)

Lemma total_same n u v : (forall i, (i < n)%nat -> u i = v i) -> total n u = total n v.
Proof. induction n as [|n IH]; simpl; intros H; [easy|]. rewrite (H n), IH; auto. Qed.

Lemma total_combined n p u q v : total n (fun i => p * u i + q * v i) = p * total n u + q * total n v.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma total_scaled n p u : total n (fun i => p * u i) = p * total n u.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma total_zero n u : (forall i, (i < n)%nat -> u i = 0) -> total n u = 0.
Proof. induction n as [|n IH]; simpl; intros H; [easy|]. rewrite (H n), IH; auto; lra. Qed.

Lemma total_swapped n m (f : nat -> nat -> R) :
  total n (fun i => total m (fun j => f i j)) = total m (fun j => total n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl; [now rewrite total_zero|]. rewrite IH.
  rewrite <- (Rmult_1_l (total m (fun j => f n j))), <- (Rmult_1_l (total m (fun j => total n _))).
  rewrite <- total_combined. apply total_same. intros. ring.
Qed.

Lemma inner_symmetric n u v : inner n u v = inner n v u.
Proof. apply total_same. intros. ring. Qed.

Lemma inner_same n u v z : (forall i, (i < n)%nat -> u i = v i) -> inner n z u = inner n z v.
Proof. intros H. apply total_same. intros. now rewrite H. Qed.

Lemma inner_combined n p u q v x z :
  (forall i, (i < n)%nat -> x i = p * u i + q * v i) -> inner n z x = p * inner n z u + q * inner n z v.
Proof.
  intros H. unfold inner. rewrite <- total_combined. apply total_same. intros i L. rewrite (H i L). ring.
Qed.

Lemma image_combined n A p u q v x :
  (forall i, (i < n)%nat -> x i = p * u i + q * v i) -> forall i, image n A x i = p * image n A u i + q * image n A v i.
Proof.
  intros H i. unfold image. rewrite <- total_combined. apply total_same. intros j L. rewrite (H j L). ring.
Qed.

Lemma inner_image n A u v : symmetric n A -> inner n u (image n A v) = inner n v (image n A u).
Proof.
  intros S. unfold inner, image.
  rewrite (total_same n _ (fun i => total n (fun j => u i * A i j * v j))), total_swapped.
  - apply total_same. intros j L. rewrite <- total_scaled. apply total_same. intros i K. rewrite (S i j K L). ring.
  - intros i _. rewrite <- total_scaled. apply total_same. intros. ring.
Qed.

Lemma inner_square_weak n u : 0 <= inner n u u.
Proof. unfold inner. induction n as [|n IH]; simpl; [lra|nra]. Qed.

Lemma inner_square_zero n u : inner n u u = 0 -> forall i, (i < n)%nat -> u i = 0.
Proof.
  unfold inner. induction n as [|n IH]; simpl; intros H i L; [lia|]. pose proof (inner_square_weak n u) as P.
  unfold inner in P. assert (E : u n = 0) by nra. destruct (Nat.eq_dec i n) as [->|]; [easy|].
  apply IH; [nra|lia].
Qed.

Lemma inner_zero n z u : (forall i, (i < n)%nat -> u i = 0) -> inner n z u = 0.
Proof. intros H. apply total_zero. intros i L. rewrite (H i L). ring. Qed.

Lemma image_zero n A u : (forall i, (i < n)%nat -> u i = 0) -> forall i, image n A u i = 0.
Proof. intros H i. apply total_zero. intros j L. rewrite (H j L). ring. Qed.

Lemma positive_square n u : nonzero n u -> 0 < inner n u u.
Proof.
  intros [i [L N]]. destruct (Rle_lt_or_eq_dec _ _ (inner_square_weak n u)) as [|E]; [easy|].
  destruct N. now apply (inner_square_zero n u).
Qed.

Lemma nonzero_or_zero n u : ((forall i, (i < n)%nat -> u i = 0) -> False) -> nonzero n u.
Proof.
  induction n as [|n IH]; intros H; [destruct H; lia|]. destruct (Req_dec (u n) 0) as [E|N].
  - destruct IH as [i [L N]].
    + intros Z. apply H. intros i L. destruct (Nat.eq_dec i n) as [->|]; [easy|]. apply Z. lia.
    + exists i. split; [lia|easy].
  - exists n. split; [lia|easy].
Qed.

Lemma definite n A u : positive_definite n A -> inner n u (image n A u) = 0 -> forall i, (i < n)%nat -> u i = 0.
Proof.
  intros P E i L. destruct (Req_dec (u i) 0) as [|N]; [easy|]. specialize (P u (ex_intro _ i (conj L N))). lra.
Qed.

Lemma divided_by x y : y <> 0 -> divided x y = x / y.
Proof. unfold divided. now destruct (Req_EM_T y 0). Qed.

Lemma divided_zero y : divided 0 y = 0.
Proof. unfold divided. destruct (Req_EM_T y 0); [easy|now field]. Qed.

Lemma divided_times x y : (y = 0 -> x = 0) -> divided x y * y = x.
Proof. unfold divided. destruct (Req_EM_T y 0) as [->|N]; intros H; [rewrite H; auto; lra|now field]. Qed.

(* The rule: what a step does, in exact arithmetic. *)

Section Run.
Variables (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R).
Let W := w n A b w_0.
Let G := g n A b w_0.
Let D := d n A b w_0.
Let size k := inner n (G k) (G k).
Let before k := fst (fst (run n A b w_0 k)).
Let share k := divided (size k) (snd (fst (run n A b w_0 k))).
Let size_of_step k := - divided (inner n (G k) (D k)) (inner n (D k) (image n A (D k))).

Lemma step_stays k : size k = 0 -> (forall i, D k i = 0) /\ forall i, W (S k) i = W k i.
Proof.
  unfold size, G, g, D, d, W, w. simpl. unfold step. destruct (run n A b w_0 k) as [[p last] x]. simpl. intros E.
  rewrite E, !divided_zero. split; intros i; ring.
Qed.

Lemma step_moves k : size k <> 0 ->
  (forall i, D k i = share k * before k i - G k i) /\ forall i, W (S k) i = W k i + size_of_step k * D k i.
Proof.
  unfold size_of_step, share, before, size, G, g, D, d, W, w. simpl. unfold step.
  destruct (run n A b w_0 k) as [[p last] x]. simpl. set (s := gradient n A b x). intros N.
  pose proof (inner_square_weak n s) as P. pose proof (inner_square_weak n x) as Q.
  set (t := divided (inner n s s) (inner n s s + inner n x x)).
  assert (T : t <> 0).
  { unfold t. rewrite divided_by by lra. apply Rmult_integral_contrapositive. split; [easy|].
    apply Rinv_neq_0_compat. lra. }
  assert (I : forall v j, t * (gradient n A b (fun l => x l + divided (v l) t) j - s j) = image n A v j).
  { intros v j. unfold s, gradient. rewrite (image_combined n A 1 x (/ t) v); [now field|].
    intros l _. rewrite divided_by by easy. now field. }
  assert (E : divided t t = 1) by (rewrite divided_by; [now field|easy]). rewrite E. clearbody t s.
  split; intros i; [ring|]. set (v := fun i => 1 * (divided (inner n s s) last * p i - s i)).
  rewrite (inner_same n _ (image n A v) v) by (intros; apply I). ring.
Qed.

Lemma next_square k : snd (fst (run n A b w_0 (S k))) = size k.
Proof. unfold size, G, g, w. simpl. unfold step. now destruct (run n A b w_0 k) as [[p last] x]. Qed.

Lemma direction_is k i : (i < n)%nat -> D k i = share k * before k i - G k i.
Proof.
  intros L. destruct (Req_dec (size k) 0) as [E|N]; [|now apply step_moves].
  unfold share. rewrite (proj1 (step_stays k E)), E, divided_zero, (inner_square_zero n _ E i L). ring.
Qed.

Lemma iterate_is k i : W (S k) i = W k i + size_of_step k * D k i.
Proof.
  destruct (Req_dec (size k) 0) as [E|N]; [|now apply step_moves].
  destruct (step_stays k E) as [-> ->]. ring.
Qed.

Lemma gradient_is k i : G (S k) i = 1 * G k i + size_of_step k * image n A (D k) i.
Proof.
  unfold G, g, gradient. fold W. rewrite (image_combined n A 1 (W k) (size_of_step k) (D k)); [ring|].
  intros. rewrite iterate_is. ring.
Qed.

Lemma share_is k : share (S k) * size k = size (S k).
Proof.
  unfold share. rewrite next_square. apply divided_times. intros E. destruct (step_stays k E) as [Z _].
  apply inner_zero. intros i L. rewrite gradient_is, image_zero, (inner_square_zero n _ E i L); [ring|easy].
Qed.

Hypothesis A_symmetric : symmetric n A.
Hypothesis A_positive : positive_definite n A.

Let form u v := inner n u (image n A v).

Lemma step_is k : size_of_step k * form (D k) (D k) = - inner n (G k) (D k).
Proof.
  unfold size_of_step. enough (E : divided (inner n (G k) (D k)) (form (D k) (D k)) * form (D k) (D k)
    = inner n (G k) (D k)) by (unfold form in *; lra).
  apply divided_times. intros E. apply inner_zero. now apply (definite n A).
Qed.

Lemma form_symmetric u v : form u v = form v u.
Proof. now apply inner_image. Qed.

Lemma with_next_gradient k u : inner n u (G (S k)) = inner n u (G k) + size_of_step k * form u (D k).
Proof.
  rewrite (inner_combined n 1 (G k) (size_of_step k) (image n A (D k))); [unfold form; ring|]. auto using gradient_is.
Qed.

Lemma with_direction k u : inner n u (D k) = share k * inner n u (before k) - inner n u (G k).
Proof.
  rewrite (inner_combined n (share k) (before k) (-1) (G k)); [ring|]. intros. rewrite direction_is by easy. ring.
Qed.

Lemma form_direction k u : form u (D k) = share k * form u (before k) - form u (G k).
Proof.
  rewrite (form_symmetric u), (form_symmetric u (before k)), (form_symmetric u (G k)). unfold form.
  rewrite (inner_symmetric n (D k)), (inner_symmetric n (before k)), (inner_symmetric n (G k)).
  apply with_direction.
Qed.

Definition as_claimed i j := inner n (G i) (G j) = 0 /\ form (D i) (D j) = 0 /\ inner n (D i) (G j) = 0.

Lemma all_pairs j : forall i, (i < j)%nat -> as_claimed i j.
Proof.
  induction j as [j IH] using lt_wf_ind. destruct j as [|j]; [lia|].
  assert (pairs : forall i k, (i < k)%nat -> (k <= j)%nat -> as_claimed i k) by (intros; apply IH; lia). clear IH.
  assert (last : forall u, (forall i, (i < j)%nat -> inner n u (D i) = 0) -> inner n u (before j) = 0).
  { intros u H. destruct j as [|k]; [now apply inner_zero|]. apply H. lia. }
  assert (earlier : forall i, (i <= j)%nat -> form (before i) (D j) = 0).
  { intros [|i] L; [|apply pairs; lia]. rewrite form_symmetric. apply inner_zero. intros. now apply image_zero. }
  assert (along : inner n (G j) (D j) = - size j).
  { rewrite with_direction, last; [unfold size; ring|]. intros i L. rewrite inner_symmetric. now apply pairs. }
  assert (long : forall i, (i <= j)%nat -> size_of_step i * form (D i) (D i) = size i).
  { intros i L. rewrite step_is, with_direction. destruct i as [|i].
    - rewrite (inner_zero n _ (before 0)) by (intros; reflexivity). unfold size. ring.
    - replace (inner n (G (S i)) (before (S i))) with (inner n (D i) (G (S i))) by apply inner_symmetric.
      rewrite (proj2 (proj2 (pairs i (S i) ltac:(lia) L))). unfold size. ring. }
  assert (directions : forall i, (i <= j)%nat -> inner n (D i) (G (S j)) = 0).
  { intros i L. rewrite with_next_gradient. destruct (Nat.eq_dec i j) as [->|N].
    - rewrite long by lia. rewrite inner_symmetric, along. ring.
    - destruct (pairs i j) as [_ [-> ->]]; try lia. ring. }
  assert (gradients : forall i, (i <= j)%nat -> inner n (G i) (G (S j)) = 0).
  { intros i L. rewrite with_next_gradient.
    assert (E : form (G i) (D j) = - form (D i) (D j)).
    { pose proof (form_direction i (D j)) as E. rewrite (form_symmetric (D j) (before i)), earlier in E by easy.
      rewrite (form_symmetric (G i)), (form_symmetric (D i)). lra. }
    rewrite E. destruct (Nat.eq_dec i j) as [->|N].
    - fold (size j). rewrite <- (long j) by lia. ring.
    - destruct (pairs i j) as [-> [-> _]]; try lia. ring. }
  intros i L. repeat split; [apply gradients; lia| |apply directions; lia].
  assert (E : size_of_step i * form (D i) (D (S j)) = 0).
  { rewrite form_direction. replace (form (D i) (before (S j))) with (form (D i) (D j)) by reflexivity.
    assert (F : size_of_step i * form (D i) (G (S j)) = inner n (G (S i)) (G (S j))).
    { rewrite (form_symmetric (D i)), inner_symmetric, with_next_gradient, inner_symmetric, gradients by lia. ring. }
    destruct (Nat.eq_dec i j) as [->|N].
    - fold (size (S j)) in F. rewrite <- share_is, <- (long j) in F by lia. lra.
    - rewrite gradients in F by lia. destruct (pairs i j) as [_ [-> _]]; try lia. lra. }
  destruct (Req_dec (size_of_step i) 0) as [Z|N]; [|now apply Rmult_integral in E as [E|E]].
  assert (Y : size i = 0) by (rewrite <- long by lia; rewrite Z; ring).
  rewrite form_symmetric. apply inner_zero. intros. apply image_zero. intros. now apply step_stays.
Qed.

Lemma along k : inner n (G k) (D k) = - size k.
Proof.
  rewrite with_direction. destruct k as [|k].
  - rewrite (inner_zero n _ (before 0)) by (intros; reflexivity). unfold size. ring.
  - rewrite inner_symmetric. change (before (S k)) with (D k). destruct (all_pairs (S k) k) as [_ [_ ->]]; [lia|].
    unfold size. ring.
Qed.

Lemma length k : size_of_step k * form (D k) (D k) = size k.
Proof. rewrite step_is, along. ring. Qed.

Lemma curved k : 0 < size k -> 0 < form (D k) (D k).
Proof.
  intros P. apply A_positive. destruct (Req_dec (form (D k) (D k)) 0) as [E|N].
  - pose proof (length k) as L. rewrite E in L. lra.
  - apply nonzero_or_zero. intros Z. apply N, inner_zero. intros. now apply image_zero.
Qed.

Lemma direction_image k : (forall i, D k i = 0) \/ exists q, forall i, image n A (D k) i = q * G (S k) i + - q * G k i.
Proof.
  destruct (Req_dec (size_of_step k) 0) as [E|N].
  - left. apply step_stays. rewrite <- length, E. ring.
  - right. exists (/ size_of_step k). intros i. rewrite gradient_is. now field.
Qed.

Lemma iterate_recurrence k : exists p, forall i, W (S k) i = W k i + p * D k i.
Proof. exists (size_of_step k). apply iterate_is. Qed.

Lemma gradient_recurrence k : exists p, (k = 0%nat -> forall i, (i < n)%nat -> G k i = - D k i) /\
  forall h, k = S h -> forall i, (i < n)%nat -> G k i = p * D h i - D k i.
Proof.
  exists (share k). split; [intros -> i L|intros h -> i L].
  - rewrite direction_is by easy. change (before 0 i) with 0. ring.
  - rewrite (direction_is (S h)) by easy. change (before (S h)) with (D h). ring.
Qed.

Lemma square_before k : 0 < size (S k) -> 0 < size k.
Proof.
  intros P. destruct (Rle_lt_or_eq_dec _ _ (inner_square_weak n (G k))) as [L|E]; [easy|].
  fold (size k) in E. pose proof (share_is k) as F. rewrite <- E in F. lra.
Qed.

End Run.

(* The span of the first directions. *)

Definition span (n : nat) (e : nat -> nat -> R) (k : nat) (v : nat -> R) : Prop :=
  exists c : nat -> R, forall i : nat, (i < n)%nat -> v i = total k (fun j => c j * e j i).

Section Span.
Variables (n : nat) (e : nat -> nat -> R).

Lemma span_zero k v : (forall i, (i < n)%nat -> v i = 0) -> span n e k v.
Proof. intros H. exists (fun _ => 0). intros i L. rewrite total_zero; [now apply H|]. intros. ring. Qed.

Lemma span_combined k p u q v x :
  span n e k u -> span n e k v -> (forall i, (i < n)%nat -> x i = p * u i + q * v i) -> span n e k x.
Proof.
  intros [a U] [c V] H. exists (fun j => p * a j + q * c j). intros i L. rewrite H, U, V by easy.
  rewrite <- total_combined. apply total_same. intros. ring.
Qed.

Lemma span_last k p v x : span n e k v -> (forall i, (i < n)%nat -> x i = p * e k i + v i) -> span n e (S k) x.
Proof.
  intros [c V] H. exists (fun j => if Nat.eqb j k then p else c j). intros i L. simpl.
  rewrite Nat.eqb_refl, H, V by easy.
  f_equal. apply total_same. intros j K. destruct (Nat.eqb_spec j k); [lia|easy].
Qed.

Lemma span_weak k m v : (k <= m)%nat -> span n e k v -> span n e m v.
Proof.
  intros L H. induction L as [|m L IH]; [easy|]. apply (span_last m 0 v); [easy|]. intros. ring.
Qed.

Lemma span_member k m : (k < m)%nat -> span n e m (e k).
Proof.
  intros L. apply (span_weak (S k)); [easy|]. apply (span_last k 1 (fun _ => 0)); [now apply span_zero|].
  intros. ring.
Qed.

Lemma span_total k m (a : nat -> R) (u : nat -> nat -> R) v :
  (forall j, (j < m)%nat -> span n e k (u j)) -> (forall i, (i < n)%nat -> v i = total m (fun j => a j * u j i)) ->
  span n e k v.
Proof.
  revert v. induction m as [|m IH]; intros v U H; [now apply span_zero|].
  apply (span_combined k (a m) (u m) 1 (fun i => total m (fun j => a j * u j i))); auto.
  intros i L. rewrite H by easy. simpl. ring.
Qed.

Lemma span_split k v : span n e (S k) v ->
  exists p u, span n e k u /\ forall i, (i < n)%nat -> v i = p * e k i + 1 * u i.
Proof.
  intros [c H]. exists (c k), (fun i => total k (fun j => c j * e j i)). split; [now exists c|].
  intros i L. rewrite H by easy. simpl. ring.
Qed.

(* The kernel's theorem `combinations_of_directions`: what is orthogonal to all of them is so to each combination. *)
Lemma span_orthogonal k x v : (forall j, (j < k)%nat -> inner n (e j) x = 0) -> span n e k v -> inner n v x = 0.
Proof.
  intros O [c H]. assert (E : inner n v x = total k (fun j => inner n (e j) x * c j)).
  { rewrite inner_symmetric, (inner_same n _ _ _ H). unfold inner. clear O H. induction k as [|k IH]; simpl.
    - apply total_zero. intros. ring.
    - rewrite <- IH.
      rewrite (total_same n _ (fun i => c k * (e k i * x i) + 1 * (x i * total k (fun j => c j * e j i)))).
      + rewrite total_combined. ring.
      + intros. ring. }
  rewrite E. apply combinations_of_directions. clear E H. induction k as [|k IH]; simpl; constructor; auto.
Qed.

End Span.

Definition objective (n : nat) (A : nat -> nat -> R) (b u : nat -> R) : R := inner n u (image n A u) / 2 - inner n b u.

Definition along_gradients (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (u : nat -> nat -> R) : Prop :=
  forall k : nat, exists a : nat -> R, forall i : nat, (i < n)%nat ->
  u k i = w_0 i + total k (fun j => a j * gradient n A b (u j) i).

Section Best.
Variables (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R).
Hypothesis A_symmetric : symmetric n A.
Hypothesis A_positive : positive_definite n A.
Let W := w n A b w_0.
Let G := g n A b w_0.
Let D := d n A b w_0.

Lemma gradient_in_span k : span n D (S k) (G k).
Proof.
  destruct (gradient_recurrence n A b w_0 k) as [p [H_0 H_1]]. destruct k as [|k].
  - apply (span_last n D 0 (-1) (fun _ => 0)); [now apply span_zero|]. intros.
    unfold G. rewrite H_0 by easy. fold D. lra.
  - apply (span_last n D (S k) (-1) (fun i => p * D k i + 0 * D k i)).
    + apply (span_combined n D (S k) p (D k) 0 (D k)); auto using span_member.
    + intros. unfold G. rewrite (H_1 k) by easy. fold D. lra.
Qed.

Lemma image_in_span k v : span n D k v -> span n D (S k) (image n A v).
Proof.
  revert v. induction k as [|k IH]; intros v H.
  - destruct H as [c H]. apply span_zero. intros. now apply image_zero.
  - apply span_split in H. destruct H as [p [u [U H]]].
    apply (span_combined n D (S (S k)) p (image n A (D k)) 1 (image n A u)).
    + destruct (direction_image n A b w_0 A_symmetric A_positive k) as [Z|[q Z]].
      * apply span_zero. intros. now apply image_zero.
      * apply (span_combined n D _ q (G (S k)) (- q) (G k)); [apply gradient_in_span| |easy].
        apply (span_weak n D (S k)); [lia|apply gradient_in_span].
    + apply (span_weak n D (S k)); [lia|now apply IH].
    + intros i _. now apply image_combined.
Qed.

Lemma method_in_span u k : along_gradients n A b w_0 u -> span n D k (fun i => u k i - w_0 i).
Proof.
  intros M. induction k as [k IH] using lt_wf_ind. destruct (M k) as [a H].
  apply (span_total n D k k a (fun j => gradient n A b (u j))).
  - intros j L. apply (span_weak n D (S j)); [easy|].
    apply (span_combined n D (S j) 1 (G 0) 1 (image n A (fun i => u j i - w_0 i))).
    + apply (span_weak n D 1); [lia|apply gradient_in_span].
    + now apply image_in_span, IH.
    + intros i _. unfold G, g, gradient. change (w n A b w_0 0) with w_0.
      rewrite (image_combined n A 1 (u j) (-1) w_0 (fun i => u j i - w_0 i)); [ring|]. intros. ring.
  - intros i L. rewrite H by easy. ring.
Qed.

Lemma iterate_in_span k : span n D k (fun i => W k i - w_0 i).
Proof.
  induction k as [|k IH].
  - apply span_zero. intros. unfold W, w. simpl. ring.
  - destruct (iterate_recurrence n A b w_0 k) as [p H]. apply (span_last n D k p _ _ IH).
    intros. unfold W. rewrite H. fold D. ring.
Qed.

Lemma orthogonal_to_span k v : span n D k v -> inner n v (G k) = 0.
Proof.
  apply span_orthogonal. intros j L. apply (all_pairs n A b w_0 A_symmetric A_positive k j L).
Qed.

Lemma form_moved x v y : (forall i, (i < n)%nat -> y i = x i + v i) ->
  inner n y (image n A y) = inner n x (image n A x) + 2 * inner n v (image n A x) + inner n v (image n A v).
Proof.
  intros H. assert (K : forall i, (i < n)%nat -> y i = 1 * x i + 1 * v i) by (intros; rewrite H by easy; ring).
  rewrite (inner_combined n 1 (image n A x) 1 (image n A v)); [|intros; now apply image_combined].
  rewrite !(inner_symmetric n y), !(inner_combined n 1 x 1 v y) by easy.
  rewrite !(inner_symmetric n (image n A x)), !(inner_symmetric n (image n A v)), (inner_image n A x v) by easy. ring.
Qed.

Lemma objective_moved x v y : (forall i, (i < n)%nat -> y i = x i + v i) ->
  objective n A b y = objective n A b x + inner n v (gradient n A b x) + inner n v (image n A v) / 2.
Proof.
  intros H. unfold objective.
  rewrite (form_moved x v y H), (inner_combined n 1 x 1 v y) by (intros; rewrite H; easy || ring).
  rewrite (inner_combined n 1 (image n A x) (-1) b (gradient n A b x)) by (intros; unfold gradient; ring).
  rewrite (inner_symmetric n b v). field.
Qed.

Lemma form_weak v : 0 <= inner n v (image n A v).
Proof.
  destruct (Rle_lt_dec 0 (inner n v (image n A v))) as [|L]; [easy|].
  enough (0 < inner n v (image n A v)) by lra. apply A_positive, nonzero_or_zero. intros Z.
  rewrite inner_zero in L; [lra|]. intros. now apply image_zero.
Qed.

Lemma objective_least k y : span n D k (fun i => y i - w_0 i) -> objective n A b (W k) <= objective n A b y.
Proof.
  intros H. assert (V : span n D k (fun i => y i - W k i)).
  { apply (span_combined n D k 1 _ (-1) _ _ H (iterate_in_span k)). intros. ring. }
  rewrite (objective_moved (W k) (fun i => y i - W k i) y) by (intros; ring).
  change (gradient n A b (W k)) with (G k). rewrite orthogonal_to_span by easy.
  pose proof (form_weak (fun i => y i - W k i)). lra.
Qed.

Lemma itself_along_gradients : along_gradients n A b w_0 W.
Proof.
  assert (E : forall k, span n G (S k) (D k)).
  { induction k as [|k IH].
    - destruct (gradient_recurrence n A b w_0 0) as [p [H _]].
      apply (span_last n G 0 (-1) (fun _ => 0)); [now apply span_zero|]. intros.
      unfold G. rewrite H by easy. fold D. lra.
    - destruct (gradient_recurrence n A b w_0 (S k)) as [q [_ H]].
      apply (span_last n G (S k) (-1) (fun i => q * D k i + 0 * D k i)).
      + now apply (span_combined n G (S k) q (D k) 0 (D k)).
      + intros. unfold G. rewrite (H k) by easy. fold D. lra. }
  assert (F : forall k, span n G k (fun i => W k i - w_0 i)).
  { induction k as [|k IH].
    - apply span_zero. intros. unfold W, w. simpl. ring.
    - destruct (iterate_recurrence n A b w_0 k) as [p H].
      apply (span_combined n G (S k) p (D k) 1 (fun i => W k i - w_0 i)); [easy| |].
      + now apply (span_weak n G k); [lia|].
      + intros. unfold W. rewrite H. fold D. ring. }
  intros k. destruct (F k) as [c H]. exists c. intros i L. specialize (H i L). unfold G, g in H. fold W in H. lra.
Qed.

End Best.

(* Gradient descent with any step-sizes, as one of the methods. *)

Fixpoint descent (n : nat) (A : nat -> nat -> R) (b w_0 alpha : nat -> R) (k : nat) : nat -> R :=
  match k with
  | O => w_0
  | S h => fun i => descent n A b w_0 alpha h i - alpha h * gradient n A b (descent n A b w_0 alpha h) i
  end.

Lemma descent_along_gradients n A b w_0 alpha : along_gradients n A b w_0 (descent n A b w_0 alpha).
Proof.
  intros k. exists (fun j => - alpha j). intros i _. induction k as [|k IH]; simpl; [ring|]. rewrite IH at 1. ring.
Qed.

(* The kernel's theorem `no_v_makes_it_less`: e and v are A-orthogonal, so A has two components in their plane. *)
Lemma no_less e v there : 0 <= e -> 0 <= v -> there = e + v -> e <= there.
Proof.
  intros E V ->. pose proof (run_1_step _ _ _ _ v 0 1 (run_1_step _ _ _ _ e 1 0 run_1_start E) V) as H.
  apply no_v_makes_it_less in H; [|ring]. lra.
Qed.

Definition norm (n : nat) (A : nat -> nat -> R) (u : nat -> R) : R := sqrt (inner n u (image n A u)).

Lemma rule_moves :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat),
  symmetric n A -> positive_definite n A -> nonzero n (g n A b w_0 k) ->
  0 < inner n (d n A b w_0 k) (image n A (d n A b w_0 k)) /\
  (forall h : nat, k = S h -> 0 < inner n (g n A b w_0 h) (g n A b w_0 h)) /\
  (forall i : nat, d n A b w_0 k i = - g n A b w_0 k i + match k with
    | O => 0
    | S h => inner n (g n A b w_0 k) (g n A b w_0 k) / inner n (g n A b w_0 h) (g n A b w_0 h) * d n A b w_0 h i
    end) /\
  (forall i : nat, w n A b w_0 (S k) i = w n A b w_0 k i + inner n (g n A b w_0 k) (g n A b w_0 k)
    / inner n (d n A b w_0 k) (image n A (d n A b w_0 k)) * d n A b w_0 k i).
Proof.
  intros n A b w_0 k Y P N. pose proof (positive_square _ _ N) as Z.
  destruct (step_moves n A b w_0 k) as [E F]; [lra|]. pose proof (curved n A b w_0 Y P k Z) as C.
  assert (B : forall h, k = S h -> 0 < inner n (g n A b w_0 h) (g n A b w_0 h)).
  { intros h ->. now apply square_before. }
  repeat split; [easy|easy| |].
  - intros i. rewrite E. destruct k as [|h]; [simpl; ring|]. specialize (B h eq_refl).
    rewrite next_square, divided_by by lra.
    change (fst (fst (run n A b w_0 (S h))) i) with (d n A b w_0 h i). ring.
  - intros i. rewrite F. rewrite along, divided_by by (easy || lra). field. lra.
Qed.

Definition example (i j : nat) : R := match i, j with 0%nat, 0%nat => 2 | 1%nat, 1%nat => 2 | _, _ => 1 end.
Definition example_start (i : nat) : R := match i with 0%nat => 1 | _ => 0 end.

Lemma example_symmetric : symmetric 2 example.
Proof. intros [|[|i]] [|[|j]] K L; try lia; reflexivity. Qed.

Lemma example_positive : positive_definite 2 example.
Proof.
  intros u N. pose proof (positive_square 2 u N) as P. unfold inner, image in *. simpl in *.
  pose proof (pow2_ge_0 (u 0%nat + u 1%nat)). nra.
Qed.

Lemma example_direction : d 2 example (fun _ => 0) example_start 0 0 = -2.
Proof.
  destruct (rule_moves 2 example (fun _ => 0) example_start 0 example_symmetric example_positive) as [_ [_ [-> _]]].
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
  destruct (rule_moves 2 example (fun _ => 0) example_start 0 Y P N) as [_ [_ [F H]]].
  rewrite !H. cbv [inner image total]. rewrite !F, E_0, E_1.
  change (w 2 example (fun _ => 0) example_start 0) with example_start. cbv [example example_start]. split; field.
Qed.

Lemma example_gradient : g 2 example (fun _ => 0) example_start 1 0 = 3 / 14.
Proof.
  destruct example_iterate as [E F]. unfold g, gradient, image, total. rewrite E, F. cbv [example]. field.
Qed.

Theorem least :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R),
  symmetric n A -> positive_definite n A -> (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) ->
  forall (k : nat) (v : nat -> R), span n (d n A b w_0) k v ->
  norm n A (fun i => w n A b w_0 k i - w_star i) <= norm n A (fun i => w n A b w_0 k i + v i - w_star i).
Proof.
  intros n A b w_0 w_star Y P Z k v H. apply sqrt_le_1_alt.
  rewrite (form_moved n A Y (fun i => w n A b w_0 k i - w_star i) v (fun i => _ + v i - _)) by (intros; ring).
  assert (E : inner n v (image n A (fun i => w n A b w_0 k i - w_star i)) = inner n v (g n A b w_0 k)).
  { apply inner_same. intros i L. rewrite (image_combined n A 1 (w n A b w_0 k) (-1) w_star) by (intros; ring).
    unfold g. specialize (Z i L). unfold gradient in *. lra. }
  rewrite E, (orthogonal_to_span n A b w_0 Y P k v H).
  apply (no_less _ (inner n v (image n A v))); [now apply form_weak|now apply form_weak|ring].
Qed.

Theorem least_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R),
  symmetric n A /\ positive_definite n A /\ (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) /\
  exists (k : nat) (v : nat -> R), span n (d n A b w_0) k v /\ nonzero n v /\ nonzero n (g n A b w_0 k).
Proof.
  exists 2%nat, example, (fun _ => 0), example_start, (fun _ => 0). pose proof example_gradient as E.
  split; [exact example_symmetric|]. split; [exact example_positive|]. split; [intros; compute; lra|].
  exists 1%nat, (d 2 example (fun _ => 0) example_start 0). split; [apply span_member; lia|].
  split; exists 0%nat; (split; [lia|]); [rewrite example_direction; lra|rewrite E; lra].
Qed.

Theorem reached :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R), symmetric n A -> positive_definite n A ->
  along_gradients n A b w_0 (w n A b w_0) /\
  forall u : nat -> nat -> R, along_gradients n A b w_0 u ->
  forall k : nat, span n (d n A b w_0) k (fun i => u k i - w_0 i).
Proof.
  intros n A b w_0 Y P. split; [apply itself_along_gradients|]. intros u H k. now apply method_in_span.
Qed.

Theorem best :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R),
  symmetric n A -> positive_definite n A -> forall u : nat -> nat -> R, along_gradients n A b w_0 u ->
  forall k : nat, objective n A b (w n A b w_0 k) <= objective n A b (u k).
Proof. intros n A b w_0 Y P u H k. now apply objective_least, method_in_span. Qed.

Theorem best_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R), symmetric n A /\ positive_definite n A /\
  exists u : nat -> nat -> R, along_gradients n A b w_0 u /\
  exists k : nat, nonzero n (g n A b w_0 k) /\ objective n A b (w n A b w_0 k) < objective n A b (u k).
Proof.
  exists 2%nat, example, (fun _ => 0), example_start. pose proof example_gradient as E.
  split; [exact example_symmetric|]. split; [exact example_positive|].
  exists (descent 2 example (fun _ => 0) example_start (fun _ => 1 / 2)). split; [apply descent_along_gradients|].
  exists 1%nat. split; [exists 0%nat; split; [lia|rewrite E; lra]|].
  destruct example_iterate as [F_0 F_1]. unfold objective, inner, image, total. rewrite F_0, F_1.
  cbv [descent gradient image total example example_start]. lra.
Qed.

End Joint.

(* false: k v -> ==> (k + 1) v -> *)
(* false: -> (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) -> ==> -> *)
(* false: <= objective n A b (u k) ==> < objective n A b (u k) *)
(* false: <= objective n A b (u k) ==> <= objective n A b (u (k + 1)%nat) *)
(* false: span n (d n A b w_0) k (fun i ==> span n (d n A b w_0) (k - 1) (fun i *)
