(* The Laplacian of a graph, by its entries. The vertices are 0 .. n-1, `image n M x` is M x, `inner n x (image n M y)`
   is x^T M y, `basis i` is e_i. An eigenvector is not 0, and M x = lambda x in its components below n. The form x^T L y
   is a sum over the edges, `by_edges`, and a sum of deg(i) x_i^2 over the vertices is one, `by_vertices`. *)
From Coq Require Import List Arith Lia Bool.

Module Laplacians.
Import Sums Graphs.

(* Edges between different vertices; one that is there m times is in the list m times. *)
Definition graph (n : nat) (E : list edge) : Prop :=
  forall u v, In (u, v) E -> (u < n)%nat /\ (v < n)%nat /\ u <> v.

Definition touches (i : nat) (e : edge) : bool := Nat.eqb (fst e) i || Nat.eqb (snd e) i.

Definition joins (i j : nat) (e : edge) : bool :=
  (Nat.eqb (fst e) i && Nat.eqb (snd e) j) || (Nat.eqb (fst e) j && Nat.eqb (snd e) i).

Definition degree (E : list edge) (i : nat) : nat := length (filter (touches i) E).
Definition between (E : list edge) (i j : nat) : nat := length (filter (joins i j) E).

(* Vectors and matrices. *)
Definition inner (n : nat) (x y : nat -> R) : R := total (fun i => x i * y i) (seq 0 n).
Definition image (n : nat) (M : nat -> nat -> R) (x : nat -> R) (i : nat) : R := total (fun j => M i j * x j) (seq 0 n).
Definition basis (i : nat) : nat -> R := fun j => if Nat.eqb j i then 1 else 0.

(* The Laplacian by its entries. *)
Definition laplacian (E : list edge) (i j : nat) : R :=
  if Nat.eqb i j then INR (degree E i) else - INR (between E i j).

Definition eigenvector (n : nat) (M : nat -> nat -> R) (lambda : R) (x : nat -> R) : Prop :=
  (forall i, (i < n)%nat -> image n M x i = lambda * x i) /\ exists i, (i < n)%nat /\ x i <> 0.

(* The second eigenvalue is the least on the vectors of sum 0. *)
Definition second_eigenvalue (n : nat) (E : list edge) (lambda : R) : Prop :=
  (exists x, eigenvector n (laplacian E) lambda x /\ total x (seq 0 n) = 0) /\
  forall x, total x (seq 0 n) = 0 -> lambda * inner n x x <= inner n x (image n (laplacian E) x).

(* The vectors of the basis. *)
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
  - apply total_none. intros j _. unfold laplacian. cbn. destruct (Nat.eqb i j); ring.
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
  - apply total_none. intros i _. cbn. ring.
  - destruct (G u v (or_introl eq_refl)) as (U & V & _). rewrite <- (IH (graph_tail _ _ _ G)).
    rewrite (total_same _ (fun i => (y u - y v) * (1 * (basis u i * x i) + -1 * (basis v i * x i)) + 1 * (x i *
      total (fun e => (basis (fst e) i - basis (snd e) i) * (y (fst e) - y (snd e))) E))) by (intros; ring).
    rewrite total_combined, total_combined, !pick by assumption. ring.
Qed.

Lemma by_vertices n E x : graph n E -> total (fun i => INR (degree E i) * x i ^ 2) (seq 0 n) =
  total (fun e => x (fst e) ^ 2 + x (snd e) ^ 2) E.
Proof.
  induction E as [|[u v] E IH]; intros G; cbn [total fst snd].
  - apply total_none. intros i _. cbn. ring.
  - destruct (G u v (or_introl eq_refl)) as (U & V & N). rewrite <- (IH (graph_tail _ _ _ G)).
    rewrite (total_same _ (fun i => 1 * (1 * (basis u i * x i ^ 2) + 1 * (basis v i * x i ^ 2)) +
      1 * (INR (degree E i) * x i ^ 2))) by (intros; rewrite edge_degree by assumption; ring).
    rewrite total_combined, total_combined, !pick by assumption. ring.
Qed.

Lemma neighbours n E i : graph n E -> total (fun j => INR (between E i j)) (seq 0 n) = INR (degree E i).
Proof.
  induction E as [|[u v] E IH]; intros G; [now apply total_none|].
  destruct (G u v (or_introl eq_refl)) as (U & V & N). rewrite edge_degree, <- (IH (graph_tail _ _ _ G)) by assumption.
  rewrite (total_same _ (fun j => 1 * (1 * (basis v j * basis i u) + 1 * (basis u j * basis i v)) +
    1 * INR (between E i j))).
  - rewrite total_combined, total_combined, (pick n v (fun _ => basis i u)),
      (pick n u (fun _ => basis i v)) by assumption.
    unfold basis. rewrite (Nat.eqb_sym u i), (Nat.eqb_sym v i). ring.
  - intros j _. rewrite edge_between by assumption. unfold basis.
    rewrite (Nat.eqb_sym u i), (Nat.eqb_sym v i). ring.
Qed.

Lemma form n E x : graph n E ->
  inner n x (image n (laplacian E) x) = total (fun e => (x (fst e) - x (snd e)) ^ 2) E.
Proof. intros G. rewrite by_edges by assumption. apply total_same. intros; ring. Qed.

Lemma form_positive n E x : graph n E -> 0 <= inner n x (image n (laplacian E) x).
Proof. intros G. rewrite form by assumption. apply total_positive. intros. apply pow2_ge_0. Qed.

Lemma form_turned n E x y : graph n E -> inner n x (image n (laplacian E) y) = inner n y (image n (laplacian E) x).
Proof. intros G. rewrite !by_edges by assumption. apply total_same. intros; ring. Qed.

(* The form at an eigenvector. *)
Lemma length_positive n x i : (i < n)%nat -> x i <> 0 -> 0 < inner n x x.
Proof.
  intros I N. apply Rlt_le_trans with (x i * x i); [nra|]. apply (summand (fun j => x j * x j)); [|apply in_seq; lia].
  intros a. nra.
Qed.

Lemma rayleigh n M lambda x : eigenvector n M lambda x ->
  inner n x (image n M x) = lambda * inner n x x /\ 0 < inner n x x.
Proof.
  intros [H (i & I & N)]. split; [|exact (length_positive n x i I N)].
  unfold inner at 1. rewrite (total_same _ (fun j => lambda * (x j * x j))).
  - apply total_scaled.
  - intros j J. rewrite H by now apply in_range. ring.
Qed.

Lemma not_negative n E lambda x : graph n E -> eigenvector n (laplacian E) lambda x -> 0 <= lambda.
Proof.
  intros G X. destruct (rayleigh n _ lambda x X) as [F N]. generalize (form_positive n E x G). intros P.
  apply Rnot_lt_le. intros M. nra.
Qed.

(* A list of edges can be looked through. *)
Lemma listed n E :
  forallb (fun e => Nat.ltb (fst e) n && Nat.ltb (snd e) n && negb (Nat.eqb (fst e) (snd e))) E = true -> graph n E.
Proof.
  intros H u v I. rewrite forallb_forall in H. specialize (H _ I). cbn [fst snd] in H.
  rewrite !andb_true_iff, negb_true_iff, !Nat.ltb_lt, Nat.eqb_neq in H. tauto.
Qed.

(* The path of three vertices has the eigenvalues 0, 1 and 3. *)
Lemma path_graph : graph 3 path.
Proof. now apply listed. Qed.

Definition slow (i : nat) : R := 1 - INR i.
Definition fast (i : nat) : R := if Nat.eqb i 1 then -2 else 1.

Lemma slow_one : eigenvector 3 (laplacian path) 1 slow.
Proof.
  split.
  - intros [|[|[|i]]] I; [| | |lia]; unfold image, laplacian, slow; cbn; ring.
  - exists 0%nat. split; [lia|unfold slow; cbn; lra].
Qed.

Lemma fast_three : eigenvector 3 (laplacian path) 3 fast.
Proof.
  split.
  - intros [|[|[|i]]] I; [| | |lia]; unfold image, laplacian, fast; cbn; ring.
  - exists 0%nat. split; [lia|unfold fast; cbn; lra].
Qed.

End Laplacians.
