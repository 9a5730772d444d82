// The arithmetic behind the picture. Pure.

/** Maps a number from one range to another. */
export function linear([from, to], [low, high]) {
  const span = to - from || 1;
  const map = (value) => low + ((value - from) / span) * (high - low);
  map.back = (pixel) => from + ((pixel - low) / (high - low || 1)) * span;
  return map;
}

/** Round values from 0 to at least `most` (taken as 1 if less), about `count` of them. */
export function valueTicks(most, count) {
  const max = Math.max(most, 1);
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((candidate) => candidate >= rough);
  const ticks = [];
  for (let value = 0; value < max + step; value += step) ticks.push(value);
  return ticks;
}

const STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600].map((x) => x * 1000);

/** Round moments of local time between two instants, at most `count`. */
export function timeTicks(from, to, count) {
  const step = STEPS.find((candidate) => (to - from) / candidate <= count) ?? 86_400_000;
  const shift = new Date(from).getTimezoneOffset() * 60_000;
  const ticks = [];
  for (let t = Math.ceil((from - shift) / step) * step + shift; t <= to; t += step) ticks.push(t);
  return { ticks, step };
}

/**
 * At most `count` points between two instants: means, but the worst loss of each stretch, so that a
 * short loss stays visible in a day.
 */
export function thin(points, from, to, count) {
  const inside = points.filter((p) => p.t >= from && p.t <= to);
  if (inside.length <= count) return inside;
  const width = (to - from) / count;
  const groups = [];
  for (const point of inside) {
    const slot = Math.floor((point.t - from) / width);
    if (groups.at(-1)?.slot === slot) groups.at(-1).points.push(point);
    else groups.push({ slot, points: [point] });
  }
  return groups.map((group) => merge(group.points));
}

function merge(points) {
  const middle = points[Math.floor(points.length / 2)];
  const each = (read) => points.map(read).filter((value) => value != null);
  const mean = (values) => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);
  const served = {};
  for (const site of Object.keys(middle.served ?? {})) served[site] = mean(each((p) => p.served?.[site]));
  const lost = each((p) => p.lost);
  return {
    t: middle.t, demand: mean(each((p) => p.demand)), expected: mean(each((p) => p.expected)),
    capacity: mean(each((p) => p.capacity)), lost: lost.length ? Math.max(...lost) : null,
    served, shares: middle.shares ?? {},
  };
}

/** Stretches without a gap: neighbours that are known and not further apart than `gap` milliseconds. */
export function stretches(points, known, gap) {
  const all = [];
  let current = [];
  for (const point of points) {
    const apart = current.length > 0 && point.t - current.at(-1).t > gap;
    if (apart || !known(point)) {
      if (current.length > 0) all.push(current);
      current = [];
    }
    if (known(point)) current.push(point);
  }
  if (current.length > 0) all.push(current);
  return all;
}

/** From the first to the last moment of the latest burst with some room at both ends; null if none. */
export function lastBurst(points, publicSites, pause = 120_000) {
  const spilled = (p) => publicSites.some((site) => (p.shares?.[site] ?? 0) > 0 || (p.served?.[site] ?? 0) > 0.5);
  let end = points.length - 1;
  while (end >= 0 && !spilled(points[end])) end--;
  if (end < 0) return null;
  let start = end;
  for (let i = end; i >= 0 && points[start].t - points[i].t <= pause; i--) {
    if (spilled(points[i])) start = i;
  }
  const room = Math.max(30_000, (points[end].t - points[start].t) * 0.15);
  return [Math.max(points[0].t, points[start].t - room), Math.min(points.at(-1).t, points[end].t + room)];
}

/**
 * How far eight of ten forecasts were off, in req/s, judged by the demand that came; null with fewer
 * than ten to judge by.
 */
export function forecastError(points, lead) {
  const errors = [];
  let j = 0;
  for (const point of points) {
    while (j < points.length && points[j].t < point.t + lead) j++;
    const came = points[j]?.demand;
    if (came != null && point.expected != null) errors.push(Math.abs(point.expected - came));
  }
  if (errors.length < 10) return null;
  errors.sort((a, b) => a - b);
  return errors[Math.floor(errors.length * 0.8)];
}

/** The point nearest to an instant; points are in order and not empty. */
export function nearest(points, t) {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].t < t) low = middle + 1;
    else high = middle;
  }
  return low > 0 && t - points[low - 1].t < points[low].t - t ? low - 1 : low;
}
