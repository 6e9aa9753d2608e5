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
   of the edges of a path are part of 2 f(w), because no edge of a path comes twice, is `part_of_the_whole`. *)
From Coq Require Import List Arith Lia Bool.

Module Joint.

(* The graph and the objective. *)
Definition edge : Type := (nat * nat)%type.

Definition graph (n : nat) (E : list edge) : Prop := forall u v, In (u, v) E -> (u < n)%nat /\ (v < n)%nat.

Fixpoint total {A : Type} (f : A -> R) (l : list A) : R :=
  match l with nil => 0 | a :: l' => f a + total f l' end.

Definition objective (n : nat) (E : list edge) (D : nat -> bool) (w : nat -> R) : R :=
  1/2 * total (fun i => if D i then (w i - 1)^2 else 0) (seq 0 n) +
  1/2 * total (fun e => (w (fst e) - w (snd e))^2) E.

Definition minimiser (f : (nat -> R) -> R) (w : nat -> R) : Prop := forall v, f w <= f v.

(* How far a vertex is from D. *)
Inductive walk (E : list edge) (a : nat) : nat -> list (nat * nat) -> Prop :=
  | walk_stays : walk E a a nil
  | walk_steps : forall u v m s,
      walk E a u s -> nth_error E m = Some (u, v) \/ nth_error E m = Some (v, u) -> walk E a v ((m, v) :: s).

Definition away (E : list edge) (D : nat -> bool) (i r : nat) : Prop :=
  exists a s, D a = true /\ walk E a i s /\ length s = r.

(* A set of vertices that no edge leaves, such as a component or several. *)
Definition closed (E : list edge) (S : nat -> bool) : Prop := forall u v, In (u, v) E -> S u = S v.

(* Sums. *)
Lemma total_same {A : Type} (f g : A -> R) l : (forall a, In a l -> f a = g a) -> total f l = total g l.
Proof.
  induction l as [|a l IH]; intros H; [reflexivity|]. cbn. rewrite H by now left.
  rewrite IH; [reflexivity|]. intros b I. apply H. now right.
Qed.

Lemma total_none {A : Type} (f : A -> R) l : (forall a, In a l -> f a = 0) -> total f l = 0.
Proof.
  intros H. rewrite (total_same f (fun _ => 0)) by assumption. induction l as [|a l IH]; [reflexivity|]. cbn.
  rewrite IH; [ring|]. intros b I. apply H. now right.
Qed.

Lemma total_app {A : Type} (f : A -> R) l l' : total f (l ++ l') = total f l + total f l'.
Proof. induction l as [|a l IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_positive {A : Type} (f : A -> R) l : (forall a, 0 <= f a) -> 0 <= total f l.
Proof. intros P. induction l as [|a l IH]; cbn; [lra|]. generalize (P a). lra. Qed.

Lemma part_of_the_whole {A : Type} (f : A -> R) l : (forall a, 0 <= f a) -> NoDup l ->
  forall l', incl l l' -> total f l <= total f l'.
Proof.
  intros P. induction 1 as [|a l O N IH]; intros l' I; [now apply total_positive|].
  destruct (in_split a l' (I a (or_introl eq_refl))) as (l1 & l2 & ->).
  assert (K : incl l (l1 ++ l2)).
  { intros b B. assert (C := I b (or_intror B)). rewrite in_app_iff in *. destruct C as [C|[<-|C]]; auto. easy. }
  specialize (IH _ K). rewrite total_app in *. cbn. lra.
Qed.

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

(* From a walk, a path: no vertex comes twice, and so no edge. *)
Definition vertices (a : nat) (s : list (nat * nat)) : list nat := a :: map snd s.

Lemma prefix E a u v s : walk E a u s -> NoDup (vertices a s) -> In v (vertices a s) ->
  exists s', walk E a v s' /\ NoDup (vertices a s') /\ (length s' <= length s)%nat.
Proof.
  unfold vertices. induction 1 as [|u u' m s W IH H]; intros N I.
  - destruct I as [<-|[]]. exists nil. split; [constructor|]. split; [assumption|easy].
  - destruct (Nat.eq_dec u' v) as [<-|V].
    + exists ((m, u') :: s). split; [now apply walk_steps with u|]. split; [assumption|easy].
    + destruct IH as (s' & W' & N' & L).
      * cbn in N. apply NoDup_cons_iff in N as [A N]. apply NoDup_cons_iff in N as [_ N]. constructor; [|assumption].
        intros K. apply A. now right.
      * destruct I as [I|[I|I]]; [now left|easy|now right].
      * exists s'. split; [assumption|]. split; [assumption|cbn; lia].
Qed.

Lemma a_path E a i s : walk E a i s ->
  exists s', walk E a i s' /\ NoDup (vertices a s') /\ (length s' <= length s)%nat.
Proof.
  induction 1 as [|u v m s W (s' & W' & N & L) H].
  - exists nil. split; [constructor|]. split; [repeat constructor; easy|easy].
  - destruct (in_dec Nat.eq_dec v (vertices a s')) as [I|O].
    + destruct (prefix E a u v s' W' N I) as (s'' & W'' & N'' & L'').
      exists s''. split; [assumption|]. split; [assumption|cbn; lia].
    + exists ((m, v) :: s'). split; [now apply walk_steps with u|]. split; [|cbn; lia]. unfold vertices in *. cbn.
      apply NoDup_cons_iff in N as [A N]. constructor.
      * intros [K|K]; [apply O; now left|easy].
      * constructor; [intros K; apply O; now right|assumption].
Qed.

Lemma ends_on_walk E a i s m x b c : walk E a i s -> In (m, x) s -> nth_error E m = Some (b, c) ->
  In b (vertices a s) /\ In c (vertices a s).
Proof.
  unfold vertices. induction 1 as [|u v k s W IH H]; [easy|]. intros [I|I] M.
  - injection I as -> ->. assert (K : In u (a :: map snd s)).
    { inversion W; subst; [now left|right; now left]. }
    assert (U : In u (a :: map snd ((m, x) :: s))) by (destruct K as [K|K]; [now left|right; now right]).
    assert (V : In x (a :: map snd ((m, x) :: s))) by (right; now left).
    destruct H as [H|H]; rewrite H in M; injection M as <- <-; auto.
  - destruct (IH I M) as [B C]. cbn. cbn in B, C. tauto.
Qed.

Lemma no_edge_twice E a i s : walk E a i s -> NoDup (vertices a s) -> NoDup (map fst s).
Proof.
  induction 1 as [|u v m s W IH H]; intros N; cbn; [constructor|].
  unfold vertices in N. cbn in N. apply NoDup_cons_iff in N as [A N]. apply NoDup_cons_iff in N as [V N].
  constructor.
  - intros I. apply in_map_iff in I as ([m' x] & <- & I). cbn in H.
    assert (K : In v (vertices a s)).
    { destruct H as [H|H]; apply (ends_on_walk E a u s m' x _ _ W I H). }
    destruct K as [K|K]; [|easy]. apply A. now left.
  - apply IH. constructor; [|assumption]. intros K. apply A. now right.
Qed.

Lemma edge_numbers E a i s : walk E a i s -> incl (map fst s) (seq 0 (length E)).
Proof.
  induction 1 as [|u v m s W IH H]; intros k K; [easy|]. destruct K as [<-|K]; [|now apply IH].
  apply in_seq. cbn. split; [lia|]. apply nth_error_Some. destruct H as [H|H]; rewrite H; discriminate.
Qed.

Lemma by_numbers (f : edge -> R) E :
  total (fun m => match nth_error E m with Some e => f e | None => 0 end) (seq 0 (length E)) = total f E.
Proof.
  assert (G : forall E' E'', total (fun m => match nth_error (E' ++ E'') m with Some e => f e | None => 0 end)
    (seq (length E') (length E'')) = total f E'').
  { intros E' E''. revert E'. induction E'' as [|e E'' IH]; intros E'; [reflexivity|]. cbn [length seq total].
    rewrite nth_error_app2, Nat.sub_diag by lia. cbn [nth_error].
    specialize (IH (E' ++ e :: nil)). rewrite <- app_assoc, app_length in IH. cbn [app length] in IH.
    rewrite Nat.add_1_r in IH. now rewrite IH. }
  exact (G nil E).
Qed.

Definition gain (E : list edge) (w : nat -> R) (m : nat) : R :=
  match nth_error E m with Some e => (w (fst e) - w (snd e))^2 | None => 0 end.

Lemma along_run E a i s w : walk E a i s ->
  run_3 (w i) ((w a - 1)^2 + total (gain E w) (map fst s)) (INR (length s) + 1).
Proof.
  induction 1 as [|u v m s W IH H].
  - pose proof (run_3_step _ _ _ (w a - 1) run_3_start) as S. cbn. same_state S.
  - pose proof (run_3_step _ _ _ (w v - w u) IH) as S. cbn [length map total fst]. rewrite S_INR. unfold gain at 1.
    destruct H as [H|H]; rewrite H; cbn [fst snd]; same_state S.
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
  destruct (a_path E a i s W) as (s' & W' & N & L').
  destruct (the_only_one_where_it_meets_D _ _ _ _ (along_run E a i s' w W') (run_4_start _)) as [_ B].
  assert (edges : total (gain E w) (map fst s') <= total (fun e => (w (fst e) - w (snd e))^2) E).
  { apply Rle_trans with (total (gain E w) (seq 0 (length E))).
    2: { apply Req_le. exact (by_numbers (fun e => (w (fst e) - w (snd e))^2) E). }
    apply (part_of_the_whole (gain E w)).
    - intros m. unfold gain. destruct (nth_error E m); [apply pow2_ge_0|lra].
    - exact (no_edge_twice E a i s' W' N).
    - exact (edge_numbers E a i s' W'). }
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
    assert (0 <= F).
    { apply total_positive. intros m. unfold gain. destruct (nth_error E m); [apply pow2_ge_0|lra]. }
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

(* The vertices that D reaches, by ever more edges: a set that no edge leaves. *)
Fixpoint reached (E : list edge) (D : nat -> bool) (k v : nat) : bool :=
  match k with
  | O => D v
  | S q => reached E D q v ||
      existsb (fun e => (Nat.eqb (snd e) v && reached E D q (fst e)) || (Nat.eqb (fst e) v && reached E D q (snd e))) E
  end.

Lemma reached_away E D k : forall v, reached E D k v = true -> exists r, away E D v r.
Proof.
  induction k as [|k IH]; intros v H; cbn in H.
  - exists 0%nat, v, nil. split; [assumption|]. split; [constructor|reflexivity].
  - apply orb_true_iff in H as [H|H]; [now apply IH|]. apply existsb_exists in H as ([b c] & I & H). cbn in H.
    apply In_nth_error in I as [m M].
    rewrite orb_true_iff, !andb_true_iff, !Nat.eqb_eq in H. destruct H as [[-> H]|[-> H]];
    destruct (IH _ H) as (r & a & s & A & W & L); exists (S r), a, ((m, v) :: s);
    (split; [assumption|split; [|cbn; now rewrite L]]); (apply walk_steps with b + apply walk_steps with c); auto.
Qed.

Lemma reached_next E D k u v : In (u, v) E \/ In (v, u) E -> reached E D k u = true -> reached E D (S k) v = true.
Proof.
  intros I H. cbn. apply orb_true_iff. right. apply existsb_exists. destruct I as [I|I].
  - exists (u, v). split; [assumption|]. cbn. now rewrite Nat.eqb_refl, H.
  - exists (v, u). split; [assumption|]. cbn. now rewrite Nat.eqb_refl, H, orb_true_r.
Qed.

Definition ever (E : list edge) (D : nat -> bool) (v : nat) :
    {k : nat | reached E D k v <> false} + {forall k, reached E D k v = false} :=
  ClassicalDedekindReals.sig_forall_dec _ (fun k => bool_dec (reached E D k v) false).

Definition lost (E : list edge) (D : nat -> bool) (v : nat) : bool := if ever E D v then false else true.

Lemma lost_closed E D : closed E (lost E D).
Proof.
  intros u v I. unfold lost. destruct (ever E D u) as [[k K]|K], (ever E D v) as [[l L]|L]; try reflexivity; exfalso.
  - apply not_false_is_true in K. specialize (L (S k)). rewrite (reached_next E D k u v) in L; [easy|now left|easy].
  - apply not_false_is_true in L. specialize (K (S l)). rewrite (reached_next E D l v u) in K; [easy|now right|easy].
Qed.

Theorem only_minimiser : forall n E D,
  graph n E ->
  (forall w, minimiser (objective n E D) w -> forall i, (i < n)%nat -> w i = 1) <->
  (forall i, (i < n)%nat -> exists r, away E D i r).
Proof.
  intros n E D G. split.
  - intros H i I. destruct (ever E D i) as [[k K]|K] eqn:V.
    + apply (reached_away E D k). now apply not_false_is_true.
    + exfalso. assert (O : forall j, (j < n)%nat -> D j = true -> lost E D j = false).
      { intros j _ J. unfold lost. destruct (ever E D j) as [_|L]; [reflexivity|].
        specialize (L 0%nat). cbn in L. congruence. }
      destruct (elsewhere n E D (lost E D) 1 (lost_closed E D) O) as [_ M]. specialize (H _ M i I). cbn in H.
      unfold lost in H. rewrite V in H. lra.
  - intros H w M i I. destruct (H i I) as [r A]. apply (near_D n E D w i r G I A).
    destruct (bounded_below n E D w) as (P & Z & _). specialize (M (fun _ => 1)). rewrite Z in M. lra.
Qed.

(* A path of three vertices, one end in D; and the same with a vertex apart. *)
Definition path : list edge := (0, 1)%nat :: (2, 1)%nat :: nil.
Definition first (i : nat) : bool := Nat.eqb i 0.

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
