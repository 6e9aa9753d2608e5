(* oracle.light-cone: on the convex Rosenbrock function, any linear first order method from w^0 = 0,

     w_i^{k+1} = w_i^0 + sum_{j <= k} (Gamma_j^k)_ii grad f(w^j)_i,

   has w_i^k = 0 for all i > k, whatever its coefficients are: for every n with both ends, and for n = oo.

   How it is written. In the words of library/Chain.v, with w_0 = 1 (library/Rosenbrock.v): `component e i` says that
   there is a component i, and the end e of the chain is `fixed n`; `free n`, the sum up to n - 1; or `infinite`. A run
   is w k i = w_i^k, and Gamma k j i is (Gamma_j^k)_ii. The theorem is about any numbers that the coefficients have
   along the run: they may depend on the run, on k and j, on the function, or on anything else.

   `gradient_of_the_objective`: this gradient is that of the article's f, of which `objective kappa e w F` says that its
   value at w is F. For n = oo that is the limit of the sums up to n, at those w where there is one.
   `light_cone`: the claim. Its witness has, for every end, a run that is not 0 on the cone's edge: w_k^k > 0 for all k.
   It is proved straight from the gradient's neighbours, by induction on k (`zero_beyond` in library/Chain.v). The
   kernel's theorems above reach it by sums of squares. *)

(* uses: UpTo, Chain, Rosenbrock *)

From Coq Require Import Lia Arith.

Module Joint.

Import UpTo.
Import Chain.
Import Rosenbrock.

(* The function. *)

(* The sum up to n - 1: f^n with the free end. *)
Definition chain (kappa : R) (n : nat) (w : nat -> R) : R :=
  / 2 * (w 1%nat - 1)^2 + / 2 * up_to (n - 1) (fun i => (w i - w (i + 1)%nat)^2)
  + 2 / (kappa - 1) * up_to n (fun i => w i ^ 2).

Definition objective (kappa : R) (e : ending) (w : nat -> R) (F : R) : Prop :=
  match e with
  | fixed n => F = chain kappa n w + / 2 * (w n - 0)^2
  | free n => F = chain kappa n w
  | infinite => Un_cv (fun n => chain kappa n w) F
  end.

(* w + t e_i *)
Definition moved_along (w : nat -> R) (i : nat) (t : R) (j : nat) : R := if Nat.eq_dec j i then w j + t else w j.

(* The gradient is that of the objective. *)

Lemma chain_grows kappa n w : (1 <= n)%nat ->
  chain kappa (S n) w = chain kappa n w + / 2 * (w n - w (S n))^2 + 2 / (kappa - 1) * w (S n) ^ 2.
Proof.
  intros L. destruct n as [|n]; [lia|]. unfold chain. replace (S (S n) - 1)%nat with (S n) by lia.
  replace (S n - 1)%nat with n by lia. cbn [up_to]. replace (S n + 1)%nat with (S (S n)) by lia. ring.
Qed.

(* Far from i nothing changes. *)
Lemma far kappa w i t n : (i < n)%nat ->
  chain kappa n (moved_along w i t) - chain kappa n w
  = chain kappa (S i) (moved_along w i t) - chain kappa (S i) w.
Proof.
  induction n as [|n IH]; intros L; [lia|].
  destruct (Nat.eq_dec n i) as [->|D]; [reflexivity|].
  destruct (Nat.eq_dec n 0) as [->|P]; [lia|].
  rewrite <- IH, !chain_grows by lia. unfold moved_along at 2 3 4. repeat (destruct (Nat.eq_dec _ _); try lia). ring.
Qed.

Lemma links_before w i t n : (n < i)%nat ->
  up_to (n - 1) (fun j => (moved_along w i t j - moved_along w i t (j + 1)%nat)^2)
  = up_to (n - 1) (fun j => (w j - w (j + 1)%nat)^2).
Proof.
  intros L. apply up_to_same. intros j J. unfold moved_along.
  repeat (destruct (Nat.eq_dec _ _); try lia); reflexivity.
Qed.

Lemma squares_before w i t n : (n < i)%nat ->
  up_to n (fun j => moved_along w i t j ^ 2) = up_to n (fun j => w j ^ 2).
Proof.
  intros L. apply up_to_same. intros j J. unfold moved_along.
  repeat (destruct (Nat.eq_dec _ _); try lia); reflexivity.
Qed.

(* The last component of a sum up to n - 1 = i - 1. *)
Lemma last_one kappa w i t : (1 <= i)%nat ->
  chain kappa i (moved_along w i t) - chain kappa i w
  = t * gradient kappa (free i) w i + t^2 * (/ 2 + 2 / (kappa - 1)).
Proof.
  intros L. unfold chain, gradient, Chain.gradient, with_ends, Rdiv. generalize (/ (kappa - 1)) as c. intros c.
  destruct i as [|[|i]]; [lia| |].
  - unfold moved_along. simpl. repeat (destruct (Nat.eq_dec _ _); try lia). field.
  - replace (S (S i) - 1)%nat with (S i) by lia. cbn [up_to].
    assert (E := links_before w (S (S i)) t (S i)). replace (S i - 1)%nat with i in E by lia. rewrite E by lia.
    rewrite squares_before by lia. unfold moved_along. repeat (destruct (Nat.eq_dec _ _); try lia).
    replace (S i + 1)%nat with (S (S i)) by lia.
    replace (S (S i) - 1)%nat with (S i) by lia. field.
Qed.

(* How the gradients of the ends differ. *)
Lemma before_the_end kappa e w i : component e i -> e = infinite \/ component e (i + 1) ->
  gradient kappa e w i = gradient kappa infinite w i.
Proof.
  intros C D. unfold gradient, Chain.gradient, with_ends. destruct e; simpl in C, D; destruct D; try easy;
  repeat (destruct (Nat.eq_dec _ _); try lia); ring.
Qed.

Lemma at_the_fixed_end kappa n w : (1 <= n)%nat ->
  gradient kappa (fixed n) w n = gradient kappa (free n) w n + w n.
Proof. intros L. unfold gradient, Chain.gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); ring. Qed.

Lemma one_more kappa w i : (1 <= i)%nat ->
  gradient kappa infinite w i = gradient kappa (free i) w i + (w i - w (i + 1)%nat).
Proof. intros L. unfold gradient, Chain.gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); ring. Qed.

(* Any component before the last of a sum. *)
Lemma inner kappa w i t n : (1 <= i < n)%nat ->
  chain kappa n (moved_along w i t) - chain kappa n w
  = t * gradient kappa infinite w i + t^2 * (1 + 2 / (kappa - 1)).
Proof.
  intros L. rewrite far, !chain_grows, one_more by lia. assert (E := last_one kappa w i t ltac:(lia)).
  unfold moved_along at 2 3 4. repeat (destruct (Nat.eq_dec _ _); try lia).
    replace (i + 1)%nat with (S i) by lia. lra.
Qed.

Lemma expansion kappa e w i F : component e i -> (forall t, objective kappa e (moved_along w i t) (F t)) ->
  exists b, forall t, F t = F 0 + t * gradient kappa e w i + t^2 * b.
Proof.
  intros C O. assert (L : (1 <= i)%nat) by (destruct e; simpl in C; lia).
  assert (last := fun t => last_one kappa w i t L). assert (before := inner kappa w i).
  destruct e as [n|n|]; cbn [component objective] in C, O; try destruct (Nat.eq_dec i n) as [<-|D].
  - exists (1 + 2 / (kappa - 1)). intros t. rewrite (O t), (O 0), at_the_fixed_end by exact L.
    assert (E := last t). assert (E0 := last 0). unfold moved_along at 2 4.
    repeat (destruct (Nat.eq_dec _ _); try lia). lra.
  - exists (1 + 2 / (kappa - 1)). intros t. rewrite (O t), (O 0), before_the_end by (simpl; lia).
    assert (E := before t n ltac:(lia)). assert (E0 := before 0 n ltac:(lia)). unfold moved_along at 2 4.
    repeat (destruct (Nat.eq_dec _ _); try lia). lra.
  - exists (/ 2 + 2 / (kappa - 1)). intros t. rewrite (O t), (O 0).
    assert (E := last t). assert (E0 := last 0). lra.
  - exists (1 + 2 / (kappa - 1)). intros t. rewrite (O t), (O 0), before_the_end by (simpl; lia).
    assert (E := before t n ltac:(lia)). assert (E0 := before 0 n ltac:(lia)). lra.
  - exists (1 + 2 / (kappa - 1)). intros t.
    enough (F t - F 0 = t * gradient kappa infinite w i + t^2 * (1 + 2 / (kappa - 1))) by lra.
    apply (UL_sequence (fun n => chain kappa n (moved_along w i t) - chain kappa n (moved_along w i 0))).
    + apply CV_minus; apply O.
    + intros eps P. exists (S i). intros n N.
      assert (E := before t n ltac:(lia)). assert (E0 := before 0 n ltac:(lia)).
      unfold R_dist. match goal with |- Rabs ?x < _ => replace x with 0 by lra end. now rewrite Rabs_R0.
Qed.

Theorem gradient_of_the_objective :
  forall (kappa : R) (e : ending) (w : nat -> R) (i : nat) (F : R -> R),
  1 < kappa ->
  component e i ->
  (forall t, objective kappa e (moved_along w i t) (F t)) ->
  derivable_pt_lim F 0 (gradient kappa e w i).
Proof.
  intros kappa e w i F _ C O. destruct (expansion kappa e w i F C O) as [b E]. intros eps P.
  assert (Q : 0 < eps / (Rabs b + 1)) by (apply Rdiv_lt_0_compat; [|assert (B := Rabs_pos b)]; lra).
  exists (mkposreal _ Q). simpl. intros h H L.
  rewrite Rplus_0_l, (E h). set (g := gradient kappa e w i).
  replace ((F 0 + h * g + h^2 * b - F 0) / h - g) with (h * b) by (field; exact H).
  rewrite Rabs_mult. assert (B := Rabs_pos b). assert (A := Rabs_pos_lt h H).
  replace eps with (eps / (Rabs b + 1) * (Rabs b + 1)) by (field; lra). nra.
Qed.

Lemma at_zero kappa n : chain kappa n (fun _ => 0) = / 2.
Proof.
  unfold chain. rewrite !up_to_zero by (intros; ring). lra.
Qed.

Theorem gradient_of_the_objective_witness :
  forall e : ending, component e 1 -> exists (kappa : R) (w : nat -> R) (F : R -> R),
  1 < kappa /\ (forall t, objective kappa e (moved_along w 1 t) (F t)) /\ gradient kappa e w 1 < 0.
Proof.
  intros e C. exists 5, (fun _ => 0). assert (N : gradient 5 e (fun _ => 0) 1 < 0).
  { unfold gradient, Chain.gradient, with_ends. destruct e; repeat (destruct (Nat.eq_dec _ _); try lia); lra. }
  destruct e as [n|n|]; [eexists; split; [lra|split; [intros t; reflexivity|exact N]].. |].
  exists (fun t => / 2 + (t * gradient 5 infinite (fun _ => 0) 1 + t^2 * (1 + 2 / (5 - 1)))).
  split; [lra|split; [intros t eps P|exact N]].
  exists 2%nat. intros m M. assert (E := inner 5 (fun _ => 0) 1 t m ltac:(lia)). rewrite at_zero in E.
  unfold R_dist. match goal with |- Rabs ?x < _ => replace x with 0 by lra end. now rewrite Rabs_R0.
Qed.

(* The light cone. *)

Theorem light_cone :
  forall (kappa : R) (e : ending) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R),
  1 < kappa ->
  (forall i, component e i -> w 0%nat i = 0) ->
  first_order kappa e Gamma w ->
  forall k i, component e i -> (k < i)%nat -> w k i = 0.
Proof. intros kappa e Gamma w _ start run. exact (zero_beyond kappa e 1 Gamma w start run). Qed.

Theorem light_cone_witness :
  forall e : ending, exists (kappa : R) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R),
  1 < kappa /\ (forall i, component e i -> w 0%nat i = 0) /\ first_order kappa e Gamma w
  /\ forall k, component e k -> 0 < w k k.
Proof.
  intros e. exists 5, (fun _ _ _ => - / 2), (descent 5 e 1 (fun _ => / 2) 0).
  split; [lra|split; [reflexivity|split; [apply it_is_first_order|]]].
  intros k C. rewrite front by exact C. assert (P := pow_lt (/ 2) k ltac:(lra)). lra.
Qed.

End Joint.

(* false: (k < i)%nat -> w k i = 0 ==> (k <= i)%nat -> w k i = 0 *)
(* false: forall k i, component e i -> (k < i)%nat ==> forall k i, True -> (k < i)%nat *)
(* false: (forall i, component e i -> w 0%nat i = 0) -> ==> True -> *)
(* false: first_order kappa e Gamma w -> ==> first_order kappa infinite Gamma w -> *)
(* false: derivable_pt_lim F 0 (gradient kappa e w i) ==> derivable_pt_lim F 0 (gradient kappa infinite w i) *)
(* false: derivable_pt_lim F 0 (gradient kappa e w i) ==> derivable_pt_lim F 1 (gradient kappa e w i) *)
