(* color.null-vector: L_G (1, .., 1)^T = 0; L_G x = lambda x and x <> 0 make lambda >= 0; L_G x = 0 makes x_i = x_j
   for joined i and j; on every finite graph. So 0 is the first eigenvalue, and it has no eigenvector but the
   constants if, and only if, the graph is connected.

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of different vertices in
   either order; one that is there m times is in the list m times. `laplacian E` is L_G by its entries: the degrees,
   and minus the number of the edges between i and j. `image n M x` is M x. An eigenvector is not 0, and M x = lambda
   x in its components below n. `joined E i j`: edges, one after the other, lead from i to j.

   What is proved where: `ones`, `zero_is_the_first`, `equal_where_joined` are the three parts, and
   `only_constants_iff_connected` the last sentence. That x^T L_G x is the sum over the edges, a hypothesis of the
   kernel's `no_negative_eigenvalue`, is the lemma `by_edges`. *)
From Coq Require Import List Arith Lia Bool.

Module Joint.

(* The graph: its vertices are 0 .. n-1, E is the list of its edges. *)
Definition edge : Type := (nat * nat)%type.

Definition graph (n : nat) (E : list edge) : Prop :=
  forall u v, In (u, v) E -> (u < n)%nat /\ (v < n)%nat /\ u <> v.

Definition touches (i : nat) (e : edge) : bool := Nat.eqb (fst e) i || Nat.eqb (snd e) i.

Definition joins (i j : nat) (e : edge) : bool :=
  (Nat.eqb (fst e) i && Nat.eqb (snd e) j) || (Nat.eqb (fst e) j && Nat.eqb (snd e) i).

Definition degree (E : list edge) (i : nat) : nat := length (filter (touches i) E).
Definition between (E : list edge) (i j : nat) : nat := length (filter (joins i j) E).

(* Sums, vectors and matrices. *)
Fixpoint total {A : Type} (f : A -> R) (l : list A) : R :=
  match l with nil => 0 | a :: l' => f a + total f l' end.

Definition inner (n : nat) (x y : nat -> R) : R := total (fun i => x i * y i) (seq 0 n).
Definition image (n : nat) (M : nat -> nat -> R) (x : nat -> R) (i : nat) : R := total (fun j => M i j * x j) (seq 0 n).
Definition basis (i : nat) : nat -> R := fun j => if Nat.eqb j i then 1 else 0.

(* The Laplacian by its entries. *)
Definition laplacian (E : list edge) (i j : nat) : R :=
  if Nat.eqb i j then INR (degree E i) else - INR (between E i j).

Definition eigenvector (n : nat) (M : nat -> nat -> R) (lambda : R) (x : nat -> R) : Prop :=
  (forall i, (i < n)%nat -> image n M x i = lambda * x i) /\ exists i, (i < n)%nat /\ x i <> 0.

(* Joined by edges, one after the other. *)
Inductive joined (E : list edge) (i : nat) : nat -> Prop :=
  | joined_to_itself : joined E i i
  | joined_by_one_more : forall u v, joined E i u -> In (u, v) E \/ In (v, u) E -> joined E i v.

Definition connected (n : nat) (E : list edge) : Prop := forall i j, (i < n)%nat -> (j < n)%nat -> joined E i j.

(* Sums. *)
Lemma total_same {A : Type} (f g : A -> R) l : (forall a, In a l -> f a = g a) -> total f l = total g l.
Proof.
  induction l as [|a l IH]; intros H; [reflexivity|]. cbn. rewrite H by now left.
  rewrite IH; [reflexivity|]. intros b I. apply H. now right.
Qed.

Lemma total_none {A : Type} (f : A -> R) l : (forall a, f a = 0) -> total f l = 0.
Proof. intros H. induction l as [|a l IH]; cbn; [|rewrite H, IH]; ring. Qed.

Lemma total_combined {A : Type} (f g : A -> R) a b l :
  total (fun i => a * f i + b * g i) l = a * total f l + b * total g l.
Proof. induction l as [|i l IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_basis k f l : NoDup l -> In k l -> total (fun i => basis k i * f i) l = f k.
Proof.
  assert (Z : forall l, ~ In k l -> total (fun i => basis k i * f i) l = 0).
  { intros m. induction m as [|i m IH]; intros O; cbn; [reflexivity|]. rewrite IH by (intros K; apply O; now right).
    unfold basis. destruct (Nat.eqb_spec i k); [exfalso; apply O; now left|ring]. }
  induction 1 as [|i l O N IH]; intros I; [easy|]. cbn. destruct I as [->|I].
  - rewrite (Z l O). unfold basis. rewrite Nat.eqb_refl. ring.
  - rewrite (IH I). unfold basis. destruct (Nat.eqb_spec i k); [now subst|ring].
Qed.

Lemma pick n k f : (k < n)%nat -> total (fun i => basis k i * f i) (seq 0 n) = f k.
Proof. intros H. apply total_basis; [apply seq_NoDup|apply in_seq; lia]. Qed.

(* One edge more. *)
Lemma edge_degree E u v i : u <> v -> INR (degree ((u, v) :: E) i) = basis u i + basis v i + INR (degree E i).
Proof.
  intros H. unfold degree, basis, touches. cbn [filter fst snd].
  destruct (Nat.eqb_spec u i), (Nat.eqb_spec v i), (Nat.eqb_spec i u), (Nat.eqb_spec i v); subst; try easy;
  cbn [orb length]; rewrite ?S_INR; ring.
Qed.

Lemma edge_between E u v i j : u <> v ->
  INR (between ((u, v) :: E) i j) = basis u i * basis v j + basis v i * basis u j + INR (between E i j).
Proof.
  intros H. unfold between, basis, joins. cbn [filter fst snd].
  destruct (Nat.eqb_spec u i), (Nat.eqb_spec v j), (Nat.eqb_spec u j), (Nat.eqb_spec v i), (Nat.eqb_spec i u),
    (Nat.eqb_spec j v), (Nat.eqb_spec j u), (Nat.eqb_spec i v); subst; try easy;
  cbn [orb andb length]; rewrite ?S_INR; ring.
Qed.

Lemma edge_entry E u v i j : u <> v ->
  laplacian ((u, v) :: E) i j = (basis u i - basis v i) * (basis u j - basis v j) + laplacian E i j.
Proof.
  intros H. unfold laplacian. rewrite edge_degree, edge_between by assumption.
  destruct (Nat.eqb_spec i j) as [<-|N]; unfold basis;
  destruct (Nat.eqb_spec i u), (Nat.eqb_spec i v); try destruct (Nat.eqb_spec j u); try destruct (Nat.eqb_spec j v);
  subst; try easy; ring.
Qed.

Lemma graph_tail n e E : graph n (e :: E) -> graph n E.
Proof. intros G u v H. apply G. now right. Qed.

(* (L y)_i is the sum of y_i - y_j over the edges at i. *)
Lemma row n E y i : graph n E -> image n (laplacian E) y i =
  total (fun e => (basis (fst e) i - basis (snd e) i) * (y (fst e) - y (snd e))) E.
Proof.
  induction E as [|[u v] E IH]; intros G; unfold image.
  - apply total_none. intros j. unfold laplacian. cbn. destruct (Nat.eqb i j); ring.
  - destruct (G u v (or_introl eq_refl)) as (U & V & N). cbn [total fst snd].
    rewrite <- (IH (graph_tail _ _ _ G)). unfold image.
    rewrite (total_same _ (fun j => (basis u i - basis v i) *
      (1 * (basis u j * y j) + -1 * (basis v j * y j)) + 1 * (laplacian E i j * y j))).
    + rewrite total_combined, total_combined, !pick by assumption. ring.
    + intros j _. rewrite edge_entry by assumption. ring.
Qed.

Lemma by_edges n E x y : graph n E -> inner n x (image n (laplacian E) y) =
  total (fun e => (x (fst e) - x (snd e)) * (y (fst e) - y (snd e))) E.
Proof.
  intros G. unfold inner.
  rewrite (total_same _ (fun i => x i *
    total (fun e => (basis (fst e) i - basis (snd e) i) * (y (fst e) - y (snd e))) E)) by (intros i _; now rewrite row).
  induction E as [|[u v] E IH]; cbn [total fst snd].
  - apply total_none. intros i. cbn. ring.
  - destruct (G u v (or_introl eq_refl)) as (U & V & _). rewrite <- (IH (graph_tail _ _ _ G)).
    rewrite (total_same _ (fun i => (y u - y v) * (1 * (basis u i * x i) + -1 * (basis v i * x i)) + 1 * (x i *
      total (fun e => (basis (fst e) i - basis (snd e) i) * (y (fst e) - y (snd e))) E))) by (intros; ring).
    rewrite total_combined, total_combined, !pick by assumption. ring.
Qed.

(* The sums of the claim are runs of the kernel's. *)
Lemma rows_run n M lambda x : (forall i, (i < n)%nat -> image n M x i = lambda * x i) ->
  run_2 lambda (inner n x (image n M x)) (total (fun i => x i ^ 2) (seq 0 n)).
Proof.
  intros H. unfold inner. assert (K : forall i, In i (seq 0 n) -> (i < n)%nat) by (intros i I; apply in_seq in I; lia).
  revert K. generalize (seq 0 n). intros l. induction l as [|i l IH]; intros K; cbn [total]; [constructor|].
  assert (R : run_2 lambda (total (fun i => x i * image n M x i) l) (total (fun i => x i ^ 2) l)).
  { apply IH. intros j J. apply K. now right. }
  assert (S := run_2_step _ _ _ (x i) (image n M x i) R). refine ((fun T => _) (S _)).
  - same_state T.
  - rewrite (H i); [ring|]. apply K. now left.
Qed.

Lemma edges_run E (x : nat -> R) : run_3 (total (fun e => (x (fst e) - x (snd e)) * (x (fst e) - x (snd e))) E).
Proof.
  induction E as [|[u v] E IH]; cbn [total fst snd]; [constructor|].
  pose proof (run_3_step _ 1 (x u) (x v) IH ltac:(lra)) as S. same_state S.
Qed.

Lemma squares_positive (x : nat -> R) l : 0 <= total (fun i => x i ^ 2) l.
Proof. induction l as [|i l IH]; cbn [total]; [lra|]. generalize (pow2_ge_0 (x i)). lra. Qed.

Lemma length_positive n (x : nat -> R) i : (i < n)%nat -> x i <> 0 -> 0 < total (fun j => x j ^ 2) (seq 0 n).
Proof.
  intros H N. assert (K : In i (seq 0 n)) by (apply in_seq; lia). revert K. generalize (seq 0 n). intros l.
  induction l as [|j l IH]; intros K; [easy|]. cbn [total].
  generalize (pow2_ge_0 (x j)) (squares_positive x l). destruct K as [->|K].
  - assert (0 < x i ^ 2) by nra. lra.
  - specialize (IH K). lra.
Qed.

(* The vector of ones. *)
Theorem ones : forall n E,
  graph n E ->
  (forall i, (i < n)%nat -> image n (laplacian E) (fun _ => 1) i = 0) /\
  ((1 <= n)%nat -> eigenvector n (laplacian E) 0 (fun _ => 1)).
Proof.
  intros n E G. assert (Z : forall i, image n (laplacian E) (fun _ => 1) i = 0).
  { intros i. rewrite row by assumption. apply total_none. intros e. ring. }
  split; [intros i _; apply Z|]. intros N. split.
  - intros i _. rewrite Z. ring.
  - exists 0%nat. split; [lia|lra].
Qed.

(* No eigenvalue is negative. *)
Theorem zero_is_the_first : forall n E lambda x,
  graph n E ->
  eigenvector n (laplacian E) lambda x ->
  0 <= lambda.
Proof.
  intros n E lambda x G [H (i & I & N)].
  apply (no_negative_eigenvalue _ _ lambda _ (rows_run n _ lambda x H) (edges_run E x)).
  - rewrite by_edges by assumption. ring.
  - exact (length_positive n x i I N).
Qed.

(* Where L x = 0. *)
Lemma ends_equal E (x : nat -> R) : total (fun e => (x (fst e) - x (snd e)) * (x (fst e) - x (snd e))) E = 0 ->
  forall u v, In (u, v) E -> x u = x v.
Proof.
  intros Z u v I. induction E as [|[a b] E IH]; [easy|]. cbn [total fst snd] in Z.
  assert (P : 0 <= total (fun e => (x (fst e) - x (snd e)) * (x (fst e) - x (snd e))) E).
  { clear. induction E as [|e E IH]; cbn [total]; [lra|]. generalize (Rle_0_sqr (x (fst e) - x (snd e))).
    unfold Rsqr. lra. }
  generalize (Rle_0_sqr (x a - x b)). unfold Rsqr. intros Q. destruct I as [I|I].
  - injection I as -> ->. apply Rminus_diag_uniq, Rsqr_0_uniq. unfold Rsqr. lra.
  - apply IH; [lra|assumption].
Qed.

Theorem equal_where_joined : forall n E x i j,
  graph n E ->
  (forall k, (k < n)%nat -> image n (laplacian E) x k = 0) ->
  joined E i j -> x i = x j.
Proof.
  intros n E x i j G Z J.
  assert (form : inner n x (image n (laplacian E) x) = 0).
  { unfold inner. rewrite (total_same _ (fun _ => 0)); [now apply total_none|].
    intros k K. rewrite Z; [ring|]. apply in_seq in K. lia. }
  rewrite by_edges in form by assumption. assert (ends := ends_equal E x form).
  induction J as [|u v J IH [I|I]]; [reflexivity| |]; rewrite IH; [|symmetry]; now apply ends.
Qed.

(* The vertices that are joined to i, by ever more edges: a set that no edge leaves. *)
Fixpoint reached (E : list edge) (i k v : nat) : bool :=
  match k with
  | O => Nat.eqb i v
  | S q => reached E i q v ||
      existsb (fun e => (Nat.eqb (snd e) v && reached E i q (fst e)) || (Nat.eqb (fst e) v && reached E i q (snd e))) E
  end.

Lemma reached_joined E i k : forall v, reached E i k v = true -> joined E i v.
Proof.
  induction k as [|k IH]; intros v H; cbn in H.
  - apply Nat.eqb_eq in H. subst. constructor.
  - apply orb_true_iff in H as [H|H]; [now apply IH|]. apply existsb_exists in H as ([a b] & I & H). cbn in H.
    rewrite orb_true_iff, !andb_true_iff, !Nat.eqb_eq in H. destruct H as [[-> H]|[-> H]].
    + apply joined_by_one_more with a; [now apply IH|now left].
    + apply joined_by_one_more with b; [now apply IH|now right].
Qed.

Lemma reached_next E i k u v : In (u, v) E \/ In (v, u) E -> reached E i k u = true -> reached E i (S k) v = true.
Proof.
  intros I H. cbn. apply orb_true_iff. right. apply existsb_exists. destruct I as [I|I].
  - exists (u, v). split; [assumption|]. cbn. now rewrite Nat.eqb_refl, H.
  - exists (v, u). split; [assumption|]. cbn. now rewrite Nat.eqb_refl, H, orb_true_r.
Qed.

Definition ever (E : list edge) (i v : nat) :
    {k : nat | reached E i k v <> false} + {forall k, reached E i k v = false} :=
  ClassicalDedekindReals.sig_forall_dec _ (fun k => bool_dec (reached E i k v) false).

Definition part (E : list edge) (i v : nat) : R := if ever E i v then 1 else 0.

Lemma part_closed E i u v : In (u, v) E -> part E i u = part E i v.
Proof.
  intros I. unfold part. destruct (ever E i u) as [[k K]|K], (ever E i v) as [[l L]|L]; try reflexivity; exfalso.
  - apply not_false_is_true in K. specialize (L (S k)). rewrite (reached_next E i k u v) in L; [easy|now left|easy].
  - apply not_false_is_true in L. specialize (K (S l)). rewrite (reached_next E i l v u) in K; [easy|now right|easy].
Qed.

Theorem only_constants_iff_connected : forall n E,
  graph n E ->
  (forall x, (forall k, (k < n)%nat -> image n (laplacian E) x k = 0) ->
    forall i j, (i < n)%nat -> (j < n)%nat -> x i = x j) <-> connected n E.
Proof.
  intros n E G. split.
  - intros H i j I J. assert (S : part E i i = part E i j).
    { apply H; try assumption. intros k _. rewrite row by assumption. rewrite (total_same _ (fun _ => 0)).
      - now apply total_none.
      - intros [u v] K. cbn. rewrite (part_closed E i u v K). ring. }
    unfold part in S. destruct (ever E i i) as [_|K].
    + destruct (ever E i j) as [[k K]|_]; [|lra]. apply not_false_is_true in K. exact (reached_joined E i k j K).
    + specialize (K 0%nat). cbn in K. now rewrite Nat.eqb_refl in K.
  - intros C x Z i j I J. exact (equal_where_joined n E x i j G Z (C i j I J)).
Qed.

(* A path of three vertices; and three vertices with one edge. *)
Definition path : list edge := (0, 1)%nat :: (2, 1)%nat :: nil.
Definition apart : list edge := (0, 1)%nat :: nil.

Lemma path_graph : graph 3 path.
Proof. intros u v H. cbn in H. repeat (destruct H as [H|H]; [injection H as <- <-; lia|]). easy. Qed.

Lemma apart_graph : graph 3 apart.
Proof. intros u v H. cbn in H. repeat (destruct H as [H|H]; [injection H as <- <-; lia|]). easy. Qed.

Lemma ends_joined : joined path 0 2.
Proof. apply joined_by_one_more with 1%nat; [apply joined_by_one_more with 0%nat; [constructor|]|]; cbn; auto. Qed.

Theorem ones_witness : exists n E, graph n E /\ (1 <= n)%nat /\ degree E 1 = 2%nat.
Proof. exists 3%nat, path. split; [exact path_graph|]. split; [lia|reflexivity]. Qed.

Theorem zero_is_the_first_witness : exists n E x, graph n E /\ eigenvector n (laplacian E) 1 x.
Proof.
  exists 3%nat, path, (fun i => 1 - INR i). split; [exact path_graph|]. split.
  - intros [|[|[|i]]] I; [| | |lia]; unfold image, laplacian; cbn; ring.
  - exists 0%nat. split; [lia|cbn; lra].
Qed.

Theorem equal_where_joined_witness : exists n E x i j, graph n E /\
  (forall k, (k < n)%nat -> image n (laplacian E) x k = 0) /\ joined E i j /\ i <> j /\ x i = 2.
Proof.
  exists 3%nat, path, (fun _ => 2), 0%nat, 2%nat. split; [exact path_graph|]. split; [|split; [exact ends_joined|]].
  - intros [|[|[|i]]] I; [| | |lia]; unfold image, laplacian; cbn; ring.
  - split; [lia|reflexivity].
Qed.

Theorem only_constants_iff_connected_witness : exists n E E',
  graph n E /\ connected n E /\ graph n E' /\ ~ connected n E'.
Proof.
  exists 3%nat, path, apart. split; [exact path_graph|]. split; [|split; [exact apart_graph|]].
  - apply (only_constants_iff_connected 3 path path_graph). intros x Z.
    assert (X : forall i, (i < 3)%nat -> x 0%nat = x i).
    { assert (M : joined path 0 1) by (apply joined_by_one_more with 0%nat; [constructor|cbn; auto]).
      intros [|[|[|i]]] I; [reflexivity| | |lia].
      - exact (equal_where_joined 3 path x _ _ path_graph Z M).
      - exact (equal_where_joined 3 path x _ _ path_graph Z ends_joined). }
    intros i j I J. now rewrite <- (X i I), <- (X j J).
  - intros C. generalize (C 0%nat 2%nat ltac:(lia) ltac:(lia)). intros J.
    assert (K : forall v, joined apart 0 v -> v = 0%nat \/ v = 1%nat).
    { induction 1 as [|u v _ _ [[H|[]]|[H|[]]]]; [auto|injection H; auto|injection H; auto]. }
    destruct (K 2%nat J); discriminate.
Qed.

End Joint.

(* false: 0 <= lambda ==> 0 < lambda *)
(* false: (fun _ => 1) i = 0) ==> (fun _ => 1) i = 1) *)
(* false: ((1 <= n)%nat -> eigenvector n ==> (eigenvector n *)
(* false: joined E i j -> x i = x j ==> x i = x j *)
(* false: (i < n)%nat -> (j < n)%nat -> x i = x j) <-> ==> joined E i j -> x i = x j) <-> *)
