// @ts-check
// The verdict in short, while the verdict itself is out of sight: whoever edits the last of many publishers sees what
// comes of it.

import { element } from "./element.js";
import * as texts from "./texts.js";

export class Bar {
  /** @param {HTMLElement} watched the verdict's heading */
  constructor(watched) {
    this.text = element("strong", "");
    this.reason = element("span", "");
    const button = element("button", "", texts.seeWhy);
    button.type = "button";
    button.addEventListener("click", () => watched.focus());
    this.element = element("aside", "bar", element("p", "", this.text, " ", this.reason), button);
    this.element.ariaLabel = texts.titles.bar;
    this.element.hidden = true;
    /** Whether there is a verdict, and whether it is seen. */
    this.state = { told: false, seen: true };
    new IntersectionObserver((entries) => this.#set({ seen: entries.at(-1)?.isIntersecting ?? true })).observe(watched);
  }

  /** @param {string | null} outcome @param {string} heading @param {string} reason */
  update(outcome, heading, reason) {
    if (this.text.textContent !== heading) this.text.textContent = heading;
    if (this.reason.textContent !== reason) this.reason.textContent = reason;
    this.element.dataset.outcome = outcome ?? "none";
    this.#set({ told: outcome !== null });
  }

  /** @param {{ told?: boolean, seen?: boolean }} known */
  #set(known) {
    this.state = { ...this.state, ...known };
    this.element.hidden = !this.state.told || this.state.seen;
  }
}
