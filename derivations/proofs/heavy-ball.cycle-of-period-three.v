(* heavy-ball.cycle-of-period-three, whole.

   Let 0 < q < 1, alpha > 0, alpha L = (1 + q)^2, alpha mu = (1 - q)^2 and beta = q^2, the parameters that are optimal
   on quadratics. If q^2 + q >= 1, which is kappa = L/mu >= 9 + 4 sqrt(5), there is a function f on R, L-smooth and
   mu-strongly convex, with its minimum at 0 alone, on which momentum goes round for ever, from one of them and a
   velocity:

     12 q^3/(1 + q^3)^2 -> 4 q (1 - 2 q^3)/(1 + q^3)^2 -> -4 q^2 (2 - q^3)/(1 + q^3)^2 -> 12 q^3/(1 + q^3)^2,

   three different points.

   `in_class` is what is meant by f in F_{mu,L} with the derivative g: f lies between the two parabolas at each point.
   `run` is the project's rule (numerics/algorithms/momentum.py), (z^k, w^k) after k steps. The function is `value`,
   with the derivative `slope` of Lessard, Recht and Packard.

   `cycle` is the claim, `in_kappa` its range. Which pieces the points are in, that they follow each other, and the
   cycle along the run are the kernel's theorems; the run for any alpha is that with the step-size 1 on alpha f. *)

(* uses: OptimalParameters *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import OptimalParameters.

Definition in_class (f g : R -> R) (mu L : R) :=
  forall a b : R, f a + g a * (b - a) + mu / 2 * (b - a) ^ 2 <= f b <= f a + g a * (b - a) + L / 2 * (b - a) ^ 2.

(* The rule. *)
Definition step (g : R -> R) (alpha beta : R) (state : R * R) : R * R :=
  let z' := beta * fst state + g (snd state) in (z', snd state - alpha * z').
Fixpoint run (g : R -> R) (alpha beta z0 w0 : R) (k : nat) : R * R :=
  match k with O => (z0, w0) | S j => step g alpha beta (run g alpha beta z0 w0 j) end.

(* The points of the cycle, by turns. *)
Definition point (q : R) (turn : nat) :=
  match turn with
  | O => 12 * q ^ 3 / (1 + q ^ 3) ^ 2
  | 1%nat => 4 * q * (1 - 2 * q ^ 3) / (1 + q ^ 3) ^ 2
  | _ => - 4 * q ^ 2 * (2 - q ^ 3) / (1 + q ^ 3) ^ 2
  end.

(* The function. *)
Definition slope (c mu L x : R) :=
  if Rlt_dec x c then L * x else if Rlt_dec x (c + 1) then mu * x + (L - mu) * c else L * x - (L - mu).
Definition value (c mu L x : R) :=
  if Rlt_dec x c then L * x ^ 2 / 2
  else if Rlt_dec x (c + 1) then mu * x ^ 2 / 2 + (L - mu) * (c * x - c ^ 2 / 2)
  else mu * x ^ 2 / 2 + (L - mu) * ((x - 1) ^ 2 / 2 + c).

Definition bump (c x : R) :=
  if Rlt_dec x c then x ^ 2 / 2 else if Rlt_dec x (c + 1) then c * x - c ^ 2 / 2 else (x - 1) ^ 2 / 2 + c.
Definition rise (c x : R) := if Rlt_dec x c then x else if Rlt_dec x (c + 1) then c else x - 1.

Ltac by_products p r :=
  assert (0 <= p * r) by (apply Rmult_le_pos; lra); pose proof (pow2_ge_0 p); pose proof (pow2_ge_0 r); lra.

Lemma bump_between c a b : 0 <= bump c b - bump c a - rise c a * (b - a) <= (b - a) ^ 2 / 2.
Proof.
  unfold bump, rise. destruct (Rlt_dec a c) as [A|A]; [|destruct (Rlt_dec a (c + 1)) as [A'|A']];
    (destruct (Rlt_dec b c) as [B|B]; [|destruct (Rlt_dec b (c + 1)) as [B'|B']]).
  - pose proof (pow2_ge_0 (b - a)). lra.
  - by_products (c - a) (b - c).
  - by_products (c - a) (b - 1 - c).
  - by_products (c - b) (a - c).
  - pose proof (pow2_ge_0 (b - a)). lra.
  - by_products (c + 1 - a) (b - 1 - c).
  - by_products (c - b) (a - 1 - c).
  - by_products (a - 1 - c) (c + 1 - b).
  - pose proof (pow2_ge_0 (b - a)). lra.
Qed.

Lemma value_in_class c mu L : mu <= L -> in_class (value c mu L) (slope c mu L) mu L.
Proof.
  intros M a b.
  assert (V : forall x, value c mu L x = mu * x ^ 2 / 2 + (L - mu) * bump c x).
  { intros x. unfold value, bump. destruct (Rlt_dec x c); [|destruct (Rlt_dec x (c + 1))]; field. }
  assert (S : forall x, slope c mu L x = mu * x + (L - mu) * rise c x).
  { intros x. unfold slope, rise. destruct (Rlt_dec x c); [|destruct (Rlt_dec x (c + 1))]; ring. }
  rewrite !V, S. pose proof (bump_between c a b) as (B1 & B2).
  assert (0 <= (L - mu) * (bump c b - bump c a - rise c a * (b - a))) by (apply Rmult_le_pos; lra).
  assert ((L - mu) * (bump c b - bump c a - rise c a * (b - a)) <= (L - mu) * ((b - a) ^ 2 / 2))
    by (apply Rmult_le_compat_l; lra).
  split; lra.
Qed.

Lemma minimum_at_0 c mu L x : 0 < mu -> mu < L -> 0 < c -> value c mu L 0 <= value c mu L x /\
  (value c mu L x = value c mu L 0 -> x = 0).
Proof.
  intros M ML C. pose proof (value_in_class c mu L ltac:(lra) 0 x) as (K & _).
  assert (S : slope c mu L 0 = 0) by (unfold slope; destruct (Rlt_dec 0 c); lra). rewrite S in K.
  assert (0 <= x ^ 2) by apply pow2_ge_0. split; [nra|]. intros E.
  assert (N : mu / 2 * x ^ 2 <= 0) by (replace (x - 0) with x in K by ring; lra).
  assert (x ^ 2 <= 0) by nra. nra.
Qed.

(* The points, as the kernel's theorems ask for them. *)
Lemma points q : 0 < q ->
  0 < q^12 + 4 * q^9 + 6 * q^6 + 4 * q^3 + 1 /\
  q^6 * point q 0 + 2 * q^3 * point q 0 - 12 * q^3 + point q 0 = 0 /\
  q^6 * point q 1 + 2 * q^3 * point q 1 + 8 * q^4 - 4 * q + point q 1 = 0 /\
  q^6 * point q 2 - 4 * q^5 + 2 * q^3 * point q 2 + 8 * q^2 + point q 2 = 0.
Proof.
  intros Q. assert (Q3 : 0 < q ^ 3) by now apply pow_lt. split; [|repeat split; unfold point; field; lra].
  assert (0 < q ^ 12) by now apply pow_lt. assert (0 < q ^ 9) by now apply pow_lt.
  assert (0 < q ^ 6) by now apply pow_lt. lra.
Qed.

Definition turned (k : nat) (i : nat) : R := if Nat.eqb (Nat.modulo k 3) i then 1 else 0.

(* With the step-size 1, the run is that of the kernel's theorem. *)
Lemma kernel_run c q k :
  let x_0 := point q 0 in
  let x_2 := point q 2 in
  let state := run (slope c ((1 - q) ^ 2) ((1 + q) ^ 2)) 1 (q ^ 2) (- x_0 + x_2) x_0 k in
  run_1 c q x_0 x_2 (fst state) (snd state) (turned k 0) (turned k 1) (turned k 2).
Proof.
  induction k as [|k IH]; [apply run_1_start|]. cbn [run]. cbv zeta in *.
  set (x_0 := point q 0) in *. set (x_2 := point q 2) in *.
  set (state := run (slope c ((1 - q) ^ 2) ((1 + q) ^ 2)) 1 (q ^ 2) (- x_0 + x_2) x_0 k) in *.
  unfold step. cbn [fst snd]. set (y := fst state) in *. set (x := snd state) in *.
  set (g := slope c ((1 - q) ^ 2) ((1 + q) ^ 2) x).
  assert (T : turned (S k) 0 = turned k 2 /\ turned (S k) 1 = turned k 0 /\ turned (S k) 2 = turned k 1).
  { unfold turned. assert (M := Nat.mod_upper_bound k 3 ltac:(lia)).
    replace (S k mod 3)%nat with (if Nat.eqb (k mod 3) 2 then 0%nat else S (k mod 3))%nat.
    - destruct (k mod 3)%nat as [|[|[|j]]]; simpl; repeat split; lia || reflexivity.
    - pose proof (Nat.div_mod k 3 ltac:(lia)) as D. destruct (Nat.eqb_spec (k mod 3) 2) as [E|E].
      + apply (Nat.mod_unique _ _ (S (k / 3))); lia.
      + apply (Nat.mod_unique _ _ (k / 3)); lia. }
  destruct T as (-> & -> & ->).
  replace (x - 1 * (q ^ 2 * y + g)) with (-1 * q ^ 2 * y - g + x) by ring.
  apply (run_1_step c q x_0 x_2 y x _ _ _ g IH). unfold g, slope.
  destruct (Rlt_dec x c); [left; split; [lra|ring]|].
  destruct (Rlt_dec x (c + 1)); right; [right; repeat split; [lra|lra|ring]|left; split; [lra|ring]].
Qed.

(* Any step-size. *)
Lemma scaled_run g alpha beta z0 w0 k : 0 < alpha ->
  let one := run (fun x => alpha * g x) 1 beta (alpha * z0) w0 k in
  let state := run g alpha beta z0 w0 k in
  run_2 alpha beta z0 w0 (fst one) (snd one) (fst state) (snd state) /\ snd one = snd state.
Proof.
  intros A one state. enough (K : run_2 alpha beta z0 w0 (fst one) (snd one) (fst state) (snd state)).
  { split; [exact K|]. pose proof (alpha_f_with_the_step_size_1 _ _ _ _ _ _ _ _ K). lra. }
  unfold one, state. clear one state. induction k as [|k IH]; [apply run_2_start|].
  pose proof (alpha_f_with_the_step_size_1 _ _ _ _ _ _ _ _ IH) as E. cbn [run].
  set (one := run (fun x => alpha * g x) 1 beta (alpha * z0) w0 k) in *. set (state := run g alpha beta z0 w0 k) in *.
  unfold step. cbn [fst snd]. replace (snd one) with (snd state) in * by lra.
  pose proof (run_2_step alpha beta z0 w0 _ _ _ _ (g (snd state)) IH) as K.
  set (G := g (snd state)) in *.
  replace (beta * fst one + alpha * G) with (alpha * G + beta * fst one) by ring.
  replace (snd state - 1 * (alpha * G + beta * fst one)) with (- alpha * G - beta * fst one + snd state) by ring.
  replace (snd state - alpha * (beta * fst state + G)) with (- alpha * beta * fst state - alpha * G + snd state)
    by ring.
  exact K.
Qed.

Lemma run_ext g g' alpha beta z0 w0 k : (forall x, g x = g' x) ->
  run g alpha beta z0 w0 k = run g' alpha beta z0 w0 k.
Proof. intros E. induction k as [|k IH]; [reflexivity|]. cbn [run]. unfold step. now rewrite IH, E. Qed.

Theorem cycle :
  forall q alpha mu L : R,
  0 < q < 1 -> 0 < alpha -> alpha * L = (1 + q) ^ 2 -> alpha * mu = (1 - q) ^ 2 -> 1 <= q ^ 2 + q ->
  exists (f g : R -> R) (z0 : R),
  in_class f g mu L /\ (forall x, f 0 <= f x /\ (f x = f 0 -> x = 0)) /\
  point q 2 < point q 1 < point q 0 /\
  (forall k : nat, snd (run g alpha (q ^ 2) z0 (point q 0) k) = point q (k mod 3)).
Proof.
  intros q alpha mu L Q A EL EM G. destruct (points q (proj1 Q)) as (P & P0 & P1 & P2).
  set (x_0 := point q 0) in *. set (x_1 := point q 1) in *. set (x_2 := point q 2) in *.
  pose proof (their_order q x_0 x_1 x_2 (proj1 Q) ltac:(lra) P P0 P P1 P P2) as O.
  pose proof (the_points_follow_each_other q x_0 x_1 x_2 (proj1 Q) P P0 P P1 P P2) as (F1 & F2 & F3).
  pose proof (all_in_their_pieces q x_0 x_1 x_2 (proj1 Q) ltac:(lra) P P0 P P1 P P2) as ([I|I] & _); [|lra].
  pose proof (the_minimiser_is_inside q x_0 x_1 x_2 (proj1 Q) ltac:(lra) P P0 P P1 P P2 ltac:(lra)) as C.
  pose proof (mu_positive q alpha mu Q A EM) as M0. pose proof (mu_less q alpha mu L Q A EL EM) as ML.
  set (c := x_0 - 1) in *.
  exists (value c mu L), (slope c mu L), ((- x_0 + x_2) / alpha).
  split; [apply value_in_class; lra|]. split; [intros x; now apply minimum_at_0|]. split; [unfold c in *; lra|].
  intros k. destruct (scaled_run (slope c mu L) alpha (q ^ 2) ((- x_0 + x_2) / alpha) x_0 k A) as (_ & E).
  rewrite <- E. replace (alpha * ((- x_0 + x_2) / alpha)) with (- x_0 + x_2) by (field; lra).
  rewrite (run_ext _ (slope c ((1 - q) ^ 2) ((1 + q) ^ 2))).
  2: { intros x. rewrite <- EM, <- EL. unfold slope.
    destruct (Rlt_dec x c); [|destruct (Rlt_dec x (c + 1))]; ring. }
  pose proof (kernel_run c q k) as K. cbv zeta in K. fold x_0 x_2 in K.
  pose proof (the_cycle c q _ _ _ _ x_0 x_1 x_2 _ (proj1 Q) ltac:(lra) C ltac:(unfold c; lra) ltac:(unfold c; lra) O
    F3 F1 F2 K) as T.
  unfold turned in T. pose proof (Nat.mod_upper_bound k 3 ltac:(lia)) as B.
  destruct (k mod 3)%nat as [|[|[|j]]]; [| | |lia]; cbn [Nat.eqb] in T; fold x_0 x_1 x_2; lra.
Qed.

Theorem in_kappa :
  forall q alpha mu L : R,
  0 < q < 1 -> 0 < alpha -> alpha * L = (1 + q) ^ 2 -> alpha * mu = (1 - q) ^ 2 ->
  (1 <= q ^ 2 + q <-> 9 + 4 * sqrt 5 <= L / mu).
Proof.
  intros q alpha mu L Q A EL EM. pose proof (kappa_below q alpha mu L Q A EL EM) as (K1 & K2).
  split; intros H; apply Rnot_lt_le; intros N; [apply K2 in N|apply K1 in N]; lra.
Qed.

(* The example of Lessard, Recht and Packard: kappa = 25. *)
Theorem cycle_witness : exists q alpha mu L : R,
  0 < q < 1 /\ 0 < alpha /\ alpha * L = (1 + q) ^ 2 /\ alpha * mu = (1 - q) ^ 2 /\ 1 <= q ^ 2 + q /\ L / mu = 25.
Proof. exists (2 / 3), (1 / 9), 1, 25. repeat split; try lra; field. Qed.

End Joint.

(* false: alpha * mu = (1 - q) ^ 2 -> 1 <= q ^ 2 + q -> ==> alpha * mu = (1 - q) ^ 2 -> 1 / 2 <= q ^ 2 + q -> *)
(* false: point q 2 < point q 1 < point q 0 ==> point q 1 < point q 2 < point q 0 *)
(* false: point q (k mod 3) ==> point q (S k mod 3) *)
(* false: (1 <= q ^ 2 + q <-> 9 + 4 * sqrt 5 <= L / mu) ==> (1 <= q ^ 2 + q <-> 9 + 4 * sqrt 5 < L / mu) *)
(* false: f 0 <= f x /\ (f x = f 0 -> x = 0) ==> f 0 < f x /\ (f x = f 0 -> x = 0) *)
