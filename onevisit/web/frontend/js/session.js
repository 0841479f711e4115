/* The signed-in session: the CSRF token, and what happens when the session ran out while a page was open. */

const TIMEOUT = 8000;

/** The token that every changing request carries. */
export function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function dialog() {
  return document.getElementById("sign-in-again");
}

/** The account this page was made for; empty for somebody who is not signed in. */
export function pageAccount() {
  return dialog()?.dataset.account ?? "";
}

/**
 * Asks whether the page's account is still signed in and takes over the fresh token.
 * Answers "same", "other", "none", or "unknown" when the server can't be reached.
 */
export async function checkSession() {
  const asked = dialog();
  if (!asked) return "same";
  let answer;
  try {
    const response = await fetch(asked.dataset.sessionUrl, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return "none";
    if (!response.ok) return "unknown";
    answer = await response.json();
  } catch {
    return "unknown";
  }
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = answer.csrf_token;
  if (!answer.account) return "none";
  return answer.account === pageAccount() ? "same" : "other";
}

let waiting = [];

/** Opens the dialog that lets people sign in again; `resume` runs once they have. */
export function askToSignIn(resume) {
  const shown = dialog();
  if (!shown) return;
  if (resume) waiting.push(resume);
  if (!shown.open) shown.showModal();
}

async function tryAgain() {
  const shown = dialog();
  const state = await checkSession();
  shown.querySelector("[data-other-account]").hidden = state !== "other";
  if (state !== "same") return;
  shown.close();
  const resumed = waiting;
  waiting = [];
  for (const resume of resumed) resume();
}

/** Wires the dialog; coming back from the sign-in page tries by itself. */
export function startOnce() {
  const shown = dialog();
  if (!shown) return;
  shown.querySelector("[data-session-check]").addEventListener("click", tryAgain);
  window.addEventListener("focus", () => {
    if (shown.open) tryAgain();
  });
}
