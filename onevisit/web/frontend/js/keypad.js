/* Keys on the screen of a device that has no keyboard: they type into the text field that was touched last. */

import { partsOf } from "./parts_of.js";

function typed(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function startKeypad(element) {
  const fields = [...element.closest("form").querySelectorAll("input[type=text]")];
  let current = fields.find((field) => !field.value) ?? fields[0];
  for (const field of fields) field.addEventListener("focus", () => (current = field));
  element.hidden = false;
  element.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (!key || !current) return;
    if (key.dataset.type) typed(current, current.value + key.dataset.type);
    else if ("typeBack" in key.dataset) typed(current, current.value.slice(0, -1));
    else typed(current, "");
  });
}

const started = new WeakSet();

export function start(root) {
  for (const element of partsOf(root, "[data-keypad]")) {
    if (started.has(element)) continue;
    started.add(element);
    startKeypad(element);
  }
}
