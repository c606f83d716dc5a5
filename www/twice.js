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

/**
 * A finding of such a publisher in the form's words. A repaired publisher would lack what stands twice: none is offered.
 *
 * @param {Finding} finding
 * @param {string[]} twice
 * @returns {Finding}
 */
export function retold(finding, twice) {
  const { at, code } = finding;
  if (at?.in !== "publisher") return finding;
  if (at.path.startsWith(pathOf(""))) return unnamed(at.publisher);
  const name = code === "unknown-rule-kind" ? twice.find((name) => at.path.startsWith(pathOf(name))) : undefined;
  if (name === undefined) return twice.length ? { ...finding, fix: null } : finding;
  const values = [{ name: "claim", value: name }];
  const [message, help] = [texts.twice(name), texts.twiceHelp];
  return { ...finding, code: "claim-named-twice", message, help, values, fix: null };
}

/**
 * The same for an exchange, whose steps repeat what its findings say.
 *
 * @param {import("./pkg/index.js").Exchange} exchange
 * @param {string[][]} twice by publisher
 */
export function retoldExchange(exchange, twice) {
  /** @type {Map<string, string>} */
  const words = new Map();
  const findings = exchange.findings.map((one) => {
    const told = one.at?.in === "publisher" ? retold(one, twice[one.at.publisher] ?? []) : one;
    words.set(one.message, told.message);
    return told;
  });
  const steps = exchange.steps.map((step) => ({ ...step, summary: words.get(step.summary) ?? step.summary }));
  return { ...exchange, findings, steps };
}
