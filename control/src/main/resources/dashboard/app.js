// The page of one app: what is known of it, kept fresh, and shown.
import { Action } from "./action.js";
import { Api } from "./api.js";
import { byId, say } from "./dom.js";
import { showFlow } from "./flow.js";
import { phase } from "./format.js";
import { showConnection, showHeadline, showMoney, showWhy } from "./panels.js";
import { Picture } from "./picture.js";
import { Switcher } from "./switcher.js";
import { Timeline } from "./timeline.js";
import { fromAddress, keep, signIn, signOut, token } from "./session.js";
import { watch } from "./watch.js";

const DAY_MINUTES = 24 * 60;
const RECENT_MINUTES = 30; // the controller keeps so much by the second, and the rest by the minute

const apps = new Map();
const timeline = new Timeline();
let api = null;
let current = null;
let points = [];
let minutes = RECENT_MINUTES;
let lastHeard = 0;
let polling = false;
let drawn = false;
let announced = "";
let readUpTo = 0; // the newest event that was asked for; the stream may have brought newer ones

const picture = new Picture((range) => loadHistory(range === "recent" ? RECENT_MINUTES : DAY_MINUTES));
new Switcher(() => apps.values(), choose);
new Action(() => ({ api, status: apps.get(current) }), (text) => say(byId("announce"), text));

function heardStatus(status) {
  apps.set(status.app, status);
  if (current === null) return;
  lastHeard = Date.now();
  if (status.app !== current) return;
  addPoint(status);
  draw();
}

/** What the history will say of this moment. */
function addPoint(status) {
  const t = Date.parse(status.at);
  if (!(t > (points.at(-1)?.t ?? 0))) return;
  const lost = status.sites.map((site) => site.rejected).filter((value) => value != null);
  points.push({
    t, demand: status.demand, expected: status.expected, capacity: status.capacity,
    lost: lost.length > 0 ? lost.reduce((a, b) => a + b, 0) : null,
    served: Object.fromEntries(status.sites.map((site) => [site.site, site.served])),
    shares: Object.fromEntries(status.sites.map((site) => [site.site, site.share])),
  });
  const oldest = t - minutes * 60_000;
  if (points[0].t < oldest - 60_000) points = points.filter((point) => point.t >= oldest);
}

/** Draws at most once a frame, and not at all while nobody looks. */
function draw() {
  if (drawn) return;
  drawn = true;
  requestAnimationFrame(() => {
    drawn = false;
    const status = apps.get(current);
    if (!status) return;
    showPage("main");
    say(byId("app-name"), status.app);
    say(byId("app-host"), status.host);
    byId("spill").disabled = !status.sites.some((site) => site.role === "PUBLIC");
    showHeadline(status);
    picture.show(status, points);
    showFlow(status);
    showWhy(status, Date.now());
    showMoney(status);
    announce(status);
  });
}

/** Screen readers hear of a change of state, not of every figure. */
function announce(status) {
  const key = `${status.app} ${status.phase}`;
  if (key === announced) return;
  announced = key;
  say(byId("announce"), `${status.app}: ${phase(status.phase)[0]}. ${status.headline}`);
}

function showPage(id) {
  for (const page of ["blank", "sign-in", "main"]) byId(page).hidden = page !== id;
  byId("sign-out").hidden = id === "sign-in" || !token();
  byId("switch-app").hidden = id !== "main";
  if (id === "sign-in") byId("token").focus();
}

function blank(title, text) {
  say(byId("blank-title"), title);
  say(byId("blank-text"), text);
  showPage("blank");
}

const path = (rest) => `apps/${encodeURIComponent(current)}/${rest}`;

async function loadHistory(wanted) {
  minutes = wanted;
  const asked = current;
  try {
    const recent = (await api.get(path(`history?minutes=${RECENT_MINUTES}`))).points;
    const older = wanted > RECENT_MINUTES ? (await api.get(path(`history?minutes=${wanted}`))).points : [];
    if (asked !== current || wanted !== minutes) return;
    const begin = recent[0]?.t ?? Infinity;
    const newest = recent.at(-1)?.t ?? 0;
    points = [...older.filter((point) => point.t < begin), ...recent, ...points.filter((point) => point.t > newest)];
    draw();
  } catch (failure) {
    say(byId("announce"), `The history could not be read: ${failure.message}`);
  }
}

/** Asks for events until none is newer; bounded, as the newest are what counts. */
async function loadEvents() {
  const asked = current;
  for (let page = 0; page < 20; page++) {
    const after = readUpTo > 0 ? `&after=${readUpTo}` : "";
    const { events } = await api.get(path(`events?limit=200${after}`));
    if (asked !== current || events.length === 0) return;
    timeline.add(events);
    readUpTo = Math.max(...events.map((event) => event.seq));
  }
}

function choose(name) {
  current = name;
  points = [];
  timeline.clear();
  readUpTo = 0;
  history.replaceState(null, "", `#app=${encodeURIComponent(name)}`);
  draw();
  loadHistory(minutes);
  loadEvents().catch(unread);
}

const unread = (failure) => say(byId("announce"), `The timeline could not be read: ${failure.message}`);

/** Everything anew: at the start and whenever the stream was away. */
async function loadAll() {
  const { apps: list } = await api.get("status");
  apps.clear();
  for (const status of list) apps.set(status.app, status);
  lastHeard = Date.now();
  if (list.length === 0) {
    current = null;
    return blank("No app is configured", "Add an app file to the folder that controller.yaml names, then restart the controller.");
  }
  if (current && apps.has(current)) {
    await Promise.all([loadHistory(minutes), loadEvents()]);
    draw();
  } else {
    const wished = fromAddress("app");
    choose(apps.has(wished) ? wished : list[0].app);
  }
}

function connection() {
  const age = (Date.now() - lastHeard) / 1000;
  const state = lastHeard === 0 ? "waiting" : age > 5 ? "stale" : polling ? "polling" : "live";
  showConnection({ state, ageSeconds: age });
}

function unauthorized(text) {
  stop?.();
  stop = null;
  signOut();
  lastHeard = 0;
  say(byId("sign-in-error"), text);
  showPage("sign-in");
}

let stop = null;

function start() {
  if (!token()) return showPage("sign-in");
  stop?.();
  api = new Api(token());
  blank("Connecting to the controller", "");
  stop = watch(api, {
    loadAll, unauthorized,
    heard: (name, data) => {
      if (name === "status") heardStatus(data);
      else if (name === "event" && data.app === current) timeline.add([data]);
    },
    poll: async () => {
      if (current === null) return loadAll();
      heardStatus(await api.get(`apps/${encodeURIComponent(current)}`));
      await loadEvents();
    },
    mode: (isPolling) => {
      polling = isPolling;
      connection();
      // What happened between the first look and the opening of the stream.
      if (!isPolling && current !== null) loadEvents().catch(unread);
    },
    unreachable: (failure, seconds) => {
      if (lastHeard === 0) blank(failure.message, `${sentences(failure.fix)} Trying again in ${Math.ceil(seconds)} s.`);
    },
  });
}

keep();
setInterval(connection, 1000);
addEventListener("hashchange", () => {
  if (keep()) return start();
  const wished = fromAddress("app");
  if (apps.has(wished) && wished !== current) choose(wished);
});
byId("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  signIn(byId("token").value.trim());
  byId("token").value = "";
  say(byId("sign-in-error"), "");
  start();
});
byId("sign-out").addEventListener("click", () => unauthorized(""));
start();
