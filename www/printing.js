// @ts-check
// How a job prints its token's claims: those alone, so that what stands in its log is of no use to others.

import { copy, listing } from "./copy.js";
import { element, sentence } from "./element.js";
import * as texts from "./texts.js";

/** The part between the two dots, decoded. The signature, without which nobody believes it, stays out. */
const COMMAND = `python3 -c 'import base64, os
claims = os.environ["ID_TOKEN"].split(".")[1]
print(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)).decode())'`;

export function printing() {
  return element(
    "details",
    "printing",
    element("summary", "", texts.titles.printing),
    element(
      "div",
      "",
      element("p", "help", ...sentence(texts.printingHelp)),
      listing(texts.titles.printing, COMMAND),
      copy(texts.copyCommand, () => COMMAND, texts.copiedFile),
      element("p", "help", texts.printingWarning),
    ),
  );
}
