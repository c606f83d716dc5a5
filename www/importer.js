// @ts-check
// Reads publishers that were pasted as JSON, and says plainly what came of it. What is refused stays, to be mended.

import { parsePublishers } from "./pkg/index.js";
import { element } from "./element.js";
import { tie } from "./field.js";
import { findings as list } from "./findings.js";
import { isIdToken, unlessSecret } from "./secrets.js";
import * as texts from "./texts.js";

/** @typedef {import("./pkg/index.js").Publisher} Publisher */

export class Importer {
  /** @param {(publishers: Publisher[], done: string, place: (bar: HTMLElement) => void, back: () => void) => void} take told what to say of it, where, and where one goes on */
  constructor(take) {
    this.take = take;
    this.area = element("textarea", "");
    this.area.rows = 5;
    this.area.spellcheck = false;
    this.area.autocomplete = "off";
    this.said = element("div", "");
    const label = element("label", "", texts.importLabel);
    tie(this.area, label, [this.said]);
    this.said.setAttribute("role", "status");
    const button = element("button", "", texts.importNow);
    button.type = "button";
    button.addEventListener("click", () => this.#read(this.area.value));
    this.element = element(
      "div",
      "",
      element("div", "field", label, this.area),
      element("p", "buttons", button),
      this.said,
    );
  }

  /** Takes out what is a secret. */
  wipe() {
    this.area.value = unlessSecret(this.area.value);
  }

  /** @param {string} text */
  #read(text) {
    if (!text.trim() || isIdToken(text)) {
      this.said.replaceChildren(element("p", "said error", text.trim() ? texts.isToken : texts.nothingToImport));
      this.area.focus();
      return;
    }
    const { publishers, findings } = parsePublishers(text);
    const filled = publishers.filter(({ issuerUrl, claims }) => issuerUrl || Object.keys(claims).length);
    const empty = publishers.length - filled.length;
    // What was imported is said where it can be taken back.
    const lines = [
      ...(filled.length || findings.length ? [] : [texts.imported(0)]),
      ...(empty ? [texts.emptyLeftOut(empty)] : []),
    ];
    this.said.replaceChildren(
      ...lines.map((line) => element("p", "help", line)),
      ...(findings.length ? [list(findings, () => {})] : []),
    );
    if (!filled.length) return;
    // A second press would take again what was taken.
    this.area.value = refused(text);
    this.take(
      filled,
      texts.imported(filled.length),
      (bar) => this.said.before(bar),
      () => this.area.focus(),
    );
  }
}

/** What is no publisher in a list that was read. @param {string} text */
function refused(text) {
  const bad = [JSON.parse(text)].flat().filter((one) => !parsePublishers(JSON.stringify(one)).publishers.length);
  return bad.length ? JSON.stringify(bad, null, 2) : "";
}
