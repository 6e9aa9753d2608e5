(* adaptive-restart.critical-momentum, whole.

   Nesterov's method with adaptive restart, in one mode of curvature lambda, 0 < alpha lambda < 1, s = sqrt(alpha
   lambda), from rest:
     with any momenta that are at most (1 - s)/(1 + s) up to a step, the test is not positive up to that step, and so
     the rule does not restart in as many steps as its momenta are at most that;
     with any momenta that are at least a b above that from a step on, y stays on its side in fewer than 1/g of these
     steps, g = b (1 - s^2) - (1 + b)^2 (1 - s^2)^2/4;
     the rule's momenta, k steps after a rest, are at least 1 - 4/(k + 3);
     so the rule restarts again and again: in any P steps that follow each other, P >= 4/(1 - b) + 1/g + 1, it does, and
     after j P steps |x| is at most (1 - alpha lambda)^j |x^0|. Here b is any number between (1 - s)/(1 + s) and 1.

   `driven` is the method without restarts in one mode, with any momenta m_0, m_1, ..: y and x after k steps, for the
   coordinate x of w less its minimiser. `run` is the project's rule (numerics/algorithms/adaptive_restart.py), line by
   line, with its restarts, in the library's `Restarts`. `restarts k` says that the test is positive in step k,
   `restarts_before k` counts the restarts in the steps 0, .., k - 1. In the proofs `last_rest k` is the last step up to
   k at which it was at rest.

   `at_most_critical` and `above_critical` are about any momenta, `momenta_of_the_rule` about those of the rule, and
   `silent_at_first` and `again_and_again` about the rule. The kernel's theorems are used for the ratios x^{k+1}/x^k
   and for the weights. *)

(* uses: Restarts *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Restarts.

(* Any momenta, no restarts: (y, x) after k steps. *)
Fixpoint driven (momenta : nat -> R) (alpha lambda x0 : R) (k : nat) : R * R :=
  match k with
  | O => (x0, x0)
  | S j =>
    let (y, x) := driven momenta alpha lambda x0 j in
    let x' := moved alpha lambda y in
    (x' + momenta j * (x' - x), x')
  end.

(* The rule's weights and momenta, k steps after a rest. *)
Fixpoint weight (k : nat) := match k with O => 1 | S j => t_next (weight j) end.
Definition momentum (k : nat) := (weight k - 1) / weight (S k).

Definition critical (s : R) := (1 - s) / (1 + s).
Definition gap (b s : R) := b * (1 - s ^ 2) - (1 + b) ^ 2 * (1 - s ^ 2) ^ 2 / 4.

(* At most critical momenta: the ratios stay at least 1 - s, from x^0 > 0. *)
Lemma driven_next momenta alpha lambda x0 k :
  let y := fst (driven momenta alpha lambda x0 k) in
  let x := snd (driven momenta alpha lambda x0 k) in
  driven momenta alpha lambda x0 (S k) =
    (moved alpha lambda y + momenta k * (moved alpha lambda y - x), moved alpha lambda y).
Proof. simpl. now destruct (driven momenta alpha lambda x0 k). Qed.

Lemma moves alpha lambda s y : alpha * lambda = s ^ 2 -> moved alpha lambda y = (1 - s ^ 2) * y.
Proof. intros <-. unfold moved. ring. Qed.

Lemma at_most momentum s : 0 < s -> momentum <= critical s -> 0 <= - momentum * s - momentum - s + 1.
Proof.
  intros S M. unfold critical in M. apply (Rmult_le_compat_r (1 + s)) in M; [|lra].
  unfold Rdiv in M. rewrite Rmult_assoc, Rinv_l in M by lra. lra.
Qed.

Lemma ratios_stay momenta alpha lambda s x0 n : 0 < s < 1 -> alpha * lambda = s ^ 2 -> 0 < x0 ->
  (forall i, (i < n)%nat -> 0 <= momenta i <= critical s) ->
  forall k, (k <= n)%nat ->
  let y := fst (driven momenta alpha lambda x0 k) in
  let x := snd (driven momenta alpha lambda x0 k) in
  0 < y <= x /\ run_1 s ((1 - s ^ 2) * y / x).
Proof.
  intros S E X M. induction k as [|k IH]; intros K.
  - simpl. split; [lra|]. replace ((1 - s * (s * 1)) * x0 / x0) with (-1 * s ^ 2 + 1) by (field; lra).
    apply run_1_start.
  - specialize (IH ltac:(lia)). destruct IH as ((Y & YX) & IH). specialize (M k K).
    rewrite driven_next. cbv zeta. cbn [fst snd]. rewrite (moves alpha lambda s _ E).
    set (u := fst (driven momenta alpha lambda x0 k)) in *. set (v := snd (driven momenta alpha lambda x0 k)) in *.
    set (m := momenta k) in *. assert (S2 : 0 < 1 - s ^ 2 < 1) by nra.
    pose proof (never_below _ s IH ltac:(lra) ltac:(lra)) as (B1 & B2). set (rho := (1 - s ^ 2) * u / v) in *.
    assert (F : (1 - s ^ 2) * u = rho * v) by (unfold rho; field; lra).
    pose proof (at_most m s ltac:(lra) ltac:(lra)) as C.
    pose proof (y_is_positive m rho s ltac:(lra) ltac:(lra) B1 B2 ltac:(lra) C) as P.
    assert (R0 : 0 < rho) by lra.
    rewrite F. replace (rho * v + m * (rho * v - v)) with ((m * rho - m + rho) * v) by ring.
    split; [split|].
    + apply Rmult_lt_0_compat; lra.
    + apply Rmult_le_compat_r; [lra|]. nra.
    + replace ((1 - s ^ 2) * ((m * rho - m + rho) * v) / (rho * v)) with ((1 - s ^ 2) * (m * rho - m + rho) / rho)
        by (field; lra).
      apply (run_1_step s rho _ m IH). repeat split; [lra|exact C|]. field. lra.
Qed.

Lemma driven_scaled momenta alpha lambda c x0 k :
  driven momenta alpha lambda (c * x0) k =
    (c * fst (driven momenta alpha lambda x0 k), c * snd (driven momenta alpha lambda x0 k)).
Proof.
  induction k as [|k IH]; [reflexivity|]. rewrite !driven_next, IH. unfold moved. cbn [fst snd]. f_equal; ring.
Qed.

Lemma side x0 : x0 <> 0 -> exists c, c * c = 1 /\ 0 < c * x0.
Proof. intros H. destruct (Rlt_dec 0 x0); [exists 1|exists (-1)]; split; lra. Qed.

Theorem at_most_critical :
  forall (momenta : nat -> R) (alpha lambda s x0 : R) (n : nat),
  0 < lambda -> 0 < s < 1 -> alpha * lambda = s ^ 2 -> x0 <> 0 ->
  (forall i, (i < n)%nat -> 0 <= momenta i <= critical s) ->
  forall k, (k <= n)%nat ->
  let y := fst (driven momenta alpha lambda x0 k) in
  let x := snd (driven momenta alpha lambda x0 k) in
  0 < x0 * y /\ uphill alpha lambda y x <= 0.
Proof.
  intros momenta alpha lambda s x0 n L S E X M k K. destruct (side x0 X) as (c & C & P).
  pose proof (ratios_stay momenta alpha lambda s (c * x0) n S E P M k K) as ((Y & YX) & _).
  rewrite driven_scaled in Y, YX. cbn [fst snd] in Y, YX. cbv zeta.
  set (u := fst (driven momenta alpha lambda x0 k)) in *. set (v := snd (driven momenta alpha lambda x0 k)) in *.
  split.
  - replace (x0 * u) with ((c * c) * (x0 * u)) by (rewrite C; ring).
    replace (c * c * (x0 * u)) with ((c * x0) * (c * u)) by ring. now apply Rmult_lt_0_compat.
  - unfold uphill. rewrite (moves alpha lambda s u E).
    replace (lambda * u * ((1 - s ^ 2) * u - v)) with ((c * c) * (lambda * u * ((1 - s ^ 2) * u - v)))
      by (rewrite C; ring).
    replace (c * c * (lambda * u * ((1 - s ^ 2) * u - v))) with
      (- (lambda * (c * u) * (c * v - (1 - s ^ 2) * (c * u)))) by ring.
    assert (0 <= lambda * (c * u) * (c * v - (1 - s ^ 2) * (c * u))); [|lra].
    apply Rmult_le_pos; [apply Rmult_le_pos; lra|]. assert (0 <= s ^ 2 * (c * u)) by (apply Rmult_le_pos; nra). lra.
Qed.

(* Momenta of at least b: the ratios fall by g in each step. *)
Lemma driven_ordered momenta alpha lambda s x0 k : 0 < s < 1 -> alpha * lambda = s ^ 2 -> 0 < x0 ->
  (forall i, 0 <= momenta i) -> (forall i, (i < k)%nat -> 0 < fst (driven momenta alpha lambda x0 i)) ->
  0 < snd (driven momenta alpha lambda x0 k) /\
  fst (driven momenta alpha lambda x0 k) <= snd (driven momenta alpha lambda x0 k).
Proof.
  intros S E X M. induction k as [|k IH]; intros H.
  - simpl. lra.
  - specialize (IH ltac:(intros; apply H; lia)). specialize (H k ltac:(lia)). specialize (M k).
    rewrite driven_next. cbv zeta. cbn [fst snd]. rewrite (moves alpha lambda s _ E).
    set (u := fst (driven momenta alpha lambda x0 k)) in *. set (v := snd (driven momenta alpha lambda x0 k)) in *.
    assert (S2 : 0 < s ^ 2 < 1) by nra. assert (P : 0 < (1 - s ^ 2) * u) by (apply Rmult_lt_0_compat; lra).
    assert (Q : 0 <= s ^ 2 * u) by (apply Rmult_le_pos; lra). split; [exact P|].
    assert (0 <= momenta k * (v - (1 - s ^ 2) * u)); [|lra]. apply Rmult_le_pos; lra.
Qed.

Lemma gap_positive b s : 0 < s < 1 -> critical s < b <= 1 -> 0 < gap b s.
Proof.
  intros S (B1 & B2). unfold critical in B1. apply (Rmult_lt_compat_r (1 + s)) in B1; [|lra].
  unfold Rdiv in B1. rewrite Rmult_assoc, Rinv_l in B1 by lra.
  assert (B : 0 <= b) by nra.
  destruct (complex_eigenvalues b s ltac:(lra) ltac:(lra) B ltac:(lra)) as ([C|C] & _); [lra|]. unfold gap. lra.
Qed.

Lemma falling momenta alpha lambda s b x0 (from n : nat) : 0 < s < 1 -> alpha * lambda = s ^ 2 -> 0 < x0 ->
  critical s < b <= 1 -> (forall i, 0 <= momenta i) -> (forall i, (from <= i)%nat -> b <= momenta i) ->
  (forall i, (i <= from + n)%nat -> 0 < fst (driven momenta alpha lambda x0 i)) -> INR n * gap b s < 1.
Proof.
  intros U E X B M1 M2 H.
  assert (S2 : 0 < s ^ 2 < 1) by nra.
  set (yk := fun i => fst (driven momenta alpha lambda x0 i)) in *.
  set (xk := fun i => snd (driven momenta alpha lambda x0 i)).
  assert (D : forall i, (i <= from + n)%nat -> 0 < xk i /\ yk i <= xk i).
  { intros i I. apply (driven_ordered momenta alpha lambda s); try assumption. intros j J. apply H. lia. }
  assert (N : forall i, xk (S i) = (1 - s ^ 2) * yk i).
  { intros i. unfold xk. rewrite driven_next. cbv zeta. cbn [snd]. now apply moves. }
  assert (Y : forall i, yk (S i) = xk (S i) + momenta i * (xk (S i) - xk i)).
  { intros i. unfold yk at 1, xk. rewrite driven_next. reflexivity. }
  set (rho := fun i => xk (S (from + i)) / xk (from + i)%nat).
  assert (K : forall i, (i <= n)%nat -> run_2 b (rho 0%nat) s (rho i) (INR i)).
  { induction i as [|i IH]; intros I; [apply run_2_start|]. specialize (IH ltac:(lia)). rewrite S_INR.
    apply (run_2_step b (rho 0%nat) s (rho i) (INR i) (rho (S i)) (momenta (from + i)%nat) IH).
    specialize (M2 (from + i)%nat ltac:(lia)).
    pose proof (proj1 (D (from + i)%nat ltac:(lia))) as X1. pose proof (proj1 (D (S (from + i)) ltac:(lia))) as X2.
    pose proof (H (S (from + i)) ltac:(lia)) as Y2. specialize (Y (from + i)%nat).
    unfold rho. rewrite Nat.add_succ_r. rewrite (N (S (from + i))).
    fold (yk (S (from + i))) in Y2. rewrite Y in *.
    set (p := xk (from + i)%nat) in *. set (q := xk (S (from + i))) in *. set (m := momenta (from + i)%nat) in *.
    repeat split; [lra| |field; lra].
    apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|exact X2]. }
  specialize (K n (Nat.le_refl n)). pose proof (gap_positive b s U B) as G.
  pose proof (D from ltac:(lia)) as (X1 & X2). pose proof (H from ltac:(lia)) as X3. fold (yk from) in X3.
  assert (R0 : rho 0%nat = (1 - s ^ 2) * yk from / xk from) by (unfold rho; now rewrite Nat.add_0_r, N).
  assert (R1 : rho 0%nat * xk from = (1 - s ^ 2) * yk from) by (rewrite R0; field; lra).
  assert (R2 : 0 < rho 0%nat) by (rewrite R0; apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; lra).
  assert (R3 : 0 <= - rho 0%nat + 1).
  { assert (rho 0%nat <= 1); [|lra]. apply (Rmult_le_reg_r (xk from)); [exact X1|]. rewrite R1.
    assert (0 <= s ^ 2 * yk from) by (apply Rmult_le_pos; lra). lra. }
  assert (B0 : 0 <= b).
  { unfold critical in B. assert (0 < (1 - s) / (1 + s)) by (apply Rdiv_lt_0_compat; lra). lra. }
  assert (Q : 1/4 * b^2 * s^4 + 1/2 * b * s^4 - 1/2 * b^2 * s^2 + 1/4 * s^4 + 1/4 * b^2 - 1/2 * s^2 - 1/2 * b
    + gap b s + 1/4 = 0) by (unfold gap; field).
  pose proof (how_long_y_can_be_positive _ _ _ _ _ _ K ltac:(lra) ltac:(lra) B0 Q G R2 R3). lra.
Qed.

Theorem above_critical :
  forall (momenta : nat -> R) (alpha lambda s b x0 : R) (from n : nat),
  0 < s < 1 -> alpha * lambda = s ^ 2 -> x0 <> 0 -> critical s < b <= 1 ->
  (forall i, 0 <= momenta i) -> (forall i, (from <= i)%nat -> b <= momenta i) ->
  (forall i, (i <= from + n)%nat -> 0 < x0 * fst (driven momenta alpha lambda x0 i)) ->
  0 < gap b s /\ INR n < / gap b s.
Proof.
  intros momenta alpha lambda s b x0 from n S E X B M1 M2 H. destruct (side x0 X) as (c & C & P).
  pose proof (gap_positive b s S B) as G. split; [exact G|].
  assert (F : INR n * gap b s < 1).
  { apply (falling momenta alpha lambda s b (c * x0) from n S E P B M1 M2). intros i I. rewrite driven_scaled.
    cbn [fst]. specialize (H i I). set (u := fst (driven momenta alpha lambda x0 i)) in *.
    assert (Q : 0 < (c * x0) * (c * u)) by (replace (c * x0 * (c * u)) with (c * c * (x0 * u)) by ring;
      rewrite C; lra).
    nra. }
  apply (Rmult_lt_reg_r (gap b s)); [exact G|]. rewrite Rinv_l; lra.
Qed.

(* The momenta of the rule. *)
Lemma weights k : 1 <= weight k /\ run_3 1 (weight k) (INR k).
Proof.
  induction k as [|k (W & IH)]; [split; [simpl; lra|apply run_3_start]|].
  rewrite S_INR. destruct (weight_root (weight k)) as (r & R0 & R2 & E).
  change (t_next (weight k)) with (weight (S k)) in E. rewrite E. split; [nra|].
  apply (run_3_step 1 _ _ r IH). split; [exact R0|lra].
Qed.

Theorem momenta_of_the_rule :
  forall k : nat, 0 <= momentum k < 1 /\ 1 - momentum k <= 4 / (INR k + 3).
Proof.
  intros k. destruct (weights k) as (W & K). destruct (weight_root (weight k)) as (r & R0 & R2 & E).
  change (t_next (weight k)) with (weight (S k)) in E.
  assert (M : 1/2 * momentum k * r + 1/2 * momentum k - weight k + 1 = 0).
  { unfold momentum. rewrite E. field. lra. }
  pose proof (the_momenta_tend_to_1 _ (momentum k) r _ _ K R0 ltac:(lra) M ltac:(lra)) as (P & Q).
  assert (N : 0 <= INR k) by apply pos_INR. split; [split; [exact P|]|].
  - assert (weight k - 1 < 1/2 * r + 1/2) by nra. apply (Rmult_lt_reg_r (1/2 * r + 1/2)); lra.
  - apply (Rmult_le_reg_r (INR k + 3)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma momentum_positive k : 0 < momentum (S k).
Proof.
  destruct (weights k) as (W & _). destruct (weights (S (S k))) as (W2 & _).
  apply Rdiv_lt_0_compat; [|lra]. cbn [weight]. destruct (weight_root (weight k)) as (r & R0 & R2 & ->). nra.
Qed.

(* From a rest until it restarts the rule is driven by these momenta. *)
Lemma run_is_driven alpha lambda x0 k : (forall i, (i < k)%nat -> ~ restarts alpha lambda x0 i) ->
  run alpha lambda x0 k =
    State (weight k) (fst (driven momentum alpha lambda x0 k)) (snd (driven momentum alpha lambda x0 k)).
Proof.
  induction k as [|k IH]; intros H; [reflexivity|].
  specialize (IH ltac:(intros; apply H; lia)). specialize (H k ltac:(lia)). unfold restarts in H.
  cbn [run]. unfold step. destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 k))) as [C|_]; [contradiction|].
  rewrite driven_next, IH. reflexivity.
Qed.

Definition momentum_at (s : state) := (t s - 1) / t_next (t s).

Lemma run_next alpha lambda x0 k : ~ restarts alpha lambda x0 k ->
  let s := run alpha lambda x0 k in
  run alpha lambda x0 (S k) =
    State (t_next (t s)) (moved alpha lambda (y s) + momentum_at s * (moved alpha lambda (y s) - x s))
      (moved alpha lambda (y s)).
Proof.
  unfold restarts. intros H. cbn [run]. unfold step.
  destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 k))); [contradiction|reflexivity].
Qed.

(* As long as the test is silent |x| does not grow, and y is not beyond -x^0; a restart contracts. *)
Lemma silent alpha lambda s c z k : 0 < lambda -> 0 < s < 1 -> alpha * lambda = s ^ 2 -> c * c = 1 -> 0 < c * z ->
  (forall i, (i < k)%nat -> ~ restarts alpha lambda z i) ->
  let p := run alpha lambda z k in
  0 <= c * x p <= c * z /\ - (c * z) <= c * y p <= c * x p /\
  (~ 0 < test alpha lambda p -> 0 <= c * y p) /\ (0 < test alpha lambda p <-> c * y p < 0).
Proof.
  intros L U E C Z. assert (U2 : 0 < s ^ 2 < 1) by nra.
  assert (T : forall p, c * y p <= c * x p -> 0 <= c * x p -> (0 < test alpha lambda p <-> c * y p < 0)).
  { intros p P Q. unfold test, uphill. rewrite (moves alpha lambda s _ E).
    replace (lambda * y p * ((1 - s ^ 2) * y p - x p)) with (lambda * ((c * y p) * ((1 - s ^ 2) * (c * y p) - c * x p)))
      by (transitivity (c * c * (lambda * y p * ((1 - s ^ 2) * y p - x p))); [ring|rewrite C; ring]).
    set (u := c * y p) in *. set (v := c * x p) in *. split; intros H.
    - apply Rnot_le_lt. intros K. assert (0 <= u * (v - (1 - s ^ 2) * u)) by (apply Rmult_le_pos; nra).
      assert (0 <= lambda * (u * (v - (1 - s ^ 2) * u))) by (apply Rmult_le_pos; lra). lra.
    - apply Rmult_lt_0_compat; [exact L|]. assert (0 < (- u) * (v - (1 - s ^ 2) * u)); [|lra].
      apply Rmult_lt_0_compat; nra. }
  assert (W : forall p, c * y p <= c * x p -> 0 <= c * x p -> ~ 0 < test alpha lambda p -> 0 <= c * y p).
  { intros p P Q N. specialize (T p P Q). lra. }
  intros H. enough (B : let p := run alpha lambda z k in 0 <= c * x p <= c * z /\ - (c * z) <= c * y p <= c * x p).
  { cbv zeta in *. destruct B as (B1 & B2). repeat split; try lra; [apply W; lra|apply T; lra|apply T; lra]. }
  induction k as [|k IH]; [simpl; lra|]. specialize (IH ltac:(intros; apply H; lia)).
  assert (Q : forall i, (i < k)%nat -> ~ restarts alpha lambda z i) by (intros; apply H; lia).
  specialize (H k ltac:(lia)). destruct IH as ((X1 & X2) & Y1 & Y2). specialize (W _ Y2 X1 H).
  pose proof (momenta_of_the_rule k) as ((M1 & M2) & _).
  rewrite run_next by exact H. cbn [x y]. rewrite (moves alpha lambda s _ E).
  set (u := y (run alpha lambda z k)) in *. set (v := x (run alpha lambda z k)) in *.
  assert (M : 0 <= momentum_at (run alpha lambda z k) < 1).
  { rewrite run_is_driven by exact Q. split; [exact M1|exact M2]. }
  set (m := momentum_at (run alpha lambda z k)) in *.
  replace (c * ((1 - s ^ 2) * u + m * ((1 - s ^ 2) * u - v))) with
    ((1 - s ^ 2) * (c * u) - m * (c * v - (1 - s ^ 2) * (c * u))) by ring.
  replace (c * ((1 - s ^ 2) * u)) with ((1 - s ^ 2) * (c * u)) by ring.
  set (p := (1 - s ^ 2) * (c * u)). assert (P : 0 <= p <= c * v).
  { unfold p. split; [apply Rmult_le_pos; lra|]. assert (0 <= s ^ 2 * (c * u)) by (apply Rmult_le_pos; lra). lra. }
  assert (0 <= m * (c * v - p)) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - m) * (c * v - p)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma bounded_search alpha lambda z n :
  (exists i, (i <= n)%nat /\ restarts alpha lambda z i) \/ (forall i, (i <= n)%nat -> ~ restarts alpha lambda z i).
Proof.
  induction n as [|n [(i & I & H)|IH]].
  - destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda z 0))) as [H|H].
    + left. exists 0%nat. now split.
    + right. intros i I. now replace i with 0%nat by lia.
  - left. exists i. split; [lia|exact H].
  - destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda z (S n)))) as [H|H].
    + left. exists (S n). now split.
    + right. intros i I. destruct (Nat.eq_dec i (S n)) as [->|]; [exact H|apply IH; lia].
Qed.

Lemma next_restart alpha lambda s b z (from n : nat) : 0 < lambda -> 0 < s < 1 -> alpha * lambda = s ^ 2 -> z <> 0 ->
  critical s < b < 1 -> 4 / (1 - b) <= INR from + 3 -> / gap b s <= INR n ->
  exists i, (i <= from + n + 1)%nat /\ restarts alpha lambda z i.
Proof.
  intros L U E Z B F G. destruct (bounded_search alpha lambda z (from + n + 1)) as [H|H]; [exact H|exfalso].
  destruct (side z Z) as (c & C & P). assert (U2 : 0 < s ^ 2 < 1) by nra.
  assert (D : forall i, (i <= from + n + 1)%nat -> 0 <= c * y (run alpha lambda z i)).
  { intros i I. pose proof (silent alpha lambda s c z i L U E C P ltac:(intros; apply H; lia)) as (_ & _ & W & _).
    apply W. exact (H i I). }
  assert (Y : forall i, (i <= from + n)%nat -> 0 < c * y (run alpha lambda z i)).
  { induction i as [|i IH]; intros I; [exact P|]. specialize (IH ltac:(lia)).
    destruct (Rle_lt_or_eq_dec _ _ (D (S i) ltac:(lia))) as [K|K]; [exact K|exfalso].
    assert (X : 0 < c * x (run alpha lambda z (S i))).
    { rewrite run_next by (apply H; lia). cbn [x]. rewrite (moves alpha lambda s _ E).
      set (u := y (run alpha lambda z i)) in *. replace (c * ((1 - s ^ 2) * u)) with ((1 - s ^ 2) * (c * u)) by ring.
      apply Rmult_lt_0_compat; lra. }
    specialize (D (S (S i)) ltac:(lia)). rewrite (run_next _ _ _ (S i)) in D by (apply H; lia). cbn [y] in D.
    rewrite (moves alpha lambda s _ E) in D.
    assert (M : 0 < momentum_at (run alpha lambda z (S i))).
    { rewrite run_is_driven by (intros; apply H; lia). apply (momentum_positive i). }
    set (u := y (run alpha lambda z (S i))) in *. set (v := x (run alpha lambda z (S i))) in *.
    set (m := momentum_at (run alpha lambda z (S i))) in *.
    replace (c * ((1 - s ^ 2) * u + m * ((1 - s ^ 2) * u - v))) with
      ((1 - s ^ 2) * (1 + m) * (c * u) - m * (c * v)) in D by ring.
    rewrite <- K in D. assert (0 < m * (c * v)) by (apply Rmult_lt_0_compat; assumption). lra. }
  assert (M1 : forall i, 0 <= momentum i) by (intros i; apply (momenta_of_the_rule i)).
  assert (M2 : forall i, (from <= i)%nat -> b <= momentum i).
  { intros i I. pose proof (momenta_of_the_rule i) as (_ & M). apply le_INR in I. pose proof (pos_INR from) as N.
    assert (4 / (INR i + 3) <= 1 - b); [|lra]. apply (Rmult_le_reg_r (INR i + 3)); [lra|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra.
    apply (Rmult_le_compat_r (1 - b)) in F; [|lra]. unfold Rdiv in F. rewrite Rmult_assoc, Rinv_l in F by lra. nra. }
  destruct (above_critical momentum alpha lambda s b z from n U E Z ltac:(lra) M1 M2) as (_ & K); [|lra].
  intros i I. specialize (Y i I). rewrite run_is_driven in Y by (intros; apply H; lia). cbn [y] in Y.
  set (u := fst (driven momentum alpha lambda z i)) in *.
  replace (z * u) with ((c * z) * (c * u)) by (transitivity (c * c * (z * u)); [ring|rewrite C; ring]).
  now apply Rmult_lt_0_compat.
Qed.

Lemma same_size c u : c * c = 1 -> Rabs (c * u) = Rabs u.
Proof.
  intros C. rewrite Rabs_mult. assert (E : Rabs c * Rabs c = 1) by (rewrite <- Rabs_mult, C; apply Rabs_R1).
  assert (0 <= Rabs c) by apply Rabs_pos. assert (Rabs c = 1) by nra. rewrite H0. ring.
Qed.

Lemma in_a_stretch alpha lambda s x0 k : 0 < lambda -> 0 < s < 1 -> alpha * lambda = s ^ 2 ->
  let z := x (run alpha lambda x0 (last_rest alpha lambda x0 k)) in
  let p := run alpha lambda x0 k in
  z <> 0 ->
  Rabs (x p) <= Rabs z /\
  (restarts alpha lambda x0 k -> 0 < Rabs (moved alpha lambda (y p)) <= (1 - s ^ 2) * Rabs z).
Proof.
  intros L U E z p Z. destruct (side z Z) as (c & C & P). assert (U2 : 0 < s ^ 2 < 1) by nra.
  destruct (last_rest_is alpha lambda x0 k) as (M & B & N). set (m := last_rest alpha lambda x0 k) in *. fold z in B.
  assert (Q : p = run alpha lambda z (k - m)).
  { rewrite <- (run_again alpha lambda x0 z m (k - m) B). unfold p. f_equal. lia. }
  assert (H : forall i, (i < k - m)%nat -> ~ restarts alpha lambda z i).
  { intros i I. unfold restarts. rewrite <- (run_again alpha lambda x0 z m i B). apply N. lia. }
  pose proof (silent alpha lambda s c z (k - m) L U E C P H) as ((X1 & X2) & (Y1 & Y2) & _ & T).
  rewrite <- Q in *. rewrite <- (same_size c z C), <- (same_size c (x p) C), (Rabs_right (c * z)), Rabs_right by lra.
  split; [exact X2|]. intros R0. apply T in R0. rewrite (moves alpha lambda s _ E), Rabs_mult.
  rewrite <- (same_size c (y p) C), Rabs_right, (Rabs_left (c * y p)) by lra.
  split; [apply Rmult_lt_0_compat; lra|apply Rmult_le_compat_l; lra].
Qed.

Lemma contracts alpha lambda s x0 k : 0 < lambda -> 0 < s < 1 -> alpha * lambda = s ^ 2 -> x0 <> 0 ->
  let z := x (run alpha lambda x0 (last_rest alpha lambda x0 k)) in
  z <> 0 /\ Rabs z <= (1 - s ^ 2) ^ restarts_before alpha lambda x0 k * Rabs x0.
Proof.
  intros L U E X. induction k as [|k IH]; [simpl; split; [exact X|lra]|].
  destruct IH as (IH1 & IH2). pose proof (in_a_stretch alpha lambda s x0 k L U E IH1) as (_ & H).
  cbn [last_rest restarts_before]. unfold restarts in H.
  destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 k))) as [T|T]; [|split; assumption].
  specialize (H T). cbn [run]. unfold step.
  destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 k))) as [_|]; [|contradiction]. cbn [x].
  set (w := moved alpha lambda (y (run alpha lambda x0 k))) in *. split.
  - intros W. rewrite W, Rabs_R0 in H. lra.
  - apply Rle_trans with (1 := proj2 H). cbn [pow]. rewrite Rmult_assoc. apply Rmult_le_compat_l; [nra|exact IH2].
Qed.

Lemma more_restarts alpha lambda x0 k n :
  (restarts_before alpha lambda x0 k <= restarts_before alpha lambda x0 (k + n))%nat.
Proof.
  induction n as [|n IH]; [now rewrite Nat.add_0_r|]. rewrite Nat.add_succ_r. cbn [restarts_before].
  destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 (k + n)))); lia.
Qed.

Lemma rounded_up r : 0 <= r -> exists n : nat, r <= INR n <= r + 1.
Proof.
  intros H. destruct (archimed r) as (A & B).
  assert (Z0 : (0 <= up r)%Z) by (apply le_IZR; lra).
  destruct (IZN _ Z0) as (n & N). exists n. rewrite INR_IZR_INZ, <- N. lra.
Qed.

Theorem silent_at_first :
  forall (alpha lambda s x0 : R) (n : nat),
  0 < lambda -> 0 < s < 1 -> alpha * lambda = s ^ 2 -> x0 <> 0 ->
  (forall i, (i < n)%nat -> momentum i <= critical s) ->
  forall k, (k <= n)%nat -> ~ restarts alpha lambda x0 k.
Proof.
  intros alpha lambda s x0 n L U E X M.
  assert (M' : forall i, (i < n)%nat -> 0 <= momentum i <= critical s).
  { intros i I. split; [apply momenta_of_the_rule|now apply M]. }
  induction k as [k IH] using (well_founded_induction Wf_nat.lt_wf). intros K.
  pose proof (at_most_critical momentum alpha lambda s x0 n L U E X M' k K) as (_ & H).
  unfold restarts, test. rewrite run_is_driven by (intros i I; apply IH; lia). cbn [x y]. lra.
Qed.

Theorem again_and_again :
  forall (alpha lambda s b x0 : R) (P : nat),
  0 < lambda -> 0 < s < 1 -> alpha * lambda = s ^ 2 -> x0 <> 0 ->
  critical s < b < 1 -> 4 / (1 - b) + / gap b s + 1 <= INR P ->
  (forall k : nat, exists i, (k <= i < k + P)%nat /\ restarts alpha lambda x0 i) /\
  (forall j : nat, (j <= restarts_before alpha lambda x0 (j * P))%nat /\
    Rabs (x (run alpha lambda x0 (j * P))) <= (1 - alpha * lambda) ^ j * Rabs x0).
Proof.
  intros alpha lambda s b x0 P L U E X B Q. assert (U2 : 0 < s ^ 2 < 1) by nra.
  pose proof (gap_positive b s U ltac:(lra)) as G.
  assert (F : 4 <= 4 / (1 - b)).
  { assert (B0 : 0 <= b).
    { unfold critical in B. assert (0 < (1 - s) / (1 + s)) by (apply Rdiv_lt_0_compat; lra). lra. }
    apply (Rmult_le_reg_r (1 - b)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  destruct (rounded_up (4 / (1 - b) - 3) ltac:(lra)) as (from & F1 & F2).
  destruct (rounded_up (/ gap b s)) as (n & N1 & N2); [now apply Rlt_le, Rinv_0_lt_compat|].
  assert (S1 : (from + n + 2 <= P)%nat).
  { apply INR_le. rewrite !plus_INR. simpl (INR 2). lra. }
  assert (W : forall k : nat, exists i, (k <= i < k + P)%nat /\ restarts alpha lambda x0 i).
  { intros k. pose proof (contracts alpha lambda s x0 k L U E X) as (Z & _).
    destruct (last_rest_is alpha lambda x0 k) as (M & R0 & R1). set (m := last_rest alpha lambda x0 k) in *.
    set (z := x (run alpha lambda x0 m)) in *.
    destruct (next_restart alpha lambda s b z from n L U E Z B ltac:(lra) N1) as (i & I & H).
    unfold restarts in H. rewrite <- (run_again alpha lambda x0 z m i R0) in H. exists (m + i)%nat. split; [|exact H].
    destruct (Nat.le_gt_cases k (m + i)) as [|D]; [lia|]. exfalso. exact (R1 (m + i)%nat ltac:(lia) H). }
  split; [exact W|]. intros j.
  assert (J : (j <= restarts_before alpha lambda x0 (j * P))%nat).
  { induction j as [|j IH]; [lia|]. destruct (W (j * P)%nat) as (i & I & H).
    pose proof (more_restarts alpha lambda x0 (j * P) (i - j * P)) as A1.
    pose proof (more_restarts alpha lambda x0 (S i) (S j * P - S i)) as A2.
    replace (j * P + (i - j * P))%nat with i in A1 by lia.
    replace (S i + (S j * P - S i))%nat with (S j * P)%nat in A2 by (simpl; lia).
    cbn [restarts_before] in A2. unfold restarts in H.
    destruct (Rlt_dec 0 (test alpha lambda (run alpha lambda x0 i))); [lia|contradiction]. }
  split; [exact J|]. pose proof (contracts alpha lambda s x0 (j * P) L U E X) as (Z & C).
  pose proof (in_a_stretch alpha lambda s x0 (j * P) L U E Z) as (D & _).
  apply Rle_trans with (1 := D), Rle_trans with (1 := C). rewrite E.
  apply Rmult_le_compat_r; [apply Rabs_pos|]. set (r := restarts_before alpha lambda x0 (j * P)) in *.
  replace r with (j + (r - j))%nat by lia. rewrite pow_add. set (q := 1 - s ^ 2) in *.
  assert (0 <= q ^ j) by (apply pow_le; unfold q; lra).
  assert (q ^ (r - j) <= 1 ^ (r - j)) by (apply pow_incr; unfold q; lra). rewrite pow1 in *. nra.
Qed.

(* Each with s = 1/2, alpha = 1/4, lambda = x^0 = 1, so that the critical momentum is 1/3; the last has P = 23. *)
Lemma example : 0 < 1 /\ 0 < 1 / 2 < 1 /\ 1 / 4 * 1 = (1 / 2) ^ 2 /\ 1 <> 0 /\ critical (1 / 2) = 1 / 3.
Proof. unfold critical. repeat split; lra. Qed.

Theorem at_most_critical_witness : exists (momenta : nat -> R) (alpha lambda s x0 : R) (n : nat),
  (0 < lambda /\ 0 < s < 1 /\ alpha * lambda = s ^ 2 /\ x0 <> 0) /\
  (forall i, (i < n)%nat -> 0 <= momenta i <= critical s) /\ (1 < n)%nat /\ momenta 0%nat = critical s.
Proof.
  pose proof example as (E1 & E2 & E3 & E4 & E5).
  exists (fun _ => 1 / 3), (1 / 4), 1, (1 / 2), 1, 2%nat. rewrite E5. split; [repeat split; lra|].
  split; [intros; lra|]. split; [lia|lra].
Qed.

Theorem above_critical_witness : exists (momenta : nat -> R) (alpha lambda s b x0 : R) (from n : nat),
  (0 < s < 1 /\ alpha * lambda = s ^ 2 /\ x0 <> 0 /\ critical s < b <= 1) /\
  (forall i, 0 <= momenta i) /\ (forall i, (from <= i)%nat -> b <= momenta i) /\
  (forall i, (i <= from + n)%nat -> 0 < x0 * fst (driven momenta alpha lambda x0 i)) /\ (0 < n)%nat.
Proof.
  pose proof example as (E1 & E2 & E3 & E4 & E5).
  exists (fun _ => 1 / 2), (1 / 4), 1, (1 / 2), (1 / 2), 1, 0%nat, 1%nat. rewrite E5. split; [repeat split; lra|].
  split; [intros; lra|]. split; [intros; lra|]. split; [|lia].
  intros i I. destruct i as [|[|i]]; [| |lia]; simpl; unfold moved; lra.
Qed.

Theorem silent_at_first_witness : exists (alpha lambda s x0 : R) (n : nat),
  (0 < lambda /\ 0 < s < 1 /\ alpha * lambda = s ^ 2 /\ x0 <> 0) /\
  (forall i, (i < n)%nat -> momentum i <= critical s) /\ (1 < n)%nat.
Proof.
  pose proof example as (E1 & E2 & E3 & E4 & E5).
  exists (1 / 4), 1, (1 / 2), 1, 2%nat. rewrite E5. split; [repeat split; lra|]. split; [|lia].
  intros i I. destruct i as [|[|i]]; [| |lia]; unfold momentum; cbn [weight].
  - replace (1 - 1) with 0 by ring. unfold Rdiv. lra.
  - set (a := t_next 1). assert (A : 8 / 5 <= a <= 163 / 100).
    { unfold a, t_next. set (r := sqrt _). assert (0 <= r) by apply sqrt_pos.
      assert (r * r = 5) by (unfold r; rewrite sqrt_sqrt; lra). split; nra. }
    assert (B : 21 / 10 <= t_next a).
    { unfold t_next. set (r := sqrt _). assert (0 <= r) by apply sqrt_pos.
      assert (r * r = 1 + 4 * a * a) by (unfold r; rewrite sqrt_sqrt; nra). nra. }
    apply (Rmult_le_reg_r (t_next a)); [lra|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Theorem again_and_again_witness : exists (alpha lambda s b x0 : R) (P : nat),
  (0 < lambda /\ 0 < s < 1 /\ alpha * lambda = s ^ 2 /\ x0 <> 0) /\
  critical s < b < 1 /\ 4 / (1 - b) + / gap b s + 1 <= INR P /\ P = 23%nat.
Proof.
  pose proof example as (E1 & E2 & E3 & E4 & E5).
  exists (1 / 4), 1, (1 / 2), (2 / 3), 1, 23%nat. rewrite E5. repeat split; try lra.
  replace (gap (2 / 3) (1 / 2)) with (7 / 64) by (unfold gap; field). simpl. lra.
Qed.

End Joint.

(* false: 0 <= momenta i <= critical s) -> ==> 0 <= momenta i <= 1) -> *)
(* false: critical s < b <= 1 -> ==> 0 < b <= 1 -> *)
(* false: 0 <= momentum k < 1 ==> 0 < momentum k < 1 *)
(* false: 4 / (INR k + 3) ==> 2 / (INR k + 3) *)
(* false: (k <= n)%nat -> ~ restarts ==> (k <= n + 9)%nat -> ~ restarts *)
(* false: critical s < b < 1 -> ==> critical s < b -> *)
(* false: (1 - alpha * lambda) ^ j * Rabs x0 ==> (1 - alpha * lambda) ^ S j * Rabs x0 *)
