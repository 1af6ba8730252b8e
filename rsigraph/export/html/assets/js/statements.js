// Facts as sentences: an edge with its figure, grades and sources, and the words for grades.

const PEOPLE = {
  autonomous: { short: "No people", long: "no people in the loop" },
  "human-approved": { short: "People approve", long: "people take up what AI makes" },
  "human-driven": { short: "People drive", long: "people drive it with the help of AI" },
};
const peopleOf = (autonomy) => (autonomy ? PEOPLE[autonomy] : { short: "People not known", long: "part of people not known" });
const POLARITY = {
  reinforcing: "a gain that goes round comes back as a gain",
  balancing: "what comes back works against what went in",
  mixed: "some hop has findings of both signs",
};
const definitionOf = (vocabulary, name) => (WORDS[vocabulary].find((term) => term.name === name) || {}).definition;

const sentence = (edge) => `${nameOf(edge.source)} ${RELATIONS[edge.relation].label} ${nameOf(edge.target)}`;

function figureOf(edge) {
  const figure = [edge.metric, edge.effect].filter(Boolean).join(": ");
  return edge.factor ? `${figure} (factor ${edge.factor})`.trim() : figure;
}

function nodeButton(node) {
  return h("button", { type: "button", class: "node-link", onclick: () => change({ node: NODES[node].id }) },
    glyph(kindOf(node), 12), nameOf(node));
}

const badge = (text, kind, title) => h("span", { class: `badge ${kind}`, title }, text);

// A hop of a loop: which way it works where that is not what the sentence says.
function readingNotes(edge, hop) {
  const notes = [];
  if (!edge.improvement) notes.push(`so a better ${nameOf(edge.from)} makes a better ${nameOf(edge.to)}`);
  if (hop) {
    for (const [version, family] of [[edge.from, hop[0]], [edge.to, hop[1]]]) {
      if (version !== family) notes.push(`${nameOf(version)} is of the family ${nameOf(family)}`);
    }
  }
  return [...new Set(notes)].join("; ");
}

function statement(edge, hop = null) {
  const notes = readingNotes(edge, hop);
  const figure = figureOf(edge);
  const passes = edge.carries || "plausible";
  return h("article", { class: "statement" },
    h("p", { class: "sentence" }, sentence(edge), notes ? h("span", { class: "notes" }, ` (${notes})`) : null),
    h("p", { class: "badges" },
      badge(edge.since ? `${edge.since}${edge.until ? ` to ${edge.until}` : ""}` : "undated", "date", "earliest date at which this is documented"),
      badge(edge.evidence || "not graded", "evidence", definitionOf("evidence", edge.evidence)),
      edge.improvement ? badge(edge.autonomy || "people not known", "people", definitionOf("autonomy", edge.autonomy)) : null,
      edge.how ? badge(edge.how, "how", "the way in which it does") : null,
      edge.polarity === "-" ? badge("made it worse", "negative", "the finding is that the target got worse") : null,
      passes === "no" ? badge("no gain passes", "negative", "the link is real, but a gain does not pass on") : null),
    edge.summary ? h("p", {}, edge.summary) : null,
    figure ? h("p", { class: "figure" }, h("strong", {}, "Figure: "), figure) : null,
    sources(edge),
    DATA.reviewed ? secondReading(edge.review) : null);
}

// What became of the statement when somebody else tried to refute it.
function secondReading(review) {
  if (!review) return h("p", { class: "review" }, "Not tried by a second reader yet.");
  return h("p", { class: "review" },
    "Second reader, ", review.date, ": ",
    h("strong", { title: definitionOf("verdict", review.verdict) }, review.verdict.replace("-", " ")), ".");
}

function sources(edge) {
  const cited = (edge.references || []).map((reference) => REFERENCES[reference]);
  if (!cited.length) return h("p", { class: "sources" }, "No source.");
  return h("div", { class: "sources" },
    h("p", { class: "sources-title" }, cited.length === 1 ? "Source" : "Sources"),
    h("ul", {}, cited.map((reference) => h("li", {}, ...citation(reference)))));
}

function citation(reference) {
  const before = reference.authors ? `${reference.authors.replace(/\.$/, "")}. ` : "";
  const after = [reference.publisher, reference.published].filter(Boolean).join(", ");
  const address = reference.url || (reference.doi ? `https://doi.org/${reference.doi}` : reference.arxiv ? `https://arxiv.org/abs/${reference.arxiv}` : "");
  const title = reference.title || reference.id;
  // A title may end its own sentence.
  const stop = /[.?!]$/.test(title) ? "" : ".";
  return [before, address ? link(address, title) : title, after ? `${stop} ${after}.` : stop];
}
