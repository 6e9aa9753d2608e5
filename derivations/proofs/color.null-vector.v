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
(* uses: Sums, Graphs, Laplacians *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Laplacians.

(* Joined by edges, one after the other. *)
Inductive joined (E : list edge) (i : nat) : nat -> Prop :=
  | joined_to_itself : joined E i i
  | joined_by_one_more : forall u v, joined E i u -> In (u, v) E \/ In (v, u) E -> joined E i v.

Definition connected (n : nat) (E : list edge) : Prop := forall i j, (i < n)%nat -> (j < n)%nat -> joined E i j.

(* The sums of the claim are runs of the kernel's. *)
Lemma rows_run n M lambda x : (forall i, (i < n)%nat -> image n M x i = lambda * x i) ->
  run_2 lambda (inner n x (image n M x)) (inner n x x).
Proof.
  intros H. unfold inner. apply (totals_run (run_2 lambda)); [constructor|]. intros i s t I R. apply in_range in I.
  pose proof (run_2_step _ _ _ (x i) (image n M x i) R ltac:(rewrite H by assumption; ring)) as S. same_state S.
Qed.

Lemma edges_run E (x : nat -> R) : run_3 (total (fun e => (x (fst e) - x (snd e)) ^ 2) E).
Proof.
  induction E as [|[u v] E IH]; cbn [total fst snd]; [constructor|].
  pose proof (run_3_step _ 1 (x u) (x v) IH ltac:(lra)) as S. same_state S.
Qed.

(* The vector of ones. *)
Theorem ones : forall n E,
  graph n E ->
  (forall i, (i < n)%nat -> image n (laplacian E) (fun _ => 1) i = 0) /\
  ((1 <= n)%nat -> eigenvector n (laplacian E) 0 (fun _ => 1)).
Proof.
  intros n E G. assert (Z : forall i, image n (laplacian E) (fun _ => 1) i = 0).
  { intros i. rewrite row by assumption. apply total_none. intros e _. ring. }
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
  - rewrite form by assumption. ring.
  - exact (length_positive n x i I N).
Qed.

(* Where L x = 0. *)
Theorem equal_where_joined : forall n E x i j,
  graph n E ->
  (forall k, (k < n)%nat -> image n (laplacian E) x k = 0) ->
  joined E i j -> x i = x j.
Proof.
  intros n E x i j G Z J.
  assert (flat : inner n x (image n (laplacian E) x) = 0).
  { unfold inner. apply total_none. intros k K. rewrite Z by now apply in_range. ring. }
  rewrite form in flat by assumption. assert (ends := ends_equal E x flat).
  induction J as [|u v J IH [I|I]]; [reflexivity| |]; rewrite IH; [|symmetry]; now apply ends.
Qed.

Lemma joined_by_walk E i j s : walk E i j s -> joined E i j.
Proof.
  induction 1 as [|u v m s _ IH H]; [constructor|]. apply joined_by_one_more with u; [assumption|].
  destruct H as [H|H]; apply nth_error_In in H; auto.
Qed.

Theorem only_constants_iff_connected : forall n E,
  graph n E ->
  (forall x, (forall k, (k < n)%nat -> image n (laplacian E) x k = 0) ->
    forall i j, (i < n)%nat -> (j < n)%nat -> x i = x j) <-> connected n E.
Proof.
  intros n E G. split.
  - intros H i j I J. set (x := mark (reaches E (Nat.eqb i))). assert (S : x i = x j).
    { apply H; try assumption. intros k _. rewrite row by assumption. apply total_none. intros [u v] K. cbn.
      unfold x, mark. rewrite (reaches_closed E _ u v K). ring. }
    unfold x, mark in S. rewrite (reaches_its_own E _ i) in S by apply Nat.eqb_refl.
    destruct (reaches E (Nat.eqb i) j) eqn:V; [|lra]. destruct (reaches_by_walk E _ j V) as (a & s & A & W).
    apply Nat.eqb_eq in A. subst a. exact (joined_by_walk E i j s W).
  - intros C x Z i j I J. exact (equal_where_joined n E x i j G Z (C i j I J)).
Qed.

(* Three vertices with one edge. *)
Definition apart : list edge := (0, 1)%nat :: nil.

Lemma apart_graph : graph 3 apart.
Proof. now apply listed. Qed.

Lemma ends_joined : joined path 0 2.
Proof. apply joined_by_one_more with 1%nat; [apply joined_by_one_more with 0%nat; [constructor|]|]; cbn; auto. Qed.

Theorem ones_witness : exists n E, graph n E /\ (1 <= n)%nat /\ degree E 1 = 2%nat.
Proof. exists 3%nat, path. split; [exact path_graph|]. split; [lia|reflexivity]. Qed.

Theorem zero_is_the_first_witness : exists n E x, graph n E /\ eigenvector n (laplacian E) 1 x.
Proof. exists 3%nat, path, slow. exact (conj path_graph slow_one). Qed.

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
(* false: ((1 <= n)%nat -> eigenvector n ==> (True -> eigenvector n *)
(* false: joined E i j -> x i = x j ==> True -> x i = x j *)
(* false: (i < n)%nat -> (j < n)%nat -> x i = x j) <-> ==> joined E i j -> x i = x j) <-> *)
