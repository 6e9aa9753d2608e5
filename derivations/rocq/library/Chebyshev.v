(* Chebyshev polynomials and polynomials at Chebyshev nodes, which joints share.

`chebyshev m` is T_m, by its recurrence; `polynomial a k` is a_0 + a_1 x + ... + a_k x^k, for any sequence a of reals;
`node k j` is cos(j pi/k), with the cosine and the PI of Coq; `largest f k` is the largest of f_0 to f_k. In Coq, / x is
1/x. `halved g n` is sum'' of g_0, ..., g_n, in which the first and the last term are halved, and F(g) is sum'' over the
nodes x_j of (-1)^j g(x_j)/(tau - x_j).

Joints prove that F(T_m) = F(1) T_m(tau) for m <= k. F(g) = F(1) g(tau) follows for the products (u + v x)^i T_m with
i + m <= k, by induction on i, hence for polynomials, whose coefficients in the T_m are not needed (Lemma
proportional_polynomial). `on_an_interval` carries a bound at tau > 1 over to the interval [mu, L]. *)

From Coq Require Import Lia.

Module Chebyshev.

Fixpoint chebyshev (m : nat) (x : R) : R :=
  match m with O => 1 | S O => x | S (S l as n) => 2 * x * chebyshev n x - chebyshev l x end.

Definition polynomial (a : nat -> R) (k : nat) (x : R) : R := sum_f_R0 (fun i => a i * x ^ i) k.

Definition node (k j : nat) : R := cos (INR j * PI / INR k).

Fixpoint largest (f : nat -> R) (k : nat) : R :=
  match k with O => f O | S j => Rmax (largest f j) (f (S j)) end.

Lemma two_steps (P : nat -> Prop) : P 0%nat -> P 1%nat -> (forall k, P k -> P (S k) -> P (S (S k))) -> forall k, P k.
Proof. intros H_0 H_1 H k. enough (P k /\ P (S k)) by easy. induction k as [|k [I J]]; auto. Qed.

Lemma chebyshev_step m x : chebyshev (S (S m)) x = 2 * x * chebyshev (S m) x - chebyshev m x.
Proof. reflexivity. Qed.

Lemma chebyshev_grows m tau : 1 < tau -> 1 <= chebyshev m tau <= chebyshev (S m) tau.
Proof. intros T. induction m as [|m IH]; [simpl; lra|]. rewrite chebyshev_step. nra. Qed.

Lemma chebyshev_cosine m a : chebyshev m (cos a) = cos (INR m * a).
Proof.
  revert m. apply two_steps; [simpl; now rewrite Rmult_0_l, cos_0|simpl; now rewrite Rmult_1_l|]. intros m I J.
  rewrite chebyshev_step, I, J.
  replace (INR (S (S m)) * a) with (INR (S m) * a + a) by (rewrite (S_INR (S m)); ring).
  replace (INR m * a) with (INR (S m) * a - a) by (rewrite (S_INR m); ring). rewrite cos_plus, cos_minus. ring.
Qed.

Lemma chebyshev_power m q : q <> 0 -> chebyshev m ((q + / q) / 2) = (q ^ m + / q ^ m) / 2.
Proof.
  intros Q. revert m. apply two_steps; [simpl; field|simpl; rewrite !Rmult_1_r; reflexivity|]. intros m I J.
  rewrite chebyshev_step, I, J. simpl. field. split; [now apply pow_nonzero|easy].
Qed.

(* tau = (L + mu)/(L - mu) and q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1), kappa = L/mu. *)

Lemma tau_beyond mu L : 0 < mu < L -> 1 < (L + mu) / (L - mu).
Proof.
  intros H. assert (P : 0 < mu * / (L - mu)) by (apply Rmult_lt_0_compat; [|apply Rinv_0_lt_compat]; lra).
  replace ((L + mu) / (L - mu)) with (1 + 2 * (mu * / (L - mu))) by (field; lra). lra.
Qed.

Lemma rate_of_interval mu L : 0 < mu <= L ->
  0 <= (sqrt (L / mu) - 1) / (sqrt (L / mu) + 1) < 1 /\
  (mu < L -> 0 < (sqrt (L / mu) - 1) / (sqrt (L / mu) + 1)) /\
  (L - mu) / 2 * (1 + ((sqrt (L / mu) - 1) / (sqrt (L / mu) + 1)) ^ 2) =
  2 * ((sqrt (L / mu) - 1) / (sqrt (L / mu) + 1)) * ((L + mu) / 2).
Proof.
  intros H. assert (K : 1 <= L / mu).
  { apply (Rmult_le_reg_r mu); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (sqrt_sqrt (L / mu) ltac:(lra)) as S_0. pose proof (sqrt_le_1_alt 1 (L / mu) K) as S_1.
  rewrite sqrt_1 in S_1. set (s := sqrt (L / mu)) in *.
  assert (E : L = s * s * mu) by (rewrite S_0; field; lra). split; [split|split].
  - apply Rle_mult_inv_pos; lra.
  - apply (Rmult_lt_reg_r (s + 1)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - intros M. apply Rdiv_lt_0_compat; [|lra]. destruct (Rle_lt_or_eq_dec 1 s S_1) as [|Z]; [lra|]. rewrite <- Z in E.
    lra.
  - rewrite E. field. lra.
Qed.

(* The largest of finitely many. *)

Lemma largest_above f n j : (j <= n)%nat -> f j <= largest f n.
Proof.
  intros J. induction n as [|n IH]; simpl; [replace j with O by lia; lra|].
  destruct (Nat.eq_dec j (S n)) as [->|N]; [apply Rmax_r|].
  apply Rle_trans with (largest f n); [apply IH; lia | apply Rmax_l].
Qed.

Lemma largest_attained f n : exists j, (j <= n)%nat /\ largest f n = f j.
Proof.
  induction n as [|n [j [J E]]]; [now exists O|]. simpl.
  destruct (Rmax_case (largest f n) (f (S n)) (fun m => m = largest f n \/ m = f (S n))) as [H|H]; auto; rewrite H.
  - exists j. split; [lia | exact E].
  - exists (S n). split; [lia | reflexivity].
Qed.

(* The nodes and their angles. *)

Lemma node_within k j : -1 <= node k j <= 1.
Proof. apply COS_bound. Qed.

Lemma node_angle k j : node k j = cos (INR j * (PI / INR k)).
Proof. unfold node, Rdiv. now rewrite Rmult_assoc. Qed.

Lemma chebyshev_node k m j : chebyshev m (node k j) = cos (INR j * (INR m * (PI / INR k))).
Proof. rewrite node_angle, chebyshev_cosine. f_equal. ring. Qed.

Lemma half_turns n : cos (INR n * PI) = (-1) ^ n /\ sin (INR n * PI) = 0.
Proof.
  induction n as [|n [IH IH']]; [simpl; rewrite Rmult_0_l; split; [apply cos_0 | apply sin_0]|].
  rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, neg_cos, neg_sin, IH, IH'. simpl. split; ring.
Qed.

Lemma last_angle k m : (1 <= k)%nat -> INR k * (INR m * (PI / INR k)) = INR m * PI.
Proof. intros K. apply le_INR in K. simpl in K. field. lra. Qed.

Lemma before_pi k m : (m < k)%nat -> 0 < cos (INR m * (PI / INR k)) + 1.
Proof.
  intros K. pose proof PI_RGT_0 as P. pose proof (pos_INR m) as M. apply lt_INR in K.
  assert (A : 0 < PI / INR k) by (apply Rdiv_lt_0_compat; lra).
  assert (E : INR k * (PI / INR k) = PI) by (field; lra).
  assert (cos PI < cos (INR m * (PI / INR k))); [|rewrite cos_PI in *; lra].
  apply cos_decreasing_1; nra.
Qed.

(* sum'' over the nodes, and F. *)

Fixpoint halved (g : nat -> R) (n : nat) : R :=
  match n with O => 0 | S j => halved g j + (g j + g (S j)) / 2 end.

Definition inverse (k : nat) (tau : R) (j : nat) : R := / (tau - node k j).

Definition moment (k : nat) (tau : R) (g : nat -> R) (n : nat) : R :=
  halved (fun j => (-1) ^ j * g j * inverse k tau j) n.

Definition F (k : nat) (tau : R) (g : R -> R) : R := moment k tau (fun j => g (node k j)) k.

(* F(g) = F(1) g(tau). *)
Definition proportional (k : nat) (tau : R) (g : R -> R) : Prop := F k tau g = F k tau (chebyshev 0) * g tau.

Lemma halved_same g h n : (forall j, g j = h j) -> halved g n = halved h n.
Proof. intros E. induction n as [|n IH]; simpl; [reflexivity | now rewrite IH, !E]. Qed.

Lemma halved_linear u g v h n : halved (fun j => u * g j + v * h j) n = u * halved g n + v * halved h n.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; field]. Qed.

Lemma beyond k tau j : 1 < tau -> (tau - node k j) * inverse k tau j = 1 /\ 0 < inverse k tau j.
Proof.
  intros T. unfold inverse. pose proof (node_within k j).
  split; [apply Rinv_r; lra | apply Rinv_0_lt_compat; lra].
Qed.

Lemma F_same k tau g h : (forall x, g x = h x) -> F k tau g = F k tau h.
Proof. intros E. apply halved_same. intros j. now rewrite E. Qed.

Lemma F_linear k tau u g v h : F k tau (fun x => u * g x + v * h x) = u * F k tau g + v * F k tau h.
Proof. unfold F, moment. rewrite <- halved_linear. apply halved_same. intros j. ring. Qed.

Lemma proportional_same k tau g h : (forall x, g x = h x) -> proportional k tau g -> proportional k tau h.
Proof. unfold proportional. intros E H. rewrite <- (E tau), <- H. apply F_same. now intros x. Qed.

Lemma proportional_linear k tau u g v h :
  proportional k tau g -> proportional k tau h -> proportional k tau (fun x => u * g x + v * h x).
Proof. unfold proportional. intros G H. rewrite F_linear, G, H. ring. Qed.

Section Polynomials.
Context (k : nat) (tau : R) (moments : forall m, (m <= k)%nat -> proportional k tau (chebyshev m)).

Lemma proportional_product u v i m : (i + m <= k)%nat -> proportional k tau (fun x => (u + v * x) ^ i * chebyshev m x).
Proof.
  revert m. induction i as [|i IH]; intros m K.
  - apply (proportional_same k tau (chebyshev m)); [|now apply moments]. intros x. now rewrite pow_O, Rmult_1_l.
  - destruct m as [|m].
    + apply (proportional_same k tau
        (fun x => u * ((u + v * x) ^ i * chebyshev 0 x) + v * ((u + v * x) ^ i * chebyshev 1 x)));
        [intros x; simpl; ring|].
      apply proportional_linear; apply IH; lia.
    + apply (proportional_same k tau (fun x => u * ((u + v * x) ^ i * chebyshev (S m) x) + v *
        (/ 2 * ((u + v * x) ^ i * chebyshev (S (S m)) x) + / 2 * ((u + v * x) ^ i * chebyshev m x))));
        [intros x; rewrite chebyshev_step, <- tech_pow_Rmult; field|].
      apply proportional_linear; [|apply proportional_linear]; apply IH; lia.
Qed.

Lemma proportional_polynomial a u v : proportional k tau (fun x => polynomial a k (u + v * x)).
Proof.
  enough (forall n, (n <= k)%nat -> proportional k tau (fun x => polynomial a n (u + v * x))) by auto.
  assert (P : forall i, (i <= k)%nat -> proportional k tau (fun x => a i * (u + v * x) ^ i)).
  { intros i I. apply (proportional_same k tau
      (fun x => a i * ((u + v * x) ^ i * chebyshev 0 x) + 0 * chebyshev 0 x)); [intros x; simpl; ring|].
    apply proportional_linear; [apply proportional_product | apply moments]; lia. }
  induction n as [|n IH]; intros N; [now apply P|].
  apply (proportional_same k tau
    (fun x => 1 * polynomial a n (u + v * x) + 1 * (a (S n) * (u + v * x) ^ S n)));
    [intros x; unfold polynomial; simpl; ring|].
  apply proportional_linear; [apply IH; lia | now apply P].
Qed.

End Polynomials.

Lemma on_an_interval k a mu L : 0 < mu < L -> polynomial a k 0 = 1 ->
  (forall u v most, (1 <= k)%nat -> (forall j, (j <= k)%nat -> Rabs (polynomial a k (u + v * node k j)) <= most) ->
    Rabs (polynomial a k (u + v * ((L + mu) / (L - mu)))) <= chebyshev k ((L + mu) / (L - mu)) * most) ->
  exists lam, mu <= lam <= L /\ / chebyshev k ((L + mu) / (L - mu)) <= Rabs (polynomial a k lam).
Proof.
  intros H Z B. set (tau := (L + mu) / (L - mu)) in *. pose proof (tau_beyond mu L H) as T. fold tau in T.
  pose proof (chebyshev_grows k tau T) as G.
  destruct k as [|k]; [exists mu; unfold polynomial in *; simpl in *; rewrite Z, Rabs_R1; lra|].
  pose (values := fun j => Rabs (polynomial a (S k) ((L + mu) / 2 + (mu - L) / 2 * node (S k) j))).
  destruct (largest_attained values (S k)) as [j [_ E]].
  exists ((L + mu) / 2 + (mu - L) / 2 * node (S k) j). split; [pose proof (node_within (S k) j); nra|].
  fold (values j). rewrite <- E.
  specialize (B ((L + mu) / 2) ((mu - L) / 2) (largest values (S k)) ltac:(lia) (largest_above values (S k))).
  replace ((L + mu) / 2 + (mu - L) / 2 * tau) with 0 in B by (unfold tau; field; lra).
  rewrite Z, Rabs_R1 in B. apply Rmult_le_reg_l with (chebyshev (S k) tau); [lra|]. now rewrite Rinv_r by lra.
Qed.

End Chebyshev.
