(* poly.an-instance-of-the-quadratic, whole.

   For m points xi_i with data d_i, and n weights, Z the matrix with the rows (1, xi_i, .., xi_i^{n-1}), A = Z^T Z and
   b = Z^T d:

     1/2 |Z w - d|^2 = 1/2 w^T A w - b^T w + 1/2 |d|^2,        w^T A w = |Z w|^2 >= 0,

   and w^T A w > 0 for all w that are not 0 if and only if at least n of the points are distinct.

   Vectors are functions from nat, of which the entries i < m or j < n matter. That n of the points are distinct is said
   by a choice of n of the indices below m, at which the points differ. n and m are any numbers, 0 included.

   `quadratic` and `definite` are the claim. For the first, sums are exchanged. For the second, a polynomial with n
   weights and n distinct roots is 0 (the library's `Polynomials`), and where there are fewer points there is one that
   is not 0 and vanishes on all of them, the product of t - xi_i. *)

(* uses: Vectors, Polynomials *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Vectors Polynomials.

Definition sum (n : nat) (h : nat -> R) := total n h.

Definition Z (xi : nat -> R) (i j : nat) := xi i ^ j.
Definition image (n : nat) (xi w : nat -> R) (i : nat) := sum n (fun j => Z xi i j * w j).
Definition A (m : nat) (xi : nat -> R) (j l : nat) := sum m (fun i => Z xi i j * Z xi i l).
Definition b (m : nat) (xi d : nat -> R) (j : nat) := sum m (fun i => Z xi i j * d i).
Definition form (n m : nat) (xi w : nat -> R) := sum n (fun j => w j * sum n (fun l => A m xi j l * w l)).

Definition distinct (n m : nat) (xi : nat -> R) :=
  exists choice : nat -> nat,
  (forall a, (a < n)%nat -> (choice a < m)%nat) /\
  (forall a c, (a < c)%nat -> (c < n)%nat -> xi (choice a) <> xi (choice c)).

(* Sums. *)
Lemma form_is_a_sum n m xi w : form n m xi w = sum m (fun i => image n xi w i ^ 2).
Proof.
  unfold form, sum. rewrite (total_same n _ (fun j => total m (fun i => Z xi i j * w j * image n xi w i))).
  - rewrite total_swapped. apply total_same. intros i _.
    rewrite (total_same n _ (fun j => image n xi w i * (Z xi i j * w j))), total_scaled by (intros; ring).
    fold (sum n (fun j => Z xi i j * w j)). fold (image n xi w i). ring.
  - intros j _. rewrite <- total_scaled.
    rewrite (total_same n _ (fun l => total m (fun i => w j * w l * (Z xi i j * Z xi i l)))).
    + rewrite total_swapped. apply total_same. intros i _. unfold image, sum. rewrite <- total_scaled.
      apply total_same. intros. ring.
    + intros l _. rewrite total_scaled. unfold A, sum. ring.
Qed.

Lemma linear_is_a_sum n m xi d w : sum n (fun j => b m xi d j * w j) = sum m (fun i => d i * image n xi w i).
Proof.
  unfold sum. rewrite (total_same n _ (fun j => total m (fun i => d i * (Z xi i j * w j)))).
  - rewrite total_swapped. apply total_same. intros i _. apply total_scaled.
  - intros j _. unfold b, sum. rewrite Rmult_comm, <- total_scaled. apply total_same. intros. ring.
Qed.

Theorem quadratic :
  forall (n m : nat) (xi d w : nat -> R),
  sum m (fun i => (image n xi w i - d i) ^ 2) / 2 =
    form n m xi w / 2 - sum n (fun j => b m xi d j * w j) + sum m (fun i => d i ^ 2) / 2 /\
  form n m xi w = sum m (fun i => image n xi w i ^ 2) /\ 0 <= form n m xi w.
Proof.
  intros n m xi d w. rewrite form_is_a_sum, linear_is_a_sum. unfold sum. split; [|split; [reflexivity|]].
  - induction m as [|m IH]; cbn [total]; lra.
  - induction m as [|m IH]; cbn [total]; [lra|]. pose proof (pow2_ge_0 (image n xi w m)). lra.
Qed.

(* The product of t - root. *)
Definition times_root (r : R) (w : nat -> R) (j : nat) := match j with O => - r * w O | S i => w i - r * w (S i) end.

Lemma times_root_is n w r t : at_point (S n) (times_root r w) t = t * at_point n w t - r * at_point (S n) w t.
Proof.
  unfold at_point. induction n as [|n IH]; [simpl; ring|].
  change (total (S (S n)) (fun j => t ^ j * times_root r w j)) with
    (t ^ S n * times_root r w (S n) + total (S n) (fun j => t ^ j * times_root r w j)).
  rewrite IH. simpl. ring.
Qed.

Lemma vanishing k (roots : nat -> R) : exists w : nat -> R,
  w k = 1 /\ (forall j, (k < j)%nat -> w j = 0) /\ forall a, (a < k)%nat -> at_point (S k) w (roots a) = 0.
Proof.
  induction k as [|k (w & W1 & W2 & W3)].
  - exists (fun j => match j with O => 1 | _ => 0 end). repeat split; [|intros; lia]. intros [|j] J; [lia|reflexivity].
  - exists (times_root (roots k) w). repeat split.
    + simpl. rewrite W1, W2 by lia. ring.
    + intros [|j] J; [lia|]. simpl. rewrite !W2 by lia. ring.
    + intros a I. rewrite times_root_is.
      assert (E : at_point (S (S k)) w (roots a) = at_point (S k) w (roots a)).
      { unfold at_point. simpl. rewrite (W2 (S k)) by lia. ring. }
      rewrite E. destruct (Nat.eq_dec a k) as [->|N]; [ring|]. rewrite W3 by lia. ring.
Qed.

Lemma no_more_weights k n w t : (k < n)%nat -> (forall j, (k < j)%nat -> w j = 0) ->
  at_point n w t = at_point (S k) w t.
Proof.
  intros K W. induction n as [|n IH]; [lia|]. destruct (Nat.eq_dec n k) as [->|N]; [reflexivity|].
  unfold at_point in *. change (total (S n) (fun j => t ^ j * w j)) with (t ^ n * w n + total n (fun j => t ^ j * w j)).
  rewrite IH, (W n) by lia. ring.
Qed.

(* The points, each once. *)
Lemma each_once m (xi : nat -> R) : exists (k : nat) (choice : nat -> nat),
  (forall a, (a < k)%nat -> (choice a < m)%nat) /\
  (forall a c, (a < c)%nat -> (c < k)%nat -> xi (choice a) <> xi (choice c)) /\
  (forall i, (i < m)%nat -> exists a, (a < k)%nat /\ xi (choice a) = xi i).
Proof.
  induction m as [|m (k & choice & C1 & C2 & C3)].
  - exists O, (fun _ => O). repeat split; intros; lia.
  - assert (S0 : (exists a, (a < k)%nat /\ xi (choice a) = xi m) \/ (forall a, (a < k)%nat -> xi (choice a) <> xi m)).
    { clear. induction k as [|k [(a & I & E)|IH]]; [right; intros; lia|left; exists a; split; [lia|exact E]|].
      destruct (Req_dec (xi (choice k)) (xi m)) as [E|E]; [left; exists k; split; [lia|exact E]|right].
      intros a I. destruct (Nat.eq_dec a k) as [->|]; [exact E|apply IH; lia]. }
    destruct S0 as [(a & I & E)|N].
    + exists k, choice. repeat split; [intros c J; specialize (C1 c J); lia|exact C2|]. intros i J.
      destruct (Nat.eq_dec i m) as [->|]; [exists a; now split|apply C3; lia].
    + exists (S k), (fun a => if Nat.eqb a k then m else choice a). repeat split.
      * intros a I. destruct (Nat.eqb_spec a k); [lia|]. specialize (C1 a ltac:(lia)). lia.
      * intros a c J K. destruct (Nat.eqb_spec a k); [lia|]. destruct (Nat.eqb_spec c k); [apply N; lia|apply C2; lia].
      * intros i J. destruct (Nat.eq_dec i m) as [->|].
        { exists k. rewrite Nat.eqb_refl. split; [lia|reflexivity]. }
        destruct (C3 i ltac:(lia)) as (a & I & E). exists a. split; [lia|].
        destruct (Nat.eqb_spec a k); [lia|exact E].
Qed.

Lemma zero_at_each n m xi w : form n m xi w <= 0 -> forall i, (i < m)%nat -> at_point n w (xi i) = 0.
Proof.
  rewrite form_is_a_sum. change (forall i, (i < m)%nat -> at_point n w (xi i) = 0) with
    (forall i, (i < m)%nat -> image n xi w i = 0).
  intros H i I. assert (N : forall i, (i < m)%nat -> 0 <= image n xi w i ^ 2) by (intros; apply pow2_ge_0).
  assert (E : sum m (fun i => image n xi w i ^ 2) = 0).
  { apply Rle_antisym; [exact H|]. unfold sum. rewrite <- (total_zero m (fun _ => 0)) by reflexivity.
    now apply total_le. }
  pose proof (total_zero_inverse m _ N E i I). nra.
Qed.

Theorem definite :
  forall (n m : nat) (xi : nat -> R),
  (forall w : nat -> R, (exists j, (j < n)%nat /\ w j <> 0) -> 0 < form n m xi w) <-> distinct n m xi.
Proof.
  intros n m xi. split.
  - intros P. destruct (each_once m xi) as (k & choice & C1 & C2 & C3).
    destruct (Nat.le_gt_cases n k) as [K|K].
    + exists choice. split; [intros; apply C1; lia|intros; apply C2; lia].
    + exfalso. destruct (vanishing k (fun a => xi (choice a))) as (w & W1 & W2 & W3).
      assert (F : form n m xi w = 0).
      { rewrite form_is_a_sum. apply total_zero. intros i I.
        destruct (C3 i I) as (a & J & E). change (image n xi w i) with (at_point n w (xi i)).
        rewrite (no_more_weights k n w _ K W2), <- E, W3 by exact J. ring. }
      assert (0 < form n m xi w); [|lra]. apply P. exists k. split; [exact K|]. rewrite W1. lra.
  - intros (choice & C1 & C2) w (j & J & W). apply Rnot_le_lt. intros F. apply W.
    apply (as_many_roots n w (fun a => xi (choice a)) C2); [|exact J].
    intros a I. apply (zero_at_each n m xi w F). now apply C1.
Qed.

(* Both cases: two points for two weights, and one point twice. *)
Theorem definite_witness :
  distinct 2 2 (fun i => if Nat.eqb i 0 then 0 else 1) /\ ~ distinct 2 2 (fun _ => 1).
Proof.
  split.
  - exists (fun a => a). split; [intros; lia|]. intros [|a] [|[|c]] I J; try lia. simpl. lra.
  - intros (choice & _ & D). exact (D 0%nat 1%nat ltac:(lia) ltac:(lia) eq_refl).
Qed.

End Joint.

(* false: - sum n (fun j => b m xi d j * w j) + ==> + sum n (fun j => b m xi d j * w j) + *)
(* false: 0 <= form n m xi w ==> 0 < form n m xi w *)
(* false: 0 < form n m xi w) <-> distinct n m xi ==> 0 <= form n m xi w) <-> distinct n m xi *)
(* false: <-> distinct n m xi ==> <-> distinct (S n) m xi *)
(* false: (exists j, (j < n)%nat /\ w j <> 0) -> ==> (exists j, (j < S n)%nat /\ w j <> 0) -> *)
