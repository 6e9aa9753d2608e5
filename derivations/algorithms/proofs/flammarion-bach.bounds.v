(* flammarion-bach.bounds, whole.

   For every quadratic, in its eigenbasis f(w) = sum of lambda_i (w_i - m_i)^2/2 over i < d, m the minimiser, with any
   lambda_i >= 0, and alpha, beta >= 0, not both 0, beta lambda_i <= 1 and (alpha + beta) lambda_i <= 2: from any w^0
   and for all n >= 1 the iterates of the family have

     lambda_i (w_i^n - m_i)^2 <= min(2/(alpha n^2), 2/((alpha + beta) n)) (w_i^0 - m_i)^2 in each component,
     f(w^n) - f(m) <= min(1/(alpha n^2), 1/((alpha + beta) n)) |w^0 - m|^2,

   of which the first of the two is void for alpha = 0; and for alpha = beta even
   alpha n^2 lambda_i (w_i^n - m_i)^2 <= (1 - alpha lambda_i)^{n-1} (w_i^0 - m_i)^2.

   Vectors are functions from nat, of which the components i < d matter. `run` is the project's rule
   (numerics/algorithms/flammarion_bach.py), (w^{n-1}, w^n) after k = n - 1 steps from w^1 = w^0; so n is S k.

   `bounds` is the claim. In each component the kernel's theorems `real_roots`, `complex_roots` and `Nesterov` are used;
   that the roots are of one kind or the other, and the sum over the components, is the joint. *)

(* uses: Vectors *)
From Coq Require Import Reals Lra Lia Psatz.

Module Joint.

Import Vectors.

Definition vector := nat -> R.

Definition objective (d : nat) (curvature m w : vector) := total d (fun i => curvature i * (w i - m i) ^ 2 / 2).
Definition gradient (curvature m w : vector) : vector := fun i => curvature i * (w i - m i).
Definition distance2 (d : nat) (m w : vector) := total d (fun i => (w i - m i) ^ 2).

(* The rule: from (w^{n-1}, w^n) to (w^n, w^{n+1}). *)
Definition step (g : vector -> vector) (alpha beta n : R) (state : vector * vector) : vector * vector :=
  let (w_previous, w) := state in
  let move := fun i => (n - 1) * (w i - w_previous i) in
  let y := fun i => w i + beta / (n * alpha + beta) * move i in
  (w, fun i => w i + move i / (n + 1) - (n * alpha + beta) / (n + 1) * g y i).
Fixpoint run (g : vector -> vector) (alpha beta : R) (w0 : vector) (k : nat) : vector * vector :=
  match k with O => (w0, w0) | S j => step g alpha beta (INR (S j)) (run g alpha beta w0 j) end.

(* One component, as the kernel's runs have it. *)
Lemma component curvature m alpha beta w0 k i : 0 <= alpha -> 0 <= beta -> 0 < alpha + beta ->
  let lambda := curvature i in
  let x := fun j => snd (run (gradient curvature m) alpha beta w0 j) i - m i in
  let x_before := fun j => fst (run (gradient curvature m) alpha beta w0 j) i - m i in
  let n := INR (S k) in
  exists share inverse, (n * share + share - 1 = 0 /\ alpha * inverse * n + beta * inverse - 1 = 0) /\
  x_before (S k) = x k /\
  x (S k) = -alpha * beta * inverse * lambda * n^2 * share * x k + alpha * beta * inverse * lambda * n^2 * share
    * x_before k + alpha * beta * inverse * lambda * n * share * x k - alpha * beta * inverse * lambda * n * share
    * x_before k - beta^2 * inverse * lambda * n * share * x k + beta^2 * inverse * lambda * n * share * x_before k
    + beta^2 * inverse * lambda * share * x k - beta^2 * inverse * lambda * share * x_before k - alpha * lambda * n
    * share * x k - beta * lambda * share * x k + n * share * x k - n * share * x_before k - share * x k
    + share * x_before k + x k.
Proof.
  intros A B AB lambda x x_before n.
  assert (N : 1 <= n) by (unfold n; rewrite S_INR; pose proof (pos_INR k); lra).
  assert (P : 0 < n * alpha + beta) by nra.
  exists (/ (n + 1)), (/ (n * alpha + beta)). split; [split; field; lra|].
  unfold x, x_before. cbn [run]. fold n. unfold step.
  destruct (run (gradient curvature m) alpha beta w0 k) as (w_previous, w). cbn [fst snd].
  split; [reflexivity|]. unfold gradient. fold lambda. field. lra.
Qed.

Lemma powers alpha beta curvature m w0 r_1 r_2 k i : 0 <= alpha -> 0 <= beta -> 0 < alpha + beta ->
  let lambda := curvature i in
  let state := run (gradient curvature m) alpha beta w0 k in
  exists S S_before R_0 R_before,
  run_1 alpha beta lambda r_1 r_2 (w0 i - m i) (INR (Datatypes.S k)) (fst state i - m i) (snd state i - m i)
    S S_before R_0 R_before.
Proof.
  intros A B AB lambda. induction k as [|k (S & T & U & V & IH)].
  - cbn [run fst snd]. do 4 eexists. apply run_1_start.
  - destruct (component curvature m alpha beta w0 k i A B AB) as (share & inverse & G & E1 & E2).
    cbv zeta. rewrite E1, E2. rewrite (S_INR (Datatypes.S k)). do 4 eexists. eapply run_1_step; [exact IH|exact G].
Qed.

Lemma turns alpha beta curvature m w0 r k i : 0 <= alpha -> 0 <= beta -> 0 < alpha + beta ->
  let lambda := curvature i in
  let state := run (gradient curvature m) alpha beta w0 k in
  exists S S_before X X_before R_0 R_before G,
  run_2 alpha beta lambda r (w0 i - m i) (INR (Datatypes.S k)) (fst state i - m i) (snd state i - m i)
    S S_before X X_before R_0 R_before G.
Proof.
  intros A B AB lambda. induction k as [|k (S & T & U & V & W & Y & Z & IH)].
  - cbn [run fst snd]. do 7 eexists. apply run_2_start.
  - destruct (component curvature m alpha beta w0 k i A B AB) as (share & inverse & G & E1 & E2).
    cbv zeta. rewrite E1, E2. rewrite (S_INR (Datatypes.S k)). do 7 eexists. eapply run_2_step; [exact IH|exact G].
Qed.

Lemma shrinking alpha beta curvature m w0 k i : 0 <= alpha -> 0 <= beta -> 0 < alpha + beta ->
  let lambda := curvature i in
  let state := run (gradient curvature m) alpha beta w0 k in
  exists S S_before,
  run_3 alpha beta lambda (w0 i - m i) (INR (Datatypes.S k)) (fst state i - m i) (snd state i - m i)
    S S_before ((1 - beta * lambda) ^ k).
Proof.
  intros A B AB lambda. induction k as [|k (S & T & IH)].
  - cbn [run fst snd]. do 2 eexists. apply run_3_start.
  - destruct (component curvature m alpha beta w0 k i A B AB) as (share & inverse & G & E1 & E2).
    cbv zeta. rewrite E1, E2. rewrite (S_INR (Datatypes.S k)). do 2 eexists. fold lambda.
    replace ((1 - beta * lambda) ^ Datatypes.S k) with
      (- ((1 - beta * lambda) ^ k) * beta * lambda + (1 - beta * lambda) ^ k) by (simpl; ring).
    eapply run_3_step; [exact IH|exact G].
Qed.

Lemma in_each_component alpha beta curvature m w0 k i : 0 <= alpha -> 0 <= beta -> 0 < alpha + beta ->
  let lambda := curvature i in
  0 <= lambda -> beta * lambda <= 1 -> (alpha + beta) * lambda <= 2 ->
  let n := INR (S k) in
  let x := snd (run (gradient curvature m) alpha beta w0 k) i - m i in
  let x0 := w0 i - m i in
  alpha * n ^ 2 * (lambda * x ^ 2) <= 2 * x0 ^ 2 /\ (alpha + beta) * n * (lambda * x ^ 2) <= 2 * x0 ^ 2 /\
  (alpha = beta -> alpha * n ^ 2 * (lambda * x ^ 2) <= (1 - alpha * lambda) ^ k * x0 ^ 2).
Proof.
  intros A B AB lambda L L1 L2 n x x0.
  assert (Q : 0 <= x0 ^ 2) by apply pow2_ge_0.
  assert (K3 : alpha = beta -> alpha * n ^ 2 * (lambda * x ^ 2) <= (1 - alpha * lambda) ^ k * x0 ^ 2).
  { intros E. destruct (shrinking alpha beta curvature m w0 k i A B AB) as (? & ? & K).
    fold lambda in K. rewrite <- E in K.
    pose proof (Nesterov _ _ _ _ _ _ _ _ _ _ K L A ltac:(lra) ltac:(rewrite E; lra) ltac:(rewrite E at 2; lra)
      ltac:(lra)) as N. fold n in N. unfold x, x0. rewrite <- E. lra. }
  set (trace := 2 - (alpha + beta) * lambda). set (det := 1 - beta * lambda).
  destruct (Rle_dec 0 (trace ^ 2 - 4 * det)) as [R|R].
  - set (s := sqrt (trace ^ 2 - 4 * det)). assert (S0 : 0 <= s) by apply sqrt_pos.
    assert (S2 : s * s = trace ^ 2 - 4 * det) by (apply sqrt_sqrt; exact R).
    destruct (powers alpha beta curvature m w0 ((trace - s) / 2) ((trace + s) / 2) k i A B AB) as (? & ? & ? & ? & K).
    pose proof (real_roots _ _ _ _ _ _ _ _ _ _ _ _ _ K L A B ltac:(fold lambda; lra) ltac:(fold lambda; lra) ltac:(lra)
      ltac:(fold lambda; unfold trace; lra)
      ltac:(replace ((trace - s) / 2 * ((trace + s) / 2)) with ((trace ^ 2 - s * s) / 4) by field; rewrite S2;
        unfold det; fold lambda; field)) as (K1 & K2).
    fold lambda in K1, K2. fold n x x0 in K1, K2. repeat split; [lra|lra|exact K3].
  - assert (D : 0 <= det) by (unfold det; lra). set (r := sqrt det).
    assert (R0 : 0 <= r) by apply sqrt_pos. assert (R2 : r * r = det) by (now apply sqrt_sqrt).
    destruct (turns alpha beta curvature m w0 r k i A B AB) as (? & ? & ? & ? & ? & ? & ? & K).
    pose proof (complex_roots _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ K L A B ltac:(fold lambda; lra) ltac:(fold lambda; lra)
      ltac:(fold lambda; unfold trace, det in R; lra) R0 ltac:(fold lambda; unfold det in R2; lra)) as (K1 & K2).
    fold lambda in K1, K2. fold n x x0 in K1, K2. repeat split; [lra|lra|exact K3].
Qed.

Lemma total_below d h h' c : (forall i, (i < d)%nat -> c * h i <= h' i) -> c * total d h <= total d h'.
Proof. rewrite <- total_scaled. apply total_le. Qed.

Theorem bounds :
  forall (d : nat) (curvature m w0 : vector) (alpha beta : R),
  0 <= alpha -> 0 <= beta -> 0 < alpha + beta ->
  (forall i, (i < d)%nat -> 0 <= curvature i /\ beta * curvature i <= 1 /\ (alpha + beta) * curvature i <= 2) ->
  forall k : nat,
  let n := INR (S k) in
  let w := snd (run (gradient curvature m) alpha beta w0 k) in
  (forall i, (i < d)%nat ->
    let size := curvature i * (w i - m i) ^ 2 in
    (0 < alpha -> size <= 2 / (alpha * n ^ 2) * (w0 i - m i) ^ 2) /\
    size <= 2 / ((alpha + beta) * n) * (w0 i - m i) ^ 2 /\
    (alpha = beta -> size <= (1 - alpha * curvature i) ^ k / (alpha * n ^ 2) * (w0 i - m i) ^ 2)) /\
  (0 < alpha -> objective d curvature m w <= 1 / (alpha * n ^ 2) * distance2 d m w0) /\
  objective d curvature m w <= 1 / ((alpha + beta) * n) * distance2 d m w0.
Proof.
  intros d curvature m w0 alpha beta A B AB C k n w.
  assert (N : 0 < n) by (unfold n; apply lt_0_INR; lia).
  assert (N2 : 0 < n ^ 2) by now apply pow_lt.
  assert (P : 0 < (alpha + beta) * n) by now apply Rmult_lt_0_compat.
  assert (D : forall c a b, 0 < c -> c * a <= b -> a <= / c * b).
  { intros c a b C0 H. apply (Rmult_le_reg_l c); [exact C0|]. rewrite <- Rmult_assoc, Rinv_r; lra. }
  assert (K : forall i, (i < d)%nat -> let size := curvature i * (w i - m i) ^ 2 in
    alpha * n ^ 2 * size <= 2 * (w0 i - m i) ^ 2 /\ (alpha + beta) * n * size <= 2 * (w0 i - m i) ^ 2 /\
    (alpha = beta -> alpha * n ^ 2 * size <= (1 - alpha * curvature i) ^ k * (w0 i - m i) ^ 2)).
  { intros i I. destruct (C i I) as (C1 & C2 & C3). now apply in_each_component. }
  split; [|split].
  - intros i I size. destruct (K i I) as (K1 & K2 & K3). fold size in K1, K2, K3. split; [|split].
    + intros A0. assert (Q : 0 < alpha * n ^ 2) by now apply Rmult_lt_0_compat.
      apply D in K1; [|exact Q]. unfold Rdiv. lra.
    + apply D in K2; [|exact P]. unfold Rdiv. lra.
    + intros E. specialize (K3 E). assert (Q : 0 < alpha * n ^ 2) by (apply Rmult_lt_0_compat; lra).
      apply D in K3; [|exact Q]. unfold Rdiv. lra.
  - intros A0. assert (Q : 0 < alpha * n ^ 2) by now apply Rmult_lt_0_compat.
    assert (F : alpha * n ^ 2 * objective d curvature m w <= distance2 d m w0).
    { apply total_below. intros i I. destruct (K i I) as (K1 & _). lra. }
    apply D in F; [|exact Q]. unfold Rdiv. lra.
  - assert (F : (alpha + beta) * n * objective d curvature m w <= distance2 d m w0).
    { apply total_below. intros i I. destruct (K i I) as (_ & K2 & _). lra. }
    apply D in F; [|exact P]. unfold Rdiv. lra.
Qed.

(* Three components: curvature 0, complex roots, and the end of the range. *)
Theorem bounds_witness : exists (d : nat) (curvature m w0 : vector) (alpha beta : R),
  (0 <= alpha /\ 0 <= beta /\ 0 < alpha + beta) /\ d = 3%nat /\ alpha = beta /\
  (forall i, (i < d)%nat -> 0 <= curvature i /\ beta * curvature i <= 1 /\ (alpha + beta) * curvature i <= 2) /\
  0 < distance2 d m w0.
Proof.
  exists 3%nat, (fun i => INR i / 2), (fun _ => 0), (fun _ => 1), 1, 1. repeat split; try lra.
  - apply Rmult_le_pos; [apply pos_INR|lra].
  - assert (Q : (i <= 2)%nat) by lia. apply le_INR in Q. simpl in Q. lra.
  - assert (Q : (i <= 2)%nat) by lia. apply le_INR in Q. simpl in Q. lra.
  - unfold distance2. simpl. lra.
Qed.

End Joint.

(* false: 2 / (alpha * n ^ 2) * (w0 i - m i) ^ 2) ==> 1 / (alpha * n ^ 2 + n) * (w0 i - m i) ^ 2) *)
(* false: size <= 2 / ((alpha + beta) * n) ==> size <= 1 / ((alpha + beta) * n) *)
(* false: (1 - alpha * curvature i) ^ k / ==> (1 - alpha * curvature i) ^ S k / *)
(* false: objective d curvature m w <= 1 / (alpha * n ^ 2) ==> objective d curvature m w <= 1 / (4 * alpha * n ^ 2) *)
