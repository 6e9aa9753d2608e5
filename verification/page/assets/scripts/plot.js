// Drawings: lines and points on axes, over a picture if there is one.

// Powers of ten on a logarithmic axis, and nothing between them.
function power(value) {
  const exponent = Math.round(Math.log10(value));
  return Math.abs(value / 10 ** exponent - 1) < 1e-9 ? `1e${exponent}` : "";
}

function axisOptions({ title, min, max, log, reverse }) {
  const ticks = { maxTicksLimit: 6, maxRotation: 0, includeBounds: false, ...(log ? { callback: power } : {}) };
  const type = log ? "logarithmic" : "linear";
  return { type, min, max, reverse, ticks, title: { display: true, text: title }, grid: { drawTicks: true } };
}

class Plot {
  // words: what a reader who cannot see it is told; x, y: axes {title, min, max, log, reverse}.
  constructor(parent, { words, x, y, height = 260 }) {
    const box = element("div", { className: "plot" });
    box.style.height = `${height}px`;
    const canvas = element("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words);
    box.append(canvas);
    this.legend = element("ul", { className: "legend" });
    const whole = element("div");
    whole.append(this.legend, box);
    parent.append(whole);
    this.picture = null;
    this.chart = new Chart(canvas, {
      type: "scatter",
      data: { datasets: [] },
      options: {
        animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false, events: [],
        scales: { x: axisOptions(x), y: axisOptions(y) },
        plugins: { legend: { display: false } },
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

  // lines: [label, points, number, options], later ones above; options: points for marks without a line, ink for
  // another colour than the number's, more for settings of Chart.js.
  set(lines) {
    this.chart.data.datasets = lines.map(([label, data, number, options = {}], place) => {
      const ink = options.ink ?? colour(INKS[number]);
      const marks = { pointRadius: 2.5, pointStyle: MARKS[number], backgroundColor: "transparent", borderWidth: 1 };
      const line = { borderDash: DASHES[number], borderWidth: 1.6, pointRadius: 0, pointStyle: "line" };
      const kind = options.points ? marks : { showLine: true, ...line };
      const order = lines.length - place;
      return { label, data, order, borderColor: ink, backgroundColor: ink, ...kind, ...options.more };
    });
    const names = JSON.stringify(lines.map(([label, , number, options]) => [label, number, options?.points]));
    if (names !== this.names) this.legend.replaceChildren(...lines.map(named));
    this.names = names;
    this.chart.update("none");
  }

  // A picture of value(column, row) in [0, 1] (NaN: nothing there), row 0 at the top.
  paint(columns, rows, value) {
    const canvas = this.picture ?? element("canvas");
    canvas.width = columns;
    canvas.height = rows;
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    for (let row = 0, place = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, place += 4) {
        const t = value(column, row);
        if (!Number.isNaN(t)) image.data.set([...shade(t), 255], place);
      }
    }
    context.putImageData(image, 0, 0);
    this.picture = canvas;
  }

  restyle() {
    const { scales } = this.chart.options;
    for (const axis of [scales.x, scales.y]) {
      axis.ticks.color = axis.title.color = colour("ink");
      axis.grid.color = colour("line");
    }
  }
}
Plot.all = [];
