// @ts-check
// The verdict: a heading and one line, then why, step by step and claim by claim.

import { exchangeReport } from "./pkg/index.js";
import { copy, listing } from "./copy.js";
import { Claims } from "./claims.js";
import { element, redraw, sentence } from "./element.js";
import { finding, findings, mark } from "./findings.js";
import { later } from "./judge.js";
import { matrix } from "./matrix.js";
import { Spoken } from "./spoken.js";
import * as texts from "./texts.js";

/**
 * @typedef {import("./pkg/index.js").Exchange} Exchange
 * @typedef {import("./pkg/index.js").Fix} Fix
 * @typedef {{ exp: number | null, iat: number | null }} Times in Unix seconds
 */

/**
 * @typedef {object} Events
 * @property {(publisher: number, fix: Fix) => void} mend a fix was asked for
 * @property {() => void} suggest a publisher from the token was asked for
 */

/** Reasons that a publisher made from the token removes. */
const UNTRUSTED = ["no-publishers", "no-publisher-for-issuer"];

/** How many publishers are shown claim by claim at once: the nearest. */
const NEAREST = 3;

export class Verdict {
  /** Whether the farther publishers were asked for. */
  #opened = false;
  /** @type {Exchange | null} */
  #shown = null;

  #times = /** @type {Times} */ ({ exp: null, iat: null });
  #resource = "";
  /** What else may hold: it belongs to the verdict's line. */
  #doubt = "";

  /** @param {Events} tell */
  constructor(tell) {
    this.mend = tell.mend;
    this.suggest = tell.suggest;
    this.heading = element("h2", "", "");
    this.heading.tabIndex = -1;
    this.line = element("p", "", "");
    const head = element("div", "head", this.heading, this.line);
    this.spoken = new Spoken();
    this.place = element("div", "");
    this.reasons = element("div", "reasons");
    this.why = element("ul", "findings");
    this.steps = element("ol", "steps");
    this.claims = Array.from({ length: NEAREST }, () => new Claims());
    this.element = element("section", "card verdict", head, this.spoken.element, this.place, this.reasons);
    this.element.ariaLabel = texts.titles.verdict;
    this.clear();
  }

  focus() {
    this.heading.focus();
  }

  /**
   * The farther publishers, on request.
   *
   * @param {import("./pkg/index.js").Finding[]} why
   * @param {Exchange["matches"]} matches
   * @param {(some: import("./pkg/index.js").Finding[]) => HTMLElement} told
   */
  #others(why, matches, told) {
    const rest = element("div", "");
    const details = element("details", "", element("summary", "", texts.others(matches.length)), rest);
    details.open = this.#opened;
    const fill = () =>
      rest.replaceChildren(
        ...(details.open ? [told(why), ...matches.map((match) => new Claims().update(match).element)] : []),
      );
    details.addEventListener("toggle", () => {
      this.#opened = details.open;
      fill();
    });
    fill();
    return details;
  }

  /** Shows that there is nothing to judge. */
  clear() {
    this.element.dataset.outcome = "none";
    say(this.heading, texts.nothing);
    say(this.line, texts.nothingPasted);
    this.spoken.clear();
    // Nothing of the token stays, not even where it is not shown.
    for (const list of [this.reasons, this.why, this.steps]) redraw(list, []);
    this.claims = this.claims.map(() => new Claims());
    this.#shown = null;
  }

  /**
   * @param {Exchange} exchange
   * @param {string} resource as it was typed
   * @param {Times} times
   * @param {string} doubt what another reading would give, or nothing
   */
  update(exchange, resource, times, doubt) {
    this.#doubt = doubt;
    this.#draw(exchange, resource, times);
    // Not as seconds pass.
    this.spoken.say([`${this.heading.textContent}. ${this.line.textContent}`]);
  }

  /** A moment later nothing changed but the time. @param {Exchange} now without its signature, which was checked already */
  tick(now) {
    if (this.#shown) this.#draw(later(this.#shown, now), this.#resource, this.#times);
  }

  /** @param {Exchange} exchange @param {string} resource @param {Times} times */
  #draw(exchange, resource, times) {
    [this.#shown, this.#resource, this.#times] = [exchange, resource, times];
    this.element.dataset.outcome = exchange.outcome;
    const isAll = isAllShown(exchange);
    say(this.heading, isAll ? texts.allShown : texts.headings[exchange.outcome]);
    say(this.line, [isAll ? texts.pasteAll : summary(exchange, resource), this.#doubt].filter(Boolean).join(" "));
    const { matches } = exchange;
    const far = new Set(matches.slice(NEAREST).map(({ publisher }) => publisher));
    const isFar = (/** @type {import("./pkg/index.js").Finding} */ { at }) =>
      at?.in === "publisher" && far.has(at.publisher);
    const told = (/** @type {import("./pkg/index.js").Finding[]} */ some) =>
      findings(some, this.mend, texts.publisherName);
    const near = exchange.findings.filter((finding) => !isFar(finding));
    const others = { findings: exchange.findings.filter(isFar), matches: matches.slice(NEAREST) };
    const { titles } = texts;
    const nearest = matches.slice(0, NEAREST);
    const untrusted = near.some(({ code }) => UNTRUSTED.includes(code));
    redraw(this.reasons, [
      ...(near.length ? [{ of: "why", make: () => part(titles.findings, this.why) }] : []),
      ...(untrusted ? [{ of: "suggest", make: () => button(texts.fromToken, this.suggest) }] : []),
      { of: "steps", make: () => part(titles.steps, this.steps) },
      ...(matches.length > 1 ? [{ of: verdicts(matches), make: () => part(titles.matrix, matrix(matches)) }] : []),
      ...nearest.map((_, index) => ({
        of: ["claims", index],
        make: () => part(index ? "" : titles.claims, this.claims[index].element),
      })),
      ...(far.size ? [{ of: others, make: () => this.#others(others.findings, others.matches, told) }] : []),
      // Of what cannot be told there is no answer yet.
      ...(exchange.outcome === "undetermined"
        ? []
        : [{ of: exchange.response, make: () => part(titles.answer, answer(exchange)) }]),
      { of: "copy", make: () => copy(texts.copyReport, () => exchangeReport(this.#shown ?? exchange), texts.copied) },
      { of: exchange.asked.now, make: () => moment(exchange.asked.now) },
    ]);
    redraw(
      this.why,
      near.map((one) => ({ of: one, make: () => finding(one, this.mend, texts.publisherName) })),
    );
    redraw(
      this.steps,
      exchange.steps.map((one) => ({ of: [one, times], make: () => step(one, times) })),
    );
    nearest.forEach((match, index) => this.claims[index].update(match));
  }
}

/** @param {HTMLElement} place @param {string} text */
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** Whether nothing but the token itself is missing. @param {Exchange} exchange */
function isAllShown({ outcome, steps }) {
  const claims = steps.find(({ name }) => name === "claims");
  return outcome === "undetermined" && claims?.status === "pass" && steps.every(({ status }) => status !== "fail");
}

/** @param {string} name @param {() => void} pressed */
function button(name, pressed) {
  const made = element("button", "", name);
  made.type = "button";
  made.addEventListener("click", pressed);
  return element("p", "buttons", made);
}

/** @param {Exchange} exchange @param {string} resource */
function summary({ outcome, outcomeIfFresh, grant, findings }, resource) {
  if (grant) return texts.grant(grant.access, resource);
  const first = findings.find(({ severity }) => severity === "error") ?? findings[0];
  const message = first ? first.message.replaceAll("`", "") : "";
  if (outcome !== "refused" || outcomeIfFresh === "refused") return message;
  const isOver = findings.some(({ code }) => code === "token-expired");
  return `${message} ${isOver ? texts.onlyOver : texts.onlyEarly}`;
}

/** What the matrix shows. @param {Exchange["matches"]} matches */
function verdicts(matches) {
  return matches.map(({ publisher, issuer, claims }) => [
    publisher,
    issuer.verdict,
    claims.map(({ claim, verdict }) => [claim, verdict]),
  ]);
}

/** @param {string} title @param {...Node} content */
function part(title, ...content) {
  return element("section", "", ...(title ? [element("h3", "", title)] : []), ...content);
}

/** @param {Exchange["steps"][number]} one @param {Times} times */
function step({ name, status, summary }, { exp, iat }) {
  const moments = [
    iat === null ? "" : `${texts.issuedAt} ${written(iat)}`,
    exp === null ? "" : `${texts.expiresAt} ${written(exp)}`,
  ];
  const told = element("span", "", ...sentence(summary));
  const exactly = name === "time" ? moments.filter(Boolean).join(", ") : "";
  if (exactly) told.append(element("small", "help", exactly));
  return element("li", "", element("strong", "", texts.steps[name]), mark(status), told);
}

/** @param {Exchange} exchange */
function answer({ status, response }) {
  return listing(texts.titles.answer, `HTTP ${status}\n${JSON.stringify(response, null, 2)}`);
}

/** @param {number} seconds */
function written(seconds) {
  return new Date(seconds * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
}

/** @param {number} now */
function moment(now) {
  const time = element("time", "", written(now));
  time.dateTime = new Date(now * 1000).toISOString();
  const [before, after] = texts.judgedAt("\u0000").split("\u0000");
  return element("p", "help", before, time, after);
}
