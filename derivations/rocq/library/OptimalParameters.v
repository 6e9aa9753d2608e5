(* The parameters of momentum that are optimal on quadratics, which joints share.

With 0 < q < 1 and alpha > 0 they are said by alpha L = (1 + q)^2, alpha mu = (1 - q)^2 and beta = q^2. So 0 < mu < L,
and q^2 + q < 1 is kappa = L/mu < 9 + 4 sqrt(5). *)

From Coq Require Import Reals Lra Psatz.

Module OptimalParameters.

Section Optimal.
Context (q alpha mu L : R) (Q : 0 < q < 1) (A : 0 < alpha).
Context (EL : alpha * L = (1 + q) ^ 2) (EM : alpha * mu = (1 - q) ^ 2).

Lemma mu_positive : 0 < mu.
Proof. apply (Rmult_lt_reg_l alpha); [exact A|]. rewrite EM, Rmult_0_r. apply pow_lt. lra. Qed.

Lemma mu_less : mu < L.
Proof. apply (Rmult_lt_reg_l alpha); [exact A|]. rewrite EM, EL. nra. Qed.

Lemma kappa_below : q ^ 2 + q < 1 <-> L / mu < 9 + 4 * sqrt 5.
Proof.
  set (s := sqrt 5). assert (S0 : 0 <= s) by apply sqrt_pos.
  assert (S2 : s * s = 5) by (apply sqrt_sqrt; lra). assert (S : 2 < s < 3) by nra. pose proof mu_positive as M0.
  replace (L / mu) with (((1 + q) / (1 - q)) ^ 2).
  2: { replace (L / mu) with (alpha * L / (alpha * mu)) by (field; lra). rewrite EL, EM. field. lra. }
  assert (R2 : (2 + s) ^ 2 = 9 + 4 * s) by (replace ((2 + s) ^ 2) with (4 + 4 * s + s * s) by ring; lra).
  rewrite <- R2. set (r := (1 + q) / (1 - q)). assert (R : r * (1 - q) = 1 + q) by (unfold r; field; lra).
  assert (R0 : 0 < r) by (unfold r; apply Rdiv_lt_0_compat; lra).
  assert (F : 4 * (q ^ 2 + q - 1) = (2 * q + 1 - s) * (2 * q + 1 + s)) by nra.
  split; intros H.
  - assert (K : 2 * q + 1 < s) by nra. assert (r < 2 + s); [|nra].
    apply (Rmult_lt_reg_r (1 - q)); [lra|]. rewrite R. nra.
  - assert (K : r < 2 + s) by nra. assert (1 + q < (2 + s) * (1 - q)) by (rewrite <- R; apply Rmult_lt_compat_r; lra).
    assert (2 * q + 1 < s) by nra. nra.
Qed.

End Optimal.

End OptimalParameters.
