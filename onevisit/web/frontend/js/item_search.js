/* The search for an item at the window: `data-item-search` with a search field and a list of buttons.
 *
 * Letters of an unfinished composition are no question; arrow keys go between field and list, Enter in the field
 * takes the first item.
 */

import { partsOf } from "./parts_of.js";

/** Which entry has the focus next: -1 is the field itself. */
export function nextEntry(key, current, count) {
  if (key === "ArrowDown") return Math.min(current + 1, count - 1);
  if (key === "ArrowUp") return Math.max(current - 1, -1);
  return null;
}

class ItemSearch {
  constructor(element) {
    this.element = element;
    this.input = element.querySelector("input[type=search]");
    this.input.addEventListener("input", (event) => {
      if (!event.isComposing) this.ask();
    });
    this.input.addEventListener("compositionend", () => this.ask());
    element.addEventListener("keydown", (event) => this.pressed(event));
  }

  ask() {
    this.input.dispatchEvent(new CustomEvent("ask"));
  }

  entries() {
    return [...this.element.querySelectorAll("button[name=item], button[name=package]")];
  }

  pressed(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const entries = this.entries();
    if (event.key === "Enter" && document.activeElement === this.input) {
      event.preventDefault();
      if (entries.length === 1) entries[0].click();
      else entries[0]?.focus();
      return;
    }
    const next = nextEntry(event.key, entries.indexOf(document.activeElement), entries.length);
    if (next === null) return;
    event.preventDefault();
    (entries[next] ?? this.input).focus();
  }
}

const started = new WeakSet();

export function start(root) {
  for (const element of partsOf(root, "[data-item-search]")) {
    if (started.has(element)) continue;
    started.add(element);
    new ItemSearch(element);
  }
}
