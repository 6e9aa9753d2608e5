// One figure after the other, each when the browser has time, so that the first can be used at once.

const drawn = [];

function next() {
  const [id, define] = Object.entries(FIGURES)[drawn.length];
  const figure = new Figure(id);
  define(figure);
  drawn.push(figure);
  if (drawn.length === 1) document.documentElement.dataset.ready = performance.now();
  if (drawn.length < Object.keys(FIGURES).length) setTimeout(next);
  else document.documentElement.dataset.complete = performance.now();
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
next();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  colours.clear();
  for (const plot of Plot.all) plot.restyle();
  for (const figure of drawn) figure.update(figure.values);
});
