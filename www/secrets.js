// @ts-check
// Whether what is passed on holds a secret that somebody put where it does not belong: others read it, and programs.

import { checkPublisher, parseResource } from "./pkg/index.js";

/** @typedef {import("./pkg/index.js").Publisher} Publisher */

/** @param {string} resource as it was typed @param {Publisher[]} publishers */
export function holdsSecret(resource, publishers) {
  // The resource as if it stood in a publisher, too: an ID token is no secret that a resource's own findings name.
  const all = [{ issuerUrl: resource, claims: {} }, ...publishers];
  const codes = [parseResource(resource).findings, ...all.map((one) => checkPublisher(one))].flat();
  return codes.some(({ code }) => ["secret-in-publisher", "hub-token", "other-secret"].includes(code));
}
