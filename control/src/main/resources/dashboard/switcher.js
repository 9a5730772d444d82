// The list of apps: search, arrow keys, Enter. Made for a thousand of them.
import { byId, h, patch, say } from "./dom.js";
import { number, phase, plural } from "./format.js";
import { icon } from "./icons.js";

const MOST = 200;
const URGENCY = ["IMPAIRED", "SPILLING", "WARMING", "DRAINING", "HOLDING", "HOME"];

export class Switcher {
  #dialog = byId("apps");
  #search = byId("apps-search");
  #list = byId("apps-list");
  #apps;
  #choose;
  #shown = [];
  #active = 0;

  /** `apps()` gives all statuses; `choose(name)` shows another app. */
  constructor(apps, choose) {
    this.#apps = apps;
    this.#choose = choose;
    byId("switch-app").addEventListener("click", () => this.open());
    this.#search.addEventListener("input", () => this.#draw(0));
    this.#search.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => this.#take(event.target.closest("[data-app]")?.dataset.app));
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
  }

  open() {
    this.#search.value = "";
    this.#dialog.showModal();
    this.#search.focus();
    this.#draw(0);
  }

  #draw(active) {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = [...this.#apps()];
    const found = all.filter((app) => {
      const text = `${app.app} ${app.host} ${phase(app.phase)[0]}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    found.sort((a, b) => URGENCY.indexOf(a.phase) - URGENCY.indexOf(b.phase) || a.app.localeCompare(b.app));
    this.#shown = found.slice(0, MOST);
    this.#active = Math.max(0, Math.min(active, this.#shown.length - 1));
    patch(this.#list, this.#shown.map((app, i) => this.#row(app, i)));
    const more = found.length > MOST ? `; the first ${MOST} are shown, search to narrow` : "";
    say(byId("apps-count"), found.length === 0
      ? "No app matches. Search by a part of its name, host or state."
      : `${number(found.length)} of ${plural(all.length, "app")}${more}`);
    this.#search.setAttribute("aria-activedescendant", this.#shown.length > 0 ? `app-${this.#active}` : "");
    this.#list.children[this.#active]?.scrollIntoView({ block: "nearest" });
  }

  #row(app, i) {
    const [word, , picture] = phase(app.phase);
    return h("li", { role: "option", id: `app-${i}`, "data-app": app.app, "data-phase": app.phase, "aria-selected": String(i === this.#active) },
      h("span", { class: "disc small" }, icon(picture)), h("b", {}, app.app), h("span", { class: "quiet host" }, app.host),
      h("span", { class: "word" }, word), h("span", { class: "figure" }, `${number(app.demand)} req/s`));
  }

  #key(event) {
    const to = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, PageDown: this.#active + 8, PageUp: this.#active - 8 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#draw(to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#take(this.#shown[this.#active]?.app);
    }
  }

  #take(name) {
    if (!name) return;
    this.#dialog.close();
    this.#choose(name);
  }
}
