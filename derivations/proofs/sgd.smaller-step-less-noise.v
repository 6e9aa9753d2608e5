(* sgd.smaller-step-less-noise, for every k.

   In one mode of curvature lambda > 0, with 0 <= beta <= 1, inside the stability region and beyond: after k steps the
   variance of x is v (gamma_0^2 + .. + gamma_{k-1}^2), gamma_m what an error of 1 does to x, m steps after the step
   that it entered. For all alpha > 0 the derivative of that sum with respect to alpha is not negative, and for k >= 1
   and alpha_1 < alpha_2 the sum at alpha_1 is less than that at alpha_2.

   `step` is momentum's rule in the mode, on a gradient with an error; `gamma` is what it makes of one error, and
   `total` a sum (the library's `Vectors`). The derivative is that of Coq's library, `derivable_pt_lim`, of the sum as a
   function of alpha.

   `smaller_step_less_noise` is the claim for every k. Which of the three cases holds, and that the derivative is not
   negative in each, are the kernel's theorems `every_case`, `without_momentum`, `a_passive_filter`, `negative_roots`
   and `complex_roots`; the joint differentiates the rule, distinguishes the cases, and uses that a function whose
   derivative is not negative does not decrease, and that the sum is a polynomial in alpha which is not constant. For
   the limit the claim is the kernel's `in_the_limit`, about the stationary value. *)

(* uses: Vectors, Polynomials *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Vectors Polynomials.

(* The rule: (velocity, x). *)
Definition step (alpha beta lambda error : R) (state : R * R) : R * R :=
  let velocity := beta * fst state + (lambda * snd state + error) in (velocity, snd state - alpha * velocity).
Fixpoint response (alpha beta lambda : R) (m : nat) : R * R :=
  match m with
  | O => step alpha beta lambda 1 (0, 0)
  | S j => step alpha beta lambda 0 (response alpha beta lambda j)
  end.
Definition gamma (alpha beta lambda : R) (m : nat) := snd (response alpha beta lambda m).
Definition noise (alpha beta lambda : R) (k : nat) := total k (fun m => gamma alpha beta lambda m ^ 2).

(* The derivatives with respect to alpha, and that of the sum. *)
Fixpoint rates (alpha beta lambda : R) (m : nat) : R * R :=
  match m with
  | O => (0, -1)
  | S j =>
    let (dy, dx) := rates alpha beta lambda j in
    let dy' := beta * dy + lambda * dx in
    (dy', dx - fst (response alpha beta lambda (S j)) - alpha * dy')
  end.
Definition slope (alpha beta lambda : R) (k : nat) :=
  total k (fun m => 2 * snd (rates alpha beta lambda m) * gamma alpha beta lambda m).

Lemma response_rates alpha beta lambda m :
  derivable_pt_lim (fun a => fst (response a beta lambda m)) alpha (fst (rates alpha beta lambda m)) /\
  derivable_pt_lim (fun a => snd (response a beta lambda m)) alpha (snd (rates alpha beta lambda m)).
Proof.
  induction m as [|m (Y & X)].
  - cbn [response rates]. unfold step. cbn [fst snd]. split.
    + apply derivable_pt_lim_const.
    + replace (-1) with (0 - (1 * (beta * 0 + (lambda * 0 + 1)) + alpha * 0)) by ring.
      apply (derivable_pt_lim_minus (fun _ => 0) (fun a => a * (beta * 0 + (lambda * 0 + 1)))).
      * apply derivable_pt_lim_const.
      * apply (derivable_pt_lim_mult (fun a => a) (fun _ => beta * 0 + (lambda * 0 + 1)));
          [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
  - assert (V : derivable_pt_lim (fun a => fst (response a beta lambda (S m))) alpha
      (fst (rates alpha beta lambda (S m)))).
    { cbn [response rates]. unfold step. cbn [fst snd]. destruct (rates alpha beta lambda m) as (dy, dx).
      cbn [fst snd] in *. replace (beta * dy + lambda * dx) with (beta * dy + (lambda * dx + 0)) by ring.
      apply (derivable_pt_lim_plus (fun a => beta * fst (response a beta lambda m))
        (fun a => lambda * snd (response a beta lambda m) + 0)).
      - apply (derivable_pt_lim_scal (fun a => fst (response a beta lambda m))). exact Y.
      - apply (derivable_pt_lim_plus (fun a => lambda * snd (response a beta lambda m)) (fun _ => 0)).
        + apply (derivable_pt_lim_scal (fun a => snd (response a beta lambda m))). exact X.
        + apply derivable_pt_lim_const. }
    split; [exact V|].
    set (v' := fst (rates alpha beta lambda (S m))) in *.
    replace (snd (rates alpha beta lambda (S m))) with
      (snd (rates alpha beta lambda m) - (1 * fst (response alpha beta lambda (S m)) + alpha * v')).
    2: { unfold v'. cbn [rates]. destruct (rates alpha beta lambda m) as (dy, dx). cbn [fst snd]. ring. }
    change (derivable_pt_lim
      (fun a => snd (response a beta lambda m) - a * fst (response a beta lambda (S m))) alpha
      (snd (rates alpha beta lambda m) - (1 * fst (response alpha beta lambda (S m)) + alpha * v'))).
    apply (derivable_pt_lim_minus (fun a => snd (response a beta lambda m))
      (fun a => a * fst (response a beta lambda (S m)))); [exact X|].
    apply (derivable_pt_lim_mult (fun a => a) (fun a => fst (response a beta lambda (S m))));
      [apply derivable_pt_lim_id|exact V].
Qed.

Lemma noise_slope alpha beta lambda k :
  derivable_pt_lim (fun a => noise a beta lambda k) alpha (slope alpha beta lambda k).
Proof.
  unfold noise, slope. induction k as [|k IH]; cbn [total]; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (fun a => gamma a beta lambda k ^ 2)
    (fun a => total k (fun m => gamma a beta lambda m ^ 2))); [|exact IH].
  pose proof (proj2 (response_rates alpha beta lambda k)) as X. unfold gamma.
  replace (2 * snd (rates alpha beta lambda k) * snd (response alpha beta lambda k)) with
    (INR 2 * snd (response alpha beta lambda k) ^ pred 2 * snd (rates alpha beta lambda k)) by (simpl; ring).
  apply (derivable_pt_lim_comp (fun a => snd (response a beta lambda k)) (fun u => u ^ 2)); [exact X|].
  apply derivable_pt_lim_pow.
Qed.

(* The kernel's runs. *)
Lemma next alpha beta lambda k :
  let (g_y, g_x) := response alpha beta lambda k in
  let (dg_y, dg_x) := rates alpha beta lambda k in
  fst (response alpha beta lambda (S k)) = beta * g_y + g_x * lambda /\
  snd (response alpha beta lambda (S k)) = - alpha * beta * g_y - alpha * g_x * lambda + g_x /\
  fst (rates alpha beta lambda (S k)) = beta * dg_y + dg_x * lambda /\
  snd (rates alpha beta lambda (S k)) =
    - alpha * beta * dg_y - alpha * dg_x * lambda - beta * g_y - g_x * lambda + dg_x /\
  slope alpha beta lambda (S k) = 2 * dg_x * g_x + slope alpha beta lambda k.
Proof.
  unfold slope. cbn [response rates total]. unfold step, gamma.
  destruct (response alpha beta lambda k) as (g_y, g_x). destruct (rates alpha beta lambda k) as (dg_y, dg_x).
  cbn [fst snd]. repeat split; ring.
Qed.

Lemma first alpha beta lambda : response alpha beta lambda 0 = (1, - alpha) /\ rates alpha beta lambda 0 = (0, -1) /\
  slope alpha beta lambda 0 = 0.
Proof. unfold slope. cbn [response rates total]. unfold step. cbn [fst snd]. repeat split. f_equal; ring. Qed.

Lemma a_run_1 alpha beta lambda k : exists S S_next D D_next Phi,
  run_1 alpha beta lambda (fst (response alpha beta lambda k)) (snd (response alpha beta lambda k))
    (fst (rates alpha beta lambda k)) (snd (rates alpha beta lambda k)) (slope alpha beta lambda k)
    S S_next D D_next Phi.
Proof.
  induction k as [|k (A & B & C & D & E & IH)].
  - destruct (first alpha beta lambda) as (-> & -> & ->). do 5 eexists. apply run_1_start.
  - pose proof (next alpha beta lambda k) as N.
    destruct (response alpha beta lambda k) as (g_y, g_x), (rates alpha beta lambda k) as (dg_y, dg_x).
    destruct N as (-> & -> & -> & -> & ->). do 5 eexists. apply run_1_step. exact IH.
Qed.

Lemma a_run_2 alpha beta lambda k : exists S S_next D D_next Phi sign,
  run_2 alpha beta lambda (fst (response alpha beta lambda k)) (snd (response alpha beta lambda k))
    (fst (rates alpha beta lambda k)) (snd (rates alpha beta lambda k)) (slope alpha beta lambda k)
    S S_next D D_next Phi sign.
Proof.
  induction k as [|k (A & B & C & D & E & F & IH)].
  - destruct (first alpha beta lambda) as (-> & -> & ->). do 6 eexists. apply run_2_start.
  - pose proof (next alpha beta lambda k) as N.
    destruct (response alpha beta lambda k) as (g_y, g_x), (rates alpha beta lambda k) as (dg_y, dg_x).
    destruct N as (-> & -> & -> & -> & ->). do 6 eexists. apply run_2_step. exact IH.
Qed.

Lemma a_run_3 alpha beta lambda c h xi k : exists t w e j G S S_next D D_next Phi P,
  run_3 alpha beta c h lambda xi t w e j G (fst (response alpha beta lambda k)) (snd (response alpha beta lambda k))
    (fst (rates alpha beta lambda k)) (snd (rates alpha beta lambda k)) (slope alpha beta lambda k)
    S S_next D D_next Phi P.
Proof.
  induction k as [|k (A & B & C & D & E & F & G & H & I & J & K & IH)].
  - destruct (first alpha beta lambda) as (-> & -> & ->). do 11 eexists. apply run_3_start.
  - pose proof (next alpha beta lambda k) as N.
    destruct (response alpha beta lambda k) as (g_y, g_x), (rates alpha beta lambda k) as (dg_y, dg_x).
    destruct N as (-> & -> & -> & -> & ->). do 11 eexists. apply run_3_step. exact IH.
Qed.

(* The three cases. *)
Lemma slope_not_negative alpha beta lambda k : 0 < alpha -> 0 < lambda -> 0 <= beta <= 1 ->
  0 <= slope alpha beta lambda k.
Proof.
  intros A L B. assert (P : 0 < alpha * lambda) by now apply Rmult_lt_0_compat.
  destruct (Rle_dec 0 (- alpha * beta * lambda - alpha * lambda + 2 * beta ^ 2 - 4 * beta + 2)) as [R|R].
  { destruct (a_run_1 alpha beta lambda k) as (? & ? & ? & ? & ? & K).
    apply (a_passive_filter _ _ _ _ _ _ _ _ _ _ _ _ _ K A P); lra. }
  set (s := sqrt beta). assert (S0 : 0 <= s) by apply sqrt_pos.
  assert (S2 : s * s = beta) by (apply sqrt_sqrt; lra).
  destruct (Rle_dec 0 (alpha * lambda - beta - 2 * s - 1)) as [T|T].
  { destruct (a_run_2 alpha beta lambda k) as (? & ? & ? & ? & ? & ? & K).
    apply (negative_roots _ _ _ _ _ _ _ _ _ _ _ _ _ _ s K A P); lra. }
  assert (B0 : 0 < beta).
  { destruct (Rle_lt_or_eq_dec 0 beta (proj1 B)) as [|E]; [assumption|exfalso].
    assert (S3 : s = 0) by nra.
    destruct (without_momentum alpha beta lambda A P ltac:(lra) ltac:(lra) ltac:(lra)); lra. }
  assert (S1 : 0 < s) by nra.
  assert (H : exists h, h * h = beta /\ 0 <= - alpha * h * lambda + beta * h + h).
  { destruct (Rle_dec (alpha * lambda) (beta + 1)) as [Q|Q]; [exists s|exists (- s)]; split; nra. }
  destruct H as (h & H2 & HT). assert (H0 : h <> 0) by nra.
  set (c := (1 + beta - alpha * lambda) / (2 * h)). set (xi := (1 + beta) / (2 * h)).
  assert (C : alpha * lambda + 2 * c * h - beta - 1 = 0) by (unfold c; field; exact H0).
  assert (X : 2 * h * xi - beta - 1 = 0) by (unfold xi; field; exact H0).
  assert (HB : h ^ 2 - beta = 0) by lra. assert (HP : 0 < h ^ 2) by lra.
  destruct (every_case alpha beta c h lambda s xi A P ltac:(lra) ltac:(lra) S0 ltac:(lra) HB HP C X HT ltac:(lra)
    ltac:(lra)) as (C0 & C1 & CX).
  destruct (a_run_3 alpha beta lambda c h xi k) as (? & ? & ? & ? & ? & ? & ? & ? & ? & ? & ? & K).
  exact (complex_roots _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ K A P ltac:(lra) ltac:(lra) HB HP C X C0 C1 CX).
Qed.

(* Where the derivative is not negative, a function does not decrease. *)
Lemma near h m l eps : derivable_pt_lim h m l -> 0 < eps ->
  exists d, 0 < d /\ forall x, Rabs (x - m) < d -> Rabs (h x - h m - l * (x - m)) <= eps * Rabs (x - m).
Proof.
  intros H E. destruct (H eps E) as (d & D). exists d. split; [apply cond_pos|]. intros x X.
  destruct (Req_dec (x - m) 0) as [Z|Z].
  - replace x with m by lra. replace (h m - h m - l * (m - m)) with 0 by ring. replace (m - m) with 0 by ring.
    rewrite Rabs_R0. lra.
  - specialize (D (x - m) Z X). replace (m + (x - m)) with x in D by ring.
    replace (h x - h m - l * (x - m)) with (((h x - h m) / (x - m) - l) * (x - m)) by (field; exact Z).
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|lra].
Qed.

Lemma both_sides u v : Rabs u <= v -> - v <= u <= v.
Proof. unfold Rabs. destruct (Rcase_abs u); lra. Qed.

Lemma not_decreasing h (h' : R -> R) a b : a <= b ->
  (forall t, a <= t <= b -> derivable_pt_lim h t (h' t) /\ 0 <= h' t) -> h a <= h b.
Proof.
  intros AB D.
  assert (W : forall eps, 0 < eps -> h a - eps * (b - a) <= h b).
  { intros eps E. set (above := fun x => a <= x <= b /\ h a - eps * (x - a) <= h x).
    destruct (completeness above) as (m & M1 & M2).
    - exists b. intros x ((_ & X) & _). exact X.
    - exists a. split; [lra|]. lra.
    - assert (AM : a <= m) by (apply M1; split; lra).
      assert (MB : m <= b) by (apply M2; intros x ((_ & X) & _); exact X).
      destruct (D m (conj AM MB)) as (Dm & P). destruct (near h m (h' m) eps Dm E) as (d & D0 & N).
      assert (Am : h a - eps * (m - a) <= h m).
      { apply Rnot_lt_le. intros F. assert (Q : is_upper_bound above (m - d)); [|specialize (M2 _ Q); lra].
        intros x X. apply Rnot_lt_le. intros K. pose proof (M1 x X) as XM. destruct X as (X1 & X2).
        assert (R : Rabs (x - m) = m - x) by (rewrite Rabs_left1; lra).
        specialize (N x ltac:(lra)). rewrite R in N. apply both_sides in N.
        assert (0 <= h' m * (m - x)) by (apply Rmult_le_pos; lra). lra. }
      destruct (Rle_lt_or_eq_dec m b MB) as [K|<-]; [exfalso|exact Am].
      set (x := m + Rmin d (b - m) / 2).
      assert (G : 0 < Rmin d (b - m)) by (apply Rmin_pos; lra).
      pose proof (Rmin_l d (b - m)) as L1. pose proof (Rmin_r d (b - m)) as L2.
      assert (R : Rabs (x - m) = x - m) by (apply Rabs_right; unfold x; lra).
      specialize (N x ltac:(rewrite R; unfold x; lra)). rewrite R in N. apply both_sides in N.
      assert (0 <= h' m * (x - m)) by (apply Rmult_le_pos; [exact P|unfold x; lra]).
      assert (X : above x) by (split; [unfold x; lra|lra]). specialize (M1 x X). unfold x in M1. lra. }
  apply Rnot_lt_le. intros F. destruct AB as [AB|<-]; [|lra].
  specialize (W ((h a - h b) / (2 * (b - a))) ltac:(apply Rdiv_lt_0_compat; lra)).
  replace ((h a - h b) / (2 * (b - a)) * (b - a)) with ((h a - h b) / 2) in W by (field; lra). lra.
Qed.

(* The sum is a polynomial in alpha, and not constant. *)
Definition polynomial (h : R -> R) := exists n w, forall t, h t = at_point n w t.

Lemma polynomial_ext h h' : (forall t, h' t = h t) -> polynomial h -> polynomial h'.
Proof. intros E (n & w & W). exists n, w. intros t. now rewrite E. Qed.

Lemma polynomial_constant c : polynomial (fun _ => c).
Proof. exists 1%nat, (fun _ => c). intros t. unfold at_point. simpl. ring. Qed.

Lemma padded n m w t : at_point (n + m) (fun j => if Nat.ltb j n then w j else 0) t = at_point n w t.
Proof.
  induction m as [|m IH].
  - rewrite Nat.add_0_r. unfold at_point. assert (K : forall i, (i <= n)%nat ->
      total i (fun j => t ^ j * (if Nat.ltb j n then w j else 0)) = total i (fun j => t ^ j * w j)); [|apply K; lia].
    induction i as [|i IHi]; intros I; [reflexivity|]. cbn [total]. rewrite IHi by lia.
    destruct (Nat.ltb_spec i n); [reflexivity|lia].
  - rewrite Nat.add_succ_r. unfold at_point in *. cbn [total]. rewrite IH.
    destruct (Nat.ltb_spec (n + m) n); [lia|ring].
Qed.

Lemma polynomial_plus h h' : polynomial h -> polynomial h' -> polynomial (fun t => h t + h' t).
Proof.
  intros (n & w & W) (m & v & V).
  exists (n + m)%nat, (fun j => (if Nat.ltb j n then w j else 0) + (if Nat.ltb j m then v j else 0)). intros t.
  rewrite W, V, <- (padded n m w), <- (padded m n v), (Nat.add_comm m n). unfold at_point.
  generalize (n + m)%nat. intros i. induction i as [|i IH]; cbn [total]; [ring|]. rewrite <- IH. ring.
Qed.

Lemma polynomial_scaled c h : polynomial h -> polynomial (fun t => c * h t).
Proof.
  intros (n & w & W). exists n, (fun j => c * w j). intros t. rewrite W. unfold at_point. rewrite <- total_scaled.
  clear W. induction n as [|n IH]; [reflexivity|]. cbn [total]. rewrite IH. ring.
Qed.

Lemma polynomial_times_t h : polynomial h -> polynomial (fun t => t * h t).
Proof.
  intros (n & w & W). exists (S n), (fun j => match j with O => 0 | S i => w i end). intros t.
  rewrite from_below, W. change (fun j => w j) with w. ring.
Qed.

Lemma polynomial_times h h' : polynomial h -> polynomial h' -> polynomial (fun t => h t * h' t).
Proof.
  intros (n & w & W) H. revert h w W. induction n as [|n IH]; intros h w W.
  - apply (polynomial_ext (fun _ => 0)); [|apply polynomial_constant].
    intros t. rewrite W. unfold at_point. simpl. ring.
  - apply (polynomial_ext (fun t => w O * h' t + t * (at_point n (fun j => w (S j)) t * h' t))).
    + intros t. rewrite W, from_below. ring.
    + apply polynomial_plus; [now apply polynomial_scaled|]. apply (polynomial_times_t (fun t => _ * h' t)).
      apply (IH (fun t => at_point n (fun j => w (S j)) t) (fun j => w (S j))). reflexivity.
Qed.

Lemma noise_is_a_polynomial beta lambda k : polynomial (fun a => noise a beta lambda k).
Proof.
  assert (P : forall m, polynomial (fun a => fst (response a beta lambda m)) /\
    polynomial (fun a => snd (response a beta lambda m))).
  { assert (St : forall (Y X : R -> R) error, polynomial Y -> polynomial X ->
      polynomial (fun a => fst (step a beta lambda error (Y a, X a))) /\
      polynomial (fun a => snd (step a beta lambda error (Y a, X a)))).
    { intros Y X error PY PX.
      assert (V : polynomial (fun a => beta * Y a + (lambda * X a + error))).
      { apply polynomial_plus; [now apply polynomial_scaled|].
        apply polynomial_plus; [now apply polynomial_scaled|apply polynomial_constant]. }
      split; [exact V|].
      apply (polynomial_ext (fun a => X a + -1 * (a * (beta * Y a + (lambda * X a + error))))).
      - intros t. unfold step. cbn [fst snd]. ring.
      - apply polynomial_plus; [exact PX|]. apply polynomial_scaled. now apply polynomial_times_t. }
    induction m as [|m (PY & PX)].
    - apply (St (fun _ => 0) (fun _ => 0)); apply polynomial_constant.
    - destruct (St _ _ 0 PY PX) as (A & B). split.
      + apply (polynomial_ext _ _ (fun t => eq_refl)) in A. revert A. apply polynomial_ext. intros t. cbn [response].
        now destruct (response t beta lambda m).
      + revert B. apply polynomial_ext. intros t. cbn [response]. now destruct (response t beta lambda m). }
  unfold noise. induction k as [|k IH]; cbn [total]; [apply polynomial_constant|].
  apply polynomial_plus; [|exact IH]. apply (polynomial_ext (fun a => gamma a beta lambda k * gamma a beta lambda k));
    [intros; ring|]. apply (polynomial_times (fun a => gamma a beta lambda k)); apply P.
Qed.

Lemma constant_polynomial h a b : polynomial h -> a < b -> (forall t, a <= t <= b -> h t = 0) -> forall t, h t = 0.
Proof.
  intros (n & w & W) AB Z t. rewrite W.
  assert (E : forall j, (j < n)%nat -> w j = 0).
  { apply (as_many_roots n w (fun i => a + (b - a) * (INR i / INR n))).
    - intros i j I J F. apply lt_INR in I. assert (N : 0 < INR n) by (apply lt_0_INR; lia).
      assert (G : (b - a) * (INR j / INR n - INR i / INR n) = 0) by lra.
      apply Rmult_integral in G. destruct G as [G|G]; [lra|].
      assert (INR i / INR n < INR j / INR n); [|lra]. unfold Rdiv. apply Rmult_lt_compat_r; [|exact I].
      now apply Rinv_0_lt_compat.
    - intros i I. rewrite <- W. apply Z. apply lt_INR in I. pose proof (pos_INR i) as P.
      assert (Q : 0 <= INR i / INR n <= 1).
      { split; [apply Rle_mult_inv_pos; lra|]. apply (Rmult_le_reg_r (INR n)); [lra|]. unfold Rdiv.
        rewrite Rmult_assoc, Rinv_l; lra. }
      nra. }
  unfold at_point. clear W Z. induction n as [|n IH]; [reflexivity|]. cbn [total].
  rewrite IH, E by (intros; try apply E; lia). ring.
Qed.

Lemma noise_at_0 beta lambda k : noise 0 beta lambda k = 0.
Proof.
  assert (P : forall m, snd (response 0 beta lambda m) = 0).
  { induction m as [|m IH]; cbn [response]; unfold step; cbn [fst snd]; [ring|rewrite IH; ring]. }
  unfold noise, gamma. induction k as [|k IH]; cbn [total]; [reflexivity|]. rewrite IH, P. ring.
Qed.

Lemma noise_is_some alpha beta lambda k : alpha ^ 2 <= noise alpha beta lambda (S k).
Proof.
  induction k as [|k IH].
  - unfold noise, gamma. cbn [total response]. unfold step. cbn [fst snd]. lra.
  - change (noise alpha beta lambda (S (S k))) with (gamma alpha beta lambda (S k) ^ 2 + noise alpha beta lambda (S k)).
    pose proof (pow2_ge_0 (gamma alpha beta lambda (S k))). lra.
Qed.

Theorem smaller_step_less_noise :
  forall (beta lambda : R) (k : nat),
  0 <= beta <= 1 -> 0 < lambda ->
  (forall alpha, 0 < alpha -> exists derivative,
    derivable_pt_lim (fun a => noise a beta lambda k) alpha derivative /\ 0 <= derivative) /\
  (forall alpha_1 alpha_2, 0 < alpha_1 -> alpha_1 < alpha_2 -> (0 < k)%nat ->
    noise alpha_1 beta lambda k < noise alpha_2 beta lambda k).
Proof.
  intros beta lambda k B L. split.
  - intros alpha A. exists (slope alpha beta lambda k). split; [apply noise_slope|now apply slope_not_negative].
  - assert (U : forall a1 a2, 0 < a1 -> a1 <= a2 -> noise a1 beta lambda k <= noise a2 beta lambda k).
    { intros a1 a2 A1 A2.
      apply (not_decreasing (fun a => noise a beta lambda k) (fun a => slope a beta lambda k) a1 a2 A2).
      intros t T. split; [apply noise_slope|apply slope_not_negative; lra]. }
    intros a1 a2 A1 A2 K. apply Rnot_le_lt. intros N. destruct k as [|k]; [lia|]. clear K.
    assert (Z : forall t, noise t beta lambda (S k) + - noise a1 beta lambda (S k) = 0).
    { apply (constant_polynomial (fun t => noise t beta lambda (S k) + - noise a1 beta lambda (S k)) a1 a2 ).
      - apply polynomial_plus; [apply noise_is_a_polynomial|apply polynomial_constant].
      - exact A2.
      - intros t T. pose proof (U a1 t A1 (proj1 T)). pose proof (U t a2 ltac:(lra) (proj2 T)). lra. }
    specialize (Z 0). rewrite noise_at_0 in Z. pose proof (noise_is_some a1 beta lambda k).
    assert (0 < a1 ^ 2) by now apply pow_lt. lra.
Qed.

(* Beyond the stability region, without momentum: gamma_1 = - alpha (1 - alpha lambda). *)
Theorem smaller_step_less_noise_witness : exists beta lambda alpha_1 alpha_2,
  (0 <= beta <= 1 /\ 0 < lambda /\ 0 < alpha_1 /\ alpha_1 < alpha_2) /\
  noise alpha_1 beta lambda 2 = 1 /\ noise alpha_2 beta lambda 2 = 45.
Proof.
  exists 0, 1, 1, 3. repeat split; try lra; unfold noise, gamma; cbn [total response]; unfold step; cbn [fst snd]; ring.
Qed.

End Joint.

(* false: 0 <= beta <= 1 -> 0 < lambda -> ==> 0 <= beta <= 9 -> 0 < lambda -> *)
(* false: alpha derivative /\ 0 <= derivative) ==> alpha derivative /\ 0 < derivative) *)
(* false: alpha_1 < alpha_2 -> (0 < k)%nat -> ==> alpha_1 < alpha_2 -> (0 <= k)%nat -> *)
(* false: alpha_1 < alpha_2 -> ==> alpha_1 <= alpha_2 -> *)
