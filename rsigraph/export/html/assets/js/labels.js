// Labels of one size on the screen, however far one zooms, and never one over another: each is put
// where there is room beside its node, the more important first, or left out.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const LABEL_HEIGHT = 15;
const LONGEST_LABEL = 26;
const CELL = 72;
const MOST_LABELS = 400;
const MOST_DOTS = 3;
const widths = new Map();

function shortLabel(node, longest = LONGEST_LABEL) {
  const letters = [...nameOf(node)];
  return letters.length <= longest ? letters.join("") : `${letters.slice(0, longest - 1).join("")}…`;
}

function textWidth(context, text, isBold) {
  const key = (isBold ? "b" : "n") + text;
  if (!widths.has(key)) {
    context.font = labelFont(isBold);
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

const labelFont = (isBold) => `${isBold ? 600 : 400} ${isBold ? 12.5 : 11.5}px ${FONT}`;

// Boxes on the screen, in cells so that only near ones are compared.
class Crowd {
  constructor() {
    this.cells = new Map();
  }
  *cellsOf(box) {
    for (let i = Math.floor(box.x / CELL); i <= Math.floor((box.x + box.w) / CELL); i += 1) {
      for (let j = Math.floor(box.y / CELL); j <= Math.floor((box.y + box.h) / CELL); j += 1) yield i * 4096 + j;
    }
  }
  // Whether a box has room where it may cover some of the dots, which are nodes on no circuit.
  isFree(box, own, dots = 0) {
    const covered = new Set();
    for (const cell of this.cellsOf(box)) {
      for (const other of this.cells.get(cell) || []) {
        if (other.node === own && !other.text) continue;
        if (box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h) {
          if (!other.dot || covered.add(other.node).size > dots) return false;
        }
      }
    }
    return true;
  }
  add(box) {
    for (const cell of this.cellsOf(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }
}

const importance = NODES.map((_, node) => (loopsThrough.get(node) || []).length * 4 + edgesOf[node].length);

// Where a label may stand, the best place first: right of its node, left, below, above, at corners.
const CORNERS_FROM = 4;
function placesBeside(x, y, r, w) {
  const gap = r * 1.15 + 5;
  const [below, above, middle] = [y + gap - 2, y - gap + 2 - LABEL_HEIGHT, y - LABEL_HEIGHT / 2];
  const [right, left] = [x + gap * 0.7, x - gap * 0.7 - w];
  return [
    [x + gap, middle], [x - gap - w, middle], [x - w / 2, below], [x - w / 2, above],
    [right, y + gap * 0.5], [right, y - gap * 0.5 - LABEL_HEIGHT], [left, y + gap * 0.5], [left, y - gap * 0.5 - LABEL_HEIGHT],
    [x - w * 0.25, below], [x - w * 0.75, below], [x - w * 0.25, above], [x - w * 0.75, above],
  ];
}

// Where the buttons of the camera lie over the graph.
function cameraBox() {
  const { offsetLeft: x, offsetTop: y, offsetWidth: w, offsetHeight: h } = $("camera");
  return { node: null, x, y, w, h };
}

// The labels to be written: boxes in pixels of the screen. `first` are nodes that come before all
// others and are written in bold, and `own` before those; what is on no circuit is named only when
// zoomed in. Only the names of `own` may stand on boxes that are `taken`.
function placeLabels(context, drawn, toScreen, scale, first, fitScale, taken = [], own = new Set()) {
  const crowd = new Crowd();
  const nodes = [...drawn];
  const screen = new Map();
  const [width, height] = [context.canvas.clientWidth, context.canvas.clientHeight];
  for (const node of nodes) {
    const { x, y } = toScreen(place[node]);
    if (x < -200 || y < -40 || x > width + 200 || y > height + 40) continue;
    const r = sizeOf(node) * Math.max(scale, 0.2);
    screen.set(node, { x, y, r });
    crowd.add({ node, x: x - r, y: y - r, w: 2 * r, h: 2 * r, dot: !onCircuit.has(standsFor(node)) && !first.has(node) });
  }
  const isZoomed = scale >= fitScale * 1.5 || (drawn.size < 150 && scale >= 0.9);
  const rank = (node) => (own.has(node) ? 4e9 : 0) + (first.has(node) ? 2e9 : 0) + (onCircuit.has(standsFor(node)) ? 1e9 : 0) + importance[node];
  const wanted = [...screen.keys()]
    .filter((node) => first.has(node) || onCircuit.has(standsFor(node)) || isZoomed || importance[node] >= 12)
    .sort((a, b) => rank(b) - rank(a) || a - b)
    .slice(0, MOST_LABELS);
  crowd.add(cameraBox());
  const takeAll = () => taken.splice(0).forEach((box) => crowd.add(box));
  const labels = [];
  for (const node of wanted) {
    if (!own.has(node)) takeAll();
    const isFirst = first.has(node);
    const { x, y, r } = screen.get(node);
    const isInside = x > 0 && y > 0 && x < width && y < height;
    const fitsIn = (one) => !isInside || (one.x >= 2 && one.x + one.w <= width - 2 && one.y >= 2 && one.y + one.h <= height - 2);
    // Where the whole name has no room, the beginning of it may have.
    const texts = [...(isFirst ? [60] : []), LONGEST_LABEL, ...(isFirst || onCircuit.has(standsFor(node)) ? [14] : [])];
    const boxes = texts.map((longest) => {
      const text = shortLabel(node, longest);
      const w = textWidth(context, text, isFirst) + 2;
      return placesBeside(x, y, r, w).map(([left, top]) => ({ node, text, x: left, y: top, w, h: LABEL_HEIGHT, bold: isFirst }));
    });
    // Rather a shorter name by the node than a longer one at its corners, which may seem another's.
    const inOrder = [...boxes.flatMap((places) => places.slice(0, CORNERS_FROM)), ...boxes.flatMap((places) => places.slice(CORNERS_FROM))];
    // In a thicket the name of what is on a loop comes before a few dots.
    const allowed = onCircuit.has(standsFor(node)) ? [0, MOST_DOTS] : [0];
    let box = null;
    for (const dots of allowed) box ||= inOrder.find((one) => fitsIn(one) && crowd.isFree(one, node, dots));
    // What was chosen is named even where it covers others.
    if (!box && own.has(node)) box = inOrder.find(fitsIn);
    if (!box) continue;
    crowd.add(box);
    labels.push(box);
  }
  return labels;
}

function writeLabels(context, labels) {
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.lineJoin = "round";
  for (const label of labels) {
    context.font = labelFont(label.bold);
    context.lineWidth = 3.5;
    context.strokeStyle = theme().halo;
    context.strokeText(label.text, label.x + 1, label.y + label.h / 2);
    context.fillStyle = onCircuit.has(standsFor(label.node)) || label.bold ? theme().ink : theme().faint;
    context.fillText(label.text, label.x + 1, label.y + label.h / 2);
  }
}
