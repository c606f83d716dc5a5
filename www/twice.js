// @ts-check
// Claims that a form names twice or not at all. No publisher can be written with them: such a one is judged as one that
// never matches, and what is said of it is said in the form's words.

import * as texts from "./texts.js";

/** @typedef {import("./pkg/index.js").Finding} Finding */

/** A kind that nobody has, so that a claim with two values matches none of them. */
const TWICE = "named twice";

/**
 * The claims of a form, and which of them it names more than once.
 *
 * @param {[string, import("./pkg/index.js").ClaimRule][]} rules
 */
export function together(rules) {
  const names = rules.map(([name]) => name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const values = (/** @type {string} */ name) =>
    rules.filter(([other]) => other === name).map(([, rule]) => rule.value);
  const own = twice.map((name) => [name, { kind: TWICE, value: values(name).join(" / ") }]);
  // As entries, so that a claim named __proto__ is a claim.
  return { claims: Object.fromEntries([...rules, ...own]), twice };
}

/** Where findings speak of a claim, as the start of a JSON Pointer. @param {string} name */
export const pathOf = (name) => `/claims/${name.replaceAll("~", "~0").replaceAll("/", "~1")}/`;

/** What is said of a value that has no claim. @param {number} publisher @returns {Finding} */
export const unnamed = (publisher = 0) => ({
  code: "claim-unnamed",
  severity: "error",
  message: texts.unnamed,
  help: texts.unnamedHelp,
  values: [],
  at: { in: "publisher", publisher, path: `${pathOf("")}name` },
  fix: null,
});

/** @param {string} claim @param {number} publisher @returns {Finding} */
const namedTwice = (claim, publisher) => ({
  code: "claim-named-twice",
  severity: "error",
  message: texts.twice(claim),
  help: texts.twiceHelp,
  values: [{ name: "claim", value: claim }],
  at: { in: "publisher", publisher, path: `${pathOf(claim)}kind` },
  fix: null,
});

/**
 * Findings of such a publisher in the form's words. A repaired publisher would lack what stands twice: none is offered.
 *
 * @param {Finding[]} findings
 * @param {(publisher: number) => string[]} twice the claims that a publisher names twice
 */
export function retold(findings, twice) {
  /** @type {Set<string>} */
  const said = new Set();
  return findings.flatMap((one) => {
    if (one.at?.in !== "publisher") return [one];
    const { path, publisher } = one.at;
    if (path.startsWith(pathOf(""))) return [unnamed(publisher)];
    const names = twice(publisher);
    const name = names.find((name) => path.startsWith(pathOf(name)));
    if (name === undefined) return [names.length ? { ...one, fix: null } : one];
    // Whatever else is said of the claim is of a value that nobody wrote.
    const key = JSON.stringify([publisher, name]);
    if (said.has(key)) return [];
    said.add(key);
    return [namedTwice(name, publisher)];
  });
}

/**
 * The same for an exchange, whose steps repeat what its findings say.
 *
 * @param {import("./pkg/index.js").Exchange} exchange
 * @param {string[][]} twice by publisher
 */
export function retoldExchange(exchange, twice) {
  const by = (/** @type {number} */ publisher) => twice[publisher] ?? [];
  const told = (/** @type {string} */ summary) => {
    const said = exchange.findings.filter(({ message }) => message === summary);
    return retold(said, by)[0]?.message ?? summary;
  };
  const steps = exchange.steps.map((step) => ({ ...step, summary: told(step.summary) }));
  return { ...exchange, findings: retold(exchange.findings, by), steps };
}
