// @ts-check
// Findings as a list: what is wrong, what to do, and a button that does it and says what it changes.

import { element, sentence } from "./element.js";
import * as texts from "./texts.js";

/**
 * @typedef {import("./pkg/index.js").Finding} Finding
 * @typedef {import("./pkg/index.js").Fix} Fix
 */

/** A status or verdict by shape, word and colour. @param {string} name */
export function mark(name) {
  const [shape, word] = texts.marks[name];
  const symbol = element("span", "symbol", shape);
  symbol.ariaHidden = "true";
  const made = element("span", "mark", symbol, word);
  made.dataset.mark = name;
  return made;
}

/**
 * @param {Finding[]} all
 * @param {(publisher: number, fix: Fix) => void} mend
 * @param {(publisher: number) => string} [named] says which publisher a finding is of, where there are several
 */
export function findings(all, mend, named) {
  return element("ul", "findings", ...all.map((one) => finding(one, mend, named)));
}

/** One of them, as an item. @param {Finding} one @param {(publisher: number, fix: Fix) => void} mend @param {(publisher: number) => string} [named] */
export function finding({ severity, message, help, code, at, fix }, mend, named) {
  const item = element("li", "", mark(severity), element("p", "", ...sentence(message)));
  if (help) item.append(element("p", "help", ...sentence(help)));
  if (fix && at?.in === "publisher") {
    const button = element("button", "", fix.label);
    button.type = "button";
    button.addEventListener("click", () => mend(at.publisher, fix));
    item.append(element("p", "fix", button, ` ${texts.effects[fix.effect]}`));
  }
  const where = named && at?.in === "publisher" ? `${named(at.publisher)} · ` : "";
  item.append(element("p", "code", where, code));
  return item;
}
