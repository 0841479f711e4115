/* Keys: `data-key="F8"` or `data-key="Alt+R"` on a button, link or field. F1 shows the list.
 *
 * Only function keys and Alt keys: bare letters collide with Chinese input and WCAG 2.1.4.
 */

import { partsOf } from "./parts_of.js";

const FUNCTION_KEY = /^F([1-9]|1[0-2])$/;
const ALT_KEY = /^Alt\+([A-Z0-9])$/;

/** The name of a pressed key as `data-key` writes it; empty for anything that is no shortcut. */
export function keyName(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.shiftKey) return "";
  if (!event.altKey) return FUNCTION_KEY.test(event.key) ? event.key : "";
  const letter = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code);
  return letter ? `Alt+${letter[1]}` : "";
}

/** Whether a text may stand in `data-key`; F1 is taken by the list itself. */
export function isAllowedKey(text) {
  return text !== "F1" && (FUNCTION_KEY.test(text) || ALT_KEY.test(text));
}

function visible(element) {
  return element.getClientRects().length > 0;
}

function reachable() {
  const modal = document.querySelector("dialog:modal");
  return [...(modal ?? document).querySelectorAll("[data-key]")].filter(visible);
}

function use(element) {
  element.focus();
  const typed = element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");
  if (!typed && element.getAttribute("aria-disabled") !== "true") element.click();
}

/** What a shortcut does, in the words that stand on the element. */
export function labelOf(element) {
  const named = element.labels?.[0] ?? element;
  const copy = named.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd")) part.remove();
  return (element.getAttribute("aria-label") ?? copy.textContent).replace(/\s+/g, " ").trim();
}

function toggleHelp() {
  const help = document.getElementById("shortcuts-help");
  if (!help) return;
  if (help.open) {
    help.close();
    return;
  }
  const list = help.querySelector("dl");
  list.replaceChildren();
  const elements = reachable();
  for (const element of elements) {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key;
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = labelOf(element);
    list.append(term, meaning);
  }
  list.hidden = elements.length === 0;
  help.querySelector("[data-none]").hidden = elements.length > 0;
  help.showModal();
}

/* Keys pressed while a part of the page is being replaced: its old buttons are about to go, and with them what they ask for. */
const waiting = [];
let replacing = 0;

function press(name) {
  const element = reachable().find((each) => each.dataset.key === name);
  if (element) use(element);
}

function replaced() {
  replacing -= 1;
  while (replacing === 0 && waiting.length) press(waiting.shift());
}

/** Listens for the page's keys; a key pressed ahead is used in its turn, on the page as it then stands. */
export function startOnce() {
  document.addEventListener("htmx:beforeSend", (event) => {
    replacing += 1;
    event.detail.xhr.addEventListener("loadend", replaced);
  });
  window.addEventListener("keydown", (event) => {
    const name = keyName(event);
    if (!name || event.repeat) return;
    if (name === "F1") {
      event.preventDefault();
      toggleHelp();
      return;
    }
    if (!reachable().some((each) => each.dataset.key === name)) return;
    event.preventDefault();
    if (replacing) waiting.push(name);
    else press(name);
  });
}

/** Tells screen readers about the keys below `root`. */
export function start(root) {
  for (const element of partsOf(root, "[data-key]")) {
    const { key } = element.dataset;
    if (!isAllowedKey(key)) throw new Error(`"${key}" is no key for a shortcut: only F2–F12 and Alt with a letter or digit`);
    element.setAttribute("aria-keyshortcuts", key);
  }
}
