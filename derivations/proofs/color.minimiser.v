(* color.minimiser: f >= 0 = f(1, .., 1); (w_i - 1)^2 <= 2 (r + 1) f(w) for a vertex r edges away from D, so that
   f(w) = 0 makes w_i = 1; (1, .., 1) is a minimiser for every graph and every D, and the only one if, and only if,
   every component of the graph meets D: on a component that does not, every constant is as good.

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of vertices in either order;
   one that is there twice counts twice, a loop adds nothing. D says of each vertex whether it is in D. `objective`
   is f. A walk from a to i is the list of its steps, the last one first: each is the number of an edge in E and the
   vertex where it arrives. `away E D i r`: a walk of r steps leads from a member of D to i. `minimiser n f w`: no
   vector has a smaller value.

   What is proved where: `bounded_below`, `near_D` and `only_minimiser` are the three parts, `elsewhere` the last
   sentence. The kernel's `the_only_one_where_it_meets_D` is about any squared differences along a path; that those
   of the edges of a path are part of 2 f(w), because no edge of a path comes twice, is `gains_on_a_path`. *)
(* uses: Sums, Graphs, Colorization *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Colorization.

Definition minimiser (f : (nat -> R) -> R) (w : nat -> R) : Prop := forall v, f w <= f v.

(* How far a vertex is from D. *)
Definition away (E : list edge) (D : nat -> bool) (i r : nat) : Prop :=
  exists a s, D a = true /\ walk E a i s /\ length s = r.

(* The objective is a run of the kernel's. *)
Lemma objective_run n E D w : run_1 (objective n E D w) 0.
Proof.
  assert (edges : run_1 (1/2 * total (fun e => (w (fst e) - w (snd e))^2) E) 0).
  { induction E as [|[u v] E IH]; cbn [total fst snd]; [rewrite Rmult_0_r; constructor|].
    pose proof (run_1_step _ _ 1 0 (w u) (w v) IH ltac:(lra)) as S. same_state S. }
  unfold objective. induction (seq 0 n) as [|i l IH]; cbn [total].
  - same_state edges.
  - destruct (D i).
    + pose proof (run_1_step _ _ 0 1 (w i) 0 IH ltac:(lra)) as S. same_state S.
    + same_state IH.
Qed.

Lemma closed_zero n E D S t : closed E S -> (forall i, (i < n)%nat -> D i = true -> S i = false) ->
  objective n E D (fun i => if S i then 1 + t else 1) = 0.
Proof.
  intros C O. unfold objective. rewrite !total_none; [ring| |].
  - intros [u v] I. cbn. rewrite (C u v I). ring.
  - intros i I. apply in_seq in I. destruct (D i) eqn:K; [|reflexivity]. rewrite (O i); [ring|lia|assumption].
Qed.

Theorem bounded_below : forall n E D w,
  0 <= objective n E D w /\ objective n E D (fun _ => 1) = 0 /\ minimiser (objective n E D) (fun _ => 1).
Proof.
  intros n E D w. assert (Z : objective n E D (fun _ => 1) = 0).
  { exact (closed_zero n E D (fun _ => false) 0 (fun _ _ _ => eq_refl) (fun _ _ _ => eq_refl)). }
  split; [|split; [assumption|]].
  - exact (proj2 (bounded_below_and_attained _ _ (objective_run n E D w))).
  - intros v. rewrite Z. exact (proj2 (bounded_below_and_attained _ _ (objective_run n E D v))).
Qed.

(* The squared differences along a walk are a run of the kernel's. *)
Lemma along_run E a i s w : walk E a i s ->
  run_3 (w i) ((w a - 1)^2 + total (gain E w) (map fst s)) (INR (length s) + 1).
Proof.
  induction 1 as [|u v m s W IH H].
  - pose proof (run_3_step _ _ _ (w a - 1) run_3_start) as S. cbn. same_state S.
  - pose proof (run_3_step _ _ _ (w v - w u) IH) as S. cbn [length map total fst].
    rewrite S_INR, (gain_step E w m u v H). same_state S.
Qed.

Lemma walk_start n E a i s : graph n E -> walk E a i s -> (i < n)%nat -> (a < n)%nat.
Proof.
  intros G. induction 1 as [|u v m s W IH H]; intros I; [assumption|]. apply IH.
  destruct H as [H|H]; apply nth_error_In, G in H; lia.
Qed.

Theorem near_D : forall n E D w i r,
  graph n E -> (i < n)%nat ->
  away E D i r ->
  (w i - 1)^2 <= 2 * (INR r + 1) * objective n E D w /\ (objective n E D w = 0 -> w i = 1).
Proof.
  intros n E D w i r G I (a & s & M & W & L).
  destruct (gains_on_a_path E a i s w W) as (s' & W' & L' & edges).
  destruct (the_only_one_where_it_meets_D _ _ _ _ (along_run E a i s' w W') (run_4_start _)) as [_ B].
  assert (colours : (w a - 1)^2 <= total (fun j => if D j then (w j - 1)^2 else 0) (seq 0 n)).
  { replace ((w a - 1)^2) with (total (fun j => if D j then (w j - 1)^2 else 0) (a :: nil)) by (cbn; rewrite M; ring).
    apply part_of_the_whole.
    - intros j. destruct (D j); [apply pow2_ge_0|lra].
    - repeat constructor. easy.
    - intros j [<-|[]]. apply in_seq. generalize (walk_start n E a i s G W I). lia. }
  assert (K : INR (length s') <= INR r) by (apply le_INR; lia).
  assert (P : (w i - 1)^2 <= 2 * (INR r + 1) * objective n E D w).
  { unfold objective. generalize (pow2_ge_0 (w a - 1)) (pos_INR (length s')). intros P Q.
    set (F := total (gain E w) (map fst s')) in *.
    assert (0 <= F) by apply total_positive, gain_positive.
    set (X := total (fun e => (w (fst e) - w (snd e))^2) E) in *. set (Y := total _ (seq 0 n)) in *.
    apply Rle_trans with ((INR (length s') + 1) * ((w a - 1)^2 + F)); [lra|].
    apply Rle_trans with ((INR r + 1) * (Y + X)); [|lra]. apply Rmult_le_compat; lra. }
  split; [assumption|]. intros Z. rewrite Z in P. nra.
Qed.

Theorem elsewhere : forall n E D S t,
  closed E S ->
  (forall i, (i < n)%nat -> D i = true -> S i = false) ->
  objective n E D (fun i => if S i then 1 + t else 1) = 0 /\
  minimiser (objective n E D) (fun i => if S i then 1 + t else 1).
Proof.
  intros n E D S t C O. assert (Z := closed_zero n E D S t C O). split; [assumption|].
  intros v. rewrite Z. now apply bounded_below.
Qed.

Theorem only_minimiser : forall n E D,
  graph n E ->
  (forall w, minimiser (objective n E D) w -> forall i, (i < n)%nat -> w i = 1) <->
  (forall i, (i < n)%nat -> exists r, away E D i r).
Proof.
  intros n E D G. split.
  - intros H i I. destruct (reaches E D i) eqn:V.
    + destruct (reaches_by_walk E D i V) as (a & s & A & W). now exists (length s), a, s.
    + exfalso. set (S := fun v => negb (reaches E D v)).
      assert (C : closed E S) by (intros u v K; unfold S; now rewrite (reaches_closed E D u v K)).
      destruct (elsewhere n E D S 1 C) as [_ M].
      * intros j _ J. unfold S. now rewrite reaches_its_own.
      * specialize (H _ M i I). cbn in H. unfold S in H. rewrite V in H. cbn in H. lra.
  - intros H w M i I. destruct (H i I) as [r A]. apply (near_D n E D w i r G I A).
    destruct (bounded_below n E D w) as (P & Z & _). specialize (M (fun _ => 1)). rewrite Z in M. lra.
Qed.

(* The path of three vertices, one end in D; and the same with a vertex apart. *)
Lemma path_graph n : (3 <= n)%nat -> graph n path.
Proof. intros N u v H. cbn in H. repeat (destruct H as [H|H]; [injection H as <- <-; lia|]). easy. Qed.

Lemma second_away : away path first 1 1.
Proof.
  exists 0%nat, ((0, 1) :: nil)%nat. split; [reflexivity|]. split; [|reflexivity].
  apply walk_steps with 0%nat; [constructor|now left].
Qed.

Lemma end_away : away path first 2 2.
Proof.
  exists 0%nat, ((1, 2) :: (0, 1) :: nil)%nat. split; [reflexivity|]. split; [|reflexivity].
  apply walk_steps with 1%nat; [|now right]. apply walk_steps with 0%nat; [constructor|now left].
Qed.

Theorem near_D_witness : exists n E D w i, graph n E /\ (i < n)%nat /\ away E D i 2 /\
  (w i - 1)^2 = 1 /\ 2 * (INR 2 + 1) * objective n E D w = 1.
Proof.
  exists 3%nat, path, first, (fun i => (INR i + 1) / 3 + 1), 2%nat. split; [now apply path_graph|].
  split; [lia|]. split; [exact end_away|]. unfold objective. cbn. split; field.
Qed.

Theorem elsewhere_witness : exists n E D S i, graph n E /\ closed E S /\
  (forall i, (i < n)%nat -> D i = true -> S i = false) /\ (i < n)%nat /\ S i = true /\ D 0%nat = true.
Proof.
  exists 4%nat, path, first, (fun i => Nat.eqb i 3), 3%nat. split; [apply path_graph; lia|]. split.
  - intros u v H. cbn in H. repeat (destruct H as [H|H]; [injection H as <- <-; reflexivity|]). easy.
  - split; [|repeat split; lia]. intros i _ H. apply Nat.eqb_eq in H. now subst.
Qed.

Theorem only_minimiser_witness : exists n E D,
  graph n E /\ (forall i, (i < n)%nat -> exists r, away E D i r) /\
  graph (S n) E /\ ~ (forall i, (i < S n)%nat -> exists r, away E D i r).
Proof.
  exists 3%nat, path, first. split; [now apply path_graph|]. split; [|split; [apply path_graph; lia|]].
  - intros [|[|[|i]]] I; [exists 0%nat|exists 1%nat|exists 2%nat|lia].
    + exists 0%nat, nil. split; [reflexivity|]. split; [constructor|reflexivity].
    + exact second_away.
    + exact end_away.
  - intros H. destruct (H 3%nat ltac:(lia)) as (r & a & s & A & W & _).
    apply Nat.eqb_eq in A. subst. inversion W as [|u v m s' _ [K|K]]; subst; apply nth_error_In in K; cbn in K;
    intuition discriminate.
Qed.

End Joint.

(* false: 2 * (INR r + 1) * objective n E D w /\ ==> (INR r + 1) * objective n E D w /\ *)
(* false: 2 * (INR r + 1) * objective n E D w /\ ==> 2 * INR r * objective n E D w /\ *)
(* false: (objective n E D w = 0 -> w i = 1) ==> (objective n E D w = 0 -> w i = 0) *)
(* false: D i = true -> S i = false) -> ==> D i = true -> S i = S i) -> *)
(* false: (forall w, minimiser (objective n E D) w -> forall i, (i < n)%nat -> w i = 1) ==> True *)
