(* color.one-edge-per-step: on every finite graph and for every set D of its vertices, gradient descent and momentum
   from w^0 = z^0 = 0 on f(w) = 1/2 sum_{i in D} (w_i - 1)^2 + 1/2 sum_{edges} (w_i - w_j)^2 have w_i^k = z_i^k = 0
   for k <= dist(i, D), and w_i^{r+1} = alpha^{r+1} times the number of shortest paths from D to i, r = dist(i, D).

   How it is written. The vertices are 0 .. n-1. E is the list of the edges, each a pair of vertices: one that is
   there twice counts twice, a loop adds nothing to f, and the order of the two ends does not matter. D says of each
   vertex whether it is in D. `objective` is f; `is_gradient` says by derivatives what its gradient is;
   `momentum_run` and `descent_run` are the two methods, for every alpha and beta.

   A walk from a to i is the list of its steps, the last one first: each is the number of an edge in E and the vertex
   where it arrives. `from_D E D i r (a, s)`: s is such a walk of r steps from a to i, and a is in D. `distance E D i
   r`: there is one, and none of fewer steps; a vertex that D does not reach has no distance, and stays at 0.
   `has_size P N`: the P are N in number.

   What is proved where: `one_edge_per_step` is the claim for momentum, `gradient_descent_too` for gradient descent,
   each with a second part for a vertex that D does not reach. `shortest_paths_are_counted`: the walks of dist(i, D)
   steps are paths, for they meet no vertex twice, and they have a number, at least 1. The steps of the proof are the
   kernel's `nothing_moves_among_equals` and `the_next_edge`. *)
(* uses: Sums, Graphs, Colorization *)
From Coq Require Import List Arith Lia Bool.

Module Joint.
Import Sums Graphs Colorization.

(* The methods. *)
Definition momentum_run (n : nat) (f : (nat -> R) -> R) (alpha beta : R) (z w : nat -> nat -> R) : Prop :=
  (forall i, (i < n)%nat -> z 0%nat i = 0 /\ w 0%nat i = 0) /\
  forall k, exists g, is_gradient n f (w k) g /\
    forall i, (i < n)%nat -> z (S k) i = beta * z k i + g i /\ w (S k) i = w k i - alpha * z (S k) i.

Definition descent_run (n : nat) (f : (nat -> R) -> R) (alpha : R) (w : nat -> nat -> R) : Prop :=
  (forall i, (i < n)%nat -> w 0%nat i = 0) /\
  forall k, exists g, is_gradient n f (w k) g /\ forall i, (i < n)%nat -> w (S k) i = w k i - alpha * g i.

(* Distance, number. *)
Definition from_D (E : list edge) (D : nat -> bool) (i r : nat) (p : nat * list (nat * nat)) : Prop :=
  D (fst p) = true /\ walk E (fst p) i (snd p) /\ length (snd p) = r.

Definition distance (E : list edge) (D : nat -> bool) (i r : nat) : Prop :=
  (exists p, from_D E D i r p) /\ forall q p, from_D E D i q p -> (r <= q)%nat.

Definition has_size {A : Type} (P : A -> Prop) (N : nat) : Prop :=
  exists l, NoDup l /\ (forall a, In a l <-> P a) /\ length l = N.

(* The gradient of the objective, by the edges at a vertex. *)
Definition other (i : nat) (e : edge) : option nat :=
  if Nat.eqb (snd e) i then Some (fst e) else if Nat.eqb (fst e) i then Some (snd e) else None.

Definition slope (i : nat) (w : nat -> R) (e : edge) : R :=
  match other i e with Some j => w i - w j | None => 0 end.

Definition gradient (E : list edge) (D : nat -> bool) (w : nat -> R) (i : nat) : R :=
  total (slope i w) E + (if D i then w i - 1 else 0).

Lemma edges_bend E w i : exists b, forall t,
  total (fun e => (moved w i t (fst e) - moved w i t (snd e))^2) E =
  total (fun e => (w (fst e) - w (snd e))^2) E + 2 * t * total (slope i w) E + t^2 * b.
Proof.
  induction E as [|[u v] E [b IH]].
  - exists 0. intros t. simpl. ring.
  - exists (b + if Nat.eqb u i then (if Nat.eqb v i then 0 else 1) else (if Nat.eqb v i then 1 else 0)).
    intros t. cbn [total]. rewrite IH. unfold slope, other, moved. cbn [fst snd].
    destruct (Nat.eqb_spec u i), (Nat.eqb_spec v i); subst; ring.
Qed.

Lemma none_left (D : nat -> bool) w i t l : ~ In i l ->
  total (fun j => if D j then (moved w i t j - 1)^2 else 0) l = total (fun j => if D j then (w j - 1)^2 else 0) l.
Proof.
  induction l as [|j l IH]; intros H; [reflexivity|]. cbn [total]. rewrite IH by (intros K; apply H; now right).
  unfold moved. destruct (Nat.eqb_spec j i); [subst; exfalso; apply H; now left|reflexivity].
Qed.

Lemma colours_bend (D : nat -> bool) w i l : NoDup l -> In i l -> exists b, forall t,
  total (fun j => if D j then (moved w i t j - 1)^2 else 0) l =
  total (fun j => if D j then (w j - 1)^2 else 0) l + 2 * t * (if D i then w i - 1 else 0) + t^2 * b.
Proof.
  induction l as [|j l IH]; intros N H; [easy|]. inversion N as [|j' l' out N']; subst. destruct H as [->|H].
  - exists (if D i then 1 else 0). intros t. cbn [total]. rewrite none_left by assumption. unfold moved.
    rewrite Nat.eqb_refl. destruct (D i); ring.
  - destruct (IH N' H) as [b K]. exists b. intros t. cbn [total]. rewrite K. unfold moved.
    destruct (Nat.eqb_spec j i); [subst; easy|]. ring.
Qed.

Lemma the_gradient n E D w : is_gradient n (objective n E D) w (gradient E D w).
Proof.
  intros i H. destruct (edges_bend E w i) as [b B], (colours_bend D w i (seq 0 n)) as [c C].
  { apply seq_NoDup. } { apply in_seq. lia. }
  apply slope_of_parabola with (c := objective n E D w) (b := 1/2 * (b + c)).
  intros t. unfold objective, gradient. rewrite B, C. field.
Qed.

Lemma only_gradient n E D w g i : is_gradient n (objective n E D) w g -> (i < n)%nat -> g i = gradient E D w i.
Proof. intros G H. eapply uniqueness_limite; [apply G, H|apply the_gradient, H]. Qed.

(* The walks from D to i in r steps, one after the other. *)
Fixpoint last_steps (m : nat) (E : list edge) (i : nat) (before : nat -> list (nat * list (nat * nat))) :
    list (nat * list (nat * nat)) :=
  match E with
  | nil => nil
  | e :: E' => match other i e with
               | Some j => map (fun p => (fst p, (m, i) :: snd p)) (before j)
               | None => nil
               end ++ last_steps (S m) E' i before
  end.

Fixpoint walks (E : list edge) (D : nat -> bool) (r i : nat) : list (nat * list (nat * nat)) :=
  match r with
  | O => if D i then (i, nil) :: nil else nil
  | S q => last_steps 0 E i (walks E D q)
  end.

Lemma other_spec i j e : other i e = Some j -> e = (j, i) \/ e = (i, j).
Proof.
  destruct e as [u v]. unfold other. cbn. destruct (Nat.eqb_spec v i), (Nat.eqb_spec u i); intros H; inversion H;
  subst; auto.
Qed.

Lemma other_end i j e : e = (j, i) \/ e = (i, j) -> other i e = Some j.
Proof.
  unfold other. intros [->| ->]; cbn; rewrite Nat.eqb_refl; [reflexivity|].
  destruct (Nat.eqb_spec j i); now subst.
Qed.

Lemma in_last_steps E i before : forall m p, In p (last_steps m E i before) <->
  exists k e j q, nth_error E k = Some e /\ other i e = Some j /\ In q (before j) /\
    p = (fst q, ((m + k)%nat, i) :: snd q).
Proof.
  induction E as [|e E IH]; intros m p; cbn [last_steps].
  - split; [easy|]. intros ([|k] & e & j & q & H & _); discriminate H.
  - rewrite in_app_iff, IH. split.
    + intros [H|(k & e' & j & q & K & O & I & ->)].
      * destruct (other i e) as [j|] eqn:O; [|easy]. apply in_map_iff in H as (q & <- & I).
        exists 0%nat, e, j, q. now rewrite Nat.add_0_r.
      * exists (S k), e', j, q. now rewrite Nat.add_succ_r.
    + intros ([|k] & e' & j & q & K & O & I & ->).
      * left. injection K as <-. rewrite O, Nat.add_0_r. apply in_map_iff. now exists q.
      * right. exists k, e', j, q. now rewrite Nat.add_succ_r.
Qed.

Lemma in_walks E D r : forall i p, In p (walks E D r i) <-> from_D E D i r p.
Proof.
  induction r as [|r IH]; intros i p; cbn [walks].
  - unfold from_D. split.
    + destruct (D i) eqn:H; [|easy]. intros [<-|[]]. cbn. repeat split; [assumption|constructor].
    + destruct p as [a s]. cbn. intros (H & W & L). destruct s; [|discriminate L]. inversion W; subst.
      rewrite H. now left.
  - rewrite in_last_steps. split.
    + intros (k & e & j & q & K & O & I & ->). apply IH in I as (H & W & L). unfold from_D. cbn. split; [easy|].
      split; [|now rewrite L]. apply walk_steps with j; [assumption|].
      apply other_spec in O as [->| ->]; auto.
    + destruct p as [a s]. unfold from_D. cbn. intros (H & W & L). inversion W as [|u v m s' W' K]; subst.
      { discriminate L. }
      injection L as L. destruct K as [K|K].
      * exists m, (u, i), u, (a, s'). repeat split; [assumption|apply other_end; auto|]. now apply IH.
      * exists m, (i, u), u, (a, s'). repeat split; [assumption|apply other_end; auto|]. now apply IH.
Qed.

Lemma map_once {A B : Type} (f : A -> B) l : (forall x y, f x = f y -> x = y) -> NoDup l -> NoDup (map f l).
Proof.
  intros inj. induction 1 as [|a l out N IH]; cbn; constructor; [|assumption].
  intros H. apply in_map_iff in H as (b & E & I). apply inj in E. now subst.
Qed.

Lemma app_once {A : Type} (l l' : list A) :
  NoDup l -> NoDup l' -> (forall a, In a l -> In a l' -> False) -> NoDup (l ++ l').
Proof.
  intros N N' H. induction N as [|a l out N IH]; cbn; [assumption|]. constructor.
  - rewrite in_app_iff. intros [K|K]; [easy|]. apply (H a); [now left|assumption].
  - apply IH. intros b K. apply H. now right.
Qed.

Lemma last_steps_once E i before : (forall j, NoDup (before j)) -> forall m, NoDup (last_steps m E i before).
Proof.
  intros N. induction E as [|e E IH]; intros m; cbn [last_steps]; [constructor|]. apply app_once.
  - destruct (other i e); [|constructor]. apply map_once; [|apply N].
    intros [a s] [b t] H. cbn in H. now injection H as -> ->.
  - apply IH.
  - intros p H K. apply in_last_steps in K as (k & e' & j & q & _ & _ & _ & ->).
    destruct (other i e); [|easy]. apply in_map_iff in H as (q' & H & _). injection H as _ H _. lia.
Qed.

Lemma walks_once E D r : forall i, NoDup (walks E D r i).
Proof.
  induction r as [|r IH]; intros i; cbn [walks].
  - destruct (D i); repeat constructor. easy.
  - now apply last_steps_once.
Qed.

Lemma number_of_walks E D i r : has_size (from_D E D i r) (length (walks E D r i)).
Proof. exists (walks E D r i). split; [apply walks_once|]. split; [apply in_walks|reflexivity]. Qed.

Lemma one_size {A : Type} (P : A -> Prop) N M : has_size P N -> has_size P M -> N = M.
Proof.
  intros (l & L & I & <-) (m & K & J & <-). apply Nat.le_antisymm; apply NoDup_incl_length; try assumption;
  intros a H; [apply J, I, H|apply I, J, H].
Qed.

Lemma shortest_walks_are_paths E D i r p : distance E D i r -> from_D E D i r p -> NoDup (fst p :: map snd (snd p)).
Proof.
  destruct p as [a s]. intros [_ least] (H & W & L). cbn in *.
  assert (short : forall s', walk E a i s' -> (length s <= length s')%nat).
  { intros s' W'. rewrite L. now apply (least _ (a, s')). }
  clear least L. induction W as [|u v m s W IH K]; [repeat constructor; easy|].
  assert (N : NoDup (a :: map snd s)).
  { apply IH. intros s' W'. specialize (short ((m, v) :: s')). cbn in short.
    apply le_S_n, short. now apply walk_steps with u. }
  assert (fresh : ~ In v (a :: map snd s)).
  { intros I. destruct (prefix E a u v s W N I) as (s' & W' & _ & L). specialize (short s' W'). cbn in short. lia. }
  inversion N as [|a' l out N']; subst. cbn. constructor.
  - intros [->|I]; [apply fresh; now left|easy].
  - constructor; [intros I; apply fresh; now right|assumption].
Qed.

(* No walk of fewer than k steps arrives: k <= dist, whether or not D reaches i at all. *)
Definition beyond (E : list edge) (D : nat -> bool) (i k : nat) : Prop := forall q p, from_D E D i q p -> (k <= q)%nat.

Lemma beyond_neighbour E D i j k e : beyond E D i (S k) -> In e E -> other i e = Some j -> beyond E D j k.
Proof.
  intros B H O q [a s] (K & W & L). cbn in *. apply In_nth_error in H as [m M]. apply le_S_n.
  apply (B (S q) (a, (m, i) :: s)). repeat split; cbn; [assumption| |now rewrite L].
  apply walk_steps with j; [assumption|]. apply other_spec in O as [->| ->]; auto.
Qed.

Lemma beyond_less E D i k l : beyond E D i k -> (l <= k)%nat -> beyond E D i l.
Proof. intros B H q p F. specialize (B q p F). lia. Qed.

Lemma beyond_outside E D i k : beyond E D i (S k) -> D i = false.
Proof.
  intros B. destruct (D i) eqn:H; [|reflexivity]. specialize (B 0%nat (i, nil)). cbn in B.
  assert (F : (S k <= 0)%nat); [|lia]. apply B. repeat split; [assumption|constructor].
Qed.

Lemma other_vertex n E i j e : graph n E -> In e E -> other i e = Some j -> (j < n)%nat.
Proof. intros G H O. destruct e as [u v]. apply G in H. apply other_spec in O as [K|K]; injection K as -> ->; lia. Qed.

(* The edges at i are a run of the kernel's. *)
Lemma among_equals E w i : (forall e j, In e E -> other i e = Some j -> w j = w i) -> run_1 (w i) (total (slope i w) E).
Proof.
  induction E as [|e E IH]; intros H; cbn [total]; [constructor|].
  assert (K : run_1 (w i) (total (slope i w) E)) by (apply IH; intros e' j I; apply H; now right).
  unfold slope at 1. destruct (other i e) as [j|] eqn:O.
  - replace (w i - w j + _) with (-1 * w j + 1 * w i + total (slope i w) E) by ring.
    apply run_1_step; [assumption|]. rewrite (H e j); [ring|now left|assumption].
  - now rewrite Rplus_0_l.
Qed.

Lemma behind_front E w i before p : w i = 0 ->
  (forall e j, In e E -> other i e = Some j -> w j = p * INR (length (before j))) ->
  forall m, run_4 p (total (slope i w) E) (INR (length (last_steps m E i before))).
Proof.
  intros Z. induction E as [|e E IH]; intros H m; cbn [total last_steps]; [constructor|].
  assert (K : run_4 p (total (slope i w) E) (INR (length (last_steps (S m) E i before)))).
  { apply IH. intros e' j I. apply H. now right. }
  rewrite app_length, plus_INR. unfold slope at 1. destruct (other i e) as [j|] eqn:O.
  - rewrite map_length, Z, (H e j) by (assumption || now left).
    replace (0 - _ + _) with (- INR (length (before j)) * p + total (slope i w) E) by ring. now apply run_4_step.
  - cbn [length INR]. now rewrite !Rplus_0_l.
Qed.

Section Run.
Context (n : nat) (E : list edge) (D : nat -> bool) (alpha beta : R) (z w : nat -> nat -> R).
Context (is_graph : graph n E) (run : momentum_run n (objective n E D) alpha beta z w).

Lemma step k i : (i < n)%nat ->
  z (S k) i = beta * z k i + gradient E D (w k) i /\ w (S k) i = w k i - alpha * z (S k) i.
Proof.
  intros H. destruct run as [_ R]. destruct (R k) as (g & G & K). destruct (K i H) as [-> ->].
  now rewrite (only_gradient _ _ _ _ _ _ G H).
Qed.

Lemma at_rest k : forall i, (i < n)%nat -> beyond E D i k -> z k i = 0 /\ w k i = 0.
Proof.
  induction k as [|k IH]; intros i H B; [now apply run|].
  destruct (IH i H) as [Z W]. { apply (beyond_less _ _ _ _ _ B). lia. }
  destruct (step k i H) as [-> ->]. unfold gradient. rewrite (beyond_outside _ _ _ _ B), Rplus_0_r.
  assert (K : run_1 (w k i) (total (slope i (w k)) E)).
  { apply among_equals. intros e j I O. rewrite W. apply IH.
    - exact (other_vertex _ _ _ _ _ is_graph I O).
    - exact (beyond_neighbour _ _ _ _ _ _ B I O). }
  destruct (nothing_moves_among_equals alpha beta _ _ _ K Z) as (z_0 & near_0 & _).
  rewrite z_0, W. split; ring.
Qed.

Lemma arrives r : forall i, (i < n)%nat -> beyond E D i r ->
  w (S r) i = alpha ^ S r * INR (length (walks E D r i)).
Proof.
  induction r as [|r IH]; intros i H B; destruct (at_rest _ i H B) as [Z W];
  [destruct (step 0 i H) as [Z' ->]|destruct (step (S r) i H) as [Z' ->]];
  rewrite Z', Z, W; unfold gradient; cbn [walks].
  - assert (K : run_1 (w 0%nat i) (total (slope i (w 0%nat)) E)).
    { apply among_equals. intros e j I O. rewrite W. destruct run as [start _].
      apply start. exact (other_vertex _ _ _ _ _ is_graph I O). }
    destruct (nothing_moves_among_equals alpha beta _ _ 0 K eq_refl) as (near_0 & _).
    replace (total _ E) with 0 by lra. destruct (D i); cbn [length INR]; rewrite ?W; ring.
  - rewrite (beyond_outside _ _ _ _ B), Rplus_0_r.
    assert (K : run_4 (alpha ^ S r) (total (slope i (w (S r))) E) (INR (length (last_steps 0 E i (walks E D r))))).
    { apply behind_front; [assumption|]. intros e j I O. apply IH.
      - exact (other_vertex _ _ _ _ _ is_graph I O).
      - exact (beyond_neighbour _ _ _ _ _ _ B I O). }
    pose proof (the_next_edge alpha _ _ _ K) as T. cbn [pow] in *. lra.
Qed.
End Run.

(* The claim. *)
Theorem one_edge_per_step : forall n E D alpha beta z w i,
  graph n E ->
  momentum_run n (objective n E D) alpha beta z w ->
  (i < n)%nat ->
  (forall r, distance E D i r ->
    (forall k, (k <= r)%nat -> w k i = 0 /\ z k i = 0) /\
    (forall N, has_size (from_D E D i r) N -> w (S r) i = alpha ^ S r * INR N)) /\
  ((forall r p, ~ from_D E D i r p) -> forall k, w k i = 0 /\ z k i = 0).
Proof.
  intros n E D alpha beta z w i G M H. split.
  - intros r [_ B]. split.
    + intros k K. apply and_comm. apply (at_rest n E D alpha beta z w G M k i H). exact (beyond_less _ _ _ _ _ B K).
    + intros N S. rewrite (one_size _ _ _ S (number_of_walks E D i r)).
      exact (arrives n E D alpha beta z w G M r i H B).
  - intros none k. apply and_comm. apply (at_rest n E D alpha beta z w G M k i H).
    intros q p F. exfalso. exact (none q p F).
Qed.

Theorem shortest_paths_are_counted : forall E D i r,
  distance E D i r ->
  (forall p, from_D E D i r p -> NoDup (fst p :: map snd (snd p))) /\
  exists N, (1 <= N)%nat /\ forall M, has_size (from_D E D i r) M <-> M = N.
Proof.
  intros E D i r R. split; [intros p; now apply shortest_walks_are_paths|].
  destruct R as [[p F] _]. exists (length (walks E D r i)). split.
  - apply in_walks in F. destruct (walks E D r i); [easy|cbn; lia].
  - intros M. split; [|intros ->; apply number_of_walks].
    intros S. exact (one_size _ _ _ S (number_of_walks E D i r)).
Qed.

Theorem gradient_descent_too : forall n E D alpha w i,
  graph n E ->
  descent_run n (objective n E D) alpha w ->
  (i < n)%nat ->
  (forall r, distance E D i r ->
    (forall k, (k <= r)%nat -> w k i = 0) /\
    (forall N, has_size (from_D E D i r) N -> w (S r) i = INR N * alpha ^ S r)) /\
  ((forall r p, ~ from_D E D i r p) -> forall k, w k i = 0).
Proof.
  intros n E D alpha w i G [start steps] H.
  pose (z := fun k j => match k with O => 0 | S q => gradient E D (w q) j end).
  assert (M : momentum_run n (objective n E D) alpha 0 z w).
  { split; [intros j J; split; [reflexivity|now apply start]|]. intros k. exists (gradient E D (w k)).
    split; [apply the_gradient|]. intros j J. destruct (steps k) as (g & grad & K). cbn. split; [ring|].
    now rewrite K, (only_gradient _ _ _ _ _ _ grad J) by assumption. }
  destruct (one_edge_per_step n E D alpha 0 z w i G M H) as [near far]. split.
  - intros r R. destruct (near r R) as [rest front]. split.
    + intros k K. now apply rest.
    + intros N S. rewrite Rmult_comm. now apply front.
  - intros none k. now apply far.
Qed.

(* There is such a run on every graph, for every alpha and beta. *)
Fixpoint state (E : list edge) (D : nat -> bool) (alpha beta : R) (k : nat) : (nat -> R) * (nat -> R) :=
  match k with
  | O => (fun _ => 0, fun _ => 0)
  | S q => let (z, w) := state E D alpha beta q in
           (fun i => beta * z i + gradient E D w i, fun i => w i - alpha * (beta * z i + gradient E D w i))
  end.

Lemma a_run n E D alpha beta : momentum_run n (objective n E D) alpha beta
  (fun k => fst (state E D alpha beta k)) (fun k => snd (state E D alpha beta k)).
Proof.
  split; [intros; now split|]. intros k. exists (gradient E D (snd (state E D alpha beta k))).
  split; [apply the_gradient|]. intros i _. cbn [state]. now destruct (state E D alpha beta k).
Qed.

Lemma a_descent n E D alpha : descent_run n (objective n E D) alpha (fun k => snd (state E D alpha 0 k)).
Proof.
  split; [easy|]. intros k. exists (gradient E D (snd (state E D alpha 0 k))).
  split; [apply the_gradient|]. intros i _. cbn [state]. destruct (state E D alpha 0 k). cbn. ring.
Qed.

(* A cycle of four vertices, 0 in D: the opposite vertex 2 is two edges away, by two paths; and 4 is out of reach. *)
Definition cycle : list edge := (0, 1)%nat :: (1, 2)%nat :: (2, 3)%nat :: (3, 0)%nat :: nil.

Lemma cycle_graph : graph 5 cycle.
Proof. now apply listed. Qed.

Lemma opposite : distance cycle first 2 2.
Proof.
  split.
  - exists (0, (1, 2) :: (0, 1) :: nil)%nat. apply in_walks. cbn. auto.
  - intros [|[|q]] p F; [| |lia]; apply in_walks in F; cbn in F; easy.
Qed.

Lemma opposite_twice : has_size (from_D cycle first 2 2) 2.
Proof. exact (number_of_walks cycle first 2 2). Qed.

Lemma apart : forall r p, ~ from_D cycle first 4 r p.
Proof. intros [|r] p F; apply in_walks in F; cbn in F; easy. Qed.

Theorem one_edge_per_step_witness : exists n E D alpha beta z w i j,
  graph n E /\ momentum_run n (objective n E D) alpha beta z w /\ (i < n)%nat /\ (j < n)%nat /\
  distance E D i 2 /\ has_size (from_D E D i 2) 2 /\ 0 < w 3%nat i /\ z 3%nat i <> 0 /\
  (forall r p, ~ from_D E D j r p).
Proof.
  exists 5%nat, cycle, first, 1, 1. do 2 eexists. exists 2%nat, 4%nat.
  split; [exact cycle_graph|]. split; [apply a_run|]. split; [lia|]. split; [lia|]. split; [exact opposite|].
  split; [exact opposite_twice|]. split; [|split; [|exact apart]];
  cbn -[Rplus Rmult Rminus]; unfold gradient, slope; cbn -[Rplus Rmult Rminus]; lra.
Qed.

Theorem shortest_paths_are_counted_witness : exists E D i, distance E D i 2 /\ has_size (from_D E D i 2) 2.
Proof. exists cycle, first, 2%nat. split; [exact opposite|exact opposite_twice]. Qed.

Theorem gradient_descent_too_witness : exists n E D alpha w i j,
  graph n E /\ descent_run n (objective n E D) alpha w /\ (i < n)%nat /\ (j < n)%nat /\
  distance E D i 2 /\ has_size (from_D E D i 2) 2 /\ 0 < w 3%nat i /\ (forall r p, ~ from_D E D j r p).
Proof.
  exists 5%nat, cycle, first, 1. eexists. exists 2%nat, 4%nat.
  split; [exact cycle_graph|]. split; [apply a_descent|]. split; [lia|]. split; [lia|]. split; [exact opposite|].
  split; [exact opposite_twice|]. split; [|exact apart].
  rewrite (proj2 (proj1 (gradient_descent_too 5 cycle first 1 _ 2 cycle_graph (a_descent 5 cycle first 1)
    ltac:(lia)) 2%nat opposite) 2%nat opposite_twice). cbn. lra.
Qed.

End Joint.

(* false: (k <= r)%nat -> w k i = 0 /\ z k i = 0 ==> (k <= r + 1)%nat -> w k i = 0 /\ z k i = 0 *)
(* false: alpha ^ S r * INR N ==> alpha ^ r * INR N *)
(* false: (forall r p, ~ from_D E D i r p) -> forall k, w k i = 0 /\ ==> True -> forall k, w k i = 0 /\ *)
(* false: (k <= r)%nat -> w k i = 0) ==> (k <= S r)%nat -> w k i = 0) *)
(* false: (1 <= N)%nat ==> (2 <= N)%nat *)
