/* `data-opens="id"` opens a dialog, `data-closes` inside leaves it. The browser keeps and returns the focus. */

import { partsOf } from "./parts_of.js";

export function startOnce() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    else if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  });
}

/** What must be read first takes the focus: a summary of errors, a refusal. */
export function start(root) {
  const [first] = partsOf(root, "[data-takes-focus]");
  if (first && !document.querySelector("dialog:modal")) first.focus();
}
