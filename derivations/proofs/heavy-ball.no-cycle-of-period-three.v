(* heavy-ball.no-cycle-of-period-three, whole.

   Let 0 < q < 1, alpha > 0, alpha L = (1 + q)^2, alpha mu = (1 - q)^2 and beta = q^2, with q^2 + q < 1, which is
   kappa = L/mu < 9 + 4 sqrt(5). For every n, every f on R^n that is L-smooth and mu-strongly convex, every start w^0
   and every velocity z^0: where momentum has w^{k+3} = w^k and w^{k+4} = w^{k+1}, w^k is the minimiser. So it has no
   cycle of three points on any f of the class, in any dimension.

   Vectors are functions from nat, of which the components i < n matter. `in_class`, in the library's `Smooth`, is what
   is meant by f in F_{mu,L} with the gradient g. `least` says that f is least at w*. `run` is the project's rule
   (numerics/algorithms/momentum.py), (z^k, w^k) after k steps.

   `no_cycle` is the claim, `in_kappa` its range. The interpolation inequality is proved from the class; that the three
   points are one is the kernel's `all_three_are_one` at their inner products. *)

(* uses: Vectors, Smooth, OptimalParameters *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Vectors Smooth OptimalParameters.

(* The rule. *)
Definition step (g : vector -> vector) (alpha beta : R) (state : vector * vector) : vector * vector :=
  let z' := fun i => beta * fst state i + g (snd state) i in (z', fun i => snd state i - alpha * z' i).
Fixpoint run (g : vector -> vector) (alpha beta : R) (z0 w0 : vector) (k : nat) : vector * vector :=
  match k with O => (z0, w0) | S j => step g alpha beta (run g alpha beta z0 w0 j) end.

(* Two steps that follow each other. *)
Lemma two_steps g alpha beta z0 w0 j i : alpha <> 0 ->
  let w := fun k => snd (run g alpha beta z0 w0 k) in
  g (w (S j)) i = / alpha * (w (S j) i - w (S (S j)) i) - beta * / alpha * (w j i - w (S j) i).
Proof.
  intros A w. unfold w. cbn [run]. unfold step. cbn [fst snd]. set (s := run g alpha beta z0 w0 j). field. exact A.
Qed.

Lemma same_point n f g mu L alpha beta q (a b e : vector) :
  0 < q < 1 -> 0 < alpha -> alpha * L = (1 + q) ^ 2 -> alpha * mu = (1 - q) ^ 2 -> beta = q ^ 2 -> q ^ 2 + q < 1 ->
  in_class n f g mu L ->
  (forall i, (i < n)%nat -> g a i = / alpha * (a i - b i) - beta * / alpha * (e i - a i)) ->
  (forall i, (i < n)%nat -> g b i = / alpha * (b i - e i) - beta * / alpha * (a i - b i)) ->
  (forall i, (i < n)%nat -> g e i = / alpha * (e i - a i) - beta * / alpha * (b i - e i)) ->
  norm2 n (minus a b) <= 0 /\ norm2 n (minus b e) <= 0 /\ norm2 n (minus e a) <= 0.
Proof.
  intros Q A EL EM EB G C GA GB GE. set (u := / alpha) in *.
  assert (U : alpha * u - 1 = 0) by (unfold u; field; lra).
  assert (ML : mu <= L) by now apply Rlt_le, (mu_less q alpha).
  pose proof (interpolation n f g mu L e a ML C) as I1. pose proof (interpolation n f g mu L a b ML C) as I2.
  pose proof (interpolation n f g mu L b e ML C) as I3. cbv zeta in I1, I2, I3.
  assert (PA : forall i, (i < n)%nat -> g a i = (u + beta * u) * a i + - u * b i + - (beta * u) * e i).
  { intros i I. rewrite GA by exact I. ring. }
  assert (PB : forall i, (i < n)%nat -> g b i = - (beta * u) * a i + (u + beta * u) * b i + - u * e i).
  { intros i I. rewrite GB by exact I. ring. }
  assert (PE : forall i, (i < n)%nat -> g e i = - u * a i + - (beta * u) * b i + (u + beta * u) * e i).
  { intros i I. rewrite GE by exact I. ring. }
  assert (EA : forall i, (i < n)%nat -> minus e a i = - 1 * a i + 0 * b i + 1 * e i) by (intros; unfold minus; ring).
  assert (AB : forall i, (i < n)%nat -> minus a b i = 1 * a i + - 1 * b i + 0 * e i) by (intros; unfold minus; ring).
  assert (BE : forall i, (i < n)%nat -> minus b e i = 0 * a i + 1 * b i + - 1 * e i) by (intros; unfold minus; ring).
  assert (DEA : forall i, (i < n)%nat -> minus (g e) (g a) i =
    (- u - (u + beta * u)) * a i + (- (beta * u) + u) * b i + (u + beta * u + beta * u) * e i).
  { intros i I. unfold minus. rewrite PE, PA by exact I. ring. }
  assert (DAB : forall i, (i < n)%nat -> minus (g a) (g b) i =
    (u + beta * u + beta * u) * a i + (- u - (u + beta * u)) * b i + (- (beta * u) + u) * e i).
  { intros i I. unfold minus. rewrite PB, PA by exact I. ring. }
  assert (DBE : forall i, (i < n)%nat -> minus (g b) (g e) i =
    (- (beta * u) + u) * a i + (u + beta * u + beta * u) * b i + (- u - (u + beta * u)) * e i).
  { intros i I. unfold minus. rewrite PB, PE by exact I. ring. }
  pose proof (norm2_positive n (minus a b)) as N1. pose proof (norm2_positive n (minus b e)) as N2.
  pose proof (norm2_positive n (minus e a)) as N3. unfold norm2 in *.
  rewrite (combined n a b e _ _ _ _ _ _ _ _ DEA DEA), (combined n a b e _ _ _ _ _ _ _ _ EA EA),
    (combined n a b e _ _ _ _ _ _ _ _ DEA EA), (combined n a b e _ _ _ _ _ _ _ _ PA EA) in I1.
  rewrite (combined n a b e _ _ _ _ _ _ _ _ DAB DAB), (combined n a b e _ _ _ _ _ _ _ _ AB AB),
    (combined n a b e _ _ _ _ _ _ _ _ DAB AB), (combined n a b e _ _ _ _ _ _ _ _ PB AB) in I2.
  rewrite (combined n a b e _ _ _ _ _ _ _ _ DBE DBE), (combined n a b e _ _ _ _ _ _ _ _ BE BE),
    (combined n a b e _ _ _ _ _ _ _ _ DBE BE), (combined n a b e _ _ _ _ _ _ _ _ PE BE) in I3.
  rewrite (combined n a b e _ _ _ _ _ _ _ _ AB AB), (combined n a b e _ _ _ _ _ _ _ _ BE BE),
    (combined n a b e _ _ _ _ _ _ _ _ EA EA) in *.
  pose proof (all_three_are_one L (inner n a a) (inner n a b) (inner n a e) alpha (inner n b b) (inner n b e) beta
    (inner n e e) (f a) (f b) (f e) mu q u (proj1 Q) ltac:(lra) A ltac:(lra) ltac:(lra) ltac:(lra) U ltac:(lra)
    ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as T.
  lra.
Qed.

Theorem no_cycle :
  forall (n : nat) (f : vector -> R) (g : vector -> vector) (q alpha mu L : R) (w_star z0 w0 : vector),
  0 < q < 1 -> 0 < alpha -> alpha * L = (1 + q) ^ 2 -> alpha * mu = (1 - q) ^ 2 -> q ^ 2 + q < 1 ->
  in_class n f g mu L -> least f w_star ->
  let w := fun k => snd (run g alpha (q ^ 2) z0 w0 k) in
  forall k : nat,
  (forall i, (i < n)%nat -> w (k + 3)%nat i = w k i) -> (forall i, (i < n)%nat -> w (k + 4)%nat i = w (k + 1)%nat i) ->
  forall i, (i < n)%nat -> w k i = w_star i.
Proof.
  intros n f g q alpha mu L w_star z0 w0 Q A EL EM G C M w k H1 H2.
  replace (k + 3)%nat with (S (S (S k))) in * by lia. replace (k + 4)%nat with (S (S (S (S k)))) in * by lia.
  replace (k + 1)%nat with (S k) in * by lia.
  pose proof (two_steps g alpha (q ^ 2) z0 w0) as T. cbv zeta in T. fold w in T.
  change (forall j i, alpha <> 0 ->
    g (w (S j)) i = / alpha * (w (S j) i - w (S (S j)) i) - q ^ 2 * / alpha * (w j i - w (S j) i)) in T.
  set (a := w (S (S (S k)))) in *. set (b := w (S k)) in *. set (e := w (S (S k))) in *.
  assert (GA : forall i, (i < n)%nat -> g a i = / alpha * (a i - b i) - q ^ 2 * / alpha * (e i - a i)).
  { intros i I. unfold a. rewrite T by lra. fold a e. now rewrite H2. }
  assert (GB : forall i, (i < n)%nat -> g b i = / alpha * (b i - e i) - q ^ 2 * / alpha * (a i - b i)).
  { intros i I. unfold b. rewrite T by lra. fold b e. now rewrite H1. }
  assert (GE : forall i, (i < n)%nat -> g e i = / alpha * (e i - a i) - q ^ 2 * / alpha * (b i - e i)).
  { intros i I. unfold e. rewrite T by lra. reflexivity. }
  destruct (same_point n f g mu L alpha (q ^ 2) q a b e Q A EL EM eq_refl G C GA GB GE) as (N1 & N2 & N3).
  pose proof (mu_positive q alpha mu Q A EM) as M0.
  assert (Z : forall v, inner n (g a) v = 0).
  { intros v. rewrite (combined n v v v _ _ 0 0 0 1 0 0); [ring| |intros; ring]. intros i I. rewrite GA by exact I.
    pose proof (norm2_zero n _ N1 i I) as E1. pose proof (norm2_zero n _ N3 i I) as E3. unfold minus in E1, E3.
    rewrite E1, E3. ring. }
  pose proof (proj1 (C a w_star)) as S. rewrite Z in S. specialize (M a).
  assert (N : norm2 n (minus w_star a) <= 0) by (pose proof (norm2_positive n (minus w_star a)); nra).
  intros i I. pose proof (norm2_zero n _ N i I) as E. unfold minus in E. rewrite <- H1 by exact I. lra.
Qed.

Theorem in_kappa :
  forall q alpha mu L : R,
  0 < q < 1 -> 0 < alpha -> alpha * L = (1 + q) ^ 2 -> alpha * mu = (1 - q) ^ 2 ->
  (q ^ 2 + q < 1 <-> L / mu < 9 + 4 * sqrt 5).
Proof. intros q alpha mu L Q A EL EM. now apply (kappa_below q alpha). Qed.

(* On f(w) = (w_0^2 + 4 w_1^2)/2, from rest at the minimum and from elsewhere. *)
Theorem no_cycle_witness :
  exists (n : nat) (f : vector -> R) (g : vector -> vector) (q alpha mu L : R) (w_star z0 w0 : vector),
  (0 < q < 1 /\ 0 < alpha /\ alpha * L = (1 + q) ^ 2 /\ alpha * mu = (1 - q) ^ 2 /\ q ^ 2 + q < 1) /\
  (in_class n f g mu L /\ least f w_star /\ (0 < n)%nat) /\
  (forall k i, (i < n)%nat -> snd (run g alpha (q ^ 2) z0 w0 k) i = w_star i).
Proof.
  exists 2%nat, example, example_gradient, (1 / 3), (4 / 9), 1, 4, (fun _ => 0), (fun _ => 0), (fun _ => 0).
  split; [lra|]. split; [split; [exact example_in_class|split; [exact example_least|lia]]|].
  intros k i _. set (g := example_gradient).
  enough (K : forall j, fst (run g (4 / 9) ((1 / 3) ^ 2) (fun _ => 0) (fun _ => 0) k) j = 0 /\
    snd (run g (4 / 9) ((1 / 3) ^ 2) (fun _ => 0) (fun _ => 0) k) j = 0) by apply (K i).
  induction k as [|k IH]; intros j; [split; reflexivity|]. cbn [run]. unfold step. cbn [fst snd].
  assert (G : g (snd (run g (4 / 9) ((1 / 3) ^ 2) (fun _ => 0) (fun _ => 0) k)) j = 0).
  { unfold g at 1, example_gradient. destruct (Nat.eqb j 0); rewrite (proj2 (IH _)); ring. }
  rewrite G, (proj1 (IH j)), (proj2 (IH j)). split; ring.
Qed.

End Joint.

(* false: alpha * mu = (1 - q) ^ 2 -> q ^ 2 + q < 1 -> ==> alpha * mu = (1 - q) ^ 2 -> q ^ 2 + q < 2 -> *)
(* false: (q ^ 2 + q < 1 <-> L / mu < 9 + 4 * sqrt 5) ==> (q ^ 2 + q < 1 <-> L / mu <= 9 + 4 * sqrt 5) *)
(* false: in_class n f g mu L -> least f w_star -> ==> in_class n f g 0 L -> least f w_star -> *)
(* false: w (k + 4)%nat i = w (k + 1)%nat i ==> w (k + 3)%nat i = w k i *)
