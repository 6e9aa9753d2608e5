// The figure of the reader's own rule: a map of its rate, a run, and what is wrong with it.

FIGURES["your-own"] = (figure) => {
  figure.slider("product", "αλ", [0, 4, 0.3]);
  figure.slider("beta", "β", [0, 1, 0.7]);
  figure.slider("gamma", "γ", [0, 1, 0.7]);
  const text = figure.root.querySelector("textarea"), message = figure.root.querySelector("[role=status]");
  const plane = figure.plot({
    words: "The rate of your rule over αλ and β", height: 320,
    x: { title: "αλ", min: 0, max: 4 }, y: { title: "β", min: 0, max: 1 },
  });
  const steps = 60, place = { points: true, more: { pointRadius: 7, borderWidth: 3, clip: 10 } };
  const run = figure.plot({
    words: "The error of a run of your rule", height: 320,
    x: { title: "iteration", min: 0, max: steps }, y: { title: "error" },
  });
  const paint = painter(figure, plane);

  const draw = (rule, { product, beta, gamma }) => {
    const at = { alpha: 1, lambda: product, beta, gamma }, rate = rule.rate(at);
    const errors = powers(rule.matrix(at), rule.start, steps).map((state) => state[rule.iterate]);
    message.textContent = `state (${rule.state.join(", ")})`;
    if (Number.isNaN(rate)) message.textContent += ": a division by zero at these parameters";
    paint(rule, text.value, gamma);
    plane.set([["here; dark: rate 0, yellow: nearly 1, empty: not stable", [{ x: product, y: beta }], 0, place]]);
    run.set([["w", byIteration(errors).filter((p) => Math.abs(p.y) < 1e6), 1]]);
    figure.show("rate", rate);
  };
  text.addEventListener("input", () => figure.redraw());
  let rule = null, source = null;
  figure.start((values) => {
    try {
      if (text.value !== source) [source, rule] = [null, compile(text.value)];
      source = text.value;
      draw(rule, values);
      text.removeAttribute("aria-invalid");
    } catch (error) {
      message.textContent = error.message;
      text.setAttribute("aria-invalid", "true");
      figure.show("rate", "none");
      run.set([]);
      plane.set([]);
      paint.clear();
    }
  });
};

// A function that paints the map of a rule's rates, some points a frame, so that no slider waits for it.
function painter(figure, plane) {
  const columns = 96, rows = 64, rates = new Float64Array(columns * rows);
  let painted = null, job = 0;
  const rate = (rule, gamma, place) => {
    const beta = 1 - (Math.floor(place / columns) + 0.5) / rows;
    try {
      return rule.rate({ alpha: 1, lambda: (4 * ((place % columns) + 0.5)) / columns, beta, gamma });
    } catch {
      return NaN; // a constant that is 0 at the parameters of the sliders, and not here
    }
  };
  const shown = (column, row) => {
    const found = rates[row * columns + column];
    return found >= 1 ? NaN : found;
  };
  const paint = (rule, source, gamma) => {
    const key = JSON.stringify([source, gamma]);
    if (painted === key) return;
    painted = key;
    const current = ++job;
    let place = 0;
    const some = () => {
      if (current !== job) return;
      const began = performance.now();
      for (; place < rates.length && performance.now() - began < 6; place++) rates[place] = rate(rule, gamma, place);
      if (place < rates.length) return requestAnimationFrame(some);
      plane.paint(columns, rows, shown);
      plane.chart.update("none");
      figure.root.dataset.painted = painted;
    };
    requestAnimationFrame(some);
  };
  paint.clear = () => {
    painted = null;
    job++;
    plane.paint(columns, rows, () => NaN);
    plane.chart.update("none");
  };
  return paint;
}
