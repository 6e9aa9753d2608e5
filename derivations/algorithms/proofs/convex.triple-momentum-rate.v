(* convex.triple-momentum-rate, whole.

   For every n, every f on R^n that is L-smooth and mu-strongly convex, 0 < mu <= L, and every start at rest: with the
   published parameters for rho = 1 - 1/sqrt(kappa), kappa = L/mu, triple momentum has for every k

     V_{k+1} <= rho^2 V_k,        |w^k - w*| <= sqrt(kappa) rho^k |w^0 - w*|,

   V_k = (L - mu) (f(y^k) - f* - mu/2 |y^k - w*|^2) - |grad f(y^k) - mu y^k + mu w*|^2/2 + mu L |w^{k+1} - w*|^2,
   y^k where the k-th gradient is taken and w^k the output.

   Vectors are functions from nat, of which the components i < n matter. `in_class`, in the library's `Smooth`, is what
   is meant by f in F_{mu,L} with the gradient g. w* is a point where f is least. `run` is the project's rule
   (numerics/algorithms/triple_momentum.py), (v^k, w^k) after k steps, with its published parameters.

   `rate` is the claim. That the interpolation inequality holds and the gradient at w* is 0 is proved from the class.
   The rule in its other coordinates, the first value and the step are the kernel's `the_same_iterates`,
   `the_gradient_is_taken_at_the_same_point`, `the_first_value` and `one_step`, the last two at inner products. *)

(* uses: Vectors, Smooth *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Vectors Smooth.

Definition norm (n : nat) (u : vector) := sqrt (norm2 n u).

(* The rule. *)
Record parameters := Parameters { alpha : R; beta : R; gamma : R; delta : R }.
Definition published (rho L : R) :=
  Parameters ((1 + rho) / L) (rho ^ 2 / (2 - rho)) (rho ^ 2 / ((1 + rho) * (2 - rho))) (rho ^ 2 / (1 - rho ^ 2)).
Definition taken_at (p : parameters) (state : vector * vector) : vector :=
  fun i => snd state i - delta p * fst state i + gamma p * fst state i.
Definition step (g : vector -> vector) (p : parameters) (state : vector * vector) : vector * vector :=
  let (v, w) := state in
  let xi := fun i => w i - delta p * v i in
  let v' := fun i => beta p * v i - alpha p * g (taken_at p state) i in
  (v', fun i => xi i + v' i + delta p * v' i).
Fixpoint run (g : vector -> vector) (p : parameters) (w0 : vector) (k : nat) : vector * vector :=
  match k with O => (fun _ => 0, w0) | S j => step g p (run g p w0 j) end.

Definition lyapunov (n : nat) (f : vector -> R) (g : vector -> vector) (mu L : R) (w_star y w_next : vector) :=
  (L - mu) * (f y - f w_star - mu / 2 * norm2 n (minus y w_star)) -
  norm2 n (fun i => g y i - mu * (y i - w_star i)) / 2 + mu * L * norm2 n (minus w_next w_star).

(* At a minimum the gradient is 0, in the sense that its inner products are. *)
Lemma stationary n f g mu L w_star v : 0 < L -> in_class n f g mu L -> least f w_star -> inner n (g w_star) v = 0.
Proof.
  intros P C M. set (a := g w_star).
  assert (G : norm2 n a = 0).
  { set (z := fun i => w_star i - / L * a i). specialize (M z). destruct (C w_star z) as (_ & U).
    assert (D : forall i, minus z w_star i = - / L * a i + 0 * a i + 0 * a i + 0 * a i).
    { intros i. unfold minus, z. ring. }
    assert (A : forall i, a i = 1 * a i + 0 * a i + 0 * a i + 0 * a i) by (intros; ring).
    unfold norm2 in U. fold a in U. rewrite (combined_4 n a a a a _ _ _ _ _ _ _ _ _ _ A D) in U.
    rewrite (combined_4 n a a a a _ _ _ _ _ _ _ _ _ _ D D) in U.
    pose proof (norm2_positive n a) as N. unfold norm2 in *. set (s := inner n a a) in *.
    assert (I : 0 < / L) by now apply Rinv_0_lt_compat.
    assert (L / 2 * (- / L * - / L * s) = / L / 2 * s) by (field; lra). nra. }
  rewrite inner_symmetric. apply inner_zero. now apply inner_square_zero.
Qed.

(* The same between a point and the minimum, both ways. *)
Lemma at_the_minimum n f g mu L w_star y : 0 < L -> mu <= L -> in_class n f g mu L -> least f w_star ->
  let x := minus y w_star in
  let size := norm2 n (g y) + mu * L * norm2 n x - 2 * mu * inner n (g y) x in
  size <= 2 * (L - mu) * (f w_star - f y + inner n (g y) x) /\ size <= 2 * (L - mu) * (f y - f w_star).
Proof.
  intros P M C A x size.
  pose proof (interpolation n f g mu L w_star y M C) as I1. pose proof (interpolation n f g mu L y w_star M C) as I2.
  cbv zeta in I1, I2.
  assert (S : forall v, inner n v (g w_star) = 0).
  { intros. rewrite inner_symmetric. now apply (stationary n f g mu L). }
  assert (D1 : forall i, minus w_star y i = 0 * g w_star i + - 1 * x i + 0 * g y i + 0 * g y i).
  { intros i. unfold x, minus. ring. }
  assert (D2 : forall i, minus y w_star i = 0 * g w_star i + 1 * x i + 0 * g y i + 0 * g y i).
  { intros i. unfold x. ring. }
  assert (H1 : forall i, minus (g w_star) (g y) i = 1 * g w_star i + 0 * x i + - 1 * g y i + 0 * g y i).
  { intros i. unfold minus. ring. }
  assert (H2 : forall i, minus (g y) (g w_star) i = - 1 * g w_star i + 0 * x i + 1 * g y i + 0 * g y i).
  { intros i. unfold minus. ring. }
  assert (G : forall i, g y i = 0 * g w_star i + 0 * x i + 1 * g y i + 0 * g y i) by (intros; ring).
  rewrite (stationary n f g mu L w_star _ P C A) in I2.
  unfold size. rewrite (inner_symmetric n (g y) x) in *. unfold norm2 in *.
  rewrite (combined_4 n (g w_star) x (g y) (g y) _ _ _ _ _ _ _ _ _ _ H1 H1) in I1.
  rewrite (combined_4 n (g w_star) x (g y) (g y) _ _ _ _ _ _ _ _ _ _ D1 D1) in I1.
  rewrite (combined_4 n (g w_star) x (g y) (g y) _ _ _ _ _ _ _ _ _ _ H1 D1) in I1.
  rewrite (combined_4 n (g w_star) x (g y) (g y) _ _ _ _ _ _ _ _ _ _ G D1) in I1.
  rewrite (combined_4 n (g w_star) x (g y) (g y) _ _ _ _ _ _ _ _ _ _ H2 H2) in I2.
  rewrite (combined_4 n (g w_star) x (g y) (g y) _ _ _ _ _ _ _ _ _ _ D2 D2) in I2.
  rewrite (combined_4 n (g w_star) x (g y) (g y) _ _ _ _ _ _ _ _ _ _ H2 D2) in I2.
  rewrite !S in *. split; lra.
Qed.

Lemma no_more mu L rho : 0 < L -> 0 <= rho < 1 -> mu = L * (1 - rho) ^ 2 -> mu <= L.
Proof.
  intros P R0 ->. rewrite <- (Rmult_1_r L) at 2. apply Rmult_le_compat_l; [lra|]. nra.
Qed.

Lemma lyapunov_step n f g mu L rho t beta w_star (y w d y' w' : vector) :
  0 < L -> 0 <= rho < 1 -> mu = L * (1 - rho) ^ 2 -> L * t * (1 - rho) = 1 -> beta * (2 - rho) = rho ^ 2 ->
  in_class n f g mu L -> least f w_star ->
  (forall i, y i = w i + rho * d i + (1 - rho) * t * g y i) -> (forall i, y' i = w i + beta * d i) ->
  (forall i, w' i = w i + (1 - rho) * beta * d i - t * g y' i) ->
  lyapunov n f g mu L w_star y' w' <= rho ^ 2 * lyapunov n f g mu L w_star y w.
Proof.
  intros P R0 M T B C A Y Y' W'. pose proof (no_more mu L rho P R0 M) as ML.
  pose proof (interpolation n f g mu L y y' ML C) as I1. cbv zeta in I1.
  pose proof (at_the_minimum n f g mu L w_star y' P ML C A) as (I2 & _).
  set (W := minus w w_star) in *. set (G := g y) in *. set (H := g y') in *.
  assert (DY : forall i, minus y w_star i = 1 * W i + rho * d i + (1 - rho) * t * G i + 0 * H i).
  { intros i. unfold W, minus. specialize (Y i). lra. }
  assert (DY' : forall i, minus y' w_star i = 1 * W i + beta * d i + 0 * G i + 0 * H i).
  { intros i. unfold W, minus. specialize (Y' i). lra. }
  assert (DW' : forall i, minus w' w_star i = 1 * W i + (1 - rho) * beta * d i + 0 * G i + - t * H i).
  { intros i. unfold W, minus. specialize (W' i). lra. }
  assert (DD : forall i, minus y y' i = 0 * W i + (rho - beta) * d i + (1 - rho) * t * G i + 0 * H i).
  { intros i. unfold minus. specialize (Y i). specialize (Y' i). lra. }
  assert (DH : forall i, minus G H i = 0 * W i + 0 * d i + 1 * G i + - 1 * H i) by (intros; unfold minus; ring).
  assert (EH : forall i, H i = 0 * W i + 0 * d i + 0 * G i + 1 * H i) by (intros; ring).
  set (Q := fun i => G i - mu * (y i - w_star i)). set (Q' := fun i => H i - mu * (y' i - w_star i)).
  assert (EQ : forall i, Q i = - mu * W i + - mu * rho * d i + (1 - mu * ((1 - rho) * t)) * G i + 0 * H i).
  { intros i. unfold Q. specialize (DY i). unfold minus in DY at 1. rewrite DY. ring. }
  assert (EQ' : forall i, Q' i = - mu * W i + - mu * beta * d i + 0 * G i + 1 * H i).
  { intros i. unfold Q'. specialize (DY' i). unfold minus in DY' at 1. rewrite DY'. ring. }
  unfold lyapunov. fold G H Q Q' W. unfold norm2 in *.
  rewrite (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ DH DH), (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ DD DD),
    (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ DH DD), (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ EH DD) in I1.
  rewrite (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ DY' DY'), (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ EH DY') in I2.
  rewrite (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ DY' DY'), (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ DY DY),
    (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ DW' DW'), (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ EQ EQ),
    (combined_4 n W d G H _ _ _ _ _ _ _ _ _ _ EQ' EQ').
  pose proof (one_step L beta (inner n d d) (inner n d G) (inner n d H) (inner n d W) (f y - f w_star)
    (f y' - f w_star) (inner n G G) (inner n G H) (inner n G W) (inner n H H) (inner n H W) mu rho t (inner n W W)
    P ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as K.
  lra.
Qed.

Lemma first_value n f g mu L rho t w_star (w w' : vector) :
  0 < L -> 0 <= rho < 1 -> mu = L * (1 - rho) ^ 2 -> L * t * (1 - rho) = 1 ->
  in_class n f g mu L -> least f w_star -> (forall i, w' i = w i - t * g w i) ->
  lyapunov n f g mu L w_star w w' <= rho ^ 2 * L ^ 2 * norm2 n (minus w w_star).
Proof.
  intros P R0 M T C A W'. pose proof (no_more mu L rho P R0 M) as ML.
  pose proof (at_the_minimum n f g mu L w_star w P ML C A) as (I & _).
  pose proof (proj2 (C w w_star)) as U. pose proof (proj2 (C w_star w)) as V. fold (least f w_star) in A.
  rewrite (stationary n f g mu L w_star _ P C A) in V.
  set (X := minus w w_star) in *. set (Z := g w) in *.
  assert (EX : forall i, X i = 1 * X i + 0 * Z i + 0 * Z i + 0 * Z i) by (intros; ring).
  assert (DX : forall i, minus w_star w i = - 1 * X i + 0 * Z i + 0 * Z i + 0 * Z i) by (intros; unfold X, minus; ring).
  assert (EZ : forall i, Z i = 0 * X i + 1 * Z i + 0 * Z i + 0 * Z i) by (intros; ring).
  assert (DW : forall i, minus w' w_star i = 1 * X i + - t * Z i + 0 * Z i + 0 * Z i).
  { intros i. unfold X, minus. rewrite W'. ring. }
  set (Q := fun i => Z i - mu * (w i - w_star i)).
  assert (EQ : forall i, Q i = - mu * X i + 1 * Z i + 0 * Z i + 0 * Z i) by (intros; unfold Q, X, minus; ring).
  unfold lyapunov. fold X Z Q. unfold norm2 in *. rewrite (inner_symmetric n Z X) in *.
  rewrite (combined_4 n X Z Z Z _ _ _ _ _ _ _ _ _ _ EZ DX), (combined_4 n X Z Z Z _ _ _ _ _ _ _ _ _ _ DX DX) in U.
  rewrite (combined_4 n X Z Z Z _ _ _ _ _ _ _ _ _ _ DW DW), (combined_4 n X Z Z Z _ _ _ _ _ _ _ _ _ _ EQ EQ).
  rewrite (inner_symmetric n Z X) in *.
  pose proof (the_first_value L (f w - f w_star) mu rho t (inner n X X) (inner n X Z) (inner n Z Z)
    P ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as K.
  lra.
Qed.

(* The other coordinates: d, and the output w once more. *)
Fixpoint others (g : vector -> vector) (rho t : R) (p : parameters) (w0 : vector) (k : nat) : vector * vector :=
  match k with
  | O => (fun _ => 0, w0)
  | S j =>
    let (d, w) := others g rho t p w0 j in
    let G := g (taken_at p (run g p w0 j)) in
    (fun i => beta p * d i + t * G i, fun i => w i + (1 - rho) * beta p * d i - t * G i)
  end.

Lemma kernel_run g rho t p w0 k i :
  run_1 (alpha p) (beta p) (delta p) rho t (w0 i) (fst (run g p w0 k) i) (snd (run g p w0 k) i)
    (fst (others g rho t p w0 k) i) (snd (others g rho t p w0 k) i).
Proof.
  induction k as [|k IH]; [apply run_1_start|]. cbn [run others].
  set (y := taken_at p (run g p w0 k)). fold y.
  destruct (others g rho t p w0 k) as (d, o). unfold step.
  destruct (run g p w0 k) as (v, w) eqn:E. fold y. cbn [fst snd] in *.
  pose proof (run_1_step _ _ _ _ _ _ _ _ _ _ (g y i) IH) as K.
  set (G := g y i) in *. set (a := alpha p) in *. set (b := beta p) in *. set (c := delta p) in *.
  replace (b * v i - a * G) with (- a * G + b * v i) by ring.
  replace (w i - c * v i + (- a * G + b * v i) + c * (- a * G + b * v i)) with
    (- a * c * G + b * c * v i - a * G + b * v i - c * v i + w i) by ring.
  replace (b * d i + t * G) with (b * d i + G * t) by ring.
  replace (o i + (1 - rho) * b * d i - t * G) with (- b * d i * rho + b * d i - G * t + o i) by ring. exact K.
Qed.

Lemma same_run g mu L rho t w0 k i : 0 < L -> 0 <= rho < 1 -> mu = L * (1 - rho) ^ 2 -> L * t * (1 - rho) = 1 ->
  let p := published rho L in
  let d := fst (others g rho t p w0 k) in
  snd (others g rho t p w0 k) i = snd (run g p w0 k) i /\
  taken_at p (run g p w0 k) i = snd (run g p w0 k) i + beta p * d i.
Proof.
  intros P R0 M T p d. pose proof (kernel_run g rho t p w0 k i) as K. fold d in K.
  set (o := others g rho t p w0 k) in *.
  assert (N1 : 0 < 1 - rho ^ 2) by nra. assert (N2 : 0 < (1 + rho) * (2 - rho)) by (apply Rmult_lt_0_compat; lra).
  assert (A1 : L * alpha p - rho - 1 = 0) by (unfold p, published; cbn [alpha]; field; lra).
  assert (A2 : - beta p * rho - rho ^ 2 + 2 * beta p = 0) by (unfold p, published; cbn [beta]; field; lra).
  assert (A3 : - gamma p * rho ^ 2 + gamma p * rho - rho ^ 2 + 2 * gamma p = 0).
  { unfold p, published. cbn [gamma]. field. lra. }
  assert (A4 : - delta p * rho ^ 2 - rho ^ 2 + delta p = 0) by (unfold p, published; cbn [delta]; field; lra).
  assert (Q1 : 0 < L ^ 2) by (apply pow_lt; exact P).
  assert (Q2 : 0 < rho ^ 2 - 4 * rho + 4) by nra.
  assert (Q3 : 0 < rho ^ 4 - 2 * rho ^ 3 - 3 * rho ^ 2 + 4 * rho + 4).
  { replace (rho ^ 4 - 2 * rho ^ 3 - 3 * rho ^ 2 + 4 * rho + 4) with (((1 + rho) * (2 - rho)) ^ 2) by ring.
    now apply pow_lt. }
  assert (Q4 : 0 < rho ^ 4 - 2 * rho ^ 2 + 1).
  { replace (rho ^ 4 - 2 * rho ^ 2 + 1) with ((1 - rho ^ 2) ^ 2) by ring. now apply pow_lt. }
  assert (E1 : - L * rho ^ 2 + 2 * L * rho - L + mu = 0) by (rewrite M; ring).
  pose proof (the_same_iterates L _ _ _ _ (gamma p) mu _ rho t _ _ _ P (proj1 R0) ltac:(lra) E1 ltac:(lra) Q1 A1 Q2 A2
    Q3 A3 Q4 A4 K) as S1.
  pose proof (the_gradient_is_taken_at_the_same_point L _ _ _ _ (gamma p) mu _ rho t _ _ _ P (proj1 R0) ltac:(lra) E1
    ltac:(lra) Q1 A1 Q2 A2 Q3 A3 Q4 A4 K) as S2.
  split; [lra|]. unfold taken_at. lra.
Qed.

(* The rule in the other coordinates. *)
Lemma other_coordinates g mu L rho t w0 k : 0 < L -> 0 <= rho < 1 -> mu = L * (1 - rho) ^ 2 -> L * t * (1 - rho) = 1 ->
  let p := published rho L in
  let d := fun j => fst (others g rho t p w0 j) in
  let w := fun j => snd (run g p w0 j) in
  let y := fun j => taken_at p (run g p w0 j) in
  (forall i, y k i = w k i + beta p * d k i) /\
  (forall i, d (S k) i = beta p * d k i + t * g (y k) i) /\
  (forall i, w (S k) i = w k i + (1 - rho) * beta p * d k i - t * g (y k) i) /\
  (forall i, y k i = w (S k) i + rho * d (S k) i + (1 - rho) * t * g (y k) i).
Proof.
  intros P R0 M T p d w y.
  assert (Y : forall i, y k i = w k i + beta p * d k i) by (intros i; apply (same_run g mu L rho t w0 k i P R0 M T)).
  assert (D : forall i, d (S k) i = beta p * d k i + t * g (y k) i).
  { intros i. unfold d. cbn [others]. fold (y k). now destruct (others g rho t p w0 k). }
  assert (W : forall i, w (S k) i = w k i + (1 - rho) * beta p * d k i - t * g (y k) i).
  { intros i. pose proof (proj1 (same_run g mu L rho t w0 (S k) i P R0 M T)) as E1.
    pose proof (proj1 (same_run g mu L rho t w0 k i P R0 M T)) as E0. fold p in E0, E1. fold (w k) in E0.
    fold (w (S k)) in E1. rewrite <- E0, <- E1. unfold d. cbn [others]. fold (y k).
    now destruct (others g rho t p w0 k). }
  split; [exact Y|]. split; [exact D|]. split; [exact W|]. intros i. rewrite W, D, Y. ring.
Qed.

Theorem rate :
  forall (n : nat) (f : vector -> R) (g : vector -> vector) (mu L : R) (w_star w0 : vector),
  0 < mu -> mu <= L -> in_class n f g mu L -> least f w_star ->
  forall k : nat,
  let kappa := L / mu in
  let rho := 1 - 1 / sqrt kappa in
  let state := run g (published rho L) w0 in
  let y := fun j => taken_at (published rho L) (state j) in
  let w := fun j => snd (state j) in
  let V := fun j => lyapunov n f g mu L w_star (y j) (w (S j)) in
  V (S k) <= rho ^ 2 * V k /\
  norm n (minus (w k) w_star) <= sqrt kappa * rho ^ k * norm n (minus w0 w_star).
Proof.
  intros n f g mu L w_star w0 M0 ML C A k kappa rho state y w V.
  assert (KM : kappa * mu = L) by (unfold kappa; field; lra).
  assert (K1 : 1 <= kappa) by now apply kappa_at_least_1.
  set (r := sqrt kappa) in *. assert (RR : r * r = kappa) by (apply sqrt_sqrt; lra).
  assert (R1 : 1 <= r) by (unfold r; rewrite <- sqrt_1; apply sqrt_le_1; lra).
  assert (RH : (1 - rho) * r = 1) by (unfold rho; field; lra).
  assert (R0 : 0 <= rho < 1).
  { assert (S0 : 0 < 1 - rho) by (replace (1 - rho) with (1 / r) by (unfold rho; ring);
      apply Rdiv_lt_0_compat; lra). split; nra. }
  assert (P : 0 < L) by lra.
  assert (M : mu = L * (1 - rho) ^ 2).
  { rewrite <- KM, <- RR. replace (r * r * mu * (1 - rho) ^ 2) with (mu * (((1 - rho) * r) * ((1 - rho) * r))) by ring.
    rewrite RH. ring. }
  set (t := r / L). assert (T : L * t * (1 - rho) = 1).
  { transitivity ((1 - rho) * r); [unfold t; field; lra|exact RH]. }
  assert (B : beta (published rho L) * (2 - rho) = rho ^ 2) by (cbn [published beta]; field; lra).
  assert (X : forall j, V (S j) <= rho ^ 2 * V j).
  { intros j. pose proof (other_coordinates g mu L rho t w0 j P R0 M T) as (_ & _ & _ & Y).
    pose proof (other_coordinates g mu L rho t w0 (S j) P R0 M T) as (Y' & _ & W' & _).
    exact (lyapunov_step n f g mu L rho t _ w_star _ _ _ _ _ P R0 M T B C A Y Y' W'). }
  split; [apply X|].
  assert (Z : V O <= rho ^ 2 * L ^ 2 * norm2 n (minus w0 w_star)).
  { pose proof (other_coordinates g mu L rho t w0 0 P R0 M T) as (Y & _ & W & _).
    assert (Y0 : forall i, y O i = w0 i) by (intros i; etransitivity; [apply Y|]; cbn; ring).
    replace (norm2 n (minus w0 w_star)) with (norm2 n (minus (y O) w_star)).
    2: { unfold norm2, inner, minus. clear - Y0. induction n as [|n IH]; [reflexivity|].
      cbn [total]. now rewrite IH, Y0. }
    apply (first_value n f g mu L rho t w_star (y O) (w (S O)) P R0 M T C A). intros i. rewrite Y0.
    transitivity (w0 i + (1 - rho) * beta (published rho L) * 0 - t * g (y O) i); [exact (W i)|ring]. }
  set (N := norm2 n (minus w0 w_star)) in *. assert (N0 : 0 <= N) by apply norm2_positive.
  assert (D : norm2 n (minus (w k) w_star) <= (r * rho ^ k) ^ 2 * N).
  { destruct k as [|k].
    - change (norm2 n (minus (w O) w_star)) with N. simpl. nra.
    - pose proof (geometric (rho ^ 2) V (pow2_ge_0 rho) X k) as B'.
      assert (E : mu * L * norm2 n (minus (w (S k)) w_star) <= V k).
      { unfold V, lyapunov.
        pose proof (proj2 (at_the_minimum n f g mu L w_star (y k) P ML C A)) as I.
        set (x := minus (y k) w_star) in *. set (Q := fun i => g (y k) i - mu * (y k i - w_star i)).
        assert (EQ : forall i, Q i = - mu * x i + 1 * g (y k) i + 0 * x i + 0 * x i).
        { intros. unfold Q, x, minus. ring. }
        unfold norm2 in *. rewrite (combined_4 n x (g (y k)) x x _ _ _ _ _ _ _ _ _ _ EQ EQ). lra. }
      assert (F : (rho ^ 2) ^ k * V O <= (rho ^ 2) ^ k * (rho ^ 2 * L ^ 2 * N)).
      { apply Rmult_le_compat_l; [apply pow_le; nra|exact Z]. }
      apply (Rmult_le_reg_l (mu * L)); [apply Rmult_lt_0_compat; lra|].
      apply Rle_trans with (1 := E), Rle_trans with (1 := B'), Rle_trans with (1 := F). apply Req_le.
      replace ((rho ^ 2) ^ k) with (rho ^ k * rho ^ k) by (rewrite <- Rpow_mult_distr; f_equal; ring).
      cbn [pow]. set (q := rho ^ k). rewrite <- KM, <- RR. ring. }
  assert (Q0 : 0 <= r * rho ^ k) by (apply Rmult_le_pos; [lra|apply pow_le; lra]).
  unfold norm. fold N. rewrite <- (sqrt_pow2 (r * rho ^ k)) by exact Q0. rewrite <- sqrt_mult_alt by apply pow2_ge_0.
  now apply sqrt_le_1_alt.
Qed.

(* A function that is not a multiple of |w|^2: f(w) = (w_0^2 + 4 w_1^2)/2. *)
Theorem rate_witness : exists (n : nat) (f : vector -> R) (g : vector -> vector) (mu L : R) (w_star w0 : vector),
  0 < mu /\ mu < L /\ in_class n f g mu L /\ least f w_star /\ 0 < norm n (minus w0 w_star).
Proof.
  exists 2%nat, example, example_gradient, 1, 4, (fun _ => 0), (fun _ => 1). split; [lra|]. split; [lra|].
  split; [exact example_in_class|]. split; [exact example_least|].
  unfold norm, norm2, inner, minus. simpl. apply sqrt_lt_R0. lra.
Qed.

End Joint.

(* false: in_class n f g mu L -> least f w_star -> ==> in_class n f g 0 L -> least f w_star -> *)
(* false: in_class n f g mu L -> least f w_star -> ==> in_class n f g mu L -> True -> *)
(* false: V (S k) <= rho ^ 2 * V k ==> V (S k) <= rho ^ 3 * V k *)
(* false: sqrt kappa * rho ^ k * norm ==> sqrt kappa * rho ^ S k * norm *)
(* false: rho := 1 - 1 / sqrt kappa ==> rho := 1 - 2 / sqrt kappa *)
