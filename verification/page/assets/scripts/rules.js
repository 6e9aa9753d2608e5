// A little language for update rules. Lines `name = expression`; an expression has numbers, names, + - * / and
// gradient(...). It is parsed by jsep and never run as code: its tree is evaluated, each name to a number or to a
// linear form of the state, an array of coefficients. Which of both does not depend on the parameters.

jsep.removeAllUnaryOps();
jsep.addUnaryOp("-");
jsep.addUnaryOp("+");

const PARAMETERS = ["alpha", "beta", "gamma"];
const NODES = ["Literal", "Identifier", "UnaryExpression", "BinaryExpression", "CallExpression"];
const GRAMMAR = "an expression has numbers, names, + - * / and gradient(...)";
const LONGEST = 2000;
const short = (line) => (line.length > 60 ? `${line.slice(0, 60)}…` : line);
// A gradient of curvature 0, and parameters at which nothing but the iterate stays: there the minimiser is seen.
const AT_REST = { alpha: 1, beta: 0.53, gamma: 0.37, lambda: 0 };

// A rule: its state's names, the iterate's place among them, the state of a run from error 1, and at parameters
// {alpha, beta, gamma, lambda} its matrix by rows and its rate. Throws an Error that says what is wrong.
function compile(source) {
  if (source.length > LONGEST) throw new Error(`it has ${source.length} characters: at most ${LONGEST} are read`);
  try {
    return compiled(source);
  } catch (error) {
    if (error instanceof RangeError) throw new Error("it is nested too deeply: use names for its parts");
    throw error;
  }
}

function compiled(source) {
  const lines = source.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const assignments = lines.map(assignment);
  const state = stateOf(assignments), n = state.length;
  if (!state.includes("w")) {
    throw new Error("no line changes w: the iterate is called w, as in w = w - alpha * gradient(w)");
  }
  if (n > 4) throw new Error(`the state is ${short(state.join(", "))}: at most four entries are drawn`);
  const rule = { state, iterate: state.indexOf("w") };
  rule.matrix = (parameters) => {
    const environment = new Map(state.map((name, i) => [name, numbers(n, (j) => Number(i === j))]));
    for (const [name, tree] of assignments) environment.set(name, evaluate(tree, environment, parameters));
    return state.flatMap((name) => form(name, environment.get(name), n));
  };
  rule.rate = (parameters) => spectralRadius(rule.matrix(parameters), n);
  rule.start = rest(rule, n);
  return rule;
}

function assignment(line) {
  const cut = line.indexOf("="), name = line.slice(0, cut).trim();
  if (cut < 0 || !/^[a-z_]\w*$/i.test(name)) throw new Error(`"${short(line)}": a line is name = expression`);
  if (PARAMETERS.includes(name) || name === "gradient") {
    throw new Error(`"${name}" is a parameter: assign to another name`);
  }
  try {
    return [name, jsep(line.slice(cut + 1))];
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error(`"${short(line)}": ${short(error.message)}`);
  }
}

// The names whose value before the step is used: read before, or without, being assigned.
function stateOf(assignments) {
  const assigned = new Set(), state = new Set();
  const visit = (node) => {
    if (!NODES.includes(node.type)) throw new Error(GRAMMAR);
    const known = PARAMETERS.includes(node.name) || assigned.has(node.name);
    if (node.type === "Identifier" && !known) state.add(node.name);
    for (const child of [node.left, node.right, node.argument, ...(node.arguments ?? [])]) if (child) visit(child);
  };
  for (const [name, tree] of assignments) {
    visit(tree);
    assigned.add(name);
  }
  for (const name of state) {
    if (assigned.has(name)) continue;
    throw new Error(`"${short(name)}" is read and never set: the parameters are ${PARAMETERS.join(", ")}`);
  }
  return [...state];
}

// The state at rest where the minimiser is 1: what the step keeps where there is no force.
function rest(rule, n) {
  const matrix = rule.matrix(AT_REST);
  if (!matrix.every(Number.isFinite)) throw new Error("a division by zero, or a number that is too large");
  let state = numbers(n, (i) => Number(i === rule.iterate));
  for (let k = 0; k < 200; k++) state = times(matrix, state, n);
  state = state.map((entry) => entry / state[rule.iterate]);
  const left = Math.max(...times(matrix, state, n).map((entry, i) => Math.abs(entry - state[i])));
  if (left < 1e-9) return state;
  throw new Error("the minimiser is no fixed point: where the gradient is 0, w has to stay where it is");
}

// The form that a name of the state has after the step.
function form(name, value, n) {
  if (Array.isArray(value)) return value;
  if (value === 0) return numbers(n, () => 0);
  throw new Error(`${short(name)} is set to a number: the minimiser is no fixed point then`);
}

function sum(a, b, sign) {
  if (Array.isArray(a) && Array.isArray(b)) return a.map((x, i) => x + sign * b[i]);
  if (!Array.isArray(a) && !Array.isArray(b)) return a + sign * b;
  throw new Error("a number is added to the state: the minimiser is no fixed point then");
}

function product(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) throw new Error("a state times a state: the rule is not linear");
  if (Array.isArray(b)) return b.map((x) => a * x);
  return Array.isArray(a) ? a.map((x) => x * b) : a * b;
}

function quotient(a, b) {
  if (Array.isArray(b)) throw new Error("a division by a state: the rule is not linear");
  return Array.isArray(a) ? a.map((x) => x / b) : a / b;
}

const OPERATORS = new Map([
  ["+", (a, b) => sum(a, b, 1)],
  ["-", (a, b) => sum(a, b, -1)],
  ["*", product],
  ["/", quotient],
]);

function evaluate(node, environment, parameters) {
  const value = (child) => evaluate(child, environment, parameters);
  switch (node.type) {
    case "Literal":
      if (typeof node.value === "number") return node.value;
      break;
    case "Identifier":
      return PARAMETERS.includes(node.name) ? parameters[node.name] : environment.get(node.name);
    case "UnaryExpression":
      return node.operator === "-" ? product(-1, value(node.argument)) : value(node.argument);
    case "BinaryExpression":
      if (!OPERATORS.has(node.operator)) break;
      return OPERATORS.get(node.operator)(value(node.left), value(node.right));
    case "CallExpression":
      if (node.callee.name !== "gradient" || node.arguments.length !== 1) break;
      return gradientOf(value(node.arguments[0]), parameters.lambda);
  }
  throw new Error(GRAMMAR);
}

function gradientOf(place, lambda) {
  if (Array.isArray(place)) return product(lambda, place);
  throw new Error("the gradient is taken at a number: take it at a point of the state, as in gradient(w)");
}
