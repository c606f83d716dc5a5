// @ts-check
// A button that copies a text, and says whether the browser let it.

import { element } from "./element.js";
import * as texts from "./texts.js";

/**
 * @param {string} name what the button says
 * @param {() => string | { refused: string }} text asked for when it is pressed; or why it must not be copied
 * @param {string} done what is said then
 * @param {...Node} more further buttons of the row
 */
export function copy(name, text, done, ...more) {
  const button = element("button", "", name);
  button.type = "button";
  const said = element("span", "help", "");
  said.setAttribute("role", "status");
  const row = element("p", "buttons", button, ...more, said);
  button.addEventListener("click", async () => {
    row.querySelector("textarea")?.remove();
    const copied = text();
    if (typeof copied !== "string") {
      said.textContent = copied.refused;
      return;
    }
    try {
      await navigator.clipboard.writeText(copied);
      said.textContent = done;
    } catch {
      said.textContent = texts.notCopied;
      const shown = element("textarea", "");
      Object.assign(shown, { rows: 6, readOnly: true, value: copied, ariaLabel: name });
      row.append(shown);
      shown.focus();
      shown.select();
    }
  });
  return row;
}

/** A text as it is to be committed or sent, in a box that scrolls by the keyboard too. @param {string} name @param {string} text */
export function listing(name, text) {
  const shown = element("pre", "", text);
  shown.tabIndex = 0;
  shown.setAttribute("role", "region");
  shown.ariaLabel = name;
  return shown;
}
