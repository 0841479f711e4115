/* Printing: the button of components/print_button.html, and everything folded is unfolded on paper. */

import { partsOf } from "./parts_of.js";

let opened = [];

export function startOnce() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-prints]")) window.print();
  });
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const part of opened) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    opened = [];
  });
}

export function start(root) {
  for (const button of partsOf(root, "[data-prints]")) button.hidden = false;
}
