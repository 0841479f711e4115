/* components/card_reader.html: a reader that types like a keyboard, also while a Chinese input method is on.
 *
 * An input method turns the typed letters into a composition ("x" of an identity number becomes a choice of
 * characters). The physical keys stay true: their codes are collected, and a fast run of them that ends with Enter is
 * the card, whatever the input method made of it.
 */

import { partsOf } from "./parts_of.js";

const FASTEST_HAND = 60;
const SHORTEST = 15;

/** The character of a physical key, empty for keys that a reader does not type. */
export function characterOf(code) {
  const found = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(code);
  return found ? found[1] : "";
}

/** Collects physical keys; `press` answers the whole number when a fast run ends with Enter, else null. */
export class CardBuffer {
  constructor() {
    this.clear();
  }

  clear() {
    this.text = "";
    this.last = -Infinity;
  }

  press(code, time) {
    const slow = time - this.last > FASTEST_HAND;
    this.last = time;
    if (code === "Enter" || code === "NumpadEnter") {
      const read = !slow && this.text.length >= SHORTEST ? this.text : null;
      this.clear();
      return read;
    }
    if (code.startsWith("Shift")) return null;
    const character = characterOf(code);
    if (slow || !character) this.text = "";
    this.text += character;
    return null;
  }
}

/** What was typed by hand, in half-width capitals without spaces and the marks of an input method. */
export function tidy(text) {
  return text.normalize("NFKC").replace(/[\s'’‘]/g, "").toUpperCase();
}

class CardReader {
  constructor(element) {
    this.input = element.querySelector("input:not([type=hidden])");
    this.words = element.querySelector(".card-reader__state").dataset;
    this.line = element.querySelector("[data-card-state]");
    this.buffer = new CardBuffer();
    this.input.addEventListener("keydown", (event) => this.pressed(event), true);
    this.input.addEventListener("change", () => (this.input.value = tidy(this.input.value)));
  }

  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const enter = event.code === "Enter" || event.code === "NumpadEnter";
    const number = this.buffer.press(event.code, event.timeStamp);
    if (number !== null) {
      event.preventDefault();
      event.stopPropagation();
      this.take(number);
    } else if (enter && event.isComposing) {
      event.stopPropagation();
    } else if (enter) {
      this.lookUp(event);
    }
  }

  /** A number typed by hand, or by a slow reader: Enter looks it up all the same. */
  lookUp(event) {
    const button = this.input.form?.querySelector("[data-card-read]");
    if (!button) return;
    event.preventDefault();
    this.input.value = tidy(this.input.value);
    button.click();
  }

  /** Leaving the field ends the composition; only then is the value ours to set. */
  take(number) {
    this.input.blur();
    setTimeout(() => {
      this.input.value = number;
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.input.focus();
      this.line.textContent = this.words.wordsRead;
      this.input.form?.querySelector("[data-card-read]")?.click();
    }, 0);
  }
}

const started = new WeakSet();

export function start(root) {
  for (const element of partsOf(root, "[data-card-reader]")) {
    if (started.has(element)) continue;
    started.add(element);
    new CardReader(element);
  }
}
