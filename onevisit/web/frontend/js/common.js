/* What every face starts. A module offers `startOnce()` for the page and `start(root)` for each part that arrives. */

import htmx from "htmx.org/dist/htmx.esm.js";

// New buttons work at once. The delay that htmx leaves for style transitions swallowed keys pressed within it.
htmx.config.defaultSettleDelay = 0;

/** Starts the modules now and for every part that htmx brings later. */
export function startAll(modules) {
  window.htmx = htmx;
  for (const each of modules) each.startOnce?.();
  for (const each of modules) each.start?.(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt === document.body) return;
    for (const each of modules) each.start?.(event.detail.elt);
  });
}
