(* oracle.momentum-is-optimal: on the infinite problem, momentum with the optimal parameters, alpha = q and beta = q^2,
   has from rest at 0 the run w_i^k = q^i for i <= k and 0 for i > k, for all i and k. Its error has q^k times the norm
   of the first one, in the maximum norm and in every p-norm, and no linear first order method from 0 has a smaller
   error in any component, at any step. On f^n, with both ends, the same run holds for k <= n.

   How it is written. In the words of library/Chain.v, with w_0 = 1 (library/Rosenbrock.v): `component e i` says that
   there is a component i, and the end e of the chain is `fixed n`, `free n` or `infinite`. A run is w k i = w_i^k with
   z k i = z_i^k. The curvatures of the infinite problem fill the interval from c to c + 4, c = 4/(kappa - 1):
   `alpha_of` and `beta_of` are the article's optimal parameters for a least and a largest curvature. `stationary`: a
   bounded zero of the gradient, as w* is one (oracle.minimiser).
   `sup_norm x N` says that N is the least upper bound of all |x_i|. `p_norm p x N` says that the series of all |x_i|^p
   converges, and that its sum is N^p, for a real p > 0; `power p t s` says that s = t^p. Norms are relations since a
   vector need not have one; it has one at most.

   `optimal_parameters`: they are q and q^2. `the_run`: of all components at all steps. `the_minimiser`: w_i* = q^i, and
   nothing else, is stationary. `the_norms`: N is that of w^0 - w*, at k = 0. `none_is_better` than momentum, component
   by component. The first two join the kernel's `the_optimal_parameters`, `the_start`, `one_step__every_component`. *)

(* uses: Chain, Rosenbrock *)

From Coq Require Import Lia Arith.

Module Joint.

Import Chain.
Import Rosenbrock.

(* The method. *)

Definition momentum (kappa : R) (e : ending) (alpha beta : R) (z w : nat -> nat -> R) : Prop :=
  forall k i, component e i ->
  z (S k) i = beta * z k i + gradient kappa e (w k) i /\ w (S k) i = w k i - alpha * z (S k) i.

Definition alpha_of (least largest : R) : R := (2 / (sqrt least + sqrt largest)) ^ 2.
Definition beta_of (least largest : R) : R := ((sqrt largest - sqrt least) / (sqrt largest + sqrt least)) ^ 2.

Definition optimal_momentum_from_rest (kappa : R) (e : ending) (z w : nat -> nat -> R) : Prop :=
  (forall i, component e i -> z 0%nat i = 0 /\ w 0%nat i = 0)
  /\ momentum kappa e (alpha_of (c kappa) (c kappa + 4)) (beta_of (c kappa) (c kappa + 4)) z w.

(* Norms. *)

Definition sup_norm (x : nat -> R) (N : R) : Prop :=
  is_lub (fun y => exists i, component infinite i /\ y = Rabs (x i)) N.

(* s = t^p: where t = exp(z) it is exp(p z), and 0^p = 0. *)
Definition power (p t s : R) : Prop := (t = 0 /\ s = 0) \/ exists z, t = exp z /\ s = exp (p * z).

Definition p_norm (p : R) (x : nat -> R) (N : R) : Prop :=
  exists (term : nat -> R) (sum : R),
  (forall j, power p (Rabs (x (j + 1)%nat)) (term j)) /\ infinite_sum term sum /\ power p N sum.

(* The parameters. *)

Theorem optimal_parameters :
  forall kappa : R, 1 < kappa ->
  alpha_of (c kappa) (c kappa + 4) = q kappa /\ beta_of (c kappa) (c kappa + 4) = q kappa ^ 2.
Proof.
  intros kappa H. destruct (roots kappa H) as (A & B & C & D).
  assert (P : 0 < c kappa) by (apply Rdiv_lt_0_compat; lra).
  assert (S := sqrt_lt_R0 _ P). assert (T := sqrt_lt_R0 (c kappa + 4) ltac:(lra)).
  assert (S2 := sqrt_sqrt (c kappa) ltac:(lra)). assert (T2 := sqrt_sqrt (c kappa + 4) ltac:(lra)).
  destruct (the_optimal_parameters (sqrt (c kappa)) (sqrt (c kappa + 4)) _ (alpha_of (c kappa) (c kappa + 4))
    (beta_of (c kappa) (c kappa + 4)) _ _ _ A B C D S ltac:(lra) T ltac:(lra)); [| |lra].
  - unfold alpha_of. field. lra.
  - unfold beta_of. field. lra.
Qed.

(* The run. *)

(* Step k's component i and velocity, as the kernel has them: d = k - i and P = q^i. *)
Definition value (d P w : R) : Prop := (w = 0 /\ 0 < - d) \/ (- P + w = 0 /\ 0 <= d).
Definition velocity (q d P z : R) : Prop := (z = 0 /\ 0 < d ^ 2) \/ (d = 0 /\ q * z + P = 0).

Definition within (e : ending) (k : nat) : Prop :=
  match e with
  | fixed n | free n => (k <= n)%nat
  | infinite => True
  end.

Lemma whole_distance k i :
  INR k - INR i + 1 = 0 \/ INR k - INR i = 0 \/ 0 <= INR k - INR i - 1 \/ 0 <= - (INR k - INR i) - 2.
Proof.
  assert (C : (k + 1 = i \/ k = i \/ i + 1 <= k \/ k + 2 <= i)%nat) by lia.
  destruct C as [<-|[->|[L|L]]]; [rewrite plus_INR; simpl; lra|lra| |];
    apply le_INR in L; rewrite plus_INR in L; simpl in L; lra.
Qed.

Lemma value_before kappa e w k i : component e i ->
  (forall l, component e l -> value (INR k - INR l) (q kappa ^ l) (w l)) ->
  value (INR k - INR i + 1) (q kappa ^ (i - 1)) (with_ends e 1 w (i - 1)).
Proof.
  intros I IH. assert (P := pos_INR k). assert (E : INR i = INR (i - 1) + 1).
  { rewrite <- S_INR. f_equal. destruct e; simpl in I; lia. }
  replace (INR k - INR i + 1) with (INR k - INR (i - 1)) by lra.
  unfold with_ends. destruct (Nat.eq_dec (i - 1) 0) as [->|N].
  - right. simpl. lra.
  - destruct e; simpl in I; repeat (destruct (Nat.eq_dec _ _); try lia); apply IH; simpl; lia.
Qed.

Lemma value_after kappa e w k i : within e (S k) -> component e i ->
  (forall l, component e l -> value (INR k - INR l) (q kappa ^ l) (w l)) ->
  value (INR k - INR i - 1) (q kappa ^ i * q kappa) (with_ends e 1 w (i + 1)).
Proof.
  intros W I IH. assert (E : INR (i + 1) = INR i + 1) by (rewrite plus_INR; reflexivity).
  replace (INR k - INR i - 1) with (INR k - INR (i + 1)) by lra.
  replace (q kappa ^ i * q kappa) with (q kappa ^ (i + 1)) by (rewrite pow_add; simpl; ring).
  unfold with_ends. destruct (Nat.eq_dec (i + 1) 0) as [Z|_]; [lia|].
  destruct e as [n|n|]; simpl in W, I; [| |apply IH; simpl; lia];
    (destruct (Nat.eq_dec (i + 1) (n + 1)); [|apply IH; simpl; lia]);
    assert (i = n) as -> by lia; apply le_INR in W; rewrite S_INR in W; [left; lra|].
  destruct (IH n) as [[-> _]|[_ L]]; [simpl; lia|left; lra|lra].
Qed.

Lemma profile kappa e z w : 1 < kappa -> optimal_momentum_from_rest kappa e z w ->
  forall k, within e k -> forall i, component e i ->
  value (INR k - INR i) (q kappa ^ i) (w k i) /\ velocity (q kappa) (INR k - INR i) (q kappa ^ i) (z k i).
Proof.
  intros H [start run]. destruct (roots kappa H) as (A & B & C & D). destruct (q_is kappa H) as [[Q _] _].
  destruct (optimal_parameters kappa H) as [-> ->] in run.
  induction k as [|k IH]; intros W i I.
  - destruct (start i I) as [-> ->]. assert (1 <= INR i) by (apply (le_INR 1); destruct e; simpl in I; lia).
    assert (P := pow_lt (q kappa) i Q).
    destruct (the_start (q kappa ^ i) (INR i) ltac:(lra) P) as [S T]. unfold value, velocity. simpl INR.
    split; left; (split; [reflexivity|]); [destruct S; lra|destruct T; [|lra]]. nra.
  - assert (V : within e k) by (destruct e; simpl in W |- *; lia). specialize (IH V).
    destruct (IH i I) as [E F]. destruct (run k i I) as [-> ->].
    assert (L := value_before kappa e (w k) k i I (fun l J => proj1 (IH l J))).
    assert (G := value_after kappa e (w k) k i W I (fun l J => proj1 (IH l J))).
    assert (X : q kappa ^ (i - 1) * q kappa - q kappa ^ i = 0).
    { replace i with (S (i - 1)) at 2 by (destruct e; simpl in I; lia). simpl. ring. }
    destruct (one_step__every_component (sqrt kappa) (q kappa ^ i) (q kappa ^ (i - 1)) (q kappa) (q kappa ^ 2) (c kappa)
      (INR k - INR i) (with_ends e 1 (w k) (i + 1)) (w k i) kappa (with_ends e 1 (w k) (i - 1)) (q kappa) (z k i)
      A B C D ltac:(lra) ltac:(lra) (pow_lt _ i Q) X (whole_distance k i)) as [S T].
    + destruct L as [[-> L]|[L M]]; [left|right]; lra.
    + destruct E as [[-> E]|[E M]]; [left|right]; lra.
    + destruct G as [[-> G]|[G M]]; [left|right]; lra.
    + destruct F as [[-> F]|[F M]]; [left|right]; lra.
    + rewrite S_INR. unfold value, velocity, gradient, Chain.gradient. fold (c kappa). split.
      * destruct T as [[T U]|[T U]]; [right|left]; lra.
      * destruct S as [[S U]|[S U]]; [left|right]; [split; [|nra]|]; lra.
Qed.

Theorem the_run :
  forall (kappa : R) (e : ending) (z w : nat -> nat -> R),
  1 < kappa ->
  optimal_momentum_from_rest kappa e z w ->
  forall k i, within e k -> component e i ->
  ((i <= k)%nat -> w k i = q kappa ^ i) /\ ((k < i)%nat -> w k i = 0).
Proof.
  intros kappa e z w H run k i W I. destruct (profile kappa e z w H run k W i I) as [[[V L]|[V L]] _].
  - split; intros M; [apply le_INR in M; lra|exact V].
  - split; intros M; [lra|apply lt_INR in M; lra].
Qed.

Fixpoint from_rest (kappa : R) (e : ending) (k : nat) : (nat -> R) * (nat -> R) :=
  match k with
  | O => (fun _ => 0, fun _ => 0)
  | S m =>
    let (z, w) := from_rest kappa e m in
    let after := fun i => beta_of (c kappa) (c kappa + 4) * z i + gradient kappa e w i in
    (after, fun i => w i - alpha_of (c kappa) (c kappa + 4) * after i)
  end.

Lemma it_is_optimal_momentum kappa e :
  optimal_momentum_from_rest kappa e (fun k => fst (from_rest kappa e k)) (fun k => snd (from_rest kappa e k)).
Proof.
  split; [simpl; split; reflexivity|]. intros k i _. simpl. destruct (from_rest kappa e k). simpl. split; reflexivity.
Qed.

Theorem the_run_witness :
  forall e : ending, exists (kappa : R) (z w : nat -> nat -> R),
  1 < kappa /\ optimal_momentum_from_rest kappa e z w /\ forall i, 0 < q kappa ^ i.
Proof.
  intros e. exists 9, (fun k => fst (from_rest 9 e k)), (fun k => snd (from_rest 9 e k)).
  split; [lra|split; [apply it_is_optimal_momentum|]]. intros i. apply pow_lt, q_is. lra.
Qed.

(* The minimiser. *)

Theorem the_minimiser :
  forall (kappa : R) (x : nat -> R),
  1 < kappa ->
  stationary kappa x <-> forall i, component infinite i -> x i = q kappa ^ i.
Proof. exact stationary_is. Qed.

(* The norms of the error. *)

Definition error (w : nat -> nat -> R) (x : nat -> R) (k i : nat) : R := w k i - x i.

Lemma size_of_error kappa z w x : 1 < kappa -> optimal_momentum_from_rest kappa infinite z w -> stationary kappa x ->
  forall k i, component infinite i ->
  ((i <= k)%nat -> Rabs (error w x k i) = 0) /\ ((k < i)%nat -> Rabs (error w x k i) = q kappa ^ i).
Proof.
  intros H run X k i I. destruct (q_is kappa H) as [Q _].
  destruct (the_run kappa infinite z w H run k i Logic.I I) as [A B].
  unfold error. rewrite (proj1 (the_minimiser kappa x H) X i I). split; intros L.
  - rewrite A, Rminus_diag_eq, Rabs_R0 by auto. reflexivity.
  - rewrite B, Rminus_0_l, Rabs_Ropp by exact L. apply Rabs_right, Rle_ge, pow_le. lra.
Qed.

Lemma powers_fall q : 0 < q < 1 -> forall m n, (m <= n)%nat -> q ^ n <= q ^ m.
Proof.
  intros Q m n L. replace n with (m + (n - m))%nat by lia. rewrite pow_add.
  assert (P := pow_lt q m (proj1 Q)). assert (O : q ^ (n - m) <= 1) by (rewrite <- (pow1 (n - m)); apply pow_incr; lra).
  apply (Rmult_le_compat_l (q ^ m)) in O; lra.
Qed.

Lemma sup_norm_of_error kappa z w x : 1 < kappa ->
  optimal_momentum_from_rest kappa infinite z w -> stationary kappa x ->
  forall k, sup_norm (error w x k) (q kappa ^ k * q kappa).
Proof.
  intros H run X k. destruct (q_is kappa H) as [Q _]. assert (P := pow_lt (q kappa) k (proj1 Q)).
  assert (size := size_of_error kappa z w x H run X k).
  replace (q kappa ^ k * q kappa) with (q kappa ^ (S k)) by (simpl; ring).
  split.
  - intros y (i & I & ->). destruct (le_lt_dec i k) as [L|L].
    + rewrite (proj1 (size i I) L). apply pow_le. lra.
    + rewrite (proj2 (size i I) L). apply powers_fall; [exact Q|exact L].
  - intros b B. rewrite <- (proj2 (size (S k) ltac:(simpl; lia)) ltac:(lia)). apply B.
    exists (S k). split; [simpl; lia|auto].
Qed.

Lemma geometric r (term : nat -> R) k : 0 < r < 1 ->
  (forall j, (j < k)%nat -> term j = 0) -> (forall j, (k <= j)%nat -> term j = r ^ (j + 1)) ->
  infinite_sum term (r ^ k * (r / (1 - r))).
Proof.
  intros Q before after.
  assert (partial : forall n, ((n < k)%nat -> sum_f_R0 term n = 0)
    /\ ((k <= n + 1)%nat -> sum_f_R0 term n * (1 - r) = r ^ k * r - r ^ (n + 2))).
  { induction n as [|n [IH1 IH2]]; cbn [sum_f_R0].
    - split; [apply before|]. intros L. destruct k as [|k].
      + rewrite after by lia. simpl. ring.
      + replace k with O by lia. rewrite before by lia. simpl. ring.
    - split; intros L; [rewrite IH1, before by lia; ring|].
      destruct (Nat.eq_dec k (S n + 1)) as [E|N].
      + rewrite IH1, before by lia. replace (S n + 2)%nat with (k + 1)%nat by lia. rewrite pow_add. simpl. ring.
      + rewrite Rmult_plus_distr_r, IH2, after by lia. replace (S n + 2)%nat with (S (n + 2)) by lia.
        replace (S n + 1)%nat with (n + 2)%nat by lia. simpl. ring. }
  intros eps E. destruct (pow_lt_1_zero r ltac:(rewrite Rabs_right; lra) (eps * (1 - r))) as [m M]; [nra|].
  exists (k + m)%nat. intros n N. destruct (partial n) as [_ S]. specialize (S ltac:(lia)).
  specialize (M (n + 2)%nat ltac:(lia)). assert (P := pow_lt r (n + 2) (proj1 Q)). rewrite Rabs_right in M by lra.
  unfold R_dist. replace (sum_f_R0 term n - r ^ k * (r / (1 - r))) with (- (r ^ (n + 2) / (1 - r))).
  - rewrite Rabs_Ropp, Rabs_right by (apply Rle_ge, Rlt_le, Rdiv_lt_0_compat; lra).
    apply (Rmult_lt_reg_r (1 - r)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - replace (r ^ (n + 2)) with (r ^ k * r - sum_f_R0 term n * (1 - r)) by lra. field. lra.
Qed.

(* Powers. *)

Lemma exp_at_least x : 0 <= x -> 1 + x <= exp x.
Proof.
  intros P. unfold exp. destruct (exist_exp x) as [l L]. simpl.
  assert (S := sum_incr (fun i => / INR (fact i) * x ^ i) 1 l L). simpl in S. rewrite Rinv_1 in S.
  assert (1 * 1 + 1 * (x * 1) <= l); [apply S; intros n|lra].
  apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat, INR_fact_lt_0|now apply pow_le].
Qed.

Lemma exp_below_1 x : exp x < 1 <-> x < 0.
Proof.
  split; intros L.
  - apply Rnot_le_lt. intros P. assert (E := exp_at_least x P). lra.
  - assert (E := exp_at_least (- x) ltac:(lra)). assert (P := exp_pos x).
    assert (I : exp x * exp (- x) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0). nra.
Qed.

Lemma exp_injective x y : exp x = exp y -> x = y.
Proof.
  assert (L : forall a b, a < b -> exp a < exp b).
  { intros a b L. assert (D : exp (a - b) < 1) by (apply exp_below_1; lra). assert (P := exp_pos b).
    replace a with (a - b + b) by ring. rewrite exp_plus. nra. }
  intros E. destruct (Rtotal_order x y) as [O|[O|O]]; [|exact O|]; apply L in O; lra.
Qed.

(* A vector has one p-norm at most. *)
Lemma p_norm_is_one p x N M : 0 < p -> p_norm p x N -> p_norm p x M -> N = M.
Proof.
  intros P (s & S & A & B & C) (t & T & D & E & F).
  assert (U : forall j, s j = t j).
  { intros j. destruct (A j) as [[G H]|(a & G & H)], (D j) as [[I J]|(b & I & J)].
    - lra.
    - assert (K := exp_pos b). lra.
    - assert (K := exp_pos a). lra.
    - rewrite H, J. do 2 f_equal. apply exp_injective. lra. }
  assert (V : S = T).
  { apply (uniqueness_sum s); [exact B|]. intros eps Q. destruct (E eps Q) as [m W]. exists m. intros n L.
    rewrite (sum_eq s t) by (intros; apply U). now apply W. }
  destruct C as [[G H]|(a & G & H)], F as [[I J]|(b & I & J)].
  - lra.
  - assert (K := exp_pos (p * b)). lra.
  - assert (K := exp_pos (p * a)). lra.
  - rewrite G, I. f_equal. apply (Rmult_eq_reg_l p); [|lra]. apply exp_injective. lra.
Qed.

Lemma exp_pow x n : exp x ^ n = exp (INR n * x).
Proof.
  induction n as [|n IH]; [simpl; rewrite Rmult_0_l; symmetry; apply exp_0|].
  rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, exp_plus, <- IH. simpl. ring.
Qed.

Lemma logarithm t : 0 < t -> exists z, t = exp z.
Proof.
  assert (L : forall s, 1 <= s -> exists z, s = exp z).
  { intros s O. assert (E := exp_at_least s ltac:(lra)).
    destruct (IVT_cor (exp - fct_cte s)%F 0 s) as (z & _ & Z).
    - apply continuity_minus; [apply derivable_continuous, derivable_exp|apply derivable_continuous, derivable_const].
    - lra.
    - unfold minus_fct, fct_cte. rewrite exp_0. nra.
    - exists z. unfold minus_fct, fct_cte in Z. lra. }
  intros P. destruct (Rle_lt_dec 1 t) as [O|O]; [now apply L|].
  destruct (L (/ t)) as [z Z]; [rewrite <- Rinv_1; apply Rinv_le_contravar; lra|].
  exists (- z). rewrite exp_Ropp, <- Z. field. lra.
Qed.

Lemma p_norm_of_error kappa z w x p : 1 < kappa ->
  optimal_momentum_from_rest kappa infinite z w -> stationary kappa x ->
  0 < p -> exists N, 0 < N /\ forall k, p_norm p (error w x k) (q kappa ^ k * N).
Proof.
  intros H run X P. destruct (q_is kappa H) as [Q _]. destruct (logarithm (q kappa) (proj1 Q)) as [l L].
  set (r := exp (p * l)). assert (R1 : 0 < r < 1).
  { split; [apply exp_pos|]. apply exp_below_1. assert (l < 0) by (apply exp_below_1; lra). nra. }
  destruct (logarithm (r / (1 - r))) as [y Y]; [apply Rdiv_lt_0_compat; lra|].
  exists (exp (y / p)). split; [apply exp_pos|]. intros k. assert (size := size_of_error kappa z w x H run X k).
  exists (fun j => if le_lt_dec k j then r ^ (j + 1) else 0), (r ^ k * (r / (1 - r))). split; [|split].
  - intros j. destruct (le_lt_dec k j) as [J|J].
    + right. exists (INR (j + 1) * l). rewrite (proj2 (size (j + 1)%nat ltac:(simpl; lia))) by lia.
      rewrite L, exp_pow. split; [reflexivity|]. unfold r. rewrite exp_pow. f_equal. ring.
    + left. split; [apply size; [simpl; lia|lia]|reflexivity].
  - apply geometric; [exact R1| |]; intros j J; destruct (le_lt_dec k j); (reflexivity || lia).
  - right. exists (INR k * l + y / p). rewrite L, Y. unfold r. rewrite !exp_pow, <- !exp_plus.
    split; f_equal. field. lra.
Qed.

Theorem the_norms :
  forall (kappa : R) (z w : nat -> nat -> R) (x : nat -> R),
  1 < kappa ->
  optimal_momentum_from_rest kappa infinite z w ->
  stationary kappa x ->
  (exists N, 0 < N /\ forall k, sup_norm (error w x k) (q kappa ^ k * N))
  /\ forall p, 0 < p -> exists N, 0 < N /\ forall k, p_norm p (error w x k) (q kappa ^ k * N).
Proof.
  intros kappa z w x H run X. split.
  - exists (q kappa). split; [apply (q_is kappa H)|apply (sup_norm_of_error kappa z w x H run X)].
  - intros p P. apply (p_norm_of_error kappa z w x p H run X P).
Qed.

Theorem the_norms_witness :
  exists (kappa : R) (z w : nat -> nat -> R) (x : nat -> R),
  1 < kappa /\ optimal_momentum_from_rest kappa infinite z w /\ stationary kappa x /\ 0 < q kappa < 1.
Proof.
  exists 9, (fun k => fst (from_rest 9 infinite k)), (fun k => snd (from_rest 9 infinite k)), (fun i => q 9 ^ i).
  split; [lra|split; [apply it_is_optimal_momentum|split; [|apply q_is; lra]]].
  apply powers_are_stationary. lra.
Qed.

(* The others. *)

Theorem none_is_better :
  forall (kappa : R) (Gamma : nat -> nat -> nat -> R) (z w v : nat -> nat -> R) (x : nat -> R),
  1 < kappa ->
  optimal_momentum_from_rest kappa infinite z w ->
  stationary kappa x ->
  (forall i, component infinite i -> v 0%nat i = 0) ->
  first_order kappa infinite Gamma v ->
  forall k i, component infinite i -> Rabs (error w x k i) <= Rabs (error v x k i).
Proof.
  intros kappa Gamma z w v x H run X start other k i I. destruct (size_of_error kappa z w x H run X k i I) as [A _].
  destruct (le_lt_dec i k) as [L|L]; [rewrite A by exact L; apply Rabs_pos|].
  unfold error. rewrite (zero_beyond kappa infinite 1 Gamma v start other k i I L).
  rewrite (proj2 (the_run kappa infinite z w H run k i Logic.I I) L). lra.
Qed.

Theorem none_is_better_witness :
  exists (kappa : R) (Gamma : nat -> nat -> nat -> R) (z w v : nat -> nat -> R) (x : nat -> R),
  1 < kappa /\ optimal_momentum_from_rest kappa infinite z w /\ stationary kappa x
  /\ (forall i, component infinite i -> v 0%nat i = 0) /\ first_order kappa infinite Gamma v
  /\ Rabs (error w x 2 1) < Rabs (error v x 2 1).
Proof.
  exists 9, (fun _ _ _ => - / 2), (fun k => fst (from_rest 9 infinite k)), (fun k => snd (from_rest 9 infinite k)).
  exists (descent 9 infinite 1 (fun _ => / 2) 0), (fun i => q 9 ^ i).
  assert (X := powers_are_stationary 9 ltac:(lra)).
  assert (M := it_is_optimal_momentum 9 infinite).
  split; [lra|split; [exact M|split; [exact X|split; [reflexivity|split; [apply it_is_first_order|]]]]].
  rewrite (proj1 (size_of_error 9 _ _ _ ltac:(lra) M X 2%nat 1%nat ltac:(simpl; lia))) by lia.
  apply Rabs_pos_lt. unfold error, descent, Chain.gradient, with_ends, q. simpl.
  replace 9 with (3 * 3) by ring. rewrite sqrt_square by lra. lra.
Qed.

End Joint.

(* false: ((i <= k)%nat -> w k i = q kappa ^ i) ==> ((i <= k + 1)%nat -> w k i = q kappa ^ i) *)
(* false: forall k i, within e k -> component e i -> ==> forall k i, True -> component e i -> *)
(* false: stationary kappa x <-> ==> (forall i, component infinite i -> gradient kappa infinite x i = 0) <-> *)
(* false: sup_norm (error w x k) (q kappa ^ k * N) ==> sup_norm (error w x k) (q kappa ^ (k + 1) * N) *)
(* false: p_norm p (error w x k) (q kappa ^ k * N) ==> p_norm p (error w x k) (q kappa ^ (2 * k) * N) *)
(* false: Rabs (error w x k i) <= Rabs (error v x k i) ==> Rabs (error w x k i) < Rabs (error v x k i) *)
(* false: = q kappa ^ 2 ==> = q kappa *)
