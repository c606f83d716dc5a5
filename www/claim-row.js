// @ts-check
// One further claim of a publisher: its name, its value, and its kind where that is not the one that the Hub knows.

import { element, sentence } from "./element.js";
import { input, tie } from "./field.js";
import { unlessSecret } from "./secrets.js";
import * as texts from "./texts.js";

/** @typedef {{ name: string, value: string, kind: string }} Rule as it is typed, so that the name may be missing */

export class ClaimRow {
  /** @param {Rule} rule @param {{ changed: () => void, removed: (row: ClaimRow) => void }} tell */
  constructor({ name, value, kind }, tell) {
    this.name = input("name");
    this.value = input("value");
    this.kind = input("kind");
    [this.name.value, this.value.value, this.kind.value] = [name, value, kind];
    this.said = element("p", "said");
    const remove = element("button", "quiet", texts.removeClaim);
    remove.type = "button";
    remove.addEventListener("click", () => tell.removed(this));
    // Nobody needs to know that there are kinds who has not met another one.
    const kinds = kind === "eq" ? [] : [element("label", "", texts.claimKind, this.kind)];
    const pair = element(
      "div",
      "pair",
      element("label", "", texts.claimName, this.name),
      ...kinds,
      element("label", "", texts.claimValue, this.value),
      remove,
    );
    this.element = element("div", "field claim", pair, this.said);
    for (const control of [this.name, this.kind, this.value]) tie(control, null, [this.said]);
    const named = () => (remove.ariaLabel = texts.removeNamed(unlessSecret(this.name.value)));
    named();
    this.element.addEventListener("input", () => {
      named();
      tell.changed();
    });
  }

  /** @returns {Rule} */
  read() {
    return { name: this.name.value, value: this.value.value, kind: this.kind.value };
  }

  /** Says what concerns this row, and marks the input that it is about. @param {import("./pkg/index.js").Finding[]} findings */
  say(findings) {
    const first = findings.find(({ severity }) => severity === "error") ?? findings[0];
    const wrong = first?.severity === "error" ? first : null;
    const end = wrong?.at?.in === "publisher" ? wrong.at.path.split("/").at(-1) : "";
    const about = !this.name.value ? this.name : end === "kind" && this.kind.isConnected ? this.kind : this.value;
    for (const control of [this.name, this.kind, this.value]) {
      if (wrong && control === about) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    this.said.className = `said ${wrong ? "error" : ""}`;
    this.said.replaceChildren(...(first ? sentence(first.message) : []));
  }
}
