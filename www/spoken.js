// @ts-check
// What is spoken apart from what is seen: not at every keystroke, but once the page rests, and only what is news.

import { element } from "./element.js";

/** How long the page rests before it speaks, in milliseconds. */
const REST = 700;

export class Spoken {
  #timer = 0;
  /** @type {string[]} */
  #last = [];

  constructor() {
    this.element = element("div", "spoken");
    this.element.setAttribute("role", "status");
  }

  /** Speaks those lines that were not among the last ones. @param {string[]} lines */
  say(lines) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const news = lines.filter((line) => !this.#last.includes(line));
      this.#last = lines;
      if (news.length) this.element.replaceChildren(...news.map((line) => element("p", "", line)));
    }, REST);
  }

  /** Nothing is to be spoken, and what was is forgotten. */
  clear() {
    clearTimeout(this.#timer);
    this.#last = [];
    this.element.replaceChildren();
  }
}
