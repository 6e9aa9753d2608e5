(* color.laplacian-entries: x^T L_G x = sum_i deg(i) x_i^2 - 2 sum_E x_i x_j = sum_E (x_i - x_j)^2, and e_i^T L_G e_i
   = deg i, e_i^T L_G e_j = -#{edges between i and j}; the entries are those that are printed if each edge is in E
   once, and for E = {(1,2), (2,1)} they are not.

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of different vertices in
   either order; one that is there m times is in the list m times. `degree E i` and `between E i j` count the edges
   at i, and those between i and j. `laplacian E` is L_G by its entries, `printed n E` is the printed matrix, in
   which the degree of i is the number of the vertices that are joined to it. `inner n x (image n M y)` is x^T M y,
   `basis i` is e_i.

   What is proved where. `laplacian_form`: both equations, and what other claims take for granted when a sum over the
   vertices becomes one over the edges, x^T L_G y = sum_E (x_i - x_j) (y_i - y_j) and sum_i deg(i) x_i^2 = sum_E
   (x_i^2 + x_j^2). `entries_by_the_form`: a symmetric matrix whose form is sum_E (x_i - x_j)^2 has these entries.
   `as_printed` and `not_as_printed`: where the printed matrix is L_G, and that for E = {(0,1), (1,0)} the sum is
   twice its form. The sums over the edges are runs of the kernel's `the_form` and `the_entries`. *)
(* uses: Sums, Graphs, Laplacians *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Laplacians.

(* Where each edge is in the list once. *)
Definition each_once (E : list edge) : Prop := NoDup E /\ forall u v, In (u, v) E -> ~ In (v, u) E.

(* The Laplacian as it is printed, where degree i is the number of the vertices joined to i. *)
Definition printed (n : nat) (E : list edge) (i j : nat) : R :=
  if Nat.eqb i j then INR (length (filter (fun v => existsb (joins i v) E) (seq 0 n)))
  else if existsb (joins i j) E then -1 else 0.

(* The sums over the edges are runs of the kernel's. *)
Lemma form_run E (x : nat -> R) : run_1 (total (fun e => x (fst e) ^ 2 + x (snd e) ^ 2) E)
  (-2 * total (fun e => x (fst e) * x (snd e)) E) (total (fun e => (x (fst e) - x (snd e)) ^ 2) E).
Proof.
  induction E as [|[u v] E IH]; cbn [total fst snd].
  - rewrite Rmult_0_r. constructor.
  - pose proof (run_1_step _ _ _ (x u) (x v) IH) as S. same_state S.
Qed.

Lemma entries_run n E i j : graph n E -> i <> j -> run_2
  (total (fun e => (basis i (fst e) - basis i (snd e)) ^ 2) E)
  (total (fun e => (basis j (fst e) - basis j (snd e)) ^ 2) E)
  (total (fun e => (basis i (fst e) + basis j (fst e) - (basis i (snd e) + basis j (snd e))) ^ 2) E)
  (total (fun e => (basis i (fst e) - basis i (snd e)) * (basis j (fst e) - basis j (snd e))) E)
  (INR (degree E i)) (INR (between E i j)).
Proof.
  intros G N. induction E as [|[u v] E IH]; cbn [total fst snd]; [constructor|].
  destruct (G u v (or_introl eq_refl)) as (_ & _ & H). rewrite edge_degree, edge_between by assumption.
  assert (turn : forall a b, basis a b = basis b a).
  { intros a b. unfold basis. now rewrite Nat.eqb_sym. }
  rewrite !(turn u), !(turn v).
  assert (S := run_2_step _ _ _ _ _ _ (basis i u) (basis i v) (basis j u) (basis j v) (IH (graph_tail _ _ _ G))).
  refine ((fun K => _) (S _)).
  - same_state K.
  - unfold basis. destruct (Nat.eqb_spec u i), (Nat.eqb_spec v i), (Nat.eqb_spec u j), (Nat.eqb_spec v j); subst;
    try easy; repeat split; ring.
Qed.

(* The claim: the form, by vertices and by edges; *)
Theorem laplacian_form : forall n E x y,
  graph n E ->
  inner n x (image n (laplacian E) x) =
    total (fun i => INR (degree E i) * x i ^ 2) (seq 0 n) - 2 * total (fun e => x (fst e) * x (snd e)) E /\
  inner n x (image n (laplacian E) x) = total (fun e => (x (fst e) - x (snd e)) ^ 2) E /\
  inner n x (image n (laplacian E) y) = total (fun e => (x (fst e) - x (snd e)) * (y (fst e) - y (snd e))) E /\
  total (fun i => INR (degree E i) * x i ^ 2) (seq 0 n) = total (fun e => x (fst e) ^ 2 + x (snd e) ^ 2) E.
Proof.
  intros n E x y G. rewrite by_vertices, !by_edges by assumption.
  rewrite (total_same (fun e => (x (fst e) - x (snd e)) * (x (fst e) - x (snd e)))
    (fun e => (x (fst e) - x (snd e)) ^ 2)) by (intros; ring).
  repeat split. generalize (the_form _ _ _ (form_run E x)). lra.
Qed.

(* conversely, the entries, by the form; *)
Lemma form_of_sum n M x y : inner n (fun k => x k + y k) (image n M (fun k => x k + y k)) =
  inner n x (image n M x) + inner n x (image n M y) + inner n y (image n M x) + inner n y (image n M y).
Proof.
  assert (I : forall k, image n M (fun j => x j + y j) k = 1 * image n M x k + 1 * image n M y k).
  { intros k. unfold image. rewrite <- total_combined. apply total_same. intros; ring. }
  unfold inner. rewrite (total_same _ (fun k => 1 * (1 * (x k * image n M x k) + 1 * (x k * image n M y k)) +
    1 * (1 * (y k * image n M x k) + 1 * (y k * image n M y k)))) by (intros k _; rewrite I; ring).
  rewrite !total_combined. ring.
Qed.

Lemma entry n M i j : (i < n)%nat -> (j < n)%nat -> inner n (basis i) (image n M (basis j)) = M i j.
Proof.
  intros I J. unfold inner. rewrite pick by assumption. unfold image.
  rewrite (total_same _ (fun k => basis j k * M i k)) by (intros; ring). now rewrite pick.
Qed.

Theorem entries_by_the_form : forall n E M i j,
  graph n E ->
  (forall u v, (u < n)%nat -> (v < n)%nat -> M u v = M v u) ->
  (forall x, inner n x (image n M x) = total (fun e => (x (fst e) - x (snd e)) ^ 2) E) ->
  (i < n)%nat -> (j < n)%nat ->
  inner n (basis i) (image n M (basis i)) = INR (degree E i) /\
  (i <> j -> inner n (basis i) (image n M (basis j)) = - INR (between E i j)).
Proof.
  intros n E M i j G symmetric form I J.
  assert (D : forall k l, k <> l -> (k < n)%nat -> inner n (basis k) (image n M (basis k)) = INR (degree E k)).
  { intros k l N K. rewrite form. generalize (the_entries _ _ _ _ _ _ (entries_run n E k l G N)). lra. }
  split; [apply (D i (S i)); [lia|assumption]|]. intros N.
  destruct (the_entries _ _ _ _ _ _ (entries_run n E i j G N)) as (ii & ij & both).
  assert (of_sum := form_of_sum n M (basis i) (basis j)). rewrite form in of_sum. cbn beta in of_sum.
  rewrite !entry in * by assumption. rewrite (symmetric j i J I) in of_sum.
  assert (jj := form (basis j)). rewrite entry in jj by assumption.
  assert (is_i := form (basis i)). rewrite entry in is_i by assumption. lra.
Qed.

(* what is printed, where each edge is in E once; and where it is not. *)
Lemma joined_once E i j : each_once E -> INR (between E i j) = if existsb (joins i j) E then 1 else 0.
Proof.
  induction E as [|e E IH]; intros [N T]; [reflexivity|]. inversion N as [|e' E' out N']; subst.
  assert (O : each_once E).
  { split; [assumption|]. intros u v U V. apply (T u v); now right. }
  unfold between in *. cbn [filter existsb]. destruct (joins i j e) eqn:J; cbn [orb length]; [|now apply IH].
  rewrite S_INR, (IH O). destruct (existsb (joins i j) E) eqn:K; [exfalso|ring].
  apply existsb_exists in K as ([u v] & I & K). destruct e as [a b]. unfold joins in J, K. cbn in J, K.
  rewrite orb_true_iff, !andb_true_iff, !Nat.eqb_eq in J, K.
  assert (C : (a = u /\ b = v) \/ (a = v /\ b = u)) by lia. destruct C as [[-> ->]|[-> ->]]; [easy|].
  apply (T u v); [now right|now left].
Qed.

Theorem as_printed : forall n E i j, graph n E -> each_once E -> laplacian E i j = printed n E i j.
Proof.
  intros n E i j G O. unfold laplacian, printed. destruct (Nat.eqb i j).
  - rewrite number, <- (neighbours n E i G). apply total_same. intros v _. now apply joined_once.
  - rewrite joined_once by assumption. destruct (existsb (joins i j) E); ring.
Qed.

Definition both_orders : list edge := (0, 1)%nat :: (1, 0)%nat :: nil.

Theorem not_as_printed : forall x, graph 2 both_orders /\
  inner 2 x (image 2 (printed 2 both_orders) x) = (x 0%nat - x 1%nat) ^ 2 /\
  total (fun e => (x (fst e) - x (snd e)) ^ 2) both_orders = 2 * (x 0%nat - x 1%nat) ^ 2.
Proof.
  intros x. split; [|split].
  - intros u v H. cbn in H. repeat (destruct H as [H|H]; [injection H as <- <-; lia|]). easy.
  - unfold inner, image, printed. cbn. ring.
  - cbn. ring.
Qed.

(* A path of three vertices. *)
Lemma symmetric_entries E i j : laplacian E i j = laplacian E j i.
Proof.
  unfold laplacian. rewrite (Nat.eqb_sym j i). destruct (Nat.eqb_spec i j); [now subst|]. do 2 f_equal.
  unfold between. f_equal. apply filter_ext. intros e. unfold joins. apply orb_comm.
Qed.

Theorem laplacian_form_witness : exists n E x, graph n E /\ inner n x (image n (laplacian E) x) = 2.
Proof.
  exists 3%nat, path, (basis 1). split; [exact path_graph|]. unfold inner, image, laplacian. cbn. ring.
Qed.

Theorem entries_by_the_form_witness : exists n E M i j,
  graph n E /\ (forall u v, (u < n)%nat -> (v < n)%nat -> M u v = M v u) /\
  (forall x, inner n x (image n M x) = total (fun e => (x (fst e) - x (snd e)) ^ 2) E) /\
  (i < n)%nat /\ (j < n)%nat /\ i <> j /\ degree E i = 2%nat /\ between E i j = 1%nat.
Proof.
  exists 3%nat, path, (laplacian path), 1%nat, 2%nat. split; [exact path_graph|].
  split; [intros u v _ _; apply symmetric_entries|]. split; [|repeat split; lia].
  intros x. exact (proj1 (proj2 (laplacian_form 3 path x x path_graph))).
Qed.

Theorem as_printed_witness : exists n E, graph n E /\ each_once E /\ printed n E 1 1 = 2 /\ printed n E 1 2 = -1.
Proof.
  exists 3%nat, path. split; [exact path_graph|]. split; [|split; [cbn; ring|reflexivity]].
  split; [repeat constructor; cbn; intuition discriminate|]. intros u v H K. cbn in H, K.
  destruct H as [H|[H|[]]], K as [K|[K|[]]]; congruence.
Qed.

End Joint.

(* false: * x i ^ 2) (seq 0 n) - 2 * ==> * x i ^ 2) (seq 0 n) - *)
(* false: = - INR (between E i j)) ==> = INR (between E i j)) *)
(* false: graph n E -> each_once E -> laplacian E i j ==> graph n E -> True -> laplacian E i j *)
(* false: both_orders = 2 * ==> both_orders = 1 * *)
(* false: (i <> j -> inner n (basis i) ==> (True -> inner n (basis i) *)
