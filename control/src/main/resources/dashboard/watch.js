// Keeps the page fresh: the stream as long as it stands, polling while it does not.

import { sentences } from "./format.js";

const POLL = 2000;
const LONGEST = 15_000;

/** Begins to watch; the function that is returned ends it. */
export function watch(api, page) {
  const end = new AbortController();
  let streaming = false;
  let polling = false;

  /** A failure is shown; a refused token ends everything. */
  function failed(failure, seconds) {
    if (end.signal.aborted) return;
    if (failure.status === 401) page.unauthorized(sentences(failure.message, failure.fix));
    else page.unreachable(failure, seconds);
  }

  async function run() {
    for (let wait = 1000; !end.signal.aborted; wait = Math.min(wait * 2, LONGEST)) {
      let failure = { message: "The controller ended the stream.", fix: "", status: 0 };
      try {
        await page.loadAll();
        await api.stream(() => {
          streaming = true;
          wait = 500;
          page.mode(false);
        }, page.heard, end.signal);
      } catch (caught) {
        failure = caught;
      }
      streaming = false;
      if (end.signal.aborted) return;
      // Jitter, so that many open pages do not come back in the same instant.
      const pause = wait * (0.75 + Math.random() / 2);
      failed(failure, pause / 1000);
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }

  const timer = setInterval(async () => {
    if (streaming || polling) return;
    polling = true;
    try {
      await page.poll();
      if (!streaming) page.mode(true);
    } catch (failure) {
      if (failure.status === 401) failed(failure, 0);
      // anything else: the page says since when nothing was heard, and the loop above goes on trying
    } finally {
      polling = false;
    }
  }, POLL);

  run();
  return () => {
    clearInterval(timer);
    end.abort();
  };
}
