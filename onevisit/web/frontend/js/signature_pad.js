/* components/signature_pad.html: a signature by finger, pen or mouse becomes a PNG in the hidden field. */

import { partsOf } from "./parts_of.js";

class SignaturePad {
  constructor(element) {
    this.canvas = element.querySelector("canvas");
    this.field = element.querySelector("input[type=hidden]");
    this.pen = this.canvas.getContext("2d");
    this.pen.lineWidth = 3;
    this.pen.lineCap = "round";
    this.pen.lineJoin = "round";
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", () => this.up());
    this.canvas.addEventListener("pointercancel", () => this.up());
    if (this.field.value) this.drawAgain();
    element.querySelector("[data-signature-clear]").addEventListener("click", () => this.clear());
  }

  /** The form came back, because something else in it was wrong: nobody signs twice for that. */
  async drawAgain() {
    const kept = document.createElement("img");
    kept.src = this.field.value;
    await kept.decode();
    this.pen.drawImage(kept, 0, 0);
    this.signed = true;
    this.canvas.setAttribute("aria-label", this.canvas.dataset.wordsSigned);
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.canvas.width;
    const y = ((event.clientY - box.top) / box.height) * this.canvas.height;
    return [x, y];
  }

  down(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = true;
    this.pen.beginPath();
    this.pen.moveTo(...this.place(event));
  }

  move(event) {
    if (!this.drawing) return;
    this.pen.lineTo(...this.place(event));
    this.pen.stroke();
    this.signed = true;
  }

  up() {
    if (!this.drawing) return;
    this.drawing = false;
    if (!this.signed) return;
    this.field.value = this.canvas.toDataURL("image/png");
    this.canvas.setAttribute("aria-label", this.canvas.dataset.wordsSigned);
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.signed = false;
    this.field.value = "";
    this.canvas.setAttribute("aria-label", this.canvas.dataset.wordsEmpty);
  }
}

const started = new WeakSet();

export function start(root) {
  for (const element of partsOf(root, "[data-signature-pad]")) {
    if (started.has(element)) continue;
    started.add(element);
    new SignaturePad(element);
  }
}
