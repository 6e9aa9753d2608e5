(* chebyshev.smallest-polynomial, whole.

   The claim: for every k >= 1, every real polynomial p of degree <= k and every tau > 1,
     |p(tau)| <= T_k(tau) max_{j = 0..k} |p(cos(j pi/k))|,
   so that, for 0 < mu < L, p(0) = 1 implies max over [mu, L] of |p| >= 1/T_k((L + mu)/(L - mu)).

   In Coq: `chebyshev m` is T_m, by its recurrence; `polynomial a k` is a_0 + a_1 x + ... + a_k x^k, for any sequence a
   of reals; `node k j` is cos(j pi/k), with the cosine and the PI of Coq; `largest f k` is the largest of f_0 to f_k:
   these are in library/Chebyshev.v. `maximum f lower upper value` says that value is the maximum of f on [lower,
   upper]. In Coq, / x is 1/x.

   Proved: the bound at tau is `smallest_polynomial`, and T_2 attains it (its witness). `smallest_on_an_interval` has a
   point of [mu, L] at which |p| is at least 1/T_k; it holds for k = 0 as well. `the_least_maximum` has a polynomial
   whose maximum is 1/T_k, and `the_rate` says that 1/T_k = 2/(q^k + q^-k) >= q^k, where q is (sqrt kappa - 1)/(sqrt
   kappa + 1). These two are not in the claim: with it, they are what `derivations.minimax` calls Chebyshev's bound.

   How: `walk` shows that the sums over the nodes are a run of the kernel's, for every angle phi in place of m pi/k; the
   kernel's theorems then give F(T_m) = F(1) T_m(tau) for m <= k (`proportional_chebyshev`), and the library F(g) = F(1)
   g(tau) for every polynomial g of degree <= k. The kernel's `the_bound` is the end of it (`bounded`). *)

(* uses: Chebyshev *)
From Coq Require Import Lia.

Module Joint.

Import Chebyshev.

Definition maximum (f : R -> R) (lower upper value : R) : Prop :=
  (exists x, lower <= x <= upper /\ f x = value) /\ forall x, lower <= x <= upper -> f x <= value.

(* The sums over the nodes are a run of the kernel's. *)
Definition turns (phi : R) (j : nat) : R := cos (INR j * phi).

Lemma node_turns k j : node k j = turns (PI / INR k) j.
Proof. apply node_angle. Qed.

Lemma walk k tau phi n : 1 < tau ->
  let theta := PI / INR k in
  run_1 (cos phi) (sin phi) (cos theta) (/ (tau - 1)) (sin theta) tau
    (node k n) (sin (INR n * theta)) (turns phi n) (sin (INR n * phi)) ((-1) ^ n) (inverse k tau n)
    (moment k tau (turns phi) n) (moment k tau (turns (phi + theta)) n) (moment k tau (turns (phi - theta)) n)
    (halved (fun j => (-1) ^ j * turns phi j) n) (halved (inverse k tau) n).
Proof.
  intros T theta. induction n as [|n IH].
  - pose proof (run_1_start (cos phi) (sin phi) (cos theta) (/ (tau - 1)) (sin theta) tau) as H.
    assert (E : node k 0 = 1) by (rewrite node_turns; unfold turns; simpl; now rewrite Rmult_0_l, cos_0).
    unfold inverse. rewrite E. unfold moment, turns. simpl. rewrite !Rmult_0_l, cos_0, sin_0. exact H.
  - assert (N : forall a, INR (S n) * a = INR n * a + a) by (intros a; rewrite S_INR; ring).
    assert (E : node k (S n) = node k n * cos theta - sin (INR n * theta) * sin theta)
      by (rewrite !node_turns; unfold turns; fold theta; now rewrite N, cos_plus).
    destruct (beyond k tau (S n) T) as [I _].
    assert (G : -node k n * cos theta * inverse k tau (S n) + sin (INR n * theta) * inverse k tau (S n) * sin theta
      + inverse k tau (S n) * tau - 1 = 0) by (rewrite E in I at 1; rewrite <- I; ring).
    pose proof (run_1_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ (inverse k tau (S n)) IH G) as H.
    match type of H with ?t => match goal with |- ?g => replace g with t; [exact H|] end end.
    assert (P : forall j, turns (phi + theta) j = turns phi j * node k j - sin (INR j * phi) * sin (INR j * theta))
      by (intros j; rewrite node_turns; unfold turns; fold theta; now rewrite Rmult_plus_distr_l, cos_plus).
    assert (M : forall j, turns (phi - theta) j = turns phi j * node k j + sin (INR j * phi) * sin (INR j * theta))
      by (intros j; rewrite node_turns; unfold turns; fold theta; now rewrite Rmult_minus_distr_l, cos_minus).
    unfold moment. simpl halved. rewrite !P, !M, E. simpl pow. rewrite !(N theta), !(N phi).
    unfold turns. rewrite (N phi), cos_plus, !sin_plus.
    assert (Q : cos (INR n * theta) = node k n) by now rewrite node_turns. rewrite Q.
    f_equal; field.
Qed.

(* F(T_m), where T_m is the cosine of m times the angle. *)
Lemma F_chebyshev k tau m : F k tau (chebyshev m) = moment k tau (turns (INR m * (PI / INR k))) k.
Proof. apply halved_same. intros j. now rewrite chebyshev_node. Qed.

Lemma F_moves k tau m : (S m < k)%nat -> 1 < tau ->
  F k tau (chebyshev (S (S m))) = 2 * F k tau (chebyshev (S m)) * tau - F k tau (chebyshev m).
Proof.
  intros K T. rewrite !F_chebyshev. set (theta := PI / INR k).
  pose proof (walk k tau (INR (S m) * theta) k T) as W. cbv zeta in W. fold theta in W.
  replace (INR (S m) * theta + theta) with (INR (S (S m)) * theta) in W by (rewrite (S_INR (S m)); ring).
  replace (INR (S m) * theta - theta) with (INR m * theta) in W by (rewrite (S_INR m); ring).
  pose proof (the_recurrence_of_F _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ W) as R1.
  pose proof (the_plain_sum_is_0 _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ W) as R2.
  rewrite R2 in R1.
  - enough (/ (tau - 1) * tau - / (tau - 1) - 1 = 0) by (apply R1 in H; lra). field. lra.
  - pose proof (sin2_cos2 (INR (S m) * theta)) as H. unfold Rsqr in H. lra.
  - now apply before_pi.
  - unfold theta. rewrite last_angle by lia. apply half_turns.
Qed.

Lemma F_first k tau : 1 < tau -> F k tau (chebyshev 1) = F k tau (chebyshev 0) * tau.
Proof.
  intros T. rewrite !F_chebyshev. simpl INR. rewrite Rmult_0_l, Rmult_1_l.
  pose proof (walk k tau 0 k T) as W. cbv zeta in W. rewrite Rplus_0_l in W.
  pose proof (F_T_1____tau_F_1_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ W) as E.
  enough (/ (tau - 1) * tau - / (tau - 1) - 1 = 0) by (apply E in H; [lra | rewrite cos_0; lra | apply sin_0]).
  field. lra.
Qed.

Lemma F_run k tau m : (m < k)%nat -> 1 < tau ->
  run_2 (F k tau (chebyshev 0)) tau (F k tau (chebyshev (S m))) (F k tau (chebyshev m))
    (chebyshev (S m) tau) (chebyshev m tau).
Proof.
  intros K T. induction m as [|m IH].
  - rewrite F_first by exact T. apply run_2_start.
  - specialize (IH ltac:(lia)). rewrite F_moves by assumption.
    replace (chebyshev (S (S m)) tau) with (2 * chebyshev (S m) tau * tau - chebyshev m tau)
      by (rewrite chebyshev_step; ring).
    now apply run_2_step.
Qed.

Lemma proportional_chebyshev k tau m : (m <= k)%nat -> 1 < tau -> proportional k tau (chebyshev m).
Proof.
  intros K T. unfold proportional. destruct m as [|m]; [simpl; ring|].
  pose proof (F_T_m____F_1__T_m_tau_ _ _ _ _ _ _ (F_run k tau m K T)). lra.
Qed.

Lemma proportional_any k tau a u v : 1 < tau -> proportional k tau (fun x => polynomial a k (u + v * x)).
Proof. intros T. apply proportional_polynomial. intros m M. now apply proportional_chebyshev. Qed.

Lemma within x m : Rabs x <= m -> - m <= x <= m.
Proof. pose proof (Rle_abs x). pose proof (Rle_abs (- x)) as N. rewrite Rabs_Ropp in N. lra. Qed.

(* The bound, for values at the nodes of what F sees as proportional. *)
Lemma bounded k tau g most : (1 <= k)%nat -> 1 < tau -> proportional k tau g ->
  (forall j, (j <= k)%nat -> Rabs (g (node k j)) <= most) -> Rabs (g tau) <= chebyshev k tau * most.
Proof.
  intros K T P B.
  assert (W : forall n, (n <= k)%nat -> run_3 (inverse k tau 0) most (g (node k 0)) (INR n) ((-1) ^ n) (g (node k n))
    (inverse k tau n) (moment k tau (fun j => g (node k j)) n) (halved (inverse k tau) n)).
  { induction n as [|n IH]; intros N; [apply run_3_start|].
    specialize (IH ltac:(lia)). pose proof (B (S n) N) as V. apply within in V.
    assert (G : 0 <= most - g (node k (S n)) /\ 0 < inverse k tau (S n) /\ 0 <= most + g (node k (S n)))
      by (split; [lra | split; [now apply beyond | lra]]).
    pose proof (run_3_step _ _ _ _ _ _ _ _ _ _ _ IH G) as H. rewrite S_INR.
    match type of H with ?t => match goal with |- ?g => replace g with t; [exact H|] end end.
    unfold moment. simpl halved. simpl pow. f_equal; field. }
  assert (V : Rabs (g (node k 0)) <= most) by (apply B; lia). apply within in V.
  assert (E : halved (inverse k tau) k = F k tau (chebyshev k)).
  { rewrite F_chebyshev. pose proof (walk k tau (INR k * (PI / INR k)) k T) as H. cbv zeta in H.
    assert (A : INR k * (PI / INR k) = PI) by (apply le_INR in K; simpl in K; field; lra).
    apply F_T_k__is_the_sum_of_the_moduli in H; [lra | rewrite A, cos_PI; lra | rewrite A; apply sin_PI]. }
  pose proof (proportional_chebyshev k tau k (Nat.le_refl k) T) as C. unfold proportional in C, P.
  pose proof (the_bound (g tau) (chebyshev k tau) (F k tau (chebyshev 0)) _ _ _ _ _ _ _ _ _ (W k (Nat.le_refl k))) as H.
  apply le_INR in K. simpl in K. pose proof (chebyshev_grows k tau T).
  destruct H; [now apply beyond | lra | lra | | | lra | lra | apply Rabs_le; lra].
  - fold (F k tau g). rewrite P. ring.
  - rewrite E, C. ring.
Qed.

Theorem smallest_polynomial :
  forall (k : nat) (a : nat -> R) (tau : R),
  (1 <= k)%nat -> 1 < tau ->
  Rabs (polynomial a k tau) <= chebyshev k tau * largest (fun j => Rabs (polynomial a k (node k j))) k.
Proof.
  intros k a tau K T. apply (bounded k tau (polynomial a k)); [assumption..| |].
  - apply (proportional_same k tau (fun x => polynomial a k (0 + 1 * x))); [intros x; f_equal; ring|].
    now apply proportional_any.
  - intros j J. now apply (largest_above (fun j => Rabs (polynomial a k (node k j)))).
Qed.

Theorem smallest_polynomial_witness :
  exists (k : nat) (a : nat -> R) (tau : R),
  (1 <= k)%nat /\ 1 < tau /\ 0 < Rabs (polynomial a k tau) /\
  chebyshev k tau * largest (fun j => Rabs (polynomial a k (node k j))) k = Rabs (polynomial a k tau).
Proof.
  exists 2%nat, (fun i => match i with O => -1 | S O => 0 | _ => 2 end), 2.
  assert (N : node 2 0 = 1 /\ node 2 1 = 0 /\ node 2 2 = -1).
  { unfold node. simpl INR. replace (0 * PI / (1 + 1)) with 0 by field.
    replace (1 * PI / (1 + 1)) with (PI / 2) by field.
    replace ((1 + 1) * PI / (1 + 1)) with PI by field. now rewrite cos_0, cos_PI2, cos_PI. }
  destruct N as [N0 [N1 N2]]. unfold largest. rewrite N0, N1, N2. unfold polynomial. simpl.
  replace (Rabs (-1 * 1 + 0 * (1 * 1) + 2 * (1 * (1 * 1)))) with 1 by (rewrite Rabs_right; lra).
  replace (Rabs (-1 * 1 + 0 * (0 * 1) + 2 * (0 * (0 * 1)))) with 1 by (rewrite Rabs_left; lra).
  replace (Rabs (-1 * 1 + 0 * (-1 * 1) + 2 * (-1 * (-1 * 1)))) with 1 by (rewrite Rabs_right; lra).
  rewrite (Rmax_left 1 1), (Rmax_left 1 1), Rabs_right by lra. repeat split; auto; lra.
Qed.

Theorem smallest_on_an_interval :
  forall (k : nat) (a : nat -> R) (mu L : R),
  0 < mu < L -> polynomial a k 0 = 1 ->
  exists lam : R, mu <= lam <= L /\ / chebyshev k ((L + mu) / (L - mu)) <= Rabs (polynomial a k lam).
Proof.
  intros k a mu L H Z. apply on_an_interval; [easy|easy|]. intros u v most K B. pose proof (tau_beyond mu L H) as T.
  now apply (bounded k _ (fun x => polynomial a k (u + v * x))); [| |apply proportional_any|].
Qed.

(* T_m(u + v x) is a polynomial of degree <= m in x. *)
Definition of_degree (m : nat) (g : R -> R) : Prop := exists a, forall x, g x = polynomial a m x.

Lemma of_degree_linear m u g v h :
  of_degree m g -> of_degree m h -> of_degree m (fun x => u * g x + v * h x).
Proof.
  intros [a A] [b B]. exists (fun i => u * a i + v * b i). intros x. rewrite A, B. unfold polynomial.
  rewrite !scal_sum, <- sum_plus. apply sum_eq. intros i _. ring.
Qed.

Lemma of_degree_more m g : of_degree m g -> of_degree (S m) g.
Proof.
  intros [a A]. exists (fun i => if Nat.eq_dec i (S m) then 0 else a i). intros x. rewrite A. unfold polynomial.
  rewrite tech5. destruct (Nat.eq_dec (S m) (S m)) as [_|N]; [|easy]. rewrite Rmult_0_l, Rplus_0_r.
  apply sum_eq. intros i I. destruct (Nat.eq_dec i (S m)); [lia | reflexivity].
Qed.

Lemma of_degree_times m g : of_degree m g -> of_degree (S m) (fun x => x * g x).
Proof.
  intros [a A]. exists (fun i => match i with O => 0 | S j => a j end). intros x. rewrite A. unfold polynomial.
  rewrite (decomp_sum _ (S m)) by lia. simpl pred. rewrite scal_sum, Rmult_0_l, Rplus_0_l.
  apply sum_eq. intros i _. simpl. ring.
Qed.

Lemma of_degree_chebyshev m u v : of_degree m (fun x => chebyshev m (u + v * x)).
Proof.
  enough (of_degree m (fun x => chebyshev m (u + v * x)) /\ of_degree (S m) (fun x => chebyshev (S m) (u + v * x)))
    by tauto.
  induction m as [|m [IH IH']].
  - split; [exists (fun _ => 1); intros x; unfold polynomial; simpl; ring|].
    exists (fun i => match i with O => u | _ => v end). intros x. unfold polynomial. simpl. ring.
  - split; [exact IH'|].
    destruct (of_degree_linear _ 1 _ (-1) _
      (of_degree_linear _ (2 * u) _ (2 * v) _ (of_degree_more _ _ IH') (of_degree_times _ _ IH'))
      (of_degree_more _ _ (of_degree_more _ _ IH))) as [a A].
    exists a. intros x. rewrite <- A, chebyshev_step. ring.
Qed.

Lemma cosine_reaches x : -1 <= x <= 1 -> exists a, cos a = x.
Proof.
  intros X. destruct (IVT_cor (fun a => cos a - x) 0 PI) as [a [_ E]].
  - apply (continuity_minus cos (fun _ => x)); [apply continuity_cos | now apply continuity_const].
  - apply Rlt_le, PI_RGT_0.
  - rewrite cos_0, cos_PI. nra.
  - exists a. lra.
Qed.

Theorem the_least_maximum :
  forall (k : nat) (mu L : R), 0 < mu < L ->
  exists a : nat -> R, polynomial a k 0 = 1 /\
  maximum (fun lam => Rabs (polynomial a k lam)) mu L (/ chebyshev k ((L + mu) / (L - mu))).
Proof.
  intros k mu L H. set (tau := (L + mu) / (L - mu)). pose proof (tau_beyond mu L H) as T. fold tau in T.
  pose proof (chebyshev_grows k tau T) as G. set (t := chebyshev k tau) in *.
  destruct (of_degree_linear k (/ t) _ 0 _ (of_degree_chebyshev k tau (-2 / (L - mu)))
    (of_degree_chebyshev k tau (-2 / (L - mu)))) as [a A].
  assert (P : 0 < / t) by (apply Rinv_0_lt_compat; lra).
  assert (V : forall lam, Rabs (polynomial a k lam) = / t * Rabs (chebyshev k (tau + -2 / (L - mu) * lam))).
  { intros lam. rewrite <- A. rewrite Rmult_0_l, Rplus_0_r, Rabs_mult, (Rabs_right (/ t)); lra. }
  exists a. split; [rewrite <- A, !Rmult_0_r, !Rplus_0_r; fold t; field; lra|]. split.
  - exists mu. split; [lra|]. rewrite V.
    replace (tau + -2 / (L - mu) * mu) with (cos 0) by (rewrite cos_0; unfold tau; field; lra).
    rewrite chebyshev_cosine, Rmult_0_r, cos_0, Rabs_R1. ring.
  - intros lam B. rewrite V.
    assert (C : -1 <= tau + -2 / (L - mu) * lam <= 1).
    { replace (tau + -2 / (L - mu) * lam) with (1 - 2 * ((lam - mu) / (L - mu))) by (unfold tau; field; lra).
      assert (D : 0 < / (L - mu)) by (apply Rinv_0_lt_compat; lra).
      assert (E : (L - mu) * / (L - mu) = 1) by (apply Rinv_r; lra). unfold Rdiv. nra. }
    apply cosine_reaches in C. destruct C as [phi C]. rewrite <- C, chebyshev_cosine.
    assert (Rabs (cos (INR k * phi)) <= 1) by apply Rabs_le, COS_bound. nra.
Qed.

Theorem smallest_on_an_interval_witness :
  exists (k : nat) (a : nat -> R) (mu L : R),
  0 < mu < L /\ polynomial a k 0 = 1 /\ 1 < chebyshev k ((L + mu) / (L - mu)).
Proof.
  destruct (the_least_maximum 1 1 3 ltac:(lra)) as [a [Z _]].
  exists 1%nat, a, 1, 3. repeat split; [lra | lra | exact Z | simpl; lra].
Qed.

(* With q = (sqrt kappa - 1)/(sqrt kappa + 1), as minimax.py has it. *)
Theorem the_rate :
  forall (k : nat) (mu L : R), 0 < mu < L ->
  let q := (sqrt (L / mu) - 1) / (sqrt (L / mu) + 1) in
  0 < q < 1 /\ / chebyshev k ((L + mu) / (L - mu)) = 2 / (q ^ k + / q ^ k) /\ q ^ k <= 2 / (q ^ k + / q ^ k).
Proof.
  intros k mu L H q. destruct (rate_of_interval mu L) as [[_ Q_1] [Q_0 E]]; [lra|]. fold q in Q_0, Q_1, E.
  specialize (Q_0 ltac:(lra)). assert (C : chebyshev k ((L + mu) / (L - mu)) = (q ^ k + / q ^ k) / 2).
  { rewrite <- chebyshev_power by lra. f_equal. apply (Rmult_eq_reg_r (2 * q * ((L - mu) / 2))); [|nra].
    transitivity (2 * q * ((L + mu) / 2)); [field; lra|]. rewrite <- E. field. lra. }
  assert (B : 0 < q ^ k) by now apply pow_lt.
  assert (J : q ^ k <= 1) by (rewrite <- (pow1 k); apply pow_incr; lra).
  assert (I : q ^ k * / q ^ k = 1) by (apply Rinv_r; lra).
  split; [easy|]. split.
  - rewrite C. field. split; nra.
  - apply Rmult_le_reg_r with (q ^ k + / q ^ k); [nra|].
    replace (2 / (q ^ k + / q ^ k) * (q ^ k + / q ^ k)) with 2 by (field; split; nra). nra.
Qed.

End Joint.

(* false: <= chebyshev k tau * largest ==> < chebyshev k tau * largest *)
(* false: Rabs (polynomial a k tau) <= ==> Rabs (polynomial a (S k) tau) <= *)
(* false: (node k j))) k. ==> (node k j))) (pred k). *)
(* false: 1 < tau -> ==> True -> *)
(* false: -> polynomial a k 0 = 1 -> ==> -> True -> *)
(* false: ((L + mu) / (L - mu)) <= Rabs ==> ((L + mu) / (L - mu)) < Rabs *)
(* false: q ^ k <= 2 / (q ^ k + / q ^ k) ==> 2 * q ^ k <= 2 / (q ^ k + / q ^ k) *)
