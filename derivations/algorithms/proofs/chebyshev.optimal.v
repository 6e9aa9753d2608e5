(* chebyshev.optimal, whole.

   The claim: on the ring with 2 k vertices, k >= 1, let A = mu I + (L - mu)/4 times the Laplacian and f(w) = 1/2 w^T
   A w - b w_0, with 0 < mu < L and tau = (L + mu)/(L - mu). Then f(w) - min f >= (f(0) - min f)/T_k(tau)^2 for every
   w that is 0 at vertex k, so for w^k of every method that moves along its gradients, from w^0 = 0. And max over
   [mu, L] of |p| >= 1/T_k(tau) for every polynomial p of degree <= k with p(0) = 1.

   In Coq: a vector is a function w, of which the entries w 0 to w (2 k - 1) count. `total n u` is u 0 + ... + u (n -
   1), and `inner` is u . v (library/Vectors.v). `before k i` and `after k i` are the two neighbours of vertex i (one
   vertex twice for k = 1, where two edges join the two vertices). `laplacian`, `A`, `f` and `gradient` are written out
   below; the lemma `expansion` shows that `gradient` is the gradient of f. `minimum k mu L b value` says that f attains
   value and is nowhere below it. `moves_along_its_gradients` says of a sequence of vectors w t that w 0 = 0 and that
   entry i of w (t + 1) is a combination of the entries i of the gradients at w 0 to w t; the coefficients are any
   reals, may depend on all that was seen, and may differ from entry to entry. `chebyshev m` is T_m, by its recurrence;
   `polynomial a k` is a_0 + a_1 x + ... + a_k x^k: these are in library/Chebyshev.v. In Coq, / x is 1/x.

   Proved: `no_vector_is_better` and `no_method_is_better` are the first part, with the minimum's existence; one step
   of gradient descent on the ring of two vertices attains the bound (their witnesses). `no_polynomial_is_smaller` is
   the second part, for k = 0 as well: it has a point of [mu, L] at which |p| is at least 1/T_k. Beside the claim,
   `all_curvatures_are_within` says that mu |w|^2 <= w^T A w <= L |w|^2.

   How: once round the ring is a run of the kernel's (`energy`, `all_curvatures_are_within`), and so are the two ways
   from the source to its antipode (`at_least`); the minimum is at far T_j(tau), j the distance from the antipode
   (`profile_stationary`); the kernel's step of the light cone, t times, is `untouched`. The second part is as in
   the joint of `chebyshev.smallest-polynomial`, with sums in place of the kernel's runs (`bounded`). *)

(* uses: Vectors, Chebyshev *)
From Coq Require Import Arith Lia.

Module Joint.

Import Vectors Chebyshev.

(* The ring: the vertices are 0, ..., 2 k - 1, and these are the two neighbours of i. *)
Definition after (k i : nat) : nat := ((i + 1) mod (2 * k))%nat.
Definition before (k i : nat) : nat := ((i + (2 * k - 1)) mod (2 * k))%nat.
Definition laplacian (k : nat) (w : nat -> R) (i : nat) : R := 2 * w i - w (before k i) - w (after k i).
Definition A (k : nat) (mu L : R) (w : nat -> R) (i : nat) : R := mu * w i + (L - mu) / 4 * laplacian k w i.

Definition dot (k : nat) (u v : nat -> R) : R := inner (2 * k) u v.

Definition f (k : nat) (mu L b : R) (w : nat -> R) : R := / 2 * dot k w (A k mu L w) - b * w O.
Definition minimum (k : nat) (mu L b value : R) : Prop :=
  (exists w, f k mu L b w = value) /\ forall w, value <= f k mu L b w.
Definition zero (i : nat) : R := 0.

Definition gradient (k : nat) (mu L b : R) (w : nat -> R) (i : nat) : R :=
  A k mu L w i - match i with O => b | S _ => 0 end.
Definition moves_along_its_gradients (k : nat) (mu L b : R) (w : nat -> nat -> R) : Prop :=
  (forall i, (i < 2 * k)%nat -> w O i = 0) /\
  forall t, exists c : nat -> nat -> R, forall i, (i < 2 * k)%nat ->
  w (S t) i = total (S t) (fun s => c s i * gradient k mu L b (w s) i).

Lemma sum_more g n : total (S n) g = total n g + g n.
Proof. apply Rplus_comm. Qed.

(* The last m of k + m terms, from the last on. *)
Lemma sum_backwards g m : forall k, total (k + m) g = total k g + total m (fun j => g (k + m - S j)%nat).
Proof.
  induction m as [|m IH]; intros k; [rewrite Nat.add_0_r; simpl; ring|].
  replace (k + S m)%nat with (S k + m)%nat by lia. rewrite IH, !sum_more.
  replace (S k + m - S m)%nat with k by lia. ring.
Qed.

Lemma after_inside k i : (S i < 2 * k)%nat -> after k i = S i.
Proof. intros H. unfold after. rewrite Nat.mod_small; lia. Qed.
Lemma after_last k i : (S i = 2 * k)%nat -> after k i = O.
Proof. intros H. unfold after. replace (i + 1)%nat with (2 * k)%nat by lia. apply Nat.mod_same. lia. Qed.
Lemma before_inside k i : (S i < 2 * k)%nat -> before k (S i) = i.
Proof.
  intros H. unfold before. replace (S i + (2 * k - 1))%nat with (i + 1 * (2 * k))%nat by lia.
  rewrite Nat.mod_add, Nat.mod_small; lia.
Qed.
Lemma before_first k : (1 <= k)%nat -> S (before k 0) = (2 * k)%nat.
Proof. intros H. unfold before. rewrite Nat.mod_small; lia. Qed.

(* w^T A w, edge by edge, for any w: the kernel's theorem, once round the ring. *)
Definition edge (tau x y : R) : R := tau / 2 * (x ^ 2 + y ^ 2) - x * y.
Definition bent (k : nat) (tau : R) (w : nat -> R) (n : nat) : R := total n (fun i => edge tau (w i) (w (after k i))).

Lemma A_slope k mu L w i : mu < L ->
  A k mu L w i = (L - mu) / 2 * ((L + mu) / (L - mu) * w i - (w (before k i) + w (after k i)) / 2).
Proof. intros H. unfold A, laplacian. field. lra. Qed.

Lemma energy k mu L w : (1 <= k)%nat -> mu < L ->
  dot k w (A k mu L w) = (L - mu) / 2 * bent k ((L + mu) / (L - mu)) w (2 * k).
Proof.
  intros K H. set (tau := (L + mu) / (L - mu)). set (delta := (L - mu) / 2).
  set (partial := fun n => total n (fun i => w i * A k mu L w i)).
  assert (M : forall n, w n * A k mu L w n
    = delta * (w n) ^ 2 * tau - 1 / 2 * w (after k n) * delta * w n - 1 / 2 * w (before k n) * delta * w n).
  { intros n. rewrite A_slope by exact H. fold tau. fold delta. field. }
  assert (W : forall n, (n < 2 * k)%nat ->
    run_1 (w (before k 0)) delta (w O) tau (w n) (w (after k n)) (partial (S n)) (bent k tau w (S n))).
  { induction n as [|n IH]; intros N.
    - pose proof (run_1_step _ _ _ _ _ _ _ _ (w (after k 0)) (run_1_start (w (before k 0)) delta (w O) tau)) as R1.
      match type of R1 with ?t => match goal with |- ?g => replace g with t; [exact R1|] end end.
      unfold partial, bent, edge. rewrite !sum_more, M. simpl total. f_equal; field.
    - specialize (IH ltac:(lia)). rewrite after_inside in IH by exact N.
      pose proof (run_1_step _ _ _ _ _ _ _ _ (w (after k (S n))) IH) as R1.
      match type of R1 with ?t => match goal with |- ?g => replace g with t; [exact R1|] end end.
      unfold partial, bent. rewrite (sum_more _ (S n)), (sum_more _ (S n)), M, before_inside by exact N.
      unfold edge. f_equal; field. }
  specialize (W (before k 0)). pose proof (before_first k K) as B. specialize (W ltac:(lia)). rewrite B in W.
  apply e_T_A_e__edge_by_edge in W; [|rewrite after_last by exact B; ring | ring].
  unfold partial in W. unfold dot, inner. lra.
Qed.

(* Sums round the ring may start at any vertex, and A is symmetric. *)
Lemma sum_first g n : total (S n) g = g O + total n (fun i => g (S i)).
Proof. induction n as [|n IH]; [simpl; ring | rewrite sum_more, IH, sum_more; ring]. Qed.

Lemma sum_after k g : (1 <= k)%nat -> total (2 * k) (fun i => g (after k i)) = total (2 * k) g.
Proof.
  intros K. pose proof (before_first k K) as B. set (n := before k 0) in *. rewrite <- B, sum_more, sum_first.
  rewrite after_last by exact B. rewrite Rplus_comm. f_equal. apply total_same. intros i I.
  rewrite after_inside; trivial. lia.
Qed.

Lemma before_after k i : (1 <= k)%nat -> (i < 2 * k)%nat -> before k (after k i) = i.
Proof.
  intros K I. destruct (Nat.eq_dec (S i) (2 * k)) as [E|N].
  - rewrite after_last by exact E. pose proof (before_first k K). lia.
  - rewrite after_inside, before_inside; lia.
Qed.

Lemma symmetric k mu L u v : (1 <= k)%nat -> dot k u (A k mu L v) = dot k v (A k mu L u).
Proof.
  intros K.
  assert (S1 : forall x y,
    total (2 * k) (fun i => x i * y (before k i)) = total (2 * k) (fun i => y i * x (after k i))).
  { intros x y. rewrite <- (sum_after k (fun i => x i * y (before k i)) K). apply total_same. intros i I.
    rewrite before_after by assumption. ring. }
  assert (S2 : forall x y, dot k x (A k mu L y) = (mu + (L - mu) / 2) * total (2 * k) (fun i => x i * y i)
    - (L - mu) / 4 * (total (2 * k) (fun i => x i * y (before k i)) + total (2 * k) (fun i => x i * y (after k i)))).
  { intros x y. unfold dot, inner, A, laplacian. generalize (2 * k)%nat. intros n.
    induction n as [|n IH]; [simpl; ring | rewrite !sum_more, IH; field]. }
  rewrite !S2, !S1, (total_same _ (fun i => u i * v i) (fun i => v i * u i)) by (intros; ring). ring.
Qed.

(* `gradient` is the gradient of f. *)
Lemma expansion k mu L b w p : (1 <= k)%nat ->
  let e := fun i => w i - p i in
  f k mu L b w = f k mu L b p + dot k (gradient k mu L b p) e + / 2 * dot k e (A k mu L e).
Proof.
  intros K e. pose proof (symmetric k mu L w p K) as Y.
  assert (E1 : dot k e (A k mu L e) = dot k w (A k mu L w) - dot k w (A k mu L p)
    - dot k p (A k mu L w) + dot k p (A k mu L p)).
  { unfold dot, inner. generalize (2 * k)%nat. intros n. induction n as [|n IH]; [simpl; ring|].
    rewrite !sum_more, IH. unfold e, A, laplacian. ring. }
  assert (E2 : dot k (gradient k mu L b p) e = dot k w (A k mu L p) - dot k p (A k mu L p) - b * (w O - p O)).
  { unfold dot, inner. destruct (2 * k)%nat as [|n] eqn:Z; [lia|]. clear Z Y E1.
    induction n as [|n IH]; [simpl; unfold e, gradient; ring|].
    rewrite !(sum_more _ (S n)), IH. unfold e, gradient. ring. }
  unfold f. rewrite E1, E2. lra.
Qed.

Theorem all_curvatures_are_within :
  forall (k : nat) (mu L : R) (w : nat -> R), (1 <= k)%nat -> mu < L ->
  mu * dot k w w <= dot k w (A k mu L w) <= L * dot k w w.
Proof.
  intros k mu L w K H. rewrite energy by assumption. set (tau := (L + mu) / (L - mu)).
  set (size := fun n => total n (fun i => (w i ^ 2 + w (after k i) ^ 2) / 2)).
  assert (W : forall n, (n < 2 * k)%nat -> run_2 (w O) tau (w (after k n)) (bent k tau w (S n)) (size (S n))).
  { induction n as [|n IH]; intros N.
    - pose proof (run_2_step _ _ _ _ _ (w (after k 0)) (run_2_start (w O) tau)) as R2.
      match type of R2 with ?t => match goal with |- ?g => replace g with t; [exact R2|] end end.
      unfold size, bent, edge. rewrite !sum_more. simpl total. f_equal; field.
    - specialize (IH ltac:(lia)). rewrite after_inside in IH by exact N.
      pose proof (run_2_step _ _ _ _ _ (w (after k (S n))) IH) as R2.
      match type of R2 with ?t => match goal with |- ?g => replace g with t; [exact R2|] end end.
      unfold size, bent. rewrite !(sum_more _ (S n)). unfold edge. f_equal; field. }
  specialize (W (before k 0)). pose proof (before_first k K) as B. specialize (W ltac:(lia)). rewrite B in W.
  apply all_eigenvalues_are_in__mu__L_ in W.
  assert (E : size (2 * k)%nat = dot k w w).
  { unfold size, dot, inner.
    rewrite (total_same _ _ (fun i => / 2 * (w i * w i) + / 2 * (w (after k i) * w (after k i))))
      by (intros; field).
    rewrite total_combined, (sum_after k (fun i => w i * w i) K). field. }
  rewrite E in W. set (q := dot k w w) in *. set (p := bent k tau w (2 * k)) in *.
  assert (M : mu * q = (L - mu) / 2 * (q * tau - q)) by (unfold tau; field; lra).
  assert (N : L * q = (L - mu) / 2 * (q * tau + q)) by (unfold tau; field; lra).
  rewrite M, N. split; apply Rmult_le_compat_l; lra.
Qed.

(* The two ways round, from the source to its antipode. *)
Definition right (k : nat) (w : nat -> R) (j : nat) : R := match j with O => w O | S _ => w (2 * k - j)%nat end.

Lemma two_ways k tau w : (1 <= k)%nat ->
  bent k tau w (2 * k) = total k (fun j => edge tau (w j) (w (S j)) + edge tau (right k w j) (right k w (S j))).
Proof.
  intros K. unfold bent. replace (2 * k)%nat with (k + k)%nat by lia. rewrite sum_backwards.
  rewrite (total_same _ (fun j => _ + _) (fun j =>
    1 * edge tau (w j) (w (S j)) + 1 * edge tau (right k w j) (right k w (S j))))
    by (intros; ring).
  rewrite total_combined, !Rmult_1_l. f_equal; apply total_same; intros j J.
  - now rewrite after_inside by lia.
  - unfold right. replace (k + k - S j)%nat with (2 * k - S j)%nat by lia.
    destruct j as [|j]; [rewrite after_last by lia | rewrite after_inside by lia].
    + unfold edge. ring.
    + replace (S (2 * k - S (S j))) with (2 * k - S j)%nat by lia. unfold edge. ring.
Qed.

Definition least_bent (tau : R) (n : nat) : R := total n (fun j => edge tau (chebyshev j tau) (chebyshev (S j) tau)).

Lemma at_least k tau w far : (1 <= k)%nat -> 1 < tau -> w k = - far ->
  2 * far ^ 2 * least_bent tau k <= bent k tau w (2 * k) * chebyshev k tau ^ 2.
Proof.
  intros K T E. rewrite two_ways by exact K.
  set (b := fun n => total n (fun j => edge tau (w j) (w (S j)) + edge tau (right k w j) (right k w (S j)))).
  assert (W : forall n, run_4 (w O) tau (w n) (right k w n) (b n) (chebyshev n tau)
    (match n with O => tau | S m => chebyshev m tau end) (least_bent tau n)).
  { induction n as [|n IH]; [apply run_4_start|].
    pose proof (run_4_step _ _ _ _ _ _ _ _ (w (S n)) (right k w (S n)) IH) as R4.
    match type of R4 with ?t => match goal with |- ?g => replace g with t; [exact R4|] end end.
    assert (C : chebyshev (S n) tau = 2 * chebyshev n tau * tau - match n with O => tau | S m => chebyshev m tau end)
      by (destruct n; [simpl; ring | rewrite chebyshev_step; ring]).
    unfold b, least_bent. rewrite !sum_more, C. unfold edge. f_equal; field. }
  specialize (W k). unfold b in W. apply the_least_energy with (far := far) in W; [lra | lra | lra |].
  unfold right. destruct k as [|n]; [lia|]. replace (2 * S n - S n)%nat with (S n) by lia. lra.
Qed.

(* The minimiser: far times T of the distance from the antipode. *)
Definition profile (k : nat) (far tau : R) (i : nat) : R := far * chebyshev (k - i + (i - k)) tau.

Lemma profile_after k far tau i : (1 <= k)%nat -> (i < 2 * k)%nat ->
  profile k far tau (after k i) = profile k far tau (S i).
Proof.
  intros K I. destruct (Nat.eq_dec (S i) (2 * k)) as [E|N]; [|now rewrite after_inside by lia].
  rewrite after_last by exact E. unfold profile. do 2 f_equal. lia.
Qed.

Lemma profile_stationary k mu L b i : (1 <= k)%nat -> 0 < mu < L -> (i < 2 * k)%nat ->
  let tau := (L + mu) / (L - mu) in
  let far := b / ((L - mu) / 2 * (tau * chebyshev k tau - chebyshev (k - 1) tau)) in
  1 < tau -> gradient k mu L b (profile k far tau) i = 0.
Proof.
  intros K H I tau far T. unfold gradient. rewrite A_slope, profile_after by (assumption || lra). fold tau.
  destruct i as [|i].
  - pose proof (before_first k K) as B. unfold profile. rewrite Nat.sub_0_r.
    replace (k - before k 0 + (before k 0 - k))%nat with (k - 1)%nat by lia.
    replace (k - 1 + (1 - k))%nat with (k - 1)%nat by lia. replace (k + (0 - k))%nat with k by lia.
    assert (P : 0 < tau * chebyshev k tau - chebyshev (k - 1) tau).
    { destruct k as [|n]; [lia|]. replace (S n - 1)%nat with n by lia. pose proof (chebyshev_grows n tau T). nra. }
    unfold far. field. split; lra.
  - rewrite before_inside by exact I. unfold profile.
    assert (C : forall m, tau * chebyshev (S m) tau = (chebyshev m tau + chebyshev (S (S m)) tau) / 2)
      by (intros m; rewrite chebyshev_step; field).
    destruct (lt_eq_lt_dec (S i) k) as [[N|E]|N].
    + replace (k - S i + (S i - k))%nat with (S (k - S (S i))) by lia.
      replace (k - i + (i - k))%nat with (S (S (k - S (S i)))) by lia.
      replace (k - S (S i) + (S (S i) - k))%nat with (k - S (S i))%nat by lia. rewrite chebyshev_step. field.
    + replace (k - S i + (S i - k))%nat with O by lia. replace (k - i + (i - k))%nat with 1%nat by lia.
      replace (k - S (S i) + (S (S i) - k))%nat with 1%nat by lia. simpl. field.
    + replace (k - S i + (S i - k))%nat with (S (i - k)) by lia.
      replace (k - i + (i - k))%nat with (i - k)%nat by lia.
      replace (k - S (S i) + (S (S i) - k))%nat with (S (S (i - k))) by lia. rewrite chebyshev_step. field.
Qed.

Lemma profile_energy k tau far : (1 <= k)%nat ->
  bent k tau (fun i => zero i - profile k far tau i) (2 * k) = 2 * far ^ 2 * least_bent tau k.
Proof.
  intros K. rewrite two_ways by exact K. unfold least_bent.
  pose proof (sum_backwards (fun j => edge tau (chebyshev j tau) (chebyshev (S j) tau)) k 0) as B.
  change (0 + k)%nat with k in B. rewrite B. change (total 0 _) with 0. clear B.
  rewrite (total_same _ _ (fun j => 2 * far ^ 2 * edge tau (chebyshev (k - S j) tau) (chebyshev (S (k - S j)) tau)
    + 0 * 0)); [rewrite total_combined; ring|].
  intros j J.
  assert (V : forall i, (i <= k)%nat ->
    right k (fun i => zero i - profile k far tau i) i = - (far * chebyshev (k - i) tau)).
  { intros i I. unfold right, zero, profile.
    destruct i as [|i]; [replace (k - 0 + (0 - k))%nat with (k - 0)%nat by lia; ring|].
    replace (k - (2 * k - S i) + (2 * k - S i - k))%nat with (k - S i)%nat by lia. ring. }
  rewrite !V by lia. unfold profile, zero, edge.
  replace (k - j + (j - k))%nat with (k - j)%nat by lia. replace (k - S j + (S j - k))%nat with (k - S j)%nat by lia.
  replace (S (k - S j)) with (k - j)%nat by lia. field.
Qed.

Lemma best_vector k mu L b : (1 <= k)%nat -> 0 < mu < L ->
  exists p : nat -> R, (forall w, f k mu L b p <= f k mu L b w) /\
  forall w, w k = 0 ->
  (f k mu L b zero - f k mu L b p) / chebyshev k ((L + mu) / (L - mu)) ^ 2 <= f k mu L b w - f k mu L b p.
Proof.
  intros K H. set (tau := (L + mu) / (L - mu)).
  pose proof (tau_beyond mu L H) as T. fold tau in T.
  set (far := b / ((L - mu) / 2 * (tau * chebyshev k tau - chebyshev (k - 1) tau))).
  pose (p := profile k far tau). exists p.
  assert (G : forall w, f k mu L b w - f k mu L b p = (L - mu) / 4 * bent k tau (fun i => w i - p i) (2 * k)).
  { intros w. pose proof (expansion k mu L b w p K) as E. cbv zeta in E. rewrite energy in E by (assumption || lra).
    fold tau in E. enough (D : dot k (gradient k mu L b p) (fun i => w i - p i) = 0) by (rewrite D in E; lra).
    unfold dot, inner. rewrite (total_same _ _ (fun _ => 0 * 0 + 0 * 0)); [rewrite total_combined; ring|].
    intros i I. unfold p, far, tau. rewrite profile_stationary by assumption. ring. }
  split.
  - intros w. pose proof (all_curvatures_are_within k mu L (fun i => w i - p i) K ltac:(lra)) as [C _].
    rewrite energy in C by (assumption || lra). fold tau in C. specialize (G w).
    assert (Q : 0 <= dot k (fun i => w i - p i) (fun i => w i - p i)); [|nra].
    unfold dot, inner. generalize (2 * k)%nat. intros n. induction n as [|n IH]; [simpl; lra|].
    rewrite sum_more. apply Rplus_le_le_0_compat; [exact IH | apply Rle_0_sqr].
  - intros w W. pose proof (chebyshev_grows k tau T) as B.
    assert (S2 : 0 < chebyshev k tau ^ 2) by (apply pow_lt; lra).
    apply Rmult_le_reg_r with (chebyshev k tau ^ 2); [exact S2|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r, !G by lra. unfold p at 1.
    rewrite profile_energy by exact K.
    pose proof (at_least k tau (fun i => w i - p i) far K T) as E.
    assert (V : w k - p k = - far) by (rewrite W; unfold p, profile; rewrite Nat.sub_diag; simpl; ring).
    apply E in V. rewrite (Rmult_assoc _ (bent _ _ _ _)). apply Rmult_le_compat_l; lra.
Qed.

Theorem no_vector_is_better :
  forall (k : nat) (mu L b : R), (1 <= k)%nat -> 0 < mu < L ->
  exists least : R, minimum k mu L b least /\
  forall w : nat -> R, w k = 0 ->
  (f k mu L b zero - least) / chebyshev k ((L + mu) / (L - mu)) ^ 2 <= f k mu L b w - least.
Proof.
  intros k mu L b K H. destruct (best_vector k mu L b K H) as [p [M B]].
  exists (f k mu L b p). split; [split; [now exists p | exact M] | exact B].
Qed.

(* What no gradient has reached: the vertices at distance t and more, by the kernel's step of the light cone. *)
Lemma untouched k mu L b w : mu < L -> moves_along_its_gradients k mu L b w ->
  forall t i, (t <= i)%nat -> (t + i <= 2 * k)%nat -> (i < 2 * k)%nat -> w t i = 0.
Proof.
  intros H [W0 M]. intros t. induction t as [[|t] IH] using lt_wf_ind; intros i B E I; [now apply W0|].
  destruct (M t) as [c C]. rewrite C by exact I.
  rewrite (total_same _ _ (fun _ => 0 * 0 + 0 * 0)); [rewrite total_combined; ring|].
  intros s Q. enough (G : gradient k mu L b (w s) i = 0) by (rewrite G; ring).
  destruct i as [|i]; [lia|]. unfold gradient. rewrite A_slope by exact H.
  assert (X : w s (before k (S i)) = 0) by (rewrite before_inside by exact I; apply IH; lia).
  assert (Y : w s (S i) = 0) by (apply IH; lia).
  assert (Z : w s (after k (S i)) = 0).
  { destruct (Nat.eq_dec (S (S i)) (2 * k)) as [F|F]; [rewrite after_last by exact F | rewrite after_inside by lia];
      apply IH; lia. }
  pose proof (one_step_of_the_light_cone _ _ ((L - mu) / 2) _ ((L + mu) / (L - mu)) X Y Z). lra.
Qed.

Theorem no_method_is_better :
  forall (k : nat) (mu L b : R) (w : nat -> nat -> R), (1 <= k)%nat -> 0 < mu < L ->
  moves_along_its_gradients k mu L b w ->
  w k k = 0 /\
  exists least : R, minimum k mu L b least /\
  (f k mu L b zero - least) / chebyshev k ((L + mu) / (L - mu)) ^ 2 <= f k mu L b (w k) - least.
Proof.
  intros k mu L b w K H M.
  assert (Z : w k k = 0) by (apply (untouched k mu L b w); trivial; lra || lia).
  split; [exact Z|]. destruct (no_vector_is_better k mu L b K H) as [least [F B]]. exists least. auto.
Qed.

(* One step of gradient descent on the ring of two vertices: the bound is attained, and is not 0. *)
Theorem no_method_is_better_witness :
  exists (w : nat -> nat -> R) (least : R),
  moves_along_its_gradients 1 1 3 1 w /\ minimum 1 1 3 1 least /\ least < f 1 1 3 1 zero /\
  f 1 1 3 1 (w 1%nat) - least = (f 1 1 3 1 zero - least) / chebyshev 1 ((3 + 1) / (3 - 1)) ^ 2.
Proof.
  assert (P : forall v, A 1 1 3 v 0 = 2 * v 0%nat - v 1%nat /\ A 1 1 3 v 1 = 2 * v 1%nat - v 0%nat).
  { intros v. unfold A, laplacian. change (after 1 0) with 1%nat. change (before 1 0) with 1%nat.
    change (after 1 1) with 0%nat. change (before 1 1) with 0%nat. split; field. }
  assert (G : forall v,
    gradient 1 1 3 1 v 0 = 2 * v 0%nat - v 1%nat - 1 /\ gradient 1 1 3 1 v 1 = 2 * v 1%nat - v 0%nat)
    by (intros v; unfold gradient; destruct (P v) as [-> ->]; split; ring).
  assert (V : forall v, f 1 1 3 1 v = v 0%nat ^ 2 - v 0%nat * v 1%nat + v 1%nat ^ 2 - v 0%nat)
    by (intros v; unfold f, dot, inner; simpl; destruct (P v) as [-> ->]; field).
  pose (g := fix g t := match t with
    | O => (0, 0)
    | S n => let (x, y) := g n in (x - (2 * x - y - 1) / 2, y - (2 * y - x) / 2)
    end).
  exists (fun t i => match i with O => fst (g t) | _ => snd (g t) end), (-1 / 3). split; [split|split; [split|split]].
  - intros [|i] _; reflexivity.
  - intros t. exists (fun _ _ => - / 2). intros i I. induction t as [|t IH].
    + destruct i as [|[|i]]; [..|lia]; cbv [total]; [rewrite (proj1 (G _)) | rewrite (proj2 (G _))]; simpl; field.
    + rewrite sum_more, <- IH. destruct i as [|[|i]]; [..|lia]; [rewrite (proj1 (G _)) | rewrite (proj2 (G _))];
        change (g (S (S t))) with (let (x, y) := g (S t) in (x - (2 * x - y - 1) / 2, y - (2 * y - x) / 2));
        destruct (g (S t)); simpl; field.
  - exists (fun i => match i with O => 2 / 3 | _ => 1 / 3 end). rewrite V. field.
  - intros v. rewrite V. pose proof (pow2_ge_0 (v 0%nat - v 1%nat / 2 - 1 / 2)).
    pose proof (pow2_ge_0 (v 1%nat - 1 / 3)). nra.
  - rewrite V. unfold zero. lra.
  - rewrite !V. unfold zero. simpl. field.
Qed.

Theorem no_vector_is_better_witness :
  exists (w : nat -> R) (least : R),
  w 1%nat = 0 /\ minimum 1 1 3 1 least /\ least < f 1 1 3 1 zero /\
  f 1 1 3 1 w - least = (f 1 1 3 1 zero - least) / chebyshev 1 ((3 + 1) / (3 - 1)) ^ 2.
Proof.
  destruct no_method_is_better_witness as [w [least [M H]]]. exists (w 1%nat), least. split; [|exact H].
  apply (no_method_is_better 1 1 3 1 w); trivial. lra.
Qed.

(* The smallest polynomial. F(T_m) = F(1) T_m(tau), as sum'' of (-1)^j T_m(x_j) telescopes to 0 for m < k. *)
Lemma plain k m : (m < k)%nat -> halved (fun j => (-1) ^ j * chebyshev m (node k j)) k = 0.
Proof.
  intros K. set (phi := INR m * (PI / INR k)).
  assert (T : forall n, 2 * (1 + cos phi) * halved (fun j => (-1) ^ j * chebyshev m (node k j)) n
    = - sin phi * ((-1) ^ n * sin (INR n * phi))).
  { induction n as [|n IH]; [simpl; rewrite Rmult_0_l, sin_0; ring|].
    cbn [halved]. rewrite Rmult_plus_distr_l, IH, !chebyshev_node. fold phi. simpl pow.
    replace (INR (S n) * phi) with (INR n * phi + phi) by (rewrite S_INR; ring). rewrite sin_plus, cos_plus.
    pose proof (sin2_cos2 phi) as Q. unfold Rsqr in Q. set (s := sin phi) in *. set (c := cos phi) in *.
    match goal with |- ?l = ?r => replace l with (r + (-1) ^ n * cos (INR n * phi) * (1 - c * c - s * s)) by field end.
    replace (1 - c * c - s * s) with 0 by lra. ring. }
  specialize (T k). pose proof (before_pi k m K) as P. fold phi in P.
  replace (INR k * phi) with (INR m * PI) in T by (symmetry; apply last_angle; lia).
  rewrite (proj2 (half_turns m)) in T.
  apply (Rmult_eq_reg_l (2 * (1 + cos phi))); [rewrite T; ring | lra].
Qed.

Lemma F_times k tau m : (m < k)%nat -> 1 < tau ->
  F k tau (fun x => x * chebyshev m x) = tau * F k tau (chebyshev m).
Proof.
  intros K T. pose proof (plain k m K) as P.
  replace (tau * F k tau (chebyshev m)) with (tau * F k tau (chebyshev m) + -1 * 0) by ring.
  rewrite <- P. unfold F, moment. rewrite <- halved_linear. apply halved_same. intros j.
  destruct (beyond k tau j T) as [I _]. set (x := node k j) in *.
  transitivity ((-1) ^ j * chebyshev m x * (tau * inverse k tau j - (tau - x) * inverse k tau j));
    [ring | rewrite I; ring].
Qed.

Lemma proportional_chebyshev k tau m : (m <= k)%nat -> 1 < tau -> proportional k tau (chebyshev m).
Proof.
  intros K T. revert m K.
  enough (forall m, ((m <= k)%nat -> proportional k tau (chebyshev m)) /\
    ((S m <= k)%nat -> proportional k tau (chebyshev (S m)))) by (intros m; apply H).
  induction m as [|m [IH IH']]; [split; intros K|split; [exact IH'|intros K]].
  - unfold proportional. change (chebyshev 0 tau) with 1. ring.
  - unfold proportional. pose proof (F_times k tau 0 ltac:(lia) T) as E. rewrite (F_same k tau _ (chebyshev 1)) in E
      by (intros x; simpl; ring). rewrite E. simpl. ring.
  - apply (proportional_same k tau (fun x => 2 * (x * chebyshev (S m) x) + -1 * chebyshev m x));
      [intros x; rewrite chebyshev_step; ring|].
    apply proportional_linear; [|apply IH; lia]. unfold proportional. rewrite F_times by (trivial; lia).
    rewrite IH' by lia. ring.
Qed.

(* The nodes' weights have the sum of moduli F(T_k). *)
Lemma bounded k tau g most : (1 <= k)%nat -> 1 < tau -> proportional k tau g ->
  (forall j, (j <= k)%nat -> Rabs (g (node k j)) <= most) -> Rabs (g tau) <= chebyshev k tau * most.
Proof.
  intros K T P B. set (weights := halved (inverse k tau)).
  assert (I : forall j, 0 < inverse k tau j) by (intros j; now apply beyond).
  assert (O : forall n, 0 < weights (S n)).
  { induction n as [|n IH]; unfold weights in *; simpl in *; [pose proof (I O); pose proof (I 1%nat); lra|].
    pose proof (I (S n)). pose proof (I (S (S n))). lra. }
  set (term := fun j => (-1) ^ j * g (node k j) * inverse k tau j).
  assert (V : forall j, (j <= k)%nat -> Rabs (term j) <= most * inverse k tau j).
  { intros j J. unfold term. rewrite !Rabs_mult, pow_1_abs, Rmult_1_l, (Rabs_right (inverse k tau j))
      by (pose proof (I j); lra). apply Rmult_le_compat_r; [apply Rlt_le, I | now apply B]. }
  assert (W : forall n, (n <= k)%nat -> Rabs (halved term n) <= most * weights n).
  { induction n as [|n IH]; intros N; [simpl; rewrite Rabs_R0; unfold weights; simpl; lra|].
    specialize (IH ltac:(lia)). unfold weights in *. cbn [halved].
    pose proof (V n ltac:(lia)) as V0. pose proof (V (S n) N) as V1.
    pose proof (Rabs_triang (halved term n) ((term n + term (S n)) / 2)) as R1.
    pose proof (Rabs_triang (term n) (term (S n))) as R2.
    assert (R3 : Rabs ((term n + term (S n)) / 2) = Rabs (term n + term (S n)) / 2)
      by (unfold Rdiv; rewrite Rabs_mult, (Rabs_right (/ 2)); lra). lra. }
  assert (E : F k tau (chebyshev k) = weights k).
  { apply halved_same. intros j. rewrite chebyshev_node.
    replace (INR k * (PI / INR k)) with PI by (apply le_INR in K; simpl in K; field; lra).
    rewrite (proj1 (half_turns j)), <- Rpow_mult_distr. replace (-1 * -1) with 1 by ring. rewrite pow1. ring. }
  specialize (W k (Nat.le_refl k)). change (halved term k) with (F k tau g) in W. rewrite P, Rabs_mult in W.
  pose proof (proportional_chebyshev k tau k (Nat.le_refl k) T) as C. unfold proportional in C. rewrite E in C.
  destruct k as [|n]; [lia|]. specialize (O n). pose proof (chebyshev_grows (S n) tau T) as G.
  set (first := F (S n) tau (chebyshev 0)) in *. rewrite C in W, O.
  assert (0 < first) by nra. rewrite (Rabs_right first) in W by lra.
  apply Rmult_le_reg_l with first; lra.
Qed.

Theorem no_polynomial_is_smaller :
  forall (k : nat) (a : nat -> R) (mu L : R), 0 < mu < L -> polynomial a k 0 = 1 ->
  exists lam : R, mu <= lam <= L /\ / chebyshev k ((L + mu) / (L - mu)) <= Rabs (polynomial a k lam).
Proof.
  intros k a mu L H Z. apply on_an_interval; [easy|easy|]. intros u v most K B. pose proof (tau_beyond mu L H) as T.
  apply (bounded k _ (fun x => polynomial a k (u + v * x))); trivial. apply proportional_polynomial.
  intros m M. now apply proportional_chebyshev.
Qed.

Theorem no_polynomial_is_smaller_witness :
  exists (a : nat -> R) (mu L : R), 0 < mu < L /\ polynomial a 1 0 = 1 /\ 1 < chebyshev 1 ((L + mu) / (L - mu)) /\
  forall lam : R, mu <= lam <= L -> Rabs (polynomial a 1 lam) <= / chebyshev 1 ((L + mu) / (L - mu)).
Proof.
  exists (fun i => match i with O => 1 | _ => - / 2 end), 1, 3. unfold polynomial. simpl.
  split; [lra | split; [ring | split; [lra|]]]. intros lam B.
  replace (/ ((3 + 1) / (3 - 1))) with (/ 2) by field. apply Rabs_le. lra.
Qed.

End Joint.

(* false: w k = 0 -> ==> True -> *)
(* false: ^ 2 <= f k mu L b w - least ==> ^ 2 < f k mu L b w - least *)
(* false: ^ 2 <= f k mu L b w - least ==> ^ 1 <= f k mu L b w - least *)
(* false: w k k = 0 /\ ==> w (S k) k = 0 /\ *)
(* false: f k mu L b (w k) - least ==> f k mu L b (w (S k)) - least *)
(* false: (1 <= k)%nat -> mu < L -> ==> (1 <= k)%nat -> True -> *)
(* false: ((L + mu) / (L - mu)) <= Rabs ==> ((L + mu) / (L - mu)) < Rabs *)
