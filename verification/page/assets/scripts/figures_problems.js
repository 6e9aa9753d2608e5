// The figures of problems on graphs, of the convex Rosenbrock function and of noise.

FIGURES.colorization = (figure) => {
  const { rows, columns, inside, ends, colour: target } = data.maze;
  const [alpha, beta] = theory.optimalParameters(...ends);
  figure.slider("product", "αλₙ", [0, 4, alpha * ends[1]]);
  figure.slider("beta", "momentum β", [0, 1, beta]);
  figure.slider("k", "iterations", [0, 6.5, 4.6], { at: (t) => Math.round(Math.exp(t)) });
  const plot = figure.plot({
    words: "The colour of the maze's pixels", height: 150,
    x: { title: "column", min: 0, max: columns }, y: { title: "row", min: 0, max: rows, reverse: true },
  });
  const number = new Map(inside.map((place, i) => [place, i]));
  const gradient = spreading(data.maze, number);
  figure.start(({ product, beta: b, k }) => {
    const w = momentum(new Float64Array(inside.length), k, product / ends[1], b, gradient);
    plot.paint(columns, rows, (column, row) => {
      const i = number.get(row * columns + column);
      return i === undefined ? NaN : w[i] / target;
    });
    plot.set([]);
    const mean = w.reduce((sum, c) => sum + c, 0) / w.length / target;
    figure.show("rate", Math.max(...ends.map((lam) => theory.momentumRate(product / ends[1], b, lam))));
    figure.show("mean colour, of 1", Number.isFinite(mean) ? mean : "it diverges");
  });
};

// The gradient of the maze's problem; `number` gives the pixels inside theirs.
function spreading({ columns, inside, coloured, weight, colour: target }, number) {
  const starts = [0], ids = []; // the neighbours of i are ids[starts[i]] .. ids[starts[i + 1] - 1]
  for (const place of inside) {
    const column = place % columns, near = [place - columns, place + columns];
    if (column > 0) near.push(place - 1);
    if (column + 1 < columns) near.push(place + 1);
    ids.push(...near.filter((other) => number.has(other)).map((other) => number.get(other)));
    starts.push(ids.length);
  }
  const pull = new Float64Array(inside.length), from = Int32Array.from(starts), to = Int32Array.from(ids);
  for (const i of coloured) pull[i] = weight;
  return (w, g) => {
    for (let i = 0; i < w.length; i++) {
      let sum = pull[i] * (w[i] - target);
      for (let j = from[i]; j < from[i + 1]; j++) sum += w[i] - w[to[j]];
      g[i] = sum;
    }
  };
}

FIGURES.graphs = (figure) => {
  const { pathEigenvalue: path, cycleEigenvalue: cycle } = theory;
  const families = {
    path: (m) => numbers(m, (j) => path(j, m)),
    cycle: (m) => numbers(m, (j) => cycle(j, m)),
    "m by m grid": (m) => numbers(m * m, (place) => path(place % m, m) + path(Math.floor(place / m), m)),
    complete: (m) => numbers(m, (j) => (j ? m : 0)),
  };
  figure.choice("family", "family", Object.keys(families));
  figure.slider("m", "m", [3, 12, 6], { step: 1 });
  const plot = figure.plot({
    words: "The eigenvalues of the Laplacian, in order", x: { title: "number" }, y: { title: "eigenvalue", min: 0 },
  });
  figure.start(({ family, m }) => {
    const values = families[family](m).sort((a, b) => a - b);
    plot.set([["eigenvalues", byIteration(values), 1, { points: true, more: { pointRadius: 4 } }]]);
    figure.show("vertices", values.length);
    figure.show("κ = λₙ/λ₂", values[values.length - 1] / values[1]);
  });
};

FIGURES.rosenbrock = (figure) => {
  const { n, steps, ends, c, minimiser } = data.rosenbrock;
  const [best, damping] = theory.optimalParameters(...ends);
  figure.slider("alpha", "step-size α", [0, 1, best]);
  figure.slider("beta", "momentum β", [0, 1, damping]);
  const cone = figure.plot({
    words: "Which components have moved after how many iterations", height: 300,
    x: { title: "component", min: 0.5, max: n + 0.5 },
    y: { title: "iteration", min: -0.5, max: steps + 0.5, reverse: true },
  });
  const errors = figure.plot({
    words: "The largest error of a component over the iterations", height: 300,
    x: { title: "iteration", min: 0, max: steps }, y: { title: "largest error", log: true },
  });
  const slope = (w, i) => theory.rosenbrockSlope(i ? w[i - 1] : 1, w[i], i + 1 < n ? w[i + 1] : 0, c);
  const gradient = (w, g) => { for (let i = 0; i < n; i++) g[i] = slope(w, i); };
  const error = (w) => w.reduce((most, value, i) => Math.max(most, Math.abs(value - minimiser[i])), 0);
  const edge = ["light cone", numbers(n, (i) => ({ x: i + 1, y: i + 1 })), 2];
  figure.start(({ alpha, beta }) => {
    const table = [new Float64Array(n)];
    momentum(new Float64Array(n), steps, alpha, beta, gradient, (w) => table.push(w.slice()));
    cone.paint(n, steps + 1, (column, row) => (table[row][column] === 0 ? NaN : table[row][column]));
    cone.set([edge]);
    const largest = table.map(error);
    errors.set([
      ["momentum", positive(largest), 1, { points: true }],
      ["the first component beyond the cone", byIteration(minimiser), 0],
    ]);
    figure.show("rate", Math.max(...ends.map((lam) => theory.momentumRate(alpha, beta, lam))));
    figure.show("last error", largest[steps]);
  });
};

FIGURES.stochastic = (figure) => {
  const { alpha, beta, deviation, start, steps, lam, normal } = data.stochastic;
  figure.slider("alpha", "step-size α", [0, 0.2, alpha]);
  figure.slider("beta", "momentum β", [0, 0.99, beta]);
  figure.slider("deviation", "noise", [0, 6, deviation]);
  const plot = figure.plot({
    words: "The expected loss and its two parts, and a single run", height: 320,
    x: { title: "iteration", min: 0, max: steps }, y: { title: "loss", log: true, min: 1e-4, max: 100 },
  });
  const losses = (first, v, variance) => {
    const table = [first];
    for (let k = 0; k < steps; k++) table.push(theory.momentStep(...table[k], v.alpha, v.beta, lam, variance));
    return positive(table.map(([, , xx]) => theory.expectedLoss(lam, xx)));
  };
  const single = (v) => {
    const noisy = (w, g, k) => { g[0] = lam * w[0] + v.deviation * normal[k]; };
    const found = [theory.loss(lam, start)];
    momentum([start], steps, v.alpha, v.beta, noisy, ([x]) => found.push(theory.loss(lam, x)));
    return positive(found);
  };
  figure.start((v) => {
    const variance = v.deviation ** 2, moved = [0, 0, start ** 2], still = [0, 0, 0];
    plot.set([
      ["a single run", single(v), 3, { points: true }],
      ["expected loss", losses(moved, v, variance), 0],
      ["of the start", losses(moved, v, 0), 1],
      ["of the noise", losses(still, v, variance), 2],
    ]);
    const stable = v.alpha > 0 && v.alpha < theory.largestStep(v.beta, lam);
    const floor = stable ? theory.expectedLoss(lam, theory.stationaryVariance(v.alpha, v.beta, lam, variance)) : "none";
    figure.show("loss that noise leaves", floor);
    figure.show("rate", theory.momentumRate(v.alpha, v.beta, lam));
  });
};
