// @ts-check
// One way back for all that changes much at once: what was there before is kept, and offered where it was done. Of several
// changes the last is offered first.

import { element } from "./element.js";
import * as texts from "./texts.js";

/** How many changes can be taken back, one after the other. */
const MOST = 20;

/**
 * @template T
 * @typedef {object} Change
 * @property {T} before
 * @property {T} after
 * @property {string} done what is said of it
 * @property {(bar: HTMLElement) => void} place puts the offer where it is seen
 * @property {() => void} back focuses where one goes on once it is taken back
 * @property {boolean} typed whether something was typed since: then the platform's own undo is about that
 */

/**
 * @template T
 */
export class Undo {
  /** @type {Change<T>[]} */
  #changes = [];

  /**
   * @param {() => T} look what is there
   * @param {(before: T, after: T) => void} restore takes back what made one of the other, and nothing that came later
   */
  constructor(look, restore) {
    this.look = look;
    this.restore = restore;
    this.bar = element("p", "undo");
    this.bar.setAttribute("role", "status");
    this.bar.tabIndex = -1;
    document.addEventListener("input", () => this.#changes.forEach((change) => (change.typed = true)), true);
    // The platform knows nothing of such a change: it would take back what was pasted before, somewhere on the page.
    document.addEventListener("keydown", (event) => {
      const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
      if (key.toLowerCase() === "z" && (ctrlKey || metaKey) && !shiftKey && !altKey) this.#instead(event);
    });
    document.addEventListener("beforeinput", (event) => event.inputType === "historyUndo" && this.#instead(event));
  }

  /**
   * Does it, and offers to take it back.
   *
   * @param {string} done
   * @param {() => void} act
   * @param {(bar: HTMLElement) => void} place
   * @param {() => void} back
   */
  run(done, act, place, back) {
    const before = this.look();
    act();
    this.#changes.push({ before, after: this.look(), done, place, back, typed: false });
    this.#changes = this.#changes.slice(-MOST);
    this.#offer();
    this.bar.focus();
  }

  /** Changes what is kept, such as to keep less of it. @param {(kept: T) => T} made */
  rewrite(made) {
    this.#changes = this.#changes.map((change) => ({
      ...change,
      before: made(change.before),
      after: made(change.after),
    }));
  }

  /** @param {Event} event */
  #instead(event) {
    if (this.#changes.at(-1)?.typed !== false) return;
    event.preventDefault();
    this.#takeBack();
  }

  #takeBack() {
    const change = this.#changes.pop();
    if (!change) return;
    this.restore(change.before, change.after);
    this.#offer();
    change.back();
  }

  #offer() {
    this.bar.replaceChildren();
    const last = this.#changes.at(-1);
    if (!last) return;
    const button = element("button", "", texts.undo);
    button.type = "button";
    button.addEventListener("click", () => this.#takeBack());
    // Placed before it speaks, so that it is heard.
    last.place(this.bar);
    this.bar.append(element("span", "", last.done), " ", button);
  }
}
