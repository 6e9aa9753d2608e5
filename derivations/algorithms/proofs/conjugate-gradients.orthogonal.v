(* conjugate-gradients.orthogonal, as one statement.

For every n, every symmetric positive definite A, every b, every start w^0 and all i < j, the run of conjugate gradients
on f(w) = w^T A w/2 - b^T w has

    g^i . g^j = 0,    d^i . A d^j = 0,    d^i . g^j = 0.

Nothing is asked of g^{j-1}: where a gradient is 0 the rule stays, so that all later gradients and directions are 0.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v, `image` is A u, `gradient` is A w - b. `step` is the rule of numerics/algorithms/conjugate_gradients,
line by line, with its state (d, the last square, w); `divided` is its `quotient`, x/y and 0 where y = 0. `run` iterates
it from (0, 1, w^0); w^k, g^k and d^k are `w`, `g` and `d` at k. A need not be diagonal.

What is proved where. `rule_moves` and `rule_stays` say what a step is in exact arithmetic, for a reader to compare:
where g^k is not 0, that of Hestenes and Stiefel, and no divisor is 0; where g^k = 0, d^k = 0 and w stays. `orthogonal`
is the claim, by the induction over pairs (Lemma all_pairs). Its steps are the kernel's theorems, of which the last step
is Lemma last_step, and the earlier steps, all three, are Lemma earlier_step: by the spectral theorem, which is proved
here (Lemma eigenbasis), u . v and u . A v are sums over the components in an eigenbasis of A (Lemmas inner_components
and form_components), and these sums are the ends of the kernel's runs (Lemmas last_run and earlier_run). *)

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

Lemma lambda_positive h : positive_definite n A -> (h < n)%nat -> 0 < lambda h.
Proof.
  intros P L. pose proof (Q h h L L) as U. rewrite Nat.eqb_refl in U.
  assert (N : nonzero n (q h)) by (apply nonzero_or_zero; intros Z; rewrite inner_zero in U by easy; lra).
  apply P in N. rewrite image_component, U in N by easy. lra.
Qed.

End Components.

(* The runs of the kernel's theorems: sums over components of curvatures lambda, of what a step makes of x, p, ... *)

Lemma last_run share share_next size_of_step (lambda x p : nat -> R) m :
  let g h := lambda h * x h in
  let e h := share * p h - g h in
  let g_next h := g h + size_of_step * (lambda h * e h) in
  let e_next h := share_next * e h - g_next h in
  run_1 share share_next size_of_step (total m (fun h => g h * g h)) (total m (fun h => g h * e h))
    (total m (fun h => e h * (lambda h * e h))) (total m (fun h => g h * p h))
    (total m (fun h => e h * (lambda h * p h))) (total m (fun h => g h * (lambda h * e h)))
    (total m (fun h => g_next h * e h)) (total m (fun h => g_next h * g h)) (total m (fun h => g_next h * g_next h))
    (total m (fun h => g_next h * (lambda h * e h))) (total m (fun h => e_next h * (lambda h * e h))).
Proof.
  cbv zeta. induction m as [|m IH]; [constructor|]. simpl total.
  pose proof (run_1_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ (lambda m) (x m) (p m) IH) as H. same_state H.
Qed.

Lemma earlier_run share_i share_next size_of_step size_i (lambda x e x_i c : nat -> R) m :
  let g h := lambda h * x h in
  let g_i h := lambda h * x_i h in
  let e_i h := share_i * c h - g_i h in
  let g_next h := g h + size_of_step * (lambda h * e h) in
  let g_after_i h := g_i h + size_i * (lambda h * e_i h) in
  let e_next h := share_next * e h - g_next h in
  run_2 share_i share_next size_of_step size_i (total m (fun h => g h * g_i h)) (total m (fun h => g h * e_i h))
    (total m (fun h => e h * (lambda h * e_i h))) (total m (fun h => e h * (lambda h * c h)))
    (total m (fun h => e h * (lambda h * g_i h))) (total m (fun h => g_next h * g_i h))
    (total m (fun h => g_next h * e_i h)) (total m (fun h => g_next h * g_after_i h))
    (total m (fun h => g_next h * (lambda h * e_i h))) (total m (fun h => e_next h * (lambda h * e_i h))).
Proof.
  cbv zeta. induction m as [|m IH]; [constructor|]. simpl total.
  pose proof (run_2_step _ _ _ _ _ _ _ _ _ _ _ _ _ _ (lambda m) (x m) (e m) (x_i m) (c m) IH) as H. same_state H.
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

(* The kernel's theorems, for the inner products of the run. *)

Lemma last_step k : inner n (G k) (before k) = 0 -> form (D k) (before k) = 0 -> 0 < size k ->
  form (D (S k)) (D k) = 0 /\ inner n (G (S k)) (D k) = 0 /\ inner n (G (S k)) (G k) = 0 /\ 0 < size_of_step k ^ 2.
Proof.
  destruct (eigenbasis n A A_symmetric) as [q [lambda [Q E]]]. intros g_p d_A_p P.
  pose proof (last_run (share k) (share (S k)) (size_of_step k) lambda (fun h => inner n (q h) (G k) / lambda h)
    (fun h => inner n (q h) (before k)) n) as H. cbv zeta in H.
  assert (X : forall h, (h < n)%nat -> lambda h * (inner n (q h) (G k) / lambda h) = inner n (q h) (G k)).
  { intros h L. field. apply Rgt_not_eq. now apply (lambda_positive n A q lambda). }
  apply (the_last_step (form (D k) (D k)) (form (D k) (before k)) (form (D (S k)) (D k)) (form (G k) (D k))
    (inner n (G k) (D k)) (size k) (inner n (G k) (before k)) (form (G (S k)) (D k)) (inner n (G (S k)) (D k))
    (inner n (G (S k)) (G k)) (size (S k)) (share k) (share (S k)) (size_of_step k)); [|easy|easy|easy| |].
  - unfold size, form. rewrite !(form_components n A q lambda A_symmetric Q E), !(inner_components n q Q).
    assert (F : forall h, (h < n)%nat -> inner n (q h) (D k) = share k * inner n (q h) (before k) - inner n (q h) (G k)
      /\ inner n (q h) (G (S k)) = inner n (q h) (G k) + size_of_step k * (lambda h * inner n (q h) (D k))
      /\ inner n (q h) (D (S k)) = share (S k) * inner n (q h) (D k) - inner n (q h) (G (S k))).
    { intros h L. split; [apply with_direction|]. split; [|apply (with_direction (S k))].
      rewrite with_next_gradient. unfold form. now rewrite (image_component n A q lambda). }
    match type of H with run_1 _ _ _ ?a ?b ?c ?d ?e ?f ?g ?h ?i ?j ?k => match goal with
      |- run_1 _ _ _ ?a' ?b' ?c' ?d' ?e' ?f' ?g' ?h' ?i' ?j' ?k' =>
      replace a' with a; [replace b' with b; [replace c' with c; [replace d' with d; [replace e' with e;
      [replace f' with f; [replace g' with g; [replace h' with h; [replace i' with i; [replace j' with j;
      [replace k' with k; [exact H|]|]|]|]|]|]|]|]|]|]|] end end.
    all: apply total_same; intros h L; destruct (F h L) as [F_1 [F_2 F_3]]; rewrite ?F_3, ?F_2, ?F_1, (X h L); ring.
  - pose proof (step_is k). lra.
  - pose proof (share_is k). lra.
Qed.

Lemma earlier_step j i : inner n (G j) (G i) = 0 -> inner n (G j) (D i) = 0 ->
  form (D j) (D i) = 0 -> form (D j) (before i) = 0 ->
  inner n (G (S j)) (G i) = 0 /\ inner n (G (S j)) (D i) = 0 /\
  (inner n (G (S j)) (G (S i)) = 0 -> 0 < size_of_step i ^ 2 -> form (D (S j)) (D i) = 0).
Proof.
  destruct (eigenbasis n A A_symmetric) as [q [lambda [Q E]]]. intros g_gi g_di d_A_di d_A_c.
  pose proof (earlier_run (share i) (share (S j)) (size_of_step j) (size_of_step i) lambda
    (fun h => inner n (q h) (G j) / lambda h) (fun h => inner n (q h) (D j)) (fun h => inner n (q h) (G i) / lambda h)
    (fun h => inner n (q h) (before i)) n) as H. cbv zeta in H.
  assert (X : forall k h, (h < n)%nat -> lambda h * (inner n (q h) (G k) / lambda h) = inner n (q h) (G k)).
  { intros k h L. field. apply Rgt_not_eq. now apply (lambda_positive n A q lambda). }
  assert (K : run_2 (share i) (share (S j)) (size_of_step j) (size_of_step i) (inner n (G j) (G i)) (inner n (G j) (D
    i))
    (form (D j) (D i)) (form (D j) (before i)) (form (D j) (G i)) (inner n (G (S j)) (G i)) (inner n (G (S j)) (D i))
    (inner n (G (S j)) (G (S i))) (form (G (S j)) (D i)) (form (D (S j)) (D i))).
  { unfold form. rewrite !(form_components n A q lambda A_symmetric Q E), !(inner_components n q Q).
    assert (F : forall h, (h < n)%nat ->
      (forall k, inner n (q h) (G (S k)) = inner n (q h) (G k) + size_of_step k * (lambda h * inner n (q h) (D k)))
      /\ inner n (q h) (D (S j)) = share (S j) * inner n (q h) (D j) - inner n (q h) (G (S j))
      /\ inner n (q h) (D i) = share i * inner n (q h) (before i) - inner n (q h) (G i)).
    { intros h L. split; [|split; [apply (with_direction (S j))|apply with_direction]]. intros k.
      rewrite with_next_gradient. unfold form. now rewrite (image_component n A q lambda). }
    match type of H with run_2 _ _ _ _ ?a ?b ?c ?d ?e ?f ?g ?h ?i ?j => match goal with
      |- run_2 _ _ _ _ ?a' ?b' ?c' ?d' ?e' ?f' ?g' ?h' ?i' ?j' =>
      replace a' with a; [replace b' with b; [replace c' with c; [replace d' with d; [replace e' with e;
      [replace f' with f; [replace g' with g; [replace h' with h; [replace i' with i; [replace j' with j;
      [exact H|]|]|]|]|]|]|]|]|]|] end end.
    all: apply total_same; intros h L; destruct (F h L) as [F_1 [F_2 F_3]]; rewrite ?F_2, ?F_1, ?F_3, ?(X _ h L);
      ring. }
  split; [|split].
  - now apply an_earlier_gradient in K.
  - now apply an_earlier_direction in K.
  - intros gn_gj P. now apply conjugacy_to_an_earlier_direction in K.
Qed.

(* The induction over pairs. *)

Lemma square_before k : 0 < size (S k) -> 0 < size k.
Proof.
  intros P. destruct (Rle_lt_or_eq_dec _ _ (inner_square_weak n (G k))) as [L|E]; [easy|].
  fold (size k) in E. pose proof (share_is k) as F. rewrite <- E in F. lra.
Qed.

Definition as_claimed i j := inner n (G i) (G j) = 0 /\ form (D i) (D j) = 0 /\ inner n (D i) (G j) = 0.

Lemma all_pairs j : forall i, (i < j)%nat -> as_claimed i j.
Proof.
  induction j as [j IH] using lt_wf_ind. destruct j as [|j]; [lia|].
  assert (pairs : forall i k, (i < k)%nat -> (k <= j)%nat -> as_claimed i k) by (intros; apply IH; lia). clear IH.
  intros i I. destruct (Rle_lt_or_eq_dec 0 (size j) (inner_square_weak n (G j))) as [P|Z].
  - assert (positive : forall k, (k <= j)%nat -> 0 < size k).
    { intros k L. replace k with (j - (j - k))%nat by lia. induction (j - k)%nat as [|m M]; [now rewrite Nat.sub_0_r|].
      destruct (Nat.le_gt_cases j m) as [K|K]; [now replace (j - S m)%nat with (j - m)%nat by lia|].
      apply square_before. now replace (S (j - S m)) with (j - m)%nat by lia. }
    assert (earlier : forall k, (k <= j)%nat -> form (D j) (before k) = 0).
    { intros [|k] L; [apply inner_zero; intros; now apply image_zero|]. rewrite form_symmetric. apply pairs; lia. }
    assert (last : forall k, (k <= j)%nat -> form (D (S k)) (D k) = 0 /\ inner n (G (S k)) (D k) = 0 /\
      inner n (G (S k)) (G k) = 0 /\ 0 < size_of_step k ^ 2).
    { intros k L. apply last_step; [| |now apply positive]; (destruct k as [|k]; [apply inner_zero; intros|]).
      - reflexivity.
      - rewrite inner_symmetric. apply pairs; lia.
      - now apply image_zero.
      - rewrite form_symmetric. apply pairs; lia. }
    assert (step : forall k, (k < j)%nat -> inner n (G (S j)) (G k) = 0 /\ inner n (G (S j)) (D k) = 0 /\
      (inner n (G (S j)) (G (S k)) = 0 -> 0 < size_of_step k ^ 2 -> form (D (S j)) (D k) = 0)).
    { intros k L. destruct (pairs k j L (le_n j)) as [O_1 [O_2 O_3]].
      apply earlier_step; [|now rewrite inner_symmetric|now rewrite form_symmetric|apply earlier; lia].
      now rewrite inner_symmetric. }
    unfold as_claimed. rewrite (inner_symmetric n (G i)), (form_symmetric (D i)), (inner_symmetric n (D i)).
    destruct (Nat.eq_dec i j) as [->|N]; [destruct (last j (le_n j)) as [C_1 [C_2 [C_3 _]]]; easy|].
    destruct (step i ltac:(lia)) as [S_1 [S_2 S_3]]. split; [easy|]. split; [|easy].
    apply S_3; [|apply last; lia]. destruct (Nat.eq_dec (S i) j) as [<-|M]; [now apply last|].
    apply step. lia.
  - symmetry in Z. destruct (step_stays j Z) as [D_0 _].
    assert (G_1 : forall r, (r < n)%nat -> G (S j) r = 0).
    { intros r L. rewrite gradient_is, image_zero, (inner_square_zero n _ Z r L) by easy. ring. }
    repeat split; [now apply inner_zero| |now apply inner_zero].
    apply inner_zero. intros. apply image_zero. intros r _. apply (step_stays (S j)). now apply inner_zero.
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

End Run.

Theorem rule_moves :
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

Theorem rule_stays :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R) (k : nat),
  (forall i : nat, (i < n)%nat -> g n A b w_0 k i = 0) ->
  forall i : nat, d n A b w_0 k i = 0 /\ w n A b w_0 (S k) i = w n A b w_0 k i.
Proof.
  intros n A b w_0 k Z i. destruct (step_stays n A b w_0 k) as [E F]; [now apply inner_zero|easy].
Qed.

Theorem orthogonal :
  forall (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R),
  symmetric n A -> positive_definite n A -> forall i j : nat, (i < j)%nat ->
  inner n (g n A b w_0 i) (g n A b w_0 j) = 0 /\
  inner n (d n A b w_0 i) (image n A (d n A b w_0 j)) = 0 /\
  inner n (d n A b w_0 i) (g n A b w_0 j) = 0.
Proof. exact (fun n A b w_0 Y P i j => all_pairs n A b w_0 Y P j i). Qed.

Definition example (i j : nat) : R := match i, j with 0%nat, 0%nat => 2 | 1%nat, 1%nat => 2 | _, _ => 1 end.
Definition example_start (i : nat) : R := match i with 0%nat => 1 | _ => 0 end.

Lemma example_symmetric : symmetric 2 example.
Proof. intros [|[|i]] [|[|j]] K L; try lia; reflexivity. Qed.

Lemma example_positive : positive_definite 2 example.
Proof.
  intros u N. pose proof (positive_square 2 u N) as P. unfold inner, image in *. simpl in *.
  pose proof (pow2_ge_0 (u 0%nat + u 1%nat)). nra.
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

Theorem orthogonal_witness :
  exists (n : nat) (A : nat -> nat -> R) (b w_0 : nat -> R), symmetric n A /\ positive_definite n A /\
  exists i j : nat, (i < j)%nat /\ nonzero n (g n A b w_0 i) /\ nonzero n (g n A b w_0 j) /\ nonzero n (d n A b w_0 j).
Proof.
  exists 2%nat, example, (fun _ => 0), example_start.
  pose proof example_symmetric as Y. pose proof example_positive as P.
  pose proof example_gradient as F. split; [easy|]. split; [easy|]. exists 0%nat, 1%nat. split; [lia|].
  assert (N : nonzero 2 (g 2 example (fun _ => 0) example_start 1)) by (exists 0%nat; rewrite F; split; [lia|lra]).
  split; [exists 0%nat; split; [lia|compute; lra]|]. split; [easy|].
  apply nonzero_or_zero. intros Z. destruct (rule_moves _ _ _ _ _ Y P N) as [C _].
  rewrite inner_symmetric, inner_zero in C by easy. lra.
Qed.

End Joint.

(* false: forall i j : nat, (i < j)%nat -> ==> forall i j : nat, (i <= j)%nat -> *)
(* false: inner n (d n A b w_0 i) (image n A (d n A b w_0 j)) = 0 ==> inner n (d n A b w_0 i) (d n A b w_0 j) = 0 *)
(* false: inner n (d n A b w_0 i) (g n A b w_0 j) = 0 ==> inner n (g n A b w_0 i) (d n A b w_0 j) = 0 *)
(* false: symmetric n A -> positive_definite n A -> forall i j ==> positive_definite n A -> forall i j *)
(* false: symmetric n A -> positive_definite n A -> forall i j ==> symmetric n A -> forall i j *)
(* false: symmetric n A -> positive_definite n A -> nonzero n ==> symmetric n A -> nonzero n *)
(* false: d n A b w_0 k i = 0 /\ w n A b w_0 (S k) i = w n A b w_0 k i ==> d n A b w_0 k i = - b i *)
