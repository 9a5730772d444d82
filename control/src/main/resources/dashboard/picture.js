// The picture: who served the demand over time, against what home carries, and what was lost.
import { byId, h, patch, s } from "./dom.js";
import { duration, exactTime, number, share } from "./format.js";
import { forecastError, lastBurst, linear, nearest, stretches, thin, valueTicks } from "./scale.js";
import { areas, capacityShapes, forecastShapes, grid, line, MARGIN } from "./shapes.js";
import { title, tone } from "./sites.js";

const RECENT = 30 * 60_000;
const DAY = 24 * 3_600_000;

export class Picture {
  #plot = byId("picture");
  #readout = byId("readout");
  #range = "recent";
  #status = null;
  #points = [];
  #shown = [];
  #x = null;
  #picked = null; // instant that the reader looks at; null is now

  constructor(rangeChanged) {
    for (const button of document.querySelectorAll("[data-range]")) {
      button.addEventListener("click", () => {
        this.#range = button.dataset.range;
        this.#picked = null;
        for (const other of document.querySelectorAll("[data-range]")) {
          other.setAttribute("aria-pressed", String(other === button));
        }
        rangeChanged(this.#range);
        this.#draw();
      });
    }
    this.#plot.addEventListener("pointermove", (event) => this.#point(event));
    this.#plot.addEventListener("pointerdown", (event) => this.#point(event));
    this.#plot.addEventListener("pointerleave", () => this.#pick(null));
    this.#plot.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.#plot);
  }

  /** Shows a status and the points up to it, oldest first. */
  show(status, points) {
    this.#status = status;
    this.#points = points;
    this.#draw();
  }

  #point(event) {
    if (!this.#x) return;
    this.#pick(this.#x.back(event.clientX - this.#plot.getBoundingClientRect().left));
  }

  #key(event) {
    const last = this.#shown.length - 1;
    if (last < 0) return;
    const at = this.#picked == null ? last : nearest(this.#shown, this.#picked);
    const page = Math.max(1, Math.round(last / 10));
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - page,
      PageUp: at + page, Home: 0, End: last, Escape: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const clamped = Math.min(last, Math.max(0, to));
    this.#pick(clamped === last ? null : this.#shown[clamped].t);
  }

  #pick(t) {
    this.#picked = t;
    this.#draw();
  }

  #window() {
    const last = this.#points.at(-1).t;
    const first = this.#points[0].t;
    if (this.#range === "burst") return lastBurst(this.#points, publicNames(this.#status));
    const span = this.#range === "day" ? DAY : RECENT;
    return [Math.max(last - span, Math.min(first, last - 120_000)), last];
  }

  #draw() {
    if (!this.#status) return;
    const [width, height] = [this.#plot.clientWidth, this.#plot.clientHeight];
    if (width < 50 || height < 50) return;
    if (this.#points.every((p) => p.demand == null)) {
      return this.#nothing("No measurements yet. The picture begins with the first signal.");
    }
    const window = this.#window();
    if (!window) return this.#nothing("No burst in the last day: home carried everything.");
    const view = this.#view(window, width, height);
    this.#x = view.x;
    this.#shown = view.points;
    patch(this.#plot, [this.#svg(view)]);
    this.#read();
  }

  #nothing(text) {
    this.#x = null;
    this.#shown = [];
    patch(this.#plot, [h("p", { class: "nothing" }, text)]);
    patch(this.#readout, []);
    this.#plot.setAttribute("aria-valuetext", text);
  }

  #view([from, to], width, height) {
    const points = thin(this.#points, from, to, Math.max(60, Math.floor(width / 2)));
    const live = to === this.#points.at(-1).t;
    const lead = (this.#status.leadSeconds ?? 0) * 1000;
    const ahead = live ? Math.min(lead, (to - from) * 0.25) : 0;
    const forecast = points.filter((p) => p.expected != null && p.t + lead <= to + ahead)
      .map((p) => ({ t: p.t + lead, v: p.expected }));
    const off = forecastError(points, lead) ?? 0;
    const top = Math.max(1, ...points.map((p) => Math.max(p.demand ?? 0, p.capacity ?? 0, stacked(p))),
      ...forecast.map((p) => p.v + (p.t >= to ? off : 0)));
    const values = valueTicks(top * 1.04, height < 200 ? 3 : 4);
    return {
      points, forecast, off, live, width, height, values, from, to, end: to + ahead,
      x: linear([from, to + ahead], [MARGIN.left, width - MARGIN.right]),
      y: linear([0, values.at(-1)], [height - MARGIN.bottom, MARGIN.top]),
      // The past beyond half an hour is known by the minute only.
      gap: Math.max(this.#range === "recent" ? 15_000 : 150_000, ((to - from) / Math.max(points.length, 1)) * 6),
    };
  }

  #svg(view) {
    const sites = this.#status.sites.map((site, i) => ({ name: site.site, tone: tone(this.#status, i) }));
    return s("svg", { width: view.width, height: view.height, "aria-hidden": "true" },
      s("defs", {}, s("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)" }, s("rect", { width: 6, height: 6, class: "hatch-back" }),
      s("rect", { width: 2, height: 6, class: "hatch-line" }))),
      s("g", { class: "grid" }, grid(view)),
      s("g", { class: "areas" }, areas(view, sites)),
      s("g", { class: "forecast" }, forecastShapes(view)),
      s("path", { class: "line-demand", d: stretches(view.points, (p) => p.demand != null, view.gap)
        .map((part) => line(part, view.x, view.y, (p) => p.demand)).join("") }),
      s("g", { class: "capacity" }, capacityShapes(view)),
      s("g", { class: "marks" }, this.#marks(view)));
  }

  #marks(view) {
    const marks = [];
    const bottom = view.height - MARGIN.bottom;
    if (view.end > view.to) {
      const x = view.x(view.to);
      marks.push(s("line", { class: "now", x1: x, x2: x, y1: MARGIN.top, y2: bottom }));
      marks.push(s("text", { class: "now-word", x: x - 4, y: MARGIN.top + 8, "text-anchor": "end" }, "now"));
    }
    if (this.#picked != null) {
      const point = view.points[nearest(view.points, this.#picked)];
      const x = view.x(point.t);
      marks.push(s("line", { class: "cursor", x1: x, x2: x, y1: MARGIN.top, y2: bottom }));
      if (point.demand != null) marks.push(s("circle", { class: "cursor-dot", cx: x, cy: view.y(point.demand), r: 4 }));
    }
    return marks;
  }

  /** The key below the title carries the figures of the moment that is looked at. */
  #read() {
    const at = this.#picked == null ? this.#shown.length - 1 : nearest(this.#shown, this.#picked);
    const point = this.#shown[at];
    const now = this.#picked == null && point.t === this.#points.at(-1).t;
    const entry = (kind, name, value, title) => h("span", { class: "key", "data-key": name, title },
      h("span", { class: `swatch ${kind}` }), h("span", { class: "key-name" }, name), h("b", {}, value));
    const entries = [h("span", { class: "key when", "data-key": "when" }, now ? "Now" : exactTime(point.t)),
      entry("demand", "Demand", number(point.demand))];
    this.#status.sites.forEach((site, i) => entries.push(
      entry(`area ${tone(this.#status, i)}`, title(this.#status, site), number(point.served?.[site.site]))));
    entries.push(entry("lost", "Lost", number(point.lost)));
    entries.push(entry("capacity", "Home carries", number(point.capacity)));
    const ahead = duration(this.#status.leadSeconds ?? 0);
    entries.push(entry("expected", `In ${ahead}`, number(point.expected), `demand expected ${ahead} later`));
    patch(this.#readout, entries);
    this.#plot.setAttribute("aria-valuemax", this.#shown.length - 1);
    this.#plot.setAttribute("aria-valuenow", at);
    if (this.#picked != null || document.activeElement !== this.#plot) {
      this.#plot.setAttribute("aria-valuetext", sentence(this.#status, point, now));
    }
  }
}

const stacked = (p) => Object.values(p.served ?? {}).reduce((a, b) => a + (b ?? 0), 0) + (p.lost ?? 0);

const publicNames = (status) => status.sites.filter((site) => site.role === "PUBLIC").map((site) => site.site);

function sentence(status, point, now) {
  const parts = status.sites.map((site) =>
    `${title(status, site)} served ${number(point.served?.[site.site])} with ${share(point.shares?.[site.site])} of clients`);
  return `${now ? "Now" : exactTime(point.t)}: demand ${number(point.demand)} requests per second, ${parts.join(", ")}, `
    + `lost ${number(point.lost)}, home carries ${number(point.capacity)}`;
}
