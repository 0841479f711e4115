/* A form that takes effect once however often its button is pressed: `<form data-once>`.
 *
 * Its idempotency key is a hidden field, so a repeat sends the same key. Before it goes, the session is asked for, so
 * that a page left open too long does not lose what was typed.
 */

import { askToSignIn, checkSession } from "./session.js";

const busy = new WeakMap();

function begin(form, submitter) {
  const button = submitter ?? form.querySelector("[type=submit]");
  const held = [];
  for (const each of form.querySelectorAll("button[type=submit]")) {
    held.push([each, each.innerHTML, each.disabled]);
    each.disabled = true;
  }
  const words = button?.dataset.busy ?? form.dataset.busy;
  if (button && words) button.textContent = words;
  form.setAttribute("aria-busy", "true");
  busy.set(form, held);
}

function end(form) {
  for (const [button, content, disabled] of busy.get(form) ?? []) {
    button.innerHTML = content;
    button.disabled = disabled;
  }
  form.removeAttribute("aria-busy");
  busy.delete(form);
}

const checked = new WeakSet();
const asking = new WeakSet();

async function onSubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (busy.has(form) || asking.has(form)) {
    event.preventDefault();
    return;
  }
  if (checked.has(form)) {
    checked.delete(form);
    /* The pressed button's own value is read after this event: it is disabled a moment later. */
    busy.set(form, []);
    setTimeout(() => begin(form, event.submitter), 0);
    return;
  }
  event.preventDefault();
  asking.add(form);
  const state = await checkSession();
  asking.delete(form);
  const go = () => {
    checked.add(form);
    form.requestSubmit(event.submitter);
  };
  if (state === "none" || state === "other") askToSignIn(go);
  else if (state === "unknown") document.dispatchEvent(new CustomEvent("onevisit:offline"));
  /* Where nobody is signed in the answer is there at once, and a form can't be sent while its event is under way. */
  else setTimeout(go, 0);
}

/** Watches all forms of the page. */
export function startOnce() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-once]")) return;
    if (busy.has(form)) event.preventDefault();
    else begin(form, event.detail.requestConfig?.triggeringEvent?.submitter);
  });
  document.addEventListener("htmx:afterRequest", (event) => end(event.detail.elt));
  /* Coming back by the browser's own button shows the page as it was left: give the buttons back. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[aria-busy]")) end(form);
  });
}
