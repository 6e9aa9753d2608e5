(* color.carries-through: with A = L_G + C, C = sum_{i in D} e_i e_i^T, min(lambda_2, 2) |D|/(4 n) <= lambda_1(A) <=
   |D|/n and lambda_n(L_G) n/|D| <= kappa(A) <= (lambda_n(L_G) + 1) 4 n/(|D| min(lambda_2, 2)) on every finite graph;
   the complete graph with |D| = 1 has kappa(A) >= n^2.

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of different vertices in
   either order; one that is there m times is in the list m times. D says of each vertex whether it is in D, and
   `members n D` is |D|. `laplacian E` is L_G by its entries: the degrees, and minus the number of the edges between
   i and j; `system E D` is A. `inner n x (image n M y)` is x^T M y. `first_eigenvalue` and `last_eigenvalue` are the
   least and the largest value of x^T M x/|x|^2, with an eigenvector; `second_eigenvalue` is lambda_2(L_G), the least
   of them on the vectors of sum 0, by Courant and Fischer. `complete`: one edge between any two vertices.

   What is proved where: `at_most_the_share`, `at_least_the_share`, `kappa_by_the_share`, `complete_graph`, each with
   sums over the graph itself in place of the runs of the kernel's theorems, which make the inequalities. The numbers
   of the path of four vertices, and of a path with one end in D, are left to the kernel. *)
(* uses: Sums, Graphs, Laplacians *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Laplacians.

(* The size of D. *)
Definition members (n : nat) (D : nat -> bool) : nat := length (filter D (seq 0 n)).

(* The matrix of the problem. *)
Definition system (E : list edge) (D : nat -> bool) (i j : nat) : R :=
  laplacian E i j + if Nat.eqb i j then mark D i else 0.

Definition first_eigenvalue (n : nat) (M : nat -> nat -> R) (lambda : R) : Prop :=
  (exists x, eigenvector n M lambda x) /\ forall x, lambda * inner n x x <= inner n x (image n M x).

Definition last_eigenvalue (n : nat) (M : nat -> nat -> R) (lambda : R) : Prop :=
  (exists x, eigenvector n M lambda x) /\ forall x, inner n x (image n M x) <= lambda * inner n x x.

Definition complete (n : nat) (E : list edge) : Prop :=
  graph n E /\ forall i j, (i < n)%nat -> (j < n)%nat -> i <> j -> between E i j = 1%nat.

(* The form of A. *)
Definition own (n : nat) (D : nat -> bool) (x : nat -> R) : R := total (fun i => mark D i * x i ^ 2) (seq 0 n).

Lemma whole_form n E D x :
  inner n x (image n (system E D) x) = inner n x (image n (laplacian E) x) + own n D x.
Proof.
  unfold inner, own. rewrite <- (Rmult_1_l (total (fun i => x i * image n (laplacian E) x i) (seq 0 n))).
  rewrite <- (Rmult_1_l (total (fun i => mark D i * x i ^ 2) (seq 0 n))), <- total_combined.
  apply total_same. intros i I. apply in_range in I.
  assert (R : image n (system E D) x i = 1 * image n (laplacian E) x i + mark D i * x i).
  { unfold image. rewrite (total_same _ (fun j => 1 * (laplacian E i j * x j) + mark D i * (basis i j * x j))).
    - rewrite total_combined, pick by assumption. reflexivity.
    - intros j _. unfold system, basis. rewrite (Nat.eqb_sym j i). destruct (Nat.eqb i j); ring. }
  rewrite R. ring.
Qed.

Lemma own_between n D x : 0 <= own n D x <= inner n x x.
Proof.
  unfold own, inner. split.
  - apply total_positive. intros i. generalize (pow2_ge_0 (x i)). unfold mark. destruct (D i); lra.
  - apply total_less. intros i _. unfold mark. destruct (D i); nra.
Qed.

(* The vector of ones. *)
Lemma ones_run (D : nat -> bool) l : run_1 (total (mark D) l) (INR (length l)) 0.
Proof.
  induction l as [|i l IH]; [constructor|]. cbn [total length]. rewrite S_INR.
  apply (run_1_step _ _ _ 0 (mark D i) IH). unfold mark. destruct (D i); ring.
Qed.

Lemma members_total n D : INR (members n D) = total (mark D) (seq 0 n).
Proof. unfold members. now rewrite number. Qed.

Theorem at_most_the_share : forall n E D lambda_1,
  graph n E ->
  first_eigenvalue n (system E D) lambda_1 ->
  lambda_1 <= INR (members n D) / INR n.
Proof.
  intros n E D lambda_1 G [(x & X) least]. destruct X as [_ (i & I & _)].
  assert (P : 0 < INR n) by (apply lt_0_INR; lia).
  specialize (least (fun _ => 1)). rewrite whole_form, form in least by assumption.
  rewrite (total_none (fun e : edge => (1 - 1) ^ 2)) in least by (intros; ring).
  unfold inner, own in least. rewrite total_constant, seq_length in least.
  rewrite (total_same _ (mark D)) in least by (intros; ring).
  assert (R := ones_run D (seq 0 n)). rewrite seq_length in R.
  generalize (ones lambda_1 _ _ _ R ltac:(lra)). rewrite members_total. intros Q.
  apply Rmult_le_reg_r with (INR n); [assumption|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(* The mean and the rest. *)
Lemma share_run (D : nat -> bool) a y l : run_3 a (INR (length l)) (total (mark D) l)
  (total (fun i => (a + y i) * (a + y i)) l) (total (fun i => y i * y i) l) (total y l)
  (total (fun i => mark D i * (a + y i) ^ 2) l).
Proof.
  induction l as [|i l IH]; [constructor|]. cbn [total length]. rewrite S_INR.
  assert (T := run_3_step _ _ _ _ _ _ _ (mark D i) (y i) IH). refine ((fun K => _) (T _)).
  - same_state K.
  - unfold mark. destruct (D i); ring.
Qed.

Theorem at_least_the_share : forall n E D lambda_1 lambda_2,
  graph n E ->
  first_eigenvalue n (system E D) lambda_1 -> second_eigenvalue n E lambda_2 ->
  Rmin lambda_2 2 * (INR (members n D) / (4 * INR n)) <= lambda_1.
Proof.
  intros n E D lambda_1 lambda_2 G [(x & X) _] [(z & Z & _) least].
  destruct (rayleigh n _ lambda_2 z Z) as [FZ NZ]. assert (P := form_positive n E z G).
  assert (L : 0 <= lambda_2) by (apply Rnot_lt_le; intros B; nra).
  destruct (rayleigh n _ lambda_1 x X) as [F N]. destruct X as [_ (i & I & _)].
  assert (K : 0 < INR n) by (apply lt_0_INR; lia).
  set (a := total x (seq 0 n) / INR n). set (y := fun j => x j - a).
  assert (zero : total y (seq 0 n) = 0).
  { unfold y. rewrite (total_same _ (fun j => 1 * x j + - a * 1)) by (intros; ring).
    rewrite (total_combined x (fun _ => 1)), total_constant, seq_length. unfold a. field. lra. }
  specialize (least y zero).
  assert (spread : inner n y (image n (laplacian E) y) = inner n x (image n (laplacian E) x)).
  { rewrite !form by assumption. apply total_same. intros e _. unfold y. ring. }
  assert (R := share_run D a y (seq 0 n)). rewrite seq_length in R.
  assert (m2 := Rmin_r lambda_2 2). assert (ml := Rmin_l lambda_2 2).
  assert (m0 : 0 <= Rmin lambda_2 2) by (apply Rmin_glb; lra).
  rewrite spread in least. fold (inner n y y) in R.
  generalize (by_the_share_of_D _ _ _ lambda_2 (Rmin lambda_2 2) _ _ _ (inner n x (image n (laplacian E) x)) _
    R zero ltac:(lra) m0 ltac:(lra) ltac:(lra)).
  rewrite (total_same (fun i => (a + y i) * (a + y i)) (fun j => x j * x j)) by (intros; unfold y; ring).
  rewrite (total_same (fun i => mark D i * (a + y i) ^ 2) (fun j => mark D j * x j ^ 2)) by (intros; unfold y; ring).
  fold (inner n x x). fold (own n D x). rewrite <- members_total. rewrite whole_form in F. intros B.
  set (m := Rmin lambda_2 2) in *. set (size := INR (members n D)) in *.
  assert (C : m * size <= 4 * INR n * lambda_1).
  { apply Rmult_le_reg_r with (inner n x x); [assumption|]. nra. }
  apply Rmult_le_reg_r with (4 * INR n); [lra|].
  replace (m * (size / (4 * INR n)) * (4 * INR n)) with (m * size) by (field; lra). lra.
Qed.

Theorem kappa_by_the_share : forall n E D lambda_1 lambda_2 lambda_n last,
  graph n E ->
  first_eigenvalue n (system E D) lambda_1 -> last_eigenvalue n (system E D) lambda_n ->
  second_eigenvalue n E lambda_2 -> last_eigenvalue n (laplacian E) last ->
  0 < lambda_2 -> (1 <= members n D)%nat ->
  last <= lambda_n <= last + 1 /\
  last * (INR n / INR (members n D)) <= lambda_n / lambda_1 <=
    (last + 1) * (4 * INR n / (INR (members n D) * Rmin lambda_2 2)).
Proof.
  intros n E D lambda_1 lambda_2 lambda_n last G first highest second top L one.
  assert (A := at_most_the_share n E D lambda_1 G first).
  assert (B := at_least_the_share n E D lambda_1 lambda_2 G first second).
  apply le_INR in one. change (INR 1) with 1 in one. set (size := INR (members n D)) in *.
  destruct first as [(x & X) low]. destruct highest as [(z & Z) high], top as [(t & T) up].
  destruct (rayleigh n _ lambda_1 x X) as [F N], (rayleigh n _ lambda_n z Z) as [FZ NZ].
  destruct (rayleigh n _ last t T) as [FT NT].
  destruct X as [_ (i & I & _)]. assert (K : 0 < INR n) by (apply lt_0_INR; lia).
  assert (M : 0 < Rmin lambda_2 2) by (apply Rmin_glb_lt; lra). set (m := Rmin lambda_2 2) in *.
  assert (A' : lambda_1 * INR n <= size).
  { apply Rmult_le_compat_r with (r := INR n) in A; [|lra]. unfold Rdiv in A. rewrite Rmult_assoc, Rinv_l in A; lra. }
  assert (B' : m * size <= 4 * lambda_1 * INR n).
  { apply Rmult_le_compat_r with (r := 4 * INR n) in B; [|lra].
    replace (m * (size / (4 * INR n)) * (4 * INR n)) with (m * size) in B by (field; lra). lra. }
  assert (P : 0 < lambda_1).
  { assert (Q : 0 < m * size) by (apply Rmult_lt_0_compat; lra). apply Rnot_le_lt. intros R. nra. }
  assert (over : last <= lambda_n).
  { specialize (high t). rewrite whole_form, FT in high. generalize (own_between n D t). intros.
    apply Rmult_le_reg_r with (inner n t t); lra. }
  assert (under : lambda_n <= last + 1).
  { specialize (up z). rewrite whole_form in FZ. generalize (own_between n D z). intros.
    apply Rmult_le_reg_r with (inner n z z); lra. }
  assert (Q : 0 < lambda_n).
  { specialize (low z). rewrite FZ in low. apply Rlt_le_trans with lambda_1; [assumption|].
    apply Rmult_le_reg_r with (inner n z z); lra. }
  destruct (kappa_by_the_share_of_D (lambda_n / lambda_1) lambda_1 lambda_n last m (INR n) size P
    ltac:(field; lra) ltac:(lra) ltac:(lra) ltac:(lra) K M Q ltac:(lra) ltac:(lra)) as [low' high'].
  split; [lra|]. split.
  - apply Rmult_le_reg_r with size; [lra|].
    replace (last * (INR n / size) * size) with (last * INR n) by (field; lra). lra.
  - assert (ms : 0 < size * m) by (apply Rmult_lt_0_compat; lra). apply Rmult_le_reg_r with (size * m); [assumption|].
    replace ((last + 1) * (4 * INR n / (size * m)) * (size * m)) with ((last + 1) * (4 * INR n)) by (field; lra). lra.
Qed.

(* The complete graph: e_0 - e_1, or, for one vertex, e_0. *)
Lemma complete_degree n E i : complete n E -> (i < n)%nat -> INR (degree E i) = INR n - 1.
Proof.
  intros [G one] I. rewrite <- (neighbours n E i G).
  rewrite (total_same _ (fun j => 1 * 1 + -1 * (basis i j * 1))).
  - rewrite (total_combined (fun _ => 1)), total_constant, seq_length, (pick n i (fun _ => 1)) by assumption. ring.
  - intros j J. unfold basis. destruct (Nat.eqb_spec j i) as [->|N].
    + replace (between E i i) with 0%nat; [cbn; ring|]. clear one J. unfold between.
      induction E as [|[u v] E IH]; [reflexivity|]. cbn [filter]. destruct (G u v (or_introl eq_refl)) as (_ & _ & U).
      replace (joins i i (u, v)) with false; [exact (IH (graph_tail _ _ _ G))|]. unfold joins. cbn [fst snd].
      destruct (Nat.eqb_spec u i), (Nat.eqb_spec v i); cbn; try reflexivity. now subst.
    + rewrite one; [cbn; ring|assumption|now apply in_range|congruence].
Qed.

Lemma complete_last n E D lambda_n : complete n E -> last_eigenvalue n (system E D) lambda_n ->
  (1 <= members n D)%nat -> INR n <= lambda_n.
Proof.
  intros C [(x & X) high] one. destruct n as [|[|n]].
  - destruct X as [_ (i & I & _)]. lia.
  - specialize (high (fun _ => 1)). rewrite whole_form in high.
    generalize (form_positive 1 E (fun _ => 1) (proj1 C)). intros P.
    assert (Q : own 1 D (fun _ => 1) = INR (members 1 D)).
    { rewrite members_total. unfold own. apply total_same. intros; ring. }
    rewrite Q in high. apply le_INR in one. change (INR 1) with 1 in *.
    unfold inner in high at 2. cbn [seq total] in high. lra.
  - set (m := S (S n)) in *. assert (Z : (0 < m)%nat) by (unfold m; lia). assert (O : (1 < m)%nat) by (unfold m; lia).
    set (y := fun j => 1 * basis 0 j + -1 * basis 1 j). specialize (high y). rewrite whole_form in high.
    assert (N : inner m y y = 2).
    { unfold inner. rewrite (total_same _ (fun j => 1 * (basis 0 j * y j) + -1 * (basis 1 j * y j)))
        by (intros; unfold y; ring).
      rewrite total_combined, !pick by assumption. unfold y. cbn. ring. }
    assert (R : forall i, image m (laplacian E) y i = laplacian E i 0%nat - laplacian E i 1%nat).
    { intros i. unfold image, y. rewrite (total_same _ (fun j => 1 * (basis 0 j * laplacian E i j) +
        -1 * (basis 1 j * laplacian E i j))) by (intros; ring).
      rewrite total_combined, !pick by assumption. ring. }
    assert (F : inner m y (image m (laplacian E) y) = 2 * INR m).
    { unfold inner. rewrite (total_same _ (fun j => 1 * (basis 0 j * image m (laplacian E) y j) +
        -1 * (basis 1 j * image m (laplacian E) y j))) by (intros; unfold y; ring).
      rewrite total_combined, !pick, !R by assumption. unfold laplacian. cbn [Nat.eqb].
      rewrite !(complete_degree m E) by assumption. destruct C as [_ edges].
      rewrite (edges 0 1)%nat, (edges 1 0)%nat by (assumption || lia). cbn [INR]. ring. }
    rewrite F, N in high. generalize (own_between m D y). lra.
Qed.

Lemma complete_first n E D lambda_1 : complete n E -> first_eigenvalue n (system E D) lambda_1 ->
  (1 <= members n D)%nat -> 0 < lambda_1.
Proof.
  intros [G edges] [(x & X) _] one. destruct (rayleigh n _ lambda_1 x X) as [F N]. apply Rnot_le_lt. intros L.
  rewrite whole_form in F. assert (P := form_positive n E x G). assert (Q := proj1 (own_between n D x)).
  assert (flat : inner n x (image n (laplacian E) x) = 0) by nra. assert (O : own n D x = 0) by nra.
  rewrite form in flat by assumption.
  assert (ends := ends_equal E x flat).
  assert (alike : forall i j, (i < n)%nat -> (j < n)%nat -> x i = x j).
  { intros i j I J. destruct (Nat.eq_dec i j) as [->|U]; [reflexivity|]. specialize (edges i j I J U).
    assert (one' : (1 <= between E i j)%nat) by lia. apply at_least_one in one' as ([u v] & K & T).
    unfold joins in T. cbn in T. rewrite orb_true_iff, !andb_true_iff, !Nat.eqb_eq in T.
    destruct T as [[<- <-]|[<- <-]]; [|symmetry]; now apply ends. }
  apply at_least_one in one as (k & K & T).
  assert (Z : mark D k * x k ^ 2 <= own n D x).
  { apply (summand (fun i => mark D i * x i ^ 2)); [|assumption]. intros i. unfold mark.
    destruct (D i); [generalize (pow2_ge_0 (x i))|]; lra. }
  unfold mark in Z. rewrite T, O in Z. destruct X as [_ (i & I & V)]. apply V.
  rewrite (alike i k I (in_range n k K)). nra.
Qed.

Theorem complete_graph : forall n E D lambda_1 lambda_n,
  complete n E -> (1 <= members n D)%nat ->
  first_eigenvalue n (system E D) lambda_1 -> last_eigenvalue n (system E D) lambda_n ->
  INR n ^ 2 <= lambda_n / lambda_1 * INR (members n D).
Proof.
  intros n E D lambda_1 lambda_n C one first top. assert (P := complete_first n E D lambda_1 C first one).
  assert (A := at_most_the_share n E D lambda_1 (proj1 C) first).
  assert (B := complete_last n E D lambda_n C top one). destruct first as [(x & [_ (i & I & _)]) _].
  assert (K : 1 <= INR n) by (apply (le_INR 1); lia).
  apply le_INR in one. change (INR 1) with 1 in one.
  apply Rmult_le_compat_r with (r := INR n) in A; [|lra]. unfold Rdiv in A. rewrite Rmult_assoc, Rinv_l in A by lra.
  generalize (a_complete_graph (lambda_n / lambda_1) lambda_1 lambda_n (INR n) (INR (members n D)) P
    ltac:(field; lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)). lra.
Qed.

(* Two vertices, joined, and both in D: A has the eigenvalues 1 and 3. *)
Definition edge_graph : list edge := (0, 1)%nat :: nil.

Lemma edge_complete : complete 2 edge_graph.
Proof.
  split.
  - now apply listed.
  - intros [|[|i]] [|[|j]] I J N; try lia; reflexivity.
Qed.

Lemma edge_first : first_eigenvalue 2 (system edge_graph (fun _ => true)) 1.
Proof.
  split.
  - exists (fun _ => 1). split; [|exists 0%nat; split; [lia|lra]].
    intros [|[|i]] I; [| |lia]; unfold image, system, laplacian, mark; cbn; ring.
  - intros x. unfold inner, image, system, laplacian, mark. cbn. generalize (pow2_ge_0 (x 0%nat - x 1%nat)). lra.
Qed.

Lemma edge_last : last_eigenvalue 2 (system edge_graph (fun _ => true)) 3.
Proof.
  split.
  - exists (fun i => 1 - 2 * INR i). split; [|exists 0%nat; split; [lia|cbn; lra]].
    intros [|[|i]] I; [| |lia]; unfold image, system, laplacian, mark; cbn; ring.
  - intros x. unfold inner, image, system, laplacian, mark. cbn. generalize (pow2_ge_0 (x 0%nat + x 1%nat)). lra.
Qed.

Lemma edge_second : second_eigenvalue 2 edge_graph 2.
Proof.
  split.
  - exists (fun i => 1 - 2 * INR i). split; [|cbn; ring]. split; [|exists 0%nat; split; [lia|cbn; lra]].
    intros [|[|i]] I; [| |lia]; unfold image, laplacian; cbn; ring.
  - intros x Z. unfold inner, image, laplacian. cbn in *. replace (x 1%nat) with (- x 0%nat) by lra. lra.
Qed.

Lemma edge_top : last_eigenvalue 2 (laplacian edge_graph) 2.
Proof.
  split.
  - exists (fun i => 1 - 2 * INR i). split; [|exists 0%nat; split; [lia|cbn; lra]].
    intros [|[|i]] I; [| |lia]; unfold image, laplacian; cbn; ring.
  - intros x. unfold inner, image, laplacian. cbn. generalize (pow2_ge_0 (x 0%nat + x 1%nat)). lra.
Qed.

Theorem at_most_the_share_witness : exists n E D,
  graph n E /\ first_eigenvalue n (system E D) 1 /\ members n D = n /\ n = 2%nat.
Proof.
  exists 2%nat, edge_graph, (fun _ => true). split; [exact (proj1 edge_complete)|]. now split; [exact edge_first|].
Qed.

Theorem at_least_the_share_witness : exists n E D, graph n E /\
  first_eigenvalue n (system E D) 1 /\ second_eigenvalue n E 2 /\ members n D = 2%nat.
Proof.
  exists 2%nat, edge_graph, (fun _ => true). split; [exact (proj1 edge_complete)|].
  split; [exact edge_first|]. now split; [exact edge_second|].
Qed.

Theorem kappa_by_the_share_witness : exists n E D, graph n E /\
  first_eigenvalue n (system E D) 1 /\ last_eigenvalue n (system E D) 3 /\
  second_eigenvalue n E 2 /\ last_eigenvalue n (laplacian E) 2 /\ members n D = 2%nat.
Proof.
  exists 2%nat, edge_graph, (fun _ => true). split; [exact (proj1 edge_complete)|]. split; [exact edge_first|].
  split; [exact edge_last|]. split; [exact edge_second|]. now split; [exact edge_top|].
Qed.

Theorem complete_graph_witness : exists n E D, complete n E /\ members n D = 2%nat /\ n = 2%nat /\
  first_eigenvalue n (system E D) 1 /\ last_eigenvalue n (system E D) 3.
Proof.
  exists 2%nat, edge_graph, (fun _ => true). split; [exact edge_complete|]. split; [reflexivity|].
  split; [reflexivity|]. split; [exact edge_first|exact edge_last].
Qed.

End Joint.

(* false: lambda_1 <= INR (members n D) / INR n ==> lambda_1 < INR (members n D) / INR n *)
(* false: Rmin lambda_2 2 * (INR (members n D) / (4 * INR n)) ==> Rmin lambda_2 2 * (INR (members n D) / (2 * INR n)) *)
(* false: last <= lambda_n <= last + 1 ==> last <= lambda_n < last + 1 *)
(* false: INR n ^ 2 <= ==> INR n ^ 2 < *)
(* false: complete n E -> (1 <= members n D)%nat -> ==> graph n E -> (1 <= members n D)%nat -> *)
