// What the page knows: the payload, and indexes over it. Nodes, edges and references are numbers,
// their places in the payload's lists.

const DATA = JSON.parse(document.getElementById("data").textContent);
for (const table of ["nodes", "edges", "references"]) DATA[table] = toRecords(DATA[table]);
const NODES = DATA.nodes;
const EDGES = DATA.edges;
const REFERENCES = DATA.references;
const WORDS = DATA.words;
const RELATIONS = DATA.relations;
const UNKNOWN = "unknown";

// From rows, which name their columns only once, with null where there is no value.
function toRecords({ names, rows }) {
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]).filter(([, value]) => value !== null)));
}

const ranks = (words) => new Map(words.map((word, rank) => [word.name, rank]));
const EVIDENCE_RANK = ranks(WORDS.evidence);
const AUTONOMY_RANK = ranks(WORDS.autonomy);

const nameOf = (node) => NODES[node].label || NODES[node].id;
const kindOf = (node) => NODES[node].kind || UNKNOWN;
const placeOfId = new Map(NODES.map((node, place) => [node.id, place]));
const standsFor = (node) => DATA.stands_for[node];

// Along the influence, by the table of relations.
for (const edge of EDGES) {
  const forward = RELATIONS[edge.relation].forward;
  edge.from = forward ? edge.source : edge.target;
  edge.to = forward ? edge.target : edge.source;
  edge.improvement = RELATIONS[edge.relation].improvement;
}

const versionsOf = new Map();
DATA.stands_for.forEach((family, node) => {
  if (family !== node) {
    if (!versionsOf.has(family)) versionsOf.set(family, []);
    versionsOf.get(family).push(node);
  }
});
for (const versions of versionsOf.values()) {
  const key = (node) => `${NODES[node].introduced || "~"} ${NODES[node].id}`;
  versions.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const isFamily = (node) => standsFor(node) === node;
const onCircuit = new Set(DATA.circuits.flat());
// What a large graph opens with; null for all of it.
const opening = DATA.opening && new Set(DATA.opening.nodes);

// A hop is a pair of nodes with the edges that count for loops.
const hopKey = (source, target) => source * NODES.length + target;
const HOPS = new Map();
EDGES.forEach((edge, place) => {
  if (!edge.counts) return;
  const key = hopKey(standsFor(edge.from), standsFor(edge.to));
  if (!HOPS.has(key)) HOPS.set(key, []);
  HOPS.get(key).push(place);
});

const edgesOf = NODES.map(() => []);
EDGES.forEach((edge, place) => {
  for (const end of new Set([edge.source, edge.target])) edgesOf[end].push(place);
});

class Loop {
  constructor(nodes, id) {
    this.nodes = nodes;
    this.id = id;
    this.hops = nodes.map((node, i) => hopKey(node, nodes[(i + 1) % nodes.length]));
  }
  get chain() {
    return `${this.nodes.map(nameOf).join(" → ")} ↺`;
  }
}
const LOOPS = DATA.loops.map((nodes, rank) => new Loop(nodes, DATA.ids[rank]));
const loopOfId = new Map(LOOPS.map((loop) => [loop.id, loop]));

const loopsThrough = new Map();
for (const loop of LOOPS) {
  for (const node of loop.nodes) {
    if (!loopsThrough.has(node)) loopsThrough.set(node, []);
    loopsThrough.get(node).push(loop);
  }
}

// A date may be a year, a month or a day; texts in this form compare as dates do.
const firstDay = (date) => [date, `${date}-01-01`, `${date}-01`][{ 10: 0, 4: 1, 7: 2 }[date.length]] || date;
const lastDay = (date) => (date.length === 10 ? date : date.length === 7 ? `${date}-31` : `${date}-12-31`);
const yearOf = (date) => (date ? Number(date.slice(0, 4)) : null);

function isInForce(edge, asOf) {
  if (!asOf) return true;
  const end = lastDay(asOf);
  return Boolean(edge.since) && firstDay(edge.since) <= end && (!edge.until || lastDay(edge.until) >= end);
}

const YEARS = (() => {
  const years = EDGES.map((edge) => yearOf(edge.since)).filter((year) => year !== null);
  if (!years.length) return [];
  const first = Math.min(...years);
  const last = Math.max(...years);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
})();
const number = (value) => value.toLocaleString("en");
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;
