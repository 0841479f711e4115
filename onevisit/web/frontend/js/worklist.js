/* A list worked with the arrow keys: `<table data-worklist>`; each row's first link is its address, Enter follows it. */

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function links(list) {
  return [...list.querySelectorAll("tbody tr")].map((row) => row.querySelector("a[href]")).filter(Boolean);
}

/** Where the focus goes from row `current` of `count` rows (-1: none) for a key; null if the key is no concern. */
export function target(key, current, count) {
  if (count === 0) return null;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (!(key in STEPS)) return null;
  if (current < 0) return key === "ArrowDown" ? 0 : count - 1;
  return Math.min(Math.max(current + STEPS[key], 0), count - 1);
}

function onKey(event) {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const focused = document.activeElement;
  const inside = focused?.closest("[data-worklist]");
  if (!inside && focused && focused !== document.body && focused.id !== "content") return;
  if (document.querySelector("dialog:modal")) return;
  const list = inside ?? document.querySelector("[data-worklist]");
  if (!list) return;
  const all = links(list);
  const row = focused?.closest("tr");
  const next = target(event.key, all.findIndex((link) => link.closest("tr") === row), all.length);
  if (next === null) return;
  event.preventDefault();
  all[next].focus();
}

function onClick(event) {
  const row = event.target.closest("[data-worklist] tbody tr");
  if (!row || event.target.closest("a, button, input, label, summary") || String(window.getSelection())) return;
  row.querySelector("a[href]")?.click();
}

export function startOnce() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
}
