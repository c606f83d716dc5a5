// @ts-check
// The page: what is typed and pasted goes into the package, what it says is shown. Nothing is sent, stored or logged.

import init, {
  checkPublisher,
  decodeToken,
  fieldsFromPublisher,
  parseResource,
  providers,
  simulateExchange,
} from "./pkg/index.js";
import { byId, sentence } from "./element.js";
import { PublisherForm } from "./publisher.js";
import * as sample from "./sample.js";
import { suggestions } from "./suggestions.js";
import * as texts from "./texts.js";
import * as verdict from "./verdict.js";

const resource = /** @type {HTMLInputElement} */ (byId("resource"));
const token = /** @type {HTMLTextAreaElement} */ (byId("token"));
const labels = /** @type {HTMLSelectElement} */ (byId("labels"));
const buttons = ["sample", "clear"].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
const progress = byId("progress");

/** @type {PublisherForm[]} */
let forms = [];
/** What the shown verdict was made of, so that time alone redraws it only if it changes something. */
let shown = "";

/** Judges what is on the page. @param {{ byTime?: boolean }} [why] */
function update({ byTime = false } = {}) {
  const read = forms.map((form) => ({ form, read: form.read() }));
  const filled = read.flatMap(({ form, read }) => (read ? [{ form, ...read }] : []));
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

  const said = resource.value ? parseResource(resource.value).findings : [];
  resource.setAttribute("aria-invalid", String(said.length > 0));
  const place = byId("resource-said");
  place.className = `said ${said.length ? "error" : ""}`;
  place.replaceChildren(...said.flatMap(({ message }) => sentence(message)));

  for (const { form, read: own } of read) {
    const index = filled.findIndex((other) => other.form === form);
    form.title(own ? texts.publisherName(index) : texts.newPublisher);
    const placed = exchange?.findings.filter(({ at }) => at?.in === "publisher" && at.publisher === index) ?? [];
    const others = request.publishers.filter((_, other) => other !== index);
    const context = { resource: request.resource, others, labels: request.labels };
    const alone = own ? checkPublisher(own.publisher, context) : [];
    form.say(own ? [...own.findings, ...placed, ...alone] : []);
    form.show(own?.publisher ?? null, alone, request.resource, request.labels);
  }
  const suggest = /** @type {HTMLDetailsElement} */ (byId("suggest"));
  suggest.hidden = !token.value;
  if (token.value && suggest.open) byId("suggestions").replaceChildren(suggestions(token.value, take));
  else byId("suggestions").replaceChildren();

  const other = exchange && simulateExchange({ ...request, labels: request.labels === "raw" ? "documented" : "raw" });
  const parts = other?.outcome !== exchange?.outcome || other?.findings[0]?.code !== exchange?.findings[0]?.code;
  byId("labels-said").textContent = other && parts ? texts.otherReading(texts.headings[other.outcome]) : "";

  if (!exchange) return verdict.clear(texts.nothingPasted);
  verdict.update(exchange, resource.value, (index, { publisher }) => fill(filled[index].form, publisher));
}

/** Writes a publisher into a form. @param {PublisherForm} form @param {import("./pkg/index.js").Publisher} publisher */
function fill(form, publisher) {
  const { provider, fields, rest } = fieldsFromPublisher(publisher);
  form.fill(provider, Object.fromEntries(fields.map(({ id, value }) => [id, value])));
  for (const name of rest) form.addClaim(name, publisher.claims[name].value);
  update();
}

/** Takes a suggested publisher over: into a blank form if there is one. @param {import("./pkg/index.js").Publisher} publisher */
function take(publisher) {
  const form = forms.find((form) => form.read() === null) ?? add();
  fill(form, publisher);
  form.focus();
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
  const times = decodeToken(request.token).claims?.filter(({ name }) => name === "iat" || name === "nbf") ?? [];
  const then = Math.max(0, ...times.map(({ json }) => Math.ceil(Number(json)) || 0));
  const { findings } = simulateExchange({ ...request, now: Math.min(then, 253402300799) });
  const { code, fix } = findings[0] ?? {};
  return code === first.code && fix
    ? { ...exchange, findings: [{ ...first, fix }, ...exchange.findings.slice(1)] }
    : exchange;
}

function add() {
  const form = new PublisherForm(known, {
    changed: () => update(),
    removed: remove,
    mended: (form, { publisher }) => {
      fill(form, publisher);
      form.focus();
    },
  });
  forms.push(form);
  byId("publishers").append(form.element);
  return form;
}

/** @param {PublisherForm} form */
function remove(form) {
  const index = forms.indexOf(form);
  forms = forms.filter((other) => other !== form);
  form.element.remove();
  if (forms.length === 0) add();
  forms[Math.min(index, forms.length - 1)].focus();
  update();
}

function clear() {
  token.value = "";
  progress.textContent = texts.loaded;
  update();
}

function trySample() {
  resource.value = sample.resource;
  forms.slice(1).forEach((form) => form.element.remove());
  forms = forms.slice(0, 1);
  forms[0].fill("github-actions", sample.fields);
  token.value = sample.token();
  progress.textContent = texts.sampleShown;
  update();
}

verdict.clear(texts.nothingPasted);
/** @type {import("./pkg/index.js").Provider[]} */
let known = [];
try {
  await init();
  known = providers();
  add();
  update();
  for (const control of [token, ...buttons]) control.disabled = false;
  progress.textContent = texts.loaded;
  resource.addEventListener("input", () => update());
  labels.addEventListener("change", () => update());
  byId("suggest").addEventListener("toggle", () => update());
  token.addEventListener("input", () => {
    progress.textContent = texts.loaded;
    update();
  });
  byId("add").addEventListener("click", () => {
    add().focus();
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
