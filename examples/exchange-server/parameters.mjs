// The parameters of a token exchange (RFC 8693 section 2.1), as JSON or as a form, none of them twice (RFC 6749 section 3.2).

/** A request that cannot be answered, with OAuth's code for it (RFC 6749 section 5.2). */
export class Mistake extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

/** @param {string} type the body's media type @param {string} body */
export function parameters(type, body) {
  const form = type.split(";")[0].trim().toLowerCase() === "application/x-www-form-urlencoded";
  const given = form ? ofForm(body) : ofJson(body);
  const wanted = (name) => {
    const value = given.get(name);
    if (!value) throw new Mistake("invalid_request", `${name} is missing`);
    if (typeof value !== "string") throw new Mistake("invalid_request", `${name} must be a text`);
    return value;
  };
  if (wanted("grant_type") !== EXCHANGE) throw new Mistake("unsupported_grant_type", `grant_type must be ${EXCHANGE}`);
  if (wanted("subject_token_type") !== ID_TOKEN) {
    throw new Mistake("invalid_request", `subject_token_type must be ${ID_TOKEN}`);
  }
  // Nobody acts for anybody here, and a type without its token is a mistake whoever acts.
  for (const name of ["actor_token", "actor_token_type"]) {
    if (given.has(name)) throw new Mistake("invalid_request", `${name} is not supported`);
  }
  return { token: wanted("subject_token"), resource: wanted("resource") };
}

function ofForm(body) {
  const pairs = [...new URLSearchParams(body)];
  const given = new Map(pairs);
  if (given.size < pairs.length) throw new Mistake("invalid_request", "A parameter is repeated");
  return given;
}

function ofJson(body) {
  let object;
  try {
    object = JSON.parse(body);
  } catch {
    throw new Mistake("invalid_request", "The body is not JSON");
  }
  if (typeof object !== "object" || !object || Array.isArray(object)) {
    throw new Mistake("invalid_request", "The body must be a JSON object");
  }
  // What is not known may hold anything (RFC 6749 section 3.2). JSON.parse takes the last of two members of one name.
  const given = new Map(Object.entries(object));
  if (given.size < members(body)) throw new Mistake("invalid_request", "A parameter is repeated");
  return given;
}

/** How many members stand in the text of a JSON object itself: each has a colon that is in no text and no inner value. */
function members(text) {
  let [depth, count] = [0, 0];
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (part === "{" || part === "[") depth += 1;
    else if (part === "}" || part === "]") depth -= 1;
    else if (part === ":" && depth === 1) count += 1;
  }
  return count;
}
