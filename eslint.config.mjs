/* Scripts of the pages run in Chromium ≥ 109 and Firefox ESR (package.json, browserslist); the build runs in Node. */

import compat from "eslint-plugin-compat";

const BROWSER = [
  "AbortSignal",
  "CSS",
  "CustomEvent",
  "DOMParser",
  "Event",
  "EventSource",
  "File",
  "FormData",
  "HTMLSelectElement",
  "URL",
  "XMLHttpRequest",
  "clearInterval",
  "clearTimeout",
  "crypto",
  "document",
  "fetch",
  "navigator",
  "sessionStorage",
  "setInterval",
  "setTimeout",
  "window",
];
const NODE = ["console", "process"];
const STRICT = {
  "no-undef": "error",
  "no-unused-vars": "error",
  "no-var": "error",
  "prefer-const": "error",
  eqeqeq: "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-shadow": "error",
};

function globals(names) {
  return Object.fromEntries(names.map((name) => [name, "readonly"]));
}

export default [
  {
    files: ["onevisit/web/frontend/js/**/*.js"],
    ...compat.configs["flat/recommended"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals(BROWSER) },
    rules: { ...compat.configs["flat/recommended"].rules, ...STRICT },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals(NODE) },
    rules: STRICT,
  },
];
