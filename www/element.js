// @ts-check
// Makes elements of texts. Nothing here reads markup: a text stays a text, and what does not print is shown.

/** Controls, formats (zero-width, direction), line and paragraph separators, unusual spaces, private and unassigned ones. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu;

/** A value whose hidden characters are written out, such as `\u{202e}`. @param {string} text */
export function visible(text) {
  return text.replace(HIDDEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A value that somebody else wrote: kept apart from the sentence around it, in either direction. @param {string} text */
export function value(text) {
  return element("code", "", element("bdi", "", visible(text)));
}

/** Two values that differ, with what differs in them marked. @param {string} one @param {string} other */
export function differing(one, other) {
  const [first, second] = [[...one], [...other]];
  const shorter = Math.min(first.length, second.length);
  let start = 0;
  while (start < shorter && first[start] === second[start]) start += 1;
  let end = 0;
  while (end < shorter - start && first.at(-1 - end) === second.at(-1 - end)) end += 1;
  return [first, second].map((characters) => {
    const middle = characters.slice(start, characters.length - end).join("");
    const shown = element("bdi", "", visible(characters.slice(0, start).join("")));
    if (middle) shown.append(element("mark", "", visible(middle)));
    shown.append(visible(characters.slice(characters.length - end, characters.length).join("")));
    return element("code", "", shown);
  });
}

/** A sentence whose values stand in backticks. @param {string} text */
export function sentence(text) {
  return text.split("`").map((part, index) => (index % 2 ? value(part) : visible(part)));
}

/** @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

/**
 * What stands in an element, by what it was made of: drawing costs more than looking.
 *
 * @type {WeakMap<Element, { key: string, node: Element }[]>}
 */
const drawn = new WeakMap();

/**
 * Draws parts into an element. A part that is made of the same as before stays where it is.
 *
 * @param {Element} into
 * @param {{ of: unknown, make: () => Element }[]} parts
 */
export function redraw(into, parts) {
  const before = drawn.get(into) ?? [];
  const after = parts.map(({ of, make }, index) => {
    const key = JSON.stringify(of);
    const old = before[index];
    if (old?.key === key) return old;
    const node = make();
    if (old) old.node.replaceWith(node);
    else into.append(node);
    return { key, node };
  });
  for (const { node } of before.slice(parts.length)) node.remove();
  drawn.set(into, after);
}
