/* Style sheets stay within what the oldest supported browsers draw, and within the house's own rules of look. */

export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [
      true,
      {
        // Paper features and fine points of text that a browser may leave out without loss.
        ignore: ["css-page-break", "css-paged-media", "text-decoration", "css-touch-action", "css-resize"],
        ignorePartialSupport: true,
      },
    ],
    "block-no-empty": true,
    "color-no-invalid-hex": true,
    "declaration-block-no-duplicate-properties": true,
    "function-disallowed-list": ["linear-gradient", "radial-gradient", "conic-gradient"],
    "no-duplicate-selectors": true,
    "property-disallowed-list": ["letter-spacing", "font-style"],
    "property-no-unknown": true,
    "unit-no-unknown": true,
  },
};
