(* conjugate-gradients.orthogonal, as one statement.

For every n, every symmetric positive definite A, every b, every start w^0 and all i < j, the run of conjugate gradients
on f(w) = w^T A w/2 - b^T w has

    g^i . g^j = 0,    d^i . A d^j = 0,    d^i . g^j = 0.

Nothing is asked of g^{j-1}: where a gradient is 0 the rule stays, so that all later gradients and directions are 0.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v and `image` is A u (library/Vectors.v). `gradient` is A w - b, `step` the rule of
numerics/algorithms/conjugate_gradients, line by line, and w^k, g^k and d^k are `w`, `g` and `d` at k
(library/ConjugateGradients.v). A need not be diagonal.

What is proved where. `rule_moves` and `rule_stays` say what a step is in exact arithmetic, for a reader to compare:
where g^k is not 0, that of Hestenes and Stiefel, and no divisor is 0; where g^k = 0, d^k = 0 and w stays. `orthogonal`
is the claim, by the library's induction over pairs (all_pairs_by). Its steps are the kernel's theorems, of which the
last step is Lemma last_pair, and the earlier steps, all three, are Lemma earlier_pair: in an eigenbasis of A,
which there is by the spectral theorem (library/Spectral.v), u . v and u . A v are sums over components, and these sums
are the ends of the kernel's runs (Lemmas last_run and earlier_run). *)

(* uses: Vectors, Spectral, ConjugateGradients *)
From Coq Require Import Lia Arith.

Module Joint.

Import Vectors Spectral ConjugateGradients.

(* The runs of the kernel's theorems: sums over components of curvatures lambda, of what a step makes of x, p, ... *)

Lemma last_run share share_next size_of_step (lambda x p : nat -> R) m :
  let g h := lambda h * x h in
  let e h := share * p h - g h in
  let g_next h := g h + size_of_step * (lambda h * e h) in
  let e_next h := share_next * e h - g_next h in
  run_1 share share_next size_of_step (total m (fun h => g h * g h)) (total m (fun h => g h * e h))
    (total m (fun h => e h * (lambda h * e h))) (total m (fun h => g h * p h))
    (total m (fun h => e h * (lambda h * p h))) (total m (fun h => g h * (lambda h * e h)))
    (total m (fun h => g_next h * e h)) (total m (fun h => g_next h * g h)) (total m (fun h => g_next h * g_next h))
    (total m (fun h => g_next h * (lambda h * e h))) (total m (fun h => e_next h * (lambda h * e h))).
Proof.
  cbv zeta. induction m as [|m IH]; [constructor|]. simpl total.
  pose proof (run_1_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ (lambda m) (x m) (p m) IH) as H. same_state H.
Qed.

Lemma earlier_run share_i share_next size_of_step size_i (lambda x e x_i c : nat -> R) m :
  let g h := lambda h * x h in
  let g_i h := lambda h * x_i h in
  let e_i h := share_i * c h - g_i h in
  let g_next h := g h + size_of_step * (lambda h * e h) in
  let g_after_i h := g_i h + size_i * (lambda h * e_i h) in
  let e_next h := share_next * e h - g_next h in
  run_2 share_i share_next size_of_step size_i (total m (fun h => g h * g_i h)) (total m (fun h => g h * e_i h))
    (total m (fun h => e h * (lambda h * e_i h))) (total m (fun h => e h * (lambda h * c h)))
    (total m (fun h => e h * (lambda h * g_i h))) (total m (fun h => g_next h * g_i h))
    (total m (fun h => g_next h * e_i h)) (total m (fun h => g_next h * g_after_i h))
    (total m (fun h => g_next h * (lambda h * e_i h))) (total m (fun h => e_next h * (lambda h * e_i h))).
Proof.
  cbv zeta. induction m as [|m IH]; [constructor|]. simpl total.
  pose proof (run_2_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ (lambda m) (x m) (e m) (x_i m) (c m) IH) as H. same_state H.
Qed.

(* The steps of the induction over pairs, by the kernel's theorems. *)

Section Steps.
Context (n : nat) (A : nat -> nat -> R) (A_symmetric : symmetric n A) (A_positive : positive_definite n A).

Lemma last_pair share share_next size_of_step (g p e g_next e_next : nat -> R) :
  (forall u, inner n u e = share * inner n u p - inner n u g) ->
  (forall u, inner n u g_next = inner n u g + size_of_step * form n A u e) ->
  (forall u, inner n u e_next = share_next * inner n u e - inner n u g_next) ->
  size_of_step * form n A e e = - inner n g e -> share_next * inner n g g = inner n g_next g_next ->
  inner n g p = 0 -> form n A e p = 0 -> 0 < inner n g g ->
  form n A e_next e = 0 /\ inner n g_next e = 0 /\ inner n g_next g = 0 /\ 0 < size_of_step ^ 2.
Proof.
  destruct (eigenbasis n A A_symmetric) as [q [lambda [Q E]]]. intros F_1 F_2 F_3 S_1 S_2 g_p e_A_p P.
  pose proof (last_run share share_next size_of_step lambda (fun h => inner n (q h) g / lambda h)
    (fun h => inner n (q h) p) n) as H. cbv zeta in H.
  assert (X : forall h, (h < n)%nat -> lambda h * (inner n (q h) g / lambda h) = inner n (q h) g).
  { intros h L. field. apply Rgt_not_eq. now apply (lambda_positive n A q lambda). }
  apply (the_last_step (form n A e e) (form n A e p) (form n A e_next e) (form n A g e) (inner n g e) (inner n g g)
    (inner n g p) (form n A g_next e) (inner n g_next e) (inner n g_next g) (inner n g_next g_next) share share_next
    size_of_step); [|easy|easy|easy|lra|lra].
  unfold form in *. rewrite !(form_components n A q lambda A_symmetric Q E), !(inner_components n q Q).
  match type of H with ?t => match goal with |- ?state => replace state with t; [exact H|] end end.
  f_equal; apply total_same; intros h L.
  all: rewrite ?F_3, ?F_2, ?F_1, ?(image_component n A q lambda), ?F_1, (X h L) by easy; ring.
Qed.

Lemma earlier_pair share_i share_next size_of_step size_i (g e g_i c e_i g_next g_after_i e_next : nat -> R) :
  (forall u, inner n u e_i = share_i * inner n u c - inner n u g_i) ->
  (forall u, inner n u g_next = inner n u g + size_of_step * form n A u e) ->
  (forall u, inner n u g_after_i = inner n u g_i + size_i * form n A u e_i) ->
  (forall u, inner n u e_next = share_next * inner n u e - inner n u g_next) ->
  inner n g g_i = 0 -> inner n g e_i = 0 -> form n A e e_i = 0 -> form n A e c = 0 ->
  inner n g_next g_i = 0 /\ inner n g_next e_i = 0 /\
  (inner n g_next g_after_i = 0 -> 0 < size_i ^ 2 -> form n A e_next e_i = 0).
Proof.
  destruct (eigenbasis n A A_symmetric) as [q [lambda [Q E]]]. intros F_1 F_2 F_3 F_4 g_gi g_ei e_A_ei e_A_c.
  pose proof (earlier_run share_i share_next size_of_step size_i lambda (fun h => inner n (q h) g / lambda h)
    (fun h => inner n (q h) e) (fun h => inner n (q h) g_i / lambda h) (fun h => inner n (q h) c) n) as H.
  cbv zeta in H.
  assert (X : forall z h, (h < n)%nat -> lambda h * (inner n (q h) z / lambda h) = inner n (q h) z).
  { intros z h L. field. apply Rgt_not_eq. now apply (lambda_positive n A q lambda). }
  assert (K : run_2 share_i share_next size_of_step size_i (inner n g g_i) (inner n g e_i) (form n A e e_i)
    (form n A e c) (form n A e g_i) (inner n g_next g_i) (inner n g_next e_i) (inner n g_next g_after_i)
    (form n A g_next e_i) (form n A e_next e_i)).
  { unfold form in *. rewrite !(form_components n A q lambda A_symmetric Q E), !(inner_components n q Q).
    match type of H with ?t => match goal with |- ?state => replace state with t; [exact H|] end end.
    f_equal; apply total_same; intros h L.
    all: rewrite ?F_4, ?F_3, ?F_2, ?F_1, ?(image_component n A q lambda), ?F_1, ?(X _ h L) by easy; ring. }
  split; [|split].
  - now apply an_earlier_gradient in K.
  - now apply an_earlier_direction in K.
  - intros O P. now apply conjugacy_to_an_earlier_direction in K.
Qed.

End Steps.

Theorem rule_moves :
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
Proof. intros n A b w_0 k Y P. now apply moves. Qed.

Theorem rule_stays :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat),
  (forall i : nat, (i < n)%nat -> g n A b w_0 k i = 0) ->
  forall i : nat, d n A b w_0 k i = 0 /\ w n A b w_0 (S k) i = w n A b w_0 k i.
Proof.
  intros n A b w_0 k Z i. destruct (step_stays n A b w_0 k) as [E F]; [now apply inner_zero|easy].
Qed.

Theorem orthogonal :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R),
  symmetric n A -> positive_definite n A -> forall i j : nat, (i < j)%nat ->
  inner n (g n A b w_0 i) (g n A b w_0 j) = 0 /\
  inner n (d n A b w_0 i) (image n A (d n A b w_0 j)) = 0 /\
  inner n (d n A b w_0 i) (g n A b w_0 j) = 0.
Proof.
  intros n A b w_0 Y P i j. apply (all_pairs_by n A b w_0 Y).
  - intros k O C Z. apply (last_pair n A Y P (share n A b w_0 k) (share n A b w_0 (S k)) _ _ (before n A b w_0 k));
      try easy.
    + apply with_direction.
    + apply with_next_gradient.
    + apply (with_direction n A b w_0 (S k)).
    + now apply step_is.
    + apply share_is.
  - intros l k O_1 O_2 C_1 C_2. apply (earlier_pair n A Y P (share n A b w_0 k) (share n A b w_0 (S l))
      (size_of_step n A b w_0 l) _ (g n A b w_0 l) (d n A b w_0 l) _ (before n A b w_0 k)); try easy.
    + apply with_direction.
    + apply with_next_gradient.
    + apply with_next_gradient.
    + apply (with_direction n A b w_0 (S l)).
Qed.

Theorem orthogonal_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R), symmetric n A /\ positive_definite n A /\
  exists i j : nat, (i < j)%nat /\ nonzero n (g n A b w_0 i) /\ nonzero n (g n A b w_0 j) /\ nonzero n (d n A b w_0 j).
Proof.
  exists 2%nat, example, (fun _ => 0), example_start.
  pose proof example_symmetric as Y. pose proof example_positive as P.
  pose proof example_gradient as F. split; [easy|]. split; [easy|]. exists 0%nat, 1%nat. split; [lia|].
  assert (N : nonzero 2 (g 2 example (fun _ => 0) example_start 1)) by (exists 0%nat; rewrite F; split; [lia|lra]).
  split; [exists 0%nat; split; [lia|compute; lra]|]. split; [easy|].
  apply nonzero_or_zero. intros Z. destruct (rule_moves _ _ _ _ _ Y P N) as [C _].
  rewrite inner_symmetric, inner_zero in C by easy. lra.
Qed.

End Joint.

(* false: forall i j : nat, (i < j)%nat -> ==> forall i j : nat, (i <= j)%nat -> *)
(* false: inner n (d n A b w_0 i) (image n A (d n A b w_0 j)) = 0 ==> inner n (d n A b w_0 i) (d n A b w_0 j) = 0 *)
(* false: inner n (d n A b w_0 i) (g n A b w_0 j) = 0 ==> inner n (g n A b w_0 i) (d n A b w_0 j) = 0 *)
(* false: symmetric n A -> positive_definite n A -> forall i j ==> True -> positive_definite n A -> forall i j *)
(* false: symmetric n A -> positive_definite n A -> forall i j ==> symmetric n A -> True -> forall i j *)
(* false: symmetric n A -> positive_definite n A -> nonzero n ==> symmetric n A -> True -> nonzero n *)
(* false: d n A b w_0 k i = 0 /\ w n A b w_0 (S k) i = w n A b w_0 k i ==> d n A b w_0 k i = - b i *)
