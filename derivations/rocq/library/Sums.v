(* Sums over lists, and how many in a list have a property. *)
From Coq Require Import List Arith Lia.

Module Sums.

Fixpoint total {A : Type} (f : A -> R) (l : list A) : R :=
  match l with nil => 0 | a :: l' => f a + total f l' end.

Definition mark (S : nat -> bool) (i : nat) : R := if S i then 1 else 0.

Lemma total_same {A : Type} (f g : A -> R) l : (forall a, In a l -> f a = g a) -> total f l = total g l.
Proof.
  induction l as [|a l IH]; intros H; [reflexivity|]. cbn. rewrite H by now left.
  rewrite IH; [reflexivity|]. intros b I. apply H. now right.
Qed.

Lemma total_none {A : Type} (f : A -> R) l : (forall a, In a l -> f a = 0) -> total f l = 0.
Proof.
  intros H. rewrite (total_same f (fun _ => 0)) by assumption. clear. induction l as [|a l IH]; [reflexivity|]. cbn.
  rewrite IH. ring.
Qed.

Lemma total_combined {A : Type} (f g : A -> R) a b l :
  total (fun i => a * f i + b * g i) l = a * total f l + b * total g l.
Proof. induction l as [|i l IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_scaled {A : Type} (f : A -> R) a l : total (fun i => a * f i) l = a * total f l.
Proof. induction l as [|i l IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_app {A : Type} (f : A -> R) l l' : total f (l ++ l') = total f l + total f l'.
Proof. induction l as [|a l IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_constant {A : Type} c (l : list A) : total (fun _ => c) l = INR (length l) * c.
Proof. induction l as [|a l IH]; cbn [total length]; [cbn; ring|rewrite S_INR, IH; ring]. Qed.

Lemma total_less {A : Type} (f g : A -> R) l : (forall a, In a l -> f a <= g a) -> total f l <= total g l.
Proof.
  induction l as [|a l IH]; intros H; cbn; [lra|]. generalize (H a (or_introl eq_refl)).
  assert (total f l <= total g l) by (apply IH; intros b I; apply H; now right). lra.
Qed.

Lemma total_positive {A : Type} (f : A -> R) l : (forall a, 0 <= f a) -> 0 <= total f l.
Proof. intros P. induction l as [|a l IH]; cbn; [lra|]. generalize (P a). lra. Qed.

Lemma summand {A : Type} (f : A -> R) a l : (forall a, 0 <= f a) -> In a l -> f a <= total f l.
Proof.
  intros P. induction l as [|b l IH]; intros I; [easy|]. cbn. generalize (total_positive f l P). destruct I as [->|I].
  - lra.
  - specialize (IH I). generalize (P b). lra.
Qed.

Lemma part_of_the_whole {A : Type} (f : A -> R) l : (forall a, 0 <= f a) -> NoDup l ->
  forall l', incl l l' -> total f l <= total f l'.
Proof.
  intros P. induction 1 as [|a l O N IH]; intros l' I; [now apply total_positive|].
  destruct (in_split a l' (I a (or_introl eq_refl))) as (l1 & l2 & ->).
  assert (K : incl l (l1 ++ l2)).
  { intros b B. assert (C := I b (or_intror B)). rewrite in_app_iff in *. destruct C as [C|[<-|C]]; auto. easy. }
  specialize (IH _ K). rewrite total_app in *. cbn. lra.
Qed.

Lemma in_range n i : In i (seq 0 n) -> (i < n)%nat.
Proof. intros I. apply in_seq in I. lia. Qed.

(* What holds of no sums, and with each summand on, holds of the sums: so they are a run. *)
Lemma totals_run {A : Type} (P : R -> R -> Prop) (f g : A -> R) l : P 0 0 ->
  (forall a s t, In a l -> P s t -> P (f a + s) (g a + t)) -> P (total f l) (total g l).
Proof.
  intros Z. induction l as [|a l IH]; intros H; [assumption|]. cbn. apply H; [now left|]. apply IH. intros b s t I.
  apply H. now right.
Qed.

(* How many. *)
Lemma number {A : Type} (f : A -> bool) l : INR (length (filter f l)) = total (fun a => if f a then 1 else 0) l.
Proof.
  induction l as [|a l IH]; [reflexivity|]. cbn [filter total].
  destruct (f a); cbn [length]; rewrite ?S_INR, IH; ring.
Qed.

Lemma at_least_one {A : Type} (f : A -> bool) l :
  (1 <= length (filter f l))%nat <-> exists a, In a l /\ f a = true.
Proof.
  split.
  - intros H. destruct (filter f l) as [|a m] eqn:F; [cbn in H; lia|]. exists a. apply filter_In. rewrite F. now left.
  - intros (a & I). apply filter_In in I. destruct (filter f l); [easy|cbn; lia].
Qed.

End Sums.
