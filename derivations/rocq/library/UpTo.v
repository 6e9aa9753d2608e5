(* Sums from 1 to n, of terms numbered as components are: f 1 + ... + f n. *)

From Coq Require Import Lia Arith.

Module UpTo.

(* term 1 + ... + term n *)
Fixpoint up_to (n : nat) (term : nat -> R) : R :=
  match n with
  | O => 0
  | S m => up_to m term + term (S m)
  end.

Lemma up_to_same n f g : (forall j, (1 <= j <= n)%nat -> f j = g j) -> up_to n f = up_to n g.
Proof.
  induction n as [|n IH]; intros E; simpl; [reflexivity|].
  rewrite IH by (intros; apply E; lia). rewrite E by lia. reflexivity.
Qed.

Lemma up_to_constant n a : up_to n (fun _ => a) = INR n * a.
Proof. induction n as [|n IH]; cbn [up_to]; [simpl; ring|]. rewrite S_INR, IH. ring. Qed.

Lemma up_to_zero n f : (forall j, (1 <= j <= n)%nat -> f j = 0) -> up_to n f = 0.
Proof. intros E. rewrite (up_to_same n f (fun _ => 0) E), up_to_constant. ring. Qed.

Lemma up_to_linear n a b f g : up_to n (fun j => a * f j + b * g j) = a * up_to n f + b * up_to n g.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma up_to_scaled n a f : up_to n (fun j => a * f j) = a * up_to n f.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma up_to_swapped n m f : up_to n (fun i => up_to m (fun j => f i j)) = up_to m (fun j => up_to n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl; [symmetry; now apply up_to_zero|]. rewrite IH.
  replace (up_to m (fun j => up_to n (fun i => f i j) + f (S n) j))
    with (up_to m (fun j => 1 * up_to n (fun i => f i j) + 1 * f (S n) j)) by (apply up_to_same; intros; ring).
  rewrite up_to_linear. change (fun j => f (S n) j) with (f (S n)). ring.
Qed.

Lemma up_to_one n l f : (1 <= l <= n)%nat -> (forall j, (1 <= j <= n)%nat -> j <> l -> f j = 0) -> up_to n f = f l.
Proof.
  induction n as [|n IH]; intros L Z; [lia|]. simpl. destruct (Nat.eq_dec l (S n)) as [->|N].
  - rewrite up_to_zero; [ring|]. intros j J. apply Z; lia.
  - rewrite IH, (Z (S n)) by (intros; try apply Z; lia). ring.
Qed.

Lemma up_to_picked n l f : (1 <= l <= n)%nat -> up_to n (fun j => (if Nat.eq_dec j l then 1 else 0) * f j) = f l.
Proof.
  intros L. rewrite (up_to_one n l); [destruct (Nat.eq_dec l l); [ring|easy]|exact L|].
  intros j _ N. destruct (Nat.eq_dec j l); [easy|ring].
Qed.

End UpTo.
