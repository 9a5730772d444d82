// The token: from the address once, then in this tab's storage only.
const KEY = "spillway.token";
let held = null;

/** A parameter after the # of the address; null when absent. */
export function fromAddress(name) {
  return new URLSearchParams(location.hash.slice(1)).get(name);
}

/** Takes a token out of the address, so that it stays neither visible nor in the history. */
export function keep() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const given = parameters.get("token");
  if (!given) return false;
  signIn(given);
  parameters.delete("token");
  const rest = parameters.toString();
  history.replaceState(null, "", location.pathname + location.search + (rest ? `#${rest}` : ""));
  return true;
}

export function token() {
  try {
    return held ?? sessionStorage.getItem(KEY);
  } catch {
    return held; // storage may be forbidden; the token then lasts as long as the page
  }
}

export function signIn(value) {
  held = value;
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // kept for this page only
  }
}

export function signOut() {
  held = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // nothing was stored
  }
}
