(* conjugate-gradients.finite-termination, as one statement.

For every n and m, every symmetric positive definite A of which l_1, ..., l_m are all the eigenvalues, every b and every
start w^0, the run of conjugate gradients on f(w) = w^T A w/2 - b^T w has w^m = w*. If A has more eigenvalues, it is
enough that w^0 - w* is a sum of eigenvectors to m of them.

How it is written. A vector is a function nat -> R, of which the indices 0, ..., n - 1 count; a matrix has two indices.
`inner` is u . v and `image` is A u (library/Vectors.v). `eigenvalue n A mu` says that A has an eigenvector to mu
(library/Spectral.v). `gradient` is A w - b, `step` the rule of numerics/algorithms/conjugate_gradients, line by line,
and w^k, g^k and d^k are `w`, `g` and `d` at k (library/ConjugateGradients.v). A need not be diagonal. l_1, ..., l_m are
l 0, ..., l (m - 1), distinct or not, and w* is any point of gradient 0.

What is proved where. `finite_termination_from` is for sums of eigenvectors: gradient descent with step-sizes 1/l_1,
..., 1/l_m ends at w*, by the kernel's theorem gradient_descent_ends for each component of each eigenvector (Lemma
component_ends); it moves along its gradients, so that its error after m steps, 0, is e^m + v with v in the span of
d^0, ..., d^{m-1}, and no component of e^m is left, by the kernel's theorem no_component_is_left (Lemma run_ends).
`finite_termination` is the claim: by the spectral theorem (library/Spectral.v) every vector is a sum of eigenvectors.
The orthogonality of all pairs is the library's, and by the kernel's theorems in the joint of
conjugate-gradients.orthogonal, which also says what a step of the rule is. *)

(* uses: Vectors, Spectral, ConjugateGradients *)
From Coq Require Import Lia Arith.

Module Joint.

Import Vectors Spectral ConjugateGradients.

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
Context (n : nat) (A : nat -> nat -> R) (b w_0 w_star : nat -> R) (m : nat) (l : nat -> R) (x : nat -> nat -> R).
Context (A_symmetric : symmetric n A) (A_positive : positive_definite n A).
Context (star : forall i, (i < n)%nat -> gradient n A b w_star i = 0) (l_nonzero : forall j, (j < m)%nat -> l j <> 0).
Context (eigenvectors : forall j, (j < m)%nat -> forall i, (i < n)%nat -> image n A (x j) i = l j * x j i).
Context (decomposed : forall i, (i < n)%nat -> w_0 i - w_star i = total m (fun j => x j i)).

Definition descended := descent n A b w_0 (fun j => / l j).

Lemma image_total p (y : nat -> nat -> R) i : image n A (fun r => total p (fun j => y j r)) i
  = total p (fun j => image n A (y j) i).
Proof.
  unfold image. rewrite <- total_swapped. apply total_same. intros r _. now rewrite total_scaled.
Qed.

Lemma image_of_component k j i : (j < m)%nat -> (i < n)%nat ->
  image n A (fun r => component l (l j) (x j r) k) i = l j * component l (l j) (x j i) k.
Proof.
  intros J L. induction k as [|k IH]; [now apply eigenvectors|]. simpl.
  rewrite (image_combined n A (- / l k * l j) (fun r => component l (l j) (x j r) k) 1
    (fun r => component l (l j) (x j r) k)) by (intros; ring).
  rewrite IH. ring.
Qed.

Lemma descent_is k i : (i < n)%nat -> descended k i - w_star i = total m (fun j => component l (l j) (x j i) k).
Proof.
  revert i. induction k as [|k IH]; intros i L; [now apply decomposed|]. unfold descended. simpl. fold descended.
  rewrite (gradient_from_star n A b w_star) by easy.
  rewrite (image_combined n A 1 (fun r => total m (fun j => component l (l j) (x j r) k)) 0 (fun _ => 0)).
  2: { intros r K. rewrite IH by easy. ring. }
  rewrite image_total. replace (descended k i) with (w_star i + total m (fun j => component l (l j) (x j i) k))
    by (rewrite <- IH by easy; ring).
  rewrite (total_same m (fun j => image n A _ i) (fun j => l j * component l (l j) (x j i) k)).
  2: { intros j J. now apply image_of_component. }
  rewrite (total_same m (fun j => - / l k * l j * component l (l j) (x j i) k + component l (l j) (x j i) k)
    (fun j => - / l k * (l j * component l (l j) (x j i) k) + 1 * component l (l j) (x j i) k)) by (intros; ring).
  rewrite total_combined. ring.
Qed.

Lemma descent_ends i : (i < n)%nat -> descended m i = w_star i.
Proof.
  intros L. enough (E : descended m i - w_star i = 0) by lra. rewrite descent_is by easy. apply total_zero. intros j J.
  now apply (component_ends l (l j) (x j i) m j).
Qed.

(* The kernel's theorem `no_component_is_left`, along the error itself. *)
Lemma run_ends i : (i < n)%nat -> w n A b w_0 m i = w_star i.
Proof.
  intros L. set (e := fun r => w n A b w_0 m r - w_star r).
  assert (E : inner n e (image n A e) = 0).
  { rewrite (inner_same n _ (g n A b w_0 m)) by (intros; symmetry; now apply (gradient_from_star n A b w_star)).
    apply (orthogonal_to_span n A b w_0 A_symmetric A_positive).
    apply (span_combined n (d n A b w_0) m 1 (fun r => w n A b w_0 m r - w_0 r) (-1) (fun r => descended m r - w_0 r)).
    - apply iterate_in_span.
    - apply method_in_span; [easy|easy|]. apply descent_along_gradients.
    - intros r K. unfold e. rewrite descent_ends by easy. ring. }
  enough (e i = 0) by (unfold e in *; lra). destruct (Req_dec (e i) 0) as [|N]; [easy|exfalso].
  assert (P : 0 < inner n e (image n A e)) by (apply A_positive; now exists i).
  pose proof (run_2_start (inner n e (image n A e)) (-1) 1) as H.
  apply no_component_is_left in H; lra.
Qed.

End End.

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
  intros mu [u [N E]]. destruct (example_eigenvalues u mu N E) as [->| ->].
  - exists 0%nat. split; [lia|easy].
  - exists 1%nat. split; [lia|easy].
Qed.

End Joint.

(* false: exists j : nat, (j < m)%nat /\ mu = l j) -> ==> exists j : nat, (j <= m)%nat /\ mu = l j) -> *)
(* false: symmetric n A -> positive_definite n A -> (forall ==> True -> positive_definite n A -> (forall *)
(* false: symmetric n A -> positive_definite n A -> (forall ==> symmetric n A -> True -> (forall *)
(* false: w n A b w_0 m i = w_star i ==> w n A b w_0 (m - 1) i = w_star i *)
(* false: total m (fun j => x j i)) -> ==> total (m + 1) (fun j => x j i)) -> *)
