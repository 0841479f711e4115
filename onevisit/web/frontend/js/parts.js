/* Parts of pages that htmx fetches: the token they carry, and failures that are said instead of swallowed. */

import { askToSignIn, csrfToken } from "./session.js";
import { messageOf } from "./upload.js";

function say(text) {
  const region = document.getElementById("messages");
  if (!region || !text) return;
  const notice = document.createElement("div");
  notice.className = "notice notice--error";
  const line = document.createElement("p");
  line.textContent = text;
  notice.append(line);
  region.replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}

export function startOnce() {
  const words = document.getElementById("messages")?.dataset ?? {};
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, triggeringEvent, verb } = event.detail;
    if (verb !== "get") headers["X-CSRFToken"] = csrfToken();
    /* Only what a person does keeps the session alive. */
    if (triggeringEvent?.type === "changed") headers["X-Background-Request"] = "1";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const signIn = document.querySelector("#sign-in-again a")?.pathname;
    const { xhr } = event.detail;
    if (xhr.status === 401 || (signIn && new URL(xhr.responseURL).pathname === signIn)) {
      event.detail.shouldSwap = false;
      askToSignIn();
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) say(messageOf(event.detail.xhr.responseText) || words.wordsFailed);
  });
  document.addEventListener("htmx:sendError", () => say(words.wordsOffline));
  document.addEventListener("onevisit:offline", () => say(words.wordsOffline));
}
