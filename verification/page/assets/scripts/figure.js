// A figure: its controls, its plots, the numbers that it shows, and when it is drawn anew.

class Figure {
  constructor(id) {
    this.root = document.getElementById(id);
    this.plots = this.root.querySelector(".plots");
    this.form = this.root.querySelector(".controls");
    this.facts = this.root.querySelector(".facts");
    this.values = {};
    this.shown = {};
    this.pending = false;
    this.form.addEventListener("submit", (event) => event.preventDefault());
  }

  row(label, ...parts) {
    const row = element("label");
    row.append(element("span", { textContent: label }), ...parts);
    this.form.append(row);
  }

  // A range whose position t sets the value at(t). At first the value is the article's, at(start) exactly, whether or
  // not the steps of the range meet it.
  slider(name, label, [low, high, start], { step = (high - low) / 1000, at = (t) => t, digits = 5 } = {}) {
    const input = element("input", { type: "range", min: low, max: high, step, name, value: start });
    const output = element("output");
    this.row(label, input, output);
    const set = (t) => {
      this.values[name] = at(t);
      output.textContent = rounded(this.values[name], digits);
      output.dataset.value = this.values[name];
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => { set(Number(input.value)); this.redraw(); });
    set(start);
  }

  choice(name, label, options) {
    const select = element("select", { name });
    select.append(...options.map((option) => element("option", { value: option, textContent: option })));
    this.row(label, select);
    this.values[name] = options[0];
    select.addEventListener("input", () => { this.values[name] = select.value; this.redraw(); });
  }

  // A number that is shown, to six digits, and whole in data-value; or words.
  show(name, value) {
    if (!(name in this.shown)) {
      const pair = element("div");
      this.shown[name] = element("dd");
      this.shown[name].dataset.name = name;
      pair.append(element("dt", { textContent: name }), this.shown[name]);
      this.facts.append(pair);
    }
    this.shown[name].textContent = typeof value === "number" ? rounded(value, 6) : value;
    this.shown[name].dataset.value = value;
  }

  plot(options) {
    return new Plot(this.plots, options);
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
