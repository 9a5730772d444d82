// How a site is named and coloured, the same wherever it is shown.

/** The colour class of a site: home, or the first, second … cloud. */
export function tone(status, index) {
  if (status.sites[index].role === "PRIVATE") return index === 0 ? "home" : "home-2";
  const before = status.sites.slice(0, index).filter((site) => site.role === "PUBLIC").length;
  return `cloud-${(before % 3) + 1}`;
}

/** "Home" and "Cloud" where that is clear, the site's name beside it otherwise. */
export function title(status, site) {
  const word = site.role === "PRIVATE" ? "Home" : "Cloud";
  const alone = status.sites.filter((other) => other.role === site.role).length === 1;
  return alone ? word : `${word} ${site.site}`;
}
