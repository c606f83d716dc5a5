// @ts-check
// The verdict: a heading and one line, then why, step by step and claim by claim.

import { exchangeReport } from "./pkg/index.js";
import { byId, differing, element, sentence, value } from "./element.js";
import { findings, mark } from "./findings.js";
import * as texts from "./texts.js";

/**
 * @typedef {import("./pkg/index.js").Exchange} Exchange
 * @typedef {import("./pkg/index.js").Fix} Fix
 */

const region = byId("verdict");
const heading = byId("heading");
const line = byId("line");
const reasons = byId("reasons");

/** What is shown without a token. @param {string} why */
export function clear(why) {
  region.dataset.outcome = "undetermined";
  say(heading, texts.headings.undetermined);
  say(line, why);
  reasons.replaceChildren();
}

/**
 * @param {Exchange} exchange
 * @param {string | null} resource as it was typed
 * @param {(publisher: number, fix: Fix) => void} mend
 */
export function update(exchange, resource, mend) {
  region.dataset.outcome = exchange.outcome;
  say(heading, texts.headings[exchange.outcome]);
  say(line, summary(exchange, resource ?? ""));
  reasons.replaceChildren(
    part(texts.titles.findings, findings(exchange.findings, mend, texts.publisherName)),
    part(texts.titles.steps, steps(exchange)),
    ...(exchange.matches.length ? [part(texts.titles.claims, ...exchange.matches.map(claims))] : []),
    part(texts.titles.answer, answer(exchange)),
    report(exchange),
    moment(exchange.asked.now),
  );
}

/** Live regions speak on every change: only a change is one. @param {HTMLElement} live @param {string} text */
function say(live, text) {
  if (live.textContent !== text) live.textContent = text;
}

/** @param {Exchange} exchange @param {string} resource */
function summary({ outcome, outcomeIfFresh, grant, findings }, resource) {
  if (grant) return texts.grant(grant.access, resource);
  const first = findings.find(({ severity }) => severity === "error") ?? findings[0];
  const message = first ? first.message.replaceAll("`", "") : "";
  return outcome === "refused" && outcomeIfFresh !== "refused" ? `${message} ${texts.freshWouldPass}` : message;
}

/** @param {string} title @param {...Node} content */
function part(title, ...content) {
  return element("section", "", element("h3", "", title), ...content);
}

/** @param {Exchange} exchange */
function steps({ steps }) {
  const items = steps.map(({ name, status, summary }) =>
    element(
      "li",
      "",
      element("strong", "", texts.steps[name]),
      mark(status),
      element("span", "", ...sentence(summary)),
    ),
  );
  return element("ol", "steps", ...items);
}

/** @param {Exchange["matches"][number]} match */
function claims({ publisher, verdict, issuer, claims }) {
  const head = element("tr", "", ...texts.columns.map((name) => cell("th", "", name)));
  const rows = [
    row(texts.issuerRow, ["iss"], issuer.expected, issuer.found, issuer.verdict),
    ...claims.map((claim) => row(claim.claim, claim.readFrom, claim.expected, claim.found, claim.verdict)),
  ];
  const caption = element("caption", "", texts.publisherName(publisher), mark(verdict));
  return element("table", "", caption, element("thead", "", head), element("tbody", "", ...rows));
}

/** @param {string} claim @param {string[]} from @param {string} expected @param {string | null} found @param {string} verdict */
function row(claim, from, expected, found, verdict) {
  const names = from.flatMap((name, index) => (index ? [", ", value(name)] : [value(name)]));
  const [wanted, held] =
    found !== null && verdict === "mismatch" ? differing(expected, found) : [value(expected), value(found ?? "")];
  const cells = [
    [value(claim)],
    names,
    [wanted],
    [found === null ? element("em", "", texts.absent) : held],
    [mark(verdict)],
  ];
  const made = cells.map((content, index) => cell(index ? "td" : "th", texts.columns[index], ...content));
  made[0].setAttribute("scope", "row");
  return element("tr", verdict, ...made);
}

/** A cell that carries its column's name, for the narrow page. @param {"td" | "th"} tag @param {string} column @param {...(Node | string)} content */
function cell(tag, column, ...content) {
  const made = element(tag, "", element("span", "", ...content));
  if (column) made.dataset.column = column;
  else made.setAttribute("scope", "col");
  return made;
}

/** @param {Exchange} exchange */
function answer({ status, response }) {
  const text = `HTTP ${status}\n${JSON.stringify(response, null, 2)}`;
  const shown = element("pre", "", text);
  shown.tabIndex = 0;
  shown.setAttribute("role", "region");
  shown.ariaLabel = texts.titles.answer;
  return shown;
}

/** A button that copies the report: verdict and reasons, no token. @param {Exchange} exchange */
function report(exchange) {
  const button = element("button", "", texts.copyReport);
  button.type = "button";
  const said = element("span", "help", "");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(exchangeReport(exchange));
      said.textContent = texts.copied;
    } catch {
      said.textContent = texts.notCopied;
    }
  });
  return element("p", "buttons", button, said);
}

/** @param {number} now */
function moment(now) {
  const time = element("time", "", new Date(now * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC"));
  time.dateTime = new Date(now * 1000).toISOString();
  const [before, after] = texts.judgedAt("\u0000").split("\u0000");
  return element("p", "help", before, time, after);
}
