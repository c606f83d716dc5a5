// @ts-check
// One way back for all that changes much at once: what was there before is kept, and offered where it was done.

import { element } from "./element.js";
import * as texts from "./texts.js";

/**
 * @template T
 */
export class Undo {
  /**
   * @param {() => T} look what is there
   * @param {(before: T, after: T) => void} restore takes back what made one of the other, and nothing that came later
   */
  constructor(look, restore) {
    this.look = look;
    this.restore = restore;
    this.bar = element("p", "undo");
    this.bar.setAttribute("role", "status");
  }

  /**
   * Does it, and offers to take it back until the next time.
   *
   * @param {string} done what is said of it
   * @param {() => void} act
   * @param {(bar: HTMLElement) => void} place puts the offer where it is seen
   * @param {() => void} focus where one goes on once it is taken back
   */
  run(done, act, place, focus) {
    const before = this.look();
    act();
    const after = this.look();
    const button = element("button", "", texts.undo);
    button.type = "button";
    button.addEventListener("click", () => {
      this.bar.replaceChildren();
      this.restore(before, after);
      focus();
    });
    this.bar.replaceChildren();
    place(this.bar);
    this.bar.append(element("span", "", done), " ", button);
  }

  /** Takes the offer away, and with it what it would bring back. */
  drop() {
    this.bar.replaceChildren();
  }
}
