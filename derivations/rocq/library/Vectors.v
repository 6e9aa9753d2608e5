(* Vectors and matrices, which joints share.

A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices. `total n u` is
u_0 + ... + u_{n-1}, `inner` is u . v, `image` is A u, `form` is u . A v, and `norm` is |u|_A. `span n e k v`
says that v is a combination of e^0, ..., e^{k-1}. *)

From Coq Require Import Lia Arith.

Module Vectors.

Fixpoint total (n : nat) (u : nat -> R) : R :=
  match n with O => 0 | S k => u k + total k u end.

Definition inner (n : nat) (u v : nat -> R) : R := total n (fun i => u i * v i).

Definition image (n : nat) (A : nat -> nat -> R) (u : nat -> R) : nat -> R := fun i => total n (fun j => A i j * u j).

Definition symmetric (n : nat) (A : nat -> nat -> R) : Prop :=
  forall i j : nat, (i < n)%nat -> (j < n)%nat -> A i j = A j i.

Definition nonzero (n : nat) (u : nat -> R) : Prop := exists i : nat, (i < n)%nat /\ u i <> 0.

Definition positive_definite (n : nat) (A : nat -> nat -> R) : Prop :=
  forall u : nat -> R, nonzero n u -> 0 < inner n u (image n A u).

Definition form (n : nat) (A : nat -> nat -> R) (u v : nat -> R) : R := inner n u (image n A v).

Definition norm (n : nat) (A : nat -> nat -> R) (u : nat -> R) : R := sqrt (inner n u (image n A u)).

(* Sums, inner products, images: linear. *)

Lemma total_same n u v : (forall i, (i < n)%nat -> u i = v i) -> total n u = total n v.
Proof. induction n as [|n IH]; simpl; intros H; [easy|]. rewrite (H n), IH; auto. Qed.

Lemma total_combined n p u q v : total n (fun i => p * u i + q * v i) = p * total n u + q * total n v.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma total_scaled n p u : total n (fun i => p * u i) = p * total n u.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma total_zero n u : (forall i, (i < n)%nat -> u i = 0) -> total n u = 0.
Proof. induction n as [|n IH]; simpl; intros H; [easy|]. rewrite (H n), IH; auto; lra. Qed.

Lemma total_swapped n m (f : nat -> nat -> R) :
  total n (fun i => total m (fun j => f i j)) = total m (fun j => total n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl; [now rewrite total_zero|]. rewrite IH.
  rewrite <- (Rmult_1_l (total m (fun j => f n j))), <- (Rmult_1_l (total m (fun j => total n _))).
  rewrite <- total_combined. apply total_same. intros. ring.
Qed.

Lemma inner_symmetric n u v : inner n u v = inner n v u.
Proof. apply total_same. intros. ring. Qed.

Lemma inner_same n u v z : (forall i, (i < n)%nat -> u i = v i) -> inner n z u = inner n z v.
Proof. intros H. apply total_same. intros. now rewrite H. Qed.

Lemma inner_combined n p u q v x z :
  (forall i, (i < n)%nat -> x i = p * u i + q * v i) -> inner n z x = p * inner n z u + q * inner n z v.
Proof.
  intros H. unfold inner. rewrite <- total_combined. apply total_same. intros i L. rewrite (H i L). ring.
Qed.

Lemma image_combined n A p u q v x :
  (forall i, (i < n)%nat -> x i = p * u i + q * v i) -> forall i, image n A x i = p * image n A u i + q * image n A v i.
Proof.
  intros H i. unfold image. rewrite <- total_combined. apply total_same. intros j L. rewrite (H j L). ring.
Qed.

Lemma inner_image n A u v : symmetric n A -> inner n u (image n A v) = inner n v (image n A u).
Proof.
  intros S. unfold inner, image.
  rewrite (total_same n _ (fun i => total n (fun j => u i * A i j * v j))), total_swapped.
  - apply total_same. intros j L. rewrite <- total_scaled. apply total_same. intros i K. rewrite (S i j K L). ring.
  - intros i _. rewrite <- total_scaled. apply total_same. intros. ring.
Qed.

Lemma inner_square_weak n u : 0 <= inner n u u.
Proof. unfold inner. induction n as [|n IH]; simpl; [lra|nra]. Qed.

Lemma inner_square_zero n u : inner n u u = 0 -> forall i, (i < n)%nat -> u i = 0.
Proof.
  unfold inner. induction n as [|n IH]; simpl; intros H i L; [lia|]. pose proof (inner_square_weak n u) as P.
  unfold inner in P. assert (E : u n = 0) by nra. destruct (Nat.eq_dec i n) as [->|]; [easy|].
  apply IH; [nra|lia].
Qed.

Lemma inner_zero n z u : (forall i, (i < n)%nat -> u i = 0) -> inner n z u = 0.
Proof. intros H. apply total_zero. intros i L. rewrite (H i L). ring. Qed.

Lemma image_zero n A u : (forall i, (i < n)%nat -> u i = 0) -> forall i, image n A u i = 0.
Proof. intros H i. apply total_zero. intros j L. rewrite (H j L). ring. Qed.

Lemma positive_square n u : nonzero n u -> 0 < inner n u u.
Proof.
  intros [i [L N]]. destruct (Rle_lt_or_eq_dec _ _ (inner_square_weak n u)) as [|E]; [easy|].
  destruct N. now apply (inner_square_zero n u).
Qed.

Lemma nonzero_or_zero n u : ((forall i, (i < n)%nat -> u i = 0) -> False) -> nonzero n u.
Proof.
  induction n as [|n IH]; intros H; [destruct H; lia|]. destruct (Req_dec (u n) 0) as [E|N].
  - destruct IH as [i [L N]].
    + intros Z. apply H. intros i L. destruct (Nat.eq_dec i n) as [->|]; [easy|]. apply Z. lia.
    + exists i. split; [lia|easy].
  - exists n. split; [lia|easy].
Qed.

Lemma definite n A u : positive_definite n A -> inner n u (image n A u) = 0 -> forall i, (i < n)%nat -> u i = 0.
Proof.
  intros P E i L. destruct (Req_dec (u i) 0) as [|N]; [easy|]. specialize (P u (ex_intro _ i (conj L N))). lra.
Qed.

Lemma total_one n j u : (j < n)%nat -> (forall i, (i < n)%nat -> i <> j -> u i = 0) -> total n u = u j.
Proof.
  induction n as [|n IH]; simpl; intros L H; [lia|]. destruct (Nat.eq_dec j n) as [->|N].
  - rewrite total_zero; [ring|]. intros i K. apply H; lia.
  - rewrite IH, (H n); [ring|lia|lia|lia|]. intros i K. apply H. lia.
Qed.

Lemma positive_somewhere m f : 0 < total m f -> exists a, (a < m)%nat /\ 0 < f a.
Proof.
  induction m as [|m IH]; simpl; intros P; [lra|].
  destruct (Rlt_le_dec 0 (f m)) as [L|L]; [exists m; split; [lia|easy]|].
  destruct IH as [a [K F]]; [lra|]. exists a. split; [lia|easy].
Qed.

Lemma total_zero_inverse m f : (forall a, (a < m)%nat -> 0 <= f a) -> total m f = 0 -> forall a, (a < m)%nat -> f a = 0.
Proof.
  intros P E. assert (W : forall l, (l <= m)%nat -> 0 <= total l f).
  { induction l as [|l IH]; simpl; intros; [lra|]. specialize (P l). specialize (IH ltac:(lia)).
    assert (0 <= f l) by (apply P; lia). lra. }
  induction m as [|m IH]; intros a L; [lia|]. simpl in E. assert (0 <= f m) by (apply P; lia).
  assert (0 <= total m f) by (apply W; lia). destruct (Nat.eq_dec a m) as [->|]; [lra|].
  apply IH; [auto|lra|intros; apply W; lia|lia].
Qed.

Lemma total_le n u v : (forall i, (i < n)%nat -> u i <= v i) -> total n u <= total n v.
Proof.
  intros H. induction n as [|n IH]; simpl; [lra|].
  assert (u n <= v n) by (apply H; lia). assert (total n u <= total n v) by auto. lra.
Qed.

Lemma inner_total n k z (c : nat -> R) (q : nat -> nat -> R) :
  inner n z (fun i => total k (fun j => c j * q j i)) = total k (fun j => c j * inner n z (q j)).
Proof.
  unfold inner. rewrite (total_same n _ (fun i => total k (fun j => c j * (z i * q j i)))).
  - rewrite total_swapped. apply total_same. intros j _. now rewrite total_scaled.
  - intros i _. rewrite <- total_scaled. apply total_same. intros. ring.
Qed.

Lemma cauchy n u v : inner n u v ^ 2 <= inner n u u * inner n v v.
Proof.
  destruct (Req_dec (inner n u u) 0) as [E|N].
  - rewrite inner_symmetric, inner_zero; [rewrite E; lra|]. now apply inner_square_zero.
  - set (z := fun i => inner n u u * v i + - inner n u v * u i).
    pose proof (inner_square_weak n u) as P. pose proof (inner_square_weak n z) as Q.
    rewrite (inner_combined n (inner n u u) v (- inner n u v) u) in Q by (intros; reflexivity).
    rewrite !(inner_symmetric n z) in Q.
    rewrite !(inner_combined n (inner n u u) v (- inner n u v) u z) in Q by (intros; reflexivity).
    rewrite (inner_symmetric n v u) in Q. assert (0 < inner n u u) by lra.
    assert (0 <= inner n u u * (inner n u u * inner n v v - inner n u v ^ 2)) by nra. nra.
Qed.

(* Spans. *)

Definition span (n : nat) (e : nat -> nat -> R) (k : nat) (v : nat -> R) : Prop :=
  exists c : nat -> R, forall i : nat, (i < n)%nat -> v i = total k (fun j => c j * e j i).

Section Span.
Context (n : nat) (e : nat -> nat -> R).

Lemma span_zero k v : (forall i, (i < n)%nat -> v i = 0) -> span n e k v.
Proof. intros H. exists (fun _ => 0). intros i L. rewrite total_zero; [now apply H|]. intros. ring. Qed.

Lemma span_combined k p u q v x :
  span n e k u -> span n e k v -> (forall i, (i < n)%nat -> x i = p * u i + q * v i) -> span n e k x.
Proof.
  intros [a U] [c V] H. exists (fun j => p * a j + q * c j). intros i L. rewrite H, U, V by easy.
  rewrite <- total_combined. apply total_same. intros. ring.
Qed.

Lemma span_last k p v x : span n e k v -> (forall i, (i < n)%nat -> x i = p * e k i + v i) -> span n e (S k) x.
Proof.
  intros [c V] H. exists (fun j => if Nat.eqb j k then p else c j). intros i L. simpl.
  rewrite Nat.eqb_refl, H, V by easy.
  f_equal. apply total_same. intros j K. destruct (Nat.eqb_spec j k); [lia|easy].
Qed.

Lemma span_weak k m v : (k <= m)%nat -> span n e k v -> span n e m v.
Proof.
  intros L H. induction L as [|m L IH]; [easy|]. apply (span_last m 0 v); [easy|]. intros. ring.
Qed.

Lemma span_member k m : (k < m)%nat -> span n e m (e k).
Proof.
  intros L. apply (span_weak (S k)); [easy|]. apply (span_last k 1 (fun _ => 0)); [now apply span_zero|].
  intros. ring.
Qed.

Lemma span_total k m (a : nat -> R) (u : nat -> nat -> R) v :
  (forall j, (j < m)%nat -> span n e k (u j)) -> (forall i, (i < n)%nat -> v i = total m (fun j => a j * u j i)) ->
  span n e k v.
Proof.
  revert v. induction m as [|m IH]; intros v U H; [now apply span_zero|].
  apply (span_combined k (a m) (u m) 1 (fun i => total m (fun j => a j * u j i))); auto.
  intros i L. rewrite H by easy. simpl. ring.
Qed.

Lemma span_split k v : span n e (S k) v ->
  exists p u, span n e k u /\ forall i, (i < n)%nat -> v i = p * e k i + 1 * u i.
Proof.
  intros [c H]. exists (c k), (fun i => total k (fun j => c j * e j i)). split; [now exists c|].
  intros i L. rewrite H by easy. simpl. ring.
Qed.

Lemma span_orthogonal k x v : (forall j, (j < k)%nat -> inner n (e j) x = 0) -> span n e k v -> inner n v x = 0.
Proof.
  revert v. induction k as [|k IH]; intros v O H.
  - destruct H as [c H]. rewrite inner_symmetric. now apply inner_zero.
  - destruct (span_split k v H) as [p [u [U E]]].
    rewrite inner_symmetric, (inner_combined n p (e k) 1 u), inner_symmetric, O, (inner_symmetric n x u), IH; auto.
    ring.
Qed.

End Span.

End Vectors.
