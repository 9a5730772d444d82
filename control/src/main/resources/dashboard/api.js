// Talks with the controller: requests, and the stream of what is new.

/** A request that failed, with what to do. `status` is 0 when nobody answered. */
export class Failure extends Error {
  constructor(message, fix, status) {
    super(message);
    this.fix = fix ?? "";
    this.status = status;
  }
}

export class Api {
  #token;

  constructor(token) {
    this.#token = token;
  }

  get(path) {
    return this.#ask("GET", path);
  }

  post(path, body) {
    return this.#ask("POST", path, body);
  }

  async #ask(method, path, body) {
    const headers = { Authorization: `Bearer ${this.#token}`, Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const answer = await reach(`api/v1/${path}`, {
      method, headers, cache: "no-store", signal: AbortSignal.timeout(10_000),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw await refused(answer);
    return answer.json();
  }

  /**
   * Reads the stream until it ends; calls `opened()` once and `heard(name, data)` for each message.
   * Server-sent events are read by hand because EventSource cannot send a token.
   */
  async stream(opened, heard, signal) {
    const silence = new AbortController();
    const both = AbortSignal.any([signal, silence.signal]);
    let guard = setTimeout(() => silence.abort(), QUIET);
    try {
      const answer = await reach("api/v1/stream", {
        headers: { Authorization: `Bearer ${this.#token}`, Accept: "text/event-stream" },
        cache: "no-store", signal: both,
      });
      if (!answer.ok) throw await refused(answer);
      opened();
      const parse = messages(heard);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(guard);
        guard = setTimeout(() => silence.abort(), QUIET);
        parse(value);
      }
    } finally {
      clearTimeout(guard);
    }
  }
}

/** A stream that is silent for so long, in milliseconds, is given up: the status comes every second. */
const QUIET = 15_000;

/** Splits the text of a stream into messages, wherever the network cut it. */
export function messages(heard) {
  let rest = "";
  return (piece) => {
    rest += piece;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      let name = "message";
      const data = [];
      for (const line of block.split(/\r?\n/)) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      }
      if (data.length > 0) heard(name, JSON.parse(data.join("\n")));
    }
  };
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw new Failure("The controller does not answer.", `Is it running? (${error.message})`, 0);
  }
}

async function refused(answer) {
  let said = {};
  try {
    said = await answer.json();
  } catch {
    // not JSON: the status alone has to do
  }
  const status = answer.status;
  if (status === 401) {
    return new Failure(said.error ?? "The token was not accepted.", said.fix ?? "Sign in again.", status);
  }
  if (status === 403) {
    return new Failure(said.error ?? "This token may look, but not change anything.",
      said.fix ?? "Sign in with an operator's token.", status);
  }
  return new Failure(said.error ?? `The controller answered with status ${status}.`, said.fix, status);
}
