// Line icons on a 16 by 16 grid, drawn here so that nothing is loaded.
import { s } from "./dom.js";

const PATHS = {
  check: "M3 8.5l3.4 3.4L13 5",
  clock: "M8 2.2a5.8 5.8 0 1 0 .01 0M8 5v3.3l2.2 1.4",
  split: "M2 8h4c3 0 3-4 6-4h2M6 8c3 0 3 4 6 4h2M12 2l2 2-2 2M12 10l2 2-2 2",
  back: "M14 4H8a4 4 0 0 0 0 8h5M5.5 9.5L3 12l2.5 2.5M3 12h6",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  warn: "M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6v.2",
  limit: "M2.5 3v10M13.5 3v10M5 8h6M9 5.8L11.2 8 9 10.2",
  dot: "M8 5.5a2.5 2.5 0 1 0 .01 0",
  decision: "M8 2v12M8 4h5l1.5 1.5L13 7H8M8 8H3L1.5 9.5 3 11h5",
  step: "M3 8h9M8.5 4.5L12 8l-3.5 3.5",
  deploy: "M8 2l5.5 3v6L8 14l-5.5-3V5zM2.5 5L8 8l5.5-3M8 8v6",
  intervention: "M8 2.5a2.5 2.5 0 1 0 .01 0M3 14c0-3 2-4.5 5-4.5s5 1.5 5 4.5",
  link: "M6.5 9.5l3-3M7 4.5l1.6-1.6a3 3 0 0 1 4.3 4.3L11.4 8.8M9 11.5l-1.6 1.6a3 3 0 0 1-4.3-4.3L4.6 7.2",
  instance: "M3 3h10v4H3zM3 9h10v4H3zM5.5 5h.1M5.5 11h.1",
  failure: "M4 4l8 8M12 4l-8 8",
  controller: "M8 5.5a2.5 2.5 0 1 0 .01 0M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4",
};

export function icon(name) {
  return s("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    s("path", { d: PATHS[name] ?? PATHS.dot }));
}
