/* components/upload.html: sends the chosen, dropped or photographed files at once, with progress; failed ones again. */

import { takePhoto, canTakePhoto } from "./camera.js";
import { partsOf } from "./parts_of.js";
import { askToSignIn, csrfToken } from "./session.js";

export const LARGEST = 20 * 1024 * 1024;
/* Of all files chosen at once: what the server takes in one request (web/body_size.py), less the rest of the form. */
export const LARGEST_TOGETHER = 63 * 1024 * 1024;
const BEGINNINGS = [
  [0x25, 0x50, 0x44, 0x46],
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
];

/** Whether the first bytes are those of a PDF, JPEG or PNG. The server looks again, and closer. */
export function isKnownKind(bytes) {
  return BEGINNINGS.some((beginning) => beginning.every((byte, index) => bytes[index] === byte));
}

class Upload {
  constructor(element) {
    this.element = element;
    this.progress = element.querySelector("progress");
    this.line = element.querySelector(".upload__state");
    this.again = element.querySelector(".upload__again");
    for (const input of element.querySelectorAll("input[type=file]"))
      input.addEventListener("change", () => {
        if (input.files.length) this.choose([...input.files]);
        input.value = "";
      });
    this.again.addEventListener("click", () => this.send());
    const camera = element.querySelector(".upload__camera");
    camera.addEventListener("click", async (event) => {
      if (!canTakePhoto()) return;
      event.preventDefault();
      const photo = await takePhoto(camera.querySelector(".visually-hidden").textContent.trim());
      if (photo) this.choose([photo]);
    });
    const row = element.closest("tr, [data-upload-row]") ?? element;
    row.addEventListener("dragover", (event) => event.preventDefault());
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      const dropped = [...event.dataTransfer.files];
      const several = element.querySelector("input[type=file]").multiple;
      if (dropped.length) this.choose(several ? dropped : dropped.slice(0, 1));
    });
  }

  say(text, wrong = false) {
    this.line.textContent = text;
    this.element.classList.toggle("upload--wrong", wrong);
  }

  async choose(files) {
    this.again.hidden = true;
    const together = files.reduce((sum, file) => sum + file.size, 0);
    if (files.length > 1 && together > LARGEST_TOGETHER) return this.say(this.element.dataset.wordsTogether, true);
    for (const file of files) {
      const fault = await this.faultOf(file);
      if (fault) return this.say(files.length > 1 ? `${file.name}: ${fault}` : fault, true);
    }
    this.files = files;
    this.key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return this.send();
  }

  /** What is wrong with a file, as far as it can be told before it is sent; empty when nothing is. */
  async faultOf(file) {
    const words = this.element.dataset;
    if (!file.size) return words.wordsEmpty;
    if (file.size > LARGEST) return words.wordsLarge;
    const beginning = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    return isKnownKind(beginning) ? "" : words.wordsKind;
  }

  /** A repeat of the same files carries the same key, so they are stored once. */
  send() {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const file of this.files) body.append("file", file);
    body.append("idempotency_key", this.key);
    request.open("POST", this.element.dataset.uploadUrl);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      this.progress.value = Math.round((event.loaded / event.total) * 100);
      this.say(`${this.element.dataset.wordsSending} ${this.progress.value}%`);
    });
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.failed(this.element.dataset.wordsFailed));
    request.addEventListener("timeout", () => this.failed(this.element.dataset.wordsFailed));
    this.progress.value = 0;
    this.progress.hidden = false;
    this.again.hidden = true;
    this.say(this.element.dataset.wordsSending);
    request.send(body);
  }

  answered(request) {
    this.progress.hidden = true;
    const signIn = document.querySelector("#sign-in-again a")?.pathname;
    if (request.status === 401 || (signIn && new URL(request.responseURL).pathname === signIn)) {
      this.again.hidden = false;
      askToSignIn(() => this.send());
      return;
    }
    if (request.status !== 200) {
      this.failed(messageOf(request.responseText) || this.element.dataset.wordsRefused);
      return;
    }
    this.say(this.element.dataset.wordsDone);
    const selector = this.element.dataset.uploadTarget;
    const target = selector ? document.querySelector(selector) : this.element.closest("tr, [data-upload-row]");
    if (target && request.responseText.trim()) window.htmx.swap(target, request.responseText, { swapStyle: "outerHTML" });
  }

  failed(text) {
    this.progress.hidden = true;
    this.again.hidden = false;
    this.say(text, true);
  }
}

/** The sentence of a refused upload: JSON {"message": …}, or the refusal of an error page. */
export function messageOf(text) {
  try {
    return JSON.parse(text).message ?? "";
  } catch {
    const page = new DOMParser().parseFromString(text, "text/html");
    const part = page.querySelector(".refusal, main .lead");
    return part ? part.textContent.replace(/\s+/g, " ").trim() : "";
  }
}

const started = new WeakSet();

export function start(root) {
  for (const element of partsOf(root, "[data-upload-url]")) {
    if (started.has(element)) continue;
    started.add(element);
    new Upload(element);
  }
}
