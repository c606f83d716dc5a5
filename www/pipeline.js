// @ts-check
// The pipeline file of a publisher, to copy or to download.

import { ciWorkflow } from "./pkg/index.js";
import { element, value } from "./element.js";
import { findings } from "./findings.js";
import * as texts from "./texts.js";

/**
 * @param {string} provider
 * @param {string} resource as it was typed
 * @param {import("./pkg/index.js").Publisher} publisher
 */
export function pipeline(provider, resource, publisher) {
  const file = ciWorkflow({ provider, resource, publisher });
  const shown = element("pre", "", file.text);
  shown.tabIndex = 0;
  shown.setAttribute("role", "region");
  shown.ariaLabel = texts.titles.file;
  const said = element("span", "help", "");
  said.setAttribute("role", "status");
  const copy = element("button", "", texts.copyFile);
  copy.type = "button";
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(file.text);
      said.textContent = texts.copiedFile;
    } catch {
      said.textContent = texts.notCopied;
    }
  });
  const download = element("button", "", texts.download);
  download.type = "button";
  download.addEventListener("click", () => {
    const link = element("a", "");
    link.href = URL.createObjectURL(new Blob([file.text], { type: "text/plain" }));
    link.download = file.path.split("/").at(-1) ?? "";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const notes = file.findings.length ? [findings(file.findings, () => {})] : [];
  return element(
    "div",
    "",
    element("p", "help", ...texts.commitAs(value(file.path))),
    ...notes,
    shown,
    element("p", "buttons", copy, download, said),
  );
}
