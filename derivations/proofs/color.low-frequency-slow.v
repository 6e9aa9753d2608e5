(* color.low-frequency-slow: for an eigenvector q of L_G, sum_E (q_i - q_j)^2 = lambda |q|^2; eigenvectors of
   different eigenvalues are orthogonal; for 0 <= lambda < mu, |1 - alpha mu| < |1 - alpha lambda| if, and only if, 0
   < alpha (lambda + mu) < 2, so that gradient descent then corrects the error along mu first; on every finite graph.

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of different vertices in
   either order; one that is there m times is in the list m times. `laplacian E` is L_G by its entries: the degrees,
   and minus the number of the edges between i and j. `image n M x` is M x, `inner n x y` is x^T y. An eigenvector is
   not 0, and M x = lambda x in its components below n. `errors`: e^{k+1} = e^k - alpha L_G e^k.

   What is proved where: `squared_variation`, `orthogonal_eigenvectors`, `which_is_faster` are the three parts, and
   `high_frequencies_first` is what the last means for the components q^T e^k and p^T e^k of the error, at all k. The
   kernel's theorems take it for a hypothesis that x^T L_G y is a sum over the edges, and the same from either side:
   that is `by_edges`. *)
(* uses: Sums, Graphs, Laplacians *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Laplacians.

(* The error of gradient descent: a step takes alpha L_G e from it. *)
Definition errors (n : nat) (E : list edge) (alpha : R) (e : nat -> nat -> R) : Prop :=
  forall k i, (i < n)%nat -> e (S k) i = e k i - alpha * image n (laplacian E) (e k) i.

(* The sums of the claim are runs of the kernel's. *)
Lemma rows_run n M lambda x : (forall i, (i < n)%nat -> image n M x i = lambda * x i) ->
  run_1 lambda (inner n x (image n M x)) (inner n x x).
Proof.
  intros H. unfold inner. apply (totals_run (run_1 lambda)); [constructor|]. intros i s t I R. apply in_range in I.
  pose proof (run_1_step _ _ _ (x i) (image n M x i) R ltac:(rewrite H by assumption; ring)) as S. same_state S.
Qed.

Lemma edges_run E (x : nat -> R) : run_2 (total (fun e => (x (fst e) - x (snd e)) ^ 2) E).
Proof.
  induction E as [|[u v] E IH]; cbn [total fst snd]; [constructor|].
  pose proof (run_2_step _ 1 (x u) (x v) IH ltac:(lra)) as S. same_state S.
Qed.

Lemma pair_run n M lambda mu x y : (forall i, (i < n)%nat -> image n M x i = lambda * x i) ->
  (forall i, (i < n)%nat -> image n M y i = mu * y i) ->
  run_3 lambda mu (inner n x y) (inner n x (image n M y)) (inner n y (image n M x)).
Proof.
  intros X Y. unfold inner. assert (K := in_range n). revert K. generalize (seq 0 n). intros l.
  induction l as [|i l IH]; intros K; cbn [total]; [constructor|].
  pose proof (run_3_step _ _ _ _ _ (x i) (y i) (IH (fun j J => K j (or_intror J)))) as S.
  rewrite X, Y by (apply K; now left). same_state S.
Qed.

(* The eigenvalue is the squared variation over the edges, of a vector of length 1. *)
Theorem squared_variation : forall n E lambda q,
  graph n E ->
  eigenvector n (laplacian E) lambda q ->
  total (fun e => (q (fst e) - q (snd e)) ^ 2) E = lambda * inner n q q /\ 0 < inner n q q /\ 0 <= lambda.
Proof.
  intros n E lambda q G [H (i & I & N)].
  assert (F : - total (fun e => (q (fst e) - q (snd e)) ^ 2) E + inner n q (image n (laplacian E) q) = 0).
  { rewrite form by assumption. ring. }
  destruct (the_eigenvalue_is_the_squared_variation _ _ _ _ (rows_run n _ lambda q H) (edges_run E q) F) as [P V].
  assert (L := length_positive n q i I N).
  repeat split; [lra|assumption|]. apply Rnot_lt_le. intros M. nra.
Qed.

Theorem orthogonal_eigenvectors : forall n E lambda mu q p,
  graph n E ->
  eigenvector n (laplacian E) lambda q -> eigenvector n (laplacian E) mu p ->
  lambda <> mu -> inner n q p = 0.
Proof.
  assert (sorted : forall n E lambda mu q p, graph n E ->
    eigenvector n (laplacian E) lambda q -> eigenvector n (laplacian E) mu p -> lambda < mu -> inner n q p = 0).
  { intros n E lambda mu q p G [Q _] [P _] L. apply (orthogonal _ _ _ _ _ (pair_run n _ lambda mu q p Q P)); [|lra].
    rewrite (form_turned n E p q G). ring. }
  intros n E lambda mu q p G Q P N. destruct (Rtotal_order lambda mu) as [L|[L|L]]; [|easy|].
  - exact (sorted n E lambda mu q p G Q P L).
  - assert (S := sorted n E mu lambda p q G P Q L). unfold inner in *. rewrite <- S. apply total_same. intros; ring.
Qed.

(* The error along mu falls faster than that along lambda. *)
Lemma below_abs a b : b ^ 2 < a ^ 2 <-> Rabs b < Rabs a.
Proof.
  rewrite <- (pow2_abs a), <- (pow2_abs b). generalize (Rabs_pos a) (Rabs_pos b). intros A B. split; intros H; nra.
Qed.

Theorem which_is_faster : forall alpha lambda mu,
  0 <= lambda < mu ->
  Rabs (1 - alpha * mu) < Rabs (1 - alpha * lambda) <-> 0 < alpha * (lambda + mu) < 2.
Proof.
  intros alpha lambda mu [L M]. rewrite <- below_abs.
  destruct (one_step alpha lambda mu L ltac:(lra)) as [far near]. split.
  - intros H. destruct near as [[A B]|near]; [split; nra|]. exfalso. nra.
  - intros [A B]. destruct far as [[far|far]|far]; [exfalso; nra|exfalso; nra|lra].
Qed.

Lemma component_step n E alpha e lambda q : graph n E -> errors n E alpha e -> eigenvector n (laplacian E) lambda q ->
  forall k, inner n q (e (S k)) = (1 - alpha * lambda) * inner n q (e k).
Proof.
  intros G run [Q _] k.
  assert (T : inner n q (image n (laplacian E) (e k)) = lambda * inner n q (e k)).
  { transitivity (inner n (e k) (image n (laplacian E) q)).
    - now apply form_turned.
    - unfold inner. rewrite (total_same _ (fun i => lambda * (q i * e k i))).
      + apply total_scaled.
      + intros i I. rewrite Q by now apply in_range. ring. }
  replace (inner n q (e (S k))) with (1 * inner n q (e k) + - alpha * inner n q (image n (laplacian E) (e k))).
  - rewrite T. ring.
  - unfold inner. rewrite <- total_combined. apply total_same. intros i I. rewrite run by now apply in_range. ring.
Qed.

Lemma component_run n E alpha e lambda mu q p : graph n E -> errors n E alpha e ->
  eigenvector n (laplacian E) lambda q -> eigenvector n (laplacian E) mu p ->
  forall k, run_4 alpha lambda mu (inner n q (e 0%nat)) (inner n p (e 0%nat))
    (inner n q (e k)) (inner n p (e k)) (INR k).
Proof.
  intros G run Q P k. induction k as [|k IH]; [constructor|]. pose proof (run_4_step _ _ _ _ _ _ _ _ IH) as S.
  rewrite S_INR, (component_step n E alpha e lambda q G run Q), (component_step n E alpha e mu p G run P).
  same_state S.
Qed.

Theorem high_frequencies_first : forall n E alpha e lambda mu q p k,
  graph n E ->
  errors n E alpha e ->
  eigenvector n (laplacian E) lambda q -> eigenvector n (laplacian E) mu p ->
  lambda <= mu -> 0 <= alpha -> alpha * (lambda + mu) <= 2 ->
  inner n q (e k) = (1 - alpha * lambda) ^ k * inner n q (e 0%nat) /\
  Rabs (inner n p (e k)) * Rabs (inner n q (e 0%nat)) <= Rabs (inner n q (e k)) * Rabs (inner n p (e 0%nat)).
Proof.
  intros n E alpha e lambda mu q p k G run Q P L A B. split.
  - induction k as [|k IH]; [simpl; ring|]. rewrite (component_step n E alpha e lambda q G run Q), IH. simpl. ring.
  - pose proof (all_steps alpha _ lambda mu _ _ _ _ (component_run n E alpha e lambda mu q p G run Q P k) A
      ltac:(lra) ltac:(lra)) as F.
    rewrite <- !Rabs_mult. apply Rsqr_le_abs_0. unfold Rsqr. lra.
Qed.

(* A run on the path of three vertices. *)
Fixpoint run_of (k i : nat) : R :=
  match k with O => slow i + fast i | S j => run_of j i - 1/3 * image 3 (laplacian path) (run_of j) i end.

Theorem squared_variation_witness : exists n E q,
  graph n E /\ eigenvector n (laplacian E) 1 q /\ total (fun e => (q (fst e) - q (snd e)) ^ 2) E = 2.
Proof.
  exists 3%nat, path, slow. split; [exact path_graph|]. split; [exact slow_one|]. unfold slow. cbn. ring.
Qed.

Theorem orthogonal_eigenvectors_witness : exists n E q p, graph n E /\
  eigenvector n (laplacian E) 1 q /\ eigenvector n (laplacian E) 3 p.
Proof. exists 3%nat, path, slow, fast. split; [exact path_graph|]. split; [exact slow_one|exact fast_three]. Qed.

Theorem which_is_faster_witness : exists alpha lambda mu,
  0 <= lambda < mu /\ Rabs (1 - alpha * mu) < Rabs (1 - alpha * lambda).
Proof. exists (1/3), 1, 3. split; [lra|]. rewrite <- below_abs. lra. Qed.

Theorem high_frequencies_first_witness : exists n E e q p, graph n E /\ errors n E (1/3) e /\
  eigenvector n (laplacian E) 1 q /\ eigenvector n (laplacian E) 3 p /\ 1/3 * (1 + 3) <= 2 /\
  inner n q (e 1%nat) = 4/3 /\ inner n p (e 0%nat) = 6.
Proof.
  exists 3%nat, path, run_of, slow, fast. split; [exact path_graph|]. split; [easy|]. split; [exact slow_one|].
  split; [exact fast_three|]. split; [lra|]. unfold inner, run_of, image, laplacian, slow, fast. cbn. split; field.
Qed.

End Joint.

(* false: = lambda * inner n q q ==> = 2 * lambda * inner n q q *)
(* false: lambda <> mu -> inner n q p = 0 ==> True -> inner n q p = 0 *)
(* false: 0 < alpha * (lambda + mu) < 2 ==> 0 < alpha * (lambda + mu) <= 2 *)
(* false: 0 <= alpha -> alpha * (lambda + mu) <= 2 ==> 0 <= alpha -> alpha * (lambda + mu) <= 3 *)
(* false: 0 < inner n q q /\ 0 <= lambda ==> 0 < inner n q q /\ 0 < lambda *)
