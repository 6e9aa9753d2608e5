// Runs: powers of the derived matrices, and the update rule itself.

// The states M^k s, M given by rows, k = 0 .. steps.
function powers(matrix, state, steps) {
  const n = state.length, found = [state];
  for (let k = 0; k < steps; k++) found.push(times(matrix, found[k], n));
  return found;
}

function times(matrix, vector, n) {
  return numbers(n, (i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * vector[j];
    return sum;
  });
}

// One component of a run of momentum on curvature lam: the positions x, y being the state's first entry.
const component = (alpha, beta, lam, start, steps) => powers(theory.momentumMatrix(alpha, beta, lam), start, steps);
const positions = (states) => states.map(([, x]) => x);

// Momentum's update rule, in place, from z = 0: gradient(w, g, k) writes the gradient at w to g, and seen(w) is shown
// each iterate after the first.
function momentum(w, steps, alpha, beta, gradient, seen = () => {}) {
  const z = new Float64Array(w.length), g = new Float64Array(w.length);
  for (let k = 0; k < steps; k++) {
    gradient(w, g, k);
    for (let i = 0; i < w.length; i++) {
      const velocity = theory.momentumZ(z[i], w[i], g[i], alpha, beta);
      w[i] = theory.momentumW(z[i], w[i], g[i], alpha, beta);
      z[i] = velocity;
    }
    seen(w, k);
  }
  return w;
}

// The modulus of the largest eigenvalue of a matrix by rows: in closed form for order 1 and 2, else by the norms of
// its powers of 2, |M^(2^m)|^(2^-m), which differ from it by less than one part in 10^5 at m = 24.
function spectralRadius(matrix, n) {
  if (!matrix.every(Number.isFinite)) return NaN;
  if (n === 1) return Math.abs(matrix[0]);
  if (n === 2) return theory.spectralRadius(matrix[0] + matrix[3], matrix[0] * matrix[3] - matrix[1] * matrix[2]);
  let m = matrix, logarithm = 0, weight = 1;
  for (let doubling = 0; doubling < 24; doubling++) {
    let size = 0;
    for (const entry of m) size = Math.max(size, Math.abs(entry));
    if (!(size > 0)) return 0;
    logarithm += weight * Math.log(size);
    m = squared(m.map((entry) => entry / size), n);
    weight /= 2;
  }
  return Math.exp(logarithm);
}

function squared(matrix, n) {
  return numbers(n * n, (place) => {
    const i = Math.floor(place / n), j = place % n;
    let sum = 0;
    for (let l = 0; l < n; l++) sum += matrix[i * n + l] * matrix[l * n + j];
    return sum;
  });
}
