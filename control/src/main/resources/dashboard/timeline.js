// The timeline: what happened, when, and who or what did it; the newest on top.
import { byId, h } from "./dom.js";
import { moment, plainStates, plural, tidy } from "./format.js";
import { icon } from "./icons.js";

const MOST = 300;
const WORDS = { decision: "Decision", step: "Step", deploy: "Release", intervention: "Person", link: "Link",
  instance: "Instance", failure: "Failure", controller: "Controller" };

/** The newest events, each shown once. What happened does not change, so rows are made once. */
export class Timeline {
  #list = byId("timeline");
  #rows = new Map();

  constructor() {
    const filter = byId("timeline-filter");
    filter.addEventListener("change", () => {
      this.#list.dataset.show = filter.value;
    });
    // The evidence of an event is written out only when somebody asks for it.
    this.#list.addEventListener("toggle", ({ target }) => {
      const evidence = this.#rows.get(Number(target.closest("[data-seq]")?.dataset.seq));
      if (evidence && target.open) target.querySelector("pre").textContent = JSON.stringify(evidence.event.data, null, 1);
    }, true);
    this.clear();
  }

  clear() {
    this.#rows.clear();
    this.#list.replaceChildren(h("li", { class: "quiet" }, "Nothing has happened yet."));
  }

  /** Adds events in any order; those that are known already are left out. */
  add(events) {
    const fresh = events.filter((event) => !this.#rows.has(event.seq));
    if (fresh.length === 0) return;
    for (const event of fresh) this.#rows.set(event.seq, { event, element: row(event) });
    const all = [...this.#rows.values()].sort((a, b) => b.event.seq - a.event.seq);
    for (const { event } of all.splice(MOST)) this.#rows.delete(event.seq);
    this.#place(toldOnce(all).map(({ element }) => element));
  }

  /** Puts rows into order without touching those that stand right, so that focus and scroll stay. */
  #place(elements) {
    const wanted = new Set(elements);
    for (const child of [...this.#list.children]) if (!wanted.has(child)) child.remove();
    elements.forEach((element, i) => {
      if (this.#list.children[i] !== element) this.#list.insertBefore(element, this.#list.children[i] ?? null);
    });
  }
}

const DONE = "done: ";

/**
 * A step that has ended is told once: its beginning goes. So is a decision that says what the one
 * before it said: the first stays. Rows are newest first.
 */
function toldOnce(rows) {
  const ended = new Set();
  const decisions = rows.filter(({ event }) => event.kind === "decision");
  const repeated = new Set(decisions.filter((row, i) => row.event.text === decisions[i + 1]?.event.text));
  return rows.filter((row) => {
    const { kind, text } = row.event;
    if (kind !== "step") return !repeated.has(row);
    if (text.startsWith(DONE)) return ended.add(text.slice(DONE.length));
    return !ended.delete(text);
  });
}

/** Addresses are counted; the whole text is the row's title. */
const counted = (text) => text.replace(/ \[([^\]]*)\]/g, (_, list) => ` on ${plural(list.split(", ").length, "address", "addresses")},`)
  .replace(/,$/, "");

function words({ kind, text }) {
  if (kind === "step") return tidy(counted(text.startsWith(DONE) ? text.slice(DONE.length) : text));
  return tidy(kind === "instance" ? plainStates(text) : text);
}

function row(event) {
  const text = [h("span", { class: "event-text", title: event.text }, words(event)), event.who && h("span", { class: "who" }, event.who)];
  const evidence = event.data != null && Object.keys(event.data).length > 0;
  const word = WORDS[event.kind] ?? event.kind;
  return h("li", { class: "event", "data-seq": event.seq, "data-kind": event.kind },
    h("time", { datetime: event.at }, moment(event.at, Date.now())),
    h("span", { class: "event-icon", title: word }, icon(event.kind), h("span", { class: "unseen" }, `${word}: `)),
    evidence ? h("details", {}, h("summary", {}, text), h("pre", {})) : h("p", {}, text));
}
