(* adaptive-restart.one-mode, whole.

   Nesterov's method with adaptive restart, started at rest in one eigenvector of curvature lambda, with 0 < alpha
   lambda < 1 and x^0 > 0. For every k, with any number of restarts before:
     the step k restarts exactly where y is on the other side of the minimiser;
     if it does not, x keeps its sign and |x| does not grow;
     if it does, |x| is at most 1 - alpha lambda of what it was at the last rest, on the other side, and the state is
     that of a start at rest; if f grows in the step, it does.
   So after j restarts |x| is at most (1 - alpha lambda)^j |x^0|, and f at most (1 - alpha lambda)^{2j} f(x^0).

   The rule is that of the project (numerics/algorithms/adaptive_restart.py), line by line: `step` in one mode, for the
   coordinate x of w less its minimiser, in the library's `Restarts`, and `vector_step` for vectors w, which are
   functions from the indices i < n. `run` and `vector_run` are all its iterates from rest. `restarts k` says that the
   test is positive in step k, `restarts_before k` counts the restarts in the steps 0, .., k - 1, and `last_rest k` is
   the last step up to k at which the method was at rest: 0, or the one after the last restart. The sign
   (-1)^(restarts_before k) is the side of the minimiser from which the stretch began.

   `one_mode` is the claim, with the kernel's theorems at each step; `contracts` what follows for k steps from any x^0;
   `repeats_itself` says that after a restart, and from the mirror image, it is the same run again; `in_one_eigenvector`
   that the rule for vectors, along an eigenvector of any matrix, is the rule for x. *)

(* uses: Vectors, Restarts *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Vectors Restarts.

(* The objective in one mode. *)
Definition f (lambda z : R) := lambda * z ^ 2 / 2.

(* The rule for vectors, of which the components i < n matter: f(w) = (w - m)^T A (w - m)/2, m the minimiser. *)
Definition vector := nat -> R.
Definition gradient (n : nat) (A : nat -> vector) (minimiser w : vector) : vector :=
  image n A (fun i => w i - minimiser i).
Definition objective (n : nat) (A : nat -> vector) (minimiser w : vector) :=
  inner n (fun i => w i - minimiser i) (gradient n A minimiser w) / 2.
Record vector_state := Vectors { weight : R; ahead : vector; iterate : vector }.
Definition vector_moved (n : nat) (A : nat -> vector) (minimiser : vector) (alpha : R) (s : vector_state) : vector :=
  fun i => ahead s i - alpha * gradient n A minimiser (ahead s) i.
Definition vector_test (n : nat) (A : nat -> vector) (minimiser : vector) (alpha : R) (s : vector_state) :=
  inner n (gradient n A minimiser (ahead s)) (fun i => vector_moved n A minimiser alpha s i - iterate s i).
Definition vector_step (n : nat) (A : nat -> vector) (minimiser : vector) (alpha : R) (s : vector_state) :=
  let w' := vector_moved n A minimiser alpha s in
  if Rlt_dec 0 (vector_test n A minimiser alpha s) then Vectors 1 w' w'
  else
    let momentum := (weight s - 1) / t_next (weight s) in
    Vectors (t_next (weight s)) (fun i => w' i + momentum * (w' i - iterate s i)) w'.
Fixpoint vector_run (n : nat) (A : nat -> vector) (minimiser : vector) (alpha : R) (w0 : vector) (k : nat) :=
  match k with
  | O => Vectors 1 w0 w0
  | S j => vector_step n A minimiser alpha (vector_run n A minimiser alpha w0 j)
  end.

(* One run, from the mirror image and after a restart. *)
Definition scaled (c : R) (s : state) := State (t s) (c * y s) (c * x s).

Lemma step_scaled alpha lambda c s : c <> 0 -> step alpha lambda (scaled c s) = scaled c (step alpha lambda s).
Proof.
  intros C. assert (0 < c * c) by (destruct (Rtotal_order c 0) as [|[|]]; [nra|contradiction|nra]).
  assert (E : test alpha lambda (scaled c s) = c * c * test alpha lambda s).
  { unfold test, uphill, moved. simpl. ring. }
  unfold step. rewrite E.
  destruct (Rlt_dec 0 (c * c * test alpha lambda s)), (Rlt_dec 0 (test alpha lambda s)); try (exfalso; nra);
    unfold scaled, moved; simpl; f_equal; ring.
Qed.

Lemma moved_scaled alpha lambda c s : moved alpha lambda (y (scaled c s)) = c * moved alpha lambda (y s).
Proof. unfold moved, scaled. cbn [y]. ring. Qed.

Lemma run_scaled alpha lambda c x0 k : c <> 0 -> run alpha lambda (c * x0) k = scaled c (run alpha lambda x0 k).
Proof.
  intros C. induction k as [|k IH]; [reflexivity|]. simpl. rewrite IH. now apply step_scaled.
Qed.

(* Between two restarts, and from x^0 > 0, it is the run of the kernel's theorems. *)
Lemma kernel_run alpha lambda x0 k :
  (forall i, (i < k)%nat -> ~ restarts alpha lambda x0 i) ->
  run_1 alpha lambda 1 x0 (t (run alpha lambda x0 k)) (y (run alpha lambda x0 k)) (x (run alpha lambda x0 k))
    (x (run alpha lambda x0 (pred k))).
Proof.
  induction k as [|k IH]; intros H.
  - apply run_1_start.
  - pose proof (H k (Nat.lt_succ_diag_r k)) as N. unfold restarts in N.
    assert (H' : forall i, (i < k)%nat -> ~ restarts alpha lambda x0 i) by (intros; apply H; lia).
    specialize (IH H'). clear H H'. simpl. set (s := run alpha lambda x0 k) in *. unfold step.
    destruct (Rlt_dec 0 (test alpha lambda s)) as [C|_]; [contradiction|]. simpl.
    unfold test, uphill, moved in *. destruct (weight_root (t s)) as (r & R0 & R2 & E).
    rewrite E. set (m := (t s - 1) / (1/2 * r + 1/2)).
    assert (M : 1/2 * m * r + 1/2 * m - t s + 1 = 0) by (unfold m; field; lra).
    assert (G : 0 <= alpha * lambda^2 * y s^2 + lambda * x s * y s - lambda * y s^2) by lra.
    assert (Q : r^2 - 4 * t s^2 - 1 = 0) by lra.
    pose proof (run_1_step _ _ _ _ _ _ _ _ r m IH (conj R0 (conj Q (conj M G)))) as K.
    assert (K1 : -alpha * lambda * m * y s - alpha * lambda * y s - m * x s + m * y s + y s =
      y s - alpha * (lambda * y s) + m * (y s - alpha * (lambda * y s) - x s)) by ring.
    assert (K2 : -alpha * lambda * y s + y s = y s - alpha * (lambda * y s)) by ring.
    rewrite K1, K2 in K. exact K.
Qed.

(* What holds at step k of a stretch that began at z, on the side e of the minimiser, and in the step after. *)
Definition stands (alpha lambda e z : R) (s : state) :=
  0 <= e * x s <= e * z /\ e * y s <= e * x s /\
  (0 < test alpha lambda s <-> e * y s < 0) /\
  (~ 0 < test alpha lambda s -> 0 <= e * moved alpha lambda (y s) <= e * x s) /\
  (0 < test alpha lambda s -> - ((1 - alpha * lambda) * (e * z)) <= e * moved alpha lambda (y s) < 0) /\
  (f lambda (x s) < f lambda (moved alpha lambda (y s)) -> 0 < test alpha lambda s).

Lemma stretch_from_the_right alpha lambda z k :
  0 < alpha -> 0 < lambda -> alpha * lambda < 1 -> 0 < z ->
  (forall i, (i < k)%nat -> ~ restarts alpha lambda z i) -> stands alpha lambda 1 z (run alpha lambda z k).
Proof.
  intros A L S Z H. pose proof (kernel_run alpha lambda z k H) as K. clear H.
  set (s := run alpha lambda z k) in *. set (b := x (run alpha lambda z (pred k))) in *.
  assert (S' : 0 < - alpha * lambda + 1) by lra.
  pose proof (until_the_restart _ _ _ _ _ _ _ _ K A L S' Z ltac:(lra)) as (U1 & U2 & U3 & U4 & U5).
  pose proof (the_test alpha lambda (x s) (y s) A L S' U1 U4) as T.
  pose proof (where_f_grows_it_restarts alpha lambda (x s) (y s) A L S' U1 U4) as G.
  assert (E : test alpha lambda s = - alpha * lambda^2 * y s^2 - lambda * x s * y s + lambda * y s^2).
  { unfold test, uphill, moved. ring. }
  unfold stands. rewrite !Rmult_1_l. repeat split.
  - exact U1.
  - lra.
  - lra.
  - lra.
  - rewrite E. lra.
  - assert (Y : 0 <= y s) by lra. unfold moved. nra.
  - assert (Y : 0 <= y s) by lra. unfold moved. pose proof (Rmult_le_pos _ _ (Rlt_le _ _ A) (Rlt_le _ _ L)). nra.
  - assert (R : 0 < - alpha * lambda^2 * y s^2 - lambda * x s * y s + lambda * y s^2) by lra.
    assert (M1 : alpha * lambda * y s + moved alpha lambda (y s) - y s = 0) by (unfold moved; ring).
    pose proof (the_restart _ _ _ _ _ _ _ _ _ _ K A L S' Z ltac:(lra) M1 M1 R) as (_ & _ & B & _). lra.
  - assert (Y : y s < 0) by lra. unfold moved. nra.
  - intros F. rewrite E. apply G. unfold f, moved in F.
    assert (lambda * (x s ^ 2) < lambda * (y s - alpha * (lambda * y s)) ^ 2) by lra.
    assert (x s ^ 2 < (y s - alpha * (lambda * y s)) ^ 2) by (apply (Rmult_lt_reg_l lambda); assumption). lra.
Qed.

Lemma unit_sign e : e * e = 1 -> e = 1 \/ e = -1.
Proof. intros E. assert (P : (e - 1) * (e + 1) = 0) by lra. apply Rmult_integral in P. lra. Qed.

Lemma stretch alpha lambda e z k :
  0 < alpha -> 0 < lambda -> alpha * lambda < 1 -> e * e = 1 -> 0 < e * z ->
  (forall i, (i < k)%nat -> ~ restarts alpha lambda z i) -> stands alpha lambda e z (run alpha lambda z k).
Proof.
  intros A L S E Z H. destruct (unit_sign e E) as [-> | ->].
  - apply stretch_from_the_right; try assumption. lra.
  - assert (N : forall j, run alpha lambda (-1 * z) j = scaled (-1) (run alpha lambda z j)).
    { intros j. apply run_scaled. lra. }
    assert (T : forall s, test alpha lambda (scaled (-1) s) = test alpha lambda s).
    { intros s. unfold test, uphill, moved. simpl. ring. }
    assert (H' : forall i, (i < k)%nat -> ~ restarts alpha lambda (-1 * z) i).
    { intros i I. unfold restarts. rewrite N, T. now apply H. }
    pose proof (stretch_from_the_right alpha lambda (-1 * z) k A L S Z H') as K. rewrite N in K.
    set (s := run alpha lambda z k) in *. unfold stands in *. rewrite T in K.
    assert (F : forall u, f lambda (-1 * u) = f lambda u) by (intros; unfold f; field).
    rewrite moved_scaled in K. cbn [x y scaled] in K. rewrite !F, !Rmult_1_l in K. exact K.
Qed.

Lemma side_squared j : (-1) ^ j * (-1) ^ j = 1.
Proof. rewrite <- Rpow_mult_distr. replace (-1 * -1) with 1 by ring. apply pow1. Qed.

Lemma after_rests alpha lambda x0 k :
  0 < alpha -> 0 < lambda -> alpha * lambda < 1 -> 0 < x0 ->
  let side := (-1) ^ (restarts_before alpha lambda x0 k) in
  let from := x (run alpha lambda x0 (last_rest alpha lambda x0 k)) in
  0 < side * from <= (1 - alpha * lambda) ^ (restarts_before alpha lambda x0 k) * x0 /\
  stands alpha lambda side from (run alpha lambda x0 k).
Proof.
  intros A L S X.
  assert (W : forall j, let side := (-1) ^ (restarts_before alpha lambda x0 j) in
    let from := x (run alpha lambda x0 (last_rest alpha lambda x0 j)) in
    0 < side * from -> stands alpha lambda side from (run alpha lambda x0 j)).
  { intros j side from P. destruct (last_rest_is alpha lambda x0 j) as (M & B & N).
    set (m := last_rest alpha lambda x0 j) in *. fold from in B.
    replace (run alpha lambda x0 j) with (run alpha lambda from (j - m)).
    2: { rewrite <- (run_again alpha lambda x0 from m (j - m) B). f_equal. lia. }
    apply stretch; try assumption; [apply side_squared|].
    intros i I. unfold restarts. rewrite <- (run_again alpha lambda x0 from m i B). apply N. lia. }
  enough (G : let side := (-1) ^ (restarts_before alpha lambda x0 k) in
    let from := x (run alpha lambda x0 (last_rest alpha lambda x0 k)) in
    0 < side * from <= (1 - alpha * lambda) ^ (restarts_before alpha lambda x0 k) * x0).
  { split; [exact G|]. apply W, G. }
  induction k as [|k IH].
  - simpl. lra.
  - specialize (W k). simpl in *. destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 k))) as [H|H].
    2: exact IH.
    specialize (W (proj1 IH)). destruct W as (_ & _ & _ & _ & W & _). specialize (W H).
    simpl. rewrite x_next. set (j := restarts_before alpha lambda x0 k) in *.
    set (d := (1 - alpha * lambda) ^ j * x0) in *.
    set (z := x (run alpha lambda x0 (last_rest alpha lambda x0 k))) in *.
    set (n := moved alpha lambda (y (run alpha lambda x0 k))) in *. set (e := (-1) ^ j) in *.
    replace (-1 * e * n) with (- (e * n)) by ring.
    replace ((1 - alpha * lambda) * (1 - alpha * lambda) ^ j * x0) with ((1 - alpha * lambda) * d) by (unfold d; ring).
    split; [lra|]. assert ((1 - alpha * lambda) * (e * z) <= (1 - alpha * lambda) * d); [|lra].
    apply Rmult_le_compat_l; lra.
Qed.

Theorem one_mode :
  forall alpha lambda x0, 0 < alpha -> 0 < lambda -> alpha * lambda < 1 -> 0 < x0 ->
  forall k : nat,
  let before := run alpha lambda x0 k in
  let after := run alpha lambda x0 (S k) in
  let began := run alpha lambda x0 (last_rest alpha lambda x0 k) in
  let j := restarts_before alpha lambda x0 k in
  let side := (-1) ^ j in
  began = rest (x began) /\ 0 < side * x began <= (1 - alpha * lambda) ^ j * x0 /\
  (restarts alpha lambda x0 k <-> side * y before < 0) /\
  (~ restarts alpha lambda x0 k -> 0 <= side * x after <= side * x before) /\
  (restarts alpha lambda x0 k ->
    after = rest (x after) /\ - ((1 - alpha * lambda) * (side * x began)) <= side * x after < 0) /\
  (f lambda (x before) < f lambda (x after) -> restarts alpha lambda x0 k).
Proof.
  intros alpha lambda x0 A L S X k before after began j side.
  pose proof (after_rests alpha lambda x0 k A L S X) as (P & _ & _ & K1 & K2 & K3 & K4).
  fold j in P, K1, K2, K3. fold side in P, K1, K2, K3. fold began in P, K3. fold before in K1, K2, K3, K4.
  assert (E : x after = moved alpha lambda (y before)) by apply x_next.
  split; [apply last_rest_is|]. split; [exact P|]. split; [exact K1|]. rewrite E.
  split; [exact K2|]. split; [|exact K4].
  intros H. split; [|exact (K3 H)]. rewrite <- E. now apply restarts_at_rest.
Qed.

(* From any x^0. *)
Lemma same_restarts alpha lambda c x0 k : c <> 0 ->
  restarts_before alpha lambda (c * x0) k = restarts_before alpha lambda x0 k.
Proof.
  intros C. assert (0 < c * c) by (destruct (Rtotal_order c 0) as [|[|]]; [nra|contradiction|nra]).
  induction k as [|k IH]; [reflexivity|]. simpl. rewrite run_scaled by exact C. rewrite IH.
  assert (E : forall s, test alpha lambda (scaled c s) = c * c * test alpha lambda s).
  { intros s. unfold test, uphill. rewrite moved_scaled. unfold scaled. cbn [x y]. ring. }
  rewrite E. set (p := test alpha lambda (run alpha lambda x0 k)).
  destruct (Rlt_dec 0 (c * c * p)), (Rlt_dec 0 p); try reflexivity; exfalso; nra.
Qed.

Lemma contracts_from_the_right alpha lambda x0 k : 0 < alpha -> 0 < lambda -> alpha * lambda < 1 -> 0 < x0 ->
  Rabs (x (run alpha lambda x0 k)) <= (1 - alpha * lambda) ^ (restarts_before alpha lambda x0 k) * x0.
Proof.
  intros A L S X. pose proof (after_rests alpha lambda x0 k A L S X) as ((_ & P) & (Q & U) & _).
  set (j := restarts_before alpha lambda x0 k) in *.
  set (z := x (run alpha lambda x0 k)) in *.
  assert (B : Rabs ((-1) ^ j * z) = Rabs z) by (rewrite Rabs_mult, pow_1_abs; ring).
  rewrite <- B, Rabs_right; lra.
Qed.

Lemma stays_at_the_minimiser alpha lambda k : x (run alpha lambda 0 k) = 0 /\ y (run alpha lambda 0 k) = 0.
Proof.
  induction k as [|k (X & Y)]; [split; reflexivity|]. simpl. unfold step.
  assert (M : moved alpha lambda (y (run alpha lambda 0 k)) = 0) by (unfold moved; rewrite Y; ring).
  rewrite M, X. destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda 0 k))); simpl; split; ring.
Qed.

Theorem contracts :
  forall alpha lambda x0, 0 < alpha -> 0 < lambda -> alpha * lambda < 1 ->
  forall k : nat,
  let z := x (run alpha lambda x0 k) in
  let j := restarts_before alpha lambda x0 k in
  Rabs z <= (1 - alpha * lambda) ^ j * Rabs x0 /\ f lambda z <= (1 - alpha * lambda) ^ (2 * j) * f lambda x0.
Proof.
  intros alpha lambda x0 A L S k z j.
  assert (B : Rabs z <= (1 - alpha * lambda) ^ j * Rabs x0).
  { destruct (Req_dec x0 0) as [X|X].
    - unfold z. rewrite X, (proj1 (stays_at_the_minimiser alpha lambda k)), Rabs_R0. lra.
    - assert (P : 0 < Rabs x0) by now apply Rabs_pos_lt.
      assert (C : exists c, (c = 1 \/ c = -1) /\ x0 = c * Rabs x0).
      { destruct (Rle_dec 0 x0); [exists 1|exists (-1)]; split; auto; [rewrite Rabs_right|rewrite Rabs_left]; lra. }
      destruct C as (c & C1 & C2). assert (C3 : c <> 0) by lra.
      assert (E : j = restarts_before alpha lambda (Rabs x0) k).
      { unfold j. rewrite C2 at 1. now apply same_restarts. }
      rewrite E. apply Rle_trans with (2 := contracts_from_the_right alpha lambda (Rabs x0) k A L S P).
      unfold z. rewrite C2 at 1. rewrite run_scaled by exact C3. unfold scaled. cbn [x]. rewrite Rabs_mult.
      destruct C1 as [-> | ->]; [rewrite Rabs_R1|rewrite Rabs_left by lra]; lra. }
  split; [exact B|]. unfold f. rewrite pow_mult, <- (pow2_abs z), <- (pow2_abs x0).
  replace ((1 - alpha * lambda) ^ 2) with ((1 - alpha * lambda) * (1 - alpha * lambda)) by ring.
  rewrite Rpow_mult_distr. set (q := (1 - alpha * lambda) ^ j) in *.
  assert (N : 0 <= Rabs z) by apply Rabs_pos.
  assert (Rabs z ^ 2 <= (q * Rabs x0) ^ 2) by (apply pow_incr; split; assumption).
  assert (lambda * Rabs z ^ 2 <= lambda * (q * Rabs x0) ^ 2) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Theorem repeats_itself :
  forall alpha lambda x0 (k : nat),
  (restarts alpha lambda x0 k ->
    forall i : nat, run alpha lambda x0 (S k + i) = run alpha lambda (x (run alpha lambda x0 (S k))) i) /\
  (forall c, c <> 0 -> let s := run alpha lambda x0 k in
    run alpha lambda (c * x0) k = State (t s) (c * y s) (c * x s)).
Proof.
  intros alpha lambda x0 k. split.
  - intros H i. now apply run_again, restarts_at_rest.
  - intros c C s. unfold s. now apply run_scaled.
Qed.

(* Vectors along an eigenvector. *)
Lemma inner_ext n (u v u' v' : vector) :
  (forall i, (i < n)%nat -> u i = u' i) -> (forall i, (i < n)%nat -> v i = v' i) -> inner n u v = inner n u' v'.
Proof. intros U V. apply total_same. intros i I. now rewrite U, V. Qed.

Lemma inner_scaled n (u v : vector) p q : inner n (fun i => p * u i) (fun i => q * v i) = p * q * inner n u v.
Proof. unfold inner. rewrite <- total_scaled. apply total_same. intros. ring. Qed.

Lemma gradient_along n A (minimiser v w : vector) lambda c :
  (forall i, (i < n)%nat -> image n A v i = lambda * v i) ->
  (forall i, (i < n)%nat -> w i = minimiser i + c * v i) ->
  forall i, (i < n)%nat -> gradient n A minimiser w i = lambda * c * v i.
Proof.
  intros E W i I. change (inner n (A i) (fun j => w j - minimiser j) = lambda * c * v i).
  rewrite (inner_ext n _ _ (fun j => 1 * A i j) (fun j => c * v j)), inner_scaled.
  - specialize (E i I). change (image n A v i) with (inner n (A i) v) in E. rewrite E. ring.
  - intros. ring.
  - intros j J. rewrite W by exact J. ring.
Qed.

Theorem in_one_eigenvector :
  forall (n : nat) (A : nat -> vector) (minimiser v : vector) (alpha lambda x0 : R),
  (forall i, (i < n)%nat -> image n A v i = lambda * v i) -> (exists i, (i < n)%nat /\ v i <> 0) ->
  forall k : nat,
  let s := run alpha lambda x0 k in
  let w := vector_run n A minimiser alpha (fun i => minimiser i + x0 * v i) k in
  weight w = t s /\
  (forall i, (i < n)%nat -> ahead w i = minimiser i + y s * v i /\ iterate w i = minimiser i + x s * v i) /\
  (0 < vector_test n A minimiser alpha w <-> restarts alpha lambda x0 k) /\
  objective n A minimiser (iterate w) = inner n v v * f lambda (x s).
Proof.
  intros n A minimiser v alpha lambda x0 E V k. pose proof (positive_square n v V) as P. clear V.
  assert (M : forall w s, (forall i, (i < n)%nat -> ahead w i = minimiser i + y s * v i) ->
    forall i, (i < n)%nat -> vector_moved n A minimiser alpha w i = minimiser i + moved alpha lambda (y s) * v i).
  { intros w s H i I. unfold vector_moved, moved. rewrite (gradient_along n A minimiser v _ lambda (y s) E H i I), H by
      exact I. ring. }
  assert (T : forall w s, (forall i, (i < n)%nat ->
      ahead w i = minimiser i + y s * v i /\ iterate w i = minimiser i + x s * v i) ->
    vector_test n A minimiser alpha w = inner n v v * test alpha lambda s).
  { intros w s H. unfold vector_test, test, uphill.
    rewrite (inner_ext n _ _ (fun i => lambda * y s * v i) (fun i => (moved alpha lambda (y s) - x s) * v i)),
      inner_scaled.
    - ring.
    - apply gradient_along; [exact E|]. intros. now apply H.
    - intros i I. rewrite (M w s), (proj2 (H i I)) by first [exact I | intros; now apply H]. ring. }
  assert (B : let s := run alpha lambda x0 k in
    let w := vector_run n A minimiser alpha (fun i => minimiser i + x0 * v i) k in
    weight w = t s /\
    forall i, (i < n)%nat -> ahead w i = minimiser i + y s * v i /\ iterate w i = minimiser i + x s * v i).
  { induction k as [|k (IH1 & IH2)]; [simpl; split; [reflexivity|intros; split; ring]|]. simpl.
    set (s := run alpha lambda x0 k) in *. set (w := vector_run n A minimiser alpha _ k) in *.
    specialize (T w s IH2). assert (N := M w s (fun i I => proj1 (IH2 i I))).
    unfold vector_step, step. rewrite T, IH1. set (p := test alpha lambda s) in *.
    destruct (Rlt_dec 0 (inner n v v * p)), (Rlt_dec 0 p); try (exfalso; nra); simpl.
    - split; [reflexivity|]. intros i I. rewrite (N i I). split; ring.
    - split; [reflexivity|]. intros i I. rewrite (N i I), (proj2 (IH2 i I)). split; ring. }
  intros s w. fold s w in B. destruct B as (B1 & B2). split; [exact B1|]. split; [exact B2|]. split.
  - rewrite (T w s B2). unfold restarts. fold s. set (p := test alpha lambda s). split; intros; nra.
  - unfold objective, f.
    rewrite (inner_ext n _ _ (fun i => x s * v i) (fun i => lambda * x s * v i)), inner_scaled.
    + field.
    + intros i I. rewrite (proj2 (B2 i I)). ring.
    + apply gradient_along; [exact E|]. intros. now apply B2.
Qed.

(* A run that restarts in its third step: at x = 1/100, y is on the other side. *)
Theorem one_mode_witness : exists alpha lambda x0,
  (0 < alpha /\ 0 < lambda /\ alpha * lambda < 1 /\ 0 < x0) /\
  restarts alpha lambda x0 2 /\ restarts_before alpha lambda x0 3 = 1%nat.
Proof.
  exists (9/10), 1, 1. split; [lra|].
  assert (T0 : ~ 0 < test (9/10) 1 (rest 1)) by (unfold test, uphill, moved; simpl; lra).
  set (a := t_next 1).
  assert (E1 : step (9/10) 1 (rest 1) = State a (1/10) (1/10)).
  { unfold step. destruct (Rlt_dec 0 (test (9/10) 1 (rest 1))) as [C|_]; [contradiction|].
    unfold moved. simpl. fold a. f_equal; field. unfold a, t_next.
    assert (0 <= sqrt (1 + 4 * 1 * 1)) by apply sqrt_pos. lra. }
  assert (T1 : ~ 0 < test (9/10) 1 (State a (1/10) (1/10))) by (unfold test, uphill, moved; simpl; lra).
  assert (A : 8/5 <= a <= 2).
  { unfold a, t_next. set (r := sqrt _). assert (0 <= r) by apply sqrt_pos.
    assert (r * r = 5) by (unfold r; rewrite sqrt_sqrt; lra). split; nra. }
  set (b := t_next a).
  assert (B : 0 < b <= 3).
  { unfold b, t_next. set (r := sqrt _). assert (0 <= r) by apply sqrt_pos.
    assert (r * r = 1 + 4 * a * a) by (unfold r; rewrite sqrt_sqrt; nra). split; [lra|nra]. }
  set (m := (a - 1) / b).
  assert (M : 1/5 <= m).
  { unfold m. apply (Rmult_le_reg_r b); [lra|]. unfold Rdiv at 2. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (E2 : step (9/10) 1 (State a (1/10) (1/10)) = State b (1/100 + m * (-9/100)) (1/100)).
  { unfold step. destruct (Rlt_dec 0 (test (9/10) 1 (State a (1/10) (1/10)))) as [C|_]; [contradiction|].
    unfold moved. simpl. fold b. fold m. f_equal; field. }
  assert (T2 : 0 < test (9/10) 1 (State b (1/100 + m * (-9/100)) (1/100))).
  { unfold test, uphill, moved. simpl. nra. }
  unfold restarts. simpl. rewrite E1, E2. split; [exact T2|].
  destruct (Rlt_dec 0 (test (9/10) 1 (rest 1))) as [C|_]; [contradiction|].
  destruct (Rlt_dec 0 (test (9/10) 1 (State a (1/10) (1/10)))) as [C|_]; [contradiction|].
  destruct (Rlt_dec 0 (test (9/10) 1 (State b (1/100 + m * (-9/100)) (1/100)))) as [_|C]; [reflexivity|contradiction].
Qed.

(* The eigenvector (1, 1) of curvature 3 of a matrix that is not diagonal. *)
Theorem in_one_eigenvector_witness : exists (n : nat) (A : nat -> vector) (v : vector) (lambda : R),
  (forall i, (i < n)%nat -> image n A v i = lambda * v i) /\ (exists i, (i < n)%nat /\ v i <> 0) /\
  A 0%nat 1%nat <> 0.
Proof.
  exists 2%nat, (fun i j => if Nat.eqb i j then 2 else 1), (fun _ => 1), 3. split; [|split].
  - intros i I. unfold image, inner. simpl. destruct i as [|[|i]]; simpl; [ring|ring|lia].
  - exists 0%nat. split; [lia|lra].
  - simpl. lra.
Qed.

End Joint.

(* false: side * y before < 0 ==> side * y before <= 0 *)
(* false: alpha * lambda < 1 -> 0 < x0 -> ==> alpha * lambda < 3 -> 0 < x0 -> *)
(* false: (1 - alpha * lambda) ^ j * x0 /\ ==> (1 - alpha * lambda) ^ S j * x0 /\ *)
(* false: - ((1 - alpha * lambda) * (side * x began)) ==> - ((1 - alpha * lambda) ^ 2 * (side * x began)) *)
(* false: (1 - alpha * lambda) ^ (2 * j) ==> (1 - alpha * lambda) ^ (2 * j + 1) *)
(* false: c <> 0 -> ==> True -> *)
(* false: inner n v v * f lambda (x s) ==> f lambda (x s) *)
