// @ts-check
// The page: what is typed and pasted goes into the package, what it says is shown. Nothing is sent, stored or logged.

import init, { parsePublishers, parseResource, providers, simulateExchange, verifyExchange } from "./pkg/index.js";
import { Bar } from "./bar.js";
import { byId, element, sentence } from "./element.js";
import { findings as list } from "./findings.js";
import { Importer } from "./importer.js";
import { bySignature, forget, otherReading, times, told } from "./judge.js";
import { KeySet } from "./key-set.js";
import { takeCarried } from "./link.js";
import { Picture } from "./picture.js";
import { printing } from "./printing.js";
import { Publishers, wiped } from "./publishers.js";
import { inPlainWords } from "./resource.js";
import * as sample from "./sample.js";
import { unlessSecret } from "./secrets.js";
import { Share } from "./share.js";
import { Spoken } from "./spoken.js";
import { suggestions } from "./suggestions.js";
import * as texts from "./texts.js";
import { Undo } from "./undo.js";
import { Verdict } from "./verdict.js";

/**
 * @typedef {import("./pkg/index.js").Exchange} Exchange
 * @typedef {import("./pkg/index.js").ExchangeRequest} Request
 * @typedef {import("./publishers.js").Filled} Filled
 */

const resource = /** @type {HTMLInputElement} */ (byId("resource"));
const token = /** @type {HTMLTextAreaElement} */ (byId("token"));
const labels = /** @type {HTMLSelectElement} */ (byId("labels"));
const suggest = /** @type {HTMLDetailsElement} */ (byId("suggest"));
const buttons = ["sample", "clear", "add"].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
const progress = byId("progress");

const picture = new Picture();
const verdict = new Verdict({ mend, suggest: openSuggestions });
const bar = new Bar(verdict.heading);
const shared = new Share(() => ({ resource: resource.value, filled: publishers.read() }), removeAll);
const warned = new Spoken();
const keys = new KeySet(() => update());
const imports = new Importer((all, ...how) =>
  undo.run(how[0], () => all.forEach((publisher) => publishers.take(publisher)), how[1], how[2]),
);
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

const undo = new Undo(
  () => ({ resource: resource.value, list: publishers.look() }),
  (before, after) => {
    if (resource.value === after.resource) resource.value = before.resource;
    publishers.restore(before.list, after.list);
  },
);

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
  const twice = filled.map(({ twice }) => twice);
  const exchange = token.value ? told(simulateExchange(request), request, twice) : null;
  const state = exchange ? [exchange.outcome, ...exchange.findings.map(({ code }) => code)].join() : "";
  if (byTime && state === shown) {
    if (exchange) verdict.tick(exchange);
    return;
  }
  shown = state;

  judged += 1;
  if (keys.text) verify(exchange, request, twice, judged);
  if (!exchange || !keys.text) show(exchange, request);

  clearTimeout(pending);
  if (atOnce) beside(filled, exchange, request);
  else pending = setTimeout(beside, 0, filled, exchange, request);
}

/**
 * Says what stands beside the verdict: at the fields, in the forms, below the token.
 *
 * @param {Filled[]} filled @param {Exchange | null} exchange @param {Request} request
 */
function beside(filled, exchange, request) {
  // That nothing is typed yet is no mistake before there is a token.
  const isAsked = exchange !== null || request.resource.trim() !== "";
  const wrong = isAsked ? inPlainWords(request.resource, parseResource(request.resource).findings) : [];
  const said = wrong.map(({ message }) => message);
  resource.setAttribute("aria-invalid", String(said.length > 0));
  const place = byId("resource-said");
  place.className = `said ${said.length ? "error" : ""}`;
  place.replaceChildren(...said.flatMap(sentence));
  token.setAttribute(
    "aria-invalid",
    String(exchange?.steps.some(({ name, status }) => name === "token" && status === "fail") ?? false),
  );

  const counts = publishers.say(filled, exchange?.findings ?? [], request.resource, request.labels ?? "documented");
  shared.update({ resource: request.resource, filled }, publishers.forms.length);
  // A verdict is spoken itself.
  if (exchange) warned.clear();
  else warned.say(counts);
  suggest.hidden = !request.token;
  byId("suggestions").replaceChildren(...(request.token && suggest.open ? [suggestions(request.token, take)] : []));
  // The choice says something only of publishers that compare one of the two.
  byId("reading").hidden = !filled.some(
    ({ publisher }) => "branch" in publisher.claims || "workflow" in publisher.claims,
  );
  keys.at(catalogue.find(({ id }) => id === exchange?.asked.provider)?.keySetUrl ?? null);
}

/**
 * The same with the signature checked, which takes a moment of the platform's. Without a token the key set alone is read.
 *
 * @param {Exchange | null} simulated @param {Request} request @param {string[][]} twice @param {number} asked
 */
async function verify(simulated, request, twice, asked) {
  const verified = await verifyExchange(request, keys.text).catch(() => simulated);
  if (asked !== judged || !verified) return;
  if (simulated) show(bySignature(simulated, told(verified, request, twice)), request);
  keys.say(verified.findings);
}

/** @param {Exchange | null} exchange @param {Request} request */
function show(exchange, request) {
  picture.update(exchange);
  if (exchange) verdict.update(exchange, request.resource, times(request.token), otherReading(exchange, request));
  else {
    verdict.clear();
    forget();
  }
  bar.update(exchange && exchange.outcome, verdict.heading.textContent ?? "", verdict.line.textContent ?? "");
}

/** A fix that was asked for in the verdict. @param {number} index @param {import("./pkg/index.js").Fix} fix */
function mend(index, { publisher, label }) {
  const filled = publishers.read()[index];
  if (!filled) return;
  undo.run(
    texts.changed(texts.publisherName(index), label),
    () => publishers.fill(filled.form, publisher),
    (bar) => verdict.place.append(bar),
    () => verdict.focus(),
  );
  verdict.focus();
}

/** @param {import("./pkg/index.js").Publisher} publisher suggested by the token */
function take(publisher) {
  let [form] = publishers.forms;
  undo.run(
    texts.taken,
    () => (form = publishers.take(publisher)),
    (bar) => form.own.before(bar),
    () => suggest.getElementsByTagName("summary")[0].focus(),
  );
}

function openSuggestions() {
  suggest.open = true;
  suggest.getElementsByTagName("summary")[0].focus();
}

function clear() {
  token.value = "";
  keys.clear();
  // A token that stood in a wrong field, or would be brought back there, is none less.
  resource.value = unlessSecret(resource.value);
  imports.wipe();
  publishers.wipe();
  undo.rewrite(({ resource, list }) => ({ resource: unlessSecret(resource), list: wiped(list) }));
  progress.textContent = texts.loaded;
  // At once: a page that is left gets no later moment.
  update({ atOnce: true });
}

function trySample() {
  const made = sample.token();
  undo.run(
    texts.sampleInPlace,
    () => {
      resource.value = sample.resource;
      publishers.replace([]);
      publishers.forms[0].fill("github-actions", sample.fields, []);
      token.value = made;
      progress.textContent = texts.sampleShown;
      update();
    },
    (bar) => byId("sample").parentElement?.after(bar),
    () => {
      if (token.value === made) clear();
      byId("sample").focus();
    },
  );
}

function removeAll() {
  undo.run(
    texts.removedAll,
    () => publishers.replace([]),
    (bar) => byId("share").append(bar),
    () => publishers.forms[0].focus(),
  );
}

/** Takes over what a link carries, and says what is wrong with it. @param {boolean} first whether the page was opened by it */
function follow(first) {
  const carried = takeCarried();
  if (carried === undefined) return;
  const place = byId("carried");
  if (carried === null) {
    const said = element("p", "said error", texts.damagedLink);
    said.setAttribute("role", "alert");
    place.replaceChildren(said);
    return;
  }
  const { publishers: all, findings } = parsePublishers(carried.publishers);
  const act = () => {
    resource.value = carried.resource;
    publishers.replace(all);
  };
  place.replaceChildren(
    element("p", "said warning", texts.fromLink),
    ...(findings.length ? [list(findings, () => {})] : []),
  );
  if (first) act();
  else
    undo.run(
      texts.replacedByLink,
      act,
      (bar) => place.append(bar),
      () => {
        place.replaceChildren();
        resource.focus();
      },
    );
}

byId("picture").append(picture.element);
byId("verdict").append(verdict.element);
byId("printing").append(printing());
byId("key-set").append(keys.element);
byId("bar").append(bar.element);
await init();
catalogue = providers();
publishers = new Publishers(catalogue, { changed: () => update(), run: (...given) => undo.run(...given) });
byId("publishers").append(publishers.element, warned.element);
byId("import").append(imports.element);
byId("share").append(shared.element);
follow(true);
update();
for (const control of [token, ...buttons]) control.disabled = false;
for (const id of ["importing", "more"]) byId(id).hidden = false;
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
addEventListener("hashchange", () => follow(false));
// Whoever comes back by the browser's buttons finds no token, also where the page was kept alive.
addEventListener("pagehide", clear);
addEventListener("pageshow", ({ persisted }) => persisted && clear());
// A verdict is of a moment: a token that expires meanwhile must not stay green.
setInterval(() => token.value && update({ byTime: true }), 1000);
