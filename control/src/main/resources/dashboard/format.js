// Figures and times in words. Pure: the same input gives the same text, but for the local time zone.

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exactClock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

export const UNKNOWN = "–";

/** A number as people read it: one decimal below 10. */
export function number(value) {
  if (value == null) return UNKNOWN;
  if (value !== 0 && Math.abs(value) < 9.95 && !Number.isInteger(value)) return tenth.format(value);
  return whole.format(value);
}

export const rate = (value) => (value == null ? `${UNKNOWN} req/s` : `${number(value)} req/s`);

/** A share between 0 and 1 as per cent; anything above nothing is never shown as 0 %. */
export function share(value) {
  if (value == null) return UNKNOWN;
  if (value > 0 && value < 0.01) return "<\u00a01\u00a0%";
  return `${Math.round(value * 100)}\u00a0%`;
}

export const millis = (value) => (value == null ? UNKNOWN : `${number(value)} ms`);

/** Seconds as "12 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds) {
  const all = Math.max(0, Math.round(seconds));
  if (all < 60) return `${all} s`;
  const [h, m, s] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60];
  if (h > 0) return m > 0 ? `${h} h ${m} min` : `${h} h`;
  return s > 0 && m < 10 ? `${m} min ${s} s` : `${m} min`;
}

/** An amount with its currency; cents as long as they matter. */
export function money(amount, currency) {
  if (amount == null) return UNKNOWN;
  const digits = amount !== 0 && amount < 0.1 ? 4 : amount < 1000 ? 2 : 0;
  const text = new Intl.NumberFormat("en-GB", {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(amount);
  return `${text} ${currency}`;
}

export const time = (instant) => clock.format(new Date(instant));
export const exactTime = (instant) => exactClock.format(new Date(instant));

/** The time alone on the same day as `now`, otherwise with the date. */
export function moment(instant, now) {
  const then = new Date(instant);
  const same = then.toDateString() === new Date(now).toDateString();
  return same ? exactClock.format(then) : `${day.format(then)}, ${clock.format(then)}`;
}

/** Keeps a figure and its unit on one line. */
export const tidy = (text) => (text ?? "").replace(/(\d) (?=%|req\/s|s\b|min\b|ms\b)/g, "$1\u00a0");

/** Puts texts together as sentences: each with a capital and a full stop, the empty ones left out. */
export const sentences = (...texts) => texts.filter(Boolean)
  .map((text) => text[0].toUpperCase() + text.slice(1) + (/[.!?:…)]$/.test(text) ? "" : ".")).join(" ");

/** First twelve digits of a digest. */
export const brief = (digest) => (digest ? digest.replace(/^sha256:/, "").slice(0, 12) : UNKNOWN);

export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** The phases in plain words: [word, what it means, icon]. */
export const PHASES = {
  HOME: ["Home", "Home carries everything.", "check"],
  WARMING: ["Warming up", "The cloud is getting ready; all clients still go home.", "clock"],
  SPILLING: ["Spilling", "A part of the clients goes to the cloud.", "split"],
  DRAINING: ["Draining", "New clients go home; the last ones are leaving the cloud.", "back"],
  HOLDING: ["Holding", "Everything stays as it is.", "pause"],
  IMPAIRED: ["Impaired", "Clients are being lost, or home is down.", "warn"],
};

export const phase = (name) => PHASES[name] ?? [name, "", "dot"];

/** A name of an instance's state for people. */
export function stateWord(state) {
  return { STARTING: "starting", READY: "ready", UNHEALTHY: "unhealthy", WRONG_DIGEST: "wrong release",
    STOPPING: "stopping", FAILED: "failed" }[state] ?? String(state).toLowerCase();
}

/** The same for the states in a text, and an arrow for the change from one to the next. */
export const plainStates = (text) => text.replace(/\b[A-Z]{5,}(_[A-Z]+)?\b/g, stateWord).replaceAll(" -> ", " \u2192 ");
