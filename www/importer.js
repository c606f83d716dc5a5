// @ts-check
// Reads publishers that were pasted as JSON, and says plainly what came of it.

import { parsePublishers } from "./pkg/index.js";
import { element } from "./element.js";
import { tie } from "./field.js";
import { findings as list } from "./findings.js";
import * as texts from "./texts.js";

/** @typedef {import("./pkg/index.js").Publisher} Publisher */

/** @param {(publishers: Publisher[], from: HTMLElement) => void} take told with the field to go back to */
export function importer(take) {
  const area = element("textarea", "");
  area.rows = 5;
  area.spellcheck = false;
  area.autocomplete = "off";
  const said = element("div", "");
  const label = element("label", "", texts.importLabel);
  tie(area, label, [said]);
  said.setAttribute("role", "status");
  const button = element("button", "", texts.importNow);
  button.type = "button";
  button.addEventListener("click", () => {
    if (!area.value.trim()) {
      said.replaceChildren(element("p", "said error", texts.nothingToImport));
      area.focus();
      return;
    }
    const { publishers, findings } = parsePublishers(area.value);
    const filled = publishers.filter(({ issuerUrl, claims }) => issuerUrl || Object.keys(claims).length);
    const lines = [
      ...(filled.length || !findings.length ? [texts.imported(filled.length)] : []),
      ...(filled.length < publishers.length ? [texts.emptyLeftOut(publishers.length - filled.length)] : []),
    ];
    said.replaceChildren(
      ...lines.map((line) => element("p", "help", line)),
      ...(findings.length ? [list(findings, () => {})] : []),
    );
    if (!filled.length) return;
    // A second press would take all of them again.
    area.value = "";
    take(filled, area);
  });
  return element("div", "", element("div", "field", label, area), element("p", "buttons", button), said);
}
