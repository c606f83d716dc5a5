// @ts-check
// Publishers made from the pasted token, to be taken over by a button.

import { suggestPublishers } from "./pkg/index.js";
import { element, value } from "./element.js";
import { mark } from "./findings.js";
import * as texts from "./texts.js";

/**
 * @param {string} token whatever was pasted
 * @param {(publisher: import("./pkg/index.js").Publisher) => void} take
 */
export function suggestions(token, take) {
  const all = suggestPublishers(token);
  if (all.length === 0) return element("p", "help", texts.noSuggestion);
  const items = all.map(({ title, why, publisher, findings }) => {
    const claims = Object.entries(publisher.claims).flatMap(([name, { value: text }]) => [
      element("dt", "", value(name)),
      element("dd", "", value(text)),
    ]);
    const button = element("button", "", texts.take);
    button.type = "button";
    button.ariaLabel = `${texts.take}: ${title}`;
    button.addEventListener("click", () => take(publisher));
    const warned = findings.filter(({ severity }) => severity === "warning").map(({ message }) => message);
    const notes = warned.map((message) => element("p", "", mark("warning"), " ", message.replaceAll("`", "")));
    return element(
      "li",
      "",
      element("strong", "", title),
      element("p", "help", why),
      element("dl", "", ...claims),
      ...notes,
      button,
    );
  });
  return element("ul", "findings", ...items);
}
