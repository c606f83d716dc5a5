// The package's functions over one loaded module. What JavaScript alone can see of an argument is checked here; all
// else is checked, and answered, by the module.

import { glue } from "./glue.js";

/** The longest text that is handed over, in UTF-16 code units: a longer one is refused before it is copied. */
const LONGEST = 1_048_576;

/** What a call says whose module broke down. It is made of no argument, so that nothing pasted can stand in it. */
const BROKEN = "hub-trusted-publishers: internal error; the call was given up and the next one starts afresh";

/**
 * Gives each function by its name. An entry takes them one by one, so that a bundler can drop those that are not used.
 *
 * @param {(name: string) => WebAssembly.Module} loaded the module, for the function of this name; throws if there is none
 */
export function open(loaded) {
  /** @type {ReturnType<typeof glue> | null} */
  let instance = null;

  function ask(name, { text = "", unread = "" }, rest) {
    const json = plain(name, rest);
    if (!instance) {
      const module = loaded(name);
      const fresh = glue();
      fresh.initSync({ module });
      instance = fresh;
    }
    let said;
    try {
      said = instance.answer(name, text, unread, json);
    } catch {
      // A trap leaves an instance in a state that nobody knows.
      instance = null;
      throw new Error(BROKEN);
    }
    // An answer is a JSON text; a programmer's mistake is a sentence that starts with the function's name.
    if (said.startsWith(name)) throw new Error(said);
    return JSON.parse(said);
  }

  /** @type {Record<string, (...given: any[]) => any>} */
  const functions = {
    decodeToken: (text) => ask("decodeToken", handed("decodeToken", "text", text), {}),
    parseResource: (text) => ask("parseResource", { text: short("parseResource", "text", text) }, {}),
    simulateExchange: (request) => {
      const {
        token,
        resource,
        now = Math.floor(Date.now() / 1000),
        ...rest
      } = object("simulateExchange", "request", request);
      return ask("simulateExchange", handed("simulateExchange", "token", token), {
        ...rest,
        resource: short("simulateExchange", "resource", resource),
        now,
      });
    },
    providers: () => ask("providers", {}, {}),
    publisherFromFields: (provider, fields) => ask("publisherFromFields", {}, { provider, fields }),
    fieldsFromPublisher: (publisher) => ask("fieldsFromPublisher", {}, { publisher }),
    checkPublisher: (publisher, context = {}) =>
      ask("checkPublisher", {}, { ...object("checkPublisher", "context", context), publisher }),
    previewPublisher: (publisher, context = {}) =>
      ask("previewPublisher", {}, { ...object("previewPublisher", "context", context), publisher }),
    parsePublishers: (text) => ask("parsePublishers", {}, { text: short("parsePublishers", "text", text) }),
    suggestPublishers: (text) => ask("suggestPublishers", handed("suggestPublishers", "text", text), {}),
    ciWorkflow: (request) => ask("ciWorkflow", {}, object("ciWorkflow", "request", request)),
  };
  return (name) => functions[name];
}

/** A resource, of which no more is looked at than of a pasted text: it is far too long then, and refused as that. */
function short(name, key, text) {
  return string(name, key, text).slice(0, LONGEST);
}

/** A pasted text, or why it is not handed over: UTF-8 has no half of a surrogate pair. */
function handed(name, key, text) {
  if (string(name, key, text).length > LONGEST) return { unread: JSON.stringify({ length: text.length }) };
  const at = text.search(/\p{Surrogate}/u);
  if (at < 0) return { text };
  return { unread: JSON.stringify({ at, half: `U+${text.charCodeAt(at).toString(16).toUpperCase()}` }) };
}

function object(name, key, value) {
  if (typeof value !== "object" || value === null) throw wrong(name, key, value, "an object");
  return value;
}

function string(name, key, text) {
  if (typeof text !== "string") throw wrong(name, key, text, "a string");
  return text;
}

/** The arguments as one JSON text: the platform writes it faster than their parts could be fetched one by one. */
function plain(name, rest) {
  const members = Object.entries(rest).map(([key, value]) => {
    try {
      const json = JSON.stringify(value, kept);
      return json && `${JSON.stringify(key)}:${json}`;
    } catch {
      // A key can be anything, a token too: as much of it is said as the module says of one.
      throw new Error(`${name}: \`${key.length > 15 ? `${key.slice(0, 15)}…` : key}\` must be plain data`);
    }
  });
  return `{${members.filter(Boolean)}}`;
}

/** Refuses what JSON.stringify leaves out or empties in silence: a publisher would lose a rule, and let more in. */
function kept(_, value) {
  const lost =
    typeof value === "object"
      ? value !== null && Symbol.iterator in value && !Array.isArray(value)
      : typeof value === "function" || typeof value === "symbol";
  if (lost) throw new TypeError();
  return value;
}

function wrong(name, key, value, expected) {
  return new Error(`${name}: \`${key}\` ${value === undefined ? "is missing; it must be" : "must be"} ${expected}`);
}
