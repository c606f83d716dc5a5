// @ts-check
// Which publisher a form means, finished or not, and what is wrong with what was typed.

import { publisherFromFields } from "./pkg/index.js";
import { pathOf, together, unnamed } from "./twice.js";

/**
 * @typedef {import("./pkg/index.js").Provider} Provider
 * @typedef {import("./pkg/index.js").Finding} Finding
 * @typedef {{ [id: string]: string }} Values by the id of the field
 * @typedef {{ publisher: import("./pkg/index.js").Publisher, findings: Finding[], twice: string[] }} Read `twice`: the claims that are named twice
 */

/** @param {Provider} provider @param {Values} values @param {import("./claim-row.js").Rule[]} rules @returns {Read} */
export function meant(provider, values, rules) {
  const { publisher, findings } = publisherFromFields(provider.id, values);
  const base = publisher ?? unfinished(provider, values);
  /** @type {[string, import("./pkg/index.js").ClaimRule][]} */
  const further = rules.map(({ name, value, kind }) => [name, { kind, value }]);
  const { claims, twice } = together([...Object.entries(base.claims), ...further]);
  // What a row says needs no field.
  const paths = rules.map(({ name }) => `${pathOf(name)}value`);
  const lacking = findings.filter(
    ({ code, at }) => !(code === "field-missing" && at?.in === "publisher" && paths.includes(at.path)),
  );
  const nameless = rules.some(({ name }) => name === "") ? [unnamed()] : [];
  return { publisher: { ...base, claims }, findings: [...nameless, ...lacking], twice };
}

/** A form that lacks something it needs still is what the person wrote. @param {Provider} provider @param {Values} values */
function unfinished({ fields, issuers }, values) {
  const issuer = fields.find(({ key }) => key === null);
  const filled = fields.filter(({ id, key }) => key && values[id]);
  const [usual = ""] = issuers;
  const named = issuer ? values[issuer.id] : "";
  // Such a field holds an address, or what fills the blank of one.
  const isPart = named !== "" && !named.includes("/") && usual.split("{").length === 2;
  return {
    issuerUrl: isPart ? usual.replace(/\{[^}]*\}/, () => named) : issuer ? named : usual,
    claims: Object.fromEntries(filled.map(({ id, key }) => [key, { kind: "eq", value: values[id] }])),
  };
}

/**
 * What a field's value says, whoever's form it stands in: a branch is a branch with another provider, an environment's name
 * is no environment's UUID, and one provider's organisation is not another's.
 *
 * @param {Provider} provider @param {import("./pkg/index.js").Field} field
 */
export function meaning({ id: provider }, { id, key = null }) {
  if (key !== null) return `claim ${key}`;
  return id === "issuerUrl" ? "issuer" : `${provider} ${id}`;
}
