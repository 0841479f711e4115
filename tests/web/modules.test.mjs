/* The parts of the page scripts that are plain functions. `npm test`. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldsOf, retryDelay } from "../../onevisit/web/frontend/js/autosave.js";
import { CardBuffer, characterOf, tidy } from "../../onevisit/web/frontend/js/card_reader.js";
import { isMet } from "../../onevisit/web/frontend/js/conditions.js";
import { isAllowedKey, keyName } from "../../onevisit/web/frontend/js/shortcuts.js";
import { isKnownKind } from "../../onevisit/web/frontend/js/upload.js";
import { target } from "../../onevisit/web/frontend/js/worklist.js";

function typed(buffer, text, pause) {
  let time = 1000;
  for (const character of text) {
    const code = /\d/.test(character) ? `Digit${character}` : `Key${character}`;
    assert.equal(buffer.press(code, (time += pause)), null);
  }
  return buffer.press("Enter", time + pause);
}

test("a card is a fast run of physical keys that ends with Enter", () => {
  assert.equal(typed(new CardBuffer(), "22028119900307001X", 8), "22028119900307001X");
});

test("what a hand types is not taken for a card", () => {
  assert.equal(typed(new CardBuffer(), "22028119900307001X", 120), null);
});

test("a fast run that is too short is not a card", () => {
  assert.equal(typed(new CardBuffer(), "2202", 8), null);
});

test("a card read after slow typing is taken whole", () => {
  const buffer = new CardBuffer();
  buffer.press("Digit9", 0);
  buffer.press("Digit9", 500);
  assert.equal(typed(buffer, "912202817000000001", 8), "912202817000000001");
});

test("physical keys are characters whatever the input method makes of them", () => {
  assert.equal(characterOf("KeyX"), "X");
  assert.equal(characterOf("Numpad4"), "4");
  assert.equal(characterOf("Backspace"), "");
});

test("full-width letters, spaces and the marks of an input method are put right", () => {
  assert.equal(tidy("２２０２ 81’1990'0307001ｘ"), "22028119900307001X");
});

test("shortcuts are function and Alt keys, and never while composing", () => {
  assert.equal(keyName({ key: "F8", code: "F8" }), "F8");
  assert.equal(keyName({ key: "®", code: "KeyR", altKey: true }), "Alt+R");
  assert.equal(keyName({ key: "r", code: "KeyR" }), "");
  assert.equal(keyName({ key: "F8", code: "F8", isComposing: true }), "");
  assert.equal(keyName({ key: "Process", code: "KeyR", keyCode: 229, altKey: true }), "");
  assert.equal(keyName({ key: "F8", code: "F8", ctrlKey: true }), "");
});

test("F1 and bare letters are no shortcuts of a page", () => {
  assert.ok(isAllowedKey("F9"));
  assert.ok(isAllowedKey("Alt+1"));
  assert.ok(!isAllowedKey("F1"));
  assert.ok(!isAllowedKey("R"));
  assert.ok(!isAllowedKey("Ctrl+S"));
});

test("arrow keys stay within the list", () => {
  assert.equal(target("ArrowDown", -1, 3), 0);
  assert.equal(target("ArrowUp", -1, 3), 2);
  assert.equal(target("ArrowDown", 2, 3), 2);
  assert.equal(target("End", 0, 3), 2);
  assert.equal(target("a", 0, 3), null);
  assert.equal(target("ArrowDown", -1, 0), null);
});

test("a copy of a form holds no token, no key and no file", () => {
  const entries = [
    ["csrfmiddlewaretoken", "secret"],
    ["idempotency_key", "1"],
    ["name", "张记面馆"],
    ["plan", { size: 3 }],
  ];
  assert.deepEqual(fieldsOf(entries), [["name", "张记面馆"]]);
});

test("tries follow each other ever more slowly, at most a minute apart", () => {
  assert.equal(retryDelay(0), 5000);
  assert.equal(retryDelay(1), 10000);
  assert.equal(retryDelay(30), 60000);
});

test("the kind of a file is read from its beginning", () => {
  assert.ok(isKnownKind(new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d])));
  assert.ok(isKnownKind(new Uint8Array([0x89, 0x50, 0x4e, 0x47])));
  assert.ok(!isKnownKind(new Uint8Array([0x4d, 0x5a, 0x90])));
  assert.ok(!isKnownKind(new Uint8Array([])));
});

test("a question is asked when every condition is met by an answer", () => {
  const answers = new Map([
    ["a-kind", ["catering"]],
    ["a-projects", ["hot", "cold"]],
  ]);
  assert.ok(isMet("a-kind=catering|sales", answers));
  assert.ok(isMet("a-kind=catering;a-projects=cold", answers));
  assert.ok(!isMet("a-kind=sales", answers));
  assert.ok(!isMet("a-kind=catering;a-vending=yes", answers));
});
