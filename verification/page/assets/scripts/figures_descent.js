// The figures without momentum's theory: a ravine, gradient descent, polynomial regression. FIGURES are functions that
// set up a figure, by the ids of the page; here is no formula of the theory: those are in `theory`.

const FIGURES = {};

FIGURES.hero = (figure) => {
  const { alpha, beta, start, window: [left, right, bottom, top], steps, minimiser, labelled, curvature } = data.hero;
  figure.slider("alpha", "step-size α", [0, labelled.alpha, alpha]);
  figure.slider("beta", "momentum β", [0, labelled.beta, beta]);
  const plot = figure.plot({
    words: "Iterates of momentum on a curved ravine", height: 340,
    x: { title: "x", min: left, max: right }, y: { title: "y", min: bottom, max: top },
  });
  const columns = 240, rows = 160;
  plot.paint(columns, rows, (column, row) => {
    const x = left + ((right - left) * (column + 0.5)) / columns;
    const y = top - ((top - bottom) * (row + 0.5)) / rows;
    return Math.floor(Math.sqrt(theory.ravine(x, y)) * 1.5) / 15;
  });
  const gradient = ([x, y], g) => { [g[0], g[1]] = theory.ravineGradient(x, y); };
  const marks = { ink: "white", points: true, more: { showLine: true } };
  const target = { ink: "white", points: true, more: { pointRadius: 7, borderWidth: 2 } };
  figure.start((v) => {
    const w = Float64Array.from(start), path = [{ x: start[0], y: start[1] }];
    momentum(w, steps, v.alpha, v.beta, gradient, ([x, y]) => {
      if (Math.hypot(x, y) < 1e6) path.push({ x, y });
    });
    plot.set([
      ["iterates", path, 0, marks],
      ["minimiser", [{ x: minimiser[0], y: minimiser[1] }], 5, target],
    ]);
    const last = theory.ravine(...w);
    figure.show("largest stable α near the minimiser", theory.largestStep(v.beta, curvature));
    figure.show("last value of the function", Number.isFinite(last) ? last : "it diverges");
  });
};

FIGURES["change-of-basis"] = (figure) => {
  const { curvatures, start, turn, steps, alpha } = data.basis;
  const high = curvatures[curvatures.length - 1];
  figure.slider("alpha", "step-size α", [0, theory.largestStep(0, high), alpha]);
  figure.slider("beta", "momentum β", [0, 1, 0]);
  const square = { min: -3, max: 3 };
  const given = figure.plot({
    words: "Iterates of the problem as it is given", height: 320,
    x: { title: "w₁", ...square }, y: { title: "w₂", ...square },
  });
  const eigen = figure.plot({
    words: "The same iterates in the eigenbasis", height: 320,
    x: { title: "x₁", ...square }, y: { title: "x₂", ...square },
  });
  const path = { points: true, more: { showLine: true, borderWidth: 0.8 } };
  figure.start((v) => {
    const run = (lam, i) => positions(component(v.alpha, v.beta, lam, [0, start[i]], steps));
    const [first, second] = curvatures.map(run);
    const inside = first.map((x, k) => [x, second[k]]).filter((x) => Math.hypot(...x) < 1e6);
    const turned = inside.map((x) => times(turn, x, 2));
    given.set([["w, as given", turned.map(([x, y]) => ({ x, y })), 0, path]]);
    eigen.set([["x, in the eigenbasis", inside.map(([x, y]) => ({ x, y })), 1, path]]);
    curvatures.forEach((lam, i) => figure.show(`rate of x${"₁₂"[i]}`, theory.momentumRate(v.alpha, v.beta, lam)));
  });
};

FIGURES["gradient-descent-error"] = (figure) => {
  const lams = data.curvatures, [low, high] = [lams[0], lams[lams.length - 1]];
  const best = theory.descentOptimalStep(low, high);
  figure.slider("alpha", "step-size α", [0, theory.descentLargestStep(high), best]);
  const plot = figure.plot({
    words: "The loss of three components over the iterations",
    x: { title: "iteration", min: 0, max: data.steps }, y: { title: "loss", log: true, min: 1e-6, max: 1 },
  });
  figure.start(({ alpha }) => {
    const rates = lams.map((lam) => Math.abs(theory.descentFactor(alpha, lam)));
    plot.set(lams.map((lam, i) => {
      const states = powers([theory.descentFactor(alpha, lam)], [data.starts[i]], data.steps);
      return [`λ = ${lam}`, positive(states.map(([x]) => theory.loss(lam, x))), i];
    }));
    figure.show("rate", Math.max(...rates));
    figure.show("optimal α", best);
    figure.show("optimal rate", theory.descentOptimalRate(low, high));
  });
};

const size = { points: true, more: { pointRadius: 5 } };

FIGURES["polynomial-weights"] = (figure) => {
  const p = data.polynomial, n = p.curvatures.length;
  const terms = ["1", "ξ", "ξ²", "ξ³", "ξ⁴", "ξ⁵"];
  p.weights.forEach((weight, i) => figure.slider(`w${i + 1}`, `weight of ${terms[i]}`, [-4, 4, weight]));
  const fit = figure.plot({
    words: "Data, and the model with these weights",
    x: { title: "ξ", min: p.x[0], max: p.x[p.x.length - 1] }, y: { title: "model", min: -4, max: 6 },
  });
  const bars = figure.plot({
    words: "How much of each eigenfeature is in the model, and their eigenvalues",
    x: { title: "eigenfeature, by falling λ", min: 0.5, max: n + 0.5 },
    y: { title: "size", log: true, min: 1e-5, max: 100 },
  });
  const falling = numbers(n, (i) => n - 1 - i);
  figure.start((v) => {
    const w = p.weights.map((_, i) => v[`w${i + 1}`]);
    const model = p.x.map((_, j) => w.reduce((sum, weight, i) => sum + weight * p.powers[i][j], 0));
    const parts = times(p.basis, w, n).map(Math.abs);
    fit.set([["data", points(p.points, p.data), 0, { points: true }], ["model", points(p.x, model), 1]]);
    bars.set([
      ["component of the weights", falling.map((i, j) => ({ x: j + 1, y: parts[i] })), 1, size],
      ["eigenvalue λ", falling.map((i, j) => ({ x: j + 1, y: p.curvatures[i] })), 2, size],
    ]);
    figure.show("component of the fastest", parts[n - 1]);
    figure.show("component of the slowest", parts[0]);
  });
};

FIGURES["polynomial-eigenfeatures"] = (figure) => {
  const p = data.polynomial, n = p.curvatures.length;
  figure.slider("k", "iterations", [0, 14.1, 5], { at: (t) => Math.round(Math.exp(t)), digits: 7 });
  const fit = figure.plot({
    words: "Data, and the model after k iterations",
    x: { title: "ξ", min: p.x[0], max: p.x[p.x.length - 1] }, y: { title: "model", min: -4, max: 4 },
  });
  const bars = figure.plot({
    words: "How much of each weight is found, by early stopping and by Tikhonov",
    x: { title: "eigenfeature, by falling λ", min: 0.5, max: n + 0.5 }, y: { title: "part found", min: 0, max: 2 },
  });
  const falling = numbers(n, (i) => n - 1 - i);
  figure.start(({ k }) => {
    const factors = p.curvatures.map((lam) => theory.earlyStopping(lam, p.alpha, k));
    const weight = theory.correspondingWeight(p.alpha, k);
    const kept = p.curvatures.map((lam) => theory.tikhonov(lam, weight));
    const part = (i, j) => factors[i] * p.components[i] * p.eigenfeatures[i][j];
    const model = p.x.map((_, j) => factors.reduce((sum, _, i) => sum + part(i, j), 0));
    fit.set([["data", points(p.points, p.data), 0, { points: true }], [`model, k = ${k}`, points(p.x, model), 1]]);
    bars.set([
      ["early stopping", falling.map((i, j) => ({ x: j + 1, y: factors[i] })), 1, size],
      ["Tikhonov, η = 1/(αk)", falling.map((i, j) => ({ x: j + 1, y: kept[i] })), 2, size],
    ]);
    figure.show("η = 1/(αk)", weight);
    figure.show("part of the slowest", factors[0]);
  });
};
