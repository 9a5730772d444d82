// The flow: clients, their shares, the sites with their instances, the link, the data at home.
import { byId, h, patch, size } from "./dom.js";
import { brief, duration, millis, number, plural, rate, share, stateWord } from "./format.js";
import { icon } from "./icons.js";
import { title, tone } from "./picture.js";

/** Draws the flow of one app. */
export function showFlow(status) {
  const target = byId("flow");
  const bound = boundPlace(status.bound, status);
  const rows = status.sites.flatMap((site, i) => row(status, site, tone(status, i), bound));
  patch(target, [clients(status), ...rows, data(status, bound)]);
  target.style.setProperty("--rows", status.sites.length);
  size(target);
  const release = status.release;
  patch(byId("release"), release
    ? [h("span", { title: `sha256 ${release.digest}` }, `${release.fileName} ${brief(release.digest)}`)] : []);
}

/**
 * Where the active bound is marked: the part of the flow that its words name.
 * Null when nothing binds.
 */
export function boundPlace(bound, status) {
  if (!bound) return null;
  const text = bound.toLowerCase();
  const names = (site) => text.includes(site.site.toLowerCase());
  const publics = status.sites.filter((site) => site.role === "PUBLIC");
  const cloud = (publics.find(names) ?? publics.find((site) => site.share > 0 || site.wantedShare > 0) ?? publics[0])?.site;
  const home = status.sites.find((site) => site.role === "PRIVATE");
  const services = publics.flatMap((site) => Object.keys(site.link?.services ?? {}));
  const has = (...words) => words.some((word) => text.includes(word));
  if (has("budget", "money")) return { part: "money", text: bound };
  if (services.some((name) => text.includes(name.toLowerCase())) || has("database", "service")) return { part: "data", text: bound };
  if (has("link", "gateway", "tunnel")) return { part: "link", site: cloud, text: bound };
  if (has("instance", "ready", "warm", "refus", "cloud", "platform") || publics.some(names)) return { part: "site", site: cloud, text: bound };
  if (has("home", "capacity") || (home && names(home))) return { part: "site", site: home?.site, text: bound };
  return { part: "clients", text: bound };
}

const limit = (text) => h("p", { class: "limit" }, icon("warn"), h("span", {}, h("span", { class: "unseen" }, "Limit: "), text));

function clients(status) {
  const bound = boundPlace(status.bound, status);
  return h("div", { class: "node clients", "data-key": "clients" },
    h("h3", {}, "Clients"),
    h("p", { class: "figure" }, number(status.demand), h("small", {}, " req/s")),
    h("p", { class: "quiet" }, "want to be served"),
    bound?.part === "clients" && limit(bound.text));
}

function row(status, site, colour, bound) {
  const binds = bound?.site === site.site ? bound : null;
  return [
    h("div", { class: `arrow share ${colour}`, "data-key": `share-${site.site}`, "data-on": String(site.share > 0) },
      h("b", {}, share(site.share)), h("span", { class: "wire", "data-thick": thickness(site.share) }), wanted(site)),
    h("div", { class: `node site ${colour}`, "data-key": `site-${site.site}`, "data-binds": binds?.part === "site" },
      head(status, site), load(site), instances(site), notes(site), binds?.part === "site" && limit(binds.text)),
    site.role === "PRIVATE" ? inHouse(site) : link(site, binds?.part === "link" ? binds.text : null),
  ];
}

/** Of a wire, in pixels: its share of 9, but never too thin to see. */
const thickness = (value) => Math.max(2, Math.round(value * 18) / 2);

function wanted(site) {
  if (Math.abs((site.wantedShare ?? site.share) - site.share) < 0.005) return h("span", { class: "quiet" }, "of clients");
  return h("span", { class: "quiet" }, `wanted ${share(site.wantedShare)}`);
}

const ready = (site) => site.instances.filter((instance) => instance.state === "READY").length;

function carries(site) {
  return site.role === "PRIVATE" ? site.capacity : site.capacity * ready(site);
}

function head(status, site) {
  const name = title(status, site);
  return h("div", { class: "site-head" },
    h("h3", {}, name.endsWith(site.site) ? name : [name, " ", h("span", { class: "quiet" }, site.site)]),
    h("span", { class: "served" }, h("b", {}, number(site.served ?? site.demand)), ` of ${rate(carries(site))}`));
}

function load(site) {
  const most = carries(site);
  const used = most > 0 ? Math.min(1, (site.served ?? 0) / most) : 0;
  return h("div", { class: "load", role: "img", "aria-label": `${share(used)} of what it carries` },
    h("span", { "data-size": Math.round(used * 1000) / 10 }));
}

function instances(site) {
  if (site.instances.length === 0) {
    return h("p", { class: "quiet" }, site.role === "PUBLIC" ? "Nothing runs here." : "No instance listed.");
  }
  return h("ul", { class: "boxes", "aria-label": "Instances", "data-many": site.instances.length > 8 },
    site.instances.map(box));
}

function box(instance) {
  const facts = [
    ["State", stateWord(instance.state) + (instance.outdated ? ", older release" : "")],
    ["Address", instance.address], ["Release", `${brief(instance.digest)} (${instance.proof ?? "unknown"})`],
    instance.why && ["Why", instance.why],
  ].filter(Boolean);
  const short = instance.id.replace(/^.*?(\d+)$/, "$1");
  return h("li", { class: "box", tabindex: "0", "data-key": instance.id, "data-state": instance.state, "data-instance": instance.id,
    "aria-label": `${instance.id}: ${facts.map(([k, v]) => `${k} ${v}`).join(", ")}` },
  h("span", { class: "box-id" }, short), icon(BOX_ICONS[instance.state] ?? "dot"),
  h("span", { class: "tip", role: "tooltip" }, h("b", {}, instance.id),
    h("dl", {}, facts.map(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]))));
}

const BOX_ICONS = { READY: "check", STARTING: "clock", UNHEALTHY: "warn", WRONG_DIGEST: "warn", STOPPING: "back", FAILED: "failure" };

function notes(site) {
  const parts = [];
  if (site.role === "PUBLIC" && (site.instances.length > 0 || site.wantedInstances > 0)) {
    const goal = site.wantedInstances === ready(site) ? "" : `, ${number(site.wantedInstances)} wanted`;
    parts.push(`${number(ready(site))} ready${goal}, at most ${number(site.maxInstances)}`);
  }
  if (site.latencyMillis != null) parts.push(`99 % under ${millis(site.latencyMillis)}`);
  if (site.queued > 0) parts.push(`${number(site.queued)} waiting`);
  const lines = [parts.length > 0 && h("p", { class: "quiet" }, parts.join(" · "))];
  if (site.rejected > 0) lines.push(h("p", { class: "bad" }, icon("warn"), `${rate(site.rejected)} turned away`));
  if (site.signalAgeSeconds > 10) lines.push(h("p", { class: "bad" }, icon("warn"), `last measured ${duration(site.signalAgeSeconds)} ago`));
  if (site.leftovers?.length > 0 && site.share === 0) {
    lines.push(h("p", { class: "quiet", title: site.leftovers.join("\n") }, `${plural(site.leftovers.length, "thing")} still to be removed`));
  }
  return lines;
}

const inHouse = (site) => h("div", { class: "arrow link", "data-key": `link-${site.site}`, "data-on": "true" },
  h("b", {}, "In house"), h("span", { class: "wire", "data-thick": 3 }), h("span", { class: "quiet" }, "same network"));

function link(site, binds) {
  const state = linkState(site);
  return h("div", { class: "arrow link", "data-key": `link-${site.site}`, "data-on": String(state.on), "data-bad": String(state.bad), "data-binds": binds != null },
    h("b", {}, state.bad && icon("warn"), state.word), h("span", { class: "wire", "data-thick": 3 }),
    h("span", { class: "quiet" }, state.detail), binds && limit(binds));
}

function linkState({ link: it, gateway, share: part }) {
  if (it?.connected) {
    return { on: true, bad: false, word: "Link up", detail: `${millis(it.rttMillis)} · ${plural(it.streams, "stream")}` };
  }
  if (it && gateway === "running") {
    return { on: false, bad: part > 0 || it.lostSeconds > 30, word: "Link down", detail: it.lostSeconds > 0 ? `for ${duration(it.lostSeconds)}` : "connecting" };
  }
  if (gateway === "starting") return { on: false, bad: false, word: "Link", detail: "gateway starting" };
  if (gateway === "running") return { on: false, bad: false, word: "Link", detail: "state unknown" };
  return { on: false, bad: false, word: "No link", detail: "none needed now" };
}

function data(status, bound) {
  const seen = new Map();
  for (const site of status.sites) {
    for (const [name, good] of Object.entries(site.link?.services ?? {})) {
      seen.set(name, (seen.get(name) ?? true) && good);
    }
  }
  const connected = status.sites.some((site) => site.link?.connected);
  const list = [...seen].sort().map(([name, good]) => h("li", { "data-good": String(good || !connected) },
    icon(!connected ? "dot" : good ? "check" : "warn"), h("span", {}, name),
    h("span", { class: "quiet" }, !connected ? "not asked" : good ? "answers" : "no answer")));
  return h("div", { class: "node data", "data-key": "data", "data-binds": bound?.part === "data" },
    h("h3", {}, "Data at home"),
    list.length > 0 ? h("ul", {}, list) : h("p", { class: "quiet" }, "It never leaves home."),
    bound?.part === "data" && limit(bound.text));
}
