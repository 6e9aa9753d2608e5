(* poly.an-instance-of-the-quadratic, whole.

   For m points xi_i with data d_i, and n weights, Z the matrix with the rows (1, xi_i, .., xi_i^{n-1}), A = Z^T Z and
   b = Z^T d:

     1/2 |Z w - d|^2 = 1/2 w^T A w - b^T w + 1/2 |d|^2,        w^T A w = |Z w|^2 >= 0,

   and w^T A w > 0 for all w that are not 0 if and only if at least n of the points are distinct.

   Vectors are functions from nat, of which the entries i < m or j < n matter. That n of the points are distinct is said
   by a choice of n of the indices below m, at which the points differ. n and m are any numbers, 0 included.

   `quadratic` and `definite` are the claim. For the first, sums are exchanged. For the second, a polynomial with n
   weights and n distinct roots is 0, by division by one root after another, and where there are fewer points there is
   one that is not 0 and vanishes on all of them, the product of t - xi_i. *)

From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Fixpoint sum (n : nat) (h : nat -> R) := match n with O => 0 | S m => sum m h + h m end.

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
Lemma sum_ext n h h' : (forall i, (i < n)%nat -> h i = h' i) -> sum n h = sum n h'.
Proof. induction n as [|n IH]; simpl; intros E; [reflexivity|]. rewrite IH, E by auto with arith. reflexivity. Qed.

Lemma sum_plus n h h' : sum n (fun i => h i + h' i) = sum n h + sum n h'.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma sum_scaled n c h : sum n (fun i => c * h i) = c * sum n h.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma sum_0 n : sum n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma form_is_a_sum n m xi w : form n m xi w = sum m (fun i => image n xi w i ^ 2).
Proof.
  unfold form, A. induction m as [|m IH]; cbn [sum].
  - transitivity (sum n (fun _ => 0)); [|apply sum_0]. apply sum_ext. intros j _.
    rewrite (sum_ext n _ (fun _ => 0)), sum_0 by (intros; ring). ring.
  - rewrite <- IH. set (P := fun j l => sum m (fun i => Z xi i j * Z xi i l)).
    transitivity (sum n (fun j => w j * sum n (fun l => P j l * w l) + image n xi w m * (Z xi m j * w j))).
    + apply sum_ext. intros j _.
      rewrite (sum_ext n _ (fun l => P j l * w l + Z xi m j * (Z xi m l * w l))) by (intros; unfold P; ring).
      rewrite sum_plus, sum_scaled. unfold image. ring.
    + rewrite sum_plus, sum_scaled. unfold image, P. ring.
Qed.

Lemma linear_is_a_sum n m xi d w : sum n (fun j => b m xi d j * w j) = sum m (fun i => d i * image n xi w i).
Proof.
  unfold b. induction m as [|m IH]; cbn [sum].
  - rewrite (sum_ext n _ (fun _ => 0)), sum_0 by (intros; ring). reflexivity.
  - rewrite <- IH. unfold image. rewrite <- sum_scaled, <- sum_plus. apply sum_ext. intros. ring.
Qed.

Theorem quadratic :
  forall (n m : nat) (xi d w : nat -> R),
  sum m (fun i => (image n xi w i - d i) ^ 2) / 2 =
    form n m xi w / 2 - sum n (fun j => b m xi d j * w j) + sum m (fun i => d i ^ 2) / 2 /\
  form n m xi w = sum m (fun i => image n xi w i ^ 2) /\ 0 <= form n m xi w.
Proof.
  intros n m xi d w. rewrite form_is_a_sum, linear_is_a_sum. split; [|split; [reflexivity|]].
  - induction m as [|m IH]; cbn [sum]; lra.
  - induction m as [|m IH]; cbn [sum]; [lra|]. pose proof (pow2_ge_0 (image n xi w m)). lra.
Qed.

(* Polynomials: w_0 + w_1 t + .. + w_{n-1} t^{n-1}. *)
Definition at_point (n : nat) (w : nat -> R) (t : R) := sum n (fun j => t ^ j * w j).

Lemma from_below n w t : at_point (S n) w t = w O + t * at_point n (fun j => w (S j)) t.
Proof.
  unfold at_point. induction n as [|n IH]; [simpl; ring|]. change (sum (S (S n)) (fun j => t ^ j * w j)) with
    (sum (S n) (fun j => t ^ j * w j) + t ^ S n * w (S n)). rewrite IH. simpl. ring.
Qed.

(* Horner's rule: the partial values at r are the quotient's weights. *)
Lemma division n : forall w r, exists q,
  (forall j, (n <= j)%nat -> q j = 0) /\ (forall j, (j < n)%nat -> q j = w (S j) + r * q (S j)) /\
  w O + r * q O = at_point (S n) w r /\
  (forall t, at_point (S n) w t - at_point (S n) w r = (t - r) * at_point n q t).
Proof.
  induction n as [|n IH]; intros w r.
  - exists (fun _ => 0). repeat split; intros; try lia; unfold at_point; simpl; ring.
  - destruct (IH (fun j => w (S j)) r) as (q & Q1 & Q2 & Q3 & Q4).
    set (q' := fun j => match j with O => w 1%nat + r * q O | S i => q i end). exists q'. repeat split.
    + intros [|j] J; [lia|]. apply Q1. lia.
    + intros [|j] J; [reflexivity|]. apply Q2. lia.
    + rewrite from_below, <- Q3. reflexivity.
    + intros t. rewrite (from_below (S n) w t), (from_below (S n) w r), (from_below n q' t), <- Q3.
      change (q' O) with (w 1%nat + r * q O). change (at_point n (fun j => q' (S j)) t) with (at_point n q t).
      specialize (Q4 t). rewrite <- Q3 in Q4. set (a := at_point (S n) (fun j => w (S j)) t) in *.
      replace a with (w 1%nat + r * q O + (t - r) * at_point n q t) by lra. ring.
Qed.

Lemma as_many_roots n : forall w roots,
  (forall a c, (a < c)%nat -> (c < n)%nat -> roots a <> roots c) ->
  (forall a, (a < n)%nat -> at_point n w (roots a) = 0) -> forall j, (j < n)%nat -> w j = 0.
Proof.
  induction n as [|n IH]; intros w roots D V j J; [lia|].
  destruct (division n w (roots n)) as (q & Q1 & Q2 & Q3 & Q4).
  assert (Q : forall i, q i = 0).
  { intros i. destruct (Nat.le_gt_cases n i) as [I|I]; [now apply Q1|].
    apply (IH q roots); [intros; apply D; lia| |exact I]. intros a I'. specialize (Q4 (roots a)).
    rewrite !V in Q4 by lia. apply (Rmult_eq_reg_l (roots a - roots n)); [lra|].
    specialize (D a n I' (Nat.lt_succ_diag_r n)). lra. }
  destruct j as [|j].
  - rewrite V, Q in Q3 by lia. lra.
  - specialize (Q2 j ltac:(lia)). rewrite !Q in Q2. lra.
Qed.

(* The product of t - root. *)
Definition times_root (r : R) (w : nat -> R) (j : nat) := match j with O => - r * w O | S i => w i - r * w (S i) end.

Lemma times_root_is n w r t : at_point (S n) (times_root r w) t = t * at_point n w t - r * at_point (S n) w t.
Proof.
  unfold at_point. induction n as [|n IH]; [simpl; ring|].
  change (sum (S (S n)) (fun j => t ^ j * times_root r w j)) with
    (sum (S n) (fun j => t ^ j * times_root r w j) + t ^ S n * times_root r w (S n)).
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
  unfold at_point in *. change (sum (S n) (fun j => t ^ j * w j)) with (sum n (fun j => t ^ j * w j) + t ^ n * w n).
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
  induction m as [|m IH]; cbn [sum]; intros H i I; [lia|].
  assert (N : 0 <= sum m (fun i => image n xi w i ^ 2)).
  { clear. induction m as [|m IH]; cbn [sum]; [lra|]. pose proof (pow2_ge_0 (image n xi w m)). lra. }
  destruct (Nat.eq_dec i m) as [->|]; [nra|apply IH; [nra|lia]].
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
      { rewrite form_is_a_sum. transitivity (sum m (fun _ => 0)); [|apply sum_0]. apply sum_ext. intros i I.
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
