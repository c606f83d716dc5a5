// @ts-check
// A link that carries resource and publishers, behind the `#`, which no browser sends. It never carries a token.

/**
 * @typedef {{ resource: string, publishers: import("./pkg/index.js").Publisher[] }} Carried
 */

/** How tokens and access tokens start, wherever they were pasted by mistake. */
const SECRET = /eyJ[\w-]{8,}\.|\bhf_\w{8,}/;

/** A link; null if a token stands in a field, since a link is made to be passed on. @param {Carried} carried */
export function linkTo({ resource, publishers }) {
  const json = JSON.stringify({ resource, publishers });
  if (SECRET.test(json)) return null;
  const bytes = new TextEncoder().encode(json);
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `${location.origin}${location.pathname}#${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/**
 * What the address carries: the resource, and publishers as the JSON text that `parsePublishers` reads. Null if it
 * carries nothing that can be read.
 *
 * @param {string} hash
 */
export function carriedBy(hash) {
  try {
    const text = atob(hash.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const { resource, publishers } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof resource === "string" && Array.isArray(publishers)
      ? { resource, publishers: JSON.stringify(publishers) }
      : null;
  } catch {
    return null;
  }
}
