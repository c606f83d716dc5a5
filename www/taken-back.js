// @ts-check
// A form's state without one change: what the change made is as it was before, and what was typed since stays.

/** @typedef {import("./publisher.js").State} State */

/** @param {unknown} one @param {unknown} other */
export const isEqual = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * @param {State} before the change
 * @param {State} after it
 * @param {State} now
 * @returns {State}
 */
export function takenBack(before, after, now) {
  // A form that got another provider, and was typed into since, has fields that it did not have: it stays whole.
  if (before.provider !== after.provider && !isEqual(after, now)) return now;
  const ids = Object.keys({ ...before.values, ...now.values });
  const names = new Set([...before.claims, ...now.claims].map(({ name }) => name));
  const named = (/** @type {State} */ { claims }, /** @type {string} */ name) =>
    claims.filter((rule) => rule.name === name);
  return {
    provider: unlessChanged(before.provider, after.provider, now.provider),
    values: Object.fromEntries(
      ids.map((id) => {
        const [then, made, typed] = [before, after, now].map(({ values }) => values[id] ?? "");
        return [id, unlessChanged(then, made, typed)];
      }),
    ),
    claims: [...names].flatMap((name) => unlessChanged(named(before, name), named(after, name), named(now, name))),
    given: unlessChanged(before.given, after.given, now.given),
  };
}

/** @template T @param {T} before @param {T} after @param {T} now @returns {T} */
const unlessChanged = (before, after, now) => (isEqual(now, after) ? before : now);
