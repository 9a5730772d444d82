// The flow: clients, their shares, the sites with their instances, the link, the data at home.
import { boundPlaces } from "./bound.js";
import { byId, h, patch, size } from "./dom.js";
import { brief, duration, millis, number, plural, rate, share, stateWord } from "./format.js";
import { icon } from "./icons.js";
import { title, tone } from "./sites.js";

/** Draws the flow of one app. */
export function showFlow(status) {
  const target = byId("flow");
  const bounds = boundPlaces(status);
  const rows = status.sites.flatMap((site, i) => row(status, site, tone(status, i), bounds));
  patch(target, [clients(status, bounds), ...rows, data(status, bounds)]);
  target.style.setProperty("--rows", status.sites.length);
  size(target);
  const release = status.release;
  patch(byId("release"), release
    ? [h("span", { title: `sha256 ${release.digest}` }, `${release.fileName} ${brief(release.digest)}`)] : []);
}

/** A mark with the words of the bounds that are active at this part; nothing when none is. */
export function limit(bounds, part, site) {
  const here = bounds.filter((bound) => bound.part === part && bound.site === site);
  return here.length > 0
    && h("p", { class: "limit" }, icon("limit"), h("span", {}, `Limit: ${here.map((bound) => bound.text).join(", ")}`));
}

function clients(status, bounds) {
  return h("div", { class: "node clients", "data-key": "clients" },
    h("h3", {}, "Clients"),
    h("p", { class: "figure" }, number(status.demand), h("small", {}, " req/s")),
    h("p", { class: "quiet" }, "demand now"),
    limit(bounds, "clients"));
}

function row(status, site, colour, bounds) {
  const onSite = limit(bounds, "site", site.site);
  return [
    h("div", { class: `arrow share ${colour}`, "data-key": `share-${site.site}`, "data-on": String(site.share > 0) },
      h("b", {}, share(site.share)), h("span", { class: "wire", "data-thick": thickness(site.share) }), wanted(site),
      limit(bounds, "share", site.site)),
    h("div", { class: `node site ${colour}`, "data-key": `site-${site.site}`, "data-binds": String(onSite !== false) },
      head(status, site), load(site), running(site), warnings(site), onSite),
    site.role === "PRIVATE" ? inHouse(site) : link(site, limit(bounds, "link", site.site)),
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
    h("h3", {}, name.toLowerCase().endsWith(site.site) ? name : [name, " ", h("span", { class: "quiet" }, site.site)]),
    site.role === "PUBLIC" && ready(site) === 0 && !(site.served > 0)
      ? h("span", { class: "served" }, `can add ${rate(site.capacity * site.maxInstances)}`)
      : h("span", { class: "served" }, h("b", {}, number(site.served ?? site.demand)), ` of ${rate(carries(site))}`));
}

function load(site) {
  const most = carries(site);
  const used = most > 0 ? Math.min(1, (site.served ?? 0) / most) : 0;
  return h("div", { class: "load-row" },
    h("div", { class: "load", role: "img", "aria-label": `${share(used)} of what it carries` },
      h("span", { "data-size": Math.round(used * 1000) / 10 })),
    site.latencyMillis != null && h("span", {}, `99 % within ${millis(site.latencyMillis)}`));
}

function running(site) {
  if (site.instances.length === 0) {
    const wish = site.wantedInstances > 0 ? ` ${plural(site.wantedInstances, "instance")} wanted.` : "";
    return h("p", { class: "quiet" }, `${site.role === "PUBLIC" ? "Nothing runs here." : "No instance is listed."}${wish}`);
  }
  return h("div", { class: "run" },
    h("ul", { class: "boxes", "aria-label": "Instances", "data-many": String(site.instances.length > 8) }, site.instances.map(box)),
    h("span", { class: "quiet" }, site.role === "PUBLIC"
      ? `${number(ready(site))} of ${number(Math.max(site.wantedInstances, ready(site)))} ready, max ${number(site.maxInstances)}`
      : `${number(ready(site))} ready`));
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

function warnings(site) {
  const bad = (text) => h("p", { class: "bad" }, icon("warn"), ` ${text}`);
  const waiting = site.queued > 0 ? `, ${number(site.queued)} waiting` : "";
  return [
    site.rejected > 0 && bad(`${rate(site.rejected)} turned away${waiting}`),
    ...(site.machines ?? []).filter((m) => !m.runs).map((m) => bad(`${m.name}${m.service && ` (${m.service})`} is ${m.state}`)),
    site.signalAgeSeconds > 10 && bad(`last measured ${duration(site.signalAgeSeconds)} ago`),
    site.leftovers?.length > 0 && site.share === 0
      && h("p", { class: "quiet", title: site.leftovers.join("\n") }, `still to be removed: ${site.leftovers.join(", ")}`),
  ];
}

const inHouse = (site) => h("div", { class: "arrow link", "data-key": `link-${site.site}`, "data-on": "true" },
  h("b", {}, "In house"), h("span", { class: "wire", "data-thick": 3 }), h("span", { class: "quiet" }, "same network"));

function link(site, binds) {
  const state = linkState(site);
  return h("div", { class: "arrow link", "data-key": `link-${site.site}`, "data-on": String(state.on), "data-bad": String(state.bad) },
    h("b", {}, state.bad && icon("warn"), state.word), h("span", { class: "wire", "data-thick": 3 }),
    h("span", { class: "quiet" }, state.detail), binds);
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

function data(status, bounds) {
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
  return h("div", { class: "node data", "data-key": "data" },
    h("h3", {}, "Data at home"),
    list.length > 0 ? h("ul", {}, list) : h("p", { class: "quiet" }, "It never leaves home."),
    limit(bounds, "data"));
}
