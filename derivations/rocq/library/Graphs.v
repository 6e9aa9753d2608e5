(* Edges, walks, and what a set of vertices reaches. A graph is the list of its edges, each a pair of vertices in either
   order. A walk from a to i is the list of its steps, the last one first: each is the number of an edge in the list and
   the vertex where it arrives. From a walk a path can be made, on which no edge comes twice, so that what the edges of
   a path add up to is no more than what all do: `gains_on_a_path`. *)
From Coq Require Import List Arith Lia Bool.

Module Graphs.
Import Sums.

Definition edge : Type := (nat * nat)%type.

Inductive walk (E : list edge) (a : nat) : nat -> list (nat * nat) -> Prop :=
  | walk_stays : walk E a a nil
  | walk_steps : forall u v m s,
      walk E a u s -> nth_error E m = Some (u, v) \/ nth_error E m = Some (v, u) -> walk E a v ((m, v) :: s).

(* A set of vertices that no edge leaves, such as a component or several. *)
Definition closed (E : list edge) (S : nat -> bool) : Prop := forall u v, In (u, v) E -> S u = S v.

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

(* The squared difference along an edge, by its number. *)
Definition gain (E : list edge) (w : nat -> R) (m : nat) : R :=
  match nth_error E m with Some e => (w (fst e) - w (snd e))^2 | None => 0 end.

Lemma gain_positive E w m : 0 <= gain E w m.
Proof. unfold gain. destruct (nth_error E m); [apply pow2_ge_0|lra]. Qed.

Lemma gain_step (E : list edge) w m u v :
  nth_error E m = Some (u, v) \/ nth_error E m = Some (v, u) -> gain E w m = (w v - w u)^2.
Proof. unfold gain. intros [H|H]; rewrite H; cbn [fst snd]; ring. Qed.

Lemma gains_on_a_path E a i s (w : nat -> R) : walk E a i s -> exists s',
  walk E a i s' /\ (length s' <= length s)%nat /\
  total (gain E w) (map fst s') <= total (fun e => (w (fst e) - w (snd e))^2) E.
Proof.
  intros H. destruct (a_path E a i s H) as (s' & K & N & L). exists s'. split; [assumption|]. split; [assumption|].
  apply Rle_trans with (total (gain E w) (seq 0 (length E))).
  - apply (part_of_the_whole (gain E w)).
    + apply gain_positive.
    + exact (no_edge_twice E a i s' K N).
    + exact (edge_numbers E a i s' K).
  - apply Req_le. exact (by_numbers (fun e => (w (fst e) - w (snd e))^2) E).
Qed.

Lemma ends_equal (E : list edge) (x : nat -> R) : total (fun e => (x (fst e) - x (snd e)) ^ 2) E = 0 ->
  forall u v, In (u, v) E -> x u = x v.
Proof.
  intros Z u v I. assert (B : (x u - x v) ^ 2 <= 0); [|nra]. rewrite <- Z.
  exact (summand (fun e => (x (fst e) - x (snd e)) ^ 2) (u, v) E (fun e => pow2_ge_0 (x (fst e) - x (snd e))) I).
Qed.

(* The vertices that D reaches, by ever more edges: a set that no edge leaves. *)
Fixpoint reached (E : list edge) (D : nat -> bool) (k v : nat) : bool :=
  match k with
  | O => D v
  | S q => reached E D q v ||
      existsb (fun e => (Nat.eqb (snd e) v && reached E D q (fst e)) || (Nat.eqb (fst e) v && reached E D q (snd e))) E
  end.

Lemma reached_walk E D k : forall v, reached E D k v = true -> exists a s, D a = true /\ walk E a v s.
Proof.
  induction k as [|k IH]; intros v H; cbn in H.
  - exists v, nil. split; [assumption|constructor].
  - apply orb_true_iff in H as [H|H]; [now apply IH|]. apply existsb_exists in H as ([b c] & I & H). cbn in H.
    apply In_nth_error in I as [m M].
    rewrite orb_true_iff, !andb_true_iff, !Nat.eqb_eq in H. destruct H as [[-> H]|[-> H]];
    destruct (IH _ H) as (a & s & A & W); exists a, ((m, v) :: s);
    (split; [assumption|]); (apply walk_steps with b + apply walk_steps with c); auto.
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

Definition reaches (E : list edge) (D : nat -> bool) (v : nat) : bool := if ever E D v then true else false.

Lemma reaches_by_walk E D v : reaches E D v = true -> exists a s, D a = true /\ walk E a v s.
Proof.
  unfold reaches. destruct (ever E D v) as [[k K]|_]; [|easy]. intros _. apply (reached_walk E D k).
  now apply not_false_is_true.
Qed.

Lemma reaches_its_own E D v : D v = true -> reaches E D v = true.
Proof. unfold reaches. destruct (ever E D v) as [_|K]; [reflexivity|]. specialize (K 0%nat). cbn in K. congruence. Qed.

Lemma reaches_closed E D : closed E (reaches E D).
Proof.
  intros u v I. unfold reaches.
  destruct (ever E D u) as [[k K]|K], (ever E D v) as [[l L]|L]; try reflexivity; exfalso.
  - apply not_false_is_true in K. specialize (L (S k)). rewrite (reached_next E D k u v) in L; [easy|now left|easy].
  - apply not_false_is_true in L. specialize (K (S l)). rewrite (reached_next E D l v u) in K; [easy|now right|easy].
Qed.

(* A path of three vertices. *)
Definition path : list edge := (0, 1)%nat :: (2, 1)%nat :: nil.

End Graphs.
