// How many bytes of the module's code each room takes, read from the names that the compiler leaves in it. What is generic code
// of the standard library counts where it was made for nobody alone, as "the standard library"; words and sheets are data.

import { readFileSync } from "node:fs";

const CODE = 10;
const DATA = 11;
const CUSTOM = 0;

/** @param {string | URL} path of a module with names @returns {Record<string, number>} bytes by room */
export function rooms(path) {
  const bytes = readFileSync(path);
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = bytes[at++];
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return value >>> 0;
  };
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  let imported = 0;
  const sizes = [];
  const names = new Map();
  const found = {};
  while (at < bytes.length) {
    const kind = bytes[at++];
    const end = number() + at;
    if (kind === 2) {
      // Imported functions come first in the order in which names count.
      for (let count = number(); count > 0; count -= 1) {
        text();
        text();
        if (bytes[at++] === 0) imported += 1;
        number();
      }
    } else if (kind === CODE) {
      for (let count = number(); count > 0; count -= 1) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    } else if (kind === DATA) {
      found["words and sheets"] = end - at;
    } else if (kind === CUSTOM && text() === "name") {
      while (at < end) {
        const part = bytes[at++];
        const stop = number() + at;
        // Names of functions.
        if (part === 1) for (let count = number(); count > 0; count -= 1) names.set(number(), text());
        at = stop;
      }
    }
    at = end;
  }
  sizes.forEach((size, index) => {
    const room = roomOf(names.get(index + imported) ?? "");
    found[room] = (found[room] ?? 0) + size;
  });
  return found;
}

/** @param {string} name */
function roomOf(name) {
  const [, own] = /^<?hub_trusted_publishers::(\w+)/.exec(name) ?? [];
  if (own) return own;
  const [, strict] = /^<?strict::(\w+)/.exec(name) ?? [];
  if (strict) return `strict: ${strict}`;
  return /talc|zeroizing/.test(name) ? "the allocator" : "the standard library";
}
