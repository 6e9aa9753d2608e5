(* conjugate-gradients.rate, as one statement.

For every n, every symmetric A with all eigenvalues in [mu, L], 0 < mu <= L, every b, every start w^0 and every k, the
run of conjugate gradients on f(w) = w^T A w/2 - b^T w has, with kappa = L/mu and q = (sqrt(kappa) - 1)/(sqrt(kappa) +
1),

    |w^k - w*|_A <= 2 q^k/(1 + q^{2k}) |w^0 - w*|_A <= 2 q^k |w^0 - w*|_A,

and where mu < L the middle is |w^0 - w*|_A/T_k(tau), tau = (L + mu)/(L - mu); mu = L has no tau, and then q = 0.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v, `image` is A u and `norm` is |u|_A (library/Vectors.v). `eigenvalue n A x` says that A has an
eigenvector to x (library/Spectral.v). `gradient` is A w - b, `step` the rule of
numerics/algorithms/conjugate_gradients, line by line, and w^k, g^k and d^k are `w`, `g` and `d` at k
(library/ConjugateGradients.v). A need not be diagonal. `chebyshev` is T_k by its recurrence (library/Chebyshev.v), and
w* is any point of gradient 0.

What is proved where. `rate` is the claim; its witness has equality in the first bound, at n = 2, k = 1. By the spectral
theorem (library/Spectral.v) inner products are sums over components, and A is positive definite. `iterate` is the
Chebyshev iteration by its three terms: it stays in w^0 and the span of the directions, and each component of its error
is at most half^k/t_k of that of the start (Lemmas iterate_near_start, error_within). With these the components are a
run of the kernel's (Lemma kernel_run), and its theorem x_2_q_k, which uses as_fast_as_Chebyshev, is the bound. The
orthogonality of all pairs is the library's, and by the kernel's theorems in the joint of
conjugate-gradients.orthogonal, which also says what a step of the rule is. *)

(* uses: Vectors, Spectral, ConjugateGradients, Chebyshev *)
From Coq Require Import Lia Arith.

Module Joint.

Import Vectors Spectral ConjugateGradients Chebyshev.

(* The scaled polynomials: t_k of the middle and half of the interval, u_k with V_k beside it, by a turn. *)

Fixpoint scaled (middle half : R) (k : nat) : R :=
  match k with
  | O => 1
  | S O => middle
  | S (S j as h) => 2 * middle * scaled middle half h - half ^ 2 * scaled middle half j
  end.

Fixpoint turned (c m : R) (k : nat) : R * R :=
  match k with O => (1, 0) | S h => let '(u, v) := turned c m h in (c * u - m * v, c * v + u) end.

Lemma turned_is c m half k : c ^ 2 + m = half ^ 2 ->
  fst (turned c m (S (S k))) = 2 * c * fst (turned c m (S k)) - half ^ 2 * fst (turned c m k).
Proof. intros E. simpl turned. destruct (turned c m k) as [u v]. rewrite <- E. simpl. ring. Qed.

Lemma turned_within c m half k : c ^ 2 + m = half ^ 2 -> 0 <= m -> fst (turned c m k) ^ 2 <= (half ^ k) ^ 2.
Proof.
  intros E M. enough (F : fst (turned c m k) ^ 2 + m * snd (turned c m k) ^ 2 = (half ^ k) ^ 2).
  { pose proof (pow2_ge_0 (snd (turned c m k))). nra. }
  induction k as [|k IH]; [simpl; ring|]. simpl turned. destruct (turned c m k) as [u v]. simpl in IH.
  replace ((half ^ S k) ^ 2) with (half ^ 2 * (half ^ k) ^ 2) by (simpl; ring). rewrite <- E. simpl. simpl in IH.
  rewrite <- IH. ring.
Qed.

Lemma scaled_positive middle half k : 0 <= half < middle -> 0 < scaled middle half k.
Proof.
  intros H. enough (0 < scaled middle half k /\ half * scaled middle half k <= scaled middle half (S k)
    /\ 0 < scaled middle half (S k)) by easy.
  induction k as [|k [P [I K]]]; [simpl; lra|]. set (t := scaled middle half (S k)) in *.
  change (scaled middle half (S (S k))) with (2 * middle * t - half ^ 2 * scaled middle half k).
  assert (half * (half * scaled middle half k) <= half * t) by (apply Rmult_le_compat_l; lra).
  assert (0 < (middle - half) * t) by (apply Rmult_lt_0_compat; lra).
  assert (0 < middle * t) by (apply Rmult_lt_0_compat; lra). simpl. lra.
Qed.

Lemma scaled_is_power middle half q k : half * (1 + q ^ 2) = 2 * q * middle ->
  2 * q ^ k * scaled middle half k = half ^ k * (1 + (q ^ k) ^ 2).
Proof.
  intros E. revert k. apply two_steps; [simpl; ring|simpl; lra|]. intros k I J.
  change (scaled middle half (S (S k))) with (2 * middle * scaled middle half (S k) - half ^ 2 * scaled middle half k).
  transitivity ((2 * q * middle) * (2 * q ^ S k * scaled middle half (S k))
    - half ^ 2 * q ^ 2 * (2 * q ^ k * scaled middle half k)); [simpl; ring|]. rewrite <- E, I, J. simpl. ring.
Qed.

Lemma scaled_is_chebyshev middle half k : half <> 0 -> scaled middle half k = half ^ k * chebyshev k (middle / half).
Proof.
  intros N. revert k. apply two_steps; [simpl; ring|simpl; field; easy|]. intros k I J.
  change (scaled middle half (S (S k))) with (2 * middle * scaled middle half (S k) - half ^ 2 * scaled middle half k).
  change (chebyshev (S (S k)) (middle / half))
    with (2 * (middle / half) * chebyshev (S k) (middle / half) - chebyshev k (middle / half)).
  rewrite I, J. simpl. field. easy.
Qed.

Lemma sqrt_bound e s c : 0 <= c -> e <= c * c * s -> sqrt e <= c * sqrt s.
Proof.
  intros C H. apply Rle_trans with (sqrt (c * c * s)); [now apply sqrt_le_1_alt|].
  rewrite sqrt_mult_alt, sqrt_square by nra. lra.
Qed.

(* The iterates whose errors are u_k/t_k times that of the start: they are in w^0 and the span of the directions. *)

Section Rate.
Context (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (middle half : R).
Context (q : nat -> nat -> R) (lambda : nat -> R).
Context (A_symmetric : symmetric n A) (A_positive : positive_definite n A).
Context (star : forall i, (i < n)%nat -> gradient n A b w_star i = 0) (Q : orthonormal n n q).
Context (E : forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i).
Context (interval : 0 <= half < middle).
Context (spectrum : forall h, (h < n)%nat -> middle - half <= lambda h <= middle + half).

Definition t : nat -> R := scaled middle half.

Fixpoint iterate (k : nat) : nat -> R :=
  match k with
  | O => w_0
  | S O => fun i => w_0 i - gradient n A b w_0 i / middle
  | S (S j as h) => fun i =>
      (2 * middle * t h * iterate h i - 2 * t h * gradient n A b (iterate h) i - half ^ 2 * t j * iterate j i) / t k
  end.

Lemma t_positive k : 0 < t k.
Proof. now apply scaled_positive. Qed.

Lemma iterate_next k i : iterate (S (S k)) i = (2 * middle * t (S k) / t (S (S k))) * iterate (S k) i
  - 2 * t (S k) / t (S (S k)) * gradient n A b (iterate (S k)) i - half ^ 2 * t k / t (S (S k)) * iterate k i.
Proof.
  change (iterate (S (S k)) i) with ((2 * middle * t (S k) * iterate (S k) i - 2 * t (S k)
    * gradient n A b (iterate (S k)) i - half ^ 2 * t k * iterate k i) / t (S (S k))).
  field. apply Rgt_not_eq, t_positive.
Qed.

Lemma shares_one k : 2 * middle * t (S k) / t (S (S k)) = 1 + half ^ 2 * t k / t (S (S k)).
Proof.
  pose proof (t_positive (S (S k))) as P. apply (Rmult_eq_reg_r (t (S (S k)))); [|lra].
  transitivity (2 * middle * t (S k)); [field; lra|].
  transitivity (t (S (S k)) + half ^ 2 * t k); [|field; lra].
  change (t (S (S k))) with (2 * middle * t (S k) - half ^ 2 * t k). ring.
Qed.

Lemma iterate_near_start k : span n (d n A b w_0) k (fun i => iterate k i - w_0 i).
Proof.
  revert k. apply two_steps.
  - apply span_zero. intros. simpl. ring.
  - apply (span_combined n (d n A b w_0) 1 (- / middle) (gradient n A b w_0) 0 (d n A b w_0 0)).
    + apply gradient_near_span; [easy|easy|]. apply span_zero. intros. ring.
    + apply span_member. lia.
    + intros. simpl. field. lra.
  - intros k I J. set (s := half ^ 2 * t k / t (S (S k))). set (p := 2 * t (S k) / t (S (S k))).
    apply (span_combined n (d n A b w_0) (S (S k)) 1
      (fun i => (1 + s) * (iterate (S k) i - w_0 i) + - s * (iterate k i - w_0 i))
      (- p) (gradient n A b (iterate (S k)))).
    + apply (span_combined n (d n A b w_0) (S (S k)) (1 + s) (fun i => iterate (S k) i - w_0 i)
        (- s) (fun i => iterate k i - w_0 i)); [| |easy].
      * now apply (span_weak n (d n A b w_0) (S k)); [lia|].
      * now apply (span_weak n (d n A b w_0) k); [lia|].
    + now apply gradient_near_span.
    + intros. rewrite iterate_next, shares_one. fold s p. ring.
Qed.

Definition error (k h : nat) : R := inner n (q h) (fun i => iterate k i - w_star i).

Lemma gradient_component y h : (h < n)%nat ->
  inner n (q h) (gradient n A b y) = lambda h * inner n (q h) (fun i => y i - w_star i).
Proof.
  intros L. rewrite (inner_same n _ _ _ (gradient_from_star n A b w_star star y)).
  now apply (image_component n A q lambda).
Qed.

Lemma error_is k h : (h < n)%nat ->
  error k h * t k = fst (turned (middle - lambda h) (half ^ 2 - (middle - lambda h) ^ 2) k) * error 0 h.
Proof.
  intros L. set (c := middle - lambda h). set (m := half ^ 2 - c ^ 2). revert k. apply two_steps.
  - simpl. unfold t. simpl. ring.
  - unfold t. simpl. unfold error at 1. simpl.
    rewrite (inner_combined n 1 (fun i => w_0 i - w_star i) (- / middle) (gradient n A b w_0)).
    + rewrite gradient_component by easy. unfold error, c. simpl. field. lra.
    + intros. field. lra.
  - intros k I J. set (s := half ^ 2 * t k / t (S (S k))). set (p := 2 * t (S k) / t (S (S k))).
    assert (F : error (S (S k)) h = (1 + s - p * lambda h) * error (S k) h - s * error k h).
    { unfold error at 1.
      rewrite (inner_combined n 1 (fun i => (1 + s) * (iterate (S k) i - w_star i) + - s * (iterate k i - w_star i))
        (- p) (gradient n A b (iterate (S k)))).
      - rewrite gradient_component by easy. fold (error (S k) h).
        rewrite (inner_combined n (1 + s) (fun i => iterate (S k) i - w_star i) (- s) (fun i => iterate k i - w_star i))
          by easy.
        fold (error (S k) h) (error k h). ring.
      - intros. rewrite iterate_next, shares_one. fold s p. ring. }
    pose proof (shares_one k) as O. fold s in O. pose proof (t_positive (S (S k))) as P.
    rewrite (turned_is c m half k) by (unfold m; ring). rewrite F, <- O.
    transitivity (2 * c * (error (S k) h * t (S k)) - half ^ 2 * (error k h * t k)).
    + unfold s, p, c. field. lra.
    + rewrite I, J. ring.
Qed.

Lemma error_within k h : (h < n)%nat -> 0 <= (half ^ k) ^ 2 * error 0 h ^ 2 - error k h ^ 2 * t k ^ 2.
Proof.
  intros L. pose proof (error_is k h L) as F. set (c := middle - lambda h) in *. set (m := half ^ 2 - c ^ 2) in *.
  assert (M : 0 <= m) by (specialize (spectrum h L); unfold m, c; nra).
  pose proof (turned_within c m half k ltac:(unfold m; ring) M) as B.
  replace (error k h ^ 2 * t k ^ 2) with ((error k h * t k) ^ 2) by ring. rewrite F.
  pose proof (pow2_ge_0 (error 0 h)). nra.
Qed.

(* The run of the kernel's theorems, over the components. *)
Lemma kernel_run k :
  let e := fun i => w n A b w_0 k i - w_star i in let e_0 := fun i => w_0 i - w_star i in
  exists h_A_h, run_1 (half ^ k) (t k) (inner n e (image n A e)) 0 h_A_h (inner n e_0 (image n A e_0)).
Proof.
  intros e e_0. set (x := fun h => inner n (q h) e). set (x_0 := fun h => error 0 h).
  assert (O : total n (fun h => error k h * lambda h * x h - lambda h * x h ^ 2) = 0).
  { rewrite (total_same n _ (fun h => 1 * (inner n (q h) (fun i => iterate k i - w_star i) * (lambda h * x h)) +
      -1 * (x h * (lambda h * x h)))) by (intros; unfold error; ring).
    rewrite total_combined. unfold x. rewrite <- !(form_components n A q lambda) by easy.
    assert (Z : inner n (fun i => iterate k i - w n A b w_0 k i) (image n A e) = 0).
    { rewrite (inner_same n _ (g n A b w_0 k)) by (intros; symmetry; now apply (gradient_from_star n A b w_star)).
      apply (orthogonal_to_span n A b w_0 A_symmetric A_positive).
      apply (span_combined n (d n A b w_0) k 1 (fun i => iterate k i - w_0 i) (-1) (fun i => w n A b w_0 k i - w_0 i)).
      - apply iterate_near_start.
      - apply iterate_in_span.
      - intros. ring. }
    rewrite <- Z, (inner_symmetric n (fun i => iterate k i - w n A b w_0 k i)).
    rewrite (inner_combined n 1 (fun i => iterate k i - w_star i) (-1) e (fun i => iterate k i - w n A b w_0 k i)).
    - rewrite !(inner_symmetric n (image n A e)). ring.
    - intros. unfold e. ring. }
  exists (total n (fun h => error k h ^ 2 * lambda h)). rewrite <- O, !(form_components n A q lambda) by easy.
  rewrite (total_same n (fun h => inner n (q h) e * _) (fun h => lambda h * x h ^ 2)) by (intros; unfold x; ring).
  rewrite (total_same n (fun h => inner n (q h) e_0 * _) (fun h => lambda h * x_0 h ^ 2))
    by (intros; unfold x_0, error, e_0; simpl; ring).
  enough (H : forall m, (m <= n)%nat -> run_1 (half ^ k) (t k) (total m (fun h => lambda h * x h ^ 2))
    (total m (fun h => error k h * lambda h * x h - lambda h * x h ^ 2)) (total m (fun h => error k h ^ 2 * lambda h))
    (total m (fun h => lambda h * x_0 h ^ 2))) by now apply H.
  induction m as [|m IH]; intros L; [constructor|]. simpl total. apply run_1_step; [apply IH; lia|].
  split; [specialize (spectrum m L); lra|now apply error_within].
Qed.

End Rate.

Theorem rate :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (mu L : R),
  symmetric n A -> 0 < mu <= L -> (forall x : R, eigenvalue n A x -> mu <= x <= L) ->
  (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) ->
  forall k : nat,
  let q := (sqrt (L / mu) - 1) / (sqrt (L / mu) + 1) in
  let error := norm n A (fun i => w n A b w_0 k i - w_star i) in
  let start := norm n A (fun i => w_0 i - w_star i) in
  error <= 2 * q ^ k / (1 + q ^ (2 * k)) * start <= 2 * q ^ k * start /\
  (mu < L -> 0 < chebyshev k ((L + mu) / (L - mu)) /\
    start / chebyshev k ((L + mu) / (L - mu)) = 2 * q ^ k / (1 + q ^ (2 * k)) * start).
Proof.
  intros n A b w_0 w_star mu L Y H X Z k q error start. destruct (rate_of_interval mu L H) as [[q_0 _] [q_1 E]].
  fold q in q_0, q_1, E.
  destruct (eigenbasis n A Y) as [basis [lambda [Q B]]].
  assert (S_0 : forall h, (h < n)%nat -> mu <= lambda h <= L) by (intros; now apply X, (eigenvalue_of_basis n A basis)).
  assert (P : positive_definite n A).
  { apply (positive_components n A basis lambda); [easy|easy|easy|]. intros h M. specialize (S_0 h M). lra. }
  set (middle := (L + mu) / 2) in *. set (half := (L - mu) / 2) in *.
  assert (I : 0 <= half < middle) by (unfold half, middle; lra).
  assert (S_1 : forall h, (h < n)%nat -> middle - half <= lambda h <= middle + half).
  { intros h M. specialize (S_0 h M). unfold half, middle. lra. }
  destruct (kernel_run n A b w_0 w_star middle half basis lambda Y P Z Q B I S_1 k) as [h_A_h F]. unfold t in F.
  pose proof (scaled_is_power middle half q k E) as G. pose proof (scaled_positive middle half k I) as T.
  set (c := q ^ k) in *. assert (C : 0 <= c) by now apply pow_le.
  replace (q ^ (2 * k)) with (c ^ 2) by (unfold c; rewrite <- pow_mult; f_equal; lia).
  apply (x_2_q_k _ c) in F; [destruct F as [_ F]|easy|easy|lra].
  assert (D : 0 < 1 + c ^ 2) by (pose proof (pow2_ge_0 c); lra). assert (N : 0 <= start) by apply sqrt_pos.
  assert (R_0 : 0 <= 2 * c / (1 + c ^ 2)) by (apply Rle_mult_inv_pos; lra). split; [split|].
  - apply sqrt_bound; [easy|]. set (e := inner n (fun i => w n A b w_0 k i - w_star i) _) in *.
    set (s := inner n (fun i => w_0 i - w_star i) _) in *.
    apply (Rmult_le_reg_r ((1 + c ^ 2) ^ 2)); [now apply pow_lt|].
    replace (2 * c / (1 + c ^ 2) * (2 * c / (1 + c ^ 2)) * s * (1 + c ^ 2) ^ 2) with (4 * c ^ 2 * s) by (field; lra).
    lra.
  - apply Rmult_le_compat_r; [easy|]. apply (Rmult_le_reg_r (1 + c ^ 2)); [easy|].
    replace (2 * c / (1 + c ^ 2) * (1 + c ^ 2)) with (2 * c) by (field; lra). pose proof (pow2_ge_0 c). nra.
  - intros M. specialize (q_1 M). assert (K : 0 < half) by (unfold half; lra).
    assert (C_0 : 0 < c) by now apply pow_lt. pose proof (pow_lt half k K) as W.
    replace ((L + mu) / (L - mu)) with (middle / half) by (unfold middle, half; field; lra).
    rewrite scaled_is_chebyshev in G, T by lra. set (u := chebyshev k (middle / half)) in *.
    assert (U : 0 < u) by (apply (Rmult_lt_reg_l (half ^ k)); lra). split; [easy|].
    assert (V : 2 * c * u = 1 + c ^ 2) by (apply (Rmult_eq_reg_l (half ^ k)); lra).
    rewrite <- V. field. lra.
Qed.

Theorem rate_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (mu L : R),
  symmetric n A /\ 0 < mu <= L /\ (forall x : R, eigenvalue n A x -> mu <= x <= L) /\
  (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) /\
  mu < L /\ exists k : nat, (1 <= k)%nat /\ 0 < norm n A (fun i => w n A b w_0 k i - w_star i) /\
  norm n A (fun i => w n A b w_0 k i - w_star i) =
  norm n A (fun i => w_0 i - w_star i) / chebyshev k ((L + mu) / (L - mu)).
Proof.
  exists 2%nat, example, example_start, (fun _ => 0), (fun i => match i with 0%nat => 2 / 3 | _ => - (1 / 3) end), 1, 3.
  split; [exact example_symmetric|]. split; [lra|]. split; [|split; [|split; [lra|]]].
  - intros x [u [N E]]. destruct (example_eigenvalues u x N E) as [->| ->]; lra.
  - intros [|[|i]] L; [| |lia]; unfold gradient, image, total, example, example_start; lra.
  - exists 1%nat. split; [lia|].
    assert (N : nonzero 2 (g 2 example example_start (fun _ => 0) 0)) by (exists 0%nat; split; [lia|compute; lra]).
    destruct (moves 2 example example_start (fun _ => 0) example_symmetric example_positive 0 N) as [_ [_ [F H]]].
    assert (G_0 : g 2 example example_start (fun _ => 0) 0 0 = -1) by (compute; lra).
    assert (G_1 : g 2 example example_start (fun _ => 0) 0 1 = 0) by (compute; lra).
    assert (W : w 2 example example_start (fun _ => 0) 1 0 = 1 / 2 /\ w 2 example example_start (fun _ => 0) 1 1 = 0).
    { rewrite !H. cbv [inner image total]. rewrite !F, G_0, G_1.
      change (w 2 example example_start (fun _ => 0) 0) with (fun _ : nat => 0). cbv [example]. split; field. }
    destruct W as [W_0 W_1]. unfold norm, inner, image, total. rewrite W_0, W_1. cbv [example chebyshev].
    split; [apply sqrt_lt_R0; lra|].
    match goal with |- sqrt ?x = sqrt ?y / ?z => replace y with (2 * 2 * x) by field; replace z with 2 by field;
      rewrite (sqrt_mult_alt (2 * 2) x), sqrt_square by lra end. field.
Qed.

End Joint.

(* false: error <= 2 * q ^ k ==> error < 2 * q ^ k *)
(* false: let error := norm n A (fun i => w n A b w_0 k i ==> let error := norm n A (fun i => w n A b w_0 (k - 1) i *)
(* false: symmetric n A -> 0 < mu <= L -> ==> True -> 0 < mu <= L -> *)
(* false: symmetric n A -> 0 < mu <= L -> ==> symmetric n A -> mu <= L -> *)
(* false: eigenvalue n A x -> mu <= x <= L) -> ==> eigenvalue n A x -> mu <= x) -> *)
(* false: start / chebyshev k ((L + mu) / (L - mu)) = ==> start / chebyshev (k + 1) ((L + mu) / (L - mu)) = *)
