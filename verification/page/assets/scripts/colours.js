// Colours in light and in dark, and the dashes and marks that tell lines apart without them.

const colours = new Map();

function colour(name) {
  if (!colours.has(name)) {
    colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  }
  return colours.get(name);
}

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
