// @ts-check
// What is said of the resource, in words for what people do there: leave it empty, or put the token into it.

import { isIdToken } from "./secrets.js";
import * as texts from "./texts.js";

/** @typedef {import("./pkg/index.js").Finding} Finding */

/** Findings that can be of the resource among others. @param {string} resource as it was typed @param {Finding[]} findings */
export function inPlainWords(resource, findings) {
  const isIt = (/** @type {Finding} */ { code }) => code === "resource-syntax";
  if (!findings.some(isIt)) return findings;
  const message = resource.trim() ? isIdToken(resource) && texts.isToken : texts.noResource;
  return message ? findings.map((one) => (isIt(one) ? { ...one, message, help: null } : one)) : findings;
}
