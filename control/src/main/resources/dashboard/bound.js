// Where the active bound is marked: the policy's few words, and the part of the flow they are about. Pure.

/** The policy's words for what limits the shares, by the part of the flow that they are about. */
const PLACES = {
  "budget": "money", "link down": "link", "ready instances": "site", "no ready instance": "site", "max instances": "site",
  "failing instances": "site", "refused": "site", "step limit": "share", "change budget": "share", "hold": "share",
  "stale signals": "clients", "held by a person": "clients", "no site can serve": "clients", "home is down": "home",
};

/**
 * One place for each part of the bound: `{part, site, text}` with part money, link, data, site, share or
 * clients. Empty when nothing binds.
 */
export function boundPlaces(status) {
  return (status.bound ?? "").split(", ").filter(Boolean).map((text) => place(text, status));
}

function place(text, status) {
  const part = PLACES[text] ?? guess(text.toLowerCase(), status);
  if (part === "home") return { part: "site", site: status.sites.find((site) => site.role === "PRIVATE")?.site, text };
  return ["site", "link", "share"].includes(part) ? { part, site: cloud(text, status), text } : { part, text };
}

/** The public site that a bound is about: one that names it, else one that carries or should carry clients. */
function cloud(text, status) {
  const publics = status.sites.filter((site) => site.role === "PUBLIC");
  const found = publics.find((site) => text.includes(site.site))
    ?? publics.find((site) => site.reason?.includes(text))
    ?? publics.find((site) => site.wantedShare > 0 || site.share > 0 || site.wantedInstances > 0)
    ?? publics[0];
  return found?.site;
}

/** For words that this page does not know yet. */
function guess(text, status) {
  const has = (...words) => words.some((word) => text.includes(word));
  const services = status.sites.flatMap((site) => Object.keys(site.link?.services ?? {}));
  if (has("money", "cost")) return "money";
  if (has("database", "service", ...services)) return "data";
  if (has("link", "gateway")) return "link";
  if (has("home")) return "home";
  if (has("instance", "cloud", ...status.sites.filter((site) => site.role === "PUBLIC").map((site) => site.site))) return "site";
  return "clients";
}
