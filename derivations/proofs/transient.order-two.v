(* transient.order-two, whole, with what it is for.

   Let R be a real matrix of order 2 whose two eigenvalues have modulus at most r, 0 <= r < 1, with trace T and
   determinant d, and S_0 = 0, S_1 = 1, S_{k+1} = T S_k - d S_{k-1}. Then for every k >= 1

     |S_k| <= k r^{k-1},    (1 - r) |S_k| <= 1,    |d| <= r^2,    R^k = S_k R - d S_{k-1} I,

   and in any norm with |I| = 1, |R^k| <= k r^{k-1} |R| + (k - 1) r^k, and |R^k| <= max(1, (|R| + r^2)/(1 - r)).

   `within r T d` says that sigma^2 - T sigma + d has the roots x_1 + i y and x_2 - i y, of modulus at most r: two real
   ones, where y = 0, or a conjugate pair, where x_1 = x_2. `norm` is any function of matrices with the triangle
   inequality, |c A| = |c| |A| and |I| = 1. In the theorems k + 1, written S k, stands for k.

   The bounds of S_k and d are the kernel's `at_most_k_r_k`, `at_most_1__1___r_` and `the_determinant`. *)

From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Definition within (r T d : R) := exists x_1 x_2 y : R,
  T = x_1 + x_2 /\ d = x_1 * x_2 + y ^ 2 /\ (x_1 - x_2) * y = 0 /\ x_1 ^ 2 + y ^ 2 <= r ^ 2 /\ x_2 ^ 2 + y ^ 2 <= r ^ 2.

(* (S_k, S_{k+1}). *)
Fixpoint both (T d : R) (k : nat) : R * R :=
  match k with O => (0, 1) | S j => let (s, s_next) := both T d j in (s_next, T * s_next - d * s) end.
Definition s (T d : R) (k : nat) := fst (both T d k).

Record matrix := Matrix { m11 : R; m12 : R; m21 : R; m22 : R }.
Definition identity_matrix := Matrix 1 0 0 1.
Definition product (A B : matrix) :=
  Matrix (m11 A * m11 B + m12 A * m21 B) (m11 A * m12 B + m12 A * m22 B)
    (m21 A * m11 B + m22 A * m21 B) (m21 A * m12 B + m22 A * m22 B).
Definition total (A B : matrix) := Matrix (m11 A + m11 B) (m12 A + m12 B) (m21 A + m21 B) (m22 A + m22 B).
Definition scaled (c : R) (A : matrix) := Matrix (c * m11 A) (c * m12 A) (c * m21 A) (c * m22 A).
Fixpoint power (A : matrix) (k : nat) := match k with O => identity_matrix | S j => product A (power A j) end.
Definition trace (A : matrix) := m11 A + m22 A.
Definition determinant (A : matrix) := m11 A * m22 A - m12 A * m21 A.
Definition is_norm (norm : matrix -> R) :=
  (forall A B, norm (total A B) <= norm A + norm B) /\ (forall c A, norm (scaled c A) = Rabs c * norm A) /\
  norm identity_matrix = 1.

Lemma kernel_run T d r x_2 y k : exists a b,
  run_1 T d r x_2 y (s T d k) (s T d (S k)) a b (r ^ k) (INR k).
Proof.
  induction k as [|k (a & b & IH)].
  - exists 1, 0. apply run_1_start.
  - exists (a * x_2 - b * y), (a * y + b * x_2). pose proof (run_1_step _ _ _ _ _ _ _ _ _ _ _ IH) as K.
    rewrite S_INR. replace (r ^ S k) with (r ^ k * r) by (simpl; ring).
    replace (s T d (S (S k))) with (- s T d k * d + s T d (S k) * T); [exact K|].
    unfold s. cbn [both]. destruct (both T d k). cbn [fst]. ring.
Qed.

Lemma sizes r T d : 0 <= r < 1 -> within r T d ->
  Rabs d <= r ^ 2 /\ forall k, Rabs (s T d (S k)) <= INR (S k) * r ^ k /\ (1 - r) * Rabs (s T d (S k)) <= 1.
Proof.
  intros R0 (x_1 & x_2 & y & E1 & E2 & E3 & W1 & W2).
  pose proof (the_determinant T d r x_1 x_2 y ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
    ltac:(lra)) as (D1 & D2).
  split; [unfold Rabs; destruct (Rcase_abs d); lra|]. intros k.
  destruct (Rle_lt_or_eq_dec 0 r (proj1 R0)) as [P|Z].
  - destruct (kernel_run T d r x_2 y (S k)) as (a & b & K).
    pose proof (at_most_k_r_k _ _ _ _ _ _ _ _ _ x_1 _ _ K ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra) ltac:(lra)) as (K1 & K2).
    pose proof (at_most_1__1___r_ _ _ _ _ _ _ _ _ _ x_1 _ _ K ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra) ltac:(lra)) as (K3 & K4).
    set (v := s T d (S k)) in *. set (n := INR (S k)) in *. cbn [pow] in K1, K2.
    split; apply (Rmult_le_reg_l r); try exact P; unfold Rabs; destruct (Rcase_abs v); lra.
  - rewrite <- Z in *. assert (Y : y = 0) by nra. assert (X1 : x_1 = 0) by nra. assert (X2 : x_2 = 0) by nra.
    rewrite Y, X1, X2 in *. assert (T0 : T = 0) by lra. assert (D0 : d = 0) by lra. rewrite T0, D0.
    destruct k as [|k].
    + replace (s 0 0 1) with 1 by reflexivity. rewrite Rabs_R1. simpl. lra.
    + replace (s 0 0 (S (S k))) with 0.
      * rewrite Rabs_R0. simpl. lra.
      * unfold s. cbn [both]. destruct (both 0 0 k). cbn [fst]. ring.
Qed.

Lemma by_cayley_and_hamilton A k :
  power A (S k) = total (scaled (s (trace A) (determinant A) (S k)) A)
    (scaled (- (determinant A * s (trace A) (determinant A) k)) identity_matrix).
Proof.
  induction k as [|k IH].
  - unfold s. cbn [power both fst]. destruct A. unfold product, total, scaled, identity_matrix. cbn. f_equal; ring.
  - replace (power A (S (S k))) with (product A (power A (S k))) by reflexivity. rewrite IH.
    replace (s (trace A) (determinant A) (S (S k))) with
      (trace A * s (trace A) (determinant A) (S k) - determinant A * s (trace A) (determinant A) k).
    2: { unfold s. cbn [both]. destruct (both (trace A) (determinant A) k). reflexivity. }
    set (u := s (trace A) (determinant A) (S k)). set (v := s (trace A) (determinant A) k). clearbody u v. clear IH.
    destruct A as (a, b, c, e). unfold product, total, scaled, identity_matrix, trace, determinant.
    cbn [m11 m12 m21 m22]. f_equal; ring.
Qed.

Lemma norm_positive norm A : is_norm norm -> 0 <= norm A.
Proof.
  intros (N1 & N2 & N3). specialize (N1 A (scaled (-1) A)). rewrite N2 in N1.
  replace (Rabs (-1)) with 1 in N1 by (rewrite Rabs_left; lra).
  replace (total A (scaled (-1) A)) with (scaled 0 A) in N1.
  - rewrite N2, Rabs_R0 in N1. lra.
  - unfold total, scaled. cbn [m11 m12 m21 m22]. f_equal; ring.
Qed.

Theorem order_two :
  forall (r T d : R), 0 <= r < 1 -> within r T d ->
  Rabs d <= r ^ 2 /\
  forall k : nat, Rabs (s T d (S k)) <= INR (S k) * r ^ k /\ (1 - r) * Rabs (s T d (S k)) <= 1.
Proof. exact sizes. Qed.

Theorem transient :
  forall (norm : matrix -> R) (A : matrix) (r : R),
  is_norm norm -> 0 <= r < 1 -> within r (trace A) (determinant A) ->
  forall k : nat,
  norm (power A (S k)) <= INR (S k) * r ^ k * norm A + INR k * r ^ S k /\
  norm (power A k) <= Rmax 1 ((norm A + r ^ 2) / (1 - r)).
Proof.
  intros norm A r N R0 W. destruct (sizes r _ _ R0 W) as (D & Z). pose proof (norm_positive norm A N) as P.
  destruct N as (N1 & N2 & N3). set (T := trace A) in *. set (d := determinant A) in *.
  assert (B : forall k, norm (power A (S k)) <= Rabs (s T d (S k)) * norm A + Rabs d * Rabs (s T d k)).
  { intros k. rewrite by_cayley_and_hamilton. fold T d. apply Rle_trans with (1 := N1 _ _).
    rewrite !N2, N3, Rabs_Ropp, Rabs_mult. lra. }
  assert (D0 : 0 <= Rabs d) by apply Rabs_pos.
  assert (V : forall k, 0 <= Rabs (s T d k)) by (intros; apply Rabs_pos).
  assert (M : forall a b c e, 0 <= a -> a <= b -> 0 <= c -> c <= e -> a * c <= b * e).
  { intros. apply Rmult_le_compat; assumption. }
  assert (K : forall k, norm (power A (S k)) <= INR (S k) * r ^ k * norm A + INR k * r ^ S k).
  { intros k. apply Rle_trans with (1 := B k). apply Rplus_le_compat.
    - apply Rmult_le_compat_r; [exact P|apply (Z k)].
    - destruct k as [|k].
      + replace (s T d 0) with 0 by reflexivity. rewrite Rabs_R0. simpl. lra.
      + replace (INR (S k) * r ^ S (S k)) with (r ^ 2 * (INR (S k) * r ^ k)) by (simpl; ring).
        apply M; [exact D0|exact D|apply V|apply (Z k)]. }
  intros k. split; [apply K|]. destruct k as [|k].
  - cbn [power]. rewrite N3. apply Rmax_l.
  - apply Rle_trans with (2 := Rmax_r _ _). apply (Rmult_le_reg_l (1 - r)); [lra|].
    replace ((1 - r) * ((norm A + r ^ 2) / (1 - r))) with (norm A + r ^ 2) by (field; lra).
    apply Rle_trans with ((1 - r) * (Rabs (s T d (S k)) * norm A + Rabs d * Rabs (s T d k))).
    { apply Rmult_le_compat_l; [lra|apply B]. }
    assert (F : (1 - r) * Rabs (s T d k) <= 1).
    { destruct k as [|k]; [replace (s T d 0) with 0 by reflexivity; rewrite Rabs_R0; lra|apply (Z k)]. }
    assert (G : (1 - r) * Rabs (s T d (S k)) * norm A <= 1 * norm A).
    { apply Rmult_le_compat_r; [exact P|apply (Z k)]. }
    assert (H : Rabs d * ((1 - r) * Rabs (s T d k)) <= r ^ 2 * 1).
    { apply M; [exact D0|exact D|apply Rmult_le_pos; [lra|apply V]|exact F]. }
    lra.
Qed.

(* A conjugate pair of modulus 1/2, and a norm, half the sum of the entries' sizes. *)
Theorem transient_witness : exists (norm : matrix -> R) (A : matrix) (r : R),
  is_norm norm /\ 0 <= r < 1 /\ within r (trace A) (determinant A) /\ 1 < norm A.
Proof.
  exists (fun A => (Rabs (m11 A) + Rabs (m12 A) + Rabs (m21 A) + Rabs (m22 A)) / 2), (Matrix 0 4 (-1/16) 0), (1/2).
  split; [split; [|split]|split; [lra|split]].
  - intros A B. unfold total. cbn [m11 m12 m21 m22]. pose proof (Rabs_triang (m11 A) (m11 B)).
    pose proof (Rabs_triang (m12 A) (m12 B)). pose proof (Rabs_triang (m21 A) (m21 B)).
    pose proof (Rabs_triang (m22 A) (m22 B)). lra.
  - intros c A. unfold scaled. cbn [m11 m12 m21 m22]. rewrite !Rabs_mult. field.
  - unfold identity_matrix. cbn [m11 m12 m21 m22]. rewrite Rabs_R0, Rabs_R1. field.
  - exists 0, 0, (1/2). unfold trace, determinant. cbn [m11 m12 m21 m22]. repeat split; lra.
  - cbn [m11 m12 m21 m22]. rewrite Rabs_R0, (Rabs_right 4) by lra. pose proof (Rabs_pos (-1/16)). lra.
Qed.

End Joint.

(* false: within r T d -> ==> within 1 T d -> *)
(* false: Rabs d <= r ^ 2 ==> Rabs d < r ^ 2 *)
(* false: (1 - r) * Rabs (s T d (S k)) <= 1 ==> (1 - r) * Rabs (s T d (S k)) < 1 *)
(* false: INR k * r ^ S k ==> INR k * r ^ S (S k) *)
(* false: Rmax 1 ((norm A + r ^ 2) / (1 - r)) ==> (norm A + r ^ 2) / (1 - r) *)
