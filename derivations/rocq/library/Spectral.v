(* The spectral theorem, which joints share: a symmetric matrix has an orthonormal basis of eigenvectors.

`orthonormal n k q` says that q^0, ..., q^{k-1} are, `eigenvalue n A x` that A has an eigenvector to x. `eigenbasis` is
the theorem, and `complete` says that orthonormal q^0, ..., q^{n-1} are a basis. So u . v and u . A v are sums over the
components q^h . u (Lemmas inner_components and form_components).

How: the least y such that x I - A is positive definite for each x > y is an eigenvalue, as y I - A is not positive
definite (Lemmas dichotomy and largest); the eigenvalues found before are moved below it (Lemma one_more). *)

From Coq Require Import Lia Arith.

Module Spectral.

Import Vectors.

Definition extended (n : nat) (u : nat -> R) (last : R) (i : nat) : R := if Nat.eqb i n then last else u i.

Lemma form_split n A u : symmetric (S n) A ->
  inner (S n) u (image (S n) A u) = A n n * u n ^ 2 + 2 * (u n * inner n (A n) u) + inner n u (image n A u).
Proof.
  intros Y. unfold inner at 1, image at 1. simpl. fold (inner n (A n) u).
  rewrite (total_same n (fun i => u i * (A i n * u n + total n (fun j => A i j * u j)))
    (fun i => u n * (A n i * u i) + 1 * (u i * image n A u i))).
  - rewrite total_combined. unfold inner. ring.
  - intros i L. unfold image. rewrite (Y i n) by lia. ring.
Qed.

Definition schur (n : nat) (A : nat -> nat -> R) (i j : nat) : R := A i j - A n i * A n j / A n n.

Lemma schur_symmetric n A : symmetric (S n) A -> symmetric n (schur n A).
Proof. intros Y i j K L. unfold schur. rewrite (Y i j) by lia. lra. Qed.

Lemma form_schur n A u : symmetric (S n) A -> A n n <> 0 ->
  inner (S n) u (image (S n) A u) = A n n * (u n + inner n (A n) u / A n n) ^ 2 + inner n u (image n (schur n A) u).
Proof.
  intros Y N. rewrite form_split by easy.
  assert (E : inner n u (image n (schur n A) u) =
    1 * inner n u (image n A u) + - (inner n (A n) u / A n n) * inner n u (A n)).
  { apply inner_combined. intros i L.
    transitivity (1 * image n A u i + - (A n i / A n n) * inner n (A n) u); [|now field].
    unfold image, inner. rewrite <- total_combined. apply total_same. intros. unfold schur. now field. }
  rewrite E, (inner_symmetric n u (A n)). field. easy.
Qed.

(* A form is larger than a multiple of the square, or not positive somewhere. *)
Lemma dichotomy n A : symmetric n A ->
  (exists c, 0 < c /\ forall u, c * inner n u u <= inner n u (image n A u)) \/
  (exists u, nonzero n u /\ inner n u (image n A u) <= 0).
Proof.
  revert A. induction n as [|n IH]; intros A Y; [left; exists 1; split; [lra|intros; unfold inner; simpl; lra]|].
  destruct (Rle_lt_dec (A n n) 0) as [L|L].
  { right. exists (extended n (fun _ => 0) 1). split.
    - exists n. unfold extended. rewrite Nat.eqb_refl. split; [lia|lra].
    - rewrite form_split by easy.
      assert (Z : forall i, (i < n)%nat -> extended n (fun _ => 0) 1 i = 0).
      { intros i K. unfold extended. destruct (Nat.eqb_spec i n); [lia|easy]. }
      rewrite (inner_zero n (A n)), (inner_zero n _ (image n A _)); [|intros; now apply image_zero|easy].
      unfold extended. rewrite Nat.eqb_refl. lra. }
  destruct (IH (schur n A) (schur_symmetric n A Y)) as [[c [P H]]|[u [[i [K N]] H]]].
  - left. set (a := A n n) in *. set (s := inner n (A n) (A n)). pose proof (inner_square_weak n (A n)) as S_0.
    fold s in S_0.
    set (k := 2 * s / (a * a) + 1).
    assert (K : 1 <= k) by (assert (0 <= s / (a * a)) by (apply Rle_mult_inv_pos; nra); unfold k; lra).
    exists (Rmin (a / 2) (c / k)). set (m := Rmin (a / 2) (c / k)).
    assert (M : m <= a / 2 /\ m <= c / k) by (split; [apply Rmin_l|apply Rmin_r]).
    assert (M_0 : 0 < m) by (apply Rmin_glb_lt; [lra|apply Rdiv_lt_0_compat; lra]).
    assert (M_k : m * k <= c).
    { apply Rle_trans with (c / k * k); [apply Rmult_le_compat_r; [lra|easy]|]. apply Req_le. field.
      apply Rgt_not_eq. lra. }
    clearbody m.
    split; [easy|]. intros u. rewrite form_schur by (easy || apply Rgt_not_eq, L). fold a.
    change (inner (S n) u u) with (u n * u n + inner n u u). specialize (H u).
    pose proof (cauchy n (A n) u) as C. fold s in C. set (r := inner n (A n) u) in *. set (q := inner n u u) in *.
    assert (Q : 0 <= q) by apply inner_square_weak.
    assert (R : (r / a) ^ 2 <= s / (a * a) * q).
    { replace ((r / a) ^ 2) with (r ^ 2 / (a * a)) by (field; lra).
      replace (s / (a * a) * q) with (s * q / (a * a)) by (field; lra).
      apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; nra|easy]. }
    assert (Z : 1 + 2 * (s / (a * a)) = k) by (unfold k; field; apply Rgt_not_eq, L).
    set (p := r / a) in *. set (z := s / (a * a)) in *. clearbody p z k. destruct M as [M _].
    pose proof (pow2_ge_0 (u n + 2 * p)). pose proof (pow2_ge_0 (u n + p)).
    assert (U : u n * u n <= 2 * (u n + p) ^ 2 + 2 * p ^ 2) by nra.
    assert (V : m * (2 * (u n + p) ^ 2) <= a * (u n + p) ^ 2) by nra.
    assert (W : m * (2 * p ^ 2 + q) <= m * (k * q)) by (apply Rmult_le_compat_l; [lra|rewrite <- Z; lra]).
    assert (X : m * k * q <= c * q) by (apply Rmult_le_compat_r; lra).
    assert (T : m * (u n * u n) <= m * (2 * (u n + p) ^ 2 + 2 * p ^ 2)) by (apply Rmult_le_compat_l; lra). lra.
  - right. exists (extended n u (- (inner n (A n) u / A n n))). split.
    + exists i. unfold extended. destruct (Nat.eqb_spec i n); [lia|]. split; [lia|easy].
    + rewrite form_schur by (easy || apply Rgt_not_eq, L).
      assert (E : forall j, (j < n)%nat -> extended n u (- (inner n (A n) u / A n n)) j = u j).
      { intros j J. unfold extended. destruct (Nat.eqb_spec j n); [lia|easy]. }
      set (v := extended n u (- (inner n (A n) u / A n n))) in *.
      rewrite (inner_same n v u (A n)), (inner_same n (image n _ v) (image n (schur n A) u) v).
      * rewrite (inner_symmetric n v), (inner_same n v u _ E), (inner_symmetric n (image n _ u) u).
        unfold v, extended. rewrite Nat.eqb_refl. set (r := inner n (A n) u / A n n). replace (- r + r) with 0 by ring.
        lra.
      * intros j J. apply total_same. intros i' K'. now rewrite E.
      * easy.
Qed.

Definition shifted (x : R) (A : nat -> nat -> R) (i j : nat) : R := (if Nat.eqb i j then x else 0) - A i j.

Lemma shifted_symmetric n x A : symmetric n A -> symmetric n (shifted x A).
Proof. intros Y i j K L. unfold shifted. now rewrite Nat.eqb_sym, (Y i j). Qed.

Lemma shifted_image n x A u i : (i < n)%nat -> image n (shifted x A) u i = x * u i - image n A u i.
Proof.
  intros L. assert (E : x * u i = total n (fun j => (if Nat.eqb i j then x else 0) * u j)).
  { rewrite (total_one n i); [now rewrite Nat.eqb_refl|easy|]. intros j _ N. destruct (Nat.eqb_spec i j); [lia|ring]. }
  rewrite E. unfold image, shifted.
  transitivity (1 * total n (fun j => (if Nat.eqb i j then x else 0) * u j) + (-1) * total n (fun j => A i j * u j));
    [|lra].
  rewrite <- total_combined. apply total_same. intros. ring.
Qed.

Lemma shifted_form n x A u : inner n u (image n (shifted x A) u) = x * inner n u u - inner n u (image n A u).
Proof.
  rewrite (inner_combined n x u (-1) (image n A u)); [ring|]. intros i L. rewrite shifted_image by easy. ring.
Qed.

Lemma form_bounded n A : exists K, forall u, inner n u (image n A u) <= K * inner n u u.
Proof.
  exists (1 + total n (fun i => inner n (A i) (A i))). intros u.
  pose proof (cauchy n u (image n A u)) as C. pose proof (inner_square_weak n u) as P.
  assert (B : inner n (image n A u) (image n A u) <= total n (fun i => inner n (A i) (A i)) * inner n u u).
  { rewrite Rmult_comm, <- total_scaled. apply total_le. intros i _. pose proof (cauchy n (A i) u) as D.
    change (inner n (A i) u) with (image n A u i) in D. lra. }
  set (s := inner n u (image n A u)) in *. set (q := inner n u u) in *.
  set (t := total n (fun i => inner n (A i) (A i))) in *. set (r := inner n (image n A u) (image n A u)) in *.
  assert (0 <= r) by apply inner_square_weak.
  assert (T : 0 <= t).
  { rewrite <- (total_zero n (fun _ => 0)) by easy. apply total_le. intros i _. apply inner_square_weak. }
  destruct (Rle_lt_dec s ((1 + t) * q)) as [|L]; [easy|]. assert (0 <= (1 + t) * q) by nra.
  assert (s ^ 2 <= q * (t * q)) by nra. assert (((1 + t) * q) ^ 2 < s ^ 2) by nra. nra.
Qed.

(* The largest eigenvalue. *)
Lemma largest n A : symmetric (S n) A -> exists x u, nonzero (S n) u /\
  (forall i, (i < S n)%nat -> image (S n) A u i = x * u i) /\
  forall v, inner (S n) v (image (S n) A v) <= x * inner (S n) v v.
Proof.
  intros Y. set (N := S n) in *.
  set (above := fun x => exists c, 0 < c /\ forall u, c * inner N u u <= x * inner N u u - inner N u (image N A u)).
  destruct (form_bounded N A) as [K B].
  destruct (completeness (fun y => above (- y))) as [y [U L]].
  - exists (- A 0%nat 0%nat). intros y [c [P H]]. specialize (H (fun i => if Nat.eqb i 0 then 1 else 0)).
    set (e := fun i => if Nat.eqb i 0 then 1 else 0) in *.
    assert (E : forall v, inner N e v = v 0%nat).
    { intros v. unfold inner, e. rewrite (total_one N 0); [simpl; ring|unfold N; lia|].
      intros i _ M. destruct (Nat.eqb_spec i 0); [lia|ring]. }
    assert (F : image N A e 0%nat = A 0%nat 0%nat).
    { change (image N A e 0%nat) with (inner N (A 0%nat) e). now rewrite inner_symmetric, E. }
    rewrite !E, F in H. unfold e in H. simpl in H. lra.
  - exists (- (K + 1)). exists 1. split; [lra|]. intros u. specialize (B u). lra.
  - assert (top : forall v, inner N v (image N A v) <= - y * inner N v v).
    { intros v. destruct (Rle_lt_dec (inner N v (image N A v)) (- y * inner N v v)) as [|J]; [easy|exfalso].
      set (gap := inner N v (image N A v) - - y * inner N v v). pose proof (inner_square_weak N v) as Q.
      set (q := inner N v v) in *. set (h := gap / (q + 1)).
      assert (H : 0 < h) by (apply Rdiv_lt_0_compat; unfold gap; lra).
      assert (G : h * (q + 1) = gap) by (unfold h; field; lra).
      enough (F : y <= y - h) by lra. apply L. intros z [c [P Z]].
      destruct (Rle_lt_dec z (y - h)) as [|M]; [easy|exfalso]. specialize (Z v). fold q in Z. unfold gap in G. nra. }
    destruct (dichotomy N (shifted (- y) A) (shifted_symmetric N (- y) A Y)) as [[c [P H]]|[u [M H]]].
    + exfalso. enough (F : y + c / 2 <= y) by lra. apply U. exists (c / 2). split; [lra|]. intros u.
      specialize (H u). rewrite shifted_form in H. lra.
    + exists (- y), u. split; [easy|]. split; [|easy]. rewrite shifted_form in H.
      set (r := image N (shifted (- y) A) u). enough (Z : forall i, (i < N)%nat -> r i = 0).
      { intros i I. specialize (Z i I). unfold r in Z. rewrite shifted_image in Z by easy. lra. }
      apply inner_square_zero. pose proof (inner_square_weak N r) as R_0.
      destruct (Rle_lt_or_eq_dec _ _ R_0) as [R_1|]; [exfalso|easy].
      set (B' := inner N r (image N (shifted (- y) A) r)).
      assert (B_0 : 0 <= B') by (unfold B'; rewrite shifted_form; specialize (top r); lra).
      set (t := - inner N r r / (B' + inner N r r)).
      assert (T : t * (B' + inner N r r) = - inner N r r) by (unfold t; field; lra).
      pose proof (top (fun i => u i + t * r i)) as F.
      assert (F' : 0 <= inner N (fun i => u i + t * r i) (image N (shifted (- y) A) (fun i => u i + t * r i))).
      { rewrite shifted_form. lra. }
      rewrite (inner_combined N 1 r t (image N (shifted (- y) A) r)) in F'.
      2: { intros i I. unfold r at 3. rewrite (image_combined N _ 1 u t r) by (intros; ring). easy. }
      rewrite !(inner_symmetric N (fun i => u i + t * r i)), !(inner_combined N 1 u t r (fun i => u i + t * r i)) in F'
        by (intros; ring).
      rewrite (inner_symmetric N (image N _ r) u), (inner_symmetric N (image N _ r) r) in F'. fold B' in F'.
      rewrite (inner_image N _ u r (shifted_symmetric N (- y) A Y)) in F'. fold r in F'.
      assert (E : inner N r u <= 0) by (rewrite inner_symmetric; unfold r; rewrite shifted_form; lra).
      assert (T_0 : t < 0) by nra. nra.
Qed.

Definition unit_vector (a i : nat) : R := if Nat.eqb i a then 1 else 0.

Lemma inner_unit_vector n a z : (a < n)%nat -> inner n z (unit_vector a) = z a.
Proof.
  intros L. unfold inner, unit_vector. rewrite (total_one n a); [rewrite Nat.eqb_refl; ring|easy|].
  intros i _ N. destruct (Nat.eqb_spec i a); [lia|ring].
Qed.

Definition orthonormal (n k : nat) (q : nat -> nat -> R) : Prop :=
  forall i j : nat, (i < k)%nat -> (j < k)%nat -> inner n (q i) (q j) = if Nat.eqb i j then 1 else 0.

Section Family.
Context (n k : nat) (q : nat -> nat -> R) (Q : orthonormal n k q).

Definition rest a i := unit_vector a i - total k (fun j => q j a * q j i).

Lemma inner_family (c : nat -> R) i : (i < k)%nat -> total k (fun j => c j * inner n (q i) (q j)) = c i.
Proof.
  intros L. rewrite (total_one k i); [|easy|]; [rewrite Q, Nat.eqb_refl by easy; ring|].
  intros j K N. rewrite Q by easy. destruct (Nat.eqb_spec i j); [lia|ring].
Qed.

Lemma inner_rest z a : (a < n)%nat -> inner n z (rest a) = z a - total k (fun j => q j a * inner n z (q j)).
Proof.
  intros L. rewrite (inner_combined n 1 (unit_vector a) (-1) (fun i => total k (fun j => q j a * q j i)));
    [|intros; unfold rest; ring]. rewrite inner_unit_vector, inner_total by easy. ring.
Qed.

Lemma rest_orthogonal a i : (a < n)%nat -> (i < k)%nat -> inner n (q i) (rest a) = 0.
Proof. intros L K. rewrite inner_rest, (inner_family (fun j => q j a)) by easy. ring. Qed.

Lemma rest_square a : (a < n)%nat -> inner n (rest a) (rest a) = rest a a.
Proof.
  intros L. rewrite inner_rest by easy. rewrite total_zero; [ring|]. intros j J.
  rewrite inner_symmetric, rest_orthogonal by easy. ring.
Qed.

Lemma rest_trace : total n (fun a => rest a a) = INR n - INR k.
Proof.
  assert (E : forall m, total m (fun a => unit_vector a a) = INR m).
  { induction m as [|m IH]; [easy|]. rewrite S_INR, <- IH. simpl. unfold unit_vector at 1. rewrite Nat.eqb_refl. ring. }
  rewrite (total_same n _ (fun a => 1 * unit_vector a a + -1 * total k (fun j => q j a * q j a)))
    by (intros; unfold rest; ring).
  rewrite total_combined, E, total_swapped.
  rewrite (total_same k _ (fun j => unit_vector j j)); [rewrite E; ring|]. intros j J.
  change (inner n (q j) (q j) = unit_vector j j). now apply Q.
Qed.

Lemma rest_nonzero : (k < n)%nat -> exists v, nonzero n v /\ forall i, (i < k)%nat -> inner n (q i) v = 0.
Proof.
  intros L. destruct (positive_somewhere n (fun a => rest a a)) as [a [K P]].
  - rewrite rest_trace. apply lt_INR in L. lra.
  - exists (rest a). split; [exists a; split; [easy|lra]|]. intros. now apply rest_orthogonal.
Qed.

Lemma complete u i : k = n -> (i < n)%nat -> u i = total n (fun j => inner n (q j) u * q j i).
Proof.
  intros E L. assert (Z : forall a, (a < n)%nat -> rest a a = 0).
  { apply total_zero_inverse; [|rewrite rest_trace, E; ring]. intros a K. rewrite <- rest_square by easy.
    apply inner_square_weak. }
  assert (U : forall a, (a < n)%nat -> unit_vector a i = total k (fun j => q j a * q j i)).
  { intros a K. enough (rest a i = 0) by (unfold rest in *; lra). apply (inner_square_zero n); [|easy].
    rewrite rest_square by easy. now apply Z. }
  rewrite <- E in *. rewrite (total_same k _ (fun j => total k (fun a => u a * (q j a * q j i)))).
  - rewrite total_swapped. rewrite <- (inner_unit_vector k i u L). apply total_same. intros a K.
    rewrite total_scaled, <- U by easy. unfold unit_vector. now rewrite Nat.eqb_sym.
  - intros j _. unfold inner. rewrite Rmult_comm, <- total_scaled. apply total_same. intros. ring.
Qed.

End Family.

Lemma one_more n A k q lambda : symmetric n A -> (k < n)%nat -> orthonormal n k q ->
  (forall j, (j < k)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i) ->
  exists x u, inner n u u = 1 /\ (forall i, (i < n)%nat -> image n A u i = x * u i) /\
  forall j, (j < k)%nat -> inner n (q j) u = 0.
Proof.
  intros Y L Q E. destruct (form_bounded n (fun i j => - A i j)) as [K B].
  set (t := K + 1). set (A' := fun a c => A a c - total k (fun j => (lambda j + t) * q j a * q j c)).
  assert (I : forall v a,
    image n A' v a = image n A v a - total k (fun j => ((lambda j + t) * q j a) * inner n v (q j))).
  { intros v a. rewrite <- (inner_total n k v (fun j => (lambda j + t) * q j a)). unfold image, inner.
    transitivity (1 * total n (fun j => A a j * v j) +
      -1 * total n (fun c => v c * total k (fun j => (lambda j + t) * q j a * q j c))); [|ring].
    rewrite <- total_combined. apply total_same. intros c _. unfold A'. ring. }
  assert (Y' : symmetric n A').
  { intros a c J M. unfold A'. rewrite (Y a c J M). f_equal. apply total_same. intros. ring. }
  assert (V : forall v, (forall j, (j < k)%nat -> inner n (q j) v = 0) -> forall a, image n A' v a = image n A v a).
  { intros v O a. rewrite I, total_zero; [ring|]. intros j J. rewrite inner_symmetric, O by easy. ring. }
  assert (W : forall j, (j < k)%nat -> forall i, (i < n)%nat -> image n A' (q j) i = - t * q j i).
  { intros j J i M. rewrite I, E by easy. rewrite (inner_family n k q Q (fun h => (lambda h + t) * q h i)) by easy.
    ring. }
  destruct n as [|n]; [lia|]. destruct (largest n A' Y') as [x [u [N [X T]]]].
  assert (P : - t < x).
  { destruct (rest_nonzero (S n) k q Q L) as [v [M O]]. apply positive_square in M. specialize (T v). specialize (B v).
    rewrite (inner_same _ _ _ v (fun i _ => V v O i)) in T.
    rewrite (inner_same _ _ (fun i => 0 * v i + -1 * image (S n) A v i)) in B.
    - rewrite (inner_combined (S n) 0 v (-1) (image (S n) A v)) in B by easy. unfold t. nra.
    - intros i _. unfold image. rewrite Rmult_0_l, Rplus_0_l, <- total_scaled. apply total_same. intros. ring. }
  assert (O : forall j, (j < k)%nat -> inner (S n) (q j) u = 0).
  { intros j J. pose proof (inner_image (S n) A' (q j) u Y') as F.
    rewrite (inner_combined (S n) x u 0 u (image (S n) A' u)) in F by (intros; rewrite X by easy; ring).
    rewrite (inner_combined (S n) (- t) (q j) 0 (q j) (image (S n) A' (q j))) in F by (intros; rewrite W by easy; ring).
    rewrite (inner_symmetric (S n) u) in F. apply (Rmult_eq_reg_l (x + t)); lra. }
  apply positive_square in N. set (r := / sqrt (inner (S n) u u)). exists x, (fun i => r * u i).
  assert (R_0 : r * r * inner (S n) u u = 1).
  { unfold r. rewrite <- (sqrt_sqrt (inner (S n) u u)) at 3 by lra. apply sqrt_lt_R0 in N. field. lra. }
  split; [|split].
  - rewrite (inner_combined (S n) r u 0 u), inner_symmetric, (inner_combined (S n) r u 0 u) by (intros; ring). lra.
  - intros i J. rewrite (image_combined (S n) A r u 0 u) by (intros; ring). rewrite <- V, X by easy. ring.
  - intros j J. rewrite (inner_combined (S n) r u 0 u), O by (easy || intros; ring). ring.
Qed.

Lemma eigenbasis n A : symmetric n A -> exists q lambda, orthonormal n n q /\
  forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i.
Proof.
  intros Y. enough (H : forall k, (k <= n)%nat -> exists q lambda, orthonormal n k q /\
    forall j, (j < k)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i) by now apply H.
  induction k as [|k IH]; intros L; [exists (fun _ _ => 0), (fun _ => 0); split; intros i; lia|].
  destruct IH as [q [lambda [Q E]]]; [lia|]. destruct (one_more n A k q lambda Y L Q E) as [x [u [U [X O]]]].
  exists (fun j => if Nat.eqb j k then u else q j), (fun j => if Nat.eqb j k then x else lambda j). split.
  - intros i j I J. destruct (Nat.eqb_spec i k) as [->|M], (Nat.eqb_spec j k) as [->|N].
    + now rewrite Nat.eqb_refl.
    + rewrite inner_symmetric, O by lia. destruct (Nat.eqb_spec k j); [lia|easy].
    + rewrite O by lia. destruct (Nat.eqb_spec i k); [lia|easy].
    + apply Q; lia.
  - intros j J i I. destruct (Nat.eqb_spec j k) as [->|M]; [now apply X|]. apply E; lia.
Qed.

Definition eigenvalue (n : nat) (A : nat -> nat -> R) (mu : R) : Prop :=
  exists u : nat -> R, nonzero n u /\ forall i : nat, (i < n)%nat -> image n A u i = mu * u i.

Lemma eigenvalue_of_basis n A q lambda j : orthonormal n n q ->
  (forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i) ->
  (j < n)%nat -> eigenvalue n A (lambda j).
Proof.
  intros Q E L. exists (q j). split; [|now apply E]. apply nonzero_or_zero. intros Z.
  specialize (Q j j L L). rewrite Nat.eqb_refl, inner_zero in Q by easy. lra.
Qed.

(* The coordinates in an eigenbasis: sums over components. *)

Section Components.
Context (n : nat) (A : nat -> nat -> R) (q : nat -> nat -> R) (lambda : nat -> R).
Context (A_symmetric : symmetric n A) (Q : orthonormal n n q).
Context (E : forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i).

Lemma inner_components u v : inner n u v = total n (fun h => inner n (q h) u * inner n (q h) v).
Proof.
  rewrite inner_symmetric, (inner_same n u _ v (fun i L => complete n n q Q u i eq_refl L)), inner_total.
  apply total_same. intros h _. now rewrite (inner_symmetric n v).
Qed.

Lemma image_component h u : (h < n)%nat -> inner n (q h) (image n A u) = lambda h * inner n (q h) u.
Proof.
  intros L. rewrite inner_image by easy. rewrite (inner_combined n (lambda h) (q h) 0 (q h)).
  - rewrite (inner_symmetric n u). ring.
  - intros. rewrite E by easy. ring.
Qed.

Lemma form_components u v :
  inner n u (image n A v) = total n (fun h => inner n (q h) u * (lambda h * inner n (q h) v)).
Proof. rewrite inner_components. apply total_same. intros h L. now rewrite image_component. Qed.

Lemma lambda_positive h : positive_definite n A -> (h < n)%nat -> 0 < lambda h.
Proof.
  intros P L. pose proof (Q h h L L) as U. rewrite Nat.eqb_refl in U.
  assert (N : nonzero n (q h)) by (apply nonzero_or_zero; intros Z; rewrite inner_zero in U by easy; lra).
  apply P in N. rewrite image_component, U in N by easy. lra.
Qed.

Lemma positive_components : (forall h, (h < n)%nat -> 0 < lambda h) -> positive_definite n A.
Proof.
  intros P u N. apply positive_square in N. rewrite inner_components in N. rewrite form_components.
  apply positive_somewhere in N. destruct N as [a [L N]].
  assert (W : forall h, (h < n)%nat -> 0 <= inner n (q h) u * (lambda h * inner n (q h) u)).
  { intros h K. specialize (P h K). pose proof (pow2_ge_0 (inner n (q h) u)). nra. }
  destruct (Rle_lt_dec (total n (fun h => inner n (q h) u * (lambda h * inner n (q h) u))) 0) as [Z|]; [exfalso|easy].
  assert (Y : inner n (q a) u * (lambda a * inner n (q a) u) = 0).
  { apply (total_zero_inverse n (fun h => inner n (q h) u * (lambda h * inner n (q h) u))); [easy| |easy].
    apply Rle_antisym; [easy|]. rewrite <- (total_zero n (fun _ => 0)) by easy. now apply total_le. }
  specialize (P a L). nra.
Qed.

End Components.

End Spectral.
