// The parts of the picture as SVG, drawn from a view: its points, its scales, its size.
import { s } from "./dom.js";
import { exactTime, number, time } from "./format.js";
import { stretches, timeTicks } from "./scale.js";

/** Pixels around the plot. */
export const MARGIN = { top: 14, right: 14, bottom: 24, left: 44 };

export function grid({ x, y, values, from, end, width, height }) {
  const { ticks, step } = timeTicks(from, end, width < 500 ? 4 : 7);
  const shapes = values.map((v) => [
    s("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(v), y2: y(v) }),
    s("text", { x: MARGIN.left - 8, y: y(v) + 4, "text-anchor": "end" }, number(v)),
  ]);
  const labels = ticks.filter((t) => x(t) > MARGIN.left + 16 && x(t) < width - MARGIN.right - 20).map((t) =>
    s("text", { x: x(t), y: height - 6, "text-anchor": "middle" }, step < 60_000 ? exactTime(t) : time(t)));
  return [...shapes, ...labels];
}

const round = (value) => Math.round(value * 10) / 10;

export const line = (points, x, y, read) =>
  points.map((p, i) => `${i ? "L" : "M"}${round(x(p.t))} ${round(y(read(p)))}`).join("");

function area(points, x, y, low, high) {
  const back = [...points].reverse().map((p) => `L${round(x(p.t))} ${round(y(low(p)))}`).join("");
  return `${line(points, x, y, high)}${back}Z`;
}

export function areas({ points, x, y, gap }, sites) {
  const parts = stretches(points, (p) => p.demand != null, gap);
  const shapes = [];
  let below = () => 0;
  for (const layer of [...sites, { name: null, tone: "lost" }]) {
    const low = below;
    const high = (p) => low(p) + ((layer.name ? p.served?.[layer.name] : p.lost) ?? 0);
    shapes.push(s("path", { class: `area ${layer.tone}`, d: parts.map((part) => area(part, x, y, low, high)).join("") }));
    below = high;
  }
  return shapes;
}

/** What was and is expected as a line; the band only for what is still to come, lest it dull what was. */
export function forecastShapes({ forecast, off, x, y, to }) {
  if (forecast.length < 2) return [];
  const shapes = [s("path", { class: "line-expected", d: line(forecast, x, y, (p) => p.v) })];
  const coming = forecast.filter((p) => p.t >= to);
  if (off > 0 && coming.length > 1) {
    const d = area(coming, x, y, (p) => Math.max(0, p.v - off), (p) => p.v + off);
    shapes.unshift(s("path", { class: "band", d }));
  }
  return shapes;
}

export function capacityShapes({ points, x, y, end }) {
  const known = points.filter((p) => p.capacity != null);
  if (known.length === 0) return [];
  const last = known.at(-1);
  const d = `${line(known, x, y, (p) => p.capacity)}L${round(x(end))} ${round(y(last.capacity))}`;
  const words = `home carries ${number(last.capacity)}`;
  const at = roomyEnd(points, last.capacity) === "start"
    ? { x: MARGIN.left + 6, "text-anchor": "start" } : { x: x(end) - 6, "text-anchor": "end" };
  return [s("path", { class: "line-capacity", d }), s("text", { ...at, y: y(last.capacity) - 6 }, words)];
}

/** Where demand keeps clear of the capacity line, so that its words can be read. */
function roomyEnd(points, capacity) {
  const part = Math.ceil(points.length / 5);
  const near = (some) => some.filter((p) => Math.abs((p.demand ?? 0) - capacity * 1.06) < capacity * 0.12).length;
  return near(points.slice(0, part)) <= near(points.slice(-part)) ? "start" : "end";
}
