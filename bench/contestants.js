// Who judges an exchange, and how they are timed: the same in Node and in a page, which give what differs between them.

import { decodeJwt } from "jose";
import { jwtDecode } from "jwt-decode";

const ISSUER = "https://token.actions.githubusercontent.com";
const AUDIENCE = "https://huggingface.co";

/**
 * @param {object} given
 * @param {typeof import("../pkg/index.js")} given.hub
 * @param {(request: object) => any} given.isAuthorized cedar's
 * @param {(text: string) => string} given.decoded what a segment of base64url holds, by the platform's own means
 * @param {number} given.now
 */
export function contestants({ hub, isAuthorized, decoded, now }) {
  const resource = "acme/awesome-model";
  /** What a caller would write by hand: three comparisons and the time. */
  const fits = (claims) =>
    claims.iss === ISSUER &&
    claims.repository === "acme/awesome-model-training" &&
    claims.ref === "refs/heads/main" &&
    claims.aud === AUDIENCE &&
    claims.exp > now;

  const policy = {
    staticPolicies: `permit(principal, action, resource) when {
    context.iss == "${ISSUER}" && context.repository == "acme/awesome-model-training" &&
    context.ref == "refs/heads/main" && context.aud == "${AUDIENCE}" && context.exp > ${now}
  };`,
  };
  const entity = (type) => ({ type, id: "x" });

  return {
    "ours: decideExchange": (text, all) =>
      hub.decideExchange({ token: text, resource, publishers: all, now }).outcome === "granted-if-genuine",
    "ours: simulateExchange, with all reasons": (text, all) =>
      hub.simulateExchange({ token: text, resource, publishers: all, now }).outcome === "granted-if-genuine",
    "ours: decodeToken": (text) => hub.decodeToken(text).claims.length > 0,
    "platform: base64, JSON.parse, ===": (text) => fits(JSON.parse(decoded(text.split(".")[1]))),
    "jose: decodeJwt, ===": (text) => fits(decodeJwt(text)),
    "jwt-decode, ===": (text) => fits(jwtDecode(text)),
    "cedar-wasm: isAuthorized, on decoded claims": (text) => {
      const { iss, repository, ref, aud, exp } = JSON.parse(decoded(text.split(".")[1]));
      const answer = isAuthorized({
        principal: entity("Job"),
        action: entity("Action"),
        resource: entity("Repo"),
        context: { iss, repository, ref, aud, exp },
        policies: policy,
        entities: [],
      });
      return answer.response?.decision === "allow";
    },
  };
}

const median = (all) => [...all].sort((one, other) => one - other)[all.length >> 1];

/** As many rounds are not timed, whoever runs: engines compile anew what runs often. */
const WARMING_UP = 60;

/** Microseconds an exchange, by contestant. */
export function race(contestants, names, pasted, all, rounds) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds + WARMING_UP; round += 1) {
    for (const name of names) {
      const run = contestants[name];
      const start = performance.now();
      for (const text of pasted)
        if (!run(text, all)) throw new Error(`${name} does not let a job of ${text.length} characters in`);
      if (round >= WARMING_UP) times[name].push(((performance.now() - start) * 1000) / pasted.length);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}
