(* color.conditioning-is-connectivity: eta^2/(2 Delta) <= lambda_2 <= 2 eta, Delta + 1 <= lambda_n <= 2 Delta, (Delta
   + 1)/(2 eta) <= kappa <= (2 Delta/eta)^2, lambda_2 >= 2/((n - 1) diam); lambda_2 is 0 if, and only if, the graph
   is not connected, and no new edge lowers it; on every finite graph.

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of different vertices in
   either order; one that is there m times is in the list m times. `laplacian E` is L_G by its entries: the degrees,
   and minus the number of the edges between i and j. `inner n x (image n M y)` is x^T M y. `second_eigenvalue` is
   the eigenvalue of an eigenvector of sum 0, and the least value of x^T L x/|x|^2 on the vectors of sum 0, and
   `last_eigenvalue` the largest on all: so lambda_2 and lambda_n are known by Courant and Fischer. `expansion n E
   eta`: eta is the least number of edges that leave a set of at most half of the vertices, for each vertex in it.
   `within n E d`: walks of at most d steps lead from every vertex to every other.

   What is proved where: `by_the_expansion`, `by_the_degrees` (a graph with no edge has Delta = 0 = lambda_n, and is
   left out), `kappa_by_the_expansion`, `by_the_distances`, `positive_iff_connected`, `no_edge_lowers`. What was in
   words: `levels_run` takes the levels of a vector off, one after the other, `part_run` is the positive part,
   `one_of_both` that x or -x has at most half of its entries positive; the inequalities are the kernel's. *)
(* uses: Sums, Graphs, Laplacians *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Laplacians.

(* The last eigenvalue, the largest of all. *)
Definition last_eigenvalue (n : nat) (E : list edge) (lambda : R) : Prop :=
  (exists x, eigenvector n (laplacian E) lambda x) /\
  forall x, inner n x (image n (laplacian E) x) <= lambda * inner n x x.

Definition largest_degree (n : nat) (E : list edge) (Delta : nat) : Prop :=
  (exists i, (i < n)%nat /\ degree E i = Delta) /\ forall i, (i < n)%nat -> (degree E i <= Delta)%nat.

Definition within (n : nat) (E : list edge) (d : nat) : Prop :=
  forall i j, (i < n)%nat -> (j < n)%nat -> exists s, walk E i j s /\ (length s <= d)%nat.

(* The least number of edges that leave a set of at most half of the vertices, for each vertex in it. *)
Definition size (n : nat) (S : nat -> bool) : nat := length (filter S (seq 0 n)).
Definition leaving (E : list edge) (S : nat -> bool) : nat :=
  length (filter (fun e => xorb (S (fst e)) (S (snd e))) E).
Definition at_most_half (n : nat) (S : nat -> bool) : Prop := (1 <= size n S)%nat /\ (2 * size n S <= n)%nat.

Definition expansion (n : nat) (E : list edge) (eta : R) : Prop :=
  (exists S, at_most_half n S /\ INR (leaving E S) = eta * INR (size n S)) /\
  forall S, at_most_half n S -> eta * INR (size n S) <= INR (leaving E S).

(* How many have one property, and another. *)
Lemma fewer {A : Type} (f g : A -> bool) l : (forall a, In a l -> f a = true -> g a = true) ->
  (length (filter f l) <= length (filter g l))%nat.
Proof.
  induction l as [|a l IH]; intros H; [easy|]. cbn.
  assert (K : (length (filter f l) <= length (filter g l))%nat) by (apply IH; intros b I; apply H; now right).
  generalize (H a (or_introl eq_refl)). destruct (f a), (g a); cbn; lia.
Qed.

Lemma strictly_fewer {A : Type} (f g : A -> bool) a l : (forall a, In a l -> f a = true -> g a = true) ->
  In a l -> f a = false -> g a = true -> (length (filter f l) < length (filter g l))%nat.
Proof.
  induction l as [|b l IH]; intros H I F G; [easy|]. cbn.
  assert (T : forall c, In c l -> f c = true -> g c = true) by (intros c C; apply H; now right).
  destruct I as [->|I].
  - rewrite F, G. cbn. generalize (fewer f g l T). lia.
  - specialize (IH T I F G). generalize (H b (or_introl eq_refl)). destruct (f b), (g b); cbn; lia.
Qed.

(* Few edges leave a set: runs of the kernel's. *)
Lemma marks_run (S : nat -> bool) n s l : run_1 n s (total (fun i => (mark S i * n - s) * (mark S i * n - s)) l)
  (total (fun i => mark S i * n - s) l) (total (mark S) l) (INR (length l)).
Proof.
  induction l as [|i l IH]; [constructor|]. cbn [total length]. rewrite S_INR.
  assert (T := run_1_step _ _ _ _ _ _ (mark S i) IH). refine ((fun K => _) (T _)).
  - same_state K.
  - unfold mark. destruct (S i); ring.
Qed.

Lemma cut_run (S : nat -> bool) n s E : run_2 n
  (total (fun e => (mark S (fst e) * n - s - (mark S (snd e) * n - s)) ^ 2) E) (INR (leaving E S)).
Proof.
  unfold leaving. rewrite number. induction E as [|[u v] E IH]; [constructor|]. cbn [total fst snd].
  assert (T := run_2_step _ _ _ 1 (if xorb (S u) (S v) then 1 else 0) IH). refine ((fun K => _) (T _)).
  - revert K. change (mark S u) with (if S u then 1 else 0). change (mark S v) with (if S v then 1 else 0).
    destruct (S u), (S v); cbn [xorb]; intros K; same_state K.
  - destruct (xorb (S u) (S v)); ring.
Qed.

Lemma few_edges n E lambda S : graph n E -> second_eigenvalue n E lambda -> at_most_half n S ->
  lambda * INR (size n S) <= 2 * INR (leaving E S).
Proof.
  intros G [(x & X & _) least] [one half].
  assert (P := not_negative n E lambda x G X).
  set (y := fun i => mark S i * INR n - INR (size n S)).
  assert (Z : total y (seq 0 n) = 0).
  { unfold y. rewrite (total_same _ (fun i => INR n * mark S i + - INR (size n S) * 1)) by (intros; ring).
    rewrite (total_combined (mark S) (fun _ => 1)), total_constant, seq_length. unfold size. rewrite number.
    unfold mark. ring. }
  specialize (least y Z). rewrite form in least by assumption. apply le_INR in half. rewrite mult_INR in half.
  apply le_INR in one. change (INR 1) with 1 in one. change (INR 2) with 2 in half.
  assert (W := marks_run S (INR n) (INR (size n S)) (seq 0 n)). rewrite seq_length in W.
  destruct (few_edges_leave_a_set _ _ _ lambda _ _ _ _ _ W (cut_run S (INR n) (INR (size n S)) E)) as (_ & B & _).
  - unfold size. rewrite number. unfold mark. ring.
  - ring.
  - lra.
  - lra.
  - assumption.
  - unfold inner, y in least. lra.
  - lra.
Qed.

(* Many edges leave every set. The levels of h: the least positive value is taken from all that are positive. *)
Definition positive (h : nat -> R) (i : nat) : bool := if Rlt_dec 0 (h i) then true else false.

Lemma positive_spec h i : positive h i = true <-> 0 < h i.
Proof. unfold positive. destruct (Rlt_dec 0 (h i)); split; intros; try assumption; try easy. Qed.

Lemma positive_not h i : positive h i = false <-> h i <= 0.
Proof. unfold positive. destruct (Rlt_dec 0 (h i)); split; intros; try lra; try easy. Qed.

Lemma least_positive h l : filter (positive h) l <> nil ->
  exists i, In i l /\ 0 < h i /\ forall j, In j l -> 0 < h j -> h i <= h j.
Proof.
  induction l as [|a l IH]; intros N; [easy|]. cbn in N.
  destruct (filter (positive h) l) as [|b m] eqn:F.
  - destruct (positive h a) eqn:P; [|easy]. apply positive_spec in P. exists a. split; [now left|].
    split; [assumption|]. intros j [->|J] H; [lra|]. exfalso. assert (K : In j (filter (positive h) l)).
    { apply filter_In. split; [assumption|now apply positive_spec]. }
    rewrite F in K. easy.
  - destruct IH as (i & I & P & L); [discriminate|]. destruct (Rlt_dec 0 (h a)) as [A|A].
    + destruct (Rle_dec (h a) (h i)) as [C|C].
      * exists a. split; [now left|]. split; [assumption|]. intros j [->|J] H; [lra|]. specialize (L j J H). lra.
      * exists i. split; [now right|]. split; [assumption|]. intros j [->|J] H; [lra|now apply L].
    + exists i. split; [now right|]. split; [assumption|]. intros j [->|J] H; [lra|now apply L].
Qed.

Lemma levels_run n E eta : graph n E -> (forall S, at_most_half n S -> eta * INR (size n S) <= INR (leaving E S)) ->
  forall k h, (size n (positive h) <= k)%nat -> (2 * size n (positive h) <= n)%nat ->
  (forall i, (i < n)%nat -> 0 <= h i) ->
  run_6 eta (total (fun e => Rabs (h (fst e) - h (snd e))) E) (total h (seq 0 n)).
Proof.
  intros G expands. induction k as [|k IH]; intros h K H P.
  - assert (Z : forall i, (i < n)%nat -> h i = 0).
    { intros i I. destruct (Rle_lt_or_eq_dec 0 (h i) (P i I)) as [Q|Q]; [exfalso|easy].
      assert (J : (1 <= size n (positive h))%nat); [|lia].
      apply at_least_one. exists i. split; [apply in_seq; lia|now apply positive_spec]. }
    rewrite !total_none; [constructor| |].
    + intros i I. apply Z. now apply in_range.
    + intros [u v] I. destruct (G u v I) as (U & V & _). cbn. rewrite (Z u U), (Z v V), Rminus_0_r. apply Rabs_R0.
  - destruct (filter (positive h) (seq 0 n)) as [|b m] eqn:F.
    { apply IH; [unfold size; rewrite F; cbn; lia|assumption|assumption]. }
    destruct (least_positive h (seq 0 n)) as (i & I & Q & L); [now rewrite F|].
    set (h' := fun j => if positive h j then h j - h i else 0).
    assert (below : forall j, In j (seq 0 n) -> positive h' j = true -> positive h j = true).
    { intros j J. unfold h'. rewrite positive_spec. destruct (positive h j); [easy|lra]. }
    assert (less : (size n (positive h') < size n (positive h))%nat).
    { apply (strictly_fewer _ _ i); [assumption|assumption| |now apply positive_spec].
      apply positive_not. unfold h'. destruct (positive h i); lra. }
    assert (P' : forall j, (j < n)%nat -> 0 <= h' j).
    { intros j J. unfold h'. destruct (positive h j) eqn:D; [|lra]. apply positive_spec in D.
      assert (h i <= h j) by (apply L; [apply in_seq; lia|assumption]). lra. }
    assert (half : at_most_half n (positive h)).
    { split; [unfold size; rewrite F; cbn; lia|assumption]. }
    assert (T := run_6_step _ _ _ (h i) (INR (size n (positive h))) (INR (leaving E (positive h)))
      (IH h' ltac:(lia) ltac:(lia) P')). refine ((fun R' => _) (T _)).
    + replace (total (fun e => Rabs (h (fst e) - h (snd e))) E)
        with (h i * INR (leaving E (positive h)) + total (fun e => Rabs (h' (fst e) - h' (snd e))) E).
      * replace (total h (seq 0 n)) with (h i * INR (size n (positive h)) + total h' (seq 0 n)); [exact R'|].
        unfold size. rewrite number. rewrite <- (Rmult_1_l (total h' (seq 0 n))). rewrite <- total_combined.
        apply total_same. intros j J. unfold h'. destruct (positive h j) eqn:D; [ring|].
        apply positive_not in D. generalize (P j (in_range n j J)). lra.
      * unfold leaving. rewrite number.
        rewrite <- (Rmult_1_l (total (fun e => Rabs (h' (fst e) - h' (snd e))) E)). rewrite <- total_combined.
        apply total_same. intros [u v] J. cbn. destruct (G u v J) as (U & V & _).
        generalize (P u U) (P v V) (P' u U) (P' v V). unfold h'.
        destruct (positive h u) eqn:A, (positive h v) eqn:B; cbn [xorb]; intros;
        try (apply positive_not in A); try (apply positive_not in B).
        -- replace (h u - h i - (h v - h i)) with (h u - h v) by ring. ring.
        -- rewrite !Rabs_right by lra. lra.
        -- rewrite !Rabs_left1 by lra. lra.
        -- replace (h u - h v) with 0 by lra. rewrite Rminus_0_r, Rabs_R0. ring.
    + generalize (expands _ half). lra.
Qed.

(* The positive part g of an eigenvector. *)
Definition plus_part (x : nat -> R) (i : nat) : R := if positive x i then x i else 0.

Lemma plus_part_above x i : x i <= plus_part x i /\ 0 <= plus_part x i.
Proof.
  unfold plus_part. destruct (positive x i) eqn:P; [apply positive_spec in P|apply positive_not in P]; lra.
Qed.

Lemma row_run E x i n : graph n E -> 0 < x i -> run_4 (x i)
  (total (fun e => (basis (fst e) i - basis (snd e) i) * (x (fst e) - x (snd e))) E)
  (total (fun e => (basis (fst e) i - basis (snd e) i) * (plus_part x (fst e) - plus_part x (snd e))) E).
Proof.
  intros G P. assert (at_i : plus_part x i = x i).
  { unfold plus_part. apply positive_spec in P. now rewrite P. }
  induction E as [|[u v] E IH]; [constructor|]. cbn [total fst snd].
  destruct (G u v (or_introl eq_refl)) as (_ & _ & N). specialize (IH (graph_tail _ _ _ G)).
  change (basis u i) with (if Nat.eqb i u then 1 else 0). change (basis v i) with (if Nat.eqb i v then 1 else 0).
  destruct (Nat.eqb_spec i u) as [<-|U], (Nat.eqb_spec i v) as [<-|V].
  - easy.
  - assert (S := run_4_step _ _ _ 1 (x v) (plus_part x v) IH). refine ((fun K => _) (S _)).
    + rewrite at_i. same_state K.
    + generalize (plus_part_above x v). lra.
  - assert (S := run_4_step _ _ _ 1 (x u) (plus_part x u) IH). refine ((fun K => _) (S _)).
    + rewrite at_i. same_state K.
    + generalize (plus_part_above x u). lra.
  - assert (S := run_4_step _ _ _ 0 0 0 IH ltac:(lra)). same_state S.
Qed.

Lemma part_run n E lambda x : graph n E -> (forall i, (i < n)%nat -> image n (laplacian E) x i = lambda * x i) ->
  run_5 lambda (inner n (plus_part x) (image n (laplacian E) (plus_part x)))
    (total (fun i => plus_part x i ^ 2) (seq 0 n)).
Proof.
  intros G H. unfold inner. apply (totals_run (run_5 lambda)); [constructor|]. intros i s t I IH. apply in_range in I.
  change (plus_part x i) with (if positive x i then x i else 0). destruct (positive x i) eqn:P.
  - apply positive_spec in P. assert (S := run_5_step _ _ _ (x i) (image n (laplacian E) (plus_part x) i) IH).
    refine ((fun T => _) (S _)).
    + same_state T.
    + split; [assumption|]. rewrite <- (H i) by assumption. rewrite !row by assumption.
      exact (a_row_of_the_positive_part _ _ _ (row_run E x i n G P)).
  - same_state IH.
Qed.

Lemma leaving_edge E S : (1 <= leaving E S)%nat -> exists u v, In (u, v) E.
Proof.
  intros H. apply at_least_one in H as ([u v] & I & _). now exists u, v.
Qed.

Lemma end_degree E u v : In (u, v) E -> (1 <= degree E u)%nat.
Proof.
  intros I. apply at_least_one. exists (u, v). split; [assumption|]. unfold touches. cbn. now rewrite Nat.eqb_refl.
Qed.

Lemma by_degrees n E (f : nat -> R) Delta : graph n E -> (forall i, (i < n)%nat -> (degree E i <= Delta)%nat) ->
  total (fun e => f (fst e) ^ 2 + f (snd e) ^ 2) E <= INR Delta * total (fun i => f i ^ 2) (seq 0 n).
Proof.
  intros G D. rewrite <- (by_vertices n) by assumption.
  apply Rle_trans with (total (fun i => INR Delta * f i ^ 2) (seq 0 n)).
  - apply total_less. intros i I. generalize (le_INR _ _ (D i (in_range n i I))) (pow2_ge_0 (f i)). nra.
  - apply Req_le, total_scaled.
Qed.

Lemma gains_run E (g : nat -> R) : run_7 (total (fun e => Rabs (g (fst e) ^ 2 - g (snd e) ^ 2)) E)
  (total (fun e => (g (fst e) - g (snd e)) ^ 2) E) (total (fun e => (g (fst e) + g (snd e)) ^ 2) E).
Proof.
  induction E as [|[u v] E IH]; [constructor|]. cbn [total fst snd].
  assert (S := run_7_step _ _ _ 1 (g u) (g v) (Rabs (g u ^ 2 - g v ^ 2)) IH). refine ((fun K => _) (S _)).
  - same_state K.
  - split; [lra|]. rewrite pow2_abs. ring.
Qed.

Lemma many_edges n E eta Delta lambda x : graph n E ->
  (forall S, at_most_half n S -> eta * INR (size n S) <= INR (leaving E S)) ->
  (forall i, (i < n)%nat -> (degree E i <= Delta)%nat) -> 0 < eta ->
  (forall i, (i < n)%nat -> image n (laplacian E) x i = lambda * x i) -> at_most_half n (positive x) ->
  eta ^ 2 <= 2 * INR Delta * lambda.
Proof.
  intros G expands D P H [one half]. set (g := plus_part x). set (h := fun i => g i ^ 2).
  assert (same_set : size n (positive h) = size n (positive x)).
  { unfold size. f_equal. apply filter_ext. intros i. apply eq_true_iff_eq. rewrite !positive_spec.
    unfold h, g, plus_part.
    destruct (positive x i) eqn:X; [apply positive_spec in X|apply positive_not in X]; split; intros; nra. }
  assert (levels : run_6 eta (total (fun e => Rabs (h (fst e) - h (snd e))) E) (total h (seq 0 n))).
  { apply (levels_run n E eta G expands n h); [rewrite same_set; lia|now rewrite same_set|].
    intros i _. apply pow2_ge_0. }
  assert (Q := the_positive_part _ _ _ (part_run n E lambda x G H)). rewrite form in Q by assumption.
  assert (R2 : total (fun e => (g (fst e) + g (snd e)) ^ 2) E <= 2 * INR Delta * total h (seq 0 n)).
  { generalize (by_degrees n E g Delta G D). fold h. intros B.
    apply Rle_trans with (total (fun e => 2 * (g (fst e) ^ 2 + g (snd e) ^ 2)) E).
    - apply total_less. intros e _. generalize (pow2_ge_0 (g (fst e) - g (snd e))). lra.
    - rewrite total_scaled. lra. }
  assert (N : 0 < total h (seq 0 n)).
  { apply at_least_one in one as (i & I & X). apply Rlt_le_trans with (h i).
    - unfold h, g, plus_part. rewrite X. apply positive_spec in X. nra.
    - apply summand; [|assumption]. intros a. apply pow2_ge_0. }
  assert (J : 0 < INR Delta).
  { assert (L := expands _ (conj one half)). apply le_INR in one. change (INR 1) with 1 in one.
    destruct (leaving_edge E (positive x)) as (u & v & I).
    - destruct (Nat.eq_dec (leaving E (positive x)) 0) as [Y|Y]; [|lia]. rewrite Y in L.
      change (INR 0) with 0 in L. nra.
    - apply lt_0_INR. generalize (end_degree E u v I) (D u (proj1 (G u v I))). lia. }
  assert (K := many_edges_leave_every_set _ (INR Delta) _ _ _ _ lambda _ (2 * INR Delta / eta) levels (gains_run E g)
    ltac:(unfold h; ring) Q ltac:(lra) N ltac:(field; lra) P J). lra.
Qed.

(* Of x and -x, one has at most half of its entries positive; both have one. *)
Lemma negative_image n M x i : image n M (fun j => - x j) i = - image n M x i.
Proof.
  unfold image. rewrite (total_same _ (fun j => -1 * (M i j * x j))) by (intros; ring).
  rewrite total_scaled. ring.
Qed.

Lemma one_of_both x l :
  (length (filter (positive x) l) + length (filter (positive (fun i => (- x i)%R)) l) <= length l)%nat.
Proof.
  induction l as [|i l IH]; [easy|]. cbn.
  destruct (positive x i) eqn:P, (positive (fun j => (- x j)%R) i) eqn:Q; cbn; try lia.
  apply positive_spec in P, Q. lra.
Qed.

Lemma some_positive x l : total x l = 0 -> (exists i, In i l /\ x i <> 0) -> (1 <= length (filter (positive x) l))%nat.
Proof.
  intros Z (i & I & N). destruct (le_lt_dec 1 (length (filter (positive x) l))) as [L|L]; [assumption|exfalso].
  assert (B : forall j, In j l -> x j <= 0).
  { intros j J. apply positive_not. destruct (positive x j) eqn:P; [|reflexivity].
    assert (1 <= length (filter (positive x) l))%nat by (apply at_least_one; now exists j). lia. }
  clear L. induction l as [|j l IH]; [easy|]. cbn in Z. assert (T : total x l <= 0).
  { rewrite <- (total_none (fun _ : nat => 0) l) by easy. apply total_less. intros b K. apply B. now right. }
  generalize (B j (or_introl eq_refl)). intros C. destruct I as [->|I]; [lra|].
  apply IH; [lra|assumption|]. intros b K. apply B. now right.
Qed.

Theorem by_the_expansion : forall n E lambda eta Delta,
  graph n E -> second_eigenvalue n E lambda -> expansion n E eta -> largest_degree n E Delta ->
  eta ^ 2 <= 2 * INR Delta * lambda /\ lambda <= 2 * eta.
Proof.
  intros n E lambda eta Delta G second [(S & half & least) expands] [_ D]. split.
  - destruct second as [(x & X & Z) _]. assert (P := not_negative n E lambda x G X).
    assert (Q : 0 <= eta).
    { destruct half as [one _]. apply le_INR in one. change (INR 1) with 1 in one.
      generalize (pos_INR (leaving E S)). nra. }
    destruct (Rle_lt_or_eq_dec 0 eta Q) as [R|<-]; [|generalize (pos_INR Delta); nra].
    destruct X as [H (i & I & N)]. generalize (one_of_both x (seq 0 n)). rewrite seq_length. intros B.
    destruct (le_lt_dec (2 * size n (positive x)) n) as [L|L].
    + apply (many_edges n E eta Delta lambda x G expands D R H). split; [|assumption].
      apply some_positive; [assumption|]. exists i. split; [apply in_seq; lia|assumption].
    + apply (many_edges n E eta Delta lambda (fun j => - x j) G expands D R).
      * intros j J. rewrite negative_image, H by assumption. ring.
      * split; [|unfold size in *; lia]. apply some_positive.
        -- rewrite (total_same _ (fun j => -1 * x j)) by (intros; ring). rewrite total_scaled, Z. ring.
        -- exists i. split; [apply in_seq; lia|lra].
  - generalize (few_edges n E lambda S G second half). destruct half as [one _]. apply le_INR in one.
    change (INR 1) with 1 in one. nra.
Qed.

(* The star of a vertex of the largest degree. *)
Definition star (E : list edge) (i : nat) (Delta : R) (j : nat) : R :=
  if Nat.eqb j i then Delta else if existsb (joins i j) E then -1 else 0.

Lemma star_run Delta k : run_8 Delta (INR k * (Delta + 1) ^ 2) (Delta ^ 2 + INR k) (INR k).
Proof.
  induction k as [|k IH].
  - cbn [INR]. rewrite Rmult_0_l, Rplus_0_r. constructor.
  - rewrite S_INR. assert (S := run_8_step _ _ _ _ 0 IH (Rle_refl 0)). same_state S.
Qed.

Lemma star_form n E i Delta : graph n E ->
  INR (degree E i) * (Delta + 1) ^ 2 <= total (fun e => (star E i Delta (fst e) - star E i Delta (snd e)) ^ 2) E.
Proof.
  intros G. unfold degree. rewrite number.
  apply Rle_trans with (total (fun e => (Delta + 1) ^ 2 * (if touches i e then 1 else 0)) E).
  { rewrite total_scaled. lra. }
  apply total_less. intros [u v] I. destruct (G u v I) as (_ & _ & N). unfold star, touches. cbn [fst snd].
  assert (J : existsb (joins u v) E = true).
  { apply existsb_exists. exists (u, v). split; [assumption|]. unfold joins. cbn. now rewrite !Nat.eqb_refl. }
  assert (K : existsb (joins v u) E = true).
  { apply existsb_exists. exists (u, v). split; [assumption|]. unfold joins. cbn. rewrite !Nat.eqb_refl.
    apply orb_true_r. }
  destruct (Nat.eqb_spec u i) as [T|U], (Nat.eqb_spec v i) as [W|V]; cbn [orb].
  - now subst.
  - subst i. destruct (Nat.eqb_spec v u); [now subst|]. rewrite J. nra.
  - subst i. rewrite K. nra.
  - match goal with |- _ <= ?q ^ 2 => generalize (pow2_ge_0 q) end. lra.
Qed.

Lemma star_length n E i : graph n E -> (i < n)%nat ->
  inner n (star E i (INR (degree E i))) (star E i (INR (degree E i))) <= INR (degree E i) ^ 2 + INR (degree E i).
Proof.
  intros G I. set (d := INR (degree E i)).
  apply Rle_trans with (total (fun j => d ^ 2 * (basis i j * 1) + 1 * INR (between E i j)) (seq 0 n)).
  - apply total_less. intros j _. unfold star, basis. generalize (pos_INR (between E i j)). intros B.
    destruct (Nat.eqb j i); [nra|]. destruct (existsb (joins i j) E) eqn:X; [|nra].
    apply existsb_exists in X as (e & K & J). unfold between in *.
    assert (L : (1 <= length (filter (joins i j) E))%nat) by (apply at_least_one; now exists e).
    apply le_INR in L. cbn [INR] in L. lra.
  - rewrite total_combined, neighbours, (pick n i (fun _ => 1)) by assumption. fold d. lra.
Qed.

Theorem by_the_degrees : forall n E lambda Delta,
  graph n E -> last_eigenvalue n E lambda -> largest_degree n E Delta -> (1 <= Delta)%nat ->
  INR Delta + 1 <= lambda <= 2 * INR Delta.
Proof.
  intros n E lambda Delta G [(x & X) most] [(i & I & <-) D] one.
  destruct (rayleigh n _ lambda x X) as [F N]. assert (P := not_negative n E lambda x G X). split.
  - assert (Q : 0 < INR (degree E i)) by (apply lt_0_INR; lia).
    specialize (most (star E i (INR (degree E i)))). rewrite form in most by assumption.
    generalize (star_form n E i (INR (degree E i)) G) (star_length n E i G I). intros A B.
    generalize (the_last_eigenvalue _ _ _ _ lambda (star_run (INR (degree E i)) (degree E i)) ltac:(lra) Q). intros C.
    assert (0 <= - INR (degree E i) + lambda - 1); [apply C; nra|lra].
  - rewrite form in F by assumption. generalize (by_degrees n E x (degree E i) G D). intros B.
    assert (T : total (fun e => (x (fst e) - x (snd e)) ^ 2) E <=
      total (fun e => 2 * (x (fst e) ^ 2 + x (snd e) ^ 2)) E).
    { apply total_less. intros e _. generalize (pow2_ge_0 (x (fst e) + x (snd e))). lra. }
    rewrite total_scaled in T.
    replace (total (fun j => x j ^ 2) (seq 0 n)) with (inner n x x) in B by (apply total_same; intros; ring).
    apply Rnot_lt_le. intros L. nra.
Qed.

Theorem kappa_by_the_expansion : forall n E lambda_2 lambda_n kappa eta Delta,
  graph n E -> second_eigenvalue n E lambda_2 -> last_eigenvalue n E lambda_n ->
  expansion n E eta -> largest_degree n E Delta -> 0 < eta -> kappa = lambda_n / lambda_2 ->
  (INR Delta + 1) / (2 * eta) <= kappa <= (2 * INR Delta / eta) ^ 2.
Proof.
  intros n E lambda_2 lambda_n kappa eta Delta G second last X D P K.
  destruct (by_the_expansion n E lambda_2 eta Delta G second X D) as [A B].
  assert (one : (1 <= Delta)%nat).
  { destruct Delta; [cbn in A; nra|lia]. }
  destruct (by_the_degrees n E lambda_n Delta G last D one) as [L M].
  assert (Q : 0 < INR Delta) by (apply lt_0_INR; lia).
  assert (Z : 0 < lambda_2) by nra.
  destruct (both_bounds (INR Delta) eta kappa lambda_2 lambda_n Z) as [S T]; try lra.
  { rewrite K. field. lra. }
  split.
  - apply Rmult_le_reg_r with (2 * eta); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - replace ((2 * INR Delta / eta) ^ 2) with (4 * INR Delta ^ 2 / eta ^ 2) by (field; lra).
    apply Rmult_le_reg_r with (eta ^ 2); [nra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; nra.
Qed.

Theorem no_edge_lowers : forall n E e lambda lambda',
  graph n (e :: E) -> second_eigenvalue n E lambda -> second_eigenvalue n (e :: E) lambda' -> lambda <= lambda'.
Proof.
  intros n E [u v] lambda lambda' G [_ least] [(x & X & Z) _].
  destruct (rayleigh n _ lambda' x X) as [F N]. rewrite form in F by assumption. cbn [total fst snd] in F.
  specialize (least x Z). rewrite form in least by exact (graph_tail _ _ _ G).
  generalize (no_edge_lowers_it (inner n x x) 1 (total (fun e => (x (fst e) - x (snd e)) ^ 2) E) lambda (x u) (x v)
    ltac:(lra) ltac:(lra)). intros K. apply Rnot_lt_le. intros L. nra.
Qed.

(* The ends of a walk. *)
Lemma along E a i s x : walk E a i s -> (x i - x a) ^ 2 <= INR (length s) * total (gain E x) (map fst s).
Proof.
  induction 1 as [|u v m s W IH H].
  - cbn. lra.
  - cbn [length map total fst]. rewrite S_INR.
    rewrite (gain_step E x m u v H). set (F := total (gain E x) (map fst s)) in *. set (k := INR (length s)) in *.
    assert (P : 0 <= F) by apply total_positive, gain_positive.
    assert (K : 0 <= k) by apply pos_INR. replace (x v - x a) with ((x u - x a) + (x v - x u)) by ring.
    set (p := x u - x a) in *. set (q := x v - x u). destruct (Rle_lt_or_eq_dec 0 k K) as [B|B].
    + apply Rmult_le_reg_l with k; [assumption|]. generalize (pow2_ge_0 (p - k * q)). nra.
    + rewrite <- B in *. assert (p = 0) by nra. subst p. nra.
Qed.

Lemma far_apart n E x i j d : graph n E -> (exists s, walk E i j s /\ (length s <= d)%nat) ->
  (x i - x j) ^ 2 <= INR d * inner n x (image n (laplacian E) x).
Proof.
  intros G (s & W & L). destruct (gains_on_a_path E i j s x W) as (s' & W' & L' & edges).
  rewrite form by assumption.
  assert (P : 0 <= total (gain E x) (map fst s')) by apply total_positive, gain_positive.
  generalize (along E i j s' x W'). intros A. replace ((x i - x j) ^ 2) with ((x j - x i) ^ 2) by ring.
  assert (K : INR (length s') <= INR d) by (apply le_INR; lia). generalize (pos_INR (length s')). nra.
Qed.

(* All pairs. *)
Lemma pairs (x : nat -> R) l : total (fun i => total (fun j => (x i - x j) ^ 2) l) l =
  2 * INR (length l) * total (fun i => x i * x i) l - 2 * total x l ^ 2.
Proof.
  rewrite (total_same _ (fun i => INR (length l) * (x i * x i) +
    1 * (total (fun j => x j * x j) l * 1 + -2 * total x l * x i))).
  - rewrite total_combined, (total_combined (fun _ : nat => 1) x), total_constant. ring.
  - intros i _. rewrite (total_same _ (fun j => (x i * x i) * 1 + 1 * (1 * (x j * x j) + -2 * x i * x j)))
      by (intros; ring).
    rewrite total_combined, total_combined, total_constant. ring.
Qed.

Theorem by_the_distances : forall n E lambda d,
  graph n E -> second_eigenvalue n E lambda -> within n E d -> 2 / ((INR n - 1) * INR d) <= lambda.
Proof.
  intros n E lambda d G [(x & X & Z) _] near. destruct (rayleigh n _ lambda x X) as [F N].
  assert (P := not_negative n E lambda x G X).
  assert (B : 2 * INR n * inner n x x <= INR n * ((INR n - 1) * (INR d * (lambda * inner n x x)))).
  { generalize (pairs x (seq 0 n)). rewrite Z, seq_length. fold (inner n x x). intros Q.
    replace (2 * INR n * inner n x x) with (total (fun i => total (fun j => (x i - x j) ^ 2) (seq 0 n)) (seq 0 n))
      by (rewrite Q; ring).
    replace (INR n * ((INR n - 1) * (INR d * (lambda * inner n x x))))
      with (total (fun _ : nat => (INR n - 1) * (INR d * (lambda * inner n x x))) (seq 0 n))
      by (rewrite total_constant, seq_length; ring).
    apply total_less. intros i I. rewrite <- F. set (M := INR d * inner n x (image n (laplacian E) x)).
    apply Rle_trans with (total (fun j : nat => M * 1 + - M * (basis i j * 1)) (seq 0 n)).
    - apply total_less. intros j J. unfold basis. destruct (Nat.eqb_spec j i) as [->|O]; [lra|].
      assert (W := far_apart n E x i j d G (near i j (in_range n i I) (in_range n j J))). fold M in W. lra.
    - rewrite (total_combined (fun _ : nat => 1)), total_constant, seq_length.
      rewrite (pick n i (fun _ => 1)) by now apply in_range. lra. }
  destruct X as [_ (i & I & _)]. assert (K : 0 < INR n) by (apply lt_0_INR; lia).
  assert (C : 2 <= (INR n - 1) * INR d * lambda).
  { apply Rmult_le_reg_r with (INR n * inner n x x); [nra|]. lra. }
  assert (n1 : 1 <= INR n) by (apply (le_INR 1); lia). generalize (pos_INR d). intros D.
  assert (0 < (INR n - 1) * INR d).
  { destruct (Rle_lt_or_eq_dec 0 ((INR n - 1) * INR d)) as [Q|Q]; [nra|assumption|]. rewrite <- Q in C. lra. }
  apply Rmult_le_reg_r with ((INR n - 1) * INR d); [assumption|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(* Where no edge leaves a set, and what is not in it. *)
Lemma nothing_leaves E S : closed E S -> leaving E S = 0%nat.
Proof.
  intros C. unfold leaving. rewrite (filter_ext_in _ (fun _ => false)).
  - induction E; [reflexivity|]. cbn. apply IHE. intros u v I. apply C. now right.
  - intros [u v] I. cbn. rewrite (C u v I). now destruct (S v).
Qed.

Lemma two_parts (S : nat -> bool) (l : list nat) :
  (length (filter S l) + length (filter (fun i => negb (S i)) l) = length l)%nat.
Proof. induction l as [|i l IH]; [reflexivity|]. cbn. destruct (S i); cbn; lia. Qed.

Lemma has_member (S : nat -> bool) n i : (i < n)%nat -> S i = true -> (1 <= size n S)%nat.
Proof.
  intros I H. apply at_least_one. exists i. split; [apply in_seq; lia|assumption].
Qed.

Theorem positive_iff_connected : forall n E lambda,
  graph n E -> second_eigenvalue n E lambda ->
  0 <= lambda /\ (0 < lambda <-> forall i j, (i < n)%nat -> (j < n)%nat -> exists s, walk E i j s).
Proof.
  intros n E lambda G second. assert (copy := second). destruct copy as [(x & X & Z) _].
  destruct (rayleigh n _ lambda x X) as [F N]. assert (P := not_negative n E lambda x G X).
  split; [assumption|]. split.
  - intros L i j I J. set (S := reaches E (Nat.eqb i)). destruct (S j) eqn:V.
    { destruct (reaches_by_walk E _ j V) as (a & s & A & W). apply Nat.eqb_eq in A. subst a. now exists s. }
    exfalso. assert (C := reaches_closed E (Nat.eqb i)). fold S in C.
    assert (one : (1 <= size n S)%nat) by apply (has_member S n i I), reaches_its_own, Nat.eqb_refl.
    assert (other : (1 <= size n (fun v => negb (S v)))%nat) by (apply (has_member _ n j J); now rewrite V).
    generalize (two_parts S (seq 0 n)). rewrite seq_length. intros T.
    destruct (le_lt_dec (2 * size n S) n) as [Q|Q].
    + generalize (few_edges n E lambda S G second (conj one Q)). rewrite (nothing_leaves E S C).
      apply le_INR in one. change (INR 1) with 1 in one. change (INR 0) with 0. nra.
    + assert (half : at_most_half n (fun v => negb (S v))) by (split; [assumption|unfold size in *; lia]).
      generalize (few_edges n E lambda _ G second half). rewrite nothing_leaves.
      * apply le_INR in other. change (INR 1) with 1 in other. change (INR 0) with 0. nra.
      * intros u v I'. now rewrite (C u v I').
  - intros C. destruct (Rle_lt_or_eq_dec 0 lambda P) as [L|<-]; [assumption|]. exfalso.
    rewrite Rmult_0_l in F. destruct X as [_ (i & I & nonzero)].
    assert (same : forall j, (j < n)%nat -> x j = x i).
    { intros j J. destruct (C i j I J) as (s & W).
      assert (D := far_apart n E x i j (length s) G (ex_intro _ s (conj W (le_n _)))). rewrite F, Rmult_0_r in D. nra. }
    rewrite (total_same x (fun _ => x i)) in Z by (intros j J; apply same; now apply in_range).
    rewrite total_constant, seq_length in Z. assert (0 < INR n) by (apply lt_0_INR; lia).
    apply nonzero. apply Rmult_eq_reg_l with (INR n); lra.
Qed.

(* The path of three vertices, a triangle, and two vertices with no edge. *)
Lemma triangle_graph : graph 3 ((2, 0)%nat :: path).
Proof. now apply listed. Qed.

Lemma path_second : second_eigenvalue 3 path 1.
Proof.
  split.
  - exists slow. split; [exact slow_one|]. unfold slow. cbn. ring.
  - intros x Z. rewrite form by exact path_graph. unfold inner. cbn in *.
    generalize (pow2_ge_0 (x 0%nat + x 2%nat)). intros P. replace (x 1%nat) with (- x 0%nat - x 2%nat) by lra. lra.
Qed.

Lemma path_last : last_eigenvalue 3 path 3.
Proof.
  split.
  - exists fast. exact fast_three.
  - intros x. rewrite form by exact path_graph. unfold inner. cbn.
    generalize (pow2_ge_0 (x 0%nat + x 1%nat + x 2%nat)) (pow2_ge_0 (x 0%nat - x 2%nat)). lra.
Qed.

Lemma path_expansion : expansion 3 path 1.
Proof.
  split.
  - exists (fun i => Nat.eqb i 0). split; [split; cbn; lia|]. cbn. ring.
  - intros S [one half]. unfold size, leaving in *. cbn in *.
    destruct (S 0%nat), (S 1%nat), (S 2%nat); cbn in *; try lia; lra.
Qed.

Lemma path_degree : largest_degree 3 path 2.
Proof. split; [exists 1%nat; split; [lia|reflexivity]|]. intros [|[|[|i]]] I; cbn; lia. Qed.

Lemma path_within : within 3 path 2.
Proof.
  assert (up : forall a, walk path a a nil) by constructor.
  intros [|[|[|i]]] [|[|[|j]]] I J; try lia.
  all: try (exists nil; split; [constructor|cbn; lia]).
  - exists ((0, 1) :: nil)%nat. split; [|cbn; lia]. apply walk_steps with 0%nat; cbn; auto.
  - exists ((1, 2) :: (0, 1) :: nil)%nat. split; [|cbn; lia].
    apply walk_steps with 1%nat; [apply walk_steps with 0%nat|]; cbn; auto.
  - exists ((0, 0) :: nil)%nat. split; [|cbn; lia]. apply walk_steps with 1%nat; cbn; auto.
  - exists ((1, 2) :: nil)%nat. split; [|cbn; lia]. apply walk_steps with 1%nat; cbn; auto.
  - exists ((0, 0) :: (1, 1) :: nil)%nat. split; [|cbn; lia].
    apply walk_steps with 1%nat; [apply walk_steps with 2%nat|]; cbn; auto.
  - exists ((1, 1) :: nil)%nat. split; [|cbn; lia]. apply walk_steps with 2%nat; cbn; auto.
Qed.

Lemma triangle_second : second_eigenvalue 3 ((2, 0)%nat :: path) 3.
Proof.
  split.
  - exists (fun i => 1 - INR i). split; [|cbn; ring]. split.
    + intros [|[|[|i]]] I; [| | |lia]; unfold image, laplacian; cbn; ring.
    + exists 0%nat. split; [lia|cbn; lra].
  - intros x Z. rewrite form by exact triangle_graph. unfold inner. cbn in *.
    replace (x 1%nat) with (- x 0%nat - x 2%nat) by lra. lra.
Qed.

Lemma apart_second : second_eigenvalue 2 nil 0.
Proof.
  split.
  - exists (fun i => 1 - 2 * INR i). split; [|cbn; ring]. split.
    + intros [|[|i]] I; [| |lia]; unfold image, laplacian; cbn; ring.
    + exists 0%nat. split; [lia|cbn; lra].
  - intros x _. rewrite form by easy. cbn. lra.
Qed.

Theorem by_the_expansion_witness : exists n E,
  graph n E /\ second_eigenvalue n E 1 /\ expansion n E 1 /\ largest_degree n E 2.
Proof.
  exists 3%nat, path.
  exact (conj path_graph (conj path_second (conj path_expansion path_degree))).
Qed.

Theorem by_the_degrees_witness : exists n E, graph n E /\ last_eigenvalue n E 3 /\ largest_degree n E 2.
Proof. exists 3%nat, path. exact (conj path_graph (conj path_last path_degree)). Qed.

Theorem kappa_by_the_expansion_witness : exists n E,
  graph n E /\ second_eigenvalue n E 1 /\ last_eigenvalue n E 3 /\ expansion n E 1 /\ largest_degree n E 2.
Proof.
  exists 3%nat, path.
  exact (conj path_graph (conj path_second (conj path_last (conj path_expansion path_degree)))).
Qed.

Theorem by_the_distances_witness : exists n E, graph n E /\ second_eigenvalue n E 1 /\ within n E 2.
Proof. exists 3%nat, path. exact (conj path_graph (conj path_second path_within)). Qed.

Theorem positive_iff_connected_witness : exists n E m E',
  graph n E /\ second_eigenvalue n E 1 /\ graph m E' /\ second_eigenvalue m E' 0 /\ (2 <= m)%nat.
Proof.
  exists 3%nat, path, 2%nat, nil. split; [exact path_graph|]. split; [exact path_second|]. split; [easy|].
  split; [exact apart_second|lia].
Qed.

Theorem no_edge_lowers_witness : exists n E e, graph n (e :: E) /\ second_eigenvalue n E 1 /\
  second_eigenvalue n (e :: E) 3.
Proof. exists 3%nat, path, (2, 0)%nat. exact (conj triangle_graph (conj path_second triangle_second)). Qed.

End Joint.

(* false: lambda <= 2 * eta ==> lambda <= eta *)
(* false: INR Delta + 1 <= lambda <= 2 * INR Delta ==> INR Delta + 1 < lambda <= 2 * INR Delta *)
(* false: (1 <= Delta)%nat -> ==> (0 <= Delta)%nat -> *)
(* false: 2 / ((INR n - 1) * INR d) <= lambda ==> 2 / ((INR n - 1) * INR d) < lambda *)
(* false: (0 < lambda <-> forall ==> (0 <= lambda <-> forall *)
(* false: lambda <= lambda' ==> lambda < lambda' *)
(* false: / (2 * eta) <= kappa ==> / (2 * eta) < kappa *)
