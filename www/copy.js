// @ts-check
// A button that copies a text, and says whether the browser let it.

import { element } from "./element.js";
import * as texts from "./texts.js";

/**
 * @param {string} name what the button says
 * @param {() => string | null} text asked for when it is pressed; null if it must not be copied
 * @param {string} done what is said then
 * @param {...Node} more further buttons of the row
 */
export function copy(name, text, done, ...more) {
  const button = element("button", "", name);
  button.type = "button";
  const said = element("span", "help", "");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      const copied = text();
      if (copied !== null) await navigator.clipboard.writeText(copied);
      said.textContent = copied === null ? texts.holdsSecret : done;
    } catch {
      said.textContent = texts.notCopied;
    }
  });
  return element("p", "buttons", button, ...more, said);
}

/** A text as it is to be committed or sent, in a box that scrolls by the keyboard too. @param {string} name @param {string} text */
export function listing(name, text) {
  const shown = element("pre", "", text);
  shown.tabIndex = 0;
  shown.setAttribute("role", "region");
  shown.ariaLabel = name;
  return shown;
}
