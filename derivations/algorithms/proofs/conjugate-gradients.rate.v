(* conjugate-gradients.rate, as one statement.

For every n, every symmetric A with all eigenvalues in [mu, L], 0 < mu <= L, every b, every start w^0 and every k, the
run of conjugate gradients on f(w) = w^T A w/2 - b^T w has, with kappa = L/mu and q = (sqrt(kappa) - 1)/(sqrt(kappa) +
1),

    |w^k - w*|_A <= 2 q^k/(1 + q^{2k}) |w^0 - w*|_A <= 2 q^k |w^0 - w*|_A,

and where mu < L the middle is |w^0 - w*|_A/T_k(tau), tau = (L + mu)/(L - mu); mu = L has no tau, and then q = 0.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v, `image` is A u, `gradient` is A w - b. `step` is the rule of numerics/algorithms/conjugate_gradients,
line by line, with its state (d, the last square, w); `divided` is its `quotient`, x/y and 0 where y = 0. `run` iterates
it from (0, 1, w^0); w^k, g^k and d^k are `w`, `g` and `d` at k. A need not be diagonal. `eigenvalue n A x` says that A
has an eigenvector to x, `norm` is |u|_A, `chebyshev` is T_k by its recurrence, and w* is any point of gradient 0.

What is proved where. `rate` is the claim; its witness has equality in the first bound, at n = 2, k = 1. By the spectral
theorem, which is proved here (Lemma eigenbasis), inner products are sums over components (Lemmas inner_components,
form_components), and A is positive definite. `iterate` is the Chebyshev iteration by its three terms: it stays in w^0
and the span of the directions, and each component of its error is at most half^k/t_k of that of the start (Lemmas
iterate_near_start, error_within). With these the components are a run of the kernel's (Lemma kernel_run), and its
theorem x_2_q_k, which uses as_fast_as_Chebyshev, is the bound. The orthogonality of all pairs (Lemma all_pairs) is
conjugate-gradients.orthogonal, whose joint has it by the kernel's theorems of that claim and also says what a step of
the rule is; here it is proved by the bilinearity of u . v and u . A v. The lemmas on spans are those of the joint of
conjugate-gradients.optimal. *)

From Coq Require Import Lia Arith.

Module Joint.

Fixpoint total (n : nat) (u : nat -> R) : R :=
  match n with O => 0 | S k => u k + total k u end.

Definition inner (n : nat) (u v : nat -> R) : R := total n (fun i => u i * v i).

Definition image (n : nat) (A : nat -> nat -> R) (u : nat -> R) : nat -> R := fun i => total n (fun j => A i j * u j).

Definition symmetric (n : nat) (A : nat -> nat -> R) : Prop :=
  forall i j : nat, (i < n)%nat -> (j < n)%nat -> A i j = A j i.

Definition nonzero (n : nat) (u : nat -> R) : Prop := exists i : nat, (i < n)%nat /\ u i <> 0.

Definition positive_definite (n : nat) (A : nat -> nat -> R) : Prop :=
  forall u : nat -> R, nonzero n u -> 0 < inner n u (image n A u).

Definition gradient (n : nat) (A : nat -> nat -> R) (b w : nat -> R) : nat -> R := fun i => image n A w i - b i.

Definition divided (x y : R) : R := if Req_EM_T y 0 then 0 else x / y.

Definition step (n : nat) (A : nat -> nat -> R) (b : nat -> R) (state : (nat -> R) * R * (nat -> R)) :=
  let '(d, last, w) := state in
  let g := gradient n A b w in
  let after := inner n g g in
  let t := divided after (after + inner n w w) in
  let moves := divided t t in
  let d_new := fun i => moves * (divided after last * d i - g i) in
  let product := fun i => t * (gradient n A b (fun j => w j + divided (d_new j) t) i - g i) in
  (d_new, after, fun i => w i - divided (inner n g d_new) (inner n d_new product) * d_new i).

Fixpoint run (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : (nat -> R) * R * (nat -> R) :=
  match k with O => (fun _ => 0, 1, w_0) | S before => step n A b (run n A b w_0 before) end.

Definition w (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : nat -> R := snd (run n A b w_0 k).

Definition g (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : nat -> R := gradient n A b (w n A b w_0 k).

Definition d (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat) : nat -> R :=
  fst (fst (run n A b w_0 (S k))).

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

Lemma divided_by x y : y <> 0 -> divided x y = x / y.
Proof. unfold divided. now destruct (Req_EM_T y 0). Qed.

Lemma divided_zero y : divided 0 y = 0.
Proof. unfold divided. destruct (Req_EM_T y 0); [easy|now field]. Qed.

Lemma divided_times x y : (y = 0 -> x = 0) -> divided x y * y = x.
Proof. unfold divided. destruct (Req_EM_T y 0) as [->|N]; intros H; [rewrite H; auto; lra|now field]. Qed.

Lemma total_one n j u : (j < n)%nat -> (forall i, (i < n)%nat -> i <> j -> u i = 0) -> total n u = u j.
Proof.
  induction n as [|n IH]; simpl; intros L H; [lia|]. destruct (Nat.eq_dec j n) as [->|N].
  - rewrite total_zero; [ring|]. intros i K. apply H; lia.
  - rewrite IH, (H n); [ring|lia|lia|lia|]. intros i K. apply H. lia.
Qed.

(* The spectral theorem: an orthonormal basis of eigenvectors. *)

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

Definition extended (n : nat) (u : nat -> R) (last : R) (i : nat) : R := if Nat.eqb i n then last else u i.

Lemma inner_extended n u s v : inner (S n) (extended n u s) v = s * v n + inner n u v.
Proof.
  unfold inner. simpl. unfold extended at 1. rewrite Nat.eqb_refl. f_equal. apply total_same. intros i L.
  unfold extended. destruct (Nat.eqb_spec i n); [lia|easy].
Qed.

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

Lemma total_le n u v : (forall i, u i <= v i) -> total n u <= total n v.
Proof. intros H. induction n as [|n IH]; simpl; [lra|]. specialize (H n). lra. Qed.

Lemma form_bounded n A : exists K, forall u, inner n u (image n A u) <= K * inner n u u.
Proof.
  exists (1 + total n (fun i => inner n (A i) (A i))). intros u.
  pose proof (cauchy n u (image n A u)) as C. pose proof (inner_square_weak n u) as P.
  assert (B : inner n (image n A u) (image n A u) <= total n (fun i => inner n (A i) (A i)) * inner n u u).
  { rewrite Rmult_comm, <- total_scaled. apply total_le. intros i. pose proof (cauchy n (A i) u) as D.
    change (inner n (A i) u) with (image n A u i) in D. lra. }
  set (s := inner n u (image n A u)) in *. set (q := inner n u u) in *.
  set (t := total n (fun i => inner n (A i) (A i))) in *. set (r := inner n (image n A u) (image n A u)) in *.
  assert (0 <= r) by apply inner_square_weak.
  assert (T : 0 <= t).
  { rewrite <- (total_zero n (fun _ => 0)) by easy. apply total_le. intros i. apply inner_square_weak. }
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

Lemma inner_total n k z (c : nat -> R) (q : nat -> nat -> R) :
  inner n z (fun i => total k (fun j => c j * q j i)) = total k (fun j => c j * inner n z (q j)).
Proof.
  unfold inner. rewrite (total_same n _ (fun i => total k (fun j => c j * (z i * q j i)))).
  - rewrite total_swapped. apply total_same. intros j _. now rewrite total_scaled.
  - intros i _. rewrite <- total_scaled. apply total_same. intros. ring.
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
Variables (n k : nat) (q : nat -> nat -> R).
Hypothesis Q : orthonormal n k q.

Let rest a i := unit_vector a i - total k (fun j => q j a * q j i).

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

Lemma positive_somewhere m f : 0 < total m f -> exists a, (a < m)%nat /\ 0 < f a.
Proof.
  induction m as [|m IH]; simpl; intros P; [lra|].
  destruct (Rlt_le_dec 0 (f m)) as [L|L]; [exists m; split; [lia|easy]|].
  destruct IH as [a [K F]]; [lra|]. exists a. split; [lia|easy].
Qed.

Lemma rest_nonzero : (k < n)%nat -> exists v, nonzero n v /\ forall i, (i < k)%nat -> inner n (q i) v = 0.
Proof.
  intros L. destruct (positive_somewhere n (fun a => rest a a)) as [a [K P]].
  - rewrite rest_trace. apply lt_INR in L. lra.
  - exists (rest a). split; [exists a; split; [easy|lra]|]. intros. now apply rest_orthogonal.
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

(* The rule: what a step does, in exact arithmetic. *)

Section Run.
Variables (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R).
Let W := w n A b w_0.
Let G := g n A b w_0.
Let D := d n A b w_0.
Let size k := inner n (G k) (G k).
Let before k := fst (fst (run n A b w_0 k)).
Let share k := divided (size k) (snd (fst (run n A b w_0 k))).
Let size_of_step k := - divided (inner n (G k) (D k)) (inner n (D k) (image n A (D k))).

Lemma step_stays k : size k = 0 -> (forall i, D k i = 0) /\ forall i, W (S k) i = W k i.
Proof.
  unfold size, G, g, D, d, W, w. simpl. unfold step. destruct (run n A b w_0 k) as [[p last] x]. simpl. intros E.
  rewrite E, !divided_zero. split; intros i; ring.
Qed.

Lemma step_moves k : size k <> 0 ->
  (forall i, D k i = share k * before k i - G k i) /\ forall i, W (S k) i = W k i + size_of_step k * D k i.
Proof.
  unfold size_of_step, share, before, size, G, g, D, d, W, w. simpl. unfold step.
  destruct (run n A b w_0 k) as [[p last] x]. simpl. set (s := gradient n A b x). intros N.
  pose proof (inner_square_weak n s) as P. pose proof (inner_square_weak n x) as Q.
  set (t := divided (inner n s s) (inner n s s + inner n x x)).
  assert (T : t <> 0).
  { unfold t. rewrite divided_by by lra. apply Rmult_integral_contrapositive. split; [easy|].
    apply Rinv_neq_0_compat. lra. }
  assert (I : forall v j, t * (gradient n A b (fun l => x l + divided (v l) t) j - s j) = image n A v j).
  { intros v j. unfold s, gradient. rewrite (image_combined n A 1 x (/ t) v); [now field|].
    intros l _. rewrite divided_by by easy. now field. }
  assert (E : divided t t = 1) by (rewrite divided_by; [now field|easy]). rewrite E. clearbody t s.
  split; intros i; [ring|]. set (v := fun i => 1 * (divided (inner n s s) last * p i - s i)).
  rewrite (inner_same n _ (image n A v) v) by (intros; apply I). ring.
Qed.

Lemma next_square k : snd (fst (run n A b w_0 (S k))) = size k.
Proof. unfold size, G, g, w. simpl. unfold step. now destruct (run n A b w_0 k) as [[p last] x]. Qed.

Lemma direction_is k i : (i < n)%nat -> D k i = share k * before k i - G k i.
Proof.
  intros L. destruct (Req_dec (size k) 0) as [E|N]; [|now apply step_moves].
  unfold share. rewrite (proj1 (step_stays k E)), E, divided_zero, (inner_square_zero n _ E i L). ring.
Qed.

Lemma iterate_is k i : W (S k) i = W k i + size_of_step k * D k i.
Proof.
  destruct (Req_dec (size k) 0) as [E|N]; [|now apply step_moves].
  destruct (step_stays k E) as [-> ->]. ring.
Qed.

Lemma gradient_is k i : G (S k) i = 1 * G k i + size_of_step k * image n A (D k) i.
Proof.
  unfold G, g, gradient. fold W. rewrite (image_combined n A 1 (W k) (size_of_step k) (D k)); [ring|].
  intros. rewrite iterate_is. ring.
Qed.

Lemma share_is k : share (S k) * size k = size (S k).
Proof.
  unfold share. rewrite next_square. apply divided_times. intros E. destruct (step_stays k E) as [Z _].
  apply inner_zero. intros i L. rewrite gradient_is, image_zero, (inner_square_zero n _ E i L); [ring|easy].
Qed.

Hypothesis A_symmetric : symmetric n A.
Hypothesis A_positive : positive_definite n A.

Let form u v := inner n u (image n A v).

Lemma step_is k : size_of_step k * form (D k) (D k) = - inner n (G k) (D k).
Proof.
  unfold size_of_step. enough (E : divided (inner n (G k) (D k)) (form (D k) (D k)) * form (D k) (D k)
    = inner n (G k) (D k)) by (unfold form in *; lra).
  apply divided_times. intros E. apply inner_zero. now apply (definite n A).
Qed.

Lemma form_symmetric u v : form u v = form v u.
Proof. now apply inner_image. Qed.

Lemma with_next_gradient k u : inner n u (G (S k)) = inner n u (G k) + size_of_step k * form u (D k).
Proof.
  rewrite (inner_combined n 1 (G k) (size_of_step k) (image n A (D k))); [unfold form; ring|]. auto using gradient_is.
Qed.

Lemma with_direction k u : inner n u (D k) = share k * inner n u (before k) - inner n u (G k).
Proof.
  rewrite (inner_combined n (share k) (before k) (-1) (G k)); [ring|]. intros. rewrite direction_is by easy. ring.
Qed.

Lemma form_direction k u : form u (D k) = share k * form u (before k) - form u (G k).
Proof.
  rewrite (form_symmetric u), (form_symmetric u (before k)), (form_symmetric u (G k)). unfold form.
  rewrite (inner_symmetric n (D k)), (inner_symmetric n (before k)), (inner_symmetric n (G k)).
  apply with_direction.
Qed.

Definition as_claimed i j := inner n (G i) (G j) = 0 /\ form (D i) (D j) = 0 /\ inner n (D i) (G j) = 0.

Lemma all_pairs j : forall i, (i < j)%nat -> as_claimed i j.
Proof.
  induction j as [j IH] using lt_wf_ind. destruct j as [|j]; [lia|].
  assert (pairs : forall i k, (i < k)%nat -> (k <= j)%nat -> as_claimed i k) by (intros; apply IH; lia). clear IH.
  assert (last : forall u, (forall i, (i < j)%nat -> inner n u (D i) = 0) -> inner n u (before j) = 0).
  { intros u H. destruct j as [|k]; [now apply inner_zero|]. apply H. lia. }
  assert (earlier : forall i, (i <= j)%nat -> form (before i) (D j) = 0).
  { intros [|i] L; [|apply pairs; lia]. rewrite form_symmetric. apply inner_zero. intros. now apply image_zero. }
  assert (along : inner n (G j) (D j) = - size j).
  { rewrite with_direction, last; [unfold size; ring|]. intros i L. rewrite inner_symmetric. now apply pairs. }
  assert (long : forall i, (i <= j)%nat -> size_of_step i * form (D i) (D i) = size i).
  { intros i L. rewrite step_is, with_direction. destruct i as [|i].
    - rewrite (inner_zero n _ (before 0)) by (intros; reflexivity). unfold size. ring.
    - replace (inner n (G (S i)) (before (S i))) with (inner n (D i) (G (S i))) by apply inner_symmetric.
      rewrite (proj2 (proj2 (pairs i (S i) ltac:(lia) L))). unfold size. ring. }
  assert (directions : forall i, (i <= j)%nat -> inner n (D i) (G (S j)) = 0).
  { intros i L. rewrite with_next_gradient. destruct (Nat.eq_dec i j) as [->|N].
    - rewrite long by lia. rewrite inner_symmetric, along. ring.
    - destruct (pairs i j) as [_ [-> ->]]; try lia. ring. }
  assert (gradients : forall i, (i <= j)%nat -> inner n (G i) (G (S j)) = 0).
  { intros i L. rewrite with_next_gradient.
    assert (E : form (G i) (D j) = - form (D i) (D j)).
    { pose proof (form_direction i (D j)) as E. rewrite (form_symmetric (D j) (before i)), earlier in E by easy.
      rewrite (form_symmetric (G i)), (form_symmetric (D i)). lra. }
    rewrite E. destruct (Nat.eq_dec i j) as [->|N].
    - fold (size j). rewrite <- (long j) by lia. ring.
    - destruct (pairs i j) as [-> [-> _]]; try lia. ring. }
  intros i L. repeat split; [apply gradients; lia| |apply directions; lia].
  assert (E : size_of_step i * form (D i) (D (S j)) = 0).
  { rewrite form_direction. replace (form (D i) (before (S j))) with (form (D i) (D j)) by reflexivity.
    assert (F : size_of_step i * form (D i) (G (S j)) = inner n (G (S i)) (G (S j))).
    { rewrite (form_symmetric (D i)), inner_symmetric, with_next_gradient, inner_symmetric, gradients by lia. ring. }
    destruct (Nat.eq_dec i j) as [->|N].
    - fold (size (S j)) in F. rewrite <- share_is, <- (long j) in F by lia. lra.
    - rewrite gradients in F by lia. destruct (pairs i j) as [_ [-> _]]; try lia. lra. }
  destruct (Req_dec (size_of_step i) 0) as [Z|N]; [|now apply Rmult_integral in E as [E|E]].
  assert (Y : size i = 0) by (rewrite <- long by lia; rewrite Z; ring).
  rewrite form_symmetric. apply inner_zero. intros. apply image_zero. intros. now apply step_stays.
Qed.

Lemma along k : inner n (G k) (D k) = - size k.
Proof.
  rewrite with_direction. destruct k as [|k].
  - rewrite (inner_zero n _ (before 0)) by (intros; reflexivity). unfold size. ring.
  - rewrite inner_symmetric. change (before (S k)) with (D k). destruct (all_pairs (S k) k) as [_ [_ ->]]; [lia|].
    unfold size. ring.
Qed.

Lemma length k : size_of_step k * form (D k) (D k) = size k.
Proof. rewrite step_is, along. ring. Qed.

Lemma curved k : 0 < size k -> 0 < form (D k) (D k).
Proof.
  intros P. apply A_positive. destruct (Req_dec (form (D k) (D k)) 0) as [E|N].
  - pose proof (length k) as L. rewrite E in L. lra.
  - apply nonzero_or_zero. intros Z. apply N, inner_zero. intros. now apply image_zero.
Qed.

Lemma direction_image k : (forall i, D k i = 0) \/ exists q, forall i, image n A (D k) i = q * G (S k) i + - q * G k i.
Proof.
  destruct (Req_dec (size_of_step k) 0) as [E|N].
  - left. apply step_stays. rewrite <- length, E. ring.
  - right. exists (/ size_of_step k). intros i. rewrite gradient_is. now field.
Qed.

Lemma iterate_recurrence k : exists p, forall i, W (S k) i = W k i + p * D k i.
Proof. exists (size_of_step k). apply iterate_is. Qed.

Lemma gradient_recurrence k : exists p, (k = 0%nat -> forall i, (i < n)%nat -> G k i = - D k i) /\
  forall h, k = S h -> forall i, (i < n)%nat -> G k i = p * D h i - D k i.
Proof.
  exists (share k). split; [intros -> i L|intros h -> i L].
  - rewrite direction_is by easy. change (before 0 i) with 0. ring.
  - rewrite (direction_is (S h)) by easy. change (before (S h)) with (D h). ring.
Qed.

Lemma square_before k : 0 < size (S k) -> 0 < size k.
Proof.
  intros P. destruct (Rle_lt_or_eq_dec _ _ (inner_square_weak n (G k))) as [L|E]; [easy|].
  fold (size k) in E. pose proof (share_is k) as F. rewrite <- E in F. lra.
Qed.

End Run.

(* The span of the first directions. *)

Definition span (n : nat) (e : nat -> nat -> R) (k : nat) (v : nat -> R) : Prop :=
  exists c : nat -> R, forall i : nat, (i < n)%nat -> v i = total k (fun j => c j * e j i).

Section Span.
Variables (n : nat) (e : nat -> nat -> R).

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

Section Best.
Variables (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R).
Hypothesis A_symmetric : symmetric n A.
Hypothesis A_positive : positive_definite n A.
Let W := w n A b w_0.
Let G := g n A b w_0.
Let D := d n A b w_0.

Lemma gradient_in_span k : span n D (S k) (G k).
Proof.
  destruct (gradient_recurrence n A b w_0 k) as [p [H_0 H_1]]. destruct k as [|k].
  - apply (span_last n D 0 (-1) (fun _ => 0)); [now apply span_zero|]. intros.
    unfold G. rewrite H_0 by easy. fold D. lra.
  - apply (span_last n D (S k) (-1) (fun i => p * D k i + 0 * D k i)).
    + apply (span_combined n D (S k) p (D k) 0 (D k)); auto using span_member.
    + intros. unfold G. rewrite (H_1 k) by easy. fold D. lra.
Qed.

Lemma image_in_span k v : span n D k v -> span n D (S k) (image n A v).
Proof.
  revert v. induction k as [|k IH]; intros v H.
  - destruct H as [c H]. apply span_zero. intros. now apply image_zero.
  - apply span_split in H. destruct H as [p [u [U H]]].
    apply (span_combined n D (S (S k)) p (image n A (D k)) 1 (image n A u)).
    + destruct (direction_image n A b w_0 A_symmetric A_positive k) as [Z|[q Z]].
      * apply span_zero. intros. now apply image_zero.
      * apply (span_combined n D _ q (G (S k)) (- q) (G k)); [apply gradient_in_span| |easy].
        apply (span_weak n D (S k)); [lia|apply gradient_in_span].
    + apply (span_weak n D (S k)); [lia|now apply IH].
    + intros i _. now apply image_combined.
Qed.

Lemma iterate_in_span k : span n D k (fun i => W k i - w_0 i).
Proof.
  induction k as [|k IH].
  - apply span_zero. intros. unfold W, w. simpl. ring.
  - destruct (iterate_recurrence n A b w_0 k) as [p H]. apply (span_last n D k p _ _ IH).
    intros. unfold W. rewrite H. fold D. ring.
Qed.

Lemma orthogonal_to_span k v : span n D k v -> inner n v (G k) = 0.
Proof.
  apply span_orthogonal. intros j L. apply (all_pairs n A b w_0 A_symmetric A_positive k j L).
Qed.

End Best.

Definition eigenvalue (n : nat) (A : nat -> nat -> R) (mu : R) : Prop :=
  exists u : nat -> R, nonzero n u /\ forall i : nat, (i < n)%nat -> image n A u i = mu * u i.

Lemma eigenvalue_of_basis n A q lambda j : orthonormal n n q ->
  (forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i) ->
  (j < n)%nat -> eigenvalue n A (lambda j).
Proof.
  intros Q E L. exists (q j). split; [|now apply E]. apply nonzero_or_zero. intros Z.
  specialize (Q j j L L). rewrite Nat.eqb_refl, inner_zero in Q by easy. lra.
Qed.

Definition norm (n : nat) (A : nat -> nat -> R) (u : nat -> R) : R := sqrt (inner n u (image n A u)).

Fixpoint chebyshev (k : nat) (x : R) : R :=
  match k with O => 1 | S O => x | S (S j as h) => 2 * x * chebyshev h x - chebyshev j x end.

(* The scaled polynomials: t_k of the middle and half of the interval, u_k with V_k beside it, by a turn. *)

Fixpoint scaled (middle half : R) (k : nat) : R :=
  match k with
  | O => 1
  | S O => middle
  | S (S j as h) => 2 * middle * scaled middle half h - half ^ 2 * scaled middle half j
  end.

Fixpoint turned (c m : R) (k : nat) : R * R :=
  match k with O => (1, 0) | S h => let '(u, v) := turned c m h in (c * u - m * v, c * v + u) end.

Lemma total_le_below n u v : (forall i, (i < n)%nat -> u i <= v i) -> total n u <= total n v.
Proof.
  intros H. induction n as [|n IH]; simpl; [lra|].
  assert (u n <= v n) by (apply H; lia). assert (total n u <= total n v) by auto. lra.
Qed.

Lemma two_steps (P : nat -> Prop) : P 0%nat -> P 1%nat -> (forall k, P k -> P (S k) -> P (S (S k))) -> forall k, P k.
Proof. intros H_0 H_1 H k. enough (P k /\ P (S k)) by easy. induction k as [|k [I J]]; auto. Qed.

Lemma turned_is c m half k : c ^ 2 + m = half ^ 2 ->
  fst (turned c m (S (S k))) = 2 * c * fst (turned c m (S k)) - half ^ 2 * fst (turned c m k).
Proof. intros E. simpl turned. destruct (turned c m k) as [u v]. rewrite <- E. simpl. ring. Qed.

Lemma turned_within c m half k : c ^ 2 + m = half ^ 2 -> 0 <= m -> fst (turned c m k) ^ 2 <= (half ^ k) ^ 2.
Proof.
  intros E M. enough (F : fst (turned c m k) ^ 2 + m * snd (turned c m k) ^ 2 = (half ^ k) ^ 2).
  { pose proof (pow2_ge_0 (snd (turned c m k))). nra. }
  induction k as [|k IH]; [simpl; ring|]. simpl turned. destruct (turned c m k) as [u v]. simpl in IH.
  replace ((half ^ S k) ^ 2) with (half ^ 2 * (half ^ k) ^ 2) by (simpl; ring). rewrite <- E. simpl. simpl in IH.
  rewrite <- IH. ring.
Qed.

Lemma scaled_positive middle half k : 0 <= half < middle -> 0 < scaled middle half k.
Proof.
  intros H. enough (0 < scaled middle half k /\ half * scaled middle half k <= scaled middle half (S k)
    /\ 0 < scaled middle half (S k)) by easy.
  induction k as [|k [P [I K]]]; [simpl; lra|]. set (t := scaled middle half (S k)) in *.
  change (scaled middle half (S (S k))) with (2 * middle * t - half ^ 2 * scaled middle half k).
  assert (half * (half * scaled middle half k) <= half * t) by (apply Rmult_le_compat_l; lra).
  assert (0 < (middle - half) * t) by (apply Rmult_lt_0_compat; lra).
  assert (0 < middle * t) by (apply Rmult_lt_0_compat; lra). simpl. lra.
Qed.

Lemma scaled_is_power middle half q k : half * (1 + q ^ 2) = 2 * q * middle ->
  2 * q ^ k * scaled middle half k = half ^ k * (1 + (q ^ k) ^ 2).
Proof.
  intros E. revert k. apply two_steps; [simpl; ring|simpl; lra|]. intros k I J.
  change (scaled middle half (S (S k))) with (2 * middle * scaled middle half (S k) - half ^ 2 * scaled middle half k).
  transitivity ((2 * q * middle) * (2 * q ^ S k * scaled middle half (S k))
    - half ^ 2 * q ^ 2 * (2 * q ^ k * scaled middle half k)); [simpl; ring|]. rewrite <- E, I, J. simpl. ring.
Qed.

Lemma scaled_is_chebyshev middle half k : half <> 0 -> scaled middle half k = half ^ k * chebyshev k (middle / half).
Proof.
  intros N. revert k. apply two_steps; [simpl; ring|simpl; field; easy|]. intros k I J.
  change (scaled middle half (S (S k))) with (2 * middle * scaled middle half (S k) - half ^ 2 * scaled middle half k).
  change (chebyshev (S (S k)) (middle / half))
    with (2 * (middle / half) * chebyshev (S k) (middle / half) - chebyshev k (middle / half)).
  rewrite I, J. simpl. field. easy.
Qed.

Lemma sqrt_bound e s c : 0 <= c -> e <= c * c * s -> sqrt e <= c * sqrt s.
Proof.
  intros C H. apply Rle_trans with (sqrt (c * c * s)); [now apply sqrt_le_1_alt|].
  rewrite sqrt_mult_alt, sqrt_square by nra. lra.
Qed.

(* The coordinates in an eigenbasis: sums over components. *)

Section Components.
Variables (n : nat) (A : nat -> nat -> R) (q : nat -> nat -> R) (lambda : nat -> R).
Hypothesis A_symmetric : symmetric n A.
Hypothesis Q : orthonormal n n q.
Hypothesis E : forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i.

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

Lemma positive_components : (forall h, (h < n)%nat -> 0 < lambda h) -> positive_definite n A.
Proof.
  intros P u N. apply positive_square in N. rewrite inner_components in N. rewrite form_components.
  apply positive_somewhere in N. destruct N as [a [L N]].
  assert (W : forall h, (h < n)%nat -> 0 <= inner n (q h) u * (lambda h * inner n (q h) u)).
  { intros h K. specialize (P h K). pose proof (pow2_ge_0 (inner n (q h) u)). nra. }
  destruct (Rle_lt_dec (total n (fun h => inner n (q h) u * (lambda h * inner n (q h) u))) 0) as [Z|]; [exfalso|easy].
  assert (Y : inner n (q a) u * (lambda a * inner n (q a) u) = 0).
  { apply (total_zero_inverse n (fun h => inner n (q h) u * (lambda h * inner n (q h) u))); [easy| |easy].
    apply Rle_antisym; [easy|]. rewrite <- (total_zero n (fun _ => 0)) by easy. now apply total_le_below. }
  specialize (P a L). nra.
Qed.

End Components.

(* The iterates whose errors are u_k/t_k times that of the start: they are in w^0 and the span of the directions. *)

Section Rate.
Variables (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (middle half : R).
Variables (q : nat -> nat -> R) (lambda : nat -> R).
Hypothesis A_symmetric : symmetric n A.
Hypothesis A_positive : positive_definite n A.
Hypothesis star : forall i, (i < n)%nat -> gradient n A b w_star i = 0.
Hypothesis Q : orthonormal n n q.
Hypothesis E : forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i.
Hypothesis interval : 0 <= half < middle.
Hypothesis spectrum : forall h, (h < n)%nat -> middle - half <= lambda h <= middle + half.

Let t := scaled middle half.
Let D := d n A b w_0.

Fixpoint iterate (k : nat) : nat -> R :=
  match k with
  | O => w_0
  | S O => fun i => w_0 i - gradient n A b w_0 i / middle
  | S (S j as h) => fun i =>
      (2 * middle * t h * iterate h i - 2 * t h * gradient n A b (iterate h) i - half ^ 2 * t j * iterate j i) / t k
  end.

Lemma t_positive k : 0 < t k.
Proof. now apply scaled_positive. Qed.

Lemma iterate_next k i : iterate (S (S k)) i = (2 * middle * t (S k) / t (S (S k))) * iterate (S k) i
  - 2 * t (S k) / t (S (S k)) * gradient n A b (iterate (S k)) i - half ^ 2 * t k / t (S (S k)) * iterate k i.
Proof.
  change (iterate (S (S k)) i) with ((2 * middle * t (S k) * iterate (S k) i - 2 * t (S k)
    * gradient n A b (iterate (S k)) i - half ^ 2 * t k * iterate k i) / t (S (S k))).
  field. apply Rgt_not_eq, t_positive.
Qed.

Lemma shares_one k : 2 * middle * t (S k) / t (S (S k)) = 1 + half ^ 2 * t k / t (S (S k)).
Proof.
  pose proof (t_positive (S (S k))) as P. apply (Rmult_eq_reg_r (t (S (S k)))); [|lra].
  transitivity (2 * middle * t (S k)); [field; lra|].
  transitivity (t (S (S k)) + half ^ 2 * t k); [|field; lra].
  change (t (S (S k))) with (2 * middle * t (S k) - half ^ 2 * t k). ring.
Qed.

Lemma gradient_near_span k y : span n D k (fun i => y i - w_0 i) -> span n D (S k) (gradient n A b y).
Proof.
  intros H. apply (span_combined n D (S k) 1 (g n A b w_0 0) 1 (image n A (fun i => y i - w_0 i))).
  - apply (span_weak n D 1); [lia|]. now apply gradient_in_span.
  - now apply image_in_span.
  - intros i _. unfold g, gradient. change (w n A b w_0 0) with w_0.
    rewrite (image_combined n A 1 y (-1) w_0 (fun i => y i - w_0 i)); [ring|]. intros. ring.
Qed.

Lemma iterate_near_start k : span n D k (fun i => iterate k i - w_0 i).
Proof.
  revert k. apply two_steps.
  - apply span_zero. intros. simpl. ring.
  - apply (span_combined n D 1 (- / middle) (gradient n A b w_0) 0 (D 0%nat)).
    + apply gradient_near_span, span_zero. intros. ring.
    + apply span_member. lia.
    + intros. simpl. field. lra.
  - intros k I J. set (s := half ^ 2 * t k / t (S (S k))). set (p := 2 * t (S k) / t (S (S k))).
    apply (span_combined n D (S (S k)) 1 (fun i => (1 + s) * (iterate (S k) i - w_0 i) + - s * (iterate k i - w_0 i))
      (- p) (gradient n A b (iterate (S k)))).
    + apply (span_combined n D (S (S k)) (1 + s) (fun i => iterate (S k) i - w_0 i)
        (- s) (fun i => iterate k i - w_0 i)); [| |easy].
      * now apply (span_weak n D (S k)); [lia|].
      * now apply (span_weak n D k); [lia|].
    + now apply gradient_near_span.
    + intros. rewrite iterate_next, shares_one. fold s p. ring.
Qed.

Lemma gradient_from_star y i : (i < n)%nat -> gradient n A b y i = image n A (fun r => y r - w_star r) i.
Proof.
  intros L. rewrite (image_combined n A 1 y (-1) w_star) by (intros; ring).
  specialize (star i L). unfold gradient in *. lra.
Qed.

Let error k h := inner n (q h) (fun i => iterate k i - w_star i).

Lemma gradient_component y h : (h < n)%nat ->
  inner n (q h) (gradient n A b y) = lambda h * inner n (q h) (fun i => y i - w_star i).
Proof.
  intros L. rewrite (inner_same n _ _ _ (gradient_from_star y)). now apply image_component.
Qed.

Lemma error_is k h : (h < n)%nat ->
  error k h * t k = fst (turned (middle - lambda h) (half ^ 2 - (middle - lambda h) ^ 2) k) * error 0 h.
Proof.
  intros L. set (c := middle - lambda h). set (m := half ^ 2 - c ^ 2). revert k. apply two_steps.
  - simpl. unfold t. simpl. ring.
  - unfold t. simpl. unfold error at 1. simpl.
    rewrite (inner_combined n 1 (fun i => w_0 i - w_star i) (- / middle) (gradient n A b w_0)).
    + rewrite gradient_component by easy. unfold error, c. simpl. field. lra.
    + intros. field. lra.
  - intros k I J. set (s := half ^ 2 * t k / t (S (S k))). set (p := 2 * t (S k) / t (S (S k))).
    assert (F : error (S (S k)) h = (1 + s - p * lambda h) * error (S k) h - s * error k h).
    { unfold error at 1.
      rewrite (inner_combined n 1 (fun i => (1 + s) * (iterate (S k) i - w_star i) + - s * (iterate k i - w_star i))
        (- p) (gradient n A b (iterate (S k)))).
      - rewrite gradient_component by easy. fold (error (S k) h).
        rewrite (inner_combined n (1 + s) (fun i => iterate (S k) i - w_star i) (- s) (fun i => iterate k i - w_star i))
          by easy.
        fold (error (S k) h) (error k h). ring.
      - intros. rewrite iterate_next, shares_one. fold s p. ring. }
    pose proof (shares_one k) as O. fold s in O. pose proof (t_positive (S (S k))) as P.
    rewrite (turned_is c m half k) by (unfold m; ring). rewrite F, <- O.
    transitivity (2 * c * (error (S k) h * t (S k)) - half ^ 2 * (error k h * t k)).
    + unfold s, p, c. field. lra.
    + rewrite I, J. ring.
Qed.

Lemma error_within k h : (h < n)%nat -> 0 <= (half ^ k) ^ 2 * error 0 h ^ 2 - error k h ^ 2 * t k ^ 2.
Proof.
  intros L. pose proof (error_is k h L) as F. set (c := middle - lambda h) in *. set (m := half ^ 2 - c ^ 2) in *.
  assert (M : 0 <= m) by (specialize (spectrum h L); unfold m, c; nra).
  pose proof (turned_within c m half k ltac:(unfold m; ring) M) as B.
  replace (error k h ^ 2 * t k ^ 2) with ((error k h * t k) ^ 2) by ring. rewrite F.
  pose proof (pow2_ge_0 (error 0 h)). nra.
Qed.

(* The run of the kernel's theorems, over the components. *)
Lemma kernel_run k :
  let e := fun i => w n A b w_0 k i - w_star i in let e_0 := fun i => w_0 i - w_star i in
  exists h_A_h, run_1 (half ^ k) (t k) (inner n e (image n A e)) 0 h_A_h (inner n e_0 (image n A e_0)).
Proof.
  intros e e_0. set (x := fun h => inner n (q h) e). set (x_0 := fun h => error 0 h).
  assert (O : total n (fun h => error k h * lambda h * x h - lambda h * x h ^ 2) = 0).
  { rewrite (total_same n _ (fun h => 1 * (inner n (q h) (fun i => iterate k i - w_star i) * (lambda h * x h)) +
      -1 * (x h * (lambda h * x h)))) by (intros; unfold error; ring).
    rewrite total_combined. unfold x. rewrite <- !(form_components n A q lambda) by easy.
    assert (Z : inner n (fun i => iterate k i - w n A b w_0 k i) (image n A e) = 0).
    { rewrite (inner_same n _ (g n A b w_0 k)) by (intros; symmetry; now apply gradient_from_star).
      apply (orthogonal_to_span n A b w_0 A_symmetric A_positive).
      apply (span_combined n D k 1 (fun i => iterate k i - w_0 i) (-1) (fun i => w n A b w_0 k i - w_0 i)).
      - apply iterate_near_start.
      - apply iterate_in_span.
      - intros. ring. }
    rewrite <- Z, (inner_symmetric n (fun i => iterate k i - w n A b w_0 k i)).
    rewrite (inner_combined n 1 (fun i => iterate k i - w_star i) (-1) e (fun i => iterate k i - w n A b w_0 k i)).
    - rewrite !(inner_symmetric n (image n A e)). ring.
    - intros. unfold e. ring. }
  exists (total n (fun h => error k h ^ 2 * lambda h)). rewrite <- O, !(form_components n A q lambda) by easy.
  rewrite (total_same n (fun h => inner n (q h) e * _) (fun h => lambda h * x h ^ 2)) by (intros; unfold x; ring).
  rewrite (total_same n (fun h => inner n (q h) e_0 * _) (fun h => lambda h * x_0 h ^ 2))
    by (intros; unfold x_0, error, e_0; simpl; ring).
  enough (H : forall m, (m <= n)%nat -> run_1 (half ^ k) (t k) (total m (fun h => lambda h * x h ^ 2))
    (total m (fun h => error k h * lambda h * x h - lambda h * x h ^ 2)) (total m (fun h => error k h ^ 2 * lambda h))
    (total m (fun h => lambda h * x_0 h ^ 2))) by now apply H.
  induction m as [|m IH]; intros L; [constructor|]. simpl total. apply run_1_step; [apply IH; lia|].
  split; [specialize (spectrum m L); lra|now apply error_within].
Qed.

End Rate.

Lemma rule_moves :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat),
  symmetric n A -> positive_definite n A -> nonzero n (g n A b w_0 k) ->
  0 < inner n (d n A b w_0 k) (image n A (d n A b w_0 k)) /\
  (forall h : nat, k = S h -> 0 < inner n (g n A b w_0 h) (g n A b w_0 h)) /\
  (forall i : nat, d n A b w_0 k i = - g n A b w_0 k i + match k with
    | O => 0
    | S h => inner n (g n A b w_0 k) (g n A b w_0 k) / inner n (g n A b w_0 h) (g n A b w_0 h) * d n A b w_0 h i
    end) /\
  (forall i : nat, w n A b w_0 (S k) i = w n A b w_0 k i + inner n (g n A b w_0 k) (g n A b w_0 k)
    / inner n (d n A b w_0 k) (image n A (d n A b w_0 k)) * d n A b w_0 k i).
Proof.
  intros n A b w_0 k Y P N. pose proof (positive_square _ _ N) as Z.
  destruct (step_moves n A b w_0 k) as [E F]; [lra|]. pose proof (curved n A b w_0 Y P k Z) as C.
  assert (B : forall h, k = S h -> 0 < inner n (g n A b w_0 h) (g n A b w_0 h)).
  { intros h ->. now apply square_before. }
  repeat split; [easy|easy| |].
  - intros i. rewrite E. destruct k as [|h]; [simpl; ring|]. specialize (B h eq_refl).
    rewrite next_square, divided_by by lra.
    change (fst (fst (run n A b w_0 (S h))) i) with (d n A b w_0 h i). ring.
  - intros i. rewrite F. rewrite along, divided_by by (easy || lra). field. lra.
Qed.

Definition example (i j : nat) : R := match i, j with 0%nat, 0%nat => 2 | 1%nat, 1%nat => 2 | _, _ => 1 end.
Definition example_start (i : nat) : R := match i with 0%nat => 1 | _ => 0 end.

Lemma example_symmetric : symmetric 2 example.
Proof. intros [|[|i]] [|[|j]] K L; try lia; reflexivity. Qed.

Lemma example_positive : positive_definite 2 example.
Proof.
  intros u N. pose proof (positive_square 2 u N) as P. unfold inner, image in *. simpl in *.
  pose proof (pow2_ge_0 (u 0%nat + u 1%nat)). nra.
Qed.

Lemma rate_of_interval mu L : 0 < mu <= L ->
  0 <= (sqrt (L / mu) - 1) / (sqrt (L / mu) + 1) /\
  (mu < L -> 0 < (sqrt (L / mu) - 1) / (sqrt (L / mu) + 1)) /\
  (L - mu) / 2 * (1 + ((sqrt (L / mu) - 1) / (sqrt (L / mu) + 1)) ^ 2) =
  2 * ((sqrt (L / mu) - 1) / (sqrt (L / mu) + 1)) * ((L + mu) / 2).
Proof.
  intros H. assert (K : 1 <= L / mu).
  { apply (Rmult_le_reg_r mu); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (sqrt_sqrt (L / mu) ltac:(lra)) as S_0. pose proof (sqrt_le_1_alt 1 (L / mu) K) as S_1.
  rewrite sqrt_1 in S_1. set (s := sqrt (L / mu)) in *.
  assert (E : L = s * s * mu) by (rewrite S_0; field; lra). split; [|split].
  - apply Rle_mult_inv_pos; lra.
  - intros M. apply Rdiv_lt_0_compat; [|lra]. destruct (Rle_lt_or_eq_dec 1 s S_1) as [|Z]; [lra|]. rewrite <- Z in E.
    lra.
  - rewrite E. field. lra.
Qed.

Theorem rate :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (mu L : R),
  symmetric n A -> 0 < mu <= L -> (forall x : R, eigenvalue n A x -> mu <= x <= L) ->
  (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) ->
  forall k : nat,
  let q := (sqrt (L / mu) - 1) / (sqrt (L / mu) + 1) in
  let error := norm n A (fun i => w n A b w_0 k i - w_star i) in
  let start := norm n A (fun i => w_0 i - w_star i) in
  error <= 2 * q ^ k / (1 + q ^ (2 * k)) * start <= 2 * q ^ k * start /\
  (mu < L -> 0 < chebyshev k ((L + mu) / (L - mu)) /\
    start / chebyshev k ((L + mu) / (L - mu)) = 2 * q ^ k / (1 + q ^ (2 * k)) * start).
Proof.
  intros n A b w_0 w_star mu L Y H X Z k q error start. destruct (rate_of_interval mu L H) as [q_0 [q_1 E]].
  fold q in q_0, q_1, E.
  destruct (eigenbasis n A Y) as [basis [lambda [Q B]]].
  assert (S_0 : forall h, (h < n)%nat -> mu <= lambda h <= L) by (intros; now apply X, (eigenvalue_of_basis n A basis)).
  assert (P : positive_definite n A).
  { apply (positive_components n A basis lambda); [easy|easy|easy|]. intros h M. specialize (S_0 h M). lra. }
  set (middle := (L + mu) / 2) in *. set (half := (L - mu) / 2) in *.
  assert (I : 0 <= half < middle) by (unfold half, middle; lra).
  assert (S_1 : forall h, (h < n)%nat -> middle - half <= lambda h <= middle + half).
  { intros h M. specialize (S_0 h M). unfold half, middle. lra. }
  destruct (kernel_run n A b w_0 w_star middle half basis lambda Y P Z Q B I S_1 k) as [h_A_h F].
  pose proof (scaled_is_power middle half q k E) as G. pose proof (scaled_positive middle half k I) as T.
  set (c := q ^ k) in *. assert (C : 0 <= c) by now apply pow_le.
  replace (q ^ (2 * k)) with (c ^ 2) by (unfold c; rewrite <- pow_mult; f_equal; lia).
  apply (x_2_q_k _ c) in F; [destruct F as [_ F]|easy|easy|lra].
  assert (D : 0 < 1 + c ^ 2) by (pose proof (pow2_ge_0 c); lra). assert (N : 0 <= start) by apply sqrt_pos.
  assert (R_0 : 0 <= 2 * c / (1 + c ^ 2)) by (apply Rle_mult_inv_pos; lra). split; [split|].
  - apply sqrt_bound; [easy|]. set (e := inner n (fun i => w n A b w_0 k i - w_star i) _) in *.
    set (s := inner n (fun i => w_0 i - w_star i) _) in *.
    apply (Rmult_le_reg_r ((1 + c ^ 2) ^ 2)); [now apply pow_lt|].
    replace (2 * c / (1 + c ^ 2) * (2 * c / (1 + c ^ 2)) * s * (1 + c ^ 2) ^ 2) with (4 * c ^ 2 * s) by (field; lra).
    lra.
  - apply Rmult_le_compat_r; [easy|]. apply (Rmult_le_reg_r (1 + c ^ 2)); [easy|].
    replace (2 * c / (1 + c ^ 2) * (1 + c ^ 2)) with (2 * c) by (field; lra). pose proof (pow2_ge_0 c). nra.
  - intros M. specialize (q_1 M). assert (K : 0 < half) by (unfold half; lra).
    assert (C_0 : 0 < c) by now apply pow_lt. pose proof (pow_lt half k K) as W.
    replace ((L + mu) / (L - mu)) with (middle / half) by (unfold middle, half; field; lra).
    rewrite scaled_is_chebyshev in G, T by lra. set (u := chebyshev k (middle / half)) in *.
    assert (U : 0 < u) by (apply (Rmult_lt_reg_l (half ^ k)); lra). split; [easy|].
    assert (V : 2 * c * u = 1 + c ^ 2) by (apply (Rmult_eq_reg_l (half ^ k)); lra).
    rewrite <- V. field. lra.
Qed.

Theorem rate_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (mu L : R),
  symmetric n A /\ 0 < mu <= L /\ (forall x : R, eigenvalue n A x -> mu <= x <= L) /\
  (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) /\
  mu < L /\ exists k : nat, (1 <= k)%nat /\ 0 < norm n A (fun i => w n A b w_0 k i - w_star i) /\
  norm n A (fun i => w n A b w_0 k i - w_star i) =
  norm n A (fun i => w_0 i - w_star i) / chebyshev k ((L + mu) / (L - mu)).
Proof.
  exists 2%nat, example, example_start, (fun _ => 0), (fun i => match i with 0%nat => 2 / 3 | _ => - (1 / 3) end), 1, 3.
  split; [exact example_symmetric|]. split; [lra|]. split; [|split; [|split; [lra|]]].
  - intros x [u [N E]]. pose proof (E 0%nat ltac:(lia)) as E_0. pose proof (E 1%nat ltac:(lia)) as E_1.
    unfold image, total, example in E_0, E_1.
    destruct (Req_dec x 3) as [->|M]; [lra|]. destruct (Req_dec x 1) as [->|M_1]; [lra|exfalso].
    assert (S_0 : u 0%nat + u 1%nat = 0) by (apply (Rmult_eq_reg_l (x - 3)); lra).
    assert (D_0 : u 0%nat - u 1%nat = 0) by (apply (Rmult_eq_reg_l (x - 1)); lra).
    destruct N as [[|[|i]] [L N]]; [apply N; lra|apply N; lra|lia].
  - intros [|[|i]] L; [| |lia]; unfold gradient, image, total, example, example_start; lra.
  - exists 1%nat. split; [lia|].
    assert (N : nonzero 2 (g 2 example example_start (fun _ => 0) 0)) by (exists 0%nat; split; [lia|compute; lra]).
    destruct (rule_moves 2 example example_start (fun _ => 0) 0 example_symmetric example_positive N) as [_ [_ [F H]]].
    assert (G_0 : g 2 example example_start (fun _ => 0) 0 0 = -1) by (compute; lra).
    assert (G_1 : g 2 example example_start (fun _ => 0) 0 1 = 0) by (compute; lra).
    assert (W : w 2 example example_start (fun _ => 0) 1 0 = 1 / 2 /\ w 2 example example_start (fun _ => 0) 1 1 = 0).
    { rewrite !H. cbv [inner image total]. rewrite !F, G_0, G_1.
      change (w 2 example example_start (fun _ => 0) 0) with (fun _ : nat => 0). cbv [example]. split; field. }
    destruct W as [W_0 W_1]. unfold norm, inner, image, total. rewrite W_0, W_1. cbv [example chebyshev].
    split; [apply sqrt_lt_R0; lra|].
    match goal with |- sqrt ?x = sqrt ?y / ?z => replace y with (2 * 2 * x) by field; replace z with 2 by field;
      rewrite (sqrt_mult_alt (2 * 2) x), sqrt_square by lra end. field.
Qed.

End Joint.

(* false: error <= 2 * q ^ k ==> error < 2 * q ^ k *)
(* false: let error := norm n A (fun i => w n A b w_0 k i ==> let error := norm n A (fun i => w n A b w_0 (k - 1) i *)
(* false: symmetric n A -> 0 < mu <= L -> ==> 0 < mu <= L -> *)
(* false: symmetric n A -> 0 < mu <= L -> ==> symmetric n A -> mu <= L -> *)
(* false: eigenvalue n A x -> mu <= x <= L) -> ==> eigenvalue n A x -> mu <= x) -> *)
(* false: start / chebyshev k ((L + mu) / (L - mu)) = ==> start / chebyshev (k + 1) ((L + mu) / (L - mu)) = *)
