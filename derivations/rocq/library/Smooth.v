(* The class F_{mu,L} of functions of vectors, which joints share.

A vector is that of `Vectors`, of which the components i < n matter. `in_class` is what is meant by f in F_{mu,L} with
the gradient g: f lies between the two parabolas at each point. (So g is the gradient of f, and f depends on the
components i < n alone.) `least` says that f is least at w*. `interpolation` is the inequality between two points that
follows for each f of the class, `combined` and `combined_4` are inner products of combinations of vectors, `geometric`
goes from one step to all, and `example` is a function of the class that is not a multiple of |w|^2. *)

From Coq Require Import Reals Lra Lia Psatz.

Module Smooth.
Import Vectors.

Definition vector := nat -> R.
Definition minus (u v : vector) : vector := fun i => u i - v i.
Definition norm2 (n : nat) (u : vector) := inner n u u.

Definition in_class (n : nat) (f : vector -> R) (g : vector -> vector) (mu L : R) :=
  forall a b : vector,
  f a + inner n (g a) (minus b a) + mu / 2 * norm2 n (minus b a) <= f b <=
  f a + inner n (g a) (minus b a) + L / 2 * norm2 n (minus b a).

Definition least (f : vector -> R) (w_star : vector) := forall w, f w_star <= f w.

(* Inner products of combinations of three vectors, and of four. *)
Lemma combined n (a b e u v : vector) p1 p2 p3 q1 q2 q3 :
  (forall i, (i < n)%nat -> u i = p1 * a i + p2 * b i + p3 * e i) ->
  (forall i, (i < n)%nat -> v i = q1 * a i + q2 * b i + q3 * e i) ->
  inner n u v = p1 * q1 * inner n a a + (p1 * q2 + p2 * q1) * inner n a b + (p1 * q3 + p3 * q1) * inner n a e +
    p2 * q2 * inner n b b + (p2 * q3 + p3 * q2) * inner n b e + p3 * q3 * inner n e e.
Proof.
  unfold inner. induction n as [|n IH]; simpl; intros U V; [ring|].
  rewrite IH, U, V by (intros; try apply U; try apply V; lia). ring.
Qed.

Lemma combined_4 n (a b c e u v : vector) p1 p2 p3 p4 q1 q2 q3 q4 :
  (forall i, u i = p1 * a i + p2 * b i + p3 * c i + p4 * e i) ->
  (forall i, v i = q1 * a i + q2 * b i + q3 * c i + q4 * e i) ->
  inner n u v =
    p1 * q1 * inner n a a + (p1 * q2 + p2 * q1) * inner n b a + (p1 * q3 + p3 * q1) * inner n c a +
    (p1 * q4 + p4 * q1) * inner n e a + p2 * q2 * inner n b b + (p2 * q3 + p3 * q2) * inner n b c +
    (p2 * q4 + p4 * q2) * inner n b e + p3 * q3 * inner n c c + (p3 * q4 + p4 * q3) * inner n c e +
    p4 * q4 * inner n e e.
Proof.
  intros U V. unfold inner. induction n as [|n IH]; simpl; [ring|]. rewrite IH, U, V. ring.
Qed.

Lemma norm2_positive n u : 0 <= norm2 n u.
Proof. apply inner_square_weak. Qed.

Lemma norm2_zero n u : norm2 n u <= 0 -> forall i, (i < n)%nat -> u i = 0.
Proof. intros H. apply inner_square_zero. pose proof (norm2_positive n u). unfold norm2 in *. lra. Qed.

(* The interpolation inequality, cleared of L - mu; for mu = L the gradient is linear. *)
Lemma interpolation n f g mu L a b : mu <= L -> in_class n f g mu L ->
  let d := minus a b in
  let h := minus (g a) (g b) in
  norm2 n h + mu * L * norm2 n d - 2 * mu * inner n h d <= 2 * (L - mu) * (f a - f b - inner n (g b) d).
Proof.
  intros M C d h.
  assert (K : forall r, r * (norm2 n h - 2 * mu * inner n h d + mu ^ 2 * norm2 n d) * (1 - (L - mu) / 2 * r) <=
    f a - f b - inner n (g b) d - mu / 2 * norm2 n d).
  { intros r. set (z := fun i => a i - r * (h i - mu * d i)).
    pose proof (proj1 (C b z)) as Z1. pose proof (proj2 (C a z)) as Z2.
    assert (D1 : forall i, minus z b i = (1 + r * mu) * d i + - r * h i + 0 * g b i).
    { intros i. unfold minus at 1, z, d at 2, minus. unfold d, minus. ring. }
    assert (D2 : forall i, minus z a i = r * mu * d i + - r * h i + 0 * g b i).
    { intros i. unfold minus at 1, z. ring. }
    assert (G1 : forall i, g b i = 0 * d i + 0 * h i + 1 * g b i) by (intros; ring).
    assert (G2 : forall i, g a i = 0 * d i + 1 * h i + 1 * g b i) by (intros; unfold h, minus; ring).
    unfold norm2 in *. rewrite (combined n d h (g b) _ _ _ _ _ _ _ _ (fun i _ => G1 i) (fun i _ => D1 i)) in Z1.
    rewrite (combined n d h (g b) _ _ _ _ _ _ _ _ (fun i _ => D1 i) (fun i _ => D1 i)) in Z1.
    rewrite (combined n d h (g b) _ _ _ _ _ _ _ _ (fun i _ => G2 i) (fun i _ => D2 i)) in Z2.
    rewrite (combined n d h (g b) _ _ _ _ _ _ _ _ (fun i _ => D2 i) (fun i _ => D2 i)) in Z2.
    rewrite (inner_symmetric n h d), (inner_symmetric n (g b) d). lra. }
  assert (N : 0 <= norm2 n h - 2 * mu * inner n h d + mu ^ 2 * norm2 n d).
  { set (e := fun i => h i - mu * d i). pose proof (norm2_positive n e) as E. unfold norm2 in *.
    assert (D : forall i, e i = - mu * d i + 1 * h i + 0 * h i) by (intros; unfold e; ring).
    rewrite (combined n d h h _ _ _ _ _ _ _ _ (fun i _ => D i) (fun i _ => D i)) in E.
    rewrite (inner_symmetric n h d). lra. }
  set (e := norm2 n h - 2 * mu * inner n h d + mu ^ 2 * norm2 n d) in *.
  assert (F : e <= 2 * (L - mu) * (f a - f b - inner n (g b) d - mu / 2 * norm2 n d)); [|unfold e in F; lra].
  destruct (Rlt_le_dec mu L) as [S|S].
  - specialize (K (/ (L - mu))). assert (I : 0 < / (L - mu)) by (apply Rinv_0_lt_compat; lra).
    apply (Rmult_le_compat_l (2 * (L - mu))) in K; [|lra].
    replace (2 * (L - mu) * (/ (L - mu) * e * (1 - (L - mu) / 2 * / (L - mu)))) with e in K by (field; lra). exact K.
  - assert (E : mu = L) by lra. pose proof (proj2 (C b a)) as U. fold d in U. specialize (K 1). rewrite E in *. lra.
Qed.

(* Rates. *)
Lemma kappa_at_least_1 mu L : 0 < mu -> mu <= L -> 1 <= L / mu.
Proof. intros M ML. apply (Rmult_le_reg_r mu); [exact M|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. Qed.

Lemma geometric q V : 0 <= q -> (forall j, V (S j) <= q * V j) -> forall k, V k <= q ^ k * V O.
Proof.
  intros Q H. induction k as [|k IH]; [simpl; lra|]. apply Rle_trans with (1 := H k). cbn [pow].
  rewrite Rmult_assoc. now apply Rmult_le_compat_l.
Qed.

(* f(w) = (w_0^2 + 4 w_1^2)/2, and its gradient. *)
Definition example (w : vector) : R := (w 0%nat ^ 2 + 4 * w 1%nat ^ 2) / 2.
Definition example_gradient (w : vector) : vector := fun i => if Nat.eqb i 0 then w 0%nat else 4 * w i.

Lemma example_in_class : in_class 2 example example_gradient 1 4.
Proof.
  intros a b. unfold example, example_gradient, norm2, inner, minus. simpl.
  pose proof (pow2_ge_0 (b 0%nat - a 0%nat)). pose proof (pow2_ge_0 (b 1%nat - a 1%nat)). lra.
Qed.

Lemma example_least : least example (fun _ => 0).
Proof.
  intros w. unfold example. pose proof (pow2_ge_0 (w 0%nat)). pose proof (pow2_ge_0 (w 1%nat)). lra.
Qed.

End Smooth.
