// @ts-check
// All publishers at once: as a link, as JSON, and gone.

import { copy } from "./copy.js";
import { element } from "./element.js";
import { linkTo } from "./link.js";
import { holdsSecret } from "./secrets.js";
import * as texts from "./texts.js";

/**
 * @typedef {import("./publishers.js").Filled} Filled
 * @typedef {{ resource: string, filled: Filled[] }} Shared
 */

export class Share {
  /**
   * @param {() => Shared} look what is there when a button is pressed
   * @param {() => void} removeAll
   */
  constructor(look, removeAll) {
    /** @param {(resource: string, publishers: Filled["publisher"][]) => string} made */
    const passed = (made) => () => {
      const { resource, filled } = look();
      const publishers = filled.map(({ publisher }) => publisher);
      if (holdsSecret(resource, publishers)) return { refused: texts.holdsSecret };
      if (filled.some(({ twice }) => twice.length)) return { refused: texts.namedTwice };
      return made(resource, publishers);
    };
    this.remove = element("button", "", texts.removeAll);
    this.remove.type = "button";
    this.remove.addEventListener("click", removeAll);
    const link = copy(
      texts.copyLink,
      passed((resource, publishers) => linkTo({ resource, publishers })),
      texts.copiedLink,
    );
    const all = copy(
      texts.copyAll,
      passed((_, publishers) => JSON.stringify(publishers, null, 2)),
      texts.copiedAll,
      this.remove,
    );
    const first = (/** @type {HTMLElement} */ row) => row.getElementsByTagName("button")[0];
    this.link = first(link);
    this.all = first(all);
    this.element = element("div", "", link, all, element("p", "help", texts.savesNothing));
  }

  /** Offers only what there is something for. @param {Shared} shared @param {number} forms how many there are, blank ones too */
  update({ resource, filled }, forms) {
    this.link.disabled = filled.length === 0 && resource.trim() === "";
    this.all.disabled = filled.length === 0;
    this.remove.disabled = filled.length === 0 && forms < 2;
  }
}
