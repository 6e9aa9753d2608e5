(* conjugate-gradients.optimal, as one statement.

For every n, every symmetric positive definite A, every b, every start w^0 and every k, the run of conjugate gradients
on f(w) = w^T A w/2 - b^T w has

    |w^k - w*|_A <= |w^k + v - w*|_A    for all v in the span of d^0, ..., d^{k-1},
    f(w^k) <= f(u^k)                    for every method u that starts at w^0 and moves along its gradients,

since w^0 and that span hold the k-th iterate of every such method. Conjugate gradients is itself one of them.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v, `image` is A u, `norm` is |u|_A, and `span n e k v` says that v is a combination of e^0, ..., e^{k-1}
(library/Vectors.v). `gradient` is A w - b, `step` the rule of numerics/algorithms/conjugate_gradients, line by line,
and w^k, g^k and d^k are `w`, `g` and `d` at k; `along_gradients` says that each u^k is w^0 and a combination of the
gradients at u^0, ..., u^{k-1}, whatever the coefficients are and depend on (library/ConjugateGradients.v). A need not
be diagonal. `objective` is f, and w* is any point of gradient 0.

What is proved where. `least` is the first line: by the kernel's theorems combinations_of_directions (g^k is orthogonal
to the span, Lemma orthogonal_combination) and no_v_makes_it_less (in the plane of w^k - w* and v, which are
A-orthogonal, so that A has two components there, Lemma no_less). `reached` is that the methods' iterates are in w^0 and
the span, and that conjugate gradients is one of them; `best` is the second line. The orthogonality of all pairs is the
library's, and by the kernel's theorems in the joint of conjugate-gradients.orthogonal, which also says what a step of
the rule is. *)

(* uses: Vectors, ConjugateGradients *)
From Coq Require Import Lia Arith.

Module Joint.

Import Vectors ConjugateGradients.

Definition objective (n : nat) (A : nat -> nat -> R) (b u : nat -> R) : R := inner n u (image n A u) / 2 - inner n b u.

(* The kernel's theorem `combinations_of_directions`: what is orthogonal to all of them is so to each combination. *)
Lemma orthogonal_combination n e k x v :
  (forall j, (j < k)%nat -> inner n (e j) x = 0) -> span n e k v -> inner n v x = 0.
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

Section Best.
Context (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R).
Context (A_symmetric : symmetric n A) (A_positive : positive_definite n A).

Lemma orthogonal_to_directions k v : span n (d n A b w_0) k v -> inner n v (g n A b w_0 k) = 0.
Proof. apply orthogonal_combination. intros j L. now apply (all_pairs n A b w_0 A_symmetric A_positive k j). Qed.

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

Lemma objective_least k y :
  span n (d n A b w_0) k (fun i => y i - w_0 i) -> objective n A b (w n A b w_0 k) <= objective n A b y.
Proof.
  intros H. assert (V : span n (d n A b w_0) k (fun i => y i - w n A b w_0 k i)).
  { apply (span_combined n (d n A b w_0) k 1 _ (-1) _ _ H (iterate_in_span n A b w_0 k)). intros. ring. }
  rewrite (objective_moved (w n A b w_0 k) (fun i => y i - w n A b w_0 k i) y) by (intros; ring).
  change (gradient n A b (w n A b w_0 k)) with (g n A b w_0 k). rewrite orthogonal_to_directions by easy.
  pose proof (form_weak (fun i => y i - w n A b w_0 k i)). lra.
Qed.

End Best.

(* The kernel's theorem `no_v_makes_it_less`: e and v are A-orthogonal, so A has two components in their plane. *)
Lemma no_less e v there : 0 <= e -> 0 <= v -> there = e + v -> e <= there.
Proof.
  intros E V ->. pose proof (run_1_step _ _ _ _ v 0 1 (run_1_step _ _ _ _ e 1 0 run_1_start E) V) as H.
  apply no_v_makes_it_less in H; [|ring]. lra.
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
  rewrite E, (orthogonal_to_directions n A b w_0 Y P k v H).
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
(* false: -> (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) -> ==> -> True -> *)
(* false: <= objective n A b (u k) ==> < objective n A b (u k) *)
(* false: <= objective n A b (u k) ==> <= objective n A b (u (k + 1)%nat) *)
(* false: span n (d n A b w_0) k (fun i ==> span n (d n A b w_0) (k - 1) (fun i *)
