// The package's functions over one loaded module. What JavaScript alone can see of an argument is checked here; all
// else is checked, and answered, by the module.

import { glue } from "./glue.js";
import { named } from "./shapes.js";

/** The longest text that is handed over, in UTF-16 code units: a longer one is refused before it is copied. */
const LONGEST = 1_048_576;

/** Of pasted JSON more than the module reads; of a resource far more than one can have. */
const LONGEST_JSON = 262_145;
const LONGEST_RESOURCE = 2_000;

/** Of a value or name in a publisher: a token, whole, has 16,384 characters at most. */
const LONGEST_VALUE = 20_000;

/** What arguments are made of. */
const PLAIN = "plain data: strings, numbers, booleans, null, lists, and objects of no class";

/** What a call says whose module broke down. It is made of no argument, so that nothing pasted can stand in it. */
const BROKEN = "hub-trusted-publishers: internal error; the call was given up and the next one starts afresh";

/** @typedef {ReturnType<typeof glue>} Instance */

/**
 * Gives each function by its name. An entry takes them one by one, so that a bundler can drop those that are not used.
 *
 * @param {(name: string) => WebAssembly.Module} loaded the module, for the function of this name; throws if there is none
 */
export function open(loaded) {
  /** @type {Instance | null} */
  let instance = null;

  /** @type {(name: string) => <T>(use: (instance: Instance) => T) => T} */
  const calls = (name) => (use) => {
    if (!instance) {
      const module = loaded(name);
      const fresh = glue();
      fresh.initSync({ module });
      instance = fresh;
    }
    try {
      return use(instance);
    } catch {
      // A trap leaves an instance in a state that nobody knows.
      instance = null;
      throw new Error(BROKEN);
    }
  };

  /**
   * @param {string} name
   * @param {{ text?: string, aside?: object }} own the pasted text, and what the package itself says beside the call
   * @param {string} json the caller's arguments
   */
  function ask(name, { text = "", aside }, json) {
    const said = calls(name)((instance) => instance.answer(name, text, aside ? JSON.stringify(aside) : "", json));
    // An answer is a JSON text; a programmer's mistake is a sentence that starts with the function's name.
    if (said.startsWith(name)) throw new Error(said);
    return JSON.parse(said);
  }

  const answer = (name, own, rest = {}) => named(name, ask(name, own, plain(name, rest)));
  const exchanged = (name, request) => named(name, ask(name, ...exchange(name, request)));
  const judged = (name, publisher, context = {}) =>
    answer(name, {}, { ...object(name, "context", context), publisher });

  /** Each is told its own name. @type {Record<string, (name: string, ...given: any[]) => any>} */
  const functions = {
    decodeToken: (name, text) => answer(name, handed(name, "text", text)),
    parseResource: (name, text) => answer(name, { text: short(name, "text", text, LONGEST_RESOURCE) }),
    simulateExchange: exchanged,
    decideExchange: exchanged,
    verifyExchange: async (name, request, keySet) => {
      // Written down before anything is awaited: what is verified is what is judged, whatever becomes of the request.
      const [own, json] = exchange(name, request);
      const beside = { ...own.aside, keySet: short(name, "keySet", keySet, LONGEST_JSON) };
      const question = ask(name, { ...own, aside: beside }, json);
      const answer = question ? await verify(calls(name), own.text, question) : "unasked";
      return named(name, ask(name, { ...own, aside: { ...beside, answer } }, json));
    },
    providers: (name) => answer(name, {}),
    publisherFromFields: (name, provider, fields) => answer(name, {}, { provider, fields }),
    fieldsFromPublisher: (name, publisher) => answer(name, {}, { publisher }),
    checkPublisher: judged,
    previewPublisher: judged,
    parsePublishers: (name, text) => answer(name, handed(name, "text", short(name, "text", text, LONGEST_JSON))),
    suggestPublishers: (name, text) => answer(name, handed(name, "text", text)),
    ciWorkflow: (name, request) => answer(name, {}, object(name, "request", request)),
  };
  return (name) => functions[name].bind(null, name);
}

/** What the module is told of an exchange: the token and what stands beside it, and the rest as JSON. */
function exchange(name, request) {
  const rest = object(name, "request", request);
  const own = handed(name, "token", rest.token);
  rest.token = undefined;
  rest.resource = short(name, "resource", rest.resource, LONGEST_RESOURCE);
  if (rest.now === undefined) rest.now = Math.floor(Date.now() / 1000);
  return [own, plain(name, rest)];
}

/**
 * Asks the platform about a signature, through the module, with the key that it judged and the bytes that were pasted. They are
 * copied out of its memory: who reads them late must not find those of a later call. Only a plain `true` says "genuine".
 *
 * @param {<T>(use: (instance: Instance) => T) => T} call
 */
export async function verify(call, text, { key, how, uses, start, dot, end }) {
  // Browsers give it to pages from https and localhost alone.
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return "unavailable";
  const imported = await settled(call((instance) => instance.importKey(subtle, key, how, uses)));
  if (!imported) return "key-refused";
  const bytes = call((instance) => instance.signedBytes(text, start, dot, end));
  const [message, signature] = [bytes.subarray(0, dot - start), bytes.subarray(dot - start)];
  try {
    const genuine = await settled(call((instance) => instance.verify(subtle, imported, how, signature, message)));
    return genuine === true ? "genuine" : "forged";
  } finally {
    bytes.fill(0);
  }
}

/** What a promise of the platform gives; nothing if it fails, or if there is none. */
async function settled(promise) {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}

/** A text of which no more is looked at than this, and no half of a letter: it is far too long then, and refused as that. */
function short(name, key, text, limit) {
  const whole = string(name, key, text);
  return whole.slice(0, whole.codePointAt(limit - 1) > 0xffff ? limit - 1 : limit);
}

/** A pasted text, or why it is not handed over: UTF-8 has no half of a surrogate pair. */
function handed(name, key, text) {
  if (string(name, key, text).length > LONGEST) return { text: "", aside: { length: text.length } };
  // The search takes thirty times as long.
  const at = text.isWellFormed?.() ? -1 : text.search(/\p{Surrogate}/u);
  if (at < 0) return { text };
  return { text: "", aside: { at, half: `U+${text.charCodeAt(at).toString(16).toUpperCase()}` } };
}

/**
 * A copy of the caller's object. One that a class made, such as a Map, would seem empty; and what a getter throws is not passed on,
 * since it can quote a token.
 */
function object(name, key, value) {
  try {
    if (typeof value === "object" && isBare(value)) return { ...value };
  } catch {
    // A getter that throws, or null.
  }
  throw wrong(name, key, value, "a plain object");
}

function string(name, key, text) {
  if (typeof text !== "string") throw wrong(name, key, text, "a string");
  return text;
}

/** The arguments as one JSON text: the platform writes it faster than their parts could be fetched one by one. */
function plain(name, rest) {
  try {
    if (isPlain(rest)) return JSON.stringify(rest);
  } catch {
    // A getter that throws: which key it is, is said below.
  }
  const members = Object.keys(rest).map((key) => {
    try {
      const json = written(rest, key);
      return json && `${JSON.stringify(key)}:${json}`;
    } catch {
      throw new Error(`${name}: \`${culprit(rest, key)}\` must be ${PLAIN}`);
    }
  });
  return `{${members.filter(Boolean)}}`;
}

/** A member as JSON, with nothing left out in silence. */
const written = (holder, key) => JSON.stringify(holder[key], (name, inner) => kept(name || key, inner));

/** The path of what cannot be written in a member that cannot. A loop ends where it starts again, and no argument is as deep. */
function culprit(holder, key, path = "", above = []) {
  // A key can be anything, a token too: as much of it is said as the module says of one.
  const name = key.length > 15 ? `${key.slice(0, 15)}…` : key;
  const here = Array.isArray(holder) ? `${path}[${key}]` : (path && `${path}.${name}`) || name;
  try {
    const value = holder[key];
    const inside = above.length < 8 && !above.includes(value) ? Object.keys(value) : [];
    for (const inner of inside) {
      try {
        written(value, inner);
      } catch {
        return culprit(value, inner, here, [...above, value]);
      }
    }
  } catch {
    // A getter that throws, or what has no members.
  }
  return here;
}

/**
 * Whether `kept` would keep it as it is, since a replacer makes JSON.stringify ten times as slow. What is in doubt is not, such as
 * what is nested deeper than any argument.
 */
function isPlain(value, depth = 8, isTable = false) {
  if (typeof value === "string") return value.length <= LONGEST_VALUE;
  if (typeof value !== "object") return typeof value === "number" || typeof value === "boolean" || value === undefined;
  if (value === null) return true;
  if (depth === 0 || "toJSON" in value) return false;
  // Loops, since this runs for every argument; by index, since a list's own `every` may be anything.
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (!isPlain(value[at], depth - 1)) return false;
    return true;
  }
  // What is inherited counts too, and is in doubt then.
  let count = 0;
  for (const key in value) {
    if (key.length > LONGEST_VALUE || !isPlain(value[key], depth - 1, isNamedFreely(key))) return false;
    count += 1;
  }
  return isBare(value, isTable, count);
}

/** Whether an object in this place has a member for whatever its caller names: a rule of any name counts. */
const isNamedFreely = (key) => key === "claims" || key === "fields";

/**
 * Whether an object is no class's, in any realm, and has nothing that JSON.stringify leaves out: what is hidden, and in such a
 * table what a symbol names. Elsewhere a symbol is no member of ours, and libraries mark what they observe with them.
 */
function isBare(value, isTable, count = Object.keys(value).length) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  // Asked for apart, both take a quarter of the time that `Reflect.ownKeys` takes; symbols take most of it.
  if (Object.getOwnPropertyNames(value).length !== count) return false;
  return !isTable || Object.getOwnPropertySymbols(value).length === 0;
}

/**
 * Refuses what JSON.stringify leaves out or empties in silence: a publisher would lose a rule, and let more in. A text far
 * longer than any that a token can hold is cut, and marked so that it still equals none.
 */
function kept(key, value) {
  if (typeof value === "string") return cut(value);
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (!isBare(value, isNamedFreely(key))) throw new TypeError();
  if (Object.keys(value).every((key) => key === cut(key))) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cut(key), inner]));
}

const cut = (text) => (text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}\uffff` : text);

function wrong(name, key, value, expected) {
  return new Error(`${name}: \`${key}\` ${value === undefined ? "is missing; it must be" : "must be"} ${expected}`);
}
