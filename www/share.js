// @ts-check
// All publishers at once: as a link, as JSON, and gone.

import { copy } from "./copy.js";
import { element } from "./element.js";
import { linkTo } from "./link.js";
import { holdsSecret } from "./secrets.js";
import * as texts from "./texts.js";

/** @typedef {import("./publishers.js").Filled} Filled */

/**
 * @param {() => { resource: string, filled: Filled[] }} look what is there when a button is pressed
 * @param {() => void} removeAll
 */
export function share(look, removeAll) {
  /** @param {(resource: string, publishers: Filled["publisher"][]) => string} made */
  const passed = (made) => () => {
    const { resource, filled } = look();
    const publishers = filled.map(({ publisher }) => publisher);
    if (holdsSecret(resource, publishers)) return { refused: texts.holdsSecret };
    if (filled.some(({ twice }) => twice.length)) return { refused: texts.namedTwice };
    return made(resource, publishers);
  };
  const remove = element("button", "", texts.removeAll);
  remove.type = "button";
  remove.addEventListener("click", removeAll);
  return element(
    "div",
    "",
    copy(
      texts.copyLink,
      passed((resource, publishers) => linkTo({ resource, publishers })),
      texts.copiedLink,
    ),
    copy(
      texts.copyAll,
      passed((_, publishers) => JSON.stringify(publishers, null, 2)),
      texts.copiedAll,
      remove,
    ),
  );
}
