// @ts-check
// Whether a text holds a secret that somebody put where it does not belong: others read it, and programs.

import { checkPublisher, parseResource } from "./pkg/index.js";

/** @typedef {import("./pkg/index.js").Publisher} Publisher */

/** No secret is shorter. */
const SHORTEST = 16;

/** @param {import("./pkg/index.js").Finding[]} findings */
const tellOfOne = (findings) =>
  findings.some(({ code }) => ["secret-in-publisher", "hub-token", "other-secret"].includes(code));

/** @param {string} text */
export const isSecret = (text) => text.length >= SHORTEST && tellOfOne(checkPublisher({ issuerUrl: text, claims: {} }));

/** Whether it is an ID token, or a part of one: any other secret has its own findings. @param {string} text */
export const isIdToken = (text) => isSecret(text) && !tellOfOne(parseResource(text).findings);

/** @param {string} resource as it was typed @param {Publisher[]} publishers */
export function holdsSecret(resource, publishers) {
  // The resource as if it stood in a publisher, too: an ID token is no secret that a resource's own findings name.
  const all = [{ issuerUrl: resource, claims: {} }, ...publishers];
  return tellOfOne([parseResource(resource).findings, ...all.map((one) => checkPublisher(one))].flat());
}

/** @param {string} text */
export const unlessSecret = (text) => (isSecret(text) ? "" : text);

/** The same form without the secrets that stand in it. @param {import("./publisher.js").State} state @returns {import("./publisher.js").State} */
export const withoutSecrets = ({ provider, values, claims, given }) => ({
  provider,
  values: Object.fromEntries(Object.entries(values).map(([field, text]) => [field, unlessSecret(text)])),
  claims: claims.map(({ name, value, kind }) => ({
    name: unlessSecret(name),
    value: unlessSecret(value),
    kind: unlessSecret(kind),
  })),
  given,
});
