// @ts-check
// A link that carries resource and publishers, behind the `#`, which no browser sends. It never carries a token.

/**
 * @typedef {{ resource: string, publishers: import("./pkg/index.js").Publisher[] }} Carried
 */

/** @param {Carried} carried */
export function linkTo({ resource, publishers }) {
  const bytes = new TextEncoder().encode(JSON.stringify({ resource, publishers }));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `${location.origin}${location.pathname}#${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/**
 * Takes what the address carries out of it, so that the address does not go on to show what is edited since. Undefined if
 * it carries nothing, null if what it carries cannot be read.
 */
export function takeCarried() {
  const { hash, pathname, search } = location;
  if (hash.length < 2) return undefined;
  history.replaceState(null, "", `${pathname}${search}`);
  return carriedBy(hash);
}

/**
 * The resource, and publishers as the JSON text that `parsePublishers` reads.
 *
 * @param {string} hash
 */
function carriedBy(hash) {
  try {
    // Where it was written in a sentence, the sentence's end can hang on it.
    const carried = hash.slice(1).replace(/(?:%[\da-f]{2}|[^\w-])+$/i, "");
    const text = atob(carried.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const { resource, publishers } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof resource === "string" && Array.isArray(publishers)
      ? { resource, publishers: JSON.stringify(publishers) }
      : null;
  } catch {
    return null;
  }
}
