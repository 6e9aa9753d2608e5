(* color.gradient-step: f(w + t e_i) = f(w) + t g_i + t^2/2 (deg i + [i in D]) with g_i = sum_{j in N} (w_i - w_j) +
   [i in D] (w_i - 1), N the neighbours of i, so that gradient descent is w_i^{k+1} = w_i^k - alpha g_i; on every
   finite graph, for every set D of its vertices, every i, k and alpha.

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of vertices in either order;
   one that is there twice counts twice, and makes a neighbour twice; a loop adds nothing, and makes no neighbour. D
   says of each vertex whether it is in D. `objective` is f, by its two sums; `moved w i t` is w + t e_i;
   `is_gradient` says by derivatives what the gradient is, and `descent_run` is gradient descent along it.

   What is proved where. `gradient_step`: the expansion; `component` is g_i. `gradient_by_components`: these are the
   components of the gradient, and nothing else is one. `step_as_printed`: a sequence is a run of gradient descent
   if, and only if, its components follow what is printed. All edges and vertices, those that do not touch i among
   them, are one run of the kernel's `the_gradient` and `the_step`. *)
(* uses: Sums, Graphs, Colorization *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Colorization.

(* The neighbours of a vertex. *)
Definition across (i : nat) (e : edge) : list nat :=
  if Nat.eqb (fst e) i then (if Nat.eqb (snd e) i then nil else snd e :: nil)
  else if Nat.eqb (snd e) i then fst e :: nil else nil.

Definition neighbours (E : list edge) (i : nat) : list nat := flat_map (across i) E.
Definition degree (E : list edge) (i : nat) : nat := length (neighbours E i).
Definition member (D : nat -> bool) (i : nat) : R := if D i then 1 else 0.

(* Gradient descent. *)
Definition descent_run (n : nat) (f : (nat -> R) -> R) (alpha : R) (w : nat -> nat -> R) : Prop :=
  forall k, exists g, is_gradient n f (w k) g /\ forall i, (i < n)%nat -> w (S k) i = w k i - alpha * g i.

(* Component i of the gradient, as it is printed. *)
Definition component (E : list edge) (D : nat -> bool) (w : nat -> R) (i : nat) : R :=
  total (fun j => w i - w j) (neighbours E i) + member D i * (w i - 1).

(* The edges and the vertices, one after the other, are a run of the kernel's: those at i, and i, move with it. *)
Lemma edges_run E w i t : run_1 t (w i)
  (1/2 * total (fun e => (w (fst e) - w (snd e))^2) E)
  (1/2 * total (fun e => (moved w i t (fst e) - moved w i t (snd e))^2) E)
  (total (fun j => w i - w j) (neighbours E i)) (total (fun j => w i - w j) (neighbours E i)) 0
  (INR (degree E i)).
Proof.
  unfold degree, neighbours. induction E as [|[u v] E IH].
  - cbn. rewrite Rmult_0_r. constructor.
  - cbn [total flat_map fst snd]. rewrite total_app, app_length, plus_INR. unfold moved at 1 2.
    change (across i (u, v)) with (if Nat.eqb u i then (if Nat.eqb v i then nil else v :: nil)
      else if Nat.eqb v i then u :: nil else nil).
    destruct (Nat.eqb_spec u i) as [->|U], (Nat.eqb_spec v i) as [->|V]; cbn [total length INR].
    + pose proof (run_1_step _ _ _ _ _ _ _ _ 0 0 0 0 IH) as S. same_state S.
    + pose proof (run_1_step _ _ _ _ _ _ _ _ 1 0 (w v) 0 IH) as S. same_state S.
    + pose proof (run_1_step _ _ _ _ _ _ _ _ 1 0 (w u) 0 IH) as S. same_state S.
    + pose proof (run_1_step _ _ _ _ _ _ _ _ 0 0 0 (1/2 * (w u - w v)^2) IH) as S. same_state S.
Qed.

Lemma vertices_run (D : nat -> bool) w i t F_0 F_1 near bend l : run_1 t (w i) F_0 F_1 near near 0 bend -> NoDup l ->
  let here := if in_dec Nat.eq_dec i l then member D i else 0 in
  run_1 t (w i) (1/2 * total (fun j => if D j then (w j - 1)^2 else 0) l + F_0)
    (1/2 * total (fun j => if D j then (moved w i t j - 1)^2 else 0) l + F_1)
    (near + here * (w i - 1)) near (here * (w i - 1)) (bend + here).
Proof.
  intros H. induction 1 as [|j l out N IH]; cbn zeta in *.
  - cbn. same_state H.
  - cbn [total]. unfold moved at 1. destruct (Nat.eqb_spec j i) as [->|J].
    + destruct (in_dec Nat.eq_dec i l) as [I|_]; [easy|].
      destruct (in_dec Nat.eq_dec i (i :: l)) as [_|K]; [|exfalso; apply K; now left].
      pose proof (run_1_step _ _ _ _ _ _ _ _ 0 (member D i) 0 0 IH) as S. unfold member in *.
      destruct (D i); same_state S.
    + replace (if in_dec Nat.eq_dec i (j :: l) then member D i else 0)
        with (if in_dec Nat.eq_dec i l then member D i else 0).
      * pose proof (run_1_step _ _ _ _ _ _ _ _ 0 0 0 (1/2 * (if D j then (w j - 1)^2 else 0)) IH) as S.
        destruct (D j); same_state S.
      * destruct (in_dec Nat.eq_dec i l) as [I|I], (in_dec Nat.eq_dec i (j :: l)) as [K|K]; try reflexivity; exfalso.
        -- apply K. now right.
        -- destruct K as [K|K]; [now apply J|now apply I].
Qed.

Lemma at_i n E D w i t : (i < n)%nat -> run_1 t (w i) (objective n E D w) (objective n E D (moved w i t))
  (component E D w i) (total (fun j => w i - w j) (neighbours E i)) (member D i * (w i - 1))
  (INR (degree E i) + member D i).
Proof.
  intros H. pose proof (vertices_run D w i t _ _ _ _ (seq 0 n) (edges_run E w i t) (seq_NoDup n 0)) as V.
  cbn zeta in V. destruct (in_dec Nat.eq_dec i (seq 0 n)) as [_|K]; [exact V|]. exfalso. apply K, in_seq. lia.
Qed.

Theorem gradient_step : forall n E D w i t,
  (i < n)%nat ->
  objective n E D (moved w i t) =
    objective n E D w + t * component E D w i + t^2 / 2 * (INR (degree E i) + member D i).
Proof. intros n E D w i t H. generalize (the_gradient _ _ _ _ _ _ _ _ (at_i n E D w i t H)). lra. Qed.

Theorem gradient_by_components : forall n E D w g,
  is_gradient n (objective n E D) w g <->
  forall i, (i < n)%nat -> g i = total (fun j => w i - w j) (neighbours E i) + member D i * (w i - 1).
Proof.
  intros n E D w g.
  assert (slope : is_gradient n (objective n E D) w (component E D w)).
  { intros i H. apply slope_of_parabola with (c := objective n E D w) (b := (INR (degree E i) + member D i) / 2).
    intros t. rewrite gradient_step by assumption. field. }
  split.
  - intros G i H. eapply uniqueness_limite; [now apply G|now apply slope].
  - intros C i H. rewrite (C i H). now apply slope.
Qed.

Theorem step_as_printed : forall n E D alpha w,
  descent_run n (objective n E D) alpha w <->
  forall k i, (i < n)%nat ->
    w (S k) i = w k i - alpha * total (fun j => w k i - w k j) (neighbours E i) -
      (if D i then alpha * (w k i - 1) else 0).
Proof.
  intros n E D alpha w.
  assert (collected : forall k i, (i < n)%nat -> w k i - alpha * component E D (w k) i =
    w k i - alpha * total (fun j => w k i - w k j) (neighbours E i) - (if D i then alpha * (w k i - 1) else 0)).
  { intros k i H. generalize (the_step _ _ alpha _ _ _ _ _ _ (at_i n E D (w k) i 0 H)). unfold member.
    destruct (D i); lra. }
  split.
  - intros run k i H. destruct (run k) as (g & G & S). rewrite (S i H), <- collected by assumption.
    rewrite gradient_by_components in G. now rewrite (G i H).
  - intros S k. exists (component E D (w k)). split; [now apply gradient_by_components|].
    intros i H. rewrite S, <- collected; trivial.
Qed.

(* The path of three vertices, the first in D, at the colours 0, 1, 1; and a run that is not at rest. *)
Definition colours (i : nat) : R := if Nat.eqb i 0 then 0 else 1.

Theorem gradient_step_witness : exists n E D w i, (i < n)%nat /\ degree E i = 2%nat /\ component E D w i = 1.
Proof. exists 3%nat, path, first, colours, 1%nat. split; [lia|]. split; [reflexivity|]. cbv. ring. Qed.

Theorem gradient_by_components_witness : exists n E D w g, is_gradient n (objective n E D) w g /\ g 0%nat = -2.
Proof.
  exists 3%nat, path, first, colours, (component path first colours). split; [now apply gradient_by_components|].
  cbv. ring.
Qed.

Fixpoint run_of (E : list edge) (D : nat -> bool) (k : nat) : nat -> R :=
  match k with O => colours | S q => fun i => run_of E D q i - component E D (run_of E D q) i end.

Theorem step_as_printed_witness : exists n E D w,
  descent_run n (objective n E D) 1 w /\ w 0%nat 0%nat = 0 /\ w 1%nat 0%nat = 2.
Proof.
  exists 3%nat, path, first, (run_of path first). split; [|split; cbv; ring].
  intros k. exists (component path first (run_of path first k)). split; [now apply gradient_by_components|].
  intros i _. cbn [run_of]. ring.
Qed.

End Joint.

(* false: t^2 / 2 * (INR (degree E i) + member D i) ==> t^2 * (INR (degree E i) + member D i) *)
(* false: (INR (degree E i) + member D i) ==> INR (degree E i) *)
(* false: (neighbours E i) + member D i * (w i - 1) ==> (neighbours E i) - member D i * (w i - 1) *)
(* false: (if D i then alpha * (w k i - 1) else 0) ==> (if D i then alpha * w k i else 0) *)
(* false: alpha * total (fun j => w k i - w k j) ==> alpha * total (fun j => w k j - w k i) *)
