/* Questions that are asked only after certain answers: `<div data-when="a-warehouse=yes;a-kind=x|y">` round a field.
 *
 * Every condition must be met by an answer that is itself shown. What was typed into a question that closes stays in
 * the form; the server leaves it out of the application. Without script all are shown, with a note that says when.
 */

/** Whether every condition of `when` is met by `answers` (name → list of values). */
export function isMet(when, answers) {
  return when.split(";").every((condition) => {
    const [name, wanted] = condition.split("=");
    const given = answers.get(name) ?? [];
    return wanted.split("|").some((value) => given.includes(value));
  });
}

/** Values of the controls of a form that are shown, by name. */
function shownAnswers(form) {
  const answers = new Map();
  for (const control of form.elements) {
    if (!control.name || control.closest("[data-when][hidden]")) continue;
    if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
    answers.set(control.name, [...(answers.get(control.name) ?? []), control.value]);
  }
  return answers;
}

function arrange(form) {
  /* In the order of the page: a question that closes also closes those that hang on it. */
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = !isMet(part.dataset.when, shownAnswers(form));
}

const started = new WeakSet();

export function start(root) {
  for (const form of root.querySelectorAll("form:has([data-when])")) {
    if (started.has(form)) continue;
    started.add(form);
    for (const note of form.querySelectorAll(".when-note")) note.remove();
    arrange(form);
    form.addEventListener("change", () => arrange(form));
    form.addEventListener("input", () => arrange(form));
  }
}
