// @ts-check
// The page: what is typed and pasted goes into the package, what it says is shown. Nothing is sent, stored or logged.

import init, {
  decideExchange,
  decodeToken,
  parsePublishers,
  parseResource,
  providers,
  simulateExchange,
  verifyExchange,
} from "./pkg/index.js";
import { copy } from "./copy.js";
import { byId, sentence } from "./element.js";
import { KeySet } from "./key-set.js";
import { carriedBy, linkTo } from "./link.js";
import { Picture } from "./picture.js";
import { importer, Publishers } from "./publishers.js";
import * as sample from "./sample.js";
import { suggestions } from "./suggestions.js";
import * as texts from "./texts.js";
import { Verdict } from "./verdict.js";

/**
 * @typedef {import("./pkg/index.js").Exchange} Exchange
 * @typedef {import("./pkg/index.js").ExchangeRequest} Request
 */

const resource = /** @type {HTMLInputElement} */ (byId("resource"));
const token = /** @type {HTMLTextAreaElement} */ (byId("token"));
const labels = /** @type {HTMLSelectElement} */ (byId("labels"));
const suggest = /** @type {HTMLDetailsElement} */ (byId("suggest"));
const buttons = ["sample", "clear", "add"].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
const progress = byId("progress");

const picture = new Picture();
const verdict = new Verdict((index, { publisher }) => {
  const filled = publishers.read()[index];
  if (filled) publishers.fill(filled.form, publisher);
});
const keys = new KeySet(() => update());
/** @type {Publishers} */
let publishers;
/** @type {import("./pkg/index.js").Provider[]} */
let catalogue = [];
/** Which state of the page is judged: what comes late for an older one is dropped. */
let judged = 0;
/** What the shown verdict was made of, so that time alone redraws it only if it changes something. */
let shown = "";

/** What is still to be said beside the verdict. */
let pending = 0;

/**
 * Judges what is on the page: the verdict at once, what stands beside it a moment later, so that a keystroke is answered
 * within a frame.
 *
 * @param {{ byTime?: boolean, atOnce?: boolean }} [how]
 */
function update({ byTime = false, atOnce = false } = {}) {
  // While the list is being made it tells of changes already.
  if (!publishers) return;
  const filled = publishers.read();
  const request = {
    token: token.value,
    resource: resource.value,
    publishers: filled.map(({ publisher }) => publisher),
    labels: /** @type {import("./pkg/index.js").Labels} */ (labels.value),
  };
  const exchange = token.value ? withFix(simulateExchange(request), request) : null;
  const state = exchange ? [exchange.outcome, ...exchange.findings.map(({ code }) => code)].join() : "";
  if (byTime && state === shown) return;
  shown = state;

  judged += 1;
  if (exchange && keys.text) verify(exchange, request, judged);
  else show(exchange, request);

  clearTimeout(pending);
  if (atOnce) beside(filled, exchange, request);
  else pending = setTimeout(beside, 0, filled, exchange, request);
}

/**
 * Says what stands beside the verdict: at the fields, in the forms, below the token.
 *
 * @param {import("./publishers.js").Filled[]} filled @param {Exchange | null} exchange @param {Request} request
 */
function beside(filled, exchange, request) {
  const said = request.resource ? parseResource(request.resource).findings : [];
  resource.setAttribute("aria-invalid", String(said.length > 0));
  const place = byId("resource-said");
  place.className = `said ${said.length ? "error" : ""}`;
  place.replaceChildren(...said.flatMap(({ message }) => sentence(message)));

  publishers.say(filled, exchange?.findings ?? [], request.resource, request.labels ?? "documented");
  suggest.hidden = !request.token;
  const open = request.token && suggest.open;
  byId("suggestions").replaceChildren(
    ...(open ? [suggestions(request.token, (one) => publishers.take(one).focus())] : []),
  );
  byId("labels-said").textContent = exchange ? otherReading(exchange, request) : "";
  keys.at(catalogue.find(({ id }) => id === exchange?.asked.provider)?.keySetUrl ?? null);
}

/**
 * The same with the signature checked, which takes a moment of the platform's.
 *
 * @param {Exchange} simulated shown if the platform fails @param {Request} request @param {number} asked
 */
async function verify(simulated, request, asked) {
  const exchange = await verifyExchange(request, keys.text).catch(() => simulated);
  if (asked !== judged) return;
  show(withFix(exchange, request), request);
  keys.say(exchange.findings);
}

/** @param {Exchange | null} exchange @param {Request} request */
function show(exchange, request) {
  picture.update(exchange);
  if (exchange) verdict.update(exchange, request.resource, times(request.token));
  else verdict.clear();
}

/**
 * What the other reading of labels would give, where the two part: the exchange says if they do.
 *
 * @param {import("./pkg/index.js").Exchange} exchange @param {import("./pkg/index.js").ExchangeRequest} request
 */
function otherReading({ outcome, findings }, request) {
  if (!findings.some(({ code }) => code === "hub-undocumented")) return "";
  const other = decideExchange({ ...request, labels: request.labels === "raw" ? "documented" : "raw" });
  return other.outcome === outcome ? "" : texts.otherReading(texts.headings[other.outcome]);
}

/** The token whose times were read, and the times: it is read again only if it changes. */
let timed = { token: "", times: /** @type {import("./verdict.js").Times} */ ({ exp: null, iat: null }) };

/** When a token was issued and expires. @param {string} text */
function times(text) {
  if (timed.token === text) return timed.times;
  const claims = decodeToken(text).claims ?? [];
  const [exp, iat] = ["exp", "iat"].map((name) => {
    const seconds = Number(claims.find((claim) => claim.name === name)?.json);
    return seconds >= 0 && seconds < 253402300800 ? Math.floor(seconds) : null;
  });
  timed = { token: text, times: { exp, iat } };
  return timed.times;
}

/**
 * A fix is offered only where it is enough. For a token whose time is over it never is, so it is asked for as of a moment
 * at which the token was valid.
 *
 * @param {import("./pkg/index.js").Exchange} exchange @param {import("./pkg/index.js").ExchangeRequest} request
 */
function withFix(exchange, request) {
  const first = exchange.findings[0];
  const late = exchange.steps.some(({ name, status }) => name === "time" && status === "fail");
  if (!first || first.fix || !late) return exchange;
  const issued = decodeToken(request.token).claims?.filter(({ name }) => name === "iat" || name === "nbf") ?? [];
  const then = Math.max(0, ...issued.map(({ json }) => Math.ceil(Number(json)) || 0));
  const { findings } = simulateExchange({ ...request, now: Math.min(then, 253402300799) });
  const { code, fix } = findings[0] ?? {};
  return code === first.code && fix
    ? { ...exchange, findings: [{ ...first, fix }, ...exchange.findings.slice(1)] }
    : exchange;
}

function clear() {
  token.value = "";
  timed = { token: "", times: { exp: null, iat: null } };
  keys.clear();
  progress.textContent = texts.loaded;
  // At once: a page that is left gets no later moment.
  update({ atOnce: true });
}

function trySample() {
  resource.value = sample.resource;
  publishers.replace([]);
  publishers.forms[0].fill("github-actions", sample.fields);
  token.value = sample.token();
  progress.textContent = texts.sampleShown;
  update();
}

byId("picture").append(picture.element);
byId("verdict").append(verdict.element);
byId("key-set").append(keys.element);
try {
  await init();
  catalogue = providers();
  publishers = new Publishers(catalogue, () => update());
  byId("publishers").append(publishers.element);
  byId("import").append(importer((all) => all.forEach((publisher) => publishers.take(publisher))));
  const carried = carriedBy(location.hash);
  if (carried) {
    resource.value = carried.resource;
    publishers.replace(parsePublishers(carried.publishers).publishers);
  }
  byId("carried").textContent = carried ? texts.fromLink : "";
  byId("share").append(
    copy(
      texts.copyLink,
      () => linkTo({ resource: resource.value, publishers: publishers.read().map(({ publisher }) => publisher) }),
      texts.copiedLink,
    ),
  );
  update();
  for (const control of [token, ...buttons]) control.disabled = false;
  progress.textContent = texts.loaded;
  resource.addEventListener("input", () => update());
  labels.addEventListener("change", () => update());
  suggest.addEventListener("toggle", () => update());
  token.addEventListener("input", () => {
    progress.textContent = texts.loaded;
    update();
  });
  byId("add").addEventListener("click", () => {
    publishers.add().focus();
    update();
  });
  byId("sample").addEventListener("click", trySample);
  byId("clear").addEventListener("click", () => {
    clear();
    token.focus();
  });
  // Whoever comes back by the browser's buttons finds no token, also where the page was kept alive.
  addEventListener("pagehide", clear);
  addEventListener("pageshow", ({ persisted }) => persisted && clear());
  // A verdict is of a moment: a token that expires meanwhile must not stay green.
  setInterval(() => token.value && update({ byTime: true }), 1000);
} catch (error) {
  progress.className = "said error";
  progress.textContent = texts.notLoaded(error instanceof Error ? error.message : "");
}
