"use strict";
// The page: controls, drawings, and what happens when a control moves. The theory is in `theory`, generated from the
// proved expressions; here is no formula of it. `data` are the numbers of the article's figures.

const numbers = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const spread = (low, high, n) => numbers(n, (i) => low + ((high - low) * i) / (n - 1));
const points = (xs, ys) => xs.map((x, i) => ({ x, y: ys[i] }));
const byIteration = (ys) => ys.map((y, x) => ({ x, y }));
const positive = (ys) => byIteration(ys).filter((p) => p.y > 0);

// ---- colours, in light and in dark ---------------------------------------------------------------------------------

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const INKS = ["ink", "blue", "vermilion", "green", "sky", "orange"];
const DASHES = [[], [7, 4], [8, 3, 2, 3], [2, 3], [10, 3], [4, 2]];
const MARKS = ["circle", "rect", "triangle", "rectRot", "cross", "star"];
// Four samples of the colour map cividis, between which colours are interpolated.
const MAP = [[0, 34, 78], [87, 92, 109], [165, 156, 116], [254, 232, 56]];

function shade(t) {
  const at = Math.min(Math.max(t, 0), 1) * (MAP.length - 1);
  const i = Math.min(Math.floor(at), MAP.length - 2);
  return MAP[i].map((low, c) => low + (MAP[i + 1][c] - low) * (at - i));
}

// ---- controls ------------------------------------------------------------------------------------------------------

class Figure {
  constructor(id) {
    this.id = id;
    this.root = document.getElementById(id);
    this.plots = this.root.querySelector(".plots");
    this.form = this.root.querySelector(".controls");
    this.facts = this.root.querySelector(".facts");
    this.values = {};
    this.shown = {};
    this.pending = false;
  }

  // A control: what it sets is at(position), the position being that of the range.
  slider(name, label, [low, high, start], { step = (high - low) / 1000, at = (t) => t, digits = 5 } = {}) {
    const row = document.createElement("label");
    const output = document.createElement("output");
    const input = Object.assign(document.createElement("input"), { type: "range", min: low, max: high, step, name });
    input.value = start;
    const words = Object.assign(document.createElement("span"), { textContent: label });
    row.append(words, input, output);
    this.form.append(row);
    const read = () => {
      this.values[name] = at(Number(input.value));
      output.textContent = Number(this.values[name].toPrecision(digits));
      output.dataset.value = this.values[name];
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => { read(); this.redraw(); });
    read();
    // The start is what the article draws, whether or not the range's steps meet it.
    this.values[name] = at(start);
    output.dataset.value = this.values[name];
    output.textContent = Number(this.values[name].toPrecision(digits));
    return input;
  }

  choice(name, label, options) {
    const row = document.createElement("label");
    const select = Object.assign(document.createElement("select"), { name });
    select.append(...options.map((o) => Object.assign(document.createElement("option"), { value: o, textContent: o })));
    row.append(Object.assign(document.createElement("span"), { textContent: label }), select);
    this.form.append(row);
    this.values[name] = options[0];
    select.addEventListener("input", () => { this.values[name] = select.value; this.redraw(); });
  }

  // A number that is shown, to six digits, and whole in data-value.
  show(name, value) {
    if (!(name in this.shown)) {
      const pair = document.createElement("div");
      this.shown[name] = document.createElement("dd");
      this.shown[name].dataset.name = name;
      pair.append(Object.assign(document.createElement("dt"), { textContent: name }), this.shown[name]);
      this.facts.append(pair);
    }
    this.shown[name].textContent = typeof value === "number" ? String(Number(value.toPrecision(6))) : value;
    this.shown[name].dataset.value = value;
  }

  plot(options) {
    const plot = new Plot(this.plots, options);
    return plot;
  }

  start(update) {
    this.update = update;
    update(this.values);
  }

  redraw() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      const began = performance.now();
      this.update(this.values);
      this.root.dataset.milliseconds = performance.now() - began;
    });
  }
}

// ---- drawings ------------------------------------------------------------------------------------------------------

// Powers of ten on a logarithmic axis, and nothing between them.
function power(value) {
  const exponent = Math.round(Math.log10(value));
  return Math.abs(value / 10 ** exponent - 1) < 1e-9 ? `1e${exponent}` : "";
}

// What is drawn white on a picture is named in ink.
function labels(chart) {
  const names = Chart.defaults.plugins.legend.labels.generateLabels(chart);
  return names.map((label) => (label.strokeStyle === "white" ? { ...label, strokeStyle: colour("ink") } : label));
}

class Plot {
  // words: what a reader who cannot see it is told; x, y: axes {title, min, max, log}; image: a picture behind.
  constructor(parent, { words, x, y, height = 260, legend = true }) {
    const box = Object.assign(document.createElement("div"), { className: "plot" });
    box.style.height = `${height}px`;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words);
    box.append(canvas);
    parent.append(box);
    this.picture = null;
    const axis = ({ title, min, max, log, reverse }) => ({
      type: log ? "logarithmic" : "linear", min, max, reverse, title: { display: true, text: title },
      ticks: { maxTicksLimit: 6, maxRotation: 0, ...(log ? { callback: power } : {}) }, grid: { drawTicks: true },
    });
    this.chart = new Chart(canvas, {
      type: "scatter",
      data: { datasets: [] },
      options: {
        animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false, events: [],
        scales: { x: axis(x), y: axis(y) },
        plugins: { legend: { display: legend, labels: { usePointStyle: true, boxHeight: 6, generateLabels: labels } } },
      },
      plugins: [{ id: "picture", beforeDatasetsDraw: (chart) => this.behind(chart) }],
    });
    Plot.all.push(this);
    this.restyle();
  }

  behind({ ctx, chartArea: { left, top, width, height } }) {
    if (!this.picture) return;
    ctx.save();
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(this.picture, left, top, width, height);
    ctx.restore();
  }

  // lines: [label, points, number, {points: true for marks without a line}]
  set(lines) {
    this.chart.data.datasets = lines.map(([label, data, number, options = {}]) => {
      const ink = options.ink ?? colour(INKS[number]);
      const marks = { pointRadius: 2.5, pointStyle: MARKS[number], backgroundColor: "transparent", borderWidth: 1 };
      const line = { showLine: true, borderDash: DASHES[number], borderWidth: 1.6, pointRadius: 0, pointStyle: "line" };
      return { label, data, borderColor: ink, backgroundColor: ink, ...(options.points ? marks : line), ...options.more };
    });
    this.chart.update("none");
  }

  // A picture of `value(column, row)` in [0, 1] (NaN: nothing there), row 0 at the top.
  paint(columns, rows, value) {
    const canvas = this.picture ?? document.createElement("canvas");
    canvas.width = columns;
    canvas.height = rows;
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    for (let row = 0, place = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, place += 4) {
        const t = value(column, row);
        if (Number.isNaN(t)) continue;
        const [r, g, b] = shade(t);
        image.data[place] = r;
        image.data[place + 1] = g;
        image.data[place + 2] = b;
        image.data[place + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
    this.picture = canvas;
  }

  restyle() {
    const { scales, plugins } = this.chart.options;
    for (const axis of [scales.x, scales.y]) {
      axis.ticks.color = axis.title.color = colour("ink");
      axis.grid.color = colour("line");
    }
    plugins.legend.labels.color = colour("ink");
  }
}
Plot.all = [];

// ---- runs ----------------------------------------------------------------------------------------------------------

// The states M^k s, M given by rows, k = 0 .. steps.
function powers(matrix, state, steps) {
  const n = state.length;
  const found = [state];
  for (let k = 0; k < steps; k++) {
    const now = found[k];
    found.push(numbers(n, (i) => { let sum = 0; for (let j = 0; j < n; j++) sum += matrix[i * n + j] * now[j]; return sum; }));
  }
  return found;
}

// Momentum's update rule, in place: gradient(w, g) writes the gradient at w to g.
function momentum(w, steps, alpha, beta, gradient) {
  const z = new Float64Array(w.length), g = new Float64Array(w.length);
  for (let k = 0; k < steps; k++) {
    gradient(w, g);
    for (let i = 0; i < w.length; i++) {
      const velocity = theory.momentumZ(z[i], w[i], g[i], alpha, beta);
      w[i] = theory.momentumW(z[i], w[i], g[i], alpha, beta);
      z[i] = velocity;
    }
  }
  return w;
}

// The modulus of the largest eigenvalue of a matrix by rows: in closed form for order 1 and 2, else by the norms of
// its powers of 2, |M^(2^m)|^(2^-m), which differ from it by less than one part in 10^5 at m = 24.
function spectralRadius(matrix, n) {
  if (n === 1) return Math.abs(matrix[0]);
  if (n === 2) return theory.spectralRadius(matrix[0] + matrix[3], matrix[0] * matrix[3] - matrix[1] * matrix[2]);
  let m = matrix, logarithm = 0, weight = 1;
  for (let doubling = 0; doubling < 24; doubling++) {
    let size = 0;
    for (const entry of m) size = Math.max(size, Math.abs(entry));
    if (!(size > 0)) return 0;
    logarithm += weight * Math.log(size);
    const scaled = m.map((entry) => entry / size);
    m = numbers(n * n, (place) => {
      const i = Math.floor(place / n), j = place % n;
      let sum = 0;
      for (let l = 0; l < n; l++) sum += scaled[i * n + l] * scaled[l * n + j];
      return sum;
    });
    weight /= 2;
  }
  return Math.exp(logarithm);
}

// ---- the figures ---------------------------------------------------------------------------------------------------

const FIGURES = {
  hero(figure) {
    const { alpha, beta, start, window: [left, right, bottom, top], steps, minimiser } = data.hero;
    figure.slider("alpha", "step-size α", [0, 0.02, alpha]);
    figure.slider("beta", "momentum β", [0, 0.99, beta]);
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
    figure.start((v) => {
      let [x, y] = start, velocity = [0, 0];
      const path = [{ x, y }];
      for (let k = 0; k < steps && Math.hypot(x, y) < 1e6; k++) {
        const g = theory.ravineGradient(x, y), z = velocity;
        velocity = [x, y].map((w, i) => theory.momentumZ(z[i], w, g[i], v.alpha, v.beta));
        [x, y] = [x, y].map((w, i) => theory.momentumW(z[i], w, g[i], v.alpha, v.beta));
        path.push({ x, y });
      }
      plot.set([
        ["iterates", path, 0, { ink: "white", points: true, more: { showLine: true } }],
        ["minimiser", [{ x: minimiser[0], y: minimiser[1] }], 5, { ink: "white", points: true, more: { pointRadius: 7, borderWidth: 2 } }],
      ]);
      figure.show("largest stable α near the minimiser", theory.largestStep(v.beta, data.hero.curvature));
      figure.show("last value of the function", theory.ravine(x, y));
    });
  },

  "gradient-descent-error"(figure) {
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
  },

  "polynomial-eigenfeatures"(figure) {
    const p = data.polynomial, n = p.curvatures.length;
    figure.slider("k", "iterations", [0, 14.1, 5], { at: (t) => Math.round(Math.exp(t)) });
    const fit = figure.plot({
      words: "Data, and the model after k iterations", x: { title: "ξ", min: p.x[0], max: p.x[p.x.length - 1] },
      y: { title: "model", min: -4, max: 4 },
    });
    const bars = figure.plot({
      words: "How much of each weight is found, by early stopping and by Tikhonov", x: { title: "eigenfeature, by falling λ", min: 0.5, max: n + 0.5 },
      y: { title: "part found", min: 0, max: 2 },
    });
    figure.start(({ k }) => {
      const factors = p.curvatures.map((lam) => theory.earlyStopping(lam, p.alpha, k));
      const weight = theory.correspondingWeight(p.alpha, k);
      const model = p.x.map((_, j) => factors.reduce((sum, f, i) => sum + f * p.components[i] * p.eigenfeatures[i][j], 0));
      fit.set([["data", points(p.points, p.data), 0, { points: true }], [`model, k = ${k}`, points(p.x, model), 1]]);
      const order = numbers(n, (i) => n - 1 - i);
      bars.set([
        ["early stopping", order.map((i, j) => ({ x: j + 1, y: factors[i] })), 1, { points: true, more: { pointRadius: 5 } }],
        ["Tikhonov, η = 1/(αk)", order.map((i, j) => ({ x: j + 1, y: theory.tikhonov(p.curvatures[i], weight) })), 2, { points: true, more: { pointRadius: 5 } }],
      ]);
      figure.show("η = 1/(αk)", weight);
      figure.show("part of the slowest", factors[0]);
    });
  },

  "convergence-rate"(figure) {
    figure.slider("product", "αλ", [0, 4, 0.15]);
    figure.slider("beta", "momentum β", [0, 1, 0.9]);
    const plane = figure.plot({
      words: "The rate of momentum over αλ and β, with the boundaries of its regions", height: 340,
      x: { title: "αλ", min: 0, max: 4 }, y: { title: "β", min: 0, max: 1 },
    });
    const run = figure.plot({ words: "The error of a run", x: { title: "iteration", min: 0, max: 40 }, y: { title: "error" } });
    const columns = 320, rows = 160;
    plane.paint(columns, rows, (column, row) => theory.momentumRate(1, 1 - (row + 0.5) / rows, (4 * (column + 0.5)) / columns) / 2);
    const betas = spread(0, 1, 101);
    const curves = [["monotonic decrease", theory.endOfMonotonicDecrease], ["ripples", theory.endOfRipples], ["oscillations", theory.endOfMonotonicOscillations]];
    figure.start(({ product, beta }) => {
      plane.set([
        ...curves.map(([name, curve], i) => [`end of ${name}`, betas.map((y) => ({ x: curve(y), y })), i, { ink: "white" }]),
        ["here", [{ x: product, y: beta }], 0, { ink: "white", points: true, more: { pointRadius: 7, borderWidth: 3 } }],
      ]);
      const states = powers(theory.momentumMatrix(1, beta, product), [0, -1], 40);
      run.set([["x", byIteration(states.map(([, x]) => x)), 1, { more: { pointRadius: 2 } }]]);
      figure.show("rate", theory.momentumRate(1, beta, product));
      figure.show("region", region(product, beta));
    });
  },

  damping(figure) {
    figure.slider("lam", "force λ", [0, 0.25, 0.02]);
    figure.slider("beta", "damping β", [0.8, 1, 0.985]);
    const plane = figure.plot({ words: "Position and y of the oscillator", x: { title: "position x", min: -2, max: 2 }, y: { title: "y", min: -2.4, max: 2.4 } });
    figure.start(({ lam, beta }) => {
      const states = powers(theory.momentumMatrix(data.damping.alpha, beta, lam), data.damping.start, data.damping.steps);
      plane.set([["(x, y)", states.map(([y, x]) => ({ x, y })), 1], ["start", [{ x: states[0][1], y: states[0][0] }], 2, { points: true, more: { pointRadius: 5 } }]]);
      figure.show("rate", theory.momentumRate(data.damping.alpha, beta, lam));
      figure.show("critical β", theory.criticalBeta(data.damping.alpha, lam));
    });
  },

  "critical-damping"(figure) {
    const { alpha, lam, steps } = data.critical;
    figure.slider("beta", "damping β", [0, 1, 0.81]);
    const run = figure.plot({ words: "The position over the iterations", x: { title: "iteration", min: 0, max: steps }, y: { title: "position x", min: -1, max: 1 } });
    const rate = figure.plot({ words: "The rate over the damping", x: { title: "β", min: 0, max: 1 }, y: { title: "rate", min: 0.88, max: 1 } });
    const betas = spread(0, 1, 401), rates = betas.map((beta) => theory.momentumRate(alpha, beta, lam));
    figure.start(({ beta }) => {
      run.set([["x", byIteration(powers(theory.momentumMatrix(alpha, beta, lam), [0, 1], steps).map(([, x]) => x)), 1]]);
      rate.set([["rate", points(betas, rates), 0], ["here", [{ x: beta, y: theory.momentumRate(alpha, beta, lam) }], 2, { points: true, more: { pointRadius: 6 } }]]);
      figure.show("rate", theory.momentumRate(alpha, beta, lam));
      figure.show("critical β", theory.criticalBeta(alpha, lam));
      figure.show("least rate", theory.criticalRate(alpha, lam));
    });
  },

  "momentum-error"(figure) {
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
        const states = powers(theory.momentumMatrix(alpha, beta, lam), [0, data.starts[i]], data.steps);
        return [`λ = ${lam}`, positive(states.map(([, x]) => theory.loss(lam, x))), i];
      }));
      figure.show("rate", Math.max(...lams.map((lam) => theory.momentumRate(alpha, beta, lam))));
      figure.show("largest stable α", theory.largestStep(beta, high));
      figure.show("optimal α", best);
      figure.show("optimal β", damping);
      figure.show("optimal rate", theory.optimalRate(high / low));
    });
  },

  "best-rates"(figure) {
    figure.slider("kappa", "condition number κ", [0, 4, 2], { at: (t) => 10 ** t });
    const plot = figure.plot({ words: "The best rates over the condition number", x: { title: "κ", log: true, min: 1, max: 1e4 }, y: { title: "best rate", min: 0, max: 1 } });
    const kappas = spread(0, 4, 200).map((t) => 10 ** t);
    const descent = (kappa) => theory.descentOptimalRate(1, kappa);
    figure.start(({ kappa }) => {
      plot.set([
        ["gradient descent", points(kappas, kappas.map(descent)), 0], ["momentum", points(kappas, kappas.map(theory.optimalRate)), 1],
        ["here", [{ x: kappa, y: descent(kappa) }, { x: kappa, y: theory.optimalRate(kappa) }], 2, { points: true, more: { pointRadius: 6 } }],
      ]);
      const [alpha, beta] = theory.optimalParameters(1, kappa);
      figure.show("gradient descent", descent(kappa));
      figure.show("momentum", theory.optimalRate(kappa));
      figure.show("momentum's α λ₁", alpha);
      figure.show("momentum's β", beta);
    });
  },

  colorization(figure) {
    const { rows, columns, inside, coloured, weight, colour: target, ends } = data.maze;
    const [alpha, beta] = theory.optimalParameters(...ends);
    figure.slider("product", "αλₙ", [0, 4, alpha * ends[1]]);
    figure.slider("beta", "momentum β", [0, 1, beta]);
    figure.slider("k", "iterations", [0, 7, 4.6], { at: (t) => Math.round(Math.exp(t)) });
    const plot = figure.plot({ words: "The colour of the maze's pixels", height: 150, legend: false, x: { title: "column", min: 0, max: columns }, y: { title: "row", min: 0, max: rows } });
    const number = new Map(inside.map((place, i) => [place, i]));
    const around = inside.map((place) => {
      const column = place % columns;
      const near = [place - columns, place + columns, column > 0 ? place - 1 : -1, column + 1 < columns ? place + 1 : -1];
      return near.filter((other) => number.has(other)).map((other) => number.get(other));
    });
    const pull = new Float64Array(inside.length);
    for (const i of coloured) pull[i] = weight;
    const [starts, ids] = [[0], []]; // the neighbours of i are ids[starts[i]] .. ids[starts[i + 1] - 1]
    for (const near of around) { ids.push(...near); starts.push(ids.length); }
    const start = Int32Array.from(starts), ends_ = Int32Array.from(ids);
    const gradient = (w, g) => {
      for (let i = 0; i < w.length; i++) {
        let sum = pull[i] * (w[i] - target);
        for (let j = start[i]; j < start[i + 1]; j++) sum += w[i] - w[ends_[j]];
        g[i] = sum;
      }
    };
    figure.start(({ product, beta: b, k }) => {
      const w = momentum(new Float64Array(inside.length), k, product / ends[1], b, gradient);
      plot.paint(columns, rows, (column, row) => { const i = number.get(row * columns + column); return i === undefined ? NaN : w[i] / target; });
      plot.set([]);
      figure.show("rate", Math.max(...ends.map((lam) => theory.momentumRate(product / ends[1], b, lam))));
      figure.show("mean colour", w.reduce((a, c) => a + c, 0) / w.length / target);
    });
  },

  graphs(figure) {
    const families = {
      path: (m) => numbers(m, (j) => theory.pathEigenvalue(j, m)),
      cycle: (m) => numbers(m, (j) => theory.cycleEigenvalue(j, m)),
      "m by m grid": (m) => numbers(m * m, (place) => theory.pathEigenvalue(place % m, m) + theory.pathEigenvalue(Math.floor(place / m), m)),
      complete: (m) => numbers(m, (j) => (j ? m : 0)),
    };
    figure.choice("family", "family", Object.keys(families));
    figure.slider("m", "m", [3, 12, 6], { step: 1 });
    const plot = figure.plot({ words: "The eigenvalues of the Laplacian, in order", x: { title: "number" }, y: { title: "eigenvalue", min: 0 } });
    figure.start(({ family, m }) => {
      const values = families[family](m).sort((a, b) => a - b);
      plot.set([["eigenvalues", byIteration(values), 1, { points: true }]]);
      figure.show("vertices", values.length);
      figure.show("κ = λₙ/λ₂", values[values.length - 1] / values[1]);
    });
  },

  rosenbrock(figure) {
    const { n, steps, ends, c, minimiser } = data.rosenbrock;
    const [best, damping] = theory.optimalParameters(...ends);
    figure.slider("alpha", "step-size α", [0, 1, best]);
    figure.slider("beta", "momentum β", [0, 1, damping]);
    const cone = figure.plot({ words: "Which components have moved after how many iterations", height: 300, legend: false, x: { title: "component", min: 0.5, max: n + 0.5 }, y: { title: "iteration", min: -0.5, max: steps + 0.5, reverse: true } });
    const errors = figure.plot({ words: "The largest error of a component over the iterations", x: { title: "iteration", min: 0, max: steps }, y: { title: "largest error", log: true } });
    const gradient = (w, g) => { for (let i = 0; i < n; i++) g[i] = theory.rosenbrockSlope(i ? w[i - 1] : 1, w[i], i + 1 < n ? w[i + 1] : 0, c); };
    figure.start(({ alpha, beta }) => {
      const table = [new Float64Array(n)], z = new Float64Array(n), g = new Float64Array(n);
      for (let k = 0; k < steps; k++) {
        gradient(table[k], g);
        table.push(table[k].map((w, i) => theory.momentumW(z[i], w, g[i], alpha, beta)));
        z.forEach((value, i) => { z[i] = theory.momentumZ(value, table[k][i], g[i], alpha, beta); });
      }
      cone.paint(n, steps + 1, (column, row) => (table[row][column] === 0 ? NaN : table[row][column]));
      cone.set([["light cone", numbers(n, (i) => ({ x: i + 1, y: i + 1 })), 2]]);
      const largest = table.map((w) => w.reduce((most, value, i) => Math.max(most, Math.abs(value - minimiser[i])), 0));
      errors.set([["momentum", positive(largest), 1, { points: true }], ["the first component beyond the cone", byIteration(minimiser), 0]]);
      figure.show("rate", Math.max(...ends.map((lam) => theory.momentumRate(alpha, beta, lam))));
      figure.show("last error", largest[steps]);
    });
  },

  stochastic(figure) {
    const { alpha, beta, deviation, start, steps, lam } = data.stochastic;
    figure.slider("alpha", "step-size α", [0, 4, alpha]);
    figure.slider("beta", "momentum β", [0, 0.99, beta]);
    figure.slider("deviation", "noise", [0, 6, deviation]);
    const plot = figure.plot({ words: "The expected loss and its two parts", x: { title: "iteration", min: 0, max: steps }, y: { title: "loss", log: true, min: 1e-4, max: 100 } });
    figure.start((v) => {
      const variance = v.deviation ** 2;
      const run = (first, noise) => {
        const table = [first];
        for (let k = 0; k < steps; k++) table.push(theory.momentStep(...table[k], v.alpha, v.beta, lam, noise));
        return table.map(([, , xx]) => theory.expectedLoss(lam, xx));
      };
      const both = run([0, 0, start ** 2], variance);
      plot.set([["expected loss", positive(both), 0], ["of the start", positive(run([0, 0, start ** 2], 0)), 1], ["of the noise", positive(run([0, 0, 0], variance)), 2]]);
      const stable = v.alpha > 0 && v.alpha < theory.largestStep(v.beta, lam);
      figure.show("loss that noise leaves", stable ? theory.expectedLoss(lam, theory.stationaryVariance(v.alpha, v.beta, lam, variance)) : "unstable");
      figure.show("rate", theory.momentumRate(v.alpha, v.beta, lam));
    });
  },

  "your-own"(figure) {
    figure.slider("product", "αλ", [0, 4, 1]);
    figure.slider("beta", "β", [0, 1, 0.5]);
    figure.slider("gamma", "γ", [0, 1, 0.5]);
    const text = figure.root.querySelector("textarea"), message = figure.root.querySelector("[role=status]");
    const plane = figure.plot({ words: "The rate of your rule over αλ and β", height: 320, x: { title: "αλ", min: 0, max: 4 }, y: { title: "β", min: 0, max: 1 } });
    const run = figure.plot({ words: "The error of a run of your rule", x: { title: "iteration", min: 0, max: 60 }, y: { title: "error" } });
    const columns = 96, rows = 64, rates = new Float64Array(columns * rows);
    let painted = null, job = 0;
    // The map of the rates, some rows a frame, so that no slider waits for it.
    const paint = (rule, gamma) => {
      const current = ++job;
      let row = 0;
      const some = () => {
        if (current !== job) return;
        for (const began = performance.now(); row < rows && performance.now() - began < 6; row++) {
          const beta = 1 - (row + 0.5) / rows;
          for (let column = 0; column < columns; column++) rates[row * columns + column] = rule.rate({ alpha: 1, lambda: (4 * (column + 0.5)) / columns, beta, gamma });
        }
        if (row < rows) return requestAnimationFrame(some);
        plane.paint(columns, rows, (column, line) => { const rate = rates[line * columns + column]; return rate >= 1 ? NaN : rate; });
        plane.chart.update("none");
        figure.root.dataset.painted = painted;
      };
      some();
    };
    text.addEventListener("input", () => figure.redraw());
    figure.start(({ product, beta, gamma }) => {
      let rule;
      try {
        rule = compile(text.value);
        rule.matrix({ alpha: 1, beta: 0.5, gamma, lambda: 1 });
      } catch (error) {
        message.textContent = error.message;
        return;
      }
      message.textContent = `state (${rule.state.join(", ")})`;
      const key = JSON.stringify([text.value, gamma]);
      if (painted !== key) {
        painted = key;
        paint(rule, gamma);
      }
      const at = { alpha: 1, lambda: product, beta, gamma };
      plane.set([["here; empty where it is not stable", [{ x: product, y: beta }], 0, { points: true, more: { pointRadius: 7, borderWidth: 3 } }]]);
      const states = powers(rule.matrix(at), rule.start, 60);
      run.set([["w", byIteration(states.map((s) => s[rule.iterate])).filter((p) => Math.abs(p.y) < 1e6), 1]]);
      figure.show("rate", rule.rate(at));
    });
  },
};

function region(product, beta) {
  if (product > theory.endOfMonotonicOscillations(beta)) return "divergence";
  if (product <= theory.endOfMonotonicDecrease(beta) && product <= 1) return "monotonic decrease";
  return product < theory.endOfRipples(beta) ? "ripples" : "monotonic oscillations";
}

// ---- a little language for update rules ----------------------------------------------------------------------------
// Lines `name = expression`; an expression has numbers, names, + - * / and gradient(...). It is parsed by jsep and never
// run as code: its tree is evaluated on linear forms of the state, arrays of coefficients.

function compile(source) {
  const lines = source.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const assignments = lines.map((line) => {
    const cut = line.indexOf("=");
    const name = line.slice(0, cut).trim();
    if (cut < 0 || !/^[a-z_]\w*$/i.test(name)) throw new Error(`"${line}": a line is name = expression`);
    if (PARAMETERS.includes(name) || name === "gradient") throw new Error(`"${name}" is a parameter: assign to another name`);
    try {
      return [name, jsep(line.slice(cut + 1))];
    } catch (error) {
      throw new Error(`"${line}": ${error.message}`);
    }
  });
  const state = stateOf(assignments);
  if (!state.includes("w")) throw new Error("no line changes w: the iterate is called w, as in w = w - alpha * gradient(w)");
  if (state.length > 4) throw new Error(`the state is ${state.join(", ")}: at most four entries are drawn`);
  const rule = { state, iterate: state.indexOf("w"), start: state.map((name) => (name === "w" || name === "w_previous" ? 1 : 0)) };
  rule.matrix = (parameters) => {
    const n = state.length;
    const environment = new Map(state.map((name, i) => [name, numbers(n, (j) => Number(i === j))]));
    for (const [name, tree] of assignments) environment.set(name, form(evaluate(tree, environment, parameters), n));
    return state.flatMap((name) => environment.get(name));
  };
  rule.rate = (parameters) => spectralRadius(rule.matrix(parameters), state.length);
  return rule;
}

const PARAMETERS = ["alpha", "beta", "gamma"];
const NODES = ["Literal", "Identifier", "UnaryExpression", "BinaryExpression", "CallExpression"];
const GRAMMAR = "an expression has numbers, names, + - * / and gradient(...)";

// The names whose value before the step is used: read before, or without, being assigned.
function stateOf(assignments) {
  const assigned = new Set(), state = new Set();
  const visit = (node) => {
    if (!NODES.includes(node.type)) throw new Error(GRAMMAR);
    if (node.type === "Identifier" && !PARAMETERS.includes(node.name) && !assigned.has(node.name)) state.add(node.name);
    for (const key of ["left", "right", "argument"]) if (node[key]) visit(node[key]);
    for (const child of node.arguments ?? []) visit(child);
  };
  for (const [name, tree] of assignments) { visit(tree); assigned.add(name); }
  for (const name of state) if (!assigned.has(name)) throw new Error(`"${name}" is read and never set: the parameters are ${PARAMETERS.join(", ")}`);
  return [...state];
}

const form = (value, n) => (Array.isArray(value) ? value : numbers(n, () => { if (value !== 0) throw new Error("a constant is added to the state: the minimiser is no fixed point then"); return 0; }));
const both = (a, b, f) => (Array.isArray(a) || Array.isArray(b) ? form(a, (b.length ?? a.length)).map((x, i) => f(x, form(b, a.length ?? b.length)[i])) : f(a, b));
const OPERATORS = {
  "+": (a, b) => both(a, b, (x, y) => x + y),
  "-": (a, b) => both(a, b, (x, y) => x - y),
  "*": (a, b) => {
    if (Array.isArray(a) && Array.isArray(b)) throw new Error("a state times a state: the rule is not linear");
    return Array.isArray(b) ? b.map((x) => a * x) : Array.isArray(a) ? a.map((x) => x * b) : a * b;
  },
  "/": (a, b) => {
    if (Array.isArray(b)) throw new Error("a division by a state: the rule is not linear");
    return Array.isArray(a) ? a.map((x) => x / b) : a / b;
  },
};

function evaluate(node, environment, parameters) {
  const value = (child) => evaluate(child, environment, parameters);
  if (node.type === "Literal" && typeof node.value === "number") return node.value;
  if (node.type === "Identifier") return PARAMETERS.includes(node.name) ? parameters[node.name] : environment.get(node.name);
  if (node.type === "UnaryExpression" && node.operator === "-") return OPERATORS["*"](-1, value(node.argument));
  if (node.type === "UnaryExpression" && node.operator === "+") return value(node.argument);
  if (node.type === "BinaryExpression" && Object.hasOwn(OPERATORS, node.operator)) return OPERATORS[node.operator](value(node.left), value(node.right));
  if (node.type === "CallExpression" && node.callee.name === "gradient" && node.arguments.length === 1) return OPERATORS["*"](parameters.lambda, value(node.arguments[0]));
  throw new Error(GRAMMAR);
}

// ---- all of it -----------------------------------------------------------------------------------------------------

jsep.removeAllUnaryOps();
jsep.addUnaryOp("-");
jsep.addUnaryOp("+");
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
const drawn = [];
const wanted = Object.entries(FIGURES);

// One figure after the other, each when the browser has time, so that the first can be used at once.
function next() {
  const [id, define] = wanted[drawn.length];
  const figure = new Figure(id);
  define(figure);
  drawn.push(figure);
  if (drawn.length === 1) document.documentElement.dataset.ready = performance.now();
  if (drawn.length < wanted.length) setTimeout(next);
  else document.documentElement.dataset.complete = performance.now();
}
next();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const plot of Plot.all) plot.restyle();
  for (const figure of drawn) figure.update(figure.values);
});
