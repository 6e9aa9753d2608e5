(* oracle.light-cone: on the convex Rosenbrock function, any linear first order method from w^0 = 0,

     w_i^{k+1} = w_i^0 + sum_{j <= k} (Gamma_j^k)_ii grad f(w^j)_i,

   has w_i^k = 0 for all i > k, whatever its coefficients are: for every n with both ends, and for n = oo.

   How it is written. A vector is a function of the component's number i = 1, 2, ..., and only its components (up to n,
   where there is an n) mean anything: `component e i` says that i is one. The end e of the chain is `fixed n`, with
   w_{n+1} = 0; `free n`, the sum up to n - 1; or `infinite`. `gradient kappa e w i` is component i of the gradient at
   w; `with_ends` continues w by w_0 = 1, and by w_{n+1} = 0 or w_n. A run is w k i = w_i^k, and Gamma k j i is
   (Gamma_j^k)_ii. The theorem is about any numbers that the coefficients have along the run: they may depend on the
   run, on k and j, on the function, or on anything else.

   `gradient_of_the_objective`: this gradient is that of the article's f, of which `objective kappa e w F` says that its
   value at w is F. For n = oo that is the limit of the sums up to n, at those w where there is one.
   `light_cone`: the claim. Its witness has, for every end, a run that is not 0 on the cone's edge: w_k^k > 0 for all k.
   Here it is proved straight from the gradient's neighbours, by induction on k. The kernel's theorems above reach it
   by sums of squares. *)

From Coq Require Import Reals Lra Lia Arith.

Module Joint.

(* The function. *)

Inductive ending : Type := fixed (n : nat) | free (n : nat) | infinite.

Definition component (e : ending) (i : nat) : Prop :=
  match e with
  | fixed n | free n => (1 <= i <= n)%nat
  | infinite => (1 <= i)%nat
  end.

(* term 1 + ... + term n *)
Fixpoint up_to (n : nat) (term : nat -> R) : R :=
  match n with
  | O => 0
  | S m => up_to m term + term (S m)
  end.

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

(* Its gradient. *)

Definition with_ends (e : ending) (w : nat -> R) (i : nat) : R :=
  if Nat.eq_dec i 0 then 1 else
  match e with
  | fixed n => if Nat.eq_dec i (n + 1) then 0 else w i
  | free n => if Nat.eq_dec i (n + 1) then w n else w i
  | infinite => w i
  end.

Definition gradient (kappa : R) (e : ending) (w : nat -> R) (i : nat) : R :=
  (2 + 4 / (kappa - 1)) * w i - with_ends e w (i - 1) - with_ends e w (i + 1).

(* w + t e_i *)
Definition moved_along (w : nat -> R) (i : nat) (t : R) (j : nat) : R := if Nat.eq_dec j i then w j + t else w j.

(* The method. *)

Definition first_order (kappa : R) (e : ending) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R) : Prop :=
  forall k i, component e i ->
  w (S k) i = w 0%nat i + sum_f_R0 (fun j => Gamma k j i * gradient kappa e (w j) i) k.

(* The gradient is that of the objective. *)

Lemma up_to_same n f g : (forall j, (1 <= j <= n)%nat -> f j = g j) -> up_to n f = up_to n g.
Proof.
  induction n as [|n IH]; intros E; simpl; [reflexivity|].
  rewrite IH by (intros; apply E; lia). rewrite E by lia. reflexivity.
Qed.

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
  intros L. unfold chain, gradient, with_ends, Rdiv. generalize (/ (kappa - 1)) as c. intros c.
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
  intros C D. unfold gradient, with_ends. destruct e; simpl in C, D; destruct D; try easy;
  repeat (destruct (Nat.eq_dec _ _); try lia); ring.
Qed.

Lemma at_the_fixed_end kappa n w : (1 <= n)%nat ->
  gradient kappa (fixed n) w n = gradient kappa (free n) w n + w n.
Proof. intros L. unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); ring. Qed.

Lemma one_more kappa w i : (1 <= i)%nat ->
  gradient kappa infinite w i = gradient kappa (free i) w i + (w i - w (i + 1)%nat).
Proof. intros L. unfold gradient, with_ends. repeat (destruct (Nat.eq_dec _ _); try lia); ring. Qed.

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
  unfold chain. assert (Z : forall m, up_to m (fun _ => 0 ^ 2) = 0) by (induction m; cbn [up_to]; lra).
  rewrite Z, (up_to_same _ _ (fun _ => 0 ^ 2)), Z by (intros; ring). lra.
Qed.

Theorem gradient_of_the_objective_witness :
  forall e : ending, component e 1 -> exists (kappa : R) (w : nat -> R) (F : R -> R),
  1 < kappa /\ (forall t, objective kappa e (moved_along w 1 t) (F t)) /\ gradient kappa e w 1 < 0.
Proof.
  intros e C. exists 5, (fun _ => 0). assert (N : gradient 5 e (fun _ => 0) 1 < 0).
  { unfold gradient, with_ends. destruct e; repeat (destruct (Nat.eq_dec _ _); try lia); lra. }
  destruct e as [n|n|]; [eexists; split; [lra|split; [intros t; reflexivity|exact N]].. |].
  exists (fun t => / 2 + (t * gradient 5 infinite (fun _ => 0) 1 + t^2 * (1 + 2 / (5 - 1)))).
  split; [lra|split; [intros t eps P|exact N]].
  exists 2%nat. intros m M. assert (E := inner 5 (fun _ => 0) 1 t m ltac:(lia)). rewrite at_zero in E.
  unfold R_dist. match goal with |- Rabs ?x < _ => replace x with 0 by lra end. now rewrite Rabs_R0.
Qed.

(* The light cone. *)

Lemma no_gradient kappa e Gamma (w : nat -> nat -> R) k i : (k + 1 < i)%nat -> component e i ->
  (forall j, (j <= k)%nat -> forall l, component e l -> (j < l)%nat -> w j l = 0) ->
  sum_f_R0 (fun j => Gamma k j i * gradient kappa e (w j) i) k = 0.
Proof.
  intros L C Z. apply sum_eq_R0. intros j J.
  replace (gradient kappa e (w j) i) with 0; [ring|].
  unfold gradient, with_ends. destruct e as [n|n|]; simpl in C;
  repeat (destruct (Nat.eq_dec _ _); try lia); rewrite ?(Z j J) by (simpl; lia); ring.
Qed.

Theorem light_cone :
  forall (kappa : R) (e : ending) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R),
  1 < kappa ->
  (forall i, component e i -> w 0%nat i = 0) ->
  first_order kappa e Gamma w ->
  forall k i, component e i -> (k < i)%nat -> w k i = 0.
Proof.
  intros kappa e Gamma w _ start run k.
  induction k as [k IH] using lt_wf_ind. intros i C L.
  destruct k as [|k]; [now apply start|].
  rewrite run, start, no_gradient by (auto || lia || (intros; apply IH; auto; lia)). ring.
Qed.

(* Gradient descent with the step-size 1/2. *)
Fixpoint descent (e : ending) (k : nat) : nat -> R :=
  match k with
  | O => fun _ => 0
  | S m => fun i => descent e m i - / 2 * gradient 5 e (descent e m) i
  end.

Lemma descent_is_first_order e : first_order 5 e (fun _ _ _ => - / 2) (descent e).
Proof. intros k i _. induction k as [|k IH]; [simpl; lra|]. rewrite tech5, <- Rplus_assoc, <- IH. simpl. ring. Qed.

Theorem light_cone_witness :
  forall e : ending, exists (kappa : R) (Gamma : nat -> nat -> nat -> R) (w : nat -> nat -> R),
  1 < kappa /\ (forall i, component e i -> w 0%nat i = 0) /\ first_order kappa e Gamma w
  /\ forall k, component e k -> 0 < w k k.
Proof.
  intros e. exists 5, (fun _ _ _ => - / 2), (descent e).
  split; [lra|split; [reflexivity|split; [apply descent_is_first_order|]]].
  assert (cone := light_cone 5 e _ _ ltac:(lra) (fun _ _ => eq_refl) (descent_is_first_order e)).
  induction k as [|k IH]; intros C; [destruct e; simpl in C; lia|].
  assert (H : descent e k (S k) = 0) by (apply cone; [exact C|lia]).
  assert (B : with_ends e (descent e k) (S k - 1) > 0).
  { unfold with_ends. rewrite Nat.sub_succ, Nat.sub_0_r. destruct k as [|k]; [simpl; lra|].
    destruct e; simpl in C; repeat (destruct (Nat.eq_dec _ _); try lia); apply IH; simpl; lia. }
  assert (A : with_ends e (descent e k) (S k + 1) = 0).
  { unfold with_ends. destruct e; simpl in C;
    repeat (destruct (Nat.eq_dec _ _); try lia); try exact H; try reflexivity; apply cone; simpl; lia. }
  cbn [descent]. unfold gradient. rewrite H, A. lra.
Qed.

End Joint.

(* false: (k < i)%nat -> w k i = 0 ==> (k <= i)%nat -> w k i = 0 *)
(* false: forall k i, component e i -> (k < i)%nat ==> forall k i, True -> (k < i)%nat *)
(* false: (forall i, component e i -> w 0%nat i = 0) -> ==> True -> *)
(* false: first_order kappa e Gamma w -> ==> first_order kappa infinite Gamma w -> *)
(* false: derivable_pt_lim F 0 (gradient kappa e w i) ==> derivable_pt_lim F 0 (gradient kappa infinite w i) *)
(* false: derivable_pt_lim F 0 (gradient kappa e w i) ==> derivable_pt_lim F 1 (gradient kappa e w i) *)
