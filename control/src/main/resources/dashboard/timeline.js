// The timeline: what happened, when, and who or what did it; the newest on top.
import { byId, h, patch } from "./dom.js";
import { moment } from "./format.js";
import { icon } from "./icons.js";

const MOST = 300;
const WORDS = { decision: "Decision", step: "Step", deploy: "Release", intervention: "Person", link: "Link",
  instance: "Instance", failure: "Failure", controller: "Controller" };

export class Timeline {
  #events = [];
  #last = 0;

  /** The number of the newest event; 0 when there is none. */
  get last() {
    return this.#last;
  }

  clear() {
    this.#events = [];
    this.#last = 0;
    this.#draw();
  }

  /** Adds events; those that are known already are left out. */
  add(events) {
    const fresh = events.filter((event) => event.seq > this.#last);
    if (fresh.length === 0 && this.#events.length > 0) return;
    this.#events = [...fresh.reverse(), ...this.#events].slice(0, MOST);
    this.#last = this.#events[0]?.seq ?? 0;
    this.#draw();
  }

  #draw() {
    const now = Date.now();
    const rows = this.#events.map((event) => row(event, now));
    patch(byId("timeline"), rows.length > 0 ? rows : [h("li", { class: "quiet" }, "Nothing has happened yet.")]);
  }
}

function row(event, now) {
  const text = [h("span", { class: "event-text" }, event.text), event.who && h("span", { class: "who" }, event.who)];
  const evidence = event.data != null && Object.keys(event.data).length > 0;
  return h("li", { class: "event", "data-key": `event-${event.seq}`, "data-kind": event.kind },
    h("time", { datetime: event.at }, moment(event.at, now)),
    h("span", { class: "event-icon", title: WORDS[event.kind] ?? event.kind }, icon(event.kind),
      h("span", { class: "unseen" }, `${WORDS[event.kind] ?? event.kind}: `)),
    evidence
      ? h("details", {}, h("summary", {}, text), h("pre", {}, JSON.stringify(event.data, null, 1)))
      : h("p", {}, text));
}
