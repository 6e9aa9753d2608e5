(* convex.nesterov-rate, whole.

   For every n, every f on R^n that is L-smooth and mu-strongly convex, 0 < mu <= L, and every start at rest: with
   alpha = 1/L and beta = (sqrt(kappa) - 1)/(sqrt(kappa) + 1), kappa = L/mu, Nesterov's method has for every k

     V_{k+1} <= (1 - 1/sqrt(kappa)) V_k,
     f(w^k) - f* <= (1 - 1/sqrt(kappa))^k (f(w^0) - f* + mu/2 |w^0 - w*|^2),

   V_k = f(w^k) - f* + mu/2 |v^k - w*|^2, v^k = w^{k-1} + sqrt(kappa) (w^k - w^{k-1}), w^{-1} = w^0.

   Vectors are functions from nat, of which the components i < n matter. `in_class`, in the library's `Smooth`, is what
   is meant by f in F_{mu,L} with the gradient g. `run` is the project's rule (numerics/algorithms/nesterov.py),
   (w^{k-1}, w^k) after k steps. w* may be any point: the claim is the case in which f is least there, as in
   `rate_witness`.

   `rate` is the claim. The step is the kernel's `one_step`, at the inner products of w^{k-1} - w*, w^k - w* and the
   gradient at y^k. *)

(* uses: Vectors, Smooth *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Vectors Smooth.

(* The rule. *)
Definition ahead (beta : R) (state : vector * vector) : vector :=
  fun i => snd state i + beta * (snd state i - fst state i).
Definition step (g : vector -> vector) (alpha beta : R) (state : vector * vector) : vector * vector :=
  let y := ahead beta state in (snd state, fun i => y i - alpha * g y i).
Fixpoint run (g : vector -> vector) (alpha beta : R) (w0 : vector) (k : nat) : vector * vector :=
  match k with O => (w0, w0) | S j => step g alpha beta (run g alpha beta w0 j) end.

Definition lyapunov (n : nat) (f : vector -> R) (mu kappa : R) (w_star : vector) (state : vector * vector) :=
  let v := fun i => fst state i + sqrt kappa * (snd state i - fst state i) in
  f (snd state) - f w_star + mu / 2 * norm2 n (minus v w_star).

Lemma one_step_of_the_rule n f g mu L alpha beta s kappa w_star state :
  0 < mu -> mu <= L -> in_class n f g mu L ->
  alpha = 1 / L -> kappa = L / mu -> beta = (sqrt kappa - 1) / (sqrt kappa + 1) -> s = 1 / sqrt kappa ->
  lyapunov n f mu kappa w_star (step g alpha beta state) <= (1 - s) * lyapunov n f mu kappa w_star state.
Proof.
  intros M ML C EA EK EB ES. destruct state as (wp, w).
  assert (K1 : 1 <= kappa) by (rewrite EK; now apply kappa_at_least_1).
  set (r := sqrt kappa) in *. assert (R2 : r * r = kappa) by (apply sqrt_sqrt; lra).
  assert (R0 : 0 <= r) by apply sqrt_pos. assert (R1 : 1 <= r) by nra.
  assert (S0 : 0 < s) by (rewrite ES; apply Rdiv_lt_0_compat; lra).
  assert (SR : s * r = 1) by (rewrite ES; field; lra). assert (S1 : s <= 1) by nra.
  assert (SM : mu = L * s ^ 2).
  { assert (KM : kappa * mu = L) by (rewrite EK; field; lra). rewrite <- KM, <- R2.
    replace (r * r * mu * s ^ 2) with ((s * r) * (s * r) * mu) by ring. rewrite SR. ring. }
  assert (SB : beta * s + beta + s - 1 = 0).
  { rewrite EB. replace s with (1 / r) by (rewrite ES; reflexivity). field. split; lra. }
  assert (AL : L * alpha - 1 = 0) by (rewrite EA; field; lra).
  set (y := ahead beta (wp, w)). set (w' := fun i => y i - alpha * g y i).
  set (U := minus wp w_star). set (W := minus w w_star). set (G := g y).
  pose proof (proj2 (C y w')) as F1. pose proof (proj1 (C y w)) as F2. pose proof (proj1 (C y w_star)) as F3.
  fold G in F1, F2, F3.
  assert (P : forall i, y i - w_star i = - beta * U i + (1 + beta) * W i + 0 * G i).
  { intros i. unfold y, ahead, U, W, minus. simpl. ring. }
  assert (P' : forall i, w' i - w_star i = - beta * U i + (1 + beta) * W i + - alpha * G i).
  { intros i. specialize (P i). unfold w'. fold G. lra. }
  assert (D1 : forall i, (i < n)%nat -> minus w' y i = 0 * U i + 0 * W i + - alpha * G i).
  { intros i _. unfold minus, w'. fold G. ring. }
  assert (D2 : forall i, (i < n)%nat -> minus w y i = beta * U i + - beta * W i + 0 * G i).
  { intros i _. unfold minus. specialize (P i). unfold W, minus in *. lra. }
  assert (D3 : forall i, (i < n)%nat -> minus w_star y i = beta * U i + - (1 + beta) * W i + 0 * G i).
  { intros i _. unfold minus at 1. specialize (P i). lra. }
  assert (DG : forall i, (i < n)%nat -> G i = 0 * U i + 0 * W i + 1 * G i) by (intros; ring).
  unfold norm2 in F1, F2, F3.
  rewrite (combined n U W G _ _ _ _ _ _ _ _ DG D1), (combined n U W G _ _ _ _ _ _ _ _ D1 D1) in F1.
  rewrite (combined n U W G _ _ _ _ _ _ _ _ DG D2), (combined n U W G _ _ _ _ _ _ _ _ D2 D2) in F2.
  rewrite (combined n U W G _ _ _ _ _ _ _ _ DG D3), (combined n U W G _ _ _ _ _ _ _ _ D3 D3) in F3.
  set (v := minus (fun i => wp i + r * (w i - wp i)) w_star).
  set (v' := minus (fun i => w i + r * (w' i - w i)) w_star).
  change (f w' - f w_star + mu / 2 * inner n v' v' <= (1 - s) * (f w - f w_star + mu / 2 * inner n v v)).
  assert (V : forall i, (i < n)%nat -> s * v i = (s - 1) * U i + 1 * W i + 0 * G i).
  { intros i _. transitivity ((s - s * r) * U i + (s * r) * W i); [unfold v, U, W, minus; ring|rewrite SR; ring]. }
  assert (V' : forall i, (i < n)%nat -> s * v' i = - beta * U i + (s + beta) * W i + - alpha * G i).
  { intros i _. transitivity (s * W i + (s * r) * ((w' i - w_star i) - W i)); [unfold v', W, minus; ring|].
    rewrite SR, P'. ring. }
  assert (SC : forall u : vector, mu / 2 * inner n u u = L / 2 * inner n (fun i => s * u i) (fun i => s * u i)).
  { intros u. rewrite (combined n u u u (fun i => s * u i) (fun i => s * u i) s 0 0 s 0 0), SM by (intros; ring).
    field. }
  rewrite !SC, (combined n U W G _ _ _ _ _ _ _ _ V V), (combined n U W G _ _ _ _ _ _ _ _ V' V').
  assert (Q : forall i, (i < n)%nat -> minus U W i = 1 * U i + - 1 * W i + 0 * G i) by (intros; unfold minus; ring).
  pose proof (norm2_positive n (minus U W)) as N. unfold norm2 in N.
  rewrite (combined n U W G _ _ _ _ _ _ _ _ Q Q) in N.
  set (uu := inner n U U) in *. set (uw := inner n U W) in *. set (gu := inner n U G) in *.
  set (ww := inner n W W) in *. set (gw := inner n W G) in *. set (gg := inner n G G) in *.
  pose proof (one_step L alpha beta (f w - f w_star) (f w' - f w_star) (f y - f w_star) gg gu gw mu s uu uw ww
    ltac:(lra) S0 ltac:(lra) ltac:(lra) AL SB ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as T.
  assert (B : beta = 1 - s - beta * s) by lra. lra.
Qed.

Theorem rate :
  forall (n : nat) (f : vector -> R) (g : vector -> vector) (mu L : R) (w_star w0 : vector),
  0 < mu -> mu <= L -> in_class n f g mu L ->
  forall k : nat,
  let kappa := L / mu in
  let state := run g (1 / L) ((sqrt kappa - 1) / (sqrt kappa + 1)) w0 in
  let V := fun j => lyapunov n f mu kappa w_star (state j) in
  V (S k) <= (1 - 1 / sqrt kappa) * V k /\
  f (snd (state k)) - f w_star <=
    (1 - 1 / sqrt kappa) ^ k * (f w0 - f w_star + mu / 2 * norm2 n (minus w0 w_star)).
Proof.
  intros n f g mu L w_star w0 M ML C k kappa state V.
  assert (T : forall j, V (S j) <= (1 - 1 / sqrt kappa) * V j).
  { intros j. unfold V, state. cbn [run].
    apply (one_step_of_the_rule n f g mu L (1 / L) _ (1 / sqrt kappa) kappa); reflexivity || assumption. }
  split; [apply T|].
  assert (K1 : 1 <= kappa) by now apply kappa_at_least_1.
  assert (R1 : 1 <= sqrt kappa) by (rewrite <- sqrt_1; apply sqrt_le_1; lra).
  assert (Q : 0 <= 1 - 1 / sqrt kappa).
  { assert (1 / sqrt kappa <= 1); [|lra]. apply (Rmult_le_reg_r (sqrt kappa)); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  set (q := 1 - 1 / sqrt kappa) in *.
  assert (V0 : V O = f w0 - f w_star + mu / 2 * norm2 n (minus w0 w_star)).
  { unfold V, state, lyapunov. cbn [run fst snd]. do 2 f_equal. unfold norm2.
    set (x := minus w0 w_star).
    rewrite (combined n x x x _ _ 1 0 0 1 0 0); [ring| |]; intros i _; unfold x, minus; ring. }
  rewrite <- V0.
  pose proof (geometric q V Q T k) as B.
  apply Rle_trans with (2 := B). unfold V, lyapunov.
  pose proof (norm2_positive n (minus (fun i => fst (state k) i + sqrt kappa * (snd (state k) i - fst (state k) i))
    w_star)). nra.
Qed.

(* A function that is not a multiple of |w|^2: f(w) = (w_0^2 + 4 w_1^2)/2. *)
Theorem rate_witness : exists (n : nat) (f : vector -> R) (g : vector -> vector) (mu L : R) (w_star w0 : vector),
  0 < mu /\ mu < L /\ in_class n f g mu L /\ (forall w, f w_star <= f w) /\ f w_star < f w0.
Proof.
  exists 2%nat, example, example_gradient, 1, 4, (fun _ => 0), (fun _ => 1). split; [lra|]. split; [lra|].
  split; [exact example_in_class|]. split; [exact example_least|unfold example; lra].
Qed.

End Joint.

(* false: in_class n f g mu L -> ==> in_class n f g 0 L -> *)
(* false: V (S k) <= (1 - 1 / sqrt kappa) * V k ==> V (S k) <= (1 - 2 / sqrt kappa) * V k *)
(* false: (1 - 1 / sqrt kappa) ^ k * ==> (1 - 1 / sqrt kappa) ^ S k * *)
(* false: (sqrt kappa - 1) / (sqrt kappa + 1) ==> (sqrt kappa + 1) / (sqrt kappa - 1) *)
(* false: run g (1 / L) ==> run g (3 / L) *)
