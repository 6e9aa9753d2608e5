// Small tools: lists of numbers and of points, and elements.

const numbers = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const spread = (low, high, n) => numbers(n, (i) => low + ((high - low) * i) / (n - 1));
const points = (xs, ys) => xs.map((x, i) => ({ x, y: ys[i] }));
const byIteration = (ys) => ys.map((y, x) => ({ x, y }));
const positive = (ys) => byIteration(ys).filter((p) => p.y > 0);
const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);
const rounded = (value, digits) => (Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : "no number");
