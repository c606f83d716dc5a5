// @ts-check
// What the Hub's API would get to save a publisher.

import { parseResource } from "./pkg/index.js";
import { copy, listing } from "./copy.js";
import { element, value } from "./element.js";
import { holdsSecret } from "./secrets.js";
import * as texts from "./texts.js";

/**
 * @param {string} resource as it was typed
 * @param {import("./pkg/index.js").Publisher} publisher
 */
export function body(resource, publisher) {
  const { resource: parsed } = parseResource(resource);
  const path =
    parsed && parsed.name !== null
      ? `POST https://huggingface.co/api/${parsed.kind}s/${parsed.namespace}/${parsed.name}/settings/trusted-publishers`
      : null;
  const text = JSON.stringify(publisher, null, 2);
  return element(
    "div",
    "",
    element("p", "help", ...(path ? [value(path)] : [texts.noPath])),
    listing(texts.titles.body, text),
    copy(
      texts.copyBody,
      () => (holdsSecret(resource, [publisher]) ? { refused: texts.holdsSecret } : text),
      texts.copiedFile,
    ),
  );
}
