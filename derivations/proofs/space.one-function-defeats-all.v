(* space.one-function-defeats-all: on the infinite convex Rosenbrock function, from w^0 = 0, every linear first order
   method has an error of at least q^{k+1} > 0 at every step k, in the maximum norm; and M rho^k/q^k -> 0 for every M
   and 0 <= rho < q, so that all methods are behind M rho^k from one and the same step on. But in finite dimension n,
   n steps of gradient descent with alpha_j = 1/lambda_j reach the minimiser, whatever the start.

   How it is written. In the words of library/Chain.v, with w_0 = 1 (library/Rosenbrock.v): `component e i` says that
   there is a component i, and the end e of the chain is `fixed n`, `free n` or `infinite`. A run is w k i = w_i^k, and
   Gamma k j i is (Gamma_j^k)_ii, any numbers. `stationary`: a bounded zero of the gradient, as w* is one; the powers of
   q are the only one (`stationary_is`). A maximum norm may be infinite: it is at least q^{k+1} where each bound of all
   |w_i^k - w_i*| is.

   `lower_bound`, `nor_faster_than_q`, `all_fail`: the infinite problem. `every_quadratic`: the gradient is A w - b with
   A x = b, v_j are eigenvectors with curvatures lambda_j > 0, and w^0 - x is a sum of them. (That it is one, for each
   start where A is symmetric, is the spectral theorem, which is not proved here.) `the_chain`: f^n with both ends,
   whose eigenvectors are sines. Here each start is a sum of them, and nothing is left to cite.

   They join the kernel's `never_exact`, `nor_faster` and `finite_dimension`. *)

(* uses: UpTo, Chain, Rosenbrock *)

From Coq Require Import Lia Arith.

Module Joint.

Import UpTo.
Import Chain.
Import Rosenbrock.

(* Gradient descent with a step-size alpha k of its own in each step. *)
Definition gradient_descent (kappa : R) (e : ending) (alpha : nat -> R) (w : nat -> nat -> R) : Prop :=
  forall k i, component e i -> w (S k) i = w k i - alpha k * gradient kappa e (w k) i.

(* A quadratic on R^n with the gradient A w - b, whose entries are a i j and b i. *)

Definition product (n : nat) (a : nat -> nat -> R) (v : nat -> R) (i : nat) : R := up_to n (fun j => a i j * v j).

Definition descent_on (n : nat) (a : nat -> nat -> R) (b alpha : nat -> R) (w : nat -> nat -> R) : Prop :=
  forall k i, (1 <= i <= n)%nat -> w (S k) i = w k i - alpha k * (product n a (w k) i - b i).

(* The infinite problem. *)

Lemma error_beyond kappa Gamma w x : 1 < kappa -> stationary kappa x ->
  (forall i, component infinite i -> w 0%nat i = 0) -> first_order kappa infinite Gamma w ->
  forall k, Rabs (w k (k + 1)%nat - x (k + 1)%nat) = q kappa ^ (k + 1).
Proof.
  intros H X start run k. rewrite (zero_beyond kappa infinite 1 Gamma w start run k (k + 1)) by (simpl; lia).
  rewrite (proj1 (stationary_is kappa x H) X) by (simpl; lia).
  rewrite Rminus_0_l, Rabs_Ropp. apply Rabs_right, Rle_ge, pow_le. destruct (q_is kappa H). lra.
Qed.

Lemma powers_run r k : run_1 r (r ^ k) (INR k) /\ run_2 r (r ^ k) (INR k).
Proof.
  induction k as [|k [A B]]; [split; constructor|]. rewrite S_INR. replace (r ^ S k) with (r ^ k * r) by (simpl; ring).
  split; now constructor.
Qed.

Theorem lower_bound :
  forall (kappa : R) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R) (x : nat -> R),
  1 < kappa ->
  stationary kappa x ->
  (forall i, component infinite i -> w 0%nat i = 0) ->
  first_order kappa infinite Gamma w ->
  forall k,
  0 < q kappa ^ (k + 1)
  /\ forall bound, (forall i, component infinite i -> Rabs (w k i - x i) <= bound) -> q kappa ^ (k + 1) <= bound.
Proof.
  intros kappa Gamma w x H X start run k. destruct (roots kappa H) as (A & B & C & D). split.
  - assert (N := never_exact _ _ _ _ _ _ (proj1 (powers_run (q kappa) k)) A B C D). rewrite pow_add. simpl. lra.
  - intros bound L. rewrite <- (error_beyond kappa Gamma w x H X start run k). apply L. simpl. lia.
Qed.

Theorem lower_bound_witness :
  exists (kappa : R) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R) (x : nat -> R),
  1 < kappa /\ stationary kappa x /\ (forall i, component infinite i -> w 0%nat i = 0)
  /\ first_order kappa infinite Gamma w /\ w 1%nat 1%nat <> 0.
Proof.
  exists 9, (fun _ _ _ => - / 2), (descent 9 infinite 1 (fun _ => / 2) 0), (fun i => q 9 ^ i).
  split; [lra|split; [apply powers_are_stationary; lra|split; [reflexivity|split; [apply it_is_first_order|]]]].
  rewrite front by (simpl; lia). lra.
Qed.

Theorem nor_faster_than_q :
  forall kappa M rho : R,
  1 < kappa ->
  0 <= rho < q kappa ->
  Un_cv (fun k => M * rho ^ k / q kappa ^ k) 0.
Proof.
  intros kappa M rho H L. destruct (q_is kappa H) as [Q _]. set (r := rho / q kappa).
  assert (R0 : 0 <= r) by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]).
  assert (R1 : 0 < - r + 1).
  { assert (r * q kappa = rho) by (unfold r; field; lra). nra. }
  intros eps E. assert (B := Rabs_pos M).
  destruct (nor_faster (/ (1 - r)) r R0 R1 ltac:(field; lra) (eps / (Rabs M + 1))) as [t T].
  - apply Rdiv_lt_0_compat; lra.
  - exists (Z.to_nat (up t)). intros k K. specialize (T _ _ (proj2 (powers_run r k))). unfold R_dist.
    replace (M * rho ^ k / q kappa ^ k - 0) with (M * r ^ k).
    + rewrite Rabs_mult. assert (W : t <= INR k).
      { destruct (archimed t) as [U _]. apply le_INR in K. destruct (Z_le_gt_dec 0 (up t)) as [P|P].
        - rewrite INR_IZR_INZ, Z2Nat.id in K by exact P. lra.
        - assert (IZR (up t) <= 0) by (apply IZR_le; lia). assert (P0 := pos_INR k). lra. }
      specialize (T W). assert (N := Rabs_pos (r ^ k)).
      replace eps with (eps / (Rabs M + 1) * (Rabs M + 1)) by (field; lra). nra.
    + unfold r, Rdiv. rewrite Rpow_mult_distr, pow_inv by lra. ring.
Qed.

Theorem nor_faster_than_q_witness : exists kappa rho : R, 1 < kappa /\ 0 < rho < q kappa.
Proof. exists 9, (q 9 / 2). destruct (q_is 9 ltac:(lra)). split; lra. Qed.

Theorem all_fail :
  forall kappa M rho : R,
  1 < kappa ->
  0 <= rho < q kappa ->
  exists last, forall k, (last <= k)%nat ->
  forall (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R) (x : nat -> R),
  stationary kappa x ->
  (forall i, component infinite i -> w 0%nat i = 0) ->
  first_order kappa infinite Gamma w ->
  exists i, component infinite i /\ M * rho ^ k < Rabs (w k i - x i).
Proof.
  intros kappa M rho H L. destruct (q_is kappa H) as [Q _].
  destruct (nor_faster_than_q kappa M rho H L (q kappa) (proj1 Q)) as [last T].
  exists last. intros k K Gamma w x X start run. exists (k + 1)%nat. split; [simpl; lia|].
  rewrite (error_beyond kappa Gamma w x H X start run k). specialize (T k K). unfold R_dist in T.
  rewrite Rminus_0_r in T. assert (P := pow_lt (q kappa) k (proj1 Q)).
  assert (U := Rle_lt_trans _ _ _ (Rle_abs _) T). apply (Rmult_lt_compat_r (q kappa ^ k)) in U; [|exact P].
  replace (M * rho ^ k / q kappa ^ k * q kappa ^ k) with (M * rho ^ k) in U by (field; lra).
  rewrite pow_add. simpl. lra.
Qed.

Theorem all_fail_witness :
  exists (kappa M rho : R) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R) (x : nat -> R),
  1 < kappa /\ 0 < rho < q kappa /\ 0 < M /\ stationary kappa x
  /\ (forall i, component infinite i -> w 0%nat i = 0) /\ first_order kappa infinite Gamma w.
Proof.
  destruct lower_bound_witness as (kappa & Gamma & w & x & H & X & start & run & _).
  destruct (q_is kappa H). exists kappa, 1, (q kappa / 2), Gamma, w, x. repeat split; (lra || apply X || assumption).
Qed.

(* Finite dimension. *)

(* The part of the error along one eigenvector, step by step. *)
Fixpoint part (lambda alpha : nat -> R) (s : nat -> R) (k j : nat) : R :=
  match k with
  | O => s j
  | S m => part lambda alpha s m j - alpha m * (lambda j * part lambda alpha s m j)
  end.

Lemma part_run n lambda alpha s j : (1 <= j <= n)%nat -> (forall l, (1 <= l <= n)%nat -> lambda l <> 0) ->
  (forall k, (k < n)%nat -> alpha k = / lambda (k + 1)%nat) ->
  forall k, exists mark, run_3 (lambda j) (s j) (part lambda alpha s k j) mark /\ ((j <= k)%nat -> mark = 1).
Proof.
  intros J N A. induction k as [|k [mark [run M]]].
  - exists 0. split; [constructor|lia].
  - destruct (Req_dec (alpha k * lambda j) 1) as [E|E].
    + exists 1. split; [|reflexivity].
      pose proof (run_3_step (lambda j) (s j) _ _ (alpha k) 1 run ltac:(left; lra)) as H. simpl. same_state H.
    + exists mark. split.
      * pose proof (run_3_step (lambda j) (s j) _ _ (alpha k) mark run ltac:(right; split; [ring|nra])) as H.
        simpl. same_state H.
      * intros L. apply M. destruct (Nat.eq_dec j (S k)) as [->|D]; [|lia].
        exfalso. apply E. rewrite A by lia. replace (k + 1)%nat with (S k) by lia. apply Rinv_l, N, J.
Qed.

Lemma part_gone n lambda alpha s : (forall l, (1 <= l <= n)%nat -> lambda l <> 0) ->
  (forall k, (k < n)%nat -> alpha k = / lambda (k + 1)%nat) ->
  forall k j, (n <= k)%nat -> (1 <= j <= n)%nat -> part lambda alpha s k j = 0.
Proof.
  intros N A k j K J. destruct (part_run n lambda alpha s j J N A k) as [mark [run M]].
  apply (finite_dimension (lambda j) mark _ (s j) run). rewrite M by lia. ring.
Qed.

(* Wherever the gradient multiplies the error's parts by the curvatures. *)
Lemma all_gone n (grad : (nat -> R) -> nat -> R) (x : nat -> R) (v : nat -> nat -> R) lambda alpha s w :
  (forall t u, (forall i, (1 <= i <= n)%nat -> u i - x i = up_to n (fun j => t j * v j i)) ->
    forall i, (1 <= i <= n)%nat -> grad u i = up_to n (fun j => t j * (lambda j * v j i))) ->
  (forall l, (1 <= l <= n)%nat -> lambda l <> 0) ->
  (forall k, (k < n)%nat -> alpha k = / lambda (k + 1)%nat) ->
  (forall k i, (1 <= i <= n)%nat -> w (S k) i = w k i - alpha k * grad (w k) i) ->
  (forall i, (1 <= i <= n)%nat -> w 0%nat i - x i = up_to n (fun j => s j * v j i)) ->
  forall k i, (n <= k)%nat -> (1 <= i <= n)%nat -> w k i = x i.
Proof.
  intros G N A run start.
  assert (form : forall k i, (1 <= i <= n)%nat -> w k i - x i = up_to n (fun j => part lambda alpha s k j * v j i)).
  { induction k as [|k IH]; intros i I; [now apply start|]. rewrite run, (G _ _ IH i I) by exact I.
    replace (up_to n (fun j => part lambda alpha s (S k) j * v j i)) with
      (up_to n (fun j => 1 * (part lambda alpha s k j * v j i)
        + (- alpha k) * (part lambda alpha s k j * (lambda j * v j i)))) by (apply up_to_same; intros; simpl; ring).
    rewrite up_to_linear, <- IH by exact I. ring. }
  intros k i K I. specialize (form k i I). rewrite up_to_zero in form; [lra|].
  intros j J. rewrite (part_gone n lambda alpha s N A k j K J). ring.
Qed.

Theorem every_quadratic :
  forall (n : nat) (a : nat -> nat -> R) (b x : nat -> R) (lambda : nat -> R) (v : nat -> nat -> R),
  (forall i, (1 <= i <= n)%nat -> product n a x i = b i) ->
  (forall j, (1 <= j <= n)%nat -> 0 < lambda j
    /\ forall i, (1 <= i <= n)%nat -> product n a (v j) i = lambda j * v j i) ->
  forall (alpha : nat -> R) (w : nat -> nat -> R),
  (exists s : nat -> R, forall i, (1 <= i <= n)%nat -> w 0%nat i - x i = up_to n (fun j => s j * v j i)) ->
  (forall k, (k < n)%nat -> alpha k = / lambda (k + 1)%nat) ->
  descent_on n a b alpha w ->
  forall k i, (n <= k)%nat -> (1 <= i <= n)%nat -> w k i = x i.
Proof.
  intros n a b x lambda v solves eigen alpha w [s start] A run.
  apply (all_gone n (fun u i => product n a u i - b i) x v lambda alpha s w).
  - intros t u U i I. rewrite <- (solves i I).
    replace (product n a u i - product n a x i) with (product n a (fun l => u l - x l) i).
    + unfold product. rewrite (up_to_same n _ (fun l => up_to n (fun j => a i l * (t j * v j l)))).
      * rewrite up_to_swapped. apply up_to_same. intros j J. destruct (eigen j J) as [_ E]. rewrite <- (E i I).
        unfold product. rewrite <- up_to_scaled. apply up_to_same. intros; ring.
      * intros l L. rewrite U by exact L. now rewrite up_to_scaled.
    + unfold product. rewrite (up_to_same n _ (fun l => 1 * (a i l * u l) + (- 1) * (a i l * x l))) by (intros; ring).
      rewrite up_to_linear. ring.
  - intros l L. destruct (eigen l L). lra.
  - exact A.
  - exact run.
  - exact start.
Qed.

Theorem every_quadratic_witness :
  exists (n : nat) (a : nat -> nat -> R) (b x : nat -> R) (lambda : nat -> R) (v : nat -> nat -> R) (alpha : nat -> R)
    (w : nat -> nat -> R),
  (forall i, (1 <= i <= n)%nat -> product n a x i = b i)
  /\ (forall j, (1 <= j <= n)%nat -> 0 < lambda j
    /\ forall i, (1 <= i <= n)%nat -> product n a (v j) i = lambda j * v j i)
  /\ (exists s : nat -> R, forall i, (1 <= i <= n)%nat -> w 0%nat i - x i = up_to n (fun j => s j * v j i))
  /\ (forall k, (k < n)%nat -> alpha k = / lambda (k + 1)%nat)
  /\ descent_on n a b alpha w /\ n = 2%nat /\ a 1%nat 2%nat <> 0 /\ w 0%nat 1%nat <> x 1%nat.
Proof.
  set (a := fun i j => if Nat.eq_dec i j then 2 else 1). set (b := fun i => if Nat.eq_dec i 1 then 1 else 0).
  set (lambda := fun j => if Nat.eq_dec j 1 then 3 else 1).
  set (x := fun i => if Nat.eq_dec i 1 then 2 / 3 else - / 3).
  set (v := fun j i => if Nat.eq_dec j 1 then 1 else if Nat.eq_dec i 1 then 1 else -1).
  exists 2%nat, a, b, x, lambda, v, (fun k => / lambda (k + 1)%nat), (fix run k := match k with
    | O => fun _ => 0
    | S m => fun i => run m i - / lambda (m + 1)%nat * (product 2 a (run m) i - b i)
    end).
  assert (cases : forall i, (1 <= i <= 2)%nat -> i = 1%nat \/ i = 2%nat) by lia.
  split; [|split; [|split; [|split; [|split; [|split; [reflexivity|split]]]]]].
  - intros i I. destruct (cases i I) as [-> | ->]; unfold product, a, b, x; simpl; lra.
  - intros j J. split; [destruct (cases j J) as [-> | ->]; unfold lambda; simpl; lra|]. intros i I.
    destruct (cases i I) as [-> | ->], (cases j J) as [-> | ->]; unfold product, a, v, lambda; simpl; lra.
  - exists (fun j => if Nat.eq_dec j 1 then - / 6 else - / 2). intros i I.
    destruct (cases i I) as [-> | ->]; unfold v, x; simpl; lra.
  - reflexivity.
  - intros k i _. reflexivity.
  - unfold a. simpl. lra.
  - unfold x. simpl. lra.
Qed.

(* f^n: its eigenvectors are sines. With d = 0 for the fixed end and d = 1 for the free one, the angles are
   (2 j - d) pi/(2 n + 2 - d). *)

Definition dimension (e : ending) : nat :=
  match e with
  | fixed n | free n => n
  | infinite => 0%nat
  end.

Definition late (e : ending) : nat :=
  match e with
  | fixed n => 0%nat
  | _ => 1%nat
  end.

Definition steps (e : ending) : R := 2 * INR (dimension e) + 2 - INR (late e).
Definition angle (e : ending) (j : nat) : R := (2 * INR j - INR (late e)) * (PI / steps e).
Definition sine (e : ending) (j i : nat) : R := sin (INR i * angle e j).
Definition curvature (kappa : R) (e : ending) (j : nat) : R := 2 + 4 / (kappa - 1) - 2 * cos (angle e j).

Lemma late_is e : INR (late e) = 0 \/ INR (late e) = 1.
Proof. destruct e; simpl; auto. Qed.

Lemma steps_positive e : 1 <= steps e.
Proof. unfold steps. assert (P := pos_INR (dimension e)). destruct (late_is e); lra. Qed.

Lemma sin_reflected m y : sin (INR m * PI - y) = - (-1) ^ m * sin y.
Proof.
  induction m as [|m IH]; [simpl; rewrite Rmult_0_l, Rminus_0_l, sin_neg; ring|].
  rewrite S_INR. replace ((INR m + 1) * PI - y) with (INR m * PI - y + PI) by ring. rewrite neg_sin, IH. simpl. ring.
Qed.

Lemma cosines n d y : 2 * sin y * up_to n (fun j => cos ((2 * INR j - d) * y))
  = sin ((2 * INR n + 1 - d) * y) - sin ((1 - d) * y).
Proof.
  induction n as [|n IH]; cbn [up_to].
  - simpl. replace (2 * 0 + 1 - d) with (1 - d) by ring. ring.
  - rewrite Rmult_plus_distr_l, IH, S_INR. set (x := (2 * (INR n + 1) - d) * y).
    replace ((2 * (INR n + 1) + 1 - d) * y) with (x + y) by (unfold x; ring).
    replace ((2 * INR n + 1 - d) * y) with (x - y) by (unfold x; ring). rewrite sin_plus, sin_minus. ring.
Qed.

Lemma cosines_of_angles e m : (0 < m)%nat -> INR m < steps e ->
  up_to (dimension e) (fun j => cos (INR m * angle e j)) = - ((-1) ^ m + 1 - INR (late e)) / 2.
Proof.
  intros P L. assert (P0 := PI_RGT_0). assert (S := steps_positive e). apply lt_INR in P. simpl in P.
  set (y := INR m * (PI / steps e)).
  assert (Y : 0 < sin y).
  { apply sin_gt_0; unfold y.
    - apply Rmult_lt_0_compat; [exact P|apply Rdiv_lt_0_compat; lra].
    - apply (Rmult_lt_reg_r (steps e)); [lra|].
      replace (INR m * (PI / steps e) * steps e) with (INR m * PI) by (field; lra).
      rewrite (Rmult_comm PI). apply Rmult_lt_compat_r; lra. }
  assert (C := cosines (dimension e) (INR (late e)) y).
  replace ((2 * INR (dimension e) + 1 - INR (late e)) * y) with (INR m * PI - y) in C.
  - rewrite sin_reflected in C. replace (sin ((1 - INR (late e)) * y)) with ((1 - INR (late e)) * sin y) in C.
    + rewrite (up_to_same _ _ (fun j => cos ((2 * INR j - INR (late e)) * y))).
      * apply (Rmult_eq_reg_l (2 * sin y)); [rewrite C; field|lra].
      * intros j _. f_equal. unfold angle, y. ring.
    + destruct (late_is e) as [-> | ->]; [rewrite Rminus_0_r, !Rmult_1_l; reflexivity|].
      rewrite Rminus_diag_eq, !Rmult_0_l, sin_0; reflexivity.
  - unfold y. replace (2 * INR (dimension e) + 1 - INR (late e)) with (steps e - 1) by (unfold steps; ring). field. lra.
Qed.

Lemma products_of_sines e i l :
  up_to (dimension e) (fun j => sine e j i * sine e j l)
  = / 2 * up_to (dimension e) (fun j => cos ((INR i - INR l) * angle e j))
    - / 2 * up_to (dimension e) (fun j => cos ((INR i + INR l) * angle e j)).
Proof.
  rewrite (up_to_same _ _
    (fun j => / 2 * cos ((INR i - INR l) * angle e j) + - / 2 * cos ((INR i + INR l) * angle e j))).
  - rewrite up_to_linear. ring.
  - intros j _. unfold sine. rewrite Rmult_minus_distr_r, Rmult_plus_distr_r, cos_minus, cos_plus. field.
Qed.

Lemma below_steps e m : (m <= 2 * dimension e)%nat -> INR m < steps e.
Proof.
  intros L. apply le_INR in L. rewrite mult_INR in L. simpl in L. unfold steps. destruct (late_is e); lra.
Qed.

Lemma orthogonal e i l : (1 <= l < i)%nat -> (i <= dimension e)%nat ->
  up_to (dimension e) (fun j => sine e j i * sine e j l) = 0.
Proof.
  intros L I. rewrite products_of_sines, <- plus_INR, <- minus_INR by lia.
  rewrite !cosines_of_angles by (lia || (apply below_steps; lia)).
  replace (i + l)%nat with (i - l + 2 * l)%nat by lia. rewrite pow_add, pow_1_even. field.
Qed.

Lemma norm_of_sines e i : (1 <= i <= dimension e)%nat ->
  up_to (dimension e) (fun j => sine e j i * sine e j i) = steps e / 4.
Proof.
  intros I. rewrite products_of_sines, <- plus_INR.
  rewrite (cosines_of_angles e (i + i)) by (lia || (apply below_steps; lia)).
  rewrite (up_to_same _ _ (fun _ => 1)) by (intros; rewrite Rminus_diag_eq, Rmult_0_l by reflexivity; apply cos_0).
  rewrite up_to_constant. replace (i + i)%nat with (2 * i)%nat by lia. rewrite pow_1_even. unfold steps. field.
Qed.

(* Every vector is a sum of sines. *)
Definition in_sines (e : ending) (u : nat -> R) (j : nat) : R :=
  4 / steps e * up_to (dimension e) (fun l => u l * sine e j l).

Lemma orthogonal_both_ways e i l : (1 <= i <= dimension e)%nat -> (1 <= l <= dimension e)%nat -> l <> i ->
  up_to (dimension e) (fun j => sine e j i * sine e j l) = 0.
Proof.
  intros I L N. destruct (Nat.lt_total l i) as [O|[O|O]]; [apply orthogonal; lia|easy|].
  rewrite (up_to_same _ _ (fun j => sine e j l * sine e j i)) by (intros; ring). apply orthogonal; lia.
Qed.

Lemma sum_of_sines e u i : (1 <= i <= dimension e)%nat ->
  u i = up_to (dimension e) (fun j => in_sines e u j * sine e j i).
Proof.
  intros I. assert (S := steps_positive e).
  rewrite (up_to_same _ _
    (fun j => up_to (dimension e) (fun l => 4 / steps e * u l * (sine e j i * sine e j l)))).
  - rewrite up_to_swapped, (up_to_one _ i).
    + rewrite up_to_scaled, norm_of_sines by exact I. field. lra.
    + exact I.
    + intros l L N. rewrite up_to_scaled, orthogonal_both_ways by assumption. ring.
  - intros j _. unfold in_sines. rewrite Rmult_comm, <- Rmult_assoc, <- up_to_scaled. apply up_to_same. intros; ring.
Qed.

(* Sines are 0 at w_0, and at the end as the end is. *)
Lemma ends_of_sines e t (u x : nat -> R) : e <> infinite ->
  (forall i, component e i -> u i - x i = up_to (dimension e) (fun j => t j * sine e j i)) ->
  forall i, (i <= dimension e + 1)%nat -> (1 <= dimension e)%nat ->
  with_ends e 1 u i - with_ends e 1 x i = up_to (dimension e) (fun j => t j * sine e j i).
Proof.
  intros F U i I P. unfold with_ends. destruct (Nat.eq_dec i 0) as [->|N].
  - rewrite up_to_zero; [ring|]. intros j _. unfold sine. simpl. rewrite Rmult_0_l, sin_0. ring.
  - destruct e as [n|n|]; simpl dimension in *; [| |easy]; destruct (Nat.eq_dec i (n + 1)) as [->|M];
      try (apply U; simpl; lia).
    + rewrite up_to_zero; [ring|]. intros j _. unfold sine.
      replace (INR (n + 1) * angle (fixed n) j) with (INR j * PI - 0).
      * rewrite sin_reflected, sin_0. ring.
      * unfold angle, steps. rewrite plus_INR. simpl. assert (Q := pos_INR n). field. lra.
    + rewrite U by (simpl; lia). apply up_to_same. intros j J. f_equal. unfold sine.
      replace (INR (n + 1) * angle (free n) j) with (INR (2 * j - 1) * PI - INR n * angle (free n) j).
      * rewrite sin_reflected. replace (2 * j - 1)%nat with (S (2 * (j - 1))) by lia. rewrite pow_1_odd. ring.
      * unfold angle, steps. rewrite plus_INR, minus_INR, mult_INR by lia. simpl. assert (Q := pos_INR n). field. lra.
Qed.

Lemma gradient_of_sines kappa e t (u x : nat -> R) : e <> infinite ->
  (forall i, component e i -> u i - x i = up_to (dimension e) (fun j => t j * sine e j i)) ->
  forall i, component e i -> gradient kappa e u i - gradient kappa e x i
    = up_to (dimension e) (fun j => t j * (curvature kappa e j * sine e j i)).
Proof.
  intros F U i I. assert (L : (1 <= i <= dimension e)%nat) by (destruct e; simpl in *; [lia|lia|easy]).
  assert (E := ends_of_sines e t u x F U). unfold gradient, Chain.gradient.
  replace ((2 + 4 / (kappa - 1)) * u i - with_ends e 1 u (i - 1) - with_ends e 1 u (i + 1)
      - ((2 + 4 / (kappa - 1)) * x i - with_ends e 1 x (i - 1) - with_ends e 1 x (i + 1)))
    with (1 * ((2 + 4 / (kappa - 1)) * (u i - x i) + - 1 * (with_ends e 1 u (i - 1) - with_ends e 1 x (i - 1)))
      + - 1 * (with_ends e 1 u (i + 1) - with_ends e 1 x (i + 1))) by ring.
  rewrite U, !E, <- up_to_linear, <- up_to_linear by (exact I || lia). apply up_to_same. intros j _.
  unfold curvature, sine. rewrite plus_INR, minus_INR by lia. simpl (INR 1).
  replace ((INR i - 1) * angle e j) with (INR i * angle e j - angle e j) by ring.
  replace ((INR i + 1) * angle e j) with (INR i * angle e j + angle e j) by ring. rewrite sin_plus, sin_minus. ring.
Qed.

Lemma curvature_positive kappa e j : 1 < kappa -> 0 < curvature kappa e j.
Proof.
  intros H. unfold curvature. assert (C := COS_bound (angle e j)).
  assert (0 < 4 / (kappa - 1)) by (apply Rdiv_lt_0_compat; lra). lra.
Qed.

Theorem the_chain :
  forall (kappa : R) (e : ending),
  1 < kappa ->
  e <> infinite ->
  exists lambda : nat -> R,
  (forall j, component e j -> 0 < lambda j /\ exists v, (exists i, component e i /\ v i <> 0)
    /\ forall w i, component e i -> gradient kappa e (fun l => w l + v l) i - gradient kappa e w i = lambda j * v i)
  /\ forall (alpha x : nat -> R) (w : nat -> nat -> R),
  (forall i, component e i -> gradient kappa e x i = 0) ->
  (forall k, (k < dimension e)%nat -> alpha k = / lambda (k + 1)%nat) ->
  gradient_descent kappa e alpha w ->
  forall k i, (dimension e <= k)%nat -> component e i -> w k i = x i.
Proof.
  intros kappa e H F. exists (curvature kappa e).
  assert (same : forall i, component e i <-> (1 <= i <= dimension e)%nat) by (destruct e; simpl; easy).
  split.
  - intros j J. split; [now apply curvature_positive|]. exists (sine e j). split.
    + exists 1%nat. assert (L := proj1 (same j) J). split; [apply same; lia|]. unfold sine. simpl (INR 1).
      rewrite Rmult_1_l. apply Rgt_not_eq, sin_gt_0;
        unfold angle; assert (P := PI_RGT_0); assert (S := steps_positive e);
        destruct L as [L M]; apply le_INR in L; apply le_INR in M; simpl in L.
      * apply Rmult_lt_0_compat; [destruct (late_is e); lra|apply Rdiv_lt_0_compat; lra].
      * apply (Rmult_lt_reg_r (steps e)); [lra|].
        replace ((2 * INR j - INR (late e)) * (PI / steps e) * steps e) with ((2 * INR j - INR (late e)) * PI)
          by (field; lra).
        rewrite (Rmult_comm PI). apply Rmult_lt_compat_r; [lra|unfold steps; lra].
    + intros w i I. rewrite (gradient_of_sines kappa e (fun m => if Nat.eq_dec m j then 1 else 0) _ w F).
      * apply up_to_picked, same, J.
      * intros l _. rewrite up_to_picked by (apply same, J). ring.
      * exact I.
  - intros alpha x w X A run k i K I.
    apply (all_gone (dimension e) (gradient kappa e) x (sine e) (curvature kappa e) alpha
      (in_sines e (fun l => w 0%nat l - x l)) w).
    + intros t u U l L. apply same in L.
      rewrite <- (gradient_of_sines kappa e t u x F); [rewrite X by exact L; ring| |exact L].
      intros m M. apply U, same, M.
    + intros l _. apply Rgt_not_eq, curvature_positive, H.
    + exact A.
    + intros m l L. apply run, same, L.
    + intros l L. apply (sum_of_sines e (fun l => w 0%nat l - x l) l L).
    + exact K.
    + apply same, I.
Qed.

Lemma stationary_point kappa e : 1 < kappa -> e <> infinite ->
  exists x : nat -> R, forall i, component e i -> gradient kappa e x i = 0.
Proof.
  intros H F.
  set (b := in_sines e (fun l => - gradient kappa e (fun _ => 0) l)).
  set (t := fun j => b j / curvature kappa e j).
  exists (fun i => up_to (dimension e) (fun j => t j * sine e j i)). intros i I.
  assert (G := gradient_of_sines kappa e t (fun i => up_to (dimension e) (fun j => t j * sine e j i)) (fun _ => 0) F
    ltac:(intros; cbv beta; ring) i I).
  assert (L : (1 <= i <= dimension e)%nat) by (destruct e; simpl in *; [lia|lia|easy]).
  assert (B := sum_of_sines e (fun l => - gradient kappa e (fun _ => 0) l) i L). fold b in B.
  rewrite (up_to_same _ _ (fun j => b j * sine e j i)), <- B in G; [lra|].
  intros j _. unfold t. assert (C := curvature_positive kappa e j H). field. lra.
Qed.

Theorem the_chain_witness :
  forall (kappa : R) (e : ending) (lambda : nat -> R), 1 < kappa -> e <> infinite ->
  exists (alpha x : nat -> R) (w : nat -> nat -> R),
  (forall i, component e i -> gradient kappa e x i = 0)
  /\ (forall k, (k < dimension e)%nat -> alpha k = / lambda (k + 1)%nat)
  /\ gradient_descent kappa e alpha w /\ (component e 1 -> gradient kappa e (w 0%nat) 1 < 0).
Proof.
  intros kappa e lambda H F. destruct (stationary_point kappa e H F) as [x X].
  exists (fun k => / lambda (k + 1)%nat), x, (descent kappa e 1 (fun k => / lambda (k + 1)%nat) 0).
  split; [exact X|split; [reflexivity|split; [intros k i _; reflexivity|]]].
  intros _. cbn [descent]. unfold gradient, Chain.gradient, with_ends.
  destruct e; repeat destruct (Nat.eq_dec _ _); try lia; lra.
Qed.

End Joint.

(* false: q kappa ^ (k + 1) <= bound ==> q kappa ^ k <= bound *)
(* false: Un_cv (fun k => M * rho ^ k / q kappa ^ k) 0 ==> Un_cv (fun k => M * rho ^ k / q kappa ^ (2 * k)) 0 *)
(* false: exists i, component infinite i /\ M * rho ^ k < ==> forall i, component infinite i -> M * rho ^ k < *)
(* false: forall k i, (n <= k)%nat -> ==> forall k i, (n <= k + 1)%nat -> *)
(* false: w 0%nat i - x i = up_to n (fun j => s j * v j i)) -> ==> x i - x i = up_to n (fun j => s j * v j i)) -> *)
(* false: forall k i, (dimension e <= k)%nat -> ==> forall k i, (dimension e <= k + 1)%nat -> *)
