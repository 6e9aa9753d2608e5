// The legend of a plot: each line's name beside its dashes or its mark.

const SHAPES = {
  circle: "M19 5a4 4 0 1 0-8 0a4 4 0 1 0 8 0",
  rect: "M11.5 1.5h7v7h-7z",
  triangle: "M15 1l4.5 8h-9z",
  rectRot: "M15 0l5 5l-5 5l-5-5z",
  cross: "M15 0v10M10 5h10",
  star: "M15 0v10M10 5h10M11.5 1.5l7 7M18.5 1.5l-7 7",
};

function svg(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// An entry for a line as Plot.set takes it. What is drawn white on a picture is named in ink.
function named([label, , number, { points, ink } = {}]) {
  const picture = svg("svg", { width: 30, height: 10, "aria-hidden": "true" });
  const stroke = `var(--${ink ? "ink" : INKS[number]})`;
  const d = points ? SHAPES[MARKS[number]] : "M0 5h30";
  const dashes = points ? "none" : DASHES[number].join(" ") || "none";
  const path = svg("path", { d, fill: "none", "stroke-width": 1.6, "stroke-dasharray": dashes });
  path.style.stroke = stroke;
  picture.append(path);
  const entry = element("li");
  entry.append(picture, label);
  return entry;
}
