// @ts-check
// The package's verdict as this page tells it: with a fix also for a token whose time is over, with the other reading of
// labels, with a token's times.

import { decideExchange, decodeToken, simulateExchange } from "./pkg/index.js";
import { inPlainWords } from "./resource.js";
import * as texts from "./texts.js";
import { retoldExchange } from "./twice.js";

/**
 * @typedef {import("./pkg/index.js").Exchange} Exchange
 * @typedef {import("./pkg/index.js").ExchangeRequest} Request
 */

/** The last second that a date can be written of. */
const END = 253402300799;

/** @param {Exchange} exchange @param {Request} request @param {string[][]} twice the claims that each publisher names twice */
export const told = (exchange, request, twice) =>
  retoldExchange(ofResource(withFix(exchange, request), request), twice);

/** What is said of the resource, in the page's words. @param {Exchange} exchange @param {Request} request */
function ofResource(exchange, { resource }) {
  const findings = inPlainWords(resource, exchange.findings);
  const said = findings.find((one, index) => one !== exchange.findings[index]);
  if (!said) return exchange;
  const steps = exchange.steps.map((step) => (step.name === "resource" ? { ...step, summary: said.message } : step));
  return { ...exchange, findings, steps };
}

/**
 * A fix is offered only where it is enough. For a token whose time is over it never is, so it is asked for as of a moment
 * at which the token was valid.
 *
 * @param {Exchange} exchange @param {Request} request
 */
function withFix(exchange, request) {
  const first = exchange.findings[0];
  const late = exchange.steps.some(({ name, status }) => name === "time" && status === "fail");
  if (!first || first.fix || !late) return exchange;
  const issued = decodeToken(request.token).claims?.filter(({ name }) => name === "iat" || name === "nbf") ?? [];
  const then = Math.max(0, ...issued.map(({ json }) => Math.ceil(Number(json)) || 0));
  const { findings } = simulateExchange({ ...request, now: Math.min(then, END) });
  const { code, fix } = findings[0] ?? {};
  return code === first.code && fix
    ? { ...exchange, findings: [{ ...first, fix }, ...exchange.findings.slice(1)] }
    : exchange;
}

/**
 * A verdict by a key set. One that cannot be read says nothing of the token: the verdict without it stays, and why.
 *
 * @param {Exchange} simulated without the key set @param {Exchange} verified with it
 */
export function bySignature(simulated, verified) {
  if (!verified.findings.some(({ code }) => code === "key-set-syntax")) return verified;
  const summary = verified.steps.find(({ name }) => name === "signature")?.summary ?? "";
  return {
    ...simulated,
    steps: simulated.steps.map((step) =>
      step.name === "signature" && step.status === "unchecked" ? { ...step, summary } : step,
    ),
  };
}

/**
 * The same verdict a moment later: how long a token is still valid, or is not any more.
 *
 * @param {Exchange} exchange what is shown @param {Exchange} now the same without the signature, as of now
 */
export function later(exchange, now) {
  const place = (/** @type {import("./pkg/index.js").Finding} */ { code, at }) => JSON.stringify([code, at]);
  const fresh = new Map(now.findings.map((one) => [place(one), one.message]));
  const time = now.steps.find(({ name }) => name === "time");
  return {
    ...exchange,
    asked: now.asked,
    findings: exchange.findings.map((one) => ({ ...one, message: fresh.get(place(one)) ?? one.message })),
    steps: exchange.steps.map((step) => (step.name === "time" && time ? time : step)),
  };
}

/** What the other reading of labels would give, where the two part: the exchange says if they do. @param {Exchange} exchange @param {Request} request */
export function otherReading({ outcome, findings, steps }, { labels = "documented", ...request }) {
  if (!findings.some(({ code }) => code === "hub-undocumented")) return "";
  // A forgery is refused by any reading.
  if (steps.some(({ name, status }) => name === "signature" && status === "fail")) return "";
  const other = decideExchange({ ...request, labels: labels === "raw" ? "documented" : "raw" });
  // Signatures are not checked there.
  const own = outcome === "granted" ? "granted-if-genuine" : outcome;
  const names = ["branch", "workflow"].filter((name) => request.publishers.some(({ claims }) => name in claims));
  return other.outcome === own ? "" : texts.otherReading(names, labels, texts.does[other.outcome]);
}

/** The token whose times were read, and the times: it is read again only if it changes. */
let timed = { token: "", times: /** @type {import("./verdict.js").Times} */ ({ exp: null, iat: null }) };

/** When a token was issued and expires. @param {string} token */
export function times(token) {
  if (timed.token === token) return timed.times;
  const claims = decodeToken(token).claims ?? [];
  const [exp, iat] = ["exp", "iat"].map((name) => {
    const seconds = Number(claims.find((claim) => claim.name === name)?.json);
    return seconds >= 0 && seconds <= END ? Math.floor(seconds) : null;
  });
  timed = { token, times: { exp, iat } };
  return timed.times;
}

/** Nothing of a token stays. */
export function forget() {
  timed = { token: "", times: { exp: null, iat: null } };
}
