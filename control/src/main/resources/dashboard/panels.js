// The headline, the reasons and the money.
import { boundPlaces } from "./bound.js";
import { byId, h, patch, say, size } from "./dom.js";
import { brief, duration, money, phase, share, tidy } from "./format.js";
import { limit } from "./flow.js";
import { icon } from "./icons.js";

/** The one sentence, with its state as icon, word and colour. */
export function showHeadline(status) {
  const [word, meaning, picture] = phase(status.phase);
  const blind = status.demand == null && status.phase === "HOME";
  document.documentElement.dataset.phase = blind ? "" : status.phase;
  patch(byId("status-icon"), [icon(blind ? "clock" : picture)]);
  say(byId("phase"), word);
  say(byId("phase-meaning"), blind ? "Demand is not measured yet." : meaning);
  say(byId("headline"), tidy(status.headline));
  document.title = `${word}: ${status.app} – Spillway`;
}

/** Why it is so, what comes next, and what people asked for. */
export function showWhy(status, now) {
  const deployment = status.deployment;
  patch(byId("why"), [
    h("p", { class: "reason", "data-key": "reason" }, tidy(status.reason) || "No decision yet."),
    status.bound && h("p", { class: "fact", "data-key": "bound" }, h("span", { class: "label" }, "Limit"), h("span", {}, tidy(status.bound))),
    status.next && h("p", { class: "fact", "data-key": "next" }, h("span", { class: "label" }, "Next"), h("span", {}, tidy(status.next))),
    ...(status.interventions ?? []).map((wish) => h("p", { class: "fact" },
      h("span", { class: "label" }, "Asked"), h("span", {}, intervention(wish, now)))),
    deployment && ["RUNNING", "WAITING"].includes(deployment.state) && h("p", { class: "fact", "data-key": "deployment" },
      h("span", { class: "label" }, "Release"),
      h("span", {}, `${deployment.fileName} ${brief(deployment.digest)}: ${deployment.text || deployment.state.toLowerCase()}`)),
    siteReasons(status),
  ].filter(Boolean));
}

/** The reason of each site's share and instances, one click away. */
function siteReasons(status) {
  const told = status.sites.filter((site) => site.reason);
  return told.length > 0 && h("details", { class: "reasons", "data-key": "sites" }, h("summary", {}, "Each site"),
    h("dl", {}, told.map((site) => [h("dt", {}, site.site), h("dd", {}, tidy(site.reason))])));
}

function intervention({ kind, site, share: part, reason, who, expires }, now) {
  const what = { SPILL: `Spill ${share(part)} to ${site}`, HOLD: "Hold", VERIFY: `Keep one instance ready at ${site}` }[kind] ?? kind;
  const left = (new Date(expires) - now) / 1000;
  return `${what} by ${who}, ${left > 0 ? `${duration(left)} left` : "expired"}: ${reason}`;
}

/** This burst, this month against the budget, and what always-on would have cost. */
export function showMoney(status) {
  const cost = status.cost;
  const binds = limit(boundPlaces(status), "money");
  if (!cost) {
    return patch(byId("money"), [h("p", { class: "quiet" }, "No price is configured, so no cost is known.")]);
  }
  const used = cost.budget > 0 ? cost.month / cost.budget : null;
  patch(byId("money"), [
    h("dl", { class: "sums", "data-key": "sums" },
      sum(cost.billing ? "This burst" : "Last burst", money(cost.burst, cost.currency), cost.billing ? "being paid for now" : "nothing is paid for now"),
      sum("This month", money(cost.month, cost.currency), used == null ? "no budget set" : `${share(used)} of ${money(cost.budget, cost.currency)}`),
      sum("Always-on", money(cost.alwaysOnMonth, cost.currency), "a month, sized for the peak")),
    used != null && h("div", { class: "meter", "data-key": "meter", "data-over": String(used >= 1 || binds !== false), role: "meter",
      "aria-label": "Budget used this month", "aria-valuemin": 0, "aria-valuemax": cost.budget, "aria-valuenow": cost.month,
      "aria-valuetext": `${share(used)} of ${money(cost.budget, cost.currency)}` },
    h("span", { "data-size": Math.min(100, Math.round(used * 1000) / 10) })),
    binds,
  ].filter(Boolean));
  size(byId("money"));
}

const sum = (name, figure, note) => h("div", {}, h("dt", {}, name), h("dd", {}, h("b", {}, figure), h("span", { class: "quiet" }, note)));

/** "Live", or since when nothing was heard. */
export function showConnection({ state, ageSeconds }) {
  const badge = byId("connection");
  badge.dataset.state = state;
  const words = { live: "Live", polling: "Live, every 2 s", stale: `Last seen ${duration(ageSeconds)} ago`, waiting: "Connecting" };
  say(badge, words[state]);
  byId("main").dataset.stale = String(state === "stale");
  byId("stale").hidden = state !== "stale";
  say(byId("stale"), `The controller does not answer. This is what was known ${duration(ageSeconds)} ago; it may have changed.`);
}

