// Spill, hold and resume: ask, show the plan, and only then act.
import { byId, h, patch, say } from "./dom.js";
import { sentences, share, tidy } from "./format.js";

const KINDS = {
  spill: { title: "Spill to the cloud", confirm: "Spill now",
    text: "Sends a part of the clients to the cloud until the time is over, as soon as it can take them." },
  hold: { title: "Hold everything", confirm: "Hold now",
    text: "Leaves shares and instances as they are until the time is over. A site that dies still loses its clients." },
  resume: { title: "Resume", confirm: "Resume now", text: "Ends every spill and hold that people asked for; Spillway decides again." },
};

const TIMES = [["PT15M", "15 minutes"], ["PT30M", "30 minutes"], ["PT1H", "1 hour"], ["PT2H", "2 hours"], ["PT8H", "8 hours"], ["PT24H", "24 hours"]];

export class Action {
  #dialog = byId("action");
  #form = byId("action-form");
  #fields = byId("action-fields");
  #preview = byId("action-preview");
  #confirm = byId("action-confirm");
  #context;
  #kind = "";
  #path = "";
  #agreed = null; // the body whose plan is shown
  #asked = 0;

  /** `context()` gives {api, status}; `done(text)` is told what was done. */
  constructor(context, done) {
    this.#context = context;
    for (const kind of Object.keys(KINDS)) byId(kind).addEventListener("click", () => this.#open(kind));
    byId("action-cancel").addEventListener("click", () => this.#dialog.close());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#plan();
    });
    this.#form.addEventListener("input", () => this.#changed());
    this.#confirm.addEventListener("click", () => this.#act(done));
  }

  #open(kind) {
    const { status } = this.#context();
    this.#kind = kind;
    this.#path = `apps/${encodeURIComponent(status.app)}/${kind}`;
    say(byId("action-title"), KINDS[kind].title);
    say(byId("action-text"), KINDS[kind].text);
    say(this.#confirm, KINDS[kind].confirm);
    this.#fields.replaceChildren(...fields(kind, status));
    this.#changed();
    this.#dialog.showModal();
    this.#fields.querySelector("input, select").focus();
  }

  /** A plan holds for what was asked then: any change takes it back. */
  #changed() {
    this.#asked++;
    this.#agreed = null;
    this.#confirm.hidden = true;
    this.#preview.hidden = false;
    this.#preview.disabled = false;
    patch(byId("action-plan"), []);
    say(byId("action-error"), "");
    const shown = this.#fields.querySelector("output");
    if (shown) say(shown, `${this.#value("share")} %`);
  }

  #value(name) {
    return this.#form.elements[name]?.value.trim();
  }

  #body() {
    const body = { reason: this.#value("reason") };
    if (this.#kind !== "resume") body.for = this.#value("for");
    if (this.#kind === "spill") Object.assign(body, { to: this.#value("to"), share: Number(this.#value("share")) / 100 });
    return body;
  }

  async #plan() {
    const body = this.#body();
    if (!body.reason) {
      say(byId("action-error"), "Say why: the reason is kept with the event, for those who read it later.");
      this.#form.elements.reason.focus();
      return;
    }
    const asked = ++this.#asked;
    this.#preview.disabled = true;
    say(byId("action-error"), "");
    patch(byId("action-plan"), [h("p", { class: "quiet" }, "Asking for the plan …")]);
    try {
      const plan = await this.#context().api.post(`${this.#path}?dry-run=true`, body);
      if (asked !== this.#asked) return;
      this.#agreed = body;
      patch(byId("action-plan"), planned(plan));
      this.#preview.hidden = true;
      this.#confirm.hidden = false;
      this.#confirm.disabled = false;
      this.#confirm.focus();
    } catch (failure) {
      if (asked === this.#asked) this.#failed(failure);
    } finally {
      if (asked === this.#asked) this.#preview.disabled = false;
    }
  }

  async #act(done) {
    if (!this.#agreed) return;
    this.#confirm.disabled = true;
    try {
      await this.#context().api.post(this.#path, this.#agreed);
      this.#dialog.close();
      done(`${KINDS[this.#kind].title}: done.`);
    } catch (failure) {
      this.#changed();
      this.#failed(failure);
    }
  }

  #failed(failure) {
    patch(byId("action-plan"), []);
    say(byId("action-error"), sentences(failure.message, failure.fix));
  }
}

function fields(kind, status) {
  const all = [];
  if (kind === "spill") all.push(...spillFields(status));
  if (kind !== "resume") {
    all.push(labelled("For", h("select", { name: "for" },
      TIMES.map(([value, word]) => h("option", { value, selected: value === "PT1H" }, word)))));
  }
  all.push(labelled("Reason", h("input", { name: "reason", type: "text", required: true, maxlength: "200", autocomplete: "off",
    placeholder: "Why? Others will read it." })));
  return all;
}

function spillFields(status) {
  const clouds = status.sites.filter((site) => site.role === "PUBLIC");
  const to = clouds.length > 1
    ? labelled("To", h("select", { name: "to" }, clouds.map((site) => h("option", { value: site.site }, site.site))))
    : h("input", { type: "hidden", name: "to", value: clouds[0]?.site ?? "" });
  const start = Math.max(5, Math.round((clouds[0]?.share || 0.2) * 20) * 5);
  const slider = h("input", { name: "share", type: "range", min: "5", max: "100", step: "5", value: String(start) });
  return [to, labelled("Share of clients", h("span", { class: "slider" }, slider, h("output", {}, `${start} %`)))];
}

const labelled = (text, control) => h("label", {}, h("span", {}, text), control);

function planned({ decision, steps }) {
  const list = steps?.length > 0
    ? h("ol", {}, steps.map((step) => h("li", {}, tidy(step))))
    : h("p", {}, "Nothing would change right now.");
  const limit = decision?.bound ? h("p", { class: "quiet" }, `Limit: ${decision.bound}`) : null;
  const outcome = decision?.headline ? h("p", { class: "outcome" }, tidy(decision.headline)) : null;
  const wants = (decision?.sites ?? []).map((site) => `${site.site} ${share(site.share.value)}`).join(", ");
  return [h("h3", {}, "The plan"), outcome, list, wants && h("p", { class: "quiet" }, `Shares then: ${wants}`), limit].filter(Boolean);
}
