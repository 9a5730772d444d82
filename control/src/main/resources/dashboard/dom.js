// Makes elements, and brings what is shown in line with what should be shown without rebuilding it:
// focus, hover, open details and scroll positions survive a tick.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes; `false`, `null` and `undefined` attributes and children are left out. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((c) => c != null && c !== false && c !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Sets a text only when it differs, so that a selection in it survives. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Makes the children of `target` look like `wanted`; children with the same `data-key` are kept. */
export function patch(target, wanted) {
  const keyed = new Map();
  for (const child of target.children) {
    if (child.dataset?.key) keyed.set(child.dataset.key, child);
  }
  let at = target.firstChild;
  for (const next of wanted) {
    const key = next.nodeType === 1 ? next.dataset?.key : undefined;
    const old = key ? keyed.get(key) : at;
    if (old && alike(old, next) && (key || !old.dataset?.key)) {
      if (old !== at) target.insertBefore(old, at);
      else at = at.nextSibling;
      adopt(old, next);
    } else {
      target.insertBefore(next, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName;

function adopt(old, next) {
  if (old.nodeType !== 1) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    // Whether a detail is open is the reader's choice; style is set by code, see `size`.
    if (!next.hasAttribute(name) && name !== "open" && name !== "style") old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  patch(old, [...next.childNodes]);
}

/**
 * Gives every element with `data-size` its length in per cent, and with `data-thick` its thickness in
 * pixels: CSP forbids style attributes.
 */
export function size(root) {
  for (const element of root.querySelectorAll("[data-size]")) {
    element.style.setProperty("--size", `${element.dataset.size}%`);
  }
  for (const element of root.querySelectorAll("[data-thick]")) {
    element.style.setProperty("--thick", `${element.dataset.thick}px`);
  }
}
