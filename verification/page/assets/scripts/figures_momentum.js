// The figures of momentum's dynamics and of its best parameters.

const here = { points: true, more: { pointRadius: 6, borderWidth: 2, clip: 10 } };

function region(product, beta) {
  const end = theory.endOfMonotonicOscillations(beta);
  if (product > end) return "divergence";
  if (product === 0 || product === end || beta === 1) return "none: no convergence at this edge";
  if (product === 1 && beta === 0) return "one step";
  if (product <= theory.endOfMonotonicDecrease(beta) && product <= 1) return "monotonic decrease";
  return product < theory.endOfRipples(beta) ? "ripples" : "monotonic oscillations";
}

FIGURES["convergence-rate"] = (figure) => {
  const { product: start, beta: damping, steps } = data.rate;
  figure.slider("product", "αλ", [0, 4, start]);
  figure.slider("beta", "momentum β", [0, 1, damping]);
  const plane = figure.plot({
    words: "The rate of momentum over αλ and β, with the boundaries of its regions", height: 340,
    x: { title: "αλ", min: 0, max: 4 }, y: { title: "β", min: 0, max: 1 },
  });
  const run = figure.plot({
    words: "The error of a run", height: 340, x: { title: "iteration", min: 0, max: steps }, y: { title: "error" },
  });
  const columns = 320, rows = 160;
  plane.paint(columns, rows, (column, row) => {
    return theory.momentumRate(1, 1 - (row + 0.5) / rows, (4 * (column + 0.5)) / columns) / 2;
  });
  const curves = [
    ["end of monotonic decrease", theory.endOfMonotonicDecrease],
    ["end of ripples", theory.endOfRipples],
    ["end of oscillations", theory.endOfMonotonicOscillations],
  ];
  const betas = spread(0, 1, 101);
  const boundaries = curves.map(([name, curve], i) => {
    return [name, betas.map((y) => ({ x: curve(y), y })), i, { ink: "white" }];
  });
  const place = { ink: "white", points: true, more: { pointRadius: 7, borderWidth: 3, clip: 10 } };
  figure.start(({ product, beta }) => {
    plane.set([...boundaries, ["here", [{ x: product, y: beta }], 0, place]]);
    const errors = positions(component(1, beta, product, [0, -1], steps));
    run.set([["error", byIteration(errors), 1, { more: { pointRadius: 2 } }]]);
    figure.show("rate", theory.momentumRate(1, beta, product));
    figure.show("region", region(product, beta));
  });
};

FIGURES.damping = (figure) => {
  const { alpha, start, steps, curvatures, betas, limits: [left, right, bottom, top] } = data.damping;
  figure.slider("lam", "force λ", [0, Math.max(...curvatures), curvatures[1]]);
  figure.slider("beta", "damping β", [Math.min(...betas), 1, betas[1]]);
  const plane = figure.plot({
    words: "Position and y of the oscillator", height: 380,
    x: { title: "position x", min: left, max: right }, y: { title: "y, minus the velocity", min: bottom, max: top },
  });
  figure.start(({ lam, beta }) => {
    const states = component(alpha, beta, lam, start, steps).map(([y, x]) => ({ x, y }));
    plane.set([
      [`${steps} iterations`, states, 1],
      ["every tenth", states.filter((_, k) => k % 10 === 0), 1, { points: true }],
      ["start", [states[0]], 2, here],
    ]);
    figure.show("rate", theory.momentumRate(alpha, beta, lam));
    figure.show("critical β", theory.criticalBeta(alpha, lam));
  });
};

FIGURES["critical-damping"] = (figure) => {
  const { alpha, lam, steps } = data.critical;
  figure.slider("beta", "damping β", [0, 1, theory.criticalBeta(alpha, lam)]);
  const run = figure.plot({
    words: "The position over the iterations",
    x: { title: "iteration", min: 0, max: steps }, y: { title: "position x", min: -1, max: 1 },
  });
  const rate = figure.plot({
    words: "The rate over the damping",
    x: { title: "β", min: 0, max: 1 }, y: { title: "rate", min: 0.88, max: 1 },
  });
  const betas = spread(0, 1, 401), rates = betas.map((beta) => theory.momentumRate(alpha, beta, lam));
  figure.start(({ beta }) => {
    const now = theory.momentumRate(alpha, beta, lam);
    run.set([["x, from rest", byIteration(positions(component(alpha, beta, lam, [0, 1], steps))), 1]]);
    rate.set([["rate", points(betas, rates), 0], ["here", [{ x: beta, y: now }], 2, here]]);
    figure.show("rate", now);
    figure.show("critical β", theory.criticalBeta(alpha, lam));
    figure.show("least rate", theory.criticalRate(alpha, lam));
  });
};

FIGURES["momentum-error"] = (figure) => {
  const lams = data.curvatures, [low, high] = [lams[0], lams[lams.length - 1]];
  const [best, damping] = theory.optimalParameters(low, high);
  figure.slider("alpha", "step-size α", [0, 4, best]);
  figure.slider("beta", "momentum β", [0, 1, damping]);
  const plot = figure.plot({
    words: "The loss of three components over the iterations",
    x: { title: "iteration", min: 0, max: data.steps }, y: { title: "loss", log: true, min: 1e-12, max: 100 },
  });
  figure.start(({ alpha, beta }) => {
    plot.set(lams.map((lam, i) => {
      const xs = positions(component(alpha, beta, lam, [0, data.starts[i]], data.steps));
      return [`λ = ${lam}`, positive(xs.map((x) => theory.loss(lam, x))), i];
    }));
    figure.show("rate", Math.max(...lams.map((lam) => theory.momentumRate(alpha, beta, lam))));
    figure.show("largest stable α", beta < 1 ? theory.largestStep(beta, high) : "none");
    figure.show("optimal α", best);
    figure.show("optimal β", damping);
    figure.show("optimal rate", theory.optimalRate(high / low));
  });
};

FIGURES["best-rates"] = (figure) => {
  figure.slider("kappa", "condition number κ", [0, 4, 2], { at: (t) => 10 ** t });
  const plot = figure.plot({
    words: "The best rates over the condition number",
    x: { title: "κ", log: true, min: 1, max: 1e4 }, y: { title: "best rate", min: 0, max: 1 },
  });
  const kappas = spread(0, 4, 200).map((t) => 10 ** t);
  const descent = (kappa) => theory.descentOptimalRate(1, kappa);
  figure.start(({ kappa }) => {
    const both = [{ x: kappa, y: descent(kappa) }, { x: kappa, y: theory.optimalRate(kappa) }];
    plot.set([
      ["gradient descent", points(kappas, kappas.map(descent)), 0],
      ["momentum", points(kappas, kappas.map(theory.optimalRate)), 1],
      ["here", both, 2, here],
    ]);
    const [alpha, beta] = theory.optimalParameters(1, kappa);
    figure.show("gradient descent", descent(kappa));
    figure.show("momentum", theory.optimalRate(kappa));
    figure.show("momentum's α λ₁", alpha);
    figure.show("momentum's β", beta);
  });
};
