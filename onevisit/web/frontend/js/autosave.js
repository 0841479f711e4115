/* A form that saves itself: `<form data-autosave="address">` with components/save_state.html inside.
 *
 * The address takes the form's fields by POST and answers JSON {"saved_at": "14:03", "version": "7"}; 409 says that
 * the form was changed elsewhere. What could not be saved stays in the tab's own storage (sessionStorage: gone with
 * the tab, never shared) until it is, under the account and address it belongs to.
 */

import { partsOf } from "./parts_of.js";
import { askToSignIn, checkSession, csrfToken, pageAccount } from "./session.js";

const DELAY = 1000;
const TIMEOUT = 15000;
const RETRY_FIRST = 5000;
const RETRY_LONGEST = 60000;
const PREFIX = "autosave:";
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "idempotency_key", "version"]);

/** The fields of a form as [name, value] pairs, without files and without what belongs to the request. */
export function fieldsOf(entries) {
  return [...entries].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name));
}

/** How long to wait before the next try, in milliseconds: longer each time, never over a minute. */
export function retryDelay(failures) {
  return Math.min(RETRY_FIRST * 2 ** failures, RETRY_LONGEST);
}

/** Forgets every copy in this tab, when somebody signs out or a draft was sent. */
export function clearCopies(beginning = PREFIX) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(beginning)) sessionStorage.removeItem(key);
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.address = form.dataset.autosave;
    this.key = `${PREFIX}${pageAccount()}:${this.address}`;
    this.line = form.querySelector("[data-save-state]");
    this.unsaved = false;
    this.composing = false;
    this.failures = 0;
    this.saving = null;
    this.timer = 0;
    this.leaving = false;
    form.addEventListener("compositionstart", () => (this.composing = true));
    form.addEventListener("compositionend", () => {
      this.composing = false;
      this.changed();
    });
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submitting(event));
    window.addEventListener("online", () => this.unsaved && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.leaving) event.preventDefault();
    });
    this.restore();
  }

  version() {
    return this.form.elements.version?.value ?? "";
  }

  say(state, detail = "") {
    if (!this.line) return;
    const words = this.line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    const text = detail ? `${words} ${detail}` : words;
    if (this.line.textContent !== text) this.line.textContent = text;
    const wrong = ["offline", "expired", "conflict", "failed"].includes(state);
    this.line.classList.toggle("save-state--wrong", wrong);
  }

  changed() {
    if (this.composing) return;
    this.unsaved = true;
    this.leaving = false;
    this.keepCopy();
    if (this.conflict) return;
    this.say("changed");
    this.saveIn(DELAY);
  }

  saveIn(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  keepCopy() {
    const copy = { version: this.version(), fields: fieldsOf(new FormData(this.form)) };
    try {
      sessionStorage.setItem(this.key, JSON.stringify(copy));
    } catch {
      /* A full or forbidden storage leaves the page itself as the only copy; the visible state stays true. */
    }
  }

  restore() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept) return;
    const copy = JSON.parse(kept);
    const now = JSON.stringify(fieldsOf(new FormData(this.form)));
    if (JSON.stringify(copy.fields) === now) {
      sessionStorage.removeItem(this.key);
      return;
    }
    if (copy.version === this.version()) {
      this.fill(copy.fields);
      return;
    }
    this.offer(copy.fields);
  }

  /** The saved form is newer than the copy: the copy is offered, not forced. */
  offer(fields) {
    this.say("conflict");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = this.line?.dataset.wordsMine ?? "";
    button.addEventListener("click", () => this.fill(fields));
    this.line?.append(" ", button);
  }

  fill(fields) {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
    for (const control of this.form.elements) {
      if (!control.name || NOT_KEPT.has(control.name) || ["file", "submit", "button"].includes(control.type)) continue;
      const kept = values.get(control.name) ?? [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = kept.includes(control.value);
      else if (control instanceof HTMLSelectElement && control.multiple)
        for (const option of control.options) option.selected = kept.includes(option.value);
      else control.value = kept.shift() ?? "";
    }
    this.unsaved = true;
    this.say("restored");
    this.saveIn(DELAY);
  }

  /** Saves now; answers whether everything is on the server. Never two requests at once. */
  async save() {
    clearTimeout(this.timer);
    if (this.saving) {
      await this.saving;
      return this.unsaved && !this.failures ? this.save() : !this.unsaved;
    }
    this.saving = this.send();
    try {
      return await this.saving;
    } finally {
      this.saving = null;
    }
  }

  async send(again = true) {
    const sent = JSON.stringify(fieldsOf(new FormData(this.form)));
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    this.say("saving");
    let response;
    try {
      response = await fetch(this.address, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch {
      return this.failed("offline");
    }
    if (response.type === "opaqueredirect" || response.status === 401) return this.expired();
    if (response.status === 403) {
      const state = again ? await checkSession() : "none";
      if (state === "same") return this.send(false);
      return state === "unknown" ? this.failed("offline") : this.expired();
    }
    if (response.status === 409) {
      this.conflict = true;
      this.say("conflict");
      return false;
    }
    if (!response.ok) return this.failed("failed");
    let answer;
    try {
      answer = await response.json();
    } catch {
      return this.failed("failed");
    }
    if (answer.version !== undefined && this.form.elements.version) this.form.elements.version.value = answer.version;
    this.failures = 0;
    if (JSON.stringify(fieldsOf(new FormData(this.form))) === sent) {
      this.unsaved = false;
      sessionStorage.removeItem(this.key);
      this.say("saved", answer.saved_at);
      return true;
    }
    this.keepCopy();
    this.say("changed");
    this.saveIn(DELAY);
    return false;
  }

  failed(state) {
    this.say(state);
    this.saveIn(retryDelay(this.failures));
    this.failures += 1;
    return false;
  }

  expired() {
    this.failures += 1;
    this.say("expired");
    askToSignIn(() => {
      this.failures = 0;
      this.save();
    });
    return false;
  }

  /** Going on first saves, so that an ended session or a broken line can't swallow what was typed. */
  async submitting(event) {
    if (!this.unsaved || this.leaving) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    this.failures = 0;
    if (!(await this.save())) {
      this.line?.scrollIntoView({ block: "center" });
      return;
    }
    this.leaving = true;
    this.form.requestSubmit(submitter);
  }
}

const started = new WeakSet();

/** Starts every self-saving form below `root`. */
export function start(root) {
  for (const form of partsOf(root, "form[data-autosave]")) {
    if (started.has(form)) continue;
    started.add(form);
    new Autosave(form);
  }
}

/** Signing out leaves nothing behind in the tab. */
export function startOnce() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-clears-copies]")) clearCopies();
  });
}
