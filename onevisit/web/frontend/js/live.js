/* A part of a page that follows what others do: `<div data-live="{% live_address 'case:12' %}" hx-get="…"
 * hx-trigger="changed">`.
 *
 * An event only says that something changed; the part is asked for again by htmx, and always after a reconnect.
 * Without a stream it is asked for every half minute.
 */

import { partsOf } from "./parts_of.js";

const POLL = 30000;
const AGAIN_FIRST = 2000;
const AGAIN_LONGEST = 30000;

class Live {
  constructor(element) {
    this.element = element;
    this.failures = 0;
    this.lost = false;
    this.connect();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.changed();
    });
    window.addEventListener("pagehide", () => this.stop());
    window.addEventListener("pageshow", (event) => event.persisted && this.connect());
  }

  stop() {
    this.stream?.close();
    clearTimeout(this.timer);
    clearInterval(this.polling);
  }

  say(state) {
    const line = this.element.querySelector("[data-live-state]") ?? document.querySelector("[data-live-state]");
    const text = line?.dataset[state === "live" ? "wordsLive" : "wordsPolling"];
    if (line && line.textContent !== text) line.textContent = text;
  }

  changed() {
    if (!this.element.isConnected) this.stop();
    else if (!document.hidden) this.element.dispatchEvent(new CustomEvent("changed"));
  }

  connect() {
    if (!this.element.isConnected) {
      this.stop();
      return;
    }
    this.stream = new EventSource(this.element.dataset.live);
    this.stream.addEventListener("open", () => {
      this.failures = 0;
      clearInterval(this.polling);
      this.polling = null;
      this.say("live");
      if (this.lost) this.changed();
      this.lost = false;
    });
    this.stream.addEventListener("changed", () => this.changed());
    this.stream.addEventListener("error", () => {
      this.stream.close();
      this.broken();
    });
  }

  broken() {
    this.lost = true;
    this.say("polling");
    this.polling ??= setInterval(() => this.changed(), POLL);
    const delay = Math.min(AGAIN_FIRST * 2 ** this.failures, AGAIN_LONGEST);
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), delay);
  }
}

const started = new WeakSet();

export function start(root) {
  for (const element of partsOf(root, "[data-live]")) {
    if (started.has(element)) continue;
    started.add(element);
    new Live(element);
  }
}

/** A list that was replaced keeps the focus on the same entry. */
export function startOnce() {
  let focused = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    focused = event.detail.target.contains(active) ? (active.getAttribute("href") ?? null) : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (focused) document.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    focused = null;
  });
}
