(* conjugate-gradients.finite-termination, as one statement.

For every n and m, every symmetric positive definite A of which l_1, ..., l_m are all the eigenvalues, every b and every
start w^0, the run of conjugate gradients on f(w) = w^T A w/2 - b^T w has w^m = w*. If A has more eigenvalues, it is
enough that w^0 - w* is a sum of eigenvectors to m of them.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v, `image` is A u, `gradient` is A w - b. `step` is the rule of numerics/algorithms/conjugate_gradients,
line by line, with its state (d, the last square, w); `divided` is its `quotient`, x/y and 0 where y = 0. `run` iterates
it from (0, 1, w^0); w^k, g^k and d^k are `w`, `g` and `d` at k. A need not be diagonal. `eigenvalue n A mu` says that A
has an eigenvector to mu, l_1, ..., l_m are l 0, ..., l (m - 1), distinct or not, and w* is any point of gradient 0.

What is proved where. `finite_termination_from` is for sums of eigenvectors: gradient descent with step-sizes 1/l_1,
..., 1/l_m ends at w*, by the kernel's theorem gradient_descent_ends for each component of each eigenvector (Lemma
component_ends); it moves along its gradients, so that its error after m steps, 0, is e^m + v with v in the span of
d^0, ..., d^{m-1}, and no component of e^m is left, by the kernel's theorem no_component_is_left (Lemma run_ends).
`finite_termination` is the claim: by the spectral theorem, which is proved here (Lemma eigenbasis), every vector is a
sum of eigenvectors. The orthogonality of all pairs (Lemma all_pairs) is conjugate-gradients.orthogonal, whose joint has
it by the kernel's theorems of that claim and also says what a step of the rule is; here it is proved by the bilinearity
of u . v and u . A v. The lemmas on spans are those of the joint of conjugate-gradients.optimal. *)

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

Definition along_gradients (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (u : nat -> nat -> R) : Prop :=
  forall k : nat, exists a : nat -> R, forall i : nat, (i < n)%nat ->
  u k i = w_0 i + total k (fun j => a j * gradient n A b (u j) i).

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

Lemma method_in_span u k : along_gradients n A b w_0 u -> span n D k (fun i => u k i - w_0 i).
Proof.
  intros M. induction k as [k IH] using lt_wf_ind. destruct (M k) as [a H].
  apply (span_total n D k k a (fun j => gradient n A b (u j))).
  - intros j L. apply (span_weak n D (S j)); [easy|].
    apply (span_combined n D (S j) 1 (G 0) 1 (image n A (fun i => u j i - w_0 i))).
    + apply (span_weak n D 1); [lia|apply gradient_in_span].
    + now apply image_in_span, IH.
    + intros i _. unfold G, g, gradient. change (w n A b w_0 0) with w_0.
      rewrite (image_combined n A 1 (u j) (-1) w_0 (fun i => u j i - w_0 i)); [ring|]. intros. ring.
  - intros i L. rewrite H by easy. ring.
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

(* Gradient descent with any step-sizes, as one of the methods. *)

Fixpoint descent (n : nat) (A : nat -> nat -> R) (b w_0 alpha : nat -> R) (k : nat) : nat -> R :=
  match k with
  | O => w_0
  | S h => fun i => descent n A b w_0 alpha h i - alpha h * gradient n A b (descent n A b w_0 alpha h) i
  end.

Lemma descent_along_gradients n A b w_0 alpha : along_gradients n A b w_0 (descent n A b w_0 alpha).
Proof.
  intros k. exists (fun j => - alpha j). intros i _. induction k as [|k IH]; simpl; [ring|]. rewrite IH at 1. ring.
Qed.

(* The kernel's theorem `gradient_descent_ends`, for a component of curvature mu and step-sizes 1/l_0, 1/l_1, ... *)

Fixpoint component (l : nat -> R) (mu x_0 : R) (k : nat) : R :=
  match k with O => x_0 | S h => - / l h * mu * component l mu x_0 h + component l mu x_0 h end.

Fixpoint product (l : nat -> R) (mu : R) (k : nat) : R :=
  match k with O => 1 | S h => - mu * product l mu h + product l mu h * l h end.

Lemma product_zero l mu k j : (j < k)%nat -> mu = l j -> product l mu k = 0.
Proof.
  induction k as [|k IH]; intros L E; [lia|]. simpl. destruct (Nat.eq_dec j k) as [->|N].
  - rewrite E. ring.
  - rewrite IH by (lia || easy). ring.
Qed.

Lemma component_ends l mu x_0 m j :
  (forall r, (r < m)%nat -> l r <> 0) -> (j < m)%nat -> mu = l j -> component l mu x_0 m = 0.
Proof.
  intros P L E.
  assert (H : forall k, (k <= m)%nat -> exists size, run_1 mu x_0 (component l mu x_0 k) (product l mu k) size).
  { induction k as [|k IH]; intros K; [exists 1; constructor|]. destruct IH as [size H]; [lia|].
    exists (l k * size). constructor; [easy|]. field. apply P. lia. }
  destruct (H m) as [size K]; [lia|]. apply gradient_descent_ends in K; [easy|]. now apply (product_zero l mu m j).
Qed.

Section End.
Variables (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (m : nat) (l : nat -> R) (x : nat -> nat -> R).
Hypothesis A_symmetric : symmetric n A.
Hypothesis A_positive : positive_definite n A.
Hypothesis star : forall i, (i < n)%nat -> gradient n A b w_star i = 0.
Hypothesis l_nonzero : forall j, (j < m)%nat -> l j <> 0.
Hypothesis eigenvectors : forall j, (j < m)%nat -> forall i, (i < n)%nat -> image n A (x j) i = l j * x j i.
Hypothesis decomposed : forall i, (i < n)%nat -> w_0 i - w_star i = total m (fun j => x j i).

Let u := descent n A b w_0 (fun j => / l j).

Lemma image_total p (y : nat -> nat -> R) i : image n A (fun r => total p (fun j => y j r)) i
  = total p (fun j => image n A (y j) i).
Proof.
  unfold image. rewrite <- total_swapped. apply total_same. intros r _. now rewrite total_scaled.
Qed.

Lemma gradient_from_star y i : (i < n)%nat -> gradient n A b y i = image n A (fun r => y r - w_star r) i.
Proof.
  intros L. rewrite (image_combined n A 1 y (-1) w_star) by (intros; ring).
  specialize (star i L). unfold gradient in *. lra.
Qed.

Lemma image_component k j i : (j < m)%nat -> (i < n)%nat ->
  image n A (fun r => component l (l j) (x j r) k) i = l j * component l (l j) (x j i) k.
Proof.
  intros J L. induction k as [|k IH]; [now apply eigenvectors|]. simpl.
  rewrite (image_combined n A (- / l k * l j) (fun r => component l (l j) (x j r) k) 1
    (fun r => component l (l j) (x j r) k)) by (intros; ring).
  rewrite IH. ring.
Qed.

Lemma descent_is k i : (i < n)%nat -> u k i - w_star i = total m (fun j => component l (l j) (x j i) k).
Proof.
  revert i. induction k as [|k IH]; intros i L; [now apply decomposed|]. unfold u. simpl. fold u.
  rewrite gradient_from_star by easy.
  rewrite (image_combined n A 1 (fun r => total m (fun j => component l (l j) (x j r) k)) 0 (fun _ => 0)).
  2: { intros r K. rewrite IH by easy. ring. }
  rewrite image_total. replace (u k i) with (w_star i + total m (fun j => component l (l j) (x j i) k))
    by (rewrite <- IH by easy; ring).
  rewrite (total_same m (fun j => image n A _ i) (fun j => l j * component l (l j) (x j i) k)).
  2: { intros j J. now apply image_component. }
  rewrite (total_same m (fun j => - / l k * l j * component l (l j) (x j i) k + component l (l j) (x j i) k)
    (fun j => - / l k * (l j * component l (l j) (x j i) k) + 1 * component l (l j) (x j i) k)) by (intros; ring).
  rewrite total_combined. ring.
Qed.

Lemma descent_ends i : (i < n)%nat -> u m i = w_star i.
Proof.
  intros L. enough (E : u m i - w_star i = 0) by lra. rewrite descent_is by easy. apply total_zero. intros j J.
  now apply (component_ends l (l j) (x j i) m j).
Qed.

(* The kernel's theorem `no_component_is_left`, along the error itself. *)
Lemma run_ends i : (i < n)%nat -> w n A b w_0 m i = w_star i.
Proof.
  intros L. set (e := fun r => w n A b w_0 m r - w_star r).
  assert (E : inner n e (image n A e) = 0).
  { rewrite (inner_same n _ (g n A b w_0 m)) by (intros; symmetry; now apply gradient_from_star).
    apply (orthogonal_to_span n A b w_0 A_symmetric A_positive).
    apply (span_combined n (d n A b w_0) m 1 (fun r => w n A b w_0 m r - w_0 r) (-1) (fun r => u m r - w_0 r)).
    - apply iterate_in_span.
    - apply method_in_span; [easy|easy|]. apply descent_along_gradients.
    - intros r K. unfold e. rewrite descent_ends by easy. ring. }
  enough (e i = 0) by (unfold e in *; lra). destruct (Req_dec (e i) 0) as [|N]; [easy|exfalso].
  assert (P : 0 < inner n e (image n A e)) by (apply A_positive; now exists i).
  pose proof (run_2_start (inner n e (image n A e)) (-1) 1) as H.
  apply no_component_is_left in H; lra.
Qed.

End End.

Definition eigenvalue (n : nat) (A : nat -> nat -> R) (mu : R) : Prop :=
  exists u : nat -> R, nonzero n u /\ forall i : nat, (i < n)%nat -> image n A u i = mu * u i.

(* For each of finitely many indices there is a j: so there is a function. *)
Lemma choice (n m : nat) (lambda l : nat -> R) :
  (forall i, (i < n)%nat -> exists j, (j < m)%nat /\ lambda i = l j) ->
  exists c : nat -> nat, forall i, (i < n)%nat -> (c i < m)%nat /\ lambda i = l (c i).
Proof.
  induction n as [|n IH]; intros H; [exists (fun _ => 0%nat); lia|].
  destruct IH as [c C]; [intros; apply H; lia|]. destruct (H n) as [j J]; [lia|].
  exists (fun i => if Nat.eqb i n then j else c i). intros i L. destruct (Nat.eqb_spec i n) as [->|N]; [easy|].
  apply C. lia.
Qed.

Lemma eigenvalue_of_basis n A q lambda j : orthonormal n n q ->
  (forall j, (j < n)%nat -> forall i, (i < n)%nat -> image n A (q j) i = lambda j * q j i) ->
  (j < n)%nat -> eigenvalue n A (lambda j).
Proof.
  intros Q E L. exists (q j). split; [|now apply E]. apply nonzero_or_zero. intros Z.
  specialize (Q j j L L). rewrite Nat.eqb_refl, inner_zero in Q by easy. lra.
Qed.

(* By the spectral theorem, each vector is a sum of eigenvectors, one for each of the eigenvalues. *)
Lemma sum_of_eigenvectors n A m l u : symmetric n A ->
  (forall mu, eigenvalue n A mu -> exists j, (j < m)%nat /\ mu = l j) ->
  exists x : nat -> nat -> R, (forall j, (j < m)%nat -> forall i, (i < n)%nat -> image n A (x j) i = l j * x j i) /\
  forall i, (i < n)%nat -> u i = total m (fun j => x j i).
Proof.
  intros Y H. destruct (eigenbasis n A Y) as [q [lambda [Q E]]].
  destruct (choice n m lambda l) as [c C]; [intros; now apply H, (eigenvalue_of_basis n A q)|].
  exists (fun j i => total n (fun h => (if Nat.eqb (c h) j then inner n (q h) u else 0) * q h i)). split.
  - intros j J i L. unfold image at 1.
    change (inner n (A i) (fun r => total n (fun h => (if Nat.eqb (c h) j then inner n (q h) u else 0) * q h r)) =
      l j * total n (fun h => (if Nat.eqb (c h) j then inner n (q h) u else 0) * q h i)).
    rewrite inner_total, <- total_scaled. apply total_same. intros h K.
    change (inner n (A i) (q h)) with (image n A (q h) i). rewrite E by easy.
    destruct (Nat.eqb_spec (c h) j) as [<-|]; [rewrite (proj2 (C h K))|]; ring.
  - intros i L. rewrite (complete n n q Q u i eq_refl L), total_swapped. apply total_same. intros h K.
    rewrite (total_one m (c h)); [now rewrite Nat.eqb_refl|now apply C|]. intros j _ N.
    destruct (Nat.eqb_spec (c h) j) as [X|]; [now symmetry in X|ring].
Qed.

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

Lemma example_direction : d 2 example (fun _ => 0) example_start 0 0 = -2.
Proof.
  destruct (rule_moves 2 example (fun _ => 0) example_start 0 example_symmetric example_positive) as [_ [_ [-> _]]].
  - exists 0%nat. split; [lia|compute; lra].
  - compute. lra.
Qed.

Lemma example_iterate :
  w 2 example (fun _ => 0) example_start 1 0 = 2 / 7 /\ w 2 example (fun _ => 0) example_start 1 1 = - (5 / 14).
Proof.
  pose proof example_symmetric as Y. pose proof example_positive as P.
  assert (E_0 : g 2 example (fun _ => 0) example_start 0 0 = 2) by (compute; lra).
  assert (E_1 : g 2 example (fun _ => 0) example_start 0 1 = 1) by (compute; lra).
  assert (N : nonzero 2 (g 2 example (fun _ => 0) example_start 0)) by (exists 0%nat; rewrite E_0; split; [lia|discrR]).
  destruct (rule_moves 2 example (fun _ => 0) example_start 0 Y P N) as [_ [_ [F H]]].
  rewrite !H. cbv [inner image total]. rewrite !F, E_0, E_1.
  change (w 2 example (fun _ => 0) example_start 0) with example_start. cbv [example example_start]. split; field.
Qed.

Lemma example_gradient : g 2 example (fun _ => 0) example_start 1 0 = 3 / 14.
Proof.
  destruct example_iterate as [E F]. unfold g, gradient, image, total. rewrite E, F. cbv [example]. field.
Qed.

Theorem finite_termination_from :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (m : nat) (l : nat -> R) (x : nat -> nat -> R),
  positive_definite n A -> symmetric n A -> (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) ->
  (forall j : nat, (j < m)%nat -> forall i : nat, (i < n)%nat -> image n A (x j) i = l j * x j i) ->
  (forall i : nat, (i < n)%nat -> w_0 i - w_star i = total m (fun j => x j i)) ->
  forall r : nat, (r < n)%nat -> w n A b w_0 m r = w_star r.
Proof.
  intros n A b w_0 w_star m l x P Y Z X E.
  apply (run_ends n A b w_0 w_star m (fun j => if Req_EM_T (l j) 0 then 1 else l j) x); try easy.
  - intros j _. destruct (Req_EM_T (l j) 0); lra.
  - intros j J i L. destruct (Req_EM_T (l j) 0) as [N|N]; [|now apply X].
    assert (F : forall r, (r < n)%nat -> image n A (x j) r = 0) by (intros; rewrite X, N by easy; ring).
    rewrite F, (definite n A (x j)) by (easy || now apply inner_zero). ring.
Qed.

Theorem finite_termination_from_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (m : nat) (l : nat -> R) (x : nat -> nat -> R),
  positive_definite n A /\ symmetric n A /\ (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) /\
  (forall j : nat, (j < m)%nat -> forall i : nat, (i < n)%nat -> image n A (x j) i = l j * x j i) /\
  (forall i : nat, (i < n)%nat -> w_0 i - w_star i = total m (fun j => x j i)) /\
  (m < n)%nat /\ nonzero n (g n A b w_0 (m - 1)).
Proof.
  exists 2%nat, example, (fun _ => 0), (fun _ => 1), (fun _ => 0), 1%nat, (fun _ => 3), (fun _ _ => 1).
  split; [exact example_positive|]. split; [exact example_symmetric|]. split; [intros; compute; lra|].
  split; [intros j _ [|[|i]] L; try lia; unfold image, total, example; ring|].
  split; [intros; simpl; ring|]. split; [lia|]. exists 0%nat. split; [lia|compute; lra].
Qed.

Theorem finite_termination :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (m : nat) (l : nat -> R),
  symmetric n A -> positive_definite n A -> (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) ->
  (forall mu : R, eigenvalue n A mu -> exists j : nat, (j < m)%nat /\ mu = l j) ->
  forall i : nat, (i < n)%nat -> w n A b w_0 m i = w_star i.
Proof.
  intros n A b w_0 w_star m l Y P Z H.
  destruct (sum_of_eigenvectors n A m l (fun r => w_0 r - w_star r) Y H) as [x [X E]].
  now apply (finite_termination_from n A b w_0 w_star m l x).
Qed.

Theorem finite_termination_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (m : nat) (l : nat -> R),
  symmetric n A /\ positive_definite n A /\ (forall i : nat, (i < n)%nat -> gradient n A b w_star i = 0) /\
  (forall mu : R, eigenvalue n A mu -> exists j : nat, (j < m)%nat /\ mu = l j) /\ nonzero n (g n A b w_0 (m - 1)).
Proof.
  exists 2%nat, example, (fun _ => 0), example_start, (fun _ => 0), 2%nat.
  exists (fun j => match j with 0%nat => 3 | _ => 1 end).
  split; [exact example_symmetric|]. split; [exact example_positive|]. split; [intros; compute; lra|].
  split; [|exists 0%nat; simpl; rewrite example_gradient; split; [lia|lra]].
  intros mu [u [N E]]. pose proof (E 0%nat ltac:(lia)) as E_0. pose proof (E 1%nat ltac:(lia)) as E_1.
  unfold image, total, example in E_0, E_1.
  destruct (Req_dec mu 3) as [->|M]; [exists 0%nat; split; [lia|easy]|exists 1%nat; split; [lia|]].
  assert (S_0 : u 0%nat + u 1%nat = 0) by (apply (Rmult_eq_reg_l (mu - 3)); lra).
  destruct (Req_dec mu 1) as [|M_1]; [easy|exfalso].
  assert (D_0 : u 0%nat - u 1%nat = 0) by (apply (Rmult_eq_reg_l (mu - 1)); lra).
  destruct N as [[|[|i]] [L N]]; [apply N; lra|apply N; lra|lia].
Qed.

End Joint.

(* false: exists j : nat, (j < m)%nat /\ mu = l j) -> ==> exists j : nat, (j <= m)%nat /\ mu = l j) -> *)
(* false: symmetric n A -> positive_definite n A -> (forall ==> positive_definite n A -> (forall *)
(* false: symmetric n A -> positive_definite n A -> (forall ==> symmetric n A -> (forall *)
(* false: w n A b w_0 m i = w_star i ==> w n A b w_0 (m - 1) i = w_star i *)
(* false: total m (fun j => x j i)) -> ==> total (m + 1) (fun j => x j i)) -> *)
