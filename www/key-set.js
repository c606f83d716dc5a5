// @ts-check
// The issuer's key set, pasted: the token's signature is checked by it. Its address is shown to be opened, and never fetched.

import { element, sentence, value } from "./element.js";
import { tie } from "./field.js";
import * as texts from "./texts.js";

export class KeySet {
  /** @param {() => void} changed called when another key set stands here */
  constructor(changed) {
    this.control = element("textarea", "");
    this.control.rows = 4;
    this.control.autocomplete = "off";
    this.control.autocapitalize = "off";
    this.control.spellcheck = false;
    this.control.translate = false;
    const label = element("label", "", texts.keySet);
    this.address = element("p", "help", texts.keySetHelp);
    this.said = element("p", "said");
    this.said.setAttribute("role", "status");
    tie(this.control, label, [this.address, this.said]);
    this.control.addEventListener("input", () => {
      this.#say("", "");
      changed();
    });
    const field = element("div", "field", label, this.control, this.address, this.said);
    this.element = element("details", "", element("summary", "", texts.titles.signature), field);
  }

  get text() {
    return this.control.value;
  }

  clear() {
    this.control.value = "";
    this.#say("", "");
  }

  /** Where the issuer publishes its key set, as far as that is documented. @param {string | null} address */
  at(address) {
    this.address.replaceChildren(...(address ? texts.keySetAt(linked(address)) : [texts.keySetHelp]));
  }

  /** What stands against the key set. A secret key is not left on the page. @param {import("./pkg/index.js").Finding[]} findings */
  say(findings) {
    const [first] = findings.filter(({ code, at }) => at?.in === "key-set" || code === "crypto-unavailable");
    this.control.setAttribute("aria-invalid", String(first?.severity === "error"));
    if (first?.code === "private-key") {
      this.control.value = "";
      this.#say("error", `${first.message} ${texts.keySetWiped}`);
    } else if (first) {
      this.#say(first.severity, `${first.message} ${first.help ?? ""}`);
    } else if (this.text) {
      this.#say("", "");
    }
  }

  /** @param {string} severity @param {string} text */
  #say(severity, text) {
    this.said.className = `said ${severity}`;
    this.said.replaceChildren(...sentence(text));
  }
}

/** One with blanks leads nowhere. @param {string} address */
function linked(address) {
  if (address.includes("{")) return value(address);
  const link = element("a", "", value(address));
  return Object.assign(link, { href: address, target: "_blank", rel: "noreferrer noopener" });
}
