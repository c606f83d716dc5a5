// @ts-check
// The page: what is typed and pasted goes into the package, what it says is shown. Nothing is sent, stored or logged.

import init, { fieldsFromPublisher, parseResource, providers, simulateExchange } from "./pkg/index.js";
import { byId, sentence } from "./element.js";
import { PublisherForm } from "./publisher.js";
import * as sample from "./sample.js";
import * as texts from "./texts.js";
import * as verdict from "./verdict.js";

const resource = /** @type {HTMLInputElement} */ (byId("resource"));
const token = /** @type {HTMLTextAreaElement} */ (byId("token"));
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
  const exchange = token.value
    ? simulateExchange({
        token: token.value,
        resource: resource.value,
        publishers: filled.map(({ publisher }) => publisher),
      })
    : null;
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
    form.say(own ? [...own.findings, ...placed] : []);
  }

  if (!exchange) return verdict.clear(texts.nothingPasted);
  verdict.update(exchange, resource.value, (index, { publisher }) => {
    const { provider, fields, rest } = fieldsFromPublisher(publisher);
    const form = filled[index].form;
    form.fill(provider, Object.fromEntries(fields.map(({ id, value }) => [id, value])));
    for (const name of rest) form.addClaim(name, publisher.claims[name].value);
    update();
  });
}

function add() {
  const form = new PublisherForm(known, { changed: () => update(), removed: remove });
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
