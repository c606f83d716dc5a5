// @ts-check
// The pipeline file of a publisher, to copy or to download.

import { ciWorkflow } from "./pkg/index.js";
import { copy, listing } from "./copy.js";
import { element, value } from "./element.js";
import { findings } from "./findings.js";
import { inPlainWords } from "./resource.js";
import { holdsSecret } from "./secrets.js";
import * as texts from "./texts.js";

/**
 * @param {string} provider
 * @param {string} resource as it was typed
 * @param {import("./pkg/index.js").Publisher} publisher
 */
export function pipeline(provider, resource, publisher) {
  const file = ciWorkflow({ provider, resource, publisher });
  const passed = () => (holdsSecret(resource, [publisher]) ? { refused: texts.holdsSecret } : file.text);
  const download = element("button", "", texts.download);
  download.type = "button";
  const said = element("p", "help", "");
  said.setAttribute("role", "status");
  download.addEventListener("click", () => {
    const text = passed();
    said.textContent = typeof text === "string" ? "" : text.refused;
    if (typeof text !== "string") return;
    const link = element("a", "");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const name = file.path.split("/").at(-1) ?? "";
  const noted = inPlainWords(resource, file.findings);
  const notes = noted.length ? [findings(noted, () => {})] : [];
  return element(
    "div",
    "",
    element("p", "help", ...texts.commitAs(value(file.path))),
    ...notes,
    listing(texts.titles.file, file.text),
    copy(texts.copyFile, passed, texts.copiedFile, download),
    said,
    // Browsers take a leading dot away.
    ...(name.startsWith(".") ? [element("p", "help", ...texts.withoutDot(value(name)))] : []),
  );
}
